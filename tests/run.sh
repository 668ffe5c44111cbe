#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds and tests everything, in stages; stops at the first that fails and names it.
# usage: sh tests/run.sh [--short | --long] [--from STAGE] [--only STAGE] [--list]
#   --short       the default: fuzz targets run 5 s each, the second compiler takes the std-only tests
#   --long        fuzz targets run 60 s each, more random cases, both compilers take everything
#   --from STAGE  skip the stages before STAGE     --only STAGE  run this one     --list  name them
# On Debian and Ubuntu what is missing is installed; elsewhere it is named.
# ULLAGE_PYTHON, ULLAGE_GXX, ULLAGE_CLANGXX choose the programs.
set -u
LC_ALL=C.UTF-8
PIP_DISABLE_PIP_VERSION_CHECK=1
export LC_ALL PIP_DISABLE_PIP_VERSION_CHECK

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
long=0
from=""
only=""
list=0
while [ $# -gt 0 ]; do
  case $1 in
    --short) long=0 ;;
    --long) long=1 ;;
    --from | --only)
      [ $# -ge 2 ] || { echo "run.sh: $1 needs the name of a stage" >&2; exit 1; }
      if [ "$1" = --from ]; then from=$2; else only=$2; fi
      shift ;;
    --list) list=1 ;;
    -h | --help) sed -n '3,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "run.sh: unknown option $1 (--help shows them)" >&2; exit 1 ;;
  esac
  shift
done
[ $long -eq 0 ] || { ULLAGE_LONG=1; export ULLAGE_LONG; }

build=$root/build
venv=$build/venv
logs=$build/logs
py=$venv/bin/python
[ $list -eq 1 ] || mkdir -p "$logs"
jobs=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
CMAKE_BUILD_PARALLEL_LEVEL=$jobs
CTEST_PARALLEL_LEVEL=$jobs
export CMAKE_BUILD_PARALLEL_LEVEL CTEST_PARALLEL_LEVEL

# --- what is there -----------------------------------------------------------

has() { command -v "$1" >/dev/null 2>&1; }

first_of() {
  for name in "$@"; do
    if [ -n "$name" ] && has "$name"; then echo "$name"; return 0; fi
  done
  return 1
}

find_programs() {
  gxx=$(first_of "${ULLAGE_GXX:-}" g++-12 g++ g++-13 g++-14 g++-15) || gxx=""
  clangxx=$(first_of "${ULLAGE_CLANGXX:-}" clang++-14 clang++ clang++-15 clang++-16 clang++-17 clang++-18 \
    clang++-19 clang++-20 clang++-21) || clangxx=""
  clang_version=""
  [ -z "$clangxx" ] ||
    clang_version=$("$clangxx" --version | sed -n 's/.*version \([0-9][0-9]*\).*/\1/p' | head -n 1)
  tidy=$(first_of "clang-tidy-$clang_version" clang-tidy) || tidy=""
  python=""
  for candidate in ${ULLAGE_PYTHON:-python3 /usr/bin/python3}; do
    if "$candidate" -c '
import os, sys, sysconfig
import ensurepip, venv
sys.exit(0 if sys.version_info >= (3, 10)
         and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")) else 1)' >/dev/null 2>&1; then
      python=$candidate
      break
    fi
  done
}

has_header() { # compiler header
  [ -n "$1" ] && printf '#include <%s>\n' "$2" | "$1" -std=c++20 -x c++ -E - >/dev/null 2>&1
}

has_fuzzer() {
  [ -n "$clangxx" ] && printf '#include <cstddef>\nextern "C" int LLVMFuzzerTestOneInput(unsigned char const*, std::size_t) { return 0; }\n' |
    "$clangxx" -std=c++20 -x c++ - -fsanitize=fuzzer,address,undefined -o /dev/null >/dev/null 2>&1
}

has_cmake() {
  has cmake || return 1
  cmake --version | awk 'NR == 1 { split($3, v, "."); exit !(v[1] > 3 || (v[1] == 3 && v[2] >= 25)) }'
}

# Debian names of what is missing, empty if all is there.
missing_packages() {
  find_programs
  packages=""
  want() { packages="$packages $1"; }
  [ -n "$gxx" ] || want g++
  [ -n "$clangxx" ] || want clang
  [ -n "$tidy" ] || want "clang-tidy${clang_version:+-$clang_version}"
  if [ -z "$clangxx" ]; then want libclang-rt-dev; else has_fuzzer || want "libclang-rt-$clang_version-dev"; fi
  has_cmake || want cmake
  has ninja || want ninja-build
  has ccache || want ccache
  has git || want git
  compiler=${gxx:-c++}
  has_header "$compiler" doctest/doctest.h || want doctest-dev
  has_header "$compiler" boost/version.hpp || want libboost-dev
  has_header "$compiler" benchmark/benchmark.h || want libbenchmark-dev
  [ -n "$python" ] || want "python3-venv python3-dev"
}

stage_system() {
  missing_packages
  if [ -n "$packages" ]; then
    if [ -r /etc/os-release ] && grep -Eq '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release && has apt-get; then
      sudo=""
      if [ "$(id -u)" -ne 0 ]; then
        has sudo || { echo "missing:$packages; as root run: apt-get install$packages"; return 1; }
        sudo=sudo
      fi
      echo "missing:$packages"
      $sudo apt-get update
      # shellcheck disable=SC2086
      $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates $packages
      missing_packages
      if [ -n "$packages" ]; then # what only shows once the compiler is there
        # shellcheck disable=SC2086
        $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $packages
        missing_packages
      fi
    fi
  fi
  if [ -n "$packages" ]; then
    echo "Missing. Names are Debian's:$packages"
    echo "Needed: g++ >= 12, clang++ >= 14 with clang-tidy, compiler-rt and libFuzzer, cmake >= 3.25, ninja, git, ccache,"
    echo "Boost >= 1.74 headers, doctest >= 2.4, Google Benchmark, Python >= 3.10 with venv and its headers."
    return 1
  fi
  echo "g++:    $("$gxx" --version | head -n 1)"
  echo "clang:  $("$clangxx" --version | head -n 1)"
  echo "cmake:  $(cmake --version | head -n 1)"
  echo "python: $("$python" --version)"
  [ "$("$gxx" -dumpversion | cut -d. -f1)" -ge 12 ] || { echo "$gxx is older than 12"; return 1; }
  [ "$clang_version" -ge 14 ] || { echo "$clangxx is older than 14"; return 1; }
}

# --- stages ------------------------------------------------------------------

stage_venv() {
  [ -x "$py" ] && "$py" -c 'import pip' 2>/dev/null || "$python" -m venv --clear "$venv"
  "$py" tests/checks/requirements.py build project plot pandas polars notebook test dev >"$build/requirements.txt"
  echo "libboost-headers>=1.86" >>"$build/requirements.txt"
  if cmp -s "$build/requirements.txt" "$venv/requirements.done"; then
    echo "nothing to install"
  else
    "$py" -m pip install --quiet --upgrade pip
    "$py" -m pip install --quiet -r "$build/requirements.txt"
    cp "$build/requirements.txt" "$venv/requirements.done"
  fi
  "$py" --version
}

stage_checks() {
  "$py" tests/checks/check_floors.py --compiler "$gxx"
}

# Line numbers in a backtrace are enough here; full debug information takes a fifth of the build.
lines=-DCMAKE_CXX_FLAGS_DEBUG=-g1

stage_gcc() {
  cmake --preset debug -DCMAKE_CXX_COMPILER="$gxx" $lines
  if [ $long -eq 1 ]; then
    cmake --build --preset debug
  else # without each header alone
    cmake --build build/debug --target all
  fi
  ctest --preset debug
}

stage_headers() {
  if [ $long -eq 0 ]; then
    echo "each header alone is built by the second compiler, in stage clang"
    return 0
  fi
  cmake --build build/debug --target all_verify_interface_header_sets
}

stage_clang() {
  if [ $long -eq 1 ]; then
    cmake --preset clang-debug -DCMAKE_CXX_COMPILER="$clangxx" $lines
    cmake --build --preset clang-debug
    ctest --preset clang-debug
  else
    cmake --preset clang-debug -DCMAKE_CXX_COMPILER="$clangxx" $lines
    cmake --build build/clang-debug --target ullage_tests ullage_tests_boost ullage_accuracy all_verify_interface_header_sets
    ctest --preset clang-debug -L std
  fi
}

stage_sanitizers() {
  cmake --preset asan-ubsan -DCMAKE_CXX_COMPILER="$gxx" $lines
  if [ $long -eq 0 ]; then # the tables of reference values are measured without
    cmake --build build/asan-ubsan --target ullage_tests ullage_tests_boost
    ctest --preset asan-ubsan -L 'std|boost' -E '^accuracy$'
    return 0
  fi
  cmake --build --preset asan-ubsan
  ctest --preset asan-ubsan
  cmake --preset clang-asan-ubsan -DCMAKE_CXX_COMPILER="$clangxx" $lines
  cmake --build --preset clang-asan-ubsan
  ctest --preset clang-asan-ubsan
}

stage_tidy() {
  cmake --preset tidy -DCMAKE_CXX_COMPILER="$clangxx" -DULLAGE_CLANG_TIDY="$(command -v "$tidy")"
  cmake --build --preset tidy
}

any_file() { # folder pattern
  [ -n "$(find "$1" -name "$2" 2>/dev/null | head -n 1)" ]
}

stage_benchmarks() {
  any_file tests/benchmark '*.bench.cpp' || { echo "there is no benchmark"; return 0; }
  # Those of the release preset, without the tests: these are debug's.
  cmake --preset release -DCMAKE_CXX_COMPILER="$gxx" -DULLAGE_BUILD_TESTS=$(on_if_long) -DULLAGE_BUILD_EXAMPLES=$(on_if_long)
  cmake --build --preset release
  ctest --preset release
}
on_if_long() { if [ $long -eq 1 ]; then echo ON; else echo OFF; fi; }

stage_fuzz() {
  any_file tests/fuzz '*.fuzz.cpp' || { echo "there is no fuzz target"; return 0; }
  seconds=5
  [ $long -eq 0 ] || seconds=60
  cmake --preset fuzz -DCMAKE_CXX_COMPILER="$clangxx" $lines -DULLAGE_FUZZ_SECONDS=$seconds
  cmake --build --preset fuzz
  ctest --preset fuzz
}

stage_install() {
  # Into the tools' environment, the build kept in build/python so that a second run is quick.
  ULLAGE_BOOST=system CXX=$gxx "$py" -m pip install --no-build-isolation --no-deps --force-reinstall --quiet \
    -C build-dir=build/python .
  (cd "$build" && "$py" -c 'import ullage; print("ullage", ullage.__version__, "from", ullage.__file__)')
}

stage_pytest() {
  "$py" -m pytest -p no:cacheprovider
}

stage_stubs() {
  "$py" tests/checks/check_stubs.py
}

stage_lint() {
  "$py" -m ruff check --no-cache .
  "$py" -m mypy --cache-dir build/mypy
}

stage_examples() { # the C++ ones are in ctest
  "$py" tests/checks/run_examples.py
}

stage_readme() {
  "$py" tests/checks/readme_blocks.py --compiler "$gxx"
}

wheel_boost() {
  "$py" -c 'import importlib.util as u; print(list(u.find_spec("libboost_headers").submodule_search_locations)[0] + "/include")'
}

stage_wheel_boost_python() {
  # As on a machine without Boost: the build asks the index for the headers.
  rm -rf build/wheelhouse build/wheel-import
  ULLAGE_BOOST=wheel CXX=$gxx "$py" -m pip wheel --quiet --no-deps -w build/wheelhouse .
  "$py" -m pip install --quiet --no-deps --target build/wheel-import build/wheelhouse/ullage-*.whl
  (cd "$build" && PYTHONPATH="$build/wheel-import" "$py" -c '
import ullage
assert "wheel-import" in ullage.__file__, ullage.__file__
print("ullage", ullage.__version__, "built with the Boost of the header wheel")')
}

stage_wheel_boost_cpp() {
  boost=$(wheel_boost)
  echo "Boost_INCLUDE_DIR=$boost"
  cmake --preset debug -B build/debug-wheel-boost -DCMAKE_CXX_COMPILER="$gxx" -DULLAGE_BUILD_EXAMPLES=OFF \
    -DBoost_INCLUDE_DIR="$boost"
  if cmake --build build/debug-wheel-boost --target help | grep -q '^ullage_tests_boost:'; then
    # What includes Boost, by its tests.
    cmake --build build/debug-wheel-boost --target ullage_tests_boost ullage_accuracy
    ctest --test-dir build/debug-wheel-boost --output-on-failure --no-tests=error -L 'boost|consumer'
  else
    echo "no test includes Boost"
    cmake --build build/debug-wheel-boost --target all_verify_interface_header_sets
    ctest --test-dir build/debug-wheel-boost --output-on-failure --no-tests=error -L consumer
  fi
}

stage_quickstart() {
  CXX=$gxx PYTHON=$python sh examples/quickstart.sh build/quickstart-venv >build/quickstart.txt 2>&1 || {
    code=$?
    cat build/quickstart.txt
    return $code
  }
  cat build/quickstart.txt
  # Case 2 of the seed: the lag at 900 s, and when it is gone.
  grep -q 4200 build/quickstart.txt && grep -q 2355 build/quickstart.txt
}

stages="system venv checks gcc headers clang sanitizers tidy benchmarks fuzz install pytest stubs lint examples readme
wheel_boost_python wheel_boost_cpp quickstart"

# --- driver ------------------------------------------------------------------

if [ $list -eq 1 ]; then
  for name in $stages; do echo "$name"; done
  exit 0
fi
for wanted in $from $only; do
  case " $(echo $stages) " in
    *" $wanted "*) ;;
    *) echo "run.sh: there is no stage $wanted; the stages are:" $stages >&2; exit 1 ;;
  esac
done

start=$(date +%s)
table=""
ran=""
summary() {
  printf '\n%-22s %8s  %s\n' stage seconds result
  printf '%s' "$table"
  printf '%-22s %8d\n' total $(($(date +%s) - start))
}

run_stage() {
  began=$(date +%s)
  printf '\n=== %s (at %d s)\n' "$1" $((began - start))
  # In a subshell of its own, outside any condition: only there does set -e stop at a failure.
  {
    (set -e; "stage_$1")
    echo $? >"$logs/$1.status"
  } 2>&1 | tee "$logs/$1.log"
  status=$(cat "$logs/$1.status")
  seconds=$(($(date +%s) - began))
  result=ok
  [ "$status" -eq 0 ] || result="FAILED ($status)"
  table="$table$(printf '%-22s %8d  %s' "$1" "$seconds" "$result")
"
  printf -- '--- %s: %s, %d s\n' "$1" "$result" "$seconds"
  if [ "$status" -ne 0 ]; then
    summary
    printf '\nrun.sh: stage %s failed; its output is in %s\n' "$1" "build/logs/$1.log"
    exit 1
  fi
}

skipping=$from
for name in $stages; do
  [ "$name" != "$skipping" ] || skipping=""
  case $name in
    system | venv) ;; # the others need them; quick when nothing is missing
    *)
      [ -z "$skipping" ] || continue
      [ -z "$only" ] || [ "$only" = "$name" ] || continue ;;
  esac
  run_stage "$name"
  ran="$ran $name"
  [ "$name" != system ] || find_programs # that stage ran in a subshell
done

summary
echo
for name in gcc pytest; do
  case " $ran " in *" $name "*) ;; *) continue ;; esac
  grep -E 'tests passed, |[0-9]+ passed.* in [0-9.]+' "$logs/$name.log" | tail -n 1
done

