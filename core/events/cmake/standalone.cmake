# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: MIT
#
# What Emberscope's tree gives this folder when it is built as a part of it.
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Kind of build" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
include(GNUInstallDirs)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core)
find_package(Threads REQUIRED)

function(ember_core_library name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS")
  file(GLOB headers CONFIGURE_DEPENDS include/ember/${name}/*.h)
  add_library(ember_${name} STATIC ${ARG_SOURCES} ${headers})
  add_library(ember::${name} ALIAS ember_${name})
  target_include_directories(ember_${name} PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> PRIVATE src)
  target_link_libraries(ember_${name} PUBLIC ${ARG_DEPENDS} PRIVATE ${ARG_PRIVATE_DEPENDS})
  target_compile_definitions(ember_${name} PRIVATE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII
                                                   QT_USE_QSTRINGBUILDER)
endfunction()
