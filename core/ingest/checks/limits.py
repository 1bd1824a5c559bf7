"""What a row can't be, whatever the unit: a part larger than its whole, a plan without a target."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core import formats
from core.criteria_sets import set_in_force
from core.ingest.issues import Issue, Severity
from core.ingest.kind_rules import rules_of
from core.ingest.kinds import Kind
from core.ingest.layout.understand import UnderstoodTable
from core.reference import criteria_set


def limits_broken(
    table: UnderstoodTable, columns: Mapping[str, Sequence[Any]], values: Sequence[Mapping[str, Any]]
) -> Iterator[Issue]:
    """Errors of the rows, each naming the column and the value. `values` are the rows, `columns` the same by key."""
    kind, rules = table.kind, rules_of(table.kind.name)
    for part, whole in rules.within:
        if part in columns and whole in columns:
            yield from _outside(table, part, whole, columns[part], columns[whole])
    for key in rules.positive:
        for row, value in zip(table.rows, columns.get(key, ()), strict=False):
            if value == 0:
                yield _zero(kind, row.line, key)
    if own := _OWN.get(kind.name):
        yield from filter(
            None, (own(kind, row.line, row_values) for row, row_values in zip(table.rows, values, strict=True))
        )


def _outside(
    table: UnderstoodTable, part: str, whole: str, parts: Sequence[Any], wholes: Sequence[Any]
) -> Iterator[Issue]:
    """A part larger than its whole, one issue per row."""
    part_name, whole_name = table.kind.by_key[part].header, table.kind.by_key[whole].header
    for row, part_value, whole_value in zip(table.rows, parts, wholes, strict=True):
        if part_value is not None and whole_value is not None and part_value > whole_value:
            yield Issue(
                Severity.ERROR,
                "part_exceeds_whole",
                f"«{part_name}» ({_written(part_value)}) lớn hơn «{whole_name}» ({_written(whole_value)}).",
                "Hãy đối chiếu lại hai số.",
                row.line,
                part_name,
                table.cell(row, part),
            )


def _written(value: Any) -> str:
    return formats.count(value) if isinstance(value, int) else formats.amount(value)


def _zero(kind: Kind, line: int, key: str) -> Issue:
    name = kind.by_key[key].header
    return Issue(Severity.ERROR, "no_households", f"«{name}» bằng 0.", "Hãy ghi số lớn hơn 0.", line, name, "0")


def _poor_and_near_poor(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue | None:
    poor, near, households = values.get("poor"), values.get("near_poor"), values.get("households")
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


def _criterion_unknown(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue | None:
    """A number that the set does not have; a village's set without a village, or a commune's set with one."""
    name, number = values.get("set"), values.get("criterion")
    if name is None or number is None:
        return None
    day = values.get("as_of")
    in_force = set_in_force(name, day) if day else name
    if in_force is None:
        return _set_not_in_force(kind, line, values)
    if number not in {criterion.number for criterion in criteria_set(in_force)}:
        reason = f"Bộ tiêu chí «{in_force}» không có tiêu chí số {number}."
        remedy = f"Bộ này có {len(criteria_set(in_force))} tiêu chí."
        column = kind.by_key["criterion"].header
        return Issue(Severity.ERROR, "unknown_criterion", reason, remedy, line, column, str(number))
    return _village_unfit(kind, line, values, name, needs=name == "thôn NTM", allows=name == "thôn NTM")


def _set_not_in_force(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue:
    name = values["set"]
    reason = f"Bộ tiêu chí «{name}» không áp dụng vào ngày {formats.day(values['as_of'])}."
    remedy = "Hãy kiểm tra bộ tiêu chí và ngày đánh giá; từ 2026 chỉ có bộ xã NTM (QĐ 51/2025/QĐ-TTg)."
    return Issue(Severity.ERROR, "unknown_criterion", reason, remedy, line, kind.by_key["set"].header, name)


def _recognition_unfit(kind: Kind, line: int, values: Mapping[str, Any]) -> Issue | None:
    title = values.get("title")
    if title is None:
        return None
    of_village = title in ("thôn NTM", "khu dân cư kiểu mẫu")
    return _village_unfit(kind, line, values, title, needs=title == "thôn NTM", allows=of_village)


def _village_unfit(
    kind: Kind, line: int, values: Mapping[str, Any], name: str, needs: bool, allows: bool
) -> Issue | None:
    village, column = values.get("village"), kind.by_key["village"].header
    if needs and not village:
        return Issue(
            Severity.ERROR, "missing_value", f"«{name}» phải ghi tên thôn.", "Hãy điền cột Thôn.", line, column
        )
    if village and not allows:
        reason = f"«{name}» là của xã, không của thôn «{village}»."
        remedy = "Hãy bỏ trống cột Thôn, hoặc sửa lại cột kia."
        return Issue(Severity.ERROR, "village_unfit", reason, remedy, line, column, village)
    return None


_OWN: dict[str, Callable[[Kind, int, Mapping[str, Any]], Issue | None]] = {
    "poverty-progress": _poor_and_near_poor,
    "poverty-plan": _no_target,
    "criteria-status": _criterion_unknown,
    "recognition": _recognition_unfit,
}
