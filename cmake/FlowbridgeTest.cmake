# flowbridge_test(<name> SOURCES ... LABELS ... [LINK ...] [TIMEOUT seconds])
#
# One GoogleTest program, each of its tests a ctest test of its own. Every .cc below tests/ must be
# named by some target: tests/CMakeLists.txt ends the configure step if one is not.
#
# Labels: what kind of test it is (unit, golden, property, integration, architecture), and tsan if
# it runs threads. The target tests_<label> builds all programs of a label.
function(flowbridge_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINK;LABELS" ${ARGN})
  if(NOT arg_LABELS)
    message(FATAL_ERROR "flowbridge_test(${name}): without LABELS, no script would run it")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE flowbridge_options ${arg_LINK} GTest::gmock_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE FLOWBRIDGE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  set(environment)
  if(FLOWBRIDGE_SANITIZE MATCHES thread)
    # ThreadSanitizer sees librdkafka's threads and locks only through this.
    target_link_libraries(${name} PRIVATE tsan_c11_threads)
    set(environment ENVIRONMENT
                    "TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/tsan.supp")
  endif()
  # A parameter that GoogleTest cannot print would give its test a name of bytes and addresses.
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
                       TEST_LIST ${name}_discovered
                       PROPERTIES TIMEOUT ${arg_TIMEOUT} ${environment})
  # gtest_discover_tests takes a list of labels apart and keeps the first, so they are set after it.
  set(labels_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
  file(WRITE ${labels_file} "
if(${name}_discovered)
  set_tests_properties(\${${name}_discovered} PROPERTIES LABELS \"${arg_LABELS}\")
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels_file})
  foreach(label IN LISTS arg_LABELS)
    if(NOT TARGET tests_${label})
      add_custom_target(tests_${label})
    endif()
    add_dependencies(tests_${label} ${name})
  endforeach()
endfunction()

# For a test with std::regex, in whose headers g++ 12 suspects this once a sanitizer is on.
function(flowbridge_uses_regex name)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endfunction()
