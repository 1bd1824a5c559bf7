"""The parts of the screen «Nông thôn mới»: choosing a set, headline figures, villages, one commune, nothing to show."""

from collections.abc import Collection, Sequence

import streamlit as st

from core import formats
from core.places import Place
from core.reports.criteria import ADVANCED, BASIC, SetStatus, VillageRow
from core.reports.goal_sources import COMMUNES_REACHED, VILLAGES_RECOGNISED
from core.reports.goals import GoalRow
from core.reports.rural_views import (
    AREA_TITLE,
    VILLAGE_TITLE,
    VillageTotals,
    goal_of,
    named_villages,
    village_totals,
    village_views,
)
from core.text import slug
from core.wording_rural import (
    SET_TITLES,
    average_said,
    different_numbers,
    goal_below,
    named_said,
    reached_below,
    reached_said,
    recognised_below,
    recognised_said,
    villages_known,
)
from ui.components import rural_tables
from ui.components.cards import Card, cards
from ui.components.plain_text import plain
from ui.filters import link_of, places
from ui.navigation import path_of


def choose_set() -> str:
    """The basic or the advanced set; their numbers do not mean the same criteria."""
    picked = st.segmented_control(
        "Bộ tiêu chí",
        [BASIC, ADVANCED],
        format_func=SET_TITLES.__getitem__,
        default=BASIC,
        key="_rural_set",
        required=True,
        persist_state="session",
        help=f"Mỗi bộ 19 tiêu chí. Số {different_numbers()} ở hai bộ là những tiêu chí khác nhau.",
    )
    return picked or BASIC


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
            ),
            Card(
                "Xã có quyết định công nhận",
                f"{len(recognised)}/{len(rows)}" if recognised else formats.MISSING,
                recognised_below(rows),
            ),
            Card("Số tiêu chí đạt bình quân/xã", average, over),
        ]
    )


def village_cards(totals: VillageTotals, goals: Sequence[GoalRow]) -> None:
    listed, below = villages_known(totals)
    stated = f"/{formats.count(totals.stated)}" if totals.stated is not None else ""
    goal, area = (goal_of(goals, VILLAGES_RECOGNISED, title) for title in (VILLAGE_TITLE, AREA_TITLE))
    cards(
        [
            Card("Thôn trong danh sách đã nộp", listed, below),
            Card("Thôn được công nhận thôn NTM", _or_dash(totals.recognised, stated), goal_below(goal)),
            Card("Khu dân cư kiểu mẫu được công nhận", _or_dash(totals.areas), goal_below(area)),
        ]
    )


def _or_dash(count: int, suffix: str = "") -> str:
    """No decision brought is no figure, not 0."""
    return f"{formats.count(count)}{suffix}" if count else formats.MISSING


def one_commune_cards(row: SetStatus) -> None:
    count = row.count
    cards(
        [
            Card(
                f"Tiêu chí đạt, bộ {row.set}",
                f"{count.met}/{count.size}" if count.assessed else formats.MISSING,
                f"Cơ bản đạt {count.nearly}, chưa đạt {count.not_met}, chưa đánh giá {count.not_assessed}"
                if count.assessed
                else "Chưa có đánh giá từng tiêu chí",
            ),
            Card("Đạt chuẩn", _yes_or_dash(row), reached_said(row)),
            Card(
                "Quyết định công nhận",
                formats.count(len(row.recognitions)) if row.recognised else formats.MISSING,
                "Số và ngày của quyết định ở bảng dưới"
                if recognised_said(row)
                else "Chưa có số quyết định nào được nộp",
            ),
        ]
    )


def _yes_or_dash(row: SetStatus) -> str:
    if row.reached:
        return "Đã đạt"
    return "Chưa đạt" if row.count.assessed or row.fallen_short else formats.MISSING


def no_rural_plan(place: Place | None, followed: Sequence[Place]) -> None:
    """Nothing is known here: say so, and open the huyện that are followed."""
    with st.container(border=True):
        name = place.full_name if place else "đơn vị này"
        st.markdown(f"**Chưa có kế hoạch hay số liệu nông thôn mới nào của {name}.**")
        if not followed:
            st.caption("Hãy nạp mục tiêu của kế hoạch, danh sách thôn và kết quả tiêu chí ở trang Nộp số liệu.")
            st.page_link(path_of("nop-so-lieu"), label="Đi tới Nộp số liệu", icon=":material/arrow_forward:")
            return
        st.caption("Hiện có của các huyện dưới đây; nơi khác sẽ có khi kế hoạch hoặc kết quả tiêu chí được nộp.")
        for district in followed:
            _link_to(district)


def _link_to(district: Place) -> None:
    """A link to the very screen it stands on does not change the address bar by itself: the huyện is named with its
    kind, and the filter bar then writes its own short form of the link."""
    with_kind = {**link_of(district), "huyen": slug(f"{district.kind} {district.name}")}
    st.page_link(
        path_of("nong-thon-moi"),
        label=f"Xem {district.full_name}, {places().province_of(district).full_name}",
        icon=":material/arrow_forward:",
        query_params=with_kind,
    )


def commune_detail(communes: Sequence[SetStatus], rows: Sequence[SetStatus]) -> None:
    """One commune under one set: figures, a row per criterion, what slipped back, every decision."""
    for row in communes:
        one_commune_cards(row)
        st.subheader(f"Từng tiêu chí, bộ {row.set}")
        rural_tables.criterion_table(row)
        rural_tables.slipping_table(row)
    st.subheader("Quyết định công nhận")
    rural_tables.decision_table(rows)


def villages_part(listed: Sequence[VillageRow], rows: Sequence[SetStatus], goals: Sequence[GoalRow]) -> None:
    """How many villages there are, how many are recognised, and each by name."""
    views = village_views(listed, rows)
    village_cards(village_totals(goals, views), goals)
    plans = list(dict.fromkeys(goal.plan_number for goal in goals))
    st.caption(plain(named_said(named_villages(plans), plans)))
    rural_tables.village_table(views)


def sources(goals: Sequence[GoalRow], rows: Sequence[SetStatus]) -> list[str]:
    """The plans, and every batch behind the assessments and decisions shown."""
    plans = [f"Kế hoạch {number}" for number in dict.fromkeys(goal.plan_number for goal in goals)]
    assessments = {cell.latest.origin.batch for row in rows for cell in row.cells if cell.latest}
    decisions = {decision.origin.batch for row in rows for decision in row.recognitions}
    return [*plans, *_batches("đánh giá", assessments), *_batches("quyết định công nhận", decisions)]


def _batches(what: str, batches: Collection[int]) -> list[str]:
    return [f"{what}: lô {', '.join(str(batch) for batch in sorted(batches))}"] if batches else []
