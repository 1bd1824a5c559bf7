"""Any table written in any supported way reads back the same, or is refused with a reason: never differently."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import HealthCheck, currently_in_test_context, given, note, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.database import Database
from core.errors import UnreadableFile
from core.ingest.checks.check import CheckedTable, check
from core.ingest.files.read import read
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import is_missing, kinds
from core.ingest.layout.understand import header_score, understand
from core.ingest.pipeline import Outcome
from core.ingest.values.cells import read_column
from core.ingest.values.numbers import NumberProblem, understand_counts, understand_decimals
from core.places import Place, all_places
from core.reports.export_cells import names_of
from core.tables import FACT_TABLES
from core.text import clean
from tests.programme_files import FULL, SOUND, table
from tests.test_encodings import in_legacy, in_windows_1258

Load = Callable[..., Outcome]
TODAY = date(2024, 12, 31)


def examples(number: int) -> settings:
    """The same examples on every run, as many as the time allows."""
    return settings(
        max_examples=number,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


# --- what is written --------------------------------------------------------------------------------------------


def _communes(province: str) -> list[Place]:
    places = all_places()
    found = (place for place in places.by_code.values() if place.level == "commune")
    return [place for place in found if places.province_of(place).code == province]


DAK_NONG = _communes("67")
ELSEWHERE = [*_communes("62")[:40], *_communes("01")[:40], *_communes("79")[:40]]
HUYEN = [place for place in all_places().by_code.values() if place.parent == "67"]

# Notes that every encoding can write and no reader could take for anything else.
PLAIN_NOTES = ("", "đã rà soát", "số của huyện", "Hộ nghèo phát sinh do thiên tai", "theo báo cáo 12/BC-UBND")
_NASTY = [*"\"';,\t|\n\r=+-@.%&<>#?x0123456789 \u00a0’…“（"]
_LETTERS = list("aăâbcdđeêghiklmnoôơpqrstuưvxyắằẵặấầệọửỹĐÂƠỪ")
nasty_notes = st.text(st.sampled_from(_NASTY + _LETTERS), max_size=25)
plain_notes = st.sampled_from(PLAIN_NOTES)
days = st.dates(date(2000, 1, 1), TODAY)
counts = st.one_of(st.integers(1, 99_999), st.integers(1, 2_000))


rates = st.one_of(st.integers(0, 100).map(Decimal), *(st.decimals(0, 100, places=places) for places in (1, 2, 3, 6)))


@st.composite
def poverty_rows(draw: st.DrawFn, notes: st.SearchStrategy[str]) -> list[dict[str, Any]]:
    units = st.one_of(st.sampled_from(DAK_NONG), st.sampled_from(HUYEN), st.sampled_from(ELSEWHERE))
    made = []
    for place, day in draw(st.lists(st.tuples(units, days), min_size=1, max_size=7, unique=True)):
        households = draw(counts)
        poor = draw(st.integers(0, households))
        province, district, commune = names_of(all_places(), place)
        made.append(
            {
                **{"code": place.code, "province": province, "district": district, "commune": commune, "as_of": day},
                **{"value_type": draw(st.sampled_from(["chính thức", "ước"])), "households": households, "poor": poor},
                "near_poor": draw(st.one_of(st.none(), st.integers(0, households - poor))),
                "note": draw(notes),
            }
        )
    return made


amounts = st.one_of(
    st.integers(0, 99_999).map(Decimal),
    st.decimals(0, 99_999, places=1),
    st.decimals(0, 9_999, places=3),
    st.decimals(0, 99_999, places=6),
)


class Year(int):
    """A number that nobody groups."""


@st.composite
def disbursed_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = st.tuples(st.sampled_from(DAK_NONG), st.sampled_from(["1", "2.1", "2.2", "a-3"]), days)
    made = []
    for place, line, day in draw(st.lists(keys, min_size=1, max_size=6, unique=True)):
        province, district, commune = names_of(all_places(), place)
        disbursed = draw(amounts)
        made.append(
            {
                **{"code": place.code, "province": province, "district": district, "commune": commune},
                **{
                    "budget_year": Year(2024),
                    "line": line,
                    "carry_over": draw(st.sampled_from(["vốn năm", "kéo dài"])),
                },
                **{"as_of": day, "value_type": "chính thức", "disbursed": disbursed},
                "advance": draw(st.sampled_from([None, Decimal(0), disbursed])),
                "note": draw(plain_notes),
            }
        )
    return made


# --- how it is written ------------------------------------------------------------------------------------------

DATES: dict[str, Callable[[date], str]] = {
    "dd/mm/yyyy": lambda day: f"{day:%d/%m/%Y}",
    "d/m/yyyy": lambda day: f"{day.day}/{day.month}/{day.year}",
    "dd-mm-yyyy": lambda day: f"{day:%d-%m-%Y}",
    "dd.mm.yyyy": lambda day: f"{day:%d.%m.%Y}",
    "iso": date.isoformat,
    "iso with midnight": lambda day: f"{day.isoformat()} 00:00:00",
}
GROUPS = {"plain": "", "dot": ".", "comma": ",", "blank": " ", "no-break blank": "\u00a0"}
ENCODERS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-8 with mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 big": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "utf-16-le without mark": lambda text: text.encode("utf-16-le"),
    "utf-16-be without mark": lambda text: text.encode("utf-16-be"),
    "decomposed": lambda text: normalize("NFD", text).encode(),
    "windows-1258": in_windows_1258,
    "tcvn3": lambda text: in_legacy(text, "tcvn3").encode("cp1252"),
    "vni": lambda text: in_legacy(text, "vni").encode("cp1252"),
}
UNICODE = [name for name in ENCODERS if name.startswith(("utf", "decomposed")) and "without" not in name]


@dataclass(frozen=True)
class Style:
    """One way to write a table."""

    separator: str
    encoding: str
    group: str
    mark: str
    day: str
    line_end: str
    order: int
    extras: bool
    titles: bool
    numbering: bool
    total: bool
    spare: bool

    def number(self, value: int | Decimal | None) -> str:
        if value is None or isinstance(value, Year):
            return "" if value is None else str(value)
        whole, _, fraction = (str(value) if isinstance(value, int) else f"{value:f}").partition(".")
        sign = self.group if self.group != self.mark or not isinstance(value, Decimal) else ""
        return re.sub(r"(?<=\d)(?=(?:\d{3})+$)", sign, whole) + (f"{self.mark}{fraction}" if fraction else "")

    def cell(self, value: Any) -> str:
        if isinstance(value, date):
            return DATES[self.day](value)
        return value if isinstance(value, str) else self.number(value)


def styles(encodings: Iterable[str] = ENCODERS) -> st.SearchStrategy[Style]:
    return st.builds(
        Style,
        separator=st.sampled_from(";,\t|"),
        encoding=st.sampled_from(list(encodings)),
        group=st.sampled_from(list(GROUPS.values())),
        mark=st.sampled_from(",."),
        day=st.sampled_from(list(DATES)),
        line_end=st.sampled_from(["\r\n", "\n", "\r"]),
        order=st.integers(0, 10_000),
        extras=st.booleans(),
        titles=st.booleans(),
        numbering=st.booleans(),
        total=st.booleans(),
        spare=st.booleans(),
    )


def _columns(kind: str, made: Sequence[dict[str, Any]], style: Style) -> list[str]:
    """The keys of the columns in the order of the style, two of them of no kind where it has extras."""
    keys = [column.key for column in kinds()[kind].columns if column.key in made[0]]
    keys += ["Mã hồ sơ", "Người lập"] * style.extras
    for step in range(len(keys) if style.order % 3 else 0):
        place = style.order * (step + 3) % (step + 1)
        keys[step], keys[place] = keys[place], keys[step]
    return keys


def laid_out(kind: str, made: Sequence[dict[str, Any]], style: Style) -> list[list[Any]]:
    """The whole sheet, values as they are: titles, headings, numbering, rows, a total row."""
    keys = _columns(kind, made, style)
    headers = {column.key: column.header for column in kinds()[kind].columns}
    extra = {"Mã hồ sơ": "HS-01", "Người lập": "Lê Thị Hoa"}
    sheet: list[list[Any]] = [["BIỂU TỔNG HỢP NĂM 2024"], []] if style.titles else []
    sheet.append([headers.get(key, key) for key in keys])
    if style.numbering:
        sheet.append([f"({place})" for place in range(1, len(keys) + 1)])
    sheet += [[row.get(key, extra.get(key)) for key in keys] for row in made]
    if style.total:
        total = {"district": "Tổng cộng", "commune": "Tổng cộng" if kind == "disbursement" else ""}
        sheet.append([total.get(key, "") for key in keys])
    if style.spare:  # columns and rows that were once used leave their separators
        sheet = [[*line, None, None] for line in [*sheet, [None] * len(keys), [None] * len(keys)]]
    return sheet


def as_csv(kind: str, made: Sequence[dict[str, Any]], style: Style) -> bytes:
    """Raises UnicodeEncodeError where the encoding lacks a letter."""
    out = io.StringIO(newline="")
    broken = any(end in row["note"] for row in made for end in "\r\n")  # Python quotes only its own line end
    quoting = csv.QUOTE_ALL if broken else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=style.separator, lineterminator=style.line_end, quoting=quoting)
    writer.writerows([style.cell(value) for value in line] for line in laid_out(kind, made, style))
    return ENCODERS[style.encoding](out.getvalue())


def unquoted(kind: str, made: Sequence[dict[str, Any]], style: Style) -> bytes:
    """As a program writes that quotes nothing but its headings: a comma in a number then splits it in two cells."""
    headings = {column.header: f'"{column.header}"' for column in kinds()[kind].columns}
    cells = ([style.cell(value) for value in line] for line in laid_out(kind, made, style))
    lines = ([headings.get(cell, cell) for cell in line] for line in cells)
    return "".join(style.separator.join(line) + style.line_end for line in lines).encode()


def as_workbook(kind: str, made: Sequence[dict[str, Any]], style: Style, as_text: Sequence[bool]) -> bytes:
    """Numbers and dates as themselves or as text, by turns of `as_text`."""
    book = Workbook()
    sheet = book.active
    turns = 0
    for line, values in enumerate(laid_out(kind, made, style), 1):
        for place, value in enumerate(values, 1):
            turns += 1
            if value is None or value == "":
                continue
            cell = sheet.cell(line, place)
            if isinstance(value, str) or as_text[turns % len(as_text)]:
                cell.value = re.sub("[\x00-\x08\x0b-\x1f]", "", style.cell(value))
                cell.data_type = "s"
            else:
                cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- what has to come back --------------------------------------------------------------------------------------


def understood(content: bytes, kind: str | None = None) -> CheckedTable:
    return check(understand(read(content, "tep", header_score), kind), TODAY)


def errors_of(checked: CheckedTable) -> list[Issue]:
    return [issue for issue in checked.issues if issue.severity is Severity.ERROR]


def stored_note(written: str) -> str | None:
    """A note as it is kept: blanks run together, an apostrophe before a would-be formula taken off."""
    text = clean(written)
    if is_missing(text):
        return None
    return text[1:] if re.match("'[=+@-]", text) else text


def expected(made: Sequence[dict[str, Any]], fold: Callable[[Any], Any]) -> dict[tuple[Any, ...], dict[str, Any]]:
    wanted = {}
    for row in made:
        values = {key: value for key, value in row.items() if key not in ("code", "province", "district", "commune")}
        values["note"] = fold(stored_note(row["note"]))
        wanted[row["code"], row["as_of"], row.get("line"), row.get("carry_over")] = values
    return wanted


def found(checked: CheckedTable, fold: Callable[[Any], Any]) -> dict[tuple[Any, ...], dict[str, Any]]:
    read_back = {}
    for record in checked.records:
        assert record.place is not None
        values = {key: value for key, value in record.values.items() if key not in ("edition", "unit_code")}
        values["note"] = fold(values["note"])
        read_back[record.place.code, values["as_of"], values.get("line"), values.get("carry_over")] = values
    return read_back


def hold(made: Sequence[dict[str, Any]], content: bytes, fold: Callable[[Any], Any] = lambda text: text) -> bool:
    """Whether the file is accepted. Accepted, it is what was written; refused, it says why, and its sound rows are
    still what was written."""
    if currently_in_test_context():
        note(repr(content[:600]))
    try:
        checked = understood(content)
    except UnreadableFile as refused:
        said = str(refused)
    else:
        return _holds(made, checked, fold)
    assert said
    return False


def _holds(made: Sequence[dict[str, Any]], checked: CheckedTable, fold: Callable[[Any], Any]) -> bool:
    wanted, read_back = expected(made, fold), found(checked, fold)
    errors = errors_of(checked)
    if not errors:
        assert read_back == wanted
        return True
    assert all(issue.message and issue.code for issue in errors)
    assert {key: wanted.get(key) for key in read_back} == read_back
    return False


def _casefold(text: str | None) -> str | None:
    """TCVN3 lacks most capitals; the font draws them."""
    return text and text.casefold()


@given(made=poverty_rows(nasty_notes), style=styles())
@examples(260)
def test_a_csv_of_results_reads_back_the_same_or_is_refused(made: list[dict[str, Any]], style: Style) -> None:
    """Whatever stands in the notes: quotes, separators, line ends, formulas."""
    try:
        content = as_csv("poverty-progress", made, style)
    except UnicodeEncodeError:
        return
    hold(made, content, _casefold if style.encoding == "tcvn3" else lambda text: text)


@given(made=poverty_rows(plain_notes), style=styles(UNICODE))
@examples(200)
def test_a_plain_csv_of_results_is_always_accepted(made: list[dict[str, Any]], style: Style) -> None:
    """In any order of columns, any separator, date style, line end, one way to group numbers, any Unicode encoding;
    with titles, numbering, columns of one's own and a total row."""
    assert hold(made, as_csv("poverty-progress", made, style))


@given(made=poverty_rows(plain_notes), style=styles(["windows-1258", "tcvn3", "vni"]))
@examples(120)
def test_a_csv_in_an_old_encoding_reads_back_the_same_or_is_refused(made: list[dict[str, Any]], style: Style) -> None:
    hold(made, as_csv("poverty-progress", made, style), _casefold if style.encoding == "tcvn3" else lambda text: text)


@given(made=disbursed_rows(), style=styles(UNICODE))
@examples(200)
def test_a_csv_of_amounts_reads_back_the_same_or_is_refused(made: list[dict[str, Any]], style: Style) -> None:
    hold(made, as_csv("disbursement", made, style))


@given(made=poverty_rows(plain_notes), style=styles(["utf-8"]), comma=st.booleans())
@examples(200)
def test_a_csv_without_quotes_reads_back_the_same_or_is_refused(
    made: list[dict[str, Any]], style: Style, comma: bool
) -> None:
    """A count that its own comma split is never taken for two counts."""
    hold(made, unquoted("poverty-progress", made, replace(style, separator=",", group=",") if comma else style))


@pytest.mark.parametrize("disbursed", ["850.5", "850.55", "1977.85", "12345.6"])
@pytest.mark.parametrize("spare", [False, True])
def test_an_amount_that_its_own_decimal_comma_split_is_refused(disbursed: str, spare: bool) -> None:
    """«…,850,5,,» has one cell more than the heading; 850 with an advance of 5 is not what was written."""
    province, district, commune = names_of(all_places(), DAK_NONG[0])
    row = {"code": DAK_NONG[0].code, "province": province, "district": district, "commune": commune}
    row |= {"budget_year": Year(2024), "line": "2.1", "carry_over": "vốn năm", "as_of": date(2024, 6, 30)}
    row |= {"value_type": "chính thức", "disbursed": Decimal(disbursed), "advance": None, "note": ""}
    style = Style(",", "utf-8", "", ",", "dd/mm/yyyy", "\r\n", 0, False, False, False, False, spare)
    assert not hold([row], unquoted("disbursement", [row], style))


def _is_clear(made: Sequence[dict[str, Any]], style: Style) -> bool:
    """No amount of three decimals or of thousands leaves open what a sign means."""
    texts = [style.number(row[key]) for row in made for key in ("disbursed", "advance") if row[key] is not None]
    return not any(re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", text) or "\u00a0" in text or " " in text for text in texts)


@given(made=disbursed_rows(), style=styles(UNICODE))
@examples(120)
def test_clear_amounts_are_always_accepted(made: list[dict[str, Any]], style: Style) -> None:
    if _is_clear(made, style):
        assert hold(made, as_csv("disbursement", made, style))


@given(
    made=st.one_of(poverty_rows(nasty_notes), disbursed_rows()),
    style=styles(["utf-8"]),
    as_text=st.lists(st.booleans(), min_size=1, max_size=4),
)
@examples(150)
def test_a_workbook_reads_back_the_same_or_is_refused(
    made: list[dict[str, Any]], style: Style, as_text: list[bool]
) -> None:
    kind = "disbursement" if "line" in made[0] else "poverty-progress"
    for row in made:
        row["note"] = re.sub("[\x00-\x08\x0b-\x1f]", "", row["note"])
    hold(made, as_workbook(kind, made, style, as_text))


@given(made=st.one_of(poverty_rows(plain_notes), disbursed_rows()), style=styles(["utf-8"]))
@examples(80)
def test_a_workbook_of_numbers_and_dates_is_always_accepted(made: list[dict[str, Any]], style: Style) -> None:
    kind = "disbursement" if "line" in made[0] else "poverty-progress"
    assert hold(made, as_workbook(kind, made, style, [False]))


# --- numbers ----------------------------------------------------------------------------------------------------

GROUP = st.sampled_from(["", ".", ",", " "])


def grouped(value: int, sign: str) -> str:
    return f"{value:,}".replace(",", sign)


@given(value=st.integers(0, 10**10), sign=GROUP, others=st.lists(st.tuples(st.integers(0, 10**6), GROUP)))
@examples(400)
def test_a_count_in_any_grouping_is_read_right_or_refused(value: int, sign: str, others: list[tuple[int, str]]) -> None:
    """Whatever the other cells of its column look like."""
    text = grouped(value, sign)
    read_as = understand_counts([text, *(grouped(*other) for other in others)])
    for other, written in [(value, text), *((other, grouped(other, by)) for other, by in others)]:
        assert read_as[written] == other or isinstance(read_as[written], NumberProblem)
    if value < 10**9 and {by for _, by in others} <= {sign, "", " "}:
        assert read_as[text] == value


@given(
    column=st.one_of(
        st.tuples(st.lists(st.one_of(amounts, st.decimals(0, 100, places=2)), min_size=3, max_size=8), st.none()),
        st.tuples(st.lists(rates, min_size=3, max_size=8), st.just(Decimal(100))),
    ),
    mark=st.sampled_from(",."),
    groups=st.booleans(),
)
@examples(400)
def test_a_column_of_decimals_is_read_right_or_refused(
    column: tuple[list[Decimal], Decimal | None], mark: str, groups: bool
) -> None:
    """At most six decimals, in either mark, thousands grouped by the other sign or not at all; rates up to 100."""
    values, limit = column
    other = {",": ".", ".": ","}[mark] if groups else ""
    texts = {}
    for value in values:
        whole, _, fraction = f"{value:f}".partition(".")
        texts[grouped(int(whole), other) + (f"{mark}{fraction}" if fraction else "")] = value
    for text, read_as in understand_decimals(texts, limit, ()).items():
        assert isinstance(read_as, NumberProblem) or read_as == texts[text], text


_SAME = re.compile(r"0*(\d+)|([1-9]\d{0,2}(?:\.\d{3})+)|([1-9]\d{0,2}(?:,\d{3})+)|([1-9]\d{0,2}(?: \d{3})+)")


@given(
    value=st.integers(0, 10**8),
    sign=GROUP,
    place=st.integers(0, 12),
    put=st.sampled_from(list("0123456789.,- +%xeEoOlI'()\u00a0²٣１")),
    how=st.sampled_from(["delete", "insert", "swap", "replace"]),
    company=st.sampled_from(["", "1.400", "1,400", "12"]),
)
@examples(600)
def test_a_slip_of_one_sign_is_never_read_as_the_number_that_was_meant(
    value: int, sign: str, place: int, put: str, how: str, company: str
) -> None:
    """Unless what stands there then is another way to write that very number."""
    text = grouped(value, sign)
    at = place % len(text)
    slipped = clean(
        {
            "delete": text[:at] + text[at + 1 :],
            "insert": text[:at] + put + text[at:],
            "replace": text[:at] + put + text[at + 1 :],
            "swap": text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
        }[how]
    )
    if not slipped or is_missing(slipped):
        return
    read_as = understand_counts([slipped, *([company] if company else [])])[slipped]
    if read_as == value:
        assert slipped.isascii()
        assert _SAME.fullmatch(slipped)
        assert int(re.sub(r"[., ]", "", slipped)) == value


@given(day=st.dates(date(2000, 1, 1), date(2100, 12, 31)), style=st.sampled_from(list(DATES)))
@examples(150)
def test_a_date_in_any_style_is_that_date(day: date, style: str) -> None:
    assert read_column("date", [DATES[style](day)]) == [day]


# --- out and in again -------------------------------------------------------------------------------------------


def _reimported(sqlite: Database, load: Load, kind: str) -> Outcome:
    """The outcome of importing a kind's export, with nothing confirmed; the same rows stand afterwards."""
    exported = table(sqlite, kind)
    outcome = load(sqlite, exported.as_csv(), replace_confirmed=False)
    assert vars(outcome.counts) == {"new": 0, "changed": 0, "unchanged": len(exported.rows), "rejected": 0}
    assert table(sqlite, kind) == exported
    return outcome


@pytest.fixture
def filled(sqlite: Database, load: Load) -> Database:
    """The shipped plans, files of every kind with text that programs like to spoil, and 71 communes."""
    lists_first = sorted(FACT_TABLES, key=lambda kind: kind not in ("villages", "goal", "obligation"))
    for kind in lists_first:
        for content in (SOUND.get(kind, ("",))[0], FULL.get(kind, "")):
            assert not content or load(sqlite, content, justify="để thử").status == "committed", kind
    head = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
    lines = (f"{';'.join(names_of(all_places(), place))};31/03/2024;500;{len(place.name)}\n" for place in DAK_NONG)
    assert load(sqlite, head + "".join(lines), justify="để thử").status == "committed"
    return sqlite


@pytest.mark.parametrize("kind", FACT_TABLES)
def test_an_export_of_every_kind_comes_back_in_without_any_change(filled: Database, load: Load, kind: str) -> None:
    outcome = _reimported(filled, load, kind)
    assert (outcome.kind, outcome.status) == (kind, "no_change")


def _with_notes(notes: Sequence[str]) -> bytes:
    made = []
    for text, place in zip(notes, DAK_NONG, strict=False):
        province, district, commune = names_of(all_places(), place)
        values = {"province": province, "district": district, "commune": commune, "as_of": date(2024, 6, 30)}
        made.append({**values, "households": 500, "poor": 400, "note": text})
    return as_csv("poverty-progress", made, Style(";", "utf-8", "", ",", "iso", "\r\n", 0, *[False] * 5))


@given(notes=st.lists(nasty_notes, min_size=40, max_size=71))
@settings(examples(6), suppress_health_check=list(HealthCheck))
def test_notes_of_any_text_come_back_in_without_any_change(sqlite: Database, load: Load, notes: list[str]) -> None:
    """Stored, exported and imported again, the same notes stand."""
    try:
        outcome = load(sqlite, _with_notes(notes), justify="để thử")
    except UnreadableFile:
        return
    if outcome.status == "committed":
        _reimported(sqlite, load, "poverty-progress")


def test_a_note_that_begins_with_a_wide_sign_comes_back_in_without_any_change(sqlite: Database, load: Load) -> None:
    assert load(sqlite, _with_notes(["＝1+1"]), justify="để thử").status == "committed"
    _reimported(sqlite, load, "poverty-progress")


def test_a_plan_owner_like_a_formula_comes_back_in_without_any_change(sqlite: Database, load: Load) -> None:
    """The owner is part of the key: with an apostrophe more, the whole row would stand twice."""
    head = "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tỷ lệ dự kiến giảm\n"
    assert load(sqlite, head + "Đắk Nông;Tuy Đức;Quảng Trực;2024;=phòng LĐ;1/KH;8\n").status == "committed"
    _reimported(sqlite, load, "poverty-plan")
