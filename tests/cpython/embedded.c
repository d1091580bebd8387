/* embedded.c: an interpreter inside a test.                                                          Header: embedded.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char many_kinds[] =
    "import sys, importlib\n"
    "for name in ('argparse ast asyncio base64 bisect calendar codecs collections concurrent.futures "
    "configparser contextlib "
    "copy csv ctypes dataclasses datetime decimal difflib dis email.message enum fractions functools glob "
    "gzip hashlib heapq "
    "html.parser http.client inspect io ipaddress itertools json logging logging.handlers multiprocessing "
    "numbers operator "
    "optparse pathlib pickle platform pprint queue random re secrets selectors shlex shutil socket sqlite3 "
    "ssl statistics "
    "string struct subprocess tempfile textwrap threading tokenize traceback types typing unittest.mock "
    "urllib.request uuid "
    "warnings weakref xml.dom.minidom xml.etree.ElementTree xml.sax zipfile').split():\n"
    "    try: importlib.import_module(name)\n"
    "    except ImportError: pass\n"
    "import collections, functools, itertools, weakref, types, threading, contextvars, enum, dataclasses, "
    "io, re, struct\n"
    "import operator, asyncio, typing, datetime, decimal, random, array, abc\n"
    "class Plain: pass\n"
    "class Slotted:\n    __slots__ = ('peer', 'other', '__weakref__')\n"
    "class SlottedChild(Slotted):\n    __slots__ = ('more',)\n"
    "class Mixed(Slotted): pass\n"
    "class NoSlots:\n    __slots__ = ()\n"
    "class ListChild(list): pass\n"
    "class ListSlots(list):\n    __slots__ = ('extra',)\n"
    "class DictChild(dict): pass\n"
    "class SetChild(set): pass\n"
    "class TupleChild(tuple): pass\n"
    "class TupleEmpty(tuple):\n    __slots__ = ()\n"
    "class IntChild(int): pass\n"
    "class StrChild(str): pass\n"
    "class BytesChild(bytes): pass\n"
    "class FloatChild(float):\n    __slots__ = ()\n"
    "class Meta(type):\n    def __init__(cls, *a): super().__init__(*a); cls.made = [1]\n"
    "class WithMeta(metaclass=Meta): pass\n"
    "class Trouble(ValueError):\n    def __init__(self, x): super().__init__(x); self.x = x\n"
    "class ModuleChild(types.ModuleType): pass\n"
    "class Point(collections.namedtuple('Point', 'x y')): __slots__ = ()\n"
    "class Color(enum.Enum): RED = 1; GREEN = [2]\n"
    "class Bits(enum.Flag): A = 1; B = 2\n"
    "@dataclasses.dataclass\nclass Data:\n    a: int\n    b: list\n"
    "class Abstract(abc.ABC):\n    @abc.abstractmethod\n    def f(self): pass\n"
    "class Generic(typing.Generic[typing.TypeVar('T')]): pass\n"
    "kinds = []\n"
    "def keep(*o): kinds.extend(o); return o[0]\n"
    "for cls in (Plain, Mixed, DictChild, ListChild, SetChild, WithMeta):\n"
    "    for n in range(40):\n"
    "        o = keep(cls())\n"
    "        for k in range(n % 7): setattr(o, 'attr%d' % k, [n, k])\n"
    "        if n % 5 == 0: o.__dict__\n"
    "        if n % 10 == 0: o.__dict__['late'] = (n,)\n"
    "        if n % 9 == 0: o.__dict__ = {'given': o}\n"
    "        if n == 30: [setattr(o, 'many%d' % k, k) for k in range(60)]\n"
    "        if n % 8 == 3 and vars(o): o.__dict__.clear()\n"
    "del_me = Plain(); del_me.a = 1; del_me.b = []; del del_me.a; keep(del_me)\n"
    "s = keep(Slotted()); s.peer = s\n"
    "s = keep(SlottedChild()); s.more = [s]; s.other = kinds; keep(NoSlots())\n"
    "l = keep(ListSlots([1, [2]])); l.extra = l\n"
    "keep(ListChild([1, [2]]), DictChild(a=[1]), DictChild({1: [2]}), SetChild([(1,), 's']), TupleChild([1, "
    "[]]), TupleEmpty([[]]))\n"
    "i = keep(IntChild(7)); i.attr = [i]\n"
    "i = keep(IntChild(2**200)); i.attr = [i]\n"
    "i = keep(StrChild('text')); i.attr = [i]\n"
    "i = keep(BytesChild(b'text' * 9)); i.attr = [i]\n"
    "keep(FloatChild(1.5))\n"
    "m = keep(ModuleChild('m')); m.attr = [m]\n"
    "keep(Point([1], 2), Color.RED, Bits.A | Bits.B, Data(1, [2]))\n"
    "d = keep({'a': 1, 'b': [2]}); d['c'] = d; del d['a']\n"
    "keep({1: [1], 'a': [2], (3,): None}, {None: []}, {})\n"
    "g = {1: [1], 'a': []}; del g[1]; keep(g)\n"
    "keep({n: [n] for n in range(1000)}, {str(n): [n] for n in range(70000)})\n"
    "d = {str(n): n for n in range(300)}; [d.pop(str(n)) for n in range(0, 300, 3)]; keep(d)\n"
    "st = set(range(100)); [st.discard(n) for n in range(0, 100, 2)]; st.add(('t',)); keep(st, {('x',)}, "
    "frozenset([(1, 2), 'k']), set())\n"
    "keep([], [None] * 5, [[]] * 3, (), (1, []), list(range(5000)))\n"
    "def closure():\n    x = [1]; y = {}\n    def inner(a, b=x, *, c=y): return x, y\n    return inner\n"
    "f = keep(closure()); f.attr = [f]\n"
    "def gen():\n    local = [1]; other = {'k': local}\n    for n in range(3): yield (n, local)\n"
    "g = keep(gen()); next(g); keep(gen())\n"
    "done = keep(gen()); list(done)\n"
    "async def coro(): \n    local = [1]\n    await asyncio.sleep(0)\n"
    "c = keep(coro())\n"
    "async def agen():\n    yield 1\n"
    "keep(agen())\n"
    "keep(f.__code__, f.__get__(s), [].append, len, Slotted.peer, property(len), classmethod(len), "
    "staticmethod(len))\n"
    "try:\n    big = ['big']; raise Trouble(big)\nexcept Trouble as e: keep(e, e.__traceback__)\n"
    "try:\n    try: 1/0\n    except ZeroDivisionError as e: raise KeyError('k') from e\nexcept KeyError as "
    "e: keep(e)\n"
    "try: b'\\xff'.decode()\nexcept UnicodeDecodeError as e: keep(e)\n"
    "try: open('/nonexistent/x')\nexcept OSError as e: keep(e)\n"
    "try: compile('(', 'f', 'exec')\nexcept SyntaxError as e: keep(e)\n"
    "dq = keep(collections.deque(range(200))); dq.append(dq); dq.popleft()\n"
    "keep(collections.deque([[1]], maxlen=3), collections.OrderedDict([('a', [1]), (2, [3])]), "
    "collections.Counter('abca'))\n"
    "dd = keep(collections.defaultdict(list)); dd['k'].append(1); dd[3].append(2)\n"
    "keep(collections.ChainMap({}, {'a': 1}), collections.UserDict(a=[1]))\n"
    "keep(functools.partial(max, [1], key=len), functools.lru_cache(None)(gen), functools.cmp_to_key(max))\n"
    "@functools.lru_cache(3)\ndef cached(x): return [x]\n"
    "[cached(n) for n in range(9)]; keep(cached)\n"
    "keep(itertools.chain([1], [2]), itertools.tee(iter([[1], [2]]))[0], itertools.cycle([[1]]), "
    "itertools.count([].__len__()))\n"
    "keep(itertools.product([1], [[2]]), itertools.groupby([1, 2]), zip([1], [2]), map(len, [[]]), "
    "filter(None, [[]]))\n"
    "keep(enumerate([1]), reversed([1, 2]), iter({1: 2}), iter([1]), iter('ab'), range(10**20), slice([1], "
    "None, 2))\n"
    "w = keep(weakref.ref(f)); keep(weakref.ref(f, print), weakref.proxy(f), weakref.WeakKeyDictionary({f: "
    "1}), weakref.finalize(f, print))\n"
    "loc = keep(threading.local()); loc.x = [1]\n"
    "keep(threading.Lock(), threading.RLock(), threading.Event(), threading.Condition())\n"
    "var = keep(contextvars.ContextVar('var', default=[1])); tok = keep(var.set([2])); "
    "keep(contextvars.copy_context())\n"
    "for n in range(40): contextvars.ContextVar('v%d' % n).set([n])\n"
    "keep(types.SimpleNamespace(a=[1]), types.MappingProxyType({'a': 1}), types.MethodType(len, []))\n"
    "keep(io.StringIO('x'), io.BytesIO(b'x'), io.TextIOWrapper(io.BufferedReader(io.BytesIO(b'y'))))\n"
    "keep(re.compile('(a)(?P<n>b)'), re.match('(a)', 'a'), struct.Struct('ii'), array.array('i', [1]), "
    "memoryview(bytearray(9)))\n"
    "keep(operator.itemgetter(1, 'a'), operator.attrgetter('x'), operator.methodcaller('f', [1], k=2))\n"
    "keep(datetime.datetime.now(), datetime.timezone.utc, datetime.timezone(datetime.timedelta(0, 60), 'n'), "
    "decimal.Decimal(3), random.Random(1))\n"
    "keep(list[int], typing.List[int], dict[str, list], typing.Optional[int], super(Mixed, s := Mixed()))\n"
    "import xml.etree.ElementTree as ET\n"
    "el = keep(ET.fromstring('<a x=\"1\">t<b>u</b><c/></a>'))\n"
    "try:\n    import sqlite3; con = keep(sqlite3.connect(':memory:')); cur = keep(con.execute('select 1')); "
    "con.row_factory = sqlite3.Row\n"
    "except ImportError: pass\n"
    "try:\n    import ctypes; ca = keep((ctypes.c_int * 3)(1, 2, 3)); keep(ctypes.pointer(ctypes.c_int(3)), "
    "ctypes.CFUNCTYPE(None)(print))\n"
    "except ImportError: pass\n"
    "loop = keep(asyncio.new_event_loop()); keep(loop.create_future()); "
    "loop.run_until_complete(asyncio.sleep(0))\n"
    "task = keep(loop.create_task(coro()))\n"
    "keep(10**50, -5, 3.5, 1j, True, None, ..., NotImplemented, b'bytes', 'text', 'é', '漢字', "
    "'\\U0001F600', bytearray(b'x' * 100))\n"
    "keep('a' * 100, 'é' * 100, chr(0xD800), b'x' * 100, 2**62, 2**63, -2**63, -2**31, 2**31, 127, 128, "
    "-128, -129)\n"
    "del o, s, l, i, m, d, g, st, name, cls, n\n"
    "import gc; gc.collect()\n";

void interpreter_start(void) {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.executable, REFSCOPE_PYTHON_EXECUTABLE);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(&config, &config.program_name, REFSCOPE_PYTHON_EXECUTABLE);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
    PyConfig_Clear(&config);
}

void interpreter_end(void) {
    Py_FinalizeEx();
}

void run_python(const char *source) {
    if (PyRun_SimpleString(source) != 0) exit(3);
}

PyObject *python_name(const char *name) {
    PyObject *found = PyDict_GetItemString(PyModule_GetDict(PyImport_AddModule("__main__")), name);
    if (!found) {
        fprintf(stderr, "__main__ has no %s\n", name);
        exit(3);
    }
    return found;
}

uint64_t address_of_name(const char *name) {
    return (uint64_t)(uintptr_t)python_name(name);
}

rs_snapshot *capture_with(const rs_capture_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_snapshot *snapshot = NULL;
    if (rs_capture_process(&snapshot, options, &err) != RS_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(3);
    }
    return snapshot;
}

rs_snapshot *capture_all(void) {
    return capture_with(NULL);
}

char *names_between(const rs_snapshot *snapshot, uint64_t source, uint64_t target) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_object_id from = rs_snapshot_find(snapshot, source), to = rs_snapshot_find(snapshot, target);
    rs_text text = RS_TEXT_INIT;
    for (uint32_t r = from == RS_NO_OBJECT ? 0 : c->row[from]; from != RS_NO_OBJECT && r < c->row[from + 1];
         r++) {
        if (c->target[r] != to) continue;
        if (text.length) rs_text_add(&text, "|");
        rs_text_add_reference_name(&text, snapshot, r);
    }
    char *copy = strdup(rs_text_string(&text));
    rs_text_release(&text);
    return copy;
}
