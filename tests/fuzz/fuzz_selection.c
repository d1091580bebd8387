/* fuzz_selection.c: whatever a person types as a path, a type or an address selects something or says why not.
 *                                                                                              Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "rs_selection.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef rs_status (*selector)(rs_selection *, rs_graph *, const char *, rs_error *);

static rs_graph *graph; /* one for all inputs */
static heap *kept;

static void forget(void) {
    rs_graph_free(graph);
    heap_free(kept);
}

static rs_graph *heap_graph(void) {
    if (graph) return graph;
    kept = heap_of(
        "i:interpreter-.modules->m:dict-['app']->app:module{name=app}-.__dict__->d:dict-['cache']->c:dict "
        "c-['a']->x:app.Item-.list->l:list->y l->z c-[k]->w k=7");
    if (rs_graph_new(&graph, kept->snapshot, NULL) != RS_OK || atexit(forget) != 0) abort();
    return graph;
}

static void try_selector(selector select, const char *text) {
    rs_selection selection = RS_SELECTION_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_status status = select(&selection, heap_graph(), text, &err);
    if (status == RS_OK && selection.count == 0) abort();
    if (status != RS_OK && (selection.objects || !err.message[0] || strchr(err.message, '\n'))) abort();
    rs_selection_release(&selection);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    if (!text) return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    try_selector(rs_select_path, text);
    try_selector(rs_select_type, text);
    try_selector(rs_select_address, text);
    free(text);
    return 0;
}
