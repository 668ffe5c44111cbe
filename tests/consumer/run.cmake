# SPDX-License-Identifier: MIT
# Configures, builds and runs one consumer of the library. Driven by ctest.
set(work "${BUILD}/consumer/${WAY}")
file(REMOVE_RECURSE "${work}")
file(MAKE_DIRECTORY "${work}")

function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "consumer ${WAY}: failed with ${code}: ${ARGV}")
  endif()
endfunction()

set(options "-DULLAGE_SOURCE_DIR=${SOURCE}" "-DULLAGE_VERSION=${VERSION}")
if(BOOST)
  list(APPEND options "-DBoost_INCLUDE_DIR=${BOOST}")
endif()
if(WAY STREQUAL "find_package")
  # Installed, then moved: the package must not remember where it was made.
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${work}/first" --component ullage_cpp)
  file(RENAME "${work}/first" "${work}/prefix")
  list(APPEND options "-DCMAKE_PREFIX_PATH=${work}/prefix")
endif()
run("${CMAKE_COMMAND}" -S "${SOURCE}/tests/consumer/${WAY}" -B "${work}/build" -G "${GENERATOR}"
    "-DCMAKE_MAKE_PROGRAM=${MAKE_PROGRAM}" "-DCMAKE_CXX_COMPILER=${COMPILER}" -DCMAKE_BUILD_TYPE=Debug
    -DCMAKE_COMPILE_WARNING_AS_ERROR=ON ${options})
run("${CMAKE_COMMAND}" --build "${work}/build")
run("${work}/build/consumer")
