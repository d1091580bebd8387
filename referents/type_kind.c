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

/* Types whose bytes are plain data, or borrowed. */
static const char *const plain[] = {
    "NotImplementedType",
    "datetime.date",
    "datetime.timedelta",
    "datetime.datetime",
    "datetime.time",
    "datetime.IsoCalendarDate",
    "decimal.Decimal",
    "decimal.SignalDictMixin",
    "array.array",
    "mmap.mmap",
    "stderrprinter",
    "range_iterator",
    "EncodingMap",
    "InterpreterID",
    "_interpchannels.ChannelID",
    "_hashlib.HASH",
    "_hashlib.HASHXOF",
    "_hashlib.HMAC",
    "_blake2.blake2b",
    "_blake2.blake2s",
    "_md5.md5",
    "_sha1.sha1",
    "_sha2.SHA224Type",
    "_sha2.SHA256Type",
    "_sha2.SHA384Type",
    "_sha2.SHA512Type",
    "_sha256.sha224",
    "_sha256.sha256",
    "_sha512.sha384",
    "_sha512.sha512",
    "_sha3.sha3_224",
    "_sha3.sha3_256",
    "_sha3.sha3_384",
    "_sha3.sha3_512",
    "_sha3.shake_128",
    "_sha3.shake_256",
    "_random.Random",
    "_thread.lock",
    "_thread.RLock",
    "_thread._localdummy",
    "_multiprocessing.SemLock",
    "_socket.socket",
    "_ssl.Certificate",
    "_ssl.MemoryBIO",
    "_bz2.BZ2Compressor",
    "_lzma.LZMACompressor",
    "select.epoll",
    "sys.legacy_event_handler",
    "sqlite3.PrepareProtocol",
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

static bool holds_no_references(rs_kind kind) {
    switch (kind) {
    case RS_KIND_STR:
    case RS_KIND_BYTES:
    case RS_KIND_BYTEARRAY:
    case RS_KIND_INT:
    case RS_KIND_BOOL:
    case RS_KIND_FLOAT:
    case RS_KIND_COMPLEX:
    case RS_KIND_NONE:
    case RS_KIND_ELLIPSIS: return true;
    default: return false;
    }
}

/* Numbers, dates and texts of numpy: what stands on numpy.generic and is no record. */
static bool is_numpy_scalar(const rs_decoding *decoding, uint64_t type, const char *tp_name) {
    if (strncmp(tp_name, "numpy.", 6) != 0 || strcmp(tp_name, "numpy.void") == 0) return false;
    for (unsigned i = 0; type != 0 && i < 16; i++) {
        char name[64];
        if (strcmp(c_name(name, sizeof name, decoding, type), "numpy.generic") == 0) return true;
        type = rs__word(decoding->image, type + decoding->layout->type_base);
    }
    return false;
}

bool rs__type_is_plain(const rs_decoding *decoding, uint64_t type, const char *tp_name) {
    bool heap = (rs__word(decoding->image, type + decoding->layout->type_flags) & RS_TYPE_HEAP) != 0;
    if (!heap && holds_no_references(kind_of_static(decoding, type))) return true;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (plain[i][0] == tp_name[0] && strcmp(plain[i], tp_name) == 0) return true;
    return is_numpy_scalar(decoding, type, tp_name);
}

bool rs__type_is_leaf(const rs_decoding *decoding, const rs_type_shape *shape) {
    char name[64];
    if (holds_no_references(shape->kind)) return true;
    if (shape->basicsize <= decoding->layout->object_size && shape->itemsize == 0) return true;
    if (shape->decode_base != NULL) return false;
    return rs__type_is_plain(decoding, shape->address, c_name(name, sizeof name, decoding, shape->address));
}
