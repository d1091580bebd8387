/* test_preview.c: tests of preview.c and value_text.c.                                             Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"

#define DOTS "\xE2\x80\xA6"

static void check_preview(const char *label, const heap *h, size_t columns, const char *want) {
    rs_text text = RS_TEXT_INIT;
    rs_text_add(&text, "| ");
    rs_text_add_preview(&text, h->snapshot, heap_id(h, "a"), columns);
    check(label, rs_text_columns(rs_text_string(&text) + 2, text.length - 2) <= columns);
    check_text(label, rs_text_string(&text) + 2, want);
    rs_text_release(&text);
}

static void test_preview__every_kind_of_object(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"str", "a='key'", "'key'"},
        {"empty str", "a=''", "''"},
        {"str with a quote", "a='it\\'s'", "'it\\'s'"},
        {"str that goes on", "a='abc'...", "'abc" DOTS "'"},
        {"str with a surrogate", "a='\\xed\\xa0\\x80'", "'\\ud800'"},
        {"bytes", "a=b'\\x00\\xffx\\'\\n'", "b'\\x00\\xffx\\'\\n'"},
        {"bytes are no UTF-8", "a=b'\\xc3\\xa9'", "b'\\xc3\\xa9'"},
        {"int", "a=42", "42"},
        {"least int", "a=-9223372036854775808", "-9223372036854775808"},
        {"int of four bytes", "a=-100000", "-100000"},
        {"big int", "a=int2048", "<int of 2,048 bits>"},
        {"negative big int", "a=-int65", "<negative int of 65 bits>"},
        {"True", "a=True", "True"},
        {"False", "a=False", "False"},
        {"bool withheld", "a:bool{addr=0x10}", "bool at 0x10"},
        {"None", "a=None", "None"},
        {"Ellipsis", "a:ellipsis", "Ellipsis"},
        {"str withheld", "a:str{addr=0x7f12ab34cd50}", "str at 0x7f12ab34cd50"},
        {"list", "a:list->x a->y a->x", "list of 3"},
        {"empty list", "a:list", "list of 0"},
        {"subclass of list", "a:app.Rows<list-.__class__->t:type a->x", "Rows of 1"},
        {"tuple", "a:tuple->x a->y", "tuple of 2"},
        {"a closure's cells", "a:tuple-closure x->c:cell", "tuple of 1"},
        {"dict", "a:dict-[k]->v a-['y']->v k='k'", "dict of 2"},
        {"set", "a:set->x a->y", "set of 2"},
        {"frozenset", "a:frozenset->x", "frozenset of 1"},
        {"function", "a:function{name=work}", "function work"},
        {"built-in function", "a:builtin_function_or_method{name=len}", "builtin len"},
        {"method", "a:method{name=Node.run}", "method Node.run"},
        {"code", "a:code{name=work}", "code work"},
        {"module", "a:module{name=app}", "module app"},
        {"type", "a:type{name=app.Node}", "type app.Node"},
        {"type of a metaclass", "a:abc.ABCMeta<type{name=app.Node}", "type app.Node"},
        {"running frame", "a:running_frame{name=\"work (app.py:12)\"}", "frame work (app.py:12)"},
        {"frame object", "a:frame{name=\"work (app.py:12)\"}", "frame work (app.py:12)"},
        {"generator", "a:generator{name=steps}", "generator steps"},
        {"coroutine", "a:coroutine{name=serve}", "coroutine serve"},
        {"thread", "a:thread{name=\"main thread\"}", "main thread"},
        {"interpreter", "a:interpreter", "interpreter"},
        {"function without a name", "a:function{addr=0x10}", "function at 0x10"},
        {"cell", "a:cell{addr=0x10}", "cell at 0x10"},
        {"instance", "a:app.Node{addr=0x7f12ab34cd50}", "Node at 0x7f12ab34cd50"},
        {"subclass of int", "a:app.Colour<int=3", "3"},
        {"name with a newline", "a:module{name=\"a\nb\"}", "module a\\nb"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        check_preview(cases[i].label, h, 60, cases[i].want);
        heap_free(h);
    }
}

static void test_preview__long_containers_have_commas(void) {
    heap_builder *builder = heap_builder_of("a:list x");
    for (uint32_t i = 0; i < 1234; i++) heap_add_reference(builder, 0, 1, RS_NAME(RS_NAME_INDEX, i));
    heap *h = heap_build(builder);
    check_preview("long list", h, 60, "list of 1,234");
    heap_free(h);
}

static void test_preview__numbers_with_a_point(void) {
    static const struct {
        double real;
        const char *want;
    } cases[] = {
        {1.5, "1.5"},
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {3, "3.0"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {100000, "100000.0"},
        {123456789, "123456789.0"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {1.5e300, "1.5e+300"},
        {1e-5, "1e-05"},
        {5e-324, "5e-324"},
        {0.0001, "0.0001"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {__builtin_inf(), "inf"},
        {-__builtin_inf(), "-inf"},
        {__builtin_nan(""), "nan"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap_builder *builder = heap_builder_of("a:float");
        heap_object_at(builder, 0)->value = (rs_value){.kind = RS_VALUE_FLOAT, .real = cases[i].real};
        heap *h = heap_build(builder);
        check_preview(cases[i].want, h, 60, cases[i].want);
        heap_free(h);
    }
}

/* Every number of digits is tried, beginning with one. */
static void write_fewest_digits(char *want, size_t size, double real) {
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(want, size, "%.*g", precision, real);
        if (strtod(want, NULL) == real) break;
    }
    if (strchr(want, 'e') && fabs(real) >= 1 && fabs(real) < 1e16) snprintf(want, size, "%.0f", real);
    if (!strpbrk(want, ".e")) strcat(want, ".0");
}

static void test_preview__no_number_has_more_digits_than_it_needs(void) {
    uint64_t seed = 20;
    for (int i = 0; i < 4000; i++) {
        uint64_t bits = seed = seed * 6364136223846793005u + 1442695040888963407u;
        double real;
        memcpy(&real, &bits, sizeof real);                                   /* of any magnitude */
        if (i % 4 == 1) real = (double)(int64_t)(bits >> 34) / 1000;         /* a price */
        if (i % 4 == 2) real = (double)(int64_t)(bits >> (i % 60));          /* whole */
        if (i % 4 == 3) memcpy(&real, &(uint64_t){bits >> 12}, sizeof real); /* subnormal */
        if (isnan(real) || isinf(real)) continue;
        char want[64];
        write_fewest_digits(want, sizeof want, real);
        heap_builder *builder = heap_builder_of("a:float");
        heap_object_at(builder, 0)->value = (rs_value){.kind = RS_VALUE_FLOAT, .real = real};
        heap *h = heap_build(builder);
        check_preview(want, h, 60, want);
        heap_free(h);
    }
}

static void test_preview__no_wider_than_asked(void) {
    static const struct {
        const char *label, *heap;
        size_t columns;
        const char *want;
    } cases[] = {
        {"fits exactly", "a='abcdef'", 8, "'abcdef'"},
        {"one too long", "a='abcdef'", 7, "'abcd" DOTS "'"},
        {"shortest with a letter", "a='abcdef'", 4, "'a" DOTS "'"},
        {"only the ellipsis", "a='abcdef'", 3, "'" DOTS "'"},
        {"less than quotes", "a='abcdef'", 2, "'" DOTS},
        {"one column", "a='abcdef'", 1, DOTS},
        {"no column", "a='abcdef'", 0, ""},
        {"goes on and fits", "a='abc'...", 6, "'abc" DOTS "'"},
        {"goes on and does not fit", "a='abc'...", 5, "'ab" DOTS "'"},
        {"empty and goes on", "a=''...", 3, "'" DOTS "'"},
        {"escapes stay whole", "a=b'\\x00\\x01\\x02'", 11, "b'\\x00" DOTS "'"},
        {"escapes of two stay whole", "a='\\n\\n\\n'", 6, "'\\n" DOTS "'"},
        {"escapes of six stay whole", "a='\\xe2\\x80\\xae\\xe2\\x80\\xae'", 12, "'\\u202e" DOTS "'"},
        {"no part of an escape of six", "a='\\xe2\\x80\\xae\\xe2\\x80\\xae'", 8, "'" DOTS "'"},
        {"wide characters stay whole", "a='\\xe4\\xb8\\xad\\xe6\\x96\\x87'", 5, "'\xE4\xB8\xAD" DOTS "'"},
        {"no half of a wide one", "a='\\xe4\\xb8\\xad\\xe6\\x96\\x87'", 4, "'" DOTS "'"},
        {"name", "a:module{name=application}", 12, "module appl" DOTS},
        {"number", "a=123456789", 5, "1234" DOTS},
        {"None", "a=None", 3, "No" DOTS},
        {"address", "a{addr=0x7f12ab34cd50}", 10, "Node at 0" DOTS},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        check_preview(cases[i].label, h, cases[i].columns, cases[i].want);
        heap_free(h);
    }
}

/* Any text, at any width: one line, no wider than asked. */
static void test_preview__random_texts_fit(void) {
    uint64_t seed = 11;
    for (int round = 0; round < 2000; round++) {
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = random_next(&seed) % 2 ? (char)random_next(&seed)
                                              : (char)('a' + random_next(&seed) % 26);
        heap_builder *builder = heap_builder_new();
        heap_object object = {.label = "a", .type = "str", .kind = RS_KIND_STR};
        object.value = (rs_value){.kind = round % 2 ? RS_VALUE_TEXT : RS_VALUE_BYTES, .bytes = bytes};
        object.value.length = (uint32_t)(random_next(&seed) % (sizeof bytes + 1));
        heap_add_object(builder, &object);
        heap *h = heap_build(builder);
        size_t columns = random_next(&seed) % 50;
        rs_text text = RS_TEXT_INIT;
        rs_text_add_preview(&text, h->snapshot, 0, columns);
        size_t width = rs_text_columns(rs_text_string(&text), text.length);
        bool ends = columns < 4 || text.data[text.length - 1] == '\'';
        if (!check("fits", width <= columns) || !check("has its second quote", ends)) round = 2000;
        rs_text_release(&text);
        heap_free(h);
    }
}

static rs_status write_previews(void *context, rs_error *err) {
    const heap *h = context;
    rs_status status = RS_OK;
    for (rs_object_id o = 0; o < h->count && status == RS_OK; o++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_add_preview(&text, h->snapshot, o, 12);
        status = rs_text_status(&text, err);
        rs_text_release(&text);
    }
    return status;
}

static void test_preview__no_memory(void) {
    heap *h = heap_of("a='some long text with \\n' b=b'\\xff\\xff\\xff\\xff' c=1.5 d:dict-[a]->b "
                      "e:module{name=application} f=None");
    check("there was something to fail", for_each_allocation_failure("previews", write_previews, h) > 6);
    heap_free(h);
}

static CU_TestInfo preview[] = {
    TEST(test_preview__every_kind_of_object),
    TEST(test_preview__long_containers_have_commas),
    TEST(test_preview__numbers_with_a_point),
    TEST(test_preview__no_number_has_more_digits_than_it_needs),
    TEST(test_preview__no_wider_than_asked),
    TEST(test_preview__random_texts_fit),
    TEST(test_preview__no_memory),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "preview", preview);
}
