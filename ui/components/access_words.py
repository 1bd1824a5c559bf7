"""What the screens of access say alike: names with their addresses, states of a role that was given."""

from urllib.parse import quote

from core.access.people_seen import PersonRow
from core.access.rules import Access
from core.wording import StatusWord
from ui import markup

STATES = {
    "signed-in": StatusWord("Đã đăng nhập", "✓", "good", "có quyền và đã đăng nhập ít nhất một lần"),
    "waiting": StatusWord("Chưa đăng nhập", "○", "info", "có quyền nhưng chưa đăng nhập lần nào"),
    "ended": StatusWord("Hết hiệu lực", "■", "none", "quyền đã được thu, hoặc đã đổi thành quyền khác"),
}


def state_of(row: PersonRow) -> str:
    if not row.is_current:
        return "ended"
    return "signed-in" if row.last_sign_in else "waiting"


def is_this_machine(access: Access) -> bool:
    """Nobody signs in: the person at the keyboard of one office PC."""
    return access.is_unlimited and access.person is None


def mail(email: str) -> str:
    """Markup: an address to write to."""
    return markup.element("a", breakable(email), href=f"mailto:{quote(email, safe='@')}")


def breakable(email: str) -> str:
    """Markup: an address that may go on in the next line where a column is narrow."""
    return markup.text(email).replace("@", "<wbr>@").replace(".", "<wbr>.")


def two_lines(first: str, second: str) -> str:
    """Of markup: what counts, and below it what belongs to it."""
    return f"{first}<br>{markup.element('span', second, class_='td-below')}"
