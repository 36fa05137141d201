"""What the user has set, in one JSON file that a person can read."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vesselviewer.designs import Listeners
from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

THEMES = ("system", "light", "dark")
MOUSE_PRESETS = ("vtk", "rhino", "blender", "turntable", "touchpad")
_RECENT = 10
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SettingsValues:
    """All settings; what is missing in the file has these values.

    Attributes:
        theme: "system", "light" or "dark".
        mouse_preset: whose mouse buttons are taken over.
        recent_folders: opened last first.
        recent_urls: connected last first.
        geometry: the window's place and size, base64 of Qt's bytes.
        layout: the docks' places, base64 of Qt's bytes.
        shortcuts: key sequence by action name, where it differs from the built-in one.
        edges: feature edges drawn.
        grid: baseline grid drawn.
        axes: orientation axes drawn.
        waterplane: waterplane drawn.
        marks: perpendiculars, midship, baseline and waterline marked.
        parallel: parallel projection.
        sections: section curves drawn on the hull.
        centers: centers and metacenter drawn.
    """

    theme: str = "system"
    mouse_preset: str = "vtk"
    recent_folders: tuple[str, ...] = ()
    recent_urls: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    edges: bool = False
    grid: bool = True
    axes: bool = True
    waterplane: bool = True
    marks: bool = True
    parallel: bool = False
    sections: bool = False
    centers: bool = False


class Settings:
    """The settings and their file; changes are told to listeners and written by `save`.

    Args:
        path: the JSON file; None keeps the settings for this process only. A file that cannot be
            read is set aside, and `trouble` says so.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._listeners: Listeners[[SettingsValues, SettingsValues]] = Listeners()
        self.trouble: str | None = None
        self.values = self._load()
        self._saved = self.values

    @property
    def dirty(self) -> bool:
        """True if something has changed since the last `save`."""
        return self.values != self._saved

    def update(self, **changes: Any) -> None:  # noqa: ANN401 - the type of each field is its own
        """Change settings by name.

        Raises:
            TypeError: if there is no setting of that name.
        """
        old, self.values = self.values, replace(self.values, **changes)
        if old != self.values:
            self._listeners.tell(old, self.values)

    def add_recent(self, what: Literal["folders", "urls"], entry: str) -> None:
        """Put a folder or an address at the head of its list of recent ones."""
        name = f"recent_{what}"
        entries = [known for known in getattr(self.values, name) if known != entry]
        self.update(**{name: (entry, *entries)[:_RECENT]})

    def subscribe(self, listener: Callable[[SettingsValues, SettingsValues], None]) -> Callable[[], None]:
        """Call ``listener(old, new)`` after each change; returns what ends it."""
        return self._listeners.add(listener)

    def save(self) -> None:
        """Write the file (temporary file, then rename); may be called off the loop's thread.

        Raises:
            StorageError: if the file cannot be written.
        """
        values = self.values
        if self._path is None or values == self._saved:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(self._path, json.dumps(asdict(values), indent=2, ensure_ascii=False) + "\n")
        except OSError as error:
            what = f"The settings cannot be written ({error.strerror or error})"
            hint = "Check that the folder exists and is yours"
            raise StorageError(what, where=str(self._path), hint=hint) from error
        self._saved = values

    def _load(self) -> SettingsValues:
        if self._path is None:
            return SettingsValues()
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return SettingsValues()
        except OSError as error:
            self.trouble = f"The settings cannot be read ({error.strerror or error}): {self._path}"
            return SettingsValues()
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return _values_of(found)
        self._set_aside(self._path)
        return SettingsValues()

    def _set_aside(self, path: Path) -> None:
        aside = path.with_name(f"{path.name}.broken-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}")
        try:
            path.rename(aside)
        except OSError as error:
            self.trouble = f"The settings cannot be understood, nor set aside ({error.strerror}): {path}"
        else:
            self.trouble = f"The settings could not be understood; they have been set aside as {aside.name}"
        _log.warning("%s", self.trouble)


def _values_of(found: dict[str, Any]) -> SettingsValues:
    """Take what is known and of the right type; a single bad value costs only itself."""
    default = SettingsValues()
    taken: dict[str, Any] = {}
    for entry in fields(SettingsValues):
        value = found.get(entry.name)
        like = getattr(default, entry.name)
        if isinstance(like, tuple) and isinstance(value, list):
            taken[entry.name] = tuple(item for item in value if isinstance(item, str))[:_RECENT]
        elif isinstance(like, dict) and isinstance(value, dict):
            taken[entry.name] = {str(key): item for key, item in value.items() if isinstance(item, str)}
        elif type(value) is type(like) and not isinstance(like, tuple | dict):
            taken[entry.name] = value
    for name, allowed in (("theme", THEMES), ("mouse_preset", MOUSE_PRESETS)):
        if taken.get(name) not in allowed:
            taken.pop(name, None)
    return SettingsValues(**taken)


def _write_whole(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
