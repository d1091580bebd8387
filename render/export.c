/* export.c: a photograph for other programs: what is exported, and the words the formats share.
 * Manual: rs_export.h. The formats: export_json.c, export_csv.c, export_graphml.c, export_heapsnapshot.c. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "export.h"

#include <string.h>
#include <sys/stat.h>

#include "rs_memory.h"

/* ---- Words ---------------------------------------------------------------------------------------------------------- */

const char *rs__export_root(const rs__export *job, rs_object_id object) {
    static const char *const words[] = {[RS_ROOT_NONE] = "",
                                        [RS_ROOT_RECORD] = "interpreter",
                                        [RS_ROOT_OUTSIDE] = "outside",
                                        [RS_ROOT_FROZEN] = "frozen",
                                        [RS_ROOT_IMMORTAL] = "immortal"};
    return words[rs_liveness_root(job->liveness, object)];
}

const char *rs__export_mark(uint32_t name) {
    return name & RS_NAME_GUESSED ? "guessed" : name & RS_NAME_EXTRA ? "extra" : "";
}

void rs__export_label(rs__export *job, rs_object_id object) {
    rs_text_clear(&job->scratch);
    rs_text_add_preview(&job->scratch, job->snapshot, object, RS__EXPORT_LABEL);
}

void rs__export_name(rs__export *job, rs_reference_id reference) {
    rs_text_clear(&job->scratch);
    rs_text_add_reference_name(&job->scratch, job->snapshot, reference);
}

/* ---- Where to ------------------------------------------------------------------------------------------------------- */

static bool is_directory(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

void rs__csv_paths(rs_text *nodes, rs_text *edges, const char *path) {
    size_t length = strlen(path);
    bool slash = length > 0 && path[length - 1] == '/';
    const char *join = slash ? "" : is_directory(path) ? "/" : "-";
    if (*join == '-' && length > 4 && strcmp(path + length - 4, ".csv") == 0) length -= 4;
    rs_text_addf(nodes, "%.*s%snodes.csv", (int)length, path, join);
    rs_text_addf(edges, "%.*s%sedges.csv", (int)length, path, join);
}

static rs_status check_csv(const char *path, rs_error *err) {
    rs_text nodes = RS_TEXT_INIT, edges = RS_TEXT_INIT;
    rs__csv_paths(&nodes, &edges, path);
    rs_status st = rs_text_status(&nodes, err);
    if (st == RS_OK) st = rs_text_status(&edges, err);
    if (st == RS_OK) st = rs__whole_file_check(rs_text_string(&nodes), err);
    if (st == RS_OK) st = rs__whole_file_check(rs_text_string(&edges), err);
    rs_text_release(&nodes);
    rs_text_release(&edges);
    return st;
}

rs_status rs_export_check(const char *path, rs_export_format format, rs_error *err) {
    return format == RS_EXPORT_CSV ? check_csv(path, err) : rs__whole_file_check(path, err);
}

/* ---- Everything in order -------------------------------------------------------------------------------------------- */

rs_status rs__export_nodes(const rs__export *job, rs__stream *out, rs__add_node add, void *context,
                           rs_error *err) {
    rs_status st = RS_OK;
    for (rs_object_id o = 0; o < job->columns->objects && st == RS_OK; o++) {
        if (!rs__is_exported(job, o)) continue;
        add(context, &out->text, o);
        st = rs__stream_pour(out, err);
    }
    return st;
}

rs_status rs__export_edges(const rs__export *job, rs__stream *out, rs__add_edge add, void *context,
                           rs_error *err) {
    const rs_columns *c = job->columns;
    rs_status st = RS_OK;
    for (rs_object_id o = 0; o < c->objects && st == RS_OK; o++) {
        if (!rs__is_exported(job, o)) continue;
        for (rs_reference_id r = c->row[o]; r < c->row[o + 1] && st == RS_OK; r++) {
            if (!rs__is_exported(job, c->target[r])) continue;
            add(context, &out->text, o, r);
            st = rs__stream_pour(out, err);
        }
    }
    return st;
}

/* ---- The export ----------------------------------------------------------------------------------------------------- */

static bool choose(rs__export *job) {
    if (job->options->objects == NULL) return true;
    job->chosen = rs_alloc_cleared(job->columns->objects / 64 + 1, sizeof *job->chosen);
    for (size_t i = 0; job->chosen && i < job->options->count; i++) {
        rs_object_id object = job->options->objects[i];
        if (object < job->columns->objects) job->chosen[object / 64] |= UINT64_C(1) << (object % 64);
    }
    return job->chosen != NULL;
}

rs_status rs_export_write(rs_graph *graph, const char *path, const rs_export_options *options,
                          rs_exported *done, rs_error *err) {
    static rs_status (*const formats[])(rs__export *, const char *,
                                        rs_error *) = {[RS_EXPORT_JSON] = rs__export_json,
                                                       [RS_EXPORT_CSV] = rs__export_csv,
                                                       [RS_EXPORT_GRAPHML] = rs__export_graphml,
                                                       [RS_EXPORT_HEAPSNAPSHOT] = rs__export_heapsnapshot};
    static const rs_export_options defaults = RS_EXPORT_OPTIONS_INIT;
    rs__export job = {.graph = graph, .snapshot = rs_graph_snapshot(graph), .scratch = RS_TEXT_INIT};
    job.columns = rs_snapshot_columns(job.snapshot);
    job.options = options ? options : &defaults;
    rs_status st = rs_graph_liveness(&job.liveness, graph, err);
    if (st == RS_OK && !choose(&job)) st = rs_fail_memory(err, "the export");
    if (st == RS_OK) st = formats[job.options->format](&job, path, err);
    if (st == RS_OK && done) *done = job.done;
    rs_release(job.chosen);
    rs_text_release(&job.scratch);
    return st;
}
