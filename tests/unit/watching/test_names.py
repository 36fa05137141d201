from __future__ import annotations

import os

import pytest

from vesselviewer.watching.names import is_watched_path, printable


@pytest.mark.parametrize(
    ("relative", "watched"),
    [
        ("a.stl", True),
        ("sub/a.stl", True),
        (".a.stl", False),
        (".sub/a.stl", False),
        ("a.stl.tmp", False),
        ("a.stl.Part", False),
        ("a.txt", False),
    ],
)
def test_hidden_temporary_and_foreign_files_are_not_watched(relative: str, watched: bool) -> None:
    assert is_watched_path(relative, lambda name: "stl" in name) is watched


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"hull.stl", "hull.stl"),
        ("Größe 船.stl".encode(), "Größe 船.stl"),
        (b"h\xfcll.stl", "h\\xfcll.stl"),
        (b"two\nlines.stl", "two\\nlines.stl"),
        ("evil\u202elts.exe".encode(), "evil\\u202elts.exe"),
    ],
)
def test_every_name_can_be_shown_and_stored(raw: bytes, shown: str) -> None:
    assert printable(os.fsdecode(raw)) == shown
    assert printable(os.fsdecode(raw)).encode()
