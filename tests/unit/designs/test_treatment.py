from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from vesselviewer.designs import (
    Declaration,
    DesignKey,
    Library,
    MemoryStorage,
    SqliteStorage,
    Treatment,
    TreatmentChanged,
    parse_treatment,
)
from vesselviewer.designs.storage import PutTreatment
from vesselviewer.errors import FormatError

if TYPE_CHECKING:
    from pathlib import Path

HULL = DesignKey("folder:/hulls", "runs/hull_0041.stl")
NEXT = DesignKey("folder:/hulls", "runs/hull_0042.stl")
OTHER = DesignKey("folder:/hulls", "ferry_0042.stl")


def test_steps_are_kept_in_order_and_taken_back() -> None:
    first = Treatment().correcting("flip").declaring("unit", "mm")
    both = first.declaring("unit", "ft")
    assert both.corrections == ("flip",)
    assert both.declaration == Declaration(unit="ft")
    assert both.undone() == first
    assert both.without(0).corrections == ()
    assert both.correcting("flip") is both
    assert [step.text for step in both.steps] == ["Turn it right side out", "Unit: mm", "Unit: ft"]


def test_a_treatment_survives_json() -> None:
    treatment = Treatment().correcting("cap").declaring("design_draft", 4)
    assert parse_treatment(treatment.as_text()) == treatment
    assert treatment.digest != Treatment().correcting("cap").digest
    assert Treatment().digest == ""


@pytest.mark.parametrize("text", ["", "3", "[[1]]", '[["declare", "unit", "league"]]', '[["burn", "x", 1]]'])
def test_what_is_no_treatment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_treatment(text)


def test_a_value_that_no_frame_has_is_refused() -> None:
    with pytest.raises(FormatError):
        Treatment().declaring("design_draft", -3)


def test_the_library_tells_keeps_and_offers_it_to_the_family() -> None:
    library = Library(MemoryStorage())
    told: list[object] = []
    library.subscribe(told.append)
    treatment = Treatment().correcting("flip")
    library.put_treatment(HULL, treatment)
    library.put_treatment(HULL, treatment)
    assert told == [TreatmentChanged(HULL, treatment)]
    assert library.treatment(HULL) == treatment
    assert library.family_treatment(NEXT) == treatment
    assert library.family_treatment(OTHER) is None
    assert library.family_treatment(HULL) is None
    library.put_treatment(HULL, Treatment())
    assert library.family_treatment(NEXT) is None


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_storages_keep_treatments(kind: str, tmp_path: Path) -> None:
    storage = MemoryStorage() if kind == "memory" else SqliteStorage(tmp_path / "library.sqlite")
    flipped, capped = Treatment().correcting("flip"), Treatment().correcting("cap")
    storage.apply([PutTreatment(HULL, flipped), PutTreatment(NEXT, flipped), PutTreatment(HULL, capped)])
    storage.close()
    assert list(storage.load().treatments.items()) == [(NEXT, flipped), (HULL, capped)]
    storage.apply([PutTreatment(HULL, Treatment())])
    assert HULL not in storage.load().treatments
    storage.close()


def test_a_history_of_the_first_schema_is_taken_over(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    storage = SqliteStorage(path)
    storage.apply([])
    storage.close()
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE treatment")
        db.execute("INSERT INTO source VALUES ('folder:/hulls')")
        db.execute("PRAGMA user_version = 1")
    db.close()
    snapshot = storage.load()
    assert snapshot.sources == {"folder:/hulls"}
    storage.apply([PutTreatment(HULL, Treatment().correcting("flip"))])
    assert storage.load().treatments
    storage.close()
