/* type_name.c: the names of a type, read from its slots and from its own namespace.                 Header: decoder.h
 *
 * A heap type's qualified name is a str of its own; its module stands in its namespace and may be anything, so that only an
 * exact str counts. A static type has one C string for both.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "decode_keys.h"
#include "decoder.h"
#include "read_scalar.h"

#define PART_MAX 512u /* bytes of a module's or a type's name that are shown */

static bool is_exact_str(const rs_decoding *decoding, uint64_t object) {
    uint64_t type = rs__word(decoding->image, object + decoding->layout->object_type);
    char name[8];
    return (rs__type_flags_of(decoding->image, decoding->layout, object) & (RS_TYPE_STR | RS_TYPE_HEAP)) ==
               RS_TYPE_STR &&
           strcmp(rs__read_c_string(name, sizeof name, decoding->image,
                                    rs__word(decoding->image, type + decoding->layout->type_name)),
                  "str") == 0;
}

/* UTF-8 of a str object; 0 bytes when it is none. */
static size_t read_name(char *buffer, const rs_decoding *decoding, uint64_t str) {
    rs_chars chars;
    if (str == 0 || !is_exact_str(decoding, str)) return 0;
    if (!rs__read_str(&chars, decoding->image, decoding->layout, str, PART_MAX)) return 0;
    return rs__chars_to_utf8(&chars, buffer, PART_MAX, NULL);
}

static bool str_is(const rs_decoding *decoding, uint64_t str, const char *text, size_t length) {
    rs_chars chars;
    if (str == 0 || rs__word(decoding->image, str + decoding->layout->str_length) != length) return false;
    return rs__read_str(&chars, decoding->image, decoding->layout, str, length) && chars.ascii &&
           memcmp(chars.data, text, length) == 0;
}

uint64_t rs__dict_value(const rs_decoding *decoding, uint64_t dict, const char *key, size_t length) {
    rs_keys keys;
    if (dict == 0 || rs__word(decoding->image, dict + decoding->layout->dict_values) != 0) return 0;
    uint64_t table = rs__word(decoding->image, dict + decoding->layout->dict_keys);
    if (!rs__keys_read(&keys, decoding->image, decoding->layout, table)) return 0;
    for (uint64_t i = 0; i < keys.count; i++) {
        uint64_t entry = keys.entries + keys.entry_size * i;
        if (!rs__at(decoding->image, entry, keys.entry_size)) return 0;
        uint64_t value = rs__word(decoding->image, entry + keys.value_at);
        if (value != 0 && str_is(decoding, rs__word(decoding->image, entry + keys.key_at), key, length))
            return value;
    }
    return 0;
}

static void give(uint32_t *name, uint32_t *bare, rs_decoding *decoding, const char *full, size_t length,
                 size_t module) {
    *name = rs__name_of_text(decoding->names, full, length);
    *bare = module == 0 ? *name : rs__name_of_text(decoding->names, full + module, length - module);
}

/* "module.name", a built-in type's without the module. */
static void name_static(uint32_t *name, uint32_t *bare, rs_decoding *decoding, uint64_t type) {
    char buffer[PART_MAX];
    rs__read_c_string(buffer, sizeof buffer, decoding->image,
                      rs__word(decoding->image, type + decoding->layout->type_name));
    const char *dot = strrchr(buffer, '.');
    give(name, bare, decoding, buffer, strlen(buffer), dot ? (size_t)(dot + 1 - buffer) : 0);
}

void rs__type_names(uint32_t *name, uint32_t *bare, rs_decoding *decoding, uint64_t type) {
    const rs_layout *layout = decoding->layout;
    char full[2 * PART_MAX + 1];
    size_t module = 0, length = 0;
    if (!(rs__word(decoding->image, type + layout->type_flags) & RS_TYPE_HEAP)) {
        name_static(name, bare, decoding, type);
        return;
    }
    uint64_t dict = rs__word(decoding->image, type + layout->type_dict);
    module = read_name(full, decoding, rs__dict_value(decoding, dict, "__module__", 10));
    if (module == 8 && memcmp(full, "builtins", 8) == 0) module = 0;
    if (module > 0) full[module++] = '.';
    length = read_name(full + module, decoding, rs__word(decoding->image, type + layout->heap_type_qualname));
    if (length == 0) {
        name_static(name, bare, decoding, type);
        return;
    }
    give(name, bare, decoding, full, module + length, module);
}
