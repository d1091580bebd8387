"""Writes ../../type_sizes.def: python3 type_sizes.py PYTHON…, one for each layout of ../../layout.c, in their order.

Each interpreter imports its standard library and tells tp_basicsize of every type; those whose fields are in our tables are
kept. A file of JSON that another machine wrote (python3 -c "$ASK" FILE) stands for an interpreter that is not here. A type that
other patch releases made larger at its end, behind all fields that the tables know, has a second row: ALSO.
SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

REFERENTS = Path(__file__).resolve().parents[2]
HEAD = """/* type_sizes.def: tp_basicsize of the types whose fields our tables know, in CPython 3.9, 3.10, 3.11, 3.12, 3.13 and 3.13.5; 0:
 * there is no such type, or its size is not written down. Names are canonical ones. Made by cpython/layouts/type_sizes.py.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
"""
ALSO = {"_sre.SRE_Scanner": [0, 0, 232, 0, 264, 0]}
ASK = r"""
import importlib, json, os, pkgutil, sys, warnings
warnings.simplefilter("ignore")
LEFT_OUT = {"antigravity", "idlelib", "lib2to3", "pty", "test", "this", "tkinter", "_tkinter", "turtle", "turtledemo", "__main__"}
names = set(getattr(sys, "stdlib_module_names", ())) | set(sys.builtin_module_names)
names |= {one.name for one in pkgutil.iter_modules() if one.name.startswith("_") or one.module_finder.path.endswith("lib-dynload")}
for name in sorted(names - LEFT_OUT) + ["xml.etree.ElementTree", "xml.parsers.expat", "collections.abc"]:
    if not name.startswith(("_test", "_xx", "xx")):
        try:
            importlib.import_module(name)
        except BaseException:
            pass
sizes, waiting, seen = {}, [object], set()
while waiting:
    one = waiting.pop()
    if id(one) in seen:
        continue
    seen.add(id(one))
    module = one.__module__ if isinstance(one.__module__, str) else "builtins"
    name = one.__name__ if module == "builtins" else module + "." + one.__name__
    sizes[name] = max(one.__basicsize__, sizes.get(name, 0))  # of one in C and one in Python the former
    waiting += type.__subclasses__(one)
json.dump(sizes, open(sys.argv[1], "w"))
"""


def sizes_of(python):
    if python.endswith(".json"):
        return json.loads(Path(python).read_text())
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-c", ASK, folder + "/sizes"], check=True, capture_output=True, stdin=subprocess.DEVNULL)
        return json.loads(Path(folder, "sizes").read_text())


def names_in_tables():
    text = "".join((REFERENTS / name).read_text() for name in ("builtin_fields.def", "library_fields.def", "decode_builtins.c"))
    return list(dict.fromkeys(re.findall(r'^(?:RS_(?:FIELD|SHARED)\(\w+, | +\{)"([^"]+)", (?:"|rs__decode|decode_)', text, re.MULTILINE)))


def main(pythons):
    older = {new: old for old, new in reversed(re.findall(r'\{"([^"]+)", "([^"]+)"\}', (REFERENTS / "layout.c").read_text()))}
    columns = [sizes_of(python) for python in pythons]
    with open(REFERENTS / "type_sizes.def", "w") as file:
        file.write(HEAD)
        for name in names_in_tables():
            row = [column.get(name, column.get(older.get(name), 0)) for column in columns]
            if any(row):
                for sizes in [row, ALSO[name]] if name in ALSO else [row]:
                    file.write('RS_TYPE_SIZE("%s", %s)\n' % (name, ", ".join(map(str, sizes))))


if __name__ == "__main__":
    main(sys.argv[1:])
