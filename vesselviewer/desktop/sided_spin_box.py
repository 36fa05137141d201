"""A number box that says a sign in words: "0.35 m by the bow", "2.0° to starboard"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

_NUMBER = re.compile(r"[-+−]?\d*[.,]?\d+")


@dataclass(frozen=True, slots=True)
class Sides:
    """The words for a sign.

    Attributes:
        unit: after the number, with its space where it has one.
        positive, negative: after the unit.
        zero: in place of it all.
    """

    unit: str
    positive: str
    negative: str
    zero: str


TRIM = Sides(" m", "by the bow", "by the stern", "even keel")
HEEL = Sides("°", "to starboard", "to port", "upright")


class SidedSpinBox(QDoubleSpinBox):
    """A box for a trim or a heel.

    Typed is a number with or without words: ``-0.3``, ``0.3 by the stern`` and ``0.3 s`` are the same.
    """

    def __init__(self, sides: Sides, parent: QWidget | None = None) -> None:
        self._sides = sides
        super().__init__(parent)

    def textFromValue(self, value: float) -> str:
        """Return the number in words."""
        rounded = round(value, self.decimals())
        if rounded == 0:
            return self._sides.zero
        side = self._sides.positive if rounded > 0 else self._sides.negative
        return f"{abs(rounded):.{self.decimals()}f}{self._sides.unit} {side}"

    def valueFromText(self, text: str) -> float:
        """Return the number that is meant."""
        found = _NUMBER.search(text)
        if found is None:
            return 0.0
        value = float(found[0].replace(",", ".").replace("−", "-"))
        words = text[found.end() :].replace(self._sides.unit.strip(), " ", 1).casefold().split()
        return -value if words and _means(words, self._sides.negative, self._sides.positive) else value

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let anything be typed: what is not a number counts as zero."""
        return (QValidator.State.Acceptable, text, position)


def _means(words: list[str], negative: str, positive: str) -> bool:
    """Tell whether the words name the negative side: its last word, or the beginning of it."""
    last = words[-1]
    wanted, other = negative.rsplit(maxsplit=1)[-1], positive.rsplit(maxsplit=1)[-1]
    return wanted.startswith(last) and not other.startswith(last)
