/* decode_builtins.c: which fields and which further decoder a built-in type has.                     Header: decoder.h
 * The fields: builtin_fields.def. The decoders: decode_builtins.h, decode_*.c.               Design: LAYOUTS.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

#include <string.h>

#include "read_scalar.h"
#include "rs_memory.h"

enum { BASES_MAX = 64, TP_NAME_MAX = 96 };

void rs__decode_nothing(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)decoding, (void)shape, (void)object;
}

/* An element of a cache's ring: the cache reports what it holds, and its class, as its own. */
static void decode_lru_element(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)decoding, (void)shape, (void)object;
}

/* What a type holds beyond its fixed fields. `exact`: fields and function together are what tp_traverse reports. */
static const struct {
    const char *tp_name;
    rs_decode_function *decode;
    bool exact;
} specials[] = {
    {"type", rs__decode_type_rest, false},
    {"code", rs__decode_code, true},
    {"module", rs__decode_module, false},
    {"frame", rs__decode_frame, false},
    {"generator", rs__decode_generator, true},
    {"coroutine", rs__decode_coroutine, true},
    {"async_generator", rs__decode_async_generator, false},
    {"collections.deque", rs__decode_deque, false},
    {"collections.defaultdict", rs__decode_dict, false},
    {"collections.OrderedDict", rs__decode_ordered_dict, false},
    {"functools._lru_cache_wrapper", rs__decode_lru_cache, false},
    {"functools._lru_list_elem", decode_lru_element, false},
    {"itertools._tee_dataobject", rs__decode_tee_data, false},
    {"hamt_array_node", rs__decode_hamt_array, false},
    {"hamt_bitmap_node", rs__decode_hamt_bitmap, false},
    {"hamt_collision_node", rs__decode_hamt_collision, false},
    {"xml.etree.ElementTree.Element", rs__decode_element, false},
    {"pyexpat.xmlparser", rs__decode_expat_parser, false},
    {"_queue.SimpleQueue", rs__decode_simple_queue, false},
    {"_pickle.Pickler", rs__decode_pickler, false},
    {"_pickle.Unpickler", rs__decode_unpickler, false},
    {"_pickle.Pdata", rs__decode_pickle_stack, false},
    {"_sre.SRE_Template", rs__decode_template, false},
    {"_ctypes.PyCPointerType", rs__decode_c_pointer_type, false},
    {"_ctypes.CType_Type", rs__decode_c_type, false},
    {"numpy.ndarray", rs__decode_ndarray, false},
    {"numpy.void", rs__decode_numpy_record, false},
    {"numpy.dtype", rs__decode_dtype, false},
    {"greenlet.greenlet", rs__decode_greenlet, false},
    {"cython_function_or_method", rs__decode_cython_function, false},
    {"fused_cython_function", rs__decode_cython_fused, false},
    {"datetime.datetime", rs__decode_datetime, false},
    {"datetime.time", rs__decode_time, false},
    {"function", rs__decode_nothing, true},
    {"builtin_function_or_method", rs__decode_nothing, true},
    {"method", rs__decode_nothing, true},
    {"cell", rs__decode_nothing, true},
    {"property", rs__decode_nothing, true},
    {"staticmethod", rs__decode_nothing, true},
    {"classmethod", rs__decode_nothing, true},
    {"getset_descriptor", rs__decode_nothing, true},
    {"member_descriptor", rs__decode_nothing, true},
    {"method_descriptor", rs__decode_nothing, true},
    {"wrapper_descriptor", rs__decode_nothing, true},
    {"classmethod_descriptor", rs__decode_nothing, true},
    {"method-wrapper", rs__decode_nothing, true},
    {"mappingproxy", rs__decode_nothing, true},
    {"weakref.ReferenceType", rs__decode_nothing, true},
    {"traceback", rs__decode_nothing, true},
    {"slice", rs__decode_nothing, true},
};

static rs_decode_function *special_of(const char *tp_name, bool *exact) {
    for (size_t i = 0; i < sizeof specials / sizeof *specials; i++) {
        if (specials[i].tp_name[0] != tp_name[0] || strcmp(specials[i].tp_name, tp_name) != 0) continue;
        *exact = specials[i].exact;
        return specials[i].decode;
    }
    *exact = false;
    return NULL;
}

/* Insert by offset; a field that is there already keeps its name. */
static bool add_field(rs_type_shape *shape, int32_t offset, uint32_t name) {
    uint32_t at = shape->field_count;
    while (at > 0 && shape->fields[at - 1].offset > offset) at--;
    if (at > 0 && shape->fields[at - 1].offset == offset) return true;
    rs_field *fields = rs_resize_array(shape->fields, (size_t)shape->field_count + 1, sizeof *fields);
    if (!fields) return false;
    memmove(fields + at + 1, fields + at, (shape->field_count - at) * sizeof *fields);
    fields[at] = (rs_field){name, offset};
    shape->fields = fields;
    shape->field_count++;
    return true;
}

static uint32_t mark_of(const rs_layout *layout, const rs_builtin_field *row) {
    if (row->visited_since == RS_BORROWED) return RS_NAME_GUESSED;
    return layout->minor >= row->visited_since ? 0 : RS_NAME_EXTRA;
}

/* The rows of builtin_fields.def for that type; false: there are none. */
static bool add_fields_of(rs_decoding *decoding, rs_type_shape *shape, const char *tp_name) {
    uint32_t count = 0;
    const rs_builtin_field *rows = rs__builtin_fields_of(tp_name, &count);
    for (uint32_t i = 0; i < count; i++) {
        uint16_t offset = rs__builtin_field_offset(decoding->layout, &rows[i]);
        if (offset == 0 || offset + 8 > shape->basicsize) continue;
        uint32_t text = rs__name_of_text(decoding->names, rows[i].field, strlen(rows[i].field));
        uint32_t name = RS_NAME(RS_NAME_ATTRIBUTE, text) | mark_of(decoding->layout, &rows[i]);
        if (!add_field(shape, offset, name)) decoding->out.failed = true;
        if (shape->dict_offset == offset) shape->dict_offset = 0;
    }
    return count > 0;
}

static const char *tp_name_of(char *buffer, size_t size, rs_decoding *decoding, uint64_t type) {
    return rs__read_c_string(buffer, size, decoding->image,
                             rs__word(decoding->image, type + decoding->layout->type_name));
}

/* The first of shape->address and its bases that is called `tp_name`, or 0. */
static uint64_t base_called(rs_decoding *decoding, uint64_t type, const char *tp_name) {
    char name[TP_NAME_MAX];
    for (int depth = 0; type != 0 && depth < BASES_MAX; depth++) {
        if (strcmp(tp_name_of(name, sizeof name, decoding, type), tp_name) == 0) return type;
        type = rs__word(decoding->image, type + decoding->layout->type_base);
    }
    return 0;
}

/* The types of _io stand in a row of inheritance but do not extend each other's structures. */
static bool shares_no_fields(const char *tp_name) {
    return strncmp(tp_name, "_io._", 5) == 0;
}

static rs_size_known size_of(const rs_decoding *decoding, uint64_t type, const char *canonical) {
    return rs__size_in_tables(decoding->layout, canonical,
                              rs__word(decoding->image, type + decoding->layout->type_basicsize));
}

/* A field that this version does not have is not what the type is made of. */
bool rs__type_is_listed(const rs_decoding *decoding, uint64_t type, const char *tp_name) {
    uint32_t count = 0, there = 0;
    bool exact;
    const char *canonical = rs__canonical_tp_name(tp_name);
    if (size_of(decoding, type, canonical) == RS__SIZE_OTHER) return false;
    const rs_builtin_field *rows = rs__builtin_fields_of(canonical, &count);
    for (uint32_t i = 0; i < count; i++) there += rs__builtin_field_offset(decoding->layout, &rows[i]) != 0;
    return there > 0 || special_of(canonical, &exact) != NULL;
}

rs_decode_function *rs__decoder_of_builtin(rs_decoding *decoding, rs_type_shape *shape, const char *tp_name) {
    rs_decode_function *decode = NULL;
    bool known = false, exact = false, confirmed = true;
    uint64_t base = base_called(decoding, shape->address, tp_name);
    bool itself = base == shape->address;
    for (int depth = 0; base != 0 && depth < BASES_MAX; depth++) {
        char name[TP_NAME_MAX];
        const char *canonical = rs__canonical_tp_name(tp_name_of(name, sizeof name, decoding, base));
        bool base_exact = false;
        rs_size_known size = size_of(decoding, base, canonical);
        if (size == RS__SIZE_OTHER) {
            shape->layout_unknown = true;
            base = rs__word(decoding->image, base + decoding->layout->type_base);
            continue;
        }
        rs_decode_function *special = special_of(canonical, &base_exact);
        if (known && shares_no_fields(canonical)) break;
        if (add_fields_of(decoding, shape, canonical) || special != NULL) {
            known = true;
            confirmed &= size == RS__SIZE_CONFIRMED;
        }
        if (special == rs__decode_type_rest) shape->decode = rs__decode_type;
        if (special == decode_lru_element) shape->class_name = 0;
        if (depth == 0) exact = base_exact;
        if (!decode) decode = special;
        base = rs__word(decoding->image, base + decoding->layout->type_base);
    }
    shape->decode_is_exact = itself && exact && !shape->layout_unknown;
    shape->layout_confirmed = known && confirmed && !shape->layout_unknown;
    return decode ? decode : known ? rs__decode_nothing : NULL;
}
