/* process_token.h: a number that tells this process from every other.    Implementation: process_token.c. Map: README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef PROCESS_TOKEN_H
#define PROCESS_TOKEN_H

#include <stdint.h>

/* The same whenever it is asked for in one process, another in a forked child and after exec of another program; 0: it cannot
 * be told. Nothing of the machine or the process can be read from it. */
uint32_t rs__process_token(void);

#endif
