"""Saves pictures of the viewports: named after the design, encoded off the GUI thread, then announced."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QThreadPool, Signal

from vesselviewer.errors import StorageError

if TYPE_CHECKING:
    from datetime import datetime

    from PySide6.QtGui import QImage

    from vesselviewer.workspace import Notifications

_UNSAFE = re.compile(r"[^\w.\- ]+")
_HINT = "Check that there is room and that the folder is yours"


def picture_path(name: str, moment: datetime, folder: Path) -> Path:
    """Return where a picture of a design goes: a safe name, and the time to the millisecond."""
    safe = _UNSAFE.sub("_", name).strip(" .")[:80] or "viewports"
    return folder / f"{safe} {moment:%Y-%m-%d %H-%M-%S}.{moment.microsecond // 1000:03d}.png"


def pictures_folder() -> Path:
    """Return the folder for pictures: ``VesselViewer`` in the user's own."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    return Path(place or Path.home()) / "VesselViewer"


class PictureSaver(QObject):
    """Encodes and writes pictures in Qt's thread pool: a PNG of a large window takes 100 ms and more.

    Signals:
        saved: path and an error text, empty if it went well; emitted on the GUI thread.
    """

    saved = Signal(str, str)

    def __init__(self, notifications: Notifications, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notifications = notifications
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self.saved.connect(self._tell)

    def save(self, image: QImage, path: Path) -> None:
        """Write a picture; a notification says where it is, or why it is not."""

        def work() -> None:
            self.saved.emit(str(path), _write(image, path))

        self._pool.start(work)

    def wait(self) -> None:
        """Wait until all pictures are written."""
        self._pool.waitForDone()

    def _tell(self, path: str, trouble: str) -> None:
        if trouble:
            error = StorageError(f"The picture cannot be written ({trouble})", where=path, hint=_HINT)
            self._notifications.post_error(error, title="Picture not saved")
        else:
            self._notifications.post("info", "Picture saved", path)


def _write(image: QImage, path: Path) -> str:
    """Write a picture, whole or not at all; returns what went wrong."""
    part = path.with_name(f".{path.stem}.part.png")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not image.save(str(part)):
            return "the disk refused it"
        part.replace(path)
    except OSError as error:
        return error.strerror or str(error)
    return ""
