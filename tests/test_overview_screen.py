"""The overview: who is behind, by how much, since when; judged on which day; every sentence leads to its place."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block

from core.database import Database
from core.places import all_places
from core.reports.goals import GoalFilter, all_duties, all_goals
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import by_what_is_missing
from core.wording_attention import Attention, AttentionKind, attention_words
from core.wording_attention_programmes import deadlines_of, next_deadlines
from core.wording_distance import distance_said
from core.wording_overview import JudgedOn, judged_on, shortened, standing_said, state_said, unfinished_year
from tests.conftest import Load, at_screen
from tests.html_tables import html_of, links_of, tables_of, texts_of
from tests.poverty_rows import CU_JUT, DAK_MIL, DAK_SONG, TUY_DUC, plan, result
from tests.test_pages import HEAD, JUNE

JULY, LATER = date(2024, 7, 15), date(2026, 11, 22)
Open = Callable[..., AppTest]


@pytest.fixture
def overview(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> Open:
    """Opens the overview on a day, by a link."""

    def opened(today: date = JULY, **link: str) -> AppTest:
        monkeypatch.setattr("ui.filters.today", lambda: today)
        for name, value in link.items():
            app.query_params[name] = value
        at_screen(app, "overview.py").run()
        assert not app.exception, app.exception[0].value
        return app

    return opened


def _said(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.subheader]
    return "\n".join([*(str(part.value) for part in parts), texts_of(app)])


def _metrics(app: AppTest) -> list[str]:
    return [str(metric.value) for metric in app.metric]


def _by_unit(app: AppTest) -> dict[str, dict[str, str]]:
    table: pd.DataFrame = tables_of(app)[0]
    return {str(row["Đơn vị"]): {str(name): str(value) for name, value in row.items()} for _, row in table.iterrows()}


def test_a_missing_figure_is_said_and_never_zero(overview: Open) -> None:
    app = overview()
    assert _metrics(app) == ["8.838", "5.423", "—", "—"]
    assert "Chưa có số liệu thực hiện" in _said(app)


def test_before_any_result_the_table_is_what_the_plan_asks(overview: Open) -> None:
    rows = _by_unit(overview())
    assert list(rows)[:2] == ["Tuy Đức", "Đăk Glong"]
    assert rows["Tuy Đức"]["Chất lượng số liệu"] == "○ chưa có"
    assert rows["Tuy Đức"]["Phải giảm (hộ)"] == "1.400"
    assert "Thứ" not in rows["Tuy Đức"]


def test_results_are_on_the_overview_with_both_percentages(overview: Open, sqlite: Database, load: Load) -> None:
    """7.078 poor of 171.131: 1.760 of 3.415 households out; (5,18 − 4,14) ÷ 2,0 = 52%; 1.655 left, 276 a month."""
    load(sqlite, JUNE)
    app = overview()
    assert _metrics(app) == ["8.838", "5.423", "7.078", "52,0%"]
    said = _said(app)
    assert "Theo số hộ: 51,5% (1.760/3.415 hộ)" in said
    assert "còn phải giảm 1.655 hộ, cần 276 hộ/tháng đến 31/12" in said
    assert "Đắk Song: còn phải giảm 88 hộ, cần 15 hộ/tháng đến 31/12 (số liệu 30/06/2024)" in said
    row = _by_unit(app)["Đắk Song"]
    assert (row["Trạng thái"], row["Còn phải giảm (hộ)"], row["Đạt theo số hộ"]) == ("◆ Cần theo dõi", "88", "37,1%")


def test_no_province_total_while_huyen_have_different_dates(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    load(sqlite, HEAD + "Tuy Đức;;31/12/2024;chính thức;16.874;1.760\n")
    app = overview()
    assert _metrics(app)[2] == "—"
    assert "số liệu ở những ngày khác nhau" in _said(app)
    assert _metrics(overview(ky="2024-06-30"))[2] == "7.078"


def test_nobody_is_ranked_without_the_quality_of_their_data(overview: Open, sqlite: Database, load: Load) -> None:
    """Tuy Đức has no figures, so no rank; Đắk Song's are a quarter older than the newest."""
    rows = [row for row in JUNE.splitlines() if "Tuy Đức" not in row and "Đắk Song" not in row]
    load(sqlite, "\n".join([*rows, "Đắk Song;;31/03/2024;chính thức;20.900;570"]) + "\n")
    app = overview()
    assert list(tables_of(app)[0].columns)[:4] == ["Đơn vị", "Thứ", "Chất lượng số liệu", "Ngày số liệu"]
    units = _by_unit(app)
    assert list(units) == [
        *("Đăk Glong", "Cư Jút", "Đắk Song", "Đắk Mil", "Đắk R'Lấp", "Gia Nghĩa", "Krông Nô", "Tuy Đức"),
        "Toàn tỉnh Đắk Nông",
    ]
    assert [row["Thứ"] for row in units.values()] == ["1", "2", "3", "4", "5", "6", "7", "—", "—"]
    assert units["Tuy Đức"]["Chất lượng số liệu"] == "○ chưa có"
    assert units["Đắk Song"]["Chất lượng số liệu"].startswith("▼ cũ\nnơi khác đã có số liệu 30/06/2024")
    assert "0/9 xã" in units["Đắk Song"]["Chất lượng số liệu"]
    assert "Đắk Song chưa có số liệu từ 31/03/2024 (nơi khác đã có số liệu 30/06/2024)" in _said(app)


def test_every_sentence_to_act_on_leads_to_its_place(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    app = overview()
    links = dict(links_of(app))
    song = "Đắk Song: còn phải giảm 88 hộ, cần 15 hộ/tháng đến 31/12 (số liệu 30/06/2024)"
    assert links[song] == "./giam-ngheo?huyen=dak-song"
    assert links["Xã Tu Mơ Rông: chưa có số liệu giải ngân vốn đầu tư năm 2024"].startswith("./ngan-sach?tinh=kon-tum")
    lists = [body for body in html_of(app) if 'class="td-todo' in body]
    assert len(lists) == 3
    assert all(body.count("<li>") <= body.count("<a ") for body in lists)


def test_every_figure_of_the_table_says_where_it_comes_from(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    found = {address for text, address in links_of(overview()) if text == "37,1%"}
    assert len(found) == 1
    assert found.pop().endswith("tu-dau=ngheo.665.2024.97-kh-ubnd_tinh.percent_households")


def test_looking_back_the_year_is_judged_as_it_stood(overview: Open, sqlite: Database, load: Load) -> None:
    """In November 2026 the newest figures are of 30/06/2024: not «hôm nay», and it says so."""
    load(sqlite, JUNE)
    app = overview(LATER)
    said = _said(app)
    assert "Tính tại ngày 30/06/2024, ngày của số liệu mới nhất năm 2024, không phải hôm nay, 22/11/2026." in said
    assert "Đắk Song: còn phải giảm 88 hộ, cần 15 hộ/tháng đến 31/12 (số liệu 30/06/2024)" in said
    assert dict(links_of(app))["Năm 2024 đã hết: 8/8 đơn vị chưa có số chính thức cuối năm"] == "./nop-so-lieu"
    assert "số ngày tính đến hôm nay, 22/11/2026" in said


FINAL = JUNE.replace("30/06/2024", "31/12/2024").replace("Tuy Đức;;31/12/2024", "Tuy Đức;;30/06/2024")


def test_after_the_year_nobody_is_asked_for_a_monthly_fall(overview: Open, sqlite: Database, load: Load) -> None:
    """Seven huyện have final figures, Tuy Đức's are of June."""
    load(sqlite, FINAL)
    app = overview(LATER, huyen="tuy-duc")
    said = _said(app)
    assert "cần 119" not in said
    assert said.count("còn 713 hộ so với kế hoạch, năm 2024 đã hết mà chưa có số chính thức cuối năm") == 2
    assert {row["Cần mỗi tháng (hộ)"] for row in _by_unit(app).values()} == {"—"}


def test_what_is_short_left_and_asked_a_month_opens_its_own_figure(
    overview: Open, sqlite: Database, load: Load
) -> None:
    load(sqlite, JUNE)
    found = [(said, address.rsplit(".", 1)[1]) for said, address in links_of(overview()) if "ngheo.667." in address]
    assert [one for one in found if one[1] in ("short", "left", "per_month")] == [
        ("9", "short"),
        ("713", "left"),
        ("119", "per_month"),
    ]


@pytest.mark.parametrize(
    ("later", "label"),
    [
        ("", "Hộ nghèo hiện nay"),
        ("Đắk Song;;30/06/2025;chính thức;20.900;450\n", "Hộ nghèo cuối năm 2024"),
    ],
)
def test_a_result_that_newer_ones_have_followed_is_not_called_present(
    overview: Open, sqlite: Database, load: Load, later: str, label: str
) -> None:
    load(sqlite, f"{HEAD}Đắk Song;;31/12/2024;chính thức;20.900;511\n{later}")
    app = overview(date(2025, 7, 15), huyen="dak-song")
    assert (app.metric[2].label, app.metric[2].value) == (label, "511")


def test_a_chosen_period_is_the_day_that_is_judged_on(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    said = _said(overview(LATER, ky="2024-06-30"))
    assert "Tính tại ngày 30/06/2024, kỳ số liệu đang chọn." in said
    assert "Năm 2024 đã hết" not in said


def test_a_chosen_huyen_has_its_own_figures(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    app = overview(huyen="dak-song")
    assert _metrics(app)[2] == "540"
    assert "Huyện Đắk Song" in [part.value for part in app.subheader]


def test_the_screen_is_made_of_few_elements(overview: Open, sqlite: Database, load: Load) -> None:
    load(sqlite, JUNE)
    elements = [one for one in overview().main if not isinstance(one, Block)]
    assert len(elements) <= 45


def test_the_other_programmes_are_named_with_their_units(overview: Open) -> None:
    """After the four cards of the poverty plan, which stay the first."""
    app = overview(date(2024, 6, 10))
    assert _metrics(app) == ["8.838", "5.423", "—", "—"]
    said = _said(app)
    assert "Ngân sách 2024 (vốn năm)" in said
    assert "2.913 triệu đồng" in said
    assert "Kế hoạch vốn: đầu tư 1.977, sự nghiệp 936. Chưa có số liệu giải ngân." in said
    assert "Xã Tu Mơ Rông, huyện Tu Mơ Rông, tỉnh Kon Tum" in said
    assert "4/8 xã đạt chuẩn" in said
    assert "4 xã đạt theo lời kế hoạch, chưa có số quyết định. Chưa nạp quyết định công nhận nào." in said
    assert "Huyện Kon Plông, tỉnh Kon Tum" in said
    assert "0/70 đạt" in said
    assert "3/193 qua hạn, chưa ghi nhận" in said
    assert "Hạn sắp tới: 15/06/2024 (3 nhiệm vụ, còn 5 ngày)" in said
    links = [address for text, address in links_of(app) if text == "Xem chi tiết →"]
    assert links == [
        "./ngan-sach?tinh=kon-tum&huyen=tu-mo-rong&xa=tu-mo-rong",
        "./nong-thon-moi?tinh=kon-tum&huyen=kon-plong",
        "./muc-tieu-nhiem-vu?pham-vi=tat-ca",
        "./muc-tieu-nhiem-vu?pham-vi=tat-ca&phan=nhiem-vu",
    ]


def test_deadlines_ahead_stand_beside_those_that_passed(sqlite: Database) -> None:
    """In mid-July the six-month reports are overdue, those of the year are next: each kind has its places."""
    with sqlite.read() as session:
        chosen = GoalFilter(JULY)
        found = next_deadlines(all_duties(session, chosen), all_goals(session, chosen), JULY, most=5)
    assert [one.overdue for one in found] == [True, True, False, False, False]
    assert found[1].due < JULY < found[2].due == date(2024, 12, 10)


def test_the_next_deadlines_lead_to_the_duties(overview: Open) -> None:
    app = overview(date(2024, 6, 10))
    found = [(text, address) for text, address in links_of(app) if text.endswith("còn 4 ngày")]
    assert found
    assert {address for _, address in found} == {"./nghia-vu-bao-cao?ke-hoach=97-kh-ubnd"}
    assert "Thời hạn sắp tới" in [part.value for part in app.subheader]
    assert "Thời hạn đã qua, chưa ghi nhận" in [part.value for part in overview(LATER).subheader]


def test_a_province_without_a_poverty_plan_shows_what_there_is(overview: Open) -> None:
    app = overview(tinh="kon-tum")
    assert not app.metric
    said = _said(app)
    assert "2.913 triệu đồng" in said
    assert "Xã Tu Mơ Rông: chưa có số liệu giải ngân vốn đầu tư năm 2024" in said
    headings = [part.value for part in app.subheader]
    assert headings == ["Cần chú ý", "Thời hạn sắp tới", "Các chương trình khác"]


def test_disbursement_on_the_overview_has_its_share_and_cut_off(overview: Open, sqlite: Database, load: Load) -> None:
    """850,5 of 2.913 with one line of six reported: at least 29,2%."""
    head = "Huyện, thành phố;Xã, phường, thị trấn;Năm vốn;Mã nội dung;Nguồn;Ngày số liệu;Lũy kế giải ngân\n"
    load(sqlite, f"{head}Tu Mơ Rông;Tu Mơ Rông;2024;2.1;vốn năm;30/05/2024;850,5\n")
    assert "Đã giải ngân ít nhất 29,2%, 1/6 nội dung có số, đến 30/05/2024." in _said(overview())


HALF, END = date(2024, 6, 30), date(2024, 12, 31)


@pytest.mark.parametrize(
    ("days", "as_of", "today", "expected"),
    [
        ([HALF], None, JULY, JudgedOn(JULY, "Tính tại hôm nay, 15/07/2024.")),
        ([HALF], None, END, JudgedOn(END, "Tính tại hôm nay, 31/12/2024.")),
        ([HALF], HALF, LATER, JudgedOn(HALF, "Tính tại ngày 30/06/2024, kỳ số liệu đang chọn.")),
        ([None], None, LATER, JudgedOn(LATER, "Tính tại hôm nay, 22/11/2026; năm 2024 đã hết.")),
        ([HALF, END], None, LATER, JudgedOn(LATER, "Tính tại hôm nay, 22/11/2026; năm 2024 đã hết.")),
        (
            [HALF, None],
            None,
            LATER,
            JudgedOn(
                HALF,
                "Tính tại ngày 30/06/2024, ngày của số liệu mới nhất năm 2024, không phải hôm nay, 22/11/2026.",
                looks_back=True,
            ),
        ),
    ],
    ids=["in the year", "its last day", "chosen", "nothing to look at", "the end is known", "looking back"],
)
def test_the_day_that_sentences_are_judged_on(
    days: Sequence[date | None], as_of: date | None, today: date, expected: JudgedOn
) -> None:
    parts = [plan(code, result(day, 2000) if day else None) for code, day in zip((TUY_DUC, CU_JUT), days, strict=False)]
    assert judged_on(parts, as_of, today) == expected
    assert bool(unfinished_year(parts, expected)) is expected.looks_back


@pytest.mark.parametrize(
    ("days", "today", "said"),
    [
        ([HALF], JULY, "Tính tại ngày 15/07/2024, ngày của thời điểm đang xem."),
        ([None], LATER, "Tính tại ngày 22/11/2026, ngày của thời điểm đang xem; năm 2024 đã hết."),
        (
            [HALF],
            LATER,
            "Tính tại ngày 30/06/2024, ngày của số liệu mới nhất năm 2024, không phải ngày 22/11/2026,"
            " ngày của thời điểm đang xem.",
        ),
    ],
)
def test_in_a_view_of_the_past_the_day_is_not_today(days: Sequence[date | None], today: date, said: str) -> None:
    parts = [plan(TUY_DUC, result(day, 2000) if day else None) for day in days]
    assert judged_on(parts, None, today, datetime(today.year, today.month, today.day, 8, tzinfo=UTC)).said == said


def _sentence(number: int) -> Attention:
    place = all_places().by_code[TUY_DUC]
    return Attention(place, str(number), "giam-ngheo", Decimal(0), AttentionKind.SHORT)


def test_of_several_lists_none_hides_another() -> None:
    lists = {"a": [_sentence(n) for n in range(1, 7)], "b": [_sentence(10)], "c": [_sentence(20), _sentence(21)]}
    found = shortened(lists, 5)
    assert [one.sentence for one in found.shown] == ["1", "2", "10", "20", "21"]
    assert {name: [one.sentence for one in some] for name, some in found.left_out.items()} == {
        "a": ["3", "4", "5", "6"]
    }
    assert shortened({}, 5).shown == ()
    assert shortened({"b": lists["b"]}, 1).left_out == {}


def _parts() -> list[PlanStatus]:
    """Tuy Đức 713 hộ left, Cư Jút 136 of 300 (640 of 804 − 300), Đắk Song without figures."""
    return [plan(DAK_SONG, None), plan(CU_JUT, result(HALF, 640, 22031)), plan(TUY_DUC, result(HALF, 2444))]


def test_units_stand_by_what_is_missing_those_without_figures_last() -> None:
    assert [row.place.name for row in by_what_is_missing(_parts())] == ["Tuy Đức", "Cư Jút", "Đắk Song"]


def test_the_opening_counts_and_names_those_behind() -> None:
    """49,7% of the year gone: by points Tuy Đức has (18,78 − 14,55) ÷ 8,5 = 49,8%; Đắk Mil 5 of 100 households."""
    late = plan(DAK_MIL, result(HALF, 465, 28069))
    assert standing_said([late, *_parts()]) == ("4 đơn vị: 1 chậm (Đắk Mil); 2 đúng tiến độ; 1 chưa có số liệu.")
    assert standing_said([]) == ""


def test_a_unit_counts_once_and_estimates_that_reach_the_plan_are_told() -> None:
    """Tuy Đức at 1.700 of the planned 1.731, once final and once an estimate of the year's end."""
    final, estimate = (plan(TUY_DUC, result(END, 1700, 16874, official=official)) for official in (True, False))
    reached = plan(CU_JUT, result(END, 500, 22131))
    assert standing_said([estimate, reached]) == "2 đơn vị: 2 đạt kế hoạch (trong đó 1 theo số ước)."
    assert standing_said([estimate]) == "1 đơn vị: 1 đạt kế hoạch (theo số ước)."
    assert standing_said([final, final]) == "1 đơn vị: 1 đạt kế hoạch."
    assert (state_said(estimate), state_said(final)) == ("Đạt kế hoạch (ước)", "Đạt kế hoạch")


def test_the_deadlines_of_the_chosen_province_come_first(sqlite: Database) -> None:
    """Of Đắk Nông in 2026: its reports of 2024 are long overdue, those of Kon Plông are nearer to the day."""
    province = all_places().by_code["67"]
    with sqlite.read() as session:
        chosen = GoalFilter(LATER)
        rows = all_duties(session, chosen), all_goals(session, chosen)
    own_plans = {row.plan_number for row in rows[1] if row.place and row.place.code in all_places().codes_below("67")}
    own = next_deadlines([row for row in rows[0] if row.plan_number in own_plans], [], LATER, 5)
    found = deadlines_of(province, *rows, LATER, 5)
    assert len(found) == 5
    assert own
    assert found[0] in own
    assert deadlines_of(None, *rows, LATER, 5) == next_deadlines(*rows, LATER, 5)


@pytest.mark.parametrize(
    ("found", "today", "said"),
    [
        (result(HALF, 2444), JULY, "còn phải giảm 713 hộ, cần 119 hộ/tháng đến 31/12"),
        (result(HALF, 2444), date(2024, 10, 10), "còn phải giảm 713 hộ, cần 238 hộ/tháng đến 31/12"),
        (result(HALF, 2444), END, "còn 713 hộ so với kế hoạch năm 2024"),
        # 3.131 → 3.200: 69 more, and 1.469 to 1.731.
        (result(HALF, 3200), JULY, "tăng 69 hộ, còn phải giảm 1.469 hộ, cần 245 hộ/tháng đến 31/12"),
        (
            result(HALF, 2444),
            LATER,
            "còn 713 hộ so với kế hoạch, năm 2024 đã hết mà chưa có số chính thức cuối năm",
        ),
        (result(HALF, 1731), JULY, "đã đủ số hộ của kế hoạch"),
        (result(END, 1760, 16874), LATER, "không đạt, thiếu 29 hộ so với kế hoạch"),
        # 100,2% by points: met, one household short.
        (result(END, 1732, 16874), LATER, "thiếu 1 hộ so với kế hoạch"),
        (None, JULY, ""),
    ],
)
def test_the_distance_is_said_on_the_day_that_is_judged(found: Result | None, today: date, said: str) -> None:
    assert distance_said(plan(TUY_DUC, found), today) == said


def test_every_kind_of_sentence_has_its_word_and_sign() -> None:
    assert set(attention_words()) == set(AttentionKind)
    assert all(word.label and word.symbol for word in attention_words().values())
