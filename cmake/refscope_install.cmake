# What `cmake --install` lays down: the library with its headers and pkg-config file. The command and the package install
# themselves (cli/).
# SPDX-License-Identifier: GPL-2.0-or-later
add_library(refscope_library SHARED
  $<TARGET_OBJECTS:referents> $<TARGET_OBJECTS:referents_cpython> $<TARGET_OBJECTS:graph> $<TARGET_OBJECTS:render>)
set_target_properties(refscope_library PROPERTIES
  OUTPUT_NAME refscope VERSION ${PROJECT_VERSION} SOVERSION 0 LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}")
# The interpreter it looks at brings CPython's own symbols: the program links libpython, or is Python itself.
target_link_libraries(refscope_library PRIVATE refscope_flags
  PkgConfig::IGRAPH PkgConfig::JANSSON PkgConfig::LIBXML PkgConfig::XXHASH PkgConfig::ZSTD m pthread)

file(GLOB _headers "${CMAKE_SOURCE_DIR}/referents/rs_*.h" "${CMAKE_SOURCE_DIR}/graph/rs_*.h" "${CMAKE_SOURCE_DIR}/render/rs_*.h")
# The file names its prefix from where it stands, so that the tree can be moved.
file(RELATIVE_PATH REFSCOPE_PC_UP "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
configure_file("${CMAKE_CURRENT_LIST_DIR}/refscope.pc.in" "${CMAKE_BINARY_DIR}/refscope.pc" @ONLY)

if(NOT SKBUILD)
  install(TARGETS refscope_library LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}")
  install(FILES ${_headers} DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/refscope")
  install(FILES "${CMAKE_BINARY_DIR}/refscope.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endif()
