/* export_heapsnapshot.c: the file that Chrome's DevTools open (Memory, Load).     Manual: rs_export.h. Map: render/README.md
 *
 * Its nodes are ours in their order behind three of no object: the root, which refers to every root of ours, "(GC roots)",
 * which DevTools look for, and "(garbage)", which refers to what garbage begins with. So DevTools find the dominators that
 * graph/rs_dominators.h finds. In a part of a heap what is no root hangs weakly on "(selection)" instead: kept by nothing.
 *
 * Numbers of nodes and of edges' names follow from the columns, and strings come last in the file: nothing of it is held.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "dominator_roots.h"
#include "heapsnapshot_words.h"
#include "rs_memory.h"

enum { ROOT_NODE, GC_ROOTS_NODE, REST_NODE, FIRST_NODE }; /* an object's node is FIRST_NODE + its place */
enum { NODE_FIELDS = 7 };

typedef struct snapshot_file {
    rs__export *job;
    rs__v8_strings strings;
    rs_dominator_roots roots;
    uint32_t *before; /* [words of chosen] objects exported before each 64; NULL when all are */
} snapshot_file;

/* ---- Numbers -------------------------------------------------------------------------------------------------------- */

static uint32_t node_of(const snapshot_file *file, rs_object_id object) {
    const uint64_t *chosen = file->job->chosen;
    if (chosen == NULL) return FIRST_NODE + object;
    uint64_t lower = chosen[object / 64] & ((UINT64_C(1) << (object % 64)) - 1);
    return FIRST_NODE + file->before[object / 64] + (uint32_t)__builtin_popcountll(lower);
}

static bool number_nodes(snapshot_file *file) {
    const uint64_t *chosen = file->job->chosen;
    size_t words = rs__bits_words(file->job->columns->objects);
    if (chosen == NULL) return true;
    file->before = rs_alloc_array(words, sizeof *file->before);
    for (size_t i = 0, count = 0; file->before && i < words; i++) {
        file->before[i] = (uint32_t)count;
        count += (size_t)__builtin_popcountll(chosen[i]);
    }
    return file->before != NULL;
}

static bool is_root(const snapshot_file *file, rs_object_id object) {
    return rs__is_exported(file->job, object) && rs__bit(file->roots.live, object);
}

/* What hangs on the third node: the beginnings of garbage, or in a part of a heap all that is no root. */
static bool is_rest(const snapshot_file *file, rs_object_id object) {
    if (file->job->chosen) return rs__is_exported(file->job, object) && !rs__bit(file->roots.live, object);
    return rs__bit(file->roots.garbage, object);
}

static size_t count_those(const snapshot_file *file, bool (*is)(const snapshot_file *, rs_object_id)) {
    size_t count = 0;
    for (rs_object_id o = 0; o < file->job->columns->objects; o++) count += is(file, o);
    return count;
}

static uint32_t count_edges_of(const snapshot_file *file, rs_object_id object) {
    const rs_columns *c = file->job->columns;
    if (file->job->chosen == NULL) return c->row[object + 1] - c->row[object];
    uint32_t count = 0;
    for (rs_reference_id r = c->row[object]; r < c->row[object + 1]; r++)
        count += rs__is_exported(file->job, c->target[r]);
    return count;
}

/* ---- Nodes ---------------------------------------------------------------------------------------------------------- */

typedef struct v8_node {
    unsigned type;
    uint32_t name;
    uint64_t id, bytes, edges;
} v8_node;

static void write_node(rs_text *text, v8_node node) {
    uint64_t fields[] = {node.type, node.name, node.id, node.bytes, node.edges};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        rs__add_decimal(text, fields[i]);
        rs_text_add_char(text, ',');
    }
    rs_text_add(text, "0,0");
}

static uint32_t rest_word(const snapshot_file *file) {
    return file->job->chosen ? RS__V8_SELECTION : RS__V8_GARBAGE;
}

static void write_first_nodes(const snapshot_file *file, rs_text *text) {
    size_t roots = count_those(file, is_root), rest = count_those(file, is_rest);
    write_node(text, (v8_node){RS__V8_SYNTHETIC, RS__V8_EMPTY, 1, 0, roots + 1});
    rs_text_add(text, ",\n");
    write_node(text, (v8_node){RS__V8_SYNTHETIC, RS__V8_GC_ROOTS, 3, 0, 1});
    rs_text_add(text, ",\n");
    write_node(text, (v8_node){RS__V8_SYNTHETIC, rest_word(file), 5, 0, rest});
}

static void add_node(void *context, rs_text *text, rs_object_id object) {
    snapshot_file *file = context;
    const rs_snapshot *snapshot = file->job->snapshot;
    uint64_t bytes = rs_snapshot_size(snapshot, object);
    rs_text_add(text, ",\n");
    write_node(text, (v8_node){rs__v8_node_type(snapshot, object), file->strings.label[object],
                               2 * (uint64_t)node_of(file, object) + 1,
                               bytes < UINT32_MAX ? bytes : UINT32_MAX, count_edges_of(file, object)});
    file->job->done.nodes++;
}

/* ---- Edges ---------------------------------------------------------------------------------------------------------- */

static void write_edge(rs_text *text, unsigned type, uint32_t name, uint32_t node) {
    rs__add_decimal(text, type);
    rs_text_add_char(text, ',');
    rs__add_decimal(text, name);
    rs_text_add_char(text, ',');
    rs__add_decimal(text, (uint64_t)node * NODE_FIELDS);
}

/* Garbage refers to what is alive, its class to begin with, and keeps none of it. */
static bool keeps_nothing(const snapshot_file *file, rs_object_id source, rs_object_id target) {
    const rs_liveness *liveness = file->job->liveness;
    return rs_liveness_is_garbage(liveness, source) && !rs_liveness_is_garbage(liveness, target);
}

/* Weak references have names, no numbers. */
static rs__v8_name weakened(rs__v8_name name) {
    bool numbered = name.type == RS__V8_ELEMENT || name.type == RS__V8_HIDDEN;
    return (rs__v8_name){RS__V8_WEAK, numbered ? RS__V8_ITEM : name.name_or_index};
}

static void add_edge(void *context, rs_text *text, rs_object_id source, rs_reference_id reference) {
    snapshot_file *file = context;
    rs__v8_name name = rs__v8_edge_name(&file->strings, reference);
    if (keeps_nothing(file, source, file->job->columns->target[reference])) name = weakened(name);
    rs_text_add(text, ",\n");
    write_edge(text, name.type, name.name_or_index, node_of(file, file->job->columns->target[reference]));
    file->job->done.edges++;
}

static rs_status write_list(const snapshot_file *file, rs__stream *out, unsigned type,
                            bool (*is)(const snapshot_file *, rs_object_id), rs_error *err) {
    rs_status st = RS_OK;
    uint32_t index = 1;
    for (rs_object_id o = 0; o < file->job->columns->objects && st == RS_OK; o++) {
        if (!is(file, o)) continue;
        rs_text_add(&out->text, ",\n");
        write_edge(&out->text, type, index++, node_of(file, o));
        st = rs__stream_pour(out, err);
    }
    return st;
}

static rs_status write_first_edges(const snapshot_file *file, rs__stream *out, rs_error *err) {
    write_edge(&out->text, RS__V8_ELEMENT, 0, GC_ROOTS_NODE);
    rs_status st = write_list(file, out, RS__V8_ELEMENT, is_root, err);
    rs_text_add(&out->text, ",\n");
    write_edge(&out->text, RS__V8_INTERNAL, rest_word(file), REST_NODE);
    if (st != RS_OK) return st;
    return write_list(file, out, file->job->chosen ? RS__V8_WEAK : RS__V8_ELEMENT, is_rest, err);
}

/* ---- The file ------------------------------------------------------------------------------------------------------- */

/* How many nodes and edges there are stands in front of them. */
static void write_head(const snapshot_file *file, rs_text *text) {
    size_t nodes = FIRST_NODE, edges = 2 + count_those(file, is_root) + count_those(file, is_rest);
    for (rs_object_id o = 0; o < file->job->columns->objects; o++) {
        if (!rs__is_exported(file->job, o)) continue;
        nodes++;
        edges += count_edges_of(file, o);
    }
    rs_text_addf(text,
                 "{\"snapshot\":{\"meta\":{\"node_fields\":[\"type\",\"name\",\"id\",\"self_size\","
                 "\"edge_count\",\"trace_node_id\",\"detachedness\"],\n"
                 "\"node_types\":[%s,\"string\",\"number\",\"number\",\"number\",\"number\",\"number\"],\n"
                 "\"edge_fields\":[\"type\",\"name_or_index\",\"to_node\"],\n"
                 "\"edge_types\":[%s,\"string_or_number\",\"node\"],\n"
                 "\"trace_function_info_fields\":[\"function_id\",\"name\",\"script_name\",\"script_id\","
                 "\"line\",\"column\"],\n"
                 "\"trace_node_fields\":[\"id\",\"function_info_index\",\"count\",\"size\",\"children\"],\n"
                 "\"sample_fields\":[\"timestamp_us\",\"last_assigned_id\"],\n"
                 "\"location_fields\":[\"object_index\",\"script_id\",\"line\",\"column\"]},\n"
                 "\"node_count\":%zu,\"edge_count\":%zu,\"trace_function_count\":0,\"root_index\":0},\n",
                 RS__V8_NODE_TYPES, RS__V8_EDGE_TYPES, nodes, edges);
}

static rs_status write_file(snapshot_file *file, rs__stream *out, rs_error *err) {
    rs_status st = RS_OK;
    write_head(file, &out->text);
    rs_text_add(&out->text, "\"nodes\":[");
    write_first_nodes(file, &out->text);
    st = rs__export_nodes(file->job, out, add_node, file, err);
    rs_text_add(&out->text, "],\n\"edges\":[");
    if (st == RS_OK) st = write_first_edges(file, out, err);
    if (st == RS_OK) st = rs__export_edges(file->job, out, add_edge, file, err);
    rs_text_add(&out->text, "],\n\"trace_function_infos\":[],\n\"trace_tree\":[],\n\"samples\":[],\n"
                            "\"locations\":[],\n\"strings\":[");
    if (st == RS_OK) st = rs__v8_strings_write(&file->strings, out, err);
    rs_text_add(&out->text, "]}\n");
    return st == RS_OK ? rs__stream_pour_all(out, err) : st;
}

rs_status rs__export_heapsnapshot(rs__export *job, const char *path, rs_error *err) {
    snapshot_file file = {.job = job};
    rs__stream out;
    rs_status st = rs__dominator_roots_find(&file.roots, job->graph, err);
    if (st == RS_OK) st = rs__v8_strings_number(&file.strings, job, err);
    if (st == RS_OK && !number_nodes(&file)) st = rs_fail_memory(err, "the export");
    if (st == RS_OK) {
        st = rs__stream_open(&out, path, err);
        if (st == RS_OK) st = write_file(&file, &out, err);
        job->done.bytes = out.bytes;
        st = rs__stream_close(&out, st, err);
    }
    rs__dominator_roots_release(&file.roots);
    rs__v8_strings_release(&file.strings);
    rs_release(file.before);
    return st;
}
