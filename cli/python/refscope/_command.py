"""What the console script `refscope` of an installed wheel calls: the same as python -m refscope.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import sys

import _refscope


def main():
    """Run the command on sys.argv; returns its exit status."""
    return _refscope.main(sys.argv)
