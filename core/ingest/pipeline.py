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
from core.ingest.beside import beside
from core.ingest.checks.check import CheckedTable, check
from core.ingest.checks.known import hold_to_known, known_for
from core.ingest.checks.one_map import hold_to_one_map
from core.ingest.checks.periods import hold_to_periods
from core.ingest.checks.reach import hold_to_reach, units_of
from core.ingest.checks.shares import hold_to_cuts
from core.ingest.checks.waiting import hold_to_drafts
from core.ingest.compare import Comparison, compare, keys_of, replacements
from core.ingest.files.read import read
from core.ingest.issues import Issue, Severity, in_file_order
from core.ingest.layout.understand import header_score, understand
from core.ingest.questions.questions import questions
from core.observing.deeds import deed
from core.observing.ids import set_about
from core.repository import Repository
from core.settings import acceptance_required
from core.stored import NewBatch
from core.tables import UNIT_FACT_TABLES
from core.text import clean


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
    def waits(self) -> bool:
        """What is stored of it will be a draft."""
        return _WAITS in self.issues

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
    def waits(self) -> bool:
        """What was stored is a draft."""
        return _WAITS in self.issues

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


@deed("check")
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
    raw = deed("read")(read)(content, file_name, header_score, choices.sheet)
    progress("Đang nhận ra các cột và các dòng", 0.3)
    table = understand(raw, kind, choices.marks)
    progress("Đang kiểm tra từng ô", 0.45)
    checked = hold_to_cuts(check(table, today()))
    progress("Đang so với số liệu đang có", 0.7)
    with database.read() as session:
        return _compared(Repository(session), by, checked, made_up)


def _compared(repository: Repository, by: Access, checked: CheckedTable, made_up: bool) -> Preview:
    kind, session = checked.table.kind.name, repository.session
    known = known_for(repository, kind, by, made_up)
    # Whose a row is that names no unit only its plan says: a plan beyond one's reach has to be unknown before that.
    if kind not in UNIT_FACT_TABLES:
        checked = hold_to_known(checked, known)
    checked = hold_to_reach(checked, by, session)
    if kind in UNIT_FACT_TABLES:
        checked = hold_to_known(checked, known)
    is_draft = needs_acceptance(by, units_of(session, kind, by, checked.records))
    checked = hold_to_drafts(checked, session, is_draft)
    comparison = compare(checked, repository.standing(kind, keys_of(kind, checked.records)))
    checked = hold_to_one_map(checked, comparison)
    checked, comparison = hold_to_periods(checked, comparison, session, by)
    around = beside(repository, checked)
    asked = [_as_in_the_file(checked, issue) for issue in questions(checked, around)]
    waits = [_WAITS] if is_draft and (comparison.new or comparison.changed) else []
    found = in_file_order([*checked.issues, *asked, *waits])
    return Preview(checked, comparison, found, made_up, repository.version)


_WAITS = Issue(
    Severity.NOTE,
    "waits_for_acceptance",
    "Số liệu của tệp này chờ tỉnh duyệt; trước khi được duyệt, các màn hình và báo cáo vẫn dùng số đang có hiệu lực.",
)


def _as_in_the_file(checked: CheckedTable, issue: Issue) -> Issue:
    """A question quotes the cell as the person wrote it."""
    table = checked.table
    key = next((column.key for column in table.kind.columns if column.header == issue.column), None)
    read = next((record.values for record in checked.records if record.line == issue.row), {})
    row = next((row for row in (*table.rows, *table.totals) if row.line == issue.row), None)
    if row is None or key is None or (row in table.rows and str(read.get(key)) != issue.value):
        return issue
    return replace(issue, value=table.cell(row, key))


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
    if found.of(Severity.QUESTION) and not clean(justification or ""):
        return "rejected", issues
    return "ready", issues


# What was seen of these is what was confirmed.
_BINDING = (Severity.ERROR, Severity.QUESTION)


@deed("commit")
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

    def work(session: Session) -> Outcome:
        repository = Repository(session)
        repository.take_turn()
        now = seen if repository.version == seen.version else _compared(repository, by, seen.checked, seen.made_up)
        if now.comparison != seen.comparison or any(now.of(one) != seen.of(one) for one in _BINDING):
            raise ChangedMeanwhile("Trong lúc bạn xem, số liệu đã có người khác thay đổi. Hãy xem lại chênh lệch mới.")
        verdict, issues = decide(now, replace_confirmed, justification)
        if verdict != "ready":
            return Outcome(now.kind, verdict, None, now.counts, issues)
        batch = repository.store(_batch(session, now, by, origin, justification), now.comparison.facts())
        return Outcome(now.kind, "committed", batch, now.counts, issues)

    return database.writing(work)


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
        justification=clean(justification or "") or None,
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


@deed("undo")
def undo(database: Database, batch: int, by: Access) -> None:
    """Take a batch back; raises UndoRefused or UnknownName, and then nothing has changed."""

    def work(session: Session) -> None:
        repository = Repository(session)
        repository.take_turn()
        set_about(kind=repository.undo(batch, by).kind)

    database.writing(work)
