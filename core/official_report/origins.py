"""The annex of origins: which file and line each stored number came from, how each other one follows from these.

Three tables: numbers as files and documents give them, by their source; numbers that were computed, with the formula
and the numbers put in; the imports that brought the files.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from core import formats
from core.ingest.kinds import kinds
from core.official_report.content import Annex, Figure, Paragraph, ReportColumn, ReportTable, TableRow
from core.official_report.material import Material
from core.provenance import Explanation, Input, explain
from core.tables import Batch

# What a part of a sum is called after its label: `Hộ nghèo hiện nay: huyện Tuy Đức`.
_PART = re.compile(r"(?P<label>.+): (?P<unit>(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn) .+)")
_GIVEN = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Văn bản và mục, hoặc tệp và dòng", "text", width=3.4),
    ReportColumn("Đơn vị", "text", width=2.2),
    ReportColumn("Những con số đã dùng", "text", width=6.0),
)
_COMPUTED = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Đơn vị", "text", width=2.0),
    ReportColumn("Chỉ tiêu", "text", width=3.0),
    ReportColumn("Giá trị", "text", width=1.2),
    ReportColumn("Cách tính và thay số", "text", width=5.4),
)
_BATCHES = (
    ReportColumn("Lô", "text", width=0.5),
    ReportColumn("Loại số liệu", "text", width=2.4),
    ReportColumn("Tệp", "text", width=3.4),
    ReportColumn("Người nạp", "text", width=1.8),
    ReportColumn("Nạp lúc", "text", width=1.6),
    ReportColumn("Mã băm tệp (sha256)", "text", width=3.0),
)
_DIGITS_OF_HASH = 16

Explained = tuple[Figure, Explanation | None]


def explained(material: Material, figures: Sequence[Figure]) -> list[Explained]:
    """Every figure with what «từ đâu?» says of it at the report's moment; None for one that says it itself."""
    until, known_at = material.period.until, material.request.known_at
    return [(one, explain(material.session, one.key, until, known_at) if one.key else None) for one in figures]


def batches_of(found: Sequence[Explained]) -> frozenset[int]:
    """The batches that the figures rest on."""
    inputs = {one.batch for _, explanation in found if explanation for one in explanation.inputs if one.batch}
    return frozenset(inputs).union(*(figure.batches for figure, _ in found))


def origins(material: Material, found: Sequence[Explained]) -> Annex:
    given = ReportTable("so-goc", "Số ghi trong văn bản và tệp, theo nguồn", _GIVEN, tuple(_given_rows(found)))
    computed = ReportTable("so-tinh", "Số tính ra từ các số trên", _COMPUTED, tuple(_computed_rows(found)))
    batches = ReportTable("cac-lo", "Các lần nạp tệp (lô)", _BATCHES, tuple(_batch_rows(material, batches_of(found))))
    said = f"Số liệu như đã biết lúc {formats.moment(material.request.known_at)}."
    return Annex("Nguồn của từng con số", (Paragraph(said), given, computed, batches))


@dataclass(frozen=True)
class _Given:
    """A stored number: where it stands, of which unit, what it is and its value."""

    where: str
    unit: str
    said: str


def _given_rows(found: Sequence[Explained]) -> Iterator[TableRow]:
    """One row per source and unit, in the order of the report."""
    groups: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in _given(found):
        groups[one.where, one.unit][one.said] = None
    for number, ((where, unit), said) in enumerate(groups.items(), start=1):
        yield TableRow((str(number), where, unit, "; ".join(said)))


def _given(found: Sequence[Explained]) -> Iterator[_Given]:
    for figure, explanation in found:
        if explanation:
            yield from (_of_input(one, figure) for one in explanation.inputs if one.batch)
        elif not figure.worked:
            yield _Given(figure.source, figure.of, f"{figure.label} {figure.text}")


def _of_input(one: Input, figure: Figure) -> _Given:
    part = _PART.fullmatch(one.label)
    label, unit = (part["label"], part["unit"]) if part else (one.label, figure.of)
    where = one.where if "lô " in one.where else f"{one.where} (lô {one.batch}, dòng {one.row})"
    return _Given(where, unit, f"{label} {one.value}")


def _computed_rows(found: Sequence[Explained]) -> Iterator[TableRow]:
    computed = [(figure, said) for figure, explanation in found if (said := _worked(figure, explanation))]
    for number, (figure, said) in enumerate(computed, start=1):
        yield TableRow((str(number), figure.of, figure.label, figure.text, said))


def _worked(figure: Figure, found: Explanation | None) -> str:
    """Empty for a number that is just as its file gives it."""
    if found is None:
        return "; ".join(part for part in (figure.worked, figure.source) if part) if figure.worked else ""
    is_stored = found.worked is None and len(found.inputs) == 1 and found.inputs[0].batch is not None
    return "" if is_stored else found.worked or found.formula


def _batch_rows(material: Material, numbers: frozenset[int]) -> Iterator[TableRow]:
    for row in material.session.scalars(select(Batch).where(Batch.id.in_(sorted(numbers))).order_by(Batch.id)):
        moment = formats.moment(row.committed_at)
        file_hash = f"{row.sha256[:_DIGITS_OF_HASH]}…"
        yield TableRow((str(row.id), kinds()[row.kind].title, row.file_name, row.committed_by, moment, file_hash))
