"""Rows that speak of something which has to be known already: a plan, a goal, a duty, a village."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from core.access.rules import Access
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, Severity
from core.plans_seen import plan_numbers, seen_of_plans
from core.repository import Repository
from core.stored import StandingFact
from core.text import fold_village


@dataclass(frozen=True)
class Known:
    """What stands now: goals and duties by (plan, code), villages by (commune, folded name) → name as listed; plans."""

    goals: frozenset[tuple[str, str]] = frozenset()
    obligations: frozenset[tuple[str, str]] = frozenset()
    villages: Mapping[tuple[str, str], str] | None = None
    plans: frozenset[str] = frozenset()


def known_for(repository: Repository, kind: str, by: Access, made_up: bool = False) -> Known:
    """Only what rows of this kind can speak of; real rows never speak of made-up ones, which will go away.

    Of plans only what this person may see: one beyond their reach is as unknown as one that does not exist.
    """

    def standing(listed: str) -> list[StandingFact]:
        return [fact for fact in repository.standing_of_kind(listed) if made_up or not fact.demo]

    def seen(listed: str) -> list[StandingFact]:
        return seen_of_plans(repository.session, by, standing(listed))

    if kind == "goal-progress":
        facts = seen("goal")
        return Known(goals=frozenset((fact.values["plan_number"], fact.values["goal"]) for fact in facts))
    if kind in ("obligation-done", "obligation-done-unit"):
        facts = seen("obligation")
        return Known(obligations=frozenset((fact.values["plan_number"], fact.values["obligation"]) for fact in facts))
    if kind == "explanation":
        return Known(plans=plan_numbers(repository.session, by, made_up))
    if kind in ("criteria-status", "recognition", "villages"):
        facts = standing("villages")
        return Known(
            villages={
                (fact.values["unit_code"], fold_village(fact.values["village"])): fact.values["village"]
                for fact in facts
            }
        )
    return Known()


def hold_to_known(checked: CheckedTable, known: Known) -> CheckedTable:
    """The table without the rows that name something unknown, each with an error; villages as the list spells them."""
    hold = _HOLDERS.get(checked.table.kind.name)
    if hold is None:
        return checked
    kept: list[Record] = []
    issues: list[Issue] = []
    for record in checked.records:
        held = hold(checked, record, known)
        if isinstance(held, Issue):
            issues.append(held)
        else:
            kept.append(held)
    bad = checked.bad_lines | {issue.row for issue in issues if issue.row is not None}
    return replace(checked, records=tuple(kept), issues=(*checked.issues, *issues), bad_lines=frozenset(bad))


def _unknown(checked: CheckedTable, record: Record, key: str, reason: str, remedy: str) -> Issue:
    column = checked.table.kind.by_key[key].header
    value = record.values.get(key)
    code = "unknown_plan" if key == "plan_number" else f"unknown_{key}"
    return Issue(Severity.ERROR, code, reason, remedy, record.line, column, value and str(value))


def _known_code(
    checked: CheckedTable, record: Record, codes: frozenset[tuple[str, str]], key: str, what: str
) -> Record | Issue:
    plan, code = record.values["plan_number"], record.values[key]
    if (plan, code) in codes:
        return record
    same_plan = sorted(known_code for known_plan, known_code in codes if known_plan == plan)
    remedy = f"Các mã của {plan}: {', '.join(same_plan[:12])}…" if same_plan else "Hãy nạp kế hoạch đó trước."
    return _unknown(checked, record, key, f"Kế hoạch «{plan}» không có {what} mã «{code}».", remedy)


def _goal(checked: CheckedTable, record: Record, known: Known) -> Record | Issue:
    return _known_code(checked, record, known.goals, "goal", "mục tiêu")


def _obligation(checked: CheckedTable, record: Record, known: Known) -> Record | Issue:
    return _known_code(checked, record, known.obligations, "obligation", "nhiệm vụ")


def _plan(checked: CheckedTable, record: Record, known: Known) -> Record | Issue:
    """An explanation may name no plan; one that it names is loaded."""
    plan = record.values["plan_number"]
    if not plan or plan in known.plans:
        return record
    loaded = f"Các kế hoạch đã nạp: {', '.join(sorted(known.plans))}." if known.plans else "Chưa có kế hoạch nào."
    return _unknown(checked, record, "plan_number", f"Không thấy kế hoạch «{plan}».", f"{loaded} Có thể để trống.")


def _village(checked: CheckedTable, record: Record, known: Known) -> Record | Issue:
    name = record.values.get("village")
    if not name or record.place is None:
        return record
    listed = (known.villages or {}).get((record.place.code, fold_village(name)))
    if listed is None:
        return _unknown(
            checked,
            record,
            "village",
            f"{record.place.full_name} chưa có thôn «{name}» trong danh sách thôn.",
            "Hãy nạp danh sách thôn (loại villages) trước, hoặc sửa tên.",
        )
    return record._replace(values={**record.values, "village": listed})


def _listed_village(_checked: CheckedTable, record: Record, known: Known) -> Record | Issue:
    """A village that is listed already keeps the spelling of the list."""
    assert record.place is not None
    listed = (known.villages or {}).get((record.place.code, fold_village(record.values["village"])))
    return record._replace(values={**record.values, "village": listed}) if listed else record


_HOLDERS: dict[str, Callable[[CheckedTable, Record, Known], Record | Issue]] = {
    "goal-progress": _goal,
    "obligation-done": _obligation,
    "obligation-done-unit": _obligation,
    "explanation": _plan,
    "criteria-status": _village,
    "recognition": _village,
    "villages": _listed_village,
}
