"""Annexes of new rural areas: criteria down and communes across for each set that was assessed, and the villages."""

from collections.abc import Sequence

from core.official_report.chapters.rural_figures import met_figure, state_figure
from core.official_report.chapters.rural_scope import Rural
from core.official_report.chapters.rural_tables import decision_cells, made_up_note
from core.official_report.content import Annex, Cell, Paragraph, ReportColumn, ReportTable, TableRow
from core.reports.criteria import ADVANCED, BASIC, SetStatus
from core.reports.rural_views import AREA_TITLE, VillageView
from core.reports.rural_villages import village_status
from core.wording_rural import SET_TITLES, criterion_name, unverified_note
from core.wording_villages import village_state_said

# Communes beside each other on a landscape page.
_MOST_ACROSS = 9


def annexes_of(rural: Rural) -> list[Annex]:
    """The matrices of a huyện or province; a commune's criteria stand in the text. Villages wherever listed."""
    found = [] if rural.is_commune else [_matrices(rural, name) for name in (BASIC, ADVANCED) if _assessed(rural, name)]
    return [*found, *([_villages(rural.villages)] if rural.villages else [])]


def _assessed(rural: Rural, name: str) -> bool:
    return any(row.count.assessed for row in rural.communes(name))


def _matrices(rural: Rural, name: str) -> Annex:
    rows = rural.communes(name)
    parts = [rows[at : at + _MOST_ACROSS] for at in range(0, len(rows), _MOST_ACROSS)]
    tables = [_matrix(part, number, len(parts)) for number, part in enumerate(parts, start=1)]
    note = unverified_note(name)
    remarks = (Paragraph(note, "remark"),) if note else ()
    return Annex(f"Kết quả từng tiêu chí theo xã, bộ {SET_TITLES[name].lower()}", (*tables, *remarks))


def _matrix(rows: Sequence[SetStatus], number: int, parts: int) -> ReportTable:
    """The words of states, not signs; below them how many are đạt and which slipped back."""
    columns = (
        ReportColumn("Stt", "text", width=0.4),
        ReportColumn("Tiêu chí", "text", width=2.2),
        *(ReportColumn(row.place.name, "text", "Xã", width=1.0) for row in rows),
    )
    criteria = zip(*(row.cells for row in rows), strict=True)
    body = [
        TableRow((str(at), criterion_name(cells[0].criterion), *map(state_figure, rows, cells)))
        for at, cells in enumerate(criteria, start=1)
    ]
    met: tuple[Cell, ...] = ("", "Số tiêu chí đạt", *map(met_figure, rows))
    back: tuple[Cell, ...] = ("", "Tụt lại (trước đã đạt, nay không còn đạt)", *map(_slipped, rows))
    part = f", phần {number}" if parts > 1 else ""
    name = rows[0].set
    return ReportTable(
        f"ma-tran-{'nang-cao' if name == ADVANCED else 'ntm'}{f'-{number}' if parts > 1 else ''}",
        f"Kết quả từng tiêu chí, bộ {SET_TITLES[name].lower()}{part}",
        columns,
        (*body, TableRow(met), TableRow(back)),
        note=made_up_note(rows),
    )


def _slipped(row: SetStatus) -> str:
    return ", ".join(str(cell.criterion.number) for cell in row.slipped)


_VILLAGE_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Xã", "text", width=1.2),
    ReportColumn("Thôn (làng)", "text", width=1.8),
    ReportColumn("Vùng đồng bào DTTS", "text", width=1.0),
    ReportColumn("Số tiêu chí đạt", "count", width=0.8),
    ReportColumn("Trạng thái", "text", width=2.2),
    ReportColumn("Số quyết định", "text", "Công nhận thôn nông thôn mới", width=1.2),
    ReportColumn("Ngày", "day", "Công nhận thôn nông thôn mới", width=1.0),
    ReportColumn("Số quyết định", "text", "Công nhận khu dân cư kiểu mẫu", width=1.2),
    ReportColumn("Ngày", "day", "Công nhận khu dân cư kiểu mẫu", width=1.0),
)


def _villages(views: Sequence[VillageView]) -> Annex:
    rows = tuple(_village_row(number, view) for number, view in enumerate(views, start=1))
    made_up = [view for view in views if view.listed and view.listed.made_up]
    note = f"Ghi chú: {len(made_up)} thôn của danh sách là số liệu minh họa." if made_up else ""
    table = ReportTable("thon", "Danh sách thôn (làng) và kết quả", _VILLAGE_COLUMNS, rows, note=note)
    return Annex("Danh sách thôn (làng)", (table,))


def _village_row(number: int, view: VillageView) -> TableRow:
    status, area = village_status(view), view.under(AREA_TITLE)
    listed = view.listed.ethnic_area if view.listed else None
    ethnic = listed or ("chưa ghi" if view.listed else "không có trong danh sách")
    said = village_state_said(status).partition(" ")[2]
    decided = decision_cells(status)
    of_area = decision_cells(area) if area else ("", "")
    return TableRow((str(number), view.place.name, view.village, ethnic, met_figure(status), said, *decided, *of_area))
