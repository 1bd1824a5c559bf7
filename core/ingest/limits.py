"""What a row can't be, whatever the unit: a part larger than its whole, a plan without a target."""

from collections.abc import Mapping
from typing import Any

from core import formats
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import Kind

# (part, whole): the part's count is within the whole's.
_WITHIN = {
    "poverty-progress": (
        ("poor", "households"),
        ("near_poor", "households"),
        ("ethnic_households", "households"),
        ("ethnic_poor", "ethnic_households"),
        ("ethnic_poor", "poor"),
        ("indigenous_households", "households"),
        ("indigenous_poor", "indigenous_households"),
        ("indigenous_poor", "poor"),
    ),
    "poverty-plan": (
        ("poor_start", "households_start"),
        ("poor_reduction", "poor_start"),
        ("near_poor_start", "households_start"),
        ("near_poor_reduction", "near_poor_start"),
        ("rate_reduction", "rate_reduction_upper"),
    ),
}
_POSITIVE = {"poverty-progress": ("households",), "poverty-plan": ("households_start", "households_planned")}


def limits_broken(kind: Kind, line: int, values: Mapping[str, Any]) -> list[Issue]:
    """Errors of one row, each naming the column and the value."""
    issues = [_outside(kind, line, values, part, whole) for part, whole in _WITHIN[kind.name]]
    issues += [_zero(kind, line, key) for key in _POSITIVE[kind.name] if values.get(key) == 0]
    if kind.name == "poverty-progress":
        issues.append(_poor_and_near_poor(kind, line, values))
    if kind.name == "poverty-plan":
        issues.append(_no_target(kind, line, values))
    return [issue for issue in issues if issue]


def _outside(kind: Kind, line: int, values: Mapping[str, Any], part: str, whole: str) -> Issue | None:
    part_value, whole_value = values.get(part), values.get(whole)
    if part_value is None or whole_value is None or part_value <= whole_value:
        return None
    part_name, whole_name = kind.by_key[part].header, kind.by_key[whole].header
    return Issue(
        Severity.ERROR,
        "part_exceeds_whole",
        f"«{part_name}» ({_written(part_value)}) lớn hơn «{whole_name}» ({_written(whole_value)}).",
        "Hãy đối chiếu lại hai số.",
        line,
        part_name,
        str(part_value),
    )


def _written(value: Any) -> str:
    return formats.count(value) if isinstance(value, int) else formats.points(value)


def _zero(kind: Kind, line: int, key: str) -> Issue:
    name = kind.by_key[key].header
    return Issue(
        Severity.ERROR, "no_households", f"«{name}» bằng 0.", "Hãy ghi tổng số hộ của đơn vị.", line, name, "0"
    )


def _poor_and_near_poor(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue | None:
    poor, near, households = (values.get(key) for key in ("poor", "near_poor", "households"))
    if poor is None or near is None or households is None or poor + near <= households or near > households:
        return None
    return Issue(
        Severity.ERROR,
        "part_exceeds_whole",
        f"Hộ nghèo và cận nghèo cộng lại ({formats.count(poor + near)})"
        f" lớn hơn tổng số hộ ({formats.count(households)}).",
        "Hãy đối chiếu lại ba số.",
        line,
        kind.by_key["near_poor"].header,
        str(near),
    )


def _no_target(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue | None:
    by_households = all(values.get(key) is not None for key in ("poor_reduction", "poor_start", "households_start"))
    if by_households or values.get("rate_reduction") is not None:
        return None
    return Issue(
        Severity.ERROR,
        "no_target",
        "Dòng không có mức giảm: cần số hộ nghèo dự kiến giảm kèm hai số đầu năm, hoặc tỷ lệ dự kiến giảm.",
        "Hãy điền một trong hai.",
        line,
        kind.by_key["poor_reduction"].header,
    )
