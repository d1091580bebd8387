/* choice.c: words that callers pass for an option.                                The other half: choice.h. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "choice.h"

#include "errors.h"
#include "rs_text.h"

int rs__choice(const char *what, const char *word, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (strcmp(words[i], word) == 0) return i;
    rs_text text = RS_TEXT_INIT;
    rs_error err = RS_ERROR_INIT;
    for (int i = 0; words[i]; i++)
        rs_text_addf(&text, "%s'%s'", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    rs_fail(&err, RS_BAD_ARGUMENT, "%s: '%.60s': must be %s", what, word, rs_text_string(&text));
    rs_text_release(&text);
    rs__raise(&err);
    return -1;
}
