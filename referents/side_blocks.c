/* side_blocks.c: what objects of built-in types keep in memory of their own beside their bodies.    Header: shallow_size.h
 *
 * A list's array, a dict's table and a set's are in shallow_size.c: there are many of these. Here are the others, by the name
 * of the type that brought the block along. Blocks that are objects themselves count as such.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "decode_keys.h"
#include "read_scalar.h"
#include "shallow_size.h"

enum { BASES_MAX = 64, TP_NAME_MAX = 64, DIMENSIONS_MAX = 64 };
enum {
    ARRAY_DATA = 16,
    ARRAY_NDIM = 24,
    ARRAY_DIMENSIONS = 32,
    ARRAY_STRIDES = 40,
    ARRAY_FLAGS = 64,
    FLAG_OWNS_DATA = 4
};
#define BYTES_MAX (1ull << 46) /* more is no size */

/* Where the fields of these types are only tables say, and a table may be of another patch release. */
static const rs_image *careful(const rs_decoding *decoding) {
    return decoding->careful ? decoding->careful : decoding->image;
}

static uint64_t word(const rs_decoding *decoding, uint64_t object, uint16_t offset) {
    return rs__word(careful(decoding), object + offset);
}

/* Of so many items, when their number can be one. */
static uint64_t bytes_of(uint64_t items, uint64_t size) {
    uint64_t bytes;
    return __builtin_mul_overflow(items, size, &bytes) || bytes > BYTES_MAX ? 0 : bytes;
}

/* A chain of blocks, the first of which is taken from its left index on; there is always one, and some may be spare. */
static uint64_t deque_blocks(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t items = (layout->block_right - layout->block_items) / 8u;
    uint64_t used = word(decoding, object, layout->deque_left_index) +
                    word(decoding, object, layout->object_size);
    uint64_t blocks = word(decoding, object, layout->object_size) == 0 ? 1 : (used + items - 1) / items;
    if (layout->deque_spare != 0) blocks += word(decoding, object, layout->deque_spare);
    return bytes_of(blocks, layout->block_right + 8u);
}

/* Beside the dict, a node for each key and a table of pointers to them. */
static uint64_t ordered_blocks(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    return bytes_of(word(decoding, object, layout->dict_used), layout->ordered_node_size) +
           bytes_of(word(decoding, object, layout->ordered_fast_size), 8);
}

static uint64_t array_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t kind = word(decoding, object, layout->array_descr);
    if (kind == 0) return 0;
    return bytes_of(word(decoding, object, layout->array_allocated),
                    rs__half(careful(decoding), kind + layout->array_item_size));
}

/* What an element has only if it has attributes or children; a few of these fit inside. */
static uint64_t element_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t extra = word(decoding, object, layout->element_extra);
    if (extra == 0) return 0;
    bool inside = word(decoding, extra, layout->extra_children) == extra + layout->extra_inside;
    return layout->extra_size + (inside ? 0 : bytes_of(word(decoding, extra, layout->extra_allocated), 8));
}

static uint64_t buffered_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    if (word(decoding, object, layout->buffered_buffer) == 0) return 0;
    return bytes_of(word(decoding, object, layout->buffered_size), 1);
}

static uint64_t pickler_blocks(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    uint64_t memo = word(decoding, object, layout->pickler_memo);
    if (memo == 0) return 0;
    return layout->memo_size + bytes_of(word(decoding, memo, layout->memo_slots), layout->memo_entry_size);
}

static uint64_t unpickler_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    if (word(decoding, object, layout->unpickler_memo) == 0) return 0;
    return bytes_of(word(decoding, object, layout->unpickler_memo_size), 8);
}

static uint64_t pickle_stack_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    if (word(decoding, object, layout->pickle_stack_items) == 0) return 0;
    return bytes_of(word(decoding, object, layout->pickle_stack_room), 8);
}

static uint64_t queue_block(const rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    if (layout->simple_queue_items == 0) return 0;
    return bytes_of(word(decoding, object, layout->simple_queue_capacity), 8);
}

/* The data stand side by side, so that they end where the longest stride does. An array without dimensions has one item,
 * of a size that is not asked for here. A view has none of its own. */
static uint64_t ndarray_block(const rs_decoding *decoding, uint64_t object) {
    const rs_image *image = careful(decoding);
    uint32_t dimensions = rs__half(image, object + ARRAY_NDIM);
    uint64_t extents = rs__word(image, object + ARRAY_DIMENSIONS),
             strides = rs__word(image, object + ARRAY_STRIDES);
    uint64_t bytes = 0;
    if (dimensions == 0 || dimensions > DIMENSIONS_MAX || extents == 0 || strides == 0) return 0;
    bool owns = (rs__half(image, object + ARRAY_FLAGS) & FLAG_OWNS_DATA) &&
                rs__word(image, object + ARRAY_DATA) != 0;
    for (uint32_t i = 0; i < dimensions && owns; i++) {
        int64_t stride = (int64_t)rs__word(image, strides + 8 * i);
        uint64_t reach = bytes_of(rs__word(image, extents + 8 * i),
                                  (uint64_t)(stride < 0 ? -stride : stride));
        if (reach > bytes) bytes = reach;
    }
    return bytes + 16ull * dimensions;
}

static const struct {
    const char *tp_name;
    rs_blocks_function *blocks;
} kinds[] = {
    {"collections.deque", deque_blocks},    {"collections.OrderedDict", ordered_blocks},
    {"array.array", array_block},           {"xml.etree.ElementTree.Element", element_block},
    {"_io.BufferedReader", buffered_block}, {"_io.BufferedWriter", buffered_block},
    {"_io.BufferedRandom", buffered_block}, {"_pickle.Pickler", pickler_blocks},
    {"_pickle.Unpickler", unpickler_block}, {"_pickle.Pdata", pickle_stack_block},
    {"_queue.SimpleQueue", queue_block},    {"numpy.ndarray", ndarray_block},
};

static rs_blocks_function *blocks_called(const char *tp_name) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].tp_name[0] == tp_name[0] && strcmp(kinds[i].tp_name, tp_name) == 0)
            return kinds[i].blocks;
    return NULL;
}

/* A type that is of another size than where the tables were made keeps its fields elsewhere. */
static bool is_as_in_tables(const rs_decoding *decoding, uint64_t type, const char *tp_name) {
    uint64_t size = word(decoding, type, decoding->layout->type_basicsize);
    return rs__size_in_tables(decoding->layout, tp_name, size) != RS__SIZE_OTHER;
}

rs_blocks_function *rs__side_blocks_of(const rs_decoding *decoding, uint64_t type) {
    char name[TP_NAME_MAX];
    for (int depth = 0; type != 0 && depth < BASES_MAX; depth++) {
        rs__read_c_string(name, sizeof name, decoding->image,
                          word(decoding, type, decoding->layout->type_name));
        rs_blocks_function *found = blocks_called(name);
        if (found) return is_as_in_tables(decoding, type, name) ? found : NULL;
        type = word(decoding, type, decoding->layout->type_base);
    }
    return NULL;
}
