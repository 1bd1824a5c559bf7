"""Capital across 1/7/2025: a new commune's cumulative figure contains its old ones'; nothing twice, nothing lost."""

from datetime import date
from decimal import Decimal

import pytest

from core.audit import audit
from core.database import Database
from core.provenance import FigureKey, explain
from core.reports.budget import BudgetFilter, BudgetLine, budget_lines
from core.reports.budget_course import courses, disbursement_course
from core.reports.budget_rows import groups, row_frame
from core.reports.budget_views import capitals, of_budget_year
from core.reports.export_cells import ExportFilter
from core.reports.national import NationalFilter
from core.reports.national_budget import national_budget
from core.wording_attention_programmes import budget_attention
from core.wording_budget_parts import continued_said, counted_said, given_anew_said, stands_beside_said
from tests.conftest import OPERATOR, Load
from tests.programme_files import rows
from tests.test_budget_maps import (
    ANEW,
    IN_NEW,
    IN_OLD,
    IN_OTHER,
    NEW,
    OLD,
    OTHER_OLD,
    PROVINCE,
    SEES_ALL,
    TWO_OLD,
    disbursed,
    plan,
)
from tests.test_programme_kinds import MONEY, asked, look, said

# Xã Cà Đam is old Trà Tân and a part of old Trà Bùi, huyện Trà Bồng.
CA_DAM, TRA_TAN, TRA_BUI, TRA_BONG, QUANG_NGAI = "2025-21136", "21136", "21142", "525", "51"
IN_TAN, IN_BUI, IN_CA_DAM = "Quảng Ngãi;Trà Bồng;Trà Tân", "Quảng Ngãi;Trà Bồng;Trà Bùi", "Quảng Ngãi;;Cà Đam"
OF_TAN = f"{IN_TAN};2025;1;Đường;đầu tư;vốn năm;33,33;1/KH"
OF_BUI = f"{IN_BUI};2025;1;Đường;đầu tư;vốn năm;100;1/KH"
PAID_TAN = f"{IN_TAN};2025;1;vốn năm;30/06/2025;chính thức;3,33"
PAID_BUI = f"{IN_BUI};2025;1;vốn năm;30/06/2025;chính thức;10"
IN_JUNE = disbursed(
    f"{IN_OLD};2025;D1;vốn năm;30/06/2025;chính thức;50", f"{IN_OTHER};2025;D1;vốn năm;30/06/2025;chính thức;80"
)
IN_SEPTEMBER = disbursed(f"{IN_NEW};2025;D1;vốn năm;30/09/2025;chính thức;210")


def _of_ca_dam(amount: str) -> str:
    return disbursed(f"{IN_CA_DAM};2025;1;vốn năm;30/09/2025;chính thức;{amount}")


def _stored(load: Load, database: Database, *texts: str) -> None:
    for text in texts:
        outcome = load(database, text, justify="đã đối chiếu")
        assert outcome.status == "committed", outcome.issues


def _lines(database: Database, unit: str, seen_in: str) -> list[BudgetLine]:
    with database.read_as(OPERATOR) as session:
        return of_budget_year(budget_lines(session, BudgetFilter(unit, seen_in=seen_in)), 2025)


def _invested(lines: list[BudgetLine]) -> tuple[Decimal | None, Decimal | None, int]:
    (capital,) = capitals(lines)
    return capital.investment.money.allocated, capital.investment.money.disbursed, capital.investment.lines


@pytest.mark.parametrize(("unit", "seen_in"), SEES_ALL)
def test_a_cumulative_figure_takes_the_place_of_those_it_contains(
    sqlite: Database, load: Load, unit: str, seen_in: str
) -> None:
    """200 + 300 planned, 50 + 80 disbursed in June, 210 in September by the new commune: 210 of 500 on every map."""
    _stored(load, sqlite, TWO_OLD, IN_JUNE)
    assert _invested(_lines(sqlite, unit, seen_in)) == (500, 130, 2)
    _stored(load, sqlite, IN_SEPTEMBER)
    lines = _lines(sqlite, unit, seen_in)
    assert _invested(lines) == (500, 210, 1)
    assert sorted((line.place.code, line.line) for line in lines if line.replaced_by) == [
        (OLD, "D1"),
        (OTHER_OLD, "D1"),
    ]
    (made,) = (line for line in lines if line.carried)
    assert (made.title, made.nature, made.money.percent) == ("Đường thôn", "đầu tư", 42)
    assert counted_said(made) == [
        "kế hoạch cộng từ " + ", ".join(part.place.full_name for part in made.carried),
    ]
    assert "(130 triệu đồng) nằm trong lũy kế" in (continued_said(lines) or "")
    assert given_anew_said(lines) is None


def test_the_table_shows_the_old_lines_in_no_sum(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    found = row_frame(groups(_lines(sqlite, NEW, "2025"), 2025))
    remarks_of = dict(zip(found["name"], found["remark"], strict=True))
    assert remarks_of["■ D1 xã Đăk Hà (cũ): Đường thôn"] == "đã nằm trong lũy kế của xã Tu Mơ Rông, không cộng"
    assert remarks_of["■ D1 Đường thôn"] == "kế hoạch cộng từ xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ)"


def test_a_plan_of_its_own_comes_before_that_of_the_old_ones(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, ANEW, IN_SEPTEMBER)
    lines = _lines(sqlite, NEW, "2025")
    assert _invested(lines) == (450, 210, 1)
    assert not any(line.carried for line in lines)


def test_an_old_commune_without_that_line_is_named(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, plan(f"{IN_OLD};2025;D1;Đường thôn;đầu tư;vốn năm;200;1/KH"), IN_SEPTEMBER)
    (made,) = (line for line in _lines(sqlite, NEW, "2025") if line.carried)
    (told,) = counted_said(made)
    assert told == "kế hoạch cộng từ xã Tu Mơ Rông (cũ); xã Đăk Hà (cũ) không có nội dung này trong kế hoạch"


def test_lines_of_two_natures_are_not_added_up(sqlite: Database, load: Load) -> None:
    _stored(
        load,
        sqlite,
        plan(
            f"{IN_OLD};2025;D1;Đường thôn;đầu tư;vốn năm;200;1/KH",
            f"{IN_OTHER};2025;D1;Tập huấn;sự nghiệp;vốn năm;300;1/KH",
        ),
        IN_JUNE,
        IN_SEPTEMBER,
    )
    lines = _lines(sqlite, NEW, "2025")
    assert _invested(lines) == (200, 50, 1)
    assert [line.place.code for line in lines if line.beside] == [NEW]


@pytest.mark.parametrize(
    ("unit", "seen_in", "sums"),
    [
        (CA_DAM, "2025", (Decimal("33.33"), Decimal("3.33"), 1)),
        (PROVINCE, "2025", (Decimal("133.33"), Decimal("13.33"), 2)),
        (PROVINCE, "2025-huyen-cu", (Decimal("133.33"), Decimal("13.33"), 2)),
        (QUANG_NGAI, "2024", (Decimal("133.33"), Decimal("13.33"), 2)),
        (TRA_BONG, "2024", (Decimal("133.33"), Decimal("13.33"), 2)),
        (TRA_BUI, "2024", (100, 10, 1)),
        (TRA_TAN, "2024", (Decimal("33.33"), Decimal("3.33"), 1)),
    ],
)
def test_what_contains_a_part_of_a_cut_commune_stands_beside(
    sqlite: Database, load: Load, unit: str, seen_in: str, sums: tuple[Decimal, Decimal, int]
) -> None:
    """60 contains 3,33 and an unknown part of 10: shown, in no sum; the sums stay those of the old communes."""
    _stored(load, sqlite, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI), _of_ca_dam("60"))
    lines = _lines(sqlite, unit, seen_in)
    assert _invested(lines) == sums
    beside = [line for line in lines if line.beside]
    assert [(line.place.code, line.money.disbursed) for line in beside] == (
        [(CA_DAM, 60)] if unit in (CA_DAM, PROVINCE, QUANG_NGAI, TRA_BONG) else []
    )
    if beside:
        bui = "xã Trà Bùi" if seen_in == "2024" else "xã Trà Bùi (cũ)"
        assert counted_said(beside[0]) == [f"không tách được khỏi số của {bui}: nêu riêng, không cộng"]
        assert f"không tách được khỏi số của {bui}" in (stands_beside_said(lines) or "")


def test_a_plan_of_its_own_may_contain_a_part_of_a_cut_commune(sqlite: Database, load: Load) -> None:
    """The other unit that has a part of Trà Bùi was given none: that is said, and in the audit."""
    own = f"{IN_CA_DAM};2025;1;Đường;đầu tư;vốn năm;90;2/KH"
    _stored(load, sqlite, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI), plan(own), _of_ca_dam("60"))
    lines = _lines(sqlite, PROVINCE, "2025")
    assert _invested(lines) == (190, 70, 2)
    assert {line.place.code: counted_said(line) for line in lines} == {
        CA_DAM: ["có thể trùng với số của xã Trà Bùi (cũ)"],
        TRA_TAN: ["đã giao lại cho xã Cà Đam, không cộng"],
        TRA_BUI: [],
    }
    found = {row["allocated"]: row["method"] for row in rows(sqlite, "budget", ExportFilter(seen_in="2025"))}
    assert found["90"] == "có thể trùng với số của đơn vị cũ"
    with sqlite.read() as session:
        (named,) = (one for one in audit(session) if one.code == "capital_not_divided")
    assert "có thể trùng với số của các đơn vị đó" in named.message


def test_a_cut_commune_without_that_line_keeps_nothing_apart(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, plan(OF_TAN), disbursed(PAID_TAN), _of_ca_dam("30"))
    for unit, seen_in in ((CA_DAM, "2025"), (PROVINCE, "2025"), (TRA_BONG, "2024")):
        assert _invested(_lines(sqlite, unit, seen_in)) == (Decimal("33.33"), 30, 1)
    assert [line.replaced_by[0].code for line in _lines(sqlite, TRA_TAN, "2024")] == [CA_DAM]


def test_the_course_goes_on_from_the_old_communes(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    with sqlite.read_as(OPERATOR) as session:
        found = courses(disbursement_course(session, BudgetFilter(NEW, seen_in="2025")), 2025)
    points = [(point.as_of.isoformat(), point.money.allocated, point.money.disbursed) for point in found[0].points]
    assert points == [("2025-06-30", 500, 130), ("2025-09-30", 500, 210)]
    assert not any(point.partial for point in found[0].points)


@pytest.mark.parametrize("seen_in", ["2024", "2025", "2025-huyen-cu"])
def test_the_country_has_it_once(database: Database, load: Load, seen_in: str) -> None:
    """D1: 210 of 500 in one line; line 1: 13,33 of 133,33 in two. Beside D1 one commune has S1."""
    _stored(load, database, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    _stored(load, database, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI), _of_ca_dam("60"))
    with database.read_as(OPERATOR) as session:
        found = national_budget(session, NationalFilter(year=2025, seen_in=seen_in))
    sums = [one for row in found for one in row.sums if one.nature == "đầu tư"]
    assert sum(one.money.allocated or 0 for one in sums) == Decimal("633.33")
    assert sum(one.money.disbursed or 0 for one in sums) == Decimal("223.33")
    assert sum(one.lines for one in sums) == sum(one.reported for one in sums) == 3
    assert sum(row.units for row in found) == 4
    assert max(one.last for one in sums if one.last).isoformat() == "2025-09-30"


def test_each_part_of_a_carried_plan_opens(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    with sqlite.read() as session:
        line = explain(session, FigureKey.parse(f"von.{NEW}.2025.~441.vn.allocated"), None)
        total = explain(session, FigureKey.parse(f"tongvon.{NEW}.2025.vn.dt.allocated"), None)
        paid = explain(session, FigureKey.parse(f"tongvon.{NEW}.2025.vn.dt.disbursed"), None)
    assert line
    assert total
    assert paid
    assert (line.value, line.worked) == ("500", "200 + 300 = 500")
    assert [(one.value, one.row, bool(one.batch)) for one in line.inputs] == [("200", 2, True), ("300", 4, True)]
    assert "xã Đăk Hà (cũ)" in line.inputs[1].label
    assert any("Kế hoạch cộng từ" in one for one in line.remarks)
    assert (total.value, [one.value for one in total.inputs]) == ("500", ["200", "300"])
    assert (paid.value, [one.value for one in paid.inputs]) == ("210", ["210"])


def test_an_export_says_it(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    _stored(load, sqlite, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI), _of_ca_dam("60"))
    names = ("commune", "allocated", "disbursed", "carried_from", "method")
    found = [
        tuple(row[name] for name in names)
        for row in rows(sqlite, "budget", ExportFilter(seen_in="2025"))
        if row["line"] in ("D1", "1")
    ]
    assert sorted(found) == [
        ("Cà Đam", "", "60", "21142", "không tách được khỏi số của đơn vị cũ, không cộng"),
        ("Cà Đam", "33.33", "3.33", "21136", ""),
        ("Tu Mơ Rông", "200", "50", "23422", "đã nằm trong lũy kế của đơn vị mới, không cộng"),
        ("Tu Mơ Rông", "300", "80", "23425", "đã nằm trong lũy kế của đơn vị mới, không cộng"),
        ("Tu Mơ Rông", "500", "210", "23422;23425", "kế hoạch cộng từ đơn vị cũ"),
        ("Xã Trà Bùi (cũ)", "100", "10", "", "không tách được"),
    ]
    given = {
        (row["disbursed"], row["allocated"], row["title"]) for row in rows(sqlite, "budget") if row["line"] == "D1"
    }
    assert ("210", "", "không nêu trong kế hoạch") in given


@pytest.mark.parametrize(
    ("amount", "question"),
    [("129,9", "cumulative_falls"), ("130", None), ("500", None), ("500,1", "above_plan")],
)
def test_a_figure_below_those_it_contains_is_asked_about(
    database: Database, load: Load, amount: str, question: str | None
) -> None:
    _stored(load, database, TWO_OLD, IN_JUNE)
    found = look(database, disbursed(f"{IN_NEW};2025;D1;vốn năm;30/09/2025;chính thức;{amount}"))
    assert asked(found) == ([(2, MONEY, question, amount)] if question else [])
    if question == "cumulative_falls":
        assert "ít hơn 130 triệu đồng mà xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ) đã giải ngân" in said(found)


def test_a_part_of_a_cut_commune_is_not_judged(database: Database, load: Load) -> None:
    """Of 3,33 and a part of 10 it is at least 3,33; no plan is known."""
    _stored(load, database, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI))
    assert asked(look(database, _of_ca_dam("3,33"))) == []
    assert asked(look(database, _of_ca_dam("60"))) == []
    assert asked(look(database, _of_ca_dam("3,32"))) == [(2, MONEY, "cumulative_falls", "3,32")]


def test_the_audit_names_both(sqlite: Database, load: Load) -> None:
    _stored(load, sqlite, TWO_OLD, IN_JUNE, disbursed(f"{IN_NEW};2025;D1;vốn năm;30/09/2025;chính thức;100"))
    _stored(load, sqlite, plan(OF_TAN, OF_BUI), disbursed(PAID_TAN, PAID_BUI), _of_ca_dam("60"))
    with sqlite.read() as session:
        found = [one for one in audit(session) if one.code in ("falls_across_maps", "capital_not_divided")]
    assert [(one.code, one.unit_code, one.left, one.right) for one in found] == [
        ("capital_not_divided", CA_DAM, "60", "xã Trà Bùi cũ"),
        ("falls_across_maps", NEW, "100", "130"),
    ]
    assert "chưa cộng vào số nào" in found[0].message
    assert "ít hơn 130 triệu đồng mà xã Tu Mơ Rông cũ, xã Đăk Hà cũ đã giải ngân trước khi sắp xếp" in found[1].message


def test_only_what_counts_needs_attention(sqlite: Database, load: Load) -> None:
    """Old D1 is in the new commune's: what lags behind is named once."""
    _stored(load, sqlite, TWO_OLD, IN_JUNE, IN_SEPTEMBER)
    found = budget_attention(_lines(sqlite, PROVINCE, "2025"), date(2025, 10, 1))
    assert sorted(one.place.code for one in found if "vốn đầu tư" in one.sentence) == [NEW]
