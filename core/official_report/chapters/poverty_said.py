"""What the text of a poverty chapter may say of a row, of a group of rows, and of figures without a plan."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from core import formats
from core.official_report.chapters.poverty_figures import batches_of, counted, result_figures, status_figures, whose
from core.official_report.chapters.poverty_view import PlanView, named, units_listed
from core.official_report.content import Figure, figure
from core.places import Place
from core.reports.frames import NOT_COMPARED, shown_state
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_parts import PartsBesideWhole, parts_beside_whole
from core.rules.poverty import Status, is_final
from core.text import capitalised
from core.wording import status_words, why_no_total
from core.wording_distance import asks_for_nothing, why_not_compared
from core.wording_overview import state_said

Said = dict[str, object]
_MOST_NAMED = 30
_BEST_FIRST = (Status.MET, Status.ON_TRACK, Status.WATCH, Status.BEHIND, Status.MISSED, NOT_COMPARED, Status.NO_DATA)
_WORST_LAST = (Status.MET, Status.ON_TRACK, NOT_COMPARED, Status.NO_DATA, Status.WATCH, Status.BEHIND, Status.MISSED)


def row_said(view: PlanView, row: PlanStatus) -> Said:
    """Its figures by name, and whether (`has`) each is known; `name` says the plan too where there are several."""
    several = view.has_several_plans or row in view.others
    figures = status_figures(row, view.until, named(row, with_plan=several))
    return {
        **figures,
        "has": {name: not found.is_missing for name, found in figures.items()},
        "name": named(row, with_plan=view.has_several_plans),
        "heading": capitalised(named(row, with_plan=view.has_several_plans)),
        "title": capitalised(row.place.full_name),
        "unit": row.place.full_name,
        "plan": whose(row),
        "state": state_said(row),
        "rose": has_risen(row),
        "asks_for_nothing": asks_for_nothing(row.target),
        "why_not_compared": why_not_compared(row.target),
        "is_final": bool(row.result and is_final(row.result, row.year)),
        "is_year_end": bool(row.result and row.result.as_of >= date(row.year, 12, 31)),
        "kind": kind_said(row.result),
        "no_total": _no_total(row),
    }


def kind_said(result: Result | None) -> str:
    """`ước`, `minh họa`; official figures need no word."""
    return "" if result is None or result.value_type == "chính thức" else result.value_type


def _no_total(row: PlanStatus) -> str:
    """Why the whole has no figure, without what is only asked of who sits at the screen."""
    said = why_no_total(row)
    return f"{said.partition(';')[0].removesuffix('.')}." if said else ""


def has_risen(row: PlanStatus) -> bool:
    """More poor households than at the start, or, where the plan has no counts, a higher rate."""
    if row.assessment.reduced is not None:
        return row.assessment.reduced < 0
    start, result = row.target.rate_start, row.result
    return start is not None and result is not None and result.rate > start


def worst_by_unit(rows: Sequence[PlanStatus]) -> list[PlanStatus]:
    """One row per unit: a unit under several plans counts once, where it stands worst."""
    found: dict[str, PlanStatus] = {}
    for row in rows:
        before = found.setdefault(row.place.code, row)
        if _WORST_LAST.index(shown_state(row)) > _WORST_LAST.index(shown_state(before)):
            found[row.place.code] = row
    return list(found.values())


def names(rows: Sequence[PlanStatus]) -> list[str]:
    return [row.place.full_name for row in rows]


def standing(view: PlanView) -> Iterator[Said]:
    """The units below by how they stand, the best first."""
    worst = worst_by_unit(view.parts)
    for state in _BEST_FIRST:
        rows = [row for row in worst if shown_state(row) == state]
        if rows:
            label = status_words()[state].label
            count = counted(
                names(rows), f"Số {view.below}: {label.lower()}", view.place.full_name, batches_of(view.parts)
            )
            yield {"label": label, "state": str(state), "count": count, "rows": [row_said(view, row) for row in rows]}


def silent_said(view: PlanView) -> list[str]:
    """Units without a plan and a figure; of many only how many there are."""
    if len(view.silent) <= _MOST_NAMED:
        return [place.full_name for place in view.silent]
    return [f"{formats.count(len(view.silent))} {view.below}"]


def growth_alike(view: PlanView) -> Figure | None:
    """How many households the plan adds to every unit alike: an assumption of the plan, not data."""
    if len(view.parts) < 2:
        return None
    found = [status_figures(row, view.until, named(row, with_plan=False))["growth"] for row in view.parts]
    return found[0] if found[0].value is not None and len({one.value for one in found}) == 1 else None


def dates_said(view: PlanView) -> list[Said]:
    """The dates of the parts' figures where they differ, the newest first, with how many units have each."""
    having = [(row.place.full_name, row.result.as_of) for row in worst_by_unit(view.parts) if row.result]
    days = Counter(day for _, day in having)
    return [_day_said(view, day, [name for name, on in having if on == day]) for day in sorted(days, reverse=True)]


def _day_said(view: PlanView, day: date, units: list[str]) -> Said:
    said = formats.day(day)
    of, batches = view.place.full_name, batches_of(view.parts)
    source = f"ngày của các dòng số liệu: {', '.join(units)}"
    return {
        # Of the whole: units come and go between the dates, and the date itself stays.
        "day": figure(day, "day", "Ngày số liệu của các đơn vị", of, source=source, batches=batches),
        "count": counted(units, f"Số đơn vị có số liệu ngày {said}", of, batches),
    }


def result_said(place: Place, result: Result) -> Said:
    """A result that no plan stands against."""
    figures = result_figures(place, result, place.full_name)
    return {**figures, "heading": capitalised(place.full_name), "kind": kind_said(result)}


def beside_said(view: PlanView, results: Mapping[str, list[Result]]) -> Said | None:
    """A unit's own figure beside the sum of the units below it on that date; None where either is missing."""
    parts = {child: results.get(child.code, []) for child in units_listed(view.place)}
    found = parts_beside_whole(results.get(view.place.code, []), parts, view.year)
    if found is None or found.own is None:
        return None
    own = result_figures(view.place, found.own, view.place.full_name)
    units = [child.full_name for child in parts if child in found.parts or child in found.missing]
    day = formats.day(found.as_of)
    return {
        **{name: own[name] for name in ("as_of", "poor", "households")},
        **_summed_said(view, found, found.parts, f"ngày {day}"),
        "reported": counted(
            [child.full_name for child in found.parts], f"Số đơn vị có số liệu ngày {day}", view.place.full_name
        ),
        "expected": counted(units, f"Số {view.below}", view.place.full_name),
        "is_complete": not found.missing,
        "differs": bool(found.difference),
    }


def _summed_said(view: PlanView, found: PartsBesideWhole, parts: Mapping[Place, Result], on: str) -> Said:
    assert found.own
    batches = frozenset(batch for one in (*parts.values(), found.own) for batch in one.batches)
    source, worked = f"lô {', '.join(str(batch) for batch in sorted(batches))}", f"cộng {len(parts)} đơn vị"
    apart = f"{formats.count(found.own.poor)} − {formats.count(found.poor)}"

    def one(value: int, label: str, how: str) -> Figure:
        said = f"{label}, {on}"
        return figure(value, "count", said, view.place.full_name, worked=how, source=source, batches=batches)

    return {
        "sum": one(found.poor, "Hộ nghèo cộng các đơn vị", worked),
        "sum_households": one(found.households, "Tổng số hộ cộng các đơn vị", worked),
        "difference": one(abs(found.difference or 0), "Chênh lệch giữa số của đơn vị và số cộng", apart),
    }
