"""By which map a report is written, and how figures of units of another map come into it."""

from collections.abc import Iterator, Sequence

from core import formats
from core.carrying import Carried
from core.official_report.chapters.poverty_view import plan_view, units_listed
from core.official_report.content import ReportColumn, ReportTable, TableRow
from core.official_report.material import Chapter, Material
from core.place import Place
from core.places import places_of, places_seen_by
from core.reference import EDITION, EditionFile, editions, unit_maps
from core.reports.undivided import CutUnit, Undivided, UndividedResult, undivided
from core.tables import PovertyProgress
from core.territory import became, cover
from core.text import capitalised
from core.wording_carried import carried_said

_COLUMNS = (
    ReportColumn("Stt", "text", width=0.5),
    ReportColumn("Đơn vị", "text", width=2.0),
    ReportColumn("Ngày số liệu", "text", width=1.2),
    ReportColumn("Số liệu lấy từ", "text", width=6.0),
)


def chapter(material: Material) -> Chapter | None:
    """None on the first map while no figure was carried over to its units."""
    carried = list(_carried(material))
    if unit_maps()[material.request.seen_in].edition == EDITION and not carried and not material.place.is_guest:
        return None
    left, edition = _undivided(material), _edition(material)
    context: dict[str, object] = {
        "map": unit_maps()[material.request.seen_in].title.lower(),
        "since": formats.day(edition.valid_from),
        "is_first": edition.code == EDITION,
        "made_of": _made_of(material.place),
        "has_carried": bool(carried),
        "results": [f"{_cut_said(one)}: {_result_said(one)}" for one in left.results],
        "lines": [f"{_cut_said(one)}: {one.line} {one.title}, {one.carry_over}" for one in left.lines],
    }
    return Chapter("unit_map.txt", context, (_table(carried),) if carried else (), of_results=False)


def _edition(material: Material) -> EditionFile:
    code = unit_maps()[material.request.seen_in].edition
    return next(one for one in editions() if one.code == code)


def _carried(material: Material) -> Iterator[tuple[Place, Carried[PovertyProgress]]]:
    """Of the unit and of those that the report lists below it, newest first: results that the chapters speak of."""
    if plan_view(material) is None:
        return
    for place in (material.place, *units_listed(material.place)):
        for result in reversed(material.results.get(place.code, [])):
            if result.carried:
                yield place, result.carried


def _table(carried: Sequence[tuple[Place, Carried[PovertyProgress]]]) -> ReportTable:
    rows = tuple(
        TableRow((str(number), place.full_name, formats.day(one.parts[0][0].as_of), _from(one)))
        for number, (place, one) in enumerate(carried, start=1)
    )
    return ReportTable("don-vi-cong", "Số liệu của đơn vị theo bản đồ khác được tính vào", _COLUMNS, rows)


def _from(one: Carried[PovertyProgress]) -> str:
    return carried_said(one, places_seen_by(one.unit_code))


def _made_of(place: Place) -> str:
    """What a unit was before, or is now, in the other edition: whole units first, then those that it has a part of."""
    other = next(one.code for one in editions() if one.code != place.edition)
    known = places_of(place.seen_in)
    if place.level == "commune":
        parts = became(place.code, other)
        whole, cut = [one.unit for one in parts if one.takes_all], [one.unit for one in parts if not one.takes_all]
    else:
        covering = cover(place.code, other)
        whole = [one.unit for one in covering if one.is_whole]
        cut = [one.unit for one in covering if not one.is_whole]
    if not whole and len(cut) == 1:
        return f"{capitalised(place.full_name)} nay nằm trọn trong {known.by_code[cut[0]].full_name}."
    said = [known.by_code[code].full_name for code in whole]
    said += [f"một phần {known.by_code[code].full_name}" for code in cut]
    return f"{capitalised(place.full_name)} gồm địa bàn: {', '.join(said)}."


def _undivided(material: Material) -> Undivided:
    asked = material.request
    return undivided(material.session, material.places, material.place.code, asked.judged_on, asked.known_at)


def _cut_said(one: CutUnit) -> str:
    return f"{capitalised(one.place.full_name)}, chia vào {', '.join(place.full_name for place in one.into)}"


def _result_said(one: UndividedResult) -> str:
    return (
        f"ngày {formats.day(one.as_of)} có {formats.count(one.poor)} hộ nghèo trên {formats.count(one.households)} hộ"
    )
