"""Tables of the poverty screens: the columns of the plan's own appendix with the results beside them; results alone.

Every figure opens where it comes from.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core import formats
from core.places import Place, places_of
from core.provenance import keys
from core.reports.frames import result_frame, sources_of
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import UnitView
from core.table_files import TableFile
from core.wording import status_words
from ui import markup
from ui.components.notices import no_results
from ui.components.tables import Column, Columns, Said, columns, table, take_along
from ui.components.unit_frame import unit_frame
from ui.links import origin_of_figure, view

SCREEN = "giam-ngheo"
_START, _PLAN, _AGAINST = "Đầu năm", "Kế hoạch cuối năm", "So với kế hoạch"
_RESULT_FIGURES = ("households", "poor", "rate")


def status_table(seen: UnitView, key: str) -> None:
    """One row per unit and plan, what is missing first; the row of the unit above them is the total."""
    rows, parts, wholes = seen.rows, seen.parts, seen.rows[len(seen.parts) :]
    frame = pd.concat([_frame(parts), _frame(wholes, said_of={_plan(row) for row in parts})], ignore_index=True)
    totals = range(len(parts), len(rows))
    shown = _all(rows, several_plans=len({_plan(row) for row in parts}) > 1)
    said = Said("Từng đơn vị so với kế hoạch giảm nghèo", _as_of(rows), "; ".join(sources_of(rows)))
    # Sixteen columns are read side by side on a telephone too: as cards they would be a page each.
    table(frame, shown, said, key=key, totals=tuple(totals), as_cards=False, files=False)
    take_along(TableFile(frame, _of_files(frame, shown), said.title, said.as_of, said.source), key)


def _of_files(frame: pd.DataFrame, shown: Columns) -> dict[str, tuple[str, str]]:
    """The same columns, the state in words; explanations where there are any."""
    states = {"state_html": ("status", ("Trạng thái", "status"))}
    named = dict(states.get(name, (name, (column.full_heading, column.format))) for name, column in shown.items())
    return named | ({"explained": ("Giải trình", "text")} if frame["explained"].notna().any() else {})


def _plan(row: PlanStatus) -> tuple[str, str]:
    return row.plan_number, row.plan_owner


def _frame(rows: Sequence[PlanStatus], said_of: Collection[tuple[str, str]] = ()) -> pd.DataFrame:
    """`said_of`: the plans of the rows above; a total under another plan says whose it is."""
    made = unit_frame(rows, SCREEN)
    if rows and said_of and _plan(rows[0]) not in said_of:
        made["unit"] = made["unit"] + ", theo " + made["plan"]
    return made


def _figure(name: str, heading: str, format_: str, group: str) -> Column:
    return Column(heading, format_, group, link=f"{name}_origin")


def _all(rows: Sequence[PlanStatus], several_plans: bool) -> Columns:
    """The plan's appendix whole; what is the same in all rows is said in a heading instead of a column.

    Beside dates there is no room for today's households: «từ đâu?» of the rate tells them.
    """
    several = {"plan": Column("Kế hoạch")} if several_plans else {}
    today = {} if _day(rows) else {"households": _figure("households", "Tổng số hộ", "count", _now(rows))}
    return columns(
        unit=Column("Đơn vị", link="address"),
        state_html=Column("Trạng thái", "html"),
        **several,
        households_start=_figure("households_start", "Tổng số hộ", "count", _START),
        poor_start=_figure("poor_start", "Hộ nghèo", "count", _START),
        rate_start=_figure("rate_start", "Tỷ lệ", "rate", _START),
        households_planned=_figure("households_planned", "Tổng số hộ", "count", _PLAN),
        poor_reduction=_figure("poor_reduction", "Giảm (hộ)", "count", _PLAN),
        rate_reduction=_figure("rate_reduction", "Giảm (điểm %)", "points", _PLAN),
        poor_planned=_figure("poor_planned", "Hộ nghèo", "count", _PLAN),
        rate_planned=_figure("rate_planned", "Tỷ lệ", "rate", _PLAN),
        **_day(rows),
        **today,
        poor=_figure("poor", "Hộ nghèo", "count", _now(rows)),
        rate=_figure("rate", "Tỷ lệ", "rate", _now(rows)),
        reduced=_figure("reduced", "Đã giảm", "count", _AGAINST),
        percent_points=_figure("percent_points", "Theo điểm %", "percent", _AGAINST),
        percent_households=_figure("percent_households", "Theo số hộ", "percent", _AGAINST),
    )


def _dates(rows: Sequence[PlanStatus]) -> set[tuple[date, str]]:
    return {(row.result.as_of, row.result.value_type) for row in rows if row.result}


def _day(rows: Sequence[PlanStatus]) -> dict[str, Column]:
    """The date and the kind of each row's figures, where they are not the same in all."""
    days, kinds = {day for day, _ in _dates(rows)}, {kind for _, kind in _dates(rows)}
    day = {"as_of": Column("Ngày", "day", _now(rows))} if len(days) > 1 else {}
    return day | ({"value_type": Column("Loại", "text", _now(rows))} if len(kinds) > 1 else {})


def _now(rows: Sequence[PlanStatus]) -> str:
    found = _dates(rows)
    return "Kết quả" if len(found) != 1 else f"Kết quả ({_as_of(rows)})"


def _as_of(rows: Sequence[PlanStatus]) -> str:
    return "; ".join(f"{formats.day(day)}, {kind}" for day, kind in sorted(_dates(rows), reverse=True))


_RESULT_COLUMNS = columns(
    unit=Column("Đơn vị", link="address"),
    as_of=("Ngày số liệu", "day"),
    value_type=("Loại số liệu", "text"),
    households=Column("Tổng số hộ", "count", link="households_origin"),
    poor=Column("Hộ nghèo", "count", link="poor_origin"),
    rate=Column("Tỷ lệ", "rate", link="rate_origin"),
)


def results_table(
    results: Sequence[tuple[Place, Result | None]], key: str, title: str = "Kết quả của các xã, phường, thị trấn"
) -> None:
    """Units with the latest result of each, or a dash where there is none."""
    table(_linked(results), _with_parts(results, _RESULT_COLUMNS), Said(title), key=key)
    _reasons(results)


def history(place: Place, results: Mapping[str, Sequence[Result]], when: str) -> None:
    """Every result of a huyện or xã, newest first; `when` says up to which date none was found.

    `results` are of all units: where the unit has none, others that its territory is made of may have.
    """
    if place.level == "province":
        return
    st.subheader("Số liệu qua các kỳ")
    if not (own := results.get(place.code)):
        _none_of_its_own(place, results, when)
        return
    newest_first = [(place, result) for result in reversed(own)]
    shown = {name: column for name, column in _RESULT_COLUMNS.items() if name != "unit"}
    table(
        _linked(newest_first),
        _with_parts(newest_first, shown),
        Said(f"Số liệu qua các kỳ, {place.full_name}"),
        key="poverty_history",
    )
    _reasons(newest_first)


def _none_of_its_own(place: Place, results: Mapping[str, Sequence[Result]], when: str) -> None:
    if not any(results.get(code) for code in places_of(place.seen_in).codes_around(place.code)):
        no_results(when)
        return
    said = f"Chưa có số liệu của toàn {place.full_name}; chỉ có số liệu của các đơn vị nằm trên địa bàn này."
    st.html(markup.element("p", markup.text(said), class_="td-below"))


def _with_parts(results: Sequence[tuple[Place, Result | None]], shown: Columns) -> Columns:
    """Beside figures that follow from those of another map's units: from which."""
    carried = any(result and result.carried for _, result in results)
    return {**shown, **({"source": Column("Cách có số liệu")} if carried else {})}


def _linked(results: Sequence[tuple[Place, Result | None]]) -> pd.DataFrame:
    frame = result_frame(results)
    frame["address"] = [view(SCREEN, place) for place, _ in results]
    for name in _RESULT_FIGURES:
        frame[f"{name}_origin"] = [_origin(place, result, name) for place, result in results]
    return frame


def _origin(place: Place, result: Result | None, name: str) -> str | None:
    return origin_of_figure(str(keys.of_result(place.code, result.as_of, name))) if result else None


def _reasons(results: Sequence[tuple[Place, Result | None]]) -> None:
    """What was given as a reason when a figure was asked about."""
    said = [f"{place.name}, {_reason(row)}" for place, row in results if row and row.origin and row.origin.reason]
    if said:
        items = "".join(markup.element("li", markup.text(line)) for line in said)
        st.html(f"<p><b>Lý do đã ghi khi nộp</b></p>{markup.element('ul', items, class_='td-list')}")


def _reason(row: Result) -> str:
    """`30/06/2024, lô 13, dòng 10: lý do …`."""
    assert row.origin
    return f"{formats.day(row.as_of)}, lô {row.origin.batch}, dòng {row.origin.row}: {row.origin.reason}"


def legend() -> None:
    """What each status means, for whoever asks."""
    items = "".join(_meaning(state) for state in status_words())
    summary = markup.element("summary", "Trạng thái nghĩa là gì?")
    st.html(markup.element("details", f"{summary}{markup.element('ul', items, class_='td-list')}", class_="td-below"))


def _meaning(state: str) -> str:
    word = status_words()[state]
    return markup.element("li", f"{markup.state(word)}: {markup.text(word.meaning)}.")
