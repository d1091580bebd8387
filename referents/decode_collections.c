/* decode_collections.c: what deques, ordered dicts, caches and shared iterators keep in side blocks.
 *                                                                                         Header: decode_builtins.h
 * Each is a chain of blocks that CPython allocates by itself. A chain is followed as far as the object's own count says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_builtins.h"

/* Items stand from the left block's left index to the right block's right index, in blocks linked to the right. */
void rs__decode_deque(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_image *image = decoding->image;
    const rs_layout *layout = decoding->layout;
    uint64_t block_items = (layout->block_right - layout->block_items) / 8u;
    uint64_t left = rs__word(image, object + layout->object_size), done = 0;
    uint64_t block = rs__word(image, object + layout->deque_left);
    uint64_t at = rs__word(image, object + layout->deque_left_index);
    rs_chain chain = {0};
    while (done < left && block != 0 && at < block_items && !rs__chain_closes(&chain, block)) {
        uint64_t run = block_items - at < left - done ? block_items - at : left - done;
        if (!rs__emit_indexed(decoding, block + layout->block_items + 8 * at, run, done)) return;
        done += run;
        at = 0;
        block = rs__word(image, block + layout->block_right);
    }
}

/* A dict, and a chain of nodes that keeps the order; each node owns its key a second time. */
void rs__decode_ordered_dict(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    rs__decode_dict(decoding, shape, object);
    const rs_layout *layout = decoding->layout;
    uint64_t left = rs__word(decoding->image, object + layout->dict_used);
    uint64_t node = rs__word(decoding->image, object + layout->ordered_first);
    rs_chain chain = {0};
    for (; node != 0 && left > 0 && !rs__chain_closes(&chain, node); left--) {
        rs__emit(&decoding->out, rs__word(decoding->image, node + layout->ordered_node_key),
                 RS_NAME(RS_NAME_DICT_KEY, 0));
        node = rs__word(decoding->image, node + layout->ordered_node_next);
    }
}

/* A bounded cache has a ring of elements, the first of them inside the wrapper. The elements are objects; the cache dict
 * owns each once, and so does the ring, which is the wrapper's. The wrapper reports their keys and results as its own and,
 * from 3.10 on, their type, but not the elements, which are not the collector's. */
void rs__decode_lru_cache(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    uint64_t root = object + layout->lru_cache_root;
    uint64_t cache = rs__word(decoding->image, object + layout->lru_cache_cache);
    uint64_t left = cache ? rs__word(decoding->image, cache + layout->dict_used) : 0;
    uint64_t element = rs__word(decoding->image, root + layout->lru_element_next);
    uint32_t type_name = rs__attribute_name(decoding, "lru_list_elem_type");
    uint32_t link_name = rs__attribute_name(decoding, "link") | RS_NAME_EXTRA;
    rs_chain chain = {0};
    for (; element != 0 && element != root && left > 0 && !rs__chain_closes(&chain, element); left--) {
        rs__emit(&decoding->out, element, link_name);
        rs__emit(&decoding->out, rs__word(decoding->image, element + layout->lru_element_key),
                 RS_NAME(RS_NAME_DICT_KEY, 0));
        rs__emit(&decoding->out, rs__word(decoding->image, element + layout->lru_element_result),
                 RS_NAME(RS_NAME_KEY, 0));
        if (layout->lru_cache_lru_list_elem_type != 0)
            rs__emit(&decoding->out, rs__word(decoding->image, element + layout->object_type), type_name);
        element = rs__word(decoding->image, element + layout->lru_element_next);
    }
}

/* The items that the iterators of one itertools.tee() have not all seen yet. */
void rs__decode_tee_data(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    enum { TEE_ITEMS = 57 };
    uint32_t count = rs__half(decoding->image, object + decoding->layout->tee_numread);
    (void)shape;
    if (count <= TEE_ITEMS) rs__emit_indexed(decoding, object + decoding->layout->tee_values, count, 0);
}

/* 3.13: a ring, `count` items from `get` on; before, the items are a list. */
void rs__decode_simple_queue(rs_decoding *decoding, rs_type_shape *shape, uint64_t object) {
    (void)shape;
    const rs_layout *layout = decoding->layout;
    if (layout->simple_queue_items == 0) return;
    uint64_t items = rs__word(decoding->image, object + layout->simple_queue_items);
    uint64_t capacity = rs__word(decoding->image, object + layout->simple_queue_capacity);
    uint64_t first = rs__word(decoding->image, object + layout->simple_queue_get);
    uint64_t count = rs__word(decoding->image, object + layout->simple_queue_count);
    if (items == 0 || first >= capacity || count > capacity) return;
    uint64_t run = count < capacity - first ? count : capacity - first;
    if (rs__emit_indexed(decoding, items + 8 * first, run, 0))
        rs__emit_indexed(decoding, items, count - run, run);
}
