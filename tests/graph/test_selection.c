/* test_selection.c: objects by type, path and address, and what is said when there are none.   Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_selection.h"

#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "path_syntax.h"

typedef rs_status (*selector)(rs_selection *selection, rs_graph *graph, const char *what, rs_error *err);

/* "a b", or the error. */
static void add_selected(rs_text *text, const heap *h, selector select, const char *what) {
    rs_graph *graph = NULL;
    rs_selection selection = RS_SELECTION_INIT;
    rs_error err = RS_ERROR_INIT;
    check_ok(what, rs_graph_new(&graph, h->snapshot, &err), &err);
    rs_status st = select(&selection, graph, what, &err);
    check("untouched on failure", (st == RS_OK) == (selection.objects != NULL));
    for (size_t i = 0; i < selection.count; i++)
        rs_text_addf(text, "%s%s", i > 0 ? " " : "", heap_label(h, selection.objects[i]));
    if (st != RS_OK) rs_text_addf(text, "%s: %s", rs_status_name(st), err.message);
    rs_selection_release(&selection);
    check("released", selection.objects == NULL && selection.count == 0);
    rs_graph_free(graph);
}

typedef struct row {
    const char *ask, *want;
} row;

static void check_rows(const char *notation, selector select, const row *rows, size_t count) {
    heap *h = heap_of(notation);
    for (size_t i = 0; i < count; i++) {
        rs_text text = RS_TEXT_INIT;
        add_selected(&text, h, select, rows[i].ask);
        check_and_release(rows[i].ask, &text, rows[i].want);
    }
    heap_free(h);
}

/* ---- By type -------------------------------------------------------------------------------------------------------- */

static void test_selection__by_type(void) {
    static const row rows[] = {
        {"app.Node", "a c"},
        {"lib.Node", "b"},
        {"Node", "a b c"},
        {"list", "l"},
        {"app.list", "m"},
        {"app.Outer.Inner", "i"},
        {"Inner", "i j"},
        {"ba", "RS_NOT_FOUND: ba: no object has a type of that name; did you mean ab?"},
        {"Nod", "RS_NOT_FOUND: Nod: no object has a type of that name; did you mean Node?"},
        {"app.Nodes", "RS_NOT_FOUND: app.Nodes: no object has a type of that name; did you mean app.Node?"},
        {"N*", "a b c"},
        {"app.*", "a c m i"},
        {"*.N?[d]e", "a b c"},
        {"x*", "RS_NOT_FOUND: x*: no object has a type of that name"},
        {"zzzzzzzz", "RS_NOT_FOUND: zzzzzzzz: no object has a type of that name"},
        {"", "RS_NOT_FOUND: : no object has a type of that name"},
    };
    check_rows(
        "a:app.Node b:lib.Node c:app.Node l:list m:app.list i:app.Outer.Inner j:lib.Other.Inner k:lib.ab",
        rs_select_type, rows, RS_COUNT(rows));
}

static const char classes[] = "Base:type{name=app.Base} Leaf:type{name=app.Leaf} Lone:type{name=app.Lone} "
                              "Leaf-.__mro__->m:tuple m-[0]->Leaf m-[1]->Base "
                              "x:app.Leaf x-.__class__->Leaf y:app.Leaf y-.__class__->Leaf";

static void test_selection__classes_without_instances(void) {
    static const row rows[] = {
        {"Leaf", "x y"},
        {"Base", "RS_NO_INSTANCES: class Base has no instances; classes derived from it have 2"},
        {"app.Lone", "RS_NO_INSTANCES: class app.Lone has no instances"},
        {"Lane", "RS_NOT_FOUND: Lane: no object has a type of that name; did you mean Lone or Base?"},
        {"class Base", "Base"},
        {"class app.L*", "Leaf Lone"},
        {"class Bass", "RS_NOT_FOUND: Bass: there is no class of that name"},
    };
    check_rows(classes, rs_select_type, rows, RS_COUNT(rows));
}

static void test_selection__instances_of_derived_classes(void) {
    static const row rows[] = {
        {"Base", "x y"},
        {"Leaf", "x y"},
        {"B*", "x y"},
        {"Lone", "RS_NO_INSTANCES: class Lone has no instances"},
    };
    check_rows(classes, rs_select_type_and_derived, rows, RS_COUNT(rows));
    heap *h = heap_of(classes);
    rs_graph *graph = NULL;
    rs_selection one = RS_SELECTION_INIT, all = RS_SELECTION_INIT;
    check_ok("graph", rs_graph_new(&graph, h->snapshot, NULL), NULL);
    check_ok("of the class alone", rs_select_instances(&one, graph, heap_id(h, "Base"), false, NULL), NULL);
    check_ok("of derived ones", rs_select_instances(&all, graph, heap_id(h, "Base"), true, NULL), NULL);
    check_number("none", one.count, 0);
    check_number("both", all.count, 2);
    rs_selection_release(&one);
    rs_selection_release(&all);
    rs_graph_free(graph);
    heap_free(h);
}

static void test_selection__records_have_no_type_to_select(void) {
    static const row rows[] = {{"thread", "RS_NOT_FOUND: thread: no object has a type of that name"}};
    check_rows("t:thread->a", rs_select_type, rows, RS_COUNT(rows));
}

/* ---- By address ----------------------------------------------------------------------------------------------------- */

static void test_selection__by_address(void) {
    static const row rows[] = {
        {"0x1000", "a"},
        {"0X1010", "b"},
        {"4096", "a"},
        {"0x7F12AB34CD50", "c"},
        {"0x1008", "RS_NOT_FOUND: 0x1008: no object of this heap begins there; the address is inside Node at "
                   "0x1000, which "
                   "begins at 0x1000"},
        {"0x5000", "RS_NOT_FOUND: 0x5000: no object of this heap begins there"},
        {"", "RS_BAD_ARGUMENT: : not an address; write 0x7f12ab34cd50 or a decimal number"},
        {"0x", "RS_BAD_ARGUMENT: 0x: not an address; write 0x7f12ab34cd50 or a decimal number"},
        {"-1", "RS_BAD_ARGUMENT: -1: not an address; write 0x7f12ab34cd50 or a decimal number"},
        {"12ab", "RS_BAD_ARGUMENT: 12ab: not an address; write 0x7f12ab34cd50 or a decimal number"},
        {"0x10000000000000000",
         "RS_BAD_ARGUMENT: 0x10000000000000000: not an address; write 0x7f12ab34cd50 or a decimal number"},
    };
    check_rows("a b c{addr=0x7f12ab34cd50}", rs_select_address, rows, RS_COUNT(rows));
}

/* ---- By path -------------------------------------------------------------------------------------------------------- */

/* A program: app with a cache, a package with a module in it, __main__ with variables. */
static const char program[] =
    "sys:module{name=sys} sys-.__dict__->sysns sysns:dict sysns-['modules']->mods mods:dict "
    "mods-['sys']->sys mods-['app']->app mods-['pkg']->pkg mods-['pkg.sub']->sub mods-['__main__']->main "
    "app:module{name=app} app-.__dict__->appns appns:dict "
    "appns-['cache']->cache cache:dict ks='k' cache-[ks]->kv kb=b'raw' cache-[kb]->bv k7=7 cache-[k7]->v7 "
    "kf=2.5 "
    "cache-[kf]->vf kn=None cache-[kn]->vn "
    "appns-['items']->items items:list items-[0]->i0 items-[1]->i1 items-[2]->i2 "
    "appns-['conf']->conf conf:Conf conf-.debug->flag conf-.__class__->Conf Conf:type "
    "Conf-.__mro__->mro mro:tuple mro-[0]->Conf mro-[1]->Base Base:type Conf-.__dict__->confns confns:dict "
    "confns-['default']->dflt confns-['prop']->prop prop:property Base-.__dict__->basens basens:dict "
    "basens-['limit']->limit "
    "appns-['conf2']->conf2 conf2:Conf conf2-.__dict__->conf2d conf2d:dict conf2d-['level']->lvl "
    "appns-['Conf']->Conf "
    "pkg:module{name=pkg} pkg-.__dict__->pkgns pkgns:dict pkgns-['attr']->pattr "
    "sub:module{name=pkg.sub} sub-.__dict__->subns subns:dict subns-['value']->sv "
    "main:module{name=__main__} main-.__dict__->mainns mainns:dict mainns-['jobs']->jobs jobs:tuple "
    "jobs-[0]->j0 "
    "appns-['make']->make make:function-.__closure__->clo clo:tuple clo-closure a->cell0 clo-closure "
    "b->cell1 cell1:cell "
    "cell1-.cell_contents->inner "
    "lost:module{name=lost} lost-.__dict__->lostns lostns:dict lostns-['x']->lx "
    "a40='0123456789012345678901234567890123456789'... cache-[a40]->long1 "
    "b40='9876543210987654321098765432109876543210'... cache-[b40]->long2 "
    "c40='9876543210987654321098765432109876543210'... cache-[c40]->long3";

static void test_selection__by_path(void) {
    static const row rows[] = {
        {"app", "app"},
        {"app.cache", "cache"},
        {"app.cache['k']", "kv"},
        {"app.cache[\"k\"]", "kv"},
        {"app.cache['\\x6b']", "kv"},
        {"app.cache[b'raw']", "bv"},
        {"app.cache[7]", "v7"},
        {"app.cache[7.0]", "v7"},
        {"app.cache[0x7]", "v7"},
        {"app.cache[2.5]", "vf"},
        {"app.cache[None]", "vn"},
        {"app.items[0]", "i0"},
        {"app.items[True]", "i1"},
        {"app.items[-1]", "i2"},
        {"app.items[-3]", "i0"},
        {"app.conf.debug", "flag"},
        {"app.conf.__class__", "Conf"},
        {"app.conf.default", "dflt"},
        {"app.conf.limit", "limit"},
        {"app.Conf.limit", "limit"},
        {"app.Conf.prop", "prop"},
        {"app.conf2.level", "lvl"},
        {"app.__dict__['items'][1]", "i1"},
        {"pkg.attr", "pattr"},
        {"pkg.sub", "sub"},
        {"pkg.sub.value", "sv"},
        {"sys.modules['pkg.sub'].value", "sv"},
        {"jobs", "jobs"},
        {"jobs[0]", "j0"},
        {"__main__.jobs[0]", "j0"},
        {"app.make.__closure__[1].cell_contents", "inner"},
        {"lost.x", "lx"},
    };
    check_rows(program, rs_select_path, rows, RS_COUNT(rows));
}

static void test_selection__by_path_says_what_is_missing(void) {
    static const row rows[] = {
        {"ap.cache", "RS_NOT_FOUND: ap: neither a module nor a variable of __main__; did you mean app?"},
        {"job[0]", "RS_NOT_FOUND: job: neither a module nor a variable of __main__; did you mean jobs?"},
        {"app.cahce['k']",
         "RS_NOT_FOUND: app.cahce: module app has no attribute 'cahce'; did you mean cache?"},
        {"pkg.sub.other",
         "RS_NOT_FOUND: pkg.sub.other: module pkg.sub has no attribute 'other'; there are value and "
         "__dict__"},
        {"app.cache['K']", "RS_NOT_FOUND: app.cache['K']: dict of 8 has no such key; did you mean 7 or k?"},
        {"app.items[3]", "RS_NOT_FOUND: app.items[3]: list of 3 has no such index"},
        {"app.items[-4]", "RS_NOT_FOUND: app.items[-4]: list of 3 has no such index"},
        {"app.items['k']", "RS_NOT_FOUND: app.items['k']: list of 3 has no keys, only indices"},
        {"app.conf.prop", "RS_NOT_FOUND: app.conf.prop: the class of Conf at 0x1170 has a property for it, "
                          "and no code is run to "
                          "ask that"},
        {"app.conf[0]", "RS_NOT_FOUND: app.conf[0]: Conf at 0x1170 has no items"},
        {"app.cache['0123456789012345678901234567890123456789x']",
         "RS_NOT_FOUND: app.cache['0123456789012345678901234567890123456789x']: only the beginnings of long "
         "keys are kept, and 1 "
         "key begins like this one; it leads to 0x1340, which can be selected by its address"},
        {"app.cache['9876543210987654321098765432109876543210x']",
         "RS_NOT_FOUND: app.cache['9876543210987654321098765432109876543210x']: only the beginnings of long "
         "keys are kept, and 2 "
         "keys begin like this one; the first leads to 0x1360, which can be selected by its address"},
        {"app.cache['0123456789012345678901234567890123456789']",
         "RS_NOT_FOUND: app.cache['0123456789012345678901234567890123456789']: dict of 8 has no such key; "
         "there are 7 and k"},
        {"app.", "RS_BAD_ARGUMENT: app.: a name is missing at column 5"},
        {"", "RS_BAD_ARGUMENT: : a name is missing at column 1"},
        {".app", "RS_BAD_ARGUMENT: .app: a name is missing at column 1"},
        {"[0]", "RS_BAD_ARGUMENT: [0]: a name is missing at column 1"},
        {"app[", "RS_BAD_ARGUMENT: app[: a key that is neither in quotes nor a number, True, False or None "
                 "at column 5"},
        {"app[x]", "RS_BAD_ARGUMENT: app[x]: a key that is neither in quotes nor a number, True, False or "
                   "None at column 5"},
        {"app[1", "RS_BAD_ARGUMENT: app[1: a bracket that is not closed at column 6"},
        {"app['x]", "RS_BAD_ARGUMENT: app['x]: a quote that is not closed at column 8"},
        {"app['\\q']", "RS_BAD_ARGUMENT: app['\\q']: an escape that is not known at column 8"},
        {"app['x']y", "RS_BAD_ARGUMENT: app['x']y: neither a dot nor a bracket at column 9"},
        {"app cache", "RS_BAD_ARGUMENT: app cache: neither a dot nor a bracket at column 4"},
    };
    check_rows(program, rs_select_path, rows, RS_COUNT(rows));
}

static void test_selection__withheld_keys_are_told(void) {
    heap *h = heap_of(
        "app:module{name=app} app-.__dict__->ns ns:dict ns-['d']->d d:dict d-[k]->v k:str d-[n]->w n:int");
    rs_text text = RS_TEXT_INIT;
    add_selected(&text, h, rs_select_path, "app.d['key']");
    check_and_release(
        "text key", &text,
        "RS_NOT_FOUND: app.d['key']: dict of 2 has no such key; the values of 1 of its keys were not kept");
    heap_free(h);
}

static void test_selection__without_sys_modules_go_by_their_names(void) {
    static const row rows[] = {
        {"app.x", "x"},
        {"apq", "RS_NOT_FOUND: apq: neither a module nor a variable of __main__; did you mean app?"},
    };
    check_rows("app:module{name=app} app-.__dict__->ns ns:dict ns-['x']->x", rs_select_path, rows,
               RS_COUNT(rows));
}

static void test_selection__a_class_without_an_order_goes_up_its_bases(void) {
    static const row rows[] = {
        {"app.o.y", "y"},
        {"app.o.z", "RS_NOT_FOUND: app.o.z: C at 0x1020 has no attribute 'z'; did you mean y?"},
    };
    check_rows("app:module{name=app} app-.__dict__->ns ns:dict ns-['o']->o o:C C:type C-.__base__->B B:type "
               "B-.__base__->C "
               "B-.__dict__->bns bns:dict bns-['y']->y",
               rs_select_path, rows, RS_COUNT(rows));
}

/* ---- Escapes -------------------------------------------------------------------------------------------------------- */

static void test_selection__escapes_are_pythons(void) {
    static const struct {
        const char *path, *want;
        size_t length;
    } rows[] = {
        {"a['\\n\\t\\r\\\\\\'\\\"']", "\n\t\r\\'\"", 6},
        {"a['\\x41\\xe9']", "A\xC3\xA9", 3},
        {"a['\\u20ac']", "\xE2\x82\xAC", 3},
        {"a['\\U0001F600']", "\xF0\x9F\x98\x80", 4},
        {"a['\\ud800']", "\xED\xA0\x80", 3},
        {"a['\\0']", "\0", 1},
        {"a[b'\\xff\\x00']", "\xFF\0", 2},
        {"a['']", "", 0},
    };
    for (size_t i = 0; i < RS_COUNT(rows); i++) {
        char room[100];
        rs_path_reader reader = {.path = rows[i].path, .room = room};
        rs_path_step step;
        check_ok(rows[i].path, rs__path_next(&step, &reader, NULL), NULL);
        check_ok(rows[i].path, rs__path_next(&step, &reader, NULL), NULL);
        check(rows[i].path,
              step.length == rows[i].length && memcmp(step.bytes, rows[i].want, step.length) == 0);
    }
}

static void test_selection__too_large_escapes_and_numbers_are_refused(void) {
    static const char *const paths[] = {
        "a['\\U00110000']", "a['\\x4']", "a[b'\\u0041']", "a[99999999999999999999]", "a[1 ]",
        "a[--1]",           "a[nan]",    "a['x'"};
    for (size_t i = 0; i < RS_COUNT(paths); i++) {
        char room[100];
        rs_path_reader reader = {.path = paths[i], .room = room};
        rs_path_step step;
        check_ok(paths[i], rs__path_next(&step, &reader, NULL), NULL);
        check_number(paths[i], rs__path_next(&step, &reader, NULL), RS_BAD_ARGUMENT);
    }
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

typedef struct trial {
    const heap *heap;
    selector select;
    const char *what;
    rs_status want; /* when there is memory */
} trial;

static rs_status try_selection(void *context, rs_error *err) {
    const trial *t = context;
    rs_graph *graph = NULL;
    rs_selection selection = RS_SELECTION_INIT;
    rs_status st = rs_graph_new(&graph, t->heap->snapshot, err);
    if (st == RS_OK) st = t->select(&selection, graph, t->what, err);
    rs_selection_release(&selection);
    rs_graph_free(graph);
    if (st == t->want) st = RS_OK;
    return st;
}

static void test_selection__out_of_memory(void) {
    heap *h = heap_of(program);
    trial trials[] = {
        {h, rs_select_type, "list", RS_OK},
        {h, rs_select_type, "lisp", RS_NOT_FOUND},
        {h, rs_select_path, "app.cache['k']", RS_OK},
        {h, rs_select_path, "app.cache['K']", RS_NOT_FOUND},
        {h, rs_select_path, "apps", RS_NOT_FOUND},
        {h, rs_select_address, "0x1000", RS_OK},
        {h, rs_select_address, "0x1001", RS_NOT_FOUND},
    };
    for (size_t i = 0; i < RS_COUNT(trials); i++)
        check(trials[i].what, for_each_allocation_failure(trials[i].what, try_selection, &trials[i]) >= 2);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_selection__by_type),
    TEST(test_selection__classes_without_instances),
    TEST(test_selection__instances_of_derived_classes),
    TEST(test_selection__records_have_no_type_to_select),
    TEST(test_selection__by_address),
    TEST(test_selection__by_path),
    TEST(test_selection__by_path_says_what_is_missing),
    TEST(test_selection__withheld_keys_are_told),
    TEST(test_selection__without_sys_modules_go_by_their_names),
    TEST(test_selection__a_class_without_an_order_goes_up_its_bases),
    TEST(test_selection__escapes_are_pythons),
    TEST(test_selection__too_large_escapes_and_numbers_are_refused),
    TEST(test_selection__out_of_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "selection", tests);
}
