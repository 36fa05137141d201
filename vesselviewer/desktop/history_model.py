"""The history as a Qt list model: an adapter over the library, newest first, never a copy of a design."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime
from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
)

from vesselviewer.designs import (
    DesignAdded,
    DesignChanged,
    DesignKey,
    DesignRemoved,
    DesignState,
    ThumbnailAdded,
)
from vesselviewer.desktop.design_mime import DESIGN_MIME_TYPE, encode_key
from vesselviewer.formats import kind_of_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vesselviewer.designs import Design, Library, LibraryEvent

_Rank = tuple[float, str, str]
_Index = QModelIndex | QPersistentModelIndex


class HistoryRole(IntEnum):
    """What the delegate and the filter ask the model for."""

    DESIGN = Qt.ItemDataRole.UserRole
    TEXT = Qt.ItemDataRole.UserRole + 1


def searchable_text(design: Design) -> str:
    """Return what the filter box matches against: name, id, verdict, reason, state; case-folded."""
    report = design.revision.report
    parts = (
        design.name,
        design.key.design_id,
        "" if design.seen else "new",
        "bad" if design.state is DesignState.QUARANTINED else str(design.state),
        report.verdict if report else "",
        design.reason or "",
    )
    return "\n".join(parts).casefold()


def tip(design: Design) -> str:
    """Return the plain text shown on hover: exact time, place, counts and verdict."""
    revision = design.revision
    written = datetime.fromtimestamp(revision.created_at).astimezone()
    lines = [
        design.name,
        f"Written {written:%Y-%m-%d %H:%M:%S %Z}",
        _kind(revision.path or revision.locator, revision.size),
    ]
    if revision.report:
        lines.append(f"{revision.report.vertices:,} vertices, {revision.report.triangles:,} faces")
        lines.append(revision.report.verdict)
    if design.reason:
        lines.append(design.reason)
    lines.append(revision.path or revision.locator)
    return "\n".join(lines)


def _kind(place: str, size: int) -> str:
    """Return format and size, the format by the name of the file, as in "PLY, gzip, 1,234 bytes"."""
    known = kind_of_name(place)
    return f"{known}, {size:,} bytes" if known else f"{size:,} bytes"


def _rank(design: Design) -> _Rank:
    return (-design.revision.created_at, design.key.source, design.key.design_id)


class HistoryModel(QAbstractListModel):
    """Rows of designs, newest first.

    Library events of one loop turn are applied together, so that a burst inserts a run of rows once.
    """

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._ranks: list[_Rank] = sorted(_rank(design) for design in library.designs)
        self._rank_of: dict[DesignKey, _Rank] = {d.key: _rank(d) for d in library.designs}
        self._touched: dict[DesignKey, None] = {}
        self._pictures_changed = False
        self._flush = QTimer(self)
        self._flush.setSingleShot(True)
        self._flush.timeout.connect(self._apply)
        self._unsubscribe = library.subscribe(self._on_library)

    @property
    def is_applying(self) -> bool:
        """Say whether changes of the library still wait for the end of this loop turn."""
        return self._flush.isActive()

    def close(self) -> None:
        """Stop listening to the library."""
        self._flush.stop()
        self._unsubscribe()

    def key_at(self, row: int) -> DesignKey:
        """Return the identity of the design in ``row``."""
        _, source, design_id = self._ranks[row]
        return DesignKey(source, design_id)

    def row_of(self, key: DesignKey) -> int | None:
        """Return the row of a design, or None if it is not listed."""
        rank = self._rank_of.get(key)
        return None if rank is None else bisect_left(self._ranks, rank)

    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many designs are listed."""
        return 0 if parent is not None and parent.isValid() else len(self._ranks)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's signature
        """Return what Qt asks of a row."""
        design = self._library.get(self.key_at(index.row())) if index.isValid() else None
        if design is None:
            return None
        if role == HistoryRole.DESIGN:
            return design
        if role == HistoryRole.TEXT:
            return searchable_text(design)
        if role == Qt.ItemDataRole.DisplayRole:
            return design.name
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole}:
            return tip(design)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Make every row selectable and draggable."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        """Name the type under which a design is dragged."""
        return [DESIGN_MIME_TYPE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Carry the identity of the first dragged design."""
        data = QMimeData()
        data.setData(DESIGN_MIME_TYPE, encode_key(self.key_at(indexes[0].row())))
        return data

    def _on_library(self, event: LibraryEvent) -> None:
        if isinstance(event, DesignAdded | DesignRemoved):
            self._touched[event.design.key] = None
        elif isinstance(event, DesignChanged):
            self._touched[event.new.key] = None
        elif isinstance(event, ThumbnailAdded):
            self._pictures_changed = True
        if not self._flush.isActive():
            self._flush.start(0)

    def _apply(self) -> None:
        touched, self._touched = list(self._touched), {}
        arriving: list[_Rank] = []
        for key in touched:
            design = self._library.get(key)
            old = self._rank_of.get(key)
            new = None if design is None else _rank(design)
            if old == new:
                row = self.row_of(key)
                if row is not None:
                    self.dataChanged.emit(self.index(row), self.index(row))
                continue
            if old is not None:
                self._take_out(key, old)
            if new is not None:
                arriving.append(new)
        self._put_in(sorted(arriving))
        if self._pictures_changed and self._ranks:
            self._pictures_changed = False
            first, last = self.index(0), self.index(len(self._ranks) - 1)
            self.dataChanged.emit(first, last, [Qt.ItemDataRole.DecorationRole])

    def _take_out(self, key: DesignKey, rank: _Rank) -> None:
        row = bisect_left(self._ranks, rank)
        self.beginRemoveRows(QModelIndex(), row, row)
        del self._ranks[row]
        del self._rank_of[key]
        self.endRemoveRows()

    def _put_in(self, ranks: list[_Rank]) -> None:
        runs = [
            (row, list(run)) for row, run in groupby(ranks, key=lambda rank: bisect_left(self._ranks, rank))
        ]
        for row, run in reversed(runs):  # from the end, so that earlier rows keep their numbers
            self.beginInsertRows(QModelIndex(), row, row + len(run) - 1)
            self._ranks[row:row] = run
            self._rank_of.update({DesignKey(rank[1], rank[2]): rank for rank in run})
            self.endInsertRows()
