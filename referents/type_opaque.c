/* type_opaque.c: whether objects of a type may hold more than anybody tells.                            Header: type_kind.h
 *
 * An object's body is made of layers, one for each base that made it larger. A layer is told when a table has its fields, when
 * it is plain data, when the type's own tp_traverse reports it, or when its members, its __dict__ and its list of weak
 * references are all there is to it. What is behind a layer that nobody tells is not seen: such objects are counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"
#include "read_scalar.h"
#include "type_kind.h"

enum { LAYERS_MAX = 256, MEMBERS_MAX = 4096, WORDS_MAX = 64 };

/* Types that tell a part, or whose tp_traverse leaves out what C structures behind them hold. */
static const char *const incomplete[] = {
    "sqlite3.Connection", /* its functions, which the library alone knows */
    "zoneinfo.ZoneInfo",  /* its table of rules, with the names of time zones */
    "_lsprof.Profiler",   /* what it has measured */
    "pyarrow.lib.Array",  "pyarrow.lib.ChunkedArray", "pyarrow.lib.RecordBatch", "pyarrow.lib.Table",
};

static bool is_incomplete(const char *tp_name) {
    for (size_t i = 0; i < sizeof incomplete / sizeof *incomplete; i++)
        if (strcmp(incomplete[i], tp_name) == 0) return true;
    return false;
}

/* The kinds of elements that numpy's interface tells of: decode_dtype.c. */
static bool is_numpy_kind(const char *tp_name, int64_t size) {
    return strncmp(tp_name, "numpy.dtypes.", 13) == 0 && size == 120;
}

/* ---- One layer ------------------------------------------------------------------------------------------------------ */

typedef struct layer {
    uint64_t type, base;
    int64_t start, end; /* bytes of the object's body */
    uint64_t covered;   /* its words that are accounted for, a bit each */
} layer;

static uint64_t type_word(const rs_decoding *decoding, uint64_t type, uint16_t member) {
    return rs__word(decoding->image, type + member);
}

static void cover(layer *one, int64_t offset, int64_t bytes) {
    if (offset < 0 || offset >= one->end) return; /* a damaged type says anything */
    for (int64_t at = offset & ~7ll; at < offset + bytes; at += 8)
        if (at >= one->start && at < one->end && (at - one->start) / 8 < WORDS_MAX)
            one->covered |= 1ull << ((at - one->start) / 8);
}

/* The offset of a list of weak references or a __dict__, when this layer brought it along. A negative one counts from the end. */
static void cover_pointer(layer *one, const rs_decoding *decoding, uint16_t member) {
    int64_t offset = (int64_t)type_word(decoding, one->type, member);
    int64_t before = (int64_t)type_word(decoding, one->base, member);
    if (offset != before) cover(one, offset < 0 ? one->end + offset : offset, 8);
}

/* Every member is known: an object, which is followed, or data. None is longer than a word but strings in place. */
static void cover_members(layer *one, const rs_decoding *decoding) {
    const rs_layout *layout = decoding->layout;
    uint64_t member = type_word(decoding, one->type, layout->type_members);
    for (unsigned i = 0; member != 0 && i < MEMBERS_MAX; i++, member += layout->member_size) {
        if (rs__word(decoding->image, member + layout->member_name) == 0) return;
        cover(one, (int64_t)rs__word(decoding->image, member + layout->member_offset), 1);
    }
}

static bool is_accounted_for(layer *one, const rs_decoding *decoding) {
    if (one->start < 0 || one->end < one->start) return false; /* smaller than its base: a damaged type */
    uint64_t words = ((uint64_t)(one->end - one->start) + 7) / 8;
    int64_t items = (int64_t)type_word(decoding, one->type, decoding->layout->type_itemsize);
    int64_t before = (int64_t)type_word(decoding, one->base, decoding->layout->type_itemsize);
    if (items != before) return false;
    if (words > WORDS_MAX) return false;
    cover_pointer(one, decoding, decoding->layout->type_weaklistoffset);
    cover_pointer(one, decoding, decoding->layout->type_dictoffset);
    cover_members(one, decoding);
    return words == 0 || one->covered == ~0ull >> (WORDS_MAX - words);
}

/* ---- All layers ----------------------------------------------------------------------------------------------------- */

/* Whether the type's own tp_traverse speaks for this layer. That of a class statement speaks for slots alone. */
static bool reports_itself(const rs_decoding *decoding, const layer *one) {
    const rs_layout *layout = decoding->layout;
    if (!(type_word(decoding, one->type, layout->type_flags) & RS_TYPE_HAVE_GC)) return false;
    uint64_t traverse = type_word(decoding, one->type, layout->type_traverse);
    return traverse != 0 && traverse != type_word(decoding, one->base, layout->type_traverse) &&
           traverse != decoding->subtype_traverse;
}

static bool is_collected(const rs_decoding *decoding, uint64_t type) {
    return (type_word(decoding, type, decoding->layout->type_flags) & RS_TYPE_HAVE_GC) != 0;
}

/* Than where our tables were made. A class of Python may bear any name. */
static bool has_another_size(const rs_decoding *decoding, const layer *one, const char *name) {
    const rs_layout *layout = decoding->layout;
    bool of_python = (type_word(decoding, one->type, layout->type_flags) & RS_TYPE_HEAP) != 0 &&
                     type_word(decoding, one->type, layout->type_traverse) == decoding->subtype_traverse;
    return !of_python &&
           rs__size_in_tables(layout, rs__canonical_tp_name(name), (uint64_t)one->end) == RS__SIZE_OTHER;
}

bool rs__type_is_opaque(const rs_decoding *decoding, const rs_type_shape *shape) {
    const rs_layout *layout = decoding->layout;
    bool told = false; /* by the tp_traverse of a type that stands on this one */
    layer one = {.type = shape->address};
    for (unsigned i = 0; i < LAYERS_MAX; i++, one.type = one.base) {
        char name[96];
        one.base = type_word(decoding, one.type, layout->type_base);
        if (one.base == 0) return false; /* object */
        one.start = (int64_t)type_word(decoding, one.base, layout->type_basicsize);
        one.end = (int64_t)type_word(decoding, one.type, layout->type_basicsize);
        one.covered = 0;
        rs__read_c_string(name, sizeof name, decoding->image,
                          type_word(decoding, one.type, layout->type_name));
        if (is_incomplete(name)) return true;
        if (has_another_size(decoding, &one, name)) return true;
        told |= reports_itself(decoding, &one);
        if (told && is_collected(decoding, one.type)) continue;
        if (rs__type_is_listed(decoding, one.type, name) || rs__type_is_plain(decoding, one.type, name))
            continue;
        if (is_numpy_kind(name, one.end)) continue;
        if (!is_accounted_for(&one, decoding)) return true;
    }
    return false;
}
