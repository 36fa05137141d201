"""How the hulls float, to be moved and typed: draft, trim, heel, water and KG."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.sided_spin_box import HEEL, TRIM, SidedSpinBox
from vesselviewer.units import FRESH_WATER, SALT_WATER

if TYPE_CHECKING:
    from vesselviewer.workspace import FlotationChoice, WaterLevel, Workspace

_STEPS = 2000  # of the slider over the depth of the hull
_WATERS = (("Salt, 1025 kg/m³", SALT_WATER), ("Fresh, 1000 kg/m³", FRESH_WATER))


class FlotationBar(QWidget):
    """Sends what is moved or typed to the workspace at once; shows what the workspace says."""

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._depth = 1.0
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(1, _STEPS)
        self.slider.setPageStep(_STEPS // 20)
        self.slider.setAccessibleName("Draft")
        self.slider.setToolTip("Move the water up and down the hull")
        self.draft = self._number("Draft at midship above the baseline", " m")
        self.assumed = QToolButton(self)
        self.assumed.setProperty("flat", True)
        self.assumed.setToolTip("Back to the draft that is assumed, on an even keel and upright")
        self.assumed.setAccessibleName("Back to the assumed draft")
        self.trim = SidedSpinBox(TRIM, self)
        self.trim.setDecimals(3)
        self.trim.setAccessibleName("Trim")
        self.trim.setToolTip("Difference of the drafts at the perpendiculars")
        self.heel = SidedSpinBox(HEEL, self)
        self.heel.setDecimals(1)
        self.heel.setRange(-85.0, 85.0)
        self.heel.setAccessibleName("Heel")
        self.heel.setToolTip("Angle of heel")
        self.water = QComboBox(self)
        self.density = self._number("Density of the water", " kg/m³")
        self.kg = self._number("Height of the center of gravity above the baseline", " m")
        self._build()
        self._connect()
        self.redraw_icons()

    def _number(self, name: str, suffix: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setDecimals(3)
        box.setSuffix(suffix)
        box.setAccessibleName(name)
        box.setToolTip(name)
        return box

    def _build(self) -> None:
        for words, _ in _WATERS:
            self.water.addItem(words)
        self.water.addItem("Typed")
        self.water.setAccessibleName("Water")
        self.water.setToolTip("Density of the water")
        self.density.setDecimals(1)
        self.density.setRange(500.0, 2000.0)
        self.kg.setRange(0.0, 1e6)
        self.kg.setSpecialValueText("unknown")
        for box in (self.draft, self.trim, self.heel, self.density, self.kg):
            box.setKeyboardTracking(False)  # a half-typed number is not a draft
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 6)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self._label("Draft T", self.draft), 0, 0)
        grid.addWidget(self.slider, 0, 1, 1, 2)
        grid.addWidget(self.draft, 0, 3)
        grid.addWidget(self.assumed, 0, 4)
        grid.addWidget(self._label("Trim", self.trim), 1, 0)
        grid.addWidget(self.trim, 1, 1)
        grid.addWidget(self._label("Heel", self.heel), 1, 2)
        grid.addWidget(self.heel, 1, 3, 1, 2)
        grid.addWidget(self._label("Water", self.water), 2, 0)
        grid.addWidget(self.water, 2, 1)
        grid.addWidget(self._label("KG", self.kg), 2, 2)
        grid.addWidget(self.kg, 2, 3, 1, 2)
        grid.addWidget(self.density, 3, 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        boxes: tuple[QWidget, ...] = (
            self.draft, self.trim, self.heel, self.water, self.kg, self.density,
        )  # fmt: skip
        for narrow in boxes:
            narrow.setMinimumWidth(60)
            narrow.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _label(self, words: str, buddy: QWidget) -> QLabel:
        label = QLabel(words, self)
        label.setBuddy(buddy)
        return label

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self._on_slider)
        self.draft.valueChanged.connect(lambda draft: self._workspace.float_at(draft=draft))
        self.assumed.clicked.connect(lambda: self._workspace.float_at(draft=None, trim=0.0, heel=0.0))
        self.trim.valueChanged.connect(lambda trim: self._workspace.float_at(trim=trim))
        self.heel.valueChanged.connect(lambda deg: self._workspace.float_at(heel=math.radians(deg)))
        self.water.activated.connect(self._on_water)
        self.density.valueChanged.connect(lambda density: self._workspace.float_at(density=density))
        self.kg.valueChanged.connect(lambda kg: self._workspace.float_at(kg=kg or None))

    def _on_slider(self, step: int) -> None:
        self._workspace.float_at(draft=self._depth * step / _STEPS)

    def _on_water(self, index: int) -> None:
        if index < len(_WATERS):
            self._workspace.float_at(density=_WATERS[index][1])
            self.density.hide()
        else:
            self.density.show()
            self.density.setFocus()

    def show_choice(self, choice: FlotationChoice, level: WaterLevel | None) -> None:
        """Show how a hull floats; None disables everything.

        Args:
            choice: what the user chose.
            level: what that means for the hull in focus.
        """
        self.setEnabled(level is not None)
        if level is None:
            return
        parts = (self.slider, self.draft, self.trim, self.heel, self.density, self.kg)
        blockers = [QSignalBlocker(part) for part in parts]
        if level.depth != self._depth:
            self._suit(level.depth)
        self.slider.setValue(round(_STEPS * level.draft / self._depth))
        self.draft.setValue(level.draft)
        self.trim.setValue(choice.trim)
        self.heel.setValue(math.degrees(choice.heel))
        self.density.setValue(choice.density)
        self.kg.setValue(choice.kg or 0.0)
        for blocker in blockers:
            blocker.unblock()
        self.assumed.setEnabled(choice.moves_water)
        known = [density for _, density in _WATERS]
        typed = choice.density not in known
        if typed or not self.density.hasFocus():
            self.water.setCurrentIndex(len(known) if typed else known.index(choice.density))
            self.density.setVisible(typed)

    def _suit(self, depth: float) -> None:
        """Suit steps and decimals to the size of a hull."""
        self._depth = depth if depth > 0 else 1.0
        decimals = min(max(3 - math.floor(math.log10(self._depth)), 1), 6)
        step = 10.0 ** (math.floor(math.log10(self._depth)) - 1)
        for box in (self.draft, self.trim, self.kg):
            box.setDecimals(decimals)
            box.setSingleStep(step / 10 if box is self.trim else step / 2)
        self.draft.setRange(self._depth / _STEPS, self._depth)
        self.trim.setRange(-2 * self._depth, 2 * self._depth)
        self.kg.setRange(0.0, 10 * self._depth)

    def redraw_icons(self) -> None:
        """Draw the icons in the colors now in use."""
        self.assumed.setIcon(icons.icon("undo"))
