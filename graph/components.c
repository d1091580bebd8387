/* components.c: the cyclic components, compact. Manual: rs_components.h. The search: pearce.c. Map: graph/README.md
 *
 * Of a whole heap few objects are on cycles, so nothing is kept per object but one bit: `cyclic`, with a running count in
 * front of every word, tells the place of an object among all members, and `component_of` the component at that place.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_components.h"

#include "big_array.h"
#include "bits.h"
#include "pearce.h"

struct rs_components {
    uint32_t objects; /* of the snapshot */
    uint32_t count, members;
    rs_bits *cyclic;        /* [objects] */
    uint32_t *rank;         /* [words of cyclic] members before the word */
    uint32_t *component_of; /* [members] in the order of objects */
    uint32_t *begin;        /* [count + 1] */
    rs_object_id *member;   /* [members] grouped by component, ascending within each */
};

static bool allocate(rs_components *c, const rs_labels *labels) {
    size_t words = rs__bits_words(c->objects);
    c->cyclic = rs__bits_new(c->objects);
    c->rank = rs_alloc_array(words, sizeof *c->rank);
    c->component_of = rs__big_array(labels->members, sizeof *c->component_of);
    c->begin = rs_alloc_cleared((size_t)labels->cyclic + 2, sizeof *c->begin);
    c->member = rs__big_array(labels->members, sizeof *c->member);
    return c->cyclic && c->rank && c->component_of && c->begin && c->member;
}

/* Labels become numbers: a component is numbered when its first member is met. Counts its members in begin[number + 2]. */
static void number_components(rs_components *c, const rs_labels *labels, uint32_t *number_of) {
    uint32_t unnumbered = UINT32_MAX, place = 0;
    for (uint32_t l = 0; l < labels->cyclic; l++) number_of[l] = unnumbered;
    for (uint32_t o = 0; o < c->objects; o++) {
        if (o % 64 == 0) c->rank[o / 64] = place;
        if (!rs__label_is_cyclic(labels, o)) continue;
        uint32_t *number = &number_of[RS__LAST_CYCLIC - labels->label[o]];
        if (*number == unnumbered) *number = c->count++;
        rs__bit_set(c->cyclic, o);
        c->component_of[place++] = *number;
        c->begin[*number + 2]++;
    }
    c->members = place;
}

/* Counts become begins; begin[i + 1] is where the next member of i goes until it is where i ends. */
static void group_members(rs_components *c) {
    for (uint32_t i = 0; i < c->count; i++) c->begin[i + 2] += c->begin[i + 1];
    uint32_t place = 0;
    for (size_t word = 0; word < rs__bits_words(c->objects); word++)
        for (rs_bits left = c->cyclic[word]; left != 0; left &= left - 1)
            c->member[c->begin[c->component_of[place++] + 1]++] = (uint32_t)(word * 64) +
                                                                  (uint32_t)__builtin_ctzll(left);
}

static bool build(rs_components *c, const rs_columns *columns) {
    rs_labels labels = {0};
    uint32_t *number_of = NULL;
    bool done = false;
    c->objects = columns->objects;
    if (!rs__pearce(&labels, columns, RS__GIANT_WORTH)) goto done;
    number_of = rs_alloc_array(labels.cyclic, sizeof *number_of);
    if (!number_of || !allocate(c, &labels)) goto done;
    number_components(c, &labels, number_of);
    group_members(c);
    done = true;
done:
    rs_release(number_of);
    rs_release(labels.label);
    return done;
}

rs_status rs_components_new(rs_components **out, const rs_snapshot *snapshot, rs_error *err) {
    rs_components *c = rs_alloc_cleared(1, sizeof *c);
    if (!c || !build(c, rs_snapshot_columns(snapshot))) {
        rs_components_free(c);
        return rs_fail_memory(err, "finding the components");
    }
    *out = c;
    return RS_OK;
}

void rs_components_free(rs_components *c) {
    if (!c) return;
    rs_release(c->cyclic);
    rs_release(c->rank);
    rs_release(c->component_of);
    rs_release(c->begin);
    rs_release(c->member);
    rs_release(c);
}

size_t rs_components_count(const rs_components *c) {
    return c->count;
}

size_t rs_components_objects(const rs_components *c) {
    return c->members;
}

size_t rs_components_members(const rs_components *c, size_t index, const rs_object_id **members) {
    if (index >= c->count) {
        *members = NULL;
        return 0;
    }
    *members = c->member + c->begin[index];
    return c->begin[index + 1] - c->begin[index];
}

uint32_t rs_components_of(const rs_components *c, rs_object_id object) {
    if (object >= c->objects || !rs__bit(c->cyclic, object)) return RS_NO_COMPONENT;
    rs_bits before = c->cyclic[object / 64] & (((rs_bits)1 << (object % 64)) - 1);
    return c->component_of[c->rank[object / 64] + (uint32_t)__builtin_popcountll(before)];
}
