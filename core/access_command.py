"""`python -m core access`: who may do what; giving it, taking it away."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core import formats
from core.access.keyboard import acting, add_acting
from core.access.people import change, give, person_of_email, take_away, unbind
from core.access.people_seen import (
    Administrator,
    PersonRow,
    administrators_of,
    people_seen_by,
    provinces_without_administrator,
)
from core.access.person_text import clean_name
from core.access.rules import Access, Grant, Role, is_within
from core.database import Database
from core.errors import UnknownName
from core.places import all_places
from core.start import prepare
from core.text import slug
from core.unit_names import HOW, unit_named
from core.wording_access import granted_said, role_said, unit_in_words, what_one_may

_GIVEN = (Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR)
_EMAIL = "E-MAIL"


def add(parser: argparse.ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="access_command", required=True, metavar="VIỆC")
    listed = doing.add_parser("list", help="liệt kê người được cấp quyền")
    listed.add_argument("--unit", metavar="ĐƠN_VỊ", help=f"chỉ quyền ở đơn vị này và cấp dưới: tên, {HOW}")
    listed.add_argument("--all", action="store_true", help="kể cả quyền đã thu")
    listed.add_argument("--json", action="store_true")
    grant = doing.add_parser("grant", help="cấp quyền, hoặc đổi quyền đang có ở đơn vị đó")
    grant.add_argument("email", metavar=_EMAIL)
    grant.add_argument("--role", required=True, metavar="QUYỀN", help=_roles_said())
    grant.add_argument("--name", default="", metavar="HỌ_TÊN", help="cần khi cấp lần đầu")
    _add_where(grant)
    revoke = doing.add_parser("revoke", help="thu quyền: mọi quyền, hoặc quyền ở một đơn vị")
    revoke.add_argument("email", metavar=_EMAIL)
    _add_where(revoke)
    who = doing.add_parser("who", help="một người được làm gì, ở đâu")
    who.add_argument("email", metavar=_EMAIL)
    who.add_argument("--json", action="store_true")
    again = doing.add_parser("unbind", help="cho địa chỉ này đăng nhập bằng tài khoản mới của hệ thống đăng nhập")
    again.add_argument("email", metavar=_EMAIL)
    for one in (listed, grant, revoke, who, again):
        add_acting(one)


def _add_where(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--unit", metavar="ĐƠN_VỊ", help=f"tên tỉnh, huyện, xã, {HOW}")
    where.add_argument("--country", action="store_true", help="cả nước")


def run(options: argparse.Namespace) -> int:
    """Exit 0. Raises UnknownName for a person, role or unit that is none or more than one, AccessRefused."""
    database, by = prepare(), acting(options)
    return _COMMANDS[options.access_command](database, by, options)


def _list(database: Database, by: Access, options: argparse.Namespace) -> int:
    rows = [row for row in people_seen_by(database, by) if options.all or row.is_current]
    if options.unit:
        root = unit_named(options.unit).code
        rows = [row for row in rows if row.grant.unit_code and is_within(row.grant.unit_code, root)]
    if options.json:
        print(json.dumps({"access": [_as_json(row) for row in rows]}, ensure_ascii=False))
        return 0
    for row in rows:
        print(_said(row))
    print(f"{formats.count(len(rows))} quyền của {formats.count(len({row.person for row in rows}))} người.")
    return 0


def _grant(database: Database, by: Access, options: argparse.Namespace) -> int:
    """A role that the person has for this unit already is changed; the same one is no change."""
    grant = Grant(_role(options.role), _unit(options))
    here = [row for row in _current_of(database, by, options.email) if row.grant.unit_code == grant.unit_code]
    if here and here[0].grant == grant and options.name.strip() in ("", here[0].name):
        print(f"{here[0].name} ({here[0].email}) đã có quyền {granted_said(grant)} từ trước.")
        return 0
    if here and here[0].grant != grant:
        change(database, by, here[0].grant_id, grant.role, grant.unit_code)
    else:
        give(database, by, options.email, options.name, grant.role, grant.unit_code)
    print(f"Đã cấp cho {options.email.strip().lower()} quyền {granted_said(grant)}.")
    return 0


def _unit(options: argparse.Namespace, about: Sequence[PersonRow] = ()) -> str | None:
    if options.country:
        return None
    if not options.unit:
        raise UnknownName("Hãy cho biết quyền ở đâu: --unit ĐƠN_VỊ, hoặc --country (cả nước).")
    known, codes = all_places().by_code, (row.grant.unit_code for row in about)
    return unit_named(options.unit, [known[code] for code in codes if code and code in known]).code


def _revoke(database: Database, by: Access, options: argparse.Namespace) -> int:
    rows = _current_of(database, by, options.email)
    if options.unit or options.country:
        unit = _unit(options, rows)
        rows = [row for row in rows if row.grant.unit_code == unit]
    if not rows:
        raise UnknownName(f"«{_shown(options.email)}» không có quyền nào như vậy.")
    for row in rows:
        take_away(database, by, row.grant_id)
        print(f"Đã thu quyền {granted_said(row.grant)} của {row.name} ({row.email}).")
    administered = [row.grant.unit_code for row in rows if row.grant.unit_code and row.grant.role is Role.ADMINISTRATOR]
    for province in provinces_without_administrator(database, administered):
        print(f"Cảnh báo: {unit_in_words(province)} không còn người quản trị nào.", file=sys.stderr)
    return 0


def _who(database: Database, by: Access, options: argparse.Namespace) -> int:
    rows = _of(database, by, options.email)
    if not rows:
        raise UnknownName(f"Không có người nào có địa chỉ «{_shown(options.email)}».")
    access = Access(rows[0].name, tuple(row.grant for row in rows if row.is_current), rows[0].person)
    ask = administrators_of(database, access)
    if options.json:
        print(json.dumps(_who_as_json(rows, access, ask), ensure_ascii=False))
        return 0
    for row in rows:
        print(_said(row))
    for what, where in what_one_may(access):
        print(f"  {what}: {where or 'không được'}")
    print(f"Đăng nhập gần nhất: {formats.moment(rows[0].last_sign_in)}")
    print(f"Hỏi ai: {', '.join(f'{one.name} ({one.email})' for one in ask) or formats.MISSING}")
    return 0


def _who_as_json(rows: Sequence[PersonRow], access: Access, ask: Sequence[Administrator]) -> dict[str, Any]:
    """`may`: what can be done, and where; what can't is left out."""
    return {
        "email": rows[0].email,
        "name": rows[0].name,
        "grants": [_as_json(row) for row in rows if row.is_current],
        "may": [{"what": what, "where": where} for what, where in what_one_may(access) if where],
        "ask": [vars(one) for one in ask],
        "last_sign_in": _iso(rows[0].last_sign_in),
    }


def _unbind(database: Database, by: Access, options: argparse.Namespace) -> int:
    with database.read() as session:
        person = person_of_email(session, options.email)
    unbind(database, by, person.id if person else 0)
    print(f"Lần đăng nhập tới của {_shown(options.email)} sẽ nhận tài khoản mới.")
    return 0


_COMMANDS = {"list": _list, "grant": _grant, "revoke": _revoke, "who": _who, "unbind": _unbind}


def _of(database: Database, by: Access, email: str) -> list[PersonRow]:
    return [row for row in people_seen_by(database, by) if row.email == email.strip().lower()]


def _current_of(database: Database, by: Access, email: str) -> list[PersonRow]:
    return [row for row in _of(database, by, email) if row.is_current]


def _shown(email: str) -> str:
    return clean_name(email)[:60]


def _role(text: str) -> Role:
    """By its name or its Vietnamese word: `editor`, `nhập liệu`, `nhap-lieu`."""
    for role in _GIVEN:
        if slug(text) in (role.value, slug(role_said(role))):
            return role
    raise UnknownName(f"Không có quyền «{_shown(text)}». Các quyền: {_roles_said()}.")


def _roles_said() -> str:
    return ", ".join(f"{role.value} ({role_said(role).lower()})" for role in _GIVEN)


def _said(row: PersonRow) -> str:
    """`Nguyễn A <a@x.vn>  nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông  từ 30/06/2024 14:05, người cấp: B`."""
    ended = f"; hết hiệu lực {formats.moment(row.ended_at)}, bởi {row.ended_by}" if row.ended_at else ""
    since = f"từ {formats.moment(row.since)}, người cấp: {row.by}{ended}"
    return f"{row.name} <{row.email}>\t{granted_said(row.grant)}\t{since}"


def _as_json(row: PersonRow) -> dict[str, Any]:
    """Moments in ISO; `unit` null is the whole country."""
    return {
        "email": row.email,
        "name": row.name,
        "role": row.grant.role.value,
        "unit_code": row.grant.unit_code,
        "unit": unit_in_words(row.grant.unit_code) if row.grant.unit_code else None,
        "granted_at": _iso(row.since),
        "granted_by": row.by,
        "revoked_at": _iso(row.ended_at),
        "revoked_by": row.ended_by,
        "last_sign_in": _iso(row.last_sign_in),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
