"""What became of a unit: by its old or new name or code; the 91 units of the three plans one by one."""

import json
from collections.abc import Callable
from decimal import Decimal

import pytest

from core.__main__ import main
from core.carrying import DeclaredShare
from core.reused_names import province_of, reused
from core.unit_command import MOST_TOLD
from core.unit_history import history_of, near_names, units_meant
from core.wording_units import unit_lines

Run = Callable[..., tuple[int, str, str]]

# The commune of today, by code and name, and the old communes of Đắk Nông, Kon Plông, Tu Mơ Rông that it took whole.
FACTS = [
    ("23416", "xã Đăk Sao", "23407 23416"),
    ("23419", "xã Đăk Tờ Kan", "23417 23419"),
    ("23425", "xã Tu Mơ Rông", "23422 23425"),
    ("23446", "xã Măng Ri", "23404 23410 23413 23446 23449"),
    ("23455", "xã Măng Bút", "23452 23455 23458"),
    ("23473", "xã Măng Đen", "23461 23470 23473"),
    ("23476", "xã Kon Plông", "23464 23467 23476"),
    ("24611", "phường Bắc Gia Nghĩa", "24611 24612 24619 24622"),
    ("24615", "phường Nam Gia Nghĩa", "24614 24615 24618"),
    ("24616", "xã Quảng Sơn", "24616"),
    ("24617", "phường Đông Gia Nghĩa", "24617 24628"),
    ("24620", "xã Quảng Hòa", "24620"),
    ("24631", "xã Quảng Khê", "24631 24634"),
    ("24637", "xã Tà Đùng", "24625 24637"),
    ("24640", "xã Cư Jút", "24640 24655 24658 24661"),
    ("24646", "xã Đắk Wil", "24643 24646"),
    ("24649", "xã Nam Dong", "24649 24652"),
    ("24664", "xã Đức Lập", "24664 24676 24685"),
    ("24670", "xã Đắk Mil", "24670 24673 24677"),
    ("24678", "xã Đắk Sắk", "24678 24679 24692"),
    ("24682", "xã Thuận An", "24667 24682"),
    ("24688", "xã Krông Nô", "24688 24699 24700"),
    ("24697", "xã Nam Đà", "24691 24694 24697"),
    ("24703", "xã Nâm Nung", "24703 24715"),
    ("24712", "xã Quảng Phú", "24706 24709 24712"),
    ("24717", "xã Đức An", "24717 24721 24727"),
    ("24718", "xã Đắk Song", "24718 24719"),
    ("24722", "xã Thuận Hạnh", "24722 24724"),
    ("24730", "xã Trường Xuân", "24728 24730"),
    ("24733", "xã Kiến Đức", "24733 24754 24756 24757"),
    ("24736", "xã Quảng Trực", "24736"),
    ("24739", "xã Tuy Đức", "24739 24740 24742"),
    ("24748", "xã Quảng Tân", "24746 24748"),
    ("24751", "xã Nhân Cơ", "24750 24751 24766"),
    ("24760", "xã Quảng Tín", "24745 24760 24761 24763"),
]
CA_DAM, TAY_TRA_BONG, TRA_BUI = "2025-21136", "2025-21157", "21142"
DECLARED = {
    TRA_BUI: {
        CA_DAM: DeclaredShare(Decimal("62.5"), "theo số hộ rà soát 2024", "15/BC-UBND"),
        TAY_TRA_BONG: DeclaredShare(Decimal("37.5"), "theo số hộ rà soát 2024", ""),
    }
}


def test_the_facts_are_91_old_communes() -> None:
    assert len({old for _, _, olds in FACTS for old in olds.split()}) == 91


@pytest.mark.parametrize(("code", "name", "olds"), FACTS)
def test_every_old_commune_of_the_plans_went_whole_into_one(code: str, name: str, olds: str) -> None:
    found = history_of(f"2025-{code}")
    assert found.place.full_name == name
    assert (
        [one.place.code for one in found.followers if one.is_held]
        == olds.split()
        == [one.place.code for one in found.followers]
    )
    for old in olds.split():
        became = history_of(old)
        assert [(one.place.code, one.holds_all) for one in became.followers] == [(f"2025-{code}", True)]
        assert (became.is_cut, became.is_unchanged) == (False, olds == old)
        province = "tỉnh Quảng Ngãi" if old.startswith("23") else "tỉnh Lâm Đồng"
        assert [one.full_name for one in became.provinces] == [province]


@pytest.mark.parametrize(("code", "name", "olds"), FACTS)
def test_only_two_of_them_straddle_old_districts(code: str, name: str, olds: str) -> None:
    districts = [one.full_name for one in history_of(f"2025-{code}").districts]
    straddling = {
        "phường Bắc Gia Nghĩa": ["thành phố Gia Nghĩa", "huyện Đăk Glong"],
        "xã Đắk Sắk": ["huyện Đắk Mil", "huyện Krông Nô"],
    }
    assert districts == straddling.get(name, districts[:1])


SAID = [
    (
        "23422",
        "xã Tu Mơ Rông cũ (mã 23422, huyện Tu Mơ Rông, tỉnh Kon Tum, đến 30/06/2025)"
        " → toàn bộ vào xã Tu Mơ Rông (mã 23425, tỉnh Quảng Ngãi)",
        "Mã 23425 trước là xã Đăk Hà (huyện Tu Mơ Rông, tỉnh Kon Tum).",
    ),
    (
        "23425",
        "xã Đăk Hà cũ (mã 23425, huyện Tu Mơ Rông, tỉnh Kon Tum, đến 30/06/2025)"
        " → toàn bộ vào xã Tu Mơ Rông (mã 23425, tỉnh Quảng Ngãi)",
        "Mã 23425 nay là xã Tu Mơ Rông (tỉnh Quảng Ngãi).",
    ),
    (
        "660",
        "thành phố Gia Nghĩa cũ (mã 660, tỉnh Đắk Nông, đến 30/06/2025) → không còn cấp huyện; địa bàn nay là:"
        " phường Nam Gia Nghĩa, phường Đông Gia Nghĩa; một phần: phường Bắc Gia Nghĩa (tỉnh Lâm Đồng)",
    ),
    (
        "2025-24678",
        "xã Đắk Sắk (mã 24678, tỉnh Lâm Đồng, từ 01/07/2025) ← gồm toàn bộ: xã Long Sơn cũ (mã 24678, huyện Đắk Mil,"
        " tỉnh Đắk Nông); xã Đắk Sắk cũ (mã 24679, huyện Đắk Mil, tỉnh Đắk Nông); xã Nam Xuân cũ (mã 24692, huyện"
        " Krông Nô, tỉnh Đắk Nông)",
        "Nằm trên địa bàn nhiều huyện cũ: huyện Đắk Mil, huyện Krông Nô.",
        "Mã 24678 trước là xã Long Sơn (huyện Đắk Mil, tỉnh Đắk Nông).",
    ),
    (
        "24616",
        "xã Quảng Sơn cũ (mã 24616, huyện Đăk Glong, tỉnh Đắk Nông, đến 30/06/2025)"
        " → giữ nguyên địa bàn, nay là xã Quảng Sơn (mã 24616, tỉnh Lâm Đồng)",
    ),
    (
        "67",
        "tỉnh Đắk Nông cũ (mã 67, đến 30/06/2025) → toàn bộ vào tỉnh Lâm Đồng (mã 68);"
        " địa bàn nay là 28 xã, phường, đặc khu",
    ),
    (
        "2025-68",
        "tỉnh Lâm Đồng (mã 68, từ 01/07/2025) ← gồm toàn bộ: tỉnh Bình Thuận (mã 60); tỉnh Đắk Nông (mã 67);"
        " tỉnh Lâm Đồng (mã 68)",
        "Mã 68 trước là tỉnh Lâm Đồng cũ.",
    ),
    (
        TRA_BUI,
        "xã Trà Bùi cũ (mã 21142, huyện Trà Bồng, tỉnh Quảng Ngãi, đến 30/06/2025) → bị chia vào: xã Cà Đam"
        " (mã 21136, tỉnh Quảng Ngãi); xã Tây Trà Bồng (mã 21157, tỉnh Quảng Ngãi)",
        "Tỷ trọng: chưa có tỷ trọng, số liệu không tách được.",
    ),
    (
        CA_DAM,
        "xã Cà Đam (mã 21136, tỉnh Quảng Ngãi, từ 01/07/2025) ← gồm toàn bộ: xã Trà Tân cũ (mã 21136, huyện Trà Bồng,"
        " tỉnh Quảng Ngãi); một phần: xã Trà Bùi cũ (mã 21142, huyện Trà Bồng, tỉnh Quảng Ngãi)"
        " (chưa có tỷ trọng, số liệu không tách được)",
        "Nằm trên địa bàn huyện cũ: huyện Trà Bồng.",
        "Mã 21136 trước là xã Trà Tân (huyện Trà Bồng, tỉnh Quảng Ngãi).",
    ),
    (
        "536",
        "huyện Lý Sơn cũ (mã 536, tỉnh Quảng Ngãi, đến 30/06/2025) → không còn cấp huyện; địa bàn nay là:"
        " đặc khu Lý Sơn (tỉnh Quảng Ngãi)",
    ),
]


@pytest.mark.parametrize("said", SAID, ids=[said[0] for said in SAID])
def test_what_is_said_of_a_unit(said: tuple[str, ...]) -> None:
    code, *lines = said
    assert list(unit_lines(history_of(code))) == lines


def test_declared_shares_are_said_with_their_method() -> None:
    first, shares = unit_lines(history_of(TRA_BUI, DECLARED))
    assert first.endswith(
        "xã Cà Đam (mã 21136, tỉnh Quảng Ngãi) 62,5%; xã Tây Trà Bồng (mã 21157, tỉnh Quảng Ngãi) 37,5%"
    )
    assert shares == "Tỷ trọng tính theo phương pháp: theo số hộ rà soát 2024; căn cứ: 15/BC-UBND."
    assert "tỉnh Quảng Ngãi) 62,5% (theo số hộ rà soát 2024)" in unit_lines(history_of(CA_DAM, DECLARED))[0]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("23422", ["23422"]),
        ("23425", ["23425", "2025-23425"]),
        ("2025-23425", ["2025-23425"]),
        ("Tu Mơ Rông", ["617", "23422", "2025-23425"]),
        ("xã tu mo rong", ["23422", "2025-23425"]),
        ("Huyện Tu Mơ Rông", ["617"]),
        ("xã Tu Mơ Rông (cũ)", ["23422"]),
        ("Tu Mơ Rông (mới)", ["2025-23425"]),
        ("Đăk Hà, Tu Mơ Rông", ["23425"]),
        ("Quảng Sơn, Lâm Đồng", ["2025-24616"]),
        ("xã Quảng Sơn, huyện Đăk Glong, tỉnh Đắk Nông", ["24616"]),
        ("Bắc Gia Nghĩa", ["2025-24611"]),
        ("Đắc Sắk, Đắc Mil", ["24679"]),
        ("Bắc Gia Nghiã Mới", []),
        ("Chợ Mới, An Giang", ["893", "30628", "2025-30628"]),
        ("xã Tu Mơ Rông cũ", ["23422"]),
        ("Tu Mơ Rông mới", ["2025-23425"]),
        ("xã 23425", ["23425", "2025-23425"]),
        ("xã 23425 (mới)", ["2025-23425"]),
        ("xã 23425 cũ", ["23425"]),
        ("mã 617", ["617"]),
        ("phường 23425", []),
        ("xã", []),
        ("99999", []),
        ("", []),
    ],
)
def test_a_text_means_units_of_both_maps(text: str, codes: list[str]) -> None:
    assert [place.code for place in units_meant(text)] == codes


def test_what_is_unknown_is_only_suggested() -> None:
    assert units_meant("Tu Mơ Rôn") == []
    assert near_names("Tu Mơ Rôn")[0] == near_names("xã Tu Mơ Rôn cũ")[0] == "Tu Mơ Rông"


@pytest.mark.parametrize("text", ["xã", "Thị trấn", "xã cũ", "huyện (mới)"])
def test_for_a_kind_alone_nothing_is_suggested(text: str) -> None:
    assert (units_meant(text), near_names(text)) == ([], [])


def test_a_reused_code_and_a_reused_name_are_listed_once_under_the_province_of_today() -> None:
    rows = {(one.said, one.old.code, one.new.code): one for one in reused()}
    assert len(rows) == len(reused())
    code = rows["23425", "23425", "2025-23425"]
    assert (code.by_code, code.new_holds_old, code.is_elsewhere, province_of(code).name) == (
        True,
        True,
        False,
        "Quảng Ngãi",
    )
    name = rows["xã Tu Mơ Rông", "23422", "2025-23425"]
    assert (name.by_code, name.new_holds_old) == (False, True)
    assert "24616" not in {one.said for one in reused()}  # Quảng Sơn is what it was


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)

    def command(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["unit", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_the_command_tells_what_became_of_a_unit(run: Run) -> None:
    code, out, _ = run("23422")
    assert (code, out) == (0, f"{SAID[0][1]}\n    {SAID[0][2]}\n")


def test_the_command_as_json(run: Run) -> None:
    code, out, _ = run("23425", "--json")
    found = json.loads(out)
    old, new = found["units"]
    assert (code, found["count"]) == (0, 2)
    assert old["became"] == [
        {
            **{"edition": "2025", "code": "23425", "name": "xã Tu Mơ Rông", "level": "commune"},
            **{"holds_all": True, "is_held": False},
        }
    ]
    assert (old["valid_to"], new["valid_to"], new["valid_from"]) == ("2025-06-30", None, "2025-07-01")
    assert [one["code"] for one in new["made_of"]] == ["23422", "23425"]
    assert old["same_code"]["name"] == "xã Tu Mơ Rông"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Tu Mơ Rôn"], "Không có đơn vị «Tu Mơ Rôn». Có phải: Tu Mơ Rông"),
        ([], "Hãy ghi tên hoặc mã đơn vị, hoặc --reused."),
        (["--reused", "--province", "Đắk Nông"], "Không có tỉnh «Đắk Nông» hiện nay."),
    ],
)
def test_what_the_command_does_not_know(run: Run, words: list[str], said: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert err.startswith(said)


def test_a_name_of_many_units_is_bounded(run: Run) -> None:
    count = len(units_meant("Tân Lập"))
    _, out, _ = run("Tân Lập")
    assert count > MOST_TOLD
    assert f"… và {count - MOST_TOLD} đơn vị khác cùng tên." in out
    assert len([line for line in out.splitlines() if line.startswith(("xã", "phường", "thị trấn"))]) == MOST_TOLD


def test_reused_codes_of_a_province(run: Run) -> None:
    code, out, _ = run("--reused", "--province", "Quảng Ngãi")
    assert code == 0
    assert (
        "mã 23425: trước là xã Đăk Hà (mã 23425, huyện Tu Mơ Rông, tỉnh Kon Tum);"
        " nay là xã Tu Mơ Rông (mã 23425, tỉnh Quảng Ngãi): gồm cả địa bàn cũ và thêm\n" in out
    )
    assert "Lâm Đồng" not in out
