/* watch.c: the garbage that a program made since a moment.            Manual: rs_watch.h. The lists: young.h. Map: README.md
 *
 * A collection moves what survives it to an older list. So before each one the addresses of what is new are remembered, and
 * later those of them are new that still are in some list: an address is used again only by what is newer still.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_watch.h"

#include "capture_steps.h"
#include "rs_memory.h"
#include "young.h"

struct rs_watch {
    void *mark;         /* NULL: lost, there was no memory for it */
    rs_addresses moved; /* ascending; what was new before a collection */
    size_t runs, told;  /* collections before the start, and those we were told of since */
    bool was_on, lost;
};

rs_status rs_watch_start(rs_watch **out, rs_error *err) {
    rs_status status = rs__check_interpreter(err);
    if (status != RS_OK) return status;
    rs_watch *watch = rs_alloc_cleared(1, sizeof *watch);
    if (!watch) return rs_fail_memory(err, "watching for cycles");
    watch->was_on = rs__collector_enable(false);
    watch->mark = rs__mark_new();
    if (!watch->mark) {
        rs_watch_stop(watch);
        return rs_fail_memory(err, "watching for cycles");
    }
    watch->runs = rs__collector_runs();
    *out = watch;
    return RS_OK;
}

static bool list_new(rs_addresses *list, const rs_watch *watch, int generation) {
    bool found;
    return rs__young_behind(list, watch->mark, &found) && rs__tracked_among(list, &watch->moved, generation);
}

rs_status rs_watch_capture(rs_snapshot **out, rs_watch *watch, int generation,
                           const rs_capture_options *options, rs_error *err) {
    rs_addresses list = {0};
    rs_capture_options chosen = RS_CAPTURE_OPTIONS_INIT;
    rs_status status = RS_OK;
    if (options) chosen = *options;
    /* A place for a list of none: no seeds would mean the whole heap. */
    if (!rs__addresses_add(&list, 0)) status = rs_fail_memory(err, "watching for cycles");
    list.count = 0;
    if (status == RS_OK && !(list_new(&list, watch, generation) && rs__add_held_alone(&list)))
        status = rs_fail_memory(err, "watching for cycles");
    chosen.seeds = list.at;
    chosen.seed_count = list.count;
    chosen.stop_at_tracked = true;
    if (status == RS_OK) status = rs_capture_process(out, &chosen, err);
    rs_release(list.at);
    return status;
}

rs_status rs_watch_collects(rs_watch *watch, rs_error *err) {
    bool found;
    watch->told++;
    bool done = rs__young_behind(&watch->moved, watch->mark, &found);
    rs__addresses_sort(&watch->moved);
    if (done) return RS_OK;
    watch->lost = true;
    return rs_fail_memory(err, "watching for cycles");
}

rs_status rs_watch_collected(rs_watch *watch, rs_error *err) {
    void *mark = rs__mark_new();
    if (!mark) {
        watch->lost = true;
        return rs_fail_memory(err, "watching for cycles");
    }
    rs__mark_release(watch->mark);
    watch->mark = mark;
    return RS_OK;
}

/* A mark that is no longer among the youngest was moved by a collection that nobody told us of, or frozen. */
rs_watch_unseen rs_watch_blind_spots(const rs_watch *watch) {
    rs_addresses list = {0};
    bool found = true;
    size_t runs = rs__collector_runs() - watch->runs;
    rs_watch_unseen unseen = {.collections = runs > watch->told ? runs - watch->told : 0,
                              .lost = watch->lost};
    if (rs__young_behind(&list, watch->mark, &found))
        unseen.frozen = !found && unseen.collections == 0 && !unseen.lost;
    rs_release(list.at);
    return unseen;
}

void rs_watch_stop(rs_watch *watch) {
    if (!watch) return;
    if (watch->was_on) rs__collector_enable(true);
    rs__mark_release(watch->mark);
    rs_release(watch->moved.at);
    rs_release(watch);
}

uint64_t rs_watch_own_type(void) {
    return rs__mark_type();
}
