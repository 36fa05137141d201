from __future__ import annotations

from pathlib import Path

import pytest

from vesselviewer.watching.network_shares import find_share, network_share_kind

MOUNTS = r"""22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:40 / /mnt/yard\040office rw - nfs4 server:/hulls rw
31 30 0:41 / /mnt/yard\040office/scratch rw - tmpfs tmpfs rw
32 22 0:42 / /home/me/remote rw - fuse.sshfs me@host:/ rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/hulls", None),
        ("/mnt/yard office", "nfs4"),
        ("/mnt/yard office/ddg", "nfs4"),
        ("/mnt/yard office/scratch/a", None),
        ("/mnt/yard officer", None),
        ("/home/me/remote/x", "fuse.sshfs"),
    ],
)
def test_the_innermost_mount_decides(folder: str, kind: str | None) -> None:
    assert find_share(folder, MOUNTS) == kind


def test_nothing_is_known_without_mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_share("/home", "") is None
    monkeypatch.setattr("vesselviewer.watching.network_shares._MOUNTS", Path(tmp_path / "none"))
    assert network_share_kind(str(tmp_path)) is None
