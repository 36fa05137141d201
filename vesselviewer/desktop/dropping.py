"""Dropping files and folders on the window: what a drop holds, and the hint that is shown over it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

_MARGIN = 24


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was dropped: folders to watch, files to show, each in the order given."""

    folders: tuple[Path, ...] = ()
    files: tuple[Path, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to open."""
        return bool(self.folders or self.files)


def holds_files(mime: QMimeData) -> bool:
    """Tell whether a drag carries local files or folders; asks no disk."""
    return mime.hasUrls() and any(url.isLocalFile() for url in mime.urls())


def dropped(mime: QMimeData) -> Dropped:
    """Return the folders and files of a drop; a path that is gone counts as a file, to be told as such."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    folders = tuple(path for path in paths if path.is_dir())
    return Dropped(folders, tuple(path for path in paths if path not in folders))


class DropHint(QFrame):
    """A large frame over the window that says what letting go will do; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        headline = QLabel("Drop to open", self)
        font = QFont(headline.font())
        font.setPointSizeF(font.pointSizeF() * 1.5)
        headline.setFont(font)
        words = QLabel("Hold Ctrl to open in the next viewport", self)
        words.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 28, 40, 28)
        for label in (headline, words):
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        self.hide()

    def show_over(self, area: QWidget) -> None:
        """Appear over an area of the window."""
        self.adjustSize()
        corner = area.mapTo(self._window, area.rect().topLeft())
        left = corner.x() + (area.width() - self.width()) // 2
        # In the upper third, where no toast stands.
        self.move(left, corner.y() + max(area.height() // 3 - self.height() // 2, _MARGIN))
        self.show()
        self.raise_()
