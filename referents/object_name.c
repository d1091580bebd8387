/* object_name.c: the names that functions, modules, code, generators, types and frames bear.        Header: frame_place.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stdio.h>
#include <string.h>

#include "frame_place.h"
#include "read_line.h"
#include "read_scalar.h"

enum { NAME_BYTES = 256, FILE_BYTES = 1024, METHODS_MAX = 16 };

static uint32_t name_at(rs_decoding *decoding, uint64_t object, uint16_t offset) {
    uint64_t str = offset ? rs__word(decoding->image, object + offset) : 0;
    return rs__name_of_str(decoding->names, decoding->image, decoding->layout, str);
}

static size_t text_of(char *buffer, size_t size, rs_decoding *decoding, uint64_t str) {
    rs_chars chars;
    if (str == 0 || !rs__read_str(&chars, decoding->image, decoding->layout, str, size)) return 0;
    return rs__chars_to_utf8(&chars, buffer, size, NULL);
}

static uint64_t code_name_of(rs_decoding *decoding, uint64_t code) {
    uint16_t offset = decoding->layout->code_qualname ? decoding->layout->code_qualname
                                                      : decoding->layout->code_name;
    return rs__word(decoding->image, code + offset);
}

/* What stands behind the last '/' or '\'. */
static const char *base_of(const char *path, size_t *length) {
    size_t start = *length;
    while (start > 0 && path[start - 1] != '/' && path[start - 1] != '\\') start--;
    *length -= start;
    return path + start;
}

uint32_t rs__frame_name(rs_decoding *decoding, const rs_frame_place *place) {
    char name[NAME_BYTES], file[FILE_BYTES], text[NAME_BYTES + FILE_BYTES + 32];
    int name_length = (int)text_of(name, sizeof name, decoding, code_name_of(decoding, place->code));
    size_t length = text_of(file, sizeof file, decoding,
                            rs__word(decoding->image, place->code + decoding->layout->code_filename));
    if (name_length == 0) return 0;
    const char *base = base_of(file, &length);
    uint32_t line = rs__read_line(decoding->image, decoding->layout, place->code, place->instruction);
    int written = line ? snprintf(text, sizeof text, "%.*s (%.*s:%u)", name_length, name, (int)length, base,
                                  (unsigned)line)
                       : snprintf(text, sizeof text, "%.*s (%.*s)", name_length, name, (int)length, base);
    return rs__name_of_text(decoding->names, text, written > 0 ? strlen(text) : 0);
}

static uint32_t frame_object_name(rs_decoding *decoding, uint64_t object) {
    rs_frame_place place;
    if (!rs__frame_object_place(&place, decoding->image, decoding->layout, object)) return 0;
    return rs__frame_name(decoding, &place);
}

static uint32_t builtin_name(rs_decoding *decoding, uint64_t object) {
    char text[NAME_BYTES];
    uint64_t definition = rs__word(decoding->image, object + decoding->layout->builtin_definition);
    uint64_t name = definition ? rs__word(decoding->image, definition + decoding->layout->method_def_name)
                               : 0;
    rs__read_c_string(text, sizeof text, decoding->image, name);
    return rs__name_of_text(decoding->names, text, strlen(text));
}

/* A method may be bound to another callable; a type bound as one has no name that could be read here. */
static uint32_t method_name(rs_decoding *decoding, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    for (int depth = 0; object != 0 && depth < METHODS_MAX; depth++) {
        uint64_t type = rs__word(decoding->image, object + layout->object_type);
        char text[NAME_BYTES];
        rs__read_c_string(text, sizeof text, decoding->image,
                          rs__word(decoding->image, type + layout->type_name));
        if (strcmp(text, "function") == 0) return name_at(decoding, object, layout->function_qualname);
        if (strcmp(text, "builtin_function_or_method") == 0) return builtin_name(decoding, object);
        if (strcmp(text, "method") != 0) return 0;
        object = rs__word(decoding->image, object + layout->method_func);
    }
    return 0;
}

static uint32_t type_name(rs_decoding *decoding, uint64_t object) {
    uint32_t name = 0, bare = 0;
    rs__type_names(&name, &bare, decoding, object);
    return name;
}

uint32_t rs__name_borne(rs_decoding *decoding, rs_kind kind, uint64_t object) {
    const rs_layout *layout = decoding->layout;
    switch (kind) {
    case RS_KIND_FUNCTION: return name_at(decoding, object, layout->function_qualname);
    case RS_KIND_BUILTIN: return builtin_name(decoding, object);
    case RS_KIND_METHOD: return method_name(decoding, object);
    case RS_KIND_MODULE: return name_at(decoding, object, layout->module_name);
    case RS_KIND_CODE:
        return rs__name_of_str(decoding->names, decoding->image, layout, code_name_of(decoding, object));
    case RS_KIND_GENERATOR: return name_at(decoding, object, layout->generator_qualname);
    case RS_KIND_TYPE: return type_name(decoding, object);
    case RS_KIND_FRAME: return frame_object_name(decoding, object);
    default: return 0;
    }
}
