"""The one place where errors reach a screen: what happened, and what to do about it."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from html import escape
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner_utils.exceptions import RerunException, StopException

from governance.errors import OneMapError
from ui.text import t

_log = logging.getLogger("onemap")
P = ParamSpec("P")
R = TypeVar("R")


def error_box(title: str, detail: str = "", remedy: str = "") -> None:
    """Draw the box; every text is escaped."""
    parts = [f'<p class="om-error-title">{escape(title)}</p>']
    if detail:
        parts.append(f'<p class="om-error-detail">{escape(detail)}</p>')
    if remedy:
        parts.append(f'<p class="om-error-remedy"><b>{escape(t("error.remedy"))}</b>{escape(remedy)}</p>')
    st.html(f'<div class="om-error" role="alert">{"".join(parts)}</div>')


def show_error(error: OneMapError) -> None:
    """Show an error that the product raised on purpose."""
    error_box(error.title, error.detail, error.remedy)


def show_unexpected(error: Exception) -> None:
    """Log an error that nobody expected and show a calm box with its reference number."""
    reference = secrets.token_hex(4)
    _log.error("unexpected error %s", reference, exc_info=error)
    error_box(
        t("error.unexpected_title"), t("error.unexpected_detail"), t("error.unexpected_remedy", ref=reference)
    )


@contextmanager
def shown_errors() -> Iterator[None]:
    """Show what goes wrong inside instead of letting it end the page; usable as ``with`` and as ``@shown_errors()``.

    Streamlit's own control flow (rerun, stop) passes through.
    """
    try:
        yield
    except (RerunException, StopException):
        raise
    except OneMapError as error:
        show_error(error)
    except Exception as error:  # noqa: BLE001 - the last fence before the visitor: logged with a number, then shown
        show_unexpected(error)


def shown(function: Callable[P, R]) -> Callable[P, R | None]:
    """Decorate a page function so that its errors are shown in its place."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R | None:
        with shown_errors():
            return function(*args, **kwargs)
        return None

    return wrapped
