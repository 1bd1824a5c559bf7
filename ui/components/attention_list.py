"""«Cần chú ý»: sentences to act on, each leading to its place, the kind of each by a sign and a word."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from core.places import Place
from core.reports.explanations import DISBURSEMENT, POVERTY, RURAL, GivenExplanation, latest_by_unit
from core.wording_attention import POVERTY as POVERTY_SCREEN
from core.wording_attention import Attention, AttentionKind, attention_words
from core.wording_attention_programmes import BUDGET
from core.wording_attention_programmes import RURAL as RURAL_SCREEN
from core.wording_overview import day_said, shortened
from ui import markup
from ui.components.explanation_mark import given, mark_or_none
from ui.filters import current, places
from ui.links import view
from ui.navigation import may_open, screens

_SUBJECTS = {POVERTY_SCREEN: POVERTY, BUDGET: DISBURSEMENT, RURAL_SCREEN: RURAL}
_TO_EXPLAIN = (AttentionKind.SHORT, AttentionKind.SLIPPED)
_DAYS_COUNTED = (AttentionKind.OVERDUE, AttentionKind.DUE)


def attention_list(
    lists: Mapping[str, Sequence[Attention]],
    most: int,
    today: date,
    title: str = "Cần chú ý",
    nothing: str = "",
    year: int | None = None,
) -> None:
    """`lists` by the screen that has the rest of each; `nothing` is said when all are empty, else there is no list.

    Who is behind has an explanation beside it, given in `year` or later, or «Chưa giải trình».
    """
    found = shortened(lists, most)
    if not found.shown and not nothing:
        return
    st.subheader(title)
    explained = [one for one in given() if year is None or one.as_of.year >= year] if found.shown else []
    said = markup.element("ul", "".join(_item(one, explained) for one in found.shown), class_="td-todo")
    st.html(f"{said}{_left_out(found.left_out)}{_days(found.shown, today)}" if found.shown else _below(nothing))


def _item(one: Attention, explained: Sequence[GivenExplanation]) -> str:
    sign, address = markup.state(attention_words()[one.kind]), view(one.slug, one.place)
    said = f"{sign} {markup.link(one.sentence, address) if may_open(one.slug) else markup.text(one.sentence)}"
    if one.kind in _TO_EXPLAIN and (subject := _SUBJECTS.get(one.slug)):
        said += mark_or_none(latest_by_unit(explained, subject).get(one.place.code), address, one.place.code)
    return markup.element("li", said)


def _left_out(left_out: Mapping[str, Sequence[Attention]]) -> str:
    if not left_out:
        return ""
    titles = {row["slug"]: row["title"] for row in screens()}
    links = [
        markup.link(said, view(screen, _province(some[0].place))) if may_open(screen) else markup.text(said)
        for screen, some in left_out.items()
        for said in [f"{titles[screen]} ({len(some)})"]
    ]
    said = f"và {sum(len(some) for some in left_out.values())} việc khác: {', '.join(links)}"
    return markup.element("p", said, class_="td-more")


def _province(place: Place) -> Place | None:
    known = places()
    return known.ancestors(known.by_code[place.code])[0]


def _days(shown: Sequence[Attention], today: date) -> str:
    """The planned year may be looked back at (core.wording_overview.judged_on); deadlines never are."""
    has_deadline = any(one.kind in _DAYS_COUNTED for one in shown)
    return _below(f"Số ngày của các thời hạn tính đến {day_said(today, current().known_at)}.") if has_deadline else ""


def _below(said: str) -> str:
    return markup.element("p", markup.text(said), class_="td-below")
