# SPDX-License-Identifier: GPL-2.0-or-later
from os import PathLike
from typing import Iterable, Iterator, Literal, Union

_Path = Union[str, PathLike[str]]

class _MetaObject:
    size: int
    id: int
    type: str
    str: str
    group: int
    cycle: bool

class _Edge:
    group: int | None
    @property
    def src(self) -> int: ...
    @property
    def dst(self) -> int: ...
    @property
    def label(self) -> str: ...
    def __init__(self, src: int, dst: int, label: str) -> None: ...
    def __hash__(self) -> int: ...
    def __eq__(self, other: object) -> bool: ...

class ReferenceGraph:
    objects: list[object]
    metadata: list[_MetaObject]
    edges: set[_Edge] | list[_Edge]
    count: int
    num_in_cycles: int | Literal["N/A"]
    total_size: int
    index: int
    def __init__(self, objects: Iterable[object], reduce: bool = ..., *, repr: bool = ...) -> None: ...
    def reduce_to_cycles(self) -> ReferenceGraph | None: ...
    def split(self) -> Iterator[ReferenceGraph]: ...
    def split_and_sort(self) -> list[ReferenceGraph]: ...
    def render(self, filename: _Path, cmd: str = ..., format: str = ..., unflatten: bool = ...) -> bool: ...
    def write_graph(self, filename: _Path) -> None: ...
