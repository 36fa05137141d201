"""XML walked through without a tree, and without what makes XML dangerous: no DTD, no entities of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from xml.parsers import expat

from vesselviewer.formats.parcel import EXPORT

if TYPE_CHECKING:
    from vesselviewer.errors import FormatError
    from vesselviewer.formats.parcel import Parcel

_CHUNK = 1 << 20
_DEEPEST = 64


class Visitor(Protocol):
    """Whoever is told of the elements, as they come."""

    def start(self, tag: str, attributes: dict[str, str]) -> bool:
        """Take an element, its name without a prefix; return whether to note where its text stands."""
        ...

    def end(self, tag: str, begin: int, end: int) -> None:
        """Take the end of an element, and between which bytes its text stood if that was asked for."""
        ...


def walk_xml(parcel: Parcel, visitor: Visitor, *, end: int | None = None, whole: bool = True) -> None:
    """Walk through XML in UTF-8.

    Args:
        parcel: the file.
        visitor: told of all elements.
        end: where to stop; the end of the file by default.
        whole: whether all elements have to be closed there.

    Raises:
        FormatError: with the line, for bad XML, a document type, or more than 64 levels.
    """
    walker = _Walker(parcel, visitor)
    stop = len(parcel.data) if end is None else end
    try:
        for begin in range(0, stop, _CHUNK):
            parcel.tell(begin / stop)
            walker.parser.Parse(bytes(parcel.data[begin : min(stop, begin + _CHUNK)]), False)  # noqa: FBT003
        if whole:
            walker.parser.Parse(b"", True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise walker.fault(f"bad XML ({what})", error.lineno) from error
    except (ValueError, LookupError) as error:  # an encoding that does not exist
        raise walker.fault(f"bad XML ({error})", 1) from error


class _Walker:
    """Expat and the state of the walk."""

    def __init__(self, parcel: Parcel, visitor: Visitor) -> None:
        self._parcel = parcel
        self._visitor = visitor
        self._depth = 0
        self._begin = self._end = 0
        self._noting = False
        self.parser = expat.ParserCreate("UTF-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._stop
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype

    def fault(self, what: str, line: int) -> FormatError:
        """Return an error with the line."""
        error = self._parcel.fault(what, hint=EXPORT)
        error.where = f"{self._parcel.name}, line {line}"
        return error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.fault(f"more than {_DEEPEST} levels of XML", self.parser.CurrentLineNumber)
        if self._noting:
            # The text of interest ends at its first child.
            self._close()
        if self._visitor.start(tag.rpartition(":")[2], attributes):
            self._noting = True
            self._begin = self._end = self.parser.CurrentByteIndex
            self.parser.CharacterDataHandler = self._text

    def _stop(self, tag: str) -> None:
        self._depth -= 1
        if self._noting:
            self._close()
        self._visitor.end(tag.rpartition(":")[2], self._begin, self._end)

    def _close(self) -> None:
        self._noting = False
        self._end = self.parser.CurrentByteIndex
        if self.parser.CharacterDataHandler is not None:
            # There was no text at all.
            self.parser.CharacterDataHandler = None
            self._begin = self._end

    def _text(self, text: str) -> None:
        # Once is enough: where it begins. What it says is read in bulk afterwards.
        self._begin = self.parser.CurrentByteIndex
        self.parser.CharacterDataHandler = None

    def _refuse_doctype(self, *_: object) -> None:
        raise self.fault("a document type in XML", self.parser.CurrentLineNumber)
