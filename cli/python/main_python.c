/* The executable that runs programs for `refscope`: the command with a Python interpreter of its own.  The one people call:
 * ../main.c. Everything it does: ../cli_main.c                                                        Map: ../README.md
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_program.h"

int main(int argc, char **argv) {
    return rs_cli_main(argc, argv, rs_host_embedding());
}
