"""The budget's tables: amounts in triệu đồng with as many decimals as they have, each a link to where it comes from."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core.places import Place
from core.reports.behind import capital_is_behind
from core.reports.budget import CARRIED_OVER, INVESTMENT, OF_THE_YEAR, OPERATING, BudgetLine
from core.reports.budget_contents import content_frame
from core.reports.budget_frames import project_frame, total_frame, unit_frame
from core.reports.budget_views import ProjectRow, by_unit
from core.reports.explanations import DISBURSEMENT
from core.table_files import TableFile
from core.wording_budget import SOURCE_WORDS, commune_kinds, district_kinds, picture_source, projects_note
from core.wording_budget_course import SIGNS
from core.wording_explanations import mark_said
from ui import markup
from ui.components.budget_choice import of_same_year
from ui.components.budget_links import linked_rows, linked_units
from ui.components.explanation_mark import Given, mark, standing
from ui.components.tables import Column, Columns, Said, columns, table, table_html, take_along
from ui.filters import places

_MONEY, _PACE = "Triệu đồng", "Tiến độ"
_LINE_COLUMNS = columns(
    name=("Nội dung", "text"),
    allocated=Column("Kế hoạch", "amount", _MONEY, "allocated_link"),
    disbursed=Column("Giải ngân", "amount", _MONEY, "disbursed_link"),
    remaining=Column("Còn lại", "amount", _MONEY, "remaining_link"),
    advance=Column("Tạm ứng", "amount", _MONEY, "advance_link"),
    percent=Column("Tỷ lệ", "percent", _PACE, "percent_link"),
    year_gone=Column("Năm đã qua", "percent", _PACE),
    distance=Column("Chênh (điểm %)", "points", _PACE),
    as_of=("Đến ngày", "day"),
    remark=("Ghi chú", "text"),
)
# Left out where no line has one; a plan without disbursements still shows that these are missing.
_WHERE_ANY = ("remaining", "advance", "year_gone", "distance", "as_of")
_COURSE_COLUMNS = columns(
    as_of=Column("Đến ngày", "day", link="address"),
    series=("Nguồn và tính chất", "text"),
    allocated=Column("Kế hoạch", "amount", _MONEY, "allocated_link"),
    disbursed=Column("Giải ngân", "amount", _MONEY, "disbursed_link"),
    percent=Column("Tỷ lệ", "percent", _PACE, "percent_link"),
    year_gone=Column("Năm đã qua", "percent", _PACE),
    distance=Column("Chênh (điểm %)", "points", _PACE),
    coverage=("Nội dung có số", "text"),
    value_type=("Loại số liệu", "text"),
)
_CONTENT_COLUMNS = columns(
    name=("Nội dung", "text"),
    units=("Của", "text"),
    allocated=Column("Kế hoạch", "amount", _MONEY),
    disbursed=Column("Giải ngân", "amount", _MONEY),
    percent=Column("Tỷ lệ", "percent", _PACE),
    coverage=("Nơi có số", "text"),
)
_PROJECT_COLUMNS = columns(
    project=("Dự án của Chương trình", "text"),
    in_plan=("Trong kế hoạch", "text"),
    disbursed=("Đã giải ngân", "text"),
)


def line_table(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """One row per line and source of capital, below the sum of its source and nature."""
    rows = linked_rows(place, lines, year)
    shown = {
        name: column for name, column in _LINE_COLUMNS.items() if name not in _WHERE_ANY or rows[name].notna().any()
    }
    said = Said(f"Từng nội dung vốn {year}, {place.full_name}", source=picture_source(lines))
    table(rows, shown, said, key="budget_lines", totals=[at for at, is_sum in enumerate(rows["is_sum"]) if is_sum])


def course_table(rows: pd.DataFrame, title: str) -> None:
    """The figures of the chart over time, newest first, folded away below it."""
    newest_first = rows.sort_values("as_of", ascending=False, kind="stable").reset_index(drop=True)
    summary = markup.element("summary", "Số liệu của hình, từng ngày")
    st.html(markup.element("details", summary + table_html(newest_first, _COURSE_COLUMNS, title), class_="td-fold"))


def unit_tables(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """One row per commune, a table for each source of capital: the two are never in one sum."""
    for source in (OF_THE_YEAR, CARRIED_OVER):
        own = [line for line in lines if line.carry_over == source and line.counts]
        if own:
            _unit_table(place, year, source, own)


def _unit_table(place: Place, year: int, source: str, lines: Sequence[BudgetLine]) -> None:
    rows = pd.concat([unit_frame(lines, source), total_frame(lines, source, place)], ignore_index=True)
    rows = linked_units(rows, year, source)
    known = places().by_code
    units = [None if code == place.code else known[code] for code in rows["code"]]
    districts = [places().ancestors(unit)[1] if unit else None for unit in units]
    rows["address"] = [of_same_year(unit, year) if unit else None for unit in units]
    rows["district_address"] = [of_same_year(district, year) if district else None for district in districts]
    name = SOURCE_WORDS[source]
    said = Said(f"{name.capitalize()} {year} của từng xã, {place.full_name}", source=picture_source(lines))
    st.html(f"<p><b>{name.capitalize()} {year}</b> (triệu đồng)</p>")
    shown = _unit_columns(rows, place, with_district=place.level == "province" and any(districts))
    key = f"budget_units_{'year' if source == OF_THE_YEAR else 'carried'}"
    given = _explained(year, lines)
    named = zip(rows["unit"], rows["code"], rows["address"], strict=True)
    rows["unit_html"] = [_unit(*cells, given) for cells in named]
    table(rows, _marked(shown), said, key=key, totals=[len(rows) - 1], files=False)
    filed = {name: (column.full_heading, column.format) for name, column in shown.items()}
    rows["explained"] = [mark_said(given[code]) if code in given else None for code in rows["code"]]
    explained = {"explained": ("Giải trình", "text")} if given else {}
    take_along(TableFile(rows, filed | explained, said.title, said.as_of, said.source), key)


def _explained(year: int, lines: Sequence[BudgetLine]) -> Given:
    """Of the communes whose capital is behind."""
    found = standing(DISBURSEMENT, since=date(year, 1, 1))
    own = {place.code: some for place, some in by_unit(lines)}
    return {code: one for code, one in found.items() if code in own and capital_is_behind(own[code], year)}


def _unit(name: str, code: str, address: object, given: Given) -> str:
    if not isinstance(address, str):
        return markup.text(name)
    return markup.element("span", markup.link(name, address) + mark(given.get(code), address))


def _marked(shown: Columns) -> Columns:
    """The unit's cell as made here, in the place of its name."""
    return {
        f"{name}_html" if name == "unit" else name: Column(column.heading, "html") if name == "unit" else column
        for name, column in shown.items()
    }


def _unit_columns(rows: pd.DataFrame, place: Place, with_district: bool) -> Columns:
    above = Column(district_kinds(place).capitalize(), link="district_address")
    district = columns(district=above) if with_district else {}
    unplanned = columns(unplanned=("GN ngoài KH", "amount")) if rows["unplanned"].notna().any() else {}
    return {
        **columns(unit=Column(commune_kinds(place).capitalize(), link="address")),
        **district,
        **columns(coverage=("Nội dung có số", "text")),
        **_sums("Cộng", ""),
        **_sums(f"{SIGNS[INVESTMENT]} Đầu tư", "investment_"),
        **_sums(f"{SIGNS[OPERATING]} Sự nghiệp", "operating_"),
        **unplanned,
        **columns(dates=("Đến ngày", "text")),
    }


def _sums(group: str, prefix: str) -> Columns:
    headings = {"allocated": ("KH", "amount"), "disbursed": ("GN", "amount"), "percent": ("Tỷ lệ", "percent")}
    return {
        f"{prefix}{name}": Column(heading, format_, group, f"{prefix}{name}_link")
        for name, (heading, format_) in headings.items()
    }


def contents_table(place: Place, year: int, lines: Sequence[BudgetLine]) -> None:
    """What several units of another map have a line of, added up; nothing where none is of more than one."""
    rows = content_frame(lines)
    if rows.empty:
        return
    st.subheader("Nội dung cùng mã, cùng tên của nhiều xã cũ")
    said = Said(f"Nội dung của nhiều xã cũ, vốn {year}, {place.full_name}", source=picture_source(lines))
    table(rows, _CONTENT_COLUMNS, said, key="budget_contents")


def project_table(rows: Sequence[ProjectRow]) -> None:
    """The programme's projects, those the plan does not mention included; nothing where nobody matched them."""
    if not rows:
        return
    st.subheader("Đối chiếu với các dự án của Chương trình")
    st.caption(projects_note(all(row.verified for row in rows)))
    title = "Đối chiếu với các dự án của Chương trình"
    table(project_frame(rows), _PROJECT_COLUMNS, Said(title), key="budget_projects")
