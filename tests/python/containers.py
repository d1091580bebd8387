"""Containers of the standard library, each filled with fresh elements that nothing else holds.

CONTAINERS maps names to functions that take a list of elements and give back the container; the list is emptied afterwards,
so that the container alone holds them. SPDX-License-Identifier: GPL-2.0-or-later
"""
import abc
import array
import asyncio
import collections
import concurrent.futures
import configparser
import contextlib
import contextvars
import copy
import csv
import ctypes
import dataclasses
import datetime
import decimal
import email.message
import enum
import fractions
import functools
import graphlib
import heapq
import http.cookies
import io
import itertools
import json
import logging
import logging.handlers
import mmap
import operator
import pickle
import queue
import re
import sched
import selectors
import shelve
import socket
import sqlite3
import string
import struct
import sys
import tempfile
import threading
import types
import typing
import unittest.mock
import urllib.request
import uuid
import weakref
import xml.dom.minidom
import xml.etree.ElementTree
import xml.parsers.expat
import zipfile

CONTAINERS = {}


def container(function):
    CONTAINERS[function.__name__] = function
    return function


class Element:
    """Small, so that a container's own share of the bytes shows."""
    __slots__ = ("peer", "__weakref__")

    def __call__(self, *arguments):
        return self


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b", "items")


@dataclasses.dataclass
class Data:
    items: list
    first: object


class Cached:
    def __init__(self, items):
        self.items = items

    @functools.cached_property
    def first(self):
        return [self.items[0]]

    def method(self, x):
        return x


Point = collections.namedtuple("Point", "x y")


# ---- Built-in ----------------------------------------------------------------------------------------------------------



@container
def a_list(items):
    return list(items)


@container
def list_with_room(items):
    grown = []
    for item in items:
        grown.append(item)
    return grown


@container
def a_tuple(items):
    return tuple(items)


@container
def tuple_child(items):
    return type("TupleChild", (tuple,), {})(items)


@container
def a_dict(items):
    return {number + 0.5: item for number, item in enumerate(items)}


@container
def dict_by_text(items):
    return {"key %d" % number: item for number, item in enumerate(items)}


@container
def dict_by_element(items):
    return {item: None for item in items}


@container
def dict_after_deletions(items):
    made = {item: item for item in items}
    for item in items[::2]:
        del made[item]
    return made


@container
def dict_child(items):
    return type("DictChild", (dict,), {})((item, item) for item in items)


@container
def list_child(items):
    child = type("ListChild", (list,), {})(items)
    child.attribute = items[0]
    return child


@container
def a_set(items):
    return set(items)


@container
def a_frozenset(items):
    return frozenset(items)


@container
def set_child(items):
    return type("SetChild", (set,), {})(items)


@container
def attributes(items):
    made = Plain()
    made.__dict__.update(("attribute %d" % number, item) for number, item in enumerate(items))
    return made


@container
def many_instances(items):
    made = []
    for item in items:
        made.append(Plain())
        made[-1].a, made[-1].b = item, None
    return made


@container
def many_slotted(items):
    made = []
    for item in items:
        made.append(Slotted())
        made[-1].a = item
    return made


@container
def dataclass_instances(items):
    return [Data([item], item) for item in items]


@container
def named_tuples(items):
    return [Point(item, item) for item in items]


@container
def closure_cells(items):
    def make(item):
        return lambda: item
    return [make(item) for item in items]


@container
def default_values(items):
    def make(item):
        def function(a=item, *, b=item):
            return a, b
        return function
    return [make(item) for item in items]


@container
def bound_methods(items):
    return [Cached([item]).method for item in items]


@container
def generators(items):
    def walk(item):
        yield item
        yield None
    made = [walk(item) for item in items]
    for generator in made:
        next(generator)
    return made


@container
def generators_not_begun(items):
    def walk(item):
        yield item
    return [walk(item) for item in items]


@container
def generator_expressions(items):
    made = [(one for one in [item, item]) for item in items]
    for generator in made:
        next(generator)
    return made


@container
def coroutines(items):
    @types.coroutine
    def stop():
        yield

    async def hold(item):
        await stop()
        return item
    made = [hold(item) for item in items]
    for coroutine in made:
        coroutine.send(None)
    return made


@container
def asynchronous_generators(items):
    async def walk(item):
        yield item
    return [walk(item) for item in items]


@container
def exceptions_with_tracebacks(items):
    def fail(item):
        raise ValueError(item)
    made = []
    for item in items[:500]:
        try:
            fail(item)
        except ValueError as error:
            error.__traceback__ = error.__traceback__.tb_next
            made.append(error)
    return made


@container
def chained_exceptions(items):
    made = []
    for item in items:
        error = ValueError(item)
        error.__cause__ = KeyError(item)
        made.append(error)
    return made


@container
def classes(items):
    made = []
    for number, item in enumerate(items[:60]):
        made.append(type("Made%d" % number, (), {"item": item, "method": lambda self: None}))
    return made


@container
def mapping_proxies(items):
    return [types.MappingProxyType({1000: item}) for item in items]


@container
def simple_namespaces(items):
    return [types.SimpleNamespace(a=item) for item in items]


@container
def properties(items):
    return [property(item, item) for item in items]


@container
def static_and_class_methods(items):
    return [staticmethod(item) for item in items] + [classmethod(item) for item in items]


@container
def slices(items):
    return [slice(item, None, item) for item in items]


@container
def modules(items):
    made = []
    for number, item in enumerate(items[:100]):
        made.append(types.ModuleType("made%d" % number))
        made[-1].item = item
    return made


@container
def memory_views(items):
    return [memoryview(bytearray(20 + number % 5)) for number, item in enumerate(items)] + items[:100]


@container
def memory_view_slices(items):
    return memoryview(bytearray(100000))[10:2000:2]


@container
def byte_arrays(items):
    return [bytearray(b"x" * 50) for item in items]


@container
def list_iterators(items):
    return [iter([item]) for item in items]


@container
def dict_views_and_iterators(items):
    return [view for item in items
            for view in ({item: 1}.items(), iter({item: 1}), {1: item}.values(), iter({1: item}.items()))]


@container
def set_iterators(items):
    return [iter({item}) for item in items]


@container
def callable_iterators(items):
    return [iter(item, None) for item in items]


@container
def zips_maps_filters(items):
    return [made for item in items for made in (zip([item], (item,)), map(str, [item]), filter(None, [item]),
                                                enumerate([item]), reversed([item]))]


@container
def aliases_and_unions(items):
    return [list[item] for item in items]


# ---- collections -------------------------------------------------------------------------------------------------------

@container
def a_deque(items):
    return collections.deque(items)


@container
def bounded_deque(items):
    return collections.deque(items * 2, maxlen=len(items) // 2)


@container
def deque_child(items):
    return type("DequeChild", (collections.deque,), {})(items)


@container
def small_deques(items):
    return [collections.deque([item]) for item in items[:300]]


@container
def deque_iterators(items):
    return [made for item in items[:200] for made in (iter(collections.deque([item])), reversed(collections.deque([item])))]


@container
def an_ordered_dict(items):
    return collections.OrderedDict((item, item) for item in items)


@container
def ordered_dict_by_text(items):
    made = collections.OrderedDict(("key %d" % number, item) for number, item in enumerate(items))
    made.move_to_end("key 5")
    return made


@container
def ordered_dict_views(items):
    return [collections.OrderedDict({item: 1}).items() for item in items] + [
        iter(collections.OrderedDict({item: 1})) for item in items]


@container
def default_dict(items):
    made = collections.defaultdict(list)
    for item in items:
        made[item].append(item)
    return made


@container
def counter(items):
    return collections.Counter(items)


@container
def chain_map(items):
    return collections.ChainMap({item: 1 for item in items}, {1: items[0]})


@container
def user_dict_list(items):
    return [collections.UserDict({1: item for item in items}), collections.UserList(items)]


# ---- functools, itertools, operator ------------------------------------------------------------------------------------

def fill(cached, items):
    for item in items:
        cached(item)
    return cached


@container
def bounded_cache(items):
    return fill(functools.lru_cache(maxsize=len(items))(lambda x: [x]), items)


@container
def bounded_cache_that_overflowed(items):
    return fill(functools.lru_cache(maxsize=len(items) // 2)(lambda x: [x]), items)


@container
def bounded_cache_of_two(items):
    cached = functools.lru_cache(maxsize=1000)(lambda x, y: y)
    for item in items:
        cached(item, y=item)
    return cached


@container
def typed_cache(items):
    return fill(functools.lru_cache(maxsize=1000, typed=True)(lambda x: x), items)


@container
def unbounded_cache(items):
    return fill(functools.lru_cache(maxsize=None)(lambda x: [x]), items)


@container
def many_small_caches(items):
    return [fill(functools.lru_cache(maxsize=4)(lambda x: x), [item]) for item in items[:300]]


@container
def cache_on_a_method(items):
    class Local:
        @functools.lru_cache(maxsize=100000)
        def method(self, x):
            return x
    one = Local()
    for item in items:
        one.method(item)
    return Local


@container
def cached_properties(items):
    made = [Cached([item]) for item in items]
    for one in made:
        one.first
    return made


@container
def partials(items):
    return [functools.partial(item, item, key=item) for item in items]


@container
def partial_methods(items):
    return [functools.partialmethod(item, item) for item in items]


@container
def sort_keys(items):
    key = functools.cmp_to_key(lambda a, b: 0)
    return [key(item) for item in items]


@container
def single_dispatch(items):
    made = functools.singledispatch(lambda x: x)
    for number, item in enumerate(items[:50]):
        made.register(type("Local%d" % number, (), {}), item)
    return made


@container
def tees(items):
    made = itertools.tee(iter(list(items)), 2)
    for _ in range(len(items) // 2):
        next(made[0])
    return made


@container
def tees_of_a_generator(items):
    made = itertools.tee(one for one in items)
    made += (itertools.tee(made[0])[0],)
    for _ in range(len(items) - 10):
        next(made[1])
    return [made, list(items)]


@container
def chains_and_cycles(items):
    made = []
    for item in items:
        made += [itertools.chain([item], (item,)), itertools.cycle([item]), itertools.repeat(item),
                 itertools.chain.from_iterable([[item]])]
        next(made[-3])
    return made


@container
def a_cycle_that_ran(items):
    made = itertools.cycle(list(items))
    for _ in range(len(items) - 5):
        next(made)
    return made


@container
def other_itertools(items):
    made = []
    for item in items:
        three = [item] * 3
        made += [itertools.islice(iter(three), 2), itertools.accumulate(three, lambda a, b: a), itertools.starmap(item, [(1,)]),
                 itertools.takewhile(item, three), itertools.dropwhile(item, three), itertools.filterfalse(item, three),
                 itertools.compress(three, three), itertools.zip_longest(three, [], fillvalue=item),
                 itertools.groupby(three)]
        next(made[-1]), next(made[-2]), next(made[-8])
    return made


@container
def products(items):
    made = []
    for item in items:
        made += [itertools.product([item], [item, item]), itertools.permutations([item] * 2),
                 itertools.combinations([item] * 3, 2), itertools.combinations_with_replacement([item], 2)]
        for one in made[-4:]:
            next(one)
    return made


@container
def operators(items):
    return [made for item in items for made in (operator.itemgetter(item), operator.itemgetter(item, item),
                                                operator.methodcaller("f", item, key=item))]


# ---- Queues, threads, contexts -----------------------------------------------------------------------------------------

def put(made, items):
    for item in items:
        made.put(item)
    return made


@container
def a_queue(items):
    return put(queue.Queue(), items)


@container
def a_simple_queue(items):
    return put(queue.SimpleQueue(), items)


@container
def simple_queue_half_empty(items):
    made = put(queue.SimpleQueue(), items)
    for _ in range(len(items) // 2):
        made.get()
    return made


@container
def priority_queue(items):
    return put(queue.PriorityQueue(), ((number + 0.5, item) for number, item in enumerate(items)))


@container
def heap(items):
    made = []
    for number, item in enumerate(items):
        heapq.heappush(made, (number + 0.5, item))
    return made


@container
def context(items):
    variables = [contextvars.ContextVar("v%d" % number) for number in range(200)]
    made = contextvars.Context()
    made.run(lambda: [variable.set(item) for variable, item in zip(variables, items)] and None)
    return made


@container
def contexts(items):
    variable = contextvars.ContextVar("v")
    made = []
    for item in items:
        made.append(contextvars.Context())
        made[-1].run(variable.set, item)
    return made


@container
def context_variable_defaults(items):
    return [contextvars.ContextVar("v", default=item) for item in items[:200]]


@container
def tokens(items):
    variable = contextvars.ContextVar("v")
    made = contextvars.Context()
    return [made, [made.run(variable.set, item) for item in items]]


@container
def thread_local(items):
    made = threading.local()
    for number, item in enumerate(items[:200]):
        setattr(made, "a%d" % number, item)
    return made


@container
def threads_not_begun(items):
    return [threading.Thread(target=item, args=(item,)) for item in items[:50]]


@container
def asynchronous_futures(items):
    loop = asyncio.new_event_loop()
    made = []
    for item in items:
        made.append(loop.create_future())
        made[-1].set_result(item)
    loop.close()
    return made


@container
def future_callbacks(items):
    loop = asyncio.new_event_loop()
    made = []
    for item in items:
        made.append(loop.create_future())
        made[-1].add_done_callback(item)
        made[-1].add_done_callback(Element())
        made[-1].add_done_callback(Element())
    loop.close()
    return made


@container
def asynchronous_queue(items):
    made = asyncio.Queue()
    for item in items:
        made.put_nowait(item)
    return made


@container
def finished_tasks(items):
    async def work(item):
        return item

    async def main():
        made = [asyncio.ensure_future(work(item)) for item in items]
        await asyncio.wait(made)
        return made
    loop = asyncio.new_event_loop()
    made = loop.run_until_complete(main())
    loop.close()
    return made


@container
def concurrent_futures(items):
    made = []
    for item in items[:300]:
        made.append(concurrent.futures.Future())
        made[-1].set_result(item)
    return made


@container
def exit_stack(items):
    made = contextlib.ExitStack()
    for item in items:
        made.callback(item, item)
    return made


@container
def scheduler(items):
    made = sched.scheduler()
    for number, item in enumerate(items[:200]):
        made.enterabs(number, 1, item, (item,))
    return made


# ---- Weak references ---------------------------------------------------------------------------------------------------

@container
def weak_value_dictionary(items):
    return [weakref.WeakValueDictionary((number + 0.5, item) for number, item in enumerate(items)), list(items)]


@container
def weak_key_dictionary(items):
    return [weakref.WeakKeyDictionary((item, [item.__class__]) for item in items), list(items)]


@container
def weak_set(items):
    return [weakref.WeakSet(items), list(items)]


@container
def weak_references_with_callbacks(items):
    return [[weakref.ref(item, Element()) for item in items], list(items)]


@container
def weak_proxies(items):
    return [[weakref.proxy(item, Element()) for item in items], list(items)]


@container
def weak_methods(items):
    made = [Cached([item]) for item in items[:200]]
    return [[weakref.WeakMethod(one.method) for one in made], made]


# ---- Data formats, databases, files ------------------------------------------------------------------------------------

@container
def arrays(items):
    return [array.array("d", [1.0] * 20) for item in items]


@container
def array_iterators(items):
    return [iter(array.array("b", b"xyz")) for item in items]


@container
def elements(items):
    made = xml.etree.ElementTree.Element("root")
    for number, item in enumerate(items):
        below = xml.etree.ElementTree.SubElement(made, "child", {"number": item})
        below.text = "text %d" % number
        below.tail = "tail %d" % number
        below.append(xml.etree.ElementTree.Element("leaf"))
    return made


@container
def parsed_tree(items):
    return xml.etree.ElementTree.fromstring("<a>%s</a>" % ("<b c='d' e='f'>text<g/></b>tail" * 300))


@container
def element_iterators(items):
    root = xml.etree.ElementTree.fromstring("<a><b/><c/></a>")
    return [root, [root.iter() for _ in items]]


@container
def tree_builder(items):
    made = xml.etree.ElementTree.TreeBuilder(element_factory=xml.etree.ElementTree.Element)
    for item in items[:300]:
        made.start("a", {"x": item})
    return made


@container
def expat_parsers(items):
    made = []
    for item in items[:20]:
        made.append(xml.parsers.expat.ParserCreate())
        made[-1].StartElementHandler = item
        made[-1].intern["x"] = item
    return [(one.StartElementHandler, one.intern) for one in made]


@container
def minidom(items):
    return xml.dom.minidom.parseString("<a>%s</a>" % ("<b c='d'>text</b>" * 50))


@container
def pickler(items):
    made = pickle.Pickler(io.BytesIO())
    made.dump(["text %d" % number for number in range(1000)])
    return made


@container
def pickler_of_elements(items):
    made = pickle.Pickler(io.BytesIO(), 4)
    made.dump([datetime.date(2000, 1, 1 + number % 28) for number in range(500)])
    return made


@container
def unpickler(items):
    made = pickle.Unpickler(io.BytesIO(pickle.dumps([["text %d" % number] for number in range(1000)])))
    made.load()
    return made


@container
def sqlite_functions(items):
    made = sqlite3.connect(":memory:")
    for number, item in enumerate(items[:100]):
        made.create_function("f%d" % number, 1, item)
    return [made.execute("select 1"), made]


@container
def sqlite_rows(items):
    made = sqlite3.connect(":memory:")
    made.row_factory = sqlite3.Row
    made.execute("create table t (a, b)")
    made.executemany("insert into t values (?, ?)", [(number, "text %d" % number) for number in range(500)])
    rows = made.execute("select * from t").fetchall()
    made.close()
    return rows


@container
def memory_files(items):
    return [io.BytesIO(b"x" * 100 + bytes([number % 256])) for number, item in enumerate(items)]


@container
def written_memory_files(items):
    made = [io.BytesIO() for item in items]
    for one in made:
        one.write(b"x" * 300)
    return made


@container
def text_files(items):
    made = [io.StringIO("text" * 20) for item in items]
    return made


@container
def written_text_files(items):
    made = [io.StringIO() for item in items]
    for one in made:
        for _ in range(5):
            one.write("abc" * 20)
    return made


@container
def buffered_files(items):
    return [io.BufferedReader(io.BytesIO(b"x" * 10), 100) for item in items]


@container
def text_wrappers(items):
    return [io.TextIOWrapper(io.BytesIO(b"x" * 10), "utf-8") for item in items[:200]]


@container
def memory_maps(items):
    return [mmap.mmap(-1, 4096) for item in items[:100]]


@container
def matches(items):
    return [re.match("(a)(b)?(.*)", "ab" + "c" * 30 + str(number)) for number, item in enumerate(items)]


@container
def structures(items):
    class Two(ctypes.Structure):
        _fields_ = [("a", ctypes.py_object), ("b", ctypes.c_int)]
    return [Two(item, 1) for item in items]


@container
def ctypes_arrays(items):
    return [(ctypes.py_object * 3)(item) for item in items] + [(ctypes.c_char * 100)() for _ in items]


@container
def ctypes_pointers(items):
    return [ctypes.pointer(ctypes.c_int(number)) for number, item in enumerate(items)]


@container
def structs(items):
    return [struct.Struct("i" * (number + 1)) for number in range(50)]


@container
def decimals(items):
    return [decimal.Decimal("1.%d" % number + "1" * 60) for number, item in enumerate(items)]


@container
def fraction_numbers(items):
    return [fractions.Fraction(number + 1000, 1009) for number, item in enumerate(items)]


@container
def complex_numbers(items):
    return [complex(number, 1.5) for number in range(1000)]


@container
def texts(items):
    return ["a" * number for number in range(1, 200)] + ["\u00e4" * number for number in range(2, 200)] + [
        "\u4e00" * number for number in range(1, 200)] + ["\U0001f600" * number for number in range(1, 200)]


@container
def dates(items):
    return [datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(0, number + 1)))
            for number, item in enumerate(items)] + [datetime.timedelta(number) for number in range(1000)]


@container
def uuids(items):
    return [uuid.UUID(int=(1 << 100) + number) for number, item in enumerate(items)]


@container
def enumeration(items):
    return enum.Enum("Local", {"m%d" % number: number for number in range(100)})


@container
def struct_sequences(items):
    return [__import__("time").gmtime(number) for number in range(500)] + [__import__("os").stat(".") for _ in range(300)]


@container
def log_records(items):
    made = logging.handlers.MemoryHandler(100000)
    for item in items[:300]:
        made.buffer.append(logging.LogRecord("name", 10, "path", 1, "message", (item,), None))
    logging._handlerList.pop()
    return made


@container
def mocks(items):
    made = [unittest.mock.Mock(return_value=item) for item in items[:20]]
    return [one.return_value for one in made]


@container
def graph(items):
    made = graphlib.TopologicalSorter()
    for item in items:
        made.add(item, items[0])
    return made


@container
def config(items):
    made = configparser.ConfigParser()
    for number in range(100):
        made["section %d" % number] = {"option": "value %d" % number}
    return made


@container
def message(items):
    made = email.message.Message()
    for number in range(300):
        made["Header-%d" % number] = "value %d" % number
    return made


@container
def cookies(items):
    made = http.cookies.SimpleCookie()
    for number in range(50):
        made["name%d" % number] = "value"
    return made


@container
def frames_kept(items):
    def hold(item):
        return sys._getframe()
    return [hold(item) for item in items]


@container
def code_objects(items):
    return [compile("def f(a, b):\n    return (a, %d, 'text %d')" % (number, number), "made", "exec") for number in range(200)]


@container
def parsed_syntax(items):
    import ast
    return ast.parse("\n".join("a%d = b + %d" % (number, number) for number in range(100)))


@container
def csv_writers(items):
    return [csv.reader([["x"]]) for item in items[:100]] + [csv.writer(io.StringIO()) for item in items[:100]]


@container
def templates(items):
    return [string.Template("$a %d" % number) for number, item in enumerate(items)]
