/* graph_type.c: refscope.Graph, the part of a heap that a person asks about, to draw.  Its makers: types.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "arguments.h"
#include "errors.h"
#include "rs_drawing.h"
#include "rs_output.h"
#include "text.h"
#include "types.h"

typedef struct graph {
    PyObject_HEAD rs__box *box;
    rs_refgraph *part;
} graph;

PyObject *rs__graph_make(rs__box *box, rs_refgraph *part) {
    graph *made = PyObject_New(graph, &rs__graph_type);
    if (!made) {
        rs_refgraph_free(part);
        return NULL;
    }
    made->box = rs__box_share(box);
    made->part = part;
    return (PyObject *)made;
}

static void graph_dealloc(PyObject *self) {
    rs_refgraph_free(((graph *)self)->part); /* before the snapshot it borrows */
    rs__box_drop(((graph *)self)->box);
    PyObject_Free(self);
}

/* Fills *bytes with the picture; on failure an exception is set. */
static bool draw(graph *self, rs_text *bytes, rs_image image, const rs_drawing_options *options) {
    rs_error err = RS_ERROR_INIT;
    PyThreadState *state = rs__box_enter(self->box);
    rs_status status = rs_drawing_render(bytes, self->part, image, options, &err);
    if (status == RS_OK) status = rs_text_status(bytes, &err);
    rs__box_leave(self->box, state);
    if (status != RS_OK && PyErr_CheckSignals() == 0) rs__raise(&err); /* a Ctrl-C ends what draws, too */
    return status == RS_OK;
}

static bool write_file(const char *path, const rs_text *bytes) {
    rs_error err = RS_ERROR_INIT;
    rs_status status;
    Py_BEGIN_ALLOW_THREADS status = rs_output_write(path, bytes, &err);
    Py_END_ALLOW_THREADS if (status != RS_OK) rs__raise(&err);
    return status == RS_OK;
}

/* The shared half of render() and write(): `image` unknown means that the path's ending tells. */
static PyObject *draw_to_file(PyObject *self, PyObject *arguments, PyObject *keywords, const char *format,
                              rs_image image) {
    static const char *const names[] = {"path", "title", "legend", "left_to_right", "heat", NULL};
    rs_drawing_options options = RS_DRAWING_OPTIONS_INIT;
    int legend = 1, left_to_right = 0, heat = 0;
    PyObject *path = NULL, *result = NULL;
    rs_text bytes = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    if (!RS__PARSE(arguments, keywords, format, names, PyUnicode_FSConverter, &path, &options.title, &legend,
                   &left_to_right, &heat))
        return NULL;
    options.legend = legend;
    options.left_to_right = left_to_right;
    options.heat = heat;
    const char *name = PyBytes_AS_STRING(path);
    if (image == RS_IMAGE_UNKNOWN) image = rs_drawing_image(name);
    if (image == RS_IMAGE_UNKNOWN) {
        rs_fail(&err, RS_BAD_ARGUMENT, "%s: the ending must be .dot, .gv, .png, .svg, .pdf or .ps", name);
        rs__raise(&err);
    } else if (rs_output_check(name, &err) != RS_OK) {
        rs__raise(&err);
    } else if (draw((graph *)self, &bytes, image, &options) && write_file(name, &bytes)) {
        result = rs__new_reference(Py_None);
    }
    rs_text_release(&bytes);
    Py_DECREF(path);
    return result;
}

static PyObject *graph_render(PyObject *self, PyObject *arguments, PyObject *keywords) {
    return draw_to_file(self, arguments, keywords, "O&|z$ppp:render", RS_IMAGE_UNKNOWN);
}

static PyObject *graph_write(PyObject *self, PyObject *arguments, PyObject *keywords) {
    return draw_to_file(self, arguments, keywords, "O&|z$ppp:write", RS_IMAGE_DOT);
}

static PyObject *image_string(PyObject *self, rs_image image) {
    rs_text bytes = RS_TEXT_INIT;
    if (draw((graph *)self, &bytes, image, NULL)) return rs__text_finish(&bytes);
    rs_text_release(&bytes);
    return NULL;
}

static PyObject *graph_dot(PyObject *self, PyObject *unused) {
    return image_string(self, RS_IMAGE_DOT);
}

static PyObject *graph_svg(PyObject *self, PyObject *unused) {
    return image_string(self, RS_IMAGE_SVG);
}

static PyObject *graph_repr(PyObject *object) {
    graph *self = (graph *)object;
    return PyUnicode_FromFormat("<refscope.Graph: %zu vertices, %zu edges>", rs_refgraph_vertices(self->part),
                                rs_refgraph_edges(self->part));
}

static PyObject *get_vertices(PyObject *self, void *unused) {
    return PyLong_FromSize_t(rs_refgraph_vertices(((graph *)self)->part));
}

static PyObject *get_edges(PyObject *self, void *unused) {
    return PyLong_FromSize_t(rs_refgraph_edges(((graph *)self)->part));
}

static PyObject *get_left_out(PyObject *self, void *unused) {
    return PyLong_FromSize_t(rs_refgraph_left_out(((graph *)self)->part));
}

static PyGetSetDef getters[] = {
    {"vertices", get_vertices, NULL, "int: boxes of the drawing; a fold of many siblings is one.", NULL},
    {"edges", get_edges, NULL, "int: arrows of the drawing.", NULL},
    {"left_out", get_left_out, NULL, "int: objects that the limit left out.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

PyDoc_STRVAR(
    render_doc,
    "render(path, title=None, *, legend=True, left_to_right=False, heat=False)\n--\n\n"
    "Draw to a file; its ending tells the form: .png, .svg, .pdf, .ps, .dot, .gv.\n"
    "heat: boxes tell what they retain, by a number and by how warm their ground is.\n"
    "The file is whole or not there. ArgumentError for another ending, FileError when it cannot be written.");
PyDoc_STRVAR(write_doc,
             "write(path, title=None, *, legend=True, left_to_right=False, heat=False)\n--\n\n"
             "Write the drawing as DOT text, whatever the ending. FileError when it cannot be written.");

static PyMethodDef methods[] = {
    {"render", (PyCFunction)(void (*)(void))graph_render, METH_VARARGS | METH_KEYWORDS, render_doc},
    {"write", (PyCFunction)(void (*)(void))graph_write, METH_VARARGS | METH_KEYWORDS, write_doc},
    {"dot", graph_dot, METH_NOARGS, "dot()\n--\n\nThe drawing as DOT text: a str."},
    {"_repr_svg_", graph_svg, METH_NOARGS,
     "_repr_svg_()\n--\n\nThe drawing as SVG, as notebooks ask for it: a str."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__graph_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope.Graph",
    .tp_basicsize = sizeof(graph),
    .tp_dealloc = graph_dealloc,
    .tp_repr = graph_repr,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "Objects and the references between them, ready to draw.",
    .tp_methods = methods,
    .tp_getset = getters,
};
