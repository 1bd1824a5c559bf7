"""The first screen in words: on which day it judges, how many units stand where, what is shown of a long list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core import formats
from core.places import Place
from core.reports.frames import NOT_COMPARED, shown_state
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import by_what_is_missing
from core.rules.poverty import Status, is_final
from core.wording import status_words
from core.wording_attention import UPLOAD, Attention, AttentionKind

_MOST_NAMES = 4
_NAMED = (Status.MISSED, Status.BEHIND, Status.WATCH)
_ORDER = (*_NAMED, Status.ON_TRACK, Status.MET, NOT_COMPARED, Status.NO_DATA)


@dataclass(frozen=True)
class JudgedOn:
    """The day that sentences are judged on, said and why. `looks_back`: an earlier one than today, not chosen."""

    day: date
    said: str
    looks_back: bool = False


def day_said(today: date, known_at: datetime | None) -> str:
    """`hôm nay, 22/11/2026`, or that the day is that of the moment looked at."""
    return f"ngày {formats.day(today)}, ngày của thời điểm đang xem" if known_at else f"hôm nay, {formats.day(today)}"


def judged_on(
    parts: Sequence[PlanStatus], as_of: date | None, today: date, known_at: datetime | None = None
) -> JudgedOn:
    """The chosen day, else today; the newest figures' own day where the year is over without any final figures.

    `parts` are units under one plan year, `today` is the day of the moment looked at (`known_at`), where there is one.
    A year that is over is then still read as it stood, for whoever looks back.
    """
    if as_of:
        return JudgedOn(as_of, f"Tính tại ngày {formats.day(as_of)}, kỳ số liệu đang chọn.")
    now, year = day_said(today, known_at), parts[0].year if parts else today.year
    if today <= date(year, 12, 31):
        return JudgedOn(today, f"Tính tại {now}.")
    results = [row.result for row in parts if row.result]
    if not results or any(is_final(result, year) for result in results):
        return JudgedOn(today, f"Tính tại {now}; năm {year} đã hết.")
    newest = max(result.as_of for result in results)
    said = f"Tính tại ngày {formats.day(newest)}, ngày của số liệu mới nhất năm {year}, không phải {now}."
    return JudgedOn(newest, said, looks_back=True)


def unfinished_year(parts: Sequence[PlanStatus], judged: JudgedOn) -> list[Attention]:
    """One sentence for all units where the screen looks back at a year that nobody brought the final figures of."""
    if not judged.looks_back or not parts:
        return []
    year, count = parts[0].year, len(parts)
    said = f"Năm {year} đã hết: {count}/{count} đơn vị chưa có số chính thức cuối năm"
    return [Attention(parts[0].province, said, UPLOAD, Decimal(count), AttentionKind.GAP)]


def standing_said(parts: Sequence[PlanStatus]) -> str:
    """`8 đơn vị: 2 chậm (Gia Nghĩa, Đắk Mil); 6 đúng tiến độ`: the worst first, those behind by name.

    The names go by what is missing. A unit under several plans counts once, where it stands worst.
    """
    rank = {state: number for number, state in enumerate(_ORDER)}
    worst: dict[Place, PlanStatus] = {}
    for row in sorted(by_what_is_missing(parts), key=lambda row: rank[shown_state(row)]):
        worst.setdefault(row.place, row)
    said = [
        f"{len(rows)} {status_words()[state].label.lower()}{_further(state, rows)}"
        for state in _ORDER
        if (rows := [row for row in worst.values() if shown_state(row) == state])
    ]
    return f"{len(worst)} đơn vị: {'; '.join(said)}." if said else ""


def drafts_mark(results: Iterable[Result | None]) -> str:
    """What stands behind a sentence or a figure that rests on a draft, for who counts drafts; else nothing."""
    return " (có số chờ duyệt)" if any(result and result.waits for result in results) else ""


def _further(state: str, rows: Sequence[PlanStatus]) -> str:
    estimates = sum(met_by_estimate(row) for row in rows)
    if estimates:
        return f" (trong đó {estimates} theo số ước)" if estimates < len(rows) else " (theo số ước)"
    return _names([row.place.name for row in rows]) if state in _NAMED else ""


def met_by_estimate(row: PlanStatus) -> bool:
    """The plan is reached, on figures that are not final."""
    return row.assessment.status is Status.MET and row.result is not None and not row.result.official


def state_said(row: PlanStatus) -> str:
    """`Đạt kế hoạch (ước)`: the word of the state, and on what it rests where that is not final."""
    return f"{status_words()[shown_state(row)].label}{' (ước)' if met_by_estimate(row) else ''}"


def _names(names: Sequence[str]) -> str:
    more = f" và {len(names) - _MOST_NAMES} đơn vị khác" if len(names) > _MOST_NAMES else ""
    return f" ({', '.join(names[:_MOST_NAMES])}{more})"


@dataclass(frozen=True)
class Shortened:
    """The first of several lists, and what of each list (by its name) is not among them."""

    shown: tuple[Attention, ...]
    left_out: Mapping[str, Sequence[Attention]]


def shortened(lists: Mapping[str, Sequence[Attention]], most: int) -> Shortened:
    """In turns, so that no list hides another; those shown keep the order of the lists."""
    places = [(place, name) for name, found in lists.items() for place in range(len(found))]
    order = list(lists)
    taken = sorted(places, key=lambda one: (one[0], order.index(one[1])))[:most]
    counts = {name: sum(of == name for _, of in taken) for name in lists}
    shown = [one for name, found in lists.items() for one in found[: counts[name]]]
    left_out = {name: found[counts[name] :] for name, found in lists.items() if len(found) > counts[name]}
    return Shortened(tuple(shown), left_out)
