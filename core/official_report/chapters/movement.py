"""Diễn biến hộ nghèo: from đầu kỳ to cuối kỳ by flows, with what they do not explain; near poor; ethnic minorities."""

from typing import TypeVar

from core import formats
from core.official_report.chapters.movement_groups import (
    Unit,
    ethnic_said,
    ethnic_table,
    near_poor_said,
    near_poor_table,
)
from core.official_report.chapters.poverty_figures import result_figures, result_source
from core.official_report.chapters.poverty_said import Said, kind_said
from core.official_report.chapters.poverty_table import NamedColumn, built, count_column, filled, text_column
from core.official_report.chapters.poverty_view import (
    PlanView,
    name_in_table,
    plan_view,
    results_below,
    whole_name,
)
from core.official_report.content import Figure, ReportTable, figure
from core.official_report.material import Chapter, Material
from core.places import Place
from core.reports.poverty import PovertyFilter, Result
from core.reports.poverty_courses import latest_movement
from core.reports.poverty_ethnic import EthnicFigures, ethnic_figures, ethnic_of
from core.reports.poverty_movement import RESIDUAL_LABEL, MovementView, flow_labels
from core.rules.poverty import DECREASES, INCREASES
from core.text import capitalised

_OUT, _IN, _END = "Giảm trong kỳ", "Tăng trong kỳ", "Cuối kỳ"


def chapter(material: Material) -> Chapter | None:
    """None where there is no result yet; flows that nobody reported are said to be missing."""
    view = plan_view(material)
    units = results_below(material, view) if view else []
    if view is None or not units:
        return None
    moved = _moved(material, units, view.year)
    near = [(place, one) for place, one in units if one.near_poor is not None]
    ethnic = _ethnic(material, view, units)
    context: dict[str, object] = {
        "year": view.year,
        "moved": [_said(*one, is_whole=one[0] == view.place) for one in moved],
        "silent": _silent(moved),
        "without": _others(units, [place for place, _, _ in moved]),
        "near": [near_poor_said(*one) for one in _whole_or_all(view, near)],
        "without_near": _others(units, [place for place, _ in near]),
        "ethnic": [ethnic_said(*one) for one in _whole_or_all(view, ethnic)],
    }
    place = view.place
    tables = [_table(place, moved, view.year), near_poor_table(place, near), ethnic_table(place, ethnic)]
    return Chapter("movement.txt", context, tuple(table for table in tables if table.rows))


def _ethnic(material: Material, view: PlanView, units: list[Unit]) -> list[tuple[Place, EthnicFigures]]:
    chosen = PovertyFilter(view.place.code, view.until, material.request.known_at, material.request.asked_map)
    found = ethnic_figures(material.session, chosen)
    return [(place, one) for place, result in units if (one := ethnic_of(place, result, found))]


def _others(units: list[Unit], having: list[Place]) -> list[str]:
    return [place.full_name for place, _ in units if place not in having]


Known = TypeVar("Known")


def _whole_or_all(view: PlanView, units: list[tuple[Place, Known]]) -> list[tuple[Place, Known]]:
    """The sentences speak of the unit itself where it has the figures; the table has the others."""
    return [one for one in units if one[0] == view.place] or units


Moved = tuple[Place, MovementView, Result]


def _moved(material: Material, units: list[Unit], year: int) -> list[Moved]:
    """Of each unit its newest result of the year that has flows, as on the screens."""
    found = []
    for place, judged in units:
        known = [*material.results.get(place.code, []), *([judged] if judged.origin is None else [])]
        view = latest_movement(known, year)
        result = next((one for one in known if view and one.as_of == view.as_of), None)
        found += [(place, view, result)] if view and result else []
    return found


def _figures(place: Place, view: MovementView, result: Result) -> dict[str, Figure]:
    """By flow; `expected` is where the flows lead, `residual` what they do not explain (hộ), for sentences its size."""
    source, day = result_source(result), formats.day(view.as_of)

    def one(value: int | None, label: str, worked: str = "") -> Figure:
        said = f"{label}, đến ngày {day}"
        return figure(value, "count", said, place.full_name, worked=worked, source=source, batches=result.batches)

    flows = {row.key: one(row.households, row.label) for row in view.rows if row.key in flow_labels()}
    own, expected = result_figures(place, result, place.full_name), result.poor - view.residual
    ends = sorted((result.poor, expected), reverse=True)
    apart = f"{formats.count(ends[0])} − {formats.count(ends[1])} = {formats.count(abs(view.residual))}"
    said = f"{own['poor']} − {formats.count(expected)} = {formats.count(view.residual)}"
    return {
        **flows,
        **{name: own[name] for name in ("as_of", "poor")},
        "expected": one(expected, "Cuối kỳ theo biến động", f"{_sum(flows)} = {formats.count(expected)}"),
        "residual": one(view.residual, RESIDUAL_LABEL, said),
        "unexplained": one(abs(view.residual), f"{RESIDUAL_LABEL} (độ lớn)", apart),
    }


def _sum(flows: dict[str, Figure]) -> str:
    """`3.131 − 300 − 400 + 3`: the flows that were reported."""
    signs = {**dict.fromkeys(DECREASES, "−"), **dict.fromkeys(INCREASES, "+")}
    moved = [f"{sign} {flows[name]}" for name, sign in signs.items() if not flows[name].is_missing]
    return " ".join([flows["poor_start"].text, *moved])


def _said(place: Place, view: MovementView, result: Result, is_whole: bool) -> Said:
    return {
        **_figures(place, view, result),
        "heading": capitalised(place.full_name),
        "is_whole": is_whole,
        "kind": kind_said(result),
        "closes": view.closes,
        "fewer": view.residual < 0,
        "reported": [
            {"label": row.label[0].lower() + row.label[1:], "figure": found}
            for row in view.rows
            if row.key in (*DECREASES, *INCREASES)
            for found in [_figures(place, view, result)[row.key]]
            if not found.is_missing
        ],
    }


def _silent(moved: list[Moved]) -> list[Said]:
    """Units by the flows that they did not report."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for place, view, _ in moved:
        if view.not_reported:
            groups.setdefault(view.not_reported, []).append(place.full_name)
    return [
        {"flows": [name.lower() for name in flows], "names": names, "is_every": len(names) == len(moved) > 1}
        for flows, names in groups.items()
    ]


def _columns(year: int) -> list[NamedColumn]:
    labels = flow_labels()
    taken, added = (",".join(f"{{{key}}}" for key in keys) for keys in (DECREASES, INCREASES))
    printed = "".join([*(f"−{{{key}}}" for key in DECREASES), *(f"+{{{key}}}" for key in INCREASES)])
    return [
        text_column("stt", "Stt", width=0.5),
        text_column("unit_name", "Đơn vị", width=1.5),
        NamedColumn("as_of", "Ngày số liệu", "day", width=1.1),
        text_column("value_type", "Loại số liệu", width=0.9),
        count_column("poor_start", "Đầu kỳ"),
        *(count_column(key, labels[key], _OUT) for key in DECREASES),
        *(count_column(key, labels[key], _IN) for key in INCREASES),
        NamedColumn(
            "expected",
            "Theo biến động",
            "count",
            _END,
            f"={{poor_start}}{printed}",
            f"=SUM({{poor_start}})-SUM({taken})+SUM({added})",
            "excel",
        ),
        count_column("poor", "Theo báo cáo", _END),
        NamedColumn(
            "residual", "Chênh lệch chưa giải thích", "count", "", "={poor}−{expected}", "={poor}-{expected}", "excel"
        ),
    ]


def _table(whole: Place, moved: list[Moved], year: int) -> ReportTable:
    columns = _columns(year)
    below = [one for one in moved if one[0] != whole]
    rows = [filled(columns, _cells(*one) | {"stt": str(number)}) for number, one in enumerate(below, start=1)]
    for place, view, result in (one for one in moved if one[0] == whole):
        is_total = bool(below)
        name = {"unit_name": whole_name(place), "stt": ""} if is_total else {"stt": "1"}
        rows.append(filled(columns, _cells(place, view, result) | name, "total" if is_total else "row"))
    note = "«—»: không báo cáo, không tính là 0."
    return built("dien-bien-ho-ngheo", f"Diễn biến hộ nghèo năm {year}", columns, rows, [note], sums_texts=True)


def _cells(place: Place, view: MovementView, result: Result) -> Said:
    name = name_in_table(place)
    return {**_figures(place, view, result), "unit_name": name, "value_type": view.value_type}
