"""The annex that mirrors the plan's own appendix, with what was reached beside it.

Form: Kế hoạch 97/KH-UBND, Phụ lục «Chi tiết lộ trình giảm tỷ lệ hộ nghèo năm 2024»; the same for every other plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from core.official_report.chapters.poverty_said import Said, row_said
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
from core.official_report.chapters.poverty_view import PlanView, name_in_table, printed_number, whole_name
from core.official_report.content import Annex, Figure, FigureFormat, ReportTable, TableRow, figure
from core.official_report.material import Material
from core.reports.frames import plan_name
from core.reports.poverty import PlanStatus, PovertyFilter
from core.reports.poverty_printed import Printed, printed_figures, printed_key
from core.reports.poverty_views import plan_key

_START, _PLANNED, _ACTUAL = "Kết quả rà soát cuối năm", "Kế hoạch năm", "Kết quả thực hiện"
_FALLEN, _REACHED = "Đã giảm", "Tỷ lệ đạt kế hoạch (%)"
_COLUMNS = (
    text_column("stt", "Stt", width=0.5),
    text_column("unit_name", "Đơn vị", width=1.5),
    count_column("households_start", "Tổng số hộ", _START),
    count_column("poor_start", "Hộ nghèo", _START),
    rate_column("rate_start", "Tỷ lệ (%)", _START, "poor_start", "households_start"),
    count_column("households_planned", "Tổng số hộ dự kiến", _PLANNED),
    count_column("poor_reduction", "Số hộ nghèo dự kiến giảm", _PLANNED),
    NamedColumn("rate_reduction", "Tỷ lệ dự kiến giảm (điểm %)", "points", _PLANNED, width=0.8),
    less_column("poor_planned", "Số hộ nghèo tương ứng", _PLANNED, "poor_start", "poor_reduction"),
    rate_column("rate_planned", "Tỷ lệ cuối năm (%)", _PLANNED, "poor_planned", "households_planned"),
    NamedColumn("as_of", "Ngày số liệu", "day", _ACTUAL, width=1.1),
    count_column("households", "Tổng số hộ", _ACTUAL),
    count_column("poor", "Hộ nghèo", _ACTUAL),
    rate_column("rate", "Tỷ lệ (%)", _ACTUAL, "poor", "households"),
    less_column("reduced", "Hộ", _FALLEN, "poor_start", "poor"),
    fall_column(_FALLEN),
    *reached_columns(_REACHED),
)
_PRINTED: Mapping[str, FigureFormat] = {"rate_start": "rate", "poor_planned": "count", "rate_planned": "rate"}
_NOTE = "Cột số kế hoạch ghi như văn bản kế hoạch; «—»: kế hoạch không nêu hoặc chưa có số liệu."
_BELOW = {"province": "Huyện, thành phố", "district": "Xã, phường, thị trấn"}


def annexes(material: Material, view: PlanView) -> tuple[Annex, ...]:
    """One table for each owner of the plan; nothing where the plan has no row of the unit or below it."""
    rows = [row for row in view.rows if row.plan_number == material.plan_number]
    keys = list(dict.fromkeys(plan_key(row) for row in rows))
    if not keys:
        return ()
    printed = printed_figures(
        material.session,
        PovertyFilter(view.place.code, known_at=material.request.known_at, seen_in=material.request.asked_map),
    )
    tables = [
        _table(view, [row for row in rows if plan_key(row) == key], printed, number)
        for number, key in enumerate(keys, start=1)
    ]
    return (Annex(f"Chi tiết kết quả giảm tỷ lệ hộ nghèo năm {view.year}", tuple(tables)),)


def _table(
    view: PlanView, rows: Sequence[PlanStatus], printed: Mapping[tuple[str, int, str, str], Printed], number: int
) -> ReportTable:
    below = [row for row in rows if row.place != view.place]
    said = {id(row): _said(view, row, printed.get(printed_key(row), Printed())) for row in rows}
    columns = _columns(view, list(said.values()))
    cells = [filled(columns, said[id(row)] | {"stt": _stt(row, n)}) for n, row in enumerate(below, start=1)]
    cells += [_whole(columns, row, said[id(row)], bool(below)) for row in rows if row.place == view.place]
    title = f"Chi tiết kết quả giảm tỷ lệ hộ nghèo năm {view.year} theo kế hoạch {plan_name(rows[0])}"
    return built(f"chi-tiet-giam-ngheo{f'-{number}' if number > 1 else ''}", title, columns, cells, [_NOTE])


def _whole(columns: Sequence[NamedColumn], row: PlanStatus, said: Said, is_total: bool) -> TableRow:
    if is_total:
        return filled(columns, said | {"unit_name": whole_name(row.place)}, "total")
    return filled(columns, said | {"stt": _stt(row, 1)})


def _stt(row: PlanStatus, number: int) -> str:
    """As the plan prints it: `01`."""
    return printed_number(row) or f"{number:02d}"


def _columns(view: PlanView, said: Sequence[Said]) -> list[NamedColumn]:
    """A column with a figure that is only as printed has no formula."""
    groups = {_START: f"{_START} {view.year - 1}", _PLANNED: f"{_PLANNED} {view.year}"}
    named = [replace(one, group=groups.get(one.group, one.group)) for one in _COLUMNS]
    named[1] = replace(named[1], heading=_BELOW.get(view.place.level, "Đơn vị"))
    apart = {name for name in _PRINTED for cells in said if isinstance(one := cells[name], Figure) and not one.key}
    return [replace(one, excel="", total="") if one.name in apart else one for one in named]


def _said(view: PlanView, row: PlanStatus, printed: Printed) -> Said:
    said = row_said(view, row)
    shown = {name: _as_printed(said[name], getattr(printed, name), format_) for name, format_ in _PRINTED.items()}
    return {**said, **shown, "unit_name": name_in_table(row.place)} | _sources(row, shown)


def _as_printed(computed: object, printed: Decimal | int | None, format_: FigureFormat) -> object:
    """The printed number where it is not what the plan's own counts come to."""
    if not isinstance(computed, Figure) or printed is None or printed == computed.value:
        return computed
    recounted = "" if computed.is_missing else f"; tính lại từ số hộ của kế hoạch: {computed.text}"
    return figure(printed, format_, computed.label, computed.of, worked=f"số in trong kế hoạch{recounted}")


def _sources(row: PlanStatus, shown: Mapping[str, object]) -> Said:
    """Where a printed number stands in the document."""
    return {
        name: replace(one, source=f"{plan_name(row)}, {row.origin.said}")
        for name, one in shown.items()
        if isinstance(one, Figure) and not one.key
    }
