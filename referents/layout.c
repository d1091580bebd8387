/* layout.c: the layouts this refscope knows.                     Header: layout.h, LAYOUTS.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "layout.h"

#include <string.h>

#define XX(member, offset) .member = offset,

/* Patch releases behind the version they belong to; a row of theirs stands behind the one it replaces. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverride-init"
static const rs_layout layouts[] = {
    {
        .major = 3,
        .minor = 9,
        .column = 0,
        .attributes = RS_ATTRIBUTES_IN_DICT,
        .frames = RS_FRAMES_OBJECTS,
        .lines = RS_LINES_LNOTAB,
        .keys = RS_KEYS_SIZED,
        .values = RS_VALUES_BARE,
        .ints = RS_INT_SIGNED_SIZE,
        .immortals = false,
#include "cpython/layouts/3_9.def"
    },
    {
        .major = 3,
        .minor = 10,
        .column = 1,
        .attributes = RS_ATTRIBUTES_IN_DICT,
        .frames = RS_FRAMES_OBJECTS,
        .lines = RS_LINES_LINETABLE,
        .keys = RS_KEYS_SIZED,
        .values = RS_VALUES_BARE,
        .ints = RS_INT_SIGNED_SIZE,
        .immortals = false,
#include "cpython/layouts/3_10.def"
    },
    {
        .major = 3,
        .minor = 11,
        .column = 2,
        .attributes = RS_ATTRIBUTES_AT_MINUS_4,
        .frames = RS_FRAMES_INTERPRETER,
        .lines = RS_LINES_LOCATIONS,
        .keys = RS_KEYS_LOG2,
        .values = RS_VALUES_BARE,
        .ints = RS_INT_SIGNED_SIZE,
        .immortals = false,
#include "cpython/layouts/3_11.def"
    },
    {
        .major = 3,
        .minor = 12,
        .column = 3,
        .attributes = RS_ATTRIBUTES_TAGGED,
        .frames = RS_FRAMES_INTERPRETER,
        .lines = RS_LINES_LOCATIONS,
        .keys = RS_KEYS_LOG2,
        .values = RS_VALUES_BARE,
        .ints = RS_INT_TAG,
        .immortals = true,
#include "cpython/layouts/3_12.def"
    },
    {
        .major = 3,
        .minor = 13,
        .column = 4,
        .attributes = RS_ATTRIBUTES_INLINE,
        .frames = RS_FRAMES_INTERPRETER,
        .lines = RS_LINES_LOCATIONS,
        .keys = RS_KEYS_LOG2,
        .values = RS_VALUES_HEADED,
        .ints = RS_INT_TAG,
        .immortals = true,
#include "cpython/layouts/3_13.def"
    },
    {
        .major = 3,
        .minor = 13,
        .micro = 5,
        .column = 5,
        .attributes = RS_ATTRIBUTES_INLINE,
        .frames = RS_FRAMES_INTERPRETER,
        .lines = RS_LINES_LOCATIONS,
        .keys = RS_KEYS_LOG2,
        .values = RS_VALUES_HEADED,
        .ints = RS_INT_TAG,
        .immortals = true,
#include "cpython/layouts/3_13.def"
#include "cpython/layouts/3_13_5.def"
    },
};

#pragma GCC diagnostic pop
#undef XX

static const rs_builtin_field fields[] = {
#define RS_FIELD(member, tp_name, field, visited) {tp_name, field, offsetof(rs_layout, member), visited},
#define RS_SHARED                                 RS_FIELD
#include "builtin_fields.def"
#undef RS_FIELD
#undef RS_SHARED
};
#define FIELD_COUNT (sizeof fields / sizeof *fields)

const rs_layout *rs__layout_of_release(int major, int minor, int micro) {
    const rs_layout *found = NULL;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        if (layouts[i].major == major && layouts[i].minor == minor && layouts[i].micro <= micro)
            found = &layouts[i];
    return found;
}

const rs_layout *rs__layout_of_version(int major, int minor) {
    return rs__layout_of_release(major, minor, 0);
}

static const char *const other_names[][2] = {
    {"weakref", "weakref.ReferenceType"},
    {"weakproxy", "weakref.ProxyType"},
    {"weakcallableproxy", "weakref.CallableProxyType"},
    {"Context", "_contextvars.Context"},
    {"ContextVar", "_contextvars.ContextVar"},
    {"Token", "_contextvars.Token"},
    {"_collections._deque_iterator", "collections._deque_iterator"},
    {"_collections._deque_reverse_iterator", "collections._deque_reverse_iterator"},
    {"_collections._tuplegetter", "collections._tuplegetter"},
    {"arrayiterator", "array.arrayiterator"},
    {"TaskStepMethWrapper", "_asyncio.TaskStepMethWrapper"},
    {"_ssl.Session", "_ssl.SSLSession"},
    {"MultibyteIncrementalEncoder", "_multibytecodec.MultibyteIncrementalEncoder"},
    {"MultibyteIncrementalDecoder", "_multibytecodec.MultibyteIncrementalDecoder"},
    {"MultibyteStreamReader", "_multibytecodec.MultibyteStreamReader"},
    {"MultibyteStreamWriter", "_multibytecodec.MultibyteStreamWriter"},
};

/* Most names differ in their first letter. */
static inline bool is_same(const char *a, const char *b) {
    return a[0] == b[0] && strcmp(a, b) == 0;
}

/* Each version of Cython puts its own in front: "_cython_3_1_4.cython_function_or_method". */
static const char *without_cython_version(const char *tp_name) {
    const char *bare = strncmp(tp_name, "_cython_", 8) == 0 ? strchr(tp_name, '.') : NULL;
    bool function = bare && (strcmp(bare + 1, "cython_function_or_method") == 0 ||
                             strcmp(bare + 1, "fused_cython_function") == 0);
    return function ? bare + 1 : tp_name;
}

const char *rs__canonical_tp_name(const char *tp_name) {
    if (tp_name[0] == '_') tp_name = without_cython_version(tp_name);
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++)
        if (is_same(other_names[i][0], tp_name)) return other_names[i][1];
    return tp_name;
}

/* Asked once a type, so that a search from the front is cheap enough. */
const rs_builtin_field *rs__builtin_fields_of(const char *tp_name, uint32_t *count) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (!is_same(fields[i].tp_name, tp_name)) continue;
        size_t end = i;
        while (end < FIELD_COUNT && is_same(fields[end].tp_name, tp_name)) end++;
        *count = (uint32_t)(end - i);
        return &fields[i];
    }
    *count = 0;
    return NULL;
}
