# flowbridge_test(<name> SOURCES ... [LINK ...] [LABELS ...] [TIMEOUT seconds])
#
# One GoogleTest program, each of its tests a ctest test of its own. Every .cc below tests/ must be
# named by some target: tests/CMakeLists.txt ends the configure step if one is not.
function(flowbridge_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE flowbridge_options ${arg_LINK} GTest::gmock_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
                       PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT})
endfunction()
