# Warnings, sanitizers and ccache. Everything hangs on one interface target, flowbridge_options, so
# that no flag is global and a packager's flags stay the packager's.

add_library(flowbridge_options INTERFACE)
target_include_directories(flowbridge_options INTERFACE ${PROJECT_SOURCE_DIR}/lib)
target_compile_options(
  flowbridge_options
  INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
            -Wnon-virtual-dtor -Woverloaded-virtual -Wswitch-enum)
if(FLOWBRIDGE_WERROR)
  target_compile_options(flowbridge_options INTERFACE -Werror)
endif()
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(flowbridge_options INTERFACE -Wthread-safety)
endif()

if(FLOWBRIDGE_SANITIZE)
  # Compile and link alike, in every target: a half-instrumented program reports nonsense.
  add_compile_options(-fsanitize=${FLOWBRIDGE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FLOWBRIDGE_SANITIZE})
endif()

if(FLOWBRIDGE_FUZZ)
  # Everything reports its coverage; the fuzz programs alone link libFuzzer's main.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(FLOWBRIDGE_CCACHE ccache)
if(FLOWBRIDGE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # base_dir makes a second checkout share the first one's cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros ${FLOWBRIDGE_CCACHE})
endif()
