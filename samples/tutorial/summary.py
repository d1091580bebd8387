"""Objects summed up by type, and what changed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from data import RNG
from refscope import muppy, summary

before = summary.summarize(muppy.get_objects())
print("rows of a type, how many and bytes:", all(len(row) == 3 for row in before))
summary.print_(before)

numbers = [RNG(count=1) for _ in range(7_000)]
after = summary.summarize(muppy.get_objects())
difference = summary.get_diff(before, after)
print("new:", [row[:2] for row in difference if row[0] == "data.RNG"])
summary.print_(difference, limit=5)
