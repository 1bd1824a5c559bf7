"""Units ranked by what is missing, with the quality of their figures beside the rank."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core.reports.freshness import Freshness
from core.reports.poverty_views import UnitView
from core.reports.unit_parts import parts_said
from core.rules.poverty_pace import Measure
from core.table_files import TableFile
from core.wording import StatusWord, status_words
from core.wording_attention import quality_words
from core.wording_overview import JudgedOn
from ui import markup
from ui.components.tables import Column, Said, table, take_along
from ui.components.unit_frame import unit_frame
from ui.public import honest

_SCREEN = "giam-ngheo"


def units_table(view: UnitView, ages: Sequence[Freshness], judged: JudgedOn, sources: Sequence[str]) -> None:
    """One row per unit, the whole last; `ages` are of the parts. Figures lead to their origin, names to their unit."""
    st.subheader(f"Từng {parts_said(view.place)}")
    rows = unit_frame(view.parts, _SCREEN, judged.day, view.whole)
    by_name = {age.place.name: age for age in honest(ages)}
    for name, made in (("quality", _quality), ("quality_said", _quality_said)):
        rows[name] = [made(by_name[unit]) if unit in by_name else None for unit in rows["unit"]]
    columns = _columns(rows) if any(view.part_results) else _columns_of_plan()
    title = f"Từng đơn vị so với kế hoạch năm {view.rows[0].year}"
    table(rows, columns, Said(title), key="", totals=[len(view.parts)] if view.whole else [], files=False)
    take_along(TableFile(rows, _of_file(columns), title, judged.said, "; ".join(sources)), "overview_table")


def _of_file(columns: Mapping[str, Column]) -> dict[str, tuple[str, str]]:
    """The same columns, the quality in words: a rank goes nowhere without it."""
    said = {"quality": ("quality_said", "text"), "state_html": ("status", "status")}
    named = {name: said.get(name, (name, column.format)) for name, column in columns.items()}
    shown = {of_file: (columns[name].full_heading, format_) for name, (of_file, format_) in named.items()}
    return shown | ({"explained": ("Giải trình", "text")} if "state_html" in columns else {})


def _columns(rows: pd.DataFrame) -> dict[str, Column]:
    measured = set(rows["measure"].dropna())
    unit = "" if len(measured) > 1 else f" ({next(iter(measured), Measure.HOUSEHOLDS.value)})"
    return {
        "unit": Column("Đơn vị", link="address"),
        "rank": Column("Thứ", "count"),
        "quality": Column("Chất lượng số liệu", "html"),
        "as_of": Column("Ngày số liệu", "day"),
        "state_html": Column("Trạng thái", "html"),
        "short": Column(f"Chậm{unit}", "amount", link="short_origin"),
        "left": Column(f"Còn phải giảm{unit}", "amount", link="left_origin"),
        "per_month": Column(f"Cần mỗi tháng{unit}", "amount", link="per_month_origin"),
        **({"measure": Column("Tính bằng")} if len(measured) > 1 else {}),
        "percent_points": Column("Đạt theo điểm %", "percent", link="percent_points_origin"),
        "percent_households": Column("Đạt theo số hộ", "percent", link="percent_households_origin"),
    }


def _columns_of_plan() -> dict[str, Column]:
    """While nobody reported anything: what the plan asks."""
    return {
        "unit": Column("Đơn vị", link="address"),
        "quality": Column("Chất lượng số liệu", "html"),
        "poor_start": Column("Hộ nghèo đầu năm", "count", link="poor_start_origin"),
        "rate_start": Column("Tỷ lệ đầu năm", "rate", link="rate_start_origin"),
        "poor_reduction": Column("Phải giảm (hộ)", "count", link="poor_reduction_origin"),
        "rate_reduction": Column("Phải giảm (điểm %)", "points", link="rate_reduction_origin"),
        "poor_planned": Column("Hộ nghèo cuối năm", "count", link="poor_planned_origin"),
        "rate_planned": Column("Tỷ lệ cuối năm", "rate", link="rate_planned_origin"),
    }


def _quality(age: Freshness) -> str:
    """The word with its sign; below it what makes the figures less than complete."""
    further = _quality_further(age)
    below = f"<br>{markup.element('span', markup.text(further), class_='td-below')}" if further else ""
    return markup.element("span", markup.state(quality_words()[age.quality]) + below)


def _quality_further(age: Freshness) -> str:
    """`nơi khác đã có số liệu 30/09/2024; số ước; không có cận nghèo, biến động; 1/6 xã`."""
    missing = f"không có {', '.join(age.missing)}" if age.missing else ""
    communes = (
        f"{age.communes_reported}/{age.communes_listed} xã"
        if age.as_of and age.communes_reported != age.communes_listed
        else ""
    )
    kind = f"số {age.value_type}" if age.value_type and age.value_type != "chính thức" else ""
    return "; ".join(filter(None, [age.old_because, kind, missing, communes]))


def _quality_said(age: Freshness) -> str:
    return ": ".join(filter(None, [quality_words()[age.quality].label, _quality_further(age)]))


def legend() -> None:
    """What each state and each quality means, folded away."""
    words = {"Trạng thái": status_words(), "Chất lượng số liệu": quality_words()}
    inner = "".join(f"<p><b>{title}</b></p>{_meanings(found)}" for title, found in words.items())
    path = (
        "«Chậm» là số hộ còn thiếu để kịp tiến độ, nếu chia đều kế hoạch năm theo ngày; đây là cách đọc số liệu"
        " giữa năm, không văn bản nào quy định. «Thứ» xếp theo số còn phải giảm, nhiều nhất đứng đầu."
    )
    summary = markup.element("summary", "Các từ trong bảng nghĩa là gì?")
    st.html(markup.element("details", f"{summary}<p>{markup.text(path)}</p>{inner}", class_="td-words"))


def _meanings(words: Mapping[str, StatusWord]) -> str:
    items = [markup.element("li", f"{markup.state(word)}: {markup.text(word.meaning)}.") for word in words.values()]
    return markup.element("ul", "".join(items), class_="td-list")
