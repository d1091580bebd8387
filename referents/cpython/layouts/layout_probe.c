/* layout_probe.c: prints what the installed headers say of every member of a table, as lines of a table.
 * The other half: ../layout_sources.def. Manual: ../../LAYOUTS.md. A program of its own, for those who add a version:
 *     cc -I$(python3 -c 'import sysconfig; print(sysconfig.get_path("include"))') layout_probe.c -o probe && ./probe
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include <stddef.h>
#include <stdio.h>

#include "../layout_headers.h"

#define HEADER(member, structure, field) printf("XX(%s, %zu)\n", #member, offsetof(structure, field));
#define SIZEOF(member, structure)        printf("XX(%s, %zu)\n", #member, sizeof(structure));
#if PY_VERSION_HEX >= 0x030A0000
#define HEADER_310 HEADER
#else
#define HEADER_310(member, structure, field)
#endif
#define DEBUG(member, structure, field)
#define DEBUG_SIZEOF(member, structure)

int main(void) {
#include "../layout_sources.def"
    return 0;
}
