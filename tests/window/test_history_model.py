"""The history list: order, filter, age and drag payload, over a real library."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from vesselviewer.designs import Design, DesignKey, DesignState, Library, MemoryStorage, Revision
from vesselviewer.desktop.design_mime import DESIGN_MIME_TYPE, decode_key, encode_key
from vesselviewer.desktop.history_delegate import age_text, facts
from vesselviewer.desktop.history_model import HistoryModel, HistoryRole, tip
from vesselviewer.desktop.history_panel import HistoryFilter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


def design(number: int, *, created_at: float | None = None) -> Design:
    return Design(
        key=DesignKey("folder:hulls", f"hull_{number:04d}.stl"),
        name=f"hull_{number:04d}",
        state=DesignState.PENDING,
        revision=Revision(1, 84, number if created_at is None else created_at, 0.0, f"hull_{number:04d}.stl"),
    )


@pytest.fixture
def library() -> Iterator[Library]:
    library = Library(MemoryStorage())
    yield library
    library.close()


@pytest.fixture
def model(library: Library, qtbot: QtBot) -> Iterator[HistoryModel]:
    assert qtbot is not None
    model = HistoryModel(library)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield model
    model.close()


def names(model: HistoryModel | HistoryFilter) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def settle(qtbot: QtBot, model: HistoryModel) -> None:
    qtbot.waitUntil(lambda: not model.is_applying)


def test_rows_are_newest_first_whatever_the_order_of_arrival(
    library: Library, model: HistoryModel, qtbot: QtBot
) -> None:
    for number in (3, 1, 4, 2):
        library.put(design(number))
    settle(qtbot, model)
    assert names(model) == ["hull_0004", "hull_0003", "hull_0002", "hull_0001"]


def test_a_burst_is_inserted_as_one_run_of_rows(library: Library, model: HistoryModel, qtbot: QtBot) -> None:
    runs: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: runs.append((first, last)))
    for number in range(500):
        library.put(design(number))
    settle(qtbot, model)
    assert runs == [(0, 499)]


def test_new_rows_between_old_ones_keep_the_order(
    library: Library, model: HistoryModel, qtbot: QtBot
) -> None:
    for number in range(0, 20, 2):
        library.put(design(number))
    settle(qtbot, model)
    for number in range(1, 20, 2):
        library.put(design(number))
    settle(qtbot, model)
    assert names(model) == [f"hull_{number:04d}" for number in reversed(range(20))]


def test_a_rewritten_design_moves_to_the_top(library: Library, model: HistoryModel, qtbot: QtBot) -> None:
    for number in (1, 2):
        library.put(design(number))
    settle(qtbot, model)
    library.put(replace(design(1), revision=Revision(2, 84, 9.0, 9.0, "hull_0001.stl")))
    settle(qtbot, model)
    assert names(model) == ["hull_0001", "hull_0002"]


def test_a_removed_design_leaves(library: Library, model: HistoryModel, qtbot: QtBot) -> None:
    for number in (1, 2, 3):
        library.put(design(number))
    settle(qtbot, model)
    library.remove(design(2).key)
    settle(qtbot, model)
    assert names(model) == ["hull_0003", "hull_0001"]
    assert model.row_of(design(2).key) is None
    assert model.row_of(design(1).key) == 1


def test_filter_wants_every_word_in_any_case(library: Library, model: HistoryModel, qtbot: QtBot) -> None:
    library.put(replace(design(1), name="Tanker 42", seen=True))
    library.put(replace(design(2), name="tanker 7"))
    library.put(replace(design(3), name="barge", state=DesignState.QUARANTINED, reason="cut off"))
    settle(qtbot, model)
    rows = HistoryFilter()
    rows.setSourceModel(model)
    found = {}
    for text in ("TANKER", "tanker new", "bad", "cut", "no such hull", ""):
        rows.set_text(text)
        found[text] = sorted(names(rows))
    assert found == {
        "TANKER": ["Tanker 42", "tanker 7"],
        "tanker new": ["tanker 7"],
        "bad": ["barge"],
        "cut": ["barge"],
        "no such hull": [],
        "": ["Tanker 42", "barge", "tanker 7"],
    }


def test_a_dragged_row_carries_its_identity(library: Library, model: HistoryModel, qtbot: QtBot) -> None:
    library.put(design(1))
    settle(qtbot, model)
    data = model.mimeData([model.index(0)])
    assert decode_key(bytes(data.data(DESIGN_MIME_TYPE).data())) == design(1).key
    assert model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_a_foreign_payload_is_no_design() -> None:
    assert decode_key(b"hull.stl") is None
    key = DesignKey("ws://host:8000/ws/meshes", "a\nb")
    assert decode_key(encode_key(key)) == key


def test_the_tip_gives_the_exact_time_and_the_path(
    library: Library, model: HistoryModel, qtbot: QtBot
) -> None:
    library.put(design(1, created_at=1_763_699_665.0))
    settle(qtbot, model)
    text = tip(model.index(0).data(HistoryRole.DESIGN))
    assert "2025-11-2" in text
    assert "STL, " in text
    assert text.endswith("hull_0001.stl")


def test_an_invalid_index_has_no_data(model: HistoryModel) -> None:
    assert model.data(QModelIndex()) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-30.0, "just now"),
        (2.0, "just now"),
        (42.0, "42 seconds ago"),
        (250.0, "4 minutes ago"),
        (7300.0, "2 hours ago"),
        (86_400.0 * 3, "3 days ago"),
    ],
)
def test_ages(seconds: float, text: str) -> None:
    assert age_text(seconds) == text


def test_facts_of_an_unread_design() -> None:
    assert facts(design(1)) == "reading …"
