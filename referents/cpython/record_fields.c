/* record_fields.c: where the objects are that interpreters and threads keep themselves.          Header: interpreters.h
 *
 * Only fields that own their object are listed: each is a reference that counts. What is not listed here is seen as held
 * from outside. The structures are CPython's own and differ from version to version, so that the tables are made with the
 * headers of the version built for.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include "internal/pycore_interp.h"

#include "interpreters.h"

#define IN_INTERPRETER(name, field)                                                                          \
    { name, offsetof(PyInterpreterState, field) }
#define IN_THREAD(name, field)                                                                               \
    { name, offsetof(PyThreadState, field) }

static const rs_record_field interpreter_fields[] = {
#if PY_VERSION_HEX >= 0x030C0000
    IN_INTERPRETER("modules", imports.modules),
    IN_INTERPRETER("modules_by_index", imports.modules_by_index),
    IN_INTERPRETER("importlib", imports.importlib),
    IN_INTERPRETER("import_func", imports.import_func),
    IN_INTERPRETER("sysdict_copy", sysdict_copy),
#else
    IN_INTERPRETER("modules", modules),
    IN_INTERPRETER("modules_by_index", modules_by_index),
    IN_INTERPRETER("importlib", importlib),
    IN_INTERPRETER("import_func", import_func),
#endif
    IN_INTERPRETER("sysdict", sysdict),
    IN_INTERPRETER("builtins", builtins),
    IN_INTERPRETER("builtins_copy", builtins_copy),
#if PY_VERSION_HEX >= 0x030D0000
    IN_INTERPRETER("codec_search_path", codecs.search_path),
    IN_INTERPRETER("codec_search_cache", codecs.search_cache),
    IN_INTERPRETER("codec_error_registry", codecs.error_registry),
#else
    IN_INTERPRETER("codec_search_path", codec_search_path),
    IN_INTERPRETER("codec_search_cache", codec_search_cache),
    IN_INTERPRETER("codec_error_registry", codec_error_registry),
#endif
    IN_INTERPRETER("dict", dict),
    IN_INTERPRETER("before_forkers", before_forkers),
    IN_INTERPRETER("after_forkers_parent", after_forkers_parent),
    IN_INTERPRETER("after_forkers_child", after_forkers_child),
    IN_INTERPRETER("audit_hooks", audit_hooks),
    IN_INTERPRETER("warnings filters", warnings.filters),
    IN_INTERPRETER("warnings once_registry", warnings.once_registry),
    IN_INTERPRETER("warnings default_action", warnings.default_action),
    IN_INTERPRETER("gc.garbage", gc.garbage),
    IN_INTERPRETER("gc.callbacks", gc.callbacks),
};

static const rs_record_field thread_fields[] = {
    IN_THREAD("dict", dict),
    IN_THREAD("profile function", c_profileobj),
    IN_THREAD("trace function", c_traceobj),
#if PY_VERSION_HEX >= 0x030C0000
    IN_THREAD("exception being raised", current_exception),
#else
    IN_THREAD("exception being raised, type", curexc_type),
    IN_THREAD("exception being raised", curexc_value),
    IN_THREAD("exception being raised, traceback", curexc_traceback),
#endif
#if PY_VERSION_HEX < 0x030B0000
    IN_THREAD("exception being handled, type", exc_state.exc_type),
    IN_THREAD("exception being handled, traceback", exc_state.exc_traceback),
#endif
    IN_THREAD("exception being handled", exc_state.exc_value),
    IN_THREAD("asynchronous exception", async_exc),
    IN_THREAD("asynchronous generators' first iteration hook", async_gen_firstiter),
    IN_THREAD("asynchronous generators' finalizer", async_gen_finalizer),
    IN_THREAD("context", context),
};

const rs_record_field *rs__interpreter_fields(size_t *count) {
    *count = sizeof interpreter_fields / sizeof *interpreter_fields;
    return interpreter_fields;
}

const rs_record_field *rs__thread_fields(size_t *count) {
    *count = sizeof thread_fields / sizeof *thread_fields;
    return thread_fields;
}
