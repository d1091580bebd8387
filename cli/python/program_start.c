/* From a script's path or a module's name to running code.  How it ends, and the photograph: program.c. Map: cli/README.md
 *
 * A script is compiled here and executed in __main__ as Python does it; a module, a directory and an archive go through
 * runpy, which is what Python itself uses for them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program_parts.h"
#include "rs_text.h"

/* ---- Failures of Python that are told in one line -------------------------------------------------------------------- */

static void add_utf8(rs_text *text, PyObject *object) {
    PyObject *string = object == NULL ? NULL : PyObject_Str(object);
    Py_ssize_t length = 0;
    const char *bytes = string == NULL ? NULL : PyUnicode_AsUTF8AndSize(string, &length);
    if (bytes != NULL) rs_text_add_escaped(text, bytes, (size_t)length, 0);
    PyErr_Clear();
    Py_XDECREF(string);
}

/* "app.py:3: SyntaxError: invalid syntax": the place is the exception's own. */
static void add_syntax_error(rs_text *text, PyObject *error) {
    PyObject *line = PyObject_GetAttrString(error, "lineno");
    PyObject *message = PyObject_GetAttrString(error, "msg");
    PyErr_Clear();
    if (line != NULL && line != Py_None) {
        rs_text_add(text, ":");
        add_utf8(text, line);
    }
    rs_text_addf(text, ": %s: ", Py_TYPE(error)->tp_name);
    add_utf8(text, message == NULL ? error : message);
    Py_XDECREF(line);
    Py_XDECREF(message);
}

rs_status rs__python_failure(rs_error *err, rs_status status, const char *what) {
    rs_text text = RS_TEXT_INIT;
    PyObject *type, *value, *trace;
    PyErr_Fetch(&type, &value, &trace);
    PyErr_NormalizeException(&type, &value, &trace);
    rs_text_add(&text, what);
    if (value != NULL && PyErr_GivenExceptionMatches(type, PyExc_SyntaxError)) {
        add_syntax_error(&text, value);
    } else if (value != NULL) {
        rs_text_addf(&text, ": %s: ", ((PyTypeObject *)type)->tp_name);
        add_utf8(&text, value);
    }
    rs_status st = rs_fail(err, status, "%s", rs_text_string(&text));
    rs_text_release(&text);
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
    return st;
}

/* ---- sys.argv and sys.path ------------------------------------------------------------------------------------------- */

static int set_arguments(const char *name, char **arguments) {
    int bad = -1;
    PyObject *list = PyList_New(0);
    PyObject *text = list == NULL ? NULL : PyUnicode_DecodeFSDefault(name);
    while (text != NULL && PyList_Append(list, text) == 0) {
        Py_DECREF(text);
        text = NULL;
        if (*arguments == NULL) {
            bad = PySys_SetObject("argv", list);
            break;
        }
        text = PyUnicode_DecodeFSDefault(*arguments++);
    }
    Py_XDECREF(text);
    Py_XDECREF(list);
    return bad;
}

/* -P and PYTHONSAFEPATH: nothing is put in front of sys.path. */
static bool is_safe_path(void) {
    PyObject *flags = PySys_GetObject("flags");
    PyObject *safe = flags == NULL ? NULL : PyObject_GetAttrString(flags, "safe_path");
    PyObject *isolated = flags == NULL ? NULL : PyObject_GetAttrString(flags, "isolated");
    bool is = (safe != NULL && PyObject_IsTrue(safe) == 1) ||
              (isolated != NULL && PyObject_IsTrue(isolated) == 1);
    PyErr_Clear();
    Py_XDECREF(safe);
    Py_XDECREF(isolated);
    return is;
}

/* `python -m` has put its own directory at the front: that place is the program's. */
static int set_first_path(const char *directory, bool replace) {
    PyObject *path = PySys_GetObject("path");
    PyObject *first = PyUnicode_DecodeFSDefault(directory);
    int bad = -1;
    if (path != NULL && PyList_Check(path) && first != NULL) {
        if (replace && PyList_GET_SIZE(path) > 0) {
            Py_INCREF(first);
            bad = PyList_SetItem(path, 0, first);
        } else {
            bad = PyList_Insert(path, 0, first);
        }
    }
    Py_XDECREF(first);
    return bad;
}

static bool new_main; /* the interpreter was already running something under -m when it came to us */

static int enter(const rs_program_options *options, const char *name, const char *directory) {
    if (set_arguments(name, options->arguments) != 0) return -1;
    return is_safe_path() ? 0 : set_first_path(directory, new_main);
}

/* ---- __main__ ------------------------------------------------------------------------------------------------------- */

/* What ran as __main__ until now is refscope's own, and is found under its name by those who leave refscope out. */
static int put_by_old_main(PyObject *modules) {
    PyObject *old = PyDict_GetItemString(modules, "__main__");
    return old == NULL ? 0 : PyDict_SetItemString(modules, "refscope.__main__", old);
}

rs_status rs__program_new_main(rs_error *err) {
    PyObject *modules = PyImport_GetModuleDict();
    PyObject *module = PyModule_New("__main__");
    PyObject *annotations = PyDict_New();
    PyObject *builtins = PyImport_ImportModule("builtins");
    int bad = module == NULL || annotations == NULL || builtins == NULL;
    if (!bad) {
        PyObject *names = PyModule_GetDict(module);
        bad = PyDict_SetItemString(names, "__annotations__", annotations) != 0 ||
              PyDict_SetItemString(names, "__builtins__", builtins) != 0 || put_by_old_main(modules) != 0 ||
              PyDict_SetItemString(modules, "__main__", module) != 0;
    }
    Py_XDECREF(module);
    Py_XDECREF(annotations);
    Py_XDECREF(builtins);
    new_main = true;
    return bad ? rs__python_failure(err, RS_NO_MEMORY, "__main__") : RS_OK;
}

/* __file__, __cached__ and __loader__ as a script's __main__ has them. The loader is had where Python itself has it from:
 * importing importlib.machinery would be seen in sys.modules. */
static int name_main(PyObject *names, PyObject *path) {
    PyObject *bootstrap = PyImport_ImportModule("_frozen_importlib_external");
    PyObject *loader = bootstrap == NULL
                           ? NULL
                           : PyObject_CallMethod(bootstrap, "SourceFileLoader", "sO", "__main__", path);
    int bad = loader == NULL || PyDict_SetItemString(names, "__loader__", loader) != 0 ||
              PyDict_SetItemString(names, "__file__", path) != 0 ||
              PyDict_SetItemString(names, "__cached__", Py_None) != 0;
    Py_XDECREF(bootstrap);
    Py_XDECREF(loader);
    return bad;
}

/* ---- Scripts -------------------------------------------------------------------------------------------------------- */

static rs_status read_all(rs_text *source, const char *path, rs_error *err) {
    char part[65536];
    ssize_t count;
    int file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s", path, strerror(errno));
    while ((count = read(file, part, sizeof part)) > 0 || (count < 0 && errno == EINTR)) {
        if (count > 0) rs_text_add_bytes(source, part, (size_t)count);
    }
    int why = errno;
    close(file);
    if (count < 0) return rs_fail(err, RS_BAD_ARGUMENT, "%s: %s", path, strerror(why));
    return source->failed ? rs_fail_memory(err, path) : RS_OK;
}

/* compile(source, path, 'exec', 0, True): it knows about coding declarations and byte order marks. */
static PyObject *compile_source(const rs_text *source, PyObject *path) {
    PyObject *builtins = PyImport_ImportModule("builtins");
    PyObject *bytes = PyBytes_FromStringAndSize(rs_text_string(source), (Py_ssize_t)source->length);
    PyObject *code = NULL;
    if (builtins != NULL && bytes != NULL)
        code = PyObject_CallMethod(builtins, "compile", "OOsii", bytes, path, "exec", 0, 1);
    Py_XDECREF(bytes);
    Py_XDECREF(builtins);
    return code;
}

/* Python shows a script's absolute path, with its symbolic links. */
static void absolute_path(char *absolute, size_t size, const char *path) {
    char here[PATH_MAX] = "";
    if (path[0] == '/' || getcwd(here, sizeof here) == NULL)
        snprintf(absolute, size, "%s", path);
    else
        snprintf(absolute, size, "%s/%s", strcmp(here, "/") == 0 ? "" : here, path);
}

/* The directory of the script itself: behind symbolic links, as Python finds it. */
static void directory_of(char *directory, size_t size, const char *path) {
    char *real = realpath(path, NULL);
    snprintf(directory, size, "%s", real == NULL ? path : real);
    free(real);
    char *slash = strrchr(directory, '/');
    if (slash == NULL)
        snprintf(directory, size, ".");
    else
        slash[slash == directory] = '\0';
}

static rs_status load_script(PyObject **code, const char *script, rs_error *err) {
    char absolute[2 * PATH_MAX];
    rs_text source = RS_TEXT_INIT;
    rs_status st = read_all(&source, script, err);
    if (st == RS_OK) {
        absolute_path(absolute, sizeof absolute, script);
        PyObject *path = PyUnicode_DecodeFSDefault(absolute);
        PyObject *names = PyModule_GetDict(PyImport_AddModule("__main__"));
        if (path != NULL && name_main(names, path) == 0) *code = compile_source(&source, path);
        if (*code == NULL) st = rs__python_failure(err, RS_BAD_ARGUMENT, script);
        Py_XDECREF(path);
    }
    rs_text_release(&source);
    return st;
}

/* Runs the code in __main__; takes over the reference. */
static void run_code(bool *raised, PyObject *code) {
    PyObject *names = PyModule_GetDict(PyImport_AddModule("__main__"));
    PyObject *done = PyEval_EvalCode(code, names, names);
    *raised = done == NULL;
    Py_XDECREF(done);
    Py_DECREF(code);
}

static rs_status start_script(bool *raised, const rs_program_options *options, rs_error *err) {
    char directory[PATH_MAX];
    PyObject *code = NULL;
    directory_of(directory, sizeof directory, options->script);
    if (enter(options, options->script, directory) != 0)
        return rs__python_failure(err, RS_INTERNAL, options->script);
    rs_status st = load_script(&code, options->script, err);
    if (st == RS_OK) run_code(raised, code);
    return st;
}

/* ---- Code that is in no file: behind -c, or from standard input ------------------------------------------------------- */

/* As Python does: what it imports is looked for in the current directory, and only standard input is a __file__. */
static rs_status start_text(bool *raised, const rs_program_options *options, const char *name,
                            const char *file, const rs_text *source, rs_error *err) {
    if (enter(options, name, "") != 0) return rs__python_failure(err, RS_INTERNAL, name);
    PyObject *path = PyUnicode_FromString(file);
    PyObject *names = PyModule_GetDict(PyImport_AddModule("__main__"));
    bool is_file = options->script != NULL;
    bool named = path != NULL && (!is_file || PyDict_SetItemString(names, "__file__", path) == 0);
    PyObject *code = named ? compile_source(source, path) : NULL;
    Py_XDECREF(path);
    if (code == NULL) return rs__python_failure(err, RS_BAD_ARGUMENT, name);
    run_code(raised, code);
    return RS_OK;
}

static rs_status start_code(bool *raised, const rs_program_options *options, rs_error *err) {
    rs_text source = RS_TEXT_INIT;
    rs_text_addf(&source, "%s\n", options->code);
    rs_status st = source.failed ? rs_fail_memory(err, "-c")
                                 : start_text(raised, options, "-c", "<string>", &source, err);
    rs_text_release(&source);
    return st;
}

static rs_status start_input(bool *raised, const rs_program_options *options, rs_error *err) {
    rs_text source = RS_TEXT_INIT;
    rs_status st = read_all(&source, "-", err);
    if (st == RS_OK) st = start_text(raised, options, "-", "<stdin>", &source, err);
    rs_text_release(&source);
    return st;
}

/* ---- Modules -------------------------------------------------------------------------------------------------------- */

/* runpy's own word for "there is no such module": the program is not to blame, it never ran. */
static rs_status find_module(bool *raised, PyObject *runpy, const char *name, rs_error *err) {
    PyObject *problem = PyObject_GetAttrString(runpy, "_Error");
    PyObject *found = problem == NULL
                          ? NULL
                          : PyObject_CallMethod(runpy, "_get_module_details", "sO", name, problem);
    rs_status st = RS_OK;
    if (found == NULL && problem != NULL && PyErr_ExceptionMatches(problem)) {
        PyObject *type, *value, *trace;
        rs_text text = RS_TEXT_INIT;
        PyErr_Fetch(&type, &value, &trace);
        PyErr_NormalizeException(&type, &value, &trace);
        add_utf8(&text, value);
        st = rs_fail(err, RS_BAD_ARGUMENT, "-m %s: %s", name, rs_text_string(&text));
        rs_text_release(&text);
        Py_XDECREF(type);
        Py_XDECREF(value);
        Py_XDECREF(trace);
    }
    *raised = found == NULL && st == RS_OK;
    Py_XDECREF(found);
    Py_XDECREF(problem);
    return st;
}

static rs_status start_with_runpy(bool *raised, const char *module, bool named, rs_error *err) {
    PyObject *runpy = PyImport_ImportModule("runpy");
    if (runpy == NULL) return rs__python_failure(err, RS_INTERNAL, "runpy");
    rs_status st = named ? find_module(raised, runpy, module, err) : RS_OK;
    if (st == RS_OK && !*raised) {
        PyObject *done = PyObject_CallMethod(runpy, "_run_module_as_main", "si", module, (int)named);
        *raised = done == NULL;
        Py_XDECREF(done);
    }
    Py_DECREF(runpy);
    return st;
}

static rs_status start_module(bool *raised, const rs_program_options *options, rs_error *err) {
    char here[PATH_MAX] = "";
    if (getcwd(here, sizeof here) == NULL) here[0] = '\0';
    if (enter(options, "-m", here) != 0) return rs__python_failure(err, RS_INTERNAL, options->module);
    return start_with_runpy(raised, options->module, true, err);
}

/* A directory or an archive: what has an importer has a __main__ of its own. */
static bool has_importer(const char *path) {
    PyObject *text = PyUnicode_DecodeFSDefault(path);
    PyObject *importer = text == NULL ? NULL : PyImport_GetImporter(text);
    bool has = importer != NULL && importer != Py_None;
    PyErr_Clear();
    Py_XDECREF(importer);
    Py_XDECREF(text);
    return has;
}

static rs_status start_collection(bool *raised, const rs_program_options *options, rs_error *err) {
    char absolute[2 * PATH_MAX];
    absolute_path(absolute, sizeof absolute, options->script);
    if (enter(options, options->script, absolute) != 0)
        return rs__python_failure(err, RS_INTERNAL, options->script);
    return start_with_runpy(raised, "__main__", false, err);
}

rs_status rs__program_start(bool *raised, const rs_program_options *options, rs_error *err) {
    if (options->module != NULL) return start_module(raised, options, err);
    if (options->code != NULL) return start_code(raised, options, err);
    if (strcmp(options->script, "-") == 0) return start_input(raised, options, err);
    if (has_importer(options->script)) return start_collection(raised, options, err);
    return start_script(raised, options, err);
}
