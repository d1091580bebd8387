/* program_collections.c: what collections take while a program runs.                 Declared in program_parts.h. Map: README.md
 *
 * A program that collects before its end leaves nothing to be photographed of what that took. The collector is not kept from
 * it: programs and their tests rely on what gc.collect() does, on weak references that die by it and on finalizers, and
 * whoever collects to stay small would not. So each collection is looked at just before, in the very heap that it goes through,
 * and goes on as if nobody had looked. It then costs about three times as much (rs_collections.h, rs_collected.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "photographs.h"

#include "program_parts.h"
#include "rs_capture.h"
#include "rs_collected.h"
#include "rs_collections.h"
#include "rs_memory.h"

static struct {
    rs_collected *collected;
    rs_values values;
} looking;

/* The lines that allocated the objects of an example; it has few. */
static rs_status ask_tracemalloc(rs_snapshot *snapshot, rs_error *err) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    if (!rs_capture_is_traced()) return RS_OK;
    rs_object_id *objects = rs_alloc_array(c->objects, sizeof *objects);
    if (!objects) return rs_fail_memory(err, "asking tracemalloc");
    for (rs_object_id o = 0; o < c->objects; o++) objects[o] = o;
    rs_status status = rs_capture_allocations(snapshot, objects + c->records, c->objects - c->records, err);
    rs_release(objects);
    return status;
}

static rs_status show(rs_snapshot **out, const uint64_t *addresses, size_t count, void *context,
                      rs_error *err) {
    rs_capture_options options = *(const rs_capture_options *)context;
    options.seeds = addresses;
    options.seed_count = count;
    options.stop_at_tracked = addresses != NULL;
    rs_status status = rs_capture_process(out, &options, err);
    if (status != RS_OK || !addresses) return status;
    status = ask_tracemalloc(*out, err);
    if (status == RS_OK) return RS_OK;
    rs_snapshot_free(*out);
    *out = NULL;
    return status;
}

/* What fails is counted as missed: who is told of the collections is told of that. */
static void look(int generation, void *context) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    uint64_t *hidden = NULL;
    rs_snapshot *snapshot = NULL;
    rs_graph *graph = NULL;
    rs_status status = RS_OK;
    (void)context;
    options.values = looking.values;
    if (rs__own_objects != NULL) status = rs__own_objects(&hidden, &options.hidden_count, NULL);
    options.hidden = hidden;
    if (status == RS_OK) status = rs_collection_capture(&snapshot, generation, &options, NULL);
    if (status == RS_OK) status = rs_graph_new(&graph, snapshot, NULL);
    if (status == RS_OK)
        (void)rs_collected_add(looking.collected, graph, show, &options, NULL);
    else
        rs_collected_miss(looking.collected, 1);
    rs_graph_free(graph);
    rs_snapshot_free(snapshot);
    rs_release(hidden);
}

rs_status rs__collections_watch(rs_values values, rs_error *err) {
    looking.values = values;
    rs_status status = rs_collected_new(&looking.collected, err);
    if (status == RS_OK) status = rs_collections_begin(look, NULL, err);
    if (status == RS_OK) return RS_OK;
    rs_collected_free(looking.collected);
    looking.collected = NULL;
    return status;
}

rs_collected *rs__collections_end(void) {
    rs_collected *collected = looking.collected;
    rs_collections_seen seen = rs_collections_end();
    looking.collected = NULL;
    if (collected) rs_collected_miss(collected, seen.missed);
    return collected;
}
