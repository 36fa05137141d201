"""One diagram on screen: zoomed with the wheel, read out under the cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
import pyqtgraph.exporters
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QApplication

from vesselviewer.desktop import icons
from vesselviewer.workspace.particulars import rounded

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QWidget

    from vesselviewer.desktop.colors import Colors
    from vesselviewer.workspace import Plot, Trace

_INKS = {
    "light": ("#0a5ca8", "#ad1f18", "#17663a", "#7d4b00", "#6a3d9a", "#00686f", "#a3006a", "#4d5866"),
    "dark": ("#6cb4fa", "#ff948a", "#77d595", "#f3bd57", "#c8a6f5", "#5fd3da", "#ff8fd0", "#aab4c0"),
}
_DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DotLine)
# The corner that the curves of a kind leave free, and the distance from it.
_LEGENDS = {"form": ((0, 0), (8, 6)), "gz": ((0.5, 1), (0, -8))}
_NEAR_PX = 60.0
_MOST_LISTED = 12


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """All points of a plot in one array, to find the nearest."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    trace: NDArray[np.intp]


class CurvePlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph carries no types
    """Draws a `Plot`.

    Signals:
        read_out: what lies under the cursor, in words; empty for nothing.
    """

    read_out = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        standing = set(QApplication.topLevelWidgets())
        super().__init__(parent, enableMenu=False)  # its export to SVG fails, and the panel has its own
        # pyqtgraph makes a form and menus, never shown here, that nobody owns.
        for new in set(QApplication.topLevelWidgets()) - standing:
            if new.parent() is None and new is not self:
                new.setEnabled(False)
                new.setParent(self, new.windowFlags())
        self._plot: Plot | None = None
        self._points: _Points | None = None
        for named in (self, self.viewport()):
            named.setAccessibleName("Diagram")
        self.setAcceptDrops(False)
        self.setMinimumHeight(120)
        item = self.getPlotItem()
        item.hideButtons()
        item.layout.setContentsMargins(4, 6, 14, 2)
        item.showGrid(x=True, y=True, alpha=0.18)
        self._legend = item.addLegend(offset=(-8, 8), labelTextSize="9pt")
        self._cursor = pg.ScatterPlotItem(size=9, pxMode=True)
        self._cursor.setZValue(100)
        self.scene().sigMouseMoved.connect(self._on_mouse)

    @property
    def plot_shown(self) -> Plot | None:
        """What is drawn."""
        return self._plot

    def show_plot(self, plot: Plot | None) -> None:
        """Draw a diagram; the zoom stays as long as its kind does."""
        before, self._plot = self._plot, plot
        item = self.getPlotItem()
        item.clear()
        self._legend.clear()
        self._points = None
        if plot is None:
            return
        colors = icons.colors_in_use()
        self._label(plot, colors)
        listed = [trace for trace in plot.traces if trace.listed and trace.name]
        named = len(listed) <= _MOST_LISTED and len(listed) > 1
        order: dict[str, int] = {}
        for trace in plot.traces:
            ranked = trace.role == "main" and not plot.equal
            rank = order.setdefault(trace.name, len(order)) if ranked else 0
            curve = item.plot(trace.x, trace.y, pen=_pen(trace, rank, colors), connect="finite")
            if named and trace.listed:
                self._legend.addItem(curve, trace.name)
        self._points = _gathered(plot.traces)
        item.addItem(self._cursor, ignoreBounds=True)
        self._cursor.setData([], [])
        item.setAspectLocked(plot.equal)
        if before is None or before.kind != plot.kind:
            self.fit()

    def fit(self) -> None:
        """Bring the whole diagram into view."""
        self.getPlotItem().enableAutoRange()

    def close_plot(self) -> None:
        """Listen no longer; the widget goes with its window.

        pyqtgraph's own `close` takes the plot out of its parent and crashes now and then.
        """
        self.scene().sigMouseMoved.disconnect(self._on_mouse)

    def redraw(self) -> None:
        """Take the colors now in use."""
        self.show_plot(self._plot)

    def image(self) -> QImage:
        """Return a picture of the diagram as it stands, twice as fine as the screen."""
        exporter = pg.exporters.ImageExporter(self.getPlotItem())
        exporter.parameters()["width"] = 2 * self.width()
        picture: QImage = exporter.export(toBytes=True)
        return picture

    def _label(self, plot: Plot, colors: Colors) -> None:
        self.setBackground(colors.base)
        item = self.getPlotItem()
        for side, words, unit in (
            ("bottom", plot.x_label, plot.x_unit),
            ("left", plot.y_label, plot.y_unit),
        ):
            axis = item.getAxis(side)
            axis.enableAutoSIPrefix(False)
            axis.setPen(colors.muted)
            axis.setTextPen(colors.text)
            axis.setLabel(f"{words}, {unit}" if unit else words, color=colors.text)
        self._legend.setLabelTextColor(colors.text)
        behind = QColor(colors.base)
        behind.setAlpha(200)
        self._legend.setBrush(behind)
        self._legend.setColumnCount(2 if plot.kind == "form" else 1)
        corner, offset = _LEGENDS.get(plot.kind, ((1, 0), (-8, 6)))
        self._legend.anchor(itemPos=corner, parentPos=corner, offset=offset)
        self._cursor.setPen(QPen(QColor(colors.text)))
        self._cursor.setBrush(QColor(colors.accent))

    def _on_mouse(self, place: QPointF) -> None:
        """Say what lies nearest to the cursor."""
        points, plot = self._points, self._plot
        view = self.getPlotItem().vb
        if (
            points is None
            or plot is None
            or not len(points.x)
            or not view.sceneBoundingRect().contains(place)
        ):
            self._cursor.setData([], [])
            self.read_out.emit("")
            return
        self.point_at(view.mapSceneToView(place))

    def point_at(self, place: QPointF) -> None:
        """Mark and tell the point nearest to a place in the units of the axes."""
        points, plot = self._points, self._plot
        if points is None or plot is None or not len(points.x):
            return
        wide, high = (abs(size) or 1.0 for size in self.getPlotItem().vb.viewPixelSize())
        away = ((points.x - place.x()) / wide) ** 2 + ((points.y - place.y()) / high) ** 2
        nearest = int(away.argmin())
        if away[nearest] > _NEAR_PX**2:
            self._cursor.setData([], [])
            self.read_out.emit("")
            return
        x, y = float(points.x[nearest]), float(points.y[nearest])
        self._cursor.setData([x], [y])
        self.read_out.emit(_words(plot, plot.traces[int(points.trace[nearest])], x, y))


def _pen(trace: Trace, rank: int, colors: Colors) -> QPen:
    """Return the pen of a line; lines of one plot differ by dash as well as by color."""
    inks = _INKS[colors.name]
    match trace.role:
        case "reference":
            ink, width, style = colors.muted, 1.0, Qt.PenStyle.DashLine
        case "marker":
            ink, width, style = colors.text, 1.2, Qt.PenStyle.DotLine
        case "faint":
            ink, width, style = inks[0], 1.0, Qt.PenStyle.SolidLine
        case _:
            ink, width = inks[rank % len(inks)], 1.8
            style = _DASHES[rank // len(inks) % len(_DASHES)]
    pen = QPen(QColor(ink), width, style)
    pen.setCosmetic(True)
    return pen


def _gathered(traces: tuple[Trace, ...]) -> _Points:
    lengths = [len(trace.x) for trace in traces]
    x = np.concatenate([trace.x for trace in traces]) if traces else np.empty(0)
    y = np.concatenate([trace.y for trace in traces]) if traces else np.empty(0)
    known = np.isfinite(x) & np.isfinite(y)
    return _Points(x[known], y[known], np.repeat(np.arange(len(traces)), lengths)[known])


def _words(plot: Plot, trace: Trace, x: float, y: float) -> str:
    across = f"{plot.x_label} {rounded(x, 4)} {plot.x_unit}".rstrip()
    along = f"{plot.y_label} {rounded(y, 4)} {plot.y_unit}".rstrip()
    if trace.unit or trace.scale != 1.0:
        value = f"{trace.name.partition(' (')[0]} = {rounded(x * trace.scale)} {trace.unit}".rstrip()
        return f"{value}  ·  {along}"
    return f"{trace.name}  ·  {across}  ·  {along}"
