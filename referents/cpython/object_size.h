/* object_size.h: the bytes of an object, without a call for those that there are most of.     The others: shallow_size.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef OBJECT_SIZE_H
#define OBJECT_SIZE_H

#include "keep_value.h"
#include "known_types.h"
#include "shallow_size.h"

/* Digits of 30 bits; from 3.11 on there is always one. */
static inline uint64_t rs__int_size(const rs_layout *layout, uint64_t body, const char *o) {
    int64_t word = *(const int64_t *)(const void *)(o + layout->int_size);
    uint64_t digits = layout->ints == RS_INT_TAG ? (uint64_t)word >> 3 : (uint64_t)(word < 0 ? -word : word);
    return body + 4 * (digits == 0 && layout->minor >= 11 ? 1 : digits);
}

/* A dict whose table is its own; the others are asked for. */
static inline uint64_t rs__own_dict_size(const rs_decoding *decoding, uint64_t object, const char *o) {
    const rs_layout *layout = decoding->layout;
    const char *keys = *(const char *const *)(const void *)(o + layout->dict_keys);
    if (layout->keys != RS_KEYS_LOG2 || *(const uint64_t *)(const void *)(o + layout->dict_values) != 0)
        return rs__dict_size(decoding, object);
    if (*(const int64_t *)(const void *)keys != 1) return 0; /* the table of all empty dicts */
    uint64_t usable = (2ull << (uint8_t)keys[layout->keys_log2_size]) / 3;
    uint64_t entry = keys[layout->keys_kind] == 0 ? layout->entry_size : layout->unicode_entry_size;
    return layout->keys_indices + (1ull << (uint8_t)keys[layout->keys_log2_index_bytes]) + usable * entry;
}

static inline uint64_t rs__text_size(const rs_decoding *decoding, const rs_known_type *type,
                                     uint64_t object) {
    const rs_layout *layout = decoding->layout;
    const char *o = (const char *)(uintptr_t)object;
    if (rs__state_is_ascii(*(const uint32_t *)(const void *)(o + layout->str_state)))
        return layout->str_ascii_data + *(const uint64_t *)(const void *)(o + layout->str_length) + 1;
    return rs__shallow_size(decoding, &type->shape, object);
}

/* The sizes of what there is most of, without a call; the rest by shallow_size.c, which says the same of these. */
static inline uint64_t rs__object_size(const rs_decoding *decoding, const rs_known_type *type,
                                       uint64_t object) {
    const rs_layout *layout = decoding->layout;
    const char *o = (const char *)(uintptr_t)object;
    switch ((rs_size_rule)type->size_rule) {
    case RS__SIZE_FIXED: return type->size;
    case RS__SIZE_ITEMS: {
        int64_t count = *(const int64_t *)(const void *)(o + layout->object_size);
        return type->size + (uint64_t)type->shape.itemsize * (uint64_t)(count < 0 ? -count : count);
    }
    case RS__SIZE_LIST: return type->size + 8 * *(const uint64_t *)(const void *)(o + layout->list_allocated);
    case RS__SIZE_TEXT: return rs__text_size(decoding, type, object);
    case RS__SIZE_DIGITS: return rs__int_size(layout, type->size, o);
    case RS__SIZE_DICT: return type->size + rs__own_dict_size(decoding, object, o);
    case RS__SIZE_VALUES: {
        uint64_t word = *(
            const uint64_t *)(const void *)(o - (layout->attributes == RS_ATTRIBUTES_AT_MINUS_4 ? 32 : 24));
        uint64_t values = layout->attributes == RS_ATTRIBUTES_AT_MINUS_4 ? word : (word & 1) ? word + 1 : 0;
        return values ? type->size + rs__values_size(decoding, type->shape.cached_keys, values) : type->size;
    }
    default: return rs__shallow_size(decoding, &type->shape, object);
    }
}

#endif
