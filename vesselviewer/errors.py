"""The one exception tree: every failure that a person may see says what, where, and what to do."""

from __future__ import annotations


class VesselViewerError(Exception):
    """A failure with a message for a person.

    Args:
        what: what is wrong, as a sentence without a final period.
        where: the file, address, line or byte offset it concerns.
        hint: what the user can do about it.
    """

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """Return the message on one line: ``where: what. hint``."""
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.hint}" if self.hint else text


class FormatError(VesselViewerError):
    """Bytes that are not the mesh they claim to be."""


class SourceError(VesselViewerError):
    """A folder, file or server that cannot be reached or read."""


class ProtocolError(VesselViewerError):
    """A message that breaks the feed protocol, or that must not be trusted."""


class StorageError(VesselViewerError):
    """The database of the library cannot be read or written."""


class RenderingError(VesselViewerError):
    """The graphics driver cannot draw what is asked for."""


class CancelledError(VesselViewerError):
    """The user called the work off; nothing was changed."""

    def __init__(self, what: str = "Cancelled") -> None:
        super().__init__(what)
