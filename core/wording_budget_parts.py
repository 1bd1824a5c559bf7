"""What the budget screen says of lines of another map's units: whose they are, what is estimated, what is in no sum."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from core import formats
from core.carrying import Share, other_edition
from core.place import Place
from core.places import places_of
from core.reference import EDITION
from core.reports.budget import CARRIED_OVER, OF_THE_YEAR, BudgetLine
from core.reports.undivided import UndividedLine
from core.territory import became, cover

SOURCE_NAMES = {OF_THE_YEAR: "Vốn năm", CARRIED_OVER: "Vốn kéo dài"}
_MOST_NAMED, _MOST_UNDIVIDED = 6, 12


def parts_said(place: Place, lines: Iterable[BudgetLine]) -> str | None:
    """`Gồm xã Tu Mơ Rông (cũ), xã Đăk Hà (cũ); chưa có số liệu của xã Đăk Hà (cũ).`

    None for an area, and where none of the lines is of another map's unit.
    """
    lines = list(lines)
    if place.level != "commune" or not any(line.place.is_guest for line in lines):
        return None
    known, heard = places_of(place.seen_in).by_code, {line.place.code for line in lines}
    parts = cover(place.code, other_edition(place.edition))
    whole = [known[part.unit] for part in parts if part.is_whole]
    cut = [known[part.unit] for part in parts if not part.is_whole]
    said = [*(unit.full_name for unit in whole), *(f"một phần {unit.full_name}" for unit in cut)]
    missing = [unit.full_name for unit in whole if unit.code not in heard and place.code not in heard]
    left = f"; chưa có số liệu của {names(missing)}" if missing else ""
    own = f"; có cả nội dung giao cho chính {place.full_name}" if place.code in heard else ""
    return f"Gồm {names(said)}{own}{left}."


def names(said: Sequence[str]) -> str:
    more = f" và {len(said) - _MOST_NAMED} đơn vị khác" if len(said) > _MOST_NAMED else ""
    return f"{', '.join(said[:_MOST_NAMED])}{more}"


def counted_said(line: BudgetLine) -> list[str]:
    """How much of a line counts here, where that is not all of it."""
    return [*passed_said(line), *([share_said(line.share)] if line.share else [])]


def passed_said(line: BudgetLine) -> list[str]:
    """What there is to say of a line of one map's unit beside those of the other's."""
    return [one for one in (replaced_said(line), carried_said(line), beside_said(line), overlap_said(line)) if one]


def replaced_said(line: BudgetLine) -> str | None:
    """`đã giao lại cho xã A (mới), không cộng`, `đã nằm trong lũy kế của xã A (mới), không cộng`."""
    units = names([unit.full_name for unit in line.replaced_by])
    how = "đã nằm trong lũy kế của" if line.is_continued else "đã giao lại cho"
    return f"{how} {units}, không cộng" if units else None


def carried_said(line: BudgetLine) -> str | None:
    """`kế hoạch cộng từ xã A (cũ), xã B (cũ)`, and which of the old units that are now this one gave none."""
    if not line.carried:
        return None
    known, given = places_of(line.place.seen_in).by_code, {part.place.code for part in line.carried}
    missing = [known[one.unit].full_name for one in became(line.place.code, EDITION) if one.unit not in given]
    without = f"; {names(missing)} không có nội dung này trong kế hoạch" if missing else ""
    return f"kế hoạch cộng từ {names([part.place.full_name for part in line.carried])}{without}"


def beside_said(line: BudgetLine) -> str | None:
    """`không tách được khỏi số của xã A (cũ): nêu riêng, không cộng`."""
    units = names([unit.full_name for unit in line.beside])
    return f"không tách được khỏi số của {units}: nêu riêng, không cộng" if units else None


def overlap_said(line: BudgetLine) -> str | None:
    """`có thể trùng với số của xã A (cũ)`: both are in the sums."""
    units = names([unit.full_name for unit in line.overlaps])
    return f"có thể trùng với số của {units}" if units else None


def share_said(share: Share) -> str:
    """`ước tính theo tỷ trọng 60,00% (theo số hộ rà soát 2024)`."""
    return f"ước tính theo tỷ trọng {formats.rate(share.percent)} ({share.method})"


def estimates_said(lines: Iterable[BudgetLine]) -> str | None:
    """Which of the amounts are parts of cut units' amounts, by which share; None where none is."""
    shares = dict.fromkeys(
        f"{line.place.full_name}: tỷ trọng {formats.rate(line.share.percent)} ({line.share.method})"
        for line in lines
        if line.share
    )
    return f"Ước tính, không phải số được giao: {'; '.join(shares)}." if shares else None


def given_anew_said(lines: Iterable[BudgetLine]) -> str | None:
    """That capital which old and new units both have is in the sums once; None where there is none."""
    found = [line for line in lines if line.replaced_by and not line.is_continued]
    if not found:
        return None
    return (
        f"{_listed(found, 'allocated')} đã được giao lại cho đơn vị mới"
        " cùng năm, mã và nguồn vốn: liệt kê, không cộng hai lần."
    )


def continued_said(lines: Iterable[BudgetLine]) -> str | None:
    """That what old units had disbursed is in the new ones' cumulative figures; None where there is none."""
    found = [line for line in lines if line.is_continued]
    if not found:
        return None
    return (
        f"Đã giải ngân của {_listed(found, 'disbursed')} nằm trong lũy kế của đơn vị mới cùng năm, mã và nguồn vốn:"
        " liệt kê, không cộng hai lần. Đơn vị mới không được giao lại thì kế hoạch là số cộng của các xã cũ."
    )


def stands_beside_said(lines: Iterable[BudgetLine]) -> str | None:
    """Cumulative figures of new units that can't be told from those of old ones; None where there are none."""
    found = [line for line in lines if line.beside]
    if not found:
        return None
    olds = names(list(dict.fromkeys(unit.full_name for line in found for unit in line.beside)))
    return (
        f"Lũy kế của {_listed(found, 'disbursed')} không tách được khỏi số của {olds}: nêu riêng, không cộng;"
        " số cộng vẫn theo các đơn vị cũ. Muốn cộng theo đơn vị mới, phải có kế hoạch vốn của mọi đơn vị mới trên địa"
        " bàn đó."
    )


def _listed(lines: Sequence[BudgetLine], figure: str) -> str:
    """`2 nội dung của xã A (cũ), xã B (cũ) (13,3 triệu đồng)`."""
    amount = _sum(getattr(line.money, figure) for line in lines)
    whose = names(list(dict.fromkeys(line.place.full_name for line in lines)))
    return f"{len(lines)} nội dung của {whose} ({formats.amount(amount)} triệu đồng)"


def undivided_said(lines: Sequence[UndividedLine]) -> list[str]:
    """`Không tách được: xã A (cũ) nằm trên địa bàn xã B, xã C, chưa khai báo tỷ trọng. Vốn năm 2025, đầu tư: …`"""
    by_unit: dict[tuple[str, int, str, str], list[UndividedLine]] = {}
    for line in lines:
        by_unit.setdefault((line.place.code, line.budget_year, line.carry_over, line.nature), []).append(line)
    said = [_undivided(own, *key[1:]) for key, own in by_unit.items()]
    more = len(said) - _MOST_UNDIVIDED
    return [*said[:_MOST_UNDIVIDED], *([f"Và {formats.count(more)} khoản khác không tách được."] if more > 0 else [])]


def _undivided(lines: Sequence[UndividedLine], year: int, carry_over: str, nature: str) -> str:
    place, into = lines[0].place, names([unit.full_name for unit in lines[0].into])
    allocated = _sum(line.allocated for line in lines)
    disbursed = _sum(line.disbursed for line in lines)
    where = "có" if lines[0].lies_whole else "không có"
    return (
        f"Không tách được: {place.full_name} nằm trên địa bàn {into}, chưa khai báo tỷ trọng."
        f" {SOURCE_NAMES[carry_over]} {year}, {nature}: {len(lines)} nội dung, kế hoạch {formats.amount(allocated)},"
        f" đã giải ngân {formats.amount(disbursed)} triệu đồng; {where} trong số cộng ở đây."
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
