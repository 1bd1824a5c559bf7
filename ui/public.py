"""The public view on the screens: what it does not show and why, and the words for what is kept back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import pandas as pd
import streamlit as st

from core import formats
from core.clock import today
from core.places import Place
from core.reports.freshness import FLOWS_HALF, Freshness
from core.reports.public_view import PublicView
from core.settings import public_contact
from ui import markup
from ui.reader import reader
from ui.reads import read

NOT_PUBLISHED = "không công bố"
Shown = TypeVar("Shown")


def is_public() -> bool:
    return reader().is_public


def public_banner() -> None:
    """On every screen of the public view."""
    if not is_public():
        return
    view: PublicView = read("public-view")
    published = f" Số liệu được công bố đến {formats.moment(view.published_at)}." if view.published_at else ""
    head = f"<b>Trang xem công khai</b>, ngày {formats.day(today())}.{markup.text(published)}"
    summary = markup.element("summary", "Những gì không hiện ở đây, vì sao, và hỏi ai?")
    said = "".join(markup.element("li", markup.text(line)) for line in _not_shown(view))
    fold = markup.element("details", summary + markup.element("ul", said, class_="td-list"), class_="td-fold")
    st.html(markup.element("div", f"<p>{head}</p>{fold}", class_="td-past td-public", role="note"))


def _not_shown(view: PublicView) -> Iterable[str]:
    most = view.withheld.smallest - 1
    yield "Tên người, bản nháp chờ duyệt, ghi chú, giải trình, minh chứng, tệp đã nộp, báo cáo đã lập, lịch sử sửa đổi."
    yield (
        f"Số hộ từ 1 đến {most} (hộ nghèo, hộ cận nghèo) mà kết quả hay kế hoạch của một đơn vị ghi, để không nhận ra"
        " được hộ nào. Số 0 vẫn hiện. Đơn vị có số như vậy không hiện số liệu giảm nghèo của mọi kỳ; một vài đơn vị"
        " khác cùng huyện cũng vậy, để không ai lấy số chung trừ ra được. Những chỗ đó ghi"
        f" «{NOT_PUBLISHED}»: đã có số liệu, chỉ là không công bố."
    )
    yield (
        "Biến động hộ nghèo do đơn vị báo cáo (thoát nghèo, tái nghèo, phát sinh mới…) và số hộ DTTS của các đơn vị"
        f" trong tỉnh, khi ở một đơn vị nào đó có số từ 1 đến {most}."
    )
    yield (
        "Không thuộc diện này, nên vẫn hiện dù nhỏ: chênh lệch giữa hai số đã công bố (cuối năm trước so với hiện nay,"
        " hiện nay so với kế hoạch, «đã giảm», «chậm», «còn phải giảm»). Ai cũng trừ ra được chênh lệch ấy, và nó"
        " không phải là số hộ đã thoát nghèo hay mới nghèo."
    )
    yield f"Cần hỏi thêm: {public_contact()}."


def for_citizens(text: str) -> str:
    """A source for this reader: a visitor of the public view reads days of publication, not numbers of batches."""
    if not is_public() or "lô " not in text:
        return text
    view: PublicView = read("public-view")
    return view.by_day(text)


def frame_for_citizens(rows: pd.DataFrame) -> pd.DataFrame:
    """The same for each text of a table or a chart."""
    if not is_public():
        return rows
    return rows.assign(
        **{
            name: [for_citizens(cell) if isinstance(cell, str) else cell for cell in rows[name].tolist()]
            for name in rows.columns
            if any(isinstance(cell, str) and "lô " in cell for cell in rows[name].tolist())
        }
    )


def not_published(place: Place | None) -> bool:
    """Whether the poverty figures of a unit are kept back from this reader."""
    if place is None or not is_public():
        return False
    view: PublicView = read("public-view")
    return place.code in view.withheld.units


def movement_not_published(place: Place) -> bool:
    if not is_public():
        return False
    view: PublicView = read("public-view")
    return place.code in view.withheld.units | view.withheld.movements


def published(units: Sequence[tuple[Place, Shown]]) -> list[tuple[Place, Shown]]:
    """Without the units that are kept back: nobody counts them as having sent nothing."""
    return [(place, shown) for place, shown in units if not not_published(place)]


def say_not_published(places: Iterable[Place]) -> None:
    """Names those that are kept back; nothing where there are none."""
    names = [place.full_name for place in places if not_published(place)]
    if names:
        said = f"Số liệu giảm nghèo {NOT_PUBLISHED}: {', '.join(names)} (số hộ dưới {_smallest()}, hoặc để không tính"
        st.html(markup.element("p", markup.text(f"{said} ra được số như vậy của nơi khác)."), class_="td-below"))


def say_unit_not_published(place: Place) -> None:
    """In the place of a unit's figures."""
    with st.container(border=True):
        st.markdown(f"**Số liệu giảm nghèo của {place.full_name}: {NOT_PUBLISHED}.**")
        st.caption(
            f"Đơn vị có số hộ dưới {_smallest()}, hoặc số của đơn vị giúp tính ra số như vậy của nơi khác; xem dòng đầu"
            f" trang. Cần hỏi thêm: {public_contact()}."
        )


def say_goals_not_published() -> None:
    view: PublicView = read("public-view")
    if count := len(view.withheld.goals):
        said = f"{formats.count(count)} mục tiêu tính bằng số hộ, số người {NOT_PUBLISHED} (số dưới {_smallest()})."
        st.html(markup.element("p", markup.text(said), class_="td-below"))


def _smallest() -> int:
    view: PublicView = read("public-view")
    return view.withheld.smallest


def honest(ages: Sequence[Freshness]) -> list[Freshness]:
    """How complete figures are, without blaming a unit for what the public view keeps back."""
    return [_honest(age) for age in ages] if is_public() else list(ages)


def _honest(age: Freshness) -> Freshness:
    missing = tuple(name for name in age.missing if name != FLOWS_HALF or not movement_not_published(age.place))
    return replace(age, missing=missing, communes_reported=None, communes_listed=None)
