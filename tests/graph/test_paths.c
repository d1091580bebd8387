/* test_paths.c: the shortest named paths from roots, against all distances by hand.            Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "path_tree.h"
#include "paths.h"
#include "rs_memory.h"

/* "module app.cache['k'] | local x of f (a.py:1)": every path with its start. */
static void add_paths(rs_text *text, rs_graph *graph, const rs_paths *paths) {
    for (size_t i = 0; i < rs_paths_count(paths); i++) {
        rs_path path = rs_paths_at(paths, i);
        size_t skipped = 99;
        if (i > 0) rs_text_add(text, " | ");
        rs_text_add_path_start(text, graph, &path, &skipped);
        check("skipped is in the path", skipped <= path.length);
        rs_text_add_path(text, rs_graph_snapshot(graph), path.references + skipped, path.length - skipped);
    }
}

static void check_paths(const char *label, const char *notation, const char *object, size_t limit,
                        const char *want) {
    heap *h = heap_of(notation);
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok(label, rs_graph_new(&graph, h->snapshot, &err), &err);
    check_ok(label, rs_paths_find(&paths, graph, heap_id(h, object), limit, &err), &err);
    add_paths(&text, graph, paths);
    check_and_release(label, &text, want);
    rs_paths_free(paths);
    rs_graph_free(graph);
    heap_free(h);
}

/* The interpreter with a module app, whose namespace is ns. */
#define APP                                                                                                  \
    "i:interpreter-.modules->mods mods:dict mods-['app']->app app:module{name=app} app-.__dict__->ns "       \
    "ns:dict "
/* A thread with two running frames: handle, called by main. */
#define FRAMES                                                                                               \
    "t:thread{name=\"thread 140\"} t-.frame->f1 f1:running_frame{name=\"handle (server.py:88)\"} "           \
    "f1-.previous->f2 "                                                                                      \
    "f2:running_frame{name=\"main (server.py:9)\"} "

static void test_paths__start_where_a_person_would(void) {
    static const struct {
        const char *label, *heap, *want;
        size_t limit;
    } cases[] = {
        {"garbage", "x->x", "", 3},
        {"a variable of a module", APP "ns-['cache']->c c:dict c-['k']->x", "module app.cache['k']", 1},
        {"a module", APP "x:module{name=other} mods-['other']->x", "module other", 1},
        {"a local variable", FRAMES "f1-local request->x",
         "local request of handle (server.py:88) in thread 140", 1},
        {"of a frame further down", FRAMES "f2-local q->q q-.item->x",
         "local q of main (server.py:9) in thread 140.item", 1},
        {"in a cell", FRAMES "f1-local v->cell cell:cell-.cell_contents->x",
         "local v of handle (server.py:88) in thread 140", 1},
        {"on the value stack", FRAMES "f1-stack[2]->x", "handle (server.py:88) in thread 140 stack[2]", 1},
        {"a frame that is an object",
         "t:thread{name=\"thread 7\"} t-.frame->fo fo:frame{name=\"f (a.py:1)\"} fo-local v->x",
         "local v of f (a.py:1) in thread 7", 1},
        {"by the interpreter otherwise", "i:interpreter-.codecs->l l:list-[0]->x", "interpreter.codecs[0]",
         1},
        {"by a thread otherwise", "t:thread{name=\"thread 7\"} t-.exception->x", "thread 7.exception", 1},
        {"held from outside", "l:list{refs=+2} l-[0]->x", "held from outside (2 references): list of 1[0]",
         1},
        {"itself held from outside", "x{refs=+1}", "held from outside (1 reference): Node at 0x1000", 1},
        {"by a module that nobody else holds", "m:module{name=m refs=+1} m-.__dict__->ns ns:dict ns-['v']->x",
         "held from outside (1 reference): module m.v", 1},
        {"a count too small", "a->l l:list{refs=0}->x", "held from outside: list of 1[0]", 1},
        {"frozen", "x{frozen}", "frozen: Node at 0x1000", 1},
        {"immortal", "x{immortal}", "immortal: Node at 0x1000", 1},
        {"all are asked for", APP "ns-['x']->x ns-['l']->l:list-[0]->x l-[1]->m:list-[0]->x",
         "module app.x | module app.l[0] | module app.l[1][0]", 0},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_paths(cases[i].label, cases[i].heap, "x", cases[i].limit, cases[i].want);
}

static void test_paths__better_reasons_come_first(void) {
    static const struct {
        const char *label, *heap, *want;
        size_t limit;
    } cases[] = {
        {"a longer one from a module before a shorter one from outside",
         APP "ns-['a']->a a->b->c->x root:list->x",
         "module app.a.b.c.x | held from outside (1 reference): list of 1[0]", 2},
        {"shortest first", APP "ns-['a']->a a->b->x ns-['c']->c c->x", "module app.c.x | module app.a.b.x",
         2},
        {"a local variable before a module", APP FRAMES "f1-local v->x ns-['x']->x",
         "local v of handle (server.py:88) in thread 140 | module app.x", 2},
        {"outside before frozen", "a{frozen}->x root->b->x",
         "held from outside (1 reference): Node at 0x1020.b.x | frozen: Node at "
         "0x1000.x",
         2},
        {"itself before others from outside", "root->x x{refs=+3}",
         "held from outside (3 references): Node at 0x1010 | held from outside (1 reference): Node at "
         "0x1000.x",
         2},
        {"itself after those from modules", APP "ns-['x']->x x{refs=+1} ns-['a']->a a->x",
         "module app.x | module app.a.x", 2},
        {"and after all of them", APP "ns-['x']->x x{refs=+1} x->y",
         "module app.x | held from outside (1 reference): Node at "
         "0x1040",
         3},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_paths(cases[i].label, cases[i].heap, "x", cases[i].limit, cases[i].want);
}

static void test_paths__last_holders_differ(void) {
    static const struct {
        const char *label, *heap, *want;
        size_t limit;
    } cases[] = {
        {"two holders on one way", APP "ns-['a']->a a->b a->x b->x", "module app.a.x | module app.a.b.x", 2},
        {"one holder with two references counts once",
         APP "ns-['l']->l l:list l-[0]->x l-[1]->x ns-['m']->m m->n->x", "module app.l[0] | module app.m.n.x",
         2},
        {"a holder that only the object reaches is none", APP "ns-['x']->x x->child child-.parent->x",
         "module app.x", 3},
        {"the way does not lead through the object",
         APP "ns-['x']->x x->child child-.parent->x ns-['list']->l l:list-[0]->child",
         "module app.x | module app.list[0].parent", 2},
        {"fewer holders than asked for: a holder is shared",
         APP FRAMES "ns-['l']->l l:list-[0]->x f1-local l->l",
         "local l of handle (server.py:88) in thread 140[0] | module app.l[0]", 3},
        {"nor is sys.modules another way in", APP "ns-['x']->x sysd:dict{refs=+1} sysd-['modules']->mods",
         "module app.x", 3},
        {"but somebody outside who holds the holder is one", APP "ns-['l']->l l:list{refs=+1} l-[0]->x",
         "module app.l[0] | held from outside (1 reference): list of 1[0]", 3},
        {"nor somebody outside who holds the module",
         APP "ns-['l']->l l:list-[0]->x app{refs=+1} sysd:dict{refs=+1} sysd-['modules']->mods",
         "module app.l[0]", 5},
        {"nor the frame that runs in the module's namespace",
         APP FRAMES "f1-.f_locals->ns ns-['l']->l l:list-[0]->x f1-local v->x",
         "local v of handle (server.py:88) in thread 140 | module app.l[0]", 5},
        {"nor another module that has imported it",
         APP "ns-['l']->l l:list-[0]->x mods-['lib']->lib lib:module{name=lib} lib-.__dict__->libns "
             "libns:dict-['a']->box box:list-[0]->app",
         "module app.l[0]", 5},
        {"two variables of one frame are two",
         FRAMES "f1-local v->l l:list-[0]->x f1-local w->m m:list-[0]->x",
         "local v of handle (server.py:88) in thread 140[0] | local w of handle (server.py:88) in thread "
         "140[0]",
         5},
        {"frames that call each other are two", FRAMES "f1-local v->l l:list-[0]->x f2-local w->l",
         "local v of handle (server.py:88) in thread 140[0] | local w of main (server.py:9) in thread 140[0]",
         5},
        {"but not through scenery",
         APP "ns-['f']->f f:function-.__globals__->ns ns-['x']->x mods-['lib']->lib "
             "lib:module-.__dict__->libns libns:dict libns-['app']->app",
         "module app.x", 5},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_paths(cases[i].label, cases[i].heap, "x", cases[i].limit, cases[i].want);
}

static void test_paths__scenery_is_gone_round(void) {
    static const struct {
        const char *label, *heap, *object, *want;
    } cases[] = {
        {"a class by its module, not by an instance",
         APP "ns-['o']->o o-.__class__->C C:type mods-['lib']->lib lib:module{name=lib} "
             "lib-.__dict__->libns libns:dict libns-['models']->models "
             "models:dict models-['C']->C",
         "C", "module lib.models['C']"},
        {"a class that has no name any more", APP "ns-['o']->o o-.__class__->C C:type", "C",
         "module app.o.__class__"},
        {"a module's variable, not a function's globals",
         APP "ns-['f']->f f:function-.__globals__->g g:dict g-['x']->x "
             "ns-['a']->a a->b->c->x",
         "x", "module app.a.b.c.x"},
        {"unless there is no other way", APP "ns-['f']->f f:function-.__globals__->g g:dict g-['x']->x", "x",
         "module app.f.__globals__['x']"},
        {"a reference seen rather than a guessed one", APP "ns-['a']->a a-.g~->x a->b->c->x", "x",
         "module app.a.b.c.x"},
        {"a module by sys.modules, not as imported", APP "mods-['x']->x x:module{name=x} ns-['x']->x", "x",
         "module x"},
        {"a value rather than a key", APP "ns-['d']->d d:dict d-[x]->y ns-['e']->e e->x", "x",
         "module app.e.x"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_paths(cases[i].label, cases[i].heap, cases[i].object, 1, cases[i].want);
}

static void test_paths__an_object_that_is_none_is_refused(void) {
    heap *h = heap_of("root->x");
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    rs_error err = RS_ERROR_INIT;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    check_number("refused", rs_paths_find(&paths, graph, 2, 1, &err), RS_BAD_ARGUMENT);
    check_text("sentence", err.message, "paths: there is no object 2");
    check("untouched", paths == NULL);
    check_ok("one", rs_paths_find(&paths, graph, 1, 1, NULL), NULL);
    rs_path none = rs_paths_at(paths, 1);
    check("behind the last", none.root == RS_NO_OBJECT && none.length == 0);
    check_number("its reason", rs_paths_at(paths, 0).reason, RS_ROOT_OUTSIDE);
    rs_paths_free(paths);
    rs_paths_free(NULL);
    rs_graph_free(graph);
    heap_free(h);
}

/* ---- Against all distances by hand ---------------------------------------------------------------------------------- */

#define FAR UINT32_MAX

/* Names of every weight, roots of every tier. */
static heap *random_heap(uint64_t seed) {
    static const char *const attributes[] = {"next", "__dict__", "__class__", "__code__", "__globals__"};
    uint32_t count = 2 + (uint32_t)(random_next(&seed) % 40), strings[RS_COUNT(attributes)];
    heap_builder *builder = heap_builder_new();
    for (size_t i = 0; i < RS_COUNT(attributes); i++) strings[i] = heap_add_string(builder, attributes[i]);
    for (uint32_t o = 0; o < count; o++) {
        heap_object node = heap_node();
        uint64_t dice = random_next(&seed) % 100;
        if (dice < 5)
            node = (heap_object){.type = "running_frame", .kind = RS_KIND_FRAME_RECORD};
        else if (dice < 8)
            node.held = 1;
        else if (dice < 10)
            node.flags |= RS_OBJECT_FROZEN;
        else if (dice < 12)
            node.flags |= RS_OBJECT_IMMORTAL;
        heap_add_object(builder, &node);
    }
    uint64_t references = count * (1 + random_next(&seed) % 8) / 3;
    for (uint64_t r = 0; r < references; r++) {
        uint32_t from = (uint32_t)(random_next(&seed) % count), to = (uint32_t)(random_next(&seed) % count);
        uint64_t dice = random_next(&seed) % (RS_COUNT(attributes) + 3);
        uint32_t name = dice < RS_COUNT(attributes) ? RS_NAME(RS_NAME_ATTRIBUTE, strings[dice])
                                                    : RS_NAME(RS_NAME_INDEX, r % 9);
        if (dice == RS_COUNT(attributes)) name |= RS_NAME_GUESSED;
        if (heap_object_at(builder, to)->kind == RS_KIND_FRAME_RECORD) continue;
        heap_add_reference(builder, from, to, name);
    }
    return heap_build(builder);
}

typedef struct expected {
    rs_object_id holder; /* the object itself: a path of no references */
    uint32_t tier, distance;
    bool itself;
} expected;

/* Distances from the roots of a tier that do not lead through `object`, by trying until nothing changes. */
static void find_distances(uint32_t *distance, const rs_path_search *search, uint32_t tier) {
    const rs_columns *c = rs_snapshot_columns(search->snapshot);
    for (uint32_t o = 0; o < c->objects; o++)
        distance[o] = o != search->object && rs__is_root_of(search, o, (rs_tier)tier) ? 0 : FAR;
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t o = 0; o < c->objects; o++) {
            for (uint32_t r = c->row[o]; distance[o] != FAR && r < c->row[o + 1]; r++) {
                uint32_t target = c->target[r], sum = distance[o] + rs__path_weight(&search->weights, o, r);
                if (target == search->object || sum >= distance[target]) continue;
                distance[target] = sum;
                changed = true;
            }
        }
    }
}

static int compare_expected(const void *left, const void *right) {
    const expected *a = left, *b = right;
    if (a->tier != b->tier) return a->tier < b->tier ? -1 : 1;
    if (a->distance != b->distance) return a->distance < b->distance ? -1 : 1;
    return b->itself - a->itself;
}

/* What the holders' nearest paths are: tier and distance, sorted. */
static size_t find_expected(expected *list, const rs_path_search *search) {
    const rs_columns *c = rs_snapshot_columns(search->snapshot);
    uint32_t *distance = calloc(c->objects, sizeof *distance);
    bool *has = calloc(c->objects, sizeof *has);
    size_t count = 0;
    for (uint32_t tier = 0; tier < RS__TIERS; tier++) {
        find_distances(distance, search, tier);
        if (rs__is_root_of(search, search->object, (rs_tier)tier))
            list[count++] = (expected){search->object, tier, 0, true};
        for (uint32_t o = 0; o < c->objects; o++) {
            uint32_t least = FAR;
            for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
                if (c->target[r] != search->object || o == search->object || distance[o] == FAR) continue;
                uint32_t sum = distance[o] + rs__path_weight(&search->weights, o, r);
                if (sum < least) least = sum;
            }
            if (least == FAR || has[o]) continue;
            has[o] = true;
            list[count++] = (expected){o, tier, least, false};
        }
    }
    free(distance);
    free(has);
    qsort(list, count, sizeof *list, compare_expected);
    return count;
}

/* A path leads from its root to the object, through neither the object nor anything twice; its distance is its weights'. */
static void check_path(const char *label, const rs_path_search *search, const rs_found_path *found,
                       const rs_reference_id *references) {
    const rs_columns *c = rs_snapshot_columns(search->snapshot);
    rs_object_id at = found->root;
    uint32_t distance = 0;
    for (size_t i = 0; i < found->length; i++) {
        check(label, at != search->object);
        for (size_t j = 0; j < i; j++)
            check(label, at != rs_snapshot_source(search->snapshot, references[j]));
        check_number(label, rs_snapshot_source(search->snapshot, references[i]), at);
        distance += rs__path_weight(&search->weights, at, references[i]);
        at = c->target[references[i]];
    }
    check_number(label, at, search->object);
    check_number(label, distance, found->distance);
    check(label, rs__is_root_of(search, found->root, found->tier));
}

static rs_object_id holder_of(const rs_path_search *search, const rs_found_path *found,
                              const rs_reference_id *references) {
    return found->length == 0 ? search->object
                              : rs_snapshot_source(search->snapshot, references[found->length - 1]);
}

/* The first `limit` of what was expected, in that order, each through a holder of its own. */
static void compare(const char *label, const rs_path_search *search, const expected *list, size_t count,
                    size_t limit) {
    const rs_paths *paths = search->paths;
    size_t want = count < limit ? count : limit;
    if (!check_number(label, paths->count, want)) return;
    for (size_t i = 0; i < want; i++) {
        const rs_found_path *found = &paths->found[i];
        check_number(label, found->tier, list[i].tier);
        check_number(label, found->distance, list[i].distance);
        check_path(label, search, found, paths->references + found->begin);
        for (size_t j = 0; j < i; j++)
            check(label, holder_of(search, found, paths->references + found->begin) !=
                             holder_of(search, &paths->found[j], paths->references + paths->found[j].begin));
    }
}

static rs_path_search search_of(rs_graph *graph, rs_object_id object, size_t limit) {
    rs_path_search search = {
        .snapshot = rs_graph_snapshot(graph), .object = object, .limit = limit, .work = SIZE_MAX};
    rs_graph_referrers(&search.referrers, graph, NULL);
    rs_graph_liveness(&search.liveness, graph, NULL);
    search.weights = rs__path_weights_of(search.snapshot);
    search.explained = rs__bits_new(rs_snapshot_columns(search.snapshot)->objects);
    search.paths = rs_alloc_cleared(1, sizeof *search.paths);
    return search;
}

/* The two searches by themselves. Neither adds the object itself, but both keep a place for it once its tier comes. */
static void compare_search(const char *label, rs_graph *graph, rs_object_id object, size_t limit,
                           bool forward) {
    rs_path_search search = search_of(graph, object, limit);
    expected *list = calloc(rs_snapshot_columns(search.snapshot)->objects + 1, sizeof *list);
    size_t count = find_expected(list, &search), kept = 0, place = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].holder != object)
            list[kept++] = list[i];
        else
            place = i < limit;
    }
    if (forward) check_number(label, rs__paths_forward(&search), RS__SEARCHED);
    for (rs_tier tier = 0; !forward && tier < RS__TIERS && !rs__paths_are_enough(&search); tier++) {
        rs__paths_keep_place(&search, tier);
        if (!rs__paths_are_enough(&search))
            check_number(label, rs__paths_backward(&search, tier), RS__SEARCHED);
    }
    compare(label, &search, list, kept, limit - place);
    free(list);
    rs_release(search.explained);
    rs_paths_free(search.paths);
}

/* Does a way lead from a root to the object that ends through none of `cut` and passes none of `blocked`, nor the object? */
static bool is_held_without(const rs_path_search *search, const bool *cut, const bool *blocked) {
    const rs_columns *c = rs_snapshot_columns(search->snapshot);
    uint32_t *queue = calloc(c->objects, sizeof *queue), head = 0, tail = 0;
    bool *met = calloc(c->objects, sizeof *met), held = false;
    for (uint32_t o = 0; o < c->objects; o++) {
        met[o] = o == search->object || blocked[o];
        if (met[o] || rs_liveness_root(search->liveness, o) == RS_ROOT_NONE) continue;
        met[o] = true;
        queue[tail++] = o;
    }
    while (head < tail) {
        uint32_t o = queue[head++];
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++) {
            held |= c->target[r] == search->object && !cut[o];
            if (met[c->target[r]]) continue;
            met[c->target[r]] = true;
            queue[tail++] = c->target[r];
        }
    }
    free(queue);
    free(met);
    return held;
}

/* Where paths begin anything may begin: here the records. */
static bool may_block(const rs_path_search *search, rs_object_id holder) {
    return holder >= rs_snapshot_columns(search->snapshot)->records && holder != search->object;
}

/* Independent ones come first, pass no last holder of another one, and are as many as can be. */
static void check_independence(const char *label, const rs_path_search *search, size_t limit) {
    const rs_paths *paths = search->paths;
    const rs_columns *c = rs_snapshot_columns(search->snapshot);
    bool *blocked = calloc(c->objects, sizeof *blocked), *cut = calloc(c->objects, sizeof *cut);
    size_t independent = 0;
    for (size_t i = 0; i < paths->count && !paths->found[i].dependent; i++, independent++) {
        const rs_found_path *found = &paths->found[i];
        rs_object_id holder = holder_of(search, found, paths->references + found->begin);
        cut[holder] = true;
        blocked[holder] = may_block(search, holder);
    }
    for (size_t i = 0; i < independent; i++) {
        const rs_found_path *found = &paths->found[i];
        for (size_t step = 0; step + 1 < found->length; step++) {
            rs_object_id at = rs_snapshot_source(search->snapshot, paths->references[found->begin + step]);
            for (size_t j = 0; j < i; j++) /* of those before it: they were found first, or are as near */
                check(label, !may_block(search, at) || paths->found[j].distance > found->distance ||
                                 paths->found[j].tier > found->tier ||
                                 at != holder_of(search, &paths->found[j],
                                                 paths->references + paths->found[j].begin));
        }
    }
    for (size_t i = independent; i < paths->count; i++) check(label, paths->found[i].dependent);
    if (paths->count < limit) check(label, !is_held_without(search, cut, blocked));
    free(cut);
    free(blocked);
}

/* All together: each path is right, each holder that there is room for has one, and independent ones come first. */
static void compare_whole(const char *label, rs_graph *graph, rs_object_id object, size_t limit) {
    rs_path_search search = search_of(graph, object, limit);
    expected *list = calloc(rs_snapshot_columns(search.snapshot)->objects + 1, sizeof *list);
    size_t count = find_expected(list, &search), most = count < limit ? count : limit;
    rs_paths_free(search.paths);
    search.paths = NULL;
    check_ok(label, rs_paths_find(&search.paths, graph, object, limit, NULL), NULL);
    const rs_paths *paths = search.paths;
    if (rs_liveness_root(search.liveness, object) != RS_ROOT_RECORD) {
        size_t holders = 0;
        check(label, paths->count >= most && paths->count <= limit);
        for (size_t i = 0; i < paths->count; i++) {
            const rs_found_path *found = &paths->found[i];
            rs_object_id holder = holder_of(&search, found, paths->references + found->begin);
            bool another = true;
            check_path(label, &search, found, paths->references + found->begin);
            for (size_t j = 0; j < i; j++)
                another &= holder !=
                           holder_of(&search, &paths->found[j], paths->references + paths->found[j].begin);
            holders += another;
        }
        check_number(label, holders, most);
        check_independence(label, &search, limit);
    }
    free(list);
    rs_release(search.explained);
    rs_paths_free(search.paths);
}

static void test_paths__nearest_on_random_heaps(void) {
    for (uint64_t seed = 1; seed <= 400; seed++) {
        heap *h = random_heap(seed);
        rs_graph *graph = NULL;
        check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
        for (rs_object_id object = 0; object < h->count; object += 3) {
            for (size_t limit = 1; limit <= 9; limit += 2) {
                char label[60];
                snprintf(label, sizeof label, "seed %u object %u limit %zu", (unsigned)seed, object, limit);
                if (object >= rs_snapshot_columns(h->snapshot)->records) {
                    compare_search(label, graph, object, limit, false);
                    compare_search(label, graph, object, limit, true);
                }
                compare_whole(label, graph, object, limit);
            }
        }
        rs_graph_free(graph);
        heap_free(h);
    }
}

/* The path tree gives every object that holds any the tier and the distance of its nearest path. */
static void compare_tree(const char *label, rs_graph *graph, const rs_path_tree *tree, rs_object_id object) {
    rs_path_search search = search_of(graph, object, 1);
    const rs_columns *c = rs_snapshot_columns(search.snapshot);
    expected *list = calloc(c->objects + 1, sizeof *list);
    rs_reference_id *references = calloc(c->objects, sizeof *references);
    size_t count = find_expected(list, &search);
    if (count == 0) {
        check_number(label, tree->distance[object], FAR);
    } else {
        rs_path path = rs__path_tree_path(tree, object, references);
        rs_found_path found = {
            .root = path.root, .tier = list[0].tier, .distance = list[0].distance, .length = path.length};
        check_path(label, &search, &found, references);
        check_number(label, path.reason, rs_liveness_root(search.liveness, path.root));
    }
    free(list);
    free(references);
    rs_release(search.explained);
    rs_paths_free(search.paths);
}

static void test_paths__a_tree_of_them_has_the_nearest_of_each_object(void) {
    size_t compared = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        heap *h = random_heap(seed);
        const rs_columns *c = rs_snapshot_columns(h->snapshot);
        rs_graph *graph = NULL;
        rs_path_tree tree;
        check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
        check_ok("tree", rs__path_tree_find(&tree, graph, NULL), NULL);
        for (rs_object_id object = c->records; object < h->count; object++) {
            char label[60];
            snprintf(label, sizeof label, "seed %u object %u", (unsigned)seed, object);
            if (c->row[object] == c->row[object + 1]) continue;
            compare_tree(label, graph, &tree, object);
            compared++;
        }
        rs__path_tree_release(&tree);
        rs_graph_free(graph);
        heap_free(h);
    }
    check("there were some", compared > 1000);
}

/* ---- Large ones ----------------------------------------------------------------------------------------------------- */

#define MANY 1000000

static void test_paths__a_million_long(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i < MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 0; i < MANY; i++)
        heap_add_reference(builder, i, (i + 1) % MANY, RS_NAME(RS_NAME_INDEX, 0));
    heap_object_at(builder, 0)->held = 1;
    heap *h = heap_build(builder);
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    check_ok("find", rs_paths_find(&paths, graph, MANY - 1, 3, NULL), NULL);
    check_number("one", rs_paths_count(paths), 1);
    check_number("as long as the chain", rs_paths_at(paths, 0).length, MANY - 1);
    check_number("from its begin", rs_paths_at(paths, 0).root, 0);
    rs_paths_free(paths);
    rs_graph_free(graph);
    heap_free(h);
}

static void test_paths__a_million_holders(void) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    for (uint32_t i = 0; i <= MANY; i++) heap_add_object(builder, &node);
    for (uint32_t i = 1; i < MANY; i++) heap_add_reference(builder, 0, i, RS_NAME(RS_NAME_INDEX, i));
    for (uint32_t i = 1; i < MANY; i++) heap_add_reference(builder, i, MANY, RS_NAME(RS_NAME_INDEX, 0));
    heap_object_at(builder, 0)->held = 1;
    heap *h = heap_build(builder);
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    check_ok("new", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    check_ok("find", rs_paths_find(&paths, graph, MANY, 3, NULL), NULL);
    check_number("three", rs_paths_count(paths), 3);
    for (size_t i = 0; i < 3; i++) check_number("two long", rs_paths_at(paths, i).length, 2);
    check("different", rs_paths_at(paths, 0).references[1] != rs_paths_at(paths, 1).references[1]);
    rs_paths_free(paths);
    rs_graph_free(graph);
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status try_paths(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    rs_paths *paths = NULL;
    rs_status st = rs_graph_new(&graph, h->snapshot, err);
    if (st == RS_OK) st = rs_paths_find(&paths, graph, heap_id(h, "x"), 9, err);
    check("out-parameter only on success", (paths != NULL) == (st == RS_OK));
    rs_paths_free(paths);
    rs_graph_free(graph);
    return st;
}

static rs_status try_forward(void *context, rs_error *err) {
    const heap *h = context;
    rs_graph *graph = NULL;
    allocation_failures_pause();
    rs_graph_new(&graph, h->snapshot, NULL);
    rs_path_search search = search_of(graph, heap_id(h, "x"), 9);
    allocation_failures_resume();
    rs_searched searched = rs__paths_forward(&search);
    rs_release(search.explained);
    rs_paths_free(search.paths);
    rs_graph_free(graph);
    return searched == RS__SEARCHED ? RS_OK : rs_fail_memory(err, "forward");
}

static void test_paths__out_of_memory(void) {
    heap *h = heap_of(
        APP FRAMES
        "ns-['x']->x f1-local v->l l:list l-[0]->x l-[1]->m m->x root->x ns-['q']->m f2-local l->l");
    check("there are allocations", for_each_allocation_failure("paths", try_paths, h) >= 25);
    check("forward", for_each_allocation_failure("forward", try_forward, h) >= 5);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_paths__start_where_a_person_would),
    TEST(test_paths__better_reasons_come_first),
    TEST(test_paths__last_holders_differ),
    TEST(test_paths__scenery_is_gone_round),
    TEST(test_paths__an_object_that_is_none_is_refused),
    TEST(test_paths__nearest_on_random_heaps),
    TEST(test_paths__a_tree_of_them_has_the_nearest_of_each_object),
    TEST(test_paths__a_million_long),
    TEST(test_paths__a_million_holders),
    TEST(test_paths__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "paths", tests);
}
