# cmake -D COMPILER= -D INCLUDE= -D WARNINGS= -D SNIPPET= -D MESSAGE=<regex> -P this
separate_arguments(WARNINGS)

function(compile misuse)
  execute_process(
    # Messages are matched in English, whatever the developer reads.
    COMMAND "${CMAKE_COMMAND}" -E env LC_ALL=C "${COMPILER}" -std=c++20 -fsyntax-only
            -Werror ${WARNINGS} -I "${INCLUDE}" -DFLOWBRIDGE_MISUSE=${misuse} "${SNIPPET}"
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(code "${code}" PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
endfunction()

compile(0)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "The correct twin in ${SNIPPET} does not compile:\n${output}")
endif()
compile(1)
if(code EQUAL 0)
  message(FATAL_ERROR "The misuse in ${SNIPPET} compiles")
endif()
if(NOT output MATCHES "${MESSAGE}")
  message(FATAL_ERROR "What the compiler says of ${SNIPPET} does not match ${MESSAGE}:\n${output}")
endif()
