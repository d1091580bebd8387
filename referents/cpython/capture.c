/* capture.c: take the photograph of the running interpreter.       Manual: rs_capture.h. Steps: capture_steps.h, walk.h
 *                                                                                                     Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <Python.h>

#include <fcntl.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "capture_steps.h"
#include "process_token.h"
#include "rs_memory.h"

static const rs_capture_options defaults = RS_CAPTURE_OPTIONS_INIT;

/* ---- When and where --------------------------------------------------------------------------------------------------- */

static int64_t nanoseconds_of(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void note_origin(rs_origin *origin, int64_t begin) {
    struct utsname system;
    origin->taken = nanoseconds_of(CLOCK_REALTIME);
    origin->nanoseconds = (uint64_t)(nanoseconds_of(CLOCK_MONOTONIC) - begin);
    origin->pointer_size = sizeof(void *);
    origin->process = rs__process_token();
    if (uname(&system) == 0)
        snprintf(origin->platform, sizeof origin->platform, "%.30s %.30s", system.sysname, system.machine);
}

/* ---- The photograph --------------------------------------------------------------------------------------------------- */

const rs_layout *rs__running_layout(void) {
    static const rs_layout *known; /* the Python that runs stays the same */
    int major = 0, minor = 0, micro = 0;
    if (known == NULL && sscanf(Py_GetVersion(), "%d.%d.%d", &major, &minor, &micro) == 3)
        known = rs__layout_of_release(major, minor, micro);
    return known;
}

/* The structures of the interpreter were compiled in: any other minor version has others. */
static rs_status check_version(const rs_layout **layout, rs_error *err) {
    int major = 0, minor = 0;
    const char *version = Py_GetVersion();
    *layout = rs__running_layout();
    if (sscanf(version, "%d.%d", &major, &minor) != 2 || major != PY_MAJOR_VERSION ||
        minor != PY_MINOR_VERSION)
        return rs_fail(err, RS_UNSUPPORTED,
                       "cannot capture: this refscope was built for Python %d.%d, and Python %.16s runs",
                       PY_MAJOR_VERSION, PY_MINOR_VERSION, version);
    if (!*layout)
        return rs_fail(err, RS_UNSUPPORTED, "cannot capture: there is no layout of Python %d.%d",
                       PY_MAJOR_VERSION, PY_MINOR_VERSION);
    return RS_OK;
}

static void number_seeds(rs_walk *walk, const rs_capture_options *options) {
    for (size_t i = 0; i < options->seed_count && !rs__walk_failed(walk); i++) {
        rs_object_id id = options->seeds[i] ? rs__walk_number(walk, options->seeds[i]) : RS_NO_OBJECT;
        if (id != RS_NO_OBJECT) walk->parts.flags[id] |= RS_OBJECT_SEED;
    }
}

/* Number what the walk starts from. */
static bool number_whole_heap(rs_walk *walk, const uint64_t *hidden, size_t hidden_count) {
    rs_own_types own = {hidden, hidden_count, NULL, 0, 0};
    rs__records_number(walk, hidden, hidden_count);
    rs__enumerate(walk, hidden_count ? &own : NULL);
    bool done = !rs__walk_failed(walk);
    if (done && hidden_count)
        done = rs__hide_own_objects(walk, hidden, hidden_count, own.found, own.found_count);
    rs_release(own.found);
    return done;
}

/* The object asked about is the next one of the walk. */
static bool is_open(rs_walk *walk, const rs_known_type *type, uint64_t object) {
    (void)object;
    if (!(walk->closed_kinds >> type->shape.kind & 1)) return true;
    return walk->open_seeds && (walk->parts.flags[walk->next] & RS_OBJECT_SEED);
}

/* What holds nothing tracked is followed only where it is its holder's own: a table of a million numbers that a new list
 * refers to is not new. */
static bool is_seed_or_untracked(rs_walk *walk, const rs_known_type *type, uint64_t object) {
    const PyObject *o = (const PyObject *)(uintptr_t)object;
    if (walk->parts.flags[walk->next] & RS_OBJECT_SEED) return true;
    if (type->asks || type->shape.kind == RS_KIND_TYPE) return false;
    if (!type->collected) return true;
    return !PyObject_GC_IsTracked((PyObject *)(uintptr_t)object) && o->ob_refcnt == 1;
}

static bool number_from_seeds(rs_walk *walk, const rs_capture_options *options, const uint64_t *hidden,
                              size_t hidden_count) {
    if (hidden_count && !rs__hide_own_objects(walk, hidden, hidden_count, NULL, 0)) return false;
    number_seeds(walk, options);
    walk->closed = options->only_seeds;
    walk->closed_kinds = options->closed_kinds;
    walk->open_seeds = options->open_seeds;
    if (options->closed_kinds) walk->passable = is_open;
    if (options->stop_at_tracked) walk->passable = is_seed_or_untracked;
    return true;
}

/* About as many objects as this process may hold: of the memory it has, few heaps have less than 64 bytes an object. */
static size_t expected_objects(void) {
    unsigned long size = 0, resident = 0;
    char text[64] = "";
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t length = read(file, text, sizeof text - 1);
    close(file);
    if (length <= 0 || sscanf(text, "%lu %lu", &size, &resident) != 2) return 0;
    return resident * (size_t)sysconf(_SC_PAGESIZE) / 64;
}

static bool walk_heap(rs_walk *walk, const rs_capture_options *options, const uint64_t *hidden) {
    bool whole = options->seeds == NULL;
    walk->types.hidden = hidden;
    walk->types.hidden_count = options->hidden_count;
    if (whole) rs__walk_expect(walk, expected_objects());
    rs__records_prepare(walk);
    if (whole ? !number_whole_heap(walk, hidden, options->hidden_count)
              : !number_from_seeds(walk, options, hidden, options->hidden_count))
        return false;
    walk->parts.coverage.whole_heap = whole;
    walk->parts.coverage.values = options->values;
    walk->parts.value_first = whole ? walk->parts.objects : walk->parts.records;
    rs__records_walk(walk);
    rs__walk_run(walk);
    if (rs__walk_failed(walk) || !rs__remove_own_instances(walk)) return false;
    for (size_t i = 0; i < options->lent_count; i++)
        if (!rs__walk_take(walk, options->lent[i], 1)) return false;
    rs__forget_own_references(walk);
    rs__name_closures(walk);
    if (options->values != RS_VALUES_SHORT && !options->nameless && !rs__keep_names_only(walk)) return false;
    return rs__capture_finish(walk);
}

static rs_status why_it_failed(const rs_walk *walk, rs_error *err) {
    if (walk->too_large)
        return rs_fail(err, RS_LIMIT,
                       "cannot capture: the heap has 2^31 objects or 2^32 references, or more");
    return rs_fail_memory(err, "cannot capture the heap");
}

rs_status rs__check_interpreter(rs_error *err) {
    const rs_layout *layout;
    return check_version(&layout, err);
}

rs_status rs_capture_process(rs_snapshot **out, const rs_capture_options *options, rs_error *err) {
    const rs_layout *layout;
    uint64_t *hidden = NULL;
    rs_walk *walk = NULL;
    int64_t begin = nanoseconds_of(CLOCK_MONOTONIC);
    rs_status status = check_version(&layout, err);
    if (status != RS_OK) return status;
    if (!options) options = &defaults;
    walk = rs_alloc(sizeof *walk);
    if (!walk) return why_it_failed(&(rs_walk){.no_memory = true}, err);
    hidden = rs__sorted_copy(options->hidden, options->hidden_count);
    if (!rs__walk_init(walk, layout, options->values) || !hidden) {
        status = rs_fail_memory(err, "cannot capture the heap");
        goto done;
    }
    walk->by_traverse = options->exact_by_traverse;
    status = walk_heap(walk, options, hidden) ? RS_OK : why_it_failed(walk, err);
    if (status != RS_OK) goto done;
    note_origin(&walk->parts.origin, begin);
    status = rs__snapshot_from_parts(out, &walk->parts, false, err);
done:
    rs__walk_release(walk);
    rs_release(walk);
    rs_release(hidden);
    return status;
}
