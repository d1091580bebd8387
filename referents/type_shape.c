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
#include "shallow_size.h"
#include "type_kind.h"

#define MEMBER_OBJECT_EX 16 /* the type of a slot in PyMemberDef */
#define MEMBER_OBJECT    6
#define MEMBERS_MAX      4096u /* no class has more slots; a table without its end is cut there */
#define BASES_MAX        4096u /* no class has a longer chain of first bases */

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
    return base != 0 && type_word(decoding, base, layout->type_basicsize) ==
                            type_word(decoding, type, layout->type_basicsize);
}

static uint64_t first_other_base(const rs_decoding *decoding, uint64_t type) {
    for (unsigned i = 0; type != 0 && i < BASES_MAX && is_python_class(decoding, type); i++)
        type = type_word(decoding, type, decoding->layout->type_base);
    return type;
}

/* Fields stand in order of offset. */
static bool add_field(rs_type_shape *shape, rs_field field) {
    rs_field *fields = rs_resize_array(shape->fields, shape->field_count + 1u, sizeof field);
    if (!fields) return false;
    shape->fields = fields;
    uint32_t at = shape->field_count++;
    for (; at > 0 && fields[at - 1].offset > field.offset; at--) fields[at] = fields[at - 1];
    fields[at] = field;
    return true;
}

static uint32_t attribute_name(rs_decoding *decoding, uint64_t c_string) {
    char buffer[512];
    rs__read_c_string(buffer, sizeof buffer, decoding->image, c_string);
    return RS_NAME(RS_NAME_ATTRIBUTE, rs__name_of_text(decoding->names, buffer, strlen(buffer)));
}

static bool has_field_at(const rs_type_shape *shape, int64_t offset) {
    for (uint32_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].offset == offset) return true;
    return false;
}

/* Where an object's fields end. The members of a struct sequence are its items, which stand behind the body of a tuple. */
static int64_t end_of_fields(const rs_type_shape *shape, const rs_layout *layout) {
    if (shape->kind != RS_KIND_TUPLE || shape->itemsize != 8) return shape->basicsize;
    return layout->tuple_items + 8 * (int64_t)MEMBERS_MAX;
}

/* Members of the type that are objects: those of type T_OBJECT_EX, which slots are, or T_OBJECT too. */
static bool add_members_of(rs_type_shape *shape, rs_decoding *decoding, uint64_t type, uint32_t marks,
                           bool old_kind) {
    const rs_layout *layout = decoding->layout;
    uint64_t member = type_word(decoding, type, layout->type_members);
    for (unsigned i = 0; member != 0 && i < MEMBERS_MAX; i++, member += layout->member_size) {
        uint64_t name = rs__word(decoding->image, member + layout->member_name);
        if (name == 0) break;
        uint32_t kind = rs__half(decoding->image, member + layout->member_type);
        if (kind != MEMBER_OBJECT_EX && !(old_kind && kind == MEMBER_OBJECT)) continue;
        int64_t offset = (int64_t)rs__word(decoding->image, member + layout->member_offset);
        if (offset < layout->object_size || offset > end_of_fields(shape, layout) - 8 ||
            has_field_at(shape, offset))
            continue;
        if (!add_field(shape, (rs_field){attribute_name(decoding, name) | marks, (int32_t)offset}))
            return false;
    }
    return true;
}

/* The slots of the class and of the classes it stands on. */
static bool add_slots(rs_type_shape *shape, rs_decoding *decoding) {
    uint64_t type = shape->address;
    for (unsigned i = 0; type != 0 && i < BASES_MAX && is_python_class(decoding, type); i++) {
        if (!add_members_of(shape, decoding, type, 0, false)) return false;
        type = type_word(decoding, type, decoding->layout->type_base);
    }
    return true;
}

/* What a type written in C shows of itself as members. Its fields are only offers, or, when it does not traverse, marked. */
static bool add_members(rs_type_shape *shape, rs_decoding *decoding, uint64_t type, uint32_t marks) {
    for (unsigned i = 0; type != 0 && i < BASES_MAX; i++) {
        if (!add_members_of(shape, decoding, type, marks, true)) return false;
        type = type_word(decoding, type, decoding->layout->type_base);
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
        uint64_t key = rs__word(decoding->image,
                                keys.entries + keys.entry_size * (uint64_t)shape->key_count + keys.key_at);
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
    shape->managed_dict = layout->attributes != RS_ATTRIBUTES_IN_DICT &&
                          (shape->flags & RS_TYPE_MANAGED_DICT) != 0;
    shape->inline_values = layout->attributes == RS_ATTRIBUTES_INLINE &&
                           (shape->flags & RS_TYPE_INLINE_VALUES) != 0;
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

static rs_decode_function *decoder_of_container(rs_kind kind) {
    switch (kind) {
    case RS_KIND_LIST: return rs__decode_list;
    case RS_KIND_TUPLE: return rs__decode_tuple;
    case RS_KIND_DICT: return rs__decode_dict;
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return rs__decode_set;
    default: return NULL;
    }
}

/* What is known of the built-in type at `base`, and of those it stands on. */
static rs_decode_function *decoder_of_base(rs_type_shape *shape, rs_decoding *decoding, uint64_t base) {
    char name[256];
    rs__read_c_string(name, sizeof name, decoding->image,
                      type_word(decoding, base, decoding->layout->type_name));
    rs_decode_function *found = base ? rs__decoder_of_builtin(decoding, shape, name) : NULL;
    rs_decode_function *container = decoder_of_container(shape->kind);
    return container && (found == NULL || found == rs__decode_nothing) ? container : found;
}

/* A type written in C: what its decoder offers are names, unless it is one of those that are exact. */
static bool decode_c_type(rs_type_shape *shape, rs_decoding *decoding) {
    bool traverses = type_word(decoding, shape->address, decoding->layout->type_traverse) != 0;
    if (shape->exact && decoder_of_container(shape->kind)) {
        shape->decode = decoder_of_container(shape->kind);
        shape->decode_is_exact = true;
        return true;
    }
    uint32_t unreported = traverses ? 0 : RS_NAME_EXTRA;
    if (shape->heap) shape->class_name = name_of(decoding, "__class__") | unreported;
    shape->dict_name = name_of(decoding, "__dict__") | unreported;
    shape->decode = rs__decode_instance;
    shape->decode_base = decoder_of_base(shape, decoding, shape->address);
    if (shape->heap) shape->decode_is_exact = false;
    if (!shape->decode_is_exact && !add_members(shape, decoding, shape->address, unreported)) return false;
    return true;
}

/* A class statement's type. */
static bool decode_python_class(rs_type_shape *shape, rs_decoding *decoding) {
    uint64_t base = first_other_base(decoding, shape->address);
    bool base_traverses = base != 0 && type_word(decoding, base, decoding->layout->type_traverse) != 0;
    bool static_base = base != 0 && !(type_word(decoding, base, decoding->layout->type_flags) & RS_TYPE_HEAP);
    uint32_t unreported = (shape->flags & RS_TYPE_HAVE_GC) ? 0 : RS_NAME_EXTRA;
    if (!add_slots(shape, decoding)) return false;
    shape->class_name = name_of(decoding, "__class__") | unreported;
    shape->dict_name = name_of(decoding, "__dict__") | unreported;
    shape->decode = rs__decode_instance;
    if (static_base && rs__type_is_container(decoding, base)) {
        shape->decode_base = decoder_of_container(shape->kind);
        shape->decode_is_exact = true;
        return true;
    }
    shape->decode_base = decoder_of_base(shape, decoding, base);
    shape->decode_is_exact = !base_traverses;
    if (base_traverses && !add_members(shape, decoding, base, 0)) return false;
    shape->plain_instance = base != 0 && rs__type_is_object(decoding, base);
    if (shape->plain_instance && shape->kind == RS_KIND_OTHER) shape->kind = RS_KIND_INSTANCE;
    return true;
}

/* The items of a struct sequence (os.stat_result, time.struct_time) are its members as well, and those have names. */
static bool has_named_items(const rs_type_shape *shape, const rs_layout *layout) {
    return shape->decode_base == rs__decode_tuple && shape->field_count > 0 &&
           shape->fields[shape->field_count - 1].offset >= layout->tuple_items;
}

bool rs__type_shape_make(rs_type_shape *shape, rs_decoding *decoding, uint64_t type) {
    memset(shape, 0, sizeof *shape);
    shape->address = type;
    read_numbers(shape, decoding);
    shape->header_size = header_size_of(shape, decoding->layout);
    shape->kind = rs__type_kind(&shape->exact, decoding, type, first_other_base(decoding, type));
    bool made = is_python_class(decoding, type) ? decode_python_class(shape, decoding)
                                                : decode_c_type(shape, decoding);
    if (has_named_items(shape, decoding->layout)) shape->decode_base = rs__decode_unnamed_items;
    shape->opaque = rs__type_is_opaque(decoding, shape);
    shape->side_blocks = rs__side_blocks_of(decoding, type);
    return made && !decoding->out.failed && !rs__name_table_failed(decoding->names);
}

void rs__type_shape_release(rs_type_shape *shape) {
    rs_release(shape->fields);
    rs_release(shape->key_names);
    memset(shape, 0, sizeof *shape);
}
