from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.protocol import clean_text, is_safe_id, safe_id


@pytest.mark.parametrize("name", ["a", "0", "design_1763699665075", "Hull-7.b", "x" * 128, "console", "com0"])
def test_safe_names_are_their_own_id(name: str) -> None:
    assert is_safe_id(name)
    assert safe_id(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "-x",
        "_x",
        ".hidden",
        "a b",
        "a/b",
        "a\\b",
        "ä",
        "x" * 129,
        "a\n",
        "a\x00",
        "con",
        "CON",
        "nul.stl",
        "com1",
        "LPT9.x",
        "aux.",
    ],
)
def test_other_names_get_a_safe_stand_in(name: str) -> None:
    assert not is_safe_id(name)
    assert is_safe_id(safe_id(name))


def test_a_stand_in_is_legible_and_the_same_at_each_start() -> None:
    assert safe_id("Größe 1/b").startswith("Groe-1-b-") or safe_id("Größe 1/b").startswith("Gro")
    assert safe_id("tug boat") == "tug-boat-" + safe_id("tug boat")[-12:]


def test_names_that_look_alike_get_different_ids() -> None:
    assert len({safe_id(name) for name in ("a b", "a/b", "a\\b", "a  b", "a-b", "ä b")}) == 6


@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_every_name_gets_a_safe_id_and_keeps_it(name: str) -> None:
    once = safe_id(name)
    assert is_safe_id(once)
    assert safe_id(name) == once == safe_id(once)


@given(st.text(), st.text())
def test_different_names_get_different_ids(one: str, other: str) -> None:
    assert (safe_id(one) == safe_id(other)) == (one == other)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hull 42", "hull 42"),
        (" a\t\n b ", "a b"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\x1b[31mred", "[31mred"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\ud800lone", "lone"),
        ("Größe ∇ 船", "Größe ∇ 船"),
    ],
)
def test_text_is_shown_without_what_hides_in_it(text: str, shown: str) -> None:
    assert clean_text(text) == shown


@given(st.text(alphabet=st.characters(exclude_categories=[])), st.integers(1, 300))
def test_clean_text_is_printable_and_short(text: str, limit: int) -> None:
    cleaned = clean_text(text, limit=limit)
    assert len(cleaned) <= limit
    assert cleaned.isprintable()
    assert clean_text(cleaned, limit=limit) == cleaned
