"""Budgets and new rural areas of all provinces: a table each, every row leading to its province."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.provenance import keys
from core.reports.budget import INVESTMENT, OPERATING
from core.reports.criteria import BASIC
from core.reports.national_budget import NatureSum, ProvinceBudget
from core.reports.national_rural import ProvinceRural
from core.wording_national import BUDGET, RURAL, budget_said, days_said, rural_name, rural_said
from ui import markup
from ui.components.notices import source_line
from ui.components.tables import Column, Columns, Said, table
from ui.links import origin_of_figure, view

_NATURES = {"dt": (INVESTMENT, "Vốn đầu tư (triệu đồng)"), "sn": (OPERATING, "Vốn sự nghiệp (triệu đồng)")}
_BUDGET_SOURCE = "kế hoạch vốn và giải ngân của từng đơn vị; bấm vào từng số để xem văn bản, lô và dòng"
_RURAL_SOURCE = "đánh giá và quyết định công nhận của từng xã; bấm vào từng số để xem các xã được đếm, lô và dòng"
_MONEY = ("allocated", "disbursed", "percent")


def _budget_columns() -> dict[str, Column]:
    shown = {"allocated": ("Kế hoạch", "amount"), "disbursed": ("Giải ngân", "amount"), "percent": ("Tỷ lệ", "percent")}
    money = {
        f"{short}_{name}": Column(heading, format_, group, f"{short}_{name}_origin")
        for short, (_, group) in _NATURES.items()
        for name, (heading, format_) in shown.items()
    }
    return {
        "unit": Column("Tỉnh, thành phố", link="address"),
        "carry_over": Column("Nguồn"),
        "units": Column("Đơn vị có vốn", "count"),
        **money,
        "reported": Column("Nội dung có số"),
        "days": Column("Số liệu đến ngày"),
        "remark": Column("Ghi chú"),
    }


def budget_part(rows: Sequence[ProvinceBudget], year: int, screen: str = BUDGET) -> None:
    """One row per province and source of capital."""
    if not rows:
        st.html(markup.element("p", f"Chưa tỉnh nào có kế hoạch vốn năm {year}.", class_="td-below"))
        return
    columns = _budget_columns()
    cells = [_budget_cells(row, source, screen) for row in rows for source in _sources(row)]
    made = pd.DataFrame(cells, columns=_with_links(columns), dtype="object")
    st.html(markup.element("p", markup.text(budget_said(rows, year))))
    said = Said(f"Vốn chương trình của từng tỉnh năm {year}", "", _BUDGET_SOURCE)
    table(made, columns, said, key="national_budget")
    source_line([_BUDGET_SOURCE])


def _with_links(columns: Columns) -> list[str]:
    return [*columns, *(column.link for column in columns.values() if column.link)]


def _sources(row: ProvinceBudget) -> list[str]:
    return list(dict.fromkeys(one.carry_over for one in row.sums))


def _budget_cells(row: ProvinceBudget, carry_over: str, screen: str) -> dict[str, object]:
    sums = [one for one in row.sums if one.carry_over == carry_over]
    reported, lines = sum(one.reported for one in sums), sum(one.lines for one in sums)
    first = min((one.first for one in sums if one.first), default=None)
    last = max((one.last for one in sums if one.last), default=None)
    cells: dict[str, object] = {
        "unit": row.place.name,
        "address": view(screen, row.place, **({"nam": str(row.year)} if screen == BUDGET else {})),
        "carry_over": carry_over,
        "units": row.units_by_source[carry_over],
        "reported": f"{reported}/{lines}",
        "days": days_said(first, last),
        "remark": _remark(sums, reported, lines),
    }
    for short, (nature, _) in _NATURES.items():
        if found := row.of(nature, carry_over):
            cells |= _money_cells(row, found, short)
    return cells


def _money_cells(row: ProvinceBudget, found: NatureSum, short: str) -> dict[str, object]:
    values = {name: getattr(found.money, name) for name in _MONEY}
    key = {name: keys.of_sum(row.place.code, row.year, found.carry_over, found.nature, name) for name in _MONEY}
    return {f"{short}_{name}": value for name, value in values.items()} | {
        f"{short}_{name}_origin": None if value is None else origin_of_figure(str(key[name]))
        for name, value in values.items()
    }


def _remark(sums: Sequence[NatureSum], reported: int, lines: int) -> str | None:
    """What the figures alone would not say of themselves."""
    said = [
        "số giải ngân là mức ít nhất" if 0 < reported < lines else "",
        "có số ước" if any(one.estimates for one in sums) else "",
        "có số minh họa" if any(one.made_up for one in sums) else "",
        "có số chờ duyệt" if any(one.waiting for one in sums) else "",
    ]
    return "; ".join(filter(None, said)) or None


_RURAL_COUNTS = {
    "assessed": Column("Xã đã đánh giá", "count", link="assessed_origin"),
    "full": Column("Xã đạt đủ tiêu chí", "count", link="full_origin"),
    "average": Column("Tiêu chí đạt bình quân/xã", "points", link="average_origin"),
    "recognised": Column("Xã có quyết định công nhận", "count", link="recognised_origin"),
}


def _rural_columns(rows: Sequence[ProvinceRural]) -> dict[str, Column]:
    several = any(row.set != BASIC for row in rows)
    return {
        "unit": Column("Tỉnh, thành phố", link="address"),
        **({"set": Column("Bộ tiêu chí")} if several else {}),
        "communes": Column("Số xã", "count"),
        **_RURAL_COUNTS,
        "days": Column("Đánh giá mới nhất"),
        "remark": Column("Ghi chú"),
    }


def rural_part(rows: Sequence[ProvinceRural], screen: str = RURAL) -> None:
    """Đạt đủ tiêu chí and được công nhận are two numbers; what nobody assessed or decided is a dash."""
    if not rows:
        said = "Chưa tỉnh nào có đánh giá tiêu chí hay quyết định công nhận xã nông thôn mới."
        st.html(markup.element("p", said, class_="td-below"))
        return
    columns = _rural_columns(rows)
    made = pd.DataFrame([_rural_cells(row, screen) for row in rows], columns=_with_links(columns), dtype="object")
    st.html(markup.element("p", markup.text(rural_said(rows))))
    title = "Xã nông thôn mới của từng tỉnh"
    table(made, columns, Said(title, "", _RURAL_SOURCE), key="national_rural")
    source_line([_RURAL_SOURCE])


def _rural_cells(row: ProvinceRural, screen: str) -> dict[str, object]:
    counts: dict[str, object] = {
        "assessed": row.assessed or None,
        "full": row.full if row.assessed else None,
        "average": row.average,
        "recognised": row.recognised or None,
    }
    origin = _rural_origin(row)
    return {
        "unit": rural_name(row),
        "address": view(screen, row.place),
        "set": row.set,
        "communes": row.communes,
        **counts,
        **{f"{name}_origin": None if value is None else origin for name, value in counts.items()},
        **({"recognised_origin": view(RURAL, row.place)} if row.recognised else {}),
        "days": days_said(row.first, row.last),
        "remark": _rural_remark(row),
    }


def _rural_origin(row: ProvinceRural) -> str:
    """The one commune's own count, where it is one; else all the communes that were counted, each with its own."""
    if row.only is None:
        return view(RURAL, row.place)
    of = next(short for short, name in keys.SETS.items() if name == row.set)
    return origin_of_figure(str(keys.FigureKey(keys.COUNT, f"{row.only}.{of}")))


def _rural_remark(row: ProvinceRural) -> str | None:
    """What the figures alone would not say of themselves."""
    said = [
        f"{row.made_up} xã có số minh họa" if row.made_up else "",
        f"{row.waiting} xã có số chờ duyệt" if row.waiting else "",
    ]
    return "; ".join(filter(None, said)) or None
