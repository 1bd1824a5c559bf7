"""What a link says, before anything is looked up: as text that Markdown leaves alone, as a moment."""

import re
from datetime import UTC, datetime, timedelta

from core.access.rules import Access
from core.moments import understand_moment

# Links of a moment are written to the second, at most one ahead.
_AHEAD = timedelta(seconds=1)


def plain_value(text: str) -> str:
    """Without what Markdown would interpret: `www.…` becomes a link, so dots and colons are for dates only."""
    return re.sub(r"[^\w ,./:-]|_|(?<!\d)[.:]|[.:](?!\d)", "", text[:60])


def moment_of(text: str | None, reader: Access) -> tuple[datetime | None, str]:
    """The moment of a link, and what is wrong with it; a link without one means now. The public sees no history."""
    if not text:
        return None, ""
    if reader.is_public:
        return None, "Trang xem công khai chỉ có số liệu hiện nay."
    moment, said = understand_moment(text), f"Liên kết nhắc tới thời điểm «{plain_value(text)}»"
    if moment is None:
        return None, f"{said} không phải ngày, giờ; đang xem số liệu hiện nay."
    if moment > datetime.now(UTC) + _AHEAD:
        return None, f"{said} chưa tới; đang xem số liệu hiện nay."
    return moment, ""
