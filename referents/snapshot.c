/* snapshot.c: the photograph of a heap.        Manual: rs_snapshot.h. Its making: snapshot_parts.h, snapshot_check.c
 * Values: snapshot_values.c. Names: names.c. Previews: preview.c.                             Map: referents/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdatomic.h>
#include <string.h>

#include "allocations.h"
#include "rs_memory.h"
#include "snapshot_internal.h"

#define NOT_ADDED_UP UINT64_MAX

struct rs_snapshot {
    rs_parts parts;
    rs_columns columns; /* a view of `parts` */
    rs_type *types;
    rs_allocations allocations;
    /* Sums over whole columns, made at the first question. Threads that ask at once find the same sum. */
    _Atomic uint64_t total_size, inner_references;
};

/* ---- Making --------------------------------------------------------------------------------------------------------- */

static rs_columns view_of(const rs_parts *parts) {
    return (rs_columns){
        .objects = parts->objects,
        .records = parts->records,
        .references = parts->references,
        .address = parts->address,
        .type = parts->type,
        .size = parts->size,
        .refcount = parts->refcount,
        .flags = parts->flags,
        .row = parts->row,
        .target = parts->target,
        .name = parts->name,
    };
}

static rs_type *types_of(const rs_snapshot *snapshot) {
    const rs_parts *parts = &snapshot->parts;
    rs_type *types = rs_alloc_array(parts->type_count, sizeof *types);
    for (uint32_t i = 0; types && i < parts->type_count; i++) {
        const rs_type_part *part = &parts->types[i];
        types[i].name = rs_snapshot_string(snapshot, part->name);
        types[i].bare = rs_snapshot_string(snapshot, part->bare);
        types[i].object = part->object;
        types[i].kind = part->kind;
        types[i].exact = part->exact;
        types[i].told = part->told;
    }
    return types;
}

rs_status rs__snapshot_from_parts(rs_snapshot **out, rs_parts *parts, bool check, rs_error *err) {
    rs_status status = check ? rs__parts_check(parts, err) : RS_OK;
    if (status != RS_OK) return status;
    rs_snapshot *snapshot = rs_alloc(sizeof *snapshot);
    if (!snapshot) return rs_fail_memory(err, "cannot make the snapshot");
    snapshot->parts = *parts;
    snapshot->columns = view_of(parts);
    snapshot->allocations = (rs_allocations)RS_ALLOCATIONS_INIT;
    atomic_init(&snapshot->total_size, NOT_ADDED_UP);
    atomic_init(&snapshot->inner_references,
                parts->references_left_out ? parts->references_left_out : NOT_ADDED_UP);
    snapshot->types = types_of(snapshot);
    if (!snapshot->types) {
        rs_release(snapshot);
        return rs_fail_memory(err, "cannot make the snapshot");
    }
    memset(parts, 0, sizeof *parts);
    *out = snapshot;
    return RS_OK;
}

void rs__parts_release(rs_parts *parts) {
    void *const arrays[] = {
        parts->address,      parts->type,      parts->size,        parts->refcount,     parts->flags,
        parts->row,          parts->target,    parts->name,        parts->types,        parts->string_bytes,
        parts->string_start, parts->value_at,  parts->value_bytes, parts->named_object, parts->named_string,
        parts->code_object,  parts->code_file, parts->code_line,   parts->big_object,   parts->big_size,
    };
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++) rs_release(arrays[i]);
    memset(parts, 0, sizeof *parts);
}

void rs_snapshot_free(rs_snapshot *snapshot) {
    if (!snapshot) return;
    rs__parts_release(&snapshot->parts);
    rs__allocations_release(&snapshot->allocations);
    rs_release(snapshot->types);
    rs_release(snapshot);
}

/* ---- Allocations ---------------------------------------------------------------------------------------------------- */

void rs__snapshot_keep_allocations(rs_snapshot *snapshot, rs_allocations *allocations) {
    rs__allocations_release(&snapshot->allocations);
    snapshot->allocations = *allocations;
    *allocations = (rs_allocations)RS_ALLOCATIONS_INIT;
}

const char *rs_snapshot_allocation(const rs_snapshot *snapshot, rs_object_id object) {
    return rs__allocations_find(&snapshot->allocations, object);
}

/* ---- Columns -------------------------------------------------------------------------------------------------------- */

const rs_columns *rs_snapshot_columns(const rs_snapshot *snapshot) {
    return &snapshot->columns;
}

size_t rs_snapshot_object_count(const rs_snapshot *snapshot) {
    return snapshot->parts.objects - snapshot->parts.records;
}

static uint64_t count_inner_references(const rs_columns *c) {
    uint64_t count = 0;
    for (uint32_t r = c->row[c->records]; r < c->references; r++) count += c->target[r] >= c->records;
    return count;
}

size_t rs_snapshot_reference_count(const rs_snapshot *snapshot) {
    rs_snapshot *cache = (rs_snapshot *)snapshot;
    uint64_t count = atomic_load_explicit(&cache->inner_references, memory_order_relaxed);
    if (count == NOT_ADDED_UP) {
        count = count_inner_references(&snapshot->columns);
        atomic_store_explicit(&cache->inner_references, count, memory_order_relaxed);
    }
    return (size_t)count;
}

static uint64_t add_up_sizes(const rs_snapshot *snapshot) {
    const rs_columns *c = &snapshot->columns;
    uint64_t total = 0;
    for (rs_object_id o = c->records; o < c->objects; o++)
        total += c->size[o] != RS_SIZE_BIG ? c->size[o] : rs_snapshot_size(snapshot, o);
    return total;
}

uint64_t rs_snapshot_total_size(const rs_snapshot *snapshot) {
    rs_snapshot *cache = (rs_snapshot *)snapshot;
    uint64_t total = atomic_load_explicit(&cache->total_size, memory_order_relaxed);
    if (total == NOT_ADDED_UP) {
        total = add_up_sizes(snapshot);
        atomic_store_explicit(&cache->total_size, total, memory_order_relaxed);
    }
    return total;
}

size_t rs_snapshot_memory(const rs_snapshot *snapshot) {
    const rs_parts *p = &snapshot->parts;
    size_t object = sizeof *p->address + sizeof *p->type + sizeof *p->size + sizeof *p->refcount +
                    sizeof *p->flags + sizeof *p->row;
    size_t bytes = sizeof *snapshot + p->objects * object + sizeof *p->row;
    bytes += p->references * (sizeof *p->target + sizeof *p->name);
    bytes += p->type_count * (sizeof *p->types + sizeof *snapshot->types);
    bytes += p->string_size + p->string_count * sizeof *p->string_start;
    if (p->value_at) bytes += p->value_size + (p->objects - p->value_first) * sizeof *p->value_at;
    bytes += p->named_count * (sizeof *p->named_object + sizeof *p->named_string);
    bytes += p->code_count * (sizeof *p->code_object + sizeof *p->code_file + sizeof *p->code_line);
    bytes += p->big_count * (sizeof *p->big_object + sizeof *p->big_size);
    return bytes;
}

/* The place of `object` in an ascending array, or `count`. */
static uint32_t place_of(const rs_object_id *objects, uint32_t count, rs_object_id object) {
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (objects[middle] < object)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && objects[low] == object ? low : count;
}

uint64_t rs_snapshot_size(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_parts *parts = &snapshot->parts;
    if (parts->size[object] != RS_SIZE_BIG) return parts->size[object];
    uint32_t place = place_of(parts->big_object, parts->big_count, object);
    return place < parts->big_count ? parts->big_size[place] : RS_SIZE_BIG;
}

rs_object_id rs_snapshot_find(const rs_snapshot *snapshot, uint64_t address) {
    const rs_columns *c = &snapshot->columns;
    for (rs_object_id o = 0; o < c->objects; o++)
        if (c->address[o] == address) return o;
    return RS_NO_OBJECT;
}

rs_object_id rs_snapshot_source(const rs_snapshot *snapshot, rs_reference_id reference) {
    const rs_columns *c = &snapshot->columns;
    uint32_t low = 0, high = c->objects; /* row[low] <= reference < row[high] */
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (c->row[middle] <= reference)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- Types, strings, names ------------------------------------------------------------------------------------------ */

size_t rs_snapshot_type_count(const rs_snapshot *snapshot) {
    return snapshot->parts.type_count;
}

const rs_type *rs_snapshot_type(const rs_snapshot *snapshot, uint32_t type) {
    return &snapshot->types[type];
}

const rs_type *rs_snapshot_type_of(const rs_snapshot *snapshot, rs_object_id object) {
    return &snapshot->types[snapshot->parts.type[object]];
}

const char *rs_snapshot_string(const rs_snapshot *snapshot, uint32_t string) {
    const rs_parts *parts = &snapshot->parts;
    return string < parts->string_count ? parts->string_bytes + parts->string_start[string] : "";
}

const char *rs_snapshot_object_name(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_parts *parts = &snapshot->parts;
    uint32_t place = place_of(parts->named_object, parts->named_count, object);
    return place < parts->named_count ? rs_snapshot_string(snapshot, parts->named_string[place]) : NULL;
}

bool rs_snapshot_code_place(rs_code_place *out, const rs_snapshot *snapshot, rs_object_id code) {
    const rs_parts *parts = &snapshot->parts;
    uint32_t place = place_of(parts->code_object, parts->code_count, code);
    if (place == parts->code_count) return false;
    *out = (rs_code_place){rs_snapshot_string(snapshot, parts->code_file[place]), parts->code_line[place]};
    return true;
}

const rs_coverage *rs_snapshot_coverage(const rs_snapshot *snapshot) {
    return &snapshot->parts.coverage;
}

const rs_origin *rs_snapshot_origin(const rs_snapshot *snapshot) {
    return &snapshot->parts.origin;
}

const rs_parts *rs__snapshot_parts(const rs_snapshot *snapshot) {
    return &snapshot->parts;
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

rs_value rs_snapshot_value(const rs_snapshot *snapshot, rs_object_id object) {
    const rs_parts *parts = &snapshot->parts;
    uint32_t at = 0;
    if (parts->value_at && object >= parts->value_first) at = parts->value_at[object - parts->value_first];
    return at ? rs__value_read(parts->value_bytes + at) : (rs_value){.kind = RS_VALUE_UNKNOWN};
}
