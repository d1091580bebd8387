/* snapshot_check.c: whether the parts of a snapshot hang together.   Asked by: snapshot.c, for parts that come from outside
 *                                                                                             Map: referents/README.md
 * What is let through here is never checked again: every reader of a snapshot indexes by the numbers in it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <string.h>

#include "snapshot_internal.h"
#include "utf8.h"

static rs_status refuse(rs_error *err, const char *what, uint64_t index) {
    return rs_fail(err, RS_BAD_ARGUMENT, "the snapshot is damaged: %s (entry %llu)", what,
                   (unsigned long long)index);
}

/* The first of entries first .. end-1 that is not below `limit`, or `end`: one pass that a compiler can do in parallel, and
 * another only when there is one. */
static uint32_t first_beyond(const uint32_t *column, uint32_t first, uint32_t end, uint32_t limit) {
    uint32_t beyond = 0, at = first;
    for (uint32_t i = first; i < end; i++) beyond |= column[i] >= limit;
    if (!beyond) return end;
    while (column[at] < limit) at++;
    return at;
}

static bool is_there(const void *array, uint64_t count) {
    return array || count == 0;
}

/* ---- Strings -------------------------------------------------------------------------------------------------------- */

static bool is_utf8(const char *string) {
    size_t count = strlen(string), length;
    for (size_t at = 0; at < count; at += length)
        if (rs__utf8(string + at, count - at, &length) == RS__NOT_UTF8) return false;
    return true;
}

static rs_status check_strings(const rs_parts *p, rs_error *err) {
    if (p->string_count == 0) return RS_OK;
    if (!p->string_bytes || !p->string_start || p->string_size == 0)
        return refuse(err, "no strings are there", 0);
    if (p->string_bytes[p->string_size - 1] != '\0')
        return refuse(err, "the last string has no end", p->string_size);
    for (uint32_t s = 0; s < p->string_count; s++) {
        if (p->string_start[s] >= p->string_size)
            return refuse(err, "a string lies outside of the strings", s);
        if (!is_utf8(p->string_bytes + p->string_start[s])) return refuse(err, "a string is not UTF-8", s);
    }
    if (p->string_bytes[p->string_start[0]] != '\0') return refuse(err, "the first string is not empty", 0);
    return RS_OK;
}

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

static rs_status check_types(const rs_parts *p, rs_error *err) {
    if (!is_there(p->types, p->type_count)) return refuse(err, "no types are there", 0);
    for (uint32_t t = 0; t < p->type_count; t++) {
        const rs_type_part *type = &p->types[t];
        if (type->name >= p->string_count || type->bare >= p->string_count)
            return refuse(err, "a type has no name", t);
        if ((unsigned)type->kind > RS_KIND_FRAME_RECORD) return refuse(err, "a type is of no known kind", t);
        if ((unsigned)type->told > RS_TOLD_WRONGLY) return refuse(err, "a type is told in no known way", t);
        if (type->object != RS_NO_OBJECT && type->object >= p->objects)
            return refuse(err, "a type's object is missing", t);
    }
    return RS_OK;
}

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

static bool has_all_columns(const rs_parts *p) {
    return is_there(p->address, p->objects) && is_there(p->type, p->objects) &&
           is_there(p->size, p->objects) && is_there(p->refcount, p->objects) &&
           is_there(p->flags, p->objects) && p->row && is_there(p->target, p->references) &&
           is_there(p->name, p->references);
}

static rs_status check_counts(const rs_parts *p, rs_error *err) {
    if (p->objects == RS_NO_OBJECT || p->references == RS_NO_REFERENCE)
        return refuse(err, "it is too large", p->objects);
    if (p->records > p->objects) return refuse(err, "more records than objects", p->records);
    if (!has_all_columns(p)) return refuse(err, "a column is missing", 0);
    return RS_OK;
}

static rs_status check_objects(const rs_parts *p, rs_object_id first, rs_object_id end, rs_error *err) {
    uint32_t beyond = first_beyond(p->type, first, end, p->type_count);
    if (beyond < end) return refuse(err, "an object's type is missing", beyond);
    for (uint32_t o = first; o < end; o++) {
        if (!(p->flags[o] & RS_OBJECT_RECORD) != (o >= p->records))
            return refuse(err, "a record is out of place", o);
    }
    return RS_OK;
}

/* ---- References ----------------------------------------------------------------------------------------------------- */

static rs_status check_rows(const rs_parts *p, rs_error *err) {
    if (p->row[0] != 0) return refuse(err, "the first row does not begin at 0", 0);
    for (uint32_t o = 0; o < p->objects; o++)
        if (p->row[o] > p->row[o + 1]) return refuse(err, "a row ends before it begins", o);
    if (p->row[p->objects] != p->references)
        return refuse(err, "the last row does not end at the end", p->objects);
    return RS_OK;
}

/* Kinds of names whose argument is a string, one bit each. */
#define WITH_STRING                                                                                          \
    (1u << RS_NAME_ATTRIBUTE | 1u << RS_NAME_KEY_TEXT | 1u << RS_NAME_LOCAL | 1u << RS_NAME_CLOSURE |        \
     1u << RS_NAME_FIELD_ITEM)

static rs_status check_targets(const rs_parts *p, uint32_t first, uint32_t end, rs_error *err) {
    uint32_t beyond = first_beyond(p->target, first, end, p->objects);
    return beyond < end ? refuse(err, "a reference leads nowhere", beyond) : RS_OK;
}

static rs_status check_names(const rs_parts *p, uint32_t first, uint32_t end, rs_error *err) {
    for (uint32_t r = first; r < end; r++) {
        rs_name_kind kind = RS_NAME_KIND(p->name[r]);
        if (kind > RS_NAME_FIELD_ITEM) return refuse(err, "a reference's name is of no known kind", r);
        if ((WITH_STRING >> kind & 1) && RS_NAME_ARGUMENT(p->name[r]) >= p->string_count)
            return refuse(err, "a reference's name is missing", r);
    }
    return RS_OK;
}

/* The key of a dict's value is the reference before it. `end` is where the last of the rows ends. */
static rs_status check_keys(const rs_parts *p, const rs_part_bounds *part, rs_error *err) {
    for (uint32_t o = part->first; o < part->end; o++) {
        uint32_t row_end = o + 1 < part->end ? p->row[o + 1] : part->end_reference;
        if (p->row[o] < row_end && RS_NAME_KIND(p->name[p->row[o]]) == RS_NAME_KEY)
            return refuse(err, "a dict's value has no key", p->row[o]);
    }
    return RS_OK;
}

rs_status rs__parts_check_range(const rs_parts *p, const rs_part_bounds *part, rs_error *err) {
    rs_status status = check_objects(p, part->first, part->end, err);
    if (status == RS_OK) status = check_targets(p, part->first_reference, part->end_reference, err);
    if (status == RS_OK) status = check_names(p, part->first_reference, part->end_reference, err);
    return status == RS_OK ? check_keys(p, part, err) : status;
}

static rs_status check_all_objects(const rs_parts *p, rs_error *err) {
    const rs_part_bounds whole = {0, p->objects, 0, p->references};
    return rs__parts_check_range(p, &whole, err);
}

/* ---- Values, names of objects, large sizes, coverage ---------------------------------------------------------------- */

static rs_status check_values(const rs_parts *p, rs_error *err) {
    if (!p->value_at) return RS_OK;
    if (p->value_first > p->objects)
        return refuse(err, "values begin behind the last object", p->value_first);
    if (!is_there(p->value_bytes, p->value_size)) return refuse(err, "no values are there", 0);
    for (uint32_t o = p->value_first; o < p->objects; o++) {
        uint32_t at = p->value_at[o - p->value_first];
        if (at != 0 && !rs__value_is_sound(p->value_bytes, p->value_size, at))
            return refuse(err, "a value is damaged", o);
    }
    return RS_OK;
}

static bool is_ascending(const rs_object_id *objects, uint32_t count, uint32_t limit) {
    for (uint32_t i = 0; i < count; i++)
        if (objects[i] >= limit || (i > 0 && objects[i] <= objects[i - 1])) return false;
    return true;
}

static rs_status check_sparse(const rs_parts *p, rs_error *err) {
    if (!is_there(p->named_object, p->named_count) || !is_there(p->named_string, p->named_count) ||
        !is_there(p->code_object, p->code_count) || !is_there(p->code_file, p->code_count) ||
        !is_there(p->code_line, p->code_count) || !is_there(p->big_object, p->big_count) ||
        !is_there(p->big_size, p->big_count))
        return refuse(err, "a table is missing", 0);
    if (!is_ascending(p->named_object, p->named_count, p->objects))
        return refuse(err, "names are out of order", 0);
    if (!is_ascending(p->code_object, p->code_count, p->objects))
        return refuse(err, "places of code are out of order", 0);
    if (!is_ascending(p->big_object, p->big_count, p->objects))
        return refuse(err, "sizes are out of order", 0);
    for (uint32_t i = 0; i < p->named_count; i++)
        if (p->named_string[i] >= p->string_count) return refuse(err, "an object's name is missing", i);
    for (uint32_t i = 0; i < p->code_count; i++)
        if (p->code_file[i] >= p->string_count) return refuse(err, "a code object's file is missing", i);
    return RS_OK;
}

static rs_status check_coverage(const rs_parts *p, rs_error *err) {
    if ((unsigned)p->coverage.values > RS_VALUES_NONE)
        return refuse(err, "the policy of values is unknown", 0);
    if (!memchr(p->coverage.python, '\0', sizeof p->coverage.python))
        return refuse(err, "the version has no end", 0);
    return RS_OK;
}

typedef rs_status (*checker)(const rs_parts *, rs_error *);

static rs_status run_checks(const checker *checks, size_t count, const rs_parts *parts, rs_error *err) {
    for (size_t i = 0; i < count; i++) {
        rs_status status = checks[i](parts, err);
        if (status != RS_OK) return status;
    }
    return RS_OK;
}

rs_status rs__parts_check_tables(const rs_parts *parts, rs_error *err) {
    static const checker checks[] = {check_counts, check_strings, check_types, check_sparse, check_coverage};
    return run_checks(checks, sizeof checks / sizeof *checks, parts, err);
}

rs_status rs__parts_check(const rs_parts *parts, rs_error *err) {
    static const checker checks[] = {check_counts,      check_rows,   check_strings, check_types,
                                     check_all_objects, check_values, check_sparse,  check_coverage};
    return run_checks(checks, sizeof checks / sizeof *checks, parts, err);
}
