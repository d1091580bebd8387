/* pages_process.c: the process, its threads, and what a thread was doing.              Manual: pages.h. Map: README.md
 *
 * Figures are /proc's. What a thread does now is told by the running program; its variables are those of the photograph.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pages.h"

/* ---- Figures -------------------------------------------------------------------------------------------------------- */

typedef struct figure {
    const char *key; /* of /proc/self/status */
    const char *what;
    bool kilobytes;
} figure;

static const figure figures[] = {
    {"VmRSS:", "Resident now", true},
    {"VmHWM:", "Resident at most", true},
    {"VmSize:", "Virtual now", true},
    {"VmPeak:", "Virtual at most", true},
    {"VmData:", "Data segment", true},
    {"RssShmem:", "Shared memory", true},
    {"VmExe:", "Code of the program", true},
    {"VmLib:", "Code of libraries", true},
    {"VmStk:", "Stack", true},
    {"VmPTE:", "Page tables", true},
    {"VmSwap:", "Swapped out", true},
    {"Threads:", "Threads of the system", false},
};
#define FIGURES (sizeof figures / sizeof *figures)

static void add_status(rs__page *page) {
    char line[256];
    FILE *file = fopen("/proc/self/status", "re");
    unsigned long long values[FIGURES];
    bool known[FIGURES] = {false};
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        for (size_t i = 0; i < FIGURES; i++)
            if (strncmp(line, figures[i].key, strlen(figures[i].key)) == 0) {
                values[i] = strtoull(line + strlen(figures[i].key), NULL, 10);
                known[i] = true;
            }
    if (file != NULL) fclose(file);
    for (size_t i = 0; i < FIGURES; i++) {
        if (!known[i]) continue;
        rs__page_fact_start(page, figures[i].what);
        if (figures[i].kilobytes)
            rs__page_size(page, values[i] * 1024);
        else
            rs__page_count(page, values[i]);
        rs__page_fact_end(page);
    }
}

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static void add_usage(rs__page *page) {
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0) return;
    rs__page_fact_start(page, "Processor time");
    rs_text_addf(&page->html, "%.2f s, and %.2f s in the system", seconds_of(usage.ru_utime),
                 seconds_of(usage.ru_stime));
    rs__page_fact_end(page);
    rs__page_fact_start(page, "Major page faults");
    rs__page_count(page, (unsigned long long)usage.ru_majflt);
    rs__page_fact_end(page);
}

static void add_descriptors(rs__page *page) {
    unsigned long long count = 0;
    DIR *folder = opendir("/proc/self/fd");
    if (folder == NULL) return;
    for (struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (entry->d_name[0] != '.') count++;
    closedir(folder);
    rs__page_fact_start(page, "Open descriptors");
    rs__page_count(page, count - 1); /* one is the folder's own */
    rs__page_fact_end(page);
}

/* ---- Threads of the photograph -------------------------------------------------------------------------------------- */

static bool is_thread(const rs__request *request, rs_object_id object) {
    return rs_snapshot_type_of(request->view->snapshot, object)->kind == RS_KIND_THREAD_RECORD;
}

static const char *name_of(const rs__request *request, rs_object_id object) {
    const char *name = rs_snapshot_object_name(request->view->snapshot, object);
    return name == NULL ? "" : name;
}

static bool is_of_kind(const rs__request *request, rs_object_id object, rs_kind kind) {
    return rs_snapshot_type_of(request->view->snapshot, object)->kind == kind;
}

static rs_object_id referred_of_kind(const rs__request *request, rs_object_id object, rs_kind kind) {
    const rs_columns *columns = rs_snapshot_columns(request->view->snapshot);
    for (uint32_t r = columns->row[object]; r < columns->row[object + 1]; r++)
        if (columns->target[r] != object && is_of_kind(request, columns->target[r], kind))
            return columns->target[r];
    return RS_NO_OBJECT;
}

/* The frame that a thread runs, or that a frame was called from: a record from CPython 3.11 on, before an object. */
static rs_object_id frame_below(const rs__request *request, rs_object_id object) {
    rs_object_id frame = RS_NO_OBJECT;
    if (!is_of_kind(request, object, RS_KIND_FRAME))
        frame = referred_of_kind(request, object, RS_KIND_FRAME_RECORD);
    if (frame != RS_NO_OBJECT || is_of_kind(request, object, RS_KIND_FRAME_RECORD)) return frame;
    return referred_of_kind(request, object, RS_KIND_FRAME);
}

static void add_photographed_threads(const rs__request *request) {
    static const char *const headings[] = {"Thread", "was in"};
    const rs_columns *columns = rs_snapshot_columns(request->view->snapshot);
    rs__page_heading(request->page, "Threads, as photographed");
    rs__page_table(request->page, headings, 2);
    for (rs_object_id o = 0; o < columns->records; o++) {
        if (!is_thread(request, o)) continue;
        const char *name = name_of(request, o);
        rs_object_id frame = frame_below(request, o);
        rs__page_row(request->page);
        rs__page_cell(request->page);
        rs__page_link_to(request->page, "traceback/", strncmp(name, "thread ", 7) == 0 ? name + 7 : "main");
        rs__page_string(request->page, name);
        rs__page_link_end(request->page);
        rs__page_cell_end(request->page);
        rs__page_text_cell(request->page,
                           frame == RS_NO_OBJECT ? "no function of Python" : name_of(request, frame));
        rs__page_row_end(request->page);
    }
    rs__page_table_end(request->page);
}

static rs_status add_live(const rs__request *request, const char *topic, const char *argument,
                          rs_error *err) {
    const rs__web_source *source = &request->view->source;
    return source->live(request->page, topic, argument, source->context, err);
}

rs_status rs__process_page(const rs__request *request, rs_error *err) {
    rs__page_title(request->page, "Process");
    rs__page_table(request->page, NULL, 0);
    rs__page_fact_start(request->page, "Process");
    rs_text_addf(&request->page->html, "%ld", (long)getpid());
    rs__page_fact_end(request->page);
    add_status(request->page);
    add_usage(request->page);
    add_descriptors(request->page);
    rs__page_table_end(request->page);
    if (request->view->source.live != NULL) return add_live(request, "process", "", err);
    add_photographed_threads(request);
    return RS_OK;
}

/* ---- One thread ----------------------------------------------------------------------------------------------------- */

static rs_object_id thread_named(const rs__request *request, const char *name) {
    rs_object_id records = rs_snapshot_columns(request->view->snapshot)->records;
    for (rs_object_id o = 0; o < records; o++)
        if (is_thread(request, o) && strcmp(name_of(request, o), name) == 0) return o;
    return RS_NO_OBJECT;
}

static void add_variable(const rs__request *request, uint32_t reference) {
    const rs_columns *columns = rs_snapshot_columns(request->view->snapshot);
    rs_object_id target = columns->target[reference];
    rs_text name = RS_TEXT_INIT;
    rs_text_add_reference_name(&name, request->view->snapshot, reference);
    rs__page_row(request->page);
    rs__page_text_cell(request->page, rs_text_string(&name));
    rs__page_cell(request->page);
    rs__add_object_link(request, target);
    rs__page_cell_end(request->page);
    rs__page_text_cell(request->page, rs_snapshot_type_of(request->view->snapshot, target)->name);
    rs__page_size_cell(request->page, rs_snapshot_size(request->view->snapshot, target));
    rs__page_row_end(request->page);
    rs_text_release(&name);
}

/* A module's variables and those of a class that is being made are in a dict of their own. */
static bool is_variable(const rs__request *request, uint32_t reference) {
    const rs_snapshot *heap = request->view->snapshot;
    uint32_t name = rs_snapshot_columns(heap)->name[reference];
    if (RS_NAME_KIND(name) == RS_NAME_ATTRIBUTE)
        return strcmp(rs_snapshot_string(heap, RS_NAME_ARGUMENT(name)), "f_locals") == 0;
    return RS_NAME_KIND(name) == RS_NAME_LOCAL || RS_NAME_KIND(name) == RS_NAME_CLOSURE;
}

static void add_frame(const rs__request *request, rs_object_id frame) {
    static const char *const headings[] = {"Name", "Object", "Type", "#Bytes"};
    const rs_columns *columns = rs_snapshot_columns(request->view->snapshot);
    bool any = false;
    rs__page_markup(request->page, "<h3>");
    rs__page_string(request->page, name_of(request, frame));
    rs__page_markup(request->page, "</h3>\n");
    for (uint32_t r = columns->row[frame]; r < columns->row[frame + 1]; r++) {
        if (!is_variable(request, r)) continue;
        if (!any) rs__page_table(request->page, headings, 4);
        any = true;
        add_variable(request, r);
    }
    if (any) rs__page_table_end(request->page);
}

enum { MOST_FRAMES = 200 };

static void add_frames(const rs__request *request, rs_object_id thread) {
    size_t shown = 0;
    rs__page_heading(request->page, "Variables, as photographed");
    rs_object_id frame = frame_below(request, thread);
    if (frame == RS_NO_OBJECT) rs__page_sentence(request->page, "It was in no function of Python then.");
    for (; frame != RS_NO_OBJECT && shown < MOST_FRAMES; shown++) {
        add_frame(request, frame);
        frame = frame_below(request, frame);
    }
    if (frame != RS_NO_OBJECT) rs__page_sentence(request->page, "Its callers are left out from here on.");
}

static void record_name(const rs__request *request, char *name, size_t size) {
    if (request->page->thread[0] != '\0')
        snprintf(name, size, "%s", request->page->thread);
    else if (strcmp(request->argument, "main") == 0)
        snprintf(name, size, "main thread");
    else
        snprintf(name, size, "thread %s", request->argument);
}

rs_status rs__traceback_page(const rs__request *request, rs_error *err) {
    char name[96];
    rs_error why = RS_ERROR_INIT;
    rs_status st = RS_NOT_FOUND;
    if (request->view->source.live != NULL) st = add_live(request, "traceback", request->argument, &why);
    if (st != RS_OK && st != RS_NOT_FOUND) return rs_fail(err, st, "%s", why.message);
    record_name(request, name, sizeof name);
    rs_object_id thread = thread_named(request, name);
    if (st == RS_NOT_FOUND && thread == RS_NO_OBJECT) {
        rs__page_not_found(request->page,
                           "There is no thread of that number, and there was none when the photograph was "
                           "taken.");
        return RS_OK;
    }
    rs__page_title(request->page, name);
    if (thread == RS_NO_OBJECT)
        rs__page_sentence(request->page, "This thread is younger than the photograph.");
    else
        add_frames(request, thread);
    return RS_OK;
}
