"""Criteria of new rural areas: one criterion of a unit, and how many it has met."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from core import formats
from core.provenance.explanation import Explanation, Input, formulas, unit_said, written
from core.provenance.keys import COUNT, CRITERION, SETS, FigureKey, of_criterion
from core.provenance.sources import Leaf, Seen, Sources, document_said
from core.reports.criteria import Assessment, CriteriaFilter, CriterionCell, SetStatus, criteria_status
from core.reports.once import once
from core.rules.criteria import CriterionState
from core.territory import pieces_of
from core.text import slug
from core.wording_rural import criterion_name

_KIND = "criteria-status"
_UNVERIFIED = "Tên tiêu chí chưa kiểm chứng với văn bản gốc."


def explain_criterion(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    status = _status(session, key, seen)
    cells = status.cells if status else ()
    cell = next((cell for cell in cells if str(cell.criterion.number) == key.part("number")), None)
    return _of_criterion(status, cell, Sources(session, seen.known_at)) if status and cell else None


def explain_count(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    status = _status(session, key, seen)
    return _of_count(status, Sources(session, seen.known_at)) if status else None


def _status(session: Session, key: FigureKey, seen: Seen) -> SetStatus | None:
    if not pieces_of(key.part("unit")):
        return None
    wanted = key.part("unit"), SETS[key.part("set")], key.part("village")
    rows = once(session, criteria_status, CriteriaFilter(key.part("unit"), seen.as_of, seen.known_at))
    found = [row for row in rows if (row.place.code, row.set, slug(row.village)) == wanted]
    return found[0] if len(found) == 1 else None


def _leaf(status: SetStatus, assessed: Assessment, label: str, key: str | None = None) -> Leaf:
    return Leaf(label, assessed.status, "text", _KIND, "status", status.place.code, assessed.origin, key=key)


def _of_criterion(status: SetStatus, cell: CriterionCell, sources: Sources) -> Explanation:
    leaves = [_leaf(status, found, f"Đánh giá ngày {formats.day(found.as_of)}") for found in reversed(cell.history)]
    return Explanation(
        title=f"{formulas()[CRITERION].title} {criterion_name(cell.criterion)}, bộ {status.set}",
        unit=unit_said(status.place, status.village),
        value=cell.state,
        formula=formulas()[CRITERION].words,
        worked=None,
        inputs=sources.inputs(leaves),
        remarks=tuple(_criterion_remarks(status, cell, leaves[:1], sources)),
        context=_context(cell.latest.as_of if cell.latest else None),
    )


def _criterion_remarks(status: SetStatus, cell: CriterionCell, leaves: Sequence[Leaf], sources: Sources) -> list[str]:
    said = ["Trước đã đạt, nay không còn đạt."] if cell.slipped_back else []
    if cell.latest and cell.latest.value:
        said.append(f"Giá trị: {cell.latest.value}")
    if cell.latest and cell.latest.evidence:
        said.append(f"Minh chứng: {cell.latest.evidence}")
    said += [] if cell.latest else _stated(status)
    return [*said, *sources.remarks(leaves), *([] if cell.criterion.verified else [_UNVERIFIED])]


def _stated(status: SetStatus) -> list[str]:
    if status.stated is None:
        return []
    section = status.stated.statement.section
    return [
        f"{document_said(status.stated.plan_number)}, mục {section} nêu đơn vị đã đạt chuẩn, không nêu từng tiêu chí."
    ]


def _of_count(status: SetStatus, sources: Sources) -> Explanation:
    count = status.count
    values = {"value": count.met, "size": count.size}
    leaves = [
        _leaf(status, cell.latest, criterion_name(cell.criterion), str(of_criterion(status, cell.criterion.number)))
        for cell in status.cells
        if cell.latest and cell.state == CriterionState.MET
    ]
    return Explanation(
        title=f"{formulas()[COUNT].title}, bộ {status.set}",
        unit=unit_said(status.place, status.village),
        value=written("count", count.met if count.assessed else None),
        formula=formulas()[COUNT].words,
        worked=formulas()[COUNT].worked.format(**values) if count.assessed else None,
        inputs=(*sources.inputs(leaves), *_decisions(status, sources)),
        remarks=tuple(_count_remarks(status, leaves, sources)),
        context=_context(status.assessed_on),
    )


def _decisions(status: SetStatus, sources: Sources) -> tuple[Input, ...]:
    """Recognition is another matter than the count: both are shown."""
    return sources.inputs(
        Leaf(
            "Quyết định công nhận (không tính vào số tiêu chí)",
            f"{decided.decision_number} ngày {formats.day(decided.decision_date)}",
            "text",
            "recognition",
            "decision_date",
            status.place.code,
            decided.origin,
        )
        for decided in status.recognitions
    )


def _count_remarks(status: SetStatus, leaves: Sequence[Leaf], sources: Sources) -> list[str]:
    count = status.count
    said = (
        [f"Cơ bản đạt {count.nearly}, chưa đạt {count.not_met}, chưa đánh giá {count.not_assessed}."]
        if count.assessed
        else ["Chưa có đánh giá nào, nên không ghi là 0.", *_stated(status)]
    )
    slipped = [criterion_name(cell.criterion) for cell in status.slipped]
    return [*said, *([f"Tụt lại: {'; '.join(slipped)}."] if slipped else []), *sources.remarks(leaves)]


def _context(as_of: date | None) -> tuple[str, ...]:
    return (f"Đánh giá mới nhất ngày {formats.day(as_of)}",) if as_of else ()
