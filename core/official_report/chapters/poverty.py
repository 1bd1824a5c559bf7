"""Results against plan: the unit and what lies right below it, both percentages, and what can't be said and why."""

from dataclasses import replace

from core import formats
from core.official_report.chapters.appendix_poverty import annexes
from core.official_report.chapters.poverty_figures import counted
from core.official_report.chapters.poverty_said import (
    Said,
    beside_said,
    dates_said,
    growth_alike,
    has_risen,
    names,
    result_said,
    row_said,
    silent_said,
    standing,
    worst_by_unit,
)
from core.official_report.chapters.poverty_table import (
    NamedColumn,
    built,
    count_column,
    fall_column,
    filled,
    less_column,
    rate_column,
    reached_columns,
    text_column,
)
from core.official_report.chapters.poverty_view import PlanView, name_in_table, plan_view, units_listed, whole_name
from core.official_report.content import ReportTable, TableRow
from core.official_report.material import Chapter, Material
from core.provenance.sources import document_said
from core.reports.frames import NOT_COMPARED, plan_name, shown_state
from core.reports.poverty import PlanStatus
from core.rules.poverty_pace import Measure

_START, _PLANNED, _ACTUAL = "Đầu năm", "Kế hoạch năm", "Thực hiện"
_FALLEN, _REACHED = "Đã giảm", "Tỷ lệ đạt kế hoạch (%)"
_COLUMNS = (
    text_column("stt", "Stt", width=0.5),
    text_column("unit_name", "Đơn vị", width=1.6),
    text_column("plan", "Kế hoạch", width=1.4),
    count_column("households_start", "Tổng số hộ", _START),
    count_column("poor_start", "Hộ nghèo", _START),
    rate_column("rate_start", "Tỷ lệ (%)", _START, "poor_start", "households_start"),
    count_column("poor_reduction", "Hộ giảm", _PLANNED),
    NamedColumn("rate_reduction", "Điểm % giảm", "points", _PLANNED, width=0.7),
    less_column("poor_planned", "Hộ nghèo cuối năm", _PLANNED, "poor_start", "poor_reduction"),
    NamedColumn("as_of", "Ngày số liệu", "day", _ACTUAL, width=1.1),
    text_column("value_type", "Loại số liệu", _ACTUAL, width=0.9),
    count_column("households", "Tổng số hộ", _ACTUAL),
    count_column("poor", "Hộ nghèo", _ACTUAL),
    rate_column("rate", "Tỷ lệ (%)", _ACTUAL, "poor", "households"),
    less_column("reduced", "Hộ", _FALLEN, "poor_start", "poor"),
    fall_column(_FALLEN),
    *reached_columns(_REACHED),
    text_column("state", "Đánh giá", width=1.2),
)
_NOTE = "Tỷ lệ thực hiện tính trên tổng số hộ của cùng ngày số liệu; «—»: chưa có số liệu."


def chapter(material: Material) -> Chapter | None:
    view = plan_view(material)
    if view is None:
        return None
    table = _table(view)
    context = {**_of_unit(material, view), **_of_parts(view), "has_table": bool(table.rows)}
    return Chapter("poverty.txt", context, (table,), annexes(material, view), of_results=bool(view.rows))


def _plan_said(number: str) -> str:
    """A plan without a number by whose it is."""
    said = document_said(number)
    return said if said.startswith("Kế hoạch") else f"Kế hoạch {said.removeprefix('kế hoạch ')}"


def _of_unit(material: Material, view: PlanView) -> Said:
    alone = None if view.wholes or view.own_result is None else result_said(view.place, view.own_result)
    return {
        "year": view.year,
        "unit": view.place.full_name,
        "plan": _plan_said(material.plan_number),
        "aims_elsewhere": any(goal.measure == Measure.POINTS.value for goal in material.goals) and not view.rows,
        "wholes": [row_said(view, row) for row in view.wholes],
        "own": alone,
        "beside": beside_said(view, material.results),
        "others": [row_said(view, row) for row in view.others],
    }


def _of_parts(view: PlanView) -> Said:
    units = names(worst_by_unit(view.parts))
    dates = dates_said(view)
    return {
        "below": view.below,
        "lists_below": bool(units_listed(view.place)),
        "parts_count": counted(units, f"Số {view.below} có chỉ tiêu năm {view.year}", view.place.full_name),
        "standing": list(standing(view)),
        "rose": [row_said(view, row) for row in view.parts if has_risen(row)],
        "disagree": [row_said(view, row) for row in view.rows if row.assessment.percentages_disagree],
        "ranges": [row_said(view, row) for row in view.parts if row.rate_reduction_upper is not None],
        "not_compared": [row_said(view, row) for row in view.parts if shown_state(row) == NOT_COMPARED],
        "growth": growth_alike(view),
        "dates": dates if len(dates) > 1 else [],
        "estimates": names([row for row in worst_by_unit(view.parts) if row.result and not row.result.official]),
        "made_up": any(row.result and row.result.made_up for row in view.rows),
        "unplanned": [result_said(place, result) for place, result in view.unplanned],
        "silent": silent_said(view),
    }


def _columns(view: PlanView) -> list[NamedColumn]:
    """The plan is a column where the rows stand under several."""
    chosen = [column for column in _COLUMNS if column.name != "plan" or view.has_several_plans]
    return [replace(one, group=f"{_PLANNED} {view.year}") if one.group == _PLANNED else one for one in chosen]


def _table(view: PlanView) -> ReportTable:
    columns, unplanned = _columns(view), _unplanned(view)
    below = [*({**row_said(view, row), **_cells(row)} for row in view.parts), *unplanned]
    rows = [filled(columns, {**cells, "stt": str(number)}) for number, cells in enumerate(below, start=1)]
    rows += [_whole_row(view, row, columns, is_total=bool(below)) for row in view.wholes]
    title = f"Kết quả giảm nghèo năm {view.year} so với kế hoạch"
    return built("ket-qua-giam-ngheo", title, columns, rows, [_NOTE])


def _whole_row(view: PlanView, row: PlanStatus, columns: list[NamedColumn], is_total: bool) -> TableRow:
    said = {**row_said(view, row), **_cells(row)}
    if not is_total:
        return filled(columns, said | {"stt": str(view.wholes.index(row) + 1)})
    return filled(columns, said | {"stt": "", "unit_name": whole_name(row.place)}, "total")


def _cells(row: PlanStatus) -> Said:
    value_type = row.result.value_type if row.result else formats.MISSING
    return {"unit_name": name_in_table(row.place), "value_type": value_type, "plan": plan_name(row)}


def _unplanned(view: PlanView) -> list[Said]:
    """Units with figures and without a plan, below those that have one."""
    return [
        {
            **result_said(place, result),
            "unit_name": name_in_table(place),
            "value_type": result.value_type,
            "state": "không có chỉ tiêu",
        }
        for place, result in view.unplanned
    ]
