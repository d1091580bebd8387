"""What holds an object, in the standard library: PROBES maps a name to a function that takes a value and makes an object that is
the only one to hold it. One that cannot be given a value returns (holder, value).

SPDX-License-Identifier: GPL-2.0-or-later
"""
import _string
import ast
import asyncio
import bz2
import codecs
import collections
import contextvars
import csv
import ctypes
import datetime
import functools
import gc
import importlib
import io
import itertools
import json
import lzma
import operator
import os
import pickle
import queue
import re
import sqlite3
import ssl
import struct
import sys
import tempfile
import threading
import types
import typing
import weakref
import xml.etree.ElementTree
import xml.parsers.expat
import zlib

PROBES = {}


def probe(function):
    PROBES[function.__name__] = function
    return function


def probes(**makers):
    PROBES.update(makers)


def advanced(iterator):
    next(iterator)
    return iterator


class Attributes:
    pass


class Zone(datetime.tzinfo):
    def utcoffset(self, when):
        return datetime.timedelta(0)


def with_attribute(value, one=None):
    one = one or Attributes()
    one.held = value
    return one


probes(
    list=lambda v: [v], tuple_in_list=lambda v: [(v,)], dict_value=lambda v: {"key": v}, dict_key=lambda v: {v: 1}, set=lambda v: {v},
    frozenset=lambda v: frozenset([v]), attribute=with_attribute, slice=lambda v: slice(v), bytes_iterator=lambda v: iter(v),
    list_iterator=lambda v: iter([v]), reversed=lambda v: reversed([v]), tuple_iterator=lambda v: iter((v,)),
    str_iterator=lambda v: (lambda text: (iter(text), text))(v.hex()), enumerate=lambda v: enumerate([v]), map=lambda v: map(len, [v]),
    filter=lambda v: filter(len, [v]), zip=lambda v: zip([v]), callable_iterator=lambda v: iter(dict, v),
    memoryview=lambda v: memoryview(v)[1:], keys=lambda v: {v: 1}.keys(), values=lambda v: {1: v}.values(), items=lambda v: {1: v}.items(),
    key_iterator=lambda v: iter({v: 1}), value_iterator=lambda v: iter({1: v}.values()), item_iterator=lambda v: iter({1: v}.items()),
    set_iterator=lambda v: iter({v}), range=lambda v: (lambda stop: (range(stop), stop))(int.from_bytes(v, "big")),
    long_range=lambda v: (lambda start: (iter(range(start, start + 9)), start))(int.from_bytes(v, "big")),
    namespace=lambda v: types.SimpleNamespace(held=v), generic_alias=lambda v: types.GenericAlias(list, (v,)),
    mapping_proxy=lambda v: types.MappingProxyType({1: v}), method=lambda v: types.MethodType(len, v),
    built_in_method=lambda v: v.hex, method_wrapper=lambda v: v.__add__, property=lambda v: property(doc=v),
    staticmethod=lambda v: staticmethod(v), classmethod=lambda v: classmethod(v), cell=lambda v: types.CellType(v),
    weak_callback=lambda v: weakref.ref(Attributes, functools.partial(print, v)), defaults=lambda v: lambda x=v: x,
    constant=lambda v: (lambda: 0).__code__.replace(co_consts=(v,)), generator=lambda v: advanced(x for x in [v, v]),
    code_name=lambda v: (lambda name: ((lambda: 0).__code__.replace(co_name=name), name))(v.hex()),
    code_lines=lambda v: (lambda code: (code.co_lines(), code) if hasattr(code, "co_lines") else [code, v])(
        (lambda: 0).__code__.replace(co_consts=(v,))),
    code_positions=lambda v: (lambda code: (code.co_positions(), code) if hasattr(code, "co_positions") else [code, v])(
        (lambda: 0).__code__.replace(co_consts=(v,))),
    module=lambda v: types.ModuleType("name", v), pickle_buffer=lambda v: pickle.PickleBuffer(v))

# Errors
probes(
    error=lambda v: ValueError(v), stop=lambda v: StopIteration(v), system_exit=lambda v: SystemExit(v), key_error=lambda v: KeyError(v),
    os_error=lambda v: OSError(1, "said", v), syntax_error=lambda v: SyntaxError("said", (v, 1, 2, "text")),
    decode_error=lambda v: UnicodeDecodeError("utf-8", v, 0, 1, "said"), import_error=lambda v: ImportError("said", name=v),
    attribute_error=lambda v: with_attribute(v, AttributeError("said")), context=lambda v: with_cause(v))


def with_cause(value):
    error = ValueError()
    error.__cause__ = KeyError(value)
    return error


# Functions and iterators
probes(
    partial=lambda v: functools.partial(print, v), partial_key=lambda v: functools.partial(print, end=v),
    compare=lambda v: functools.cmp_to_key(max)(v), item=lambda v: operator.itemgetter(v),
    method_caller=lambda v: operator.methodcaller("method", v),
    attribute_getter=lambda v: (lambda name: (operator.attrgetter(sys.intern(name)), name))(v.hex()),
    count=lambda v: (lambda start: (itertools.count(start), start))(int.from_bytes(v, "big")), cycle=lambda v: itertools.cycle([v]),
    repeat=lambda v: itertools.repeat(v), chain=lambda v: itertools.chain([v]), starmap=lambda v: itertools.starmap(len, [(v,)]),
    takewhile=lambda v: itertools.takewhile(len, [v]), dropwhile=lambda v: itertools.dropwhile(len, [v]),
    filterfalse=lambda v: itertools.filterfalse(len, [v]), islice=lambda v: itertools.islice([v], 1),
    accumulate=lambda v: advanced(itertools.accumulate([v])), compress=lambda v: itertools.compress([v], [1]),
    groupby=lambda v: advanced(itertools.groupby([v])), grouper=lambda v: next(itertools.groupby([v]))[1],
    longest=lambda v: itertools.zip_longest([], fillvalue=v), product=lambda v: itertools.product([v]),
    combinations=lambda v: itertools.combinations([v], 1), repeating=lambda v: itertools.combinations_with_replacement([v], 1),
    permutations=lambda v: itertools.permutations([v]), tee=lambda v: itertools.tee([v])[0])


@probe
def cache_key(value):
    cached = functools.lru_cache(10)(lambda key: 1)
    cached(value)
    return cached


@probe
def cache_result(value):
    cached = functools.lru_cache(10)(lambda: value)
    cached()
    cached.__wrapped__ = None
    return functools.update_wrapper(cached, len)


@probe
def coroutine(value):
    @types.coroutine
    def wait():
        yield

    async def run(held):
        await wait()

    running = run(value)
    running.send(None)
    return running


@probe
def finished_frame(value):
    try:
        held = value
        raise ValueError
    except ValueError as error:
        return error.__traceback__.tb_frame if held else None


# Collections, io, threads, contexts
probes(
    deque=lambda v: collections.deque([v]), deque_iterator=lambda v: iter(collections.deque([v])),
    default_factory=lambda v: collections.defaultdict(functools.partial(print, v)), ordered=lambda v: collections.OrderedDict({1: v}),
    ordered_key=lambda v: collections.OrderedDict({v: 1}), ordered_iterator=lambda v: iter(collections.OrderedDict({v: 1})),
    bytes_io=lambda v: io.BytesIO(v), bytes_io_buffer=lambda v: (lambda b: (b.getbuffer(), b))(with_attribute(v, Memory())),
    buffered=lambda v: io.BufferedReader(with_attribute(v, Raw())), pair=lambda v: io.BufferedRWPair(with_attribute(v, Raw()), io.BytesIO()),
    newlines=lambda v: io.IncrementalNewlineDecoder(with_attribute(v), True), file_attribute=lambda v: with_attribute(v, io.StringIO()),
    thread_local=lambda v: with_attribute(v, threading.local()), thread_local_arguments=lambda v: Local(v),
    context_variable=lambda v: contextvars.ContextVar("variable", default=v), simple_queue=lambda v: put(queue.SimpleQueue(), v),
    queue=lambda v: put(queue.Queue(), v))


class Memory(io.BytesIO):
    pass


class Raw(io.RawIOBase):
    def readable(self):
        return True


class Local(threading.local):
    def __init__(self, *arguments):
        pass


def put(where, value):
    where.put(value)
    return where


@probe
def text_pending(value):
    text, wrapper = value.hex(), io.TextIOWrapper(io.BytesIO(), "ascii")
    wrapper.write(text)
    return wrapper, text


@probe
def context(value):
    variable = contextvars.ContextVar("variable")
    inside = contextvars.Context()
    inside.run(variable.set, value)
    return inside


@probe
def token(value):
    variable = contextvars.ContextVar("variable")
    inside = contextvars.Context()
    inside.run(variable.set, value)
    return inside.run(variable.set, None)


# re, pickle, zlib, struct, text
probes(
    finditer=lambda v: re.finditer(b".", v), scanner=lambda v: re.compile(b".").scanner(v), match=lambda v: re.match(b".", v),
    scanner_text=lambda v: (lambda text: (re.finditer(".", text), text))(v.hex()), pattern=lambda v: (
        lambda text: (re.compile(text), text))(re.escape(v)), zdict=lambda v: zlib.decompressobj(zdict=v),
    unused_zlib=lambda v: unused(zlib.decompressobj(), zlib.compress(b"x"), v),
    unused_bz2=lambda v: unused(bz2.BZ2Decompressor(), bz2.compress(b"x"), v),
    unused_lzma=lambda v: unused(lzma.LZMADecompressor(), lzma.compress(b"x"), v), unpack=lambda v: struct.iter_unpack("B", v),
    field_name=lambda v: (lambda text: (_string.formatter_field_name_split(text)[1], text))("a.%r" % v),
    markup=lambda v: (lambda text: (_string.formatter_parser(text), text))(v.hex()),
    reader=lambda v: codecs.getreader("gbk")(with_attribute(v, io.BytesIO())))


def unused(decompressor, data, value):
    decompressor.decompress(data + value)
    return decompressor, decompressor.unused_data


@probe
def template(value):
    compile_template = getattr(re, "_compile_template", None)
    text = value.hex()
    if compile_template is None:
        return [text], text
    made = compile_template(re.compile("(a)"), r"\1" + text)
    return made, next(one for one in gc.get_referents(made) if type(one) is str)


@probe
def pickled(value):
    pickler = pickle.Pickler(io.BytesIO())
    pickler.dump([value])
    return pickler


@probe
def unpickler_input(value):
    data = [pickle.dumps([value])]

    class File:
        def read(self, count):
            return data.pop()

        readline = read

    held = data[0]
    unpickler = pickle.Unpickler(File())
    unpickler.load()
    return unpickler, held


# What runs, and what talks to others
probes(
    json_scanner=lambda v: json.decoder.scanner.c_make_scanner(json.JSONDecoder(object_hook=functools.partial(print, v))),
    csv_reader=lambda v: csv.reader([v]), element=lambda v: xml.etree.ElementTree.Element(v), element_text=lambda v: text_of_element(v),
    element_attribute=lambda v: xml.etree.ElementTree.Element("tag", {"key": v}), tree_builder=lambda v: xml.etree.ElementTree.TreeBuilder(
        element_factory=functools.partial(print, v)), xml_parser=lambda v: xml.etree.ElementTree.XMLParser(target=with_attribute(v)),
    expat=lambda v: handler(v), expat_names=lambda v: xml.parsers.expat.ParserCreate(intern={"key": v}),
    py_object=lambda v: ctypes.py_object(v), char_pointer=lambda v: ctypes.c_char_p(v),
    byref=lambda v: ctypes.byref(ctypes.py_object(v)), pointer=lambda v: ctypes.pointer(ctypes.py_object(v)),
    c_array=lambda v: (ctypes.py_object * 1)(v), c_function=lambda v: ctypes.CFUNCTYPE(None)(functools.partial(print, v)),
    zone=lambda v: datetime.datetime(2000, 1, 1, tzinfo=with_attribute(v, Zone())),
    time_zone=lambda v: datetime.time(1, tzinfo=with_attribute(v, Zone())),
    zone_name=lambda v: (lambda name: (datetime.timezone(datetime.timedelta(1, -1), name), name))(v.hex()),
    row=lambda v: sqlite3.Row(sqlite3.connect(":memory:").cursor(), (v,)), type_variable=lambda v: typing.TypeVar("T", bound=Named(v)),
    syntax=lambda v: ast.Constant(v), sni=lambda v: with_sni(v), scandir=lambda v: scandir(v), sql_function=lambda v: with_function(v))


class Named:
    def __init__(self, held):
        self.held = held

    def __call__(self):
        """typing takes what can be called for a type."""


def text_of_element(value):
    element = xml.etree.ElementTree.Element("tag")
    element.text = value
    return element


def handler(value):
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = functools.partial(print, value)
    return parser


def with_sni(value):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = functools.partial(print, value)
    return context


def with_function(value):
    connection = sqlite3.connect(":memory:")
    connection.create_function("held", 0, functools.partial(print, value))
    return connection


def scandir(value):
    with tempfile.TemporaryDirectory() as folder:
        path = os.fsencode(folder) + b"/./"
        return os.scandir(path), path


@probe
def dir_entry(value):
    with tempfile.TemporaryDirectory() as folder:
        open(os.path.join(folder, "name"), "w").close()
        with os.scandir(folder) as entries:
            entry = next(entries)
        return entry, entry.path


@probe
def future(value):
    loop = asyncio.new_event_loop()
    loop.close()
    made = asyncio.Future(loop=loop)
    made.set_result(value)
    return made
