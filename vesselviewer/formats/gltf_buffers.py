"""The binary part of glTF: buffers, views and accessors, each checked against the bytes it claims."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, unquote_to_bytes

import numpy as np

from vesselviewer.errors import SourceError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vesselviewer.formats.parcel import Parcel

Json = dict[str, Any]

_COMPONENTS = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
_MOST = 2**53


def whole(parcel: Parcel, owner: Json, name: str, default: int | None = None) -> int:
    """Return a whole number of the JSON, 0 or more."""
    value = owner.get(name, default)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST:
        raise parcel.fault(f"{name!r} in its JSON is {str(value)[:40]}, no whole number")
    return value


def listed(owner: Json, name: str) -> list[Any]:
    """Return a list of the JSON; an empty one where it is missing or no list."""
    value = owner.get(name)
    return value if isinstance(value, list) else []


def item(parcel: Parcel, document: Json, name: str, index: int) -> Json:
    """Return an object out of a list at the top of the JSON."""
    values = listed(document, name)
    if index >= len(values) or not isinstance(values[index], dict):
        raise parcel.fault(f"{name}[{index}] in its JSON is missing")
    found: Json = values[index]
    return found


class Buffers:
    """The buffers of a document, fetched when they are asked for.

    Args:
        parcel: the file.
        document: its JSON.
        binary: the binary chunk of a GLB.
    """

    def __init__(self, parcel: Parcel, document: Json, binary: memoryview | None) -> None:
        self._parcel = parcel
        self._document = document
        self._binary = binary
        self._buffers: dict[int, memoryview] = {}

    def accessor(self, index: int, width: int) -> NDArray[Any]:
        """Return (n, width) numbers.

        Raises:
            FormatError: if the accessor is of another width, or goes beyond its bytes.
        """
        accessor = item(self._parcel, self._document, "accessors", index)
        kind = _COMPONENTS.get(whole(self._parcel, accessor, "componentType"))
        if kind is None or _WIDTHS.get(str(accessor.get("type"))) != width:
            raise self._parcel.fault(f"accessors[{index}] has the wrong type for what it is used for")
        count = whole(self._parcel, accessor, "count")
        self._parcel.afford(np.dtype(kind).itemsize * width * count)
        if "bufferView" in accessor:
            values = self._strided(accessor, np.dtype(kind), width, count, index)
        else:
            values = np.zeros((count, width), dtype=kind)
        sparse = accessor.get("sparse")
        if isinstance(sparse, dict):
            values = self._replaced(values, sparse, np.dtype(kind), index)
        if accessor.get("normalized") and values.dtype.kind in "iu":
            values = np.maximum(values / np.iinfo(values.dtype).max, -1.0)
        return values.astype(values.dtype.newbyteorder("="), copy=False)

    def _strided(
        self, accessor: Json, kind: np.dtype[Any], width: int, count: int, index: int
    ) -> NDArray[Any]:
        """Return the numbers of a view, whatever lies between them."""
        view, stride = self._view(whole(self._parcel, accessor, "bufferView"))
        begin = whole(self._parcel, accessor, "byteOffset", 0)
        size = kind.itemsize * width
        stride = stride or size
        if count and (stride < size or begin + stride * (count - 1) + size > len(view)):
            raise self._parcel.fault(
                f"accessors[{index}] needs {begin + stride * (count - 1) + size:,} bytes, "
                f"its bufferView has {len(view):,}"
            )
        if not count:
            return np.empty((0, width), dtype=kind)
        return np.ndarray((count, width), kind, view, begin, (stride, kind.itemsize))

    def _replaced(self, values: NDArray[Any], sparse: Json, kind: np.dtype[Any], index: int) -> NDArray[Any]:
        """Return the numbers with some of them replaced, as a sparse accessor says."""
        count = whole(self._parcel, sparse, "count")
        where, what = sparse.get("indices"), sparse.get("values")
        if not isinstance(where, dict) or not isinstance(what, dict) or count > len(values):
            raise self._parcel.fault(f"accessors[{index}] is sparse without indices and values")
        place_kind = _COMPONENTS.get(whole(self._parcel, where, "componentType"), "")
        if "u" not in place_kind:
            raise self._parcel.fault(f"accessors[{index}] has sparse indices that are no whole numbers")
        places = self._strided(where, np.dtype(place_kind), 1, count, index).ravel()
        if count and int(places.max()) >= len(values):
            raise self._parcel.fault(f"accessors[{index}] has sparse indices beyond its count")
        changed = values.copy()
        changed[places] = self._strided(what, kind, values.shape[1], count, index)
        return changed

    def _view(self, index: int) -> tuple[memoryview, int]:
        """Return the bytes of a view and its stride, 0 for none."""
        view = item(self._parcel, self._document, "bufferViews", index)
        data = self._buffer(whole(self._parcel, view, "buffer"))
        begin = whole(self._parcel, view, "byteOffset", 0)
        length = whole(self._parcel, view, "byteLength")
        if begin + length > len(data):
            raise self._parcel.fault(
                f"bufferViews[{index}] ends at byte {begin + length:,}, its buffer has {len(data):,}"
            )
        return data[begin : begin + length], whole(self._parcel, view, "byteStride", 0)

    def _buffer(self, index: int) -> memoryview:
        """Return a buffer: the chunk of the GLB, a data URI, or a file beside this one."""
        if index not in self._buffers:
            buffer = item(self._parcel, self._document, "buffers", index)
            uri = buffer.get("uri")
            if uri is None and index == 0 and self._binary is not None:
                self._buffers[index] = self._binary
            elif not isinstance(uri, str):
                raise self._parcel.fault(f"buffers[{index}] has no data")
            elif uri.startswith("data:"):
                self._buffers[index] = memoryview(self._data_of(uri, index))
            else:
                self._buffers[index] = memoryview(self._beside(uri, index))
        return self._buffers[index]

    def _data_of(self, uri: str, index: int) -> bytes:
        """Return what a data URI holds."""
        head, _, data = uri.partition(",")
        try:
            if head.endswith(";base64"):
                return base64.b64decode(unquote(data), validate=True)
            return unquote_to_bytes(data)
        except (ValueError, binascii.Error) as error:
            raise self._parcel.fault(f"buffers[{index}] has a bad data URI ({error})") from error

    def _beside(self, uri: str, index: int) -> bytes:
        """Return the bytes of a file in the same folder."""
        if self._parcel.neighbor is None:
            raise self._parcel.fault(
                f"buffers[{index}] lies in a file of its own, {uri[:80]!r}",
                hint="Open it from its folder, or export it as GLB with all in one file",
            )
        try:
            return self._parcel.neighbor(unquote(uri))
        except SourceError as error:
            raise self._parcel.fault(
                f"buffers[{index}] lies in another file that cannot be read: {error.where}, {error.what}",
                hint="Keep the files together, or export it as GLB with all in one file",
            ) from error
