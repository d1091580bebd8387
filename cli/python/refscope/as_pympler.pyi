# SPDX-License-Identifier: GPL-2.0-or-later
def as_pympler() -> None:
    """From now on `import pympler` and its submodules give refscope's. RuntimeError when Pympler has been imported already."""
