#!/usr/bin/env bash
# Make an empty virtual environment with the first Python of 3.11 or newer that works.
#   make_environment.sh FOLDER
set -euo pipefail

folder=$1
here=$(dirname "$0")

usable() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3 python3.12 python3.13 python3.14; do
        if usable "$name"; then
            echo "$name"
            return
        fi
    done
    echo "Dangol needs Python 3.11 or newer. Install it (Debian, Ubuntu: apt-get install python3" \
        "python3-venv), or name it: make PYTHON=/path/to/python3.11" >&2
    return 1
}

python=$(find_python)
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    "$here/install_system_packages.sh" "$(basename "$python")-venv"
fi
"$python" -m venv "$folder"
