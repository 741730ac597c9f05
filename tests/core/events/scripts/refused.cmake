# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DSOURCE=x.cpp -P refused.cmake -- COMPILER FLAGS…
# The compiler must refuse the file and say what the file's line "// Must not compile: …" announces. A file without that
# line must compile.
cmake_minimum_required(VERSION 3.21)
set(command "")
set(after OFF)
foreach(index RANGE ${CMAKE_ARGC})
  if(after AND NOT "${CMAKE_ARGV${index}}" STREQUAL "")
    list(APPEND command "${CMAKE_ARGV${index}}")
  elseif("${CMAKE_ARGV${index}}" STREQUAL "--")
    set(after ON)
  endif()
endforeach()
file(STRINGS ${SOURCE} announced REGEX "^// Must not compile: ")
string(REPLACE "// Must not compile: " "" phrase "${announced}")

execute_process(COMMAND ${command} ${SOURCE} OUTPUT_VARIABLE out ERROR_VARIABLE out RESULT_VARIABLE result)
if(phrase STREQUAL "")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${SOURCE} must compile:\n${out}")
  endif()
  return()
endif()
if(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiled; it must not: ${phrase}")
endif()
string(FIND "${out}" "${phrase}" found)
if(found EQUAL -1)
  message(FATAL_ERROR "${SOURCE} was refused, but not with \"${phrase}\":\n${out}")
endif()
# The reader must find our sentence among the first errors.
string(FIND "${out}" "error:" firstError)
string(SUBSTRING "${out}" ${firstError} -1 errors)
string(REGEX MATCHALL "error:" all "${errors}")
list(LENGTH all count)
if(count GREATER 4)
  message(FATAL_ERROR "${SOURCE} gives ${count} errors; ours drowns in them:\n${out}")
endif()
