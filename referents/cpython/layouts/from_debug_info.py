# from_debug_info.py: write a version's table of offsets from the debug information of that CPython. Manual: ../../LAYOUTS.md
# SPDX-License-Identifier: GPL-2.0-or-later
"""Usage: REFSCOPE_TABLE=3_11.def gdb -batch -x from_debug_info.py libpython3.11.so [more shared objects]

Runs inside gdb. REFSCOPE_EXTRA may name further files with debug information, separated by colons (lib-dynload)."""
import os
import re
import subprocess
import sys

import gdb

HERE = os.path.dirname(os.path.abspath(os.path.expanduser(os.environ["REFSCOPE_SOURCES"])))
ROW = re.compile(r"^(HEADER|HEADER_310|DEBUG|SIZEOF|DEBUG_SIZEOF)\((\w+), ([\w |]+?)(?:, ([\w.]+))?\)$")


def rows_of(hexversion):
    """The rows of layout_sources.def that hold for this version, as the preprocessor leaves them."""
    text = subprocess.run(["cpp", "-P", "-DPY_VERSION_HEX=%s" % hexversion, os.environ["REFSCOPE_SOURCES"]],
                          check=True, capture_output=True, text=True).stdout
    rows = []
    for line in text.splitlines():
        match = ROW.match(line.strip())
        if match:
            rows.append(match.groups())
        elif line.strip():
            sys.exit("not a row: " + line)
    return rows


def types_named(names):
    """Those of the structures "a|b" that the loaded file has."""
    found = []
    for name in names.split("|"):
        try:
            found.append(gdb.lookup_type(name).strip_typedefs())
        except gdb.error:
            pass
    return found


def field_of(type_, name):
    """(offset, type) of a field, looked for in anonymous structures and unions too; None when there is none."""
    for field in type_.fields():
        if field.name == name:
            return field.bitpos // 8, field.type.strip_typedefs()
        if not field.name and field.type.strip_typedefs().code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
            inner = field_of(field.type.strip_typedefs(), name)
            if inner is not None:
                return field.bitpos // 8 + inner[0], inner[1]
    return None


def offset_of(type_, path):
    """The offset of a.b.c in bytes and its type, or None."""
    offset = 0
    for part in path.split("."):
        found = field_of(type_, part)
        if found is None:
            return None
        offset, type_ = offset + found[0], found[1]
    return offset, type_


def points_to_object(type_):
    return type_.code == gdb.TYPE_CODE_PTR and type_.target().strip_typedefs().code == gdb.TYPE_CODE_STRUCT


def members_that_are_references():
    members = set()
    for name in "builtin_fields.def", "library_fields.def":
        with open(os.path.join(HERE, "..", name)) as rows:
            members.update(re.findall(r"^RS_FIELD\((\w+),", rows.read(), re.MULTILINE))
    return members


def value_of(kind, structure, field, is_reference):
    for type_ in types_named(structure):
        if kind.endswith("SIZEOF"):
            return type_.sizeof
        found = offset_of(type_, field)
        if found is None:
            continue
        if is_reference and not points_to_object(found[1]):
            sys.exit("no pointer to an object: %s.%s is %s" % (structure, field, found[1]))
        return found[0]
    return None


def load(path):
    gdb.execute("file " + path, to_string=True)


def main():
    extra = [p for p in os.environ.get("REFSCOPE_EXTRA", "").split(":") if p]
    files = [gdb.current_progspace().filename] + extra
    rows = rows_of(os.environ["REFSCOPE_HEX"])
    found = {}
    references = members_that_are_references()
    for path in files:
        load(path)
        for kind, member, structure, field in rows:
            if member not in found:
                value = value_of(kind, structure, field, member in references)
                if value is not None:
                    found[member] = value
    with open(os.environ["REFSCOPE_TABLE"], "w") as out:
        out.write("/* Offsets of CPython %s. Made by from_debug_info.py; what it is: layout.h, ../../LAYOUTS.md.\n"
                  " * SPDX-License-Identifier: GPL-2.0-or-later\n */\n" % os.environ["REFSCOPE_VERSION"])
        for kind, member, structure, field in rows:
            if member in found:
                out.write("XX(%s, %d)\n" % (member, found[member]))
            elif not kind.startswith("DEBUG"):
                print("missing: %s %s.%s" % (member, structure, field), file=sys.stderr)


main()
