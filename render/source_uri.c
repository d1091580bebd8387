/* source_uri.c: files of the source as those who read a report name them.          Header: report_cycles.h. Map: render/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <ctype.h>
#include <string.h>

#include "report_cycles.h"

/* A relative name is one below the folder that the program was started in. */
const char *rs__path_inside(bool *inside, const char *file, const char *folder) {
    size_t length = folder ? strlen(folder) : 0;
    while (length > 0 && folder[length - 1] == '/') length--;
    *inside = true;
    if (file[0] == '/' && length > 0 && strncmp(file, folder, length) == 0 && file[length] == '/')
        file += length + 1;
    while (file[0] == '.' && file[1] == '/') file += 2;
    *inside = file[0] != '/' && strncmp(file, "../", 3) != 0;
    return file;
}

/* What a URI's path may hold as it is; all other bytes are written as %NN. */
static bool is_plain(unsigned char c) {
    return c < 0x80 && (isalnum(c) || strchr("/-._~!$&'()*+,;=@", c) != NULL);
}

void rs__add_source_uri(rs_text *text, bool *inside, const char *file, const char *folder) {
    const char *path = rs__path_inside(inside, file, folder);
    if (path[0] == '/') rs_text_add(text, "file://");
    for (; *path != '\0'; path++) {
        if (is_plain((unsigned char)*path))
            rs_text_add_char(text, *path);
        else
            rs_text_addf(text, "%%%02X", (unsigned char)*path);
    }
}

size_t rs__best_place(const rs_places *places, const char *folder) {
    bool inside = false;
    for (size_t i = 0; i < places->count; i++) {
        rs__path_inside(&inside, places->at[i].file, folder);
        if (inside) return i;
    }
    return 0;
}
