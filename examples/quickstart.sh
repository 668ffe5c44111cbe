#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs ullage into a virtual environment and runs the main job.
# usage: sh examples/quickstart.sh [DIR]      DIR: the virtual environment, default .venv of this tree
set -eu
LC_ALL=C
export LC_ALL PIP_DISABLE_PIP_VERSION_CHECK=1

case ${1:-} in
  -h | --help) sed -n '3,4s/^# //p' "$0"; exit 0 ;;
esac
here=$(pwd)
root=$(cd "$(dirname "$0")/.." && pwd)
venv=${1:-$root/.venv}
case $venv in /*) ;; *) venv=$here/$venv ;; esac
cd "$root"

missing=""
need() { missing="$missing $1"; }
"${CXX:-c++}" --version >/dev/null 2>&1 || g++ --version >/dev/null 2>&1 || need g++

# A Python that can make a virtual environment and compile against itself.
usable='
import os, sys, sysconfig
import ensurepip, venv
sys.exit(0 if sys.version_info >= (3, 10)
         and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")) else 1)'
python=""
for candidate in ${PYTHON:-python3 /usr/bin/python3}; do
  if "$candidate" -c "$usable" >/dev/null 2>&1; then python=$candidate; break; fi
done
[ -n "$python" ] || need "python3-venv python3-dev"
if [ -n "$missing" ]; then
  echo "quickstart: missing:$missing" >&2
  [ -n "$python" ] || echo "quickstart: Python 3.10 or later with venv and its headers is needed" >&2
  echo "quickstart: on Debian or Ubuntu: sudo apt-get install g++ python3-venv python3-dev" >&2
  exit 1
fi

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
echo "quickstart: installing ullage into $venv (compiles for some minutes)"
"$venv/bin/python" -m pip install --quiet "$root"

echo
echo "== ullage forecast examples/reconciliation.toml"
"$venv/bin/ullage" forecast examples/reconciliation.toml
echo
echo "== ullage plan examples/million.toml"
# 2 is an answer: some of the scenarios cannot be met, and the plan says why.
"$venv/bin/ullage" plan examples/million.toml || [ $? -eq 2 ]
