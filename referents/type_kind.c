/* type_kind.c: which of the shapes that other layers tell apart a type has.                      Header: type_kind.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "type_kind.h"

#include "read_scalar.h"

typedef struct kind_row {
    const char *tp_name;
    rs_kind kind;
} kind_row;

/* Built-in types by their tp_name: only static types are looked up here, so that no class can take such a name. */
static const kind_row built_in[] = {
    {"list", RS_KIND_LIST},
    {"tuple", RS_KIND_TUPLE},
    {"dict", RS_KIND_DICT},
    {"set", RS_KIND_SET},
    {"frozenset", RS_KIND_FROZENSET},
    {"str", RS_KIND_STR},
    {"bytes", RS_KIND_BYTES},
    {"bytearray", RS_KIND_BYTEARRAY},
    {"int", RS_KIND_INT},
    {"bool", RS_KIND_BOOL},
    {"float", RS_KIND_FLOAT},
    {"complex", RS_KIND_COMPLEX},
    {"NoneType", RS_KIND_NONE},
    {"ellipsis", RS_KIND_ELLIPSIS},
    {"function", RS_KIND_FUNCTION},
    {"builtin_function_or_method", RS_KIND_BUILTIN},
    {"builtin_method", RS_KIND_BUILTIN},
    {"method", RS_KIND_METHOD},
    {"code", RS_KIND_CODE},
    {"cell", RS_KIND_CELL},
    {"module", RS_KIND_MODULE},
    {"type", RS_KIND_TYPE},
    {"frame", RS_KIND_FRAME},
    {"generator", RS_KIND_GENERATOR},
    {"coroutine", RS_KIND_GENERATOR},
    {"async_generator", RS_KIND_GENERATOR},
    {"traceback", RS_KIND_TRACEBACK},
    {"weakref", RS_KIND_WEAKREF},
    {"weakproxy", RS_KIND_WEAKREF},
    {"weakcallableproxy", RS_KIND_WEAKREF},
    {"weakref.ReferenceType", RS_KIND_WEAKREF},
    {"weakref.ProxyType", RS_KIND_WEAKREF},
    {"weakref.CallableProxyType", RS_KIND_WEAKREF},
};

/* Types without tp_traverse whose bytes are plain data. */
static const char *const leaves[] = {
    "NotImplementedType", "datetime.date",
    "datetime.timedelta", "decimal.Decimal",
    "array.array",        "mmap.mmap",
    "_hashlib.HASH",      "_random.Random",
    "_thread.lock",       "_thread.RLock",
    "stderrprinter",      "zlib.Compress",
    "zlib.Decompress",    "sqlite3.PrepareProtocol",
    "_sha1.sha1",         "_sha2.SHA256Type",
    "_md5.md5",
};

static const char *c_name(char *buffer, size_t size, const rs_decoding *decoding, uint64_t type) {
    return rs__read_c_string(buffer, size, decoding->image,
                             rs__word(decoding->image, type + decoding->layout->type_name));
}

static rs_kind kind_of_static(const rs_decoding *decoding, uint64_t type) {
    char name[64];
    c_name(name, sizeof name, decoding, type);
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++)
        if (built_in[i].tp_name[0] == name[0] && strcmp(built_in[i].tp_name, name) == 0)
            return built_in[i].kind;
    return RS_KIND_OTHER;
}

/* Subclasses written in C stand on a built-in type too: climb until one is known. */
rs_kind rs__type_kind(bool *exact, const rs_decoding *decoding, uint64_t type, uint64_t base) {
    const rs_layout *layout = decoding->layout;
    uint64_t flags = rs__word(decoding->image, type + layout->type_flags);
    *exact = false;
    for (unsigned i = 0; base != 0 && i < 256;
         i++, base = rs__word(decoding->image, base + layout->type_base)) {
        if (rs__word(decoding->image, base + layout->type_flags) & RS_TYPE_HEAP) continue;
        rs_kind kind = kind_of_static(decoding, base);
        *exact = base == type && kind != RS_KIND_OTHER;
        if (kind != RS_KIND_OTHER) return kind;
    }
    return (flags & RS_TYPE_EXCEPTION) ? RS_KIND_EXCEPTION : RS_KIND_OTHER;
}

/* `object` alone has no base. */
bool rs__type_is_object(const rs_decoding *decoding, uint64_t type) {
    return rs__word(decoding->image, type + decoding->layout->type_base) == 0;
}

bool rs__type_is_container(const rs_decoding *decoding, uint64_t type) {
    if (rs__word(decoding->image, type + decoding->layout->type_flags) & RS_TYPE_HEAP) return false;
    rs_kind kind = kind_of_static(decoding, type);
    return kind >= RS_KIND_LIST && kind <= RS_KIND_FROZENSET;
}

bool rs__type_is_leaf(const rs_decoding *decoding, const rs_type_shape *shape) {
    char name[64];
    switch (shape->kind) {
    case RS_KIND_STR:
    case RS_KIND_BYTES:
    case RS_KIND_BYTEARRAY:
    case RS_KIND_INT:
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX:
    case RS_KIND_NONE:
    case RS_KIND_ELLIPSIS: return true;
    default: break;
    }
    if (shape->basicsize <= decoding->layout->object_size && shape->itemsize == 0) return true;
    c_name(name, sizeof name, decoding, shape->address);
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        if (leaves[i][0] == name[0] && strcmp(leaves[i], name) == 0) return true;
    return false;
}
