# SPDX-License-Identifier: GPL-2.0-or-later
"""Shapes, units and errors of the package refscope. Sizes are bytes, addresses are what id() returns."""
from os import PathLike
from types import TracebackType
from typing import Any, Callable, Collection, Iterator, Literal, NamedTuple, Protocol, Sequence, TypeVar, Union, overload

__version__: str

_Path = Union[str, bytes, PathLike[str], PathLike[bytes]]
_Values = Literal["short", "names", "none"]
_Scope = Literal["garbage", "live", "all"]
_What = Union["Object", int, object]
_F = TypeVar("_F", bound=Callable[..., Any])

class _Writer(Protocol):
    def write(self, text: str, /) -> object: ...

def capture(objects: Collection[object] | None = ..., *, values: _Values = ...) -> Snapshot:
    """Photograph the heap, or what `objects` reach. No code of the program runs and nothing in its heap changes.

    values: "short" keeps previews of built-in scalars, "names" names but no values, "none" those names alone.
    Raises ArgumentError (another word), MemoryError, RefscopeError (an interpreter it was not built for).
    """

def open(path: _Path) -> Snapshot:
    """Read a photograph that Snapshot.save() or `refscope run -o` wrote, of whatever program, machine or Python.

    Its addresses mean nothing to this process: at() takes addresses and handles, no live objects.
    Raises ArgumentError (no such file, damaged, or no snapshot), RefscopeError (a later version wrote it), MemoryError.
    """

def why(obj: object, limit: int = ..., file: _Writer | None = ...) -> None:
    """Photograph the heap and print why `obj` is alive: the `limit` shortest named paths from roots to it.

    obj: a live object, or a handle, which is looked up in its own snapshot. file: sys.stdout by default.
    Raises NotFoundError when the object is one of refscope's own.
    """

class CyclesFound(AssertionError):
    """More patterns of garbage cycles were made than assert_no_cycles() allows."""
    patterns: list[Pattern]

class assert_no_cycles:
    """Context manager and decorator (of functions and coroutine functions): CyclesFound when what is inside leaves more than
    max_cycles patterns of reference cycles for the garbage collector.

    max_cycles: None only looks. ignore: globs over the text of patterns, which do not count. whole_heap: also cycles that were
    made before and are only let go of inside; it collects before and photographs the whole heap behind.
    Raises ArgumentError, TypeError for wrong arguments.
    """
    patterns: list[Pattern]
    def __init__(self, max_cycles: int | None = ..., *, ignore: Collection[str] = ..., whole_heap: bool = ...) -> None: ...
    def __enter__(self) -> assert_no_cycles: ...
    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None) -> Literal[False]: ...
    def __call__(self, function: _F, /) -> _F: ...

class Snapshot:
    """The photograph of a heap. Immutable; keeps no object of the program alive. len(): objects."""

    @property
    def reference_count(self) -> int: ...
    @property
    def total_size(self) -> int: ...
    @property
    def memory(self) -> int:
        """Bytes that the snapshot itself takes."""
    @property
    def coverage(self) -> dict[str, Any]:
        """What was seen and what could not be: python, values, whole_heap, during_collection, opaque_objects,
        opaque_types, opaque_type_names ({name: objects}), unknown_layouts and misreporting_types (names), immortal_objects, hidden_objects, unnamed_references,
        other_interpreters, values_withheld."""
    @property
    def origin(self) -> dict[str, Any]:
        """Where it comes from: taken (seconds since 1970), seconds (how long it took), platform, target, where,
        opened (from a file). What is not known is None."""
    def save(self, path: _Path, values: _Values = ...) -> None:
        """Write the photograph to a file, .rsnap by custom, whole or not at all, that only its owner may read (mode 0600).

        values: what leaves this process: "names" but no values; "short" previews as well, as far as the photograph has
        them; or "none". Raises FileError, ArgumentError (another word), MemoryError.
        """
    def __len__(self) -> int: ...
    def at(self, what: _What, /) -> Object:
        """The handle of a live object, of an address (an int), or of another handle. Raises NotFoundError (KeyError).

        A snapshot that was read from a file has no live objects: ArgumentError."""
    def objects(self, type: type | str | None = ..., *, subclasses: bool = ...) -> Objects:
        """Every object, or every instance of a type, of "module.Name" or of a bare "Name"; of its subclasses only when asked.

        A str may be a pattern, "app.*", and "class Name" is the class itself."""
    def garbage(self) -> Objects:
        """What no root reaches: what gc.collect() would free."""
    def uncollectable(self) -> Objects:
        """What no root reaches and gc.collect() does not free either, for a reference on the cycle that it does not see."""
    def cycles(self, scope: _Scope = ...) -> list[Pattern]:
        """The shapes of cycles, those that keep most bytes first. Raises ArgumentError."""
    def summary(self, sort: Literal["size", "count", "name"] = ...) -> list[SummaryRow]:
        """One row a type. Raises ArgumentError."""
    def diff(self, older: Snapshot, /) -> list[DiffRow]:
        """What became of the objects of each type since an older photograph, those that grew by most bytes first.

        Objects are matched where both are of one process; else added and gone are None. Raises ArgumentError."""
    def growth(self, *earlier: Snapshot) -> list[GrowthRow]:
        """What grew since earlier photographs, the oldest first, by what retains it; those that grew by most bytes first.

        Of two and more earlier ones only what grew each time. Raises ArgumentError."""
    def graph(self, objects: _What | list[Any] | tuple[Any, ...] | Objects | None = ..., depth: int = ...,
              direction: Literal["referrers", "referents", "both"] = ..., *, siblings: int = ..., limit: int = ...,
              scenery: bool = ...) -> Graph:
        """What is around an object, or around the items of a list or tuple; None: the cycles, garbage first.

        siblings: how many neighbours of one object and type are shown, the rest is folded. limit: of all.
        Raises NotFoundError, ArgumentError.
        """

class Object:
    """A handle of one object in a snapshot; equal to every other handle of it there. Keeps it alive no more than
    any number would."""

    @property
    def address(self) -> int: ...
    @property
    def type(self) -> str:
        """"module.Name"; built-ins without their module."""
    @property
    def size(self) -> int:
        """Its own bytes, headers included."""
    @property
    def deep_size(self) -> int:
        """Bytes of it and of all it refers to, at any depth, each object once; classes, modules and the namespaces of
        functions are not gone into."""
    @property
    def retained_size(self) -> int:
        """Bytes that would be freed if it went: its own and those of all that is reached only through it. Of garbage: what
        hangs on it alone, the cycle it is on kept. The first question of a snapshot finds the dominators of all objects."""
    @property
    def dominator(self) -> Object | None:
        """The nearest object that all paths from roots to it lead through."""
    @property
    def refcount(self) -> int:
        """When the photograph was taken; means nothing when `immortal`."""
    @property
    def preview(self) -> str: ...
    @property
    def name(self) -> str | None:
        """The name it bears itself: of a function, module, type, code, frame or generator."""
    @property
    def is_garbage(self) -> bool: ...
    @property
    def uncollectable(self) -> str | None:
        """Why the collector cannot free it though no root reaches it: "numpy.ndarray does not take part"."""
    @property
    def is_root(self) -> bool: ...
    @property
    def outside(self) -> int:
        """References to it that were not found: held from C."""
    @property
    def tracked(self) -> bool:
        """In the collector's lists."""
    @property
    def immortal(self) -> bool: ...
    def referrers(self) -> References: ...
    def referents(self) -> References: ...
    def dominators(self) -> Objects:
        """Its dominator, that one's dominator, and so on up, the nearest first."""
    def dominated(self) -> Objects:
        """Those whose dominator it is: their retained sizes and its own size add up to its retained size."""
    def paths(self, n: int = ...) -> list[Path]:
        """At most n, with 0 one through each holder; none when it is garbage. Raises ValueError for a negative n."""
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...

class Reference:
    @property
    def source(self) -> Object: ...
    @property
    def target(self) -> Object: ...
    @property
    def name(self) -> str:
        """As written behind the source: ".attr", "['key']", "[3]", "local x", "closure x"; "?" when unknown."""
    @property
    def reported(self) -> bool:
        """gc.get_referents() of the source has it."""
    @property
    def guessed(self) -> bool: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...

class Objects(Sequence[Object]):
    """Each item is made when it is asked for; a slice is Objects again."""
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, place: int) -> Object: ...
    @overload
    def __getitem__(self, place: slice) -> Objects: ...
    def __iter__(self) -> Iterator[Object]: ...

class References(Sequence[Reference]):
    """Each item is made when it is asked for; a slice is References again."""
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, place: int) -> Reference: ...
    @overload
    def __getitem__(self, place: slice) -> References: ...
    def __iter__(self) -> Iterator[Reference]: ...

class Path:
    """References from a root to an object; str() is the path on one line. len() 0: the object is itself a root."""
    @property
    def text(self) -> str: ...
    @property
    def root(self) -> Object: ...
    @property
    def reason(self) -> Literal["none", "interpreter", "outside", "frozen", "immortal"]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, place: int) -> Reference: ...
    def __iter__(self) -> Iterator[Reference]: ...

class Cut(NamedTuple):
    """The reference which, made weak or cleared, breaks the cycles of a pattern."""
    edge: str
    why: str
    frees_bytes: int

class Pattern:
    """Cycles of one shape."""
    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits, the same in the next run."""
    @property
    def text(self) -> str: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def edges(self) -> tuple[str, ...]: ...
    @property
    def count(self) -> int:
        """Components of this shape."""
    @property
    def objects(self) -> int:
        """Objects in them."""
    @property
    def size(self) -> int:
        """Bytes they keep."""
    @property
    def scope(self) -> Literal["garbage", "live"]: ...
    @property
    def uncollectable(self) -> str | None:
        """Why the collector cannot free it though no root reaches it; None: it can."""
    @property
    def cut(self) -> Cut | None: ...
    @property
    def cuts(self) -> tuple[Cut, ...]: ...
    @property
    def example(self) -> References:
        """One cycle, from a real component."""
    @property
    def held(self) -> Path | None:
        """Of what is alive: the shortest path from a root to an object of the example. None: garbage."""
    @property
    def allocated(self) -> tuple[str | None, ...]:
        """For each step of the example the line that allocated its object, "app.py:12"; None where nothing is known:
        tracemalloc was not tracing when the photograph was taken."""
    def matches(self, glob: str, /) -> bool:
        """Whether a glob matches its text, as it is or with qualified names of types. "[]" stands for itself."""
    def report(self, number: int = ..., *, columns: int = ...) -> str:
        """The pattern, its cuts and its example as the cycle report writes them, behind "number. ". columns=0: never cut."""
    def graph(self) -> Graph: ...

class Graph:
    """A part of a heap, to draw."""
    @property
    def vertices(self) -> int: ...
    @property
    def edges(self) -> int: ...
    @property
    def left_out(self) -> int:
        """Objects that the limit left out."""
    def render(self, path: _Path, title: str | None = ..., *, legend: bool = ..., left_to_right: bool = ...,
               heat: bool = ...) -> None:
        """Draw to .png, .svg, .pdf, .ps, .dot or .gv. heat: boxes tell what they retain, by a number and by how warm their
        ground is. Raises ArgumentError (another ending), FileError (OSError)."""
    def write(self, path: _Path, title: str | None = ..., *, legend: bool = ..., left_to_right: bool = ...,
              heat: bool = ...) -> None:
        """Write DOT text, whatever the ending. Raises FileError (OSError)."""
    def dot(self) -> str: ...
    def _repr_svg_(self) -> str: ...

class DiffRow(NamedTuple):
    """What became of the objects of one type between two photographs."""

    type: str
    objects: int
    """How many more there are; negative: less."""
    bytes: int
    """How many more bytes of their own."""
    added: int | None
    """How many are new; None when the photographs are of two processes."""
    gone: int | None
    """How many of the older photograph are gone; None as above."""


class GrowthRow(NamedTuple):
    """Objects that became more where they are held."""

    path: str
    """What retains them: "app.cache.sessions[]"."""
    type: str
    objects: int
    """How many more there are."""
    bytes: int
    """How many more bytes, with what hangs on them."""


class SummaryRow(NamedTuple):
    type: str
    objects: int
    bytes: int

class Frame:
    """A running frame in a tree of refbrowser, where CPython keeps no frame object for it."""
    codename: str
    place: str

class RefscopeError(Exception): ...
class NotFoundError(RefscopeError, KeyError): ...
class ArgumentError(RefscopeError, ValueError): ...
class FileError(RefscopeError, OSError): ...
