"""Whether the tests run under a sanitizer: its runtime is preloaded then, with an allocator and an address space of its own.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os

SANITIZED = "libasan" in os.environ.get("LD_PRELOAD", "")
