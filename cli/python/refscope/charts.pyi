# SPDX-License-Identifier: GPL-2.0-or-later
from os import PathLike
from typing import Union

from refscope.classtracker_stats import Stats as Stats

def tracker_timespace(filename: Union[str, PathLike[str]], stats: Stats) -> None: ...
