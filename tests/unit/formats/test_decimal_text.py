from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vesselviewer.formats.decimal_text import is_not_finite, is_number, parse_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray


def parsed(words: list[bytes]) -> tuple[NDArray[Any], NDArray[Any]]:
    text = b" ".join(words)
    starts = np.cumsum([0] + [len(word) + 1 for word in words])[:-1]
    lengths = np.array([len(word) for word in words])
    return parse_numbers(np.frombuffer(text, dtype=np.uint8), starts, lengths)


def same_float32(word: bytes) -> None:
    values, valid = parsed([word])
    assert valid[0]
    with np.errstate(over="ignore"):
        assert np.float32(values[0]).tobytes() == np.float32(float(word)).tobytes()


@given(
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.sampled_from(["r", ".9e", ".6f", ".17e", "g"]),
)
def test_every_float32_is_read_as_python_reads_it(value: float, style: str) -> None:
    same_float32((repr(value) if style == "r" else format(value, style)).encode())


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float64_is_read_as_python_reads_it(value: float) -> None:
    same_float32(repr(value).encode())


@given(
    st.from_regex(rb"[+-]?([0-9]{1,25}\.?[0-9]{0,25}|\.[0-9]{1,25})([eE][+-]?[0-9]{1,3})?", fullmatch=True)
)
def test_every_way_to_write_a_number_is_read(word: bytes) -> None:
    same_float32(word)


@given(st.lists(st.binary(min_size=1, max_size=12).map(lambda word: word.replace(b" ", b"_")), min_size=1))
def test_what_is_no_number_is_told_apart(words: list[bytes]) -> None:
    _, valid = parsed(words)
    assert valid.tolist() == [is_number(word) for word in words]


@pytest.mark.parametrize(
    "word",
    [
        b"-",
        b"+",
        b".",
        b"e5",
        b"1e",
        b"1e+",
        b"1.2.3",
        b"--1",
        b"1-",
        b"1e5.0",
        b"0x10",
        b"1_0",
        b"1,5",
        b"nan",
        b"1e1e1",
        b"1" * 401,
        b"\x001",
        b"1\x00",
        b"1e1234567",
    ],
)
def test_near_misses_are_refused(word: bytes) -> None:
    assert not parsed([word])[1][0]


def test_a_number_at_the_very_end_of_the_text() -> None:
    values, valid = parsed([b"1e5", b"-2.5E-3"])
    assert valid.all()
    assert values.tolist() == [1e5, -2.5e-3]


def test_minus_zero_keeps_its_sign() -> None:
    assert np.signbit(parsed([b"-0"])[0][0])


@pytest.mark.parametrize(
    "word", [b"nan", b"-NaN", b"inf", b"-Infinity", b"-nan(ind)", b"1.#QNAN", b"-1.#INF"]
)
def test_words_for_not_finite(word: bytes) -> None:
    assert is_not_finite(word)
    assert not is_number(word)
