"""Fuzzy matching of the command palette."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.desktop.fuzzy import match


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("", "anything"),
        ("opfo", "File: Open Folder…"),
        ("OPEN", "File: Open Folder…"),
        ("fit view", "View: Fit to View"),
        ("bpb", "Body Plan, from the Bow"),
    ],
)
def test_letters_in_order_match_in_any_case_and_without_spaces(query: str, text: str) -> None:
    assert match(query, text) is not None


@pytest.mark.parametrize(("query", "text"), [("xyz", "Open Folder"), ("redlof", "Folder"), ("aa", "a")])
def test_missing_or_disordered_letters_do_not_match(query: str, text: str) -> None:
    assert match(query, text) is None


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("grid", "View: Grid", "Designs: Older, right in the dark"),
        ("of", "Open Folder", "Profile"),
        ("plan", "Plan, from Above", "Parallel Projection and no"),
        ("file", "File: Open", "Open a profile"),
    ],
)
def test_word_starts_and_runs_score_more(query: str, better: str, worse: str) -> None:
    high, low = match(query, better), match(query, worse)
    assert high is not None
    assert low is None or high > low


@given(st.text(max_size=30), st.data())
def test_every_subsequence_of_a_text_matches_it(text: str, data: st.DataObject) -> None:
    folded = text.casefold()
    keep = data.draw(st.lists(st.booleans(), min_size=len(folded), max_size=len(folded)))
    query = "".join(letter for letter, kept in zip(folded, keep, strict=True) if kept)
    if query.casefold() == query:
        assert match(query, text) is not None
