#!/usr/bin/env bash
# See that programs of the system are there, and install the missing ones with apt-get.
#   install_system_packages.sh PACKAGE…
set -euo pipefail

# Asked here, since what runs below reads nothing; sudo asks for a password on the terminal itself.
if [ -t 0 ]; then attended=yes; else attended=no; fi

present() {
    case $1 in
        chromium-headless-shell) command -v "$1" || command -v chromium || command -v google-chrome ;;
        nodejs) command -v node || command -v nodejs ;;
        postgresql) command -v initdb || ls /usr/lib/postgresql/*/bin/initdb ;;
        python*-venv) "${1%-venv}" -c 'import ensurepip, venv' ;;
        *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif [ "$attended" = yes ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

install() {
    local notes
    notes=$(mktemp)
    if as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update && apt-get install --yes --no-install-recommends "$@"' sh "$@" \
        >"$notes" 2>&1 </dev/null; then
        rm -f "$notes"
        return
    fi
    tail -n 5 "$notes" >&2
    rm -f "$notes"
    return 1
}

missing=()
for package in "$@"; do
    present "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing from the system's packages: ${missing[*]}…"
if ! command -v apt-get >/dev/null; then
    echo "These programs are missing: ${missing[*]}. This system has no apt-get, so install them" \
        "with its own package manager and run the command again." >&2
    exit 1
fi
if ! install "${missing[@]}"; then
    echo "These programs are missing and could not be installed: ${missing[*]}. Run" \
        "'apt-get install ${missing[*]}' as root and then the command again." >&2
    exit 1
fi
