/* fuzz_drawing.c: whatever a string in the heap is, the DOT text that shows it can be read again.    Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <graphviz/cgraph.h>
#include <stdint.h>
#include <stdlib.h>

#include "heap.h"
#include "rs_drawing.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static heap *heap_with(const uint8_t *data, size_t size) {
    heap_builder *builder = heap_builder_new();
    heap_object holder = heap_node(), held = heap_node();
    holder.kind = RS_KIND_DICT;
    holder.type = "dict";
    held.kind = RS_KIND_STR;
    held.type = "str";
    held.value = (rs_value){.kind = size % 2 ? RS_VALUE_TEXT : RS_VALUE_BYTES,
                            .bytes = (const char *)data,
                            .length = size < 40 ? (uint32_t)size : 40,
                            .cut = size > 40};
    uint32_t from = heap_add_object(builder, &holder), key = heap_add_object(builder, &held);
    heap_add_reference(builder, from, key, RS_NAME(RS_NAME_DICT_KEY, 0));
    heap_add_reference(builder, from, key, RS_NAME(RS_NAME_KEY, 0));
    return heap_build(builder);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    heap *h = heap_with(data, size);
    rs_graph *graph = NULL;
    rs_refgraph *part = NULL;
    rs_text dot = RS_TEXT_INIT;
    rs_object_id both[] = {0, 1};
    if (rs_graph_new(&graph, h->snapshot, NULL) || rs_refgraph_of_objects(&part, graph, both, 2, NULL) ||
        rs_drawing_render(&dot, part, RS_IMAGE_DOT, NULL, NULL))
        abort();
    Agraph_t *read = agmemread(rs_text_string(&dot));
    if (!read || agnnodes(read) < 2) abort();
    agclose(read);
    rs_text_release(&dot);
    rs_refgraph_free(part);
    rs_graph_free(graph);
    heap_free(h);
    return 0;
}
