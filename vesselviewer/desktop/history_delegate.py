"""How one design looks in the history: picture, name, badge, age, size, counts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import humanize
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPalette, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from vesselviewer.designs import THUMBNAIL_SIZE, DesignState
from vesselviewer.desktop.history_model import HistoryRole

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from vesselviewer.designs import Design, Library

_MARGIN = 8
_PICTURE = QSize(88, 55)
_BADGE_PADDING = 5


def age_text(seconds: float) -> str:
    """Return an age for a person: "just now", "4 minutes ago"; a clock ahead of ours reads "just now"."""
    if seconds < 5:
        return "just now"
    return humanize.naturaltime(seconds)


def facts(design: Design) -> str:
    """Return the counts of a design on one line, or how far it has been read."""
    if design.state is DesignState.PENDING:
        return "reading …"
    report = design.revision.report
    if report is None:
        return ""
    return f"{_short(report.vertices)} vertices · {_short(report.triangles)} faces"


def _third(design: Design) -> str:
    """Return what is wrong with a design, without its name, which stands above; else its counts."""
    if not design.reason:
        return facts(design)
    file = design.key.design_id.rpartition("/")[2]
    return design.reason.removeprefix(file).lstrip(":, ")


def _short(count: int) -> str:
    if count < 1000:
        return str(count)
    if count < 9950:
        return f"{count / 1e3:.1f}k"
    if count < 999_500:
        return f"{count / 1e3:.0f}k"
    return f"{count / 1e6:.1f}M"


class HistoryDelegate(QStyledItemDelegate):
    """Paints a row; computes the age at the moment of painting, so that a repaint keeps it current."""

    def __init__(
        self, library: Library, parent: QObject | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._clock = clock

    def sizeHint(self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return three lines of text or the picture, whichever is taller."""
        text = 3 * option.fontMetrics.height() + 4
        return QSize(_PICTURE.width() + 160, max(_PICTURE.height(), text) + _MARGIN)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one row."""
        design: Design | None = index.data(HistoryRole.DESIGN)
        if design is None:
            return
        self.initStyleOption(option, index)
        widget: QWidget | None = option.widget
        style = QApplication.style() if widget is None else widget.style()
        style.drawPrimitive(QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = option.rect.adjusted(_MARGIN, _MARGIN // 2, -_MARGIN, -_MARGIN // 2)
        picture = QRect(area.topLeft(), _PICTURE)
        picture.moveTop(area.center().y() - _PICTURE.height() // 2)
        self._paint_picture(painter, picture, design, option.palette)
        area.setLeft(picture.right() + _MARGIN)
        self._paint_text(painter, area, design, option)
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, design: Design, palette: QPalette) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.alternateBase())
        painter.drawRoundedRect(place, 4, 4)
        pixmap = self._pixmap(design.revision.sha256)
        if pixmap is not None:
            painter.setOpacity(0.4 if design.state is DesignState.GONE else 1.0)
            painter.drawPixmap(place, pixmap)
            painter.setOpacity(1.0)
            return
        bad = design.state is DesignState.QUARANTINED
        role = QPalette.ColorRole.Text if bad else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(role))
        font = painter.font()
        font.setPointSizeF(1.6 * font.pointSizeF())
        painter.setFont(font)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "⚠" if bad else "…")

    def _pixmap(self, sha256: str | None) -> QPixmap | None:
        if sha256 is None:
            return None
        name = f"thumbnail/{sha256}"
        pixmap = QPixmap()
        if QPixmapCache.find(name, pixmap):
            return pixmap
        rgba = self._library.thumbnail(sha256)
        if rgba is None:
            return None
        width, height = THUMBNAIL_SIZE
        image = QImage(rgba, width, height, 4 * width, QImage.Format.Format_RGBA8888)
        pixmap = QPixmap.fromImage(image.copy())  # the copy outlives the bytes
        QPixmapCache.insert(name, pixmap)
        return pixmap

    def _paint_text(
        self, painter: QPainter, area: QRect, design: Design, option: QStyleOptionViewItem
    ) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        strong, faint = _colors(option.palette, design, selected=selected)
        bold = QFont(option.font)
        bold.setBold(True)
        metrics = option.fontMetrics
        line = QRect(area.left(), area.top(), area.width(), metrics.height())
        line.moveTop(area.center().y() - 3 * metrics.height() // 2)
        if not design.seen:
            line.setRight(self._paint_badge(painter, line, option) - _MARGIN)
        painter.setFont(bold)
        painter.setPen(strong)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        name = painter.fontMetrics().elidedText(design.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, flags, name)
        painter.setFont(option.font)
        line.setRight(area.right())
        age = age_text(self._clock() - design.revision.created_at)
        second = f"{age} · {humanize.naturalsize(design.revision.size)}"
        if design.revision.number > 1:
            second += f" · revision {design.revision.number}"
        painter.setPen(faint)
        for text in (second, _third(design)):
            line.translate(0, metrics.height())
            painter.drawText(line, flags, metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))

    def _paint_badge(self, painter: QPainter, line: QRect, option: QStyleOptionViewItem) -> int:
        """Draw NEW at the right end of the line; return where it begins."""
        font = QFont(option.font)
        font.setBold(True)
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.8))
        painter.setFont(font)
        width = painter.fontMetrics().horizontalAdvance("NEW") + 2 * _BADGE_PADDING
        badge = QRect(line.right() - width, line.top() + 1, width, line.height() - 2)
        palette = option.palette
        painter.setPen(QPen(palette.color(QPalette.ColorRole.HighlightedText)))
        painter.setBrush(palette.highlight())
        painter.drawRoundedRect(badge, 4, 4)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, "NEW")
        return badge.left()


def _colors(palette: QPalette, design: Design, *, selected: bool) -> tuple[QPen, QPen]:
    """Return the pens for the name and for the lines below it."""
    if selected:
        pen = QPen(palette.color(QPalette.ColorRole.HighlightedText))
        return pen, pen
    faint = QPen(palette.color(QPalette.ColorRole.PlaceholderText))
    if design.state is DesignState.GONE:
        return faint, faint
    return QPen(palette.color(QPalette.ColorRole.Text)), faint
