"""The words of a shipped document: its names, dates and promises, and its figures against each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.sources import Source, of_section, of_statement
from core.audit.statements import Sides, in_text, level_below, place_of, value_of, whole_text
from core.places import Place, Places
from core.reference import EDITION, Document, Statement, editions

# Goals that a text states for a population whose baseline the plan does not give.
WITHOUT_BASELINE = {"indigenous_rate_reduction": "tỷ lệ hộ nghèo DTTS tại chỗ"}
_HEAD = "Đầu văn bản"


def document_findings(document: Document, places: Places) -> Iterator[Finding]:
    """What does not follow inside the text itself, whatever tables were loaded from it."""
    yield from _metadata(document)
    yield from _promises(document)
    yield from _names(document, places)
    yield from _between_statements(document)
    yield from _parts_below_whole(document)
    yield from _points_without_counts(document)
    yield from _readings(document)


def _about(
    document: Document, code: str, measure: str, sides: Sides, message: str, section: str, against: Source
) -> Finding:
    source = of_section(document.number, section)
    return Finding(code, Weight.QUESTION, document.number, "", measure, *sides, message, source, against, document.unit)


def _metadata(document: Document) -> Iterator[Finding]:
    """No number, no date, a later document cited."""
    if not document.printed_number:
        message, sides = "Văn bản không ghi số.", ("không ghi", document.number)
        given = Source(document.number, how="mã cố định của chương trình thay cho số văn bản")
        yield _about(document, "no_number", "number", sides, message, _HEAD, given)
    if document.issued_on is None:
        message, sides = "Văn bản không ghi ngày ban hành.", ("không ghi", "phải có ngày ban hành")
        rule = Source(how="thể thức văn bản hành chính, Nghị định 30/2020/NĐ-CP")
        yield _about(document, "no_date", "issued_on", sides, message, _HEAD, rule)
    elif document.cites_on and document.cites_on > document.issued_on:
        issued, cited = formats.day(document.issued_on), formats.day(document.cites_on)
        message = f"Văn bản ghi ngày {issued} nhưng dẫn một văn bản ngày {cited}."
        against = of_section(document.number, "Nơi nhận")
        yield _about(document, "cites_later_document", "issued_on", (issued, cited), message, _HEAD, against)


def _promises(document: Document) -> Iterator[Finding]:
    """An annex or a list promised and absent."""
    for promise in document.promises:
        message = f"Mục {promise.section}: «{promise.promised}», nhưng {promise.given}."
        sides, against = (promise.promised, promise.given), whole_text(document)
        yield _about(document, "promised_not_given", "promise", sides, message, promise.section, against)


def _names(document: Document, places: Places) -> Iterator[Finding]:
    """A name printed otherwise than the official one, once per spelling."""
    own = places.by_code[document.unit]
    listed = next(edition.title for edition in editions() if edition.code == EDITION)
    seen: set[str] = set()
    for statement in document.statements:
        place = place_of(document, statement, places)
        if (statement.unit == own.name and statement.measure != "name") or place is None:
            continue
        spelling = statement.printed_unit.lower().removeprefix(f"{place.kind} ".lower())
        if _spelled_officially(places, statement, own, place) or spelling in seen:
            continue
        seen.add(spelling)
        message = f"Văn bản viết «{statement.printed_unit}»; tên đúng là {place.full_name}."
        sides = statement.printed_unit, place.full_name
        against = Source(how=f"danh mục {listed[0].lower()}{listed[1:]}")
        yield in_text(document, statement, "name_differs", Weight.QUESTION, sides, message, against, place, place.level)


def _spelled_officially(places: Places, statement: Statement, own: Place, place: Place) -> bool:
    if place == own:
        parents = None if own.level == "province" else [places.by_code[own.parent or ""]]
        return places.find(statement.printed_unit, own.level, parents).exact
    return places.find(statement.printed_unit, level_below(own), [own]).exact


def _between_statements(document: Document) -> Iterator[Finding]:
    """The same goal stated twice with different values; a goal without the baseline it would be measured from."""
    stated: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for statement in document.statements:
        stated[statement.unit, statement.measure].append(statement)
    for (_, measure), (first, *others) in stated.items():
        for other in others:
            if value_of(other) != value_of(first):
                yield _stated_otherwise(document, first, other)
        if measure in WITHOUT_BASELINE:
            message = (
                f"Chỉ tiêu giảm {WITHOUT_BASELINE[measure]} {first.printed_value} điểm % {first.qualifier}"
                " không có số gốc: văn bản không nêu số hộ, tỷ lệ đầu năm."
            )
            sides = first.printed_value, "chưa có số gốc"
            yield in_text(document, first, "no_baseline", Weight.QUESTION, sides, message)


def _stated_otherwise(document: Document, first: Statement, other: Statement) -> Finding:
    message = (
        f"{first.unit}: mục {first.section} ghi {first.printed_value}, mục {other.section} ghi"
        f" {other.printed_value} cho cùng một chỉ tiêu."
    )
    sides, against = (other.printed_value, first.printed_value), of_statement(document.number, first)
    return in_text(document, other, "statements_differ", Weight.ERROR, sides, message, against)


def _parts_below_whole(document: Document) -> Iterator[Finding]:
    """A fall of the poor and of the near-poor that together do not make the fall of both (KH Tu Mơ Rông, I.2)."""
    stated = {statement.measure: statement for statement in reversed(document.statements)}
    keys = ("rate_reduction", "near_poor_rate_reduction", "multidimensional_rate_reduction")
    if any(key not in stated for key in keys):
        return
    poor, near, whole = (value_of(stated[key]) for key in keys)
    upper = value_of(stated["rate_reduction_upper"]) if "rate_reduction_upper" in stated else poor
    if None in (poor, near, whole, upper):
        return
    sums = [Decimal(part) + Decimal(near or 0) for part in dict.fromkeys((poor or 0, upper or 0))]
    if max(sums) >= Decimal(whole or 0):
        return
    said = " và ".join(formats.amount(value) for value in sums)
    statement = stated[keys[2]]
    whole_said = f"{statement.qualifier} {statement.printed_value}"
    message = (
        f"{statement.unit}: giảm hộ nghèo và hộ cận nghèo cộng lại {said} điểm %, văn bản ghi nghèo đa chiều"
        f" giảm {whole_said} điểm %."
    )
    yield _swapped(document, stated[keys[0]], statement, (said, whole_said), message)


def _swapped(document: Document, part: Statement, whole: Statement, sides: Sides, message: str) -> Finding:
    """The sum of the parts on the left, though the finding is about the whole."""
    how = "cộng mức giảm hộ nghèo và hộ cận nghèo"
    parts = of_section(document.number, part.section, how)
    found = in_text(document, whole, "parts_below_whole", Weight.QUESTION, sides, message)
    return replace(found, left_source=parts, right_source=of_statement(document.number, whole))


def _points_without_counts(document: Document) -> Iterator[Finding]:
    """Falls in points of a unit for which the document gives no households at all: they can't become households."""
    measures = {statement.measure for statement in document.statements}
    points = next((said for said in document.statements if said.measure == "rate_reduction"), None)
    if points is None or "poor_start" in measures or document.has("poverty-plan"):
        return
    message = f"{points.unit}: kế hoạch nêu mức giảm bằng điểm %, không nêu số hộ nào để tính ra."
    sides = points.printed_value, "không có số hộ"
    yield in_text(document, points, "points_without_counts", Weight.QUESTION, sides, message)


def _readings(document: Document) -> Iterator[Finding]:
    """One goal that two sections state for different units."""
    by_goal: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for reading in document.readings:
        by_goal[reading.goal][reading.section].append(reading.unit)
    for goal, sections in by_goal.items():
        if len({frozenset(units) for units in sections.values()}) > 1:
            said = [f"mục {section}: {len(units)} xã ({', '.join(units)})" for section, units in sections.items()]
            (first, *_, last), message = list(sections), f"{goal}: {'; '.join(said)}."
            against = of_section(document.number, last)
            yield _about(document, "two_readings", "criteria", (said[0], said[-1]), message, first, against)
