/* test_diff.c: what is new, gone and kept.     Tests referents/diff.c, diff_match.c, diff_evidence.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_diff.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_memory.h"

/* ---- Fates ----------------------------------------------------------------------------------------------------------- */

/* The fate of the object labelled x of the newer heap. Both are given addresses by hand, so that they are of one process. */
static void check_fate(const char *label, const char *before, const char *after, rs_fate want) {
    static const char *const words[] = {"new", "reused", "likely", "certain"};
    heap *a = heap_of(before), *b = heap_of(after);
    rs_error err = RS_ERROR_INIT;
    rs_diff *diff = NULL;
    check_ok(label, rs_diff_new(&diff, a->snapshot, b->snapshot, &err), &err);
    check_text(label, words[rs_diff_fate(diff, heap_id(b, "x"))], words[want]);
    check_number(label, rs_diff_older(diff, heap_id(b, "x")) != RS_NO_OBJECT, want >= RS_FATE_LIKELY);
    rs_diff_free(diff);
    heap_free(a);
    heap_free(b);
}

static void test_diff__what_speaks_for_an_object_and_what_against(void) {
#define BOX "box:app.Box{addr=0x9000} "
#define X   "x:app.S{addr=0x8000}"
    static const struct {
        const char *label, *before, *after;
        rs_fate want;
    } cases[] = {
        {"nothing was there", BOX, BOX X " box-.s->x", RS_FATE_NEW},
        {"held as before", BOX X " box-.s->x", BOX X " box-.s->x", RS_FATE_LIKELY},
        {"of another type", BOX "x:app.T{addr=0x8000} box-.s->x", BOX X " box-.s->x", RS_FATE_REUSED},
        {"held by another name", BOX X " box-.s->x", BOX X " box-.t->x", RS_FATE_REUSED},
        {"held by another", BOX X " box-.s->x", "bag:app.Bag{addr=0xa000} " X " bag-.s->x", RS_FATE_REUSED},
        {"held by nobody that could tell", X "  x{refs=1}", X " x{refs=1}", RS_FATE_LIKELY},
        {"an item that moved along", "l:list{addr=0x9000} o{addr=0x7000} l->o " X " l->x",
         "l:list{addr=0x9000} " X " l->x", RS_FATE_LIKELY},
        {"under the same key", "d:dict{addr=0x9000} k='a'{addr=0x7000} " X " d-[k]->x",
         "d:dict{addr=0x9000} k='a'{addr=0x7000} " X " d-[k]->x", RS_FATE_LIKELY},
        {"under another key", "d:dict{addr=0x9000} k='a'{addr=0x7000} " X " d-[k]->x",
         "d:dict{addr=0x9000} k='b'{addr=0x7100} " X " d-[k]->x", RS_FATE_REUSED},
        {"the same place, and all it holds is other", BOX X " u='a'{addr=0x7000} box-.s->x-.u->u",
         BOX X " u='b'{addr=0x7100} box-.s->x-.u->u", RS_FATE_REUSED},
        {"the same place, and its dict holds other",
         BOX X " i:dict{addr=0x8100} u='a'{addr=0x7000} box-.s->x-.__dict__->i i-['u']->u",
         BOX X " i:dict{addr=0x8100} u='b'{addr=0x7100} box-.s->x-.__dict__->i i-['u']->u", RS_FATE_REUSED},
        {"it counts", BOX X " n=1000{addr=0x7000} box-.s->x-.n->n",
         BOX X " n=1001{addr=0x7100} box-.s->x-.n->n", RS_FATE_LIKELY},
        {"one thing is other, one is not", BOX X " u='a'{addr=0x7000} w{addr=0x7200} box-.s->x-.u->u x-.w->w",
         BOX X " u='b'{addr=0x7100} w{addr=0x7200} box-.s->x-.u->u x-.w->w", RS_FATE_LIKELY},
        {"moved with what it holds", BOX X " w{addr=0x7200} box-.s->x-.w->w",
         BOX X " w{addr=0x7200} box-.t->x-.w->w", RS_FATE_LIKELY},
        {"a value", "x='text'{addr=0x8000}", "x='text'{addr=0x8000}", RS_FATE_LIKELY},
        {"another value", BOX "x='text'{addr=0x8000} box-.s->x", BOX "x='next'{addr=0x8000} box-.s->x",
         RS_FATE_REUSED},
        {"another number", "x=1000{addr=0x8000}", "x=1001{addr=0x8000}", RS_FATE_REUSED},
        {"another size, which bytes cannot change", BOX "x:bytes{addr=0x8000 size=40} box-.s->x",
         BOX "x:bytes{addr=0x8000 size=41} box-.s->x", RS_FATE_REUSED},
        {"a list that grew", BOX "x:list{addr=0x8000 size=40} box-.s->x",
         BOX "x:list{addr=0x8000 size=80} box-.s->x", RS_FATE_LIKELY},
        {"a tuple of others", BOX "x:tuple{addr=0x8000} o{addr=0x7000} box-.s->x->o",
         BOX "x:tuple{addr=0x8000} o{addr=0x7100} box-.s->x->o", RS_FATE_REUSED},
        {"a function of that name", "x:function{addr=0x8000 name=work}", "x:function{addr=0x8000 name=work}",
         RS_FATE_CERTAIN},
        {"a function of another name", BOX "x:function{addr=0x8000 name=work} box-.s->x",
         BOX "x:function{addr=0x8000 name=play} box-.s->x", RS_FATE_REUSED},
        {"what code holds", "c:code{addr=0x9000 name=work} x:app.S{addr=0x8000} c-field .co_consts[1]->x",
         "c:code{addr=0x9000 name=work} x:app.S{addr=0x8000} c-field .co_consts[1]->x", RS_FATE_CERTAIN},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_fate(cases[i].label, cases[i].before, cases[i].after, cases[i].want);
}

static void test_diff__a_class_of_the_same_name_made_anew_is_another(void) {
    check_fate("the same class", "S:type{addr=0x6000} box:Box{addr=0x9000} x:S{addr=0x8000} box-.s->x",
               "S:type{addr=0x6000} box:Box{addr=0x9000} x:S{addr=0x8000} box-.s->x", RS_FATE_LIKELY);
    check_fate("made anew", "S:type{addr=0x6000} box:Box{addr=0x9000} x:S{addr=0x8000} box-.s->x",
               "S:type{addr=0x6100} box:Box{addr=0x9000} x:S{addr=0x8000} box-.s->x", RS_FATE_REUSED);
}

/* ---- Rows ------------------------------------------------------------------------------------------------------------ */

static void add_tally(rs_text *text, const rs_tally *tally) {
    rs_text_addf(text, " %llu/%llu", (unsigned long long)tally->objects, (unsigned long long)tally->bytes);
}

static rs_text rows_of(const heap *a, const heap *b) {
    rs_error err = RS_ERROR_INIT;
    rs_diff *diff = NULL;
    rs_text text = RS_TEXT_INIT;
    const rs_diff_row *rows = NULL;
    if (!check_ok("diff", rs_diff_new(&diff, a->snapshot, b->snapshot, &err), &err)) return text;
    size_t count = rs_diff_rows(diff, &rows);
    for (size_t i = 0; i < count; i++) {
        rs_text_add(&text, rows[i].type);
        add_tally(&text, &rows[i].before);
        add_tally(&text, &rows[i].after);
        add_tally(&text, &rows[i].added);
        add_tally(&text, &rows[i].gone);
        rs_text_add(&text, "\n");
    }
    const rs_diff_about *about = rs_diff_about_it(diff);
    rs_text_addf(&text, "%s %llu certain %llu likely %llu reused\n",
                 about->matched ? "matched" : "not matched", (unsigned long long)about->certain,
                 (unsigned long long)about->likely, (unsigned long long)about->reused);
    rs_diff_free(diff);
    return text;
}

static void test_diff__rows_by_type_those_that_grew_most_first(void) {
    heap *a = heap_of("m:module{name=app} l:list l->s1:app.S{size=100} l->s2:app.S{size=100} "
                      "l->t:app.T{size=30} l->u:app.U m->l");
    heap *b = heap_of(
        "m:module{name=app} l:list{size=64} l->s1:app.S{size=100} l->v:app.S{size=100} l->w:app.S{size=120} "
        "m->l l->z:app.Z");
    rs_text text = rows_of(a, b);
    check_and_release("rows", &text,
                      "app.S 2/200 3/320 1/120 0/0\n"
                      "list 1/16 1/64 0/0 0/0\n"
                      "app.Z 0/0 1/16 1/16 0/0\n"
                      "module 1/16 1/16 0/0 0/0\n"
                      "app.U 1/16 0/0 0/0 1/16\n"
                      "app.T 1/30 0/0 0/0 1/30\n"
                      "matched 1 certain 3 likely 2 reused\n");
    heap_free(a);
    heap_free(b);
}

static void test_diff__two_runs_are_told_and_only_counted(void) {
    heap *a = heap_of("m:module{name=app addr=0x5000} n:module{name=lib addr=0x5100} s:app.S");
    heap *b = heap_of("m:module{name=app addr=0x6000} n:module{name=lib addr=0x6100} s:app.S t:app.S");
    rs_text text = rows_of(a, b);
    check_and_release(
        "rows", &text,
        "app.S 1/16 2/32 0/0 0/0\nmodule 2/32 2/32 0/0 0/0\nnot matched 0 certain 0 likely 0 reused\n");
    heap_free(a);
    heap_free(b);
}

/* ---- At random: a heap and the same heap with some objects taken out and others put in -------------------------------- */

typedef struct pair {
    heap *before, *after;
    bool *kept;     /* [after's objects] it was there before */
    size_t objects; /* of after */
} pair;

/* Objects 0 .. count-1 with tuple items that never change; some are only in one of the heaps. New ones stand at addresses of
 * gone ones half of the time, with other types. */
static pair random_pair(uint64_t seed) {
    enum { COUNT = 300 };
    heap_builder *a = heap_builder_new(), *b = heap_builder_new();
    pair p = {.kept = calloc(COUNT, sizeof *p.kept), .objects = COUNT};
    uint32_t attribute[2] = {heap_add_string(a, "x"), heap_add_string(b, "y")};
    attribute[1] = heap_add_string(b, "x");
    for (uint32_t i = 0; i < COUNT; i++) {
        unsigned what = (unsigned)(random_next(&seed) %
                                   4); /* 0, 1: in both; 2: replaced by another type; 3: by one elsewhere */
        heap_object object = heap_node();
        object.type = "Kept";
        object.address = 0x100000 + 64 * (uint64_t)i;
        if (what > 1) object.type = "Gone";
        heap_add_object(a, &object);
        if (what == 2) object.type = "Other";
        if (what == 3) object.type = "Elsewhere", object.address += 0x1000000;
        p.kept[heap_add_object(b, &object)] = what < 2;
    }
    for (uint32_t i = 0; i < COUNT;
         i++) { /* a ring, so that each is held by its neighbour: if both are kept, that speaks for it */
        heap_add_reference(a, i, (i + 1) % COUNT, RS_NAME(RS_NAME_ATTRIBUTE, attribute[0]));
        heap_add_reference(b, i, (i + 1) % COUNT, RS_NAME(RS_NAME_ATTRIBUTE, attribute[1]));
    }
    p.before = heap_build(a);
    p.after = heap_build(b);
    return p;
}

static void test_diff__at_random_as_brute_force_says(void) {
    for (uint64_t seed = 1; seed <= 20; seed++) {
        pair p = random_pair(seed);
        rs_error err = RS_ERROR_INIT;
        rs_diff *diff = NULL;
        check_ok("diff", rs_diff_new(&diff, p.before->snapshot, p.after->snapshot, &err), &err);
        size_t wrong = 0, alone = 0, kept = 0;
        for (uint32_t o = 0; o < p.objects; o++) {
            bool before = p.kept[(o + p.objects - 1) % p.objects], after = p.kept[(o + 1) % p.objects];
            bool spoken_for = p.kept[o] &&
                              (before || after); /* a neighbour that is kept holds it, or is held by it */
            bool found = rs_diff_older(diff, o) != RS_NO_OBJECT;
            wrong += found != spoken_for || (found && rs_diff_older(diff, o) != o);
            alone += p.kept[o] && !spoken_for;
            kept += p.kept[o];
        }
        const rs_diff_about *about = rs_diff_about_it(diff);
        check_number("wrong", wrong, 0);
        check_number("likely", about->likely, kept - alone);
        check_number("added", about->added.objects, p.objects - kept + alone);
        check_number("gone", about->gone.objects, p.objects - kept + alone);
        rs_diff_free(diff);
        heap_free(p.before);
        heap_free(p.after);
        free(p.kept);
    }
}

static rs_status try_diff(void *context, rs_error *err) {
    heap **both = context;
    rs_diff *diff = NULL;
    rs_status st = rs_diff_new(&diff, both[0]->snapshot, both[1]->snapshot, err);
    rs_diff_free(diff);
    return st;
}

static void test_diff__out_of_memory_at_every_allocation(void) {
    heap *both[] = {heap_of("m:module{name=app} m-.l->l:list l->a l->b"),
                    heap_of("m:module{name=app} m-.l->l:list l->a l->c:C")};
    check("some", for_each_allocation_failure("diff", try_diff, both) >= 10);
    heap_free(both[0]);
    heap_free(both[1]);
}

static CU_TestInfo tests[] = {
    TEST(test_diff__what_speaks_for_an_object_and_what_against),
    TEST(test_diff__a_class_of_the_same_name_made_anew_is_another),
    TEST(test_diff__rows_by_type_those_that_grew_most_first),
    TEST(test_diff__two_runs_are_told_and_only_counted),
    TEST(test_diff__at_random_as_brute_force_says),
    TEST(test_diff__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "diff", tests);
}
