"""Says how the references of functions that Cython compiled are named, in the modules given: one line a version of Cython.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import collections
import importlib
import sys

import refscope

for name in sys.argv[1:]:
    importlib.import_module(name)
snapshot = refscope.capture()
functions = [one for one in snapshot.objects() if one.type.endswith(("cython_function_or_method", "fused_cython_function"))]
unnamed, too_many, named = [], [], collections.Counter()
for function in functions:
    for reference in function.referents():
        named[reference.name] += 1
        if reference.name.startswith("+") or reference.name == "?":
            unnamed.append((function.type, reference.name, reference.target.type))
        if not reference.target.immortal and len(reference.target.referrers()) > reference.target.refcount:
            too_many.append((function.preview, reference.name, reference.target.type))
print("functions:", len(functions) > 20)
print("unnamed:", sorted(set(unnamed)))
print("held more often than counted:", sorted(set(too_many)))
print("names:", *sorted(name for name, count in named.items() if count >= len(functions)))
