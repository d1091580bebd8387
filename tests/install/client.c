/* client.c: a C program that uses the installed library: builds a heap in an interpreter, photographs it, asks.
 * Compiled and run by test_install.py with nothing but pkg-config's answers.
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <rs_capture.h>
#include <rs_cycles.h>
#include <rs_drawing.h>
#include <rs_graph.h>
#include <stdio.h>

/* The first pattern as a picture: the library finds what draws it. */
static int draw(const rs_cycles *cycles, rs_error *err) {
    rs_refgraph *part = NULL;
    rs_text svg = RS_TEXT_INIT;
    if (rs_cycles_draw(&part, cycles, 0, err) || rs_drawing_render(&svg, part, RS_IMAGE_SVG, NULL, err)) return 1;
    printf("%.5s\n", rs_text_string(&svg));
    rs_text_release(&svg);
    rs_refgraph_free(part);
    return 0;
}

int main(void) {
    Py_InitializeEx(0);
    PyRun_SimpleString("import gc; gc.disable()\n"
                       "class Node: pass\n"
                       "a, b = Node(), Node(); a.peer, b.peer = b, a; del a, b\n");
    rs_error err = RS_ERROR_INIT;
    rs_snapshot *heap = NULL;
    rs_graph *graph = NULL;
    rs_cycles *cycles = NULL;
    if (rs_capture_process(&heap, NULL, &err) || rs_graph_new(&graph, heap, &err) ||
        rs_cycles_find(&cycles, graph, NULL, &err) || draw(cycles, &err)) {
        fprintf(stderr, "client: %s\n", err.message);
        return 1;
    }
    for (size_t i = 0; i < rs_cycles_count(cycles); i++) puts(rs_cycles_pattern(cycles, i)->text);
    rs_cycles_free(cycles);
    rs_graph_free(graph);
    rs_snapshot_free(heap);
    return 0;
}
