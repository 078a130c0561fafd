#!/usr/bin/env bash
# Create .venv with a Python of 3.11 or newer and install the pinned requirements, each only when it changed.
# Usage: scripts/setup.sh run|dev
set -euo pipefail
cd "$(dirname "$0")/.."
kind="${1:-run}"
venv=.venv

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else return 1; fi
}

find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if command -v "$candidate" >/dev/null &&
            "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    return 1
}

if ! $venv/bin/python -c '' 2>/dev/null; then
    python="$(find_python)" || {
        say "没有找到 Python 3.11 或更新版本。请安装（Debian/Ubuntu：sudo apt install python3 python3-venv），或用 PYTHON=/路径/python3 指定。"
        say "Python 3.11 or newer was not found. Install it (Debian/Ubuntu: sudo apt install python3 python3-venv), or name one: make run PYTHON=/path/to/python3"
        exit 1
    }
    say "→ $venv ($("$python" --version))"
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        version="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
        if command -v apt-get >/dev/null; then
            say "→ apt-get install $version"
            as_root apt-get update -qq && as_root apt-get install -y -qq "$version" python3-venv >/dev/null || true
        fi
    fi
    rm -rf $venv
    "$python" -m venv $venv || {
        say "无法建立虚拟环境。请安装 venv（Debian/Ubuntu：sudo apt install python3-venv）后再运行。"
        say "The virtual environment could not be made. Install venv (Debian/Ubuntu: sudo apt install python3-venv) and run again."
        exit 1
    }
fi

$venv/bin/python -c 'import pip' 2>/dev/null || $venv/bin/python -m ensurepip --upgrade >/dev/null

# The stamp is the hash of what was installed.
install() {
    local file="$1" stamp="$venv/.stamp-$1" hash
    hash="$(cat requirements.txt "$file" | sha256sum | cut -d' ' -f1)"
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$hash" ] && return
    say "→ pip install -r $file"
    $venv/bin/python -m pip install -qq --disable-pip-version-check --no-input -r "$file"
    printf '%s' "$hash" >"$stamp"
}

install requirements.txt
if [ "$kind" = dev ]; then install requirements-dev.txt; fi
