"""Figures of budget lines and of sums of them, each with the key by which the screens explain it; in triệu đồng."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import formats
from core.official_report.content import Figure, FigureFormat, figure
from core.places import Place
from core.provenance import keys
from core.provenance.explanation import added_up, formulas
from core.reports.budget import BudgetLine, BudgetSum, as_printed
from core.reports.budget_pace import Pace
from core.reports.budget_views import Capital
from core.rules.poverty import share_of_year_gone

_FORMATS: dict[str, FigureFormat] = {"percent": "percent", "share": "rate"}
READING = "cách đọc số liệu giữa năm, không văn bản nào quy định"


def format_of(name: str) -> FigureFormat:
    return _FORMATS.get(name, "amount")


def _shown(name: str, value: Decimal | None) -> Decimal | None:
    """A share as it is printed, so that a workbook holds what the text says."""
    return as_printed(value) if name == "percent" and value is not None else value


def line_figure(line: BudgetLine, name: str) -> Figure:
    """`name` is one of keys.LINE_FIGURES."""
    values = {
        "allocated": line.money.allocated,
        "disbursed": line.money.disbursed,
        "advance": line.advance,
        "remaining": line.money.remaining,
        "percent": line.money.percent,
    }
    label = f"{formulas()[f'{keys.LINE}.{name}'].title}: {line.line}. {line.title}, {line.carry_over}"
    value = _shown(name, values[name])
    return figure(value, format_of(name), label, line.place.full_name, keys.of_line(line, name))


def day_figure(line: BudgetLine) -> Figure:
    label = f"Ngày số liệu giải ngân: {line.line}. {line.title}, {line.carry_over}"
    said, batches = (line.result.said, frozenset({line.result.batch})) if line.result else ("", frozenset[int]())
    return figure(line.as_of, "day", label, line.place.full_name, source=said, batches=batches)


@dataclass(frozen=True)
class Sums:
    """Sums of a unit's planned lines of one year and source; `lines` are those lines.

    `is_whole`: they are all planned lines of the unit, so that «từ đâu?» speaks of the same sums.
    """

    place: Place
    year: int
    capital: Capital
    lines: tuple[BudgetLine, ...]
    is_whole: bool

    def part(self, nature: str | None) -> BudgetSum:
        parts = {"đầu tư": self.capital.investment, "sự nghiệp": self.capital.operating}
        return parts[nature] if nature else self.capital.planned

    def lines_of(self, nature: str | None) -> list[BudgetLine]:
        return [line for line in self.lines if nature in (None, line.nature)]

    def figure(self, name: str, nature: str | None = None) -> Figure:
        """`name` is one of keys.SUM_FIGURES."""
        part = self.part(nature)
        values = {
            "allocated": part.money.allocated,
            "disbursed": part.money.disbursed,
            "remaining": part.money.remaining,
            "percent": part.money.percent,
            "share": self.capital.share_of(part),
        }
        shown = _shown(name, values[name])
        made = figure(shown, format_of(name), self._label(name, nature), self.place.full_name, self._key(name, nature))
        return made if self.is_whole else self._worked(made, name, nature)

    def _key(self, name: str, nature: str | None) -> keys.FigureKey | None:
        if not self.is_whole:
            return None
        return keys.of_sum(self.place.code, self.year, self.capital.carry_over, nature, name)

    def _label(self, name: str, nature: str | None) -> str:
        said = f"{formulas()[f'{keys.SUM}.{name}'].title}: {self.capital.carry_over} {self.year}"
        return f"{said}, {nature}" if nature else said

    def _worked(self, made: Figure, name: str, nature: str | None) -> Figure:
        """Of some lines of the unit only: the lines are named, for no screen shows just these."""
        lines = self.lines_of(nature)
        addends = [formats.amount(getattr(line.money, name)) for line in lines if name in ("allocated", "disbursed")]
        worked = added_up(addends, made.text) or formulas()[f"{keys.SUM}.{name}"].words
        return figure(
            made.value,
            made.format,
            made.label,
            made.of,
            worked=worked,
            source="; ".join(f"{line.place.full_name}, {line.line}: {_origins_said(line)}" for line in lines),
            batches=frozenset(origin.batch for line in lines for origin in (line.plan, line.result) if origin),
        )

    def advance(self, nature: str | None = None) -> Figure | None:
        """Advances that were reported; None where no line reports one."""
        given = [line for line in self.lines_of(nature) if line.advance is not None]
        if not given:
            return None
        value = sum((line.advance for line in given if line.advance is not None), Decimal(0))
        worked = added_up([formats.amount(line.advance) for line in given], formats.amount(value)) or ""
        return figure(
            value,
            "amount",
            f"Cộng tạm ứng (triệu đồng): {self.capital.carry_over} {self.year}{f', {nature}' if nature else ''}",
            self.place.full_name,
            worked=worked,
            source="; ".join(f"{line.line}: {line.result.said}" for line in given if line.result),
            batches=frozenset(line.result.batch for line in given if line.result),
        )

    def count(self, nature: str | None = None) -> Figure:
        lines = self.lines_of(nature)
        label = f"Số nội dung có kế hoạch: {self.capital.carry_over} {self.year}{f', {nature}' if nature else ''}"
        named = ", ".join(dict.fromkeys(line.line for line in lines))
        worked = f"đếm được {formats.count(len(lines))} nội dung: {named}"
        batches = frozenset(line.plan.batch for line in lines if line.plan)
        sections = "; ".join(dict.fromkeys(line.plan.said for line in lines if line.plan))
        return figure(len(lines), "count", label, self.place.full_name, worked=worked, source=sections, batches=batches)


def _origins_said(line: BudgetLine) -> str:
    return ", ".join(origin.said for origin in (line.plan, line.result) if origin)


def gone_figure(pace: Pace, place: Place) -> Figure | None:
    """The share of the year gone; None where the figures are of several dates, or have a time of their own."""
    if len(pace.year_gone) != 1:
        return None
    day, year = pace.dates[0][0], pace.budget_year
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    passed = int(share_of_year_gone(day, year) * days)
    worked = f"{passed} ÷ {days} × 100 = {formats.percent_of_plan(pace.year_gone[0])}"
    label = f"Phần thời gian của năm {year} đã qua đến ngày {formats.day(day)}"
    return figure(as_printed(pace.year_gone[0]), "percent", label, place.full_name, worked=worked, source="lịch")


def distance_figure(pace: Pace, place: Place) -> Figure | None:
    """Điểm % between the share disbursed and the share of the year gone, without its sign."""
    if pace.distance is None:
        return None
    percent, gone = formats.percent_of_plan(pace.money.percent), formats.percent_of_plan(pace.year_gone[0])
    worked = f"{percent} − {gone} = {formats.points(pace.distance)} điểm %"
    label = f"Chênh lệch giữa tỷ lệ giải ngân và thời gian đã qua: {pace.carry_over}, {pace.nature}"
    return figure(abs(pace.distance), "points", label, place.full_name, worked=worked, source=READING)


def sums_of(
    place: Place, year: int, found: Sequence[Capital], lines: Sequence[BudgetLine], is_whole: bool
) -> list[Sums]:
    """One for each source of capital that there is."""
    planned = [line for line in lines if line.money.allocated is not None and line.counts]
    return [
        Sums(place, year, capital, tuple(line for line in planned if line.carry_over == capital.carry_over), is_whole)
        for capital in found
    ]
