# flowbridge_module(<name> SOURCES ... HEADERS ... [PUBLIC ...] [PRIVATE ...])
#
# One target per module under lib/. PUBLIC: what the module's headers include; PRIVATE: the rest.
# Headers form a file set, so each is compiled alone when FLOWBRIDGE_VERIFY_HEADERS is on. A module
# without sources is an interface library. lib/LAYERS says which modules may be named here, and the
# architecture test holds the includes to it.
function(flowbridge_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  set(target flowbridge_${name})
  if(arg_SOURCES)
    add_library(${target} STATIC ${arg_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE flowbridge_options ${arg_PRIVATE})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR}/lib)
  target_sources(${target} ${scope} FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/lib
                 FILES ${arg_HEADERS})
  target_link_libraries(${target} ${scope} ${arg_PUBLIC})
  set_target_properties(${target} PROPERTIES VERIFY_INTERFACE_HEADER_SETS
                                             ${FLOWBRIDGE_WERROR})
  add_library(flowbridge::${name} ALIAS ${target})
endfunction()
