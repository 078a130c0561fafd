#!/usr/bin/env bash
# Journeys run in a real Chromium; without one the tests fail rather than skip. CHROMIUM names another binary.
set -euo pipefail

find_chromium() {
    local candidate
    for candidate in ${CHROMIUM:-} chromium chromium-browser google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if command -v "$candidate" >/dev/null; then return 0; fi
    done
    return 1
}

find_chromium && exit 0
if command -v apt-get >/dev/null; then
    sudo=""
    if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
    printf '→ apt-get install chromium\n' >&2
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq
    $sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
find_chromium || {
    printf '没有找到 Chromium。请安装（Debian：apt install chromium；macOS：brew install --cask chromium；Fedora：dnf install chromium），或用 CHROMIUM=路径 指定。\n' >&2
    printf 'Chromium was not found. Install it (Debian: apt install chromium; macOS: brew install --cask chromium; Fedora: dnf install chromium), or name it: CHROMIUM=/path make test\n' >&2
    exit 1
}
