"""Draws one notification: a sign, the time, and all of its words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import humanize
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vesselviewer.desktop import icons
from vesselviewer.desktop.toast_card import TONES, breakable

if TYPE_CHECKING:
    from vesselviewer.workspace import Notification

ITEM_ROLE = Qt.ItemDataRole.UserRole + 1
_PAD = 8
_SIGN = 18
_WRAP = int(Qt.TextFlag.TextWordWrap)


class NotificationDelegate(QStyledItemDelegate):
    """A row as tall as its words need at the width of the list; unread ones are bold and say so."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the width of the list and the height of the words."""
        item: Notification | None = index.data(ITEM_ROLE)
        view = option.widget
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        if item is None:
            return QSize(width, 0)
        inner = _inner(QRect(0, 0, width, 1))
        height = sum(_height(font, words, inner.width()) for font, words, _ in _blocks(item, option.font))
        return QSize(width, height + 2 * _PAD)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the row."""
        item: Notification | None = index.data(ITEM_ROLE)
        if item is None:
            return
        painter.save()
        colors = icons.colors_in_use()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, QColor(colors.selection))
        tone = "selection_text" if chosen else TONES[item.kind]
        sign = icons.icon(item.kind, tone)
        sign.paint(painter, option.rect.left() + _PAD, option.rect.top() + _PAD, _SIGN, _SIGN)
        place = _inner(option.rect)
        for font, words, ink in _blocks(item, option.font):
            height = _height(font, words, place.width())
            painter.setFont(font)
            painter.setPen(QColor(colors.selection_text if chosen else getattr(colors, ink)))
            painter.drawText(place.left(), place.top(), place.width(), height, _WRAP, words)
            place.translate(0, height)
        if not chosen:
            painter.setPen(QColor(colors.border))
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


def _inner(row: QRect) -> QRect:
    return row.adjusted(_PAD + _SIGN + _PAD, _PAD, -_PAD, 0)


def _height(font: QFont, words: str, width: int) -> int:
    return QFontMetrics(font).boundingRect(0, 0, max(width, 40), 10_000, _WRAP, words).height()


def _blocks(item: Notification, font: QFont) -> list[tuple[QFont, str, str]]:
    """Return (font, words, color name) of each part, from top to bottom."""
    bold, small = QFont(font), QFont(font)
    bold.setWeight(QFont.Weight.DemiBold if item.read else QFont.Weight.Bold)
    small.setPointSizeF(max(font.pointSizeF() * 0.9, 8.5))
    moment = datetime.fromtimestamp(item.created_at).astimezone()
    when = f"{moment:%H:%M:%S} · {humanize.naturaltime(moment)}"
    parts = [
        (bold, item.title, "text"),
        (font, item.text, "text"),
        (font, item.hint, "muted"),
        (small, when if item.read else f"● new · {when}", "muted"),
    ]
    return [(face, breakable(words), ink) for face, words, ink in parts if words]
