"""Text from outside, made fit to be shown: plain, visible, short."""

from __future__ import annotations

import unicodedata

# Control, format (bidi overrides, zero-width), surrogate, private use and unassigned characters,
# and the line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def clean_text(text: str, *, limit: int = 200) -> str:
    """Strip what must not reach a label: control, bidi and invisible characters, and excess length.

    Args:
        text: any text from a file name or a message.
        limit: most characters to keep; what is cut ends in an ellipsis.

    Returns:
        The text in one line, runs of white space joined to one space; it may be empty.
    """
    # Cut first: a message of megabytes must not cost more than a label.
    head = text[: limit * 4]
    visible = "".join(
        " " if character.isspace() else character
        for character in head
        if character.isspace() or unicodedata.category(character) not in _HIDDEN
    )
    line = " ".join(visible.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
