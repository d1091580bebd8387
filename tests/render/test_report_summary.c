/* test_report_summary.c: objects and bytes by type.           Tests render/report_summary.c, json.c. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_report.h"

#include "failing_allocator.h"
#include "golden.h"
#include "heap.h"
#include "schema.h"

static const char kitchen[] =
    "th:thread-?->root_a:app.Session{size=120} b:app.Session{size=120} l:list{size=8388608} "
    "s='text'{size=52} t='more'{size=53} d:dict{size=5368709120} root_a->l->s l->t l->d "
    "m:module{size=72} f:app.a_type_with_an_extremely_long_name_that_does_not_fit_into_the_column{size=16} "
    "i=7{size=28}";

static rs_text summary_of(const heap *h, rs_sort sort, const rs_report_options *options) {
    rs_error err = RS_ERROR_INIT;
    rs_text text = RS_TEXT_INIT;
    check_ok("summary", rs_report_summary(&text, h->snapshot, sort, options, &err), &err);
    return text;
}

static void check_kitchen(const char *golden, rs_sort sort, const rs_report_options *options) {
    heap *h = heap_of(kitchen);
    rs_text text = summary_of(h, sort, options);
    check_golden(golden, &text);
    heap_free(h);
}

static void test_report_summary__largest_types_first(void) {
    check_kitchen("summary.txt", RS_SORT_SIZE, NULL);
}

static void test_report_summary__by_name_without_a_limit_of_columns(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.columns = 0;
    check_kitchen("summary_by_name.txt", RS_SORT_NAME, &options);
}

static void test_report_summary__the_rest_is_one_row(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.limit = 2;
    options.colour = true;
    check_kitchen("summary_limit.txt", RS_SORT_COUNT, &options);
}

static void test_report_summary__as_json(void) {
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "app.py";
    options.limit = 2;
    heap *h = heap_of(kitchen);
    rs_text text = summary_of(h, RS_SORT_SIZE, &options);
    json_t *report = check_schema("summary", &text);
    check_number("every type, whatever the limit", json_array_size(json_object_get(report, "types")), 7);
    json_decref(report);
    check_golden("summary.json", &text);
    heap_free(h);
}

static void test_report_summary__an_empty_heap(void) {
    heap_builder *builder = heap_builder_new();
    heap *h = heap_build(builder);
    rs_text text = summary_of(h, RS_SORT_SIZE, NULL);
    check_and_release("empty", &text,
                      "type                      objects       %       bytes       %\n"
                      "total                           0                 0 B\n");
    heap_free(h);
}

/* ---- What was not seen -------------------------------------------------------------------------------------------------- */

static heap *heap_of_blind_spots(uint32_t count) {
    heap_builder *builder = heap_builder_new();
    heap_object node = heap_node();
    heap_add_object(builder, &node);
    rs_coverage *seen = heap_coverage(builder);
    seen->values = RS_VALUES_NAMES;
    seen->whole_heap = false;
    seen->during_collection = true;
    seen->opaque_objects = seen->immortal_objects = seen->hidden_objects = seen->unnamed_references = count;
    seen->opaque_types = 2;
    seen->other_interpreters = count;
    seen->values_withheld = count;
    return heap_build(builder);
}

static void test_report_summary__what_was_not_seen_is_told(void) {
    heap *h = heap_of_blind_spots(1234);
    rs_text text = summary_of(h, RS_SORT_SIZE, NULL);
    check_golden("summary_not_seen.txt", &text);
    heap_free(h);
    h = heap_of_blind_spots(1);
    text = summary_of(h, RS_SORT_SIZE, NULL);
    check("one", strstr(text.data, "\nnot named: 1 reference\n") != NULL);
    check("one", strstr(text.data, "\nimmortal: 1 object, whose reference count means nothing\n") != NULL);
    rs_text_release(&text);
    heap_free(h);
}

static void test_report_summary__what_was_seen_is_not_told(void) {
    heap *h = heap_of("a");
    rs_text text = summary_of(h, RS_SORT_SIZE, NULL);
    check("ends with the total",
          strstr(text.data, "total") != NULL && strchr(strstr(text.data, "total"), '\n')[1] == '\0');
    rs_text_release(&text);
    heap_free(h);
}

/* ---- Names ----------------------------------------------------------------------------------------------------------------- */

static void test_report_summary__names_of_types_may_be_anything(void) {
    static const char *const names[] = {"日本語.クラス", "a\nb", "\x1b[31mred", "tab\tquote\"back\\slash",
                                        "😀"};
    heap_builder *builder = heap_builder_new();
    for (size_t i = 0; i < RS_COUNT(names); i++) {
        heap_object object = {.type = names[i], .kind = RS_KIND_INSTANCE};
        heap_add_object(builder, &object);
    }
    heap *h = heap_build(builder);
    rs_text text = summary_of(h, RS_SORT_NAME, NULL);
    check_golden("summary_names.txt", &text);
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = RS_FORMAT_JSON;
    options.target = "not \xff UTF-8 \xed\xa0\x80";
    text = summary_of(h, RS_SORT_NAME, &options);
    json_t *report = check_schema("summary", &text);
    check_text("replaced", json_string_value(json_object_get(report, "target")),
               "not \xef\xbf\xbd UTF-8 \xef\xbf\xbd");
    json_decref(report);
    rs_text_release(&text);
    heap_free(h);
}

/* ---- Out of memory ----------------------------------------------------------------------------------------------------------- */

typedef struct trial {
    const heap *h;
    rs_format format;
} trial;

static rs_status try_summary(void *context, rs_error *err) {
    const trial *t = context;
    rs_report_options options = RS_REPORT_OPTIONS_INIT;
    options.format = t->format;
    options.limit = 3;
    rs_text text = RS_TEXT_INIT;
    rs_status status = rs_report_summary(&text, t->h->snapshot, RS_SORT_SIZE, &options, err);
    rs_text_release(&text);
    return status;
}

static void test_report_summary__out_of_memory_at_every_allocation(void) {
    heap *h = heap_of(kitchen);
    trial text = {h, RS_FORMAT_TEXT}, json = {h, RS_FORMAT_JSON};
    check("text", for_each_allocation_failure("text", try_summary, &text) > 10);
    check("json", for_each_allocation_failure("json", try_summary, &json) > 3);
    heap_free(h);
}

static CU_TestInfo tests[] = {
    TEST(test_report_summary__largest_types_first),
    TEST(test_report_summary__by_name_without_a_limit_of_columns),
    TEST(test_report_summary__the_rest_is_one_row),
    TEST(test_report_summary__as_json),
    TEST(test_report_summary__an_empty_heap),
    TEST(test_report_summary__what_was_not_seen_is_told),
    TEST(test_report_summary__what_was_seen_is_not_told),
    TEST(test_report_summary__names_of_types_may_be_anything),
    TEST(test_report_summary__out_of_memory_at_every_allocation),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "report_summary", tests);
}
