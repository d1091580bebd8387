# Asks the chosen interpreter itself for its headers and library: right for Debian's, for pyenv's shims and for a venv.
# SPDX-License-Identifier: GPL-2.0-or-later
if(REFSCOPE_PYTHON STREQUAL "" AND SKBUILD AND Python_EXECUTABLE)
  set(_python "${Python_EXECUTABLE}") # pip install: the Python that it installs for
elseif(REFSCOPE_PYTHON STREQUAL "")
  find_program(REFSCOPE_PYTHON_FOUND NAMES python3 REQUIRED)
  set(_python "${REFSCOPE_PYTHON_FOUND}")
else()
  set(_python "${REFSCOPE_PYTHON}")
endif()

execute_process(
  COMMAND "${_python}" -c
"import sys, sysconfig as s
v = s.get_config_vars()
print(';'.join(str(x) for x in (
  sys.executable, '%d.%d' % sys.version_info[:2], '%d.%d.%d' % sys.version_info[:3], s.get_path('include'), s.get_path('platinclude'),
  v.get('LIBDIR') or '', v.get('MULTIARCH') or '', v.get('LDLIBRARY') or '', v.get('EXT_SUFFIX') or '.so',
  s.get_path('platlib'), v.get('Py_GIL_DISABLED') or 0, v.get('LIBPL') or '', sys.prefix)))"
  OUTPUT_VARIABLE _answer OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
list(GET _answer 0 REFSCOPE_PYTHON_EXECUTABLE)
list(GET _answer 1 REFSCOPE_PYTHON_VERSION)
list(GET _answer 2 REFSCOPE_PYTHON_FULL_VERSION)
list(GET _answer 3 _include)
list(GET _answer 4 _platinclude)
list(GET _answer 5 _libdir)
list(GET _answer 6 _multiarch)
list(GET _answer 7 _library)
list(GET _answer 8 REFSCOPE_PYTHON_SUFFIX)
list(GET _answer 9 REFSCOPE_PYTHON_SITE)
list(GET _answer 10 _nogil)
list(GET _answer 11 _libpl)
list(GET _answer 12 REFSCOPE_PYTHON_PREFIX)

if(REFSCOPE_PYTHON_VERSION VERSION_LESS 3.9 OR REFSCOPE_PYTHON_VERSION VERSION_GREATER_EQUAL 3.14)
  message(FATAL_ERROR "refscope: Python ${REFSCOPE_PYTHON_FULL_VERSION} (${_python}): refscope reads the layouts of CPython 3.9 to 3.13")
endif()
if(_nogil)
  message(FATAL_ERROR "refscope: ${_python}: free-threaded builds of CPython are not supported yet")
endif()
if(NOT EXISTS "${_include}/Python.h")
  message(FATAL_ERROR "refscope: ${_include}/Python.h: not found; install the headers of this Python (Debian: python3-dev)")
endif()

add_library(refscope_python_headers INTERFACE)
add_library(refscope::python_headers ALIAS refscope_python_headers)
target_include_directories(refscope_python_headers SYSTEM INTERFACE "${_include}" "${_platinclude}")

unset(REFSCOPE_LIBPYTHON CACHE) # the folder may have been configured for another Python of the same version
find_library(REFSCOPE_LIBPYTHON NAMES "${_library}" "python${REFSCOPE_PYTHON_VERSION}"
  HINTS "${_libdir}" "${_libdir}/${_multiarch}" "${_libpl}" "${REFSCOPE_PYTHON_PREFIX}/lib" REQUIRED)
set(_libpython "${REFSCOPE_LIBPYTHON}")
get_filename_component(_libpython_dir "${_libpython}" DIRECTORY)
add_library(refscope_python_embed INTERFACE)
add_library(refscope::python_embed ALIAS refscope_python_embed)
target_link_libraries(refscope_python_embed INTERFACE refscope_python_headers "${_libpython}" m dl pthread util)
target_link_options(refscope_python_embed INTERFACE "-Wl,-rpath,${_libpython_dir}")

message(STATUS "Python: ${REFSCOPE_PYTHON_EXECUTABLE} ${REFSCOPE_PYTHON_FULL_VERSION}, ${_libpython}")
