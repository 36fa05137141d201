"""The docks of particulars and curves over a real workspace that is running."""

from __future__ import annotations

import asyncio
import contextlib
import math
import struct
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from vesselviewer.desktop.particulars_model import Column
from vesselviewer.desktop.sided_spin_box import HEEL, TRIM, SidedSpinBox
from vesselviewer.desktop.table_actions import save_table
from vesselviewer.workspace import CURVES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    Shell = Any

PATIENCE_S = 20.0


def box_stl(length: float) -> bytes:
    """Return a watertight box, two wide, from z = -0.5 to 1.5, as binary STL."""
    corners = [(x, y, z) for x in (0.0, length) for y in (-1.0, 1.0) for z in (-0.5, 1.5)]
    faces = [
        (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
        (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
    ]  # fmt: skip
    data = bytearray(b"\0" * 80 + struct.pack("<I", len(faces)))
    for face in faces:
        data += struct.pack("<12fH", 0, 0, 0, *(value for index in face for value in corners[index]), 0)
    return bytes(data)


class Running:
    """A workspace whose loop is turned by hand, between the events of Qt."""

    def __init__(self, shell: Shell, folder: Path) -> None:
        self.shell = shell
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        self.life = self.loop.create_task(shell.workspace.run())

    def until(self, condition: Callable[[], object]) -> None:
        """Turn both loops until something is true."""

        async def wait() -> None:
            async with asyncio.timeout(PATIENCE_S):
                while not condition():
                    QApplication.processEvents()
                    await asyncio.sleep(0)

        self.loop.run_until_complete(wait())

    def show(self, name: str, length: float) -> None:
        """Show a box, and wait until it has been measured."""
        path = self.folder / f"{name}.stl"
        path.write_bytes(box_stl(length))
        self.shell.workspace.open_file(path)
        self.until(lambda: self.shown is not None and self.shown.name == name)
        self.until(self.measured)

    @property
    def shown(self) -> Any:
        return self.shell.workspace.state.active_viewport.shown

    def measured(self) -> bool:
        found = self.shell.workspace.floating.get(self.shown.display_key)
        return found is not None and found.choice == self.shell.workspace.state.flotation

    def stop(self) -> None:
        self.shell.workspace.stop()
        with contextlib.suppress(asyncio.CancelledError):
            self.loop.run_until_complete(self.life)
        self.loop.close()


def bring_to_front(shell: Shell) -> None:
    """Show the particulars, which lie under the tab of the verdict at first."""
    shell.window.actions_registry["particulars"].trigger()
    QApplication.processEvents()


@pytest.fixture
def running(shell: Shell, tmp_path: Path) -> Iterator[Running]:
    running = Running(shell, tmp_path)
    bring_to_front(shell)
    yield running
    running.stop()


def value_of(shell: Shell, symbol: str, column: Column = Column.VALUE) -> str:
    model = shell.window.particulars.model
    for row in range(model.rowCount()):
        if model.index(row, Column.SYMBOL).data() == symbol:
            return str(model.index(row, column).data())
    raise AssertionError(f"{symbol} is not in the table")


def test_without_a_design_the_dock_says_what_to_do(shell: Shell) -> None:
    panel = shell.window.particulars
    bring_to_front(shell)
    assert panel._empty.isVisible()
    assert not panel.flotation.isEnabled()


def test_the_particulars_of_a_box(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    assert value_of(shell, "∇") == "10.000"
    assert value_of(shell, "KB") == "0.25000"
    assert value_of(shell, "lcb") == "0"
    assert value_of(shell, "GM_T") == "—"
    assert value_of(shell, "GM_T", Column.STATE) == "no value"
    assert value_of(shell, "∇", Column.STATE) == "OK"
    assert "L_PP 10 m detected" in shell.window.particulars._basis.text()


def test_the_slider_moves_the_water_and_every_number(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    bar = shell.window.particulars.flotation
    bar.slider.setValue(1000)  # half the depth of 2 m
    assert shell.workspace.state.flotation.draft == pytest.approx(1.0)
    assert bar.draft.value() == pytest.approx(1.0)
    running.until(running.measured)
    assert value_of(shell, "∇") == "20.000"
    bar.assumed.click()
    running.until(running.measured)
    assert value_of(shell, "∇") == "10.000"


def test_typed_draft_trim_heel_water_and_kg(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    bar = shell.window.particulars.flotation
    bar.draft.setValue(0.8)
    bar.trim.setValue(-0.1)
    bar.heel.setValue(2.0)
    bar.kg.setValue(0.4)
    bar.water.setCurrentIndex(1)
    bar.water.activated.emit(1)
    choice = shell.workspace.state.flotation
    assert (choice.draft, choice.trim, choice.kg, choice.density) == (0.8, -0.1, 0.4, 1000.0)
    assert choice.heel == pytest.approx(math.radians(2.0))
    running.until(running.measured)
    assert value_of(shell, "t").endswith("stern")
    assert value_of(shell, "φ") == "2.000 stbd"
    assert value_of(shell, "GM_T") != "—"
    bar.water.activated.emit(2)
    bar.density.setValue(1010.0)
    assert shell.workspace.state.flotation.density == 1010.0


def test_a_pinned_reference_gives_differences(running: Running, shell: Shell) -> None:
    running.show("first", 10.0)
    panel = shell.window.particulars
    assert panel.table.isColumnHidden(Column.DIFFERENCE)
    shell.window.actions_registry["pin-reference"].trigger()
    assert shell.window.actions_registry["pin-reference"].isChecked()
    running.show("second", 12.0)
    assert not panel.table.isColumnHidden(Column.DIFFERENCE)
    assert value_of(shell, "∇", Column.DIFFERENCE) == "+2.000"
    assert value_of(shell, "∇", Column.PERCENT) == "+20.0"
    assert panel.as_table().header[-3:] == ("Reference", "Difference", "Difference %")


def test_ctrl_c_copies_as_text_and_as_a_page(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    panel = shell.window.particulars
    panel.table.setFocus()
    panel.table.selectRow(1)
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QApplication.clipboard().mimeData()
    assert mime.text().split("\n")[1].startswith("Displaced volume\t∇\t10.0")
    assert len(mime.text().split("\n")) == 2
    assert "<table>" in mime.html()
    panel.copy()
    assert len(QApplication.clipboard().mimeData().text().split("\n")) > 40


def test_a_table_is_saved_in_the_chosen_format(running: Running, shell: Shell, tmp_path: Path) -> None:
    running.show("box", 10.0)
    panel = shell.window.particulars
    for name in ("t.csv", "t.json", "t.xlsx", "t"):
        save_table(panel.as_table(), tmp_path / name, shell.workspace)
    running.until(lambda: (tmp_path / "t.xlsx").exists() and (tmp_path / "t.json").exists())
    assert (tmp_path / "t.xlsx").read_bytes().startswith(b"PK")
    panel.export()
    (dialog,) = panel.findChildren(QFileDialog)
    dialog.reject()


@pytest.mark.parametrize("kind", CURVES)
def test_each_tab_draws_its_diagram(running: Running, shell: Shell, kind: str) -> None:
    running.show("box", 10.0)
    shell.workspace.float_at(kg=0.4)
    shell.window.actions_registry["curves"].trigger()
    panel, desk = shell.window.curves, shell.workspace.curves
    panel.show_kind(kind)
    running.until(lambda: desk.plot is not None and desk.plot.kind == kind and not desk.drawing)
    assert panel.plot.plot_shown is desk.plot
    assert panel.criteria.isVisible() == bool(desk.plot.checks)
    assert (kind == "gz") == bool(desk.plot.checks)
    said: list[str] = []
    panel.plot.read_out.connect(said.append)
    trace = desk.plot.traces[0]
    panel.plot.point_at(QPointF(float(trace.x[0]), float(trace.y[0])))
    assert "·" in said[-1]
    panel.copy_picture()
    assert not QApplication.clipboard().image().isNull()
    panel.copy_points()
    assert QApplication.clipboard().mimeData().text().startswith("Curve\t")
    assert isinstance(panel.plot.image(), QImage)
    shell.window.actions_registry["curves"].trigger()
    assert desk.plot is None


def test_curves_without_kg_say_what_is_missing(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    shell.window.actions_registry["curves"].trigger()
    panel, desk = shell.window.curves, shell.workspace.curves
    panel.show_kind("gz")
    running.until(lambda: desk.plot is not None and desk.plot.kind == "gz")
    assert "KG" in panel._message.text()
    assert panel._message.isVisible()


def test_the_docks_follow_the_theme(running: Running, shell: Shell) -> None:
    running.show("box", 10.0)
    shell.window.actions_registry["curves"].trigger()
    running.until(lambda: shell.workspace.curves.plot is not None)
    shell.window.actions_registry["theme-dark"].trigger()
    assert shell.window.curves.plot.backgroundBrush().color().lightness() < 60


@pytest.mark.parametrize(
    ("sides", "text", "value", "words"),
    [
        (TRIM, "-0.3", -0.3, "0.300 m by the stern"),
        (TRIM, "0.3 m by the stern", -0.3, "0.300 m by the stern"),
        (TRIM, "0.3 by the bow", 0.3, "0.300 m by the bow"),
        (TRIM, "even keel", 0.0, "even keel"),
        (HEEL, "2,5 port", -2.5, "2.500° to port"),
        (HEEL, "2.5° to starboard", 2.5, "2.500° to starboard"),
    ],
)
def test_a_side_is_typed_and_shown_in_words(
    qtbot: QtBot, sides: Any, text: str, value: float, words: str
) -> None:
    box = SidedSpinBox(sides)
    qtbot.addWidget(box)
    box.setDecimals(3)
    box.setRange(-10, 10)
    assert box.valueFromText(text) == pytest.approx(value)
    assert box.textFromValue(value) == words
