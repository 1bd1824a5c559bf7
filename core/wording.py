"""What screens say in words: statuses (data/statuses.csv) and sentences that state only what the data show."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from core import formats
from core.reference import rows_of
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_parts import PartsBesideWhole
from core.reports.unit_parts import parts_said
from core.settings import DATA

# No province had more huyện.
_MOST_NAMED = 31


@dataclass(frozen=True)
class StatusWord:
    """How a status is said and shown: a word and a sign, the colour never alone."""

    label: str
    symbol: str
    tone: str
    meaning: str

    @property
    def shown(self) -> str:
        return f"{self.symbol} {self.label}"


@cache
def status_words() -> dict[str, StatusWord]:
    return {
        row["status"]: StatusWord(row["label"], row["symbol"], row["tone"], row["meaning"])
        for row in rows_of(DATA / "statuses.csv")
    }


def as_of_sentence(own: Result | None, parts: Sequence[Result | None]) -> str:
    """As of when one is looking: the unit's own date, how many of the units below have figures and of which dates."""
    results = [part for part in parts if part]
    if not results and own is None:
        return "Chưa có số liệu thực hiện."
    if not results and own is not None:
        return f"Số liệu {own.value_type} đến ngày {formats.day(own.as_of)}."
    said = f"{len(results)}/{len(parts)} đơn vị bên dưới đã có số liệu"
    dates = Counter(result.as_of for result in results)
    days = ", ".join(f"{formats.day(day)} ({count})" for day, count in sorted(dates.items(), reverse=True))
    if len(dates) > 1:
        return f"{said}, ở những ngày khác nhau: {days}."
    return f"{said}, đến ngày {formats.day(next(iter(dates)))}."


def why_no_total(whole: PlanStatus) -> str | None:
    """Why a province has no result: huyện without figures, or figures of different dates."""
    if whole.result is not None or not whole.parts_dates:
        return None
    if whole.parts_kept_back:
        return f"Không cộng được toàn tỉnh: không công bố số liệu của {', '.join(whole.parts_kept_back)}."
    without = [name for name, day in whole.parts_dates if day is None]
    if len(without) == len(whole.parts_dates):
        return None
    if without:
        return f"Chưa cộng được toàn tỉnh: chưa có số liệu của {_names(without)}."
    days = f"các {parts_said(whole.place)} có số liệu ở những ngày khác nhau"
    return f"Chưa cộng được toàn tỉnh: {days}; hãy chọn một kỳ số liệu."


def _names(names: Sequence[str]) -> str:
    """All huyện of any province; of a hundred xã the first ones."""
    if len(names) <= _MOST_NAMED:
        return ", ".join(names)
    return f"{', '.join(names[:_MOST_NAMED])} và {len(names) - _MOST_NAMED} đơn vị khác"


def disagreement(row: PlanStatus) -> str | None:
    """Said wherever the two percentages of plan do not agree on 100%."""
    judged = row.assessment
    if not judged.percentages_disagree:
        return None
    return (
        f"theo điểm % đạt {formats.percent_of_plan(judged.percent_by_points)}, theo số hộ đạt"
        f" {formats.percent_of_plan(judged.percent_by_households)}; đủ 100% ở một trong hai là đạt."
    )


def parts_sentence(beside: PartsBesideWhole, whole_name: str) -> str:
    """The communes' sum beside the huyện's own figure, with how many have reported."""
    said = (
        f"Cộng {beside.reported}/{beside.expected} xã, phường, thị trấn tại {formats.day(beside.as_of)}:"
        f" {formats.count(beside.poor)} hộ nghèo trên {formats.count(beside.households)} hộ"
    )
    if beside.own is None:
        return f"{said}. Chưa có số riêng của {whole_name} cho ngày này."
    own = f"{said}; số của {whole_name}: {formats.count(beside.own.poor)} hộ nghèo"
    if beside.difference is None:
        return f"{own}. Chưa đủ các xã nên chưa so được."
    return f"{own}. " + ("Hai số khớp nhau." if not beside.difference else f"Lệch {beside.difference:+d} hộ.")
