"""Sizes, times, printable and clipped text as the tables of classtracker_stats, process and panels write them.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from _refscope import _printable as printable

_SCALES = ("B", "KB", "MB", "GB", "TB", "PB", "EB")


def trunc(obj, max, left=False):
    """str(obj), printable, on one line of at most `max` characters; what is cut, at the end or with `left` at the start, becomes "..."."""
    text = printable(str(obj).replace("\n", "|"))
    if len(text) <= max:
        return text
    return "..." + text[len(text) - max + 3:] if left else text[:max - 3] + "..."


def pp(i, base=1024):
    """Bytes with a unit: "  56     B", "   2.77 KB"."""
    scale = 0
    while i > base and scale + 1 < len(_SCALES):
        i, scale = i / float(base), scale + 1
    return ("%7.2f %s" if scale else "%4d     %s") % (i, _SCALES[scale])


def pp_timestamp(t):
    """Seconds as "hh:mm:ss.ss"; None: ""."""
    return "" if t is None else "%02d:%02d:%05.2f" % (int(t / 3600), int(t / 60 % 60), t % 60)
