#!/usr/bin/env bash
# Pin both requirement files anew from their .in files, for Python 3.11. The registry asked is the machine's own
# setting and is never written into the files.
set -euo pipefail
cd "$(dirname "$0")/.."
tools="$(mktemp -d)"
trap 'rm -rf "$tools"' EXIT
.venv/bin/python -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check uv
index="$("$tools/bin/python" -m pip config get global.index-url 2>/dev/null || true)"
if [ -n "$index" ] && [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="$index"; fi
for name in requirements requirements-dev; do
    "$tools/bin/uv" pip compile --quiet --upgrade --no-emit-index-url --python-version 3.11 "$name.in" -o "$name.txt"
done
