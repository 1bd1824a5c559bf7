"""Who works at the machine itself, where nobody signs in: one office PC, and the command line."""

import argparse
import getpass
import os

from core.access.people import person_of_email
from core.access.person_text import clean_name
from core.access.rules import Access, operator
from core.access.sign_ins import access_of_person
from core.errors import AccessRefused, UnknownName
from core.start import prepare

COMMAND_LINE = "dòng lệnh"
THIS_MACHINE = "máy này"
_ENVIRONMENT = "TIENDO_AS"
_SUDO = "SUDO_USER"


def at_the_keyboard(from_where: str) -> Access:
    """The account of the operating system, without limits; under `sudo` with the name of who called it."""
    return operator(_account(), from_where)


def add_acting(parser: argparse.ArgumentParser, default: str | None = argparse.SUPPRESS) -> None:
    """`--as` before a command or after it; what is said before holds where nothing is said after."""
    said = f"làm như người này, trong giới hạn quyền của họ (hoặc biến môi trường {_ENVIRONMENT})"
    parser.add_argument("--as", dest="acting_as", metavar="E-MAIL", default=default, help=said)


def acting(options: argparse.Namespace) -> Access:
    """Who a command acts as: with `--as E-MAIL` (or TIENDO_AS) that person within their limits, else the account.

    Raises UnknownName for who is not known or has nothing left of what they were given.
    """
    email = acting_as(options)
    if email is None:
        return at_the_keyboard(COMMAND_LINE)
    with prepare().read() as session:
        person = person_of_email(session, email)
        access = access_of_person(session, person.id, f"{COMMAND_LINE}, tài khoản {_account()}") if person else None
    if access is None:
        raise UnknownName(f"«{clean_name(email)[:60]}» chưa được cấp quyền gì. Xem: python -m core access list.")
    return access


def acting_as(options: argparse.Namespace) -> str | None:
    """An empty `--as ""` names nobody, and so is refused: never the account without limits instead."""
    named: str | None = getattr(options, "acting_as", None)
    return named if named is not None else os.environ.get(_ENVIRONMENT) or None


def only_the_account(options: argparse.Namespace) -> None:
    """For what is about the machine itself. Raises AccessRefused where somebody else is acted for."""
    if acting_as(options) is not None:
        raise AccessRefused(f"Lệnh này là việc của người quản trị máy, không chạy với --as hay {_ENVIRONMENT}.")


def _account() -> str:
    """On a server every command runs as the program's own account: `sudo` says whose it is."""
    try:
        account = getpass.getuser()
    except (KeyError, OSError):
        account = "không rõ"
    caller = os.environ.get(_SUDO, "").strip()
    return f"{clean_name(caller)[:60]} (qua tài khoản {account})" if caller not in ("", account) else account
