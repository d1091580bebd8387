/* type_shape.c: what the walk knows of a type, found out once.                                    Header: decoder.h
 * Names of types: type_name.c. Kinds of built-in types: type_kind.c.
 *
 * A class statement makes a heap type whose tp_traverse is CPython's own: it reports the slots of the class and its bases,
 * the attributes, the __dict__, the class, and then what the tp_traverse of the first other base reports. When that one is
 * `object`, a type without tp_traverse, or a container that decode_containers.c knows, the decoder is exact by itself.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_keys.h"
#include "decoder.h"
#include "read_scalar.h"
#include "rs_memory.h"
#include "type_kind.h"

#define MEMBER_OBJECT_EX 16 /* the type of a slot in PyMemberDef */
#define MEMBERS_MAX 4096u   /* no class has more slots; a table without its end is cut there */
#define BASES_MAX 4096u     /* no class has a longer chain of first bases */

static uint64_t type_word(const rs_decoding *decoding, uint64_t type, uint16_t member) {
    return rs__word(decoding->image, type + member);
}

/* Whether a class statement made the type. One that the collector does not know adds no bytes to its base; a C type
 * that it does not know has fields of its own, else there is nothing to say of it anyway. */
static bool is_python_class(const rs_decoding *decoding, uint64_t type) {
    const rs_layout *layout = decoding->layout;
    uint64_t flags = type_word(decoding, type, layout->type_flags);
    if (!(flags & RS_TYPE_HEAP)) return false;
    if (flags & RS_TYPE_HAVE_GC)
        return type_word(decoding, type, layout->type_traverse) == decoding->subtype_traverse;
    uint64_t base = type_word(decoding, type, layout->type_base);
    return base != 0 && type_word(decoding, base, layout->type_basicsize) == type_word(decoding, type, layout->type_basicsize);
}

static uint64_t first_other_base(const rs_decoding *decoding, uint64_t type) {
    for (unsigned i = 0; type != 0 && i < BASES_MAX && is_python_class(decoding, type); i++)
        type = type_word(decoding, type, decoding->layout->type_base);
    return type;
}

static bool add_field(rs_type_shape *shape, size_t *capacity, rs_field field) {
    void *fields = shape->fields;
    if (!rs_reserve(&fields, capacity, shape->field_count + 1u, sizeof field)) return false;
    shape->fields = fields;
    shape->fields[shape->field_count++] = field;
    return true;
}

static uint32_t attribute_name(rs_decoding *decoding, uint64_t c_string) {
    char buffer[512];
    rs__read_c_string(buffer, sizeof buffer, decoding->image, c_string);
    return RS_NAME(RS_NAME_ATTRIBUTE, rs__name_of_text(decoding->names, buffer, strlen(buffer)));
}

static bool add_slots_of(rs_type_shape *shape, rs_decoding *decoding, uint64_t type, size_t *capacity) {
    const rs_layout *layout = decoding->layout;
    uint64_t member = type_word(decoding, type, layout->type_members);
    for (unsigned i = 0; member != 0 && i < MEMBERS_MAX; i++, member += layout->member_size) {
        uint64_t name = rs__word(decoding->image, member + layout->member_name);
        if (name == 0) break;
        if (rs__half(decoding->image, member + layout->member_type) != MEMBER_OBJECT_EX) continue;
        int64_t offset = (int64_t)rs__word(decoding->image, member + layout->member_offset);
        if (offset < layout->object_size || offset > INT32_MAX) continue;
        if (!add_field(shape, capacity, (rs_field){attribute_name(decoding, name), (int32_t)offset})) return false;
    }
    return true;
}

/* The slots of the class and of the classes it stands on, the base's first. */
static bool add_slots(rs_type_shape *shape, rs_decoding *decoding) {
    size_t capacity = 0;
    const rs_layout *layout = decoding->layout;
    uint64_t type = shape->address;
    for (unsigned i = 0; type != 0 && i < BASES_MAX && is_python_class(decoding, type); i++) {
        if (!add_slots_of(shape, decoding, type, &capacity)) return false;
        type = type_word(decoding, type, layout->type_base);
    }
    for (uint32_t i = 1; i < shape->field_count; i++) /* in order of offset, which is the order of the bases */
        for (uint32_t k = i; k > 0 && shape->fields[k].offset < shape->fields[k - 1].offset; k--) {
            rs_field field = shape->fields[k];
            shape->fields[k] = shape->fields[k - 1];
            shape->fields[k - 1] = field;
        }
    return true;
}

static uint32_t name_of(rs_decoding *decoding, const char *text) {
    return RS_NAME(RS_NAME_ATTRIBUTE, rs__name_of_text(decoding->names, text, strlen(text)));
}

void rs__type_shape_update_keys(rs_type_shape *shape, rs_decoding *decoding) {
    rs_keys keys;
    if (!rs__keys_read(&keys, decoding->image, decoding->layout, shape->cached_keys)) return;
    size_t capacity = shape->key_capacity;
    void *names = shape->key_names;
    if (!rs_reserve(&names, &capacity, keys.count, sizeof *shape->key_names)) {
        decoding->out.failed = true;
        return;
    }
    shape->key_names = names;
    shape->key_capacity = (uint32_t)capacity;
    for (; shape->key_count < keys.count; shape->key_count++) {
        uint64_t key = rs__word(decoding->image, keys.entries + keys.entry_size * (uint64_t)shape->key_count + keys.key_at);
        uint32_t text = rs__name_of_str(decoding->names, decoding->image, decoding->layout, key);
        shape->key_names[shape->key_count] = RS_NAME(RS_NAME_ATTRIBUTE, text);
    }
}

static void read_numbers(rs_type_shape *shape, const rs_decoding *decoding) {
    const rs_layout *layout = decoding->layout;
    uint64_t type = shape->address;
    shape->flags = type_word(decoding, type, layout->type_flags);
    shape->basicsize = (int64_t)type_word(decoding, type, layout->type_basicsize);
    shape->itemsize = (int64_t)type_word(decoding, type, layout->type_itemsize);
    shape->dict_offset = (int64_t)type_word(decoding, type, layout->type_dictoffset);
    shape->heap = (shape->flags & RS_TYPE_HEAP) != 0;
    shape->managed_dict = layout->attributes != RS_ATTRIBUTES_IN_DICT && (shape->flags & RS_TYPE_MANAGED_DICT) != 0;
    shape->inline_values = layout->attributes == RS_ATTRIBUTES_INLINE && (shape->flags & RS_TYPE_INLINE_VALUES) != 0;
    if (shape->heap && layout->heap_type_cached_keys && (shape->managed_dict || shape->inline_values))
        shape->cached_keys = type_word(decoding, type, layout->heap_type_cached_keys);
}

/* The collector's head and the managed words in front of an object. */
static uint32_t header_size_of(const rs_type_shape *shape, const rs_layout *layout) {
    uint32_t size = (shape->flags & RS_TYPE_HAVE_GC) ? layout->gc_head_size : 0;
    if (layout->attributes == RS_ATTRIBUTES_AT_MINUS_4 && shape->managed_dict) size += 16;
    bool weakrefs = (shape->flags & RS_TYPE_MANAGED_WEAKREF) != 0;
    if (layout->attributes >= RS_ATTRIBUTES_TAGGED && (shape->managed_dict || weakrefs)) size += 16;
    return size;
}

static void decode_c_type(rs_type_shape *shape, rs_decoding *decoding) {
    char name[256];
    uint64_t flags = shape->flags;
    bool traverses = type_word(decoding, shape->address, decoding->layout->type_traverse) != 0;
    if (shape->kind == RS_KIND_LIST) shape->decode = rs__decode_list;
    else if (shape->kind == RS_KIND_TUPLE) shape->decode = rs__decode_tuple;
    else if (shape->kind == RS_KIND_DICT) shape->decode = rs__decode_dict;
    else if (shape->kind == RS_KIND_SET || shape->kind == RS_KIND_FROZENSET) shape->decode = rs__decode_set;
    if (shape->exact && shape->decode) {
        shape->decode_is_exact = true;
        return;
    }
    rs__read_c_string(name, sizeof name, decoding->image, type_word(decoding, shape->address, decoding->layout->type_name));
    shape->decode = rs__decoder_of_builtin(decoding, shape, name);
    if (shape->decode || !(flags & RS_TYPE_HEAP)) return;
    shape->class_name = name_of(decoding, "__class__") | (traverses ? 0 : RS_NAME_EXTRA);
}

static bool make_base(rs_type_shape *shape, rs_decoding *decoding, uint64_t base) {
    if (base == 0 || base == shape->address) return true;
    shape->base = rs_alloc_cleared(1, sizeof *shape->base);
    return shape->base && rs__type_shape_make(shape->base, decoding, base);
}

static bool decode_python_class(rs_type_shape *shape, rs_decoding *decoding) {
    uint64_t base = first_other_base(decoding, shape->address);
    if (!add_slots(shape, decoding) || !make_base(shape, decoding, base)) return false;
    bool base_traverses = base != 0 && type_word(decoding, base, decoding->layout->type_traverse) != 0;
    uint32_t unreported = (shape->flags & RS_TYPE_HAVE_GC) ? 0 : RS_NAME_EXTRA;
    shape->class_name = name_of(decoding, "__class__") | unreported;
    shape->dict_name = name_of(decoding, "__dict__") | unreported;
    shape->decode = rs__decode_instance;
    shape->decode_is_exact = !base_traverses || (shape->base && shape->base->decode_is_exact);
    shape->plain_instance = shape->base == NULL || (shape->base->decode == NULL && !base_traverses);
    if (shape->kind == RS_KIND_OTHER && base != 0 && rs__type_is_object(decoding, base)) shape->kind = RS_KIND_INSTANCE;
    return true;
}

bool rs__type_shape_make(rs_type_shape *shape, rs_decoding *decoding, uint64_t type) {
    memset(shape, 0, sizeof *shape);
    shape->address = type;
    read_numbers(shape, decoding);
    shape->header_size = header_size_of(shape, decoding->layout);
    shape->kind = rs__type_kind(&shape->exact, decoding, type, first_other_base(decoding, type));
    if (!is_python_class(decoding, type)) {
        decode_c_type(shape, decoding);
    } else if (!decode_python_class(shape, decoding)) {
        return false;
    }
    return !rs__name_table_failed(decoding->names);
}

void rs__type_shape_release(rs_type_shape *shape) {
    if (shape->base) {
        rs__type_shape_release(shape->base);
        rs_release(shape->base);
    }
    rs_release(shape->fields);
    rs_release(shape->key_names);
    memset(shape, 0, sizeof *shape);
}
