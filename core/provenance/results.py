"""Reported results: a unit's own row of one date, or the sum of the units below it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from core import formats
from core.carrying import Declared
from core.places import Place, places_seen_by
from core.provenance.carried import carried_leaves, estimate_remarks, formula_of, share_inputs
from core.provenance.explanation import Explanation, Input, added_up, formulas, unit_said, worked_out, written
from core.provenance.keys import RESULT, FigureKey, of_result
from core.provenance.sources import ESTIMATE, Leaf, Seen, Sources
from core.reports.once import once
from core.reports.poverty import PovertyFilter, Result, poverty_results, summed_result
from core.reports.shares import declared_shares
from core.reports.unit_parts import own_parts, parts_said
from core.wording_carried import carried_short

_KIND = "poverty-progress"


@dataclass(frozen=True)
class ReportedResult:
    """A result with the parts it is the sum of; no parts where the unit reported it itself, or where it is `carried`.

    `declared` are the shares by which a part that was cut counts.
    """

    place: Place
    result: Result
    parts: tuple[tuple[Place, Result], ...] = ()
    declared: Declared = field(default_factory=dict, hash=False)

    def value(self, name: str) -> int | Decimal | None:
        values: dict[str, int | Decimal | None] = {
            "households": self.result.households,
            "poor": self.result.poor,
            "near_poor": self.result.near_poor,
            "rate": self.result.rate,
        }
        return values[name]

    @property
    def is_sum(self) -> bool:
        return bool(self.parts) or self.result.carried is not None

    def formula(self, name: str) -> str:
        if name == "rate" or not self.is_sum:
            return name
        return f"{name}.{formula_of(self.result.carried)}" if self.result.carried else f"{name}.sum"

    def leaves(self, name: str, label: str) -> list[Leaf]:
        """The stored numbers behind one count: the unit's own, or those of its parts."""
        if self.result.carried:
            return carried_leaves(self.place, self.result.carried, name, label, self.declared, {"kind": _KIND})
        if not self.parts:
            return [self._leaf(name, label)]
        return [leaf for part in self._reported_parts for leaf in part.leaves(name, f"{label}: {part.place.full_name}")]

    def shares(self, sources: Sources) -> tuple[Input, ...]:
        """The declared shares in it."""
        every = [one.carried for one in (self.result, *(result for _, result in self.parts)) if one.carried]
        return share_inputs(self.place, every, sources)

    @property
    def _reported_parts(self) -> Iterator["ReportedResult"]:
        return (ReportedResult(place, result, declared=self.declared) for place, result in self.parts)

    def _leaf(self, name: str, label: str) -> Leaf:
        assert self.result.origin is not None
        return Leaf(label, getattr(self.result, name), "count", _KIND, name, self.place.code, self.result.origin)

    def input(self, name: str, label: str, sources: Sources) -> Input:
        """One count as an input of something else; a sum opens its parts."""
        if not self.is_sum:
            return sources.input(self.leaves(name, label)[0])
        batches = ", ".join(str(batch) for batch in sorted(self.result.batches))
        where = f"{self._summed_said} cùng ngày (lô {batches})"
        key = str(of_result(self.place.code, self.result.as_of, name))
        return Input(label, written("count", self.value(name)), where, key=key)

    @property
    def _summed_said(self) -> str:
        carried = self.result.carried
        return carried_short(carried) if carried else f"cộng {len(self.parts)} {parts_said(self.place)}"

    @property
    def context(self) -> str:
        return f"Số liệu {self.result.value_type} đến ngày {formats.day(self.result.as_of)}"

    @property
    def remarks(self) -> list[str]:
        estimated = [said for part in (self, *self._reported_parts) for said in part._estimated]
        return [*([] if self.result.official else [ESTIMATE]), *dict.fromkeys(estimated)]

    @property
    def _estimated(self) -> list[str]:
        return list(estimate_remarks(self.place, self.result.carried))


def with_parts(
    place: Place, result: Result, results: dict[str, list[Result]], declared: Declared
) -> ReportedResult | None:
    """A result of a report with its parts; None where they are not those it was summed from."""
    if result.origin is not None or result.carried is not None:
        return ReportedResult(place, result, declared=declared)
    same_day = [
        (part, found)
        for part in own_parts(place)
        for found in results.get(part.code, [])
        if found.as_of == result.as_of
    ]
    complete = len(same_day) == result.summed_from
    return ReportedResult(place, result, tuple(same_day), declared) if complete else None


def explain_result(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    code, day, name = key.part("unit"), key.day, key.part("name")
    place = places_seen_by(code).by_code.get(code)
    if place is None or day is None:
        return None
    results = once(session, poverty_results, PovertyFilter(place.code, day, seen.known_at))
    result = _on(results.get(place.code, []), day) or _sum(place, results, key)
    declared = once(session, declared_shares, seen.known_at)
    reported = with_parts(place, result, results, declared) if result else None
    return _explanation(reported, name, Sources(session, seen.known_at)) if reported else None


def _on(results: Sequence[Result], day: object) -> Result | None:
    return next((result for result in results if result.as_of == day), None)


def _sum(place: Place, results: dict[str, list[Result]], key: FigureKey) -> Result | None:
    """Only a province is summed, as on the screens."""
    if place.level != "province" or not place.children_listed:
        return None
    return summed_result([_on(results.get(child.code, []), key.day) for child in own_parts(place)])


def _explanation(reported: ReportedResult, name: str, sources: Sources) -> Explanation:
    formula = formulas()[f"{RESULT}.{reported.formula(name)}"]
    counted = formula.inputs or (name,)
    labels = {count: formulas()[f"{RESULT}.{count}"].title for count in counted}
    leaves = [leaf for count in counted for leaf in reported.leaves(count, labels[count])]
    value = written(formula.format, reported.value(name))
    values = {count: reported.value(count) for count in (*counted, name)}
    is_sum = reported.is_sum and not formula.inputs
    addends = [written(leaf.format, leaf.value) for leaf in leaves if leaf.value is not None]
    whence = (*sources.inputs(leaves), *reported.shares(sources))
    inputs = whence if not formula.inputs else _opened(reported, labels, sources)
    return Explanation(
        title=formula.title,
        unit=unit_said(reported.place),
        value=value,
        formula=formula.words,
        worked=added_up(addends, value) if is_sum else worked_out(RESULT, name, values),
        inputs=inputs,
        remarks=(*reported.remarks, *sources.remarks(leaves)),
        context=(reported.context,),
    )


def _opened(reported: ReportedResult, labels: dict[str, str], sources: Sources) -> tuple[Input, ...]:
    return tuple(reported.input(count, label, sources) for count, label in labels.items())
