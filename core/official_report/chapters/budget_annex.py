"""The annex that mirrors the plan's own list of capital with the actuals beside, then the programme's projects."""

from collections.abc import Sequence

from core.official_report.chapters.budget_figures import Sums, day_figure, line_figure
from core.official_report.chapters.budget_tables import (
    MEASURE,
    capital_said,
    days_said,
    left_column,
    share_column,
    table_name,
)
from core.official_report.content import Annex, Cell, Paragraph, ReportColumn, ReportTable, TableRow
from core.reports.budget import MADE_UP, NOT_IN_PLAN, BudgetLine
from core.reports.budget_views import ProjectRow, by_place
from core.text import capitalised
from core.wording_budget import nature_note, projects_note

_TITLE = "Kế hoạch vốn theo danh mục của kế hoạch và kết quả giải ngân"
_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Mục trong văn bản", "text", width=1.0),
    ReportColumn("Mã", "text", width=0.6),
    ReportColumn("Nội dung", "text", width=3.5),
    ReportColumn("Tính chất", "text", width=0.9),
    ReportColumn("Kế hoạch vốn", "amount", "Kế hoạch", total="sum"),
    ReportColumn("Lũy kế giải ngân", "amount", "Thực hiện", total="sum"),
    left_column(6, 7),
    share_column("Tỷ lệ (%)", 7, 6, "Thực hiện"),
    ReportColumn("Ngày số liệu", "day", "Thực hiện", width=1.2),
    ReportColumn("Ghi chú", "text", width=1.4),
)
_NAMES = ("allocated", "disbursed", "remaining", "percent")


def plan_annex(found: Sequence[Sums], projects: Sequence[ProjectRow]) -> Annex:
    """`found` holds the plan's own lines, one for each source of capital, in the order of the plan."""
    notes = [Paragraph(note, "remark") for sums in found if (note := nature_note(sums.lines))]
    listed = [_list_table(sums) for sums in found]
    if not projects:
        return Annex(_TITLE, (*listed, *notes))
    verified = all(project.verified for project in projects)
    return Annex(_TITLE, (*listed, *notes, _projects_table(projects), Paragraph(projects_note(verified), "remark")))


def _list_table(sums: Sums) -> ReportTable:
    places = by_place(sums.lines)
    rows = [row for place, lines in places for row in _place_rows(place.full_name, lines, len(places) > 1)]
    total: tuple[Cell, ...] = ("", "", "", f"Tổng cộng {capital_said(sums)}", "")
    figures = tuple(sums.figure(name) for name in _NAMES)
    return ReportTable(
        f"danh-muc-{table_name(sums.capital.carry_over)}",
        f"Danh mục {capital_said(sums)}",
        _COLUMNS,
        (*rows, TableRow((*total, *figures, days_said(sums.lines), ""), "total")),
        MEASURE,
    )


def _place_rows(name: str, lines: Sequence[BudgetLine], several: bool) -> list[TableRow]:
    heading = [TableRow((capitalised(name),), "heading")] if several else []
    return [*heading, *(_row(number, line) for number, line in enumerate(lines, start=1))]


def _row(number: int, line: BudgetLine) -> TableRow:
    section = line.plan.section if line.plan and line.plan.section else "không nêu"
    named: tuple[Cell, ...] = (str(number), section, line.line, line.title, line.nature)
    return TableRow((*named, *(line_figure(line, name) for name in _NAMES), day_figure(line), line_remark(line)))


def line_remark(line: BudgetLine) -> str:
    """`ước; vượt kế hoạch`; nothing of plain official figures."""
    kind = f"số liệu {line.value_type}" if line.value_type == MADE_UP else line.value_type
    plain = line.value_type in (None, "chính thức")
    return "; ".join(filter(None, (None if plain else kind, line.remark)))


_PROJECT_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Dự án của Chương trình", "text", width=3.5),
    ReportColumn("Mã nội dung trong kế hoạch", "text", width=1.5),
    ReportColumn("Kế hoạch vốn", "amount"),
    ReportColumn("Lũy kế giải ngân", "amount"),
    share_column("Tỷ lệ (%)", 5, 4),
)


def _projects_table(projects: Sequence[ProjectRow]) -> ReportTable:
    rows = [row for number, project in enumerate(projects, start=1) for row in _project_rows(str(number), project)]
    title = "Các dự án của Chương trình và nội dung trong kế hoạch"
    return ReportTable("du-an", title, _PROJECT_COLUMNS, tuple(rows), MEASURE)


def _project_rows(number: str, project: ProjectRow) -> list[TableRow]:
    if not project.lines:
        return [TableRow((number, project.project, NOT_IN_PLAN, None, None, None))]
    return [
        TableRow(
            (
                *(number, project.project, f"{line.line} ({line.carry_over})"),
                *(line_figure(line, name) for name in ("allocated", "disbursed", "percent")),
            )
        )
        for line in project.lines
    ]
