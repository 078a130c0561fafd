"""Short codes: ten characters that a person can read off a sheet and type."""

from __future__ import annotations

import hashlib
import re

from governance.errors import StateError

# Crockford's base 32: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_BITS = 5 * LENGTH
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": "", "\u00a0": "", "－": ""})
_IN_LINK = re.compile(r"[?&]s=([0-9A-Za-z-]{1,20})")


def code_of_text(text: str) -> str:
    """The first fifty bits of the text's SHA-256."""
    number = int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big") >> (64 - _BITS)
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(LENGTH)))


def read_code(typed: str) -> str:
    """The code that a person meant: in any case, with hyphens and spaces, O for 0, I or L for 1, or the whole link.

    Raises
    ------
    StateError
        When it cannot be a code.
    """
    found = _IN_LINK.search(typed)
    code = (found[1] if found else typed.strip()).upper().translate(_READ_AS)
    if len(code) != LENGTH or not set(code) <= set(ALPHABET):
        raise StateError(
            "这不是图码 Not a code of a sheet",
            typed[:60].strip() or "—",
            f"图码为 {LENGTH} 位数字和字母，印在图上 a code has {LENGTH} digits and letters, printed on the sheet",
        )
    return code
