"""refscope's modules beside Pympler's own: the same names, parameters and defaults, and the same answers to some two hundred
calls, right and wrong ones; every difference is one of those below, with which of the two is right, and stands in
docs/from-pympler.md.

Both run in one process that has Pympler from the package index, without which the test is skipped. Names of a module are those
that it defines itself and that have no underscore in front. Sizes by shape: test_asizeof_peer.py.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import packages

SOURCE = Path(os.environ.get("REFSCOPE_SOURCE", Path(__file__).resolve().parents[2]))
GUIDE = (SOURCE / "docs" / "from-pympler.md").read_text(encoding="utf-8")
GUIDE = " ".join(GUIDE.split())

# ---- Names and parameters (panels: test_panels.py): {what: words of docs/from-pympler.md that say so}

TEMPLATES = "what `HtmlStats` and `MemoryPanel` made their pages of"
PAGES = "the functions behind the pages of `web`"
SAMPLES = "the samples at the end of `refbrowser`"
OTHER_SURFACE = {
    "asizeof.Asizer.reset": "| `limit` | none unless you set one",
    "refgraph.ReferenceGraph": "`ReferenceGraph(objects, repr=True)`", "garbagegraph.GarbageGraph": "`GarbageGraph(repr=True)`",
    "classtracker.track_object_creation": "`track_object_creation`", "classtracker.track_object_deletion": "`track_object_creation`",
    "classtracker_stats.HtmlStats.chart_tag": TEMPLATES, "classtracker_stats.HtmlStats.class_snapshot": TEMPLATES,
    "classtracker_stats.HtmlStats.class_summary": TEMPLATES, "classtracker_stats.HtmlStats.footer": TEMPLATES,
    "classtracker_stats.HtmlStats.header": TEMPLATES, "classtracker_stats.HtmlStats.nopylab_msg": TEMPLATES,
    "classtracker_stats.HtmlStats.refrow": TEMPLATES, "classtracker_stats.HtmlStats.snapshot_cls": TEMPLATES,
    "classtracker_stats.HtmlStats.snapshot_cls_header": TEMPLATES,
    "classtracker_stats.HtmlStats.snapshot_summary": TEMPLATES, "classtracker_stats.HtmlStats.tablefooter": TEMPLATES,
    "classtracker_stats.HtmlStats.tableheader": TEMPLATES,
    "refbrowser.foo": SAMPLES, "refbrowser.print_sample": SAMPLES, "refbrowser.write_sample": SAMPLES,
    "web.PymplerServer": PAGES, "web.PymplerServer.quiet": PAGES, "web.PymplerServer.run": PAGES, "web.ServerState": PAGES,
    "web.ServerState.clear_cache": PAGES, "web.get_ref": PAGES, "web.get_obj": PAGES, "web.root": PAGES, "web.process": PAGES,
    "web.tracker_index": PAGES, "web.tracker_class": PAGES, "web.refresh": PAGES, "web.get_traceback": PAGES,
    "web.get_obj_referents": PAGES, "web.static_file": PAGES, "web.garbage_index": PAGES, "web.garbage_cycle": PAGES,
    "web.garbage_graph": PAGES, "web.show_documentation": PAGES,
    "web.ProfilerThread": "the thread is named `refscope web front end`",
}

# ---- Answers: {call: (here, there, words of docs/from-pympler.md)}; None: whatever it is

OTHER_ANSWERS = {
    'asizeof.basicsize([])': ("56", "72", "| `basicsize` of what the collector tracks"),
    'asizeof.basicsize(5, nonsense=1)': ("TypeError: unexpected keyword argument 'nonsense'", "24", "| an unknown option of `basicsize`"),
    'asizeof.leng([1, 2])': ("2", "6", "| `leng` of a list"),
    'asizeof.alen([1, 2])': ("2", "AttributeError: module 'P.asizeof' has no attribute 'alen'", "| `alen`"),
    'sizer(lambda s: s.exclude_types(list) or s.excluded)': ("(<class 'list'>,)", "(<class 'list' def>, <class 'list'>)",
                                                             "| `Asizer.excluded`"),
    'sorted(summary.summarize([Plain()]))': (None, "[['__main__.Plain', 1, %d]]", "adds attribute values that stand beside an instance"),
    'tracked(lambda t: t.track_class(5))': ("TypeError: P: only classes can be tracked, not int",
                                            "TypeError: only class objects can be tracked", "messages say what was wrong"),
    'tracked(lambda t: t.stats.sort_stats("nonsense"))': (
        "ValueError: P: Invalid sort criteria 'nonsense': there are classname, tsize, birth, death, name, repr, size",
        "ValueError: Invalid sort criteria", "messages say what was wrong"),
    'sorted(e.label for e in refgraph.ReferenceGraph([P, Q, R]).edges)': ("['[0]', '[1]', '[1]']", None,
                                                                          "every reference has its label"),
    '(gc.collect(), browsed(refbrowser, TWICE))[1]': ("['dict', 'dict', 'dict', 'list']", "['dict', 'dict', 'list']",
                                   "referrers that the collector does not track"),
    'refgraph.ReferenceGraph([P]).metadata[0].group': ("AttributeError: P: _MetaObject: group is set by split()",
                                                       "AttributeError: '_MetaObject' object has no attribute 'group'",
                                                       "messages say what was wrong"),
    'refgraph.ReferenceGraph([P]).render(FOLDER + "/x.ps", cmd="nonsense")': (
        "FileNotFoundError: P: nonsense: no layout of that name: dot, neato, fdp, sfdp, circo, twopi, osage, patchwork",
        "FileNotFoundError: [Errno 2] No such file or directory: 'nonsense'", "messages say what was wrong"),
}

SURFACE = r'''
import importlib, inspect, json, sys

def kind_of(thing):
    return "property" if isinstance(thing, property) or inspect.isdatadescriptor(thing) else type(thing).__name__

def parameters(thing):
    try:
        return [[p.name, p.kind.name, "function" if callable(p.default) and p.default is not p.empty else repr(p.default)]
                for p in inspect.signature(thing).parameters.values()]
    except (TypeError, ValueError):
        return None

def members(cls):
    for name in dir(cls):
        if not name.startswith("_"):
            member = inspect.getattr_static(cls, name)
            member = getattr(member, "__func__", member)
            yield name, parameters(member) if callable(member) else None

def surface(package, module):
    try:
        space = vars(importlib.import_module(package + "." + module))
    except ImportError:  # it needs what is not there
        if package == "pympler":
            return {}
        raise
    found = {}
    for name, thing in space.items():
        if name.startswith("_") or not callable(thing) or not str(getattr(thing, "__module__", "")).startswith(package):
            continue
        if package == "pympler" and thing.__module__ != package + "." + module:
            continue
        found[name] = parameters(thing)
        if inspect.isclass(thing):
            found.update((name + "." + member, given) for member, given in members(thing))
    return found

MODULES = ("asizeof muppy summary tracker classtracker classtracker_stats garbagegraph refbrowser refgraph web process mprofile"
           " charts util.stringutils util.compat").split()
print(json.dumps([[module, surface("pympler", module), surface("refscope", module)] for module in MODULES]))
'''

COMPARED = """asizeof muppy summary tracker classtracker classtracker_stats refgraph garbagegraph refbrowser process mprofile
util.stringutils util.compat""".split()

ANSWERS = r'''
import contextlib, gc, importlib, io, json, os, re, sys, tempfile, threading

def func(): pass
class Plain:
    def method(self): pass
class Unshowable:
    def __repr__(self): raise ValueError("no")
A, B, C, LONG = object(), object(), object(), "l" * 500
LIST = [1000, ["text"]]
KEPT = Plain()
ROWS = [["a", 3, 1], ["bb", 1, 5000], ["ccc", 2, 3000000], ["<class 'x.Y'>", 5, 2]]
P = {"name": "p"}
Q = ["first", P]
R = (Q, P)
RING = [[], []]; RING[0].append(RING[1]); RING[1].append(RING[0])
LONELY = ["lonely"]
HELD = "-".join(["he", "ld"])
HOLDER = [HELD]
TWICE = "-".join(["tw", "ice"])
HOLDERS = ([TWICE], {"k": TWICE})
FOLDER = tempfile.mkdtemp()

def printed(function):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        function()
    return text.getvalue()

def numbered(function):
    """What is printed, on whatever stream the tracker had been given, without its figures."""
    return re.sub(r"[ \d.]+(B|KB|MB|GB|%)?", " # ", printed(function))

def traversed(traverse, rows):
    seen = []
    traverse(rows, seen.append)
    return seen

def browsed(refbrowser, held):
    """The types of who refers to it, without frames and Pympler's own browser."""
    tree = refbrowser.RefBrowser(held, maxdepth=1).get_tree()
    kinds = [child if type(child) is str else type(child.o).__name__ for child in tree.children]
    return sorted(kind for kind in kinds if "rame" not in kind and "Browser" not in kind)

def drawn(refbrowser, held, **how):
    """A tree that is made by hand, as the browser prints it."""
    text = io.StringIO()
    browser = refbrowser.StreamBrowser(held, stream=text, **how)
    root = refbrowser._Node(held, browser.str_func)
    for name in ("one", "two"):
        node = refbrowser._Node([name], browser.str_func)
        node.children += [refbrowser._Node((name,), browser.str_func), "and a text"]
        root.children.append(node)
    browser.print_tree(root)
    return text.getvalue()

def with_garbage(function):
    """The answer while two lists that hold each other, and one thing more, are garbage."""
    gc.set_debug(0)
    gc.garbage.clear()
    gc.collect()
    gc.disable()
    try:
        ring = [[], []]
        ring[0].append(ring[1])
        ring[1] += [ring[0], ["held"]]
        del ring
        return function()
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()

MODULES = json.loads(sys.argv[2])

def answers(package, cases):
    space = dict(globals())
    space.update((name.split(".")[-1], importlib.import_module(package + "." + name)) for name in MODULES)

    def sizer(function):
        return function(space["asizeof"].Asizer())

    def tracked(function):
        tracker = space["classtracker"].ClassTracker(stream=None)
        try:
            return function(tracker)
        finally:
            tracker.detach_all()
    space.update(sizer=sizer, tracked=tracked)
    found = []
    for case in cases:
        try:
            answer = repr(eval(case, space))
        except Exception as error:
            kind = next(kind for kind in type(error).__mro__ if kind.__module__ == "builtins")
            answer = "%s: %s" % (kind.__name__, error)
        found.append(re.sub("0x[0-9a-f]+", "0x", answer.replace(package, "P")))
    return found
cases = json.loads(sys.argv[1])
print(json.dumps([list(each) for each in zip(cases, answers("refscope", cases), answers("pympler", cases))]))
'''

CASES = r"""
asizeof.asizeof([1, 2, 3], {"a": 1.5})
asizeof.asizesof([1, 2, 3], (), "text")
asizeof.asizesof()
asizeof.asizeof()
asizeof.asized()
asizeof.asized([1, 2]).format()
asizeof.asized([1, 2], detail=1).format()
asizeof.asized({"k": [1, 2]}, detail=2).format("%(name)s %(size)d", depth=2, order_by="name")
str(asizeof.asized((1, 2)))
asizeof.asized([1], [2, 3])
asizeof.asized({"k": [1]}, detail=1).get("[V] k: [1]").name
asizeof.asized([1], detail=1).get("nothing")
asizeof.asized([1], detail=1).get("nothing", 5)
asizeof.asizeof([1], align=3)
asizeof.asizeof([1], align="x")
asizeof.asizeof([1], limit=-1)
asizeof.asizeof([1], detail=-1)
asizeof.asizeof([1], nonsense=1)
asizeof.asizeof([1], all=True, above=3)
asizeof.asizeof([[1]], limit=1)
asizeof.asizeof([[1]], limit=0)
asizeof.asizeof([1], align=16)
asizeof.asizeof([1], align=0)
asizeof.asizeof([1, 2], code=True, frames=True, ignored=False, clip=9, cutoff=2, derive=True, infer=True)
[asizeof.itemsize(o) for o in (1, [], (), {}, "s", b"b", 1.5, set())]
[asizeof.flatsize(o) for o in (1, [1], (1, 2), {1: 2}, "s", b"b", 1.5, {1})]
asizeof.flatsize([1], align=3)
list(asizeof.refs([1, "a"]))
list(asizeof.refs({"k": 1}))
list(asizeof.refs(5))
[(r.name, r.ref) for r in asizeof.named_refs({"k": 1})]
[(r.name, r.ref) for r in asizeof.named_refs([7, 8])]
asizeof.adict(Plain)
asizeof.adict()
asizeof.amapped()
[f(o) for f in (asizeof.isclass, asizeof.isbuiltin, asizeof.iscode, asizeof.isframe, asizeof.isfunction, asizeof.ismethod, asizeof.ismodule) for o in ([], sys, len, func, Plain().method, Plain, func.__code__, min)]
printed(lambda: asizeof.asizeof([1, [2, 3]], stats=1))
printed(lambda: asizeof.asizesof([1], [2], stats=1))
printed(lambda: asizeof.asizeof([1, "a"], stats=0))
[(n, getattr(asizeof.Asizer(), n)) for n in "above align clip code cutoff derive detail duplicate excluded frames ignored infer missed ranked seen sized stats total".split()]
sizer(lambda s: (s.asizeof([1, [2]]), s.total, s.seen, s.sized, s.missed, s.duplicate, s.ranked))
sizer(lambda s: (s.asizeof(LIST), s.asizeof(LIST), s.seen, s.duplicate, s.sized))
sizer(lambda s: (s.asizeof(LIST, LIST), s.asizesof(LIST, LIST)))
sizer(lambda s: s.set(align=3))
sizer(lambda s: s.set(detail=2, limit=5, stats=1.5, above=7, cutoff=9, code=True, frames=True) or (s.detail, s.limit, s.stats, s.above, s.cutoff, s.code, s.frames))
sizer(lambda s: s.set(stats="x"))
sizer(lambda s: s.set(limit="x"))
sizer(lambda s: s.set(detail="x"))
sizer(lambda s: s.reset(nonsense=1))
sizer(lambda s: s.reset(align=16) or s.align)
sizer(lambda s: setattr(s, "above", 3))
sizer(lambda s: s.exclude_objs(LIST[1]) or s.asizeof(LIST))
sizer(lambda s: s.exclude_refs(LIST[1]) or s.asizeof(LIST))
sizer(lambda s: printed(lambda: (s.asizeof([1, [2, 3]]), s.print_summary())))
sizer(lambda s: printed(lambda: (s.asizeof([1, [2, 3]]), s.print_stats(stats=1))))
sizer(lambda s: printed(lambda: (s.asizeof([1, [2, 3]]), s.print_profiles())))
sizer(lambda s: printed(lambda: s.print_largest()))
muppy.get_diff([A, B], [B, C])
muppy.sort([LONG, "", [1] * 50])
muppy.filter([1, "a", [2]], Type=str)
muppy.filter([1, "a", LONG], min=100)
muppy.filter([1, "a", LONG], max=100)
muppy.filter([1, True, 2.5], Type=int)
muppy.filter([1], min=5, max=3)
muppy.filter([1], min=-1, max=-1)
muppy.get_size([1, "a", [1]])
muppy.get_size([])
sorted(muppy.get_referents([1000, "a", "a"]), key=str)
sorted(muppy.get_referents([[1000], ["b"]], level=2), key=str)
muppy.get_referents(5)
muppy._remove_duplicates([A, B, A])
[muppy._is_containerobject(o) for o in (1, "s", [], {}, (), Plain(), len)]
sorted(summary.summarize([1, "a", "b", 2.5, [1]]))
summary.summarize([])
sorted(summary.get_diff([["a", 1, 10]], [["a", 2, 20], ["b", 1, 5]]))
sorted(summary.get_diff([["a", 1, 10]], []))
[list(summary.format_(ROWS, sort=s, order=o)) for s in ("type", "#", "size") for o in ("ascending", "descending")]
list(summary.format_(ROWS, limit=1))
list(summary.format_([]))
list(summary.format_(ROWS, sort="nonsense"))
list(summary.format_(ROWS, order="nonsense"))
printed(lambda: summary.print_(ROWS))
printed(lambda: summary.print_(ROWS, limit=2, sort="#", order="ascending"))
printed(lambda: summary.print_([]))
[summary._repr(o) for o in (1, "s", [], {"a": 1}, Plain, Plain(), func, sys, len, {1}, None)]
[[summary._repr(o, v) for v in range(4)] for o in ([], {"a": 1}, func, sys, {1}, Plain())]
summary._sweep([["a", 0, 0], ["b", 1, 0], ["c", 0, 1]])
summary._subtract([["int", 3, 84]], 5)
summary._subtract([], "text")
traversed(summary._traverse, [["a", 1, 2]])
sorted(k.__name__ for k in summary.representations)
tracker.SummaryTracker().diff(summary2=[])
sorted(tracker.SummaryTracker().diff([["a", 1, 10]], [["a", 2, 20], ["b", 1, 5]]))
list(tracker.SummaryTracker().format_diff([["a", 1, 10]], [["a", 2, 20], ["b", 1, 5]]))
printed(lambda: tracker.SummaryTracker().print_diff([["a", 1, 10]], [["a", 2, 20]]))
tracker.SummaryTracker(ignore_self=False).ignore_self
[classtracker_stats.pp(n) for n in (0, 5, 1023, 1024, 1536, 10 ** 6, 10 ** 9, 10 ** 13, -5, 2.5)]
classtracker_stats.pp(2000, base=1000)
[classtracker_stats.pp_timestamp(n) for n in (None, 0, 1.5, 61.25, 3601.5, 90061.125)]
[stringutils.pp(n) for n in (0, 5, 1024, 1025, 1536, 10 ** 6, 2.5)]
[stringutils.pp_timestamp(n) for n in (None, 0, 61.25, 90061.125)]
[stringutils.trunc("abc\ndefghij", n, left=left) for n in (3, 5, 20) for left in (False, True)]
[stringutils.safe_repr(o, clip=n) for o in (42, "Clipped text", [1, 2, 3, 4], None) for n in (None, 0, 6, 8, 20)]
stringutils.safe_repr(Unshowable())
(summary.type_repr.pattern, summary.address.sub("", "<P object at 0x7f00>"))
(lambda a: (a.size, a.flat, a.name, a.refs, a.format()))(asizeof.Asized(10, 4, (), "a"))
(lambda t: (t.name, t.daemon))(process.ThreadInfo(threading.current_thread()))
(lambda o: (o.name, o.death, o.get_size_at_time(-1), len(o.snapshots)))(classtracker.TrackedObject(KEPT, "n"))
[compat.object_in_list(o, [A, 5, "s"]) for o in (A, B, 5)]
[compat.object_in_list(A, o) for o in ((), {A}, 5)]
[classtracker_stats.trunc("abcdefghij", n) for n in (3, 5, 10, 20)]
[classtracker_stats.trunc("abcdefghij", n, left=True) for n in (3, 5, 10, 20)]
tracked(lambda t: t.detach_class(Plain))
tracked(lambda t: t.track_class(Plain) or t.detach_class(Plain))
tracked(lambda t: t.track_class(Plain) or t.track_class(Plain) or t._is_tracked(Plain))
tracked(lambda t: t.track_object(5))
tracked(lambda t: t.track_object(KEPT) or t.track_object(KEPT) or [len(v) for v in t.index.values()])
tracked(lambda t: t.track_object(KEPT, name="n") or list(t.index))
tracked(lambda t: t.track_change(KEPT, 2) or [o.ref() is KEPT for v in t.index.values() for o in v])
tracked(lambda t: t.create_snapshot("d") or [(s.desc, s.tracked_total, s.asizeof_total, type(s.timestamp).__name__, s.classes) for s in t.snapshots])
tracked(lambda t: t.clear() or (t.snapshots, dict(t.index), dict(t.objects)))
tracked(lambda t: t.close())
tracked(lambda t: t.stop_periodic_snapshots())
tracked(lambda t: (t.track_object(KEPT, name="n"), t.create_snapshot("one"), numbered(lambda: t.stats.print_summary()))[-1])
tracked(lambda t: (t.track_object(KEPT, name="n"), t.create_snapshot("one"), numbered(lambda: t.stats.print_stats()))[-1])
tracked(lambda t: numbered(lambda: t.stats.print_summary()))
tracked(lambda t: numbered(lambda: t.stats.print_stats()))
tracked(lambda t: t.stats.sort_stats() is t.stats)
tracked(lambda t: t.stats.reverse_order() is t.stats)
tracked(lambda t: t.stats.tracked_classes)
tracked(lambda t: (t.track_object(KEPT, name="n"), t.create_snapshot(), t.stats.annotate(), sorted(t.snapshots[0].classes["n"]))[-1])
classtracker_stats.ConsoleStats(filename="/nonexistent/x")
refgraph.ReferenceGraph([A, B]).num_in_cycles
refgraph.ReferenceGraph([P, Q]).count
refgraph.ReferenceGraph([]).count
refgraph.ReferenceGraph(RING).num_in_cycles
refgraph.ReferenceGraph(RING).index
refgraph.ReferenceGraph(RING, reduce=True).count
[g.count for g in refgraph.ReferenceGraph(RING + [LONELY]).split()]
[g.count for g in refgraph.ReferenceGraph(RING + [LONELY]).split_and_sort()]
refgraph.ReferenceGraph([A, B]).reduce_to_cycles()
refgraph.ReferenceGraph(RING).reduce_to_cycles().count
refgraph.ReferenceGraph([P]).write_graph(FOLDER + "/x.dot")
refgraph.ReferenceGraph([P]).render(FOLDER + "/x.ps")
refgraph.ReferenceGraph([P]).render(FOLDER + "/x.svg", format="svg", unflatten=True)
refgraph.ReferenceGraph([P]).render(FOLDER + "/x.ps", format="nonsense")
refgraph.ReferenceGraph([]).render(FOLDER + "/y.ps")
refgraph.ReferenceGraph(5)
len(refgraph.ReferenceGraph([P]).metadata[0].id.to_bytes(8, "big"))
refbrowser.RefBrowser(HELD, maxdepth=0).get_tree().__class__.__name__
refbrowser._Node(HELD).children
str(refbrowser._Node(5))
refbrowser._Node(5).__class__.__name__
refbrowser.FileBrowser(HELD, maxdepth=1).print_tree(FOLDER + "/tree.txt")
[getattr(refbrowser.StreamBrowser, n) for n in ("cross", "hline", "vline", "space")]
sorted(k for k in vars(process.ProcessMemoryInfo()) if not k.startswith("_"))
[type(getattr(process.ProcessMemoryInfo(), k)).__name__ for k in ("rss", "vsz", "pagefaults", "pid", "data_segment", "code_segment", "stack_segment", "shared_segment")]
process.ProcessMemoryInfo().update()
(process.ProcessMemoryInfo() - process.ProcessMemoryInfo()).__class__.__name__
process.is_available()
[(t.name, t.daemon, t.ident == process.get_current_thread_id()) for t in process.get_current_threads()]
process.get_current_thread_id() == threading.get_ident()
mprofile.MProfiler().codepoints
mprofile.MProfiler(codepoints=[("f", "g", 1)]).codepoints
sorted(n for n in vars(mprofile.MProfiler()) if not n.startswith("_"))
mprofile.MProfiler(codepoints=[("no", "file", 0)]).run("x = 1").__class__.__name__
mprofile.MProfiler(codepoints=[("no", "file", 0)]).runctx("x = 1", {}, {}).__class__.__name__
[asizeof.basicsize(o) for o in (1, "s", b"b", 1.5)]
[asizeof.leng(o) for o in (5, (1,), {1: 2}, "text", b"b", {1, 2})]
sizer(lambda s: s.exclude_types(list) or s.asizeof(LIST))
[muppy.ignore_object(o) for o in (5, [], sys._getframe())]
sorted(summary.summarize([func, sys]))
tracked(lambda t: t.stats.sort_stats("size", "classname", "tsize", "birth", "death", "name", "repr").__class__.__name__)
[(m.type, m.size > 0) for m in refgraph.ReferenceGraph([P, Q]).metadata]
browsed(refbrowser, HELD)
drawn(refbrowser, HELD)
drawn(refbrowser, HELD, str_func=lambda o: "a text of mine")
drawn(refbrowser, HELD, maxdepth=1)
drawn(refbrowser, HELD, repeat=False)
with_garbage(lambda: garbagegraph.GarbageGraph().count)
with_garbage(lambda: garbagegraph.GarbageGraph(reduce=True).count)
with_garbage(lambda: garbagegraph.GarbageGraph(collectable=False).count)
with_garbage(lambda: garbagegraph.GarbageGraph().num_in_cycles)
with_garbage(lambda: garbagegraph.GarbageGraph().num_garbage)
with_garbage(lambda: (lambda text: garbagegraph.GarbageGraph().print_stats(stream=text) or text.getvalue())(io.StringIO()))
with_garbage(lambda: [g.count for g in garbagegraph.GarbageGraph().split()])
with_garbage(lambda: garbagegraph.GarbageGraph().render(FOLDER + "/g.ps"))
(gc.collect(), garbagegraph.GarbageGraph().render(FOLDER + "/h.ps"))[1]
""".strip().splitlines()


def ask(program, *arguments):
    python = packages.python_with("Pympler==1.1")
    with tempfile.TemporaryDirectory() as scratch:
        ran = subprocess.run([python, "-c", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             timeout=300, env=dict(os.environ, TMPDIR=scratch))
    if ran.returncode != 0:
        raise AssertionError(ran.stderr[-3000:])
    return json.loads(ran.stdout.splitlines()[-1])


class Surface(unittest.TestCase):
    maxDiff = None

    def test_names_parameters_and_defaults(self):
        different, count, modules = set(), 0, set()
        for module, theirs, ours in ask(SURFACE):
            if theirs:  # not every version of CPython can import Pympler's web
                modules.add(module)
            for name, given in theirs.items():
                count += 1
                if name not in ours or (given is not None and given != ours[name]):
                    different.add(module + "." + name)
        self.assertGreater(count, 150)
        self.assertEqual(sorted(different), sorted(name for name in OTHER_SURFACE if name.split(".")[0] in modules))

    def test_the_guide_says_so(self):
        for what, words in OTHER_SURFACE.items():
            self.assertIn(words, GUIDE, what)


class Answers(unittest.TestCase):
    maxDiff = None

    def test_calls(self):
        found = ask(ANSWERS, json.dumps(CASES), json.dumps(COMPARED))
        self.assertEqual(len(found), len(CASES))
        for case, ours, theirs in found:
            if case not in OTHER_ANSWERS:
                with self.subTest(case=case):
                    self.assertEqual(ours, theirs)

    def test_what_differs(self):
        for case, ours, theirs in ask(ANSWERS, json.dumps(list(OTHER_ANSWERS)), json.dumps(COMPARED)):
            here, there, words = OTHER_ANSWERS[case]
            with self.subTest(case=case):
                if "Plain()" not in case or sys.version_info >= (3, 11):  # before, all attributes were in a dict
                    self.assertNotEqual(ours, theirs)
                self.assertIn(here, (None, ours))
                self.assertIn(words, GUIDE)


if __name__ == "__main__":
    unittest.main()
