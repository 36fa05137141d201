"""Toasts in the window: where they stand, how long, and what their buttons ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from vesselviewer.designs import DesignKey
from vesselviewer.desktop.toasts import ToastOverlay
from vesselviewer.errors import FormatError
from vesselviewer.workspace import Notifications

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

KEY = DesignKey("folder:/hulls", "hull_0042.stl")


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Bench:
    """A bare window with toasts, and the clock they go by."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = Clock()
        self.notifications = Notifications(self.clock)
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.resize(900, 700)
        self.overlay = ToastOverlay(self.window, self.notifications, self.clock, area=lambda: self.window)
        self.window.show()
        qtbot.waitExposed(self.window)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds
        self.overlay._advance()

    def arrive(self, name: str = "hull_0042") -> None:
        self.notifications.post("arrival", name, "3.0 MB · 60,000 triangles", design=KEY)

    def titles(self) -> list[str]:
        return [card.toast.title for card in self.overlay.cards]


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[Bench]:
    bench = Bench(qtbot)
    yield bench
    bench.overlay.close_overlay()


def test_a_toast_stands_at_the_bottom_right_inside_the_window(bench: Bench) -> None:
    bench.arrive()
    place = bench.overlay.geometry()
    assert bench.window.rect().contains(place)
    assert bench.window.width() - place.right() < 30
    assert bench.window.height() - place.bottom() < 30
    assert bench.overlay.window() is bench.window


def test_toasts_follow_the_corner_when_the_window_changes_its_size(bench: Bench, qtbot: QtBot) -> None:
    bench.arrive()
    before = bench.overlay.pos()
    bench.window.resize(700, 500)
    qtbot.waitUntil(lambda: bench.overlay.pos() != before)
    assert bench.window.rect().contains(bench.overlay.geometry())


def test_a_toast_leaves_after_four_seconds(bench: Bench) -> None:
    bench.arrive()
    bench.pass_time(3.9)
    assert bench.titles() == ["hull_0042"]
    bench.pass_time(0.2)
    assert bench.titles() == []
    assert not bench.overlay.isVisible()


def test_the_timer_is_set_for_the_next_to_leave_and_rests_otherwise(bench: Bench) -> None:
    assert not bench.overlay._wake.isActive()
    bench.arrive()
    assert 3900 <= bench.overlay._wake.interval() <= 4001
    bench.pass_time(5)
    assert not bench.overlay._wake.isActive()


def test_a_resting_pointer_stops_the_time(bench: Bench) -> None:
    bench.arrive()
    corner = QPointF(1, 1)
    QApplication.sendEvent(bench.overlay, QEnterEvent(corner, corner, corner))
    bench.pass_time(60)
    assert bench.titles() == ["hull_0042"]
    QApplication.sendEvent(bench.overlay, QEvent(QEvent.Type.Leave))
    bench.pass_time(5)
    assert bench.titles() == []


def test_a_burst_becomes_one_toast_and_never_more_than_three_stand(bench: Bench) -> None:
    for number in range(12):
        bench.arrive(f"hull_{number:04d}")
        assert len(bench.titles()) <= 3
    assert bench.titles() == ["12 new designs"]


def test_an_error_stays_and_says_what_to_do(bench: Bench) -> None:
    error = FormatError("It ends after 84 bytes", where="/hulls/cut.stl", hint="Write it again")
    bench.notifications.post_error(error, title="cut could not be read", design=KEY)
    bench.pass_time(3600)
    (card,) = bench.overlay.cards
    words = " ".join(label.text() for label in card.findChildren(QLabel)).replace("\u200b", "")
    assert "/hulls/cut.stl: It ends after 84 bytes" in words
    assert "Write it again" in words
    assert "Write it again" in card.accessibleDescription()


@pytest.mark.parametrize(
    ("kind", "words", "signal"),
    [("arrival", "View", "view_wanted"), ("error", "Retry", "retry_wanted")],
)
def test_its_button_asks_for_the_design_and_puts_the_toast_away(
    bench: Bench, qtbot: QtBot, kind: Any, words: str, signal: str
) -> None:
    bench.notifications.post(kind, "hull_0042", "text", design=KEY)
    (card,) = bench.overlay.cards
    (button,) = card.findChildren(QPushButton)
    assert button.text() == words
    with qtbot.waitSignal(getattr(bench.overlay, signal)) as asked:
        button.click()
    assert asked.args == [KEY]
    assert bench.titles() == []


def test_a_burst_of_errors_leads_to_the_list(bench: Bench, qtbot: QtBot) -> None:
    for number in range(5):
        bench.notifications.post("error", f"hull_{number} could not be read", "why", design=KEY)
    (card,) = bench.overlay.cards
    assert card.toast.title == "5 problems"
    (button,) = card.findChildren(QPushButton)
    assert button.text() == "Show All"
    with qtbot.waitSignal(bench.overlay.list_wanted):
        button.click()


def test_what_speaks_of_no_design_has_no_button_to_open_it(bench: Bench) -> None:
    bench.notifications.post("info", "Picture saved", "/pictures/a.png")
    (card,) = bench.overlay.cards
    assert card.findChildren(QPushButton) == []


def test_dismissing_in_the_list_takes_the_toast_away(bench: Bench) -> None:
    item = bench.notifications.post("error", "Broken", "why")
    bench.notifications.dismiss(item.id)
    assert bench.titles() == []


def test_the_cross_dismisses_the_toast_and_keeps_the_list(bench: Bench) -> None:
    bench.notifications.post("error", "Broken", "why")
    bench.overlay.cards[0]._dismiss.click()
    assert bench.titles() == []
    assert len(bench.notifications.items) == 1


def test_toasts_never_take_the_focus(bench: Bench, qtbot: QtBot) -> None:
    before = QApplication.focusWidget()
    bench.arrive()
    assert QApplication.focusWidget() is before
    for card in bench.overlay.cards:
        for button in card.findChildren(QPushButton):
            assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus


def test_text_from_outside_is_shown_as_it_is_and_fits(bench: Bench) -> None:
    bench.notifications.post(
        "error", "<b>bold</b>", "<img src='http://x/'>" + "/very_long_name" * 60, design=KEY
    )
    (card,) = bench.overlay.cards
    for label in card.findChildren(QLabel):
        if label.text():
            assert label.textFormat() is Qt.TextFormat.PlainText
            assert label.height() >= label.heightForWidth(label.width())
    assert card.height() < bench.window.height()


def test_an_overlay_is_never_larger_than_its_cards(bench: Bench) -> None:
    bench.arrive()
    union = bench.overlay.childrenRect()
    assert bench.overlay.size().width() <= union.width()
    assert bench.overlay.size().height() <= union.height()
