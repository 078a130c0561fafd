"""What is kept of the releases, in words; and which of them go next."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.retention import policy, verdicts
from data.settings import Settings
from governance.errors import ReleaseError
from ui.errors import show_error
from ui.gate.words import size
from ui.text import current_lang, fmt_datetime, fmt_int, t
from views.releases.list import moment_of


def policy_box() -> None:
    """Draw it; a policy that cannot be read is told in its place."""
    settings = Settings.from_env()
    try:
        rules, found = policy(settings), verdicts(settings)
    except ReleaseError as error:
        show_error(error)
        return
    lines = [
        t("releases.policy_latest", count=fmt_int(rules.latest)),
        t("releases.policy_months", count=fmt_int(rules.months)),
        t("releases.policy_always"),
        t("releases.policy_automatic" if rules.automatic else "releases.policy_asked"),
        t("releases.policy_size", count=fmt_int(len(found)), size=size(sum(one.bytes for one in found))),
    ]
    gone = [one for one in found if not one.is_kept]
    if gone:
        names = t("notice.separator").join(
            fmt_datetime(moment_of(one.release_id), current_lang()) for one in gone[:5]
        )
        lines.append(t("releases.policy_next", count=fmt_int(len(gone)), names=names))
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(
        f'<details class="om-rel-policy"><summary>{escape(t("releases.policy"))}</summary><ul>{items}</ul></details>'
    )
