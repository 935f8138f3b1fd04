# cmake -DMUTANT=<file> -DSOURCE=<file> -DOUT=<file> -P MakeMutant.cmake
#
# Writes a copy of a source in which one piece of text is replaced, as a .mutant file says:
#
#   what: A sentence about what is wrong with it.
#   file: lib/series/tick_plan.cc
#   --- from
#   the text, whole lines, exactly once in the file
#   --- to
#   what stands there instead
#
# Ends with an error if the text is not there, so that a mutant cannot quietly become the original.
file(READ "${MUTANT}" mutant)
file(READ "${SOURCE}" source)
string(FIND "${mutant}" "\n--- from\n" from_at)
string(FIND "${mutant}" "\n--- to\n" to_at)
if(from_at EQUAL -1 OR to_at EQUAL -1)
  message(FATAL_ERROR "${MUTANT}: no '--- from' or no '--- to' line")
endif()
math(EXPR from_begin "${from_at} + 10")
math(EXPR from_length "${to_at} + 1 - ${from_begin}")
math(EXPR to_begin "${to_at} + 8")
string(SUBSTRING "${mutant}" ${from_begin} ${from_length} from)
string(SUBSTRING "${mutant}" ${to_begin} -1 to)
string(FIND "${source}" "${from}" first)
string(FIND "${source}" "${from}" last REVERSE)
if(first EQUAL -1)
  message(FATAL_ERROR "${MUTANT}: its text is not in ${SOURCE} (any more); write it anew")
endif()
if(NOT first EQUAL last)
  message(FATAL_ERROR "${MUTANT}: its text is in ${SOURCE} more than once")
endif()
string(REPLACE "${from}" "${to}" source "${source}")
file(WRITE "${OUT}" "${source}")
