"""What the screen says of villages: recognised or not, how far, against the goal."""

from core import formats
from core.reports.criteria import SetStatus
from core.reports.rural_villages import VillageProgress
from core.rules.criteria import CriterionState
from core.wording_rural import SLIPPED, criterion_states


def village_state_said(row: SetStatus) -> str:
    """A village in one phrase: by decision, by all criteria, how many, or not assessed; going back is named first."""
    count, signs = row.count, criterion_states()
    met, not_met = signs[CriterionState.MET].symbol, signs[CriterionState.NOT_MET].symbol
    if row.recognised and row.fallen_short:
        return f"{SLIPPED} đã công nhận, nay {len(row.fallen_short)} tiêu chí không đạt"
    if row.recognised:
        return f"{met} đã công nhận"
    if count.reached:
        return f"{met} {count.met}/{count.size} tiêu chí đạt, chưa có quyết định"
    if not count.assessed:
        return f"{signs[CriterionState.NOT_ASSESSED].symbol} chưa đánh giá"
    back = f", {SLIPPED} {len(row.slipped)} tiêu chí trước đã đạt" if row.slipped else ""
    return f"{not_met} chưa đạt chuẩn ({count.met}/{count.size}){back}"


def village_progress_said(found: VillageProgress) -> str:
    """`Đã công nhận 2/33 thôn phải đạt đến ngày 31/12/2025 (kế hoạch nêu 66 thôn); còn 31 thôn.`

    Without any decision that was brought there is no number, not 0.
    """
    stated = f" (kế hoạch nêu {formats.count(found.stated)} thôn)" if found.stated is not None else ""
    if found.needed is None or found.left is None:
        return f"{_recognised_said(found)}{stated}; kế hoạch không nêu chỉ tiêu ở cấp này."
    due = f" đến ngày {formats.day(found.due)}" if found.due else ""
    goal = f"{formats.amount(found.needed)} thôn phải đạt{due}{stated}"
    if not found.recognised:
        return f"{_recognised_said(found)}; kế hoạch: {goal}."
    said = [f"Đã công nhận {formats.count(found.counting)}/{goal}"]
    said += [f"còn {formats.count(found.left)} thôn" if found.left else "đã đủ số thôn"]
    outside = found.recognised - found.counting
    said += [f"{outside} thôn ngoài vùng đồng bào DTTS đã công nhận, không tính vào chỉ tiêu"] if outside else []
    return f"{'; '.join(said)}."


def _recognised_said(found: VillageProgress) -> str:
    if not found.recognised:
        return "Chưa có quyết định công nhận thôn nào được nộp"
    return f"Đã công nhận {formats.count(found.recognised)} thôn"


def as_of_village(row: SetStatus) -> str:
    if row.assessed_on is None:
        return f"Bộ {row.set}: chưa có đánh giá từng tiêu chí nào được nộp."
    return f"Bộ {row.set}: đánh giá mới nhất ngày {formats.day(row.assessed_on)}."
