"""`tkinter`, or None where this Python has none, and a search by identity.

SPDX-License-Identifier: GPL-2.0-or-later
"""
try:
    import tkinter
except ImportError:
    tkinter = None

__all__ = ["object_in_list", "tkinter"]


def object_in_list(obj, l):
    """Whether `obj` itself, and not only its equal, is among the elements of `l`."""
    return any(one is obj for one in l)
