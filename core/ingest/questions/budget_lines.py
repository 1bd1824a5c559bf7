"""Budget lines beside each other: a heading stored with its parts counts twice; amounts written in tỷ đồng."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from core import formats
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, ask
from core.ingest.questions.thousands import thousands_lost
from core.stored import StandingFact

_PERIOD = {"allocated": ("budget_year", "carry_over"), "disbursed": ("budget_year", "carry_over", "as_of")}
_LINE = ("budget_year", "line", "carry_over")
# Tỷ đồng read as triệu đồng: under a two-hundredth of the plan, and within the plan (and a tenth) once converted.
_TINY, _THOUSAND, _SOME_MORE = Decimal(200), Decimal(1000), Decimal("1.1")
_LINES_WITH_PLAN = 3
# No commune plans all its lines below five triệu đồng.
_SMALL_LINE, _SMALL_LINES = Decimal(5), 2
_REMEDY = "Hãy sửa cho đúng triệu đồng; nếu đúng như đang ghi, hãy ghi lý do."


def parent_lines(checked: CheckedTable, around: Sequence[StandingFact], figure: str) -> Iterator[Issue]:
    """One question per line that has lines below it (`1` of `1.1`), in the file or standing, where the file brings one.

    The question is put at the line itself, or at its first part where the line stands already.
    """
    names = _PERIOD[figure]
    amounts: dict[tuple[Any, ...], dict[str, Decimal]] = defaultdict(dict)
    brought: dict[tuple[Any, ...], dict[str, Record]] = defaultdict(dict)
    for fact in around:
        if figure in fact.values:
            key = (fact.values["unit_code"], *(fact.values[name] for name in names))
            amounts[key][fact.values["line"]] = fact.values[figure]
    for record in checked.records:
        key = (record.place and record.place.code, *(record.values[name] for name in names))
        amounts[key][record.values["line"]] = record.values[figure]
        brought[key][record.values["line"]] = record
    for key, records in brought.items():
        for line, parts in _parts_of(amounts[key]).items():
            at = next((records[code] for code in (line, *parts) if code in records), None)
            if at is not None:
                yield _parent_line(checked, at, figure, line, parts, amounts[key])


def _parts_of(amounts: Mapping[str, Decimal]) -> dict[str, list[str]]:
    """Line → the nearest lines below it that are there: `1` → `1.1`, `1.2`, not `1.1.1` beside `1.1`."""
    parts: dict[str, list[str]] = defaultdict(list)
    for line in amounts:
        above = line
        while "." in above:
            above = above.rpartition(".")[0]
            if above in amounts:
                parts[above].append(line)
                break
    return parts


def _parent_line(
    checked: CheckedTable, at: Record, figure: str, line: str, parts: Sequence[str], amounts: Mapping[str, Decimal]
) -> Issue:
    own, total = amounts[line], sum((amounts[part] for part in parts), Decimal(0))
    listed = f"{'các dòng ' if len(parts) > 1 else 'dòng '}{', '.join(parts)}"
    if own == total:
        reason = f"{at.of}: dòng «{line}» ({formats.amount(own)} triệu đồng) bằng tổng {listed}: có phải dòng cộng?"
    else:
        reason = (
            f"{at.of}: dòng «{line}» ({formats.amount(own)} triệu đồng) là mục chứa {listed}"
            f" (cộng lại {formats.amount(total)} triệu đồng): có phải dòng cộng ghi chưa khớp?"
        )
    remedy = f"Nếu đúng hãy bỏ dòng «{line}», vì số tiền sẽ bị tính hai lần; nếu là nội dung riêng, hãy ghi lý do."
    return ask(checked.table.kind, "parent_line", at.line, figure, at.values[figure], reason, remedy)


def disbursed_in_billions(checked: CheckedTable, around: Sequence[StandingFact]) -> Iterator[Issue]:
    """Once per commune where every amount is tiny beside its plan, and would fit it in tỷ đồng. Nothing paid is 0."""
    plans = {
        (fact.values["unit_code"], *(fact.values[name] for name in _LINE)): fact.values["allocated"]
        for fact in around
        if "allocated" in fact.values
    }
    of_communes: dict[str, list[tuple[Record, Decimal]]] = defaultdict(list)
    for record in checked.records if plans else ():
        code = record.place.code if record.place else ""
        planned = plans.get((code, *(record.values[name] for name in _LINE)))
        if planned and record.values["disbursed"]:
            of_communes[code].append((record, planned))
    for rows in of_communes.values():
        lines = {tuple(record.values[name] for name in _LINE) for record, _ in rows}
        if len(lines) >= _LINES_WITH_PLAN and all(
            record.values["disbursed"] * _TINY <= planned
            and record.values["disbursed"] * _THOUSAND <= planned * _SOME_MORE
            for record, planned in rows
        ):
            record, planned = rows[0]
            said = f"mọi dòng đều dưới 0,5% kế hoạch; dòng {record.values['line']} có kế hoạch"
            yield _in_billions(checked, record, "disbursed", f"{said} {formats.amount(planned)} triệu đồng")


def planned_in_billions(checked: CheckedTable) -> Iterator[Issue]:
    """Once per file whose lines are all below five triệu đồng; what is left of the year before may honestly be so."""
    if any(thousands_lost(checked)):  # asks about the same smallness, and knows why
        return
    of_year = [record for record in checked.records if record.values["carry_over"] == "vốn năm"]
    most = max((record.values["allocated"] for record in checked.records), default=Decimal(0))
    if len(of_year) >= _SMALL_LINES and 0 < most < _SMALL_LINE:
        record = next((one for one in of_year if one.values["allocated"]), of_year[0])
        said = f"mọi dòng của tệp đều dưới {_SMALL_LINE} triệu đồng"
        yield _in_billions(checked, record, "allocated", said)


def _in_billions(checked: CheckedTable, record: Record, key: str, said: str) -> Issue:
    value = record.values[key]
    reason = (
        f"{record.of}, nội dung {record.values['line']}: {formats.amount(value)} triệu đồng, {said}."
        f" Có thể là tỷ đồng: {formats.amount(value)} tỷ đồng = {formats.amount(value * _THOUSAND)} triệu đồng?"
    )
    return ask(checked.table.kind, "other_unit", record.line, key, value, reason, _REMEDY)
