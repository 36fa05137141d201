"""The short manual, and the words about the application."""

from __future__ import annotations

import platform
from importlib import metadata

from PySide6.QtCore import Qt, qVersion
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vesselviewer import __version__
from vesselviewer.desktop import icons
from vesselviewer.desktop.resource_files import resource_text

_BUILT_WITH = ("PySide6-Essentials", "pyvista", "vtk", "numpy")


class HelpDialog(QDialog):
    """The manual, from ``resources/help.md``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("How It Works")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = QTextBrowser(self)
        self.page.setOpenExternalLinks(True)
        self.page.setAccessibleName("Manual")
        self.page.document().setDocumentMargin(16)
        self.page.setMarkdown(resource_text("help.md"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.page)
        column.addWidget(buttons)
        self.resize(760, 640)


def versions() -> str:
    """Return one line each for the application, Python, Qt and the libraries that matter in a report."""
    lines = [f"VesselViewer {__version__}", f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    lines += [f"{name} {metadata.version(name)}" for name in _BUILT_WITH]
    lines.append(platform.platform(terse=True))
    return "\n".join(lines)


class AboutDialog(QDialog):
    """Version, license, and the versions that belong into a report of a defect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About VesselViewer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel(self)
        picture.setPixmap(icons.application_icon().pixmap(96, 96))
        picture.setAlignment(Qt.AlignmentFlag.AlignTop)
        words = QLabel(
            f"VesselViewer {__version__}\n\nA 3D viewer with a live feed of hull designs.\n"
            "Open source under the Apache License 2.0.",
            self,
        )
        words.setWordWrap(True)
        details = QLabel(versions(), self)
        details.setProperty("muted", True)
        details.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        details.setAccessibleName("Versions")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        text = QVBoxLayout()
        text.addWidget(words)
        text.addWidget(details)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(picture)
        row.addLayout(text, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(20, 20, 20, 12)
        whole.addLayout(row)
        whole.addWidget(buttons)
        self.setMinimumWidth(440)
