/* records.c: what is no object and holds some: interpreters, threads, running frames.            Header: interpreters.h
 *
 * Their references count like any other: only strong ones are told. From CPython 3.11 on a running function is a frame
 * record; before, it is a frame object, which the function's own C stack holds.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef Py_BUILD_CORE
#define Py_BUILD_CORE 1
#endif
#include <Python.h>

#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#if PY_VERSION_HEX >= 0x030B0000
#include "internal/pycore_frame.h"
#else
#include <frameobject.h>
#endif

#include <stdio.h>

#include "frame_place.h"
#include "interpreters.h"
#include "rs_memory.h"
#include "trust.h"

#define NUMBERED_FRAMES 1000u /* deeper ones share one name */

static uint64_t address_of(const void *pointer) {
    return (uint64_t)(uintptr_t)pointer;
}

static void name_record(rs_walk *walk, rs_object_id record, const char *text) {
    rs__walk_name(walk, record, rs__name_of_text(walk->decoding.names, text, strlen(text)));
}

static rs_object_id add_record(rs_walk *walk, const void *structure, const rs_known_type *type) {
    rs_object_id id = rs__walk_number(walk, address_of(structure));
    if (id == RS_NO_OBJECT || id != walk->parts.records) return RS_NO_OBJECT;
    walk->parts.records++;
    walk->parts.type[id] = type->number;
    walk->parts.flags[id] = RS_OBJECT_RECORD;
    walk->parts.size[id] = 0;
    walk->parts.refcount[id] = 0;
    return id;
}

/* ---- Frames --------------------------------------------------------------------------------------------------------- */

#if PY_VERSION_HEX >= 0x030B0000
typedef struct _PyInterpreterFrame frame_structure;

static frame_structure *previous_frame(const frame_structure *frame) {
    return frame->previous;
}

/* Frames that only mark an entry from C run no code of anybody's. */
static bool runs_code(const frame_structure *frame) {
#if PY_VERSION_HEX >= 0x030C0000
    return frame->owner != FRAME_OWNED_BY_CSTACK;
#else
    (void)frame;
    return true;
#endif
}

static const void *frame_object_of(const frame_structure *frame) {
    return frame->frame_obj;
}
#else
typedef struct _frame frame_structure;

static frame_structure *previous_frame(const frame_structure *frame) {
    return frame->f_back;
}

static bool runs_code(const frame_structure *frame) {
    (void)frame;
    return true;
}

static const void *frame_object_of(const frame_structure *frame) {
    return frame;
}
#endif

static frame_structure *first_frame(const rs_thread_copy *thread) {
    return (frame_structure *)(uintptr_t)thread->frame;
}

static frame_structure *first_frame_of_ours(void) {
    const PyThreadState *thread = PyThreadState_Get();
#if PY_VERSION_HEX >= 0x030D0000
    return thread->current_frame;
#elif PY_VERSION_HEX >= 0x030B0000
    return thread->cframe->current_frame;
#else
    return thread->frame;
#endif
}

static bool is_hidden(const frame_structure *frame, const uint64_t *hidden, size_t count) {
    return count > 0 && rs__is_among(hidden, count, address_of(frame->f_globals));
}

bool rs__records_hidden_frames(uint64_t **found, size_t *count, size_t *capacity, const uint64_t *hidden,
                               size_t hidden_count) {
    frame_structure *frame = first_frame_of_ours();
    for (; frame != NULL; frame = previous_frame(frame)) {
        void *array = *found;
        if (!runs_code(frame) || !is_hidden(frame, hidden, hidden_count) || !frame_object_of(frame)) continue;
        if (!rs_reserve(&array, capacity, *count + 1, sizeof **found)) return false;
        *found = array;
        (*found)[(*count)++] = address_of(frame_object_of(frame));
    }
    return true;
}

void rs__records_decode_hidden(rs_walk *walk, const uint64_t *hidden, size_t hidden_count) {
#if PY_VERSION_HEX >= 0x030B0000
    for (size_t i = 0; i < walk->runtime.thread_count; i++)
        for (frame_structure *frame = first_frame(&walk->runtime.threads[i]); frame != NULL;
             frame = previous_frame(frame))
            if (runs_code(frame) && is_hidden(frame, hidden, hidden_count))
                rs__decode_interpreter_frame(&walk->decoding, address_of(frame));
#else
    (void)walk, (void)hidden, (void)hidden_count;
#endif
}

#if PY_VERSION_HEX >= 0x030B0000
static void number_frames(rs_walk *walk, const rs_thread_copy *thread, const rs_known_type *type,
                          const uint64_t *hidden, size_t hidden_count) {
    for (frame_structure *frame = first_frame(thread); frame != NULL; frame = previous_frame(frame)) {
        rs_frame_place place;
        if (!runs_code(frame) || is_hidden(frame, hidden, hidden_count)) continue;
        rs_object_id id = add_record(walk, frame, type);
        if (id == RS_NO_OBJECT) return;
        if (rs__interpreter_frame_place(&place, walk->decoding.image, walk->decoding.layout,
                                        address_of(frame)))
            rs__walk_name(walk, id, rs__frame_name(&walk->decoding, &place));
    }
}

/* What the frame holds, and the frame it was called from. */
static void decode_frame(rs_walk *walk, uint64_t address) {
    rs__decode_interpreter_frame(&walk->decoding, address);
    const frame_structure *frame = (const frame_structure *)(uintptr_t)address;
    do frame = previous_frame(frame);
    while (frame != NULL && rs__walk_find(walk, address_of(frame)) == RS_NO_OBJECT);
    if (frame != NULL) rs__emit(&walk->decoding.out, address_of(frame), rs__record_name(walk, "called from"));
}
#endif

/* The frames of a thread. Before 3.11 they are objects; a generator's frame is the generator's and not the thread's. */
static void emit_frames(rs_walk *walk, const rs_thread_copy *thread) {
    uint32_t depth = 0;
    for (frame_structure *frame = first_frame(thread); frame != NULL; frame = previous_frame(frame)) {
        char text[24];
        if (!runs_code(frame)) continue;
        int length = depth < NUMBERED_FRAMES ? snprintf(text, sizeof text, "frame %u", (unsigned)depth)
                                             : snprintf(text, sizeof text, "frame");
        depth++;
#if PY_VERSION_HEX >= 0x030B0000
        if (rs__walk_find(walk, address_of(frame)) == RS_NO_OBJECT) continue;
#else
        if (frame->f_gen != NULL) continue;
#endif
        uint32_t name = rs__name_of_text(walk->decoding.names, text, (size_t)length);
        rs__emit(&walk->decoding.out, address_of(frame), RS_NAME(RS_NAME_ATTRIBUTE, name));
    }
}

/* ---- Interpreters and threads --------------------------------------------------------------------------------------- */

uint32_t rs__record_name(rs_walk *walk, const char *text) {
    return RS_NAME(RS_NAME_ATTRIBUTE, rs__name_of_text(walk->decoding.names, text, strlen(text)));
}

static void emit_named(rs_walk *walk, uint64_t object, const char *name) {
    if (object != 0) rs__emit(&walk->decoding.out, object, rs__record_name(walk, name));
}

/* Functions registered with atexit. */
static void emit_exit_functions(rs_walk *walk, const PyInterpreterState *interpreter) {
#if PY_VERSION_HEX >= 0x030A0000
    for (int i = 0; i < interpreter->atexit.ncallbacks; i++) {
        const PyObject *const parts[] = {
            interpreter->atexit.callbacks[i] ? interpreter->atexit.callbacks[i]->func : NULL,
            interpreter->atexit.callbacks[i] ? interpreter->atexit.callbacks[i]->args : NULL,
            interpreter->atexit.callbacks[i] ? interpreter->atexit.callbacks[i]->kwargs : NULL};
        static const char *const names[] = {"atexit function", "atexit arguments", "atexit keywords"};
        for (size_t k = 0; k < 3; k++)
            rs__emit(&walk->decoding.out, address_of(parts[k]), rs__record_name(walk, names[k]));
    }
#else
    (void)walk, (void)interpreter;
#endif
}

static void decode_interpreter(rs_walk *walk, uint64_t address) {
    size_t count;
    const rs_record_field *fields = rs__interpreter_fields(&count);
    for (size_t i = 0; i < count; i++)
        emit_named(walk, rs__word(walk->decoding.image, address + fields[i].offset), fields[i].name);
    emit_exit_functions(walk, (const PyInterpreterState *)(uintptr_t)address);
    for (size_t i = 0; i < walk->runtime.interpreter_count; i++) {
        const rs_interpreter_copy *interpreter = &walk->runtime.interpreters[i];
        const rs_thread_copy *threads = walk->runtime.threads + interpreter->first_thread;
        if (interpreter->structure != address) continue;
        for (size_t t = 0; t < interpreter->thread_count; t++)
            emit_named(walk, threads[t].structure, "thread");
    }
}

static void decode_thread(rs_walk *walk, uint64_t address) {
    size_t count;
    const rs_record_field *fields = rs__thread_fields(&count);
    const rs_thread_copy *thread = rs__runtime_thread(&walk->runtime, address);
    if (thread == NULL) return;
    emit_frames(walk, thread);
    for (size_t i = 0; i < count; i++)
        emit_named(walk, walk->runtime.field[thread->first_field + i], fields[i].name);
}

static void number_thread(rs_walk *walk, const rs_thread_copy *thread, bool in_main, rs_known_type *type) {
    char text[64] = "thread";
    rs_object_id id = add_record(walk, (const void *)(uintptr_t)thread->structure, type);
    if (id == RS_NO_OBJECT) return;
    if (thread->number != 0) snprintf(text, sizeof text, "thread %lu", thread->number);
    name_record(walk, id, in_main && thread->number == _PyRuntime.main_thread ? "main thread" : text);
}

static void number_interpreter(rs_walk *walk, const rs_interpreter_copy *interpreter,
                               rs_known_type *const types[3], const uint64_t *hidden, size_t hidden_count) {
    char text[64];
    const void *structure = (const void *)(uintptr_t)interpreter->structure;
    bool is_main = structure == PyInterpreterState_Main();
    rs_object_id id = add_record(walk, structure, types[0]);
    if (id == RS_NO_OBJECT) return;
    snprintf(text, sizeof text, "interpreter %lld", (long long)interpreter->number);
    name_record(walk, id, is_main ? "interpreter" : text);
    for (size_t i = 0; i < interpreter->thread_count && !rs__walk_failed(walk); i++) {
        const rs_thread_copy *thread = &walk->runtime.threads[interpreter->first_thread + i];
        number_thread(walk, thread, is_main, types[1]);
#if PY_VERSION_HEX >= 0x030B0000
        number_frames(walk, thread, types[2], hidden, hidden_count);
#endif
    }
    (void)hidden, (void)hidden_count;
}

void rs__records_number(rs_walk *walk, const uint64_t *hidden, size_t hidden_count) {
    rs_known_type *const types[] = {rs__type_of_records(&walk->types, RS_KIND_INTERPRETER_RECORD),
                                    rs__type_of_records(&walk->types, RS_KIND_THREAD_RECORD),
                                    rs__type_of_records(&walk->types, RS_KIND_FRAME_RECORD)};
    if (!rs__runtime_read(&walk->runtime)) walk->no_memory = true;
    for (size_t i = 0; i < walk->runtime.interpreter_count && !rs__walk_failed(walk); i++)
        number_interpreter(walk, &walk->runtime.interpreters[i], types, hidden, hidden_count);
    walk->parts.coverage.other_interpreters += walk->runtime.others;
}

void rs__records_walk(rs_walk *walk) {
    for (rs_object_id id = 0; id < walk->parts.records && !rs__walk_failed(walk); id++) {
        switch (walk->types.all[walk->parts.type[id]]->shape.kind) {
        case RS_KIND_INTERPRETER_RECORD: rs__walk_record(walk, id, decode_interpreter); break;
        case RS_KIND_THREAD_RECORD: rs__walk_record(walk, id, decode_thread); break;
#if PY_VERSION_HEX >= 0x030B0000
        case RS_KIND_FRAME_RECORD: rs__walk_record(walk, id, decode_frame); break;
#endif
        default: break;
        }
    }
}

/* ---- What decoders need to know ------------------------------------------------------------------------------------- */

/* The tp_traverse of classes: that of a class which every interpreter has, one of importlib's. */
static uint64_t find_subtype_traverse(const rs_walk *walk, const PyInterpreterState *interpreter) {
#if PY_VERSION_HEX >= 0x030C0000
    const PyObject *importlib = interpreter->imports.importlib;
#else
    const PyObject *importlib = interpreter->importlib;
#endif
    const rs_layout *layout = walk->decoding.layout;
    const rs_image *image = walk->decoding.image;
    if (!importlib) return 0;
    uint64_t dict = rs__word(image, address_of(importlib) + layout->module_dict);
    uint64_t type = rs__dict_value(&walk->decoding, dict, "ModuleSpec", 10);
    return type ? rs__word(image, type + layout->type_traverse) : 0;
}

void rs__records_prepare(rs_walk *walk) {
    rs__trust_nothing();
    walk->decoding.careful = &rs__checked_image;
    static uint64_t subtype_traverse; /* a function: the same for as long as the process lives */
    PyInterpreterState *interpreter = PyThreadState_Get()->interp;
    if (subtype_traverse == 0) subtype_traverse = find_subtype_traverse(walk, interpreter);
    walk->decoding.subtype_traverse = subtype_traverse;
    walk->decoding.reports_keys = rs__reports_keys;
    walk->decoding.dict_reports_values = rs__dict_reports_values();
#if PY_VERSION_HEX >= 0x030D0000
    walk->decoding.static_types = address_of(interpreter->types.builtins.initialized);
    walk->decoding.static_type_count = (uint32_t)interpreter->types.builtins.num_initialized;
    walk->decoding.extension_types = address_of(interpreter->types.for_extensions.initialized);
    walk->decoding.extension_type_count = _Py_MAX_MANAGED_STATIC_EXT_TYPES;
#elif PY_VERSION_HEX >= 0x030C0000
    walk->decoding.static_types = address_of(interpreter->types.builtins);
    walk->decoding.static_type_count = (uint32_t)interpreter->types.num_builtins_initialized;
#endif
}
