# Shows that an unlisted test source ends the configure step, by name, and that nothing else does.
# cmake -D MODULES=<cmake/> -D SCRATCH=<folder of its own> -P unlisted_source_test.cmake

file(REMOVE_RECURSE "${SCRATCH}")
foreach(source tests/listed_test.cc tests/deep/down/listed_test.cc tests/snippets/left_out.cc)
  file(WRITE "${SCRATCH}/${source}" "")
endforeach()
file(WRITE "${SCRATCH}/tests/CMakeLists.txt" [=[
flowbridge_require_listed_sources(tests EXCEPT tests/snippets)
add_custom_target(here SOURCES listed_test.cc)
add_subdirectory(deep)
]=])
file(WRITE "${SCRATCH}/tests/deep/CMakeLists.txt" [=[
add_custom_target(there SOURCES down/listed_test.cc)
]=])
file(WRITE "${SCRATCH}/CMakeLists.txt" "
cmake_minimum_required(VERSION 3.25)
project(small LANGUAGES NONE)
include([[${MODULES}/FlowbridgeTestSources.cmake]])
add_subdirectory(tests)
")

function(configure)
  execute_process(COMMAND "${CMAKE_COMMAND}" -G Ninja -S "${SCRATCH}" -B "${SCRATCH}/build"
                  RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(code "${code}" PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
endfunction()

configure()
if(NOT code EQUAL 0)
  message(FATAL_ERROR "A project whose sources are all listed must configure:\n${output}")
endif()

file(WRITE "${SCRATCH}/tests/deep/forgotten_test.cc" "")
configure()
if(code EQUAL 0)
  message(FATAL_ERROR "A source that no target lists must end the configure step:\n${output}")
endif()
if(NOT output MATCHES "tests/deep/forgotten_test[.]cc" OR output MATCHES "[/ ]listed_test[.]cc")
  message(FATAL_ERROR "The message must name the unlisted source and no other:\n${output}")
endif()
