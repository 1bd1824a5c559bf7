"""Every kind beside poverty: stored whole, replaced on purpose, taken back, refused."""

from collections.abc import Callable

import pytest

from core.access.rules import operator
from core.database import Database
from core.ingest.issues import Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Outcome, Preview, decide, preview, undo
from tests.conftest import OPERATOR, UPLOAD_1, UPLOAD_2
from tests.programme_files import (
    BUDGET,
    CRITERIA,
    DUTY,
    DUTY_DONE,
    EXPLANATION,
    FULL,
    GOAL,
    GOAL_PROGRESS,
    MANG_BUT,
    PO_E,
    RECOGNITION,
    SOUND,
    SPENT,
    TMR,
    UNIT_DUTY_DONE,
    VILLAGES,
    rows,
    table,
)

Load = Callable[..., Outcome]
NEEDS_VILLAGES = ("criteria-status", "recognition")


def look(database: Database, text: str, kind: str | None = None) -> Preview:
    return preview(database, OPERATOR, text.encode(), "tep.csv", kind)


def remarks(found: Preview, severity: Severity) -> list[tuple[int | None, str | None, str, str | None]]:
    """(row, column, code, value) of every issue of one weight."""
    return [(issue.row, issue.column, issue.code, issue.value) for issue in found.of(severity)]


def errors(found: Preview) -> list[tuple[int | None, str | None, str, str | None]]:
    return remarks(found, Severity.ERROR)


def asked(found: Preview) -> list[tuple[int | None, str | None, str, str | None]]:
    return remarks(found, Severity.QUESTION)


def said(found: Preview) -> str:
    return " ".join(issue.message for issue in found.issues)


@pytest.mark.parametrize("kind", SOUND)
def test_a_sound_file_is_recognised_and_stored(database: Database, load: Load, kind: str) -> None:
    before = len(rows(database, kind))
    outcome = load(database, SOUND[kind][0], replace_confirmed=False)
    assert (outcome.kind, outcome.status, outcome.batch) == (kind, "committed", UPLOAD_1)
    assert vars(outcome.counts) == {"new": 2, "changed": 0, "unchanged": 0, "rejected": 0}
    assert len(rows(database, kind)) == before + 2
    again = load(database, SOUND[kind][0], replace_confirmed=False)
    assert (again.status, again.batch, again.counts.unchanged) == ("no_change", None, 2)


@pytest.mark.parametrize("kind", SOUND)
def test_a_figure_that_would_change_has_to_be_meant_and_taking_it_back_restores(
    database: Database, load: Load, kind: str
) -> None:
    text, cell, other = SOUND[kind]
    start = table(database, kind)
    load(database, text)
    first = table(database, kind)
    changed = text.replace(cell, other, 1)
    refused = load(database, changed, replace_confirmed=False)
    assert refused.status == "rejected"
    assert [(issue.row, issue.code) for issue in refused.issues if issue.severity is Severity.ERROR] == [
        (2, "would_replace")
    ]
    assert table(database, kind) == first
    outcome = load(database, changed, replace_confirmed=True)
    assert (outcome.status, outcome.batch, outcome.counts.changed) == ("committed", UPLOAD_2, 1)
    assert table(database, kind) != first
    undo(database, UPLOAD_2, operator("người thử"))
    assert table(database, kind) == first
    undo(database, UPLOAD_1, operator("người thử"))
    assert table(database, kind) == start


@pytest.mark.parametrize("kind", SOUND)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "bom"])
def test_an_export_comes_back_in_unchanged(database: Database, load: Load, kind: str, mark: str) -> None:
    """With the shipped rows, a usual file and one that fills every column."""
    load(database, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    load(database, SOUND[kind][0])
    assert load(database, FULL[kind], justify="thử").status == "committed"
    exported = table(database, kind)
    outcome = load(database, mark + exported.as_csv(), replace_confirmed=False)
    assert (outcome.kind, outcome.status) == (kind, "no_change")
    assert outcome.counts.unchanged == len(exported.rows) > 0
    assert {issue.code for issue in outcome.issues if issue.severity is not Severity.NOTE} <= {"goes_back"}
    assert table(database, kind) == exported


@pytest.mark.parametrize("kind", SOUND)
def test_a_single_row_of_every_column_comes_back_in_unchanged(sqlite: Database, load: Load, kind: str) -> None:
    """Alone in its column a figure has no other cell to decide how it is written."""
    load(sqlite, VILLAGES + f"{PO_E};Vi Ô Lắc;có\n")
    load(sqlite, FULL[kind], justify="thử")
    exported = table(sqlite, kind)
    newest = [row for row in exported.rows if row[-1] == max((row[-1] for row in exported.rows), key=int)]
    assert all(cell for row in newest for cell in row), newest
    text = type(exported)(exported.columns, tuple(newest)).as_csv()
    assert load(sqlite, text, replace_confirmed=False).status == "no_change"


def test_a_real_export_of_one_engine_is_taken_by_the_other(sqlite: Database, postgresql_url: str, load: Load) -> None:
    other = Database(postgresql_url)
    try:
        for kind in ("villages", *(kind for kind in SOUND if kind != "villages")):
            load(sqlite, SOUND[kind][0])
            load(sqlite, FULL[kind], justify="thử")
            exported = table(sqlite, kind)
            assert load(other, exported.as_csv(), justify="thử").status == "committed", kind
            theirs = table(other, kind)
            assert [row[:-1] for row in theirs.rows] == [row[:-1] for row in exported.rows]
    finally:
        other.engine.dispose()


MONEY, ADVANCE = "Lũy kế giải ngân (triệu đồng)", "Trong đó tạm ứng (triệu đồng)"
COMMUNE, GIVEN_ON = "Xã, phường, thị trấn", "Ngày giải trình"
ERRORS: list[tuple[str, tuple[int, str, str, str | None]]] = [
    (SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;;850,5;851;\n", (2, ADVANCE, "part_exceeds_whole", "851")),
    (SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;;1.977;;\n", (2, MONEY, "ambiguous_number", "1.977")),
    (SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;;-5;;\n", (2, MONEY, "negative", "-5")),
    (SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;;;;\n", (2, MONEY, "missing_value", None)),
    (SPENT + f"{TMR};2024;2.1;tạm;30/06/2024;;5;;\n", (2, "Nguồn", "unknown_word", "tạm")),
    (SPENT + "Kon Tum;Tu Mơ Rông;;2024;2.1;vốn năm;30/06/2024;;5;;\n", (2, COMMUNE, "missing_value", None)),
    (BUDGET + f"{TMR};2024;9;Việc khác;vay;vốn năm;5;\n", (2, "Tính chất", "unknown_word", "vay")),
    (BUDGET + f"{TMR};24;9;Việc khác;đầu tư;vốn năm;5;\n", (2, "Năm vốn", "not_a_year", "24")),
    (CRITERIA + f"{MANG_BUT};;xã NTM;20;30/06/2024;đạt;;;\n", (2, "Tiêu chí số", "unknown_criterion", "20")),
    (CRITERIA + f"{MANG_BUT};;xã NTM nâng cao;0;30/06/2024;đạt;;;\n", (2, "Tiêu chí số", "unknown_criterion", "0")),
    (CRITERIA + f"{PO_E};Vi Ô Lắc;thôn NTM;11;30/06/2024;đạt;;;\n", (2, "Tiêu chí số", "unknown_criterion", "11")),
    (CRITERIA + f"{PO_E};;thôn NTM;1;30/06/2024;đạt;;;\n", (2, "Thôn", "missing_value", None)),
    (CRITERIA + f"{PO_E};Vi Ô Lắc;xã NTM;1;30/06/2024;đạt;;;\n", (2, "Thôn", "village_unfit", "Vi Ô Lắc")),
    (CRITERIA + f"{PO_E};Kon Lạ;thôn NTM;1;30/06/2024;đạt;;;\n", (2, "Thôn", "unknown_village", "Kon Lạ")),
    (CRITERIA + f"{MANG_BUT};;xã NTM;1;30/06/2024;gần đạt;;;\n", (2, "Kết quả", "unknown_word", "gần đạt")),
    (RECOGNITION + f"{PO_E};;thôn NTM;1/QĐ;30/06/2024\n", (2, "Thôn", "missing_value", None)),
    (RECOGNITION + f"{PO_E};Vi Ô Lắc;xã NTM;1/QĐ;30/06/2024\n", (2, "Thôn", "village_unfit", "Vi Ô Lắc")),
    (RECOGNITION + f"{PO_E};Kon Lạ;thôn NTM;1/QĐ;30/06/2024\n", (2, "Thôn", "unknown_village", "Kon Lạ")),
    (VILLAGES + f"{PO_E};Vi Ô Lắc;chắc có\n", (2, "Vùng đồng bào DTTS", "unknown_word", "chắc có")),
    (GOAL + ";;;9/KH;a;Giảm;9;8;điểm %;;\n", (2, "Giá trị", "part_exceeds_whole", "9")),
    (GOAL + ";;;9/KH;a;Giảm;8;;điểm %;31/6/2024;\n", (2, "Hạn", "not_a_date", "31/6/2024")),
    (GOAL_PROGRESS + "83/KH-UBND;xa-ntn;30/06/2024;4;\n", (2, "Mã mục tiêu", "unknown_goal", "xa-ntn")),
    (GOAL_PROGRESS + "38/KH-UBND;xa-ntm;30/06/2024;4;\n", (2, "Mã mục tiêu", "unknown_goal", "xa-ntm")),
    (DUTY + "9/KH;bc;UBND xã;Báo cáo;15/6;;\n", (2, "Hạn (trước ngày)", "not_a_date", "15/6")),
    (DUTY_DONE + "97/KH-UBND;bao-cao;14/06/2024;\n", (2, "Mã nhiệm vụ", "unknown_obligation", "bao-cao")),
    (UNIT_DUTY_DONE + f"{PO_E};97/KH-UBND;bc;14/06/2024;\n", (2, "Mã nhiệm vụ", "unknown_obligation", "bc")),
    (EXPLANATION + f"{TMR};giải ngân;98/KH;15/07/2024;a;b;30/09/2024;\n", (2, "Số văn bản", "unknown_plan", "98/KH")),
    (EXPLANATION + f"{TMR};y tế;;15/07/2024;a;b;30/09/2024;\n", (2, "Nội dung giải trình", "unknown_word", "y tế")),
    (EXPLANATION + f"{TMR};giải ngân;;15/07/2024;-;b;30/09/2024;\n", (2, "Nguyên nhân", "missing_value", "-")),
    (EXPLANATION + f"{TMR};giải ngân;;15/07/2024;a;b;;\n", (2, "Hạn khắc phục", "missing_value", None)),
    (EXPLANATION + f"{TMR};giải ngân;;15/07/2034;a;b;30/09/2034;\n", (2, GIVEN_ON, "future_date", "15/07/2034")),
]


@pytest.mark.parametrize(("text", "expected"), ERRORS, ids=[f"{case[1][2]}-{case[1][3]}" for case in ERRORS])
def test_each_bad_cell_is_named_by_row_column_and_value(
    database: Database, text: str, expected: tuple[int, str, str, str | None]
) -> None:
    found = look(database, text)
    assert errors(found) == [expected]
    assert decide(found, True, "cứ nạp")[0] == "rejected"


def test_what_is_not_known_is_answered_with_what_is(database: Database) -> None:
    found = look(database, GOAL_PROGRESS + "83/KH-UBND;xa-ntn;30/06/2024;4;\n")
    assert "Kế hoạch «83/KH-UBND» không có mục tiêu mã «xa-ntn»" in said(found)
    found = look(database, GOAL_PROGRESS + "38/KH-UBND;xa-ntm;30/06/2024;4;\n")
    assert "Hãy nạp kế hoạch đó trước." in said(found)
    found = look(database, DUTY_DONE + "97/KH-UBND;bao-cao;14/06/2024;\n")
    assert "không có nhiệm vụ mã «bao-cao»" in said(found)
    found = look(database, CRITERIA + f"{PO_E};Kon Lạ;thôn NTM;1;30/06/2024;đạt;;;\n")
    assert "xã Pờ Ê chưa có thôn «Kon Lạ» trong danh sách thôn" in said(found)
    found = look(database, CRITERIA + f"{MANG_BUT};;xã NTM;20;30/06/2024;đạt;;;\n")
    assert "Bộ này có 19 tiêu chí." in said(found)


@pytest.mark.parametrize("kind", SOUND)
def test_each_required_column_that_is_missing_is_named(sqlite: Database, kind: str) -> None:
    header, *lines = SOUND[kind][0].splitlines()
    for column in (column for column in kinds()[kind].columns if column.required):
        headings = ["cột lạ" if heading == column.header else heading for heading in header.split(";")]
        found = look(sqlite, "\n".join([";".join(headings), *lines]), kind)
        assert (1, column.header, "missing_column", None) in errors(found)
        assert (found.counts.new, found.counts.rejected) == (0, 2)
