"""Completeness and timeliness: per plan a table, a row per unit, three columns per reporting period."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core import formats
from core.reports.unit_duties import UnitDuty
from core.reports.unit_duty_periods import PlanPeriods, period_frame, period_said, plan_periods
from core.reports.unit_duty_sources import evidence_words
from core.table_files import TableFile
from core.text import capitalised, slug
from core.wording_duties import days_said, plan_title, state_word
from ui import markup
from ui.components.duty_choice import SCREEN, scope_of_link
from ui.components.duty_list import WHO
from ui.components.tables import Column, Said, table, take_along
from ui.filters import current
from ui.links import view


def periods_view(rows: Sequence[UnitDuty], today: date) -> None:
    found = plan_periods(rows)
    if not found:
        st.info(
            "Không có kỳ báo cáo nào của đơn vị như đã lọc: văn bản không nêu kỳ, hoặc chỉ cơ quan phải báo cáo.",
            icon=":material/filter_alt_off:",
        )
    for plan in found:
        _plan(plan, today)


def _plan(plan: PlanPeriods, today: date) -> None:
    title = f"Báo cáo theo {plan_title(plan.plan_number)}"
    counts = "".join(markup.element("li", markup.text(f"{period_said(period)}.")) for period in plan.periods)
    st.subheader(title)
    st.html(markup.element("ul", counts, class_="td-list"))
    frame = period_frame(plan)
    key = f"periods_{slug(plan.plan_number)}"
    with st.container(key=f"td_{key}"):
        table(_with_markup(frame, plan), _columns(plan), Said(title), key=key, files=False)
    said = f"ngày {formats.day(today)}"
    take_along(TableFile(frame, _of_file(plan), title, said, f"{plan_title(plan.plan_number)}; các lô đã nạp"), key)


def _with_markup(frame: pd.DataFrame, plan: PlanPeriods) -> pd.DataFrame:
    made = {
        f"shown_{place}": pd.Series([_state(period.of.get(unit.code)) for unit in plan.units], dtype="object")
        for place, period in enumerate(plan.periods)
    }
    links = [_of_unit(plan, place) for place in range(len(plan.units))]
    return frame.assign(**made, unit=pd.Series(links, dtype="object"))


def _of_unit(plan: PlanPeriods, place: int) -> str:
    """To all duties of the unit."""
    unit = plan.units[place]
    who = f"{slug(unit.full_name)}-{unit.code}"
    return markup.link(
        unit.full_name, view(SCREEN, current().province, xem="theo-don-vi", **{WHO: who}, **scope_of_link())
    )


def _state(row: UnitDuty | None) -> str | None:
    if row is None:
        return None
    days = days_said(row)
    small = markup.element("span", markup.text(days), class_="td-below td-line") if days else ""
    return f"{markup.state(state_word(row))} {small}"


def _columns(plan: PlanPeriods) -> dict[str, Column]:
    made = {"unit": Column("Đơn vị", "html")}
    for place, period in enumerate(plan.periods):
        group = capitalised(period.name)
        made |= {
            f"shown_{place}": Column("Báo cáo", "html", group=group),
            f"done_on_{place}": Column("Xong ngày", "day", group=group),
            f"parts_{place}": Column(f"{capitalised(_parts(period.rows))} có số liệu", group=group),
        }
    return made


def _of_file(plan: PlanPeriods) -> dict[str, tuple[str, str]]:
    made = {"unit": ("Đơn vị", "text")}
    for place, period in enumerate(plan.periods):
        name = capitalised(period.name)
        made |= {
            f"state_{place}": (f"{name}: báo cáo", "text"),
            f"done_on_{place}": (f"{name}: xong ngày", "day"),
            f"parts_{place}": (f"{name}: {_parts(period.rows)} có số liệu", "text"),
        }
    return made


def _parts(rows: Sequence[UnitDuty]) -> str:
    """What makes up the reports of a period, in one word."""
    kinds = [row.upload.evidence for row in rows if row.upload and row.upload.parts]
    words = dict.fromkeys(evidence_words()[kind].parts for kind in kinds)
    return ", ".join(words) or "phần"
