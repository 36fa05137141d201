"""The curves of the design in focus: one tab a diagram, computed only while it can be seen."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedLayout,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from vesselviewer.desktop import icons
from vesselviewer.desktop.criteria_table import CriteriaTable
from vesselviewer.desktop.curve_plot import CurvePlot
from vesselviewer.desktop.table_actions import ask_and_save, copy_table
from vesselviewer.export import Table
from vesselviewer.workspace import CURVES

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from vesselviewer.workspace import Plot, Workspace

_EMPTY = "Open a design to see its curves"


class CurvesPanel(QWidget):
    """Tabs, the diagram, what lies under the cursor, and the criteria where there are some.

    Args:
        workspace: what is looked at, and who draws it.
        parent: the dock.
    """

    def __init__(self, workspace: Workspace[Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._subscriptions = ExitStack()
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Diagrams")
        for kind in CURVES.values():
            self.tabs.setTabToolTip(self.tabs.addTab(kind.title), kind.tip)
        self.plot = CurvePlot(self)
        self.criteria = CriteriaTable(self)
        self._note = QLabel(self)
        self._read_out = QLabel(self)
        for label in (self._note, self._read_out):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setProperty("muted", True)
        self._message = QLabel(_EMPTY, self)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._message.setWordWrap(True)
        self._message.setObjectName("muted")
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._tools = (
            self._tool("fit", "Bring the whole diagram into view", self.plot.fit),
            self._tool("screenshot", "Copy the diagram as a picture", self.copy_picture),
            self._tool("clipboard", "Copy the points for a spreadsheet", self.copy_points),
            self._tool("export", "Export the points as CSV, JSON or Excel workbook…", self.export),
        )
        self._lay_out()
        self.redraw_icons()
        self.tabs.currentChanged.connect(lambda _: self._want())
        self.plot.read_out.connect(self._show_read_out)
        self._subscriptions.callback(workspace.curves.subscribe(self.show_plot))
        self.show_plot()

    def _tool(self, icon: str, tip: str, clicked: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setProperty("iconName", icon)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.clicked.connect(clicked)
        return button

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 2, 6, 0)
        bar.addWidget(self.tabs, 1)
        for tool in self._tools:
            bar.addWidget(tool)
        words = QHBoxLayout()
        words.setContentsMargins(10, 0, 10, 4)
        self._note.setMinimumWidth(40)
        words.addWidget(self._note, 1)
        words.addWidget(self._read_out)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.plot)
        split.addWidget(self.criteria)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        split.setSizes([5000, 4500])
        middle = QWidget(self)
        self._stack = QStackedLayout(middle)
        self._stack.addWidget(split)
        self._stack.addWidget(self._message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(bar)
        column.addWidget(middle, 1)
        column.addLayout(words)

    @property
    def kind(self) -> str:
        """The diagram whose tab is in front, a key of `CURVES`."""
        return list(CURVES)[self.tabs.currentIndex()]

    def show_kind(self, kind: str) -> None:
        """Bring a tab to the front."""
        self.tabs.setCurrentIndex(list(CURVES).index(kind))

    def show_plot(self) -> None:
        """Show the diagram that was drawn last."""
        plot = self._workspace.curves.plot
        shows = self._workspace.state.active_viewport.shown is not None
        good = plot is not None and not plot.trouble
        self._stack.setCurrentIndex(0 if good else 1)
        for tool in self._tools:
            tool.setEnabled(good)
        self._read_out.clear()
        if plot is None or plot.trouble:
            waiting = "Drawing…" if shows else _EMPTY
            self._message.setText(waiting if plot is None else plot.trouble)
            self._note.clear()
            self.criteria.show_criteria(())
            return
        self.plot.show_plot(plot)
        self.plot.setAccessibleDescription(f"{plot.title}. {plot.note}")
        self.criteria.show_criteria(plot.checks)
        self._note.setText(f"{plot.title}  ·  {plot.note}" if plot.note else plot.title)
        self._note.setToolTip(self._note.text())

    def _show_read_out(self, words: str) -> None:
        self._read_out.setText(words)

    def _want(self) -> None:
        self._workspace.curves.want(self.kind if self.isVisible() else None)

    def as_table(self) -> Table:
        """Return the points of the diagram."""
        plot = self._shown()
        if plot is None:
            return Table("Curves", (), ())
        header, rows = plot.columns()
        return Table(plot.title, header, tuple(rows), (plot.note,))

    def _shown(self) -> Plot | None:
        plot = self._workspace.curves.plot
        return None if plot is None or plot.trouble else plot

    def copy_picture(self) -> None:
        """Put the diagram on the clipboard as a picture."""
        QApplication.clipboard().setImage(self.plot.image())

    def copy_points(self) -> None:
        """Put the points on the clipboard."""
        copy_table(self.as_table())

    def export(self) -> None:
        """Let the user save the points."""
        ask_and_save(self.as_table(), self, self._workspace)

    def redraw_icons(self) -> None:
        """Draw icons and diagram in the colors now in use."""
        for tool in self._tools:
            tool.setIcon(icons.icon(str(tool.property("iconName"))))
        self.plot.redraw()
        self.plot.setBackground(icons.colors_in_use().base)
        self.show_plot()

    def close_panel(self) -> None:
        """Stop listening and drawing."""
        self._subscriptions.close()
        self._workspace.curves.want(None)
        self.plot.close_plot()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the diagram."""
        super().showEvent(event)
        self._want()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for none."""
        super().hideEvent(event)
        self._workspace.curves.want(None)
