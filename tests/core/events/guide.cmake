# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The programs of the guide (core/events/README.md): each ```cpp block is a whole program, and the ```text block behind
# it is what it prints. They are extracted when the tree is configured, built with everything else, and run by tests.
set(guide ${CMAKE_SOURCE_DIR}/core/events/README.md)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${guide})

# Takes the next block of a language from the front of the variable `rest`; leaves "" in `block` where there is none.
macro(next_block language)
  set(block "")
  string(FIND "${rest}" "\n```${language}\n" begin)
  if(NOT begin EQUAL -1)
    string(LENGTH "\n```${language}\n" length)
    math(EXPR begin "${begin} + ${length}")
    string(SUBSTRING "${rest}" ${begin} -1 rest)
    string(FIND "${rest}" "\n```\n" end)
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${rest}" 0 ${end} block)
    string(SUBSTRING "${rest}" ${end} -1 rest)
  endif()
endmacro()

file(READ ${guide} rest)
set(number 0)
while(TRUE)
  next_block(cpp)
  if(block STREQUAL "")
    break()
  endif()
  math(EXPR number "${number} + 1")
  set(source ${CMAKE_CURRENT_BINARY_DIR}/guide/program${number}.cpp)
  set(expected ${CMAKE_CURRENT_BINARY_DIR}/guide/program${number}.txt)
  file(CONFIGURE OUTPUT ${source} CONTENT "${block}" @ONLY)
  # Not under ThreadSanitizer where it ends a thread of Qt: one thread writes to the descriptor that wakes the event
  # loop, the other closes it, both in Glib, and no function of Qt stands between that a suppression could name.
  set(label quick)
  if(EMBER_SANITIZE MATCHES "thread" AND block MATCHES "QThread thread;")
    set(label full)
  endif()
  next_block(text)
  file(CONFIGURE OUTPUT ${expected} CONTENT "${block}" @ONLY)

  add_executable(guide_program${number} ${source})
  target_link_libraries(guide_program${number} PRIVATE ember::events)
  target_compile_options(guide_program${number} PRIVATE -Wall -Wextra)
  if(EMBER_SANITIZE)
    target_compile_options(guide_program${number} PRIVATE -fsanitize=${EMBER_SANITIZE})
    target_link_options(guide_program${number} PRIVATE -fsanitize=${EMBER_SANITIZE})
  endif()
  set_target_properties(guide_program${number} PROPERTIES AUTOMOC OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME guide_program${number}
           COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:guide_program${number}> -DEXPECTED=${expected}
                   -P ${CMAKE_CURRENT_LIST_DIR}/scripts/prints.cmake)
  add_dependencies(ember_quick_tests guide_program${number})
  set_tests_properties(guide_program${number} PROPERTIES LABELS ${label} TIMEOUT 120)
endwhile()
if(number LESS 5)
  message(FATAL_ERROR "${guide}: only ${number} programs were found; the extraction is broken")
endif()
