"""What goes into the database and comes back from it when files are stored: rows and batches, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from core.access.rules import Access

FactKey = tuple[Any, ...]
# The origin of batches of made-up figures (core.demo).
DEMO = "demo"
# The origin of the plans that ship with the program.
SHIPPED_ORIGIN = "shipped"


@dataclass(frozen=True, slots=True)
class StandingFact:
    """A figure row that stands now: its id and batch, and its values by column name; whether it is made up."""

    id: int
    batch_id: int
    row_number: int
    values: Mapping[str, Any]
    demo: bool = False


@dataclass(frozen=True, slots=True)
class CarriedFact(StandingFact):
    """A row that nobody stored: so many rows of another map's units added up; its id and batch are the first one's."""

    parts: int = 0


class NewFact(NamedTuple):
    """A row to store: `values` by column (the others stay empty), its unit, and the row whose place it takes."""

    row_number: int
    values: Mapping[str, Any]
    supersedes: StandingFact | None = None
    unit: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class NewBatch:
    """What is kept about one confirmed file, beside its rows. A draft's rows don't stand until it is accepted."""

    kind: str
    file_name: str
    sha256: str
    content: bytes
    by: Access
    origin: str
    file_columns: Sequence[str]
    understood: Mapping[str, str]
    questions: Sequence[Mapping[str, Any]] = ()
    justification: str | None = None
    unchanged: Sequence[StandingFact] = field(default=())
    unit_code: str | None = None
    is_draft: bool = False
