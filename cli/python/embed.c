/* The host of the executable: an interpreter is started as `python` starts, in the active virtual environment.
 * Contract: rs_program.h. What it runs: program.c. Map: cli/README.md
 *
 * The standard library is always the one of the Python that refscope was built for; a virtual environment adds its
 * packages, and must be of the same version of Python.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "program_parts.h"
#include "rs_memory.h"

extern PyObject *PyInit__refscope(void) __attribute__((weak));

#define RUN_HINT "run `python -m refscope` in it instead"

/* ---- The virtual environment ---------------------------------------------------------------------------------------- */

static const char *active_environment(void) {
    const char *path = getenv("VIRTUAL_ENV");
    return path == NULL || path[0] == '\0' ? NULL : path;
}

/* The value of a line "key = value" of pyvenv.cfg when its key is one of the two that tell the version. */
static const char *version_in(char *line) {
    char *equals = strchr(line, '=');
    char key[32];
    if (equals == NULL || sscanf(line, " %31[a-z_]", key) != 1) return NULL;
    if (strcmp(key, "version") != 0 && strcmp(key, "version_info") != 0) return NULL;
    return equals + 1 + strspn(equals + 1, " \t");
}

/* "3.12" of the environment at `path`; "" when its pyvenv.cfg does not tell. false: there is no pyvenv.cfg. */
static bool environment_version(char version[16], const char *path) {
    char file_name[PATH_MAX], line[1024];
    int major = 0, minor = 0;
    version[0] = '\0';
    snprintf(file_name, sizeof file_name, "%s/pyvenv.cfg", path);
    FILE *file = fopen(file_name, "re");
    if (file == NULL) return false;
    while (version[0] == '\0' && fgets(line, sizeof line, file) != NULL) {
        const char *value = version_in(line);
        if (value != NULL && sscanf(value, "%d.%d", &major, &minor) == 2)
            snprintf(version, 16, "%d.%d", major, minor);
    }
    fclose(file);
    return true;
}

static rs_status check_environment(rs_error *err) {
    char version[16];
    const char *path = active_environment();
    if (path == NULL) return RS_OK;
    if (!environment_version(version, path)) {
        return rs_fail(err, RS_BAD_ARGUMENT,
                       "%s: VIRTUAL_ENV names no virtual environment: it has no pyvenv.cfg", path);
    }
    if (version[0] == '\0' || strcmp(version, REFSCOPE_PYTHON_VERSION) == 0) return RS_OK;
    return rs_fail(
        err, RS_UNSUPPORTED,
        "%s: this virtual environment has Python %s, and refscope is built for Python %s: " RUN_HINT, path,
        version, REFSCOPE_PYTHON_VERSION);
}

/* ---- Starting ------------------------------------------------------------------------------------------------------- */

/* What sys.executable is to be: site finds pyvenv.cfg beside it, and multiprocessing starts it. */
static void executable_path(char *path, size_t size) {
    const char *environment = active_environment();
    if (environment != NULL)
        snprintf(path, size, "%s/bin/python", environment);
    else
        snprintf(path, size, "%s", REFSCOPE_PYTHON_EXECUTABLE);
}

static PyStatus set_arguments(PyConfig *config, const rs_program_options *options) {
    Py_ssize_t count = 0;
    while (options->arguments[count] != NULL) count++;
    char **words = rs_alloc_array((size_t)count + 2, sizeof *words);
    if (words == NULL) return PyStatus_NoMemory();
    words[0] = (char *)(options->module != NULL ? "-m" : options->code != NULL ? "-c" : options->script);
    memcpy(words + 1, options->arguments, ((size_t)count + 1) * sizeof *words);
    PyStatus status = PyConfig_SetBytesArgv(config, count + 1, words);
    rs_release(words);
    return status;
}

static PyStatus configure(PyConfig *config, const rs_program_options *options) {
    char executable[PATH_MAX];
    executable_path(executable, sizeof executable);
    config->parse_argv = 0;
    PyStatus status = PyConfig_SetBytesString(config, &config->program_name, executable);
    if (!PyStatus_Exception(status))
        status = PyConfig_SetBytesString(config, &config->executable, executable);
    if (!PyStatus_Exception(status) && getenv("PYTHONHOME") == NULL) {
        status = PyConfig_SetBytesString(config, &config->home, REFSCOPE_PYTHON_HOME);
    }
    if (!PyStatus_Exception(status)) status = set_arguments(config, options);
    return status;
}

static rs_status start(const rs_program_options *options, rs_error *err) {
    PyConfig config;
    if (PyInit__refscope != NULL && PyImport_AppendInittab("_refscope", PyInit__refscope) != 0) {
        return rs_fail_memory(err, "Python");
    }
    PyConfig_InitPythonConfig(&config);
    PyStatus status = configure(&config, options);
    if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
    PyConfig_Clear(&config);
    if (!PyStatus_Exception(status)) return RS_OK;
    return rs_fail(err, RS_UNSUPPORTED, "Python %s: cannot be started: %s", REFSCOPE_PYTHON_VERSION,
                   status.err_msg == NULL ? "it does not say why" : status.err_msg);
}

/* ---- The package `refscope` ----------------------------------------------------------------------------------------- */

/* Beside the command in the build tree, else where it is installed. */
static void package_directory(char *directory, size_t size) {
    char self[PATH_MAX], probe[PATH_MAX + 64];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length > 0) {
        self[length] = '\0';
        char *slash = strrchr(self, '/');
        if (slash != NULL) *slash = '\0';
        snprintf(probe, sizeof probe, "%s/python/refscope/__init__.py", self);
        if (access(probe, R_OK) == 0) {
            snprintf(directory, size, "%s/python", self);
            return;
        }
        if (REFSCOPE_INSTALL_SITE[0] != '/') { /* below the prefix that this executable is installed in */
            snprintf(directory, size, "%s/" REFSCOPE_PREFIX_FROM_HERE "/%s", self, REFSCOPE_INSTALL_SITE);
            return;
        }
    }
    snprintf(directory, size, "%s", REFSCOPE_INSTALL_SITE);
}

/* Last on sys.path, so that nothing of the program's own is hidden by what is beside it there. */
static void add_package_directory(void) {
    char directory[PATH_MAX + 64];
    package_directory(directory, sizeof directory);
    PyObject *path = PySys_GetObject("path");
    PyObject *text = PyUnicode_DecodeFSDefault(directory);
    if (path != NULL && PyList_Check(path) && text != NULL && PySequence_Contains(path, text) == 0) {
        PyList_Append(path, text);
    }
    PyErr_Clear();
    Py_XDECREF(text);
}

static rs_status run_embedded(rs_program_result *result, const rs_program_options *options, rs_error *err) {
    rs_status st = start(options, err);
    if (st != RS_OK) return st;
    add_package_directory();
    return rs__program_run(result, options, err);
}

static void finish_embedded(void) {
    if (Py_IsInitialized()) Py_FinalizeEx();
}

const rs_host *rs_host_embedding(void) {
    static const rs_host host = {"refscope",          NULL,           check_environment, fork, run_embedded,
                                 rs__program_release, finish_embedded};
    return &host;
}
