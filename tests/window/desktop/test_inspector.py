"""The dock of verdict and frame: what it says, and what its controls ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from vesselviewer.designs import Declaration, DesignKey, Treatment, detect_frame
from vesselviewer.designs.verdict import verdict_in_frame
from vesselviewer.hullforms import ShipParameters, ship_hull
from vesselviewer.mesh import Mesh, judge_mesh
from vesselviewer.workspace import Inspection, Preview, Shown

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    Shell = Any

SHIP = ship_hull(ShipParameters(), 2000)


def show(shell: Shell, mesh: Mesh, said: Declaration | None = None) -> DesignKey:
    """Put a hull into the active viewport, as loading does."""
    key: DesignKey = shell.add_design()
    report = judge_mesh(mesh)
    frame = detect_frame(mesh, report, said)
    inspection = Inspection(report, report, frame, Treatment(), verdict_in_frame(report, frame))
    shown = Shown(key, "sha", "hull_0001", mesh.bounds, "sha", inspection)
    shell.workspace._store.change_viewport(1, shown=shown, requested=key)
    return key


def press(shell: Shell, name: str) -> None:
    button = shell.window.inspector.steps.findChild(QPushButton, name)
    assert button is not None, name
    button.click()


@pytest.fixture
def wrong() -> Mesh:
    return Mesh(SHIP.vertices, SHIP.faces[:, ::-1])


def test_without_a_hull_it_says_what_to_do(shell: Shell) -> None:
    inspector = shell.window.inspector
    assert inspector.isVisible()
    assert inspector._none.isVisible()
    assert not inspector._content.isVisible()


def test_no_verdict_stands_beside_a_hull_that_is_still_being_judged(shell: Shell, wrong: Mesh) -> None:
    key = show(shell, wrong)
    inspector = shell.window.inspector
    frame = shell.workspace.state.active_viewport.shown.inspection.frame
    preview = Preview(key, "large", SHIP.bounds, "preview 1", frame)
    shell.workspace._store.change_viewport(1, preview=preview)
    assert not inspector._content.isVisible()
    assert inspector._none.text() == "large is being judged …"
    shell.workspace._store.change_viewport(1, preview=None)
    assert inspector._content.isVisible()
    assert inspector.verdict.startswith("Inside out")


def test_a_correction_is_one_click_and_so_is_its_way_back(shell: Shell, wrong: Mesh) -> None:
    key = show(shell, wrong)
    inspector = shell.window.inspector
    assert inspector.verdict.startswith("Inside out")
    assert inspector._verdict.property("tone") == "warning"
    press(shell, "flip")
    assert shell.library.treatment(key) == Treatment().correcting("flip")
    assert inspector.steps.findChild(QPushButton, "flip") is None
    press(shell, "undo")
    assert shell.library.treatment(key) == Treatment()
    press(shell, "flip")
    press(shell, "back-0")
    assert shell.library.treatment(key) == Treatment()


def test_the_last_of_the_family_is_offered(shell: Shell, wrong: Mesh) -> None:
    key = show(shell, wrong)
    other = DesignKey(key.source, "hull_0000.stl")
    shell.library.put_treatment(other, Treatment().correcting("flip").declaring("unit", "mm"))
    press(shell, "adopt")
    assert shell.library.treatment(key) == shell.library.treatment(other)


def test_values_of_the_frame_are_chosen_typed_and_confirmed(shell: Shell, qtbot: QtBot) -> None:
    key = show(shell, SHIP)
    table = shell.window.inspector.frame
    unit, draft = table._editors["unit"], table._editors["design_draft"]
    assert isinstance(unit, QComboBox)
    assert isinstance(draft, QLineEdit)
    assert table._sources["design_draft"].text() == "assumed, 30 %"
    unit.setCurrentIndex(unit.findData("ft"))
    unit.activated.emit(unit.currentIndex())
    draft.selectAll()
    qtbot.keyClicks(draft, "8.25")
    qtbot.keyClick(draft, Qt.Key.Key_Return)
    table._confirms["z_zero"].click()
    assert shell.library.treatment(key).declaration == Declaration(
        unit="ft", design_draft=8.25, z_zero="baseline"
    )


def test_a_value_that_no_frame_has_is_refused_in_words(shell: Shell, qtbot: QtBot) -> None:
    key = show(shell, SHIP)
    draft = shell.window.inspector.frame._editors["design_draft"]
    draft.selectAll()
    qtbot.keyClicks(draft, "-3")
    qtbot.keyClick(draft, Qt.Key.Key_Return)
    assert shell.library.treatment(key) == Treatment()
    assert shell.notifications.items[0].title == "The frame is unchanged"
    assert float(draft.text()) > 0


def test_leaving_a_field_untouched_declares_nothing(shell: Shell) -> None:
    key = show(shell, SHIP)
    for editor in shell.window.inspector.frame._editors.values():
        editor.setFocus()
        QApplication.processEvents()
    shell.window.setFocus()
    assert shell.library.treatment(key) == Treatment()


def test_what_is_declared_needs_no_confirmation(shell: Shell) -> None:
    show(shell, SHIP, Declaration(design_draft=9.0))
    table = shell.window.inspector.frame
    assert not table._confirms["design_draft"].isVisible()
    assert table._confirms["unit"].isVisible()
    assert table._sources["design_draft"].text() == "declared"


def test_everything_fits_into_the_dock_and_has_a_name(shell: Shell, wrong: Mesh) -> None:
    show(shell, wrong)
    QApplication.processEvents()
    inspector = shell.window.inspector
    assert inspector._body.width() <= inspector.viewport().width()
    for button in inspector.steps.findChildren(QPushButton):
        assert button.accessibleName() or button.text()
    for editor in inspector.frame._editors.values():
        assert editor.accessibleName()
        assert editor.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_one_action_hides_it_and_shows_it_again(shell: Shell) -> None:
    action = shell.window.actions_registry["inspector"]
    assert action.isChecked()
    action.trigger()
    assert shell.window.docks["inspector"].isHidden()
    action.trigger()
    assert not shell.window.docks["inspector"].isHidden()
