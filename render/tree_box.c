/* tree_box.c: a tree as a person reads it, one object a line.                      Manual: tree.h. Map: render/README.md
 *
 * A line is the branch, the name of the reference, the object, its size, and what is to be said of it. Names and objects
 * give way when a line is too long; sizes and marks do not.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_memory.h"
#include "style.h"
#include "tree.h"

/* Beyond so many levels a line starts with its depth in place of the branches above it. */
#define LEVELS_UNLIMITED 1000
/* Columns of an object where a line is never cut. */
#define PREVIEW_UNLIMITED 100

typedef struct writer {
    rs_text *text;
    const rs__tree *tree;
    rs_text branches;                 /* the vertical lines above the children of the node at hand */
    rs_text deep;                     /* the depth of a line beyond `levels` */
    rs_text name, object, size, tail; /* the pieces of a line */
    uint8_t *written;                 /* [nodes] enum progress */
    uint32_t levels;                  /* how many levels are drawn */
} writer;

enum progress { NOT_YET, ABOVE, AROUND }; /* not written, written, and its children are being written */

static const char *glyph(const writer *w, const char *box, const char *ascii) {
    return w->tree->options.ascii ? ascii : box;
}

/* Empty a piece of a line; that it failed is remembered by the text. */
static void clear(writer *w, rs_text *piece) {
    w->text->failed |= piece->failed;
    rs_text_clear(piece);
}

/* ---- What is said of a node ----------------------------------------------------------------------------------------- */

static const char *record_text(rs_kind kind) {
    switch (kind) {
    case RS_KIND_THREAD_RECORD: return "thread";
    case RS_KIND_INTERPRETER_RECORD: return "interpreter";
    default: return "running frame";
    }
}

static void add_root_mark(rs_text *tail, const writer *w, rs_object_id object) {
    const rs__tree *tree = w->tree;
    rs_root root = rs_liveness_root(tree->liveness, object);
    rs_kind kind = rs__tree_kind(tree, object);
    bool running = rs__tree_is_running_frame(tree, object);
    if (root == RS_ROOT_NONE && kind != RS_KIND_MODULE && !running) return;
    if (rs_liveness_is_garbage(tree->liveness, object)) return;
    rs_text_addf(tail, "  %s root: ", glyph(w, "●", "*"));
    if (running || root == RS_ROOT_RECORD)
        rs_text_add(tail, record_text(kind));
    else if (kind == RS_KIND_MODULE)
        rs_text_add(tail, "module");
    else if (root == RS_ROOT_FROZEN)
        rs_text_add(tail, "frozen");
    else if (root == RS_ROOT_IMMORTAL)
        rs_text_add(tail, "immortal");
    else
        rs_text_addf(tail, "held from outside (%u)", rs_liveness_outside(tree->liveness, object));
}

/* Garbage is told where it starts: at the object asked about; below it, only where it ends. */
static void add_garbage_mark(rs_text *tail, const writer *w, const rs__node *node) {
    const rs__tree *tree = w->tree;
    bool garbage = rs_liveness_is_garbage(tree->liveness, node->object);
    if (node->parent == RS__NO_NODE) {
        if (garbage) rs_text_addf(tail, "  %s garbage: no root reaches it", glyph(w, "✗", "x"));
        return;
    }
    bool above = rs_liveness_is_garbage(tree->liveness, tree->nodes[node->parent].object);
    if (above && !garbage) rs_text_add(tail, "  alive");
}

static void add_state_mark(rs_text *tail, const writer *w, const rs__node *node) {
    if (node->state == RS__NODE_DEEPER) rs_text_addf(tail, "  %s", glyph(w, "…", "..."));
    if (node->state != RS__NODE_REPEATED) return;
    switch (w->written[node->same]) {
    case AROUND: rs_text_add(tail, "  (already shown: a cycle)"); break;
    case ABOVE: rs_text_add(tail, "  (already shown)"); break;
    default: rs_text_add(tail, "  (shown below)"); break;
    }
}

static const char *nothing_text(const rs__tree *tree) {
    return tree->options.direction == RS_TOWARDS_REFERENTS ? "  (refers to nothing)"
                                                           : "  (nothing refers to it)";
}

static bool is_bare_root(const rs__node *node) {
    return node->parent == RS__NO_NODE && node->state == RS__NODE_OPEN &&
           node->child_count + node->rest_count == 0;
}

/* ---- A line --------------------------------------------------------------------------------------------------------- */

static void fill_name(writer *w, const rs__node *node) {
    clear(w, &w->name);
    if (node->chain_length == 0) return;
    rs_text_add_path(&w->name, w->tree->snapshot, node->chain, node->chain_length);
    if (node->references > 1) rs_text_addf(&w->name, " (and %u more)", node->references - 1);
}

static void fill_tail(writer *w, const rs__node *node) {
    clear(w, &w->tail);
    if (node->state != RS__NODE_REPEATED) add_root_mark(&w->tail, w, node->object);
    add_garbage_mark(&w->tail, w, node);
    add_state_mark(&w->tail, w, node);
    if (is_bare_root(node)) rs_text_add(&w->tail, nothing_text(w->tree));
}

static void fill_size(writer *w, rs_object_id object) {
    clear(w, &w->size);
    if (object < w->tree->columns->records) return;
    rs_text_add(&w->size, "  ");
    rs_text_add_size(&w->size, rs_snapshot_size(w->tree->snapshot, object));
}

static size_t columns_of(const rs_text *text) {
    return rs_text_columns(rs_text_string(text), text->length);
}

static rs__style tail_style(const writer *w, const rs__node *node) {
    if (rs_liveness_is_garbage(w->tree->liveness, node->object)) return RS__STYLE_GARBAGE;
    if (node->state == RS__NODE_OPEN || node->state == RS__NODE_END) return RS__STYLE_ROOT;
    return RS__STYLE_DIM;
}

/* The columns that the name and the object may share; SIZE_MAX: as many as they want. */
static size_t room_for_both(const rs__line *line, size_t behind) {
    const size_t least = 16;
    if (line->room == SIZE_MAX) return SIZE_MAX;
    return line->room > behind + least ? line->room - behind : least;
}

/* When name and object do not both fit, the object gives way down to a third of the room, then the name does. */
static size_t columns_of_name(const writer *w, const char *name, size_t room) {
    size_t wanted = rs_text_columns(name, strlen(name));
    if (room == SIZE_MAX) return wanted;
    size_t object = columns_of(&w->object) < room / 3 ? columns_of(&w->object) : room / 3;
    return wanted + object + 1 > room ? room - object - 1 : wanted;
}

static void write_object(writer *w, rs__line *line, const rs__node *node) {
    const char *name = rs_text_string(&w->name);
    name += *name == ' ';
    size_t room = room_for_both(line, columns_of(&w->size) + columns_of(&w->tail));
    clear(w, &w->object);
    rs_text_add_preview(&w->object, w->tree->snapshot, node->object,
                        room == SIZE_MAX ? PREVIEW_UNLIMITED : room);
    if (*name != '\0') {
        size_t named = columns_of_name(w, name, room);
        rs__line_add_within(line, name, named, RS__STYLE_NAME);
        rs__line_add(line, " ", RS__STYLE_PLAIN);
        if (room != SIZE_MAX) room -= named + 1;
    }
    rs__line_add_within(line, rs_text_string(&w->object), room,
                        node->parent == RS__NO_NODE ? RS__STYLE_STRONG : RS__STYLE_PLAIN);
    rs__line_add(line, rs_text_string(&w->size), RS__STYLE_DIM);
    rs__line_add(line, rs_text_string(&w->tail), tail_style(w, node));
}

static void write_branch(writer *w, rs__line *line, uint32_t depth, bool last) {
    if (depth == 0) return;
    if (depth <= w->levels)
        rs__line_add(line, rs_text_string(&w->branches), RS__STYLE_DIM);
    else {
        clear(w, &w->deep);
        rs_text_addf(&w->deep, "%s%u ", glyph(w, "⋯", "~"), depth);
        rs__line_add(line, rs_text_string(&w->deep), RS__STYLE_DIM);
    }
    rs__line_add(line, last ? glyph(w, "└─ ", "`- ") : glyph(w, "├─ ", "+- "), RS__STYLE_DIM);
}

static rs__line start_line(writer *w, uint32_t depth, bool last) {
    const rs_tree_options *options = &w->tree->options;
    rs__line line = rs__line_start(w->text, options->columns, options->colour, options->ascii);
    write_branch(w, &line, depth, last);
    return line;
}

static void write_rest(writer *w, const rs__node *node) {
    rs__line line = start_line(w, node->depth + 1, true);
    clear(w, &w->object);
    rs_text_addf(&w->object, "%s ", glyph(w, "…", "..."));
    rs__tree_add_rest(&w->object, w->tree, node);
    rs__line_add(&line, rs_text_string(&w->object), RS__STYLE_DIM);
    rs__line_end(&line);
}

/* ---- The walk ------------------------------------------------------------------------------------------------------- */

static bool is_last(const rs__tree *tree, uint32_t at) {
    const rs__node *parent = &tree->nodes[tree->nodes[at].parent];
    return at + 1 == parent->first_child + parent->child_count && parent->rest_count == 0;
}

static void write_node(writer *w, uint32_t at) {
    const rs__node *node = &w->tree->nodes[at];
    fill_name(w, node);
    fill_size(w, node->object);
    fill_tail(w, node);
    rs__line line = start_line(w, node->depth, node->parent == RS__NO_NODE || is_last(w->tree, at));
    write_object(w, &line, node);
    rs__line_end(&line);
    w->written[at] = node->child_count + node->rest_count > 0 ? AROUND : ABOVE;
}

/* Into the children of `at`: the vertical line of `at` itself goes on while siblings of it follow. */
static void go_down(writer *w, uint32_t at) {
    const rs__node *node = &w->tree->nodes[at];
    if (node->parent == RS__NO_NODE || node->depth > w->levels) return;
    rs_text_add(&w->branches, is_last(w->tree, at) ? "   " : glyph(w, "│  ", "|  "));
}

static void go_up(writer *w, uint32_t at) {
    const rs__node *node = &w->tree->nodes[at];
    w->written[at] = ABOVE;
    if (node->parent == RS__NO_NODE || node->depth > w->levels || w->branches.failed) return;
    w->branches.length -= is_last(w->tree, at) ? 3 : strlen(glyph(w, "│  ", "|  "));
    w->branches.data[w->branches.length] = '\0';
}

/* The node to write behind `at` in its tree, or RS__NO_NODE; leaves every node whose last child was written. */
static uint32_t following(writer *w, uint32_t at) {
    const rs__node *nodes = w->tree->nodes;
    if (nodes[at].child_count > 0) {
        go_down(w, at);
        return nodes[at].first_child;
    }
    if (nodes[at].rest_count > 0) {
        go_down(w, at);
        write_rest(w, &nodes[at]);
        go_up(w, at);
    }
    while (nodes[at].parent != RS__NO_NODE) {
        uint32_t up = nodes[at].parent;
        if (at + 1 < nodes[up].first_child + nodes[up].child_count) return at + 1;
        if (nodes[up].rest_count > 0) write_rest(w, &nodes[up]);
        go_up(w, up);
        at = up;
    }
    return RS__NO_NODE;
}

static bool has_failed(const writer *w) {
    return w->text->failed || w->branches.failed || w->deep.failed || w->name.failed || w->object.failed ||
           w->size.failed || w->tail.failed;
}

static void write_tree(writer *w, uint32_t root) {
    for (uint32_t at = root; at != RS__NO_NODE && !has_failed(w); at = following(w, at)) write_node(w, at);
    w->text->failed = has_failed(w);
}

static uint32_t levels_for(uint32_t columns) {
    const uint32_t kept_for_the_object = 44;
    if (columns == 0) return LEVELS_UNLIMITED;
    return columns > kept_for_the_object + 6 ? (columns - kept_for_the_object) / 3 : 2;
}

void rs__tree_write_box(rs_text *text, const rs__tree *tree) {
    writer w = {.text = text, .tree = tree, .levels = levels_for(tree->options.columns)};
    w.written = rs_alloc_cleared(tree->node_count, 1);
    text->failed |= w.written == NULL;
    for (uint32_t at = 0; at < tree->node_count && !text->failed; at++) {
        if (tree->nodes[at].parent != RS__NO_NODE) continue;
        if (at > 0) rs_text_add_char(text, '\n');
        write_tree(&w, at);
    }
    rs_release(w.written);
    rs_text_release(&w.branches);
    rs_text_release(&w.deep);
    rs_text_release(&w.name);
    rs_text_release(&w.object);
    rs_text_release(&w.size);
    rs_text_release(&w.tail);
}
