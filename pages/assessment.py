"""考核: each category by its own measure."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ui.assessment.charts import funnels, score_trend
from ui.assessment.controls import controls, step_control, wanted_step
from ui.assessment.lines import lines_table, score_head
from ui.assessment.notes import method_note, ways_on
from ui.assessment.units import category_column
from ui.camera import camera
from ui.errors import shown
from ui.links import opens
from ui.notices import ignored_parts
from ui.panels import source_line
from ui.stale import stale_line, stale_mark, stale_marks
from ui.state import basis, follow, read
from ui.text import current_lang, pick, t
from ui.theme import palette_of
from views.assessment.detail import detail_view
from views.assessment.scores import assessment_view
from views.staleness import screen_datasets


@shown
def page() -> None:
    """Read the controls, ask for the assessment, draw the categories side by side and the chosen unit below."""
    on = basis()
    asked = read(on)
    state, lang = asked.state, current_lang()
    palette = palette_of(on.definitions)
    controls(on, state)
    ignored_parts(asked.ignored)
    view = assessment_view(on, state, lang)
    with st.container(key="om-assessment"):
        for column, card in zip(st.columns(len(view.cards), gap="small"), view.cards, strict=True):
            with column:
                scored = [line.indicator.id for line in card.scheme.lines] if card.scheme else []
                named = pick(card.category.name, card.category.name_en)
                mark = stale_mark(on, *scored) + camera(state, on, subject="assessment", what=named)
                category_column(view, card, palette, lang, partial(follow, on=on), mark)
    detail = detail_view(on, state, view.chosen, wanted_step(), lang) if view.chosen else None
    if detail is None:
        st.html(f'<p class="om-empty">{t("assessment.split" if view.chosen else "assessment.nobody")}</p>')
    else:
        of_unit = detail.state(state)
        late = stale_mark(on, *(line.figure.id for line in detail.lines))
        shot = camera(of_unit, on, subject="assessment", what=detail.unit.name)
        st.html(score_head(detail, on, palette, lang, ways_on(of_unit, on), late + shot))
        left, right = st.columns([6, 4], gap="small")
        with left:
            st.html(lines_table(detail, palette, opens(of_unit, on), stale_marks(on)))
        with right, st.container(key="om-score-trend", gap=None):
            shot = camera(of_unit, on, subject="assessment", what=t("assessment.trend"))
            step_control(late + shot)
            st.html(score_trend(detail, palette, lang))
        st.html(funnels(detail, palette, late))
    st.html(method_note(view))
    resting = screen_datasets(on)["assessment"]
    st.html(stale_line(on, *resting) + source_line(view.provenance, lang))
