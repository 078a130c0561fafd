"""Small components of our own: their script and style are static files, so that a rerun carries data only."""

from __future__ import annotations

import hashlib
from typing import Any

import streamlit as st

from data.settings import ROOT

_ASSETS = ROOT / "static" / "onemap"

# Streamlit sends a component's script with every run. This one only fetches the real one, once, and calls it.
_LOADER = """
const url = new URL("app/static/onemap/%(name)s.js?v=%(mark)s", document.baseURI)
export default function (component) {
  import(url).then((module) => module.default(component, "%(style)s"))
}
"""


def frontend_component(name: str) -> Any:
    """The component whose script is ``static/onemap/<name>.js`` and whose style lies beside it."""
    script, style = _ASSETS / f"{name}.js", _ASSETS / f"{name}.css"
    loader = _LOADER % {
        "name": name,
        "mark": _mark(script.read_bytes()),
        "style": f"app/static/onemap/{name}.css?v={_mark(style.read_bytes())}",
    }
    return st.components.v2.component(f"onemap_{name}", js=loader)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
