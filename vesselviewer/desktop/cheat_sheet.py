"""The sheet of keys and mouse, made from the table of actions, so that it is never out of date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.scene.mouse_presets import Gesture, Modifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vesselviewer.desktop.actions import ActionSpec
    from vesselviewer.desktop.shortcuts import Keys
    from vesselviewer.scene.mouse_presets import MousePreset

_BESIDES = (
    (("Wheel",), "Zoom to the pointer"),
    (("Middle click",), "Set the pivot under the pointer"),
    (("Double click",), "Set the pivot under the pointer"),
    (("Drop",), "Open a folder or file"),
    (("Ctrl", "Drop"), "Open it in the next viewport"),
)
_GESTURES = {
    Gesture.ROTATE: "Turn the hull",
    Gesture.PAN: "Move it",
    Gesture.ZOOM: "Zoom",
    Gesture.ROLL: "Roll it",
}
_COLUMNS = 3

Line = tuple[tuple[str, ...], str]


def mouse_lines(preset: MousePreset) -> list[Line]:
    """Return what every drag does in a preset, and what the mouse does in all of them."""
    drags = [
        ((*([] if held is Modifier.NONE else [held.capitalize()]), f"{button.capitalize()} drag"), gesture)
        for (button, held), gesture in preset.drags.items()
    ]
    return [*((shown, _GESTURES[gesture]) for shown, gesture in drags), *_BESIDES]


def sheet(
    specs: Iterable[ActionSpec], keys: Mapping[str, Keys], preset: MousePreset
) -> dict[str, list[Line]]:
    """Return the sections of the sheet: title to lines of (key caps, words).

    Two keys of one action are parted by "or".
    """
    sections: dict[str, list[Line]] = {}
    for spec in specs:
        if keys[spec.id]:
            title = spec.menu.rpartition("/")[2]
            sections.setdefault(title, []).append((caps(keys[spec.id]), spec.text.rstrip("…")))
    sections[f"Mouse ({preset.label})"] = mouse_lines(preset)
    return sections


def caps(keys: Keys) -> tuple[str, ...]:
    """Return the key caps of an action: ``("Ctrl+1", "9")`` gives ``("Ctrl", "1", "or", "9")``."""
    shown: list[str] = []
    for key in keys:
        text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        shown += (["or"] if shown else []) + text.replace("++", "+Plus").split("+")
    return tuple(shown)


class CheatSheet(QDialog):
    """Not modal, so that a key can be tried while it is read."""

    def __init__(
        self,
        specs: Iterable[ActionSpec],
        keys: Mapping[str, Keys],
        preset: MousePreset,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and Mouse")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        page = QWidget(self)
        columns = QHBoxLayout(page)
        columns.setSpacing(36)
        for sections in _spread(sheet(specs, keys, preset)):
            column = QVBoxLayout()
            column.setSpacing(18)
            for title, lines in sections:
                column.addWidget(_section(title, lines, page))
            column.addStretch(1)
            columns.addLayout(column)
        area = QScrollArea(self)
        area.setWidget(page)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(area)
        whole.addWidget(buttons)
        wanted = page.sizeHint()
        self.resize(min(wanted.width() + 60, 1200), min(wanted.height() + 80, 740))


def _spread(sections: Mapping[str, list[Line]]) -> list[list[tuple[str, list[Line]]]]:
    """Deal the sections over the columns, in order, about equally tall."""
    total = sum(len(lines) + 2 for lines in sections.values())
    columns: list[list[tuple[str, list[Line]]]] = [[] for _ in range(_COLUMNS)]
    done = 0
    for title, lines in sections.items():
        middle = done + (len(lines) + 2) / 2
        columns[min(int(middle * _COLUMNS / total), _COLUMNS - 1)].append((title, lines))
        done += len(lines) + 2
    return columns


def _section(title: str, lines: list[Line], parent: QWidget) -> QWidget:
    """Make the block of one section."""
    block = QWidget(parent)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(5)
    grid.setHorizontalSpacing(12)
    grid.setColumnStretch(1, 1)
    heading = QLabel(title, block)
    heading.setProperty("heading", True)
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (shown, words) in enumerate(lines, start=1):
        line = QHBoxLayout()
        line.setSpacing(3)
        for cap in shown:
            label = QLabel(cap, block)
            label.setProperty("muted" if cap == "or" else "keycap", True)
            line.addWidget(label)
        line.addStretch(1)
        grid.addLayout(line, row, 0)
        grid.addWidget(QLabel(words, block), row, 1)
    block.setAccessibleName(title)
    return block
