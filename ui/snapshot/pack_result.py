"""A pack while it is made, and its files to take away."""

from __future__ import annotations

from html import escape

import streamlit as st

from export.briefing.job import Look, PackJob
from export.sheet.export import Exported
from ui.errors import show_error
from ui.text import fmt_rate, t

_EVERY_S = 0.7
_KB, _MB = 1_000, 1_000_000


def result(job: PackJob) -> None:
    """Progress with a way to stop while it runs; then every file, and all of them in one."""
    if job.look.state == "running":
        _running(job)
    else:
        _ended(job, job.look)


@st.fragment(run_every=_EVERY_S)
def _running(job: PackJob) -> None:
    """One look at the job; when it has ended the whole screen is drawn anew."""
    look = job.look
    if look.state != "running":
        st.rerun()
        return
    share = look.progress.done / max(look.progress.total, 1) * 100
    words = t("pack.progress", done=look.progress.done, total=look.progress.total)
    with st.container(key="om-pack-box", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="om-pack-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" '
            f'aria-valuenow="{share:.0f}" aria-label="{escape(t("pack.running"))}"><p><b>{escape(t("pack.running"))}</b>'
            f"<span>{escape(words)} {escape(look.progress.title)}</span></p>"
            f'<u><i style="width:{share:.1f}%"></i></u></div>',
            width="stretch",
        )
        st.button(t("pack.stop"), key="om_pack_stop", on_click=job.cancel)


def _ended(job: PackJob, look: Look) -> None:
    files = job.files
    if look.error is not None:
        show_error(look.error)
    if not files:
        return
    head = {
        "done": t("pack.done", count=len(files)),
        "stopped": t("pack.stopped", done=look.progress.done, total=look.progress.total),
    }.get(look.state, t("pack.stopped", done=look.progress.done, total=look.progress.total))
    with st.container(key="om-pack-box"):
        with st.container(key="om-pack-head", horizontal=True, vertical_alignment="center", gap="small"):
            st.html(
                f"<p><b>{escape(head)}</b><span>{escape(t('pack.in_history'))}</span></p>", width="stretch"
            )
            if len(files) > 1:
                st.download_button(
                    t("pack.all_files"),
                    job.archive,
                    file_name=f"briefing_{job.requests[0].release_id}_{files[0].code}.zip",
                    mime="application/zip",
                    key="om_pack_zip",
                    type="primary",
                    on_click="ignore",
                )
        by_title: dict[str, list[Exported]] = {}
        for made in look.made:
            by_title.setdefault(made.title, []).extend(made.files)
        for place, (title, own) in enumerate(sorted(by_title.items())):
            _row(place, title, own)


def _row(place: int, title: str, files: list[Exported]) -> None:
    """The files of one unit in a row."""
    with st.container(key=f"om-pack-row-{place}", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<p>{escape(title)}</p>", width="stretch")
        for file in sorted(files, key=lambda file: file.name.rpartition(".")[2]):
            ending = file.name.rpartition(".")[2]
            st.download_button(
                t("pack.download", format=ending.upper(), size=_size(len(file.data))),
                file.data,
                file_name=file.name,
                mime=file.media_type,
                key=f"om_pack_file_{place}_{ending}",
                on_click="ignore",
            )


def _size(count: int) -> str:
    return fmt_rate(count / _MB, 1, "MB") if count >= _MB else fmt_rate(count / _KB, 0, "KB")
