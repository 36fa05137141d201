"""What can be done with a table: copy it for spreadsheets and documents, or save it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from vesselviewer.export import TABLE_FORMATS, encode_table, table_html, table_tsv

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from vesselviewer.export import Table
    from vesselviewer.workspace import Workspace


def copy_table(table: Table) -> None:
    """Put a table on the clipboard, as text for spreadsheets and as a page for documents."""
    mime = QMimeData()
    mime.setText(table_tsv(table))
    mime.setHtml(table_html(table))
    QApplication.clipboard().setMimeData(mime)


def save_table(table: Table, path: Path, workspace: Workspace[Any]) -> None:
    """Write a table in the format of the path's suffix; a notification says where it is."""
    path = path if path.suffix.lower() in TABLE_FORMATS else path.with_name(f"{path.name}.csv")
    workspace.save_file(path, lambda: encode_table(table, path.suffix), what="Table")


def ask_and_save(table: Table, parent: QWidget, workspace: Workspace[Any]) -> None:
    """Let the user choose a name and a format, and write the table."""
    safe = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in table.title)
    dialog = QFileDialog(parent, "Export Table", str(Path.home()))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{words} (*{suffix})" for suffix, words in TABLE_FORMATS.items()])
    dialog.selectFile(f"{safe}.csv")
    dialog.setDefaultSuffix("csv")
    suffixes = {f"{words} (*{suffix})": suffix for suffix, words in TABLE_FORMATS.items()}
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(suffixes[chosen][1:]))
    dialog.filterSelected.connect(lambda chosen: dialog.selectFile(f"{safe}{suffixes[chosen]}"))
    dialog.fileSelected.connect(lambda path: save_table(table, Path(path), workspace))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
