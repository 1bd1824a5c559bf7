"""The audit names every altered figure, and finds in the plan as printed just what is known not to follow."""

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.rules import operator
from core.audit import Finding, audit
from core.database import Database
from core.ingest.kinds import kinds
from core.ingest.pipeline import undo
from core.settings import DATA
from tests.conftest import Load

PLAN = DATA / "plans" / "97-KH-UBND"
# Column of the transcribed appendix → the key its figure is stored under: 9 rows × 8 columns.
FIGURES = {
    "Tổng số hộ đầu năm": "households_start",
    "Số hộ nghèo đầu năm": "poor_start",
    "Tỷ lệ hộ nghèo đầu năm": "printed_rate_start",
    "Tổng số hộ dự kiến cuối năm": "households_planned",
    "Số hộ nghèo dự kiến giảm": "poor_reduction",
    "Tỷ lệ dự kiến giảm": "rate_reduction",
    "Số hộ nghèo dự kiến cuối năm": "printed_poor_planned",
    "Tỷ lệ hộ nghèo dự kiến cuối năm": "printed_rate_planned",
}
# How the list of units calls what the appendix prints.
OFFICIAL = {"": "Đắk Nông", "Đắk Glong": "Đăk Glong"}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def _altered(figure: str) -> str:
    """One more or one less in the last digit: `19.775` → `19.776`, `6,99` → `6,98`."""
    last = int(figure[-1])
    return f"{figure[:-1]}{last - 1 if last == 9 else last + 1}"


def _cells(name: str, columns: list[str]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(_rows(PLAN / name)):
        yield from ((number, column) for column in columns if row[column])


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """The transcribed plan, to be altered."""
    shutil.copytree(PLAN, tmp_path / "plans" / PLAN.name)
    return tmp_path / "plans"


def _findings(database: Database, plans: Path) -> list[Finding]:
    with database.read() as session:
        return audit(session, plans)


KNOWN = {
    "97/KH-UBND": [
        ("fall_by_shortcut", "Đăk Glong"),
        ("fall_by_shortcut", "Tuy Đức"),
        ("below_own_target", "Krông Nô"),
        ("below_own_target", "Cư Jút"),
        ("below_own_target", "Đắk Mil"),
        ("below_own_target", "Đắk Song"),
        ("assumed_growth", ""),
        ("more_than_is_exactly", "Đắk Nông"),
        ("no_baseline", "Đắk Nông"),
        ("name_differs", "Cư Jút"),
    ],
    "tu-mo-rong-2024": [
        ("no_number", ""),
        ("no_date", ""),
        ("promised_not_given", ""),
        ("parts_below_whole", "Tu Mơ Rông"),
        ("points_without_counts", "Tu Mơ Rông"),
    ],
    "83/KH-UBND": [
        ("cites_later_document", ""),
        ("two_readings", ""),
        ("promised_not_given", ""),
        ("name_differs", "Măng Cành"),
        ("name_differs", "Đăk Tăng"),
        ("name_differs", "Đăk Ring"),
        ("name_differs", "Đăk Nên"),
    ],
}


def test_the_plans_as_printed_hold_just_the_known_contradictions(sqlite: Database) -> None:
    """domain.md section 1.6: for each document exactly its list, each finding with its explanation."""
    findings = _findings(sqlite, DATA / "plans")
    for number, known in KNOWN.items():
        found = sorted((finding.code, finding.unit) for finding in findings if finding.document == number)
        assert found == sorted(known)
    assert len(findings) == sum(len(known) for known in KNOWN.values())
    assert [finding.code for finding in findings if not finding.explanation] == []


def test_both_sides_of_the_communes_goal_are_shown(sqlite: Database) -> None:
    """8 + 1 = 9 and 9 + 1 = 10 points against about 10,5 (KH Tu Mơ Rông, I.2)."""
    found = next(finding for finding in _findings(sqlite, DATA / "plans") if finding.code == "parts_below_whole")
    assert (found.left, found.right) == ("9 và 10", "khoảng 10,5")


def test_the_appendix_has_72_figures_to_alter() -> None:
    assert len(list(_cells("poverty-plan.csv", list(FIGURES)))) == 9 * 8


@pytest.mark.parametrize(("number", "column"), list(_cells("poverty-plan.csv", list(FIGURES))))
def test_an_altered_figure_of_the_appendix_is_named(
    sqlite: Database, plans: Path, load: Load, number: int, column: str
) -> None:
    rows = _rows(PLAN / "poverty-plan.csv")
    rows[number][column] = _altered(rows[number][column])
    _write(plans / PLAN.name / "poverty-plan.csv", rows)
    undo(sqlite, 1, operator("người thử"))
    outcome = load(sqlite, (plans / PLAN.name / "poverty-plan.csv").read_bytes(), justify="thử sửa một số")
    assert outcome.status == "committed"

    new = [finding for finding in _findings(sqlite, plans) if not finding.explanation]
    unit = OFFICIAL.get(rows[number]["Huyện, thành phố"], rows[number]["Huyện, thành phố"])
    key = FIGURES[column]
    header = kinds()["poverty-plan"].by_key[key].header
    assert [finding for finding in new if _names(finding, unit, key, header)], [finding.message for finding in new]


def _names(finding: Finding, unit: str, key: str, header: str) -> bool:
    return finding.unit == unit and (finding.measure == key or f"«{header}»" in finding.message)


@pytest.mark.parametrize(("number", "column"), list(_cells("statements.csv", ["Giá trị in"])))
def test_an_altered_figure_of_the_text_is_named(sqlite: Database, plans: Path, number: int, column: str) -> None:
    rows = _rows(PLAN / "statements.csv")
    rows[number][column] = _altered(rows[number][column])
    _write(plans / PLAN.name / "statements.csv", rows)
    new = [finding for finding in _findings(sqlite, plans) if not finding.explanation]
    unit, measure = rows[number]["Đơn vị"], rows[number]["Chỉ số"]
    assert [finding for finding in new if (finding.unit, finding.measure) == (unit, measure)], new


BUDGET = DATA / "plans" / "tu-mo-rong-2024"


@pytest.mark.parametrize("line", ["2.1", "2.2", "2.3", "2.4", "2.5", "2.6"])
def test_an_altered_budget_line_is_named(sqlite: Database, load: Load, line: str) -> None:
    """The line itself, the total of its nature and the total of all no longer follow."""
    rows = _rows(BUDGET / "budget-plan.csv")
    row = next(row for row in rows if row["Mã nội dung"] == line)
    amount, key = row["Kế hoạch vốn (triệu đồng)"], "Kế hoạch vốn (triệu đồng)"
    altered = ";".join(row) + "\n" + ";".join(f'"{cell}"' for cell in {**row, key: _altered(amount)}.values())
    assert load(sqlite, altered).status == "committed"
    new = [finding for finding in _findings(sqlite, DATA / "plans") if not finding.explanation]
    assert {finding.measure for finding in new} == {
        f"allocated:{line}",
        "allocated:total",
        f"allocated:{row['Tính chất']}",
    }


def test_an_altered_amount_of_the_text_is_named(sqlite: Database, tmp_path: Path) -> None:
    shutil.copytree(DATA / "plans", tmp_path / "plans")
    path = tmp_path / "plans" / BUDGET.name / "statements.csv"
    rows = _rows(path)
    for number, row in enumerate(rows):
        if not row["Chỉ số"].startswith("allocated:"):
            continue
        changed = {**row, "Giá trị in": _altered(row["Giá trị in"])}
        folder = tmp_path / f"plans-{number}"
        shutil.copytree(tmp_path / "plans", folder)
        _write(folder / BUDGET.name / "statements.csv", [*rows[:number], changed, *rows[number + 1 :]])
        new = [finding for finding in _findings(sqlite, folder) if not finding.explanation]
        assert [finding.measure for finding in new] == [row["Chỉ số"]]


def test_a_plan_taken_back_is_not_audited(sqlite: Database) -> None:
    for batch in (1, 2, 3):
        undo(sqlite, batch, operator("người thử"))
    assert {finding.document for finding in _findings(sqlite, DATA / "plans")} == {"83/KH-UBND", "tu-mo-rong-2024"}


HEAD = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ nghèo đầu kỳ;Tái nghèo\n"


@pytest.mark.parametrize(
    ("rows", "code", "left", "right"),
    [
        ("Đắk Nông;Tuy Đức;;30/06/2024;16.800;3.100;3.131;5\n", "movement_open", "3.100", "3.136"),
        ("Đắk Nông;Tuy Đức;;30/06/2024;16.800;3.100;3.130;\n", "start_differs", "3.130", "3.131"),
    ],
)
def test_stored_results_are_recomputed(
    sqlite: Database, load: Load, rows: str, code: str, left: str, right: str
) -> None:
    assert load(sqlite, HEAD + rows, justify="thử").status == "committed"
    found = {finding.code: finding for finding in _findings(sqlite, DATA / "plans")}
    assert (found[code].left, found[code].right) == (left, right)
    assert found[code].explanation == "người nộp giải thích: thử"
    assert "dòng 2" in found[code].source


def test_communes_beside_their_huyen_are_compared_only_when_all_have_reported(sqlite: Database, load: Load) -> None:
    communes = ["Quảng Trực", "Đắk Búk So", "Quảng Tâm", "Đắk R'Tíh", "Đắk Ngo", "Quảng Tân"]
    own = "Đắk Nông;Tuy Đức;;30/06/2024;6.000;700;;\n"
    parts = [f"Đắk Nông;Tuy Đức;{name};30/06/2024;1.000;100;;\n" for name in communes]
    load(sqlite, HEAD + own + "".join(parts[:5]), justify="thử")
    assert "parts_differ" not in {finding.code for finding in _findings(sqlite, DATA / "plans")}
    load(sqlite, HEAD + parts[5], justify="thử")
    found = {finding.code: finding for finding in _findings(sqlite, DATA / "plans")}
    assert (found["parts_differ"].left, found["parts_differ"].right) == ("700", "600")
