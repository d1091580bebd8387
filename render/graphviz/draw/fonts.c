/* draw/fonts.c: whether there were fonts to draw text with.                                    Map: render/graphviz/README.md
 *
 * Pango, which Graphviz's plugin draws text with, gets its fonts from fontconfig and draws none when that has none. It is asked
 * itself, where a plugin has loaded it; a renderer without it has fonts of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "draw.h"

/* The beginning of a fontconfig's FcFontSet, which is public and has always been this. */
typedef struct font_set {
    int count;
} font_set;

typedef font_set *(*fonts_function)(void *configuration, int which);

/* Pictures of points, and documents that fonts are put into. In others text stays text. */
bool rs__draws_letters(const char *format) {
    static const char *const formats[] = {"png", "jp",  "gif", "bmp",  "tif", "webp",
                                          "ico", "tga", "pdf", "wbmp", "vrml"};
    if (strstr(format, ":cairo") || strstr(format, ":gd")) return true;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        if (strncmp(format, formats[i], strlen(formats[i])) == 0) return true;
    return false;
}

const char *rs__fonts_missing(void) {
    void *library = dlopen("libfontconfig.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (library == NULL) return NULL;
    void *found = dlsym(library, "FcConfigGetFonts");
    fonts_function fonts_of = NULL;
    memcpy(&fonts_of, &found, sizeof fonts_of);
    if (fonts_of == NULL) return NULL;
    for (int which = 0; which < 2; which++) { /* the system's, the program's own */
        font_set *fonts = fonts_of(NULL, which);
        if (fonts != NULL && fonts->count > 0) return NULL;
    }
    return "fontconfig finds no font on this machine";
}
