/* The executable `refscope`: the command without a Python of its own.  Everything it does: cli_main.c. Programs: elsewhere.c
 *                                                                                                  Map: README.md
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "rs_program.h"

int main(int argc, char **argv) {
    return rs_cli_main(argc, argv, rs_host_without_python());
}
