"""The chapter on duties with a deadline: who owed what by when, on time, late or missing; its annex has every one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from core import formats
from core.official_report.chapters.explanations import explained
from core.official_report.content import Annex, Cell, Figure, ReportColumn, ReportTable, TableRow, figure
from core.official_report.material import Chapter, Material
from core.reports.explanations import REPORTING
from core.reports.unit_duties import UnitDuty
from core.rules.duties import UnitDutyState
from core.wording_duties import mark_said, state_word, unit_duty_words, upload_said
from core.wording_goals import due_said, plan_said

_COUNTED = (
    UnitDutyState.DONE,
    UnitDutyState.LATE,
    UnitDutyState.PARTLY,
    UnitDutyState.OVERDUE,
    UnitDutyState.PENDING,
)
COUNTED_IN_ANNEX = "đếm danh sách nhiệm vụ có hạn (phụ lục)"
_TROUBLE = (UnitDutyState.OVERDUE, UnitDutyState.PARTLY, UnitDutyState.LATE)
_EVERY_ONE = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Nội dung", "text", width=5.0),
    ReportColumn("Đơn vị, cơ quan", "text", width=2.6),
    ReportColumn("Hạn", "text", width=1.7),
    ReportColumn("Ngày hoàn thành", "text", width=1.3),
    ReportColumn("Trạng thái", "text", width=1.4),
    ReportColumn("Mục giao nhiệm vụ và nguồn", "text", width=3.0),
)


def chapter(material: Material) -> Chapter | None:
    """None where the plan gives nobody of the unit a duty with a deadline."""
    rows = [row for row in own_duties(material) if row.last_day]
    if not rows:
        return None
    duties = _by_duty(rows)
    context: dict[str, object] = {
        "judged_on": formats.day(material.request.judged_on),
        "duties": _count(len(duties), "Số nhiệm vụ có hạn", material),
        "owed": _count(len(rows), "Số lượt đơn vị, cơ quan phải làm", material),
        "states": [_state(state, rows, material) for state in _COUNTED if any(row.state is state for row in rows)],
        "trouble": [_trouble(alike) for alike in _alike(rows) if any(row.state in _TROUBLE for row in alike)],
    }
    context["explanations"] = explained(material, REPORTING)
    annexes = (Annex("Nhiệm vụ có hạn của từng đơn vị, cơ quan", (_every_one(rows),)),)
    return Chapter("duties.txt", context, (_counts_table(duties),), annexes, of_results=False)


def own_duties(material: Material) -> list[UnitDuty]:
    """Those of the unit and of what lies below it; for the plan's own unit, those of agencies too."""
    is_own = material.document is None or material.document.unit == material.place.code
    return [
        row
        for row in material.unit_duties
        if row.duty.plan_number == material.plan_number
        and (row.place.code in material.unit_codes if row.place else is_own)
    ]


def _by_duty(rows: Sequence[UnitDuty]) -> list[list[UnitDuty]]:
    """The rows of each duty, the earliest deadline first."""
    found: dict[str, list[UnitDuty]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.last_day or date.max):
        found[row.duty.obligation].append(row)
    return list(found.values())


def _count(value: int, label: str, material: Material, of: str = "") -> Figure:
    counted = f"đếm danh sách nhiệm vụ của {plan_said(material.plan_number)}"
    return figure(value, "count", label, of or material.place.full_name, worked=counted)


def _label(state: UnitDutyState) -> str:
    return unit_duty_words()[state].label.lower()


def _state(state: UnitDutyState, rows: Sequence[UnitDuty], material: Material) -> dict[str, object]:
    count = sum(row.state is state for row in rows)
    return {"label": _label(state), "count": _count(count, f"Số lượt {_label(state)}", material)}


def _alike(rows: Sequence[UnitDuty]) -> list[list[UnitDuty]]:
    """The same task by the same day that the plan gives to several agencies stands once."""
    found: dict[tuple[str, str], list[UnitDuty]] = defaultdict(list)
    for row in (row for of_duty in _by_duty(rows) for row in of_duty):
        found[row.duty.title, due_said(row.duty)].append(row)
    return list(found.values())


def _trouble(rows: Sequence[UnitDuty]) -> str:
    """`Báo cáo … (trước ngày 15/06/2024): quá hạn huyện A, huyện B; xong trễ huyện C`."""
    duty = rows[0].duty
    said = [
        f"{_label(state)}: {', '.join(row.who for row in rows if row.state is state)}"
        for state in _TROUBLE
        if any(row.state is state for row in rows)
    ]
    return f"{duty.title} ({due_said(duty)}): {'; '.join(said)}"


def _counts_table(duties: Sequence[Sequence[UnitDuty]]) -> ReportTable:
    states = [
        ReportColumn(unit_duty_words()[state].label, "count", group="Trong đó", total="sum", width=0.9)
        for state in _COUNTED
    ]
    columns = (
        ReportColumn("Stt", "text", width=0.5),
        ReportColumn("Nội dung", "text", width=3.4),
        ReportColumn("Giao cho", "text", width=2.2),
        ReportColumn("Hạn", "text", width=1.5),
        ReportColumn("Phải làm", "count", formula="=(6)+…+(10)", excel="={6}+{7}+{8}+{9}+{10}", total="sum", width=0.9),
        *states,
    )
    rows = [TableRow((str(number), *_counts(of_duty))) for number, of_duty in enumerate(duties, start=1)]
    every = [row for of_duty in duties for row in of_duty]
    total = TableRow(("", "Cộng", "", "", *_numbers(every, "mọi nhiệm vụ có hạn")), "total")
    measure = "Đơn vị tính: lượt đơn vị, cơ quan"
    return ReportTable("nhiem-vu", "Thực hiện nhiệm vụ có hạn", columns, (*rows, total), measure)


def _counts(rows: Sequence[UnitDuty]) -> Iterator[Cell]:
    duty = rows[0].duty
    yield from (duty.title, duty.agency, due_said(duty))
    yield from _numbers(rows, f"nhiệm vụ {duty.obligation}")


def _numbers(rows: Sequence[UnitDuty], of: str) -> Iterator[Figure]:
    found = Counter(row.state for row in rows)
    made_up = frozenset(row.mark.batch for row in rows if row.is_made_up and row.mark)
    yield figure(len(rows), "count", "Số lượt phải làm", of, worked=COUNTED_IN_ANNEX)
    for state in _COUNTED:
        yield figure(found[state], "count", f"Số lượt {_label(state)}", of, worked=COUNTED_IN_ANNEX, batches=made_up)


def _every_one(rows: Sequence[UnitDuty]) -> ReportTable:
    ordered = [row for of_duty in _by_duty(rows) for row in of_duty]
    made = tuple(TableRow(tuple(_cells(number, row))) for number, row in enumerate(ordered, start=1))
    note = "Ngày hoàn thành: ngày đơn vị được ghi nhận đã làm, hoặc ngày nạp tệp số liệu của kỳ báo cáo."
    return ReportTable("tung-nhiem-vu", "Nhiệm vụ có hạn", _EVERY_ONE, made, note=note)


def _cells(number: int, row: UnitDuty) -> Iterator[Cell]:
    duty = row.duty
    yield from (str(number), duty.title, row.who, due_said(duty), formats.day(row.done_on), state_word(row).label)
    yield _source(row)


def _source(row: UnitDuty) -> str:
    """The section that asks for it, then where the day is known from, or that nothing was brought."""
    marked = f"{mark_said(row)}, dòng {row.mark.row}" if row.mark else ""
    known = "; ".join(said for said in (marked, upload_said(row)) if said)
    section = f"mục {row.duty.source}" if row.duty.source else ""
    return "; ".join(said for said in (section, known or "chưa có ghi nhận hay tệp số liệu") if said)
