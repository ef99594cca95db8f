#!/usr/bin/env bash
# Resolve pyproject.toml into the two lock files, and uv, which installs them, into a third: exact
# versions with hashes, no registry address.
#   lock.sh UV [uv's own options, such as --upgrade]
set -euo pipefail

uv=$1
shift
here=$(dirname "$0")
options=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
    --no-annotate --no-header)
echo "uv" | "$uv" pip compile "${options[@]}" "$@" - --output-file "$here/uv.txt"
"$uv" pip compile "${options[@]}" "$@" --group build pyproject.toml --output-file requirements.lock
"$uv" pip compile "${options[@]}" "$@" --group dev --constraint requirements.lock \
    --override "$here/overrides.txt" pyproject.toml --output-file requirements-dev.lock
