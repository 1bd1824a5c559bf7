"""What changed between two moments: every figure that is another, and the import or the undoing behind it."""

from datetime import datetime

import pytest

from core.access.rules import operator
from core.database import Database
from core.demo import load_demo, remove_demo
from core.ingest.pipeline import undo
from core.places import all_places
from core.reports.changes import Change, changes_between
from core.tables import FACT_TABLES
from tests.conftest import UPLOAD_1, UPLOAD_2, UPLOAD_3, Load
from tests.programme_files import GOAL, SOUND, VILLAGES
from tests.test_known_at import CORRECTED, TUY_DUC, moment
from tests.test_pages import HEAD, JUNE

KON_PLONG = all_places().find("Kon Plông", "district").places[0].code
Line = tuple[str, str, str, str, str, str]


def _changes(
    database: Database, before: datetime, after: datetime | None = None, unit: str | None = None
) -> list[Change]:
    with database.read() as session:
        return changes_between(session, before, after, unit)


def _lines(*asked: object, **named: object) -> list[Line]:
    """(unit, period, figure, then, now, cause) of each."""
    return [
        (
            one.place.name if one.place else "",
            one.period,
            one.figure,
            one.then_said,
            one.now_said,
            one.cause.said if one.cause else "",
        )
        for one in _changes(*asked, **named)  # type: ignore[arg-type]
    ]


def test_a_correction_and_its_undoing(database: Database, load: Load) -> None:
    """2.444 poor, corrected to 2.400, taken back, corrected to 2.300: between each two moments what differs."""
    poor = "Số hộ nghèo"
    at_start = moment()
    load(database, TUY_DUC)
    at_first = moment()
    load(database, CORRECTED)
    at_second = moment()
    undo(database, UPLOAD_2, operator("người thu hồi"))
    at_undone = moment()
    new = f"lô {UPLOAD_1}, dòng 2"
    assert _lines(database, at_start, at_first) == [
        ("Tuy Đức", "30/06/2024", "Loại số liệu", "—", "chính thức", new),
        ("Tuy Đức", "30/06/2024", "Tổng số hộ", "—", "16.800", new),
        ("Tuy Đức", "30/06/2024", poor, "—", "2.444", new),
    ]
    corrected = ("Tuy Đức", "30/06/2024", poor, "2.444", "2.400", f"lô {UPLOAD_2}, dòng 2")
    assert _lines(database, at_first, at_second) == [corrected]
    assert _lines(database, at_second) == [("Tuy Đức", "30/06/2024", poor, "2.400", "2.444", f"thu hồi lô {UPLOAD_2}")]
    assert _lines(database, at_first) == []
    load(database, CORRECTED.replace("2.400", "2.300"))
    assert _lines(database, at_undone)[0][3:] == ("2.444", "2.300", f"lô {UPLOAD_3}, dòng 2")
    assert _lines(database, at_second)[0][3:] == ("2.400", "2.300", f"lô {UPLOAD_3}, dòng 2")
    assert _lines(database, at_first, at_second) == [corrected], "what came later does not change the past"


def test_a_row_that_is_gone_lists_what_it_had(sqlite: Database, load: Load) -> None:
    load(sqlite, TUY_DUC)
    then = moment()
    undo(sqlite, UPLOAD_1, operator("người thu hồi"))
    found = _changes(sqlite, then)
    assert [(one.figure, one.then_said, one.now) for one in found] == [
        ("Loại số liệu", "chính thức", None),
        ("Tổng số hộ", "16.800", None),
        ("Số hộ nghèo", "2.444", None),
    ]
    cause = found[0].cause
    assert cause
    assert (cause.said, cause.by, cause.line, cause.undone) == (f"thu hồi lô {UPLOAD_1}", "người thu hồi", None, True)


def test_a_chain_of_corrections_taken_back_one_by_one(sqlite: Database, load: Load) -> None:
    """The first figure stands again because its own successor went, not because the last one did."""
    load(sqlite, TUY_DUC)
    load(sqlite, CORRECTED)
    load(sqlite, CORRECTED.replace("2.400", "2.300"))
    then = moment()
    undo(sqlite, UPLOAD_3, operator("một"))
    undo(sqlite, UPLOAD_2, operator("hai"))
    (change,) = _changes(sqlite, then)
    assert change.cause
    assert (change.then, change.now, change.cause.batch, change.cause.by) == (2300, 2444, UPLOAD_2, "hai")


@pytest.mark.parametrize("kind", SOUND)
def test_every_kind_is_compared(sqlite: Database, load: Load, kind: str) -> None:
    """New rows; then the one cell that the second file changes; then that cell back."""
    text, old, new = SOUND[kind]
    at_start = moment()
    assert load(sqlite, text, kind=kind, justify="đúng").status == "committed"
    at_first = moment()
    assert load(sqlite, text.replace(old, new, 1), kind=kind, justify="đúng").batch == UPLOAD_2
    at_second = moment()
    undo(sqlite, UPLOAD_2, operator("người thử"))
    came = _changes(sqlite, at_start, at_first)
    assert {one.kind for one in came} == {kind}
    assert {one.cause and one.cause.batch for one in came} == {UPLOAD_1}
    assert {one.then for one in came} == {None}
    changed, back = _changes(sqlite, at_first, at_second), _changes(sqlite, at_second)
    assert [(one.figure, one.now, one.then) for one in changed] == [(one.figure, one.then, one.now) for one in back]
    assert {one.cause.said for one in back if one.cause} == {f"thu hồi lô {UPLOAD_2}"}
    assert changed


def test_no_kind_is_left_out() -> None:
    assert set(FACT_TABLES) >= set(SOUND)


def test_only_the_unit_and_all_below_it(sqlite: Database, load: Load) -> None:
    """A goal is of its own unit, its progress too; duties of a plan are of the plan's; the rest with a province."""
    then = moment()
    load(sqlite, JUNE)
    for kind in ("goal-progress", "obligation-done", "obligation"):
        load(sqlite, SOUND[kind][0], kind=kind, justify="đúng")
    tuy_duc = {(one.kind, one.place.name) for one in _changes(sqlite, then, unit="667") if one.place}
    assert tuy_duc == {("poverty-progress", "Tuy Đức"), ("poverty-progress", "Quảng Tâm")}
    dak_nong = {(one.kind, one.place.name if one.place else "") for one in _changes(sqlite, then, unit="67")}
    assert ("obligation-done", "Đắk Nông") in dak_nong
    assert ("obligation", "") in dak_nong
    assert {kind for kind, _ in dak_nong} == {"poverty-progress", "obligation-done", "obligation"}
    kon_plong = {(one.kind, one.subject) for one in _changes(sqlite, then, unit=KON_PLONG)}
    assert {kind for kind, _ in kon_plong} == {"goal-progress", "obligation-done"}
    assert all(subject for _, subject in kon_plong), "goals and duties by their titles"


def test_a_goal_that_moves_to_another_unit(sqlite: Database, load: Load) -> None:
    goal = GOAL + "Kon Tum;Kon Plông;;9/KH-UBND;xa;Số xã đạt chuẩn;6;;xã;31/12/2025;II.2\n"
    load(sqlite, goal)
    then = moment()
    load(sqlite, goal.replace("Kon Plông", "Tu Mơ Rông"))
    (change,) = _changes(sqlite, then)
    assert (change.then, change.now) == ("huyện Kon Plông", "huyện Tu Mơ Rông")


def test_a_row_that_is_all_key_is_there_or_not(sqlite: Database, load: Load) -> None:
    then = moment()
    load(sqlite, VILLAGES + "Kon Tum;Kon Plông;Pờ Ê;Vi K'Tàu;\n")
    (change,) = _changes(sqlite, then)
    assert (change.period, change.figure, change.then_said, change.now_said) == ("Vi K'Tàu", "cả dòng", "—", "có")


def test_made_up_figures_are_told_from_real_ones(sqlite: Database, load: Load) -> None:
    """Krông Nô's made-up 640 poor households, then a real file with the very same figure."""
    load_demo(sqlite)
    at_demo = moment()
    load(sqlite, HEAD + "Krông Nô;;30/06/2024;chính thức;19.865;640\n")
    replaced = {one.figure: (one.then_said, one.now_said) for one in _changes(sqlite, at_demo)}
    assert replaced["Số hộ nghèo"] == ("640 (số minh họa)", "640")
    at_real = moment()
    remove_demo(sqlite, operator("người thử"))
    gone = _changes(sqlite, at_real)
    assert {one.now for one in gone} == {None}
    assert all(one.then_made_up and one.cause and one.cause.undone for one in gone)
