"""Reported results: a unit's own row of one date, or the sum of the units below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from core import formats
from core.places import Place, all_places
from core.provenance.explanation import Explanation, Input, added_up, formulas, unit_said, worked_out, written
from core.provenance.keys import RESULT, FigureKey, of_result
from core.provenance.sources import ESTIMATE, Leaf, Seen, Sources
from core.reports.once import once
from core.reports.poverty import PovertyFilter, Result, poverty_results, summed_result

_KIND = "poverty-progress"


@dataclass(frozen=True)
class ReportedResult:
    """A result with the parts it is the sum of; no parts where the unit reported it itself."""

    place: Place
    result: Result
    parts: tuple[tuple[Place, Result], ...] = ()

    def value(self, name: str) -> int | Decimal | None:
        values: dict[str, int | Decimal | None] = {
            "households": self.result.households,
            "poor": self.result.poor,
            "near_poor": self.result.near_poor,
            "rate": self.result.rate,
        }
        return values[name]

    def formula(self, name: str) -> str:
        return f"{name}.sum" if self.parts and name != "rate" else name

    def leaves(self, name: str, label: str) -> list[Leaf]:
        """The stored numbers behind one count: the unit's own, or those of its parts."""
        if not self.parts:
            return [self._leaf(self.place, self.result, name, label)]
        return [self._leaf(place, result, name, f"{label}: {place.full_name}") for place, result in self.parts]

    def _leaf(self, place: Place, result: Result, name: str, label: str) -> Leaf:
        assert result.origin is not None
        return Leaf(label, getattr(result, name), "count", _KIND, name, place.code, result.origin)

    def input(self, name: str, label: str, sources: Sources) -> Input:
        """One count as an input of something else; a sum opens its parts."""
        if not self.parts:
            return sources.input(self.leaves(name, label)[0])
        batches = ", ".join(str(batch) for batch in sorted(self.result.batches))
        where = f"cộng {len(self.parts)} huyện, thành phố cùng ngày (lô {batches})"
        key = str(of_result(self.place.code, self.result.as_of, name))
        return Input(label, written("count", self.value(name)), where, key=key)

    @property
    def context(self) -> str:
        return f"Số liệu {self.result.value_type} đến ngày {formats.day(self.result.as_of)}"

    @property
    def remarks(self) -> list[str]:
        return [] if self.result.official else [ESTIMATE]


def with_parts(place: Place, result: Result, results: dict[str, list[Result]]) -> ReportedResult | None:
    """A result of a report with its parts; None where they are not those it was summed from."""
    if result.origin is not None:
        return ReportedResult(place, result)
    same_day = [
        (child, found)
        for child in all_places().children(place)
        for found in results.get(child.code, [])
        if found.as_of == result.as_of
    ]
    return ReportedResult(place, result, tuple(same_day)) if len(same_day) == result.summed_from else None


def explain_result(session: Session, key: FigureKey, seen: Seen) -> Explanation | None:
    place, day, name = all_places().by_code.get(key.part("unit")), key.day, key.part("name")
    if place is None or day is None:
        return None
    results = once(session, poverty_results, PovertyFilter(place.code, day, seen.known_at))
    result = _on(results.get(place.code, []), day) or _sum(place, results, key)
    reported = with_parts(place, result, results) if result else None
    return _explanation(reported, name, Sources(session, seen.known_at)) if reported else None


def _on(results: Sequence[Result], day: object) -> Result | None:
    return next((result for result in results if result.as_of == day), None)


def _sum(place: Place, results: dict[str, list[Result]], key: FigureKey) -> Result | None:
    """Only a province is summed, as on the screens."""
    if place.level != "province" or not place.children_listed:
        return None
    return summed_result([_on(results.get(child.code, []), key.day) for child in all_places().children(place)])


def _explanation(reported: ReportedResult, name: str, sources: Sources) -> Explanation:
    formula = formulas()[f"{RESULT}.{reported.formula(name)}"]
    counted = formula.inputs or (name,)
    labels = {count: formulas()[f"{RESULT}.{count}"].title for count in counted}
    leaves = [leaf for count in counted for leaf in reported.leaves(count, labels[count])]
    value = written(formula.format, reported.value(name))
    values = {count: reported.value(count) for count in (*counted, name)}
    is_sum = bool(reported.parts) and not formula.inputs
    addends = [written(leaf.format, leaf.value) for leaf in leaves if leaf.value is not None]
    inputs = sources.inputs(leaves) if not formula.inputs else _opened(reported, labels, sources)
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
