/* tree_classic.c: a tree in the look that Pympler's refbrowser gave it: `root-+-child--grandchild`.
 *
 * Children stand to the right of their parent, the first on the same line; a free line follows a group of children while
 * there are branches further left to go on with.                               Manual: tree.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "rs_memory.h"
#include "tree.h"

/* A node whose children are being written. */
typedef struct group {
    uint32_t node, next; /* children and, last, one line for the rest */
    size_t carried;      /* bytes of `carry` that its later children start with */
    size_t outer;        /* those of them before its own vertical line */
} group;

typedef struct writer {
    rs_text *text;
    const rs__tree *tree;
    rs_text carry; /* blanks and vertical lines below what was written */
    rs_text line, label;
    group *levels;
    size_t depth, capacity;
    size_t bars; /* vertical lines in carry */
} writer;

static uint32_t entries_of(const rs__node *node) {
    return node->child_count + (node->rest_count > 0);
}

/* Empty a piece of a line; that it failed is remembered by the text. */
static void clear(writer *w, rs_text *piece) {
    w->text->failed |= piece->failed;
    rs_text_clear(piece);
}

/* ---- Labels --------------------------------------------------------------------------------------------------------- */

/* The name without what stands behind it in brackets: "handle" of "handle (server.py:88)". */
static int bare_length(const char *name) {
    const char *end = strstr(name, " (");
    return (int)(end ? (size_t)(end - name) : strlen(name));
}

static void add_object(rs_text *label, const rs__tree *tree, rs_object_id object) {
    const rs_type *type = rs_snapshot_type_of(tree->snapshot, object);
    const char *name = rs_snapshot_object_name(tree->snapshot, object);
    if (object < tree->columns->records && type->kind != RS_KIND_FRAME_RECORD)
        rs_text_add_preview(label, tree->snapshot, object, 60);
    else if (name == NULL)
        rs_text_add(label, type->name);
    else if (type->kind == RS_KIND_MODULE)
        rs_text_addf(label, "module(%s)", name);
    else if (type->kind == RS_KIND_FUNCTION)
        rs_text_addf(label, "function (%s)", name);
    else if (type->kind == RS_KIND_FRAME || type->kind == RS_KIND_FRAME_RECORD)
        rs_text_addf(label, "frame (codename: %.*s)", bare_length(name), name);
    else
        rs_text_add(label, type->name);
}

static void add_label(rs_text *label, const rs__tree *tree, const rs__node *node) {
    rs_text raw = RS_TEXT_INIT;
    add_object(&raw, tree, node->object);
    rs_text_add_escaped(label, rs_text_string(&raw), raw.length, 0);
    if (node->state == RS__NODE_REPEATED)
        rs_text_addf(label, " (already included, id %llu)",
                     (unsigned long long)tree->columns->address[node->object]);
    label->failed |= raw.failed;
    rs_text_release(&raw);
}

/* ---- Lines ---------------------------------------------------------------------------------------------------------- */

static void cut_back(rs_text *text, size_t length) {
    if (text->failed || text->data == NULL) return;
    text->length = length;
    text->data[length] = '\0';
}

static void write_line(writer *w) {
    const char *line = rs_text_string(&w->line);
    size_t columns = w->tree->options.columns;
    size_t fits = columns == 0 ? w->line.length : rs_text_fit(line, w->line.length, columns);
    if (fits < w->line.length) fits = rs_text_fit(line, w->line.length, columns - 1);
    rs_text_add_bytes(w->text, line, fits);
    if (fits < w->line.length) rs_text_add(w->text, "…");
    rs_text_add_char(w->text, '\n');
    clear(w, &w->line);
}

static void add_blanks_for(writer *w) {
    rs_text_add_repeated(&w->carry, " ", rs_text_columns(rs_text_string(&w->label), w->label.length));
    rs_text_add_bytes(&w->line, rs_text_string(&w->label), w->label.length);
}

/* The node's label at the end of the line; its children, if any, wait on a level of their own. */
static bool write_node(writer *w, uint32_t at) {
    const rs__node *node = &w->tree->nodes[at];
    uint32_t entries = entries_of(node);
    clear(w, &w->label);
    add_label(&w->label, w->tree, node);
    add_blanks_for(w);
    if (entries == 0) {
        write_line(w);
        return true;
    }
    void *levels = w->levels;
    bool room = rs_reserve(&levels, &w->capacity, w->depth + 1, sizeof *w->levels);
    w->levels = levels;
    if (!room) return false;
    group *level = &w->levels[w->depth++];
    *level = (struct group){.node = at, .outer = w->carry.length + 1};
    rs_text_add(&w->line, entries > 1 ? "-+-" : "--");
    rs_text_add(&w->carry, entries > 1 ? " | " : "  ");
    level->carried = w->carry.length;
    w->bars += entries > 1;
    return true;
}

static void write_rest(writer *w, const rs__node *node) {
    clear(w, &w->label);
    rs_text_add(&w->label, "... ");
    rs__tree_add_rest(&w->label, w->tree, node);
    rs_text_add_bytes(&w->line, rs_text_string(&w->label), w->label.length);
    write_line(w);
}

/* The line of a later child starts below its siblings; below the last one the vertical line ends. */
static void start_line(writer *w, group *level, bool last) {
    cut_back(&w->carry, level->outer);
    rs_text_add_bytes(&w->line, rs_text_string(&w->carry), w->carry.length);
    rs_text_add(&w->line, "+-");
    rs_text_add(&w->carry, last ? "  " : "| ");
    w->bars -= last;
}

static void leave(writer *w) {
    group *level = &w->levels[--w->depth];
    if (entries_of(&w->tree->nodes[level->node]) < 2 || w->bars == 0) return;
    cut_back(&w->carry, level->outer);
    size_t length = w->carry.length;
    while (length > 0 && w->carry.data[length - 1] == ' ') length--;
    rs_text_add_bytes(&w->line, rs_text_string(&w->carry), length);
    write_line(w);
}

static bool has_failed(const writer *w) {
    return w->text->failed || w->carry.failed || w->line.failed || w->label.failed;
}

static bool write_tree(writer *w, uint32_t root) {
    cut_back(&w->carry, 0);
    w->bars = 0;
    if (!write_node(w, root)) return false;
    while (w->depth > 0 && !has_failed(w)) {
        group *level = &w->levels[w->depth - 1];
        const rs__node *node = &w->tree->nodes[level->node];
        uint32_t entries = entries_of(node), child = level->next++;
        if (child == entries) {
            leave(w);
            continue;
        }
        if (child > 0)
            start_line(w, level, child + 1 == entries);
        else
            cut_back(&w->carry, level->carried);
        if (child == node->child_count)
            write_rest(w, node);
        else if (!write_node(w, node->first_child + child))
            return false;
    }
    return !has_failed(w);
}

void rs__tree_write_classic(rs_text *text, const rs__tree *tree) {
    writer w = {.text = text, .tree = tree};
    for (uint32_t at = 0; at < tree->node_count && !text->failed; at++)
        if (tree->nodes[at].parent == RS__NO_NODE && !write_tree(&w, at)) text->failed = true;
    rs_release(w.levels);
    rs_text_release(&w.carry);
    rs_text_release(&w.line);
    rs_text_release(&w.label);
}
