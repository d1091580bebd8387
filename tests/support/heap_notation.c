/* heap_notation.c: snapshots written as one line.                                        Manual: heap.h. Map: tests/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"

typedef struct parser {
    const char *notation, *at;
    heap_builder *builder;
    uint32_t objects;
    uint32_t items[4096]; /* items so far, of the first objects: the next index of a list */
} parser;

static _Noreturn void mistake(const parser *p, const char *format, ...) RS_PRINTF(2, 3);
static _Noreturn void mistake(const parser *p, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "heap_of: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n    in \"%s\"\n    at \"%s\"\n", p->notation, p->at);
    va_end(arguments);
    exit(1);
}

static bool take(parser *p, const char *sign) {
    size_t length = strlen(sign);
    if (strncmp(p->at, sign, length) != 0) return false;
    p->at += length;
    return true;
}

static void expect(parser *p, const char *sign) {
    if (!take(p, sign)) mistake(p, "\"%s\" is missing", sign);
}

static void skip_spaces(parser *p) {
    while (isspace((unsigned char)*p->at)) p->at++;
}

/* A word goes on until one of the signs that end it. */
static void take_until(parser *p, const char *ends, char *word, size_t room) {
    size_t length = strcspn(p->at, ends);
    if (length == 0) mistake(p, "a name is missing");
    if (length >= room) mistake(p, "a name is too long");
    memcpy(word, p->at, length);
    word[length] = '\0';
    p->at += length;
}

/* ---- Types ---------------------------------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    rs_kind kind;
} builtin_types[] = {
    {"list", RS_KIND_LIST},
    {"tuple", RS_KIND_TUPLE},
    {"dict", RS_KIND_DICT},
    {"set", RS_KIND_SET},
    {"frozenset", RS_KIND_FROZENSET},
    {"str", RS_KIND_STR},
    {"bytes", RS_KIND_BYTES},
    {"bytearray", RS_KIND_BYTEARRAY},
    {"int", RS_KIND_INT},
    {"bool", RS_KIND_BOOL},
    {"float", RS_KIND_FLOAT},
    {"complex", RS_KIND_COMPLEX},
    {"NoneType", RS_KIND_NONE},
    {"ellipsis", RS_KIND_ELLIPSIS},
    {"function", RS_KIND_FUNCTION},
    {"builtin_function_or_method", RS_KIND_BUILTIN},
    {"method", RS_KIND_METHOD},
    {"code", RS_KIND_CODE},
    {"cell", RS_KIND_CELL},
    {"module", RS_KIND_MODULE},
    {"type", RS_KIND_TYPE},
    {"frame", RS_KIND_FRAME},
    {"generator", RS_KIND_GENERATOR},
    {"coroutine", RS_KIND_GENERATOR},
    {"traceback", RS_KIND_TRACEBACK},
    {"Exception", RS_KIND_EXCEPTION},
    {"weakref", RS_KIND_WEAKREF},
    {"thread", RS_KIND_THREAD_RECORD},
    {"interpreter", RS_KIND_INTERPRETER_RECORD},
    {"running_frame", RS_KIND_FRAME_RECORD},
};

static rs_kind kind_of(const char *type) {
    for (size_t i = 0; i < sizeof builtin_types / sizeof *builtin_types; i++)
        if (strcmp(builtin_types[i].name, type) == 0) return builtin_types[i].kind;
    return RS_KIND_INSTANCE;
}

/* Objects that hold nothing are not in the collector's lists. */
static bool is_tracked(rs_kind kind) {
    return kind < RS_KIND_STR ||
           (kind > RS_KIND_ELLIPSIS && kind < RS_KIND_THREAD_RECORD && kind != RS_KIND_CODE);
}

static void set_type(heap_object *object, const char *type, rs_kind kind, bool subclass) {
    free((char *)object->type);
    object->type = strdup(type);
    object->kind = kind;
    object->subclass = subclass;
    object->flags &= (uint8_t)~RS_OBJECT_TRACKED;
    if (is_tracked(kind)) object->flags |= RS_OBJECT_TRACKED;
    if (kind == RS_KIND_TYPE && !object->name) object->name = strdup(object->label);
}

static void parse_type(parser *p, uint32_t number) {
    char type[100], base[100];
    heap_object *object = heap_object_at(p->builder, number);
    take_until(p, " \n\t<={-", type, sizeof type);
    if (!take(p, "<")) {
        set_type(object, type, kind_of(type), false);
        return;
    }
    take_until(p, " \n\t={-", base, sizeof base);
    set_type(object, type, kind_of(base), true);
}

/* ---- Values --------------------------------------------------------------------------------------------------------- */

/* 'text' or b'bytes', with \xNN, \n, \\ and \' as in Python. */
static rs_value parse_quoted(parser *p) {
    static char bytes[4096];
    rs_value value = {.kind = take(p, "b") ? RS_VALUE_BYTES : RS_VALUE_TEXT, .bytes = bytes};
    expect(p, "'");
    while (*p->at != '\'') {
        if (*p->at == '\0' || value.length + 1 >= sizeof bytes) mistake(p, "a value has no end");
        char c = *p->at++;
        if (c == '\\' && *p->at == 'x') {
            c = (char)strtoul((char[]){p->at[1], p->at[2], '\0'}, NULL, 16);
            p->at += 3;
        } else if (c == '\\')
            c = *p->at == 'n' ? (p->at++, '\n') : *p->at++;
        bytes[value.length++] = c;
    }
    expect(p, "'");
    value.cut = take(p, "...");
    return value;
}

static rs_value parse_number(parser *p, const char **type) {
    char *end;
    rs_value value = {.kind = RS_VALUE_INT};
    *type = "int";
    bool negative = p->at[0] == '-';
    if (strncmp(p->at + negative, "int", 3) == 0) {
        value.kind = RS_VALUE_BIG_INT;
        value.negative = negative;
        value.length = (uint32_t)strtoul(p->at + negative + 3, &end, 10);
        p->at = end;
        return value;
    }
    value.integer = strtoll(p->at, &end, 10);
    if (*end == '.' || *end == 'e' || end == p->at) {
        const char *start = p->at;
        value = (rs_value){.kind = RS_VALUE_FLOAT, .real = strtod(start, &end)};
        *type = "float";
        if (end == start) mistake(p, "a value is missing");
    }
    p->at = end;
    return value;
}

static rs_value parse_scalar(parser *p, const char **type) {
    *type = "bool";
    if (take(p, "True")) return (rs_value){.kind = RS_VALUE_INT, .integer = 1};
    if (take(p, "False")) return (rs_value){.kind = RS_VALUE_INT, .integer = 0};
    *type = "NoneType";
    if (take(p, "None")) return (rs_value){.kind = RS_VALUE_UNKNOWN};
    *type = p->at[0] == 'b' ? "bytes" : "str";
    if (p->at[0] == '\'' || (p->at[0] == 'b' && p->at[1] == '\'')) return parse_quoted(p);
    return parse_number(p, type);
}

static void parse_value(parser *p, uint32_t number) {
    const char *type;
    rs_value value = parse_scalar(p, &type);
    heap_object *object = heap_object_at(p->builder, number);
    if (strcmp(object->type, "Node") == 0) set_type(object, type, kind_of(type), false);
    if (value.bytes) {
        char *bytes = malloc(value.length + 1u);
        memcpy(bytes, value.bytes, value.length);
        value.bytes = bytes;
    }
    free((char *)object->value.bytes);
    object->value = value;
}

/* ---- Braces --------------------------------------------------------------------------------------------------------- */

static unsigned long long parse_unsigned(parser *p) {
    char *end;
    unsigned long long number = strtoull(p->at, &end, 0);
    if (end == p->at) mistake(p, "a number is missing");
    p->at = end;
    return number;
}

static void parse_count(parser *p, heap_object *object) {
    if (take(p, "+")) {
        object->held = (uint32_t)parse_unsigned(p);
        return;
    }
    object->count = (uint32_t)parse_unsigned(p);
    object->count_given = true;
}

static void parse_name(parser *p, const char **text) {
    char name[200];
    bool quoted = take(p, "\"");
    take_until(p, quoted ? "\"" : " }", name, sizeof name);
    if (quoted) expect(p, "\"");
    free((char *)*text);
    *text = strdup(name);
}

static bool parse_flag(parser *p, heap_object *object) {
    static const struct {
        const char *word;
        uint8_t flag;
    } flags[] = {
        {"frozen", RS_OBJECT_FROZEN}, {"immortal", RS_OBJECT_IMMORTAL}, {"opaque", RS_OBJECT_OPAQUE},
        {"seed", RS_OBJECT_SEED},     {"tracked", RS_OBJECT_TRACKED},
    };
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (take(p, flags[i].word)) {
            object->flags |= flags[i].flag;
            return true;
        }
    if (!take(p, "untracked")) return false;
    object->flags &= (uint8_t)~RS_OBJECT_TRACKED;
    return true;
}

static void parse_braces(parser *p, uint32_t number) {
    heap_object *object = heap_object_at(p->builder, number);
    for (skip_spaces(p); !take(p, "}"); skip_spaces(p)) {
        if (take(p, "size="))
            object->size = parse_unsigned(p);
        else if (take(p, "addr="))
            object->address = parse_unsigned(p);
        else if (take(p, "refs="))
            parse_count(p, object);
        else if (take(p, "name="))
            parse_name(p, &object->name);
        else if (take(p, "file="))
            parse_name(p, &object->file);
        else if (take(p, "line="))
            object->line = (uint32_t)parse_unsigned(p);
        else if (!parse_flag(p, object))
            mistake(p, "these braces say something unknown");
    }
}

/* ---- Objects -------------------------------------------------------------------------------------------------------- */

static uint32_t object_labelled(parser *p, const char *label) {
    for (uint32_t o = 0; o < p->objects; o++)
        if (strcmp(heap_object_at(p->builder, o)->label, label) == 0) return o;
    heap_object object = heap_node();
    object.label = label;
    object.held = strncmp(label, "root", 4) == 0;
    p->objects++;
    return heap_add_object(p->builder, &object);
}

static uint32_t parse_object(parser *p) {
    char label[100];
    take_until(p, " \n\t:={}-<>[]'\"", label, sizeof label);
    uint32_t object = object_labelled(p, label);
    if (take(p, ":")) parse_type(p, object);
    if (take(p, "=")) parse_value(p, object);
    if (take(p, "{")) parse_braces(p, object);
    return object;
}

/* ---- References ----------------------------------------------------------------------------------------------------- */

static uint32_t string_name(parser *p, rs_name_kind kind, const char *string) {
    return RS_NAME(kind, heap_add_string(p->builder, string));
}

static uint32_t next_index(parser *p, uint32_t from) {
    if (from >= sizeof p->items / sizeof *p->items) mistake(p, "too many objects");
    return p->items[from]++;
}

/* The name that the source's kind gives to a reference without one. */
static uint32_t default_name(parser *p, uint32_t from, uint32_t to) {
    const char *label = heap_object_at(p->builder, to)->label;
    switch (heap_object_at(p->builder, from)->kind) {
    case RS_KIND_LIST:
    case RS_KIND_TUPLE: return RS_NAME(RS_NAME_INDEX, next_index(p, from));
    case RS_KIND_DICT: return string_name(p, RS_NAME_KEY_TEXT, label);
    case RS_KIND_SET:
    case RS_KIND_FROZENSET: return RS_NAME(RS_NAME_MEMBER, 0);
    case RS_KIND_CELL: return string_name(p, RS_NAME_ATTRIBUTE, "cell_contents");
    case RS_KIND_FRAME:
    case RS_KIND_FRAME_RECORD: return string_name(p, RS_NAME_LOCAL, label);
    default: return string_name(p, RS_NAME_ATTRIBUTE, label);
    }
}

static bool is_prefixed(const char **name, const char *prefix) {
    size_t length = strlen(prefix);
    if (strncmp(*name, prefix, length) != 0) return false;
    *name += length;
    return true;
}

/* What stands in brackets: an index, a key in quotes, or the label of the object that is the key. */
static uint32_t bracket_name(parser *p, uint32_t from, const char *inside) {
    char word[200];
    snprintf(word, sizeof word, "%s", inside);
    size_t length = strlen(word);
    if (length == 0 || word[length - 1] != ']') mistake(p, "\"]\" is missing");
    word[--length] = '\0';
    if (isdigit((unsigned char)word[0])) return RS_NAME(RS_NAME_INDEX, strtoul(word, NULL, 10));
    if (word[0] == '\'') {
        word[length - 1] = '\0';
        return string_name(p, RS_NAME_KEY_TEXT, word + 1);
    }
    heap_add_reference(p->builder, from, object_labelled(p, word), RS_NAME(RS_NAME_DICT_KEY, 0));
    return RS_NAME(RS_NAME_KEY, 0);
}

static uint32_t name_of(parser *p, uint32_t from, const char *name) {
    if (is_prefixed(&name, ".")) return string_name(p, RS_NAME_ATTRIBUTE, name);
    if (is_prefixed(&name, "[")) return bracket_name(p, from, name);
    if (is_prefixed(&name, "local ")) return string_name(p, RS_NAME_LOCAL, name);
    if (is_prefixed(&name, "closure ")) return string_name(p, RS_NAME_CLOSURE, name);
    if (is_prefixed(&name, "field ")) return string_name(p, RS_NAME_FIELD_ITEM, name);
    if (is_prefixed(&name, "stack[")) return RS_NAME(RS_NAME_STACK, strtoul(name, NULL, 10));
    if (is_prefixed(&name, "+0x")) return RS_NAME(RS_NAME_OFFSET, strtoul(name, NULL, 16));
    if (is_prefixed(&name, "{member}")) return RS_NAME(RS_NAME_MEMBER, 0);
    if (is_prefixed(&name, "?")) return RS_NAME(RS_NAME_NONE, 0);
    mistake(p, "\"%s\" is no name of a reference", name);
}

/* A "!" or "~" at the end of a name. */
static uint32_t take_marks(char *name) {
    size_t length = strlen(name);
    uint32_t mark = 0;
    if (length > 0 && name[length - 1] == '!') mark = RS_NAME_EXTRA;
    if (length > 0 && name[length - 1] == '~') mark = RS_NAME_GUESSED;
    if (mark) name[length - 1] = '\0';
    return mark;
}

/* What stands between "-" and "->"; empty when nothing does. */
static void parse_arrow(parser *p, char *name, size_t room) {
    expect(p, "-");
    const char *end = strstr(p->at - 1, "->");
    if (!end) mistake(p, "\"->\" is missing");
    size_t length = end < p->at ? 0 : (size_t)(end - p->at);
    if (length >= room) mistake(p, "a name is too long");
    memcpy(name, p->at, length);
    name[length] = '\0';
    p->at = end + 2;
}

static uint32_t parse_reference(parser *p, uint32_t from) {
    char name[200];
    parse_arrow(p, name, sizeof name);
    uint32_t mark = take_marks(name), packed = name[0] ? name_of(p, from, name) : 0;
    uint32_t to = parse_object(p);
    if (!name[0]) packed = default_name(p, from, to);
    heap_add_reference(p->builder, from, to, packed | mark);
    return to;
}

heap_builder *heap_builder_of(const char *notation) {
    parser p = {.notation = notation, .at = notation, .builder = heap_builder_new()};
    for (skip_spaces(&p); *p.at; skip_spaces(&p)) {
        uint32_t object = parse_object(&p);
        while (*p.at == '-') object = parse_reference(&p, object);
        if (*p.at && !isspace((unsigned char)*p.at)) mistake(&p, "a space is missing");
    }
    return p.builder;
}

heap *heap_of(const char *notation) {
    return heap_build(heap_builder_of(notation));
}
