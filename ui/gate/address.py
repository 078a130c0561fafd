"""The gate's part of the address: which delivery, which step, which part of the result."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

_SETTINGS = ("lang", "theme")
# Which delivery; which step (while it is open); which part of the result; what of it; the page.
OWN = ("delivery", "step", "show", "file", "rule", "kind", "set", "m", "span", "n")


def asked(name: str) -> str:
    """A parameter of the address, "" where it is not there."""
    return str(st.query_params.get(name, ""))


def number(name: str) -> int | None:
    """A parameter that is a whole number, or None."""
    text = asked(name)
    return int(text) if text.isdecimal() and len(text) < 10 else None


def ask(**changes: str) -> None:
    """Lay changes over the address, all at once; an empty value takes a parameter away."""
    wanted = {**st.query_params.to_dict(), **changes}
    st.query_params.from_dict({name: value for name, value in wanted.items() if value})


def only(**params: str) -> None:
    """Put these parameters into the address in place of all of the page's own."""
    kept = {name: st.query_params[name] for name in _SETTINGS if name in st.query_params}
    st.query_params.from_dict({**kept, **{name: value for name, value in params.items() if value}})


def href(page: str, **params: str) -> str:
    """Address of a screen of the data with the reader's language and theme, escaped for an attribute."""
    kept = {name: st.query_params[name] for name in _SETTINGS if name in st.query_params}
    query = urlencode({**kept, **{name: value for name, value in params.items() if value}})
    return escape(f"{page or './'}{'?' + query if query else ''}")


def same(page: str, **changes: str) -> str:
    """Address of the screen shown now with changes laid over its own parameters, escaped for an attribute."""
    return href(page, **{**{n: asked(n) for n in (*OWN, "old", "new") if asked(n)}, **changes})


def link(target: str, words: str, kind: str = "om-link") -> str:
    """An anchor in this tab; `target` is escaped already, `words` is not."""
    return f'<a class="{kind}" href="{target}" target="_self">{escape(words)}</a>'
