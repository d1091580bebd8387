/* decode_containers.c: lists, tuples, dicts and sets, each complete by itself.           Header: decoder.h, layout.h
 *
 * These four hold most references of a heap. What they emit is the multiset that their tp_traverse reports, and, marked
 * RS_NAME_EXTRA, the keys of dicts whose keys are all strings, which dict_traverse leaves out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_keys.h"
#include "decoder.h"

/* Items that are written at once, so that an array of millions passes through a small buffer. */
#define RUN 2048u

static inline uint32_t index_name(uint64_t index) {
    return index < RS_NAME_ARGUMENT_MAX ? RS_NAME(RS_NAME_INDEX, index)
                                        : RS_NAME(RS_NAME_INDEX, RS_NAME_ARGUMENT_MAX);
}

static inline bool emit_run(rs_emitter *out, const uint64_t *item, uint64_t first, uint64_t count) {
    rs_found *found = rs__emitter_room(out, count);
    if (!found) return false;
    const rs_found *before = found;
    uint32_t name = RS_NAME(RS_NAME_INDEX, first);
    bool numbered = first + count <= RS_NAME_ARGUMENT_MAX;
    for (uint64_t i = 0; i < count; i++) {
        found->target = item[i];
        found->name = numbered ? name++ : index_name(first + i);
        found += item[i] != 0;
    }
    out->count += (size_t)(found - before);
    return true;
}

static inline void emit_items(rs_decoding *decoding, uint64_t items, uint64_t count) {
    for (uint64_t first = 0; first < count; first += RUN) {
        uint64_t run = count - first < RUN ? count - first : RUN;
        const uint64_t *item = rs__at(decoding->image, items + 8 * first, 8 * run);
        if (!item || !emit_run(&decoding->out, item, first, run)) return;
    }
}

void rs__decode_list(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    int64_t count = (int64_t)rs__word(decoding->image, object + layout->object_size);
    uint64_t items = rs__word(decoding->image, object + layout->list_items);
    if (items != 0 && count > 0) emit_items(decoding, items, (uint64_t)count);
}

void rs__decode_tuple(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    int64_t count = (int64_t)rs__word(decoding->image, object + layout->object_size);
    if (count > 0) emit_items(decoding, object + layout->tuple_items, (uint64_t)count);
}

static bool has_field_at(const rs_type_shape *shape, uint64_t offset) {
    for (uint32_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].offset >= 0 && (uint64_t)shape->fields[i].offset == offset) return true;
    return false;
}

void rs__decode_unnamed_items(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    int64_t count = (int64_t)rs__word(decoding->image, object + layout->object_size);
    for (uint64_t i = 0; count > 0 && i < (uint64_t)count && i < RUN; i++) {
        uint64_t offset = layout->tuple_items + 8 * i;
        if (has_field_at(shape, offset)) continue;
        rs__emit(&decoding->out, rs__word(decoding->image, object + offset), index_name(i));
    }
}

/* A table that belongs to one dict: every entry gives its key, then its value. */
static void emit_entries(rs_decoding *decoding, const rs_keys *keys, uint32_t key_name) {
    for (uint64_t first = 0; first < keys->count; first += RUN) {
        uint64_t run = keys->count - first < RUN ? keys->count - first : RUN;
        const char *entry = rs__at(decoding->image, keys->entries + keys->entry_size * first,
                                   keys->entry_size * run);
        rs_found *found = rs__emitter_room(&decoding->out, 2 * run);
        if (!entry || !found) return;
        rs_found *to = found;
        for (uint64_t i = 0; i < run; i++, entry += keys->entry_size) {
            uint64_t value = *(const uint64_t *)(const void *)(entry + keys->value_at);
            to[0].target = *(const uint64_t *)(const void *)(entry + keys->key_at);
            to[0].name = key_name;
            to[1].target = value;
            to[1].name = RS_NAME(RS_NAME_KEY, 0);
            to += value != 0 ? 2 : 0;
        }
        decoding->out.count += (size_t)(to - found);
    }
}

/* A split dict: its keys belong to the class, its values stand in an array of its own. */
static void emit_split(rs_decoding *decoding, const rs_keys *keys, uint64_t values) {
    const rs_layout *layout = decoding->layout;
    if (layout->values == RS_VALUES_HEADED && !decoding->dict_reports_values &&
        rs__byte(decoding->image, values + layout->values_embedded) != 0)
        return; /* the values stand in the instance, which reports them */
    const uint64_t *value = rs__at(decoding->image, values + layout->values_first, 8 * keys->count);
    if (!value) return;
    for (uint64_t i = 0; i < keys->count; i++) {
        if (value[i] == 0) continue;
        uint64_t key = rs__word(decoding->image, keys->entries + keys->entry_size * i + keys->key_at);
        uint32_t text = rs__name_of_str(decoding->names, decoding->image, layout, key);
        rs__emit(&decoding->out, value[i], RS_NAME(RS_NAME_KEY_TEXT, text));
    }
}

static bool keys_are_reported(rs_decoding *decoding, const rs_keys *keys, uint64_t object) {
    if (decoding->layout->keys == RS_KEYS_LOG2) return keys->general;
    return decoding->reports_keys != NULL && decoding->reports_keys(decoding, object, keys->lookup);
}

void rs__decode_dict(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t values = rs__word(decoding->image, object + layout->dict_values);
    rs_keys keys;
    if (!rs__keys_read(&keys, decoding->image, layout, rs__word(decoding->image, object + layout->dict_keys)))
        return;
    if (values != 0) {
        emit_split(decoding, &keys, values);
    } else if (keys.count > 0) {
        bool reported = keys_are_reported(decoding, &keys, object);
        emit_entries(decoding, &keys, RS_NAME(RS_NAME_DICT_KEY, 0) | (reported ? 0 : RS_NAME_EXTRA));
    }
}

/* A slot of a set is {key, hash}. A deleted one keeps a key that is no member, and the hash -1, which no object has. */
static void emit_members(rs_decoding *decoding, const uint64_t *slot, uint64_t count) {
    rs_found *found = rs__emitter_room(&decoding->out, count);
    if (!found) return;
    size_t written = 0;
    for (uint64_t i = 0; i < count; i++, slot += 2) {
        found[written].target = slot[0];
        found[written].name = RS_NAME(RS_NAME_MEMBER, 0);
        written += slot[0] != 0 && slot[1] != UINT64_MAX;
    }
    decoding->out.count += written;
}

void rs__decode_set(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t table = rs__word(decoding->image, object + layout->set_table);
    uint64_t slots = rs__word(decoding->image, object + layout->set_mask) + 1;
    if (table == 0 || slots == 0) return;
    for (uint64_t first = 0; first < slots && !decoding->out.failed; first += RUN) {
        uint64_t run = slots - first < RUN ? slots - first : RUN;
        const uint64_t *slot = rs__at(decoding->image, table + layout->set_entry_size * first,
                                      layout->set_entry_size * run);
        if (!slot) return;
        emit_members(decoding, slot, run);
    }
}
