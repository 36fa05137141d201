"""Where the application keeps what it must remember."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

HOME_VARIABLE = "VESSELVIEWER_HOME"


@dataclass(frozen=True, slots=True)
class Places:
    """Folders of this application; they exist once `Places.made` has been called.

    Attributes:
        data: the library's database.
        cache: meshes fetched from servers; may be deleted at any time.
        config: the settings file.
        log: the log file.
    """

    data: Path
    cache: Path
    config: Path
    log: Path

    @classmethod
    def under(cls, root: Path) -> Places:
        """Keep everything below one folder: for a portable copy, a trial or a test."""
        return cls(root / "data", root / "cache", root / "config", root / "log")

    @classmethod
    def of_user(cls) -> Places:
        """Return the system's usual folders, or those below ``VESSELVIEWER_HOME`` if it is set."""
        root = os.environ.get(HOME_VARIABLE)
        if root:
            return cls.under(Path(root))
        dirs = platformdirs.PlatformDirs("VesselViewer", appauthor=False)
        return cls(dirs.user_data_path, dirs.user_cache_path, dirs.user_config_path, dirs.user_log_path)

    def made(self) -> Places:
        """Create the folders and return self."""
        for folder in (self.data, self.cache, self.config, self.log):
            folder.mkdir(parents=True, exist_ok=True)
        return self
