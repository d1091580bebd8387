# SPDX-License-Identifier: GPL-2.0-or-later
from types import ModuleType
from typing import Any, Iterable

tkinter: ModuleType | None

def object_in_list(obj: Any, l: Iterable[Any]) -> bool: ...
