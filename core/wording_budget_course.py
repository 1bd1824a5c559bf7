"""What the budget screen says of pace: shares disbursed beside the share of the year gone, each with its date."""

from collections.abc import Sequence
from decimal import Decimal

from core import formats
from core.reports.budget import ESTIMATE, INVESTMENT, MADE_UP, OF_THE_YEAR, OPERATING
from core.reports.budget_course import Course, CoursePoint, LineCourse
from core.reports.budget_pace import Pace

TIME_LABEL = "Thời gian của năm đã qua"
OWN_TIME = "vốn kéo dài có thời hạn riêng, không so với thời gian của năm"
_MOST_NAMED = 6
# Solid and hatched, as the two are drawn.
SIGNS = {INVESTMENT: "■", OPERATING: "▨"}


def capital_label(carry_over: str, nature: str) -> str:
    """`Vốn năm, đầu tư` · `Vốn kéo dài, sự nghiệp`."""
    return f"{'Vốn năm' if carry_over == OF_THE_YEAR else 'Vốn kéo dài'}, {nature}"


def distance_said(distance: Decimal | None, is_least: bool = False) -> str:
    """`thấp hơn thời gian đã qua 6,7 điểm %`; `is_least`: the share disbursed is a lower bound."""
    if distance is None:
        return formats.MISSING
    if distance == 0:
        return f"{'ít nhất ' if is_least else ''}bằng thời gian đã qua"
    way, bound = ("cao hơn", "ít nhất") if distance > 0 else ("thấp hơn", "nhiều nhất")
    amount = formats.decimal(abs(distance), 1)
    return f"{way} thời gian đã qua {f'{bound} ' if is_least else ''}{amount} điểm %"


def pace_said(pace: Pace) -> str:
    """One nature and source of capital in one sentence: amounts, share, dates, the share of the year gone."""
    label, money = capital_label(pace.carry_over, pace.nature), pace.money
    if not pace.part.reported:
        return (
            f"{label}: kế hoạch {formats.amount(money.allocated)} triệu đồng, {pace.part.lines} nội dung;"
            " chưa có số liệu giải ngân."
        )
    least = "ít nhất " if pace.is_least else ""
    said = (
        f"{label}: đã giải ngân {formats.amount(money.disbursed)}/{formats.amount(money.allocated)} triệu đồng,"
        f" {least}{formats.percent_of_plan(money.percent)} kế hoạch"
    )
    return f"{'; '.join([said, dates_said(pace), time_said(pace), *doubts_said(pace)])}."


def dates_said(pace: Pace) -> str:
    reported = f"{pace.part.reported}/{pace.part.lines} nội dung có số"
    if len(pace.dates) == 1:
        return f"{reported}, đến ngày {formats.day(pace.dates[0][0])}"
    days = ", ".join(f"{formats.day(day)} ({count})" for day, count in reversed(pace.dates))
    return f"{reported}, ở những ngày khác nhau: {days}"


def time_said(pace: Pace) -> str:
    """The share of the year gone and the distance to it; none where the figures are of different dates."""
    if pace.carry_over != OF_THE_YEAR:
        return OWN_TIME
    if not pace.year_gone:
        return f"số liệu trước năm {pace.budget_year}, không so với thời gian của năm"
    gone = " đến ".join(formats.percent_of_plan(share) for share in pace.year_gone)
    if pace.distance is None:
        why = "tùy ngày số liệu nên không tính khoảng cách chung" if len(pace.year_gone) > 1 else "kế hoạch là 0"
        return f"năm đã qua {gone}, {why}"
    return f"năm đã qua {gone}, {distance_said(pace.distance, pace.is_least)}"


def doubts_said(pace: Pace) -> list[str]:
    counts = ((pace.estimates, "số ước"), (pace.made_up, "số minh họa"))
    return [f"trong đó {count} {word}" for count, word in counts if count]


def value_type_said(point: CoursePoint) -> str:
    """`chính thức`, `ước`, `minh họa`; of several kinds the weaker ones are named: `có số ước`."""
    if len(point.value_types) == 1:
        return point.value_types[0]
    return ", ".join(f"có số {kind}" for kind in (ESTIMATE, MADE_UP) if kind in point.value_types)


def lines_said(named: Sequence[tuple[LineCourse, str]], with_unit: bool) -> str:
    """`2.1, 2.4`; in brackets the commune where those of several are added up, and what else is said of a line."""
    said = [_line_said(line, [line.place.name if with_unit else "", what]) for line, what in named[:_MOST_NAMED]]
    more = f" và {len(named) - _MOST_NAMED} nội dung khác" if len(named) > _MOST_NAMED else ""
    return f"{', '.join(said)}{more}"


def _line_said(line: LineCourse, what: Sequence[str]) -> str:
    known = ", ".join(filter(None, what))
    return f"{line.line} ({known})" if known else line.line


def coverage_said(point: CoursePoint) -> str:
    """`4/6 nội dung có số`, then whose figure is of an earlier date, and who had none by then."""
    several = len({line.place.code for line in (*(line for line, _ in point.figures), *point.unheard)}) > 1
    said = [f"{len(point.figures)}/{point.planned} nội dung có số"]
    if point.is_least:
        said.append("tỷ lệ là ít nhất")
    if point.older:
        older = [(line, formats.day(report.as_of)) for line, report in point.older]
        said.append(f"số của ngày trước: {lines_said(older, several)}")
    if point.unheard:
        said.append(f"chưa có số: {lines_said([(line, '') for line in point.unheard], several)}")
    return "; ".join(said)


def point_said(course: Course, point: CoursePoint) -> str:
    """A point's sentence, for its label under the pointer and for the table of the same figures."""
    money, least = point.money, "ít nhất " if point.is_least else ""
    said = (
        f"{capital_label(course.carry_over, course.nature)}, đến ngày {formats.day(point.as_of)}: đã giải ngân"
        f" {formats.amount(money.disbursed)}/{formats.amount(money.allocated)} triệu đồng"
        f" ({least}{formats.percent_of_plan(money.percent)} kế hoạch)"
    )
    time = f"năm đã qua {formats.percent_of_plan(point.year_gone)}, {distance_said(point.distance, point.is_least)}"
    timed = [time] if point.year_gone is not None and point.distance is not None else []
    return f"{'; '.join([said, *timed, coverage_said(point), value_type_said(point)])}."


def no_course_said(found: Sequence[Course]) -> str | None:
    """What stands in for a chart that would have no line: nothing reported, or one date only."""
    days = {point.as_of for course in found for point in course.points}
    if not days:
        return "Chưa có số liệu giải ngân nào, nên chưa vẽ được tiến độ theo thời gian."
    if len(days) == 1:
        return f"Mới có số liệu của một ngày ({formats.day(next(iter(days)))}), nên chưa có đường tiến độ."
    return None
