/* test_decode_builtins.c: tests of decode_builtins.c and of the decoders it picks, on made-up memory.
 * On a real heap: tests/cpython/test_references.c.                                                 Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "decode_builtins.h"
#include "fake_image.h"
#include "frame_place.h"
#include "rs_memory.h"
#include "snapshot_parts.h"

enum { FIRST_MINOR = 9, LAST_MINOR = 13 };

static rs_decoding decoding_of(fake_image *fake, const rs_layout *layout) {
    return (rs_decoding){.image = fake_image_door(fake), .layout = layout, .names = rs__name_table_new()};
}

static void release_decoding(rs_decoding *decoding) {
    rs_release(decoding->out.found);
    rs__name_table_free(decoding->names);
}

/* What was found, as "name=address", with "!" before what is extra and "?" before a guess; addresses count from `base`. */
static void add_found(rs_text *text, rs_decoding *decoding, uint64_t base) {
    rs_parts parts = {0};
    rs__name_table_give(decoding->names, &parts);
    for (size_t i = 0; i < decoding->out.count; i++) {
        uint32_t name = decoding->out.found[i].name, argument = RS_NAME_ARGUMENT(name);
        const char *string = argument < parts.string_count ? parts.string_bytes + parts.string_start[argument]
                                                           : "";
        rs_text_addf(text, "%s%s%s", i ? " " : "", (name & RS_NAME_EXTRA) ? "!" : "",
                     (name & RS_NAME_GUESSED) ? "?" : "");
        switch (RS_NAME_KIND(name)) {
        case RS_NAME_ATTRIBUTE: rs_text_addf(text, ".%s", string); break;
        case RS_NAME_LOCAL: rs_text_addf(text, "local %s", string); break;
        case RS_NAME_CLOSURE: rs_text_addf(text, "closure %s", string); break;
        case RS_NAME_FIELD_ITEM: rs_text_addf(text, ".%s", string); break;
        case RS_NAME_INDEX: rs_text_addf(text, "[%u]", argument); break;
        case RS_NAME_STACK: rs_text_addf(text, "stack[%u]", argument); break;
        case RS_NAME_DICT_KEY: rs_text_add(text, "key"); break;
        case RS_NAME_KEY: rs_text_add(text, "value"); break;
        default: rs_text_addf(text, "kind %d", (int)RS_NAME_KIND(name));
        }
        rs_text_addf(text, "=%llu", (unsigned long long)(decoding->out.found[i].target - base));
    }
    rs__parts_release(&parts);
}

/* An object of that type, as its decoder tells it. */
static void check_decoded(const char *label, fake_image *fake, const rs_layout *layout, uint64_t type,
                          uint64_t object, uint64_t base, const char *want) {
    rs_decoding decoding = decoding_of(fake, layout);
    rs_type_shape shape;
    rs_text text = RS_TEXT_INIT;
    check(label, rs__type_shape_make(&shape, &decoding, type));
    shape.decode(&decoding, &shape, object);
    add_found(&text, &decoding, base);
    check_and_release(label, &text, want);
    rs__type_shape_release(&shape);
    release_decoding(&decoding);
}

static void test_decode_builtins__of_another_size_no_table_is_believed(void) {
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t type = fake_type(fake, layout, "collections.deque", RS_TYPE_HAVE_GC);
        rs_decoding decoding = decoding_of(fake, layout);
        rs_type_shape as_made, larger;
        check("as made", rs__type_shape_make(&as_made, &decoding, type));
        fake_put(fake, type + layout->type_basicsize, rs__listed_size(layout, "collections.deque") + 8);
        check("larger", rs__type_shape_make(&larger, &decoding, type));
        check("its decoder",
              as_made.layout_confirmed && !as_made.layout_unknown && as_made.decode_base != NULL);
        check("none", !larger.layout_confirmed && larger.layout_unknown && larger.decode_base == NULL);
        check_number("no fields", larger.field_count, 0);
        rs__type_shape_release(&as_made);
        rs__type_shape_release(&larger);
        release_decoding(&decoding);
        fake_image_free(fake);
    }
}

/* ---- Fixed fields --------------------------------------------------------------------------------------------------- */

static void test_decode_builtins__fields_have_the_names_a_person_writes(void) {
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t type = fake_type(fake, layout, "method", RS_TYPE_HAVE_GC);
        uint64_t method = fake_object(fake, layout, type, 64);
        fake_put(fake, type + layout->type_traverse, 1);
        fake_put(fake, method + layout->method_func, 1001);
        fake_put(fake, method + layout->method_self, 1002);
        check_decoded("method", fake, layout, type, method, 1000, ".__func__=1 .__self__=2");
        uint64_t descriptor = fake_type(fake, layout, "getset_descriptor", RS_TYPE_HAVE_GC);
        fake_put(fake, descriptor + layout->type_traverse, 1);
        uint64_t object = fake_object(fake, layout, descriptor, 64);
        fake_put(fake, object + layout->descriptor_type, 1001);
        fake_put(fake, object + layout->descriptor_qualname, 1003);
        check_decoded("unset fields, extra fields", fake, layout, descriptor, object, 1000,
                      ".__objclass__=1 !.__qualname__=3");
        fake_image_free(fake);
    }
}

static void test_decode_builtins__a_type_has_the_fields_of_its_bases(void) {
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t base = fake_type(fake, layout, "BaseException", RS_TYPE_HAVE_GC);
        uint64_t type = fake_type(fake, layout, "StopIteration", RS_TYPE_HAVE_GC);
        fake_put(fake, type + layout->type_base, base);
        fake_put(fake, type + layout->type_traverse, 1);
        uint64_t object = fake_object(fake, layout, type, 128);
        fake_put(fake, object + layout->exception_args, 1001);
        fake_put(fake, object + layout->exception_cause, 1002);
        fake_put(fake, object + layout->stop_iteration_value, 1003);
        check_decoded("exception", fake, layout, type, object, 1000, ".args=1 .__cause__=2 .value=3");
        fake_image_free(fake);
    }
}

static void test_decode_builtins__other_names_of_a_type_are_known(void) {
    const rs_layout *layout = rs__layout_of_version(3, 9);
    fake_image *fake = fake_image_new();
    uint64_t type = fake_type(fake, layout, "weakref", RS_TYPE_HAVE_GC);
    fake_put(fake, type + layout->type_traverse, 1);
    uint64_t object = fake_object(fake, layout, type, 64);
    fake_put(fake, object + 16, 1001); /* borrowed: what is referred to weakly */
    fake_put(fake, object + layout->weakref_callback, 1002);
    check_decoded("weak reference", fake, layout, type, object, 1000, ".__callback__=2");
    fake_image_free(fake);
}

/* ---- Side blocks ---------------------------------------------------------------------------------------------------- */

static void test_decode_builtins__items_of_a_deque_are_in_order(void) {
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t type = fake_type(fake, layout, "collections.deque", RS_TYPE_HAVE_GC);
        fake_put(fake, type + layout->type_traverse, 1);
        uint64_t deque = fake_object(fake, layout, type, 256);
        uint64_t left = fake_block(fake, layout->block_right + 8u),
                 right = fake_block(fake, layout->block_right + 8u);
        uint64_t items = (layout->block_right - layout->block_items) / 8u;
        fake_put(fake, left + layout->block_right, right);
        fake_put(fake, deque + layout->deque_left, left);
        fake_put(fake, deque + layout->deque_left_index, items - 1);
        fake_put(fake, deque + layout->object_size, 3);
        fake_put(fake, left + layout->block_items + 8 * (items - 1), 1001);
        fake_put(fake, right + layout->block_items, 1002);
        fake_put(fake, right + layout->block_items + 8, 1003);
        check_decoded("two blocks", fake, layout, type, deque, 1000, "[0]=1 [1]=2 [2]=3");
        fake_put(fake, left + layout->block_right, left);
        fake_put(fake, deque + layout->object_size, UINT64_MAX);
        fake_put(fake, deque + layout->deque_left_index, items - 1);
        rs_decoding decoding = decoding_of(fake, layout);
        rs__decode_deque(&decoding, NULL, deque);
        check("a block that follows itself", decoding.out.count < 4 * items);
        release_decoding(&decoding);
        fake_image_free(fake);
    }
}

static void test_decode_builtins__an_array_of_objects_tells_its_elements(void) {
    const rs_layout *layout = rs__layout_of_version(3, 11);
    fake_image *fake = fake_image_new();
    uint64_t type = fake_type(fake, layout, "numpy.ndarray", 0);
    uint64_t elements = fake_type(fake, layout, "numpy.dtype", 0);
    uint64_t array = fake_object(fake, layout, type, 80), descr = fake_object(fake, layout, elements, 96);
    uint64_t extents = fake_block(fake, 16), data = fake_block(fake, 24);
    fake_put(fake, elements + layout->type_basicsize, 96); /* of 1.x */
    fake_put_byte(fake, descr + 24, 'O');
    fake_put_half(fake, descr + 32, 8);
    fake_put(fake, array + 16, data);
    fake_put_half(fake, array + 24, 2);
    fake_put(fake, array + 32, extents);
    fake_put(fake, array + 56, descr);
    fake_put_half(fake, array + 64, 4);
    fake_put(fake, extents, 3);
    fake_put(fake, extents + 8, 1);
    for (unsigned i = 0; i < 3; i++) fake_put(fake, data + 8 * i, descr + 1 + i);
    check_decoded("3 by 1", fake, layout, type, array, descr, "!.dtype=0 ![0]=1 ![1]=2 ![2]=3");
    fake_put(fake, extents + 8, UINT64_MAX);
    check_decoded("too large", fake, layout, type, array, descr, "!.dtype=0");
    fake_put(fake, extents + 8, 1000);
    check_decoded("larger than its memory", fake, layout, type, array, descr,
                  "!.dtype=0 ![0]=1 ![1]=2 ![2]=3");
    fake_put(fake, extents + 8, 1);
    fake_put_half(fake, array + 64, 0);
    check_decoded("a view", fake, layout, type, array, descr, "!.dtype=0");
    fake_put_half(fake, array + 64, 4);
    fake_put_byte(fake, descr + 24, 'f');
    check_decoded("floats", fake, layout, type, array, descr, "!.dtype=0");
    fake_image_free(fake);
}

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

static void test_decode_builtins__a_static_type_holds_only_extra_references(void) {
    const rs_layout *layout = rs__layout_of_version(3, 11);
    fake_image *fake = fake_image_new();
    uint64_t metatype = fake_type(fake, layout, "type", RS_TYPE_HAVE_GC | RS_TYPE_TYPE);
    fake_put(fake, metatype + layout->type_traverse, 1);
    uint64_t type = fake_type(fake, layout, "list", 0);
    fake_put(fake, type + layout->type_dict, 1001);
    fake_put(fake, type + layout->type_base, 1002);
    fake_put(fake, type + layout->type_subclasses, 1003);
    check_decoded("static: it does not own its base", fake, layout, metatype, type, 1000,
                  "!.__dict__=1 !.__subclasses__=3");
    fake_put(fake, type + layout->type_flags, RS_TYPE_HEAP);
    check_decoded("heap", fake, layout, metatype, type, 1000, ".__base__=2 .__dict__=1 !.__subclasses__=3");
    fake_image_free(fake);
}

/* ---- Frames --------------------------------------------------------------------------------------------------------- */

static uint64_t fake_code(fake_image *fake, const rs_layout *layout) {
    uint64_t code = fake_object(fake, layout, fake_type(fake, layout, "code", 0), 256);
    uint64_t names[] = {fake_ascii(fake, layout, "item"), fake_ascii(fake, layout, "outer")};
    fake_put_half(fake, code + layout->code_n_locals_plus, 2);
    fake_put(fake, code + layout->code_localsplusnames, fake_tuple(fake, layout, names, 2));
    fake_put(fake, code + layout->code_localspluskinds, fake_bytes(fake, layout, "\x20\x80", 2));
    fake_put(fake, code + layout->code_name, fake_ascii(fake, layout, "work"));
    fake_put(fake, code + layout->code_qualname, fake_ascii(fake, layout, "App.work"));
    fake_put(fake, code + layout->code_filename, fake_ascii(fake, layout, "/srv/app.py"));
    fake_put_half(fake, code + layout->code_first_line, 7);
    fake_put(fake, code + layout->code_linetable, fake_bytes(fake, layout, "\xD8\1\2", 3));
    return code;
}

/* A frame at `frame` with two variables and two items on its stack. */
static void fill_frame(fake_image *fake, const rs_layout *layout, uint64_t frame, uint64_t code, int owner,
                       int stack_top) {
    fake_put(fake, frame + layout->iframe_code, code);
    fake_put(fake, frame + layout->iframe_func, code + 1);
    fake_put(fake, frame + layout->iframe_globals, 77); /* borrowed */
    fake_put(fake, frame + layout->iframe_previous, 88);
    fake_put(fake, frame + layout->iframe_instruction, code + layout->code_units);
    fake_put_byte(fake, frame + layout->iframe_owner, (uint8_t)owner);
    fake_put_half(fake, frame + layout->iframe_stack_top, (uint32_t)stack_top);
    for (unsigned i = 0; i < 4; i++) fake_put(fake, frame + layout->iframe_locals_plus + 8 * i, code + 2 + i);
}

static void test_decode_builtins__a_frame_tells_its_variables(void) {
    static const struct {
        const char *label;
        int owner, stack_top;
        const char *want;
    } cases[] = {
        {"of a thread, running", 0, -1, ".__func__=1 .f_code=0 local item=2 closure outer=3"},
        {"of a thread, calling", 0, 4,
         ".__func__=1 .f_code=0 local item=2 closure outer=3 stack[0]=4 stack[1]=5"},
        {"of a generator, running: it reports the rest", 1, -1, "local item=2 closure outer=3"},
        {"of a generator, calling: it reports all", 1, 4, ""},
        {"of the C stack", 3, 0, ""},
        {"half made", 0, 1, ".__func__=1 .f_code=0 local item=2"},
    };
    for (int minor = 11; minor <= LAST_MINOR; minor++)
        for (size_t i = 0; i < RS_COUNT(cases); i++) {
            const rs_layout *layout = rs__layout_of_version(3, minor);
            fake_image *fake = fake_image_new();
            uint64_t code = fake_code(fake, layout),
                     frame = fake_block(fake, layout->iframe_locals_plus + 32u);
            fill_frame(fake, layout, frame, code, cases[i].owner, cases[i].stack_top);
            rs_decoding decoding = decoding_of(fake, layout);
            rs_text text = RS_TEXT_INIT;
            check_number("the frame it was called from", rs__decode_interpreter_frame(&decoding, frame), 88);
            add_found(&text, &decoding, code);
            check_and_release(cases[i].label, &text, cases[i].want);
            release_decoding(&decoding);
            fake_image_free(fake);
        }
}

static void test_decode_builtins__a_frame_bears_its_function_and_line(void) {
    for (int minor = 11; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t code = fake_code(fake, layout), frame = fake_block(fake, layout->iframe_locals_plus + 32u);
        fill_frame(fake, layout, frame, code, 0, -1);
        rs_decoding decoding = decoding_of(fake, layout);
        rs_parts parts = {0};
        rs_frame_place place = {0, 0};
        check("place", rs__interpreter_frame_place(&place, decoding.image, layout, frame));
        uint32_t name = rs__frame_name(&decoding, &place);
        rs__name_table_give(decoding.names, &parts);
        check_text("name", parts.string_bytes + parts.string_start[name], "App.work (app.py:8)");
        rs__parts_release(&parts);
        release_decoding(&decoding);
        fake_image_free(fake);
    }
}

static void test_decode_builtins__a_generator_tells_its_frame_until_it_is_over(void) {
    for (int minor = 11; minor <= LAST_MINOR; minor++) {
        const rs_layout *layout = rs__layout_of_version(3, minor);
        fake_image *fake = fake_image_new();
        uint64_t type = fake_type(fake, layout, "generator", RS_TYPE_HAVE_GC);
        fake_put(fake, type + layout->type_traverse, 1);
        uint64_t code = fake_code(fake, layout);
        uint64_t generator = fake_object(fake, layout, type,
                                         layout->generator_iframe + layout->iframe_locals_plus + 32u);
        fill_frame(fake, layout, generator + layout->generator_iframe, code, 1, 3);
        fake_put_byte(fake, generator + layout->generator_frame_state, (uint8_t)-1);
        check_decoded("suspended", fake, layout, type, generator, code,
                      ".__func__=1 .gi_code=0 local item=2 closure outer=3 stack[0]=4");
        fake_put_byte(fake, generator + layout->generator_frame_state, 4);
        check_decoded("over", fake, layout, type, generator, code, "");
        fake_image_free(fake);
    }
}

/* ---- Hostile memory ------------------------------------------------------------------------------------------------- */

static uint64_t random_state;
static uint64_t random_number(uint64_t below) {
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return below ? (random_state >> 24) % below : 0;
}

enum { HOSTILE_BASE = 0x10000000, HOSTILE_STEP = 0x10000, HOSTILE_SEGMENTS = 24 };

/* Pointers to other segments, to their middle or to nowhere, small numbers, huge ones, nothing. */
static uint64_t random_word(void) {
    uint64_t segment = HOSTILE_BASE + HOSTILE_STEP * random_number(HOSTILE_SEGMENTS);
    switch (random_number(8)) {
    case 0:
    case 1:
    case 2: return segment;
    case 3: return segment + 8 * random_number(40);
    case 4: return random_number(70);
    case 5: return UINT64_MAX - random_number(5);
    case 6: return random_number(UINT64_MAX);
    default: return 0;
    }
}

static fake_image *hostile_image(const rs_layout *layout, const char *tp_name) {
    fake_image *fake = fake_image_new();
    uint64_t name = fake_c_string(fake, tp_name);
    for (unsigned i = 0; i < HOSTILE_SEGMENTS; i++) {
        uint64_t address = HOSTILE_BASE + HOSTILE_STEP * (uint64_t)i;
        size_t size = 8 * (size_t)(1 + random_number(i == 0 ? 400 : 130));
        fake_image_add(fake, address, size);
        for (size_t at = 0; at < size; at += 8) fake_put(fake, address + at, random_word());
        if (fake_image_at(fake, address + layout->type_name, 8) && (i == 0 || random_number(2)))
            fake_put(fake, address + layout->type_name, name);
        if (size > 8 && random_number(2)) fake_put(fake, address + layout->object_type, HOSTILE_BASE);
    }
    return fake;
}

static void decode_hostile(const rs_layout *layout, const char *tp_name) {
    fake_image *fake = hostile_image(layout, tp_name);
    rs_decoding decoding = decoding_of(fake, layout);
    rs_type_shape shape;
    decoding.static_types = HOSTILE_BASE + HOSTILE_STEP;
    decoding.static_type_count = 5;
    rs__type_shape_make(&shape, &decoding, HOSTILE_BASE);
    for (uint64_t i = 1; i < 6; i++) {
        uint64_t object = HOSTILE_BASE + HOSTILE_STEP * i;
        decoding.out.count = 0;
        if (shape.decode) shape.decode(&decoding, &shape, object);
        rs__decode_interpreter_frame(&decoding, object);
        for (int kind = 0; kind <= RS_KIND_FRAME_RECORD; kind++)
            rs__name_borne(&decoding, (rs_kind)kind, object);
        check("no more than the memory has", decoding.out.count < 5000);
    }
    rs__type_shape_release(&shape);
    release_decoding(&decoding);
    fake_image_free(fake);
}

static void test_decode_builtins__no_decoder_reads_what_it_was_not_given(void) {
    static const char *const names[] = {
        "type",
        "code",
        "module",
        "frame",
        "generator",
        "coroutine",
        "async_generator",
        "collections.deque",
        "collections.defaultdict",
        "collections.OrderedDict",
        "functools._lru_cache_wrapper",
        "greenlet.greenlet",
        "itertools._tee_dataobject",
        "hamt_array_node",
        "hamt_bitmap_node",
        "hamt_collision_node",
        "xml.etree.ElementTree.Element",
        "pyexpat.xmlparser",
        "_queue.SimpleQueue",
        "_pickle.Pickler",
        "_pickle.Unpickler",
        "_ctypes.PyCPointerType",
        "_ctypes.CType_Type",
        "numpy.ndarray",
        "numpy.void",
        "numpy.dtype",
        "cython_function_or_method",
        "fused_cython_function",
        "_pickle.Pdata",
        "_sre.SRE_Template",
        "datetime.datetime",
        "datetime.time",
        "function",
        "list",
        "tuple",
        "dict",
        "set",
        "OSError",
        "a type nobody knows",
    };
    random_state = 20;
    for (int minor = FIRST_MINOR; minor <= LAST_MINOR; minor++)
        for (size_t i = 0; i < RS_COUNT(names); i++)
            for (int round = 0; round < 12; round++)
                decode_hostile(rs__layout_of_version(3, minor), names[i]);
}

static CU_TestInfo tests[] = {
    TEST(test_decode_builtins__of_another_size_no_table_is_believed),
    TEST(test_decode_builtins__fields_have_the_names_a_person_writes),
    TEST(test_decode_builtins__a_type_has_the_fields_of_its_bases),
    TEST(test_decode_builtins__other_names_of_a_type_are_known),
    TEST(test_decode_builtins__items_of_a_deque_are_in_order),
    TEST(test_decode_builtins__an_array_of_objects_tells_its_elements),
    TEST(test_decode_builtins__a_static_type_holds_only_extra_references),
    TEST(test_decode_builtins__a_frame_tells_its_variables),
    TEST(test_decode_builtins__a_frame_bears_its_function_and_line),
    TEST(test_decode_builtins__a_generator_tells_its_frame_until_it_is_over),
    TEST(test_decode_builtins__no_decoder_reads_what_it_was_not_given),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    return run_tests(argc, argv, "decode_builtins", tests);
}
