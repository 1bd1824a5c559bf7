"""Reading the statements of a document: their unit, their value, and findings about them."""

from decimal import Decimal

from core.audit.findings import Finding, Weight
from core.ingest.kinds import kinds
from core.ingest.values.numbers import NumberProblem, understand_counts, understand_decimals
from core.places import Place, Places
from core.reference import Document, Statement

_BELOW = {"province": "district", "district": "commune", "commune": "commune"}


def level_below(place: Place) -> str:
    return _BELOW[place.level]


def place_of(document: Document, statement: Statement, places: Places) -> Place | None:
    """The document's own unit, or one right below it."""
    own = places.by_code[document.unit]
    if statement.unit == own.name:
        return own
    return next(iter(places.find(statement.unit, level_below(own), [own]).places), None)


def value_of(statement: Statement) -> int | Decimal | None:
    """The printed figure; None where the statement is a name, a date or a day of the year."""
    printed = statement.printed_value
    columns = kinds()["poverty-plan"].by_key
    counted = statement.measure in columns and columns[statement.measure].type == "count"
    if counted or statement.measure.startswith("allocated:"):
        value: int | Decimal | NumberProblem = understand_counts([printed])[printed]
    else:
        value = understand_decimals([printed], Decimal(100), ())[printed]
    return None if isinstance(value, NumberProblem) else value


def in_text(
    document: Document,
    statement: Statement,
    code: str,
    weight: Weight,
    measure: str,
    left: str,
    right: str,
    message: str,
    unit: str | None = None,
) -> Finding:
    source = f"{document.number}, mục {statement.section}"
    return Finding(code, weight, document.number, unit or statement.unit, measure, left, right, message, source)
