"""Capital of one line, and sums of lines: planned, disbursed, what is left, shares; in triệu đồng."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from core import formats
from core.places import Place, places_seen_by
from core.provenance.explanation import Explanation, Formula, Input, added_up, formulas, unit_said, worked_out, written
from core.provenance.keys import LINE, NATURES, SOURCES, SUM, FigureKey, line_part, of_sum
from core.provenance.sources import ESTIMATE, Leaf, Seen, Sources
from core.reports.budget import NOT_REPORTED, BudgetFilter, BudgetLine, BudgetSum, budget_lines
from core.reports.budget_views import Capital, capitals, plan_number_said
from core.reports.once import once
from core.territory import pieces_of
from core.text import capitalised, slug
from core.wording_budget import nature_note, unplanned_sentence
from core.wording_budget_parts import carried_said, passed_said

_IN_PLAN, _OF_THE_PLAN = ("allocated",), ("allocated", "share")


def explain_line(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    own = [line for line in _lines(session, key, seen) if line.place.code == key.part("unit")]
    named = [line for line in own if line_part(line) == key.part("line")]
    # Links made before name a line by its slug, which two lines may share.
    lines = named or [line for line in own if slug(line.line) == key.part("line")]
    return _of_line(lines[0], key.part("name"), Sources(session, seen.known_at)) if len(lines) == 1 else None


def _lines(session: Session, key: FigureKey, seen: Seen) -> list[BudgetLine]:
    """Of the unit and all below it; nothing for an unknown code."""
    if not pieces_of(key.part("unit")):
        return []
    found = once(session, budget_lines, BudgetFilter(key.part("unit"), seen.as_of, seen.known_at))
    wanted = int(key.part("year")), SOURCES[key.part("source")]
    return [line for line in found if (line.budget_year, line.carry_over) == wanted]


def _values(line: BudgetLine) -> dict[str, Decimal | None]:
    money = line.money
    return {
        "allocated": money.allocated,
        "disbursed": money.disbursed,
        "advance": line.advance,
        "remaining": money.remaining,
        "percent": money.percent,
    }


def _leaf(line: BudgetLine, name: str, label: str) -> Leaf | None:
    """A stored amount of a line; None where nobody gave it."""
    origin, value = (line.plan if name in _IN_PLAN else line.result), _values(line)[name]
    if origin is None or value is None:
        return None
    kind = "budget-plan" if name in _IN_PLAN else "disbursement"
    number = line.plan_number or "" if name in _IN_PLAN else ""
    return Leaf(label, value, "amount", kind, name, line.place.code, origin, number)


def _leaves_of(line: BudgetLine, name: str, label: Callable[[BudgetLine], str]) -> list[Leaf]:
    """A stored amount; of a plan that is the sum of old units' plans, each of these."""
    parts = line.carried if line.carried and name in _IN_PLAN else (line,)
    return [leaf for part in parts if (leaf := _leaf(part, name, label(part)))]


def _of_line(line: BudgetLine, name: str, sources: Sources) -> Explanation:
    formula = formulas()[f"{LINE}.{name}"]
    leaves = [leaf for count in formula.inputs or (name,) for leaf in _leaves_of(line, count, _label_in(line, count))]
    worked = worked_out(LINE, name, _values(line))
    if line.carried and name in _IN_PLAN:
        worked = added_up(
            [written(leaf.format, leaf.value) for leaf in leaves], written("amount", line.money.allocated)
        )
    return Explanation(
        title=f"{formula.title}: {line.line}. {line.title}",
        unit=unit_said(line.place),
        value=written(formula.format, _values(line)[name]),
        formula=formula.words,
        worked=worked,
        inputs=sources.inputs(leaves),
        remarks=tuple(_line_remarks(line, name, leaves, sources)),
        context=tuple(_line_context(line)),
    )


def _label_in(line: BudgetLine, name: str) -> Callable[[BudgetLine], str]:
    """The column's title; with the unit where it is another one's."""
    title = formulas()[f"{LINE}.{name}"].title
    return lambda part: title if part.place == line.place else f"{title}, {part.place.full_name}"


def _line_remarks(line: BudgetLine, name: str, leaves: Sequence[Leaf], sources: Sources) -> list[str]:
    said = [f"{capitalised(one)}." for one in (line.remark, *passed_said(line)) if one]
    if name != "allocated" and line.value_type == "ước":
        said.append(ESTIMATE)
    return [*said, *sources.remarks(leaves)]


def _estimated(line: BudgetLine) -> str:
    """How a line of a unit that was cut counts."""
    assert line.share is not None
    percent = f"{formats.amount(line.share.percent)}%"
    return f"Ước tính: tính {percent} số của {line.place.full_name} cho đơn vị này; phương pháp: {line.share.method}."


def _line_context(line: BudgetLine) -> list[str]:
    plan = [f"Kế hoạch vốn {plan_number_said(line)}"] if line.plan else []
    as_of = [f"Số liệu {line.value_type} đến ngày {formats.day(line.as_of)}"] if line.as_of else []
    return [*plan, f"{line.carry_over.capitalize()} {line.budget_year}", *as_of]


def explain_sum(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    """None where the unit has no planned line of that source and nature."""
    lines = _lines(session, key, seen)
    capital = next(iter(capitals(lines)), None)
    if capital is None:
        return None
    code, planned = key.part("unit"), [line for line in lines if line.plan and line.counts]
    made = _Sum(places_seen_by(code).by_code[code], key, capital, planned)
    return made.explanation(Sources(session, seen.known_at)) if made.lines else None


class _Sum:
    """The planned lines of one source and nature; `planned` are those of both natures."""

    def __init__(self, place: Place, key: FigureKey, capital: Capital, planned: Sequence[BudgetLine]) -> None:
        self.place, self.capital, self.planned = place, capital, planned
        self.name, self.nature = key.part("name"), NATURES[key.part("nature")]
        self.lines = [line for line in planned if self.nature in (None, line.nature)]
        self.year = int(key.part("year"))
        by_nature = {"dt": capital.investment, "sn": capital.operating, "all": capital.planned}
        self.part: BudgetSum = by_nature[key.part("nature")]

    @property
    def values(self) -> dict[str, Decimal | None]:
        money = self.part.money
        return {
            "allocated": money.allocated,
            "disbursed": money.disbursed,
            "remaining": money.remaining,
            "percent": money.percent,
            "share": self.capital.share_of(self.part),
            "whole": self.capital.planned.money.allocated,
        }

    def explanation(self, sources: Sources) -> Explanation:
        formula = formulas()[f"{SUM}.{self.name}"]
        leaves, value = self._leaves(formula), written(formula.format, self.values[self.name])
        addends = [written(leaf.format, leaf.value) for leaf in leaves]
        return Explanation(
            title=f"{formula.title}: {self._said}",
            unit=unit_said(self.place),
            value=value,
            formula=formula.words,
            worked=worked_out(SUM, self.name, self.values) if formula.inputs else added_up(addends, value),
            inputs=self._sums(formula) if formula.inputs else sources.inputs(leaves),
            remarks=tuple(self._remarks(leaves, sources)),
            context=tuple(self._context()),
        )

    @property
    def _said(self) -> str:
        """`vốn năm, đầu tư`."""
        return ", ".join(filter(None, (self.capital.carry_over, self.nature)))

    def _leaves(self, formula: Formula) -> list[Leaf]:
        names = [name for name in formula.inputs or (self.name,) if name in ("allocated", "disbursed")]
        return [leaf for name in names for line in self.lines for leaf in _leaves_of(line, name, self._label)]

    def _label(self, line: BudgetLine) -> str:
        part = f", tính {formats.amount(line.share.percent)}%" if line.share else ""
        whose = "" if line.place == self.place else f" ({line.place.full_name}{part})"
        return f"{line.line}. {line.title}{whose}"

    def _sums(self, formula: Formula) -> tuple[Input, ...]:
        """Sums that went in, each opening its own lines."""
        return tuple(self._sum(name) for name in formula.inputs)

    def _sum(self, name: str) -> Input:
        whole = name == "whole"
        part, nature = (self.capital.planned, None) if whole else (self.part, self.nature)
        label = ", ".join(filter(None, (formulas()[f"{SUM}.{name}"].title, nature)))
        counted = part.reported if name == "disbursed" else part.lines
        key = of_sum(self.place.code, self.year, self.capital.carry_over, nature, "allocated" if whole else name)
        return Input(label, written("amount", self.values[name]), f"cộng {counted} nội dung", key=str(key))

    def _remarks(self, leaves: Sequence[Leaf], sources: Sources) -> list[str]:
        said = list(dict.fromkeys(_estimated(line) for line in self.lines if line.share))
        said += [f"{line.line} ({line.place.full_name}): {carried_said(line)}." for line in self.lines if line.carried]
        if self.name not in _OF_THE_PLAN:
            said += self._of_what_was_reported()
        if self.nature and (note := nature_note(self.planned)):
            said.append(note)
        return [*said, *sources.remarks(leaves)]

    def _of_what_was_reported(self) -> list[str]:
        part, said = self.part, []
        if not part.reported:
            said.append(f"{NOT_REPORTED.capitalize()}.")
        elif part.reported < part.lines:
            said.append(
                f"Mới {part.reported}/{part.lines} nội dung có số liệu giải ngân: số giải ngân và tỷ lệ là mức ít nhất."
            )
        if len(part.dates) > 1:
            said.append(f"Số liệu ở những ngày khác nhau: {', '.join(formats.day(day) for day in part.dates)}.")
        if any(line.value_type == "ước" for line in self.lines):
            said.append(ESTIMATE)
        return [*said, *([unplanned_sentence(self.capital)] if self.capital.unplanned else [])]

    def _context(self) -> list[str]:
        plans = dict.fromkeys(plan_number_said(line) for line in self.lines)
        dates = () if self.name in _OF_THE_PLAN else self.part.dates
        days = [f"Số liệu đến ngày {formats.day(dates[-1])}"] if dates else []
        return [f"Kế hoạch vốn {'; '.join(plans)}", f"{self.capital.carry_over.capitalize()} {self.year}", *days]
