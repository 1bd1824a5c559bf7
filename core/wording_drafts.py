"""What is said of drafts: those that came back, until their unit brought them again."""

from collections.abc import Iterable
from decimal import Decimal

from core import formats
from core.clock import local_day
from core.ingest.kinds import kinds
from core.places import Place, places_of
from core.reports.drafts import Draft
from core.territory import lies_in
from core.wording_attention import Attention, AttentionKind


def returned_said(draft: Draft) -> str:
    """`Lô 10 (Kết quả giảm nghèo, huyện Tuy Đức) bị trả lại ngày 22/11/2026: chưa khớp biên bản`."""
    assert draft.decided_at is not None
    of = f"{kinds()[draft.kind].title}, {draft.unit}"
    day = formats.day(local_day(draft.decided_at))
    return f"Lô {draft.id} ({of}) bị trả lại ngày {day}: {draft.returned_reason}"


def returned_attention(returned: Iterable[Draft], province: Place | None, slug: str) -> list[Attention]:
    """Those of a province's units, the newest first; `slug` is the screen that each leads to."""
    known = places_of(province.seen_in).by_code if province else {}
    places = [(draft, known.get(draft.unit_code or "")) for draft in returned]
    return [
        Attention(place, returned_said(draft), slug, Decimal(draft.id), AttentionKind.RETURNED)
        for draft, place in places
        if place and province and lies_in(place.code, province.code)
    ]
