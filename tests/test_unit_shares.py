"""Declared shares of cut units: what is refused, what they make of figures, what stays undivided without them.

Xã Trà Bùi (21142, Trà Bồng, Quảng Ngãi) was cut into xã Cà Đam, with all of xã Trà Tân, and xã Tây Trà Bồng.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.access.rules import NOBODY, Access, Grant, Role, anybody
from core.carrying import DeclaredShare, Share, apportioned, cut_units, part_of_count
from core.database import Database
from core.ingest.pipeline import dry_run, preview, undo
from core.places import places_of
from core.reports.poverty import PovertyFilter, poverty_results
from core.reports.shares import declared_shares
from core.reports.undivided import Undivided, undivided
from core.rules.poverty import DECREASES, INCREASES
from core.tables import PovertyProgress
from tests.conftest import OPERATOR, UPLOAD_1, UPLOAD_2, Load
from tests.programme_files import rows

CA_DAM, TAY_TRA_BONG, TRA_BUI, TRA_TAN, QUANG_NGAI = "2025-21136", "2025-21157", "21142", "21136", "2025-51"
HEAD = "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Tỉnh mới;Xã mới;Tỷ trọng (%);Phương pháp;Căn cứ\n"
TB = "Quảng Ngãi;Trà Bồng;Trà Bùi"
BY = "theo số hộ rà soát 2024"
SHARES = HEAD + f"{TB};Quảng Ngãi;Cà Đam;62,5;{BY};15/BC-UBND\n{TB};;xã Tây Trà Bồng;37,5;{BY};\n"
RESULTS = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Ngày số liệu;Tổng số hộ;Số hộ nghèo;Số hộ cận nghèo\n"
    f"{TB};31/12/2024;801;101;50\nQuảng Ngãi;Trà Bồng;Trà Tân;31/12/2024;400;40;20\n"
    "Quảng Ngãi;Trà Bồng;Hương Trà;31/12/2024;200;30;10\nQuảng Ngãi;Trà Bồng;Trà Tây;31/12/2024;100;20;5\n"
)
BUDGET = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nội dung;Tính chất;Kế hoạch vốn (triệu đồng)\n"
    f"{TB};2024;1;Đường thôn;đầu tư;500\n"
)
SPENT = (
    "Tỉnh;Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Ngày số liệu;Lũy kế giải ngân (triệu đồng)\n"
    f"{TB};2024;1;30/06/2024;120\n{TB};2024;1;31/12/2024;480\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SHARES, []),
        (SHARES.replace("37,5", "37,4"), [("share_sum", 2, "62,5")]),
        (
            SHARES.replace("xã Tây Trà Bồng", "xã Cà Đam"),
            [("duplicate_row", 2, "Cà Đam"), ("share_missing", 2, "Cà Đam"), ("duplicate_row", 3, "xã Cà Đam")],
        ),
        (SHARES.rsplit(TB, 1)[0].replace("62,5", "100"), [("share_missing", 2, "Cà Đam")]),
        (SHARES.replace("Cà Đam", "Trà Bồng"), [("not_cut_into", 2, "Trà Bồng")]),
        (SHARES.replace(";Quảng Ngãi;Cà Đam", ";Lâm Đồng;Cà Đam"), [("not_cut_into", 2, "Cà Đam")]),
        (SHARES.replace(TB, "Quảng Ngãi;Trà Bồng;Trà Tân"), [("not_cut", 2, "Trà Tân"), ("not_cut", 3, "Trà Tân")]),
        (SHARES.replace(TB, "Quảng Ngãi;Trà Bồng;"), [("not_cut", 2, None), ("not_cut", 3, None)]),
        (SHARES.replace("62,5", "162,5"), [("out_of_range", 2, "162,5")]),
        (SHARES.replace(f"62,5;{BY}", "62,5;"), [("missing_value", 2, None)]),
        (SHARES.replace("Cà Đam", "21136").replace("62,5", "100").replace("37,5", "0"), []),
    ],
    ids=["sound", "sum", "twice", "incomplete", "elsewhere", "province", "whole", "huyen", "over", "method", "none"],
)
def test_what_can_be_no_share_is_refused_with_its_row(
    sqlite: Database, text: str, expected: list[tuple[str, int, str | None]]
) -> None:
    found = preview(sqlite, OPERATOR, text.encode(), "ty-trong.csv")
    assert found.kind == "unit-share"
    assert [(issue.code, issue.row, issue.value) for issue in found.issues] == expected
    assert dry_run(found, True, None).status == ("rejected" if expected else "dry_run")


def test_a_new_commune_is_divided_among_its_old_ones_by_the_same_table(sqlite: Database, load: Load) -> None:
    own = "Quảng Ngãi;;Cà Đam"
    load(sqlite, HEAD + f"{own};;Trà Tân;70;theo số hộ;\n{own};;Trà Bùi;30;theo số hộ;\n")
    with sqlite.read() as session:
        assert {unit: share.percent for unit, share in declared_shares(session)[CA_DAM].items()} == {
            TRA_TAN: Decimal(70),
            TRA_BUI: Decimal(30),
        }


def of_unit(database: Database, unit: str | None, known_at: datetime | None = None) -> Undivided:
    with database.read() as session:
        return undivided(session, places_of("2025"), unit, known_at=known_at)


def households(database: Database, unit: str) -> list[tuple[int, int, int | None, str]]:
    with database.read() as session:
        found = poverty_results(session, PovertyFilter(unit, seen_in="2025")).get(unit, [])
    return [(one.households, one.poor, one.near_poor, one.value_type) for one in found]


def test_shares_are_facts_like_any_other(database: Database, load: Load) -> None:
    """Undivided, divided, divided otherwise after a confirmation, and undivided again when all is taken back."""
    load(database, RESULTS)
    assert [(one.place.full_name, one.households) for one in of_unit(database, QUANG_NGAI).results] == [
        ("xã Trà Bùi (cũ)", 801)
    ]
    assert households(database, CA_DAM) == []
    load(database, SHARES)
    first = datetime.now(UTC)
    assert of_unit(database, QUANG_NGAI).is_empty
    estimate = "chính thức, ước tính theo tỷ trọng"
    # 801 · 0,625 = 500,6; 101 · 0,625 = 63,1; 151 · 0,625 = 94,4 of poor and near-poor together
    assert households(database, CA_DAM) == [(400 + 501, 40 + 63, 20 + 31, estimate)]
    assert households(database, TAY_TRA_BONG) == [(300 + 300, 50 + 38, 15 + 19, estimate)]
    other = SHARES.replace("62,5", "50").replace("37,5", "50")
    refused = load(database, other, replace_confirmed=False)
    assert (refused.status, {issue.code for issue in refused.issues}) == ("rejected", {"would_replace"})
    load(database, other)
    assert households(database, TAY_TRA_BONG) == [(300 + 400, 50 + 50, 15 + 25, estimate)]
    with database.read() as session:
        assert declared_shares(session, first)[TRA_BUI][CA_DAM] == DeclaredShare(Decimal("62.5"), BY, "15/BC-UBND")
    undo(database, UPLOAD_2 + 1, OPERATOR)
    assert households(database, TAY_TRA_BONG) == [(300 + 300, 50 + 38, 15 + 19, estimate)]
    undo(database, UPLOAD_2, OPERATOR)
    assert of_unit(database, QUANG_NGAI).results[0].place.code == TRA_BUI
    assert of_unit(database, QUANG_NGAI, first).is_empty


def test_an_export_of_shares_comes_back_in_unchanged(sqlite: Database, load: Load) -> None:
    load(sqlite, SHARES)
    first, second = rows(sqlite, "unit-share")
    assert (first["commune"], first["into_commune"], first["percent"]) == ("Trà Bùi", "Cà Đam", "62.5")
    text = "\n".join([";".join(first), ";".join(first.values()), ";".join(second.values())])
    assert load(sqlite, text.replace("62.5", "62,5").replace("37.5", "37,5"), kind="unit-share").status == "no_change"


def test_what_is_undivided_says_what_it_was_cut_into_and_how_much(sqlite: Database, load: Load) -> None:
    for text in (RESULTS, RESULTS.replace("31/12/2024;801;101", "30/06/2024;790;110"), BUDGET, SPENT):
        load(sqlite, text, justify="đã đối chiếu")
    found = of_unit(sqlite, QUANG_NGAI)
    [result], [line] = found.results, found.lines
    assert (result.as_of, result.households, result.poor, result.near_poor) == (date(2024, 12, 31), 801, 101, 50)
    assert [place.full_name for place in result.into] == ["xã Cà Đam", "xã Tây Trà Bồng"]
    assert (result.lies_whole, result.official, result.batch_id) == (True, True, UPLOAD_1)
    assert (line.allocated, line.disbursed, line.as_of) == (Decimal(500), Decimal(480), date(2024, 12, 31))
    assert [one.lies_whole for one in of_unit(sqlite, CA_DAM).results] == [False]
    assert len(of_unit(sqlite, None).results) == 1
    assert of_unit(sqlite, "2025-68").is_empty
    with sqlite.read() as session:
        by_then = undivided(session, places_of("2025"), QUANG_NGAI, date(2024, 6, 30))
        assert (by_then.results[0].households, by_then.lines[0].disbursed) == (790, Decimal(120))
        assert undivided(session, places_of("2024"), "51").is_empty


@pytest.mark.parametrize("who", [anybody(), Access("Bà Hoa", (Grant(Role.VIEWER, "667"),))], ids=["public", "huyen"])
def test_how_a_unit_was_cut_is_no_secret_for_who_sees_any_figures(sqlite: Database, load: Load, who: Access) -> None:
    load(sqlite, SHARES)
    with sqlite.read_as(who) as session:
        assert set(declared_shares(session)[TRA_BUI]) == {CA_DAM, TAY_TRA_BONG}
    with sqlite.read_as(NOBODY) as session:
        assert declared_shares(session) == {}


def test_471_old_units_were_cut_and_every_merged_one_is_the_other_way_round() -> None:
    assert (len(cut_units("2024")), len(cut_units("2025"))) == (471, 3_181)


@st.composite
def declared_for(draw: st.DrawFn) -> dict[str, DeclaredShare]:
    """Shares that are together 100, of two decimals."""
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=1, max_size=6)))
    bounds = [0, *cuts, 10_000]
    percents = [Decimal(above - below) / 100 for below, above in pairwise(bounds)]
    return {f"u{number}": DeclaredShare(percent, "m", "") for number, percent in enumerate(percents)}


@st.composite
def results(draw: st.DrawFn) -> PovertyProgress:
    """A row as it may be stored: its sums and its year's movement close."""
    households = draw(st.integers(1, 2_000))
    poor = draw(st.integers(0, households))
    ethnic = draw(st.integers(0, households))
    start = draw(st.integers(0, 2_000))
    gone = _split(draw, min(start, draw(st.integers(0, 500))), DECREASES)
    left = start - sum(gone.values())
    came = _split(draw, max(0, poor - left), INCREASES)
    gone["escaped"] += max(0, left - poor)
    return PovertyProgress(
        unit_code="x",
        households=households,
        poor=poor,
        near_poor=draw(st.integers(0, households - poor)),
        poor_start=start,
        ethnic_households=ethnic,
        ethnic_poor=draw(st.integers(0, min(ethnic, poor))),
        **gone,
        **came,
    )


def _split(draw: st.DrawFn, total: int, names: tuple[str, ...]) -> dict[str, int]:
    first = draw(st.integers(0, total))
    second = draw(st.integers(0, total - first))
    return {**dict.fromkeys(names, 0), names[0]: first, names[1]: second, names[2]: total - first - second}


@settings(max_examples=60, deadline=None)
@given(results(), declared_for())
def test_what_holds_in_a_row_holds_in_every_part_of_it(row: PovertyProgress, shares: dict[str, DeclaredShare]) -> None:
    counts = (
        "households",
        "poor",
        "near_poor",
        "poor_start",
        "ethnic_households",
        "ethnic_poor",
        *DECREASES,
        *INCREASES,
    )
    parts = {
        unit: {
            count: part_of_count(row, count, Share("x", one.percent, "m", (unit,)), {"x": shares}) for count in counts
        }
        for unit, one in shares.items()
    }
    for count in counts:
        assert sum(part[count] or 0 for part in parts.values()) == getattr(row, count)
    for part in parts.values():
        known = {count: value for count, value in part.items() if value is not None}
        assert min(known.values()) >= 0
        assert known["poor"] + known["near_poor"] <= known["households"]
        assert known["ethnic_poor"] <= min(known["poor"], known["ethnic_households"])
        assert known["ethnic_households"] <= known["households"]
        moved = sum(known[one] for one in INCREASES) - sum(known[one] for one in DECREASES)
        assert known["poor_start"] + moved == known["poor"]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 30_000), declared_for())
def test_a_part_is_near_its_exact_share_and_never_shrinks(total: int, shares: dict[str, DeclaredShare]) -> None:
    found, more = apportioned(total, shares), apportioned(total + 1, shares)
    assert sum(found.values()) == total
    assert sum(more[unit] - found[unit] for unit in shares) == 1
    assert all(more[unit] >= found[unit] for unit in shares)
    assert all(abs(found[unit] - total * one.percent / 100) < len(shares) for unit, one in shares.items())
    assert all(found[unit] == 0 for unit, one in shares.items() if not one.percent)
