from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from vesselviewer.errors import StorageError
from vesselviewer.workspace import Settings, SettingsValues

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_saved_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings.update(theme="dark", shortcuts={"fit": "Home"}, geometry="AAEC", edges=True)
    settings.add_recent("folders", "/data/Schiffe ⚓")
    settings.save()
    again = Settings(path)
    assert again.values == settings.values
    assert again.trouble is None
    assert [entry.name for entry in path.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "null", "\x00\x01", "[" * 100_000])
def test_a_bad_file_is_set_aside_and_defaults_are_taken(tmp_path: Path, content: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content)
    settings = Settings(path)
    assert settings.values == SettingsValues()
    (aside,) = tmp_path.glob("*.broken-*")
    assert aside.read_text() == content
    assert settings.trouble is not None
    assert aside.name in settings.trouble


def test_bytes_that_are_no_text_are_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"theme": "\xff"}')
    assert Settings(path).trouble


def test_a_single_bad_value_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(
        json.dumps(
            {
                "theme": "plaid",
                "edges": "yes",
                "recent_folders": ["a", 5, "b"],
                "shortcuts": {"fit": "F", "x": 3},
                "geometry": None,
                "from the future": 1,
                "grid": False,
            }
        )
    )
    values = Settings(path).values
    assert values == SettingsValues(recent_folders=("a", "b"), shortcuts={"fit": "F"}, grid=False)


def test_recent_entries_are_few_and_the_last_comes_first() -> None:
    settings = Settings()
    for number in [*range(12), 5]:
        settings.add_recent("urls", f"ws://host{number}")
    assert settings.values.recent_urls[:2] == ("ws://host5", "ws://host11")
    assert len(settings.values.recent_urls) == 10


def test_listeners_hear_of_changes_only() -> None:
    settings = Settings()
    heard: list[str] = []
    settings.subscribe(lambda _old, new: heard.append(new.theme))
    settings.update(theme="dark")
    settings.update(theme="dark")
    assert heard == ["dark"]
    with pytest.raises(TypeError):
        settings.update(no_such_setting=1)


def test_a_file_that_cannot_be_written_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.update(theme="dark")
    with pytest.raises(StorageError) as caught:
        settings.save()
    assert caught.value.hint
    assert settings.dirty
