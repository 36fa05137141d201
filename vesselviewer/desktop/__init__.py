"""The window: Qt widgets over the workspace, and the composition root that builds them all."""
