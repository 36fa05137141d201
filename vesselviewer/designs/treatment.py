"""What the user has decided about one design: corrections of its mesh, values of its frame."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from vesselviewer.designs.declaration import Declaration, checked_value
from vesselviewer.errors import FormatError
from vesselviewer.mesh import correction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vesselviewer.designs.design import DesignKey

_LABELS = {
    "unit": "Unit", "forward": "Bow toward", "up": "Up", "z_zero": "z = 0 at", "baseline": "Baseline at z",
    "centerplane": "Centerplane at", "aft_perpendicular": "AP at",
    "length_between_perpendiculars": "L_PP", "design_draft": "Draft T",
}  # fmt: skip
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Step:
    """One decision.

    Attributes:
        kind: "correct" for a row of the table of corrections, "declare" for a value of the frame.
        name: id of the correction, or field of `Declaration`.
        value: the declared value; None for a correction.
    """

    kind: Literal["correct", "declare"]
    name: str
    value: str | float | None = None

    @property
    def text(self) -> str:
        """Words for the list of what has been done."""
        if self.kind == "declare":
            value = f"{self.value:.6g}" if isinstance(self.value, float) else self.value
            return f"{_LABELS.get(self.name, self.name)}: {value}"
        row = correction(self.name)
        return self.name if row is None else row.text


@dataclass(frozen=True, slots=True)
class Treatment:
    """Decisions in their order; taking one away takes it back. The bytes of the file stay as they are.

    Attributes:
        steps: the decisions, oldest first.
    """

    steps: tuple[Step, ...] = ()

    @property
    def corrections(self) -> tuple[str, ...]:
        """The corrections to be applied, in their order."""
        return tuple(step.name for step in self.steps if step.kind == "correct")

    @property
    def declaration(self) -> Declaration:
        """What the user says of the frame; the last word counts."""
        said = (Declaration(**{step.name: step.value}) for step in self.steps if step.kind == "declare")  # type: ignore[arg-type]  # checked by `declaring` and `parse_treatment`
        return reduce(lambda before, word: word.over(before), said, Declaration())

    @property
    def digest(self) -> str:
        """Short hex digest; empty for no steps."""
        return hashlib.sha256(self.as_text().encode()).hexdigest()[:16] if self.steps else ""

    def correcting(self, correction_id: str) -> Treatment:
        """Return the treatment with a correction added, unless it is there."""
        if correction_id in self.corrections:
            return self
        return Treatment((*self.steps, Step("correct", correction_id)))

    def declaring(self, name: str, value: str | float) -> Treatment:
        """Return the treatment with a value of the frame declared.

        Raises:
            FormatError: if a frame cannot have it.
        """
        return Treatment((*self.steps, Step("declare", name, checked_value(name, value, "the frame"))))

    def undone(self) -> Treatment:
        """Return the treatment without its last step."""
        return Treatment(self.steps[:-1])

    def without(self, index: int) -> Treatment:
        """Return the treatment without one step."""
        return Treatment(self.steps[:index] + self.steps[index + 1 :])

    def as_text(self) -> str:
        """Return the steps as JSON."""
        return json.dumps([[step.kind, step.name, step.value] for step in self.steps])


def parse_treatment(text: str) -> Treatment:
    """Return the treatment that `Treatment.as_text` was made of.

    Raises:
        ValueError: if it is not one.
    """
    steps: list[Step] = []
    rows: Any = json.loads(text)
    try:
        for kind, name, value in rows:
            if kind == "correct":
                steps.append(Step("correct", str(name)))
            elif kind == "declare" and name in _LABELS:
                steps.append(Step("declare", name, checked_value(name, value, "the frame")))
            else:
                raise ValueError("an unknown step")
    except (TypeError, FormatError) as error:
        msg = f"not a treatment: {error}"
        raise ValueError(msg) from error
    return Treatment(tuple(steps))


def family_of(key: DesignKey) -> tuple[str, str]:
    """Return what designs of one family share: the source, and the id with its numbers left out."""
    return key.source, _DIGITS.sub("#", key.design_id)


def latest_of_family(treatments: Mapping[DesignKey, Treatment], key: DesignKey) -> Treatment | None:
    """Return the last treatment given to another design of a family; None if there is none.

    Args:
        treatments: in the order in which they were given.
        key: the design that might be treated alike.
    """
    family = family_of(key)
    for other, treatment in reversed(tuple(treatments.items())):
        if other != key and treatment.steps and family_of(other) == family:
            return treatment
    return None
