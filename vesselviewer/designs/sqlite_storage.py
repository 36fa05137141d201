"""The library in one SQLite file, safe against damage and against a second running instance."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from vesselviewer.designs.design import Design, DesignKey, DesignState, Revision
from vesselviewer.designs.storage import (
    Change,
    Dismissal,
    DropDesign,
    PutDesign,
    PutDismissal,
    PutSource,
    PutThumbnail,
    PutTreatment,
    Snapshot,
    StorageResetError,
)
from vesselviewer.designs.treatment import parse_treatment
from vesselviewer.errors import StorageError
from vesselviewer.mesh import MeshReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vesselviewer.designs.treatment import Treatment

SCHEMA_VERSION = 2

_SCHEMA = """
CREATE TABLE IF NOT EXISTS design (
    source TEXT NOT NULL, design_id TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    seen INTEGER NOT NULL, reason TEXT, number INTEGER NOT NULL, size INTEGER NOT NULL,
    created_at REAL NOT NULL, arrived_at REAL NOT NULL, locator TEXT NOT NULL, sha256 TEXT,
    path TEXT, report TEXT, PRIMARY KEY (source, design_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dismissal (
    source TEXT NOT NULL, design_id TEXT NOT NULL, size INTEGER NOT NULL, created_at REAL NOT NULL,
    PRIMARY KEY (source, design_id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS source (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS thumbnail (sha256 TEXT PRIMARY KEY, rgba BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS treatment (
    source TEXT NOT NULL, design_id TEXT NOT NULL, steps TEXT NOT NULL, UNIQUE (source, design_id));
"""
# SQLITE_CORRUPT and SQLITE_NOTADB: the file itself is bad, as opposed to locked, full or read-only.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_PRIMARY_CODE = 0xFF
_BUSY_PAUSE_S = 0.01


class SqliteStorage:
    """Keeps the library in a SQLite file (WAL), opened on first use.

    Several instances may share the file: each write is one short transaction, and waits for
    ``busy_timeout_s`` for the others.
    """

    def __init__(self, path: Path, *, busy_timeout_s: float = 5.0) -> None:
        self._path = path
        self._busy_timeout_s = busy_timeout_s
        self._connection: sqlite3.Connection | None = None

    def load(self) -> Snapshot:
        """Read everything but the thumbnails; a damaged file is set aside and begun anew.

        Raises:
            StorageError: if the file cannot be read, or was written by a newer version.
        """
        try:
            return self._load()
        except StorageResetError as reset:
            return Snapshot(trouble=str(reset))

    def _load(self) -> Snapshot:
        with self._failures_named("read"):
            db = self._connect()
            # One transaction, so that another instance's write cannot fall between the tables.
            db.execute("BEGIN")
            try:
                return Snapshot(
                    designs=tuple(map(_design_of_row, db.execute("SELECT * FROM design"))),
                    dismissed={
                        DesignKey(source, design_id): Dismissal(size, created_at)
                        for source, design_id, size, created_at in db.execute("SELECT * FROM dismissal")
                    },
                    sources=frozenset(key for (key,) in db.execute("SELECT key FROM source")),
                    thumbnails=frozenset(key for (key,) in db.execute("SELECT sha256 FROM thumbnail")),
                    treatments=_treatments_of(
                        db.execute("SELECT source, design_id, steps FROM treatment ORDER BY rowid")
                    ),
                )
            finally:
                db.execute("ROLLBACK")

    def apply(self, changes: Sequence[Change]) -> None:
        """Write a batch in one transaction.

        Raises:
            StorageResetError: if the file was damaged and has been begun anew.
            StorageError: if the file cannot be written now.
        """
        with self._failures_named("written"):
            db = self._connect()
            db.execute("BEGIN IMMEDIATE")
            try:
                for change in changes:
                    db.execute(*_statement(change))
                db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    db.execute("ROLLBACK")
                raise

    def thumbnails(self, digests: Sequence[str]) -> dict[str, bytes]:
        """Read the raw RGBA bytes of those thumbnails that are there.

        Raises:
            StorageError: if the file cannot be read.
        """
        found: dict[str, bytes] = {}
        with self._failures_named("read"):
            db = self._connect()
            for digest in digests:
                row = db.execute("SELECT rgba FROM thumbnail WHERE sha256 = ?", (digest,)).fetchone()
                if row is not None:
                    with contextlib.suppress(zlib.error):  # a damaged picture is as good as none
                        found[digest] = zlib.decompress(row[0])
        return found

    def close(self) -> None:
        """Release the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> sqlite3.Connection:
        if self._connection is not None:
            return self._connection
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Autocommit: transactions are written out. The lane that calls may change its thread, never overlap.
        db = sqlite3.connect(
            self._path, timeout=self._busy_timeout_s, isolation_level=None, check_same_thread=False
        )
        try:
            self._prepare(db)
        except BaseException:
            db.close()
            raise
        self._connection = db
        return db

    def _prepare(self, db: sqlite3.Connection) -> None:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA_VERSION:
            what = f"The history was written by a newer VesselViewer (schema {version})"
            hint = "Update VesselViewer; until then the history of this session is not kept"
            raise StorageError(what, where=str(self._path), hint=hint)
        self._switch_to_wal(db)
        db.execute("PRAGMA synchronous = NORMAL")
        if version < SCHEMA_VERSION:
            db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def _switch_to_wal(self, db: sqlite3.Connection) -> None:
        """Switch the journal mode; SQLite does not wait by itself while another instance does the same."""
        ends = time.monotonic() + self._busy_timeout_s
        while True:
            try:
                db.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                busy = (error.sqlite_errorcode & _PRIMARY_CODE) == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > ends:
                    raise
                time.sleep(_BUSY_PAUSE_S)
            else:
                return

    @contextlib.contextmanager
    def _failures_named(self, verb: str) -> Iterator[None]:
        """Turn what SQLite and the disk raise into a `StorageError`; set a damaged file aside."""
        try:
            yield
        except sqlite3.Error as error:
            self.close()
            if (getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE) in _DAMAGED:
                raise self._set_aside() from error
            what = f"The history cannot be {verb} ({error})"
            hint = "Check the disk and other running instances; until then the history is kept in memory"
            raise StorageError(what, where=str(self._path), hint=hint) from error
        except OSError as error:
            what = f"The history cannot be {verb} ({error.strerror or error})"
            hint = "Check that the folder exists and is yours; until then the history is kept in memory"
            raise StorageError(what, where=str(self._path), hint=hint) from error

    def _set_aside(self) -> StorageResetError:
        """Rename the damaged file and its companions, and say so; OSError if that is refused."""
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        aside = self._path.with_name(f"{self._path.name}.broken-{stamp}")
        for suffix in ("-wal", "-shm"):
            companion = self._path.with_name(self._path.name + suffix)
            if companion.exists():
                companion.rename(aside.with_name(aside.name + suffix))
        if self._path.exists():
            self._path.rename(aside)
        return StorageResetError(
            f"The history was damaged; it has been set aside as {aside.name} and begun anew",
            where=str(self._path),
        )


def _statement(change: Change) -> tuple[str, tuple[Any, ...]]:
    match change:
        case PutDesign(design):
            return "INSERT OR REPLACE INTO design VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)", _row_of_design(
                design
            )
        case DropDesign(key):
            return "DELETE FROM design WHERE source = ? AND design_id = ?", (key.source, key.design_id)
        case PutDismissal(key, dismissal):
            if dismissal is None:
                return "DELETE FROM dismissal WHERE source = ? AND design_id = ?", (key.source, key.design_id)
            values = (key.source, key.design_id, dismissal.size, dismissal.created_at)
            return "INSERT OR REPLACE INTO dismissal VALUES (?,?,?,?)", values
        case PutSource(source):
            return "INSERT OR IGNORE INTO source VALUES (?)", (source,)
        case PutThumbnail(sha256, rgba):
            return "INSERT OR REPLACE INTO thumbnail VALUES (?,?)", (sha256, zlib.compress(rgba, 1))
        case PutTreatment(key, treatment):
            # Replacing gives a new rowid, so that the last decision comes last.
            if not treatment.steps:
                return "DELETE FROM treatment WHERE source = ? AND design_id = ?", (key.source, key.design_id)
            row = (key.source, key.design_id, treatment.as_text())
            return "INSERT OR REPLACE INTO treatment VALUES (?,?,?)", row


def _row_of_design(design: Design) -> tuple[Any, ...]:
    revision = design.revision
    report = None if revision.report is None else json.dumps(revision.report.as_dict())
    return (
        design.key.source, design.key.design_id, design.name, design.state.value, int(design.seen),
        design.reason, revision.number, revision.size, revision.created_at, revision.arrived_at,
        revision.locator, revision.sha256, revision.path, report,
    )  # fmt: skip


def _design_of_row(row: tuple[Any, ...]) -> Design:
    (source, design_id, name, state, seen, reason, number, size, created_at, arrived_at, locator,
     sha256, path, report_text) = row  # fmt: skip
    known_state = DesignState(state)
    report = _report_of_text(report_text)
    if known_state is DesignState.READY and (report is None or sha256 is None):
        known_state = DesignState.PENDING  # the verdict of another version: read the file again
    revision = Revision(number, size, created_at, arrived_at, locator, sha256, path, report)
    return Design(DesignKey(source, design_id), name, known_state, revision, bool(seen), reason)


def _treatments_of(rows: Iterable[tuple[str, str, str]]) -> dict[DesignKey, Treatment]:
    found: dict[DesignKey, Treatment] = {}
    for source, design_id, text in rows:
        with contextlib.suppress(ValueError):  # of a later version: the design is shown untreated
            found[DesignKey(source, design_id)] = parse_treatment(text)
    return found


def _report_of_text(text: str | None) -> MeshReport | None:
    if text is None:
        return None
    try:
        return MeshReport.from_dict(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return None
