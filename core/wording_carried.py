"""A figure that follows from those of another map's units, in words: from how many, and by which shares."""

from collections.abc import Iterable
from typing import Any

from core import formats
from core.carrying import Carried, Share
from core.places import Places
from core.reference import edition_of

_MOST_NAMED = 4


def carried_short(carried: Carried[Any]) -> str:
    """`cộng 2 đơn vị cũ`; `số của 1 đơn vị cũ`; `ước tính theo tỷ trọng từ 2 đơn vị cũ`."""
    count = formats.count(len(carried.parts))
    how = "ước tính theo tỷ trọng từ" if carried.is_estimate else "cộng" if len(carried.parts) > 1 else "số của"
    return f"{how} {count} đơn vị{_which(carried)}"


def carried_said(carried: Carried[Any], known: Places) -> str:
    """The same with the units by name, and for each that was cut its share and how that is known."""
    if carried.is_estimate:
        shares = [share for _, share in carried.parts if not share.is_whole]
        whole = sum(share.is_whole for _, share in carried.parts)
        also = f"cộng {formats.count(whole)} đơn vị{_which(carried)} và " if whole else ""
        return f"{also}ước tính theo tỷ trọng {listed(_share_said(one, known) for one in shares)}"
    names = [known.by_code[row.unit_code].full_name for row, _ in carried.parts]
    return f"{carried_short(carried)}: {listed(names)}"


def _share_said(share: Share, known: Places) -> str:
    percent = f"{formats.amount(share.percent)}%"
    return f"{percent} của {known.by_code[share.unit].full_name} ({share.method})"


def listed(said: Iterable[str]) -> str:
    every = list(said)
    more = f" và {formats.count(len(every) - _MOST_NAMED)} đơn vị khác" if len(every) > _MOST_NAMED else ""
    return f"{', '.join(every[:_MOST_NAMED])}{more}"


def _which(carried: Carried[Any]) -> str:
    """Whether the parts are of before the unit's map, or of after it."""
    return " cũ" if carried.parts[0][0].edition < edition_of(carried.unit_code) else " mới"
