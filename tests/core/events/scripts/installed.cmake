# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DEVENTS=core/events -DEXAMPLE=… -DWORK=… -DCXX=… -DLAUNCHER=… -P installed.cmake
# Builds core/events as a project of its own, installs it, and builds the example from the installed copy.
cmake_minimum_required(VERSION 3.21)
set(SCRIPTS ${CMAKE_CURRENT_LIST_DIR})
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE out ERROR_VARIABLE out RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    string(JOIN " " line ${ARGN})
    message(FATAL_ERROR "failed: ${line}\n${out}")
  endif()
endfunction()

function(expect program)
  run(${CMAKE_COMMAND} -DPROGRAM=${program} -DEXPECTED=${EXAMPLE}/expected.txt -P ${SCRIPTS}/prints.cmake)
  message(STATUS "${program} prints what it should")
endfunction()

set(toolchain -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=${CXX})
if(LAUNCHER)
  list(APPEND toolchain -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
endif()

run(${CMAKE_COMMAND} -S ${EVENTS} -B ${WORK}/build ${toolchain} -DCMAKE_INSTALL_LIBDIR=lib)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${CMAKE_COMMAND} --install ${WORK}/build --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/installed) # an installed copy may be moved

foreach(file lib/libember_events.a lib/pkgconfig/ember-events.pc lib/cmake/EmberEvents/EmberEventsConfig.cmake
             lib/cmake/EmberEvents/EmberEventsConfigVersion.cmake include/ember/events/eventemitter.h
             share/doc/ember-events/LICENSE share/doc/ember-events/README.md)
  if(NOT EXISTS ${WORK}/installed/${file})
    message(FATAL_ERROR "${file} was not installed")
  endif()
endforeach()
file(READ ${WORK}/installed/share/doc/ember-events/LICENSE licence)
if(NOT licence MATCHES "^MIT License")
  message(FATAL_ERROR "the licence is not the MIT licence: ${licence}")
endif()

foreach(withoutKeywords OFF ON)
  set(build ${WORK}/example-${withoutKeywords})
  run(${CMAKE_COMMAND} -S ${EXAMPLE} -B ${build} ${toolchain} -DCMAKE_PREFIX_PATH=${WORK}/installed
      -DEXAMPLE_NO_KEYWORDS=${withoutKeywords})
  run(${CMAKE_COMMAND} --build ${build})
  expect(${build}/example)
endforeach()

set(ENV{PKG_CONFIG_PATH} ${WORK}/installed/lib/pkgconfig)
execute_process(COMMAND pkg-config --cflags --libs ember-events OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY
                OUTPUT_STRIP_TRAILING_WHITESPACE)
separate_arguments(flags)
run(${CXX} -std=c++20 ${EXAMPLE}/main.cpp -o ${WORK}/by-pkg-config ${flags})
expect(${WORK}/by-pkg-config)
