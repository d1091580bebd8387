/* layout_headers.h: the headers of the CPython built for that show its structures.      Used by: layout_check.c, layouts/layout_probe.c
 * Only these two may see inside; everything else reads by the tables. Manual: ../LAYOUTS.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef LAYOUT_HEADERS_H
#define LAYOUT_HEADERS_H

#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>
#include <frameobject.h>
#include <structmember.h>

#include <internal/pycore_context.h>
#include <internal/pycore_gc.h>
#include <internal/pycore_hamt.h>
#if PY_VERSION_HEX >= 0x030A0000
#include <internal/pycore_moduleobject.h>
#endif
#if PY_VERSION_HEX >= 0x030B0000
#include <internal/pycore_code.h>
#include <internal/pycore_dict.h>
#include <internal/pycore_frame.h>
#include <internal/pycore_interp.h>
#endif

#endif
