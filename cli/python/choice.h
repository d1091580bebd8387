/* choice.h: words that callers pass for an option.                                The other half: choice.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_CHOICE_H
#define REFSCOPE_CHOICE_H

/* The place of `word` in `words` (NULL-terminated), or -1 with ArgumentError: "what: 'word': must be one of …". */
int rs__choice(const char *what, const char *word, const char *const *words);

#endif
