"""What the Word file and the workbook of a report share: numbering, the lines of NĐ 30/2020/NĐ-CP, safe text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from core.official_report.content import Block, Head, Heading, Paragraph, ReportTable

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
_END = "./."
# Points of lists go by the Vietnamese alphabet.
_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMANS = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
# Signs that XML cannot hold, and those that end a line: one text is one line.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_ENDS = re.compile(r"[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_COMMON_WORDS = {"ủy", "ban", "nhân", "dân", "tỉnh", "huyện", "thành", "phố", "thị", "xã", "trấn", "phường"}
_BLANK = "\u00a0"  # blanks to write in by hand stay as wide as they are


def plain(text: str) -> str:
    """One line of text as every office program takes it."""
    return _LINE_ENDS.sub(" ", _UNWRITABLE.sub("", text))


def labelled(blocks: Iterable[Block], tables: Iterator[int]) -> Iterator[tuple[Block, str]]:
    """Every block with its number: `I.`, `1.`, `a)` for headings, `Bảng 3.` for tables, nothing for paragraphs."""
    counts = [0, 0, 0]
    for block in blocks:
        label = ""
        if isinstance(block, Heading):
            counts = [*counts[: block.level - 1], counts[block.level - 1] + 1, *[0] * (3 - block.level)]
            label = _heading_number(block.level, counts[block.level - 1])
        elif isinstance(block, ReportTable):
            label = f"Bảng {next(tables)}."
        yield block, label


def _heading_number(level: int, number: int) -> str:
    if level == 1:
        return f"{roman(number)}."
    turns, place = divmod(number - 1, len(_LETTERS))
    return f"{number}." if level == 2 else f"{_LETTERS[place] * (turns + 1)})"


def roman(number: int) -> str:
    written = ""
    for value, sign in _ROMANS:
        times, number = divmod(number, value)
        written += sign * times
    return written


def ended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The last paragraph ends with «./.»; after a table it stands alone."""
    if blocks and isinstance(blocks[-1], Paragraph):
        text = blocks[-1].text.rstrip().removesuffix(_END).rstrip(" .;,")
        return (*blocks[:-1], replace(blocks[-1], text=text + _END))
    return (*blocks, Paragraph(_END))


def _symbol(head: Head) -> str:
    """`BC-UBND`, with or without what stands before it."""
    return head.number.removeprefix("Số").lstrip(":./…_ \u00a0")


def number_line(head: Head) -> str:
    return f"Số:{_BLANK * 9}/{_symbol(head)}"


def day_line(head: Head) -> str:
    return f"{head.place}, {_day()}"


def _day() -> str:
    return f"ngày{_BLANK * 6}tháng{_BLANK * 6}năm{_BLANK * 9}"


def annex_name(number: int, count: int) -> str:
    return f"Phụ lục {roman(number)}" if count > 1 else "Phụ lục"


def annex_of(head: Head) -> str:
    """`(Kèm theo Báo cáo số … /BC-UBND ngày … của Ủy ban nhân dân tỉnh Đắk Nông)`."""
    number = number_line(head).replace("Số:", "số")
    return f"(Kèm theo {head.kind.capitalize()} {number} {_day()} của {_in_a_sentence(' '.join(head.issuer))})"


def _in_a_sentence(name: str) -> str:
    """`ỦY BAN NHÂN DÂN HUYỆN ĐẮK R'LẤP` → `Ủy ban nhân dân huyện Đắk R'Lấp`; a name in ordinary letters stays."""
    if not name.isupper():
        return name
    words = [word.lower() if word.lower() in _COMMON_WORDS else word.title() for word in name.split()]
    return " ".join([words[0].capitalize(), *words[1:]])


def recipients(head: Head) -> list[str]:
    """The list below «Nơi nhận:»: each with its dash, the last one is the archive."""
    named = [name.strip().removeprefix("-").strip().rstrip(";.,") for name in head.recipients]
    named += [] if named and named[-1].startswith("Lưu") else ["Lưu: VT"]
    return [f"- {name}{'.' if number == len(named) else ';'}" for number, name in enumerate(named, 1)]


def caption(table: ReportTable, label: str) -> str:
    return f"{label} {table.title}"
