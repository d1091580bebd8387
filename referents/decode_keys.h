/* decode_keys.h: the table of keys of a dict or of a class, read from an image.               Map: referents/README.md
 * Who reads by it: decode_containers.c, type_shape.c, shallow_size.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef DECODE_KEYS_H
#define DECODE_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "image.h"
#include "layout.h"

typedef struct rs_keys {
    uint64_t entries; /* address of the first entry */
    uint64_t count;   /* entries in use, deleted ones included */
    uint64_t slots;   /* of the table of indices: a power of two */
    uint64_t indices; /* bytes of the table of indices */
    uint32_t entry_size, key_at, value_at;
    bool general;    /* RS_KEYS_LOG2: any objects may be keys, not only strings */
    uint64_t lookup; /* RS_KEYS_SIZED: dk_lookup, which tells the same */
} rs_keys;

/* RS_KEYS_SIZED: dk_lookup stands behind dk_size. */
#define RS__KEYS_LOOKUP_BEHIND_SIZE 8

static inline uint64_t rs__keys_index_width(uint64_t slots) {
    return slots <= 0xFF ? 1 : slots <= 0xFFFF ? 2 : slots <= 0xFFFFFFFFull ? 4 : 8;
}

static inline bool rs__keys_read_sized(rs_keys *out, const rs_image *image, const rs_layout *layout,
                                       uint64_t keys) {
    out->slots = rs__word(image, keys + layout->keys_size);
    out->lookup = rs__word(image, keys + layout->keys_size + RS__KEYS_LOOKUP_BEHIND_SIZE);
    out->count = rs__word(image, keys + layout->keys_nentries);
    out->indices = out->slots * rs__keys_index_width(out->slots);
    out->general = false;
    out->entry_size = layout->entry_size;
    out->key_at = layout->entry_key;
    out->value_at = layout->entry_value;
    out->entries = keys + layout->keys_indices + out->indices;
    return out->count <= out->slots;
}

static inline bool rs__keys_read(rs_keys *out, const rs_image *image, const rs_layout *layout,
                                 uint64_t keys) {
    if (keys == 0) return false;
    if (layout->keys == RS_KEYS_SIZED) return rs__keys_read_sized(out, image, layout, keys);
    unsigned log2_slots = rs__byte(image, keys + layout->keys_log2_size);
    unsigned log2_indices = rs__byte(image, keys + layout->keys_log2_index_bytes);
    if (log2_slots > 60 || log2_indices > 60) return false;
    out->general = rs__byte(image, keys + layout->keys_kind) == 0;
    out->slots = 1ull << log2_slots;
    out->lookup = 0;
    out->count = rs__word(image, keys + layout->keys_nentries);
    out->indices = 1ull << log2_indices;
    out->entry_size = out->general ? layout->entry_size : layout->unicode_entry_size;
    out->key_at = out->general ? layout->entry_key : layout->unicode_entry_key;
    out->value_at = out->general ? layout->entry_value : layout->unicode_entry_value;
    out->entries = keys + layout->keys_indices + out->indices;
    return out->count <= out->slots;
}

/* How many entries such a table has room for: CPython fills two thirds of the slots. */
static inline uint64_t rs__keys_usable(const rs_keys *keys) {
    return keys->slots * 2 / 3;
}

#endif
