/* test_labels.c: any bytes may stand in a label, and Graphviz shows them as they are.
 *                                                             Tests render/graphviz/labels.c, legend.c. Map: tests/README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "drawing.h"
#include "utf8.h"

/* The bytes as a snapshot keeps text: what is no UTF-8 is replaced. The caller frees it. */
static char *as_text(const char *bytes, size_t count) {
    char *text = calloc(1, count + 1);
    for (size_t at = 0, step; at < count; at += step) {
        bool valid = rs__utf8(bytes + at, count - at, &step) != RS__NOT_UTF8;
        if (valid)
            memcpy(text + at, bytes + at, step);
        else
            text[at] = '?';
    }
    return text;
}

/* An object with that value, held under that key by a dict, and of a type and a name of the same bytes. */
static heap *heap_with(const char *bytes, size_t count) {
    heap_builder *builder = heap_builder_new();
    heap_object dict = {.label = "dict", .type = "dict", .kind = RS_KIND_DICT, .held = 1};
    char *name = as_text(bytes, count);
    bool cut = count > 40;
    size_t kept = cut ? rs_text_fit(name, 40, 20) : count; /* a whole number of characters */
    heap_object text = {.label = "text", .type = "str", .kind = RS_KIND_STR};
    text.value = (rs_value){.kind = RS_VALUE_TEXT, .bytes = name, .length = (uint32_t)kept, .cut = cut};
    heap_object raw = {.label = "raw", .type = "bytes", .kind = RS_KIND_BYTES};
    raw.value = (rs_value){
        .kind = RS_VALUE_BYTES, .bytes = bytes, .length = cut ? 40 : (uint32_t)count, .cut = cut};
    heap_object odd = {.label = "odd", .type = name[0] ? name : "Empty", .kind = RS_KIND_INSTANCE};
    heap_object function = {.label = "function", .type = "function", .kind = RS_KIND_FUNCTION, .name = name};
    uint32_t d = heap_add_object(builder, &dict), t = heap_add_object(builder, &text),
             r = heap_add_object(builder, &raw);
    uint32_t o = heap_add_object(builder, &odd), f = heap_add_object(builder, &function);
    uint32_t key = heap_add_string(builder, name);
    heap_add_reference(builder, d, t, RS_NAME(RS_NAME_DICT_KEY, 0));
    heap_add_reference(builder, d, o, RS_NAME(RS_NAME_KEY, 0));
    heap_add_reference(builder, d, r, RS_NAME(RS_NAME_KEY_TEXT, key));
    heap_add_reference(builder, o, f, RS_NAME(RS_NAME_ATTRIBUTE, key));
    heap_add_reference(builder, f, o, RS_NAME(RS_NAME_FIELD_ITEM, key));
    heap *h = heap_build(builder);
    free(name);
    return h;
}

/* What Graphviz shows for a label: escapes and entities read as it reads them. */
static void add_shown(rs_text *text, const char *label) {
    for (const char *at = label; *at; at++) {
        if (at[0] == '\\' && at[1] == '\\')
            rs_text_add_char(text, *at++);
        else if (at[0] == '\\' && (at[1] == 'n' || at[1] == 'l')) {
            rs_text_add_char(text, '\n');
            at++;
        } else if (at[0] == '\\')
            rs_text_add(text, "(an escape of Graphviz)");
        else if (strncmp(at, "&amp;", 5) == 0) {
            rs_text_add_char(text, '&');
            at += 4;
        } else if (at[0] == '&')
            rs_text_add(text, "(an entity)");
        else
            rs_text_add_char(text, *at);
    }
}

/* The value's label must show "str", its preview and its size, and nothing else. */
static void check_label_of_text(const char *row, const part *p) {
    Agraph_t *graph = read_back(p, NULL);
    if (graph == NULL) return;
    rs_text shown = RS_TEXT_INIT, want = RS_TEXT_INIT;
    add_shown(&shown, value_of(node_of(graph, p, "text"), "label"));
    rs_text_add(&want, "str\n");
    rs_text_add_preview(&want, p->h->snapshot, heap_id(p->h, "text"), 36);
    rs_text_add(&want, "\n0 B");
    const char *size = strrchr(rs_text_string(&shown), '\n');
    check(row, size != NULL);
    if (size) check(row, strncmp(rs_text_string(&shown), want.data, (size_t)(size - shown.data) + 1) == 0);
    check_number(row, agnnodes(graph), 5);
    check_number(row, agnedges(graph), 5);
    rs_text_release(&shown);
    rs_text_release(&want);
    agclose(graph);
}

static void check_nasty(const char *row, const char *bytes, size_t count, bool drawn) {
    part p = part_of_heap(heap_with(bytes, count), NULL, NULL);
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    char *title = strndup(bytes, count);
    options.title = title;
    check_label_of_text(row, &p);
    if (drawn) {
        rs_text dot = draw(&p, RS_IMAGE_DOT, &options);
        check_number(row, status_of(dot_to_xml, &dot), 0);
        rs_text_release(&dot);
        rs_text svg = draw(&p, RS_IMAGE_SVG, &options);
        check_number(row, status_of("xmllint --noout -", &svg), 0);
        rs_text_release(&svg);
    }
    free(title);
    part_free(&p);
}

static void test_labels__any_bytes_may_stand_in_a_label(void) {
#define BYTES(string) string, sizeof string - 1
    static const struct {
        const char *label, *bytes;
        size_t count;
    } cases[] = {
        {"nothing", BYTES("")},
        {"a quote", BYTES("say \"hello\"")},
        {"a backslash", BYTES("C:\\new\\table\\graph")},
        {"a backslash at the end", BYTES("end\\")},
        {"two backslashes at the end", BYTES("end\\\\")},
        {"a backslash and a quote", BYTES("\\\"")},
        {"Graphviz's own escapes", BYTES("\\N \\G \\E \\T \\H \\L \\l \\r")},
        {"newlines", BYTES("one\ntwo\r\nthree")},
        {"NUL", BYTES("nul\0 behind")},
        {"controls", BYTES("\x01\x02\x1b[31m\x7f")},
        {"invalid UTF-8", BYTES("\xff\xfe \xc3( \xed\xa0\x80 \xf5")},
        {"cut UTF-8", BYTES("\xe2\x82")},
        {"HTML", BYTES("<b>bold</b> <TABLE><TR>")},
        {"only HTML", BYTES("<b>")},
        {"half HTML", BYTES("<")},
        {"entities", BYTES("&lt;&amp;&#60;&nbsp;&nosuch;&")},
        {"CDATA", BYTES("]]> <![CDATA[ <!-- -->")},
        {"DOT", BYTES("\"]; } digraph { a -> b [label=\"")},
        {"record fields", BYTES("{a|b|<p> c}")},
        {"comments", BYTES("/* // # */")},
        {"a number", BYTES("-1.5")},
        {"a keyword", BYTES("subgraph")},
        {"bidirectional", BYTES("\xe2\x80\xae"
                                "abc\xe2\x80\xac")},
        {"noncharacters", BYTES("\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\xbf\xbe")},
        {"beyond the plane", BYTES("\xf0\x9f\x98\x80\xf0\x90\x80\x80")},
        {"percent", BYTES("%s%n%d%99999999s")},
        {"a concatenation", BYTES("\"+\"")},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        check_nasty(cases[i].label, cases[i].bytes, cases[i].count, true);
}

static void test_labels__ten_million_bytes_are_cut(void) {
    enum { MANY = 10 * 1000 * 1000 };
    char *bytes = malloc(MANY);
    for (size_t i = 0; i < MANY; i++) bytes[i] = "\\\"<&\n"[i % 5];
    part p = part_of_heap(heap_with(bytes, MANY), NULL, NULL);
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    options.title = "long";
    rs_text dot = draw(&p, RS_IMAGE_DOT, &options);
    check("short", dot.length < 20000);
    check_number("dot", status_of(dot_to_xml, &dot), 0);
    rs_text_release(&dot);
    part_free(&p);
    free(bytes);
}

static void test_labels__random_bytes_may_stand_in_a_label(void) {
    static const char spice[] = "\\\"<>&;{}|[]\n\0#%'n\xff\xc3\xa9";
    uint64_t seed = 20240607;
    for (int round = 0; round < 300; round++) {
        char bytes[64];
        size_t count = random_next(&seed) % sizeof bytes;
        for (size_t i = 0; i < count; i++) {
            uint64_t random = random_next(&seed);
            bytes[i] = random % 2 ? spice[random / 2 % (sizeof spice - 1)] : (char)(random / 2);
        }
        check_nasty("random", bytes, count, round % 10 == 0);
    }
}

static void test_labels__an_svg_shows_entities_as_they_are_written(void) {
    part p = part_of_heap(heap_with(BYTES("a &lt; b & c &#60; d")), NULL, NULL);
    rs_text svg = draw(&p, RS_IMAGE_SVG, NULL);
    check("as written", strstr(svg.data, "a &amp;lt; b &amp; c &amp;#60; d") != NULL);
    rs_text_release(&svg);
    part_free(&p);
}

static CU_TestInfo tests[] = {
    TEST(test_labels__any_bytes_may_stand_in_a_label),
    TEST(test_labels__ten_million_bytes_are_cut),
    TEST(test_labels__random_bytes_may_stand_in_a_label),
    TEST(test_labels__an_svg_shows_entities_as_they_are_written),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "labels", tests);
}
