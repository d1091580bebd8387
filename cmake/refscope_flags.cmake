# What every file of refscope is compiled with.
# SPDX-License-Identifier: GPL-2.0-or-later
add_library(refscope_flags INTERFACE)
target_compile_definitions(refscope_flags INTERFACE _GNU_SOURCE REFSCOPE_VERSION="${PROJECT_VERSION}")
target_compile_options(refscope_flags INTERFACE
  -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wno-unused-parameter
  $<$<BOOL:${REFSCOPE_WERROR}>:-Werror>)
if(NOT REFSCOPE_SANITIZE STREQUAL "")
  target_compile_options(refscope_flags INTERFACE -fsanitize=${REFSCOPE_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer)
  target_link_options(refscope_flags INTERFACE -fsanitize=${REFSCOPE_SANITIZE})
endif()
if(REFSCOPE_FUZZ)
  target_compile_options(refscope_flags INTERFACE -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  target_link_options(refscope_flags INTERFACE -fsanitize=address,undefined)
endif()
