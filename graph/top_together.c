/* top_together.c: what nothing retains and is told together.                   Manual: top_together.h. Map: graph/README.md
 *
 * Owners are modules in the order of their names, so those of a package stand side by side and are one set.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "top_together.h"

#include <string.h>

#include "rs_memory.h"
#include "top_owners.h"

enum { ALL_PERCENT = 90 };

typedef struct gathering {
    const rs_top_view *view;
    const rs_top_owners *owners;
    uint64_t alone;
    uint32_t *set_of; /* [owners] */
    rs_top_set *sets;
    size_t *end; /* [sets] of the members that are there */
    rs_object_id *members;
} gathering;

/* ---- Sets ----------------------------------------------------------------------------------------------------------- */

static size_t package_length(const char *module) {
    const char *dot = strchr(module, '.');
    return dot ? (size_t)(dot - module) : strlen(module);
}

static bool same_package(const char *a, const char *b) {
    size_t length = package_length(a);
    return length == package_length(b) && memcmp(a, b, length) == 0;
}

static size_t make_module_sets(gathering *g) {
    const rs_top_owners *owners = g->owners;
    size_t count = 0;
    for (size_t i = 0, next; i < owners->modules; i = next) {
        const char *name = owners->names[i];
        for (next = i + 1; next < owners->modules && same_package(name, owners->names[next]);) next++;
        for (size_t j = i; j < next; j++) g->set_of[j] = (uint32_t)count;
        bool several = next > i + 1;
        g->sets[count++] = (rs_top_set){.kind = several ? RS_TOP_PACKAGE : RS_TOP_MODULE,
                                        .name = name,
                                        .name_length = several ? package_length(name) : strlen(name)};
    }
    return count;
}

static size_t make_sets(gathering *g) {
    static const rs_top_kind beside[] = {[RS_TOP_INTERPRETER_OWNER] = RS_TOP_INTERPRETER,
                                         [RS_TOP_FRAMES_OWNER] = RS_TOP_FRAMES,
                                         [RS_TOP_GARBAGE_OWNER] = RS_TOP_GARBAGE,
                                         [RS_TOP_OUTSIDE_OWNER] = RS_TOP_OUTSIDE};
    size_t count = make_module_sets(g);
    for (size_t i = 0; i < RS_TOP_OWNERS_BESIDE; i++) {
        g->set_of[g->owners->modules + i] = (uint32_t)count;
        g->sets[count++] = (rs_top_set){.kind = beside[i]};
    }
    return count;
}

/* ---- Members -------------------------------------------------------------------------------------------------------- */

static rs_top_set *set_of(const gathering *g, rs_object_id object) {
    rs_top_set *set = &g->sets[g->set_of[g->owners->of[object]]];
    bool whole = set->kind == RS_TOP_GARBAGE || set->kind == RS_TOP_OUTSIDE;
    return whole || rs_dominators_retained(g->view->dominators, object) < g->alone ? set : NULL;
}

static void count_member(void *context, rs_object_id object) {
    gathering *g = context;
    rs_top_set *set = set_of(g, object);
    if (!set) return;
    set->count++;
    set->objects += object >= g->view->columns->records;
    set->retained += rs_dominators_retained(g->view->dominators, object);
}

static void add_member(void *context, rs_object_id object) {
    gathering *g = context;
    rs_top_set *set = set_of(g, object);
    if (set) g->members[g->end[set - g->sets]++] = object;
}

static bool gather(gathering *g, size_t sets) {
    size_t members = 0;
    rs__top_visit_unretained(g->view, count_member, g);
    for (size_t i = 0; i < sets; i++) {
        g->end[i] = members;
        members += g->sets[i].count;
    }
    g->members = rs_alloc_array(members + 1, sizeof *g->members);
    if (!g->members) return false;
    for (size_t i = 0; i < sets; i++) g->sets[i].members = g->members + g->end[i];
    rs__top_visit_unretained(g->view, add_member, g);
    return true;
}

/* Where one makes up nearly all of it, that is told instead. */
static bool is_told(const gathering *g, const rs_top_set *set, uint64_t least) {
    if (set->count < 2 || set->retained < least) return false;
    for (size_t i = 0; i < set->count; i++)
        if ((double)rs_dominators_retained(g->view->dominators, set->members[i]) * 100.0 >=
            (double)set->retained * ALL_PERCENT)
            return false;
    return true;
}

static rs_top_together told_of(const gathering *g, size_t count, uint64_t least) {
    rs_top_together told = {g->sets, 0, 0, g->members};
    for (size_t i = 0; i < count; i++) {
        bool module = g->sets[i].kind == RS_TOP_PACKAGE || g->sets[i].kind == RS_TOP_MODULE;
        if (is_told(g, &g->sets[i], least))
            g->sets[told.count++] = g->sets[i];
        else
            told.modules += module && g->sets[i].count > 0;
    }
    return told;
}

rs_status rs__top_together_find(rs_top_together *out, rs_graph *graph, const rs_top_view *view,
                                uint64_t alone, uint64_t least, rs_error *err) {
    rs_top_owners owners = RS_TOP_OWNERS_INIT;
    rs_status st = rs__top_owners_find(&owners, graph, err);
    if (st != RS_OK) return st;
    size_t count = owners.modules + RS_TOP_OWNERS_BESIDE;
    gathering g = {.view = view, .owners = &owners, .alone = alone};
    g.set_of = rs_alloc_array(count, sizeof *g.set_of);
    g.sets = rs_alloc_array(count, sizeof *g.sets);
    g.end = rs_alloc_array(count, sizeof *g.end);
    if (g.set_of && g.sets && g.end && gather(&g, count = make_sets(&g)))
        *out = told_of(&g, count, least);
    else
        st = rs_fail_memory(err, "finding what is told together");
    if (st != RS_OK) rs_release(g.sets);
    rs_release(g.end);
    rs_release(g.set_of);
    rs__top_owners_release(&owners);
    return st;
}

void rs__top_together_release(rs_top_together *together) {
    rs_release(together->sets);
    rs_release(together->members);
    *together = (rs_top_together)RS_TOP_TOGETHER_INIT;
}
