"""Which keys run which action: the table's own, changed by what the user saved; conflicts are found here.

Keys are Qt's portable texts, such as ``Ctrl+Shift+P``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vesselviewer.desktop.actions import ActionSpec

Keys = tuple[str, ...]
_PARTED = "; "


def effective_keys(specs: Iterable[ActionSpec], saved: Mapping[str, str]) -> dict[str, Keys]:
    """Return the keys of every action.

    Args:
        specs: the table of actions.
        saved: action id to its keys, from the settings, parted by ``; ``; unknown ids are ignored.
    """
    keys = {spec.id: spec.keys for spec in specs}
    for action_id, text in saved.items():
        if action_id in keys:
            keys[action_id] = tuple(key for key in text.split(_PARTED) if key)
    return keys


def changed_keys(specs: Iterable[ActionSpec], keys: Mapping[str, Keys]) -> dict[str, str]:
    """Return what must be saved: the actions whose keys differ from the table's."""
    return {spec.id: _PARTED.join(keys[spec.id]) for spec in specs if keys[spec.id] != spec.keys}


def conflicts(keys: Mapping[str, Keys]) -> dict[str, tuple[str, ...]]:
    """Return every key that runs more than one action, with the ids of those actions."""
    holders: dict[str, list[str]] = {}
    for action_id, each in keys.items():
        for key in dict.fromkeys(each):
            holders.setdefault(key, []).append(action_id)
    return {key: tuple(ids) for key, ids in holders.items() if len(ids) > 1}
