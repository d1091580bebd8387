/* test_sources.c: where the classes and functions of a pattern were written.     Tests graph/sources.c, class_source.c; on
 * real programs: tests/cli/test_gate_formats.py.                                                Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_sources.h"

#include <string.h>

#include "checks.h"
#include "cycle_scene.h"
#include "failing_allocator.h"
#include "heap.h"

static void check_places(const char *label, const char *notation, const char *want) {
    scene s = scene_of(notation);
    rs_sources *sources = NULL;
    rs_places places = RS_PLACES_INIT;
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_number(label, rs_cycles_count(s.report), 1);
    check_ok(label, rs_sources_new(&sources, s.graph, &err), &err);
    check_ok(label, rs_sources_of_pattern(&places, sources, rs_cycles_pattern(s.report, 0), &err), &err);
    for (size_t i = 0; i < places.count; i++)
        rs_text_addf(&text, "%s%s %s:%u", i ? ", " : "", places.at[i].what, places.at[i].file,
                     (unsigned)places.at[i].line);
    check_and_release(label, &text, want);
    rs_places_release(&places);
    rs_sources_free(sources);
    scene_free(&s);
}

#define RING "a:app.Node-.me->a T:type{name=app.Node refs=+9}-.__dict__->d:dict "
#define WALK "d-['walk']->f:function{name=Node.walk}-.__code__->c:code{name=walk file=app.py line=12} "
#define BEGIN                                                                                                \
    "d-['begin']->g:function{name=Node.begin}-.__code__->e:code{name=Node.begin file=app.py line=9} "

static void test_sources__a_class_is_where_the_first_of_its_own_functions_is(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"one function", RING WALK, "app.Node app.py:12"},
        {"the lowest line, whatever the order", RING WALK BEGIN, "app.Node app.py:9"},
        {"no type object", "a:app.Node-.me->a", ""},
        {"no namespace", "a:app.Node-.me->a T:type{name=app.Node}", ""},
        {"one of another class",
         RING "d-['x']->f:function{name=Base.x}-.__code__->c:code{name=x file=app.py line=3}", ""},
        {"one of a class whose name only ends so",
         RING "d-['x']->f:function{name=ode.x}-.__code__->c:code{name=x file=app.py line=3}", ""},
        {"one of a module", RING "d-['x']->f:function{name=x}-.__code__->c:code{name=x file=app.py line=3}",
         ""},
        {"what exec made",
         RING "d-['__init__']->f:function{name=Node.__init__}-.__code__->"
              "c:code{name=__init__ file=<string> line=1}",
         ""},
        {"what exec made does not hide the others",
         RING "d-['__init__']->h:function{name=Node.__init__}-.__code__->"
              "x:code{name=__init__ file=<string> line=1} " WALK,
         "app.Node app.py:12"},
        {"a property",
         RING "d-['size']->p:property-.fget->f:function{name=Node.size}-.__code__->"
              "c:code{name=size file=app.py line=20}",
         "app.Node app.py:20"},
        {"a function that wraps one",
         RING "d-['walk']->w:function{name=Node.walk}-.__code__->v:code{name=wrapper file=tools.py line=2} "
              "w-.__dict__->n:dict-['__wrapped__']->f:function{name=Node.walk}-.__code__->"
              "c:code{name=walk file=app.py line=31}",
         "app.Node app.py:31"},
        {"a class in another",
         "a:app.Outer.Node-.me->a T:type{name=app.Outer.Node "
         "refs=+9}-.__dict__->d:dict-['x']->"
         "f:function{name=Outer.Node.x}-.__code__->c:code{name=x file=app.py line=40}",
         "app.Outer.Node app.py:40"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) check_places(cases[i].label, cases[i].heap, cases[i].want);
}

static void test_sources__a_class_without_functions_is_in_the_file_of_its_module(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"by a function of the module",
         RING "m:module{name=app refs=+9}-.__dict__->n:dict-['work']->f:function{name=work}-.__globals__->n "
              "f-.__code__->c:code{name=work file=app.py line=5}",
         "app.Node app.py:0"},
        {"not by a function that it imported",
         RING
         "m:module{name=app refs=+9}-.__dict__->n:dict-['work']->f:function{name=work}-.__globals__->o:dict "
         "f-.__code__->c:code{name=work file=other.py line=5}",
         ""},
        {"by another class of it",
         RING "m:module{name=app "
              "refs=+9}-.__dict__->n:dict-['Other']->U:type{name=app.Other}-.__dict__->o:dict-['x']->"
              "f:function{name=Other.x}-.__code__->c:code{name=x file=app.py line=7}",
         "app.Node app.py:0"},
        {"not by a class that it imported",
         RING "m:module{name=app "
              "refs=+9}-.__dict__->n:dict-['Other']->U:type{name=lib.Other}-.__dict__->o:dict-['x']->"
              "f:function{name=Other.x}-.__code__->c:code{name=x file=lib.py line=7}",
         ""},
        {"not by a module whose name only begins so",
         RING "m:module{name=ap refs=+9}-.__dict__->n:dict-['work']->f:function{name=work}-.__globals__->n "
              "f-.__code__->c:code{name=work file=ap.py line=5}",
         ""},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) check_places(cases[i].label, cases[i].heap, cases[i].want);
}

static void test_sources__functions_and_frames_are_where_they_are(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"a closure that names itself",
         "f:function{name=work.<locals>.inner}-.__closure__->t:tuple-closure inner->c:cell->f "
         "f-.__code__->k:code{name=work.<locals>.inner file=app.py line=3}",
         "work.<locals>.inner app.py:3"},
        {"a frame and an exception",
         "e:Exception-.__traceback__->t:traceback-.tb_frame->f:frame-local error->e f-.f_code->"
         "k:code{name=work file=app.py line=8}",
         "work app.py:8"},
        {"a method kept on its own object",
         "a:Own-.go->m:method-.__self__->a m-.__func__->f:function{name=Own.go}-.__code__->"
         "k:code{name=Own.go file=app.py line=2}",
         "Own.go app.py:2"},
        {"code from nowhere",
         "f:function{name=inner}-.__closure__->t:tuple-closure inner->c:cell->f "
         "f-.__code__->k:code{name=inner file=<stdin> line=3}",
         ""},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) check_places(cases[i].label, cases[i].heap, cases[i].want);
}

static const char two_classes[] =
    "a:app.Bush-.kids->l:list->b:app.Leaf-.parent->a "
    "T:type{name=app.Bush refs=+9}-.__dict__->d:dict-['x']->f:function{name=Bush.x}-.__code__->"
    "c:code{name=x file=app.py line=3} "
    "U:type{name=app.Leaf refs=+9}-.__dict__->e:dict-['y']->g:function{name=Leaf.y}-.__code__->"
    "k:code{name=y file=leaf.py line=70}";

static void test_sources__the_class_of_the_cut_comes_first(void) {
    check_places("the parent is cut", two_classes, "app.Leaf leaf.py:70, app.Bush app.py:3");
}

static rs_status try_places(void *context, rs_error *err) {
    scene *s = context;
    rs_sources *sources = NULL;
    rs_places places = RS_PLACES_INIT;
    rs_status status = rs_sources_new(&sources, s->graph, err);
    if (status == RS_OK)
        status = rs_sources_of_pattern(&places, sources, rs_cycles_pattern(s->report, 0), err);
    rs_places_release(&places);
    rs_sources_free(sources);
    return status;
}

static void test_sources__out_of_memory_at_every_allocation(void) {
    scene s = scene_of(RING WALK "m:module{name=app refs=+9}");
    check_number("some", for_each_allocation_failure("sources", try_places, &s), 3);
    scene_free(&s);
}

static CU_TestInfo tests[] = {
    TEST(test_sources__a_class_is_where_the_first_of_its_own_functions_is),
    TEST(test_sources__a_class_without_functions_is_in_the_file_of_its_module),
    TEST(test_sources__functions_and_frames_are_where_they_are),
    TEST(test_sources__the_class_of_the_cut_comes_first),
    TEST(test_sources__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "sources", tests);
}
