"""One month of deadlines as a calendar: a real table, weeks down, days across; on a telephone the days with any."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from core import formats
from core.reports.duty_calendar import shortened
from core.reports.duty_views import DayDuty, by_day, duty_slug, months_of
from core.reports.unit_duties import UnitDuty
from core.rules.duties import UnitDutyState
from core.wording_duties import month_said, printed_deadline, unit_duty_words
from ui import markup
from ui.components.duty_choice import DUTY, SCREEN, one_of, scope_of_link
from ui.components.linked import address_with
from ui.components.segments import segments
from ui.filters import current
from ui.links import view

MONTH = "thang"
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_MOST_NAMES, _LONGEST = 1, 55


def month_view(rows: Sequence[UnitDuty], today: date) -> None:
    """The month that the link names, else the one of the nearest deadline; months without any are not paged through."""
    months = months_of(rows)
    if not months:
        st.info("Không có nghĩa vụ nào có thời hạn như đã lọc.", icon=":material/filter_alt_off:")
        return
    named = {f"{month:%Y-%m}": month for month in months}
    month = named[one_of(MONTH, list(named), f"{_nearest(list(months), today):%Y-%m}")]
    st.html(_months(months, month) + _turn(list(months), month) + _table(by_day(rows, month), month, today))
    st.caption("Lịch ghi ngày cuối còn đúng hạn: «trước ngày 15/06/2024» đứng ở ngày 14.")


def _nearest(months: Sequence[date], today: date) -> date:
    """This month or the next one with a deadline; the last one where all have passed."""
    present = today.replace(day=1)
    return next((month for month in months if month >= present), months[-1])


def _months(months: Mapping[date, int], seen: date) -> str:
    return segments(
        "Các tháng có hạn",
        [
            (f"{month_said(month)} ({formats.count(count)})", address_with(MONTH, f"{month:%Y-%m}"), month == seen)
            for month, count in months.items()
        ],
    )


def _turn(months: Sequence[date], month: date) -> str:
    """To the month with a deadline before and after this one."""
    place = months.index(month)
    before = months[place - 1] if place else None
    after = months[place + 1] if place + 1 < len(months) else None
    links = [
        markup.link(said, address_with(MONTH, f"{other:%Y-%m}"))
        for other, said in (
            (before, f"← Tháng {month_said(before)}" if before else ""),
            (after, f"Tháng {month_said(after)} →" if after else ""),
        )
        if other
    ]
    return markup.element("p", " · ".join(links), class_="td-more")


def _table(days: Mapping[date, Sequence[DayDuty]], month: date, today: date) -> str:
    title = f"Thời hạn tháng {month_said(month)}"
    head = "".join(markup.element("th", markup.text(name), scope="col") for name in _WEEKDAYS)
    weeks = "".join(
        markup.element("tr", "".join(_day(day, month, days.get(day, ()), today) for day in week))
        for week in Calendar().monthdatescalendar(month.year, month.month)
    )
    caption = markup.element("caption", markup.text(title))
    inner = f"{caption}<thead><tr>{head}</tr></thead><tbody>{weeks}</tbody>"
    return markup.element("table", inner, class_="td-month")


def _day(day: date, month: date, duties: Sequence[DayDuty], today: date) -> str:
    """Days of the months around are left empty."""
    if (day.year, day.month) != (month.year, month.month):
        return markup.element("td", "", class_="td-empty")
    number = markup.element("time", str(day.day), datetime=day.isoformat(), title=formats.day(day))
    full = markup.element("span", markup.text(f"{_WEEKDAYS[day.weekday()]}, {formats.day(day)}"), class_="td-phone")
    items = "".join(markup.element("li", _duty(duty)) for duty in duties)
    return markup.element(
        "td",
        f"{number}{full}" + (markup.element("ul", items) if items else ""),
        class_=None if items else "td-empty",
        aria_current="date" if day == today else None,
    )


def _duty(one: DayDuty) -> str:
    """Leads to the list of all who owe it; says how many have reported, how many are past their deadline without."""
    who = (
        shortened(one.rows[0].who, _LONGEST)
        if len(one.rows) <= _MOST_NAMES
        else f"{formats.count(len(one.rows))} đơn vị"
    )
    word = unit_duty_words()[_state_of(one)]
    counts = f"{formats.count(one.done)}/{formats.count(len(one.rows))} đã ghi nhận xong"
    late = f", {formats.count(one.overdue)} đã qua hạn" if one.overdue else ""
    sign = markup.element("span", markup.text(word.symbol), class_=f"td-state tone-{word.tone}", title=word.label)
    address = view(SCREEN, current().commune or current().district or current().province, **_to(one))
    named = markup.link(f"{who}: {shortened(one.duty.title, _LONGEST)}", address, one.duty.title)
    small = f"{printed_deadline(one.rows[0])}; {counts}{late}"
    return f"{sign} {named} {markup.element('span', markup.text(small), class_='td-below td-line')}"


def _to(one: DayDuty) -> dict[str, str]:
    return {DUTY: duty_slug(one.duty), **scope_of_link()}


def _state_of(one: DayDuty) -> UnitDutyState:
    """The worst that any of them is in."""
    order = list(unit_duty_words())
    return min((row.state for row in one.rows), key=order.index)
