/* heap_random.c: heaps at random, the same for the same seed.                            Manual: heap.h. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>

#include "heap.h"

uint64_t random_next(uint64_t *seed) {
    uint64_t z = *seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint32_t below(uint64_t *seed, uint32_t limit) {
    return (uint32_t)(random_next(seed) % limit);
}

static heap_object random_object(const heap_random_options *options, uint32_t number, uint64_t *seed) {
    static const char *const types[] = {"Node", "app.Item", "app.Session", "app.Cache"};
    heap_object object = heap_node();
    if (number < options->records) {
        object.type = "running_frame";
        object.kind = RS_KIND_FRAME_RECORD;
        object.flags = 0;
        return object;
    }
    object.type = types[below(seed, 4)];
    object.size = 16 + 8 * below(seed, 20);
    object.held = below(seed, 1000) < options->held_per_mille;
    if (below(seed, 1000) < options->leaves_per_mille) {
        object.type = "str";
        object.kind = RS_KIND_STR;
        object.flags = 0;
        object.value = (rs_value){.kind = RS_VALUE_TEXT, .bytes = "leaf", .length = 4};
    }
    return object;
}

heap *heap_random(const heap_random_options *options) {
    uint64_t seed = options->seed;
    heap_builder *builder = heap_builder_new();
    for (uint32_t o = 0; o < options->objects; o++) {
        heap_object object = random_object(options, o, &seed);
        heap_add_object(builder, &object);
    }
    uint32_t links[4];
    for (uint32_t i = 0; i < 4; i++)
        links[i] = heap_add_string(builder, (const char *[]){"next", "peer", "parent", "data"}[i]);
    for (uint32_t r = 0; options->objects > 0 && r < options->references; r++) {
        uint32_t from = below(&seed, options->objects), to = below(&seed, options->objects);
        if (heap_object_at(builder, from)->kind == RS_KIND_STR) continue;
        if (to < options->records && from >= options->records) continue;
        heap_add_reference(builder, from, to, RS_NAME(RS_NAME_ATTRIBUTE, links[below(&seed, 4)]));
    }
    return heap_build(builder);
}
