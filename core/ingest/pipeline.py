"""The whole road of a file, for the page and the command line alike: look at it, then commit it or not."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from core.access.rules import Access, Action, common_unit, may
from core.clock import today
from core.database import Database
from core.errors import ChangedMeanwhile
from core.ingest.checks.check import CheckedTable, check
from core.ingest.checks.known import hold_to_known, known_for
from core.ingest.checks.reach import hold_to_reach, units_of
from core.ingest.compare import Comparison, compare, keys_of, replacements
from core.ingest.files.read import read
from core.ingest.issues import Issue, Severity, in_file_order
from core.ingest.kind_rules import rules_of
from core.ingest.layout.understand import header_score, understand
from core.ingest.questions.questions import questions
from core.places import all_places
from core.reference import EDITION
from core.repository import Repository
from core.settings import acceptance_required
from core.stored import NewBatch, StandingFact
from core.tables import UNIT_FACT_TABLES


@dataclass(frozen=True)
class Counts:
    """Rows of the file: stored as new, replacing another figure, already standing, or with an error."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class Preview:
    """A file that was read and compared, nothing stored. `issues` has every remark, errors first.

    `version` is the state of the data it was compared with.
    """

    checked: CheckedTable
    comparison: Comparison
    issues: tuple[Issue, ...]
    made_up: bool = False
    version: int = 0

    @property
    def kind(self) -> str:
        return self.comparison.kind

    @property
    def counts(self) -> Counts:
        return Counts(
            new=len(self.comparison.new),
            changed=len(self.comparison.changed),
            unchanged=len(self.comparison.unchanged),
            rejected=len(self.checked.bad_lines),
        )

    def of(self, severity: Severity) -> list[Issue]:
        return [issue for issue in self.issues if issue.severity is severity]

    @property
    def has_errors(self) -> bool:
        return bool(self.of(Severity.ERROR))

    @property
    def changes_nothing(self) -> bool:
        return not self.comparison.new and not self.comparison.changed


@dataclass(frozen=True)
class Outcome:
    """What became of a file: `status` as in the JSON contract, the batch when one was committed."""

    kind: str | None
    status: str
    batch: int | None
    counts: Counts
    issues: tuple[Issue, ...]

    @property
    def exit_code(self) -> int:
        return {"unreadable": 2, "rejected": 1}.get(self.status, 0)


@dataclass(frozen=True)
class Choices:
    """What a person said where the file alone does not: the sheet, and the decimal mark of columns by key."""

    sheet: str | None = None
    marks: Mapping[str, str] = field(default_factory=dict)


NO_CHOICES = Choices()


@contextmanager
def _collector_resting() -> Iterator[None]:
    """The rows of a long file all live until its end: walking them again and again finds nothing to collect."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# Called with what is being done, and how much of the whole is behind.
Progress = Callable[[str, float], None]


def _silent(_doing: str, _share: float) -> None:
    """Nobody watches."""


@_collector_resting()
def preview(
    database: Database,
    by: Access,
    content: bytes,
    file_name: str,
    kind: str | None = None,
    made_up: bool = False,
    choices: Choices = NO_CHOICES,
    progress: Progress = _silent,
) -> Preview:
    """Read, understand, check and compare a file. Stores nothing; raises UnreadableFile or UnknownName.

    A row of a unit that this person may not upload for is an error, and is compared with nothing. `made_up` is for the
    figures of core.demo only.
    """
    progress("Đang đọc tệp", 0.0)
    raw = read(content, file_name, header_score, choices.sheet)
    progress("Đang nhận ra các cột và các dòng", 0.3)
    table = understand(raw, kind, choices.marks)
    progress("Đang kiểm tra từng ô", 0.45)
    checked = check(table, all_places(), today())
    progress("Đang so với số liệu đang có", 0.7)
    with database.read() as session:
        return _compared(Repository(session), by, checked, made_up)


def _compared(repository: Repository, by: Access, checked: CheckedTable, made_up: bool) -> Preview:
    kind = checked.table.kind.name
    checked = hold_to_reach(checked, by, repository.session)
    checked = hold_to_known(checked, known_for(repository, kind, made_up))
    standing = repository.standing(kind, keys_of(kind, checked.records))
    comparison = compare(checked, standing)
    around = [fact for fact in _around(repository, checked) if not fact.demo]
    asked = [_as_in_the_file(checked, issue) for issue in questions(checked, all_places(), around)]
    return Preview(checked, comparison, in_file_order([*checked.issues, *asked]), made_up, repository.version)


def _as_in_the_file(checked: CheckedTable, issue: Issue) -> Issue:
    """A question quotes the cell as the person wrote it."""
    table = checked.table
    key = next((column.key for column in table.kind.columns if column.header == issue.column), None)
    read = next((record.values for record in checked.records if record.line == issue.row), {})
    row = next((row for row in (*table.rows, *table.totals) if row.line == issue.row), None)
    if row is None or key is None or (row in table.rows and str(read.get(key)) != issue.value):
        return issue
    return replace(issue, value=table.cell(row, key))


# Kinds whose rows a file is set beside, besides its own; the second are short lists, read whole.
_BESIDE = {
    "poverty-progress": ("poverty-plan",),
    "poverty-plan": ("poverty-progress",),
    "disbursement": ("budget-plan",),
}
_LISTS_BESIDE = {"goal-progress": ("goal",), "goal": ("goal",), "obligation": ("obligation",)}


def _around(repository: Repository, checked: CheckedTable) -> list[StandingFact]:
    """Standing rows that the file's rows are set beside: same units, their parents and siblings, plans and goals."""
    kind, places = checked.table.kind.name, all_places()
    facts = [fact for other in _LISTS_BESIDE.get(kind, ()) for fact in repository.standing_of_kind(other)]
    own = {record.place for record in checked.records if record.place}
    if kind not in UNIT_FACT_TABLES:
        return facts
    family = own
    if rules_of(kind).summed:
        parents = {places.by_code[place.parent] for place in own if place.parent}
        family = own | parents | {child for parent in parents | own for child in places.children(parent)}
    facts += repository.standing_of_units(kind, EDITION, (place.code for place in family))
    for other in _BESIDE.get(kind, ()):
        facts += repository.standing_of_units(other, EDITION, (place.code for place in own))
    return facts


def decide(found: Preview, replace_confirmed: bool, justification: str | None) -> tuple[str, tuple[Issue, ...]]:
    """("rejected" | "no_change" | "ready", all issues), before anything is stored.

    A file that changes nothing asks nothing: its questions were answered when its figures were first stored.
    """
    blocking = [] if replace_confirmed else replacements(found.comparison.changed)
    issues = in_file_order([*found.issues, *blocking])
    if any(issue.severity is Severity.ERROR for issue in issues):
        return "rejected", issues
    if found.changes_nothing:
        return "no_change", issues
    if found.of(Severity.QUESTION) and not (justification or "").strip():
        return "rejected", issues
    return "ready", issues


@_collector_resting()
def commit(
    database: Database,
    seen: Preview,
    by: Access,
    origin: str,
    replace_confirmed: bool,
    justification: str | None = None,
) -> Outcome:
    """Store the whole file as one batch, or nothing. Raises ChangedMeanwhile when what stands is not what was seen."""
    with database.write() as session:
        repository = Repository(session)
        repository.take_turn()
        now = seen if repository.version == seen.version else _compared(repository, by, seen.checked, seen.made_up)
        if now.comparison != seen.comparison or now.of(Severity.QUESTION) != seen.of(Severity.QUESTION):
            raise ChangedMeanwhile("Trong lúc bạn xem, số liệu đã có người khác thay đổi. Hãy xem lại chênh lệch mới.")
        verdict, issues = decide(now, replace_confirmed, justification)
        if verdict != "ready":
            return Outcome(now.kind, verdict, None, now.counts, issues)
        batch = repository.store(_batch(session, now, by, origin, justification), now.comparison.facts())
        return Outcome(now.kind, "committed", batch, now.counts, issues)


def _batch(session: Session, found: Preview, by: Access, origin: str, justification: str | None) -> NewBatch:
    raw = found.checked.table.raw
    units = units_of(session, found.kind, by, found.checked.records)
    return NewBatch(
        kind=found.kind,
        file_name=raw.file_name,
        sha256=raw.sha256,
        content=raw.content,
        by=by,
        origin=origin,
        file_columns=sorted(found.checked.table.positions),
        understood=found.checked.table.described(),
        questions=[{"row": issue.row, "reason": issue.reason} for issue in found.of(Severity.QUESTION)],
        justification=(justification or "").strip() or None,
        unchanged=found.comparison.unchanged,
        unit_code=common_unit(units),
        is_draft=needs_acceptance(by, units),
    )


def needs_acceptance(by: Access, units: Iterable[str | None]) -> bool:
    """What somebody brings for a unit that they may not accept figures of waits, where the office wants it so."""
    return acceptance_required() and not all(may(by, Action.ACCEPT, unit) for unit in units)


def dry_run(found: Preview, replace_confirmed: bool, justification: str | None) -> Outcome:
    verdict, issues = decide(found, replace_confirmed, justification)
    return Outcome(found.kind, "dry_run" if verdict == "ready" else verdict, None, found.counts, issues)


def undo(database: Database, batch: int, by: Access) -> None:
    """Take a batch back; raises UndoRefused or UnknownName, and then nothing has changed."""
    with database.write() as session:
        repository = Repository(session)
        repository.take_turn()
        repository.undo(batch, by)
