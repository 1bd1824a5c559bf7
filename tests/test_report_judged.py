"""The day that a report looks from: the end of its period, or the day it was made where that came first."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from core.database import Database
from core.official_report.chapters import behind, duties, goals
from core.reports.poverty import PovertyFilter, poverty_status
from core.tables import Batch
from core.wording_distance import distance_said
from tests.conftest import Load
from tests.report_chapters import chapter_of
from tests.test_report_poverty import DAK_NONG, JUNE, KH_97, reported

LONG_AFTER = datetime(2026, 3, 2, tzinfo=UTC)
# 23:00 in Vietnam.
JUNE_19 = datetime(2024, 6, 19, 16, tzinfo=UTC)


def _known_before(database: Database, moment: datetime) -> None:
    """Everything that was imported, as if by then."""
    with Session(database.engine) as session, session.begin():
        session.execute(update(Batch).values(committed_at=moment, published_at=moment))


def _printed_day(deadline: str) -> date:
    """`trước ngày 15/06/2024`."""
    day, month, year = map(int, deadline[-10:].split("/"))
    return date(year, month, day)


def test_what_falls_due_after_six_months_is_not_overdue_in_a_report_made_later(sqlite: Database) -> None:
    """By 30/06 the duties of 31/03 and 15/06 are due; those of December and the goals of 31/12 are ahead."""
    _known_before(sqlite, datetime(2024, 3, 1, tzinfo=UTC))
    listed = chapter_of(sqlite, duties.chapter, KH_97, DAK_NONG, "2024-H1", LONG_AFTER)
    aims = chapter_of(sqlite, goals.chapter, KH_97, DAK_NONG, "2024-H1", LONG_AFTER)
    assert listed
    assert aims
    states = {(_printed_day(row[3]), row[5]) for row in listed.rows("tung-nhiem-vu")}
    late = {day for day, state in states if "ua hạn" in state}
    assert late == {date(2024, 3, 31), date(2024, 6, 15)}
    assert {state for day, state in states if day > date(2024, 6, 30)} == {"Chưa đến hạn"}
    assert "Quá hạn" not in aims.text


@pytest.mark.parametrize(
    ("period", "known_at", "per_month"),
    [("2024-H1", JUNE_19, 124), ("19/06/2024", LONG_AFTER, 124), ("2024-H1", LONG_AFTER, 144)],
)
def test_what_is_left_is_divided_by_the_months_from_the_day_looked_from(
    sqlite: Database, load: Load, period: str, known_at: datetime, per_month: int
) -> None:
    """Đăk Glong has 864 to go: from 19/06 seven months, 124 each; from 30/06 six, 144 each. As the screens say."""
    load(sqlite, reported({"Đăk Glong": JUNE["Đăk Glong"]}, "31/05/2024"))
    _known_before(sqlite, datetime(2024, 6, 5, tzinfo=UTC))
    found = chapter_of(sqlite, behind.chapter, KH_97, DAK_NONG, period, known_at)
    assert found
    assert f"còn phải giảm 864 hộ, cần {per_month} hộ mỗi tháng đến hết năm" in found.text
    with sqlite.read() as session:
        rows = poverty_status(session, PovertyFilter(DAK_NONG, found.judged_on, known_at))
    row = next(row for row in rows if row.place.name == "Đăk Glong")
    assert distance_said(row, found.judged_on) == f"còn phải giảm 864 hộ, cần {per_month} hộ/tháng đến 31/12"
