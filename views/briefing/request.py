"""What a briefing is asked for: every choice that may change a byte of its files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date

from data.settings import Settings
from governance.periods import Period
from views.basis import Basis, basis_of
from views.briefing.model import BriefingView
from views.briefing.scope import scope_of
from views.briefing.view import briefing_view
from views.names import Lang
from views.sheet.code import code_of_text
from views.sheet.fresh import Fresh, fresh_choices
from views.state import Membership

BRIEFING_VERSION = 1


@dataclass(frozen=True)
class BriefingRequest:
    """Every choice of one briefing.

    Attributes
    ----------
    unit
        Code of a zone, county, category or the city.
    indicator
        Colours the map; "" = the map's own first choice.
    approval, is_public
        审图号 of the map; a public briefing needs one.
    fresh
        Marking, watermark, address, day and background map, as the installation had them when it was asked for.
    """

    release_id: str
    unit: str
    period: str
    membership: Membership = "zone"
    lang: Lang = "zh"
    indicator: str = ""
    approval: str = ""
    is_public: bool = False
    fresh: Fresh = field(default_factory=Fresh)
    briefing_version: int = BRIEFING_VERSION

    @property
    def code(self) -> str:
        """Ten characters that name the request."""
        return code_of_text(
            json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        )


def ask_briefing(
    basis: Basis,
    unit: str,
    period: Period,
    membership: Membership,
    lang: Lang,
    *,
    indicator: str = "",
    approval: str = "",
    is_public: bool = False,
    fresh: Fresh | None = None,
    settings: Settings | None = None,
) -> BriefingRequest:
    """A request that has been checked against its release.

    Raises
    ------
    StateError
        When there is no such unit or indicator, or the data do not cover the period.
    """
    scope = scope_of(basis, unit, period, membership, lang, indicator)
    return BriefingRequest(
        release_id=basis.provenance.release_id,
        unit=unit,
        period=str(period),
        membership=scope.membership,
        lang=lang,
        indicator=indicator,
        approval=approval,
        is_public=is_public,
        fresh=fresh or fresh_choices(basis, settings),
    )


def view_of(request: BriefingRequest, settings: Settings | None = None) -> tuple[Basis, BriefingView]:
    """The briefing of a request, on the request's own release.

    Raises
    ------
    ReleaseError
        When the release is gone.
    StateError
        When the release does not know a part of it, or it is public and has no 审图号.
    """
    basis = basis_of(request.release_id, settings)
    view = briefing_view(
        basis,
        request.unit,
        Period.parse(request.period),
        request.membership,
        request.lang,
        indicator=request.indicator,
        made_on=date.fromisoformat(request.fresh.as_of) if request.fresh.as_of else None,
        approval=request.approval,
        is_public=request.is_public,
        fresh=request.fresh,
    )
    return basis, view
