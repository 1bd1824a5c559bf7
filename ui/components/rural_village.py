"""One village: its ten slots, its decisions, its neighbours."""

from collections.abc import Sequence

import streamlit as st

from core import formats
from core.provenance import keys
from core.reports.criteria import SetStatus
from core.reports.rural_views import AREA_TITLE, VillageView
from core.reports.rural_village_frames import village_sources
from core.reports.rural_villages import village_status, villages_in
from core.wording_rural import recognised_said, unverified_note
from core.wording_villages import as_of_village, village_state_said
from ui import markup
from ui.components import rural_tables
from ui.components.cards import Card, cards
from ui.components.rural_choice import village_address
from ui.components.rural_matrix import legend_html
from ui.components.rural_parts import went_back
from ui.components.tables import Said


def village_detail(view: VillageView, views: Sequence[VillageView]) -> None:
    status, source = village_status(view), "; ".join(village_sources(view))
    said = Said(f"Từng tiêu chí của {view.village}, {view.place.full_name}", as_of_village(status), source)
    st.html(
        markup.element("h2", markup.text(f"{view.village}, {view.place.full_name}"))
        + markup.element("p", markup.text(f"{_area_said(view)} {as_of_village(status)}"))
        + went_back(view.statuses)
    )
    _village_cards(view, status)
    st.subheader(f"Từng tiêu chí, bộ {status.set}")
    rural_tables.criterion_table(status, said)
    st.html(legend_html(unverified_note(status.set)))
    rural_tables.slipping_table(status)
    st.subheader("Quyết định công nhận")
    rural_tables.decision_table(view.statuses, Said(f"Quyết định công nhận: {view.village}", "", source))
    st.html(_neighbours(view, views) + markup.element("p", markup.text(f"Nguồn: {source}."), class_="td-below"))


def _area_said(view: VillageView) -> str:
    if view.listed is None:
        return "Thôn không có trong danh sách thôn đã nộp."
    area = {"có": "Thuộc", "không": "Không thuộc"}.get(view.listed.ethnic_area or "")
    return f"{area} vùng đồng bào DTTS." if area else "Danh sách không ghi có thuộc vùng đồng bào DTTS không."


def _village_cards(view: VillageView, status: SetStatus) -> None:
    count, area = status.count, view.under(AREA_TITLE)
    origin = str(keys.of_count(status)) if count.assessed or status.recognised else None
    cards(
        [
            Card(
                f"Tiêu chí đạt, bộ {status.set}",
                f"{count.met}/{count.size}" if count.assessed else formats.MISSING,
                village_state_said(status),
                origin,
            ),
            _decided("Công nhận thôn NTM", status, origin),
            _decided("Công nhận khu dân cư kiểu mẫu", area, None),
        ]
    )


def _decided(label: str, status: SetStatus | None, origin: str | None) -> Card:
    said = recognised_said(status) if status else None
    return Card(label, "Đã công nhận" if said else formats.MISSING, said or "Chưa có quyết định nào được nộp", origin)


def _neighbours(view: VillageView, views: Sequence[VillageView]) -> str:
    others = [one for one in villages_in(views, view.place.code) if one.village != view.village]
    links = ", ".join(markup.link(one.village, village_address(one.place, one.village)) for one in others)
    return (
        f"<p class='td-trail'>{markup.text(f'Các thôn khác của {view.place.full_name}:')} {links}</p>" if links else ""
    )
