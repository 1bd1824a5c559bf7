"""Goals as tables: by state in the text, and in the plan's own order with its sections in the annex."""

from collections.abc import Sequence

from core import formats
from core.official_report.content import Cell, Figure, ReportColumn, ReportTable, TableRow, figure, words
from core.provenance import keys
from core.provenance.sources import document_said
from core.reports.goals import GoalRow
from core.rules.goals import GoalState
from core.wording_goals import goal_words, latest_said, target_said

TABLE = "muc-tieu"
_NOT_GIVEN = "không nêu"


def unit_said(row: GoalRow) -> str:
    return row.place.full_name if row.place else f"{_NOT_GIVEN} đơn vị"


def target_cell(row: GoalRow) -> Cell:
    """What the plan asks for in its own words, a range with both ends; the number itself in a workbook."""
    said, label = target_said(row), f"Mức phải đạt: {row.title}"
    source = f"{document_said(row.plan_number)}{f', mục {row.source}' if row.source else ''}"
    if row.value is None:
        return said
    if row.value_upper is not None:
        return words(said, label, unit_said(row), source=source)
    return Figure(said, row.value, "amount", label, unit_said(row), source=source)


def latest_figure(row: GoalRow) -> Figure:
    """The latest value in the goal's measure, as «từ đâu?» says it; missing where there is none."""
    said, label, of = latest_said(row), f"Kết quả: {row.title}", unit_said(row)
    if row.latest is None:
        return figure(None, "amount", label, of)
    if row.value is None and row.latest in (0, 1):
        return words(said, label, of, keys.of_goal(row))
    return Figure(said, row.latest, "amount", label, of, keys.of_goal(row))


def day_figure(row: GoalRow) -> Figure:
    source = row.origin.said if row.origin else "ngày mới nhất của kết quả được đếm"
    batches = frozenset({row.origin.batch}) if row.origin else frozenset[int]()
    return figure(row.as_of, "day", f"Ngày số liệu: {row.title}", unit_said(row), source=source, batches=batches)


def due_said(row: GoalRow) -> str:
    return formats.day(row.due) if row.due else _NOT_GIVEN


_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Mục trong văn bản", "text", width=0.9),
    ReportColumn("Mục tiêu", "text", width=3.4),
    ReportColumn("Đơn vị", "text", width=1.2),
    ReportColumn("Đơn vị tính", "text", width=0.8),
    ReportColumn("Mức phải đạt", "amount", width=1.3),
    ReportColumn("Hạn", "text", width=1.1),
    ReportColumn("Kết quả mới nhất", "amount", width=1.2),
    ReportColumn("Ngày số liệu", "day", width=1.1),
)


def goals_table(rows: Sequence[GoalRow], made_up: Sequence[bool]) -> ReportTable:
    """One row per goal under the heading of its state, in the order of the plan within each; numbered throughout."""
    made: list[TableRow] = []
    ordered = sorted(zip(rows, made_up, strict=True), key=lambda one: list(goal_words()).index(one[0].state))
    for number, (row, _) in enumerate(ordered, start=1):
        if number == 1 or row.state != ordered[number - 2][0].state:
            count = sum(other.state == row.state for other in rows)
            label = goal_words()[GoalState(row.state)].label
            made.append(TableRow((f"{label}: {formats.count(count)} mục tiêu",), "heading"))
        made.append(TableRow(_cells(number, row)))
    marked = ", ".join(str(number) for number, (_, is_made_up) in enumerate(ordered, start=1) if is_made_up)
    note = f"Kết quả minh họa, không phải số liệu thực: số thứ tự {marked}." if marked else ""
    return ReportTable(TABLE, "Kết quả thực hiện mục tiêu của kế hoạch", _COLUMNS, tuple(made), note=note)


def _cells(number: int, row: GoalRow) -> tuple[Cell, ...]:
    named = (str(number), row.source or _NOT_GIVEN, row.title, unit_said(row), row.measure or "")
    return (*named, target_cell(row), due_said(row), latest_figure(row), day_figure(row))


_ANNEX_COLUMNS = (*_COLUMNS, ReportColumn("Trạng thái", "text", width=1.2), ReportColumn("Ghi chú", "text", width=1.2))


def annex_table(rows: Sequence[GoalRow], remarks: Sequence[str]) -> ReportTable:
    """One row per goal in the order of the document, with what is said of each."""
    made = tuple(
        TableRow((*_cells(number, row), goal_words()[GoalState(row.state)].label, remark))
        for number, (row, remark) in enumerate(zip(rows, remarks, strict=True), start=1)
    )
    return ReportTable("muc-tieu-theo-van-ban", "Mục tiêu theo thứ tự của kế hoạch", _ANNEX_COLUMNS, made)


def is_of_the_poverty_table(row: GoalRow) -> bool:
    """One of the two falls of a unit's row; another goal may well have a name that begins like theirs."""
    return row.place is not None and row.goal in {f"giam-ngheo-{row.place.code}-{fall}" for fall in ("ho", "diem")}
