/* web_type.c: the server of refscope.web as Python sees it.                  The server: ../web/rs_web.h. Map: README.md
 *
 * The server's threads take the GIL for a photograph and to ask `answer`, an object of refscope.web; whoever waits for them
 * has given it away. A server is not in the collector's lists: `answer` holds the program's tracker, but no server.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "arguments.h"
#include "errors.h"
#include "photographs.h"
#include "program_parts.h"
#include "take.h"
#include "text.h"
#include "types.h"
#include "web/rs_web.h"
#include "web_answer.h"

typedef struct server {
    PyObject_HEAD rs__web *web; /* NULL: it is stopped */
    PyObject *answer;
    int ended; /* readable once it is stopped */
} server;

/* ---- In the server's threads ---------------------------------------------------------------------------------------- */

static rs_status take(rs_snapshot **out, void *context, rs_error *err) {
    PyGILState_STATE held = PyGILState_Ensure();
    rs_status status = RS_OK;
    rs__box *box = rs__take(rs__photograph_values(RS_VALUES_SHORT), NULL, NULL);
    if (box) {
        *out = box->snapshot; /* the server's from here on */
        box->snapshot = NULL;
        rs__box_drop(box);
    } else {
        status = rs__python_failure(err, RS_INTERNAL, "photograph");
    }
    PyGILState_Release(held);
    return status;
}

/* A str is the sentence why there is no such thing. */
static rs_status write_answer(rs__page *page, PyObject *answer, rs_error *err) {
    if (PyUnicode_CheckExact(answer)) {
        const char *why = PyUnicode_AsUTF8(answer);
        if (why) return rs_fail(err, RS_NOT_FOUND, "%s", why);
    } else if (rs__web_answer_write(page, answer)) {
        return RS_OK;
    }
    return rs__python_failure(err, RS_INTERNAL, "web");
}

static rs_status live(rs__page *page, const char *topic, const char *argument, void *context, rs_error *err) {
    server *self = context;
    PyGILState_STATE held = PyGILState_Ensure();
    PyObject *text = rs__unicode(argument, strlen(argument));
    PyObject *answer = text ? PyObject_CallFunction(self->answer, "sO", topic, text) : NULL;
    rs_status status = answer ? write_answer(page, answer, err) : rs__python_failure(err, RS_INTERNAL, "web");
    Py_XDECREF(answer);
    Py_XDECREF(text);
    PyGILState_Release(held);
    return status;
}

/* ---- Start and stop ------------------------------------------------------------------------------------------------- */

static void stop(server *self) {
    rs__web *web = self->web;
    uint64_t one = 1;
    self->web = NULL;
    if (!web) return;
    Py_BEGIN_ALLOW_THREADS rs__web_stop(web);
    Py_END_ALLOW_THREADS if (write(self->ended, &one, sizeof one) < 0) {
        /* the counter of an eventfd takes more stops than one */
    }
}

static void server_dealloc(PyObject *object) {
    server *self = (server *)object;
    stop(self);
    if (self->ended >= 0) close(self->ended);
    Py_XDECREF(self->answer);
    PyObject_Free(self);
}

static PyObject *server_new(PyTypeObject *type, PyObject *arguments, PyObject *keywords) {
    static const char *const names[] = {"host", "port", "title", "answer", NULL};
    const char *host, *title;
    unsigned port;
    PyObject *answer;
    rs_error err = RS_ERROR_INIT;
    if (!RS__PARSE(arguments, keywords, "sIsO:_WebServer", names, &host, &port, &title, &answer)) return NULL;
    server *self = PyObject_New(server, type);
    if (!self) return NULL;
    self->web = NULL;
    self->answer = rs__new_reference(answer);
    self->ended = eventfd(0, EFD_CLOEXEC);
    rs__web_source source = {.title = title, .take = take, .live = live, .context = self};
    rs_status status = self->ended < 0 ? rs_fail(&err, RS_IO, "web: no descriptor is left")
                                       : rs__web_start(&self->web, &source, host, port, &err);
    if (status == RS_OK) return (PyObject *)self;
    Py_DECREF(self);
    return rs__raise(&err);
}

static PyObject *server_stop(PyObject *self, PyObject *unused) {
    stop((server *)self);
    Py_RETURN_NONE;
}

/* In a forked child the server's threads are not there to be waited for. */
static PyObject *server_forget(PyObject *object, PyObject *unused) {
    server *self = (server *)object;
    rs__web_forget(self->web);
    self->web = NULL;
    Py_RETURN_NONE;
}

/* Signals interrupt it, as they do any call of Python's own that waits. */
static PyObject *server_wait(PyObject *self, PyObject *unused) {
    struct pollfd ended = {.fd = ((server *)self)->ended, .events = POLLIN};
    int ready = 0;
    while (ready <= 0) {
        Py_BEGIN_ALLOW_THREADS ready = poll(&ended, 1, -1);
        Py_END_ALLOW_THREADS if (PyErr_CheckSignals() < 0) return NULL;
    }
    Py_RETURN_NONE;
}

/* ---- The type ------------------------------------------------------------------------------------------------------- */

static PyObject *get_address(PyObject *self, void *unused) {
    rs__web *web = ((server *)self)->web;
    if (!web) Py_RETURN_NONE;
    return PyUnicode_FromString(rs__web_address(web));
}

static PyObject *get_port(PyObject *self, void *unused) {
    rs__web *web = ((server *)self)->web;
    if (!web) Py_RETURN_NONE;
    return PyLong_FromUnsignedLong(rs__web_port(web));
}

static PyGetSetDef getters[] = {
    {"address", get_address, NULL, "str: where the pages are; None once it is stopped.", NULL},
    {"port", get_port, NULL, "int: where it listens; None once it is stopped.", NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static PyMethodDef methods[] = {
    {"stop", server_stop, METH_NOARGS,
     "stop()\n--\n\nStop it; answers that are on their way are waited for."},
    {"forget", server_forget, METH_NOARGS, "forget()\n--\n\nIn a forked child: close the socket."},
    {"wait", server_wait, METH_NOARGS, "wait()\n--\n\nWait until it is stopped."},
    {NULL, NULL, 0, NULL},
};

PyTypeObject rs__web_server_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "refscope._WebServer",
    .tp_basicsize = sizeof(server),
    .tp_dealloc = server_dealloc,
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc =
        "_WebServer(host, port, title, answer)\n--\n\nThe pages of this process, on a thread of their own.",
    .tp_new = server_new,
    .tp_methods = methods,
    .tp_getset = getters,
};
