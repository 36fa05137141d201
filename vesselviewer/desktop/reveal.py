"""Show a file in the system's file manager."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices


def reveal_in_folder(path: str) -> bool:
    """Open the file manager at the file, selected where the system can do that.

    Returns:
        False if neither the file nor its folder is there, or no file manager answers.
    """
    file = Path(path)
    if sys.platform == "win32" and file.exists():
        # Explorer wants the switch and the path as one argument.
        return bool(QProcess.startDetached("explorer.exe", [f"/select,{file}"])[0])
    if sys.platform == "darwin" and file.exists():
        return bool(QProcess.startDetached("open", ["-R", str(file)])[0])
    folder = file.parent
    return folder.is_dir() and QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
