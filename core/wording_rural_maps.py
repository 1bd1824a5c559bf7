"""What screens say of communes of two maps and of sets of two periods: beside each other, never added or compared."""

from collections.abc import Sequence

from core import formats
from core.criteria_sets import CriteriaSet, criteria_sets, later_set
from core.place import Place
from core.places import places_of
from core.reference import editions
from core.reports.criteria import SetStatus
from core.territory import became, cut_by
from core.text import capitalised


def units_word(rows: Sequence[SetStatus]) -> str:
    """`xã`; of another map than the one looked at: `xã cũ`, `xã mới`."""
    guest = next((row.place for row in rows if row.place.is_guest), None)
    return "xã" if guest is None else "xã mới" if _is_newest(guest) else "xã cũ"


def _is_newest(place: Place) -> bool:
    return place.edition == editions()[-1].code


def map_heading(rows: Sequence[SetStatus]) -> str:
    """`Xã theo bản đồ từ 01/07/2025`, `Xã theo bản đồ đến 30/06/2025`: the map that the communes were assessed by."""
    edition = next(one for one in editions() if one.code == rows[0].place.edition)
    valid = f"đến {formats.day(edition.valid_to)}" if edition.valid_to else f"từ {formats.day(edition.valid_from)}"
    return f"Xã theo bản đồ {valid} ({len(rows)} xã)"


def not_added_said(found: Sequence[Sequence[SetStatus]], place: Place | None) -> str:
    """Why communes of two maps stand beside each other; empty where all are of the map that is looked at."""
    guests = [row for rows in found for row in rows if row.place.is_guest]
    if not guests:
        return ""
    said = "Kết quả tiêu chí và danh hiệu không cộng được: mỗi đơn vị giữ kết quả của mình, theo bản đồ lúc đánh giá."
    if place is None or place.level != "commune":
        return said
    names = ", ".join(row.place.full_name for row in guests)
    return f"{said} {capitalised(place.full_name)} gồm: {names}."


def undivided_said(place: Place, rows: Sequence[SetStatus]) -> list[str]:
    """Of each unit that lies only partly in this one: that its results can't be divided, and where they stand.

    `rows` are those of the province: only units that something is known of are named.
    """
    known = _known(rows)
    cut = [known[code] for code in cut_by(place.code) if code in known]
    return [f"{_capital(one)} chỉ nằm một phần ở đây: không tách được; {_where(one)}." for one in cut]


def cut_units_said(rows: Sequence[SetStatus]) -> list[str]:
    """Of each former commune among these that was cut into several: that its results stay with it."""
    guests = [place for place in _known(rows).values() if place.is_guest]
    return [f"{_capital(one)}: không tách được, {_where(one)}." for one in guests if len(_now(one)) > 1]


def _known(rows: Sequence[SetStatus]) -> dict[str, Place]:
    return {row.place.code: row.place for row in rows if row.count.assessed or row.held_since}


def _now(place: Place) -> list[Place]:
    """What a former unit lies in today; of a unit of today nothing."""
    if _is_newest(place):
        return []
    newest = editions()[-1].code
    return [places_of(newest).by_code[one.unit] for one in became(place.code, newest)]


def _where(place: Place) -> str:
    now = ", ".join(one.full_name for one in _now(place))
    return f"nay thuộc {now}; kết quả để ở đơn vị cũ, xem ở cấp tỉnh" if now else "xem ở cấp tỉnh"


def _capital(place: Place) -> str:
    return capitalised(place.full_name)


def break_said(name: str, rows: Sequence[SetStatus]) -> str:
    """That from a day on another set counts; empty where nothing is known under any later one."""
    earlier = next((one for one in criteria_sets().values() if later_set(one.name) == criteria_sets().get(name)), None)
    newer = later_set(name) or (criteria_sets()[name] if earlier else None)
    if newer is None or not any(row.set == newer.name for row in rows):
        return ""
    return (
        f"Từ {formats.day(newer.valid_from)} đánh giá theo bộ tiêu chí mới ({newer.source}, {newer.size} tiêu chí);"
        " không so với trước, không tính tụt lại giữa hai bộ."
    )


def unverified_said(found: CriteriaSet) -> str:
    """Where the names of a set's criteria are from, while nobody compared them with the set's own text."""
    if found.names_from:
        return (
            f"Tên tiêu chí ghi theo {found.names_from} về {found.source}, chưa kiểm chứng với văn bản của bộ tiêu chí."
        )
    return "Tên tiêu chí ghi theo trí nhớ, chưa kiểm chứng với văn bản của bộ tiêu chí; số thứ tự là của từng bộ."
