"""What stands around an assessment: how to read it, where its targets come from, and the ways on."""

from __future__ import annotations

from html import escape

from ui.links import to_map, to_profile
from ui.text import fmt_int, t
from views.assessment.scores import AssessmentView
from views.basis import Basis
from views.state import ViewState


def ways_on(state: ViewState, basis: Basis) -> str:
    """From a unit's score to its profile and to the map."""
    return f'<nav class="om-ways">{to_profile(state, basis)}{to_map(state, basis)}</nav>'


def method_note(view: AssessmentView) -> str:
    """How scores, margins and flags come about, in the words of the definitions in force."""
    if not view.version:
        return ""
    items = (
        t("assessment.note_score"),
        t("assessment.note_adjusted"),
        t("assessment.note_flag", share=f"{view.false_flag * 100:.0f}%"),
        t("assessment.note_few", count=fmt_int(view.few_cases)),
        t("assessment.note_peers"),
    )
    listed = "".join(f"<li>{escape(item)}</li>" for item in items)
    source = t("assessment.source", version=view.version, source=view.source)
    return (
        f'<details class="om-method"><summary>{t("assessment.method")}<small>{escape(source)}</small></summary>'
        f"<ul>{listed}</ul></details>"
    )
