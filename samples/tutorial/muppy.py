"""All objects there are.

SPDX-License-Identifier: GPL-2.0-or-later
"""
from refscope import muppy

l = list(range(5_999))
objects = muppy.get_objects()
print("objects:", len(objects) > 10_000)

lists = muppy.filter(objects, Type=list)
print("only lists:", {type(found).__name__ for found in lists}, "and ours among them:", any(found is l for found in lists))
print("referents:", len(muppy.get_referents(l)))
muppy.print_summary()
print("the list itself:", muppy.getsizeof(l), "bytes")
