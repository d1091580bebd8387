/* heap_builder.c: a snapshot put together object by object.                              Manual: heap.h. Map: tests/README.md
 *
 * The arrays of the snapshot come from rs_memory.h, for the snapshot frees them; what is the builder's own is from the C
 * library, so that a test which makes allocations fail does not see it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failing_allocator.h"
#include "heap.h"
#include "rs_memory.h"
#include "snapshot_parts.h"
#include "value_encoding.h"

typedef struct built_reference {
    uint32_t from, to, name;
} built_reference;

struct heap_builder {
    heap_object *objects;
    built_reference *references;
    char **strings;
    uint32_t object_count, reference_count, string_count;
    size_t object_room, reference_room, string_room;
    rs_coverage coverage;
};

static void *must(void *block) {
    if (block) return block;
    fprintf(stderr, "the tests are out of memory\n");
    exit(1);
}

static char *copy(const char *string) {
    return string ? must(strdup(string)) : NULL;
}

/* `array` with room for one more element. */
static void *room_for_one(void *array, size_t *room, size_t count, size_t size) {
    if (count < *room) return array;
    *room = *room ? 2 * *room : 16;
    return must(realloc(array, *room * size));
}

/* ---- Adding --------------------------------------------------------------------------------------------------------- */

heap_builder *heap_builder_new(void) {
    heap_builder *builder = must(calloc(1, sizeof *builder));
    builder->coverage.whole_heap = true;
    strcpy(builder->coverage.python, "3.11.2");
    heap_add_string(builder, "");
    return builder;
}

heap_object heap_node(void) {
    return (heap_object){.type = "Node", .kind = RS_KIND_INSTANCE, .size = 16, .flags = RS_OBJECT_TRACKED};
}

uint32_t heap_add_object(heap_builder *builder, const heap_object *object) {
    char label[16];
    uint32_t number = builder->object_count;
    builder->objects = room_for_one(builder->objects, &builder->object_room, number,
                                    sizeof *builder->objects);
    heap_object *added = &builder->objects[builder->object_count++];
    *added = *object;
    snprintf(label, sizeof label, "o%u", number);
    added->label = copy(object->label ? object->label : label);
    added->type = copy(object->type ? object->type : "Node");
    added->name = copy(object->name);
    added->file = copy(object->file);
    if (object->value.bytes) {
        char *bytes = must(malloc(object->value.length + 1u));
        memcpy(bytes, object->value.bytes, object->value.length);
        added->value.bytes = bytes;
    }
    return number;
}

heap_object *heap_object_at(heap_builder *builder, uint32_t object) {
    return &builder->objects[object];
}

uint32_t heap_add_string(heap_builder *builder, const char *string) {
    for (uint32_t s = 0; s < builder->string_count; s++)
        if (strcmp(builder->strings[s], string) == 0) return s;
    uint32_t number = builder->string_count;
    builder->strings = room_for_one(builder->strings, &builder->string_room, number,
                                    sizeof *builder->strings);
    builder->strings[builder->string_count++] = copy(string);
    return number;
}

void heap_add_reference(heap_builder *builder, uint32_t from, uint32_t to, uint32_t name) {
    builder->references = room_for_one(builder->references, &builder->reference_room,
                                       builder->reference_count, sizeof *builder->references);
    builder->references[builder->reference_count++] = (built_reference){from, to, name};
}

rs_coverage *heap_coverage(heap_builder *builder) {
    return &builder->coverage;
}

/* ---- Building ------------------------------------------------------------------------------------------------------- */

/* What one build works with: the parts, and where each object of the builder goes. */
typedef struct build {
    heap_builder *builder;
    rs_parts parts;
    uint32_t *place;            /* [objects] the object's number in the snapshot */
    const heap_object **object; /* [objects] by that number */
} build;

static bool is_record(const heap_object *object) {
    return object->kind >= RS_KIND_THREAD_RECORD;
}

static void place_objects(build *b) {
    uint32_t count = b->builder->object_count, next = 0;
    b->place = must(malloc((count + 1u) * sizeof *b->place));
    b->object = must(malloc((count + 1u) * sizeof *b->object));
    for (int records = 1; records >= 0; records--)
        for (uint32_t o = 0; o < count; o++)
            if (is_record(&b->builder->objects[o]) == (records == 1)) {
                b->object[next] = &b->builder->objects[o];
                b->place[o] = next++;
                b->parts.records += (uint32_t)records;
            }
    b->parts.objects = count;
    b->parts.references = b->builder->reference_count;
}

static void allocate_columns(rs_parts *p) {
    p->address = must(rs_alloc_cleared(p->objects, sizeof *p->address));
    p->type = must(rs_alloc_cleared(p->objects, sizeof *p->type));
    p->size = must(rs_alloc_cleared(p->objects, sizeof *p->size));
    p->refcount = must(rs_alloc_cleared(p->objects, sizeof *p->refcount));
    p->flags = must(rs_alloc_cleared(p->objects, sizeof *p->flags));
    p->row = must(rs_alloc_cleared(p->objects + 1u, sizeof *p->row));
    p->target = must(rs_alloc_cleared(p->references, sizeof *p->target));
    p->name = must(rs_alloc_cleared(p->references, sizeof *p->name));
    p->types = must(rs_alloc_cleared(p->objects, sizeof *p->types));
    p->named_object = must(rs_alloc_cleared(p->objects, sizeof *p->named_object));
    p->named_string = must(rs_alloc_cleared(p->objects, sizeof *p->named_string));
    p->code_object = must(rs_alloc_cleared(p->objects, sizeof *p->code_object));
    p->code_file = must(rs_alloc_cleared(p->objects, sizeof *p->code_file));
    p->code_line = must(rs_alloc_cleared(p->objects, sizeof *p->code_line));
    p->big_object = must(rs_alloc_cleared(p->objects, sizeof *p->big_object));
    p->big_size = must(rs_alloc_cleared(p->objects, sizeof *p->big_size));
}

static uint32_t add_type(build *b, const heap_object *object) {
    rs_parts *p = &b->parts;
    const char *dot = strrchr(object->type, '.');
    rs_type_part type = {.object = RS_NO_OBJECT, .kind = object->kind, .exact = !object->subclass};
    type.name = heap_add_string(b->builder, object->type);
    type.bare = heap_add_string(b->builder, dot ? dot + 1 : object->type);
    for (uint32_t t = 0; t < p->type_count; t++)
        if (p->types[t].name == type.name && p->types[t].kind == type.kind && p->types[t].exact == type.exact)
            return t;
    p->types[p->type_count] = type;
    return p->type_count++;
}

static void fill_objects(build *b) {
    rs_parts *p = &b->parts;
    for (uint32_t o = 0; o < p->objects; o++) {
        const heap_object *object = b->object[o];
        uint64_t size = is_record(object) ? 0 : object->size ? object->size : 16;
        p->address[o] = object->address ? object->address : 0x1000 + 16 * (uint64_t)o;
        p->type[o] = add_type(b, object);
        p->flags[o] = object->flags | (is_record(object) ? RS_OBJECT_RECORD : 0);
        p->size[o] = size < RS_SIZE_BIG ? (uint32_t)size : RS_SIZE_BIG;
        if (size >= RS_SIZE_BIG) {
            p->big_object[p->big_count] = o;
            p->big_size[p->big_count++] = size;
        }
        if (object->name) {
            p->named_object[p->named_count] = o;
            p->named_string[p->named_count++] = heap_add_string(b->builder, object->name);
        }
        if (object->file) {
            p->code_object[p->code_count] = o;
            p->code_file[p->code_count] = heap_add_string(b->builder, object->file);
            p->code_line[p->code_count++] = object->line;
        }
    }
}

/* The type object of a type is the one that bears its name. */
static void link_types(build *b) {
    rs_parts *p = &b->parts;
    for (uint32_t t = 0; t < p->type_count; t++)
        for (uint32_t n = 0; n < p->named_count; n++)
            if (b->object[p->named_object[n]]->kind == RS_KIND_TYPE && p->named_string[n] == p->types[t].name)
                p->types[t].object = p->named_object[n];
}

static void fill_references(build *b) {
    rs_parts *p = &b->parts;
    const built_reference *references = b->builder->references;
    for (uint32_t r = 0; r < p->references; r++) p->row[b->place[references[r].from] + 1]++;
    for (uint32_t o = 0; o < p->objects; o++) p->row[o + 1] += p->row[o];
    uint32_t *next = must(malloc((p->objects + 1u) * sizeof *next));
    memcpy(next, p->row, (p->objects + 1u) * sizeof *next);
    for (uint32_t r = 0; r < p->references; r++) {
        uint32_t at = next[b->place[references[r].from]]++;
        p->target[at] = b->place[references[r].to];
        p->name[at] = references[r].name;
        if (!(references[r].name & RS_NAME_GUESSED)) p->refcount[p->target[at]]++;
    }
    free(next);
    for (uint32_t o = 0; o < p->objects; o++) {
        p->refcount[o] += b->object[o]->held;
        if (b->object[o]->count_given) p->refcount[o] = b->object[o]->count;
    }
}

static void fill_strings(build *b) {
    rs_parts *p = &b->parts;
    p->string_count = b->builder->string_count;
    p->string_start = must(rs_alloc_array(p->string_count, sizeof *p->string_start));
    for (uint32_t s = 0; s < p->string_count; s++) {
        p->string_start[s] = (uint32_t)p->string_size;
        p->string_size += strlen(b->builder->strings[s]) + 1;
    }
    p->string_bytes = must(rs_alloc(p->string_size));
    for (uint32_t s = 0; s < p->string_count; s++)
        strcpy(p->string_bytes + p->string_start[s], b->builder->strings[s]);
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

static size_t put_little_endian(unsigned char *to, uint64_t number, size_t count) {
    for (size_t i = 0; i < count; i++) to[i] = (unsigned char)(number >> 8 * i);
    return count;
}

/* Small integers are written short, as the capture does. */
static size_t encode_integer(unsigned char *to, int64_t integer) {
    bool one = integer == (int8_t)integer, four = integer == (int32_t)integer;
    to[0] = one ? RS__TAG_INT1 : four ? RS__TAG_INT4 : RS__TAG_INT;
    return 1 + put_little_endian(to + 1, (uint64_t)integer, one ? 1 : four ? 4 : 8);
}

static size_t encode_bytes(unsigned char *to, const rs_value *value) {
    bool cut = value->cut || value->length > RS__VALUE_BYTES_MAX;
    uint32_t length = value->length > RS__VALUE_BYTES_MAX ? RS__VALUE_BYTES_MAX : value->length;
    to[0] = (unsigned char)((value->kind == RS_VALUE_TEXT ? RS__TAG_TEXT : RS__TAG_BYTES) |
                            (cut ? RS__TAG_CUT : 0));
    to[1] = (unsigned char)length;
    memcpy(to + 2, value->bytes, length);
    return 2 + length;
}

/* At most 2 + RS__VALUE_BYTES_MAX bytes. */
static size_t encode(unsigned char *to, const rs_value *value) {
    uint64_t bits;
    switch (value->kind) {
    case RS_VALUE_TEXT:
    case RS_VALUE_BYTES: return encode_bytes(to, value);
    case RS_VALUE_INT: return encode_integer(to, value->integer);
    case RS_VALUE_BIG_INT:
        to[0] = (unsigned char)(RS__TAG_BIG_INT | (value->negative ? RS__TAG_NEGATIVE : 0));
        return 1 + put_little_endian(to + 1, value->length, 4);
    case RS_VALUE_FLOAT:
        to[0] = RS__TAG_FLOAT;
        memcpy(&bits, &value->real, sizeof bits);
        return 1 + put_little_endian(to + 1, bits, 8);
    case RS_VALUE_UNKNOWN: break;
    }
    return 0;
}

/* Values begin at the first object that has one. */
static void fill_values(build *b) {
    rs_parts *p = &b->parts;
    while (p->value_first < p->objects && b->object[p->value_first]->value.kind == RS_VALUE_UNKNOWN)
        p->value_first++;
    uint32_t count = p->objects - p->value_first;
    if (count == 0) {
        p->value_first = 0;
        return;
    }
    p->value_at = must(rs_alloc_cleared(count, sizeof *p->value_at));
    p->value_bytes = must(rs_alloc_cleared(1u + (size_t)count * (2 + RS__VALUE_BYTES_MAX), 1));
    p->value_size = 1;
    for (uint32_t o = p->value_first; o < p->objects; o++) {
        size_t length = encode(p->value_bytes + p->value_size, &b->object[o]->value);
        if (length > 0) p->value_at[o - p->value_first] = (uint32_t)p->value_size;
        p->value_size += length;
    }
    p->value_bytes = must(rs_resize_array(p->value_bytes, p->value_size, 1));
}

/* ---- The heap ------------------------------------------------------------------------------------------------------- */

static void builder_free(heap_builder *builder) {
    for (uint32_t o = 0; o < builder->object_count; o++) {
        free((char *)builder->objects[o].label);
        free((char *)builder->objects[o].type);
        free((char *)builder->objects[o].name);
        free((char *)builder->objects[o].file);
        free((char *)builder->objects[o].value.bytes);
    }
    for (uint32_t s = 0; s < builder->string_count; s++) free(builder->strings[s]);
    free(builder->objects);
    free(builder->references);
    free(builder->strings);
    free(builder);
}

static void fill(build *b) {
    place_objects(b);
    allocate_columns(&b->parts);
    fill_objects(b);
    link_types(b);
    fill_references(b);
    fill_strings(b);
    fill_values(b);
    b->parts.coverage = b->builder->coverage;
}

static void build_release(build *b) {
    free(b->place);
    free(b->object);
    builder_free(b->builder);
}

static heap *finish(build *b) {
    heap *h = must(calloc(1, sizeof *h));
    h->count = b->parts.objects;
    h->labels = must(calloc(h->count + 1, sizeof *h->labels));
    for (size_t o = 0; o < h->count; o++) h->labels[o] = copy(b->object[o]->label);
    rs_error err = RS_ERROR_INIT;
    if (rs__snapshot_from_parts(&h->snapshot, &b->parts, true, &err) != RS_OK) {
        fprintf(stderr, "heap_build: %s\n", err.message);
        exit(1);
    }
    return h;
}

heap *heap_build(heap_builder *builder) {
    allocation_failures_pause();
    build b = {.builder = builder};
    fill(&b);
    heap *h = finish(&b);
    build_release(&b);
    allocation_failures_resume();
    return h;
}

void heap_build_parts(rs_parts *out, heap_builder *builder) {
    allocation_failures_pause();
    build b = {.builder = builder};
    fill(&b);
    *out = b.parts;
    build_release(&b);
    allocation_failures_resume();
}

void heap_free(heap *h) {
    if (!h) return;
    rs_snapshot_free(h->snapshot);
    for (size_t o = 0; o < h->count; o++) free(h->labels[o]);
    free(h->labels);
    free(h);
}

/* ---- Looking up ----------------------------------------------------------------------------------------------------- */

rs_object_id heap_id(const heap *h, const char *label) {
    for (size_t o = 0; o < h->count; o++)
        if (strcmp(h->labels[o], label) == 0) return (rs_object_id)o;
    fprintf(stderr, "heap_id: no object is labelled \"%s\"\n", label);
    exit(1);
}

const char *heap_label(const heap *h, rs_object_id object) {
    return object < h->count ? h->labels[object] : "(none)";
}

static bool bears_name(const heap *h, rs_reference_id reference, const char *name) {
    if (!name) return true;
    rs_text text = RS_TEXT_INIT;
    rs_text_add_reference_name(&text, h->snapshot, reference);
    bool same = strcmp(rs_text_string(&text), name) == 0;
    rs_text_release(&text);
    return same;
}

rs_reference_id heap_reference(const heap *h, const char *from, const char *to, const char *name) {
    const rs_columns *c = rs_snapshot_columns(h->snapshot);
    rs_object_id source = heap_id(h, from), target = heap_id(h, to);
    for (uint32_t r = c->row[source]; r < c->row[source + 1]; r++)
        if (c->target[r] == target && bears_name(h, r, name)) return r;
    fprintf(stderr, "heap_reference: no reference from \"%s\" to \"%s\"\n", from, to);
    exit(1);
}
