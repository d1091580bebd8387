/* nearest.h: did you mean.                                            Implementation: nearest.c. Map: cli/README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef REFSCOPE_NEAREST_H
#define REFSCOPE_NEAREST_H

/* The name of the NULL-terminated list that a person who wrote `word` most likely meant, or NULL when none is close. */
const char *rs__nearest(const char *word, const char *const *names);

#endif
