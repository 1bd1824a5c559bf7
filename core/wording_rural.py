"""What the screen «Nông thôn mới» says in words: only what the data show, a missing figure never as 0."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from core import formats
from core.criteria_sets import criteria_sets, sets_of_communes
from core.reference import Criterion, criteria_set, documents, rows_of
from core.reports.criteria import ADVANCED, BASIC, CriterionCell, SetStatus
from core.reports.goal_sources import CRITERIA_MET
from core.reports.goals import GoalRow
from core.reports.origin import WAITING
from core.reports.rural_views import RoadStep, VillageTotals, assessed
from core.rules.criteria import CriterionState, average_criteria
from core.settings import DATA
from core.wording_goals import goal_words, target_said
from core.wording_rural_maps import units_word, unverified_said

SET_TITLES = {one.name: one.title for one in sets_of_communes()}
SLIPPED = "↓"


@dataclass(frozen=True)
class StateWord:
    """How a state is shown: a sign first, the colour only beside it."""

    symbol: str
    tone: str
    meaning: str


@cache
def criterion_states() -> dict[str, StateWord]:
    rows = rows_of(DATA / "criterion_states.csv")
    return {row["state"]: StateWord(row["symbol"], row["tone"], row["meaning"]) for row in rows}


def criterion_name(criterion: Criterion) -> str:
    return f"{criterion.number}. {criterion.name}"


def cell_sign(cell: CriterionCell) -> str:
    """`✗ ↓` for a criterion that was đạt before and is not now."""
    sign = criterion_states()[cell.state].symbol
    return f"{sign} {SLIPPED}" if cell.slipped_back else sign


def cell_said(cell: CriterionCell) -> str:
    """`10. Thu nhập: chưa đạt, đánh giá ngày 31/12/2024; trước đã đạt (30/06/2024); giá trị 38; minh chứng BC 12`."""
    name, latest = criterion_name(cell.criterion), cell.latest
    if latest is None:
        return f"{name}: {cell.state}"
    parts = [f"{name}: {cell.state}, đánh giá ngày {formats.day(latest.as_of)}"]
    parts += [f"trước đã đạt ({formats.day(cell.met_before_on)})"] if cell.met_before_on else []
    parts += [f"giá trị {latest.value}"] if latest.value else []
    parts += [f"minh chứng: {latest.evidence}"] if latest.evidence else []
    parts += ["số liệu minh họa"] if latest.made_up else []
    parts += [f"số liệu {WAITING}"] if latest.origin.waits else []
    return "; ".join(parts)


def signs_explained() -> list[tuple[str, str, str, str]]:
    """(sign, tone, what it says, what that means) of every sign in a matrix, the arrow of going back last."""
    states = [(word.symbol, word.tone, state, word.meaning) for state, word in criterion_states().items()]
    return [*states, (SLIPPED, "late", "tụt lại: trước đã đạt, nay không còn đạt", "so các lần đánh giá với nhau")]


def unverified_note(name: str) -> str | None:
    """One note for a whole set, where names were recalled and not read in the set's own text."""
    if all(criterion.verified for criterion in criteria_set(name)):
        return None
    return unverified_said(criteria_sets()[name])


def different_numbers() -> str:
    """The numbers that name different criteria in the two sets of communes: `5, 6, 14–18`."""
    pairs = zip(criteria_set(BASIC), criteria_set(ADVANCED), strict=False)
    numbers = [one.number for one, other in pairs if one.name != other.name]
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(number) for number in run) for run in runs
    )


def plan_sentence(goals: Sequence[GoalRow]) -> str:
    """Which plans the goals are of, each with its own date."""
    numbers = dict.fromkeys(goal.plan_number for goal in goals)
    issued = {document.number: document.issued_on for document in documents()}
    said = [_dated(number, issued.get(number)) for number in numbers]
    return f"Theo kế hoạch {', '.join(said)}." if said else "Chưa có kế hoạch nông thôn mới nào nêu đơn vị này."


def _dated(number: str, issued: date | None) -> str:
    return f"{number} ngày {formats.day(issued)}" if issued else number


def as_of_sentence(rows: Sequence[SetStatus], as_of: date | None) -> str:
    """How many communes were assessed under one set, and of which dates; `as_of` is the day that was chosen."""
    if not rows:
        return ""
    days = [row.assessed_on for row in rows if row.assessed_on]
    title, whose = SET_TITLES[rows[0].set].lower(), _of_another_map(rows)
    if not days:
        until = f" đến ngày {formats.day(as_of)}" if as_of else ""
        return f"Bộ {title}{whose}: chưa có đánh giá từng tiêu chí nào được nộp{until}."
    if len(rows) == 1:
        return f"Bộ {title}{whose}: đánh giá mới nhất ngày {formats.day(days[0])}."
    return f"Bộ {title}: {len(days)}/{len(rows)} {units_word(rows)} đã được đánh giá, {_on_days(days)}."


def _of_another_map(rows: Sequence[SetStatus]) -> str:
    if not rows[0].place.is_guest:
        return ""
    return f", {rows[0].place.full_name}" if len(rows) == 1 else f", {units_word(rows)}"


def _on_days(days: Sequence[date]) -> str:
    counts = sorted(Counter(days).items(), reverse=True)
    if len(counts) == 1:
        return f"đến ngày {formats.day(counts[0][0])}"
    return f"ở những ngày khác nhau: {', '.join(f'{formats.day(day)} ({count})' for day, count in counts)}"


def stated_said(row: SetStatus) -> str:
    """`đã đạt theo KH 83, chưa có số quyết định`."""
    return f"đã đạt theo KH {row.stated.plan_number.split('/')[0]}, chưa có số quyết định" if row.stated else ""


def counted_said(row: SetStatus) -> str:
    """`10/19 tiêu chí đạt; 9 không đạt, trong đó 1 tiêu chí đánh giá sau ngày 22/04/2024 (10. Thu nhập)`.

    The day is that of the decision or of the plan by which the unit counted as having reached the standard.
    """
    parts = [f"{row.count.met}/{row.count.size} tiêu chí đạt"]
    parts += [f"{len(row.wanting)} không đạt{_since_then(row)}"] if row.wanting else []
    parts += [f"{len(row.unknown)} chưa đánh giá"] if row.unknown else []
    return "; ".join(parts)


def _since_then(row: SetStatus) -> str:
    if row.held_since is None:
        return ""
    day, later = formats.day(row.held_since), row.fallen_short
    if not later:
        return f", đánh giá đến ngày {day}"
    among = f"trong đó {len(later)} tiêu chí " if len(later) < len(row.wanting) else ""
    return f", {among}đánh giá sau ngày {day} ({'; '.join(criterion_name(cell.criterion) for cell in later)})"


def reached_said(row: SetStatus) -> str:
    """Why a unit counts as having reached the standard, or what the newest assessment says instead."""
    count, signs = row.count, criterion_states()
    met = signs[CriterionState.MET].symbol
    if count.reached:
        return f"{met} {count.met}/{count.size} tiêu chí đạt"
    if row.fallen_short:
        before = "được công nhận" if row.recognised else "đã đạt theo kế hoạch"
        return f"{SLIPPED} {before}, nay {counted_said(row)}"
    if row.recognised or row.stated:
        held = "theo quyết định công nhận" if row.recognised else stated_said(row)
        return f"{met} {held}; {counted_said(row)}" if count.assessed else f"{met} {held}"
    if count.assessed:
        return f"{signs[CriterionState.NOT_MET].symbol} chưa đạt chuẩn ({count.met}/{count.size})"
    return f"{signs[CriterionState.NOT_ASSESSED].symbol} chưa đánh giá"


def recognised_said(row: SetStatus) -> str | None:
    """`QĐ 123/QĐ-UBND ngày 31/12/2024`, every decision; None where none was brought."""
    said = [f"{one.decision_number}, ngày {formats.day(one.decision_date)}" for one in row.recognitions]
    return "; ".join(said) or None


def names(rows: Sequence[SetStatus]) -> str:
    return ", ".join(row.place.name for row in rows)


def average_said(rows: Sequence[SetStatus]) -> tuple[str, str]:
    """The average number of criteria per commune with two decimals, and over how many communes."""
    counted = assessed(rows)
    if not counted:
        return formats.MISSING, "Chưa xã nào được đánh giá từng tiêu chí nên chưa tính được"
    partly = [row for row in counted if row.count.not_assessed]
    met = sum(row.count.met for row in counted)
    said = f"{formats.count(met)} tiêu chí đạt ÷ {len(counted)} xã."
    said += f" Chỉ tính {len(counted)}/{len(rows)} xã đã được đánh giá"
    if partly:
        said += f"; {len(partly)} xã mới đánh giá một phần ({names(partly)}), tiêu chí chưa đánh giá không tính là đạt"
    return formats.decimal(average_criteria(row.count for row in counted), 2), said


def attention(rows: Sequence[SetStatus]) -> list[str]:
    """Who went back: criteria that were đạt, and standards that the newest assessment no longer bears out."""
    return [said for _, said in units_that_went_back(rows)]


def units_that_went_back(rows: Sequence[SetStatus]) -> list[tuple[SetStatus, str]]:
    """Each with its sentence, in the order given."""
    return [(row, said) for row in rows if (said := _went_back(row))]


def _went_back(row: SetStatus) -> str | None:
    if row.fallen_short:
        held = f"đã được công nhận ({recognised_said(row)})" if row.recognised else stated_said(row)
        return f"{_who(row)} (bộ {row.set}): {held}; nay {counted_said(row)}."
    if row.slipped:
        return f"{_who(row)} (bộ {row.set}): {_listed(row.slipped)} trước đã đạt, nay không còn đạt."
    return None


def _who(row: SetStatus) -> str:
    return f"{row.village}, {row.place.full_name}" if row.village else row.place.name


def _listed(cells: Sequence[CriterionCell]) -> str:
    return f"{len(cells)} tiêu chí ({'; '.join(criterion_name(cell.criterion) for cell in cells)})"


def nobody_said(rows: Sequence[SetStatus], criteria: Sequence[Criterion]) -> str:
    """Criteria that no assessed commune meets."""
    among = len(assessed(rows))
    if not among:
        return "Chưa xã nào được đánh giá, nên chưa biết tiêu chí nào chưa xã nào đạt."
    if not criteria:
        return f"Trong {among} xã đã đánh giá, mỗi tiêu chí đã đánh giá có ít nhất một xã đạt."
    return f"Chưa xã nào đạt (trong {among} xã đã đánh giá): {'; '.join(map(criterion_name, criteria))}."


def step_target(step: RoadStep) -> str:
    """What the plan asks of the commune: a number of criteria, or the standard."""
    if step.source.rule == CRITERIA_MET:
        return f"≥ {step.needed} tiêu chí, bộ {step.source.set}"
    return f"đạt chuẩn {step.source.set} ({step.needed}/{step.status.count.size})"


def readings_said(steps: Sequence[RoadStep]) -> list[str]:
    """Where sections ask the same number of criteria of different communes: both readings, and that both are kept."""
    readings: dict[str, dict[str, list[str]]] = {}
    for step in steps:
        if step.source.rule == CRITERIA_MET:
            readings.setdefault(step_target(step), {}).setdefault(step.goal.source or "", []).append(step.place.name)
    return [
        f"Mục tiêu «{target}» có hai cách hiểu, bảng giữ cả hai: "
        + "; ".join(
            f"theo mục {section} là {len(names)} xã ({', '.join(names)})" for section, names in sections.items()
        )
        + "."
        for target, sections in readings.items()
        if len({tuple(names) for names in sections.values()}) > 1
    ]


def villages_known(totals: VillageTotals) -> tuple[str, str]:
    """How many villages the list has, beside the number that the plan gives."""
    if not totals.listed:
        return formats.MISSING, "Chưa có danh sách thôn nào được nộp"
    said = f"{formats.count(totals.ethnic)} thôn vùng đồng bào DTTS"
    if totals.unsaid:
        said += f", {formats.count(totals.unsaid)} thôn chưa ghi có thuộc vùng DTTS không"
    if totals.stated is not None and totals.ethnic != totals.stated:
        said += f"; kế hoạch nêu {formats.count(totals.stated)}"
    return formats.count(totals.listed), said


def goal_below(goal: GoalRow | None) -> str:
    """A goal under its figure: `Kế hoạch: 33 thôn (làng), hạn 31/12/2025. ▼ Quá hạn`."""
    if goal is None:
        return "Kế hoạch không nêu chỉ tiêu ở cấp này"
    due = f", hạn {formats.day(goal.due)}" if goal.due else ""
    return f"Kế hoạch: {target_said(goal)}{due}. {goal_words()[goal.state].shown}"


def named_said(named: Sequence[tuple[str, str, str]], plans: Sequence[str]) -> str:
    """Which villages the plan names; the others come from the list that is brought."""
    if not named:
        return "Kế hoạch không nêu tên thôn nào; tên thôn đến từ danh sách thôn được nộp."
    said = ", ".join(
        f"{village}, xã {commune} (khu dân cư kiểu mẫu, mục {section})" for village, commune, section in named
    )
    return f"Kế hoạch {', '.join(plans)} chỉ nêu tên {said}; các thôn khác đến từ danh sách thôn được nộp."
