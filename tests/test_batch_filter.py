"""Which batches are listed: the newest few, a page further back, uploads alone, one wanted beside them."""

from typing import Any

import pytest

from core.database import Database
from core.ingest.pipeline import undo
from core.places import all_places
from core.reports.batches import BatchFilter, list_batches
from core.reports.drafts import drafts_decided
from tests.conftest import OPERATOR, Load
from tests.test_national import KON_TUM_JUNE, KON_TUM_PLAN
from tests.test_pages import JUNE


@pytest.fixture
def loaded(database: Database, load: Load) -> Database:
    """Three uploads behind the shipped plans, on both engines; the second one was taken back."""
    made = [load(database, text).batch for text in (JUNE, KON_TUM_PLAN, KON_TUM_JUNE)]
    undo(database, made[1] or 0, OPERATOR)
    return database


def _ids(database: Database, **asked: Any) -> list[int]:
    with database.read() as session:
        return [row.id for row in list_batches(session, BatchFilter(**asked))]


def test_cuts_are_parts_of_the_whole_list(loaded: Database) -> None:
    whole = _ids(loaded)
    assert whole == sorted(whole, reverse=True)
    assert _ids(loaded, most=2) == whole[:2]
    assert _ids(loaded, most=3, skip=2) == whole[2:5]
    assert _ids(loaded, most=3, skip=len(whole)) == []
    assert _ids(loaded, most=1, number=whole[-1]) == [whole[0], whole[-1]]
    assert _ids(loaded, most=1, number=whole[0]) == whole[:1]
    assert _ids(loaded, most=1, number=0) == whole[:1]
    assert _ids(loaded, numbers=(whole[1], whole[-1], 0)) == [whole[1], whole[-1]]
    assert _ids(loaded, uploads=True) == [whole[0], whole[2]]
    assert _ids(loaded, uploads=True, most=1) == whole[:1]


def test_a_units_batches_are_those_of_it_and_below(loaded: Database) -> None:
    below = set(all_places().codes_below("62"))
    with loaded.read() as session:
        of_province = [row.id for row in list_batches(session) if row.unit_code in below]
    assert of_province
    assert _ids(loaded, unit_code="62") == of_province


def test_nothing_was_decided_where_nothing_waited(loaded: Database) -> None:
    with loaded.read() as session:
        assert drafts_decided(session) == []
