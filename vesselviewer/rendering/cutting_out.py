"""A transparent background from two opaque pictures: needs no alpha of the graphics driver."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def cut_out(on_black: NDArray[np.uint8], on_white: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return what is the same on black and on white; the rest becomes transparent.

    Args:
        on_black: (height, width, 3) RGB of the thing before black.
        on_white: the same before white.

    Returns:
        (height, width, 4) straight (not premultiplied) RGBA.
    """
    black = on_black.astype(np.float32)
    opacity = 1.0 - (on_white.astype(np.float32) - black).mean(axis=2, keepdims=True) / 255.0
    opacity = np.clip(opacity, 0.0, 1.0)
    color = black / np.maximum(opacity, 1e-6)
    return np.concatenate([np.clip(color, 0, 255), 255.0 * opacity], axis=2).round().astype(np.uint8)
