/* fetch_ahead.h: ask for memory before it is read.                                                     Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef FETCH_AHEAD_H
#define FETCH_AHEAD_H

#include "known_types.h"

/* Ask for what an object keeps outside of itself. */
static inline void rs__prefetch_outside(const rs_layout *layout, rs_ahead ahead, uint64_t object) {
    const char *o = (const char *)(uintptr_t)object;
    switch (ahead) {
    case RS__AHEAD_LIST: __builtin_prefetch(*(void *const *)(const void *)(o + layout->list_items)); break;
    case RS__AHEAD_DICT:
        __builtin_prefetch(*(void *const *)(const void *)(o + layout->dict_keys));
        __builtin_prefetch(*(char *const *)(const void *)(o + layout->dict_keys) + 64);
        break;
    case RS__AHEAD_SET: __builtin_prefetch(*(void *const *)(const void *)(o + layout->set_table)); break;
    case RS__AHEAD_VALUES: {
        const char *values = *(char *const *)(const void *)(o -
                                                            24); /* 3.12: the word with the tag is as good */
        if (layout->attributes == RS_ATTRIBUTES_AT_MINUS_4) values = *(char *const *)(const void *)(o - 32);
        if (values) __builtin_prefetch(values);
        break;
    }
    default: break;
    }
}

#endif
