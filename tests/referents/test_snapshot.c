/* test_snapshot.c: tests of snapshot.c, snapshot_values.c and snapshot_check.c.                    Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "failing_allocator.h"
#include "heap.h"
#include "rs_memory.h"
#include "snapshot_internal.h"
#include "snapshot_parts.h"
#include "value_encoding.h"

/* ---- Reading -------------------------------------------------------------------------------------------------------- */

/* "a: b c; b:; ..." in the order of the objects */
static void add_rows(rs_text *text, const heap *h) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    for (rs_object_id o = 0; o < c->objects; o++) {
        rs_text_addf(text, "%s%s:", o ? "; " : "", heap_label(h, o));
        for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++)
            rs_text_addf(text, " %s", heap_label(h, c->target[r]));
    }
}

static void test_snapshot__rows_keep_their_order(void) {
    static const struct {
        const char *label, *heap, *want;
    } cases[] = {
        {"nothing", "", ""},
        {"one object", "a", "a:"},
        {"as written", "root->b->a root->a a->a", "root: b a; b: a; a: a"},
        {"records first", "a->b t:thread->a i:interpreter->t", "t: a; i: t; a: b; b:"},
        {"keys in front of their values", "d:dict-[k]->v k='k'", "d: k v; k:; v:"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        rs_text text = RS_TEXT_INIT;
        add_rows(&text, h);
        check_and_release(cases[i].label, &text, cases[i].want);
        heap_free(h);
    }
}

static void test_snapshot__columns_say_what_is_known_of_an_object(void) {
    heap *h = heap_of("t:thread->root->a{size=100 frozen} a->x='x' root->x x{refs=7} a-.y~->b{refs=+2 "
                      "immortal seed opaque}");
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    static const struct {
        const char *label;
        uint32_t size, refcount;
        unsigned flags;
    } want[] = {
        {"t", 0, 0, RS_OBJECT_RECORD},
        {"root", 16, 2, RS_OBJECT_TRACKED},
        {"a", 100, 1, RS_OBJECT_TRACKED | RS_OBJECT_FROZEN},
        {"x", 16, 7, 0},
        {"b", 16, 2, RS_OBJECT_TRACKED | RS_OBJECT_IMMORTAL | RS_OBJECT_SEED | RS_OBJECT_OPAQUE},
    };
    check_number("objects", c->objects, RS_COUNT(want));
    for (size_t o = 0; o < RS_COUNT(want); o++) {
        check_text("order", heap_label(h, (rs_object_id)o), want[o].label);
        check_number(want[o].label, c->address[o], 0x1000 + 16 * o);
        check_number(want[o].label, c->size[o], want[o].size);
        check_number(want[o].label, c->refcount[o], want[o].refcount);
        check_number(want[o].label, c->flags[o], want[o].flags);
    }
    heap_free(h);
}

static void test_snapshot__counts_leave_records_out(void) {
    heap *h = heap_of("i:interpreter->t:thread->f:running_frame-local a->a->b->a b-?->b");
    check_number("objects", rs_snapshot_object_count(h->snapshot), 2);
    check_number("references", rs_snapshot_reference_count(h->snapshot), 3);
    check_number("references again", rs_snapshot_reference_count(h->snapshot), 3);
    check_number("bytes", rs_snapshot_total_size(h->snapshot), 32);
    check_number("bytes again", rs_snapshot_total_size(h->snapshot), 32);
    heap_free(h);
    h = heap_of("f:running_frame g:generator-.frame->f a->g");
    check_number("references to records", rs_snapshot_reference_count(h->snapshot), 1);
    heap_free(h);
}

static void test_snapshot__sizes_beyond_4_gb(void) {
    heap *h = heap_of("a{size=4294967294} b{size=4294967295} c d{size=12000000000}");
    static const uint64_t want[] = {4294967294, 4294967295, 16, 12000000000};
    for (rs_object_id o = 0; o < RS_COUNT(want); o++)
        check_number(heap_label(h, o), rs_snapshot_size(h->snapshot, o), want[o]);
    check_number("column", rs_snapshot_columns(h->snapshot)->size[1], RS_SIZE_BIG);
    check_number("total", rs_snapshot_total_size(h->snapshot), 4294967294 + 4294967295 + 16 + 12000000000);
    heap_free(h);
}

static void test_snapshot__find_by_address(void) {
    heap *h = heap_of("a b{addr=0x7f12ab34cd50} c");
    check_number("first", rs_snapshot_find(h->snapshot, 0x1000), 0);
    check_number("given", rs_snapshot_find(h->snapshot, 0x7f12ab34cd50), 1);
    check_number("last", rs_snapshot_find(h->snapshot, 0x1020), 2);
    check_number("inside of an object", rs_snapshot_find(h->snapshot, 0x1008), RS_NO_OBJECT);
    check_number("nowhere", rs_snapshot_find(h->snapshot, 0), RS_NO_OBJECT);
    heap_free(h);
}

static void test_snapshot__source_of_each_reference(void) {
    heap *small = heap_of("a b->a b-?->b c d->a e");
    heap *large = heap_random(
        &(heap_random_options){.seed = 5, .objects = 300, .references = 1000, .leaves_per_mille = 500});
    const heap *heaps[] = {small, large};
    for (size_t i = 0; i < RS_COUNT(heaps); i++) {
        const rs_columns *c = rs_snapshot_columns(heaps[i]->snapshot);
        for (rs_object_id o = 0; o < c->objects; o++)
            for (uint32_t r = c->row[o]; r < c->row[o + 1]; r++)
                check_number(heap_label(heaps[i], o), rs_snapshot_source(heaps[i]->snapshot, r), o);
    }
    heap_free(small);
    heap_free(large);
}

static void test_snapshot__types(void) {
    static const struct {
        const char *label, *heap, *name, *bare;
        rs_kind kind;
        bool exact;
        rs_object_id object;
    } cases[] = {
        {"instance", "a", "Node", "Node", RS_KIND_INSTANCE, true, RS_NO_OBJECT},
        {"qualified", "a:pkg.app.Node", "pkg.app.Node", "Node", RS_KIND_INSTANCE, true, RS_NO_OBJECT},
        {"built-in", "a:list", "list", "list", RS_KIND_LIST, true, RS_NO_OBJECT},
        {"subclass", "a:app.Rows<list", "app.Rows", "Rows", RS_KIND_LIST, false, RS_NO_OBJECT},
        {"with its type object", "a:app.Node T:type{name=app.Node}", "app.Node", "Node", RS_KIND_INSTANCE,
         true, 1},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        heap *h = heap_of(cases[i].heap);
        const rs_type *type = rs_snapshot_type_of(h->snapshot, heap_id(h, "a"));
        check_text(cases[i].label, type->name, cases[i].name);
        check_text(cases[i].label, type->bare, cases[i].bare);
        check_number(cases[i].label, type->kind, cases[i].kind);
        check_number(cases[i].label, type->exact, cases[i].exact);
        check_number(cases[i].label, type->object, cases[i].object);
        check(cases[i].label,
              type == rs_snapshot_type(h->snapshot, rs_snapshot_columns(h->snapshot)->type[0]));
        heap_free(h);
    }
    heap *h = heap_of("a b:list c d:app.Rows<list e:list");
    check_number("types", rs_snapshot_type_count(h->snapshot), 3);
    heap_free(h);
}

static void test_snapshot__names_that_objects_bear(void) {
    heap *h = heap_of("a f:function{name=work} b g:running_frame{name=\"work (app.py:12)\"}");
    check_text("function", rs_snapshot_object_name(h->snapshot, heap_id(h, "f")), "work");
    check_text("frame", rs_snapshot_object_name(h->snapshot, heap_id(h, "g")), "work (app.py:12)");
    check_text("none", rs_snapshot_object_name(h->snapshot, heap_id(h, "a")), NULL);
    check_text("none", rs_snapshot_object_name(h->snapshot, heap_id(h, "b")), NULL);
    check_text("string 0", rs_snapshot_string(h->snapshot, 0), "");
    check_text("no such string", rs_snapshot_string(h->snapshot, UINT32_MAX), "");
    heap_free(h);
}

static void test_snapshot__where_code_was_written(void) {
    heap *h = heap_of("a c:code{file=app.py line=12} f:function->c d:code{file=\"<string>\"} e:code");
    rs_code_place place = {NULL, 7};
    check("code", rs_snapshot_code_place(&place, h->snapshot, heap_id(h, "c")));
    check_text("file", place.file, "app.py");
    check_number("line", place.line, 12);
    check("no line", rs_snapshot_code_place(&place, h->snapshot, heap_id(h, "d")));
    check_text("no line", place.file, "<string>");
    check_number("no line", place.line, 0);
    check("nothing kept", !rs_snapshot_code_place(&place, h->snapshot, heap_id(h, "e")));
    check("no code", !rs_snapshot_code_place(&place, h->snapshot, heap_id(h, "f")));
    heap_free(h);
}

static void test_snapshot__coverage_is_kept(void) {
    heap_builder *builder = heap_builder_of("a");
    heap_coverage(builder)->values = RS_VALUES_NAMES;
    heap_coverage(builder)->opaque_objects = 5;
    heap *h = heap_build(builder);
    const rs_coverage *coverage = rs_snapshot_coverage(h->snapshot);
    check_number("values", coverage->values, RS_VALUES_NAMES);
    check_number("opaque", coverage->opaque_objects, 5);
    check_text("python", coverage->python, "3.11.2");
    heap_free(h);
}

static void test_snapshot__memory_counts_every_array(void) {
    heap *h = heap_of("a->b='x'");
    size_t columns = 2 * (8 + 4 + 4 + 4 + 1 + 4) + 4, references = 8, values = 4 + 4, strings = 3 * 4 + 12;
    size_t before = rs_snapshot_memory(h->snapshot);
    check("at least the arrays", before >= columns + references + values + strings);
    heap_free(h);
    h = heap_of("a->b='x' a->c{size=5000000000 name=work}");
    size_t object = 8 + 4 + 4 + 4 + 1 + 4, reference = 8, value = 4, named = 8, big = 12,
           string = 4 + 2 + 4 + 5;
    check_number("one more object", rs_snapshot_memory(h->snapshot) - before,
                 object + reference + value + named + big + string);
    heap_free(h);
    h = heap_of("c:code{file=app.py line=12}");
    size_t place = 12 + 4 + 7;
    before = rs_snapshot_memory(h->snapshot) - place;
    heap_free(h);
    h = heap_of("c:code");
    check_number("a place less", rs_snapshot_memory(h->snapshot), before);
    heap_free(h);
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

static rs_value value_of(const heap *h, const char *label) {
    return rs_snapshot_value(h->snapshot, heap_id(h, label));
}

static void test_snapshot__values_of_text_and_bytes(void) {
    heap *h = heap_of("n s='ab\\x00c' e='' b=b'\\xff'... l='0123456789012345678901234567890123456789x'");
    static const struct {
        const char *label;
        rs_value_kind kind;
        const char *bytes;
        uint32_t length;
        bool cut;
    } want[] = {
        {"n", RS_VALUE_UNKNOWN, "", 0, false},
        {"s", RS_VALUE_TEXT, "ab\0c", 4, false},
        {"e", RS_VALUE_TEXT, "", 0, false},
        {"b", RS_VALUE_BYTES, "\xFF", 1, true},
        {"l", RS_VALUE_TEXT, "0123456789012345678901234567890123456789", 40, true},
    };
    for (size_t i = 0; i < RS_COUNT(want); i++) {
        rs_value value = value_of(h, want[i].label);
        check_number(want[i].label, value.kind, want[i].kind);
        check_number(want[i].label, value.length, want[i].length);
        check_number(want[i].label, value.cut, want[i].cut);
        check(want[i].label, value.length == 0 || memcmp(value.bytes, want[i].bytes, value.length) == 0);
    }
    heap_free(h);
}

static void test_snapshot__values_of_numbers(void) {
    static const long long integers[] = {
        0, 1, -1, 127, -128, 128, -129, 2147483647, -2147483648LL, 2147483648LL, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < RS_COUNT(integers); i++) {
        rs_text text = RS_TEXT_INIT;
        rs_text_addf(&text, "a=%lld", integers[i]);
        heap *h = heap_of(rs_text_string(&text));
        rs_value value = value_of(h, "a");
        check_number(text.data, value.kind, RS_VALUE_INT);
        check_number(text.data, value.integer, integers[i]);
        heap_free(h);
        rs_text_release(&text);
    }
    heap *h = heap_of("f=-1.5 b=int4294967295 n=-int2048");
    check("float", value_of(h, "f").kind == RS_VALUE_FLOAT && value_of(h, "f").real == -1.5);
    check("big", value_of(h, "b").kind == RS_VALUE_BIG_INT && !value_of(h, "b").negative);
    check_number("bits", value_of(h, "b").length, 4294967295u);
    check("negative", value_of(h, "n").kind == RS_VALUE_BIG_INT && value_of(h, "n").negative);
    heap_free(h);
}

static void test_snapshot__a_heap_without_values(void) {
    heap *h = heap_of("a->b:str");
    check_number("none", value_of(h, "b").kind, RS_VALUE_UNKNOWN);
    heap_free(h);
}

/* ---- Parts from outside --------------------------------------------------------------------------------------------- */

/* Everything a snapshot may have, with numbers that the damages below rely on. */
static const char sound[] = "t:thread-local d->d:dict-[k]->l:list->a{size=5000000000}->d "
                            "f:function{name=work file=work} k='key' n=1.5";

typedef void (*damage)(rs_parts *parts);

static void no_damage(rs_parts *p) {
    (void)p;
}
static void too_many_records(rs_parts *p) {
    p->records = p->objects + 1;
}
static void too_many_objects(rs_parts *p) {
    p->objects = UINT32_MAX;
}
static void too_many_references(rs_parts *p) {
    p->references = UINT32_MAX;
}
static void record_without_flag(rs_parts *p) {
    p->flags[0] = 0;
}
static void flag_without_record(rs_parts *p) {
    p->flags[1] |= RS_OBJECT_RECORD;
}
static void type_out_of_range(rs_parts *p) {
    p->type[1] = p->type_count;
}
static void first_row(rs_parts *p) {
    p->row[0] = 1;
}
static void row_backwards(rs_parts *p) {
    p->row[2] = p->row[1] - 1;
}
static void last_row_short(rs_parts *p) {
    p->row[p->objects] = p->references - 1;
}
static void last_row_long(rs_parts *p) {
    p->row[p->objects] = p->references + 1;
}
static void target_out_of_range(rs_parts *p) {
    p->target[0] = p->objects;
}
static void unknown_name_kind(rs_parts *p) {
    p->name[0] = 15u << 28;
}
static void name_string_out_of_range(rs_parts *p) {
    p->name[0] = RS_NAME(RS_NAME_LOCAL, p->string_count);
}
static void value_without_key(rs_parts *p) {
    p->name[0] = RS_NAME(RS_NAME_KEY, 0);
}
static void string_out_of_range(rs_parts *p) {
    p->string_start[1] = (uint32_t)p->string_size;
}
static void last_string_open(rs_parts *p) {
    p->string_bytes[p->string_size - 1] = 'x';
}
static void string_not_utf8(rs_parts *p) {
    p->string_bytes[p->string_start[1]] = '\xFF';
}
static void first_string_not_empty(rs_parts *p) {
    p->string_start[0] = p->string_start[1];
}
static void strings_missing(rs_parts *p) {
    p->string_size = 0;
}
static void type_name_out_of_range(rs_parts *p) {
    p->types[0].name = p->string_count;
}
static void type_bare_out_of_range(rs_parts *p) {
    p->types[0].bare = p->string_count;
}
static void type_kind_unknown(rs_parts *p) {
    p->types[0].kind = (rs_kind)(RS_KIND_FRAME_RECORD + 1);
}
static void type_object_out_of_range(rs_parts *p) {
    p->types[0].object = p->objects;
}
static void values_behind_the_end(rs_parts *p) {
    p->value_first = p->objects + 1;
}
static void value_out_of_range(rs_parts *p) {
    p->value_at[0] = (uint32_t)p->value_size;
}
static void value_of_unknown_form(rs_parts *p) {
    p->value_bytes[p->value_at[0]] = 0x3F;
}
static void value_too_long(rs_parts *p) {
    p->value_bytes[p->value_at[0] + 1] = RS__VALUE_BYTES_MAX + 1;
}
static void value_over_the_end(rs_parts *p) {
    p->value_size = p->value_at[0] + 4;
}
static void float_over_the_end(rs_parts *p) {
    p->value_size--;
}
static void float_with_a_mark(rs_parts *p) {
    p->value_bytes[p->value_size - 9] |= RS__TAG_CUT;
}
static void names_out_of_order(rs_parts *p) {
    p->named_object[0] = p->objects;
}
static void name_out_of_range(rs_parts *p) {
    p->named_string[0] = p->string_count;
}
static void sizes_out_of_order(rs_parts *p) {
    p->big_object[0] = UINT32_MAX;
}
static void places_out_of_order(rs_parts *p) {
    p->code_object[0] = p->objects;
}
static void file_out_of_range(rs_parts *p) {
    p->code_file[0] = p->string_count;
}
static void unknown_policy(rs_parts *p) {
    p->coverage.values = (rs_values)3;
}
static void version_without_end(rs_parts *p) {
    memset(p->coverage.python, '3', sizeof p->coverage.python);
}

static void test_snapshot__damaged_parts_are_refused(void) {
    static const struct {
        const char *label;
        damage damage;
        const char *want;
    } cases[] = {
        {"sound", no_damage, ""},
        {"records", too_many_records, "more records than objects (entry 8)"},
        {"objects", too_many_objects, "it is too large (entry 4294967295)"},
        {"references", too_many_references, "it is too large (entry 7)"},
        {"record flag", record_without_flag, "a record is out of place (entry 0)"},
        {"object flag", flag_without_record, "a record is out of place (entry 1)"},
        {"type", type_out_of_range, "an object's type is missing (entry 1)"},
        {"first row", first_row, "the first row does not begin at 0 (entry 0)"},
        {"row", row_backwards, "a row ends before it begins (entry 1)"},
        {"last row short", last_row_short, "a row ends before it begins (entry 6)"},
        {"last row long", last_row_long, "the last row does not end at the end (entry 7)"},
        {"target", target_out_of_range, "a reference leads nowhere (entry 0)"},
        {"name kind", unknown_name_kind, "a reference's name is of no known kind (entry 0)"},
        {"name string", name_string_out_of_range, "a reference's name is missing (entry 0)"},
        {"key", value_without_key, "a dict's value has no key (entry 0)"},
        {"string start", string_out_of_range, "a string lies outside of the strings (entry 1)"},
        {"string end", last_string_open, "the last string has no end (entry 49)"},
        {"UTF-8", string_not_utf8, "a string is not UTF-8 (entry 1)"},
        {"string 0", first_string_not_empty, "the first string is not empty (entry 0)"},
        {"strings", strings_missing, "no strings are there (entry 0)"},
        {"type name", type_name_out_of_range, "a type has no name (entry 0)"},
        {"type bare name", type_bare_out_of_range, "a type has no name (entry 0)"},
        {"type kind", type_kind_unknown, "a type is of no known kind (entry 0)"},
        {"type object", type_object_out_of_range, "a type's object is missing (entry 0)"},
        {"first value", values_behind_the_end, "values begin behind the last object (entry 8)"},
        {"value place", value_out_of_range, "a value is damaged (entry 2)"},
        {"value tag", value_of_unknown_form, "a value is damaged (entry 2)"},
        {"value length", value_too_long, "a value is damaged (entry 2)"},
        {"value end", value_over_the_end, "a value is damaged (entry 2)"},
        {"float end", float_over_the_end, "a value is damaged (entry 6)"},
        {"float mark", float_with_a_mark, "a value is damaged (entry 6)"},
        {"object names", names_out_of_order, "names are out of order (entry 0)"},
        {"object name", name_out_of_range, "an object's name is missing (entry 0)"},
        {"places", places_out_of_order, "places of code are out of order (entry 0)"},
        {"file", file_out_of_range, "a code object's file is missing (entry 0)"},
        {"sizes", sizes_out_of_order, "sizes are out of order (entry 0)"},
        {"policy", unknown_policy, "the policy of values is unknown (entry 0)"},
        {"version", version_without_end, "the version has no end (entry 0)"},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_parts parts;
        rs_snapshot *snapshot = NULL;
        rs_error err = RS_ERROR_INIT;
        heap_build_parts(&parts, heap_builder_of(sound));
        cases[i].damage(&parts);
        rs_status status = rs__snapshot_from_parts(&snapshot, &parts, true, &err);
        bool fine = cases[i].want[0] == '\0';
        check_number(cases[i].label, status, fine ? RS_OK : RS_BAD_ARGUMENT);
        check(cases[i].label, (snapshot != NULL) == fine && (parts.row == NULL) == fine);
        if (!fine) {
            rs_text text = RS_TEXT_INIT;
            rs_text_addf(&text, "the snapshot is damaged: %s", cases[i].want);
            check_text(cases[i].label, err.message, rs_text_string(&text));
            rs_text_release(&text);
        }
        rs__parts_release(&parts);
        rs_snapshot_free(snapshot);
    }
}

static void test_snapshot__missing_columns_are_refused(void) {
    for (int column = 0; column < 8; column++) {
        rs_parts parts;
        rs_snapshot *snapshot = NULL;
        heap_build_parts(&parts, heap_builder_of(sound));
        void **columns[] = {(void **)&parts.address,  (void **)&parts.type,  (void **)&parts.size,
                            (void **)&parts.refcount, (void **)&parts.flags, (void **)&parts.target,
                            (void **)&parts.name,     (void **)&parts.row};
        rs_release(*columns[column]);
        *columns[column] = NULL;
        rs_error err = RS_ERROR_INIT;
        rs__snapshot_from_parts(&snapshot, &parts, true, &err);
        check_text("column", err.message, "the snapshot is damaged: a column is missing (entry 0)");
        rs__parts_release(&parts);
    }
}

static void test_snapshot__sparse_tables_ascend(void) {
    static const struct {
        const char *label, *heap;
        rs_status want;
    } cases[] = {
        {"ascending", "f:function{name=f} g:function{name=g} a{size=5000000000} b{size=5000000000}", RS_OK},
        {"the same name twice", "f:function{name=f} g:function{name=g}", RS_BAD_ARGUMENT},
        {"the same place twice", "c:code{file=a line=1} d:code{file=a line=1}", RS_BAD_ARGUMENT},
        {"the same size twice", "a{size=5000000000} b{size=5000000000}", RS_BAD_ARGUMENT},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++) {
        rs_parts parts;
        rs_snapshot *snapshot = NULL;
        heap_build_parts(&parts, heap_builder_of(cases[i].heap));
        if (cases[i].want != RS_OK && parts.named_count > 0) parts.named_object[1] = parts.named_object[0];
        if (cases[i].want != RS_OK && parts.code_count > 0) parts.code_object[1] = parts.code_object[0];
        if (cases[i].want != RS_OK && parts.big_count > 0) parts.big_object[1] = parts.big_object[0];
        check_number(cases[i].label, rs__snapshot_from_parts(&snapshot, &parts, true, NULL), cases[i].want);
        rs__parts_release(&parts);
        rs_snapshot_free(snapshot);
    }
}

static void test_snapshot__a_value_is_whole_or_none(void) {
    static const struct {
        const char *label;
        unsigned char tag, first; /* of the payload */
        size_t least;             /* bytes that hold the whole value; 0: there is no such value */
    } cases[] = {
        {"text", RS__TAG_TEXT, 3, 5},
        {"text that goes on", RS__TAG_TEXT | RS__TAG_CUT, 40, 42},
        {"empty bytes", RS__TAG_BYTES, 0, 2},
        {"longer than a value is", RS__TAG_TEXT, 41, 0},
        {"negative text", RS__TAG_TEXT | RS__TAG_NEGATIVE, 3, 0},
        {"int", RS__TAG_INT, 0, 9},
        {"int of one byte", RS__TAG_INT1, 0, 2},
        {"int of four", RS__TAG_INT4, 0, 5},
        {"int that goes on", RS__TAG_INT1 | RS__TAG_CUT, 0, 0},
        {"negative big int", RS__TAG_BIG_INT | RS__TAG_NEGATIVE, 0, 5},
        {"big int that goes on", RS__TAG_BIG_INT | RS__TAG_CUT, 0, 0},
        {"float", RS__TAG_FLOAT, 0, 9},
        {"no tag", 0, 0, 0},
        {"unknown tag", RS__TAG_FLOAT + 1, 0, 0},
    };
    for (size_t i = 0; i < RS_COUNT(cases); i++)
        for (size_t size = 0; size < 60; size++) {
            unsigned char bytes[60] = {cases[i].tag, cases[i].first};
            bool want = cases[i].least > 0 && size >= cases[i].least;
            check(cases[i].label, rs__value_is_sound(bytes, size, 0) == want);
        }
}

/* Ask a snapshot everything, so that a sanitizer sees each number used. */
static void read_everything(const rs_snapshot *snapshot) {
    const rs_columns *c = rs_snapshot_columns(snapshot);
    rs_text text = RS_TEXT_INIT;
    for (rs_object_id o = 0; o < c->objects; o++) {
        rs_text_add_preview(&text, snapshot, o, 30);
        for (rs_reference_id r = c->row[o]; r < c->row[o + 1]; r++) {
            rs_text_add_reference_name(&text, snapshot, r);
            rs_text_add_path(&text, snapshot, &r, 1);
            check_number("source", rs_snapshot_source(snapshot, r), o);
        }
    }
    check("sizes", rs_snapshot_total_size(snapshot) < UINT64_MAX);
    rs_text_release(&text);
}

/* One random bit or number of the parts is changed. */
static void damage_at_random(rs_parts *p, uint64_t *seed) {
    struct {
        void *array;
        size_t bytes;
    } arrays[] = {
        {p->type, p->objects * 4},
        {p->size, p->objects * 4},
        {p->flags, p->objects},
        {p->row, p->objects * 4 + 4},
        {p->target, p->references * 4},
        {p->name, p->references * 4},
        {p->string_bytes, p->string_size},
        {p->string_start, p->string_count * 4},
        {p->value_at, (p->objects - p->value_first) * 4},
        {p->value_bytes, p->value_size},
        {p->named_object, p->named_count * 4},
        {p->named_string, p->named_count * 4},
        {p->big_object, p->big_count * 4},
    };
    size_t chosen = random_next(seed) % RS_COUNT(arrays);
    unsigned char *bytes = arrays[chosen].array;
    if (arrays[chosen].bytes > 0)
        bytes[random_next(seed) % arrays[chosen].bytes] ^= (unsigned char)(1u << random_next(seed) % 8);
}

static void test_snapshot__parts_damaged_at_random_are_refused_or_readable(void) {
    uint64_t seed = 2026;
    size_t refused = 0, accepted = 0;
    for (int round = 0; round < 4000; round++) {
        rs_parts parts;
        rs_snapshot *snapshot = NULL;
        heap_build_parts(&parts, heap_builder_of(sound));
        for (uint64_t damages = 1 + random_next(&seed) % 2; damages > 0; damages--)
            damage_at_random(&parts, &seed);
        if (rs__snapshot_from_parts(&snapshot, &parts, true, NULL) == RS_OK) {
            read_everything(snapshot);
            accepted++;
        } else
            refused++;
        rs__parts_release(&parts);
        rs_snapshot_free(snapshot);
    }
    check("some were refused", refused > 500);
    check("some were accepted", accepted > 500);
}

static rs_status make_snapshot(void *context, rs_error *err) {
    rs_parts parts;
    rs_snapshot *snapshot = NULL;
    heap_build_parts(&parts, heap_builder_of(context));
    rs_status status = rs__snapshot_from_parts(&snapshot, &parts, true, err);
    check("parts stay on failure", (parts.row == NULL) == (status == RS_OK));
    check("out only on success", (snapshot != NULL) == (status == RS_OK));
    rs__parts_release(&parts);
    rs_snapshot_free(snapshot);
    return status;
}

static void test_snapshot__no_memory(void) {
    char notation[sizeof sound];
    strcpy(notation, sound);
    check_number("allocations", for_each_allocation_failure("snapshot", make_snapshot, notation), 2);
}

static void test_snapshot__freeing_nothing_is_fine(void) {
    rs_parts parts = {0};
    rs__parts_release(&parts);
    rs_snapshot_free(NULL);
    check("still here", true);
}

static CU_TestInfo snapshot_tests[] = {
    TEST(test_snapshot__rows_keep_their_order),
    TEST(test_snapshot__columns_say_what_is_known_of_an_object),
    TEST(test_snapshot__counts_leave_records_out),
    TEST(test_snapshot__sizes_beyond_4_gb),
    TEST(test_snapshot__find_by_address),
    TEST(test_snapshot__source_of_each_reference),
    TEST(test_snapshot__types),
    TEST(test_snapshot__names_that_objects_bear),
    TEST(test_snapshot__where_code_was_written),
    TEST(test_snapshot__coverage_is_kept),
    TEST(test_snapshot__memory_counts_every_array),
    TEST(test_snapshot__values_of_text_and_bytes),
    TEST(test_snapshot__values_of_numbers),
    TEST(test_snapshot__a_heap_without_values),
    TEST(test_snapshot__damaged_parts_are_refused),
    TEST(test_snapshot__missing_columns_are_refused),
    TEST(test_snapshot__sparse_tables_ascend),
    TEST(test_snapshot__a_value_is_whole_or_none),
    TEST(test_snapshot__parts_damaged_at_random_are_refused_or_readable),
    TEST(test_snapshot__no_memory),
    TEST(test_snapshot__freeing_nothing_is_fine),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "snapshot", snapshot_tests);
}
