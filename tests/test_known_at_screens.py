"""«Số liệu tại thời điểm»: every screen shows the past as it was, links keep the moment, one click leads back."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo, remove_demo
from core.ingest.pipeline import undo
from core.moments import month_ends, understand_moment, written_moment
from core.official_report.archive import make_and_keep
from core.official_report.request import ReportRequest
from core.settings import time_zone
from tests.conftest import SHIPPED, UPLOAD_1, UPLOAD_2, Load, at_screen, new_app
from tests.html_tables import html_of, links_of, texts_of
from tests.programme_files import SPENT, TMR
from tests.test_known_at import CORRECTED, moment, place_in_time
from tests.test_pages import JUNE
from ui.charts.template import _SOURCE_LETTERS, _SOURCE_LINE_PX
from ui.navigation import screens

ROOT = Path(__file__).resolve().parents[1]
TITLES = {row["slug"]: row["title"] for row in screens()}
PAID = SPENT + f"{TMR};2024;2.1;vốn năm;30/06/2024;chính thức;850,5;100;\n"
BACK = "Về hiện nay"
SAID_IN_PICTURES = "Như đã biết lúc"
# The list of moments, the notice; explaining a shortfall and taking a batch back are of the present.
_NOT_OF_THE_FIGURES = ("td-known-at", "td-past", "giải trình", "muốn có lại thì nộp lại tệp")
# What was today then is said to be the day of the moment looked at.
_DAY_OF_THE_MOMENT = r"ngày (\d\d/\d\d/\d{4}), ngày của thời điểm đang xem"
Open = Callable[..., AppTest]


@pytest.fixture
def opened(app: AppTest) -> Open:
    """Opens a screen by a link, as somebody who comes for the first time."""

    def open_link(screen: str, **link: str) -> AppTest:
        fresh = new_app()
        for name, value in link.items():
            fresh.query_params[name.replace("_", "-")] = value
        at_screen(fresh, screen).run()
        assert not fresh.exception, fresh.exception[0].value
        return fresh

    return open_link


def _shown(app: AppTest) -> list[str]:
    """Figures, everything that is said and drawn; without addresses, the moment itself and what is for writing."""
    stated = [*app.metric, *app.markdown, *app.caption, *app.info, *app.warning, *app.subheader]
    said = [*(str(one.value) for one in stated), *html_of(app)]
    texts = [re.sub("<[^>]*>", " ", text) for text in said if not any(part in text for part in _NOT_OF_THE_FIGURES)]
    texts = [re.sub(_DAY_OF_THE_MOMENT, r"hôm nay, \1", text) for text in texts]
    specs = [json.dumps(_without_moment(json.loads(chart.proto.spec))) for chart in app.get("plotly_chart")]
    drawn = [re.sub(r"""\./[^'"\\]*""", "", spec) for spec in specs]
    return [*texts, *drawn]


def _without_moment(spec: dict[str, Any]) -> dict[str, Any]:
    """A picture as it is without the sentence that says the moment, and without the lines that it takes."""
    layout = spec["layout"]
    for note in layout.get("annotations", []):
        flat = note.get("text", "").replace("<br>", " ")
        before, sentence, _ = flat.partition(SAID_IN_PICTURES)
        if sentence:
            lines = wrap(before, _SOURCE_LETTERS, break_on_hyphens=False)
            spared = _SOURCE_LINE_PX * (note["text"].count("<br>") + 1 - len(lines))
            note["text"] = "<br>".join(lines)
            note["yshift"] += spared
            layout["height"] -= spared
            layout["margin"]["b"] -= spared
    return spec


def _asked(app: AppTest) -> dict[str, str]:
    """The link, with one value of each name."""
    return {name: said if isinstance(said, str) else said[0] for name, said in app.query_params.items()}


VIEWS = [
    ("overview.py", {}),
    ("poverty.py", {}),
    ("poverty.py", {"huyen": "tuy-duc"}),
    ("poverty.py", {"huyen": "tuy-duc", "xem": "theo-thoi-gian"}),
    ("budget.py", {"tinh": "kon-tum", "huyen": "tu-mo-rong", "xa": "tu-mo-rong"}),
    ("budget.py", {"tinh": "kon-tum"}),
    ("rural.py", {"tinh": "kon-tum", "huyen": "kon-plong"}),
    ("goals.py", {"tinh": "kon-tum", "huyen": "kon-plong"}),
    ("goals.py", {"nhom": "nhiem-vu"}),
    ("sources.py", {"the": "cac-lan-nap-so-lieu"}),
    ("sources.py", {"the": "lich-su-so-lieu", "huyen": "tuy-duc"}),
    ("overview.py", {"tu-dau": "ngheo.667.2024.97-kh-ubnd_tinh.poor", "huyen": "tuy-duc"}),
]


def _visited(app: AppTest, link: dict[str, str], screen: str) -> list[str]:
    app.query_params.clear()
    for name, value in link.items():
        app.query_params[name] = value
    app.switch_page(f"../pages/{screen}").run()
    assert not app.exception, app.exception[0].value
    return _shown(app)


def test_every_screen_shows_the_past_as_it_was(sqlite: Database, load: Load, opened: Open) -> None:
    """Looked at after each step, then once more by a link to that moment when all steps are done."""
    steps: list[Callable[[], object]] = [
        lambda: load_demo(sqlite),
        lambda: load(sqlite, JUNE),
        lambda: load(sqlite, PAID, justify="đúng"),
        lambda: load(sqlite, CORRECTED),
        lambda: undo(sqlite, SHIPPED + 10, operator("người thử")),
        lambda: remove_demo(sqlite, operator("người thử")),
    ]
    app, taken = opened("overview.py"), []
    for step in steps:
        step()
        taken.append((moment(), [_visited(app, link, screen) for screen, link in VIEWS]))
    assert len({str(then) for _, then in taken}) == len(steps), "every step shows somewhere"
    for known_at, then in taken:
        for (screen, link), shown in zip(VIEWS, then, strict=True):
            seen = _visited(app, {**link, "tai-thoi-diem": written_moment(known_at)}, screen)
            assert seen == shown, (screen, link)


@pytest.fixture
def corrected(sqlite: Database, load: Load) -> Database:
    """The plans known from 30/04/2024; results on 01/07, corrected on 05/07, which was taken back on 15/07/2024."""
    load(sqlite, JUNE)
    load(sqlite, CORRECTED)
    undo(sqlite, UPLOAD_2, operator("người thử"))
    for batch in range(1, SHIPPED + 1):
        place_in_time(sqlite, batch, _at(30, month=4))
    place_in_time(sqlite, UPLOAD_1, _at(1))
    place_in_time(sqlite, UPLOAD_2, _at(5), undone=_at(15))
    return sqlite


def _at(day: int, month: int = 7) -> datetime:
    return datetime(2024, month, day, 8, tzinfo=time_zone())


@pytest.mark.parametrize(
    ("known_at", "poor"),
    [
        ("2024-06-30", "—"),
        ("2024-07-01T07:59", "—"),
        ("2024-07-01T08:00", "7.078"),
        ("2024-07-05", "7.034"),
        ("2024-07-15T07:59:59", "7.034"),
        ("2024-07-15T08:00", "7.078"),
        ("", "7.078"),
    ],
)
def test_the_first_figure_of_the_province(corrected: Database, opened: Open, known_at: str, poor: str) -> None:
    """7.078 poor households; with 2.400 instead of 2.444 in Tuy Đức 7.034."""
    app = opened("overview.py", **({"tai_thoi_diem": known_at} if known_at else {}))
    assert app.metric[2].value == poor


def test_the_moment_is_said_on_every_screen_with_a_way_back(corrected: Database, opened: Open) -> None:
    for row in screens():
        app = opened(row["file"], huyen="tuy-duc", tai_thoi_diem="2024-07-06T12:00")
        said = next(body for body in html_of(app) if "td-past" in body)
        assert "06/07/2024 12:00" in said, row["slug"]
        assert ("luôn làm việc với số liệu hiện nay" in said) == (row["slug"] == "nop-so-lieu")
        back = dict(links_of(app))[BACK]
        assert parse_qs(urlsplit(back).query) == {"huyen": ["tuy-duc"]}
        assert urlsplit(back).path == ("./" if row["default"] else f"./{row['slug']}")
        assert not [body for body in html_of(opened(row["file"])) if "td-past" in body]


def test_every_link_keeps_the_moment_and_names_the_province(corrected: Database, opened: Open) -> None:
    """A province that links leave out is that with most figures now, which another time may be another."""
    for screen, link in VIEWS:
        app = opened(screen, tai_thoi_diem="2024-07-06T12:00", **link)
        fold = next(body for body in html_of(app) if "td-known-at" in body)
        inside = [(text, address) for text, address in links_of(app) if address.startswith("./")]
        others = [address for text, address in inside if text != BACK and address.replace("&", "&amp;") not in fold]
        assert others, screen
        for address in others:
            asked = parse_qs(urlsplit(address).query)
            assert asked["tai-thoi-diem"] == ["2024-07-06T12:00"], (screen, address)
            assert "tinh" in asked, (screen, address)
        assert _asked(app)["tai-thoi-diem"] == "2024-07-06T12:00"


def test_the_moment_stays_when_the_screen_or_the_unit_changes(corrected: Database, opened: Open) -> None:
    app = opened("overview.py", tai_thoi_diem="2024-07-06")
    app.selectbox[1].select("tuy-duc").run()
    app.switch_page("../pages/poverty.py").run()
    assert "2.400" in texts_of(app)
    assert _asked(app) == {"tinh": "dak-nong", "huyen": "tuy-duc", "tai-thoi-diem": "2024-07-06"}


def test_going_back_to_now_by_the_link(corrected: Database, opened: Open) -> None:
    app = opened("poverty.py", huyen="tuy-duc", tai_thoi_diem="2024-07-06")
    app.query_params.clear()
    app.query_params["huyen"] = "tuy-duc"
    app.run()
    assert "2.400" not in texts_of(app)
    assert "tai-thoi-diem" not in app.query_params


def test_the_moments_offered(corrected: Database, opened: Open) -> None:
    fold = {text: address for text, address in links_of(opened("overview.py")) if "sau khi" in text}
    assert list(fold) == [
        f"15/07/2024 08:00 – sau khi thu hồi lô {UPLOAD_2} (Kết quả giảm nghèo)",
        f"05/07/2024 08:00 – sau khi nạp lô {UPLOAD_2} (Kết quả giảm nghèo)",
        f"01/07/2024 08:00 – sau khi nạp lô {UPLOAD_1} (Kết quả giảm nghèo)",
        f"30/04/2024 08:00 – sau khi nạp các lô 1–{SHIPPED} (kế hoạch kèm theo)",
    ]
    asked = [parse_qs(urlsplit(address).query)["tai-thoi-diem"][0] for address in fold.values()]
    assert asked == [f"2024-{day}T08:00" for day in ("07-15", "07-05", "07-01", "04-30")]


def test_a_moment_of_the_link_stands_among_those_offered(corrected: Database, opened: Open) -> None:
    app = opened("overview.py", tai_thoi_diem="2024-07-06T12:00")
    fold = next(body for body in html_of(app) if "td-known-at" in body)
    assert "Số liệu tại thời điểm: <b>06/07/2024 12:00</b>" in fold
    days = re.findall(r"(?:<b aria-current=\"true\">|_self\">)(\S+)", fold.partition("</ul>")[0])
    assert days == ["Hiện", "15/07/2024", "06/07/2024", "05/07/2024", "01/07/2024", "30/04/2024"]


def test_the_ends_of_months_since_the_first_figures(
    corrected: Database, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plans came on 30/04/2024; on 30/06/2024 June has not ended."""
    monkeypatch.setattr("ui.known_at.today", lambda: date(2024, 6, 30))
    ends = {text: address for text, address in links_of(opened("poverty.py")) if text.startswith("hết ngày")}
    assert list(ends) == ["hết ngày 31/05/2024", "hết ngày 30/04/2024"]
    assert ends["hết ngày 31/05/2024"] == "./giam-ngheo?tinh=dak-nong&tai-thoi-diem=2024-05-31"
    chosen = opened("poverty.py", tai_thoi_diem="2024-05-31")
    fold = next(body for body in html_of(chosen) if "td-known-at" in body)
    assert fold.count("aria-current") == 1, "it stands in its own list alone"
    assert fold.count("hết ngày 31/05/2024") == 2
    assert "tai-thoi-diem=2024-06-30</code> vào cuối địa chỉ" in fold


@pytest.mark.parametrize(
    ("first", "today", "expected"),
    [
        (date(2024, 1, 31), date(2024, 3, 1), [date(2024, 2, 29), date(2024, 1, 31)]),
        (date(2024, 2, 1), date(2024, 2, 29), []),
        (date(2020, 1, 1), date(2024, 1, 1), [date(2023, 12, 31), date(2023, 11, 30), date(2023, 10, 31)]),
    ],
)
def test_ends_of_months(first: date, today: date, expected: list[date]) -> None:
    assert month_ends(first, today, 3) == expected


def test_the_moments_of_reports_are_offered(corrected: Database, opened: Open) -> None:
    """The report's own figures were those of 06/07/2024, whenever it was made."""
    request = ReportRequest("97/KH-UBND", "67", "2024-H1", _at(6))
    number, _ = make_and_keep(corrected, request, ".xlsx", operator("người thử"))
    app = opened("overview.py")
    [(said, address)] = [link for link in links_of(app) if f"báo cáo số {number}" in link[0]]
    assert said == f"06/07/2024 08:00 – báo cáo số {number}: 97/KH-UBND, tỉnh Đắk Nông, 6 tháng đầu năm 2024"
    assert parse_qs(urlsplit(address).query)["tai-thoi-diem"] == ["2024-07-06T08:00"]
    assert opened("overview.py", tai_thoi_diem="2024-07-06T08:00").metric[2].value == "7.034"


def test_words_of_a_past_view_do_not_say_today(corrected: Database, opened: Open) -> None:
    said = texts_of(opened("overview.py", tai_thoi_diem="2024-07-06T12:00"))
    assert "Tính tại ngày 06/07/2024, ngày của thời điểm đang xem." in said
    assert "số ngày tính đến ngày 06/07/2024, ngày của thời điểm đang xem." in said
    assert "hôm nay" not in said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("hôm qua", "«hôm qua» không phải ngày, giờ"),
        ("2024-13-01", "«2024-13-01» không phải ngày, giờ"),
        ("2999-01-01", "«2999-01-01» chưa tới"),
        ("2999-01-01T08:00", "«2999-01-01T08:00» chưa tới"),
        ("0001-01-01T00:00", "không phải ngày, giờ"),
        ("**x** :red[y] www.z.vn", "«x redy wwwzvn» không phải"),
    ],
)
def test_a_moment_that_is_none_is_said(corrected: Database, opened: Open, asked: str, said: str) -> None:
    app = opened("overview.py", tai_thoi_diem=asked)
    assert any(said in str(warning.value) for warning in app.warning)
    assert app.metric[2].value == "7.078"
    assert "tai-thoi-diem" not in app.query_params


def test_before_anything_was_loaded_every_screen_opens(corrected: Database, opened: Open) -> None:
    for row in screens():
        app = opened(row["file"], tai_thoi_diem="2020-01-01")
        assert len(app.title) == 1


def test_the_upload_screen_works_on_what_stands_now(corrected: Database, opened: Open) -> None:
    """In July 2024 lô 2 still stood; now only lô 1 can be taken back, and is."""
    app = opened("upload.py", tai_thoi_diem="2024-07-06")
    app.button(key=f"_recent_{UPLOAD_1}_undo").click().run()
    assert not app.exception
    assert opened("overview.py").metric[2].value == "—"
    assert opened("overview.py", tai_thoi_diem="2024-07-06").metric[2].value == "7.034"


def test_nothing_of_the_past_is_taken_back_or_removed(sqlite: Database, load: Load, opened: Open) -> None:
    load_demo(sqlite)
    load(sqlite, CORRECTED)
    then = written_moment(moment())
    app = opened("sources.py", the="cac-lan-nap-so-lieu")
    assert [button.key for button in app.button if "undo" in str(button.key)]
    assert app.button(key="_demo_banner_remove")
    past = opened("sources.py", the="cac-lan-nap-so-lieu", tai_thoi_diem=then)
    assert [button.key for button in past.button] == []


def test_written_moments_come_back(corrected: Database, opened: Open) -> None:
    """Every address offered is one that the bar takes over unchanged."""
    for _, address in [one for one in links_of(opened("overview.py")) if "sau khi" in one[0]]:
        (asked,) = parse_qs(urlsplit(address).query)["tai-thoi-diem"]
        found = understand_moment(asked)
        assert found
        assert written_moment(found) == asked
