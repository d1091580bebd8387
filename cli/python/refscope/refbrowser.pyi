# SPDX-License-Identifier: GPL-2.0-or-later
from os import PathLike
from typing import Any, Callable, TextIO, Union

_Shown = Callable[[Any], str]

class _Node:
    o: object
    children: list[Union[_Node, str]]
    str_func: _Shown | None
    def __init__(self, o: object, str_func: _Shown | None = ...) -> None: ...

class RefBrowser:
    root: object
    maxdepth: int
    str_func: _Shown
    repeat: bool
    stream: TextIO | None
    ignore: list[object]
    already_included: set[int]
    def __init__(self, rootobject: object, maxdepth: int = ..., str_func: _Shown = ..., repeat: bool = ...,
                 stream: TextIO | None = ...) -> None: ...
    def get_tree(self) -> _Node: ...

class StreamBrowser(RefBrowser):
    hline: str
    vline: str
    cross: str
    space: str
    def print_tree(self, tree: _Node | None = ...) -> None: ...

class ConsoleBrowser(StreamBrowser): ...

class FileBrowser(StreamBrowser):
    def print_tree(self, filename: Union[str, PathLike[str]], tree: _Node | None = ...) -> None: ...  # type: ignore[override]

def gui_default_str_function(o: object) -> str: ...

class InteractiveBrowser(RefBrowser):
    def __init__(self, rootobject: object, maxdepth: int = ..., str_func: _Shown = ..., repeat: bool = ...) -> None: ...
    def main(self, standalone: bool = ...) -> None: ...
