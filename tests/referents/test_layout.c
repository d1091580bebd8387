/* test_layout.c: tests of layout.c and of what every table must hold. Against CPython's own headers the tables are checked
 * while compiling: referents/cpython/layout_check.c.                                               Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "layout.h"

#include <stdio.h>
#include <string.h>

#include "checks.h"

enum { FIRST_MINOR = 9, LAST_MINOR = 13 };

static void test_layout__there_is_one_of_each_version(void) {
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        if (check("a table", layout != NULL))
            check("its own version", layout->major == 3 && layout->minor == minor);
    }
    check("none before", rs__layout_of_version(3, FIRST_MINOR - 1) == NULL);
    check("none behind", rs__layout_of_version(3, LAST_MINOR + 1) == NULL);
    check("none of 2", rs__layout_of_version(2, FIRST_MINOR) == NULL);
}

/* Members that every version has; a table made by a broken tool would lack some. */
static void test_layout__no_table_has_holes(void) {
#define MEMBER(name)                                                                                         \
    { #name, offsetof(rs_layout, name) }
    static const struct {
        const char *label;
        size_t at;
    } members[] = {
        MEMBER(gc_head_size),
        MEMBER(object_type),
        MEMBER(object_size),
        MEMBER(list_items),
        MEMBER(tuple_items),
        MEMBER(dict_keys),
        MEMBER(dict_values),
        MEMBER(keys_nentries),
        MEMBER(keys_indices),
        MEMBER(entry_size),
        MEMBER(set_table),
        MEMBER(int_digits),
        MEMBER(str_length),
        MEMBER(str_state),
        MEMBER(str_ascii_data),
        MEMBER(str_compact_data),
        MEMBER(str_data),
        MEMBER(bytes_data),
        MEMBER(type_name),
        MEMBER(type_flags),
        MEMBER(type_traverse),
        MEMBER(type_members),
        MEMBER(type_base),
        MEMBER(type_dict),
        MEMBER(heap_type_cached_keys),
        MEMBER(heap_type_size),
        MEMBER(type_size),
        MEMBER(member_size),
        MEMBER(code_first_line),
        MEMBER(module_state),
        MEMBER(deque_left),
        MEMBER(block_right),
        MEMBER(ordered_first),
        MEMBER(function_code),
        MEMBER(function_globals),
        MEMBER(cell_ref),
        MEMBER(exception_args),
        MEMBER(generator_qualname),
        MEMBER(future_result),
        MEMBER(task_coro),
        MEMBER(partial_fn),
        MEMBER(lru_cache_cache),
        MEMBER(text_io_buffer),
        MEMBER(element_tag),
    };
#undef MEMBER
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++)
        for (size_t i = 0; i < RS_COUNT(members); i++)
            check(members[i].label,
                  *(const uint16_t *)((const char *)rs__layout_of_version(3, minor) + members[i].at) != 0);
}

static const rs_builtin_field *fields_of(const char *tp_name, uint32_t want) {
    uint32_t count = 77;
    const rs_builtin_field *rows = rs__builtin_fields_of(tp_name, &count);
    check_number(tp_name, count, want);
    return rows;
}

static void test_layout__fields_of_a_type_are_a_run(void) {
    const rs_builtin_field *rows = fields_of("method", 2);
    check_text("first", rows[0].field, "__func__");
    check_text("second", rows[1].field, "__self__");
    fields_of("weakref.ReferenceType", 1);
    fields_of("_asyncio.Task", 4);
    check("unknown", fields_of("a type nobody knows", 0) == NULL);
}

/* A row apart from the others of its type would be found by nobody. */
static void test_layout__rows_of_a_type_stand_together(void) {
    static const char *const types[] = {
#define RS_FIELD(member, tp_name, field, visited) tp_name,
#define RS_SHARED                                 RS_FIELD
#include "builtin_fields.def"
#undef RS_FIELD
#undef RS_SHARED
    };
    for (size_t i = 0; i < RS_COUNT(types); i++) {
        size_t first = 0;
        while (strcmp(types[first], types[i]) != 0) first++;
        for (size_t k = first; k < i; k++) check(types[i], strcmp(types[k], types[i]) == 0);
    }
}

/* Two fields of a type at one place, or one that no pointer can be at, would be a slip in a table. */
static void test_layout__fields_of_a_type_have_places_of_their_own(void) {
    static const char *const types[] = {
        "function",
        "method",
        "builtin_function_or_method",
        "module",
        "type",
        "code",
        "frame",
        "traceback",
        "generator",
        "coroutine",
        "BaseException",
        "OSError",
        "SyntaxError",
        "property",
        "functools.partial",
        "functools._lru_cache_wrapper",
        "_io.TextIOWrapper",
        "_asyncio.Future",
        "_asyncio.Task",
        "re.Pattern",
        "sqlite3.Connection",
        "_pickle.Unpickler",
    };
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++)
        for (size_t t = 0; t < RS_COUNT(types); t++) {
            const rs_layout *layout = rs__layout_of_version(3, minor);
            uint32_t count = 0, there = 0;
            const rs_builtin_field *rows = rs__builtin_fields_of(types[t], &count);
            for (uint32_t i = 0; i < count; i++) {
                uint16_t offset = rs__builtin_field_offset(layout, &rows[i]);
                there += offset != 0;
                check(rows[i].field, offset % 8 == 0 && (offset == 0 || offset >= 16));
                for (uint32_t k = 0; k < i; k++)
                    check(rows[i].field, offset == 0 || offset != rs__builtin_field_offset(layout, &rows[k]));
            }
            check(types[t], there > 0);
        }
}

static void test_layout__a_field_may_be_missing_in_a_version(void) {
    uint32_t count = 0;
    const rs_builtin_field *rows = rs__builtin_fields_of("function", &count);
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(rows[i].field, "__type_params__") != 0) continue;
        check_number("before", rs__builtin_field_offset(rs__layout_of_version(3, 11), &rows[i]), 0);
        check("since", rs__builtin_field_offset(rs__layout_of_version(3, 12), &rows[i]) != 0);
        return;
    }
    check("the field is listed", false);
}

static void test_layout__types_have_one_canonical_name(void) {
    check_text("of 3.9", rs__canonical_tp_name("weakref"), "weakref.ReferenceType");
    check_text("canonical", rs__canonical_tp_name("weakref.ReferenceType"), "weakref.ReferenceType");
    check_text("any other", rs__canonical_tp_name("Node"), "Node");
}

static CU_TestInfo tests[] = {
    TEST(test_layout__there_is_one_of_each_version),
    TEST(test_layout__no_table_has_holes),
    TEST(test_layout__fields_of_a_type_are_a_run),
    TEST(test_layout__rows_of_a_type_stand_together),
    TEST(test_layout__fields_of_a_type_have_places_of_their_own),
    TEST(test_layout__a_field_may_be_missing_in_a_version),
    TEST(test_layout__types_have_one_canonical_name),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "layout", tests);
}
