"""Who works at the machine itself, where nobody signs in: one office PC, and the command line."""

import getpass

from core.access.rules import Access, operator

COMMAND_LINE = "dòng lệnh"
THIS_MACHINE = "máy này"


def at_the_keyboard(from_where: str) -> Access:
    """The account of the operating system, without limits."""
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = "không rõ"
    return operator(who, from_where)
