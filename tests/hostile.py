"""Text that somebody typed to do harm: in every field that takes text, through the real importer."""

import csv
import io

from core.access.rules import Access, Grant, Role
from core.database import Database
from core.ingest.pipeline import commit, preview
from core.text import clean
from tests import programme_files as files

# Each part is told by its own word, so that a test can say which one came through. All of it in one cell.
PARTS = (
    "[xau1](https://xau.example/1)",
    "![xau2](https://xau.example/2.png)",
    "[xau3](javascript:alert(1))",
    "https://xau.example/xau4",
    "www.xau.example/xau5",
    "xau6@xau.example",
    "<script>alert('xau7')</script>",
    '<img src=x onerror="alert(`xau8`)">',
    "\"><b>xau9</b><a href='https://xau.example'>xau10</a>",
    "$\\frac{xau11}{2}$",
    ":red[xau12] :material/delete: :blue-badge[xau13]",
    "**xau14** _xau15_ ~~xau16~~ `xau17` # xau18 | a | b |",
    "xau19\u202exau20\u2066 xau\u200b21\ufeff\u00ad",
    "xau22\x07\x1b[31mxau23",
    "&lt;b&gt;xau24 &amp; %{x} {0} xau25",
    "\u0645\u0631\u062d\u0628\u0627 xau26",
    "W" * 300,
)
# Where a cell takes fewer letters: names, codes.
SHORT = "[xau1](//xau.vn) <b>xau9</b> $x$ :red[xau12] **xau14** `xau17` www.xau.example \u202e"
CODE = "[a](//b)<b>$c$:red[d]**e"
HOSTILE = " ".join(PARTS)
# What stays of it in a cell, a name, the journal.
KEPT = clean(HOSTILE)
# What may stand in none of the texts that Streamlit reads as Markdown: escaped, none of these is there in one piece.
MARKDOWN = (
    *(
        "[xau1](",
        "[a](",
        "**e",
        "$c$",
        "$x$",
        "![xau2]",
        "](javascript",
        "://xau",
        "www.xau",
        "xau6@xau",
        "<script",
        "<img",
        "<b>xau",
        "<a href",
    ),
    *("$\\frac", ":red[", ":material/delete", ":blue-badge[", "**xau14", "_xau15_", "~~xau16", "`xau17", "# xau18"),
    "| a | b",
)
UNSEEN = ("\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x00", "\x07", "\x1b")
FORMULAS = ('=HYPERLINK("https://xau.example";"xau")', "+xau", "-xau", "@xau", "\t=1+1", "x;=xau")
# A CSV with NUL is refused whole; a name or a reason with one is not.
WITH_NUL = f"xau29\x00 xau27\nxau28 {HOSTILE}"
FILE_NAME = f"../../xau0\n{WITH_NUL[:120]}.csv"
BY = Access(KEPT, (Grant(Role.ADMINISTRATOR, None),), None, WITH_NUL)


def csv_text(head: str, *rows: list[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return head + out.getvalue()


def every_field(text: str = HOSTILE) -> dict[str, str]:
    """By kind, a file of Kon Tum and Đắk Nông with the text wherever text is free. Villages before what names them."""
    tmr, po_e = files.TMR.split(";"), files.PO_E.split(";")
    plan, village = f"9/KH {CODE}", f"Vi Ô Lắc {SHORT}"
    poverty = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Ghi chú\n"
    targets = f"{files.PLACE};Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;"
    targets += "Số hộ nghèo dự kiến giảm\n"
    mang_but = files.MANG_BUT.split(";")
    return {
        "poverty-plan": csv_text(targets, [*mang_but, "2024", "huyện", plan, "500", "200", "20"]),
        "villages": csv_text(files.VILLAGES, [*po_e, village, "có"]),
        "poverty-progress": csv_text(poverty, ["Đắk Nông", "Tuy Đức", "30/06/2024", "16.700", "3.100", text]),
        "budget-plan": csv_text(files.BUDGET, [*tmr, "2024", f"1 {CODE}", text, "đầu tư", "vốn năm", "500,5", plan]),
        "disbursement": csv_text(
            files.SPENT, [*tmr, "2024", "2.1", "vốn năm", "30/06/2024", "chính thức", "850,5", "100", text]
        ),
        "criteria-status": csv_text(
            files.CRITERIA,
            [*po_e, village, "thôn NTM", "10", "30/06/2024", "đạt", text, text, text],
            [*po_e, "", "xã NTM", "2", "30/06/2024", "chưa đạt", text, text, text],
        ),
        "recognition": csv_text(files.RECOGNITION, [*po_e, village, "thôn NTM", SHORT, "31/12/2024"]),
        "goal": csv_text(files.GOAL, ["Kon Tum", "Kon Plông", "", plan, CODE, text, "6", "", text, "31/12/2024", text]),
        "goal-progress": csv_text(files.GOAL_PROGRESS, ["83/KH-UBND", "xa-ntm", "30/06/2024", "4", text]),
        "obligation": csv_text(files.DUTY, [plan, CODE, text, text, "15/06/2024", text, text]),
        "obligation-done": csv_text(files.DUTY_DONE, ["97/KH-UBND", "ket-6-thang-2", "14/06/2024", text]),
        "obligation-done-unit": csv_text(
            files.UNIT_DUTY_DONE, ["Đắk Nông", "Tuy Đức", "", "97/KH-UBND", "ket-6-thang-1", "12/06/2024", text]
        ),
        "explanation": csv_text(
            files.EXPLANATION,
            ["Đắk Nông", "Tuy Đức", "", "giảm nghèo", "97/KH-UBND", "15/07/2024", text, text, "31/10/2024", text],
        ),
    }


def load_every_field(database: Database, text: str = HOSTILE) -> dict[str, int]:
    """Batches by kind, by somebody of that name, with a file of that name and a reason that says the same."""
    batches = {}
    for kind, content in every_field(text).items():
        found = preview(database, BY, content.encode(), FILE_NAME, kind)
        assert not found.has_errors, (kind, [issue.message for issue in found.issues])
        outcome = commit(database, found, BY, "web", replace_confirmed=True, justification=WITH_NUL)
        assert outcome.batch is not None, (kind, outcome.status)
        batches[kind] = outcome.batch
    return batches
