"""Choosing and downloading a template, with the rows that are known already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.access.rules import Action, roots
from core.ingest.checks.row_maps import has_districts
from core.ingest.kinds import Kind, kinds
from core.ingest.templates.template_workbook import workbook_template
from core.ingest.templates.templates import ABOUT_HEADER, TemplateRow, filled_template
from core.places import Place, places_of
from core.reports.criteria import ADVANCED, BASIC
from core.reports.goal_frames import plans_of
from core.reports.goals import DutyRow, GoalRow
from core.reports.template_rows import criterion_rows, duty_rows, goal_rows, line_rows, village_rows
from core.text import slug
from core.wording_goals import plan_said
from ui.components.beside import goals_told
from ui.components.tables import Said, columns, table
from ui.filters import Chosen, places
from ui.reader import may_do, reader
from ui.reads import read

_FIRST_GROUP = "Kết quả"
_RULES = columns(header=("Cột", "text"), rule=("Cách ghi", "text"))


@dataclass(frozen=True)
class Prefilled:
    """The rows of a template and what they are, in words."""

    rows: Sequence[TemplateRow]
    described: str


def template_panel(chosen: Chosen) -> None:
    kind = _choose_kind()
    found = _PREFILLED.get(kind.name, _units)(chosen)
    told = any(row.about for row in found.rows)
    st.caption(
        f"{found.described} Cột bắt buộc:"
        f" {', '.join(f'**{column.header}**' for column in kind.columns if column.required)}."
        " Dòng «Ví dụ» trong mẫu không được nạp, có thể để nguyên."
        f"{f' Cột «{ABOUT_HEADER}» để người điền biết mỗi dòng là gì.' if told else ''}"
        f"{' Xóa những dòng chưa có số liệu.' if found.rows else ''}"
    )
    _downloads(kind, found.rows)
    with st.expander("Các cột của mẫu"):
        rules = pd.DataFrame({"header": [c.header for c in kind.columns], "rule": [c.rule for c in kind.columns]})
        table(rules, _RULES, Said(f"Các cột của mẫu «{kind.title}»"), key="template_columns", files=False)


def _downloads(kind: Kind, rows: Sequence[TemplateRow]) -> None:
    """The workbook first: a CSV lets Excel take codes for dates. Both are made on the click."""
    known, filled = places(), f"{len(rows)} dòng điền sẵn"
    with st.container(horizontal=True):
        st.download_button(
            f"Tải mẫu Excel ({filled})" if rows else "Tải mẫu Excel",
            lambda: workbook_template(kind, known, rows),
            file_name=f"mau-{slug(kind.title)}.xlsx",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            f"Tải mẫu CSV ({filled})" if rows else "Tải mẫu CSV",
            lambda: filled_template(kind, known, rows),
            file_name=f"mau-{slug(kind.title)}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )


def _choose_kind() -> Kind:
    groups = dict.fromkeys([_FIRST_GROUP, *(kind.group for kind in kinds().values())])
    group = st.segmented_control(
        "Nhóm mẫu", list(groups), default=_FIRST_GROUP, key="_template_group", required=True, wrap=True
    )
    names = [name for name, kind in kinds().items() if kind.group == (group or _FIRST_GROUP)]
    name = st.pills(
        "Loại số liệu",
        names,
        format_func=lambda name: kinds()[name].title,
        default=names[0],
        key=f"_template_kind_{group}",
        required=True,
        wrap=True,
    )
    return kinds()[name or names[0]]


def _units(chosen: Chosen) -> Prefilled:
    """The chosen unit with the units right below it; for somebody who may not bring its figures their own."""
    if chosen.place and not may_do(Action.UPLOAD, chosen.place.code) and (own := _own_units()):
        return _of_units([unit for one in own for unit in _with_below(one)], _named(own))
    if chosen.province is None:
        return Prefilled([], "Chưa chọn đơn vị nào.")
    if chosen.commune:
        return _of_units([chosen.commune], chosen.commune.full_name)
    if chosen.district:
        units = _with_below(chosen.district)
        below = [unit for unit in units if unit != chosen.district]
        if len(below) == len(units):
            return _of_units(units, f"{_counted(below)} của {chosen.district.full_name}")
        return _of_units(units, f"{chosen.district.full_name} và {_counted(below)}")
    units = [unit for unit in _with_below(chosen.province) if unit != chosen.province]
    return _of_units(units, f"{_counted(units)} của {chosen.province.full_name}")


def _with_below(unit: Place) -> list[Place]:
    """A unit and those right below it that figures are brought of: a unit of another edition only groups them."""
    found: list[Place] = []
    for one in (unit, *places().children(unit)):
        if not one.is_guest:
            found.append(one)
        elif one != unit:
            found += places().children(one)
    return found


def _counted(units: Sequence[Place]) -> str:
    """`8 huyện, thành phố`, `11 xã, phường, thị trấn`; since there are no huyện there are no thị trấn either."""
    if any(unit.level == "district" for unit in units):
        return f"{len(units)} huyện, thành phố"
    town = "thị trấn" if all(has_districts(places_of(unit.edition)) for unit in units) else "đặc khu"
    return f"{len(units)} xã, phường, {town}"


def _own_units() -> list[Place]:
    """The topmost units that this reader may bring figures of."""
    return [places().by_code[unit] for unit in sorted(filter(None, roots(reader(), Action.UPLOAD)))]


def _named(units: Sequence[Place]) -> str:
    return f"{', '.join(unit.full_name for unit in units)} và các đơn vị trực thuộc"


def _of_units(units: Sequence[Place], said: str) -> Prefilled:
    rows = [TemplateRow(unit) for unit in units]
    return Prefilled(rows, f"Mẫu có sẵn dòng của {said} (đổi ở thanh lọc trên cùng).")


def _communes(chosen: Chosen, rural: bool = False) -> list[Place]:
    """The chosen commune, or those of the chosen huyện (of the province where it has none); only xã where `rural`."""
    if chosen.commune:
        return [chosen.commune]
    above = _right_above_communes(chosen)
    below = _with_below(above) if above else []
    return [place for place in below if place != above and (place.kind == "Xã" or not rural)]


def _right_above_communes(chosen: Chosen) -> Place | None:
    return chosen.district or (None if has_districts(places()) else chosen.province)


def _by_commune(chosen: Chosen) -> Prefilled:
    communes = _communes(chosen)
    if not communes:
        return Prefilled([], _CHOOSE_LOWER)
    above = _right_above_communes(chosen)
    if chosen.commune or above is None:
        return _of_units(communes, communes[0].full_name)
    return _of_units(communes, f"{_counted(communes)} của {above.full_name}")


_CHOOSE_LOWER = "Mẫu này theo từng xã: hãy chọn huyện hoặc xã ở thanh lọc trên cùng để có sẵn các dòng."


def _disbursement(chosen: Chosen) -> Prefilled:
    """The lines of the plans below the chosen unit; the communes alone where there is no plan."""
    rows = line_rows(read("budget", chosen.budget))
    if not rows or chosen.place is None:
        return _by_commune(chosen)
    said = f"Mẫu có sẵn từng nội dung của kế hoạch vốn đã nạp thuộc {chosen.place.full_name}."
    return Prefilled(rows, said)


def _criteria(chosen: Chosen) -> Prefilled:
    communes = _communes(chosen, rural=True)
    if not communes:
        return Prefilled([], _CHOOSE_LOWER)
    name = st.segmented_control(
        "Bộ tiêu chí", [BASIC, ADVANCED], default=BASIC, key="_template_set", required=True, wrap=True
    )
    rows = criterion_rows(communes, name or BASIC)
    whose = communes[0].full_name if len(communes) == 1 else f"mỗi xã ({len(communes)} xã)"
    return Prefilled(rows, f"Mẫu có sẵn {len(rows) // len(communes)} tiêu chí của bộ «{name}» cho {whose}.")


def _villages(chosen: Chosen) -> Prefilled:
    listed = village_rows(read("villages", chosen.criteria))
    if not listed:
        return _by_commune(chosen)
    return Prefilled(listed, "Mẫu có sẵn các thôn đã có trong danh sách, để bổ sung hoặc sửa.")


def _goals(chosen: Chosen) -> Prefilled:
    goals: list[GoalRow] = read("goals", goals_told(chosen))
    plan = _choose_plan(plans_of(goals))
    rows = goal_rows(row for row in goals if row.plan_number == plan)
    return Prefilled(rows, f"Mẫu có sẵn mã {len(rows)} mục tiêu của kế hoạch {plan}; giá trị theo đơn vị của mục tiêu.")


def _duties(chosen: Chosen) -> Prefilled:
    duties: list[DutyRow] = read("duties", chosen.goals)
    plan = _choose_plan(plans_of(duties))
    rows = duty_rows(row for row in duties if row.plan_number == plan)
    return Prefilled(rows, f"Mẫu có sẵn mã {len(rows)} nhiệm vụ của kế hoạch {plan}; giữ lại những dòng đã làm.")


def _choose_plan(plans: Sequence[str]) -> str | None:
    return st.selectbox(
        "Kế hoạch", plans, format_func=plan_said, key="_template_plan", placeholder="Chưa nạp kế hoạch nào"
    )


def _free_list(_chosen: Chosen) -> Prefilled:
    return Prefilled([], "Mỗi dòng một mục của văn bản; mẫu chỉ có dòng ví dụ.")


_PREFILLED: dict[str, Callable[[Chosen], Prefilled]] = {
    "disbursement": _disbursement,
    "budget-plan": _by_commune,
    "criteria-status": _criteria,
    "recognition": _by_commune,
    "villages": _villages,
    "goal-progress": _goals,
    "obligation-done": _duties,
    "goal": _free_list,
    "obligation": _free_list,
}
