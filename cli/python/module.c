/* module.c: the extension module _refscope.                     The package around it: refscope/__init__.py. Map: README.md
 *
 * What people use of it is documented in the stubs; names with an underscore serve the package's own .py files.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "asizeof.h"
#include "asizeof_flat.h"
#include "asizeof_names.h"
#include "capture.h"
#include "command_line.h"
#include "errors.h"
#include "muppy.h"
#include "pympler_shapes.h"
#include "rows.h"
#include "snapshot_file.h"
#include "summary.h"
#include "text.h"
#include "types.h"

#define KEYWORDS(function) ((PyCFunction)(void (*)(void))(function)), METH_VARARGS | METH_KEYWORDS

static PyMethodDef functions[] = {
    {"capture", KEYWORDS(rs__capture), rs__capture_doc},
    {"open", KEYWORDS(rs__open), rs__open_doc},
    {"why", KEYWORDS(rs__why), rs__why_doc},
    {"main", rs__command_line, METH_O, "main(argv)\n--\n\nThe command refscope: its exit status."},
    {"_type_text", rs__type_text, METH_VARARGS,
     "_type_text(object, verbosity=1)\n--\n\nWhat kind of object it is: a str."},
    {"_printable", rs__printable, METH_O, "_printable(text)\n--\n\nAnybody's str without what nobody sees."},
    {"_describe", rs__describe, METH_VARARGS,
     "_describe(objects, reduce)\n--\n\n(objects, metadata, edges, total size)."},
    {"_garbage", rs__garbage_found, METH_O,
     "_garbage(lists)\n--\n\nWhat is in the lists and what is garbage: a list."},
    {"_split", rs__split, METH_VARARGS,
     "_split(objects, metadata, edges)\n--\n\nThe same for each connected part."},
    {"_dot", rs__dot, METH_VARARGS, "_dot(metadata, edges, unflatten, styled)\n--\n\nDOT text: a str."},
    {"_render", rs__render, METH_VARARGS,
     "_render(dot, filename, engine, format)\n--\n\nLay out, draw, write."},
    {"_referrer_tree", rs__referrer_tree, METH_VARARGS,
     "_referrer_tree(browser, node, [root], depth, str_func, repeat, ignore, included)\n--\n\nA tree of "
     "nodes."},
    {"_asize", KEYWORDS(rs__asize), rs__asize_doc},
    {"_asize_repr", rs__asize_repr, METH_VARARGS,
     "_asize_repr(object, clip=80)\n--\n\nA repr that runs no code: a str."},
    {"_flat_size", rs__flat_size_of, METH_O, "_flat_size(object)\n--\n\nBytes of the object itself."},
    {"_references", rs__references_of, METH_O,
     "_references(object)\n--\n\n[(name or None, object)], or None."},
    {"_sizes_total", rs__sizes_total, METH_O, "_sizes_total(objects)\n--\n\nBytes of all objects."},
    {"_sizes_each", rs__sizes_each, METH_O, "_sizes_each(objects)\n--\n\n[bytes of each object]."},
    {"_muppy_objects", rs__muppy_objects, METH_VARARGS,
     "_muppy_objects(frames, ignored, ours)\n--\n\nAll live objects: a list."},
    {"_muppy_once", rs__muppy_once, METH_O, "_muppy_once(objects)\n--\n\nEach object once: a list."},
    {"_muppy_without", rs__muppy_without, METH_VARARGS,
     "_muppy_without(objects, others)\n--\n\nObjects that are no others."},
    {"_muppy_referents", rs__muppy_referents, METH_VARARGS,
     "_muppy_referents(object, level=1)\n--\n\nA list."},
    {"_muppy_sort", rs__muppy_sort, METH_O, "_muppy_sort(objects)\n--\n\nA list of them by size."},
    {"_muppy_filter", rs__muppy_filter, METH_VARARGS,
     "_muppy_filter(objects, type, more, less)\n--\n\nA list."},
    {"_summarize", rs__summarize, METH_VARARGS,
     "_summarize(objects, custom={})\n--\n\n[[type, objects, bytes]]."},
    {"_summarize_all", rs__summarize_all, METH_VARARGS,
     "_summarize_all(ignored, ours)\n--\n\n[[type, objects, bytes]]."},
    {NULL, NULL, 0, NULL},
};

static bool add_types(PyObject *module) {
    PyTypeObject *types[32];
    size_t count = rs__types_list(types, 32);
    for (size_t i = 0; i < count; i++)
        if (PyModule_AddType(module, types[i]) < 0) return false;
    return true;
}

static int fill(PyObject *module) {
    bool filled = rs__types_ready() && rs__errors_add(module) && rs__rows_add(module) && add_types(module) &&
                  PyModule_AddStringConstant(module, "__version__", REFSCOPE_VERSION) == 0;
    if (filled) rs__text_buffer_prove();
    return filled ? 0 : -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)(uintptr_t)fill},
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,  .m_name = "_refscope", .m_doc = "refscope in C: see the package refscope.",
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC PyInit__refscope(void);

PyMODINIT_FUNC PyInit__refscope(void) {
    return PyModuleDef_Init(&definition);
}
