"""What is wrong with a folder, in words that say what to do."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePath


def explain_trouble(error: OSError) -> tuple[str, str]:
    """Return why a folder cannot be read, and what the user can do about it."""
    if isinstance(error, FileNotFoundError):
        return "The folder does not exist", "Create it, or reconnect its disk: it is looked for every second."
    if isinstance(error, NotADirectoryError):
        return "It is a file, not a folder", "Open the folder that holds it instead."
    if isinstance(error, PermissionError):
        return (
            "There is no permission to read the folder",
            "Give yourself the right to list it, or open another.",
        )
    reason = error.strerror or str(error)
    return (
        f"The folder cannot be read: {reason}",
        "Check the disk or the network: it is tried again every second.",
    )


def explain_refusal(error: OSError) -> tuple[str, str]:
    """Return why the system gives no hints, and what the user can do about it."""
    if error.errno == errno.ENOSPC:
        return (
            "The system's limit of watched folders is reached, so the folder is checked every second",
            "Raise fs.inotify.max_user_watches, or watch fewer folders.",
        )
    if error.errno == errno.EMFILE:
        return (
            "The system's limit of folder watchers is reached, so the folder is checked every second",
            "Raise fs.inotify.max_user_instances, or close other programs that watch folders.",
        )
    reason = error.strerror or str(error)
    return (
        f"The system gives no notice of changes ({reason}), so the folder is checked every second",
        "Nothing needs to be done: new files appear a little later.",
    )


def explain_share(kind: str) -> tuple[str, str]:
    """Return that a network share of this kind gives no hints, and what follows from it."""
    return (
        f"The folder is on a network share ({kind}), so it is checked every second",
        "Nothing needs to be done: new files appear a little later.",
    )


def explain_subfolder(folder: PurePath | str, reason: str) -> tuple[str, str]:
    """Return that a subfolder is left out, and what the user can do about it."""
    return f"The subfolder {folder} cannot be read: {reason}", "Check its permissions; the rest is watched."
