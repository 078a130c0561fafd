#!/usr/bin/env bash
# Briefings are opened and rendered by a real LibreOffice; without one the tests fail rather than skip.
# SOFFICE names another binary.
set -euo pipefail

# What each kind of briefing needs: slides, documents, workbooks.
PACKAGES=(libreoffice-impress libreoffice-writer libreoffice-calc)

find_office() {
    local candidate
    for candidate in ${SOFFICE:-} soffice libreoffice /Applications/LibreOffice.app/Contents/MacOS/soffice; do
        if command -v "$candidate" >/dev/null; then return 0; fi
    done
    return 1
}

# A Debian may have one of the three without the others: soffice alone says nothing there.
has_packages() {
    command -v dpkg-query >/dev/null || return 0
    command -v apt-get >/dev/null || return 0
    local package
    for package in "${PACKAGES[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || return 1
    done
}

if find_office && { [ -n "${SOFFICE:-}" ] || has_packages; }; then exit 0; fi
if command -v apt-get >/dev/null; then
    sudo=""
    if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
    printf '→ apt-get install %s\n' "${PACKAGES[*]}" >&2
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends "${PACKAGES[@]}" >/dev/null
fi
find_office || {
    printf '没有找到 LibreOffice。请安装（Debian：apt install %s；macOS：brew install --cask libreoffice；Fedora：dnf install libreoffice-impress libreoffice-writer libreoffice-calc），或用 SOFFICE=路径 指定。\n' "${PACKAGES[*]}" >&2
    printf 'LibreOffice was not found. Install it (Debian: apt install %s; macOS: brew install --cask libreoffice; Fedora: dnf install libreoffice-impress libreoffice-writer libreoffice-calc), or name it: SOFFICE=/path make test\n' "${PACKAGES[*]}" >&2
    exit 1
}
