/* own_instances.c: instances of hidden types that the collector does not track.                Header: capture_steps.h
 *
 * Nobody lists them: they are met when something refers to them, and have a number by then. So they are noted during the
 * walk, which does not look into them, and are taken out of the columns behind it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture_steps.h"
#include "rs_memory.h"

void rs__walk_note_own(rs_walk *walk, rs_object_id id) {
    void *own = walk->own;
    if (!rs_reserve(&own, &walk->own_capacity, walk->own_count + 1, sizeof *walk->own)) {
        walk->no_memory = true;
        return;
    }
    walk->own = own;
    walk->own[walk->own_count++] = id;
}

/* The number each object will have, or RS_NO_OBJECT. Noted ones ascend. */
static rs_object_id *new_numbers(const rs_walk *walk) {
    uint32_t objects = walk->parts.objects, next = 0;
    size_t own = 0;
    rs_object_id *numbers = rs_alloc_array(objects, sizeof *numbers);
    for (rs_object_id o = 0; numbers && o < objects; o++) {
        bool ours = own < walk->own_count && walk->own[own] == o;
        own += ours;
        numbers[o] = ours ? RS_NO_OBJECT : next++;
    }
    return numbers;
}

typedef struct row_mover {
    rs_walk *walk;
    const rs_object_id *numbers;
    uint32_t references; /* moved so far */
} row_mover;

/* The references start .. end - 1 of one object; what leads to our own is left out, a dict's value with its key. */
static void move_row(row_mover *mover, uint32_t start, uint32_t end) {
    rs_parts *parts = &mover->walk->parts;
    rs_object_id before = RS_NO_OBJECT; /* the target of the reference before, by its old number */
    uint32_t first = mover->references;
    for (uint32_t r = start; r < end; r++) {
        rs_object_id old = parts->target[r], target = mover->numbers[old];
        uint32_t name = parts->name[r], to = mover->references;
        if (target != RS_NO_OBJECT) {
            parts->target[to] = target;
            parts->name[to] = name;
            mover->references++;
        } else if (RS_NAME_KIND(name) == RS_NAME_KEY && to > first &&
                   RS_NAME_KIND(parts->name[to - 1]) == RS_NAME_DICT_KEY) {
            rs__walk_take(mover->walk, parts->address[before], 1);
            mover->references--;
        }
        before = old;
    }
}

/* Rows first, while every object is at its old number. A row's end is read before anything is written there. */
static void move_rows(row_mover *mover) {
    rs_parts *parts = &mover->walk->parts;
    uint32_t start = 0;
    for (rs_object_id o = 0; o < parts->objects; o++) {
        uint32_t end = parts->row[o + 1];
        move_row(mover, start, end);
        start = end;
        if (mover->numbers[o] != RS_NO_OBJECT) parts->row[mover->numbers[o] + 1] = mover->references;
    }
    parts->references = mover->references;
}

static void move_object(rs_walk *walk, rs_object_id from, rs_object_id to) {
    rs_parts *parts = &walk->parts;
    parts->address[to] = parts->address[from];
    parts->type[to] = parts->type[from];
    parts->size[to] = parts->size[from];
    parts->refcount[to] = parts->refcount[from];
    parts->flags[to] = parts->flags[from];
    if (parts->value_at && from >= parts->value_first)
        parts->value_at[to - parts->value_first] = parts->value_at[from - parts->value_first];
}

/* Columns that name objects by number; they ascend before and after. */
static void renumber(rs_walk *walk, const rs_object_id *numbers) {
    rs_parts *parts = &walk->parts;
    for (uint32_t i = 0; i < parts->named_count; i++)
        parts->named_object[i] = numbers[parts->named_object[i]];
    for (uint32_t i = 0; i < parts->code_count; i++) parts->code_object[i] = numbers[parts->code_object[i]];
    for (uint32_t i = 0; i < parts->big_count; i++) parts->big_object[i] = numbers[parts->big_object[i]];
}

/* Before the addresses move. */
static void hide_cells(rs_walk *walk) {
    for (size_t i = 0; i < walk->own_count; i++) {
        uint64_t address = walk->parts.address[walk->own[i]];
        rs__slot_set(&walk->slots, rs__slot(&walk->slots, address), address, RS__HIDDEN);
    }
}

bool rs__remove_own_instances(rs_walk *walk) {
    rs_parts *parts = &walk->parts;
    if (walk->own_count == 0) return true;
    rs_object_id *numbers = new_numbers(walk);
    if (!numbers) return false;
    row_mover mover = {walk, numbers, 0};
    move_rows(&mover);
    renumber(walk, numbers);
    hide_cells(walk);
    for (rs_object_id o = 0; o < parts->objects; o++) {
        uint64_t address = parts->address[o];
        if (numbers[o] == RS_NO_OBJECT) continue;
        move_object(walk, o, numbers[o]);
        rs__slot_set(&walk->slots, rs__slot(&walk->slots, address), address, numbers[o] + 1);
    }
    parts->objects -= (uint32_t)walk->own_count;
    parts->coverage.hidden_objects += (uint32_t)walk->own_count;
    walk->next = parts->objects;
    rs_release(numbers);
    return !rs__walk_failed(walk);
}
