"""The annex of origins: which file and line each stored number came from, how each other one follows from these.

Three tables: numbers as files and documents give them, by their source; numbers that were computed, with the formula
and the numbers put in; the imports that brought the files.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core import formats
from core.ingest.kinds import kinds
from core.official_report.chapters.duties import COUNTED_IN_ANNEX
from core.official_report.content import Annex, Figure, Paragraph, ReportColumn, ReportTable, TableRow
from core.official_report.material import Material
from core.provenance import Explanation, Input, explain, keys
from core.provenance.sources import FILE_SAID
from core.reports.brought import PRIVATE, brought

# What a part of a sum is called after its label: `Hộ nghèo hiện nay: huyện Tuy Đức`.
_PART = re.compile(r"(?P<label>.+): (?P<unit>(?:tỉnh|thành phố|huyện|thị xã|xã|phường|thị trấn) .+)")
# How a report says the line of a result: `lô 10, dòng 3`, perhaps behind the section of the plan.
_LINE = re.compile(r"(?:KH: .+ · TH: )?lô (?P<batch>\d+), dòng (?P<row>\d+)(?P<rest>.*)")
_GIVEN = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Tệp và lô", "text", width=2.6),
    ReportColumn("Đơn vị", "text", width=1.8),
    ReportColumn("Dòng hoặc mục của văn bản, và những con số lấy ở đó", "text", width=7.5),
)
_COMPUTED = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Đơn vị", "text", width=2.0),
    ReportColumn("Chỉ tiêu và giá trị", "text", width=4.2),
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
    until, known_at = material.request.judged_on, material.request.known_at
    return [(one, explain(material.session, one.key, until, known_at) if one.key else None) for one in figures]


def batches_of(found: Sequence[Explained]) -> frozenset[int]:
    """The batches that the figures rest on."""
    inputs = {one.batch for _, explanation in found if explanation for one in explanation.inputs if one.batch}
    return frozenset(inputs).union(*(figure.batches for figure, _ in found))


def origins(material: Material, found: Sequence[Explained]) -> Annex:
    rows = tuple(_given_rows(list(_given(found, _file_names(material, found)))))
    given = ReportTable("so-goc", "Số ghi trong văn bản và tệp, theo nguồn", _GIVEN, rows)
    computed = ReportTable("so-tinh", "Số tính ra từ các số trên", _COMPUTED, tuple(_computed_rows(found)))
    batches = ReportTable("cac-lo", "Các lần nạp tệp (lô)", _BATCHES, tuple(_batch_rows(material, batches_of(found))))
    said = f"Số liệu như đã biết lúc {formats.moment(material.request.known_at)}."
    return Annex("Nguồn của từng con số", (Paragraph(said), given, computed, batches))


@dataclass(frozen=True)
class _Given:
    """A stored number: its file and batch, the line or section in it, of which unit, what it is and its value."""

    file: str
    unit: str
    place: str
    said: str


def _given_rows(given: Sequence[_Given]) -> Iterator[TableRow]:
    """One row per file and unit, in the order of the report; in it, the numbers by line or section."""
    groups: dict[tuple[str, str], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for one in given:
        groups[one.file, one.unit][one.place][one.said] = None
    for number, ((file, unit), places) in enumerate(groups.items(), start=1):
        said = [f"{place}: {', '.join(numbers)}" if place else ", ".join(numbers) for place, numbers in places.items()]
        yield TableRow((str(number), file, unit, "; ".join(said)))


def _given(found: Sequence[Explained], files: Mapping[int, str]) -> Iterator[_Given]:
    told = set[tuple[str, str, str]]()
    for figure, explanation in found:
        for one in _of_figure(figure, explanation, files):
            place = one.file, one.unit, one.place
            if not (_is_state(figure) and place in told):  # a criterion that a count named already
                yield one
            told.add(place)


def _is_state(figure: Figure) -> bool:
    return figure.key is not None and figure.key.kind == keys.CRITERION


def _of_figure(figure: Figure, found: Explanation | None, files: Mapping[int, str]) -> Iterator[_Given]:
    if found:
        yield from (_of_input(one, figure) for one in found.inputs if one.batch)
    elif not figure.worked:
        line = _LINE.fullmatch(figure.source)
        file = f"{files.get(int(line['batch']), PRIVATE)} (lô {line['batch']})" if line else figure.source
        place = f"dòng {line['row']}{line['rest']}" if line else ""
        yield _Given(file, figure.of, place, f"{figure.label} {figure.text}")


def _of_input(one: Input, figure: Figure) -> _Given:
    part = _PART.fullmatch(one.label)
    label, unit = (part["label"], part["unit"]) if part else (one.label, figure.of)
    label = f"{figure.label}, {label[0].lower()}{label[1:]}" if _is_state(figure) else label
    line = f"dòng {one.row}"
    place = line if one.where.startswith(FILE_SAID) else f"{one.where} ({line})"
    return _Given(f"{one.file_name or PRIVATE} (lô {one.batch})", unit, place, f"{label} {one.value}")


def _file_names(material: Material, found: Sequence[Explained]) -> dict[int, str]:
    """Of the batches that figures without an explanation name by their lines."""
    lines = (_LINE.fullmatch(figure.source) for figure, explanation in found if explanation is None)
    numbers = {int(line["batch"]) for line in lines if line}
    return {row.id: row.file_said for row in brought(material.session, numbers).values()}


def _computed_rows(found: Sequence[Explained]) -> Iterator[TableRow]:
    """One row per unit and way of computing: counts of one list stand together; those of every duty in one row."""
    groups: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for figure, explanation in found:
        if figure.worked == COUNTED_IN_ANNEX:
            groups["từng nhiệm vụ có hạn", figure.worked][figure.label] = None
        elif said := _worked(figure, explanation):
            groups[figure.of, said][f"{figure.label} {figure.text}"] = None
    for number, ((of, said), numbers) in enumerate(groups.items(), start=1):
        yield TableRow((str(number), of, "; ".join(numbers), said))


def _worked(figure: Figure, found: Explanation | None) -> str:
    """Empty for a number that is just as its file gives it."""
    if found is None:
        return "; ".join(part for part in (figure.worked, figure.source) if part) if figure.worked else ""
    is_stored = found.worked is None and len(found.inputs) == 1 and found.inputs[0].batch is not None
    return "" if is_stored or _is_state(figure) else found.worked or found.formula


def _batch_rows(material: Material, numbers: frozenset[int]) -> Iterator[TableRow]:
    for row in brought(material.session, numbers).values():
        moment = formats.moment(row.at)
        file_hash = f"{row.sha256[:_DIGITS_OF_HASH]}…" if row.sha256 else formats.MISSING
        yield TableRow((str(row.id), kinds()[row.kind].title, row.file_said, row.by_said, moment, file_hash))
