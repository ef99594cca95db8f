#!/usr/bin/env bash
# Install what a lock file names into a virtual environment, and Dangol beside it, to be edited.
#   install.sh ENVIRONMENT LOCK
# uv takes a sixth of pip's time. Where it cannot be had, or cannot reach what this machine's pip can,
# pip does the same from the same hashes.
set -euo pipefail

environment=$1 lock=$2
here=$(dirname "$0")
python=$environment/bin/python

pip() {
    "$python" -m pip --disable-pip-version-check --no-input -qq "$@"
}

with_uv() {
    [ -x "$environment/bin/uv" ] ||
        pip install --require-hashes --only-binary :all: --requirement "$here/uv.txt" || return
    local index
    index=${PIP_INDEX_URL:-$(pip config get global.index-url 2>/dev/null || true)}
    ${index:+env "UV_DEFAULT_INDEX=$index"} "$environment/bin/uv" pip "$@"
}

from_lock=(install --require-hashes --no-deps --requirement "$lock")
with_uv "${from_lock[@]}" --quiet --python "$python" || {
    echo "Going on with pip, which takes longer." >&2
    pip "${from_lock[@]}" --no-compile
}
pip install --no-deps --no-build-isolation --editable "$here/.."
