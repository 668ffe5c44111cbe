# SPDX-License-Identifier: MIT
# cmake -DPROGRAM=<file> -DEXPECTED=<text> -P compare_output.cmake: what it prints is what is expected.
# With ULLAGE_UPDATE_EXPECTED=1 in the environment the expected text is written instead.
set(ENV{LC_ALL} C)
execute_process(COMMAND "${PROGRAM}" OUTPUT_VARIABLE printed RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${code}; it printed\n${printed}")
endif()
if("$ENV{ULLAGE_UPDATE_EXPECTED}")
  file(WRITE "${EXPECTED}" "${printed}")
endif()
if(NOT EXISTS "${EXPECTED}")
  message(FATAL_ERROR "${EXPECTED} does not exist; the program printed\n${printed}")
endif()
file(READ "${EXPECTED}" expected)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "expected (${EXPECTED})\n${expected}\nbut it printed\n${printed}")
endif()
