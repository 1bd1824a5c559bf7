"""What even an administrator may not give, and may not take from themselves."""

from dataclasses import replace

from core.access.person_text import clean_name
from core.access.rules import Access, Action, Grant, Role, may
from core.access.writing import refuse_outside
from core.errors import AccessRefused, UnknownName
from core.places import places_seen_by


def refuse_grant(by: Access, grant: Grant) -> None:
    place = places_seen_by(grant.unit_code).by_code.get(grant.unit_code or "")
    if grant.unit_code is not None and place is None:
        raise UnknownName(f"Không có đơn vị mã «{clean_name(grant.unit_code)[:20]}».")
    refuse_outside(by, Action.GRANT, [grant.unit_code])
    if grant.role is Role.PUBLIC:
        raise UnknownName("Chế độ công khai không phải một quyền cấp cho người.")
    if grant.role is Role.ADMINISTRATOR and place is not None and place.level != "province":
        raise AccessRefused(f"Quyền quản trị chỉ cấp cho cả tỉnh, không cấp cho {place.full_name}.")


def refuse_own_end(by: Access, person: int, old: Grant, new: Grant | None) -> None:
    """Who takes their own right to grant about a unit leaves it to nobody."""
    if by.person != person or old.role is not Role.ADMINISTRATOR:
        return
    left = [grant for grant in by.grants if grant != old]
    after = replace(by, grants=(*left, *([new] if new else [])))
    if not may(after, Action.GRANT, old.unit_code):
        raise AccessRefused(
            "Bạn không tự bỏ được quyền quản trị của chính mình. Hãy cấp quyền quản trị cho người khác, rồi nhờ người"
            " đó thu quyền của bạn."
        )
