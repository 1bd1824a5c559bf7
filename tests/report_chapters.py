"""Chapters of the official report, for tests: one chapter written as it is in a report, and read back as text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.database import Database
from core.official_report.book import Book
from core.official_report.content import Annex, Block, Figure, Head, Heading, Paragraph, Report, ReportTable
from core.official_report.files.workbook_formulas import formulas_that_differ
from core.official_report.material import Chapter, Material
from core.official_report.request import ReportRequest
from core.official_report.writing import written
from core.provenance import explain

EXPLANATIONS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Nội dung giải trình;Số văn bản;Ngày giải trình;Nguyên nhân;"
    "Biện pháp khắc phục;Hạn khắc phục\n"
)

ChapterOf = Callable[[Material], Chapter | None]


@dataclass(frozen=True)
class Written:
    """A chapter's blocks and annexes, and the figures that it uses."""

    blocks: tuple[Block, ...]
    annexes: tuple[Annex, ...]
    figures: tuple[Figure, ...]
    request: ReportRequest

    @property
    def judged_on(self) -> date:
        return self.request.judged_on

    @property
    def tables(self) -> dict[str, ReportTable]:
        every = [*self.blocks, *(block for annex in self.annexes for block in annex.blocks)]
        return {block.name: block for block in every if isinstance(block, ReportTable)}

    @property
    def sentences(self) -> list[str]:
        return [block.text for block in self.blocks if isinstance(block, Paragraph | Heading)]

    @property
    def text(self) -> str:
        return "\n".join(self.sentences)

    @property
    def pieces(self) -> list[str]:
        """Every sentence, and every cell of every table."""
        cells = [_said(cell) for table in self.tables.values() for row in table.rows for cell in row.cells]
        return [*self.sentences, *cells]

    def rows(self, table: str, kind: str = "row") -> list[list[str]]:
        return [[_said(cell) for cell in row.cells] for row in self.tables[table].rows if row.kind == kind]

    def notes(self, table: str) -> str:
        return self.tables[table].note


def _said(cell: object) -> str:
    return "" if cell is None else str(cell)


def chapter_of(
    database: Database, chapter: ChapterOf, plan: str, unit: str, period: str, known_at: datetime | None = None
) -> Written | None:
    """The chapter for a plan, a unit's code and a period, from what is known now or at a moment."""
    with database.read() as session:
        request = ReportRequest(plan, unit, period, known_at or datetime.now(UTC))
        material, book = Material(session, request), Book()
        found = chapter(material)
        if found is None:
            return None
        blocks = written(found.template, found.context, {table.name: table for table in found.tables}, book)
        for annex in found.annexes:
            for block in annex.blocks:
                book.use_table(block)
        return Written(tuple(blocks), found.annexes, book.figures, request)


def unlike_their_origin(database: Database, written: Written) -> list[tuple[str, str | None]]:
    """Figures whose text is not what «từ đâu?» says of their key, and those that say nothing of where they are from."""
    until, known_at = written.request.judged_on, written.request.known_at
    silent = [(one.label, None) for one in written.figures if not (one.key or one.worked or one.source)]
    with database.read() as session:
        said = {one: explain(session, one.key, until, known_at) for one in written.figures if one.key}
    differing = [
        (one.text, found and found.value) for one, found in said.items() if not found or found.value != one.text
    ]
    return [*differing, *silent]


def wrong_formulas(written: Written) -> list[str]:
    """Cells of the tables whose formula in the workbook would give another number than the text."""
    head = Head((), "", "", "", "", (), ())
    return formulas_that_differ(Report(head, written.blocks, written.annexes, written.figures, ""))


def pieces_with(written: Written, text: str) -> list[int]:
    """Where a text stands, as a word of its own; «640» is not in «1.640» nor in «640,5»."""
    return [at for at, piece in enumerate(written.pieces) if text in piece.replace("(", " ").replace(")", " ").split()]
