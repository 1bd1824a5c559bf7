"""Every check of the audit on uploaded figures: one made contradiction that it names, one just right that it leaves."""

import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from core.audit import Finding, audit
from core.audit.words import topic_of
from core.database import Database
from core.demo import load_demo
from core.settings import DATA
from core.tables import Batch
from tests.conftest import UPLOAD_1, UPLOAD_2, Load
from tests.programme_files import BUDGET, RECOGNITION, SPENT, VILLAGES
from tests.rural import criteria, criteria_file

PLANS = DATA / "plans"
HEAD = (
    "Tỉnh;Huyện;Xã;Năm;Cấp giao kế hoạch;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Tỷ lệ hộ nghèo đầu năm;"
    "Tổng số hộ dự kiến cuối năm;Số hộ nghèo dự kiến giảm;Tỷ lệ dự kiến giảm;Số hộ cận nghèo đầu năm;"
    "Số hộ cận nghèo dự kiến giảm\n"
)
DONE = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
# The six xã of Tuy Đức: households and poor at the start that add up to 16.674 and 3.131, a fall of 1.400.
XA = {
    "Quảng Trực": (2700, 531, 240),
    "Đắk Búk So": (2800, 520, 230),
    "Quảng Tâm": (2800, 520, 230),
    "Đắk R'Tíh": (2800, 520, 230),
    "Đắk Ngo": (2800, 520, 235),
    "Quảng Tân": (2774, 520, 235),
}


def plan(*rows: str, number: str = "15/KH-UBND", owner: str = "huyện") -> str:
    """Rows are `xã|households|poor|printed rate|planned|fall|points|near-poor|fall of these`, of Tuy Đức in 2024."""
    cells = ((row.split("|") + [""] * 9)[:9] for row in rows)
    return HEAD + "".join(f"Đắk Nông;Tuy Đức;{xa};2024;{owner};{number};{';'.join(rest)}\n" for xa, *rest in cells)


def of_communes(more: int = 0, own: str = "", leave: int = 0) -> str:
    """Each xã's fall, the first one's altered; with the huyện's own row; without the last so many."""
    rows = [f"{name}|{all_}|{poor}|||{fall}" for name, (all_, poor, fall) in XA.items()]
    first, (all_, poor, fall) = next(iter(XA.items()))
    rows[0] = f"{first}|{all_}|{poor}|||{fall + more}"
    return plan(*([own] if own else []), *rows[: len(rows) - leave])


def starting_with(more: int) -> str:
    """The six xã with one of them starting from more poor households."""
    rows = [f"{name}|{all_}|{poor + more * (name == 'Quảng Tân')}|||{fall}" for name, (all_, poor, fall) in XA.items()]
    return plan(*rows)


def of_province(more: int) -> str:
    """All huyện of Đắk Nông with the same figures, and the province's own row."""
    names = ["Krông Nô", "Cư Jút", "Đắk Mil", "Đắk Song", "Đắk R'Lấp", "Đăk Glong", "Tuy Đức", "Gia Nghĩa"]
    rows = [("", "80.000", 4000 + more), *((name, "10.000", 500) for name in names)]
    return DONE + "".join(f"Đắk Nông;{name};;30/06/2024;chính thức;{all_};{poor};\n" for name, all_, poor in rows)


def growing(*growths: int) -> str:
    """Xã of a huyện whose households are to grow by so many."""
    rows = zip(XA.items(), growths, strict=False)
    return plan(*(f"{name}|{all_}|{poor}||{all_ + more}|{fall}" for (name, (all_, poor, fall)), more in rows))


def results(*rows: str, day: str = "30/06/2024", said: str = "chính thức") -> str:
    """Rows are `xã|households|poor|near-poor`, of Tuy Đức."""
    cells = ((row.split("|") + [""] * 4)[:4] for row in rows)
    return DONE + "".join(f"Đắk Nông;Tuy Đức;{xa};{day};{said};{';'.join(rest)}\n" for xa, *rest in cells)


def reported(more: int = 0, whole: str = "|6.000|700|") -> str:
    return results(whole, *(f"{name}|1.000|{100 + more * (name == 'Quảng Tân')}|" for name in XA))


def budget(*lines: str) -> str:
    rows = (line.split("|") for line in lines)
    return BUDGET + "".join(
        f"Kon Tum;Tu Mơ Rông;Đăk Hà;2024;{code};Việc {code};đầu tư;vốn năm;{amount};7/KH-UBND\n"
        for code, amount in rows
    )


def paid(amount: str, day: str = "30/06/2024") -> str:
    return SPENT + f"Kon Tum;Tu Mơ Rông;Tu Mơ Rông;2024;2.2;vốn năm;{day};chính thức;{amount};;\n"


def recognised(day: str = "31/12/2023") -> str:
    return RECOGNITION + f"Kon Tum;Kon Plông;Măng Bút;;xã NTM;12/QĐ-UBND;{day}\n"


def villages(count: int, communes: Sequence[str], area: str = "có") -> str:
    """So many villages, spread over the communes."""
    rows = (f"Kon Tum;Kon Plông;{communes[n % len(communes)]};Thôn {n + 1};{area}\n" for n in range(count))
    return VILLAGES + "".join(rows)


KON_PLONG = ["Đăk Nên", "Đăk Ring", "Măng Bút", "Đăk Tăng", "Ngọc Tem", "Pờ Ê", "Măng Cành", "Hiếu"]


class Told(NamedTuple):
    """What the finding must be: code, weight, topic, unit, both sides, words of both sources."""

    code: str
    weight: str
    topic: str
    unit: str
    left: str
    right: str
    left_source: str
    right_source: str


def told(finding: Finding) -> Told:
    return Told(
        finding.code,
        finding.weight.value,
        topic_of(finding),
        finding.unit,
        finding.left,
        finding.right,
        finding.left_source.said,
        finding.right_source.said,
    )


def named(batch: int, rows: str) -> str:
    return f"lô {batch}, dòng {rows} của tep.csv"


OWN = named(UPLOAD_1, "2")
KH_97 = "97/KH-UBND, Phụ lục, Stt 06; lô 1, dòng 7 của 97-KH-UBND/poverty-plan.csv"
UP_TO, PRINTED, STARTS = "Xã với huyện", "Tỷ lệ in với số hộ", "Đầu kỳ với cuối năm trước"
LINES = "Dòng với tổng"
KH_15 = f"15/KH-UBND; {OWN}"
FIRES: dict[str, tuple[list[str], Told]] = {
    "communes add up to less than their huyện of the same plan": (
        [of_communes(-5, own="|16.674|3.131|||1.400")],
        Told(
            *("sum_differs", "error", UP_TO, "Tuy Đức", "1.400", "1.395"),
            *(KH_15, f"15/KH-UBND; {named(UPLOAD_1, '3–8')}; cộng 6 đơn vị"),
        ),
    ),
    "some communes alone are too many": (
        [of_communes(200, own="|16.674|3.131|||1.000", leave=1)],
        Told(
            *("sum_differs", "error", UP_TO, "Tuy Đức", "1.000", "1.365"),
            *(KH_15, f"15/KH-UBND; {named(UPLOAD_1, '3–7')}; cộng 5 đơn vị"),
        ),
    ),
    "communes are given less than their huyện owes": (
        [of_communes(-5)],
        Told(
            *("assigned_differs", "question", UP_TO, "Tuy Đức", "1.400", "1.395"),
            *(KH_97, f"15/KH-UBND; {named(UPLOAD_1, '2–7')}; cộng 6 đơn vị"),
        ),
    ),
    "communes that start from more than their huyện": (
        [starting_with(1)],
        Told(
            *("parts_start_differ", "question", UP_TO, "Tuy Đức", "3.131", "3.132"),
            *(KH_97, f"15/KH-UBND; {named(UPLOAD_1, '2–7')}; cộng 6 đơn vị"),
        ),
    ),
    "reports of huyện beside their province's": (
        [of_province(7)],
        Told(
            *("parts_differ", "question", "Huyện với tỉnh", "Đắk Nông", "4.007", "4.000"),
            *(OWN, f"{named(UPLOAD_1, '3–10')}; cộng 8 đơn vị"),
        ),
    ),
    "another plan's start of the same year": (
        [plan("|16.674|3.130|||1.400")],
        Told("plan_starts_differ", "question", STARTS, "Tuy Đức", "3.131", "3.130", KH_97, KH_15),
    ),
    "a plan's start beside the official end of the year before": (
        [results("|16.674|3.000|", day="31/12/2023")],
        Told("plan_start_differs", "question", STARTS, "Tuy Đức", "3.131", "3.000", KH_97, OWN),
    ),
    "a printed rate that does not follow": (
        [plan("Quảng Trực|1.000|100|11,00||10")],
        Told(
            *("printed_differs", "error", PRINTED, "Quảng Trực", "11,00%", "10,00%"),
            *(KH_15, f"{KH_15}; tính lại từ số hộ"),
        ),
    ),
    "a printed rate that is cut off": (
        [plan("Quảng Trực|1.600|171|10,68||10")],  # 171/1.600 = 10,6875
        Told(
            *("printed_differs", "rounding", PRINTED, "Quảng Trực", "10,68%", "10,69%"),
            *(KH_15, f"{KH_15}; tính lại từ số hộ"),
        ),
    ),
    "a fall in points from two rounded rates": (
        [plan("Quảng Trực|18.832|2.531||19.032|1.200|6,5")],  # Đăk Glong: 13,44 − 6,99 = 6,45, exactly 6,4464
        Told(
            *("fall_differs", "rounding", PRINTED, "Quảng Trực", "6,5", "6,4464"),
            *(KH_15, f"{KH_15}; tính lại từ số hộ"),
        ),
    ),
    "a fall in points over the households of the start": (
        [plan("Quảng Trực|16.674|3.131||16.874|1.400|8,4")],  # 1.400/16.674 = 8,4; exactly 8,5194
        Told(
            *("fall_differs", "question", PRINTED, "Quảng Trực", "8,4", "8,5194"),
            *(KH_15, f"{KH_15}; tính lại từ số hộ"),
        ),
    ),
    "a fall in points that nothing gives": (
        [plan("Quảng Trực|16.674|3.131||16.874|1.400|9,5")],
        Told(
            *("fall_differs", "error", PRINTED, "Quảng Trực", "9,5", "8,5194"),
            *(KH_15, f"{KH_15}; tính lại từ số hộ"),
        ),
    ),
    "reports of communes beside their huyện's": (
        [reported(1, whole="|6.000|600|")],
        Told(
            *("parts_differ", "question", UP_TO, "Tuy Đức", "600", "601"),
            *(OWN, f"{named(UPLOAD_1, '3–8')}; cộng 6 đơn vị"),
        ),
    ),
    "a budget line over its parts": (
        [budget("1|500", "1.1|200", "1.2|290")],
        Told(
            *("line_parts_differ", "question", LINES, "Đăk Hà", "500", "490"),
            *(f"7/KH-UBND; {OWN}", f"7/KH-UBND; {named(UPLOAD_1, '3–4')}; cộng 2 dòng"),
        ),
    ),
    "more paid than planned": (
        [paid("517")],
        Told(
            *("disbursed_above_plan", "question", LINES, "Tu Mơ Rông", "517", "516", OWN),
            "tu-mo-rong-2024, II.2.2; lô 6, dòng 3 của tu-mo-rong-2024/budget-plan.csv",
        ),
    ),
    "a recognised commune that fails a criterion": (
        [criteria_file(criteria("Măng Bút", "30/06/2024", {3: "cơ bản đạt"})), recognised()],
        Told(
            *("recognised_not_met", "question", "Công nhận với tiêu chí", "Măng Bút"),
            *("đã công nhận: quyết định 12/QĐ-UBND ngày 31/12/2023", "18/19 tiêu chí đạt; chưa đạt: 3"),
            f"Quyết định 12/QĐ-UBND; {named(UPLOAD_2, '2')}",
            f"{named(UPLOAD_1, '4')}; đánh giá mới nhất của từng tiêu chí",
        ),
    ),
    "fewer villages than the plan counts": (
        [villages(65, KON_PLONG)],
        Told(
            *("villages_differ", "question", "Số thôn với danh sách", "Kon Plông", "66 thôn", "65 thôn"),
            "83/KH-UBND, mục II.2",
            f"{named(UPLOAD_1, '2–66')}; danh sách thôn vùng đồng bào DTTS",
        ),
    ),
    "fewer villages of a commune than its plan counts": (
        [VILLAGES + "".join(f"Kon Tum;Tu Mơ Rông;Tu Mơ Rông;Thôn {n};\n" for n in range(1, 8))],
        Told(
            *("villages_differ", "question", "Số thôn với danh sách", "Tu Mơ Rông", "8 thôn", "7 thôn"),
            "tu-mo-rong-2024, mục II.3",
            f"{named(UPLOAD_1, '2–8')}; danh sách thôn",
        ),
    ),
    "more villages in one commune than the plan counts": (
        [villages(67, ["Hiếu"])],
        Told(
            *("villages_differ", "question", "Số thôn với danh sách", "Kon Plông", "66 thôn", "67 thôn"),
            "83/KH-UBND, mục II.2",
            f"{named(UPLOAD_1, '2–68')}; danh sách thôn vùng đồng bào DTTS",
        ),
    ),
}
RIGHT: dict[str, list[str]] = {
    "communes that add up, to their huyện and to what it owes": [of_communes(own="|16.674|3.131|||1.400")],
    "communes that add up to what their huyện owes": [of_communes()],
    "a commune is missing, so nothing can be judged": [of_communes(-5, leave=1)],
    "a huyện's own plan may be smaller than the province's": [plan("|16.674|3.131|||1.000")],
    "a plan starts as the year before ended": [results("|16.674|3.131|", day="31/12/2023")],
    "an estimate of the year before decides nothing": [results("|16.674|3.000|", day="31/12/2023", said="ước")],
    "a rate as it is printed": [plan("Quảng Trực|1.600|171|10,69||10")],
    "a fall printed with two decimals": [plan("Quảng Trực|16.674|3.131||16.874|1.400|8,52")],
    "reports that add up": [reported(whole="|6.000|600|")],
    "estimates of communes beside an official figure": [
        results("|6.000|650|"),
        results(*(f"{name}|1.000|100|" for name in XA), said="ước"),
    ],
    "reports of huyện that make their province's": [of_province(0)],
    "a budget line that is the sum of its parts": [budget("1|500", "1.1|200", "1.2|300")],
    "all of the plan is paid": [paid("516")],
    "paid in full after a slip was put right": [paid("600"), paid("516", "30/09/2024")],
    "19 of 19 without a decision": [criteria_file(criteria("Măng Bút", "30/06/2024"))],
    "recognised, all criteria đạt by now": [
        criteria_file(criteria("Măng Bút", "30/06/2023", {3: "chưa đạt"}), criteria("Măng Bút", "30/06/2024")),
        recognised(),
    ],
    "recognised and not assessed": [recognised()],
    "just as many villages": [villages(66, KON_PLONG)],
    "villages of some communes only": [villages(20, KON_PLONG[:7])],
    "villages that are not said to lie in a DTTS area": [villages(70, KON_PLONG, area="")],
}


def _new(database: Database, plans: Path = PLANS, known_at: datetime | None = None) -> list[Finding]:
    """What is found beside the known contradictions of the three plans."""
    with database.read() as session:
        known = {(finding.code, finding.unit, finding.document) for finding in audit(session) if _is_known(finding)}
        found = audit(session, plans, known_at)
    return [one for one in found if (one.code, one.unit, one.document) not in known]


def _is_known(finding: Finding) -> bool:
    return bool(finding.explanation) and not (finding.explanation or "").startswith(("người nộp", "Số liệu minh họa"))


def _loaded(database: Database, load: Load, files: Sequence[str]) -> None:
    for text in files:
        assert load(database, text, justify="thử").status == "committed"


@pytest.mark.parametrize("name", FIRES)
def test_a_made_contradiction_is_named_with_both_sides_and_both_sources(
    sqlite: Database, load: Load, name: str
) -> None:
    files, expected = FIRES[name]
    _loaded(sqlite, load, files)
    assert [told(finding) for finding in _new(sqlite)] == [expected]


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_or_cannot_be_judged_is_not_reported(sqlite: Database, load: Load, name: str) -> None:
    _loaded(sqlite, load, RIGHT[name])
    assert [told(finding) for finding in _new(sqlite)] == []


def test_a_unit_that_grows_otherwise_than_all_the_others_is_named(sqlite: Database, load: Load) -> None:
    _loaded(sqlite, load, [growing(40, 40, 40, 90)])
    growth, other = (told(finding) for finding in _new(sqlite))
    assert growth[:6] == ("assumed_growth", "question", "Giả định số hộ", "", "+40 hộ ở 3/4 đơn vị", growth.right)
    assert growth.left_source.startswith(f"15/KH-UBND; {named(UPLOAD_1, '2–4')}")
    assert other[:6] == ("growth_stands_out", "question", "Giả định số hộ", "Đắk R'Tíh", "+90", "+40")
    assert other.right_source == f"15/KH-UBND; {named(UPLOAD_1, '2–4')}; các đơn vị khác của kế hoạch"


@pytest.mark.parametrize(
    ("growths", "sides", "words", "other"),
    [
        ((200, 200, 200), "+200 hộ ở 3/3 đơn vị", "dự kiến tăng đúng 200 hộ ở 3/3 đơn vị", None),
        ((0, 0, 0), "không đổi ở 3/3 đơn vị", "dự kiến không đổi ở 3/3 đơn vị: là giả định", None),
        ((-5, -5, -5), "-5 hộ ở 3/3 đơn vị", "dự kiến giảm đúng 5 hộ ở 3/3 đơn vị", None),
        ((0, 0, 0, 90), "không đổi ở 3/4 đơn vị", "dự kiến không đổi ở 3/4", ("+90", "tăng 90 hộ", "không đổi")),
        ((40, 40, 40, 0), "+40 hộ ở 3/4 đơn vị", "tăng đúng 40 hộ", ("không đổi", "không đổi", "tăng 40 hộ")),
    ],
)
def test_how_the_households_of_a_plan_change_is_said_in_words(
    sqlite: Database, load: Load, growths: tuple[int, ...], sides: str, words: str, other: tuple[str, str, str] | None
) -> None:
    _loaded(sqlite, load, [growing(*growths)])
    growth, *others = _new(sqlite)
    assert (growth.left, words in growth.message) == (sides, True)
    told_of = [(one.left, one.message.partition("; phải xem lại")[0].partition("số hộ dự kiến ")[2]) for one in others]
    expected = [(other[0], f"{other[1]} so với đầu năm, các đơn vị khác {other[2]}")] if other else []
    assert told_of == expected


NEAR = "II.2.b;Tuy Đức;Huyện Tuy Đức;near_poor_rate_reduction;trở lên;{}\n"


@pytest.mark.parametrize(
    ("printed", "weight"),
    # 1.000/16.674 − 900/16.874 = 0,6637 points.
    [("0,6", None), ("0,7", "rounding"), ("0,66", None), ("0,67", "error"), ("1", "rounding"), ("2", "error")],
)
def test_a_fall_of_the_near_poor_below_its_own_target(
    sqlite: Database, load: Load, tmp_path: Path, printed: str, weight: str | None
) -> None:
    """Rounding where the counts, rounded as the target is printed, make it."""
    shutil.copytree(PLANS, tmp_path / "plans")
    with (tmp_path / "plans" / "97-KH-UBND" / "statements.csv").open("a", encoding="utf-8") as file:
        file.write(NEAR.format(printed))
    row = "|16.674|3.131|18,78|16.874|1.400|8,5|1.000|100"
    _loaded(sqlite, load, [plan(row, number="97/KH-UBND", owner="tỉnh")])
    found = [one for one in _new(sqlite, tmp_path / "plans") if one.code == "below_own_target"]
    assert [one.weight.value for one in found] == ([weight] if weight else [])
    for one in found:
        assert (one.unit, one.measure) == ("Tuy Đức", "near_poor_rate_reduction")
        assert (one.left, one.right) == (f"{printed} trở lên", "0,6637")
        assert one.left_source.said == "97/KH-UBND, mục II.2.b"
        assert one.right_source.how == "tính từ số hộ kế hoạch"


@pytest.mark.parametrize(("printed", "weight"), [("0,9", "rounding"), ("0,8", None), ("0,80", None), ("0,81", "error")])
def test_a_target_above_what_the_households_make_is_an_error_unless_rounding_makes_it(
    sqlite: Database, tmp_path: Path, printed: str, weight: str | None
) -> None:
    """Krông Nô plans 0,7888 points: «0,8 trở lên» is rounding, «0,81» is not; 0,9 differs from the table."""
    path = tmp_path / "plans" / "97-KH-UBND" / "statements.csv"
    shutil.copytree(PLANS, tmp_path / "plans")
    text = path.read_text(encoding="utf-8")
    old = "Huyện Krông Nô;rate_reduction;trở lên;0,8"
    assert old in text
    path.write_text(text.replace(old, old[:-3] + printed), encoding="utf-8")
    with sqlite.read() as session:
        found = [one for one in audit(session, tmp_path / "plans") if one.unit == "Krông Nô"]
    below = [one.weight.value for one in found if one.code == "below_own_target"]
    assert below == (["error"] if printed in ("0,9", "0,81") else ["rounding"])
    assert ("text_differs_from_table" in {one.code for one in found}) is (weight is not None)


def test_what_was_known_then_is_audited(sqlite: Database, load: Load) -> None:
    _loaded(sqlite, load, [paid("517")])
    with sqlite.read() as session:
        committed_at = session.get_one(Batch, UPLOAD_1).committed_at
    _loaded(sqlite, load, [paid("500", "30/09/2024")])
    assert _new(sqlite) == []
    assert [finding.code for finding in _new(sqlite, known_at=committed_at)] == ["disbursed_above_plan"]
    assert _new(sqlite, known_at=datetime(2020, 1, 1, tzinfo=UTC)) == []


def test_what_rests_on_made_up_figures_says_so(sqlite: Database) -> None:
    load_demo(sqlite)
    found = _new(sqlite)
    assert {finding.code for finding in found} == {"movement_open", "villages_differ"}
    assert all(finding.made_up and finding.message.endswith("(số liệu minh họa)") for finding in found)


def test_every_source_of_the_shipped_plans_names_its_document(sqlite: Database) -> None:
    with sqlite.read() as session:
        found = audit(session)
    assert len(found) == 22
    for finding in found:
        assert finding.document in finding.left_source.said
        assert finding.left_source.said
        assert finding.right_source.said
        assert not finding.made_up
    outside = {finding.code for finding in found if finding.document not in finding.right_source.said}
    assert outside == {"name_differs", "no_date"}
