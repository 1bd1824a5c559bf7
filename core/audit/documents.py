"""The words of a shipped document: its names, dates and promises, and its figures against each other."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from core import formats
from core.audit.findings import Finding, Weight
from core.audit.statements import in_text, level_below, place_of, value_of
from core.places import Place, Places
from core.reference import Document, Statement

# Goals that a text states for a population whose baseline the plan does not give.
WITHOUT_BASELINE = {"indigenous_rate_reduction": "tỷ lệ hộ nghèo DTTS tại chỗ"}


def document_findings(document: Document, places: Places) -> Iterator[Finding]:
    """What does not follow inside the text itself, whatever tables were loaded from it."""
    yield from _metadata(document)
    yield from _names(document, places)
    yield from _between_statements(document)
    yield from _parts_below_whole(document)
    yield from _points_without_counts(document)
    yield from _readings(document)


def _about(document: Document, code: str, measure: str, left: str, right: str, message: str, section: str) -> Finding:
    source = f"{document.number}, {section}"
    return Finding(code, Weight.QUESTION, document.number, "", measure, left, right, message, source)


def _metadata(document: Document) -> Iterator[Finding]:
    """No number, no date, a later document cited, an annex or a list promised and absent."""
    if not document.printed_number:
        message = "Văn bản không ghi số."
        yield _about(document, "no_number", "number", "không ghi", document.number, message, "đầu văn bản")
    if document.issued_on is None:
        message = "Văn bản không ghi ngày ban hành."
        yield _about(document, "no_date", "issued_on", "không ghi", "phải có ngày ban hành", message, "đầu văn bản")
    elif document.cites_on and document.cites_on > document.issued_on:
        issued, cited = formats.day(document.issued_on), formats.day(document.cites_on)
        message = f"Văn bản ghi ngày {issued} nhưng dẫn một văn bản ngày {cited}."
        yield _about(document, "cites_later_document", "issued_on", issued, cited, message, "Nơi nhận")
    for promise in document.promises:
        message = f"Mục {promise.section}: «{promise.promised}», nhưng {promise.given}."
        section = f"mục {promise.section}"
        yield _about(document, "promised_not_given", "promise", promise.promised, promise.given, message, section)


def _names(document: Document, places: Places) -> Iterator[Finding]:
    """A name printed otherwise than the official one, once per spelling."""
    own = places.by_code[document.unit]
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
        printed, official = statement.printed_unit, place.full_name
        yield in_text(
            document, statement, "name_differs", Weight.QUESTION, place.level, printed, official, message, place.name
        )


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
            left, right = first.printed_value, "chưa có số gốc"
            yield in_text(document, first, "no_baseline", Weight.QUESTION, measure, left, right, message)


def _stated_otherwise(document: Document, first: Statement, other: Statement) -> Finding:
    message = (
        f"{first.unit}: mục {first.section} ghi {first.printed_value}, mục {other.section} ghi"
        f" {other.printed_value} cho cùng một chỉ tiêu."
    )
    values = other.printed_value, first.printed_value
    return in_text(document, other, "statements_differ", Weight.ERROR, other.measure, *values, message)


def _parts_below_whole(document: Document) -> Iterator[Finding]:
    """A fall of the poor and of the near-poor that together do not make the fall of both (KH Tu Mơ Rông, I.2)."""
    stated = {statement.measure: statement for statement in document.statements}
    keys = ("rate_reduction", "near_poor_rate_reduction", "multidimensional_rate_reduction")
    if any(key not in stated for key in keys):
        return
    poor, near, whole = (value_of(stated[key]) for key in keys)
    upper = value_of(stated["rate_reduction_upper"]) if "rate_reduction_upper" in stated else poor
    if None in (poor, near, whole, upper):
        return
    sums = [Decimal(part) + Decimal(near or 0) for part in dict.fromkeys((poor or 0, upper or 0))]
    if max(sums) < Decimal(whole or 0):
        said = " và ".join(formats.amount(value) for value in sums)
        statement = stated[keys[2]]
        message = (
            f"{statement.unit}: giảm hộ nghèo và hộ cận nghèo cộng lại {said} điểm %, văn bản ghi nghèo đa chiều"
            f" giảm {statement.qualifier} {statement.printed_value} điểm %."
        )
        whole_said = f"{statement.qualifier} {statement.printed_value}"
        yield in_text(
            document, statement, "parts_below_whole", Weight.QUESTION, statement.measure, said, whole_said, message
        )


def _points_without_counts(document: Document) -> Iterator[Finding]:
    """Falls in points of a unit for which the document gives no households at all: they can't become households."""
    measures = {statement.measure for statement in document.statements}
    points = next((said for said in document.statements if said.measure == "rate_reduction"), None)
    if points is None or "poor_start" in measures or document.has("poverty-plan"):
        return
    message = f"{points.unit}: kế hoạch nêu mức giảm bằng điểm %, không nêu số hộ nào để tính ra."
    yield in_text(
        document,
        points,
        "points_without_counts",
        Weight.QUESTION,
        "rate_reduction",
        points.printed_value,
        "không có số hộ",
        message,
    )


def _readings(document: Document) -> Iterator[Finding]:
    """One goal that two sections state for different units."""
    by_goal: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for reading in document.readings:
        by_goal[reading.goal][reading.section].append(reading.unit)
    for goal, sections in by_goal.items():
        if len({frozenset(units) for units in sections.values()}) > 1:
            said = [f"mục {section}: {len(units)} xã ({', '.join(units)})" for section, units in sections.items()]
            message = f"{goal}: {'; '.join(said)}."
            yield _about(document, "two_readings", "criteria", said[0], said[-1], message, f"mục {', '.join(sections)}")
