"""The application without Qt and without VTK: commands in, new state out; ingest, notifications, settings."""

from vesselviewer.workspace.curve_kinds import CURVES, CurveKind
from vesselviewer.workspace.flotation_choice import FlotationChoice, WaterLevel, level_of
from vesselviewer.workspace.ingest import Arrival, Ingest
from vesselviewer.workspace.measuring import Floated
from vesselviewer.workspace.notifications import Notification, NotificationKind, Notifications
from vesselviewer.workspace.plots import Plot, Trace
from vesselviewer.workspace.progress import Progress
from vesselviewer.workspace.resolve import resolve_scene
from vesselviewer.workspace.settings import MOUSE_PRESETS, THEMES, Settings, SettingsValues
from vesselviewer.workspace.state import Bounds, Preview, Shown, ViewportState, WorkspaceState
from vesselviewer.workspace.toasts import Toast, ToastQueue
from vesselviewer.workspace.treating import Inspection
from vesselviewer.workspace.work import ThreadRunner, WorkRunner
from vesselviewer.workspace.workspace import Workspace

__all__ = [
    "CURVES",
    "MOUSE_PRESETS",
    "THEMES",
    "Arrival",
    "Bounds",
    "CurveKind",
    "Floated",
    "FlotationChoice",
    "Ingest",
    "Inspection",
    "Notification",
    "NotificationKind",
    "Notifications",
    "Plot",
    "Preview",
    "Progress",
    "Settings",
    "SettingsValues",
    "Shown",
    "ThreadRunner",
    "Toast",
    "ToastQueue",
    "Trace",
    "ViewportState",
    "WaterLevel",
    "WorkRunner",
    "Workspace",
    "WorkspaceState",
    "level_of",
    "resolve_scene",
]
