"""Shapes of objects of the standard library and of packages, each made anew by a call, with all that it holds.

SHAPES maps names to functions that make one; PACKAGED the same, with the requirement that has to be there. What two makings
share (classes, modules, names) is made before the first. SPDX-License-Identifier: GPL-2.0-or-later
"""
import array
import ast
import collections
import contextvars
import copy
import csv
import ctypes
import dataclasses
import datetime
import decimal
import difflib
import email
import enum
import fractions
import functools
import hashlib
import heapq
import io
import ipaddress
import itertools
import json
import mmap
import operator
import os
import pathlib
import pickle
import queue
import random
import re
import sched
import sqlite3
import string
import struct
import sys
import threading
import types
import uuid
import weakref
import xml.dom.minidom
import xml.etree.ElementTree as etree
import zlib

SHAPES, PACKAGED = {}, {}


def shape(make):
    SHAPES[make.__name__] = make
    return make


def packaged(requirement):
    """A function that imports a package and gives back the function that makes one."""
    def keep(prepare):
        PACKAGED[prepare.__name__] = (requirement, prepare)
        return prepare
    return keep


_number = itertools.count(100_000)


def numbers(count=100):
    """Numbers that nothing else holds."""
    return [next(_number) for _ in range(count)]


def text(length=1000, of="x"):
    return of * length


def texts(count=100):
    return ["text %d" % number for number in numbers(count)]


# ---- Numbers, texts, bytes

@shape
def small_numbers():
    return numbers(500)


@shape
def large_numbers():
    return [number ** 40 for number in numbers()]


@shape
def floats():
    return [float(number) for number in numbers(500)]


@shape
def complexes():
    return [complex(number, 1) for number in numbers(500)]


@shape
def ascii_text():
    return text(5000)


@shape
def latin_text():
    return text(5000, "\xe9")


@shape
def two_byte_text():
    return text(5000, "\u20ac")


@shape
def four_byte_text():
    return text(5000, "\U0001f600")


@shape
def text_with_its_utf8():
    made = text(5000, "\u20ac")
    ctypes.pythonapi.PyUnicode_AsUTF8(ctypes.py_object(made))
    return made


@shape
def text_grown():
    made = ""
    for number in range(1000):
        made += "%d" % number
    return made


@shape
def short_texts():
    return texts(300)


@shape
def some_bytes():
    return bytes(5000)


@shape
def some_bytearray():
    return bytearray(5000)


@shape
def bytearray_grown():
    made = bytearray()
    for number in range(3000):
        made.append(number % 256)
    return made


@shape
def bytearray_cut_in_front():
    made = bytearray(5000)
    del made[:2000]
    return made


@shape
def a_memoryview():
    return memoryview(bytearray(5000))


@shape
def memoryview_of_a_part():
    return memoryview(bytes(5000))[100:200]


@shape
def memoryview_cast():
    return memoryview(bytearray(6400)).cast("I", (40, 40))


# ---- Lists, tuples, dicts, sets

@shape
def a_list():
    return numbers(500)


@shape
def list_grown():
    made = []
    for number in numbers(500):
        made.append(number)
    return made


@shape
def list_emptied():
    made = numbers(500)
    del made[10:]
    return made


@shape
def lists_of_lists():
    return [[number] for number in numbers(300)]


@shape
def list_of_itself():
    made = numbers()
    made.append(made)
    return made


@shape
def tuples():
    return [(number, number + 1) for number in numbers(300)]


@shape
def a_dict():
    return dict.fromkeys(numbers(500))


@shape
def dict_of_texts():
    return dict(zip(texts(300), numbers(300)))


@shape
def dict_after_deletes():
    made = dict.fromkeys(numbers(500))
    for key in list(made)[10:]:
        del made[key]
    return made


@shape
def small_dicts():
    return [{"x": number} for number in numbers(300)]


@shape
def empty_dicts():
    return [{} for _ in range(300)]


@shape
def a_set():
    return set(numbers(500))


@shape
def small_sets():
    return [{number} for number in numbers(300)]


@shape
def a_frozenset():
    return frozenset(numbers(500))


@shape
def set_after_deletes():
    made = set(numbers(500))
    for key in list(made)[10:]:
        made.discard(key)
    return made


@shape
def dict_views():
    return [(made.keys(), made.values(), made.items()) for made in ({number: number} for number in numbers())]


@shape
def a_mappingproxy():
    return types.MappingProxyType(dict.fromkeys(numbers(300)))


@shape
def a_slice_and_a_range():
    return [(slice(number, number + 1), range(number, number + 9)) for number in numbers()]


# ---- collections

@shape
def a_deque():
    return collections.deque(numbers(500))


@shape
def deque_bounded():
    return collections.deque(numbers(500), maxlen=300)


@shape
def small_deques():
    return [collections.deque([number]) for number in numbers()]


@shape
def deque_of_one_end():
    made = collections.deque(numbers(500))
    for _ in range(450):
        made.popleft()
    return made


@shape
def an_ordered_dict():
    return collections.OrderedDict.fromkeys(numbers(300))


@shape
def a_defaultdict():
    made = collections.defaultdict(list)
    for number in numbers():
        made[number].append(number)
    return made


@shape
def a_counter():
    return collections.Counter(numbers(300))


@shape
def a_chain_map():
    return collections.ChainMap(dict.fromkeys(numbers(200)), dict.fromkeys(numbers(200)))


Point = collections.namedtuple("Point", "x y z")


@shape
def named_tuples():
    return [Point(number, number, number) for number in numbers(300)]


@shape
def user_containers():
    return ([collections.UserDict({number: number}) for number in numbers()], collections.UserList(numbers()),
            collections.UserString(text()))


class Registered(collections.abc.MutableMapping):
    def __init__(self, count):
        self.kept = dict.fromkeys(numbers(count))

    def __getitem__(self, key):
        return self.kept[key]

    def __setitem__(self, key, value):
        self.kept[key] = value

    def __delitem__(self, key):
        del self.kept[key]

    def __iter__(self):
        return iter(self.kept)

    def __len__(self):
        return len(self.kept)


@shape
def mapping_of_one_s_own():
    return Registered(300)


@shape
def views_of_a_mapping():
    made = Registered(300)
    return made.keys(), made.values(), made.items()


# ---- Instances

class Plain:
    def __init__(self, number):
        self.name, self.number = number + 1, number


class Slotted:
    __slots__ = ("name", "number")

    def __init__(self, number):
        self.name, self.number = number + 1, number


@dataclasses.dataclass
class Data:
    name: int
    number: int


class ListDerived(list):
    pass


class DictDerived(dict):
    pass


class IntDerived(int):
    pass


class StrDerived(str):
    pass


class TupleDerived(tuple):
    pass


class Weak:
    pass


@shape
def instances():
    return [Plain(number) for number in numbers(300)]


@shape
def instances_with_slots():
    return [Slotted(number) for number in numbers(300)]


@shape
def dataclass_instances():
    return [Data(number, number + 1) for number in numbers(300)]


@shape
def instances_whose_dict_was_made():
    made = [Plain(number) for number in numbers(300)]
    for one in made:
        vars(one)
    return made


@shape
def instances_with_many_attributes():
    made = []
    for number in numbers(30):
        one = Plain(number)
        for place in range(60):
            setattr(one, "attribute_%d" % place, place)
        made.append(one)
    return made


@shape
def derived_from_built_in_types():
    return [(ListDerived([number]), DictDerived({number: 1}), StrDerived(number)) for number in numbers()]


@shape
def tuples_derived():
    return [TupleDerived((number, number)) for number in numbers(300)]


@shape
def ints_derived():
    return [IntDerived(number ** 9) for number in numbers(300)]


@shape
def simple_namespaces():
    return [types.SimpleNamespace(number=number) for number in numbers()]


@shape
def exceptions():
    return [ValueError(number, "x") for number in numbers()]


@shape
def an_exception_with_a_cause():
    try:
        raise KeyError(next(_number)) from ValueError(next(_number))
    except KeyError as error:
        made = error.with_traceback(None)
    return [made] + [ValueError(number) for number in numbers()]


# ---- Functions' objects, iterators

@shape
def partials():
    return [functools.partial(print, number, end="") for number in numbers()]


@shape
def an_lru_cache():
    cached = functools.lru_cache(maxsize=None)(abs)
    for number in numbers(300):
        cached(number)
    return cached


@shape
def an_lru_cache_bounded():
    cached = functools.lru_cache(maxsize=500)(abs)
    for number in numbers(300):
        cached(number)
    return cached


@shape
def cells():
    return [types.CellType(number) for number in numbers(300)]


def generate(number):
    yield number
    yield number


@shape
def generators():
    return [generate(number) for number in numbers()]


@shape
def generators_begun():
    made = [generate(number) for number in numbers()]
    for one in made:
        next(one)
    return made


async def wait(number):
    return number


@shape
def coroutines():
    return [wait(number) for number in numbers()]


@shape
def iterators():
    return [iter(made) for number in numbers()
            for made in ([number], (number,), {number: 1}, {number}, range(number), str(number))]


@shape
def itertools_objects():
    return [(itertools.count(number), itertools.repeat(number), itertools.cycle([number]), itertools.islice([number], 1),
             itertools.chain([number], [number]), itertools.zip_longest([number], [number]), itertools.starmap(abs, [number]),
             itertools.accumulate([number]), itertools.groupby([number]), itertools.takewhile(bool, [number]))
            for number in numbers()]


@shape
def permutations():
    return [itertools.permutations(numbers(20), 3), itertools.combinations(numbers(20), 3)]


@shape
def products():
    return itertools.product(numbers(20), numbers(20))


@shape
def tees():
    first, second = itertools.tee(numbers(200))
    for _ in range(150):
        next(first)
    return first, second


@shape
def maps_filters_zips():
    return [(map(abs, [number]), filter(None, [number]), zip([number], [number]), enumerate([number]), reversed([number]))
            for number in numbers()]


@shape
def getters():
    return [(operator.itemgetter(number, number + 1), operator.attrgetter("name.name"), operator.methodcaller("method", number))
            for number in numbers()]


# ---- io

@shape
def bytes_io():
    made = io.BytesIO()
    made.write(bytes(5000))
    return made


@shape
def bytes_io_of_bytes():
    return io.BytesIO(bytes(5000))


@shape
def bytes_io_that_gave_its_value():
    made = io.BytesIO()
    made.write(bytes(5000))
    return made, made.getvalue()


@shape
def bytes_io_grown():
    made = io.BytesIO()
    for number in range(1000):
        made.write(b"%d" % number)
    return made


@shape
def bytes_io_viewed():
    made = io.BytesIO(bytes(5000))
    return made, made.getbuffer()


@shape
def string_io():
    return io.StringIO(text(2000))


@shape
def string_io_written():
    made = io.StringIO()
    for number in range(500):
        made.write("%d" % number)
    return made


@shape
def string_io_read():
    made = io.StringIO()
    for number in range(500):
        made.write("line %d\n" % number)
    made.seek(0)
    made.readline()
    return made


@shape
def string_ios_empty():
    return [io.StringIO() for _ in range(30)]


@shape
def buffered_reader():
    return io.BufferedReader(io.BytesIO(bytes(9000)))


@shape
def buffered_writer():
    made = io.BufferedWriter(io.BytesIO())
    made.write(bytes(100))
    return made


@shape
def buffered_both():
    return io.BufferedRandom(io.BytesIO(bytes(9000))), io.BufferedRWPair(io.BytesIO(), io.BytesIO())


@shape
def text_reader():
    made = io.TextIOWrapper(io.BytesIO(b"one line\n" * 2000), encoding="utf-8")
    made.readline()
    return made


@shape
def text_writer():
    made = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    made.write(text(5000))
    return made


@shape
def open_files():
    return [open(os.devnull, "rb"), open(os.devnull, "wb"), open(os.devnull, encoding="utf-8"),
            open(os.devnull, "rb", buffering=0)]


# ---- Buffers

@shape
def arrays():
    return [array.array(code, range(100)) for code in "bhilqd"]


@shape
def array_grown():
    made = array.array("d")
    for number in range(1000):
        made.append(number)
    return made


@shape
def ctypes_array():
    return (ctypes.c_double * 1000)()


class Structure(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char * 100), ("number", ctypes.c_int)]


@shape
def ctypes_structures():
    return [Structure(b"x", 5) for _ in range(100)]


@shape
def ctypes_scalars():
    return [ctypes.c_long(number) for number in numbers(300)]


@shape
def ctypes_pointers():
    return [ctypes.pointer(ctypes.c_long(number)) for number in numbers()]


@shape
def ctypes_array_of_objects():
    return (ctypes.py_object * 100)(*numbers())


@shape
def ctypes_text_buffer():
    return ctypes.create_string_buffer(5000)


@shape
def ctypes_array_of_texts():
    return (ctypes.c_char_p * 100)(*[b"text %d" % number for number in numbers()])


@shape
def ctypes_from_a_buffer():
    return (ctypes.c_char * 5000).from_buffer(bytearray(5000))


@shape
def structs():
    return [struct.Struct("%di%dd" % (number, number)) for number in numbers()]


@shape
def struct_of_many_fields():
    return struct.Struct("id" * 300)


@shape
def struct_iterators():
    return [struct.iter_unpack("i", bytes(400)) for _ in range(100)]


@shape
def a_mapped_file():
    return mmap.mmap(-1, 8192)


# ---- Numbers and dates of the library

@shape
def decimals():
    return [decimal.Decimal(number) ** 30 for number in numbers()]


@shape
def decimal_contexts():
    return [decimal.Context(prec=number) for number in numbers()]


@shape
def small_decimals():
    return [decimal.Decimal(number) for number in numbers()]


@shape
def fraction_numbers():
    return [fractions.Fraction(number, number + 1) for number in numbers()]


@shape
def dates():
    return [(datetime.datetime(2000, 1, 1, 1, 1, 1, number % 1000), datetime.date(2000, 1, 1 + number % 28),
             datetime.time(1, 1, 1, number % 1000), datetime.timedelta(number)) for number in numbers()]


@shape
def dates_with_a_zone():
    zones = [datetime.timezone(datetime.timedelta(seconds=number % 80_000 + 1)) for number in numbers()]
    return [datetime.datetime(2000, 1, 1, tzinfo=zone) for zone in zones]


@shape
def uuids():
    return [uuid.UUID(int=number << 90) for number in numbers()]


@shape
def random_generators():
    return [random.Random(number) for number in numbers(20)]


@shape
def addresses():
    return [ipaddress.ip_address(number * 10000) for number in numbers()]


# ---- Texts of the library

@shape
def patterns():
    return [sre_compile("a(b|c)*[d-%s]{2,3}(?P<name>x|%d)" % (chr(101 + number % 20), number)) for number in numbers(30)]


def sre_compile(pattern):
    """Not by re.compile, which keeps what it made."""
    return _compiler.compile(pattern, 0)


if sys.version_info >= (3, 11):
    import re._compiler as _compiler
else:
    import sre_compile as _compiler


@shape
def matches():
    return [_PATTERN.match("key%d=value" % number) for number in numbers()]


_PATTERN = re.compile(r"(\w+)=(\w+)")


@shape
def match_scanners():
    return [_PATTERN.scanner("key%d=value" % number) for number in numbers()]


@shape
def templates():
    return [string.Template("$a %d" % number) for number in numbers()]


@shape
def csv_readers():
    made = [csv.reader(io.StringIO("a,b,c\n" * 100)) for _ in range(20)]
    for one in made:
        next(one)
    return made


@shape
def csv_writers():
    made = [csv.writer(io.StringIO()) for _ in range(20)]
    for one in made:
        one.writerow(["x" * 100, "y"])
    return made


@shape
def json_values():
    return json.loads(json.dumps([{"key %d" % number: [number, float(number), None, True]} for number in numbers()]))


@shape
def json_coders():
    return [(json.JSONEncoder(indent=number), json.JSONDecoder(parse_int=int)) for number in numbers(30)]


@shape
def paths():
    return [pathlib.PurePosixPath("/folder/%d" % number) for number in numbers()]


@shape
def a_message():
    headers = "\n".join("Header-%d: value %d" % (number, number) for number in numbers())
    return email.message_from_string(headers + "\n\n" + text())


@shape
def a_matcher():
    return difflib.SequenceMatcher(None, texts(), texts())


# ---- Trees

@shape
def elements():
    made = etree.Element("root")
    for number in numbers(200):
        etree.SubElement(made, "child", {"number": str(number)}).text = "text %d" % number
    return made


def _document(count):
    return "<r>%s</r>" % "".join("<c n='%d'>t%d</c>" % (number, number) for number in numbers(count))


@shape
def elements_parsed():
    return etree.fromstring(_document(200))


@shape
def elements_without_children():
    return [etree.Element("tag") for _ in range(200)]


@shape
def element_iterators():
    return [etree.fromstring("<r><c/></r>").iter() for _ in range(100)]


@shape
def tree_builder():
    made = etree.TreeBuilder()
    made.start("all", {})
    for number in numbers():
        made.start("a", {})
        made.data(str(number))
        made.end("a")
    return made


@shape
def a_document():
    return xml.dom.minidom.parseString(_document(50))


@shape
def syntax_tree():
    return ast.parse("\n".join("a = b.c(%d) + [1, 2, x]" % number for number in numbers(50)))


# ---- Pickles, coding, digests

@shape
def a_pickler():
    file = io.BytesIO()  # held by a method of it, which counts with code=True only
    made = pickle.Pickler(file)
    made.dump([(number, str(number)) for number in numbers(300)])
    return file, made


@shape
def pickler_without_memo():
    return pickle.Pickler(io.BytesIO())


@shape
def an_unpickler():
    file = io.BytesIO(pickle.dumps([(number, str(number)) for number in numbers(300)]))
    made = pickle.Unpickler(file)
    made.load()
    return file, made


@shape
def digests():
    return [hashlib.sha256(b"%d" % number) for number in numbers()]


@shape
def compressors():
    return zlib.compressobj()


@shape
def decompressors():
    made = zlib.decompressobj()
    made.decompress(zlib.compress(bytes(random.randbytes(50_000) if hasattr(random, "randbytes") else 50_000)), 100)
    return made


# ---- Threads, contexts, queues

@shape
def locks():
    return [(threading.RLock(), threading.Lock()) for _ in range(100)]


@shape
def conditions_and_events():
    return [(threading.Condition(), threading.Event(), threading.Semaphore(), threading.Barrier(2)) for _ in range(50)]


@shape
def thread_locals():
    made = [threading.local() for _ in range(20)]
    for one in made:
        one.attribute = numbers(20)
    return made


@shape
def simple_queue():
    made = queue.SimpleQueue()
    for number in numbers(300):
        made.put(number)
    return made


@shape
def a_queue():
    made = queue.Queue()
    for number in numbers(300):
        made.put(number)
    return made


@shape
def priority_queue():
    made = queue.PriorityQueue()
    for number in numbers(300):
        made.put(number)
    return made


@shape
def contexts():
    made = contextvars.Context()
    for number in numbers(200):
        made.run(contextvars.ContextVar("number %d" % number).set, number)
    return made


@shape
def a_heap():
    made = numbers(300)
    heapq.heapify(made)
    return made


@shape
def a_scheduler():
    made = sched.scheduler()
    for number in numbers():
        made.enterabs(number, 1, print, (number,))
    return made


# ---- Weak containers

class _Referent:
    __slots__ = ("__weakref__", "number")

    def __init__(self, number):
        self.number = number


@shape
def weak_references():
    made = [_Referent(number) for number in numbers(200)]
    return made, [weakref.ref(one) for one in made]


@shape
def weak_proxies():
    made = [_Referent(number) for number in numbers(200)]
    return made, [weakref.proxy(one) for one in made]


@shape
def weak_value_dictionary():
    made = [_Referent(number) for number in numbers(200)]
    return made, weakref.WeakValueDictionary((one.number, one) for one in made)


@shape
def weak_key_dictionary():
    made = [_Referent(number) for number in numbers(200)]
    return made, weakref.WeakKeyDictionary((one, number) for one, number in zip(made, numbers(200)))


@shape
def weak_set():
    made = [_Referent(number) for number in numbers(200)]
    return made, weakref.WeakSet(made)


@shape
def finalizers_by_reference():
    made = [_Referent(number) for number in numbers(100)]
    return made, [weakref.ref(one, print) for one in made]


# ---- Data bases, sockets, codes

@shape
def a_row():
    connection = _DATABASE.execute("select 1.5 as a, 'text' as b, x'00ff' as c")
    return [connection.fetchone() for _ in range(1)] + numbers()


_DATABASE = sqlite3.connect(":memory:")
_DATABASE.row_factory = sqlite3.Row


@shape
def enumeration_members():
    return list(Colour) * 100


class Colour(enum.Enum):
    RED = 1000
    GREEN = 2000


@shape
def struct_sequences():
    return [os.stat_result(range(100_000 + number, 100_010 + number)) for number in range(100)]


@shape
def generic_aliases():
    return [types.GenericAlias(list, (number,)) for number in numbers()]


@shape
def deep_copies():
    return copy.deepcopy([{number: [number, (number, str(number))]} for number in numbers()])


# ---- Packages

@packaged("numpy")
def numpy_array():
    import numpy
    return lambda: numpy.arange(5000)


@packaged("numpy")
def numpy_view():
    import numpy
    return lambda: numpy.arange(5000)[10:20]


@packaged("numpy")
def numpy_array_and_views():
    import numpy

    def make():
        whole = numpy.arange(5000)
        return whole, whole[10:], whole.reshape(50, 100), whole.T
    return make


@packaged("numpy")
def numpy_objects():
    import numpy
    return lambda: numpy.array(texts(500), dtype=object)


@packaged("numpy")
def numpy_records():
    import numpy
    return lambda: numpy.zeros(500, dtype=[("a", "i8"), ("b", "f4"), ("c", "U10")])


@packaged("numpy")
def numpy_records_taken_out():
    import numpy

    def make():
        whole = numpy.zeros(500, dtype=[("a", "i8"), ("c", "U10")])
        return whole, [whole[place] for place in range(100)]
    return make


@packaged("numpy")
def numpy_records_of_their_own():
    import numpy
    return lambda: [numpy.void(bytes(100)) for _ in range(100)]


@packaged("numpy")
def numpy_texts():
    import numpy
    return lambda: numpy.array(texts(500))


@packaged("numpy")
def numpy_scalars():
    import numpy
    return lambda: [(numpy.float64(number), numpy.int32(number % 1000), numpy.datetime64(number, "s")) for number in numbers()]


@packaged("numpy")
def numpy_matrix():
    import numpy
    return lambda: numpy.zeros((50, 50, 2))


@packaged("numpy")
def numpy_masked():
    import numpy
    return lambda: numpy.ma.masked_array(numpy.arange(3000), mask=numpy.zeros(3000, dtype=bool))


@packaged("numpy")
def numpy_of_a_buffer():
    import numpy
    return lambda: numpy.frombuffer(bytearray(5000), dtype="u1")


@packaged("numpy")
def numpy_generators():
    import numpy
    return lambda: [numpy.random.default_rng(number) for number in numbers(10)]


@packaged("pandas")
def pandas_frame():
    import numpy
    import pandas
    return lambda: pandas.DataFrame({"a": numpy.arange(5000), "b": numpy.arange(5000) * 1.5})


@packaged("pandas")
def pandas_frame_of_texts():
    import pandas
    return lambda: pandas.DataFrame({"a": texts(1000)}, dtype=object)


@packaged("pandas")
def pandas_frame_of_one_text():
    import pandas
    return lambda: pandas.DataFrame({"a": [text(300)] * 2000}, dtype=object)


@packaged("pandas")
def pandas_series():
    import numpy
    import pandas
    return lambda: pandas.Series(numpy.arange(5000))


@packaged("pandas")
def pandas_index():
    import pandas
    return lambda: pandas.Index(numbers(3000))


@packaged("pandas")
def pandas_index_used():
    import pandas

    def make():
        made = pandas.Index(range(100_000, 103_000)).astype("int64")
        made.get_loc(100_050)
        return pandas.Index(made.values)
    return make


@packaged("pandas")
def pandas_dates():
    import pandas
    return lambda: pandas.Series(pandas.date_range("2000-01-01", periods=3000))


@packaged("pandas")
def pandas_categories():
    import pandas
    return lambda: pandas.Series(pandas.Categorical.from_codes([number % 7 for number in range(5000)], texts(7)))


@packaged("pandas")
def pandas_indexes_of_several():
    import pandas
    return lambda: pandas.MultiIndex.from_product([numbers(30), numbers(1000)])


@packaged("pandas")
def pandas_timestamps():
    import pandas
    return lambda: [pandas.Timestamp(number, unit="s") for number in numbers()]


@packaged("pandas")
def pandas_part_of_a_frame():
    import numpy
    import pandas
    return lambda: pandas.DataFrame({"a": numpy.arange(5000)})[100:200]


@packaged("polars")
def polars_frame():
    import polars
    return lambda: polars.DataFrame({"a": list(range(5000))})


@packaged("polars")
def polars_series():
    import polars
    return lambda: polars.Series("a", list(range(5000)))


@packaged("pyarrow")
def pyarrow_array():
    import pyarrow
    return lambda: pyarrow.array(list(range(5000)))


@packaged("pyarrow")
def pyarrow_table():
    import pyarrow
    return lambda: pyarrow.table({"a": list(range(5000))})


@packaged("pyarrow")
def pyarrow_buffer_of_bytes():
    import pyarrow
    return lambda: pyarrow.py_buffer(bytes(5000))


@packaged("multidict")
def a_multidict():
    import multidict
    return lambda: multidict.CIMultiDict([("key %d" % number, str(number)) for number in numbers()])


@packaged("lxml")
def lxml_tree():
    import lxml.etree
    return lambda: lxml.etree.fromstring("<r>" + "<c>text</c>" * 500 + "</r>")


@packaged("bitarray")
def a_bitarray():
    import bitarray
    return lambda: bitarray.bitarray(50_000)
