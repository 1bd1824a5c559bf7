"""What each reader sees of each table, beside the rules asked row by row: nothing here knows how SQL is narrowed.

Every table has rows of two provinces, two huyện of one of them with a xã each, of no unit, of the units of today
that lie in them and around, of a map that is not known with the same codes; published, waiting, replaced, taken back;
brought by the unit itself, by its province, for several provinces.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, Date, Integer, LargeBinary, String, Table, insert, select
from sqlalchemy.types import TypeEngine

from core.access import withheld
from core.access.reach import KNOWN_EDITIONS
from core.access.rules import NOBODY, Access, Action, Grant, Role, anybody, may
from core.database import Database
from core.reference import EDITION, edition_of
from core.tables import ARRIVED, FACT_TABLES, UNIT_FACT_TABLES, Arrival, Base, UnitShare
from core.tables.base import FixedDecimal, UtcDateTime
from tests.conftest import OPERATOR
from tests.scoped_rows import DAK_NONG, DAK_SONG, KON_TUM, TU_MO_RONG, TUY_DUC, person

# xã Quảng Trực of huyện Tuy Đức, thị trấn Đức An of huyện Đắk Song, xã Ngọc Lây of huyện Tu Mơ Rông.
QUANG_TRUC, DUC_AN, NGOC_LAY = "24736", "24717", "23404"
# Of the map of 2025: tỉnh Lâm Đồng with xã Tuy Đức (of huyện Tuy Đức), phường Bắc Gia Nghĩa (of two huyện of Đắk Nông)
# and a phường of Đà Lạt; a xã of tỉnh Quảng Ngãi that lies in huyện Tu Mơ Rông.
LAM_DONG, XA_TUY_DUC, BAC_GIA_NGHIA, XUAN_HUONG = "2025-68", "2025-24739", "2025-24611", "2025-24781"
NEW_TU_MO_RONG = "2025-23425"
OLD_UNITS = (DAK_NONG, TUY_DUC, QUANG_TRUC, DAK_SONG, DUC_AN, KON_TUM, TU_MO_RONG, NGOC_LAY)
UNITS = (*OLD_UNITS, LAM_DONG, XA_TUY_DUC, BAC_GIA_NGHIA, XUAN_HUONG, NEW_TU_MO_RONG)
ABOVE = {
    **dict.fromkeys(UNITS[:5], DAK_NONG),
    **dict.fromkeys(UNITS[5:8], KON_TUM),
    **dict.fromkeys(UNITS[8:12], LAM_DONG),
    NEW_TU_MO_RONG: "2025-51",
}
OLD_MAP = "old"
NOW = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)


def _of_several(*grants: tuple[Role, str]) -> Access:
    return Access("x", tuple(Grant(role, unit) for role, unit in grants))


READERS: Mapping[str, Access] = {
    "district editor": person(Role.EDITOR, TUY_DUC),
    "commune viewer": person(Role.VIEWER, QUANG_TRUC),
    "province administrator": person(Role.ADMINISTRATOR, DAK_NONG),
    "viewer of another province": person(Role.VIEWER, KON_TUM),
    "country viewer": person(Role.VIEWER, None),
    "two huyện": _of_several((Role.EDITOR, TUY_DUC), (Role.EDITOR, TU_MO_RONG)),
    "two provinces": _of_several((Role.VIEWER, DAK_NONG), (Role.VIEWER, KON_TUM)),
    "a huyện and a province": _of_several((Role.EDITOR, TUY_DUC), (Role.ADMINISTRATOR, KON_TUM)),
    # Figures of three provinces, files of two of them and of a huyện; tỉnh Gia Lai (64) has no rows.
    "three provinces": _of_several(
        (Role.ADMINISTRATOR, DAK_NONG), (Role.ADMINISTRATOR, "64"), (Role.VIEWER, TU_MO_RONG)
    ),
    "new province administrator": person(Role.ADMINISTRATOR, LAM_DONG),
    "new commune editor": person(Role.EDITOR, XA_TUY_DUC),
    "editor of a new commune of two huyện": person(Role.EDITOR, BAC_GIA_NGHIA),
    "both maps": _of_several((Role.EDITOR, DAK_SONG), (Role.VIEWER, NEW_TU_MO_RONG)),
    "a unit that is not known": person(Role.VIEWER, "99999"),
    "public": anybody(),
    "nobody": NOBODY,
    "the program's operator": OPERATOR,
}

# The rules, row by row. ----------------------------------------------------------------------------------------------
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Stored:
    """Every row of every table, as the program itself reads it; batches by number."""

    rows: Mapping[str, list[Row]]
    batches: Mapping[int, Row]


def _unit(row: Row) -> str | None:
    """A code of another map is no unit of this one."""
    return row["unit_code"] if row["edition"] in KNOWN_EDITIONS else None


def _sees(who: Access, row: Row) -> bool:
    return may(who, Action.SEE_FIGURES, _unit(row))


def _own(who: Access, row: Row, _stored: object = None) -> bool:
    return may(who, Action.SEE_FILES, _unit(row))


def _published(row: Row) -> bool:
    return row["published_at"] is not None


def _unit_fact(who: Access, row: Row, stored: Stored) -> bool:
    published = row["is_current"] or _published(stored.batches[row["batch_id"]])
    return _sees(who, row) and (published or _own(who, row))


def _share(who: Access, row: Row, stored: Stored) -> bool:
    """How a unit was cut is known to all who see figures of any."""
    anywhere = any(may(who, Action.SEE_FIGURES, unit) for unit in UNITS)
    published = row["is_current"] or _published(stored.batches[row["batch_id"]])
    return anywhere and (published or _own(who, row))


def _of_plan(who: Access, row: Row, stored: Stored) -> bool:
    batch = stored.batches[row["batch_id"]]
    return _own(who, batch) or (_sees(who, batch) and _published(batch))


def _goal(who: Access, row: Row, stored: Stored) -> bool:
    """Of goals the public sees only what stands."""
    return _of_plan(who, row, stored) and (row["is_current"] or not who.is_public)


def _arrival(who: Access, row: Row, _stored: Stored) -> bool:
    """That an upload of several provinces came is known to all who see figures of any of them."""
    anywhere = row["unit_code"] is None and any(may(who, Action.SEE_FIGURES, unit) for unit in UNITS)
    return _own(who, row) or ((_sees(who, row) or anywhere) and _published(row))


def _confirmation(who: Access, row: Row, stored: Stored) -> bool:
    return _own(who, stored.batches[row["batch_id"]])


def _file(who: Access, row: Row, stored: Stored) -> bool:
    of = (*stored.rows["batch"], *stored.rows["made_report"])
    return any(_own(who, one) for one in of if one["sha256"] == row["sha256"])


def _lock(who: Access, row: Row, _stored: Stored) -> bool:
    return _sees(who, row) and not who.is_public


def _closed(_who: Access, _row: Row, _stored: Stored) -> bool:
    return False


def _open(_who: Access, _row: Row, _stored: Stored) -> bool:
    return True


SHOWN: Mapping[str, Callable[[Access, Row, Stored], bool]] = {
    "poverty_plan": _unit_fact,
    "poverty_progress": _unit_fact,
    "budget_plan": _unit_fact,
    "disbursement": _unit_fact,
    "criterion_status": _unit_fact,
    "recognition": _unit_fact,
    "village": _unit_fact,
    "obligation_done_unit": _unit_fact,
    "unit_share": _share,
    "shortfall_explanation": _own,
    "goal": _goal,
    "goal_progress": _goal,
    "obligation": _of_plan,
    "obligation_done": _of_plan,
    "batch": _own,
    ARRIVED: _arrival,
    "batch_confirmation": _confirmation,
    "made_report": _own,
    "stored_file": _file,
    "period_lock": _lock,
    "person": _closed,
    "access_grant": _closed,
    "sign_in": _closed,
    "journal_entry": _closed,
    "unit": _open,
    "edition": _open,
    "data_version": _open,
}
WRITTEN = ("note", "evidence")

# The rows. -----------------------------------------------------------------------------------------------------------
_number = count(1)
_ALLOWED: Mapping[str, Mapping[str, Any]] = {
    "poverty_plan": {"rate_reduction": Decimal(1)},
    "poverty_progress": {"value_type": "ước", "households": 9000, "poor": 900},
    "budget_plan": {"nature": "đầu tư", "carry_over": "vốn năm"},
    "disbursement": {"value_type": "ước", "carry_over": "vốn năm", "disbursed": Decimal(5)},
    "criterion_status": {"status": "đạt"},
    "shortfall_explanation": {"subject": "báo cáo"},
    "unit_share": {"percent": Decimal(50)},
    "access_grant": {"role": "viewer"},
    "batch": {"kind": "goal"},
}


def _made_up(of: Table, **given: Any) -> dict[str, Any]:
    """A row with these values; all else that has to be there is of no other row, and what people write is there."""
    number, known = next(_number), {**_ALLOWED.get(of.name, {}), **given}
    empty = (one for one in of.columns if one.name not in known and one.default is None)
    needed = (one for one in empty if not one.nullable or one.name in WRITTEN)
    return known | {one.name: _value(one.type, number) for one in needed if one.name != "id"}


def _value(of: TypeEngine[Any], number: int) -> Any:
    made: Mapping[type[TypeEngine[Any]], Any] = {
        String: f"r{number}",
        Integer: 1900 + number % 8000,  # a year that the calendar has
        Date: date(1990, 1, 1) + timedelta(days=number),
        UtcDateTime: NOW,
        FixedDecimal: Decimal(1900 + number),
        LargeBinary: b"%d" % number,
        JSON: [],
    }
    return next(value for type_, value in made.items() if isinstance(of, type_))


class Filling:
    """Adds rows; `batches` by number and unit, `files` the files of nothing."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def add(self, name: str, **given: Any) -> Any:
        of = Base.metadata.tables[name]
        return self.connection.execute(insert(of).values(_made_up(of, **given))).inserted_primary_key

    def file(self) -> str:
        return str(self.add("stored_file")[0])

    def batch(self, unit: str | None, edition: str = EDITION, published: bool = True, undone: bool = False) -> int:
        taken_back = {"undone_at": NOW, "undone_by": "x"} if undone else {}
        moment = {"published_at": NOW, "published_by": "x"} if published else {}
        where = {"unit_code": unit, "edition": edition if unit else None}
        return int(self.add("batch", sha256=self.file(), **where, **moment, **taken_back)[0])

    def facts(self, unit: str | None, edition: str, batch_of: str | None, published: bool, stands: bool) -> None:
        """One row of each kind of fact, each kind with a batch of its own."""
        for kind, of in FACT_TABLES.items():
            where: dict[str, Any] = {"unit_code": unit, "edition": edition} if kind in UNIT_FACT_TABLES else {}
            batch = self.batch(batch_of, edition, published)
            if of is UnitShare:
                into = XA_TUY_DUC if edition != edition_of(XA_TUY_DUC) else TUY_DUC
                where |= {"into_edition": edition_of(into), "into_code": into}
            if not where or unit:
                self.add(of.__tablename__, batch_id=batch, row_number=2, is_current=stands, **where)

    def everything(self) -> None:
        self.connection.execute(insert(Base.metadata.tables["edition"]).values(_edition()))
        # A code of this map's Kon Tum was a unit of Đắk Nông on the old one.
        for unit, level in ((DAK_NONG, "province"), (TUY_DUC, "district"), (TU_MO_RONG, "district")):
            above = None if level == "province" else DAK_NONG
            row = {"edition": OLD_MAP, "code": unit, "level": level, "parent": above, "province": DAK_NONG}
            self.add("unit", **row, children_listed=True, kind="k", lat=None, lon=None)
        places = [
            *((unit, edition_of(unit)) for unit in UNITS),
            (TUY_DUC, OLD_MAP),
            (TU_MO_RONG, OLD_MAP),
            (None, EDITION),
        ]
        for unit, edition in places:
            self.of_place(unit, edition)
        someone = self.add("person")[0]
        self.add("access_grant", person_id=someone)
        self.add("sign_in", id="s", person_id=someone)
        self.add("journal_entry")
        self.file()

    def of_place(self, unit: str | None, edition: str) -> None:
        above = ABOVE[unit] if unit and edition in KNOWN_EDITIONS else unit
        for brought_by in dict.fromkeys((unit, above, None)):
            for published, stands in ((True, True), (True, False), (False, False)):
                self.facts(unit, edition, brought_by, published, stands)
        batches = [self.batch(unit, edition, published, True) for published in (True, False)]
        self.add("batch_confirmation", batch_id=batches[0], confirmed_batch_id=batches[1])
        # That a batch leans on another one is the later one's: `1` is of the plan of Đắk Nông that ships.
        self.add("batch_confirmation", batch_id=1, confirmed_batch_id=batches[0])
        self.add("batch_confirmation", batch_id=batches[1], confirmed_batch_id=1)
        if unit:
            self.add("made_report", unit_code=unit, edition=edition, sha256=self.file())
            self.add("period_lock", unit_code=unit, edition=edition)
            reopened = {"reopened_at": NOW, "reopened_by": "x", "reopen_reason": "x"}
            self.add("period_lock", unit_code=unit, edition=edition, **reopened)


def _edition() -> dict[str, Any]:
    return _made_up(Base.metadata.tables["edition"], code=OLD_MAP)


def _filled(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        with database.write_connection() as connection:
            Filling(connection).everything()
        yield database
    finally:
        database.engine.dispose()


@pytest.fixture(scope="module")
def filled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("tables") / "app.db"
    copy(sqlite_template, path)
    yield from _filled(f"sqlite:///{path}")


@pytest.fixture
def filled_postgresql(postgresql_url: str) -> Iterator[Database]:
    yield from _filled(postgresql_url)


# Asking. -------------------------------------------------------------------------------------------------------------
def _tables() -> dict[str, Any]:
    return {**Base.metadata.tables, ARRIVED: Arrival.__table__}


def _stored(database: Database) -> Stored:
    with database.read() as session:
        rows = {name: [dict(row) for row in session.execute(select(of)).mappings()] for name, of in _tables().items()}
    return Stored(rows, {row["id"]: row for row in rows["batch"]})


def _key(name: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in _tables()[name].primary_key)


def _wrong(database: Database, who: Access, stored: Stored) -> dict[str, tuple[list[Row], list[Row]]]:
    """By table: the rows that this reader sees and should not, and those that they should see and do not."""
    found = {}
    with database.read_as(who) as session:
        for name, of in _tables().items():
            seen = {_key(name, row): dict(row) for row in session.execute(select(of)).mappings()}
            right = {_key(name, row): row for row in stored.rows[name] if _shown(name, who, row, stored)}
            if seen.keys() != right.keys():
                more, less = seen.keys() - right.keys(), right.keys() - seen.keys()
                found[name] = [seen[key] for key in more][:3], [right[key] for key in less][:3]
            elif any(_tells_wrong(row, right[key], who) for key, row in seen.items()):
                found[name] = list(seen.values())[:3], list(right.values())[:3]
    return found


def _shown(name: str, who: Access, row: Row, stored: Stored) -> bool:
    """Somebody without limits sees all there is."""
    return who == OPERATOR or SHOWN[name](who, row, stored)


def _tells_wrong(seen: Row, stored: Row, who: Access) -> bool:
    """Everything of a row is shown as it is; to the public nothing that people wrote."""
    if who.is_public:
        return any(seen.get(name) is not None for name in WRITTEN)
    return seen != stored


@pytest.mark.parametrize("reader", READERS)
def test_each_reader_sees_of_each_table_what_the_rules_say(
    filled: Database, monkeypatch: pytest.MonkeyPatch, reader: str
) -> None:
    """Small counts are another matter: none is small here."""
    monkeypatch.setattr(withheld, "smallest_public_count", lambda: 1)
    assert _wrong(filled, READERS[reader], _stored(filled)) == {}


def test_on_postgresql_too(filled_postgresql: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "smallest_public_count", lambda: 1)
    stored = _stored(filled_postgresql)
    wrong = {reader: _wrong(filled_postgresql, who, stored) for reader, who in READERS.items()}
    assert wrong == {reader: {} for reader in READERS}


def test_every_table_has_a_rule_and_rows_that_it_is_asked_of(filled: Database) -> None:
    """A new table is decided about here too, and has rows that some see and others do not."""
    assert SHOWN.keys() == _tables().keys()
    stored = _stored(filled)
    assert [name for name, rows in stored.rows.items() if not rows] == []
    for name, rule in SHOWN.items():
        answers = {
            reader: {rule(who, row, stored) for row in stored.rows[name]}
            for reader, who in READERS.items()
            if reader in ("district editor", "nobody")
        }
        told = {_open: [{True}, {True}], _closed: [{False}, {False}]}.get(rule, [{True, False}, {False}])
        assert list(answers.values()) == told, name
