"""What somebody typed is text wherever it is shown: on screens, in pictures, in files, in the journal and the log."""

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import pytest
from google.protobuf.json_format import MessageToDict
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.access.rules import Grant, Role
from core.database import Database
from core.ingest.kinds import kinds
from core.official_report.archive import make_and_keep, now_pinned
from core.official_report.request import ReportRequest
from core.reports.batches import list_batches
from core.table_files import TableFile, csv_bytes, xlsx_bytes
from core.text import clean, guarded, slug
from tests.hostile import BY, FORMULAS, HOSTILE, KEPT, MARKDOWN, SHORT, UNSEEN, WITH_NUL, every_field, load_every_field
from tests.signed_in import given
from ui import markup
from ui.components.plain_text import plain

KON_PLONG = {"tinh": "kon-tum", "huyen": "kon-plong"}
PO_E = {**KON_PLONG, "xa": "po-e"}
TMR = {"tinh": "kon-tum", "huyen": "tu-mo-rong", "xa": "tu-mo-rong"}
TUY_DUC = {"huyen": "tuy-duc"}
# Screens where what was typed shows, each by a link; and every other part of them that has its own.
VIEWS: list[tuple[str, dict[str, str]]] = [
    ("overview.py", {}),
    ("overview.py", KON_PLONG),
    ("poverty.py", TUY_DUC),
    ("poverty.py", {**TUY_DUC, "xem": "theo-thoi-gian"}),
    ("poverty.py", {**KON_PLONG, "xa": "mang-but"}),
    ("budget.py", TMR),
    ("rural.py", KON_PLONG),
    ("rural.py", PO_E),
    ("goals.py", KON_PLONG),
    ("goals.py", {**KON_PLONG, "phan": "nhiem-vu"}),
    ("duties.py", TUY_DUC),
    ("duties.py", {"xem": "theo-co-quan"}),
    ("duties.py", {"xem": "thang"}),
    ("reports.py", {}),
    ("reports.py", {"phan": "da-lap"}),
    ("reports.py", {"phan": "thay-doi"}),
    ("upload.py", {}),
    ("acceptance.py", {}),
    ("audit.py", {}),
    ("sources.py", {}),
    ("sources.py", {"the": "cac-lan-nap-so-lieu"}),
    ("sources.py", {"the": "lich-su-so-lieu", **TUY_DUC}),
    ("access.py", {}),
    ("journal.py", {}),
]
# What formulas of reports are made of: no text, no address.
OURS = re.compile(r"=[A-Z0-9+\-*/(),.:$ ]+")
# What Streamlit shows letter by letter: values typed and chosen, names of files, addresses, its own keys.
_SHOWN_AS_IT_IS = {"value", "default", "options", "rawValue", "rawValues", "formattedValue"} | {
    *("fileName", "id", "key", "url"),
}


def nodes(block: Block) -> Iterator[Any]:
    for child in block.children.values():
        yield child
        if isinstance(child, Block):
            yield from nodes(child)


def strings(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """(field, text) of all texts in a message."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from strings(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part, name)
    elif isinstance(value, str):
        yield name, value


class Markup(HTMLParser):
    """What a browser would make of our HTML: no tag, no attribute, no address that somebody typed."""

    TAGS = frozenset({"script", "img", "b>xau9", "iframe", "object", "style", "form"})

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            leads = name in ("href", "src") and (value or "").startswith(("http", "javascript", "//"))
            if tag in self.TAGS or name.startswith("on") or leads:
                self.wrong.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def wrong_in(app: AppTest) -> list[str]:
    """Everything on a screen that would be more than text."""
    found = []
    for node in [*nodes(app.main), *nodes(app.sidebar)]:
        message = MessageToDict(node.proto) if node.proto is not None else {}
        if node.type == "html":
            found += in_html(node.proto.body)
        elif node.type == "plotly_chart":
            found += in_picture(node.proto.spec)
        else:
            for name, text in strings(message):
                if name not in _SHOWN_AS_IT_IS:
                    found += [f"{node.type}.{name}: {mark}" for mark in marks_in(text)]
        found += [f"{node.type}: {sign!r}" for sign in UNSEEN for _, text in strings(message) if sign in text]
    return found


def marks_in(text: str) -> list[str]:
    """Markdown that stands in a text without the sign before it that makes it a letter."""
    return [mark for mark in MARKDOWN if re.search(rf"(?<!\\){re.escape(mark)}", text)]


def in_html(body: str) -> list[str]:
    seen = Markup()
    seen.feed(body)
    return [*seen.wrong, *(f"html: {mark}" for mark in ("<b>xau", "<script>alert", "<img src=x") if mark in body)]


def in_picture(spec: str) -> list[str]:
    """Our own labels lead to screens of ours; what plotly would make of anybody else's is wrong."""
    texts = [text for _, text in strings(json.loads(spec))]
    marks = ("<b>xau", "<a href='http", '<a href="http', "<img", "<script")
    return [f"picture: {mark} in {text}" for text in texts for mark in marks if mark in text]


def shown(app: AppTest) -> str:
    """All that a screen holds, in any form."""
    return "\n".join(
        text for node in nodes(app.main) if node.proto is not None for _, text in strings(MessageToDict(node.proto))
    )


@pytest.fixture(scope="module")
def hostile_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Every field that takes text filled with the worst, by people of such names; read only from here on."""
    path = tmp_path_factory.mktemp("hostile") / "app.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    load_every_field(database)
    given(database, "xau@x.vn", [Grant(Role.EDITOR, "667")], KEPT)
    for plan, unit in (("97/KH-UBND", "67"), ("83/KH-UBND", "613")):
        for ending in (".docx", ".xlsx"):
            make_and_keep(database, ReportRequest(plan, unit, "2024", now_pinned(database)), ending, BY)
    yield database
    database.engine.dispose()


@pytest.fixture
def opened(app: AppTest, hostile_database: Database, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("DATABASE_URL", hostile_database.url)
    return app


def go(app: AppTest, screen: str, link: dict[str, str]) -> AppTest:
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(f"../pages/{screen}").run()
    assert not app.exception, app.exception[0].value
    return app


@pytest.mark.parametrize(("screen", "link"), VIEWS, ids=[f"{screen}?{link}" for screen, link in VIEWS])
def test_what_was_typed_is_text_on_every_screen(opened: AppTest, screen: str, link: dict[str, str]) -> None:
    assert wrong_in(go(opened, screen, link)) == []


@pytest.mark.parametrize(
    ("screen", "link", "word"),
    [
        ("poverty.py", TUY_DUC, "xau26"),  # an explanation
        ("budget.py", TMR, "xau26"),  # the note of a disbursement
        ("rural.py", PO_E, "xau26"),  # evidence
        ("goals.py", KON_PLONG, "xau26"),  # a goal
        ("goals.py", {**KON_PLONG, "phan": "nhiem-vu"}, "xau26"),  # a duty
        ("upload.py", {}, "xau29"),  # the name of a file
        ("sources.py", {"the": "cac-lan-nap-so-lieu"}, "xau26"),  # who brought it
        ("reports.py", {"phan": "da-lap"}, "xau26"),  # who made it
        ("journal.py", {}, "xau26"),  # who did it
    ],
)
def test_what_was_typed_is_shown_at_all(opened: AppTest, screen: str, link: dict[str, str], word: str) -> None:
    """Otherwise the test above would pass where nothing is."""
    assert word in shown(go(opened, screen, link))


def test_every_batch_and_every_village_is_opened(opened: AppTest, hostile_database: Database) -> None:
    """One batch with its questions, its reason and its file's name at a time; a village by its link."""
    with hostile_database.read() as session:
        numbers = [row.id for row in list_batches(session) if row.committed_by == KEPT or "xau" in row.file_name]
    assert len(numbers) == len(every_field())
    for number in numbers:
        go(opened, "sources.py", {"the": "cac-lan-nap-so-lieu", "lo": str(number)})
        assert wrong_in(opened) == []
    opened.query_params.clear()
    go(opened, "rural.py", {**PO_E, "thon": slug(f"Vi Ô Lắc {SHORT}")})
    assert "Vi Ô Lắc" in shown(opened)
    assert wrong_in(opened) == []


@pytest.mark.parametrize("kind", every_field())
def test_a_file_is_text_while_it_is_looked_at(app: AppTest, kind: str) -> None:
    """Sound, with a heading and cells that nobody knows, and one that can't be read."""
    content = every_field()[kind]
    head, _, rows = content.partition("\n")
    bad = f"{head};{SHORT}\n{rows.replace('30/06/2024', SHORT).replace('31/12/2024', SHORT)}"
    go(app, "upload.py", {})
    for name, body in ((f"{SHORT}.csv", content), (f"2 {SHORT}.csv", bad), (f"3 {SHORT}.pdf", "%PDF-1.7")):
        app.file_uploader[0].set_value((name, body.encode(), "text/csv")).run()
        assert not app.exception, app.exception[0].value
        assert any(part in shown(app) for part in ("xau", "[a](", "\\[a\\]"))
        assert wrong_in(app) == []


@pytest.mark.parametrize("names", ["sheets", "value of a link"])
def test_names_of_sheets_and_values_of_links_are_text(app: AppTest, names: str) -> None:
    if names == "sheets":
        go(app, "upload.py", {}).file_uploader[0].set_value(("a.xlsx", _two_sheets(), "application/zip")).run()
        assert "xau" in shown(app)
        assert wrong_in(app) == []
        return
    words = ["tinh", "huyen", "xa", "ky", "trang", "tai-thoi-diem", "tu-dau", "the", "lo", "phan", "ke-hoach", "thon"]
    words += ["nam", "bo", "trang-thai", "co-quan", "pham-vi", "viec", "chu", "nguoi", "tu-ngay", "trang-so", "bao-cao"]
    for screen in sorted({screen for screen, _ in VIEWS}):
        go(app, screen, dict.fromkeys(words, SHORT))
        assert wrong_in(app) == [], screen


def _two_sheets() -> bytes:
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    for name in ("**xau14** `xau17` $x$", ":red(xau12) <b>xau9</b>"):
        sheet = book.create_sheet(name.translate(dict.fromkeys(map(ord, r"*?:/\[]"), "_")))
        sheet.append(["Huyện, thành phố", "Ngày số liệu", "Tổng số hộ", "Số hộ nghèo"])
        sheet.append(["Tuy Đức", "30/06/2024", 16700, 2444])
    del book["Sheet"]
    book.save(out)
    return out.getvalue()


# --- kept, and in files -----------------------------------------------------------------------------------------------


def test_what_is_kept_has_no_unseen_signs(hostile_database: Database) -> None:
    """In every text of every table; one line each."""
    with hostile_database.engine.connect() as connection:
        for (table,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").all():
            if table in ("stored_file", "unit", "edition"):
                continue
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all():
                for value in row:
                    if isinstance(value, str):
                        assert not [sign for sign in (*UNSEEN, "\n") if sign in value], (table, value[:80])


def test_the_same_text_comes_back_on_postgresql(postgresql_url: str) -> None:
    """PostgreSQL refuses NUL: what was cleaned is stored, by a person and with a reason that had one."""
    database = Database(postgresql_url)
    try:
        batches = load_every_field(database)
        with database.read() as session:
            kept = next(row for row in list_batches(session) if row.id == batches["poverty-progress"])
        assert kept.justification == clean(WITH_NUL)
    finally:
        database.engine.dispose()


def test_a_word_report_and_a_workbook_say_it_as_it_is(hostile_database: Database) -> None:
    from core.official_report.archive import kept_report, kept_reports

    with hostile_database.read() as session:
        for kept in kept_reports(session):
            _, content = kept_report(session, kept.id)
            if kept.file_name.endswith(".docx"):
                document = docx.Document(io.BytesIO(content))
                links = [one.reltype for one in document.part.rels.values() if one.is_external]
                assert links == []
                said = document.element.xml
            else:
                book = load_workbook(io.BytesIO(content))
                cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
                assert not [cell.value for cell in cells if cell.data_type == "f" and not OURS.fullmatch(cell.value)]
                assert not [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target]
                said = "\n".join(str(cell.value) for cell in cells)
            assert "xau" in said or kept.request.unit_code == "613", kept.file_name
            assert not [sign for sign in UNSEEN if sign in said]


@pytest.mark.parametrize("text", [KEPT, *FORMULAS, f"a{HOSTILE}"])
def test_files_of_tables_say_it_as_it_is(text: str) -> None:
    import pandas as pd

    table = TableFile(
        pd.DataFrame({"a": [text], "b": [1]}), {"a": (text, "text"), "b": ("b", "count")}, text, text, text
    )
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[-1][0] == guarded(text)
    assert not rows[-1][0].lstrip().startswith(("=", "+", "-", "@"))
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert clean(str(sheet.cell(sheet.max_row, 1).value)) == clean(text)


# --- the two ways to text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [HOSTILE, SHORT, *FORMULAS])
def test_plain_leaves_nothing_to_markdown(text: str) -> None:
    made = plain(text)
    assert marks_in(made) == []
    assert marks_in(text) or text in FORMULAS
    assert not [sign for sign in UNSEEN if sign in made]
    assert "\n" not in made


@pytest.mark.parametrize("text", [HOSTILE, SHORT, *FORMULAS])
def test_markup_leaves_nothing_to_html(text: str) -> None:
    made = markup.element("p", markup.text(text) + markup.link(text, "/a", text), title=text)
    assert in_html(made) == []
    seen = Markup()
    seen.feed(made)
    assert "".join(seen.said).count("xau") == 2 * text.count("xau")


# Texts that have to be those of a row that is there.
_NAMES_OF_OTHERS = {
    "disbursement": {"line"},
    "goal-progress": {"plan_number", "goal"},
    "obligation-done": {"plan_number", "obligation"},
    "obligation-done-unit": {"plan_number", "obligation"},
    "explanation": {"plan_number", "subject"},
}


def test_no_kind_of_text_column_was_forgotten() -> None:
    """Each column of free text of each kind has the text in the files above."""
    for kind, content in every_field().items():
        head, row, *_ = csv.reader(io.StringIO(content), delimiter=";")
        by_heading = dict(zip(head, row, strict=True))
        for column in kinds()[kind].columns:
            if column.key in _NAMES_OF_OTHERS.get(kind, ()):
                continue
            if column.type == "text" and column.header in by_heading:
                assert "xau" in by_heading[column.header] or "[a](" in by_heading[column.header], (kind, column.key)
