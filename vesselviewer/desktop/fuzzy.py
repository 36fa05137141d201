"""Fuzzy matching of what is typed into the command palette, without Qt."""

from __future__ import annotations

_WORD_START = 8
_RUN = 5
_FIRST_LETTER = 10
_GAP = 1


def match(query: str, text: str) -> int | None:
    """Score how well a query names a text; every letter must occur, in order, in any case.

    Spaces in the query are ignored. Letters that begin words, or follow one another, score more.

    Returns:
        The score, higher is better; None if it does not match. An empty query scores 0.
    """
    wanted = [letter for letter in query.casefold() if not letter.isspace()]
    hay = text.casefold()
    best: int | None = None
    if not wanted:
        return 0
    start = hay.find(wanted[0])
    while start >= 0:
        score = _score_from(wanted, hay, start)
        if score is None:
            break  # letters missing from here on are missing from every later start too
        best = score if best is None else max(best, score)
        start = hay.find(wanted[0], start + 1)
    return best


def _score_from(wanted: list[str], hay: str, start: int) -> int | None:
    """Score the greedy match whose first letter stands at ``start``."""
    score = _FIRST_LETTER if start == 0 else 0
    before = start - 1
    for number, letter in enumerate(wanted):
        at = start if number == 0 else _next_place(hay, letter, before + 1)
        if at is None:
            return None
        if number and at == before + 1:
            score += _RUN
        else:
            score -= _GAP * min(at - before - 1, 5)
        if at == 0 or not hay[at - 1].isalnum():
            score += _WORD_START
        before = at
    return score


def _next_place(hay: str, letter: str, begin: int) -> int | None:
    """Return where a letter comes next: adjoining, else at the start of a word, else anywhere."""
    at = hay.find(letter, begin)
    if at < 0:
        return None
    if at == begin:
        return at
    place = at
    while place >= 0:
        if not hay[place - 1].isalnum():
            return place
        place = hay.find(letter, place + 1)
    return at
