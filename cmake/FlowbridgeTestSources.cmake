# flowbridge_require_listed_sources(<folder> [EXCEPT <folder>...])
#
# Ends the configure step if a .cc below <folder> is named by no target: a test that is not built
# passes for ever. Runs when the whole project is configured, so it may be called anywhere. Folders
# are relative to the top of the project; what is below EXCEPT folders may be left out.
function(flowbridge_require_listed_sources folder)
  cmake_parse_arguments(arg "" "" "EXCEPT" ${ARGN})
  cmake_language(EVAL CODE "
    cmake_language(DEFER DIRECTORY [[${PROJECT_SOURCE_DIR}]]
                   CALL _flowbridge_find_unlisted [[${folder}]] [[${arg_EXCEPT}]])")
endfunction()

function(_flowbridge_find_unlisted folder exceptions)
  _flowbridge_listed_sources(listed "${PROJECT_SOURCE_DIR}")
  file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}"
       "${PROJECT_SOURCE_DIR}/${folder}/*.cc")
  list(REMOVE_ITEM found ${listed})
  foreach(exception IN LISTS exceptions)
    list(FILTER found EXCLUDE REGEX "^${exception}/")
  endforeach()
  if(found)
    list(JOIN found "\n  " names)
    message(FATAL_ERROR
            "No target lists these sources, so nothing would build or run them:\n  ${names}\n"
            "Name each in the SOURCES of a target in the CMakeLists.txt beside it, or delete it.")
  endif()
endfunction()

# The sources of all targets in and below a directory, relative to the top of the project.
function(_flowbridge_listed_sources out directory)
  set(all "")
  get_property(targets DIRECTORY "${directory}" PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(sources ${target} SOURCES)
    get_target_property(source_directory ${target} SOURCE_DIR)
    foreach(source IN LISTS sources)
      if(source MATCHES "[.]cc$")
        cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${source_directory}" NORMALIZE)
        cmake_path(RELATIVE_PATH source BASE_DIRECTORY "${PROJECT_SOURCE_DIR}")
        list(APPEND all "${source}")
      endif()
    endforeach()
  endforeach()
  get_property(subdirectories DIRECTORY "${directory}" PROPERTY SUBDIRECTORIES)
  foreach(subdirectory IN LISTS subdirectories)
    _flowbridge_listed_sources(below "${subdirectory}")
    list(APPEND all ${below})
  endforeach()
  set(${out} "${all}" PARENT_SCOPE)
endfunction()
