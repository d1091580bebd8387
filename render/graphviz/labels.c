/* labels.c: what is written on vertices and edges.                      Manual: room.h. Map: render/graphviz/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "room.h"
#include "rs_liveness.h"

enum { TYPE_COLUMNS = 36, PREVIEW_COLUMNS = 36, EDGE_COLUMNS = 32, HINT_COLUMNS = 200 };

/* ---- Escapes -------------------------------------------------------------------------------------------------------- */

void rs__label_add(rs_text *label, const char *string) {
    for (const char *at = string; *at != '\0'; at++) {
        if (*at == '\\')
            rs_text_add(label, "\\\\");
        else if (*at == '&')
            rs_text_add(label, "&amp;");
        else
            rs_text_add_char(label, *at);
    }
}

void rs__label_break(rs_text *label) {
    rs_text_add(label, "\\n");
}

/* ---- Pieces --------------------------------------------------------------------------------------------------------- */

/* Add a string of anybody's, escaped, in so many columns; a long one keeps its end, which tells more of a type's name. */
static void add_name(rs_text *label, const char *name, size_t columns) {
    rs_text safe = RS_TEXT_INIT;
    rs_text_add_escaped(&safe, name, strlen(name), 0);
    size_t fits = rs_text_fit(rs_text_string(&safe), safe.length, columns);
    if (fits < safe.length) {
        safe.data[rs_text_fit(safe.data, safe.length, columns - 1)] = '\0';
        rs__label_add(label, safe.data);
        rs_text_add(label, "…");
    } else
        rs__label_add(label, rs_text_string(&safe));
    label->failed |= safe.failed;
    rs_text_release(&safe);
}

static void add_number(rs_text *label, uint64_t number, const char *unit) {
    rs_text_add_count(label, number);
    rs_text_add(label, unit);
}

/* ---- Vertices ------------------------------------------------------------------------------------------------------- */

static const rs_snapshot *snapshot_of(const rs_refgraph *part) {
    return rs_graph_snapshot(rs_refgraph_graph(part));
}

static void add_fold(rs_text *label, const rs_snapshot *snapshot, const rs_vertex *vertex) {
    const rs_type *type = rs_snapshot_type(snapshot, vertex->type);
    bool all = vertex->marks & RS_MARK_ALL;
    if (all) {
        add_name(label, type->name, TYPE_COLUMNS);
        rs__label_break(label);
        add_number(label, vertex->count, vertex->count == 1 ? " object, " : " objects, ");
    } else {
        rs_text_add(label, "… ");
        add_number(label, vertex->count, " more ");
        add_name(label, type->bare, TYPE_COLUMNS);
        rs__label_break(label);
    }
    rs_text_add_size(label, vertex->bytes);
}

static bool begins_with(const char *string, const char *beginning) {
    return strncmp(string, beginning, strlen(beginning)) == 0;
}

/* The preview, and above it the type, unless they are one: "list of 3". Returns whether it took two lines. */
static bool add_object(rs_text *label, const rs_snapshot *snapshot, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(snapshot, object);
    rs_text preview = RS_TEXT_INIT;
    rs_text_add_preview(&preview, snapshot, object, PREVIEW_COLUMNS);
    bool scalar = rs_snapshot_value(snapshot, object).kind != RS_VALUE_UNKNOWN;
    const char *text = rs_text_string(&preview);
    size_t bare = strlen(type->bare);
    bool address = !scalar && begins_with(text, type->bare) && begins_with(text + bare, " at ");
    if (address) text += bare + strlen(" at ");
    if (address || scalar) {
        add_name(label, type->bare, TYPE_COLUMNS);
        rs__label_break(label);
    }
    rs__label_add(label, text);
    label->failed |= preview.failed;
    rs_text_release(&preview);
    return address || scalar;
}

void rs__label_vertex(rs_text *label, const rs_refgraph *part, const rs_vertex *vertex, bool flat) {
    const rs_snapshot *snapshot = snapshot_of(part);
    if (vertex->object == RS_NO_OBJECT) {
        add_fold(label, snapshot, vertex);
        return;
    }
    bool two_lines = add_object(label, snapshot, vertex->object);
    if (vertex->object >= rs_snapshot_columns(snapshot)->records) {
        if (flat && two_lines)
            rs_text_add(label, "  ");
        else
            rs__label_break(label);
        rs_text_add_size(label, vertex->bytes);
    }
    if (vertex->marks & RS_MARK_MORE) rs_text_add(label, "  …");
}

void rs__label_hint(rs_text *label, const rs_refgraph *part, const rs_vertex *vertex) {
    const rs_snapshot *snapshot = snapshot_of(part);
    add_name(label, rs_snapshot_type(snapshot, vertex->type)->name, HINT_COLUMNS);
    if (vertex->object == RS_NO_OBJECT) {
        rs_text_add(label, ": ");
        add_number(label, vertex->count, " objects");
        return;
    }
    const rs_columns *columns = rs_snapshot_columns(snapshot);
    rs_text_addf(label, " at 0x%llx", (unsigned long long)columns->address[vertex->object]);
    if (vertex->object < columns->records) return;
    rs_text_add(label, ", ");
    rs_text_add_size(label, vertex->bytes);
    if (!(columns->flags[vertex->object] & RS_OBJECT_IMMORTAL))
        rs_text_addf(label, ", reference count %u", columns->refcount[vertex->object]);
}

/* ---- Edges ---------------------------------------------------------------------------------------------------------- */

/* Between two types there are references of many names: only their number is told. */
static bool is_between_types(const rs_refgraph *part, const rs_edge *edge) {
    return rs_refgraph_vertex(part, edge->from).marks & RS_MARK_ALL;
}

/* Of many items neither an index nor a key is that of all. */
static void add_name_of_many(rs_text *name, const rs_refgraph *part, const rs_edge *edge, size_t number) {
    uint32_t it = rs_snapshot_columns(snapshot_of(part))->name[edge->reference];
    bool item = edge->count > 1 && edge->before == RS_NO_REFERENCE;
    switch (item ? RS_NAME_KIND(it) : RS_NAME_NONE) {
    case RS_NAME_INDEX:
    case RS_NAME_KEY:
    case RS_NAME_KEY_TEXT: rs_text_add(name, "[…]"); break;
    case RS_NAME_DICT_KEY: rs_text_add(name, "key"); break;
    default: rs_text_add_edge_name(name, part, number);
    }
}

void rs__label_edge(rs_text *label, const rs_refgraph *part, size_t edge, bool flat) {
    rs_edge what = rs_refgraph_edge(part, edge);
    rs_text name = RS_TEXT_INIT;
    bool named = !is_between_types(part, &what);
    if (named) add_name_of_many(&name, part, &what, edge);
    rs_text_add(label, what.marks & RS_MARK_CUT ? " cut: " : " "); /* blanks keep the words off the line */
    add_name(label, rs_text_string(&name) + (rs_text_string(&name)[0] == ' '), EDGE_COLUMNS);
    if (what.count > 1 || !named) {
        rs_text_add(label, named ? " ×" : "×");
        rs_text_add_count(label, what.count);
    }
    rs_text_add_char(label, ' ');
    if (flat && strchr(rs_text_string(&name), '_')) {
        rs__label_break(label);
        rs_text_add_char(label, ' '); /* an empty line below keeps the underscores off the edge's own line */
    }
    label->failed |= name.failed;
    rs_text_release(&name);
}
