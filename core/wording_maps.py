"""Which map of units is looked at, and what that means for figures of before it, in words."""

from core import formats
from core.reference import editions, unit_maps


def map_said(map_code: str) -> str:
    """Under the bar; nothing on the first map, whose figures are as they were given."""
    seen = unit_maps()[map_code]
    edition = next(one for one in editions() if one.code == seen.edition)
    if edition == editions()[0]:
        return ""
    since = formats.day(edition.valid_from)
    return (
        f"{seen.title}; đơn vị có từ ngày {since}. Số liệu trước ngày này được cộng từ các đơn vị cũ; phần ước tính"
        " theo tỷ trọng và phần không tách được đều ghi rõ."
    )
