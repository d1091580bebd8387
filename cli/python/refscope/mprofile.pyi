# SPDX-License-Identifier: GPL-2.0-or-later
from types import CodeType, FrameType
from typing import Optional, Sequence, TypeVar, Union

_Point = tuple[Optional[str], Optional[str], Optional[int]]
_Self = TypeVar("_Self", bound=MProfiler)

class MProfiler:
    memories: dict[tuple[str, str, int], list[int]]
    codepoints: Sequence[_Point] | None
    events: Sequence[str] | None
    def __init__(self, codepoints: Sequence[_Point] | None = ..., events: Sequence[str] | None = ...) -> None: ...
    def codepoint_included(self, codepoint: tuple[str, str, int]) -> bool: ...
    def profile(self, frame: FrameType, event: str, arg: object) -> None: ...
    def run(self: _Self, cmd: Union[str, CodeType]) -> _Self: ...
