/* test_names.c: tests of names.c and path_text.c.                                                  Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

/* ---- One reference -------------------------------------------------------------------------------------------------- */

/* The name of the last reference of object `a`. */
static void check_name(const char *label, const char *notation, const char *want) {
    heap *h = heap_of(notation);
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, h->snapshot,
                               rs_snapshot_columns(h->snapshot)->row[heap_id(h, "a") + 1] - 1);
    check_and_release(label, &text, want);
    heap_free(h);
}

static void test_names__every_kind_reads_as_python(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"nothing known", "a-?->b", "?"},
        {"attribute", "a-.peer->b", ".peer"},
        {"item", "a:list-[3]->b", "[3]"},
        {"key the dict does not own", "a:dict-['k']->b", "['k']"},
        {"member", "a:set-{member}->b", "{member}"},
        {"local variable", "a:running_frame-local x->b", "local x"},
        {"variable of a closure", "a:running_frame-closure x->b", "closure x"},
        {"value stack", "a:running_frame-stack[3]->b", "stack[3]"},
        {"offset", "a-+0x30->b", "+0x30"},
        {"item behind a field", "a:code-field .co_consts[3]->b", ".co_consts[3]"},
        {"guess", "a-+0x30~->b", "+0x30 (guessed)"},
        {"not reported by tp_traverse", "a-.co_names!->b", ".co_names"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) check_name(cases[i].label, cases[i].heap, cases[i].want);
}

static void test_names__keys_read_as_python(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"str", "a:dict-[k]->v k='key'", "['key']"},
        {"quotes", "a:dict-[k]->v k='it\\'s\\n'", "['it\\'s\\n']"},
        {"long str", "a:dict-[k]->v k='0123456789012345678901234567890123456789abc'",
         "['0123456789012345678901234567890123456789\xE2\x80\xA6']"},
        {"bytes", "a:dict-[k]->v k=b'\\x00\\xff'", "[b'\\x00\\xff']"},
        {"int", "a:dict-[k]->v k=-42", "[-42]"},
        {"big int", "a:dict-[k]->v k=int2048", "[<int of 2,048 bits>]"},
        {"float", "a:dict-[k]->v k=1.5", "[1.5]"},
        {"True", "a:dict-[k]->v k=True", "[True]"},
        {"None", "a:dict-[k]->v k=None", "[None]"},
        {"Ellipsis", "a:dict-[k]->v k:ellipsis", "[Ellipsis]"},
        {"subclass of str", "a:dict-[k]->v k:app.Name<str='x'", "['x']"},
        {"value withheld", "a:dict-[k]->v k:str", "[\xE2\x80\xA6]"},
        {"number withheld", "a:dict-[k]->v k:int", "[\xE2\x80\xA6]"},
        {"tuple", "a:dict-[k]->v k:tuple->i=1 k->s='a'", "[(1, 'a')]"},
        {"tuple of one", "a:dict-[k]->v k:tuple->n=None", "[(None,)]"},
        {"empty tuple", "a:dict-[k]->v k:tuple", "[()]"},
        {"tuple of what is withheld", "a:dict-[k]->v k:tuple->i:int k->s='a'", "[(\xE2\x80\xA6, 'a')]"},
        {"tuple of four", "a:dict-[k]->v k:tuple->i=1 k->i k->i k->i", "[(1, 1, 1, 1)]"},
        {"tuple of five", "a:dict-[k]->v k:tuple{addr=0x10} k->i=1 k->i k->i k->i k->i", "[<tuple at 0x10>]"},
        {"tuple in a tuple", "a:dict-[k]->v k:tuple{addr=0x10}->t:tuple", "[<tuple at 0x10>]"},
        {"named tuple", "a:dict-[k]->v k:app.Point<tuple{addr=0x10}->i=1", "[<Point at 0x10>]"},
        {"instance", "a:dict-[k]->v k:app.Node{addr=0x7f12ab34cd50}", "[<Node at 0x7f12ab34cd50>]"},
        {"function", "a:dict-[k]->v k:function{name=work}", "[<function work>]"},
        {"type", "a:dict-[k]->v k:type{name=app.Node}", "[<type app.Node>]"},
        {"second of two", "a:dict-[j]->u a-[k]->v j='j' k='k'", "['k']"},
        {"empty key text", "a:dict-['']->v", "['']"},
        {"key text with a quote", "a:dict-['it's']->v", "['it\\'s']"},
        {"key text with an escape", "a:dict-['\x1B']->v", "['\\x1b']"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) check_name(cases[i].label, cases[i].heap, cases[i].want);
}

static void test_names__a_key_has_a_name_too(void) {
    heap *h = heap_of("d:dict-[k]->v k='key'");
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, h->snapshot, heap_reference(h, "d", "k", NULL));
    check_and_release("key", &text, "key 'key'");
    heap_free(h);
}

/* An index that the packed name cannot hold is told by the place among the items; other references do not count. */
static void test_names__an_index_beyond_the_packed_ones(void) {
    heap_builder *builder = heap_builder_of("l:app.List<list-.__class__->t:type x y z");
    uint32_t huge = RS_NAME(RS_NAME_INDEX, RS_NAME_ARGUMENT_MAX);
    heap_add_reference(builder, 0, 2, RS_NAME(RS_NAME_INDEX, 0));
    heap_add_reference(builder, 0, 3, huge);
    heap_add_reference(builder, 0, 4, huge);
    heap *h = heap_build(builder);
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, h->snapshot, heap_reference(h, "l", "y", NULL));
    rs_text_add_reference_name(&text, h->snapshot, heap_reference(h, "l", "z", NULL));
    check_and_release("places", &text, "[1][2]");
    heap_free(h);
}

/* ---- Chains --------------------------------------------------------------------------------------------------------- */

/* The chain that goes through the labels, the last reference between two of them each time. */
static size_t chain_of(const heap *h, const char *labels, rs_reference_id *path) {
    char from[50] = "", to[50];
    size_t length = 0;
    int taken;
    for (const char *at = labels; sscanf(at, " %49s%n", to, &taken) == 1; at += taken) {
        if (from[0]) path[length++] = heap_reference(h, from, to, NULL);
        strcpy(from, to);
    }
    return length;
}

static void check_path(const char *label, const char *notation, const char *labels, const char *want) {
    rs_reference_id path[20];
    heap *h = heap_of(notation);
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "it");
    rs_text_add_path(&text, h->snapshot, path, chain_of(h, labels, path));
    check_and_release(label, &text, want);
    heap_free(h);
}

static void test_names__chains_read_as_one_expression(void) {
    static const struct {
        const char *label, *heap, *through, *want;
    } cases[] = {
        {"nothing", "a", "a", "it"},
        {"attributes and items", "a-.sessions->d:dict-['k']->l:list-[3]->x", "a d l x",
         "it.sessions['k'][3]"},
        {"what repeats is told once", "a-.next->b-.next->c-.next->d-.next->e-.value->x", "a b c d e x",
         "it(.next \xC3\x97"
         "4).value"},
        {"three times are told", "a-.next->b-.next->c-.next->d-.value->x", "a b c d x",
         "it.next.next.next.value"},
        {"so are several steps",
         "z-.head->a-.next->b:list-[0]->c-.next->d:list-[0]->e-.next->f:list-[0]->g-.next->h:list-[0]->i-."
         "value->x",
         "z a b c d e f g h i x",
         "it.head(.next[0] \xC3\x97"
         "4).value"},
        {"words want a space", "f:running_frame-local x->a-?->b-+0x8->c", "f a b c", "it local x ? +0x8"},
        {"dict of an instance", "a-.__dict__->d:dict-[k]->v k='x'", "a d v", "it.x"},
        {"dict of an instance, shared key", "a-.__dict__->d:dict-['x']->v", "a d v", "it.x"},
        {"dict of a module", "m:module-.__dict__->d:dict-[k]->v-.y->w k='caf\xC3\xA9'", "m d v w",
         "it.caf\xC3\xA9.y"},
        {"dict of a class", "t:type-.__dict__->d:dict-[k]->v k='run_2'", "t d v", "it.run_2"},
        {"key that is no identifier", "a-.__dict__->d:dict-[k]->v k='a b'", "a d v", "it.__dict__['a b']"},
        {"key that begins with a digit", "a-.__dict__->d:dict-[k]->v k='2a'", "a d v", "it.__dict__['2a']"},
        {"empty key", "a-.__dict__->d:dict-['']->v", "a d v", "it.__dict__['']"},
        {"key that is no str", "a-.__dict__->d:dict-[k]->v k=1", "a d v", "it.__dict__[1]"},
        {"key withheld", "a-.__dict__->d:dict-[k]->v k:str", "a d v", "it.__dict__[\xE2\x80\xA6]"},
        {"key cut", "a-.__dict__->d:dict-[k]->v k='x'...", "a d v", "it.__dict__['x\xE2\x80\xA6']"},
        {"the dict itself", "a-.__dict__->d:dict", "a d", "it.__dict__"},
        {"the key itself", "a-.__dict__->d:dict-[k]->v k='x'", "a d k", "it.__dict__ key 'x'"},
        {"another dict", "a-.cache->d:dict-[k]->v k='x'", "a d v", "it.cache['x']"},
        {"closure", "f:function-.__closure__->t:tuple-closure x->c:cell->v-.y->w", "f t c v w",
         "it closure x.y"},
        {"the cell of a closure", "f:function-.__closure__->t:tuple-closure x->c:cell", "f t c",
         "it closure x"},
        {"the tuple of a closure", "f:function-.__closure__->t:tuple", "f t", "it.__closure__"},
        {"variable of a frame in a cell", "f:running_frame-local x->c:cell->v", "f c v", "it local x"},
        {"free variable of a frame", "f:running_frame-closure x->c:cell->v", "f c v", "it closure x"},
        {"closure by co_freevars",
         "f:function-.__closure__->t:tuple->b:cell t->c:cell->v "
         "f-.__code__->k:code-.co_freevars->n:tuple->p='p' n->q='q'",
         "f t c v", "it closure q"},
        {"closure by co_localsplusnames",
         "f:function-.__closure__->t:tuple->c:cell->v "
         "f-.__code__->k:code-.co_localsplusnames->n:tuple->p='p' n->q='q'",
         "f t c v", "it closure q"},
        {"fewer names than cells",
         "f:function-.__closure__->t:tuple->c:cell->v f-.__code__->k:code-.co_localsplusnames->n:tuple",
         "f t c v", "it.__closure__[0].cell_contents"},
        {"fewer names than cells, the last one",
         "f:function-.__closure__->t:tuple->b:cell t->c:cell->v "
         "f-.__code__->k:code-.co_localsplusnames->n:tuple->p='p'",
         "f t c v", "it.__closure__[1].cell_contents"},
        {"names withheld",
         "f:function-.__closure__->t:tuple->c:cell->v f-.__code__->k:code-.co_freevars->n:tuple->p:str",
         "f t c v", "it.__closure__[0].cell_contents"},
        {"code that is not there", "f:function-.__closure__->t:tuple->c:cell->v", "f t c v",
         "it.__closure__[0].cell_contents"},
        {"a cell on its own", "c:cell->v", "c v", "it.cell_contents"},
        {"a method's instance", "m:method-.__self__->a-.__dict__->d:dict-['x']->v", "m a d v",
         "it.__self__.x"},
        {"a set", "a-.users->s:set->u-.name->n='n'", "a s u n", "it.users{member}.name"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_path(cases[i].label, cases[i].heap, cases[i].through, cases[i].want);
}

static void test_names__a_chain_at_the_start_of_a_line_has_no_space(void) {
    heap *h = heap_of("f:running_frame-local x->a-.y->b");
    rs_reference_id path[] = {heap_reference(h, "f", "a", NULL), heap_reference(h, "a", "b", NULL)};
    rs_text text = RS_TEXT_INIT;
    rs_text_add_path(&text, h->snapshot, path, 2);
    check_and_release("start", &text, "local x.y");
    heap_free(h);
}

/* ---- Out of memory -------------------------------------------------------------------------------------------------- */

static rs_status write_names(void *context, rs_error *err) {
    const heap *h = context;
    rs_reference_id path[20];
    rs_text text = RS_TEXT_INIT;
    rs_text_add_path(&text, h->snapshot, path, chain_of(h, "f t c d v", path));
    for (rs_reference_id r = 0; r < rs_snapshot_columns(h->snapshot)->references; r++)
        rs_text_add_reference_name(&text, h->snapshot, r);
    rs_status status = rs_text_status(&text, err);
    rs_text_release(&text);
    return status;
}

static void test_names__no_memory(void) {
    heap *h = heap_of("f:function-.__closure__->t:tuple-closure x->c:cell->d:dict-[k]->v k:tuple->s='some "
                      "text' k->b=b'\\xff'"
                      " v-[0]->w v-.a_rather_long_name_of_an_attribute->f");
    check("there was something to fail", for_each_allocation_failure("names", write_names, h) > 2);
    heap_free(h);
}

static CU_TestInfo names[] = {
    TEST(test_names__every_kind_reads_as_python),
    TEST(test_names__keys_read_as_python),
    TEST(test_names__a_key_has_a_name_too),
    TEST(test_names__an_index_beyond_the_packed_ones),
    TEST(test_names__chains_read_as_one_expression),
    TEST(test_names__a_chain_at_the_start_of_a_line_has_no_space),
    TEST(test_names__no_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "names", names);
}
