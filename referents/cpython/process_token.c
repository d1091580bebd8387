/* process_token.c: a number that tells this process from every other.          Header: process_token.h. Map: README.md
 *
 * Which boot of which machine, which process, when it began and where its program was put, mixed: a process has the number of
 * an earlier one, but not its start; after exec all is the same but where things are.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "process_token.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What the file begins with, NUL-terminated; "" when it cannot be read. */
static void read_start(char *to, size_t room, const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? -1 : read(file, to, room - 1);
    if (file >= 0) close(file);
    to[got > 0 ? got : 0] = '\0';
}

/* The 22nd field of /proc/self/stat, behind the program's name, which may hold blanks and brackets: ticks since the boot. */
static unsigned long long ticks_at_start(void) {
    char stat[1024];
    unsigned long long ticks = 0;
    read_start(stat, sizeof stat, "/proc/self/stat");
    const char *at = strrchr(stat, ')');
    for (int field = 2; at && field < 22; field++) at = strchr(at + 1, ' ');
    return at && sscanf(at, " %llu", &ticks) == 1 ? ticks : 0;
}

static uint64_t mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

uint32_t rs__process_token(void) {
    static const char here = 0; /* its address is another after exec */
    char boot[64];
    read_start(boot, sizeof boot, "/proc/sys/kernel/random/boot_id");
    unsigned long long ticks = ticks_at_start();
    if (boot[0] == '\0' || ticks == 0) return 0;
    uint64_t hash = mix(mix(mix(1, (uint64_t)getpid()), ticks), (uint64_t)(uintptr_t)&here);
    for (const char *c = boot; *c; c++) hash = mix(hash, (unsigned char)*c);
    uint32_t token = (uint32_t)(hash >> 32);
    return token ? token : 1;
}
