/* cycle_words.c: a cycle as a person writes it.                                   Manual: cycle_words.h. Map: graph/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "cycle_words.h"

#include <string.h>

#include "rs_memory.h"

/* The longest block that is said once when it repeats. */
enum { LONGEST_BLOCK = 8 };

/* ---- Steps ---------------------------------------------------------------------------------------------------------- */

static bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '?' || c == '_';
}

/* Names that begin like a word stand behind a space, those that begin with a sign do not. */
static void add_joined(rs_text *text, const char *edge) {
    if (text->length > 0 && is_word_character(edge[0])) rs_text_add_char(text, ' ');
    rs_text_add(text, edge);
}

static const char *intern(rs_words *w) {
    uint64_t hash = rs__text_hash(rs_text_string(&w->text), w->text.length);
    bool is_new = false;
    uint32_t *place = rs__number_map_add(&w->by_hash, hash, (uint32_t)w->edge_count, &is_new);
    if (!place || w->text.failed) return NULL;
    if (!is_new) return w->edge[*place];
    char *copy = rs__arena_copy(&w->arena, rs_text_string(&w->text), w->text.length);
    if (!copy || !rs_reserve((void **)&w->edge, &w->edge_capacity, w->edge_count + 1, sizeof *w->edge))
        return NULL;
    w->edge[w->edge_count++] = copy;
    return copy;
}

/* "['x']" behind ".__dict__" is ".x". false: `label` is none such. */
static bool add_attribute(rs_text *text, const char *label) {
    size_t length = strlen(label);
    if (strncmp(label, "['", 2) != 0) return false;
    rs_text_add_char(text, '.');
    rs_text_add_bytes(text, label + 2, length - 4);
    return true;
}

static const char *label_at(const rs_words *w, const uint32_t *edges, size_t length, size_t at) {
    return rs__edge_label(w->kinds, edges[at % length])->text;
}

/* Up to 3.10 a generator's variables are in a frame of its own, from 3.11 on in the generator itself. */
static bool leads_to_own_frame(const char *label) {
    return strcmp(label, ".gi_frame") == 0 || strcmp(label, ".cr_frame") == 0 ||
           strcmp(label, ".ag_frame") == 0;
}

static bool is_step(const rs_words *w, const uint32_t *edges, size_t length, size_t at, bool every) {
    if (every) return true;
    if (rs__bit(w->kinds->containers, w->kinds->knots->from[edges[at % length]])) return false;
    return length == 1 || !leads_to_own_frame(label_at(w, edges, length, at + length - 1));
}

/* The place of the first edge that begins a step; `length` when all vertices are containers. */
static size_t first_step(const rs_words *w, const uint32_t *edges, size_t length) {
    size_t i = 0;
    while (i < length && !is_step(w, edges, length, i, false)) i++;
    return i;
}

/* How many edges the step that begins at `at` has: its own and those that leave the containers behind it. */
static size_t edges_of_step(const rs_words *w, const uint32_t *edges, size_t length, size_t at, bool every) {
    size_t count = 1;
    while (count < length && !is_step(w, edges, length, at + count, every)) count++;
    return count;
}

/* A function cannot let go of its namespace; what can be undone is the name in it. */
static bool leads_to_namespace(const char *label) {
    return strcmp(label, ".__globals__") == 0 || strcmp(label, ".f_globals") == 0 ||
           strcmp(label, ".f_locals") == 0;
}

/* How CPython keeps what a cell or a Context holds is nothing that a person writes. */
static bool is_inside_a_container(const rs_words *w, uint32_t edge) {
    return strcmp(rs__edge_label(w->kinds, edge)->text, ".cell_contents") == 0 ||
           rs__is_hamt(rs__vertex_type(w->kinds->knots, w->kinds->knots->to[edge]));
}

/* Adds the labels of the step's edges; whether the first of them only leads to the reference that can be undone. */
static bool add_labels(rs_words *w, const uint32_t *edges, size_t length, size_t at, size_t count) {
    bool inner_first = count > 1 && leads_to_namespace(label_at(w, edges, length, at));
    for (size_t i = 0; i < count; i++) {
        const char *label = label_at(w, edges, length, at + i);
        bool inner = strcmp(label, ".__dict__") == 0 && i + 1 < count;
        if (leads_to_own_frame(label) && i + 1 < count)
            inner_first |= i == 0;
        else if (inner && add_attribute(&w->text, label_at(w, edges, length, at + i + 1)))
            inner_first |= i++ == 0;
        else if (i == 0 || !is_inside_a_container(w, edges[(at + i) % length]))
            add_joined(&w->text, label);
    }
    return inner_first;
}

static bool add_step(rs_words *w, const uint32_t *edges, size_t length, size_t at, bool every) {
    const rs_knots *k = w->kinds->knots;
    if (!rs_reserve((void **)&w->step, &w->capacity, w->count + 1, sizeof *w->step)) return false;
    rs_text_clear(&w->text);
    bool inner = add_labels(w, edges, length, at, edges_of_step(w, edges, length, at, every));
    const char *edge = intern(w);
    if (!edge) return false;
    uint32_t undone = edges[(at + inner) % length];
    w->step[w->count++] = (rs_word_step){.type = rs__vertex_type(k, k->from[edges[at]]),
                                         .name = rs__vertex_name(&w->kinds->names, k->from[edges[at]]),
                                         .edge = edge,
                                         .at = (uint32_t)at,
                                         .label = rs__edge_label(w->kinds, undone)->text,
                                         .holder = rs__vertex_name(&w->kinds->names, k->from[undone]).name};
    return true;
}

/* A traceback of several frames says no more than one of one, nor does a frame and those that called it: from the first a
 * cycle goes on to the one it needs. */
static bool is_passed_over(const rs_words *w, uint32_t edge) {
    const char *label = rs__edge_label(w->kinds, edge)->text;
    return strcmp(label, ".tb_next") == 0 || strcmp(label, ".f_back") == 0;
}

static bool spell(rs_words *w, const uint32_t *edges, size_t length) {
    size_t first = first_step(w, edges, length), passed = 0;
    bool every = first == length;
    for (size_t i = 0; i < length; i++) passed += is_passed_over(w, edges[i]);
    w->count = 0;
    for (size_t i = every ? 0 : first; i < length; i++) {
        if (!is_step(w, edges, length, i, every) || (passed < length && is_passed_over(w, edges[i])))
            continue;
        if (!add_step(w, edges, length, i, every)) return false;
    }
    return true;
}

/* ---- The order of words --------------------------------------------------------------------------------------------- */

static int compare_steps(const rs_word_step *a, const rs_word_step *b) {
    int order = a->name.name == b->name.name ? 0 : strcmp(a->name.name, b->name.name);
    if (order == 0 && a->edge != b->edge) order = strcmp(a->edge, b->edge);
    return order;
}

/* Where the word must begin to read least, in linear time: two beginnings are compared, and the one that loses moves on
 * behind what was equal. */
static size_t least_rotation(const rs_word_step *step, size_t count) {
    size_t a = 0, b = 1, same = 0;
    while (a < count && b < count && same < count) {
        int order = compare_steps(&step[(a + same) % count], &step[(b + same) % count]);
        if (order == 0) {
            same++;
            continue;
        }
        if (order > 0)
            a += same + 1;
        else
            b += same + 1;
        if (a == b) b++;
        same = 0;
    }
    return a < b ? a : b;
}

static void reverse(rs_word_step *step, size_t from, size_t to) {
    while (from + 1 < to) {
        rs_word_step other = step[from];
        step[from++] = step[--to];
        step[to] = other;
    }
}

static void rotate(rs_word_step *step, size_t count) {
    size_t begin = count > 1 ? least_rotation(step, count) : 0;
    reverse(step, 0, begin);
    reverse(step, begin, count);
    reverse(step, 0, count);
}

/* ---- What repeats is said once -------------------------------------------------------------------------------------- */

static bool same_block(const rs_word_step *a, const rs_word_step *b, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (compare_steps(&a[i], &b[i]) != 0) return false;
    return true;
}

/* Drop every block of that length that stands behind one like it. */
static size_t say_once(rs_word_step *step, size_t count, size_t block) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        step[kept++] = step[i];
        if (kept >= 2 * block && same_block(&step[kept - 2 * block], &step[kept - block], block))
            kept -= block;
    }
    return kept;
}

bool rs__word_of_cycle(rs_words *w, const uint32_t *edges, size_t length) {
    size_t before;
    if (!spell(w, edges, length)) return false;
    do { /* what is dropped must not depend on where the cycle was entered; and dropping can make new neighbours alike */
        before = w->count;
        rotate(w->step, w->count);
        for (size_t block = 1; block <= LONGEST_BLOCK && 2 * block <= w->count; block++)
            w->count = say_once(w->step, w->count, block);
    } while (w->count != before);
    return true;
}

void rs__words_release(rs_words *w) {
    rs_release(w->step);
    rs__arena_release(&w->arena);
    rs__number_map_release(&w->by_hash);
    rs_release(w->edge);
    rs_text_release(&w->text);
}

/* ---- Texts ---------------------------------------------------------------------------------------------------------- */

void rs__text_add_step(rs_text *text, const rs_word_step *step, bool qualified) {
    rs_text_add(text, qualified ? step->name.name : step->name.bare);
    if (is_word_character(step->edge[0])) rs_text_add_char(text, ' ');
    rs_text_add(text, step->edge);
}

void rs__text_add_word(rs_text *text, const rs_word_step *steps, size_t count, bool qualified) {
    for (size_t i = 0; i < count; i++) {
        rs__text_add_step(text, &steps[i], qualified);
        rs_text_add(text, " -> ");
    }
    if (count) rs_text_add(text, qualified ? steps[0].name.name : steps[0].name.bare);
}
