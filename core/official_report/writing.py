"""Text templates (data/report/*.txt) → headings, paragraphs and tables. A colleague can edit the text there.

Lines beginning with `# `, `## `, `### ` are headings, `- ` an item, `> ` a remark, `[[name]]` the place of a table;
other lines run on to the next blank line. Between `{{ }}` and `{% %}` is Jinja. What comes from people or from the
database is only ever text: it can't begin a heading or place a table.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from core.official_report.book import Book
from core.official_report.content import Block, Figure, Heading, Paragraph, ReportTable
from core.settings import DATA

# Around every value while the lines are told apart; taken out of the text afterwards.
_OPEN, _CLOSE = "\ue000", "\ue001"


@cache
def _environment(folder: Path) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def written(
    template: str,
    context: Mapping[str, Any],
    tables: Mapping[str, ReportTable],
    book: Book,
    folder: Path = DATA / "report",
) -> list[Block]:
    """The blocks of a template, in order; every figure it writes is collected in `book`."""
    environment = _environment(folder).overlay(finalize=lambda value: _value(value, book))
    lines = environment.get_template(template).render(context).splitlines()
    return list(_blocks(lines, tables, book))


def _value(value: Any, book: Book) -> str:
    text = book.use(value) if isinstance(value, Figure) else str(value)
    plain = " ".join(text.replace(_OPEN, "").replace(_CLOSE, "").split(" "))
    return f"{_OPEN}{' '.join(plain.splitlines())}{_CLOSE}"


def _bare(text: str) -> str:
    return " ".join(text.replace(_OPEN, "").replace(_CLOSE, "").split())


def _blocks(lines: list[str], tables: Mapping[str, ReportTable], book: Book) -> Iterator[Block]:
    running: list[str] = []
    for line in [*lines, ""]:
        block = _of_line(line.strip(), tables)
        if (block or not line.strip()) and running:
            yield Paragraph(_bare(" ".join(running)))
            running = []
        if block:
            book.use_table(block)
            yield block
        elif line.strip():
            running.append(line)


def _of_line(line: str, tables: Mapping[str, ReportTable]) -> Block | None:
    """A line that is a block by itself; None for running text."""
    if line.startswith("[[") and line.endswith("]]"):
        return tables[line[2:-2].strip()]
    marks = {"### ": 3, "## ": 2, "# ": 1}
    for mark, level in marks.items():
        if line.startswith(mark):
            return Heading(level, _bare(line.removeprefix(mark)))
    if line.startswith("- "):
        return Paragraph(_bare(line.removeprefix("- ")), "item")
    if line.startswith("> "):
        return Paragraph(_bare(line.removeprefix("> ")), "remark")
    return None
