#!/bin/sh
# make_table.sh PREFIX: write the table of the CPython installed under PREFIX, which must have debug information, beside
# this file. Manual: ../../LAYOUTS.md
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu
prefix=$1
here=$(cd "$(dirname "$0")" && pwd)
python=$(ls "$prefix"/bin/python3.[0-9] "$prefix"/bin/python3.[0-9][0-9] 2>/dev/null | head -n 1)
eval "$("$python" -c 'import sys; v = sys.version_info
print("version=%d.%d hex=0x%08X table=%d_%d" % (v[0], v[1], sys.hexversion, v[0], v[1]))')"
library=$(ls "$prefix"/lib/libpython"$version"*.so.1.0 2>/dev/null | head -n 1)
REFSCOPE_HEX=$hex REFSCOPE_VERSION=$version REFSCOPE_SOURCES="$here/../layout_sources.def" \
REFSCOPE_TABLE="$here/$table.def" \
REFSCOPE_EXTRA=$(ls "$prefix/lib/python$version/lib-dynload"/*.so | tr '\n' ':') \
    gdb -batch -q "${library:-$python}" -x "$here/from_debug_info.py"
