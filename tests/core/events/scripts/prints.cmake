# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# cmake -DPROGRAM=… -DEXPECTED=x.txt -P prints.cmake: the program must end well and print exactly that to stdout.
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE out ERROR_VARIABLE err RESULT_VARIABLE result)
file(READ ${EXPECTED} wanted)
if(wanted STREQUAL "")
  message(FATAL_ERROR "${EXPECTED} is empty: the guide has no ```text block behind that program")
endif()
if(NOT result EQUAL 0 OR NOT out STREQUAL wanted)
  message(FATAL_ERROR "${PROGRAM} ended with ${result} and printed\n${out}\n${err}\ninstead of\n${wanted}")
endif()
