"""Objects summed up by type: Pympler's summary.

A summary is a list of rows [type, number of objects, bytes]. The text of a type is its name; functions, modules and frames
are told apart by their own. `representations` says how: {type: [functions from an object to a str, one a verbosity]}; a
changed or added entry is used.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import re
import sys
import types

from _refscope import _flat_size, _summarize, _summarize_all, _type_text
from refscope._text import printable


def _verbosities(count):
    return [(lambda level: lambda obj: _type_text(obj, level))(level) for level in range(1, count + 1)]


representations = {
    types.FrameType: _verbosities(3), dict: _verbosities(2), types.FunctionType: _verbosities(2), list: _verbosities(2),
    types.ModuleType: _verbosities(1), set: _verbosities(2),
}
_built_in = {kind: tuple(functions) for kind, functions in representations.items()}

type_repr = re.compile(r"^<(type|class) '(\S+)'>$")
address = re.compile(r" at 0x[0-9a-f]+")


def _tidy(text):
    return type_repr.sub(r"\2", address.sub("", text))


def _custom():
    """What the caller made of `representations`, for the verbosity of summaries."""
    changed = {kind: functions[0] for kind, functions in representations.items()
               if functions and tuple(functions) != _built_in.get(kind)}
    changed.update((kind, lambda obj: _type_text(obj, 0)) for kind in _built_in if not representations.get(kind))
    return {kind: (lambda write: lambda obj: _tidy(write(obj)))(write) for kind, write in changed.items()}


def summarize(objects):
    """Rows of the objects, in the order in which types appear first or later; bytes as muppy.getsizeof() says."""
    return _summarize(objects if isinstance(objects, (list, tuple)) else list(objects), _custom())


def _functions(namespace):
    """The functions of a namespace and of the classes made in it, with their code."""
    for value in namespace.values():
        if type(value) is type and value.__module__ == namespace.get("__name__"):
            yield from _functions(dict(vars(value)))
        for function in (value, getattr(value, "fget", None) if type(value) is property else None):
            if type(function) is types.FunctionType and function.__module__.startswith("refscope"):
                yield function
                yield function.__code__


_ours = []  # the package's functions, which may be running while the heap is looked at: nobody's but ours
_searched = 0


def _find_ours():
    global _searched
    if len(sys.modules) != _searched:
        _searched = len(sys.modules)
        _ours[:] = [function for name, module in list(sys.modules.items())
                    if name == "refscope" or name.startswith("refscope.") for function in _functions(vars(module))]
    return _ours


def _of_everything(ignored):
    """Rows of all live objects without those in the list, the list itself and what only they hold."""
    return _summarize_all(ignored, _find_ours())


def get_diff(left, right):
    """Rows of `right` less those of `left`, one for every type of either; of types that did not change, with zeros."""
    before, after = {row[0]: row for row in left}, {row[0]: row for row in right}
    kinds = list(after) + [kind for kind in before if kind not in after]
    nothing = (None, 0, 0)
    return [[kind, after.get(kind, nothing)[1] - before.get(kind, nothing)[1],
             after.get(kind, nothing)[2] - before.get(kind, nothing)[2]] for kind in kinds]


def _bytes_text(number):
    """   512     B" or "   3.21 MB"."""
    units, unit, text = ("B", "KB", "MB", "GB", "TB", "EB"), 0, "%4d     %s"
    while number > 1024 and unit < len(units) - 1:
        number, unit, text = number / 1024.0, unit + 1, "%7.2f %s"
    return text % (number, units[unit])


def format_(rows, limit=15, sort="size", order="descending"):
    """The lines of a table of the first `limit` rows, by 'type', '#' or 'size', 'ascending' or 'descending'."""
    columns, orders = ["type", "#", "size"], ["ascending", "descending"]
    if sort not in columns:
        raise ValueError("invalid sort, should be one of" + str(columns))
    if order not in orders:
        raise ValueError("invalid order, should be one of" + str(orders))
    column = columns.index(sort)
    rows = sorted(rows, key=lambda row: row[column] if column else _key_text(row[0]), reverse=order == "descending")
    table = [["types", "# objects", "total size"]]
    table += [[printable(str(row[0])), row[1], _bytes_text(row[2])] for row in rows[:limit]]
    return _format_table(table)


def _key_text(kind):
    return _repr(kind) if type(kind) is not str else _tidy("<class 'str'>")


def _format_table(rows, header=True):
    """Lines of right-aligned cells with " | " between and a blank at both ends; under the first one a rule."""
    widths = [max(len(str(cell)) for cell in column) + 2 for column in zip(*rows)]
    for row in rows:
        yield " | ".join(str(cell).rjust(width) for cell, width in zip(row, widths))
        if header:
            yield " | ".join("=" * width for width in widths)
            header = False


def print_(rows, limit=15, sort="size", order="descending"):
    """Print the table of format_()."""
    for line in format_(rows, limit=limit, sort=sort, order=order):
        print(line)


def _repr(o, verbosity=1):
    """The text of an object's type, with more of the object itself for a higher verbosity."""
    functions = representations.get(type(o)) if verbosity > 0 else None
    if functions:
        return _tidy(functions[min(verbosity, len(functions)) - 1](o))
    return _type_text(o, 0)


def _traverse(summary, function, *args):
    """Call the function with the summary, each row and each item."""
    function(summary, *args)
    for row in summary:
        function(row, *args)
        for item in row:
            function(item, *args)


def _subtract(summary, o):
    """Take an object out of the summary."""
    text, size = _repr(o), _flat_size(o)
    found = [row for row in summary if row[0] == text]
    for row in found:
        row[1], row[2] = row[1] - 1, row[2] - size
    if not found:
        summary.append([text, -1, -size])
    return summary


def _sweep(summary):
    """The rows that are not zero."""
    return [row for row in summary if row[2] != 0 or row[1] != 0]
