"""Two readers in one process, and one reader before and after access ended: nobody gets what was read for another."""

import pytest
from google.protobuf.text_format import MessageToString  # type: ignore[import-untyped]
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.access.rules import NOBODY, Access, Grant, Role, anybody
from core.database import Database
from core.tables import PovertyProgress
from tests.conftest import OPERATOR, at_screen
from tests.scoped_rows import DAK_NONG, DAK_SONG, KON_TUM, TU_MO_RONG, TUY_DUC, bring
from tests.signed_in import signed_in
from tests.test_drafts import HEAD, poor_of
from tests.test_drafts import bring as bring_file
from tests.test_revoked_while_open import revoke
from ui import reader

HOA = ("hoa@tuyduc.vn", [Grant(Role.EDITOR, TUY_DUC)])
NAM = ("nam@daknong.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)])
Y = ("y@kontum.vn", [Grant(Role.ADMINISTRATOR, KON_TUM)])


def shown(app: AppTest, file: str, **link: str) -> str:
    for name in list(app.query_params):
        del app.query_params[name]
    for name, value in link.items():
        app.query_params[name.replace("_", "-")] = value
    at_screen(app, file).run()
    assert not app.exception, app.exception[0].value
    protos = [element.proto for element in app.main if getattr(element, "proto", None)]
    return "\n".join(MessageToString(proto, as_utf8=True) for proto in protos)


@pytest.mark.parametrize("first_is_kon_tum", [False, True])
def test_the_same_screen_and_filter_show_each_reader_their_own(
    app: AppTest, sqlite: Database, first_is_kon_tum: bool
) -> None:
    """Of one version of the data, in one process, with nothing forgotten in between."""
    numbers = {unit: bring(sqlite, OPERATOR, unit) for unit in (TUY_DUC, TU_MO_RONG)}
    readers = {TUY_DUC: NAM, TU_MO_RONG: Y}
    order = [TU_MO_RONG, TUY_DUC] if first_is_kon_tum else [TUY_DUC, TU_MO_RONG]
    for one in readers.values():
        signed_in(app, sqlite, *one)
    for unit in order:
        signed_in(app, sqlite, *readers[unit])
        said = shown(app, "sources.py", the="cac-lan-nap-so-lieu")
        for other, number in numbers.items():
            assert (f"tep-{other}.csv" in said) is (other == unit), (other, number)


def test_drafts_are_counted_for_who_counts_them_only(app: AppTest, sqlite: Database) -> None:
    """The same person, screen and filter: with drafts, without them, and with them again."""
    bring_file(sqlite, OPERATOR, HEAD + poor_of(1800))
    access = signed_in(app, sqlite, *HOA)
    assert bring_file(sqlite, access, HEAD + poor_of(1732)).waits
    for counted in (False, True, False, True):
        said = shown(app, "poverty.py", huyen="tuy-duc", **({"cho_duyet": "co"} if counted else {"cho_duyet": "khong"}))
        assert ("1.732" in said) is counted
        assert ("Đang tính cả số liệu chờ duyệt" in said) is counted


def test_a_neighbour_sees_nothing_of_what_waits(sqlite: Database) -> None:
    """Only the row decides: of one's own unit, standing, or of a batch that was published."""
    minh = Access("Ông Minh", (Grant(Role.EDITOR, "663"),))
    hoa, nam = Access("Bà Hoa", tuple(HOA[1])), Access("Ông Nam", tuple(NAM[1]))
    waiting = bring_file(sqlite, hoa, HEAD + poor_of(1732))
    assert waiting.waits
    seen = {}
    for who in (hoa, nam, minh, Access("Bà Lan", (Grant(Role.VIEWER, DAK_SONG),)), anybody(), NOBODY):
        with sqlite.read_as(who) as session:
            rows = session.scalars(select(PovertyProgress.batch_id)).all()
            seen[who.scope] = waiting.batch in rows
    assert seen == {
        **{"editor@667": True, "administrator@67": True, "editor@663": False},
        **{"viewer@665": False, "public@*": False, "nothing": False},
    }


_DIALOG = """
import streamlit as st
from ui import reader, reads

@st.fragment
def dialog() -> None:
    st.button("đọc lại", key="again")
    st.session_state["seen"] = reads.read("batches")
    st.session_state["by"] = reader.reader()

if "_reader" not in st.session_state:
    reader.begin_run()
    reads.begin_run()
dialog()
"""


@pytest.mark.parametrize("seconds", [0.0, 1.1])
def test_a_dialog_reads_with_what_its_person_may_see_now(
    app: AppTest, sqlite: Database, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    """A dialog runs again by itself, without the run that looks its person up."""
    bring(sqlite, OPERATOR, TUY_DUC)
    running = AppTest.from_string(_DIALOG)
    access = signed_in(running, sqlite, *NAM)
    clock = [1000.0]
    monkeypatch.setattr(reader, "monotonic", lambda: clock[0])
    running.run()
    assert not running.exception
    assert running.session_state["by"].person == access.person
    assert any(one.file_name == f"tep-{TUY_DUC}.csv" for one in running.session_state["seen"])
    revoke(sqlite, access)
    clock[0] += seconds
    running.button(key="again").click().run()
    assert not running.exception
    gone = seconds > 1
    assert (running.session_state["by"] == NOBODY) is gone
    assert (running.session_state["seen"] == []) is gone
