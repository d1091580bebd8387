/* traced.c: where the examples of cycles were allocated.                         The other half: traced.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "traced.h"

#include "rs_capture.h"
#include "rs_cycles.h"
#include "rs_memory.h"

static size_t count_steps(const rs_cycles *cycles) {
    size_t steps = 0;
    for (size_t i = 0; i < rs_cycles_count(cycles); i++) steps += rs_cycles_pattern(cycles, i)->example_steps;
    return steps;
}

static rs_status remember(rs_snapshot *snapshot, const rs_cycles *cycles, rs_error *err) {
    rs_object_id *objects = rs_alloc_array(count_steps(cycles), sizeof *objects);
    size_t count = 0;
    if (!objects) return rs_fail_memory(err, "asking tracemalloc");
    for (size_t i = 0; i < rs_cycles_count(cycles); i++) {
        const rs_pattern *pattern = rs_cycles_pattern(cycles, i);
        for (size_t j = 0; j < pattern->example_steps; j++) objects[count++] = pattern->example[j].object;
    }
    rs_status status = rs_capture_allocations(snapshot, objects, count, err);
    rs_release(objects);
    return status;
}

rs_status rs__remember_allocations(rs_snapshot *snapshot, rs_graph *graph, rs_error *err) {
    rs_cycles_options all = RS_CYCLES_OPTIONS_INIT;
    rs_cycles *cycles = NULL;
    if (!rs_capture_is_traced()) return RS_OK;
    all.scope = RS_SCOPE_ALL;
    rs_status status = rs_cycles_find(&cycles, graph, &all, err);
    if (status == RS_OK) status = remember(snapshot, cycles, err);
    rs_cycles_free(cycles);
    return status;
}
