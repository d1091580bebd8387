"""Charts of what a ClassTracker measured, without matplotlib.

The names and the signatures are those of Pympler's charts.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os

from _refscope import ArgumentError, FileError, RefscopeError
from refscope import _plots
from refscope.classtracker_stats import Stats

__all__ = ["Stats", "tracker_timespace"]


def tracker_timespace(filename, stats):
    """Draw memory over time, an area for each class, to a file.

    The format is told by the ending of the name: .svg, or any that this machine's Graphviz writes (.png, .pdf, ...); without
    an ending ".png" is added. ValueError: there is no such format. OSError: the file cannot be written.
    """
    filename = os.fspath(filename)
    ending = os.path.splitext(filename)[1][1:].lower()
    if not ending:
        filename, ending = filename + ".png", "png"
    stats.annotate()
    try:
        _plots.snapshot_plot(stats, width=1000, height=400).write(filename, ending)
    except FileError:
        raise
    except RefscopeError as error:
        raise ArgumentError("refscope: %s: %s" % (filename, error)) from None
