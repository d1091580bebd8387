/* walk_bench.c: the capture and the passes over a whole heap, against gc.collect() of the same heap.      Heaps: heaps.py
 *
 *     walk_bench HEAP COUNT [ROUNDS]     HEAP: a function of heaps.py, nodes or fragmented
 *
 * Everything runs in one process, the best of ROUNDS runs counts. What is printed are ratios; seconds stand beside them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "rs_capture.h"
#include "rs_components.h"
#include "rs_dominators.h"
#include "rs_graph.h"
#include "rs_liveness.h"
#include "rs_referrers.h"

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void fail(const rs_error *err) {
    fprintf(stderr, "walk_bench: %s\n", err->message);
    exit(1);
}

static void start_python(void) {
    PyConfig config;
    PyConfig_InitPythonConfig(&config);
    PyStatus status = PyConfig_SetBytesString(&config, &config.executable, REFSCOPE_PYTHON_EXECUTABLE);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    if (PyStatus_Exception(status)) Py_ExitStatusException(status);
    PyConfig_Clear(&config);
}

static void build_heap(const char *name, const char *count) {
    char source[512];
    snprintf(source, sizeof source,
             "import sys, gc\nsys.path.insert(0, %s)\nimport heaps\ngc.disable()\nkept = "
             "heaps.%s(%s)\ngc.collect()\n",
             "'" REFSCOPE_HEAPS "'", name, count);
    if (PyRun_SimpleString(source) != 0) exit(1);
}

static double collect_once(void) {
    PyObject *gc = PyImport_ImportModule("gc");
    double start = seconds();
    Py_XDECREF(PyObject_CallMethod(gc, "collect", NULL));
    double taken = seconds() - start;
    Py_XDECREF(gc);
    return taken;
}

static double capture_once(rs_snapshot **out, rs_values values) {
    rs_error err = RS_ERROR_INIT;
    rs_capture_options options = RS_CAPTURE_OPTIONS_INIT;
    options.values = values;
    double start = seconds();
    if (rs_capture_process(out, &options, &err) != RS_OK) fail(&err);
    return seconds() - start;
}

static double referrers_once(const rs_snapshot *heap) {
    rs_error err = RS_ERROR_INIT;
    rs_referrers *made = NULL;
    double start = seconds();
    if (rs_referrers_new(&made, heap, &err) != RS_OK) fail(&err);
    double taken = seconds() - start;
    rs_referrers_free(made);
    return taken;
}

static double components_once(const rs_snapshot *heap) {
    rs_error err = RS_ERROR_INIT;
    rs_components *made = NULL;
    double start = seconds();
    if (rs_components_new(&made, heap, &err) != RS_OK) fail(&err);
    double taken = seconds() - start;
    rs_components_free(made);
    return taken;
}

static double liveness_once(const rs_snapshot *heap) {
    rs_error err = RS_ERROR_INIT;
    rs_liveness *made = NULL;
    double start = seconds();
    if (rs_liveness_new(&made, heap, &err) != RS_OK) fail(&err);
    double taken = seconds() - start;
    rs_liveness_free(made);
    return taken;
}

/* Roots and garbage are had before: they are a row of their own. */
static double dominators_once(const rs_snapshot *heap) {
    rs_error err = RS_ERROR_INIT;
    rs_graph *graph = NULL;
    const rs_liveness *liveness = NULL;
    const rs_dominators *made = NULL;
    if (rs_graph_new(&graph, heap, &err) != RS_OK || rs_graph_liveness(&liveness, graph, &err) != RS_OK)
        fail(&err);
    double start = seconds();
    if (rs_graph_dominators(&made, graph, &err) != RS_OK) fail(&err);
    double taken = seconds() - start;
    rs_graph_free(graph);
    return taken;
}

static double better(double a, double b) {
    return a == 0 || b < a ? b : a;
}

static void row(const char *what, double taken, double collect) {
    printf("%-44s %8.3f s   %5.2f x gc.collect()\n", what, taken, taken / collect);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "walk_bench HEAP COUNT [ROUNDS]\n");
        return 2;
    }
    int rounds = argc > 3 ? atoi(argv[3]) : 5;
    double collect = 0, capture = 0, shapes = 0, referrers = 0, components = 0, liveness = 0, dominators = 0,
           first = 0;
    rs_snapshot *heap = NULL;
    start_python();
    build_heap(argv[1], argv[2]);
    for (int i = 0; i < rounds; i++) {
        rs_snapshot *again = NULL;
        collect = better(collect, collect_once());
        double taken = capture_once(&again, RS_VALUES_SHORT);
        if (i == 0) first = taken;
        capture = better(capture, taken);
        rs_snapshot_free(heap);
        heap = again;
        shapes = better(shapes, capture_once(&again, RS_VALUES_NONE));
        rs_snapshot_free(again);
    }
    for (int i = 0; i < rounds; i++) {
        referrers = better(referrers, referrers_once(heap));
        components = better(components, components_once(heap));
        liveness = better(liveness, liveness_once(heap));
        dominators = better(dominators, dominators_once(heap));
    }
    size_t objects = rs_snapshot_object_count(heap);
    printf("%zu objects, %zu references; snapshot %zu bytes, %.1f bytes per object\n", objects,
           rs_snapshot_reference_count(heap), rs_snapshot_memory(heap),
           (double)rs_snapshot_memory(heap) / (double)objects);
    row("gc.collect()", collect, collect);
    row("capture, named, with short values", capture, collect);
    row("  the first of them", first, collect);
    row("capture, named, no values", shapes, collect);
    row("reverse references", referrers, collect);
    row("components", components, collect);
    row("roots and garbage", liveness, collect);
    row("dominators and retained sizes", dominators, collect);
    rs_snapshot_free(heap);
    return 0;
}
