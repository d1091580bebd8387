# SPDX-License-Identifier: GPL-2.0-or-later
import threading

class _ProcessMemoryInfo:
    pagesize: int
    pid: int
    rss: int
    vsz: int
    pagefaults: int
    os_specific: list[tuple[str, str]]
    data_segment: int
    code_segment: int
    shared_segment: int
    stack_segment: int
    available: bool
    def __init__(self) -> None: ...
    def update(self) -> bool: ...
    def __sub__(self, other: _ProcessMemoryInfo) -> list[tuple[str, int]]: ...

class _ProcessMemoryInfoPS(_ProcessMemoryInfo): ...

class _ProcessMemoryInfoProc(_ProcessMemoryInfo):
    key_map: dict[str, str]

class _ProcessMemoryInfoResource(_ProcessMemoryInfo): ...

ProcessMemoryInfo: type[_ProcessMemoryInfo]

def is_available() -> bool: ...

class ThreadInfo:
    ident: int | None
    name: str
    daemon: bool
    def __init__(self, thread: threading.Thread) -> None: ...

def get_current_threads() -> list[ThreadInfo]: ...
def get_current_thread_id() -> int: ...
