"""`python -m core unit`: what a unit was or is and what became of it; the codes and names that were used again."""

import argparse
import json
from collections.abc import Sequence
from typing import Any

from core.access.keyboard import acting
from core.carrying import Declared
from core.errors import UnknownName
from core.places import Place, places_of
from core.reference import editions
from core.reports.shares import declared_shares
from core.reused_names import Reused, province_of, reused
from core.start import prepare
from core.unit_history import Follower, UnitHistory, history_of, near_names, units_meant
from core.wording_units import named, relation_said, suggestions_said, unit_lines

# Units of one name that are told in full; the others are counted.
MOST_TOLD = 20


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="ĐƠN_VỊ", help="tên (cũ hay mới) hoặc mã; «xã Tân Lập, Lâm Đồng»")
    parser.add_argument("--reused", action="store_true", help="các mã và tên dùng lại cho địa bàn khác")
    parser.add_argument("--province", metavar="TỈNH", help="với --reused: chỉ một tỉnh hiện nay")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Prints; raises UnknownName, with the nearest names, for a text that means no unit."""
    if options.reused:
        return _print_reused(options)
    if not options.text:
        raise UnknownName("Hãy ghi tên hoặc mã đơn vị, hoặc --reused.")
    meant = units_meant(options.text)
    if not meant:
        raise UnknownName(suggestions_said(options.text, near_names(options.text)))
    with prepare().read_as(acting(options)) as session:
        declared = declared_shares(session)
    _print_units(options, meant, declared)
    return 0


def _print_units(options: argparse.Namespace, meant: Sequence[Place], declared: Declared) -> None:
    found = [history_of(place.code, declared) for place in meant[:MOST_TOLD]]
    if options.json:
        said = {"asked": options.text, "count": len(meant), "units": [as_json(one) for one in found]}
        print(json.dumps(said, ensure_ascii=False))
        return
    for one in found:
        print("\n    ".join(unit_lines(one)))
    if len(meant) > MOST_TOLD:
        print(
            f"… và {len(meant) - MOST_TOLD} đơn vị khác cùng tên. Hãy ghi thêm huyện hoặc tỉnh sau dấu phẩy, hoặc mã."
        )


def as_json(found: UnitHistory) -> dict[str, Any]:
    """Codes are official ones beside their edition; dates in ISO, percents as text."""
    until = found.edition.valid_to
    return {
        **_unit(found.place),
        "above": [
            _unit(one) for one in places_of(found.place.edition).ancestors(found.place) if one != found.place and one
        ],
        "valid_from": found.edition.valid_from.isoformat(),
        "valid_to": until.isoformat() if until else None,
        "became" if found.is_former else "made_of": [_follower(one) for one in found.followers],
        "provinces": [_unit(one) for one in found.provinces],
        "districts": [_unit(one) for one in found.districts],
        "same_code": _unit(found.same_code) if found.same_code else None,
        "cut": found.is_cut,
        "shares_declared": found.has_shares,
        "said": list(unit_lines(found)),
    }


def _unit(place: Place) -> dict[str, Any]:
    return {"edition": place.edition, "code": place.official_code, "name": place.full_name, "level": place.level}


def _follower(one: Follower) -> dict[str, Any]:
    shares = {name: share for name, share in (("gets", one.gets), ("gives", one.gives)) if share}
    said = {name: {"percent": f"{share.percent:f}", "method": share.method} for name, share in shares.items()}
    return {**_unit(one.place), "holds_all": one.holds_all, "is_held": one.is_held, **said}


def _print_reused(options: argparse.Namespace) -> int:
    rows = reused_in(options.province)
    if options.json:
        print(json.dumps({"reused": [_reused(one) for one in rows]}, ensure_ascii=False))
        return 0
    for one in rows:
        what = "mã" if one.by_code else "tên"
        print(f"{what} {one.said}: trước là {named(one.old)}; nay là {named(one.new)}: {relation_said(one)}")
    print(f"{len(rows)} mã, tên dùng lại cho địa bàn khác.")
    return 0


def reused_in(province: str | None) -> list[Reused]:
    """Raises UnknownName for what is no province of today."""
    if not province:
        return list(reused())
    today = places_of(editions()[-1].code)
    found = [one for one in today.provinces if one.official_code == province] or today.find(province, "province").places
    if len(found) != 1:
        near = "; ".join(today.nearest(province, "province"))
        raise UnknownName(f"Không có tỉnh «{province}» hiện nay." + (f" Có phải: {near}?" if near else ""))
    return [one for one in reused() if province_of(one) == found[0]]


def _reused(one: Reused) -> dict[str, Any]:
    return {
        "said": one.said,
        "by": "code" if one.by_code else "name",
        "old": _unit(one.old),
        "new": _unit(one.new),
        "new_holds_old": one.new_holds_old,
        "elsewhere": one.is_elsewhere,
    }
