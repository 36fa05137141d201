"""``python -m vesselviewer``."""

import sys

from vesselviewer.cli import main

if __name__ == "__main__":
    sys.exit(main())
