from __future__ import annotations

import locale
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vesselviewer.errors import CancelledError, FormatError
from vesselviewer.formats import parse_mesh

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from vesselviewer.mesh import Mesh


def parse(text: str | bytes) -> Mesh:
    return parse_mesh(text.encode("latin-1") if isinstance(text, str) else text, name="t.stl")


def many(tetrahedron: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    return np.concatenate([tetrahedron + np.float32(2 * k) for k in range(count)])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: t, id="as it is"),
        pytest.param(lambda t: t.replace("\n", "\r"), id="CR"),
        pytest.param(lambda t: t.replace("\n", "\r\n"), id="CRLF"),
        pytest.param(lambda t: t.replace("\n", "\n\n \t\n"), id="blank lines"),
        pytest.param(lambda t: t.replace("\n", " "), id="one line"),
        pytest.param(lambda t: t.replace("\n", "\t").replace(" ", "\t"), id="one line of tabs"),
        pytest.param(lambda t: t.replace(" ", " \t  \x0b\x0c "), id="odd spacing"),
        pytest.param(lambda t: "\n\n   " + t, id="leading blanks"),
        pytest.param(lambda t: t.upper(), id="upper case"),
        pytest.param(lambda t: t.title(), id="title case"),
        pytest.param(lambda t: "\xef\xbb\xbf" + t, id="byte order mark"),
        pytest.param(lambda t: t.rstrip(), id="no last line end"),
        pytest.param(lambda t: t + "\0\x1a\n", id="padding at the end"),
        pytest.param(lambda t: t.replace("endsolid hull", "endsolid"), id="no name at the end"),
        pytest.param(lambda t: t.replace("endsolid hull", "endsolid another one"), id="another name"),
        pytest.param(lambda t: t.replace("hull", "facet of a vertex"), id="a name of keywords"),
        pytest.param(lambda t: t.replace(" hull", ""), id="no name"),
        pytest.param(lambda t: t.replace("hull", "h\xfcll \xff\xfe"), id="a name in no encoding"),
        pytest.param(lambda t: t.replace("normal 0 0 1", "normal nan -inf odd"), id="normals are no numbers"),
        pytest.param(lambda t: t.replace("normal 0 0 1", "normal"), id="no normals"),
        pytest.param(lambda t: t.replace("facet normal 0 0 1", "facet"), id="not even the word"),
        pytest.param(lambda t: t.replace("endloop", "endloop foo"), id="remark after endloop"),
        pytest.param(lambda t: t.replace("endfacet", "endfacet bar "), id="remark after endfacet"),
        pytest.param(lambda t: t.replace("vertex 1 0 0", "vertex 1.0E-00 -0.0 +0e5"), id="ways to write"),
    ],
)
def test_one_mesh_in_many_writings(
    text: Callable[..., str], tetrahedron: NDArray[np.float32], change: Callable[..., Any]
) -> None:
    mesh = parse(change(text()))
    np.testing.assert_array_equal(mesh.vertices[mesh.faces], tetrahedron)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", " "])
def test_several_solids_are_one_mesh(
    text: Callable[..., str], tetrahedron: NDArray[np.float32], end: str
) -> None:
    mesh = parse((text(name="a b") + text(tetrahedron + 5, name="c")).replace("\n", end))
    assert len(mesh.faces) == 8
    assert mesh.bounds == (0, 6, 0, 6, 0, 6)


def test_many_small_solids_are_read_quickly(text: Callable[..., str]) -> None:
    mesh = parse(text() * 2000)
    assert len(mesh.faces) == 8000
    assert len(mesh.vertices) == 4


@pytest.mark.parametrize("odd", [0, 1, 137, 3999])
def test_an_odd_facet_anywhere_breaks_nothing(
    text: Callable[..., str], tetrahedron: NDArray[np.float32], odd: int
) -> None:
    corners = many(tetrahedron, 1000)
    pieces = text(corners).split("endfacet")
    pieces[odd] += "endfacet remark\n"
    written = "endfacet".join([*pieces[:odd], pieces[odd] + pieces[odd + 1], *pieces[odd + 2 :]])
    mesh = parse(written)
    np.testing.assert_array_equal(mesh.vertices[mesh.faces], corners)


def test_precision_is_that_of_float32(text: Callable[..., str]) -> None:
    corners = np.random.default_rng(5).normal(size=(500, 3, 3)).astype(np.float32)
    for style in (".9g", ".8e", ".17g"):
        mesh = parse(text(corners, number=style))
        np.testing.assert_array_equal(mesh.vertices[mesh.faces], corners)


def test_no_locale_matters(text: Callable[..., str], tetrahedron: NDArray[np.float32]) -> None:
    before = locale.setlocale(locale.LC_NUMERIC)
    try:
        for name in ("de_DE.UTF-8", "fr_FR.UTF-8", ""):
            try:
                locale.setlocale(locale.LC_NUMERIC, name)
            except locale.Error:
                continue  # not installed here; the parser calls nothing that looks at it
            mesh = parse(text(tetrahedron * 0.5))
            np.testing.assert_array_equal(mesh.vertices[mesh.faces], tetrahedron * np.float32(0.5))
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)


@pytest.mark.parametrize(
    ("change", "line", "message"),
    [
        (lambda t: t.replace("vertex 1 0 0", "vertex 1 0 blah", 1), 6, "expected a number, found 'blah'"),
        (lambda t: t.replace("vertex 1 0 0", "vertex 1 0", 1), 7, "expected a number, found 'endloop'"),
        (lambda t: t.replace("vertex 1 0 0", "vertex 1 0 0 0", 1), 6, "expected 'endloop', found '0'"),
        (lambda t: t.replace("vertex 1 0 0", "vertex 1,5 0 0", 1), 6, "found '1,5'"),
        (lambda t: t.replace("    vertex 1 0 0\n", "", 1), 6, "expected 'vertex', found 'endloop'"),
        (lambda t: t.replace("vertex 1 0 0", "vertex 1 0 0\nvertex 1 1 1", 1), 7, "more than three vertices"),
        (lambda t: t.replace("outer loop", "outer", 1), 4, "expected 'loop', found 'vertex'"),
        (lambda t: t.replace("  outer loop\n", "", 1), 3, "expected 'outer loop'"),
        (lambda t: t.replace("  endloop\n", "", 1), 7, "expected 'endloop', found 'endfacet'"),
        (lambda t: t.replace("endfacet\n", "", 1), 8, "expected 'endfacet', found 'facet'"),
        (
            lambda t: t.replace("endfacet\n", "endfacet\nrubbish\n", 1),
            9,
            "expected 'facet' or 'endsolid', found 'rubbish'",
        ),
        (lambda t: t + "rubbish", 31, "expected 'solid', found 'rubbish'"),
        (lambda t: t.split("endsolid")[0], 30, "cut off: expected 'facet' or 'endsolid', found the end"),
        (lambda t: t[:150], 7, "cut off: expected"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_faults_are_named_with_their_line(
    text: Callable[..., str], change: Callable[..., Any], line: int, message: str, end: str
) -> None:
    broken = change(text()).replace("\n", end)
    with pytest.raises(FormatError, match=message) as caught:
        parse(broken)
    if "cut off" not in message:
        assert caught.value.where == f"t.stl, line {line}"
    else:
        assert caught.value.hint


def test_a_fault_far_inside_is_found_at_its_line(
    text: Callable[..., str], tetrahedron: NDArray[np.float32]
) -> None:
    lines = text(many(tetrahedron, 2000)).split("\n")
    lines[7 * 6001 + 4] = "vertex 1 2 3x"
    with pytest.raises(FormatError) as caught:
        parse("\n".join(lines))
    assert caught.value.where == f"t.stl, line {7 * 6001 + 5}"


def test_a_decimal_comma_has_its_own_hint(text: Callable[..., str]) -> None:
    with pytest.raises(FormatError) as caught:
        parse(text().replace("vertex 1 0 0", "vertex 1,5 0 0"))
    assert "decimal point" in str(caught.value)


@pytest.mark.parametrize("word", ["nan", "inf", "-nan(ind)", "1.#QNAN", "1e39", "-1e999999", "1" * 300])
def test_what_is_not_finite_is_counted_and_located(
    text: Callable[..., str], tetrahedron: NDArray[np.float32], word: str
) -> None:
    broken = text(many(tetrahedron, 10)).replace("vertex 4 5 4", f"vertex 4 {word} 4")
    with pytest.raises(FormatError, match=r"3 of 40 triangles .* the first is triangle 8"):
        parse(broken)


@pytest.mark.parametrize(
    "data", [b"solid x\nendsolid x\n", b"solid\nendsolid", b"SOLID a\r\nENDSOLID a\r\n" * 3]
)
def test_no_triangles(data: bytes) -> None:
    with pytest.raises(FormatError, match="no triangles"):
        parse(data)


@pytest.mark.parametrize("data", [b"solid", b"solid x", b"solid x\nfacet", b"  solid\n"])
def test_a_beginning_alone_is_cut_off(data: bytes) -> None:
    with pytest.raises(FormatError, match="cut off"):
        parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"solid " + b"x " * 500_000,
        b"solid x\nfacet normal " + b"9" * 2_000_000,
        b"solid x\nfacet normal 0 0 1 outer loop vertex " + b"9" * 2_000_000,
        b"solid x\nfacet " * 50_000,
        b"solid x\nendsolid " + b" solid " * 300_000,
        b"solid x facet " * 100_000,
        b"solid x\n"
        + b"facet normal 0 0 1 outer loop vertex 0 0 0 vertex 0 0 1 vertex 0 1 0 endloop x endfacet x "
        * 5000,
        b"solid x\n" + b"endsolid solid x " * 100_000,
        b"solid x\n" + b" " * 3_000_000,
    ],
)
def test_nothing_takes_for_ever(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse(data)


def test_a_parse_can_be_called_off(text: Callable[..., str], tetrahedron: NDArray[np.float32]) -> None:
    told: list[float] = []

    def cancel(fraction: float) -> None:
        told.append(fraction)
        if fraction > 0.5:
            raise CancelledError

    with pytest.raises(CancelledError):
        parse_mesh(text(many(tetrahedron, 3000)).encode(), name="t.stl", checkpoint=cancel)
    assert told == sorted(told)
    assert len(told) > 3
