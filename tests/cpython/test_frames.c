/* test_frames.c: lines of code and names of frames, as CPython itself tells them. Tests of read_line.c, object_name.c,
 * decode_frames.c and labels.c; on made-up memory: tests/referents/test_read_line.c.                            Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "embedded.h"

#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "frame_place.h"
#include "read_line.h"
#include "rs_capture.h"
#include "snapshot_parts.h"

static const char source[] =
    "import argparse, ast, dis, inspect, json, sys, types, typing\n"
    "def codes(code):\n"
    "    yield code\n"
    "    for const in code.co_consts:\n"
    "        if isinstance(const, types.CodeType): yield from codes(const)\n"
    "def spans(code):\n"
    "    if hasattr(code, 'co_lines'): return list(code.co_lines())\n"
    "    starts = list(dis.findlinestarts(code))\n"
    "    ends = [start for start, _ in starts[1:]] + [len(code.co_code)]\n"
    "    return [(start, end, line) for (start, line), end in zip(starts, ends)]\n"
    "lines = []\n"
    "for module in (argparse, ast, inspect, json.decoder, typing):\n"
    "    with open(module.__file__, encoding='utf-8') as f: text = f.read()\n"
    "    for code in codes(compile(text, module.__file__, 'exec')):\n"
    "        for start, end, line in spans(code):\n"
    "            for offset in range(start, end, 2): lines.append((code, offset, line or 0))\n"
    "exec(compile('''\n"
    "import sys\n"
    "def dead():\n"
    "    x = 1\n"
    "    return sys._getframe()\n"
    "class Thing:\n"
    "    def work(self):\n"
    "        yield 1\n"
    "        yield 2\n"
    "suspended, fresh = Thing().work(), Thing().work()\n"
    "next(suspended)\n"
    "''', '/srv/deep/app.py', 'exec'))\n"
    "frames = [dead(), suspended.gi_frame, fresh.gi_frame]\n"
    "wanted = ['%s (app.py:%d)' % (getattr(f.f_code, 'co_qualname', f.f_code.co_name), f.f_lineno) for f in "
    "frames]\n"
    "a_code = dead.__code__\n"
    "names = [(dead, 'dead'), (len, 'len'), (Thing().work, 'Thing.work'), ([].append, 'append'), (sys, "
    "'sys'),\n"
    "         (dead.__code__, 'dead'), (suspended, 'Thing.work')]\n";

static const rs_image here = {NULL, NULL};

static const rs_layout *layout_here(void) {
    return rs__layout_of_version(PY_MAJOR_VERSION, PY_MINOR_VERSION);
}

static uint64_t address(PyObject *object) {
    return (uint64_t)(uintptr_t)object;
}

static void test_frames__lines_are_those_of_co_lines(void) {
    PyObject *lines = python_name("lines");
    Py_ssize_t count = PyList_GET_SIZE(lines), wrong = 0;
    for (Py_ssize_t i = 0; i < count; i++) {
        PyObject *row = PyList_GET_ITEM(lines, i);
        long offset = PyLong_AsLong(PyTuple_GET_ITEM(row, 1)), want = PyLong_AsLong(PyTuple_GET_ITEM(row, 2));
        long got = (long)rs__read_line(&here, layout_here(), address(PyTuple_GET_ITEM(row, 0)), offset);
        if (got != want && wrong++ < 5)
            fprintf(stderr, "offset %ld: line %ld, want %ld\n", offset, got, want);
    }
    check("enough instructions", count > 20000);
    check_number("wrong lines", wrong, 0);
}

static void check_name(const char *label, rs_kind kind, PyObject *object, const char *want) {
    rs_decoding decoding = {.image = &here, .layout = layout_here(), .names = rs__name_table_new()};
    rs_parts parts = {0};
    uint32_t name = rs__name_borne(&decoding, kind, address(object));
    check("names", rs__name_table_give(decoding.names, &parts));
    check_text(label, parts.string_bytes + parts.string_start[name], want);
    rs__parts_release(&parts);
    rs__name_table_free(decoding.names);
}

static void test_frames__frame_objects_bear_function_and_line(void) {
    PyObject *frames = python_name("frames"), *wanted = python_name("wanted");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(frames); i++) {
        const char *want = PyUnicode_AsUTF8(PyList_GET_ITEM(wanted, i));
        check_name(want, RS_KIND_FRAME, PyList_GET_ITEM(frames, i), want);
    }
}

static void test_frames__objects_bear_their_names(void) {
    static const rs_kind kinds[] = {RS_KIND_FUNCTION, RS_KIND_BUILTIN, RS_KIND_METHOD,   RS_KIND_BUILTIN,
                                    RS_KIND_MODULE,   RS_KIND_CODE,    RS_KIND_GENERATOR};
    PyObject *names = python_name("names");
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(names); i++) {
        PyObject *row = PyList_GET_ITEM(names, i);
        const char *want = PyUnicode_AsUTF8(PyTuple_GET_ITEM(row, 1));
        check_name(want, kinds[i], PyTuple_GET_ITEM(row, 0), want);
    }
}

static bool attribute_is(PyObject *code, const char *name, const char *text, long number) {
    PyObject *value = PyObject_GetAttrString(code, name);
    bool is = PyUnicode_Check(value) ? strcmp(PyUnicode_AsUTF8(value), text) == 0
                                     : PyLong_AsLong(value) == number;
    Py_DECREF(value);
    return is;
}

/* Every code object of the heap, as CPython itself tells it. */
static void test_frames__code_says_where_it_was_written(void) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.values = RS_VALUES_NAMES;
    rs_snapshot *heap = capture_with(&options);
    const rs_columns *c = rs_snapshot_columns(heap);
    size_t codes = 0, right = 0;
    for (rs_object_id o = c->records; o < c->objects; o++) {
        rs_code_place place = {"", 0};
        bool has = rs_snapshot_code_place(&place, heap, o);
        if (!check_number("code, and nothing else", has, rs_snapshot_type_of(heap, o)->kind == RS_KIND_CODE))
            break;
        PyObject *code = (PyObject *)(uintptr_t)c->address[o];
        if (!has) continue;
        codes++;
        right += attribute_is(code, "co_filename", place.file, 0) &&
                 attribute_is(code, "co_firstlineno", "", (long)place.line);
    }
    check("enough", codes > 1000);
    check_number("right", right, codes);
    rs_snapshot_free(heap);
}

static void test_frames__where_code_was_written_is_withheld_with_all_values(void) {
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.values = RS_VALUES_NONE;
    rs_snapshot *heap = capture_with(&options);
    rs_code_place place;
    check("none", !rs_snapshot_code_place(&place, heap, rs_snapshot_find(heap, address_of_name("a_code"))));
    rs_snapshot_free(heap);
}

static CU_TestInfo tests[] = {
    TEST(test_frames__lines_are_those_of_co_lines),
    TEST(test_frames__frame_objects_bear_function_and_line),
    TEST(test_frames__objects_bear_their_names),
    TEST(test_frames__code_says_where_it_was_written),
    TEST(test_frames__where_code_was_written_is_withheld_with_all_values),
    CU_TEST_INFO_NULL,
};

int main(int argc, char **argv) {
    interpreter_start();
    run_python(source);
    return run_tests(argc, argv, "frames", tests);
}
