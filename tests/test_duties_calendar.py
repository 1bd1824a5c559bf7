"""The calendar of duties: RFC 5545, its route, and the command."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
from starlette.applications import Starlette

from core.__main__ import main
from core.database import Database
from core.reports.duty_calendar import calendar_text, escaped, folded, shortened, uid
from core.reports.duty_views import DutyChoice, by_deadline, chosen_duties
from core.reports.goals import GoalFilter
from core.reports.unit_duties import UnitDuty, unit_duties
from tests.conftest import Load
from tests.test_frame import Answer, ask
from ui.frame import calendar, gate, links
from ui.frame.modes import Mode, Running

STAMP = datetime(2024, 6, 10, 5, tzinfo=UTC)
DONE_UNIT = "Huyện, thành phố;Số văn bản;Mã nhiệm vụ;Ngày đơn vị hoàn thành;Ghi chú\n"


def rows(database: Database, plan: str = "") -> list[UnitDuty]:
    with database.read() as session:
        return chosen_duties(by_deadline(unit_duties(session, GoalFilter(date(2024, 6, 10)))), DutyChoice(plan))


def events(text: str) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(text.encode()).walk("VEVENT"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sở, Ban; ngành", "Sở\\, Ban\\; ngành"),
        ("a\\b", "a\\\\b"),
        ("dòng một\r\ndòng hai\n", "dòng một\\ndòng hai\\n"),
    ],
)
def test_signs_that_mean_something_are_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize("length", [1, 74, 75, 76, 150, 400])
@pytest.mark.parametrize("letter", ["a", "ữ", "đ", "𝛑"])
def test_lines_are_folded_between_letters(letter: str, length: int) -> None:
    made = folded(letter * length)
    lines = made.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert all(line.startswith(" ") for line in lines[1:])
    assert made.replace("\r\n ", "") == letter * length
    assert (len(lines) == 1) is (len((letter * length).encode()) <= 75)


@pytest.mark.parametrize(
    ("title", "longest", "expected"), [("Báo cáo năm", 20, "Báo cáo năm"), ("một hai ba", 8, "một hai…")]
)
def test_long_titles_are_cut_at_a_word(title: str, longest: int, expected: str) -> None:
    assert shortened(title, longest) == expected


def test_another_program_reads_the_calendar_as_it_was_meant(sqlite: Database) -> None:
    found = rows(sqlite)
    text = calendar_text(found, STAMP, base="https://tien-do.example")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")
    whole = icalendar.Calendar.from_ical(text.encode())
    assert (whole["METHOD"], whole["X-WR-CALNAME"], whole["X-WR-TIMEZONE"]) == (
        "PUBLISH",
        "Nghĩa vụ báo cáo",
        "Asia/Ho_Chi_Minh",
    )
    read = events(text)
    assert len(read) == sum(row.last_day is not None for row in found) == 63
    assert len({event["UID"] for event in read}) == 63
    [six] = [
        event
        for event in read
        if str(event["SUMMARY"]).startswith("huyện Tuy Đức: Báo cáo kết quả thực hiện Kế hoạch định kỳ 6 tháng")
    ]
    assert (six.start, six.end) == (date(2024, 6, 14), date(2024, 6, 15))
    assert six["DTSTAMP"].dt == STAMP
    said = str(six["DESCRIPTION"])
    assert "Hạn theo văn bản: trước ngày 15/06/2024; lịch ghi ngày cuối còn đúng hạn." in said
    assert "97/KH-UBND, mục Phần kết, mã ket-6-thang-2" in said
    assert "Lặp lại: 6 tháng." in said
    assert "https://tien-do.example/nghia-vu-bao-cao?nhiem-vu=97-kh-ubnd~ket-6-thang-2" in said
    [alarm] = six.walk("VALARM")
    assert alarm["TRIGGER"].dt.days == -7


def test_inclusive_deadlines_stand_on_their_own_day(sqlite: Database) -> None:
    [event] = [
        one
        for one in events(calendar_text(rows(sqlite, "83-kh-ubnd"), STAMP))
        if "xã Hiếu: Phấn đấu" in str(one["SUMMARY"])
    ]
    assert event.start == date(2025, 12, 31)


def test_what_is_done_stays_in_the_calendar_under_the_same_name_without_alarm(sqlite: Database, load: Load) -> None:
    [before] = [row for row in rows(sqlite) if row.duty.obligation == "ket-6-thang-2" and row.who == "huyện Tuy Đức"]
    load(sqlite, f"{DONE_UNIT}Tuy Đức;97/KH-UBND;ket-6-thang-2;09/06/2024;Công văn 45, bản giấy\n")
    [after] = [row for row in rows(sqlite) if uid(row) == uid(before)]
    [event] = events(calendar_text([after], STAMP))
    assert (event["UID"], event["STATUS"], event.walk("VALARM")) == (uid(before), "CONFIRMED", [])
    assert str(event["SUMMARY"]).startswith("[Đúng hạn] huyện Tuy Đức")


Get = Callable[..., Answer]


@pytest.fixture
def get(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Get:
    """Asks the program's own routes, behind what sends unknown pages home."""
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    front = [*gate.middleware(Running(Mode.LOCAL)), *links.middleware(frozenset({calendar.PREFIX}))]
    app = Starlette(routes=calendar.routes(), middleware=front)
    return lambda query="", **headers: ask(app, "/lich/nghia-vu.ics", query, host="tien-do.example", **headers)


def test_the_calendar_is_served_without_a_session(get: Get) -> None:
    answer = get(accept="text/html")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    text = answer.body.decode()
    assert len(events(text)) == 63
    assert "http://tien-do.example/nghia-vu-bao-cao?" in text.replace("\r\n ", "")
    again = get(if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_the_calendar_changes_with_the_data(get: Get, sqlite: Database, load: Load) -> None:
    first = get("huyen=tuy-duc")
    load(sqlite, f"{DONE_UNIT}Tuy Đức;97/KH-UBND;ket-6-thang-2;09/06/2024;\n")
    second = get("huyen=tuy-duc", if_none_match=first.headers["etag"])
    assert second.status == 200
    assert "[Đúng hạn] huyện Tuy Đức" in second.body.decode().replace("\r\n ", "")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("huyen=tuy-duc", 4),
        ("tinh=dak-nong&huyen=tuy-duc", 4),
        ("tinh=kon-tum", 25),
        ("ke-hoach=97-kh-ubnd", 38),
        ("tinh=dak-nong", 38),
        ("tinh=dak-nong&ke-hoach=tu-mo-rong-2024", 4),
        ("co-quan=cac-so-ban-nganh-lien-quan", 3),
        ("huyen=tu-mo-rong&xa=tu-mo-rong&tinh=kon-tum", 4),
    ],
)
def test_a_subscription_is_of_what_its_address_names(get: Get, query: str, expected: int) -> None:
    assert len(events(get(query).body.decode())) == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("huyen=khong-co", "Không có huyện «khong-co»"),
        ("tinh=kon-tum&huyen=tuy-duc", "Không có huyện «tuy-duc»"),
        ("xa=quang-tam", "Hãy nêu cả huyện của xã."),
        ("co-quan=so-mo", "Không có cơ quan, đơn vị «so-mo»"),
        ("ke-hoach=1-kh", "Không có nhiệm vụ của kế hoạch «1-kh»"),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(get: Get, query: str, said: str) -> None:
    answer = get(query)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert said in answer.body.decode()


@pytest.fixture
def command(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    return sqlite


def test_the_command_prints_a_line_per_duty_and_unit(command: Database, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["obligations", "--plan", "97/KH-UBND", "--unit", "Tuy Đức", "--as-of", "10/6/2024"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 11
    assert lines[1].startswith("[Chưa đến hạn] trước ngày 15/06/2024 · huyện Tuy Đức · Báo cáo kết quả")
    assert lines[1].endswith("(97/KH-UBND, ket-6-thang-2): còn 4 ngày")
    assert lines[-1] == (
        "10 dòng. 1 nghĩa vụ đã qua hạn, chưa ghi nhận hoàn thành. Hạn gần nhất: trước ngày 15/06/2024, còn 4 ngày"
        " (1 đơn vị, cơ quan)."
    )


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--state", "overdue"], 10),
        (["--state", "Quá hạn"], 10),
        (["--state", "Qua hạn, chưa ghi nhận"], 10),
        (["--state", "pending", "--agency", "mặt trận"], 2),
        (["--unit", "667", "--state", "pending"], 3),
        (["--plan", "tu-mo-rong-2024", "--state", "pending"], 4),
    ],
)
def test_the_command_narrows(
    command: Database, capsys: pytest.CaptureFixture[str], options: list[str], expected: int
) -> None:
    assert main(["obligations", "--as-of", "2024-06-10", "--json", *options]) == 0
    assert len(json.loads(capsys.readouterr().out)["obligations"]) == expected


def test_the_json_has_plain_values(command: Database, capsys: pytest.CaptureFixture[str], load: Load) -> None:
    load(command, f"{DONE_UNIT}Tuy Đức;97/KH-UBND;ket-6-thang-2;15/06/2024;\n")
    options = ["--unit", "Tuy Đức", "--state", "late", "--as-of", "2024-07-01", "--json"]
    assert main(["obligations", *options]) == 0
    [row] = json.loads(capsys.readouterr().out)["obligations"]
    assert {name: row[name] for name in ("unit_code", "due", "last_day", "state", "days_left", "done_on", "parts")} == {
        "unit_code": "667",
        "due": "2024-06-15",
        "last_day": "2024-06-14",
        "state": "late",
        "days_left": -1,
        "done_on": "2024-06-15",
        "parts": {"done": 0, "expected": 6},
    }


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--unit", "Xyz"], "Không rõ đơn vị «Xyz»"),
        (["--state", "xong"], "Các trạng thái: overdue (Qua hạn, chưa ghi nhận)"),
        (["--plan", "1/KH"], "Không có nhiệm vụ của kế hoạch «1/KH»"),
    ],
)
def test_the_command_says_what_is_not_there(
    command: Database, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    assert main(["obligations", *options]) == 2
    assert said in capsys.readouterr().err


def test_the_command_writes_the_calendar(command: Database, tmp_path: Path) -> None:
    file = tmp_path / "lich.ics"
    assert main(["obligations", "--plan", "97/KH-UBND", "--ics", str(file)]) == 0
    written = events(file.read_bytes().decode())
    assert len(written) == 38
    assert not [event for event in written if "URL" in event or "nghia-vu-bao-cao" in str(event["DESCRIPTION"])]
