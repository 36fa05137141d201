"""The inspector: the verdict on the hull in the active viewport, its corrections, and its frame."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from vesselviewer.designs import TreatmentChanged
from vesselviewer.desktop.inspector_frame import FrameTable
from vesselviewer.desktop.inspector_steps import StepList
from vesselviewer.desktop.inspector_words import facts, opening_lines, tone
from vesselviewer.errors import FormatError

if TYPE_CHECKING:
    from vesselviewer.designs import DesignKey, Library, LibraryEvent
    from vesselviewer.workspace import Inspection, Notifications, Preview, Shown, Workspace, WorkspaceState

_MOST_FACTS = 10
_NOTHING = "Open a design to see its verdict and frame"


class InspectorPanel(QScrollArea):
    """Says what is known of the hull in the active viewport; what the user decides goes to the workspace."""

    def __init__(
        self,
        workspace: Workspace[Any],
        library: Library,
        notifications: Notifications,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._library = library
        self._notifications = notifications
        self._shown: Shown | None = None
        self._preview: Preview | None = None
        self.setWidgetResizable(True)
        self.setAccessibleName("Verdict and frame of the active viewport")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(344)
        self._body = QWidget(self)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(6)
        self._build()
        self.setWidget(self._body)
        self._subscriptions = ExitStack()
        self._subscriptions.callback(workspace.subscribe(self._on_state))
        self._subscriptions.callback(library.subscribe(self._on_library))
        self._show()

    def close_panel(self) -> None:
        """Stop listening."""
        self._subscriptions.close()

    @property
    def verdict(self) -> str:
        """The verdict as it stands there."""
        return self._verdict.text()

    # Building ---------------------------------------------------------------------------------

    def _build(self) -> None:
        self._none = self._label(_NOTHING, muted=True)
        self._content = QWidget(self._body)
        self._column.addWidget(self._content)
        self._column.addStretch(1)
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        self._verdict = self._label("", into=inner)
        self._verdict.setAccessibleName("Verdict")
        self._trouble = self._label("", into=inner)
        self._trouble.setProperty("tone", "danger")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._facts = [self._fact_row(row) for row in range(_MOST_FACTS)]
        inner.addLayout(self._grid)
        self._openings = self._label("", muted=True, into=inner)
        self._heading("Corrections", inner)
        self.steps = StepList(self._content)
        inner.addWidget(self.steps)
        self._heading("Frame", inner)
        self._frame_note = self._label("", muted=True, into=inner)
        self.frame = FrameTable(self._content)
        inner.addWidget(self.frame)
        self.steps.correct_wanted.connect(self._on_correct)
        self.steps.remove_wanted.connect(self._on_remove)
        self.steps.undo_wanted.connect(self._on_undo)
        self.steps.adopt_wanted.connect(self._on_adopt)
        self.frame.declared.connect(self._on_declared)

    def _label(self, text: str, *, muted: bool = False, into: QVBoxLayout | None = None) -> QLabel:
        label = QLabel(text, self._body)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if muted:
            label.setProperty("muted", True)
        (self._column if into is None else into).addWidget(label)
        return label

    def _heading(self, text: str, into: QVBoxLayout) -> None:
        self._label(text, into=into).setProperty("heading", True)

    def _fact_row(self, row: int) -> tuple[QLabel, QLabel]:
        label, value = QLabel(self._body), QLabel(self._body)
        label.setProperty("muted", True)
        value.setTextFormat(Qt.TextFormat.PlainText)
        value.setWordWrap(True)
        value.setMinimumWidth(0)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, row, 1)
        return label, value

    # Showing ----------------------------------------------------------------------------------

    def _on_state(self, _old: WorkspaceState, new: WorkspaceState) -> None:
        pane = new.active_viewport
        if pane.shown != self._shown or pane.preview != self._preview:
            self._show()

    def _on_library(self, event: LibraryEvent) -> None:
        if isinstance(event, TreatmentChanged):
            self._show()

    def _show(self) -> None:
        pane = self._workspace.state.active_viewport
        self._shown, self._preview = pane.shown, pane.preview
        # The verdict on the last hull must not stand beside another one.
        inspection = None if self._shown is None or self._preview else self._shown.inspection
        self._none.setText(_NOTHING if self._preview is None else f"{self._preview.name} is being judged …")
        self._none.setVisible(inspection is None)
        self._content.setVisible(inspection is not None)
        if self._shown is not None and inspection is not None:
            self._show_verdict(inspection)
            key = self._shown.key
            self.steps.show_steps(
                inspection, self._library.treatment(key), self._library.family_treatment(key)
            )
            self.frame.show_frame(inspection.frame)

    def _show_verdict(self, inspection: Inspection) -> None:
        self._verdict.setText(inspection.verdict)
        self._verdict.setProperty("tone", tone(inspection))
        self._verdict.style().unpolish(self._verdict)
        self._verdict.style().polish(self._verdict)
        self._trouble.setText(inspection.trouble or "")
        self._trouble.setVisible(inspection.trouble is not None)
        rows = facts(inspection)
        for index, (label, value) in enumerate(self._facts):
            there = index < len(rows)
            label.setVisible(there)
            value.setVisible(there)
            if there:
                label.setText(rows[index][0])
                value.setText(rows[index][1])
                label.setToolTip(rows[index][2])
                value.setToolTip(rows[index][2])
        lines = opening_lines(inspection)
        self._openings.setText("\n".join(f"· {line}" for line in lines))
        self._openings.setVisible(bool(lines))
        unsure = not inspection.frame.declared
        self._frame_note.setText(
            "Shown in meters, x forward from AP, z up from the baseline. "
            + ("What is only detected or assumed stays marked until you confirm it." if unsure else "")
        )

    # Deciding ---------------------------------------------------------------------------------

    @property
    def _key(self) -> DesignKey | None:
        return None if self._shown is None else self._shown.key

    def _on_correct(self, correction_id: str) -> None:
        if self._key is not None:
            self._workspace.correct(self._key, correction_id)

    def _on_remove(self, index: int) -> None:
        if self._key is not None:
            self._workspace.treat(self._key, self._library.treatment(self._key).without(index))

    def _on_undo(self) -> None:
        if self._key is not None:
            self._workspace.undo(self._key)

    def _on_adopt(self) -> None:
        family = None if self._key is None else self._library.family_treatment(self._key)
        if self._key is not None and family is not None:
            self._workspace.treat(self._key, family)

    def _on_declared(self, name: str, value: str | float) -> None:
        if self._key is None:
            return
        try:
            self._workspace.declare(self._key, name, value)
        except FormatError as error:
            self._notifications.post_error(error, title="The frame is unchanged")
            self._show()
