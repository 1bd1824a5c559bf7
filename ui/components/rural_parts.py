"""The parts of the screen «Nông thôn mới»: opening, headline figures, matrix, road map, villages, nothing to show."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import streamlit as st

from core import formats
from core.access.rules import Action
from core.places import Place
from core.provenance import keys
from core.reports.criteria import SetStatus
from core.reports.explanations import RURAL
from core.reports.goal_sources import COMMUNES_REACHED
from core.reports.goals import GoalRow
from core.reports.rural_frames import band_frame
from core.reports.rural_matrix import criteria_matrix
from core.reports.rural_views import (
    VillageView,
    assessed,
    goal_of,
    in_band,
    met_by_nobody,
)
from core.territory import cut_by
from core.text import capitalised
from core.wording_rural import (
    as_of_sentence,
    average_said,
    goal_below,
    nobody_said,
    plan_sentence,
    reached_said,
    recognised_said,
    units_that_went_back,
    unverified_note,
)
from core.wording_rural_maps import cut_units_said, map_heading, not_added_said, undivided_said
from core.wording_rural_reached import reached_below, recognised_below
from ui import markup
from ui.charts import rural as charts
from ui.charts.template import Caption
from ui.components import rural_tables
from ui.components.cards import Card, cards
from ui.components.explanation_mark import Given, mark, standing
from ui.components.figures import draw
from ui.components.notices import whom_to_ask
from ui.components.rural_choice import (
    address,
    band_address,
    chosen_band,
    chosen_order,
    order_links,
    village_address,
    village_here,
)
from ui.components.rural_matrix import legend_html, matrix_html
from ui.components.rural_sections import goal_key
from ui.components.tables import Said
from ui.filters import current, places
from ui.links import view
from ui.reader import may_do
from ui.reads import read

_MOST_COLUMNS = 40


def opening(goals: Sequence[GoalRow], found: Sequence[Sequence[SetStatus]], rows: Sequence[SetStatus]) -> None:
    """Which plan, as of when for the communes of each map; then who went back, each leading to its own view."""
    said = f"{plan_sentence(goals)} {as_of_said(found)}"
    notes = [not_added_said(found, current().place), *_not_divided(rows)]
    below = "".join(markup.element("p", markup.text(note), class_="td-below") for note in notes if note)
    st.html(markup.element("p", markup.text(said)) + below + went_back(rows))


def as_of_said(found: Sequence[Sequence[SetStatus]]) -> str:
    """Of the communes of each map; that nothing is known where there are none under the set."""
    if not found:
        return "Chưa có xã nào được đánh giá hay công nhận theo bộ tiêu chí này."
    return " ".join(as_of_sentence(communes, current().as_of) for communes in found)


def _not_divided(rows: Sequence[SetStatus]) -> list[str]:
    """Of the units that were cut: here among those listed, or lying only partly in the unit that is looked at."""
    place = current().place
    partly = undivided_said(place, read("criteria", current().criteria_of_province)) if place and _cuts(place) else []
    return [*cut_units_said(rows), *partly]


def _cuts(place: Place) -> bool:
    return place.level != "province" and bool(cut_by(place.code))


def commune_groups(found: Sequence[Sequence[SetStatus]], goals: Sequence[GoalRow], said: Said) -> None:
    """The communes of each map for themselves: figures, matrix, bands, table."""
    for communes in found:
        if len(found) > 1 or communes[0].place.is_guest:
            st.subheader(map_heading(communes))
        own = replace(said, as_of=as_of_sentence(communes, current().as_of))
        edition = communes[0].place.edition
        commune_cards(communes, [goal for goal in goals if goal.place and goal.place.edition == edition])
        st.subheader(said.title)
        commune_matrix(communes, own)


def went_back(rows: Sequence[SetStatus]) -> str:
    """A list that stands out; nothing where nobody went back."""
    given = standing(RURAL)
    items = [
        markup.element("li", f"{markup.text(said)}{_way_to(row, said)}{_explained(row, given)}")
        for row, said in units_that_went_back(rows)
    ]
    head = markup.element("p", markup.element("b", "↓ Tụt lại, cần xem ngay"))
    listed = markup.element("ul", "".join(items), class_="td-list")
    return markup.element("div", head + listed, class_="td-went-back") if items else ""


def _explained(row: SetStatus, given: Given) -> str:
    """A village explains nothing for itself."""
    return "" if row.village else mark(given.get(row.place.code), rural_tables.of_set(row))


def _way_to(row: SetStatus, said: str) -> str:
    """Nowhere from the view of the unit itself, under the set that the sentence speaks of."""
    to = village_address(row.place, row.village) if row.village else rural_tables.of_set(row)
    return "" if to == village_here() or to == address(current().place) else f" {markup.link('Xem', to, said)}"


def commune_cards(rows: Sequence[SetStatus], goals: Sequence[GoalRow]) -> None:
    """Reached and recognised as two figures, the average of what was assessed; a missing figure is a dash."""
    reached, recognised = [row for row in rows if row.reached], [row for row in rows if row.recognised]
    known = bool(reached) or all(row.count.assessed for row in rows)
    average, over = average_said(rows)
    goal = goal_of(goals, COMMUNES_REACHED, rows[0].set) if rows else None
    cards(
        [
            Card(
                "Xã đã đạt chuẩn",
                f"{len(reached)}/{len(rows)}" if known else formats.MISSING,
                f"{reached_below(rows)}. {goal_below(goal)}",
                goal_key(goal),
            ),
            Card(
                "Xã có quyết định công nhận",
                f"{len(recognised)}/{len(rows)}" if recognised else formats.MISSING,
                recognised_below(rows),
            ),
            Card("Số tiêu chí đạt bình quân/xã", average, over),
        ]
    )


def commune_matrix(rows: Sequence[SetStatus], said: Said) -> None:
    """The matrix of the communes, or of those in the band that the link names; then the bands themselves."""
    band, order = chosen_band(), chosen_order()
    shown = in_band(rows, band) if band else rows
    columns = _columns(shown)
    matrix = criteria_matrix(columns, own_order=order == "bo")
    above = order_links(order) + (_band_said(band, len(shown)) if band else "") + _left_out(shown, columns)
    nobody = markup.element("p", markup.text(nobody_said(shown, met_by_nobody(shown))))
    grid = matrix_html(matrix, said.title, lambda column: address(column.place)) if columns else ""
    st.html(f"{above}{grid}{legend_html(unverified_note(rows[0].set) if rows else None)}{nobody}")
    rural_tables.matrix_files(matrix, said)
    if assessed(rows):
        _bands(rows, said)
    rural_tables.commune_table(columns, Said(f"Xã so với bộ tiêu chí {rows[0].set}", said.as_of, said.source))


def _columns(rows: Sequence[SetStatus]) -> Sequence[SetStatus]:
    """A province without huyện has more communes than a grid can show: then those that something is known of."""
    return rows if len(rows) <= _MOST_COLUMNS else [row for row in rows if row.count.assessed or row.held_since]


def _left_out(rows: Sequence[SetStatus], columns: Sequence[SetStatus]) -> str:
    shown = {row.place for row in columns}
    left = [row.place for row in rows if row.place not in shown]
    said = f"{formats.count(len(left))} xã chưa có kết quả nào, không có trong các bảng dưới đây"
    names = ", ".join(markup.link(place.name, address(place)) for place in left)
    inner = markup.element("summary", markup.text(said)) + markup.element("p", names)
    return markup.element("details", inner, class_="td-fold") if left else ""


def _band_said(band: str, communes: int) -> str:
    said = f"Đang xem nhóm {band} tiêu chí: {communes} xã."
    all_of_them = markup.link("Xem tất cả các xã", address(current().place))
    return markup.element("p", f"{markup.text(said)} {all_of_them}", class_="td-notice", role="status")


def _bands(rows: Sequence[SetStatus], said: Said) -> None:
    frame = band_frame(rows)
    frame["address"] = [band_address(band) for band in frame["band"]]
    counted = "; ".join(f"{row.band} tiêu chí: {row.communes} xã" for row in frame.itertuples())
    average, over = average_said(rows)
    alt = f"{counted}. Bình quân {average} tiêu chí/xã."
    below = f"Bình quân {average} tiêu chí/xã: {over}. {said.source}"
    key = rural_tables.key_of("rural_bands", [row.place for row in rows])
    draw(charts.bands, frame, Caption("Số xã theo số tiêu chí đạt", below, alt), key)


def commune_detail(communes: Sequence[SetStatus], rows: Sequence[SetStatus], said: Said) -> None:
    """One commune under one set: figures, a row per criterion, what slipped back, every decision.

    Then the same of each commune of another map that lies in it, where there is more than figures.
    """
    for row in communes:
        if row.place != current().place:
            st.subheader(capitalised(row.place.full_name))
        one_commune_cards(row)
        if row.place.is_guest and not row.count.assessed:
            continue
        own = as_of_sentence([row], current().as_of)
        st.subheader(f"Từng tiêu chí, bộ {row.set}")
        rural_tables.criterion_table(row, Said(f"Từng tiêu chí, bộ {row.set}", own, said.source))
        st.html(legend_html(unverified_note(row.set)))
        rural_tables.slipping_table(row)
    st.subheader("Quyết định công nhận")
    rural_tables.decision_table(rows, Said("Quyết định công nhận", said.as_of, said.source))


def one_commune_cards(row: SetStatus) -> None:
    count, origin = row.count, str(keys.of_count(row))
    cards(
        [
            Card(
                f"Tiêu chí đạt, bộ {row.set}",
                f"{count.met}/{count.size}" if count.assessed else formats.MISSING,
                f"Cơ bản đạt {count.nearly}, chưa đạt {count.not_met}, chưa đánh giá {count.not_assessed}"
                if count.assessed
                else "Chưa có đánh giá từng tiêu chí",
                origin,
            ),
            Card("Đạt chuẩn", _yes_or_dash(row), reached_said(row), origin),
            Card(
                "Quyết định công nhận",
                formats.count(len(row.recognitions)) if row.recognised else formats.MISSING,
                recognised_said(row) or "Chưa có số quyết định nào được nộp",
                origin,
            ),
        ]
    )


def _yes_or_dash(row: SetStatus) -> str:
    if row.reached:
        return "Đã đạt"
    return "Chưa đạt" if row.count.assessed or row.fallen_short else formats.MISSING


def no_rural_plan(place: Place | None, followed: Sequence[Place]) -> None:
    """Nothing is known here: say so, and open the huyện that are followed."""
    name = place.full_name if place else "đơn vị này"
    said = f"<b>{markup.text(f'Chưa có kế hoạch hay số liệu nông thôn mới nào của {name}.')}</b>"
    if followed:
        below = "Hiện có của các huyện dưới đây; nơi khác sẽ có khi kế hoạch hoặc kết quả tiêu chí được nộp."
        links = [_link_to(district) for district in followed]
    elif not may_do(Action.UPLOAD):
        below, links = whom_to_ask(), []
    else:
        below = "Hãy nạp mục tiêu của kế hoạch, danh sách thôn và kết quả tiêu chí ở trang Nộp số liệu."
        links = [markup.link("Đi tới Nộp số liệu", view("nop-so-lieu", place))]
    items = markup.element("ul", "".join(f"<li>{one}</li>" for one in links), class_="td-list") if links else ""
    with st.container(border=True):
        notes = "".join(markup.element("p", markup.text(note)) for note in _not_divided(()))
        st.html(f"<p>{said}</p>{notes}{markup.element('p', markup.text(below), class_='td-below')}{items}")


def _link_to(district: Place) -> str:
    province = places().province_of(district).full_name
    return markup.link(f"Xem {district.full_name}, {province}", address(district))


def sources(goals: Sequence[GoalRow], rows: Sequence[SetStatus], views: Sequence[VillageView] = ()) -> list[str]:
    """The plans, and every batch behind the assessments, decisions and villages shown."""
    plans = [f"Kế hoạch {number}" for number in dict.fromkeys(goal.plan_number for goal in goals)]
    assessments = {cell.latest.origin.batch for row in rows for cell in row.cells if cell.latest}
    decisions = {decision.origin.batch for row in rows for decision in row.recognitions}
    listed = {one.listed.origin.batch for one in views if one.listed}
    return [
        *plans,
        *_batches("đánh giá", assessments),
        *_batches("quyết định công nhận", decisions),
        *_batches("danh sách thôn", listed),
    ]


def _batches(what: str, batches: Collection[int]) -> list[str]:
    return [f"{what}: lô {', '.join(str(batch) for batch in sorted(batches))}"] if batches else []
