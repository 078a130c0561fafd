"""The camera on maps and panels: one click leads to the sheet of what is on screen, its view filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape

import streamlit as st

from ui.links import page_href
from ui.stale import stale_mark, stale_marks
from ui.state import address
from ui.text import t
from views.basis import Basis
from views.sheet.request import DEFAULT_PANELS, PANELS, SUBJECTS, Panel, Subject
from views.state import ViewState

SCREEN = "snapshot"
_ICON = '<i aria-hidden="true"></i>'  # Its shape is the style's.


def camera(
    state: ViewState,
    basis: Basis,
    *,
    subject: Subject = "indicator",
    panels: Sequence[Panel] = DEFAULT_PANELS,
    chosen: Mapping[str, str] | None = None,
    what: str = "",
) -> str:
    """A button that leads to the sheet of a view, as markup.

    Parameters
    ----------
    subject
        What the map of the sheet shows.
    panels
        What stands beside it: that of the panel which carries the camera comes along.
    chosen
        Parameters of the subject's own filter, as the screen's address has them.
    what
        The map or panel in words, for whoever cannot see where the button stands.
    """
    words = escape(t("camera.of", what=what) if what else t("camera.label"))
    return (
        f'<a class="om-camera" href="{camera_href(state, basis, subject=subject, panels=panels, chosen=chosen)}"'
        f' target="_self" title="{words}" aria-label="{words}">{_ICON}</a>'
    )


def camera_href(
    state: ViewState,
    basis: Basis,
    *,
    subject: Subject = "indicator",
    panels: Sequence[Panel] = DEFAULT_PANELS,
    chosen: Mapping[str, str] | None = None,
) -> str:
    """Address of the sheet of a view, escaped for an attribute."""
    shown = tuple(panel for panel in PANELS if panel in panels)
    own = {
        "subject": "" if subject == SUBJECTS[0] else subject,
        "panels": "" if shown == DEFAULT_PANELS else ",".join(shown) or "none",
        # What the view itself says goes first: a filter may not turn the unit or the period.
        **{name: value for name, value in (chosen or {}).items() if name not in address(state, basis)},
    }
    return page_href(SCREEN, state, basis, **own)


def _department(subject: Subject, chosen: Mapping[str, str] | None) -> str:
    """The department whose cases alone are shown: only its feed can be late for them."""
    return (chosen or {}).get("d", "") if subject in ("cases", "hot") else ""


def with_panel(panel: Panel) -> tuple[Panel, ...]:
    """The usual panels and the one that carries the camera."""
    return tuple(each for each in PANELS if each in {*DEFAULT_PANELS, panel})


def camera_on_map(
    state: ViewState,
    basis: Basis,
    *names: str,
    subject: Subject = "indicator",
    chosen: Mapping[str, str] | None = None,
) -> None:
    """Lay the camera over the corner of a map, and beside it the mark of a late feed that its `names` rest on."""
    late = stale_mark(basis, *names, department=_department(subject, chosen))
    if late:
        late = f'<div class="om-stale-map">{late}</div>'
    shot = camera(state, basis, subject=subject, chosen=chosen, what=t("camera.map"))
    st.html(f'<div class="om-camera-map">{shot}</div>{late}')


def panel_marks(
    state: ViewState,
    basis: Basis,
    *,
    subject: Subject = "indicator",
    chosen: Mapping[str, str] | None = None,
) -> Callable[..., str]:
    """What the titles of a screen's panels carry: the late mark of what they rest on, and the camera.

    Called with a figure's id, the panel of a sheet that says the same, and the title of the panel here. Without a
    `panel` there is no camera: no sheet could show it.
    """

    def marks(*names: str, panel: Panel | None = None, what: str = "", brief: bool = False) -> str:
        department = _department(subject, chosen)
        late = stale_mark(basis, *names, department=department, brief=brief) if names else ""
        if panel is None:
            return late
        shown = with_panel(panel)
        named = what or t(f"snapshot.panels.{panel}")
        return late + camera(state, basis, subject=subject, chosen=chosen, panels=shown, what=named)

    return marks


def figure_marks(
    state: ViewState,
    basis: Basis,
    worded: str,
    *,
    subject: Subject = "indicator",
    chosen: Mapping[str, str] | None = None,
) -> Callable[[str], str]:
    """Marks of a grid of figures by id: each its late feed, the first one (`worded`) the camera of them all."""
    late = stale_marks(basis, department=_department(subject, chosen), worded=worded)
    shot = camera(state, basis, subject=subject, chosen=chosen, what=t("snapshot.panels.figures"))
    return lambda figure_id: late(figure_id) + (shot if figure_id == worded else "")
