"""Declared shares of cut units: only of units that were cut, for what they were cut into, together exactly 100 %."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from core import formats
from core.carrying import WHOLE, cut_into, is_cut, other_edition
from core.ingest.checks.check import CheckedTable, Record
from core.ingest.issues import Issue, Severity
from core.place_names import names_of
from core.places import Place, Places, places_of
from core.text import capitalised, clean, fold

KIND = "unit-share"


def hold_to_cuts(checked: CheckedTable) -> CheckedTable:
    """The table without the rows that can't be shares of a cut unit, each with an error; names as the map has them."""
    if checked.table.kind.name != KIND:
        return checked
    held = [_held(checked, record) for record in checked.records]
    kept = [one for one in held if isinstance(one, Record)]
    issues = [one for one in held if isinstance(one, Issue)]
    bad = {issue.row for issue in issues if issue.row is not None}
    for rows in _by_unit(kept).values():
        if found := list(_of_whole_unit(checked, rows, all_read=not checked.bad_lines and not issues)):
            issues += found
            bad |= {record.line for record in rows}
    sound = tuple(record for record in kept if record.line not in bad)
    return replace(checked, records=sound, issues=(*checked.issues, *issues), bad_lines=checked.bad_lines | bad)


def _by_unit(records: Sequence[Record]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.place:
            found[record.place.code].append(record)
    return found


def _held(checked: CheckedTable, record: Record) -> Record | Issue:
    """With the unit that the share goes to."""
    if record.place is None or not is_cut(record.place.code):
        return _not_cut(checked, record)
    parts = _parts_of(record.place)
    found = _meant(record.values, parts)
    if len(found) != 1:
        return _not_into(checked, record, parts, found)
    into = found[0]
    province, commune = _named(into, parts)
    named = {"into_province": province, "into_commune": commune}
    return record._replace(values={**record.values, **named, "into_edition": into.edition, "into_code": into.code})


def _places(unit: Place) -> Places:
    """The map of today's units for an old one, and the other way round."""
    return places_of(other_edition(unit.edition))


def _parts_of(unit: Place) -> list[Place]:
    return [_places(unit).by_code[code] for code in cut_into(unit.code)]


def _named(place: Place, among: Sequence[Place]) -> tuple[str, str]:
    """The names of a part's province and its own; with its huyện where another part is called just so."""
    places = places_of(place.edition)
    province, district, _ = places.ancestors(place)
    assert province is not None
    name = places.name_in_file(place)
    twins = Counter((places.province_of(one), places.name_in_file(one)) for one in among)[province, name]
    return province.name, f"{name}, {district.full_name}" if twins > 1 and district else name


def _meant(values: Mapping[str, Any], parts: Sequence[Place]) -> Sequence[Place]:
    """The parts that the row may mean: by their codes, or their names with or without their kinds."""
    province, commune = (clean(values.get(key) or "") for key in ("into_province", "into_commune"))
    if province:
        among = places_of(parts[0].edition)
        provinces = among.find(province, "province").places
        parts = [part for part in parts if among.province_of(part) in provinces]
    just_so = [
        part for part in parts if commune in (part.code, part.official_code) or _named(part, parts)[1] == commune
    ]
    names = names_of(parts)
    found = names.folded.get(fold(commune), [])
    exact = [part for part in found if commune.lower() in names.official[part.code]]
    return just_so or exact or found


def _error(checked: CheckedTable, record: Record, code: str, reason: str, remedy: str, key: str) -> Issue:
    column = checked.table.kind.by_key[key].header
    row = next((row for row in checked.table.rows if row.line == record.line), None)
    value = checked.table.cell(row, key) if row and key in checked.table.positions else None
    return Issue(Severity.ERROR, code, reason, remedy, record.line, column, value or None)


def _not_cut(checked: CheckedTable, record: Record) -> Issue:
    """A whole unit's figures go with it; a huyện's or a province's are those of its communes."""
    unit = record.place
    parts = _parts_of(unit) if unit else []
    if unit and len(parts) == 1 and not places_of(unit.edition).children(unit):
        reason = f"{capitalised(unit.full_name)} không bị chia: toàn bộ nhập vào {parts[0].full_name}."
    else:
        reason = f"{capitalised(unit.full_name) if unit else 'Dòng này'} không phải đơn vị bị chia."
    remedy = "Chỉ khai tỷ trọng cho đơn vị bị chia thành nhiều phần; hãy bỏ dòng này."
    return _error(checked, record, "not_cut", reason, remedy, "commune")


def _not_into(checked: CheckedTable, record: Record, parts: Sequence[Place], found: Sequence[Place]) -> Issue:
    assert record.place is not None
    said = "; ".join(part.full_name for part in found or parts)
    what = "có thể là nhiều đơn vị" if found else f"không phải nơi nhận một phần của {record.place.full_name}"
    written = ", ".join(str(record.values[key]) for key in ("into_commune", "into_province") if record.values.get(key))
    reason = f"«{written}» {what}."
    return _error(checked, record, "not_cut_into", reason, f"Hãy ghi một trong: {said}.", "into_commune")


def _of_whole_unit(checked: CheckedTable, rows: Sequence[Record], all_read: bool) -> Iterator[Issue]:
    """Parts that are there twice or not at all, and a sum that is not 100."""
    unit = rows[0].place
    assert unit is not None
    codes = Counter(record.values["into_code"] for record in rows)
    lines = ", ".join(str(record.line) for record in rows)
    for record in rows:
        if codes[record.values["into_code"]] > 1:
            reason = f"Các dòng {lines} nêu {record.values['into_commune']} nhiều lần."
            yield _error(checked, record, "duplicate_row", reason, "Hãy giữ một dòng đúng.", "into_commune")
    missing = [part.full_name for part in _parts_of(unit) if part.code not in codes]
    if missing and all_read:
        reason = (
            f"{capitalised(unit.full_name)} (dòng {lines}) còn thiếu tỷ trọng của phần nhập vào: {'; '.join(missing)}."
        )
        remedy = "Hãy ghi đủ mọi phần trong một tệp; phần không có hộ nào thì ghi 0."
        yield _error(checked, rows[0], "share_missing", reason, remedy, "into_commune")
    total = sum((record.values["percent"] for record in rows), Decimal(0))
    if total != WHOLE and not missing and max(codes.values()) == 1:
        reason = f"Tỷ trọng của {unit.full_name} (dòng {lines}) cộng lại là {formats.points(total)}%, không phải 100%."
        yield _error(checked, rows[0], "share_sum", reason, "Hãy sửa cho các phần cộng lại đúng 100%.", "percent")
