"""Reading the statements of a document: their unit, their value, and findings about them."""

from decimal import Decimal

from core.audit.findings import Finding, Weight
from core.audit.sources import Source, of_statement
from core.ingest.kinds import kinds
from core.ingest.values.numbers import NumberProblem, understand_counts, understand_decimals
from core.places import Place, Places, all_places
from core.reference import Document, Statement

_BELOW = {"province": "district", "district": "commune", "commune": "commune"}
_COUNTED = ("allocated:", "villages_total")
Sides = tuple[str, str]


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
    if counted or statement.measure.startswith(_COUNTED):
        value: int | Decimal | NumberProblem = understand_counts([printed])[printed]
    else:
        value = understand_decimals([printed], Decimal(100), ())[printed]
    return None if isinstance(value, NumberProblem) else value


def decimals_of(value: int | Decimal) -> int:
    """How many decimals a figure is printed with: `0,80` as `0,8` has one."""
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def in_text(
    document: Document,
    statement: Statement,
    code: str,
    weight: Weight,
    sides: Sides,
    message: str,
    against: Source | None = None,
    place: Place | None = None,
    measure: str | None = None,
) -> Finding:
    """`sides` are what the statement says and what it should follow from, which stands in `against`.

    Without a source the other side is the document as a whole. `place` names the unit officially.
    """
    about = place or place_of(document, statement, all_places()) or all_places().by_code[document.unit]
    return Finding(
        code,
        weight,
        document.number,
        place.name if place else statement.unit,
        measure or statement.measure,
        *sides,
        message,
        of_statement(document.number, statement),
        against or whole_text(document),
        about.code,
        about.level,
    )


def whole_text(document: Document) -> Source:
    return Source(document.number, "toàn văn bản")
