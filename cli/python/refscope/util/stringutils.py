"""Text of objects, sizes and times, clipped to a width.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope._text import pp, pp_timestamp, trunc

__all__ = ["pp", "pp_timestamp", "safe_repr", "trunc"]


def safe_repr(obj, clip=None):
    """repr(obj), which runs the object's own code; 'N/A' where that raises an Exception. With `clip`, of at most so many
    characters: ".." stands for the middle, of which nothing but the last two is kept.

    >>> safe_repr([1, 2, 3, 4], clip=8)
    '[1, ..4]'
    """
    try:
        text = repr(obj)
    except Exception:
        return "N/A"
    return text if not clip or len(text) <= clip else text[:clip - 4] + ".." + text[-2:]
