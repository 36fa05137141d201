"""What the library tells its listeners, once, after the change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vesselviewer.designs.design import Design, DesignKey
    from vesselviewer.designs.treatment import Treatment


@dataclass(frozen=True, slots=True)
class DesignAdded:
    """A design that the library did not hold before."""

    design: Design


@dataclass(frozen=True, slots=True)
class DesignChanged:
    """A design was read, revised, seen, quarantined or withdrawn."""

    old: Design
    new: Design


@dataclass(frozen=True, slots=True)
class DesignRemoved:
    """A design was removed from the list by the user."""

    design: Design


@dataclass(frozen=True, slots=True)
class ThumbnailAdded:
    """The thumbnail of all designs with these bytes can be had from `Library.thumbnail` now."""

    sha256: str


@dataclass(frozen=True, slots=True)
class TreatmentChanged:
    """The user has decided something about a design, or taken it back."""

    key: DesignKey
    treatment: Treatment


LibraryEvent = DesignAdded | DesignChanged | DesignRemoved | ThumbnailAdded | TreatmentChanged
