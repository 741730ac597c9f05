# SPDX-FileCopyrightText: 2026 The Emberscope authors
# SPDX-License-Identifier: MIT
#
# Library, headers, CMake package, pkg-config file and licence, as component "events". In Emberscope's tree only
# `cmake --install <build> --component events` installs them: installing the program does not bring headers along.
include(CMakePackageConfigHelpers)

set(component COMPONENT events)
if(NOT PROJECT_IS_TOP_LEVEL)
  list(APPEND component EXCLUDE_FROM_ALL)
endif()
set(packageFolder ${CMAKE_INSTALL_LIBDIR}/cmake/EmberEvents)

target_compile_features(ember_events PUBLIC cxx_std_20)
target_include_directories(ember_events PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(ember_events PROPERTIES EXPORT_NAME events POSITION_INDEPENDENT_CODE ON)

install(TARGETS ember_events EXPORT EmberEventsTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} ${component})
install(DIRECTORY include/ember DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} ${component} FILES_MATCHING PATTERN "*.h")
install(EXPORT EmberEventsTargets NAMESPACE ember:: DESTINATION ${packageFolder} ${component})
install(FILES LICENSE README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ember-events ${component})

configure_package_config_file(cmake/EmberEventsConfig.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/EmberEventsConfig.cmake
                              INSTALL_DESTINATION ${packageFolder})
# Before 1.0 a new minor version may change what programs rely on.
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/EmberEventsConfigVersion.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/EmberEventsConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/EmberEventsConfigVersion.cmake DESTINATION ${packageFolder} ${component})

# Relative to the file itself, so that an installed copy may be moved.
file(RELATIVE_PATH upToPrefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" upToPrefix "${upToPrefix}")
configure_file(cmake/ember-events.pc.in ${CMAKE_CURRENT_BINARY_DIR}/ember-events.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ember-events.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig ${component})
