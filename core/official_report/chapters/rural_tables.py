"""Tables of new rural areas in the text: communes under a set, bands, one commune's criteria, the road map."""

from collections.abc import Sequence

from core import formats
from core.official_report.chapters.rural_figures import (
    communes_figure,
    met_figure,
    state_count,
    state_figure,
    unit_said,
)
from core.official_report.content import Cell, Figure, ReportColumn, ReportTable, TableRow, figure, words
from core.places import Place
from core.reports.criteria import ADVANCED, BASIC, RecognitionRow, SetStatus
from core.reports.rural_road import RoadLeft
from core.reports.rural_views import in_band
from core.rules.criteria import BANDS, CriterionState
from core.wording_road import days_said, left_by_name
from core.wording_rural import SET_TITLES, criterion_name, names, reached_said, step_target

COMMUNES = {BASIC: "xa-ntm", ADVANCED: "xa-ntm-nang-cao"}
CRITERIA = {BASIC: "tieu-chi-xa-ntm", ADVANCED: "tieu-chi-xa-ntm-nang-cao"}
BANDS_TABLE, ROAD = "nhom-tieu-chi", "lo-trinh"

_COMMUNE_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Xã", "text", width=1.1),
    ReportColumn("Đạt", "count", "Số tiêu chí", width=0.6),
    ReportColumn("Cơ bản đạt", "count", "Số tiêu chí", width=0.7),
    ReportColumn("Chưa đạt", "count", "Số tiêu chí", width=0.7),
    ReportColumn("Chưa đánh giá", "count", "Số tiêu chí", width=0.8),
    ReportColumn("Ngày đánh giá", "day", "Số tiêu chí", width=1.1),
    ReportColumn("Tình trạng đạt chuẩn", "text", width=2.2),
    ReportColumn("Số quyết định", "text", "Công nhận", width=1.1),
    ReportColumn("Ngày", "day", "Công nhận", width=1.1),
)


def communes_table(rows: Sequence[SetStatus], name: str) -> ReportTable:
    """One row per commune under one set; what was not assessed is a dash, never 0."""
    title = f"Kết quả thực hiện bộ tiêu chí {SET_TITLES[name].lower()} theo xã"
    made = tuple(_commune_row(number, row) for number, row in enumerate(rows, start=1))
    return ReportTable(COMMUNES[name], title, _COMMUNE_COLUMNS, made, "Đơn vị tính: tiêu chí", made_up_note(rows))


def _commune_row(number: int, row: SetStatus) -> TableRow:
    count = row.count
    unknown = figure(
        count.not_assessed,
        "count",
        f"Số tiêu chí chưa đánh giá, bộ {row.set}",
        unit_said(row),
        worked=f"{count.size} − {count.size - count.not_assessed} = {count.not_assessed}",
        source="số tiêu chí của bộ trừ số tiêu chí đã đánh giá",
    )
    counts = (
        met_figure(row),
        state_count(row, CriterionState.NEARLY, count.nearly),
        state_count(row, CriterionState.NOT_MET, count.not_met),
        unknown,
    )
    return TableRow((str(number), row.place.name, *counts, assessed_day(row), standing_said(row), *decision_cells(row)))


def assessed_day(row: SetStatus) -> Figure:
    return figure(
        row.assessed_on,
        "day",
        f"Ngày đánh giá mới nhất, bộ {row.set}",
        unit_said(row),
        source="kết quả tiêu chí đã nạp",
    )


def standing_said(row: SetStatus) -> str:
    """As the screens say it, without the sign that stands before it there."""
    return reached_said(row).partition(" ")[2]


def decision_cells(row: SetStatus) -> tuple[Cell, Cell]:
    """Number and date of the decision; of several the newest, the others beside its number."""
    if not row.recognitions:
        return (formats.MISSING, formats.MISSING)
    newest = row.recognitions[-1]
    label, of, source = f"Quyết định công nhận, {newest.title}", unit_said(row), newest.origin.said
    day = figure(
        newest.decision_date,
        "day",
        f"Ngày {label.lower()}",
        of,
        source=source,
        batches=frozenset({newest.origin.batch}),
    )
    return (words(_numbers(row.recognitions), label, of, source=source), day)


def _numbers(decisions: Sequence[RecognitionRow]) -> str:
    former = [f"{one.decision_number} ngày {formats.day(one.decision_date)}" for one in decisions[:-1]]
    newest = decisions[-1].decision_number
    return f"{newest} (trước đó: {'; '.join(former)})" if former else newest


def made_up_note(rows: Sequence[SetStatus]) -> str:
    found = [row for row in rows if is_made_up(row)]
    return f"Ghi chú: số liệu minh họa ở {names(found)}." if found else ""


def is_made_up(row: SetStatus) -> bool:
    cells = any(cell.latest and cell.latest.made_up for cell in row.cells)
    return cells or any(decided.made_up for decided in row.recognitions)


_BAND_COLUMNS = (
    ReportColumn("Stt", "text", width=0.4),
    ReportColumn("Số tiêu chí đạt", "text", width=1.0),
    ReportColumn("Số xã", "count", SET_TITLES[BASIC], total="sum", width=0.6),
    ReportColumn("Tên xã", "text", SET_TITLES[BASIC], width=2.2),
    ReportColumn("Số xã", "count", SET_TITLES[ADVANCED], total="sum", width=0.6),
    ReportColumn("Tên xã", "text", SET_TITLES[ADVANCED], width=2.2),
)


def bands_table(basic: Sequence[SetStatus], advanced: Sequence[SetStatus], of: Place) -> ReportTable:
    """The bands of reports, over the communes that were assessed; the others in a row of their own."""
    rows = [_band_row(str(n), band, [in_band(some, band) for some in (basic, advanced)], of) for n, band in _numbered()]
    unknown = [[row for row in some if not row.count.assessed] for some in (basic, advanced)]
    last = _band_row(str(len(BANDS) + 1), "Chưa đánh giá", unknown, of)
    total = _band_row("", "Cộng", [basic, advanced], of, is_total=True)
    title = "Số xã theo nhóm tiêu chí đạt"
    return ReportTable(BANDS_TABLE, title, _BAND_COLUMNS, (*rows, last, total), "Đơn vị tính: xã")


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(BANDS, start=1))


def _band_row(
    number: str, name: str, found: Sequence[Sequence[SetStatus]], of: Place, is_total: bool = False
) -> TableRow:
    cells: list[Cell] = [number, name]
    for rows, title in zip(found, (SET_TITLES[BASIC], SET_TITLES[ADVANCED]), strict=True):
        label = f"Số xã nhóm «{name}», bộ {title.lower()}"
        cells += [communes_figure(rows, label, of, "số tiêu chí đạt của từng xã"), "" if is_total else names(rows)]
    return TableRow(tuple(cells), "total" if is_total else "row")


_CRITERION_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Tiêu chí", "text", width=2.6),
    ReportColumn("Kết quả", "text", width=1.2),
    ReportColumn("Ngày đánh giá", "text", width=1.1),
    ReportColumn("Giá trị", "text", width=1.0),
    ReportColumn("Minh chứng", "text", width=1.6),
)


def criteria_table(row: SetStatus) -> ReportTable:
    """One commune's criteria under one set, in the order of the set."""
    rows = []
    for number, cell in enumerate(row.cells, start=1):
        latest = cell.latest
        day = formats.day(latest.as_of) if latest else formats.MISSING
        back = " (trước đã đạt)" if cell.slipped_back else ""
        evidence = (latest.value, latest.evidence) if latest else (None, None)
        name = f"{criterion_name(cell.criterion)}{back}"
        rows.append(TableRow((str(number), name, state_figure(row, cell), day, *evidence)))
    title = f"Kết quả từng tiêu chí của {row.place.full_name}, bộ {SET_TITLES[row.set].lower()}"
    return ReportTable(CRITERIA[row.set], title, _CRITERION_COLUMNS, tuple(rows), note=made_up_note([row]))


_ROAD_COLUMNS = (
    ReportColumn("Stt", "text", width=0.4),
    ReportColumn("Xã", "text", width=1.0),
    ReportColumn("Mục tiêu", "text", width=1.7),
    ReportColumn("Mục trong văn bản", "text", width=1.0),
    ReportColumn("Hạn", "text", width=1.0),
    ReportColumn("Thời gian còn lại", "text", width=1.0),
    ReportColumn("Số tiêu chí đạt", "count", width=0.7),
    ReportColumn("Còn phải đạt", "text", width=2.6),
)


def road_table(road: Sequence[tuple[RoadLeft, tuple[str, ...]]]) -> ReportTable:
    """One row per commune and goal; a goal that several sections set stands once, with its sections."""
    rows = tuple(_road_row(number, left, sections) for number, (left, sections) in enumerate(road, start=1))
    return ReportTable(ROAD, "Lộ trình của từng xã và phần còn phải đạt", _ROAD_COLUMNS, rows)


def _road_row(number: int, left: RoadLeft, sections: tuple[str, ...]) -> TableRow:
    step = left.step
    sources = "; ".join(sections) or "không nêu"
    return TableRow(
        (
            *(str(number), step.place.name, step_target(step), sources, formats.day(step.due), days_said(left)),
            met_figure(step.status),
            left_by_name(left),
        )
    )
