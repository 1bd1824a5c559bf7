"""The rules through the page and the command line: what opens for whom, which figures stand there, what is refused."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core.__main__ import main
from core.access.rules import Access, Action, Grant, Role, may
from core.database import Database
from core.places import all_places
from core.reference import rows_of
from core.settings import DATA
from core.tables import Arrival, Batch, PovertyProgress
from tests.conftest import OPERATOR
from tests.scoped_rows import DAK_NONG, DAK_SONG, DISTRICTS, KON_TUM, TU_MO_RONG, TUY_DUC, bring, file_of, fill
from tests.signed_in import given, public_view, signed_in

QUANG_TRUC = "24736"
_SEEING = {
    *("overview.py", "poverty.py", "budget.py", "rural.py", "goals.py", "duties.py", "units.py"),
}
_OF_OWN = {"acceptance.py", "audit.py", "sources.py", "access.py"}
# Which screens are in whose menu; all others answer their address with "not found".
MENU: dict[str, tuple[Grant, set[str]]] = {
    "district editor": (Grant(Role.EDITOR, TUY_DUC), {*_SEEING, *_OF_OWN, "reports.py", "upload.py"}),
    "commune viewer": (Grant(Role.VIEWER, QUANG_TRUC), {*_SEEING, *_OF_OWN, "reports.py"}),
    "other province": (Grant(Role.VIEWER, KON_TUM), {*_SEEING, *_OF_OWN, "reports.py"}),
    "administrator": (
        Grant(Role.ADMINISTRATOR, DAK_NONG),
        {*_SEEING, *_OF_OWN, "reports.py", "upload.py", "journal.py"},
    ),
    "country": (Grant(Role.VIEWER, None), {*_SEEING, *_OF_OWN, "reports.py"}),
}
SCREENS = [row["file"] for row in rows_of(DATA / "navigation.csv")]


@pytest.fixture
def filled(sqlite: Database) -> Database:
    fill(sqlite)
    return sqlite


def _drawn(app: AppTest) -> str:
    """Everything a person could read on the screen."""
    said = [str(one.value) for kind in ("markdown", "caption", "html", "info", "warning", "error", "title", "subheader")
            for one in app.get(kind) if hasattr(one, "value")]  # fmt: skip
    tables = [one.value.to_csv() for one in app.dataframe]
    bodies = [str(one.proto) for one in app.get("html")]
    choices = [str(option) for one in app.selectbox for option in one.options]
    return "\n".join([*said, *tables, *bodies, *choices])


def _provinces(app: AppTest) -> list[str]:
    return next(list(one.options) for one in app.selectbox if one.label == "Tỉnh")


@pytest.mark.parametrize("who", MENU)
def test_each_role_finds_its_screens_and_no_others(app: AppTest, filled: Database, who: str) -> None:
    grant, menu = MENU[who]
    signed_in(app, filled, "a@tinh.vn", [grant])
    app.run()
    opened = {screen for screen in SCREENS if _opens(app, screen)}
    assert opened == menu


def _opens(app: AppTest, screen: str) -> bool:
    """By its address, whether or not the menu has it; what nobody may open is no page at all."""
    try:
        app.switch_page(f"../pages/{screen}")
    except ValueError:
        return False
    app.run()
    assert not app.exception, (screen, app.exception)
    row = next(row for row in rows_of(DATA / "navigation.csv") if row["file"] == screen)
    return app.session_state["_filter_page"] == ("" if row["default"] == "yes" else row["slug"])


@pytest.mark.parametrize("who", MENU)
def test_no_screen_names_people_or_files_of_others(app: AppTest, filled: Database, who: str) -> None:
    grant, menu = MENU[who]
    access = signed_in(app, filled, "a@tinh.vn", [grant])
    app.run()
    for screen in sorted(menu & {"overview.py", "poverty.py", "sources.py", "audit.py", "duties.py", "reports.py"}):
        app.switch_page(f"../pages/{screen}").run()
        drawn = _drawn(app)
        for unit in DISTRICTS:
            if not may(access, Action.SEE_FILES, unit):
                for word in (f"tep-{unit}", f"người nộp {unit}", f"lý do {unit}", f"nguyên nhân {unit}"):
                    assert word not in drawn, (screen, word)


def test_the_public_sees_no_people_files_or_remarks(app: AppTest, filled: Database) -> None:
    public_view(app)
    app.run()
    for screen in sorted(_SEEING):
        app.switch_page(f"../pages/{screen}").run()
        assert not app.exception, (screen, app.exception)
        drawn = _drawn(app)
        for unit in DISTRICTS:
            for word in (f"tep-{unit}", f"người nộp {unit}", f"lý do {unit}", f"ghi chú {unit}", f"nguyên nhân {unit}"):
                assert word not in drawn, (screen, word)


def test_the_bar_offers_the_provinces_in_reach(app: AppTest, filled: Database) -> None:
    signed_in(app, filled, "a@tinh.vn", [Grant(Role.EDITOR, TU_MO_RONG)])
    app.run()
    assert _provinces(app) == ["Kon Tum"]
    signed_in(app, filled, "b@tinh.vn", [Grant(Role.EDITOR, TUY_DUC), Grant(Role.VIEWER, KON_TUM)])
    app.run()
    assert set(_provinces(app)) == {"Cả nước", "Đắk Nông", "Kon Tum"}


def test_a_link_to_a_unit_out_of_reach_says_so(app: AppTest, filled: Database) -> None:
    signed_in(app, filled, "a@tinh.vn", [Grant(Role.EDITOR, TUY_DUC)])
    app.query_params["tinh"] = "kon-tum"
    app.query_params["huyen"] = "tu-mo-rong"
    app.run()
    assert not app.exception
    assert [one.value for one in app.warning] == ["Tỉnh Kon Tum ngoài phạm vi xem của bạn; đang xem nơi bạn được xem."]
    assert "Tu Mơ Rông" not in _drawn(app).replace("Kon Tum", "")


def test_the_own_unit_is_one_click_away(app: AppTest, filled: Database) -> None:
    signed_in(app, filled, "a@tinh.vn", [Grant(Role.EDITOR, TUY_DUC)])
    app.run()
    button = next(one for one in app.button if one.label == "Xem huyện Tuy Đức")
    button.click().run()
    assert app.session_state["_filter_huyen"] == "tuy-duc"
    assert not [one for one in app.button if one.label == "Xem huyện Tuy Đức"]


def test_whoever_has_the_province_is_offered_no_unit(app: AppTest, filled: Database) -> None:
    signed_in(app, filled, "a@tinh.vn", [Grant(Role.ADMINISTRATOR, DAK_NONG)])
    app.run()
    assert not [one for one in app.button if one.label.startswith("Xem huyện")]


@pytest.fixture
def command(filled: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DATABASE_URL", filled.url)
    given(filled, "nhap@tinh.vn", [Grant(Role.EDITOR, TUY_DUC)])
    given(filled, "xem@kontum.vn", [Grant(Role.VIEWER, KON_TUM)])
    return filled


def test_commands_are_held_to_the_same_rules(command: Database, tmp_path: Path, capsys: Any) -> None:
    mine, theirs = tmp_path / "mine.csv", tmp_path / "theirs.csv"
    mine.write_text(file_of(TUY_DUC, 450, "31/10/2024"), encoding="utf-8")
    theirs.write_text(file_of(DAK_SONG, 450, "31/10/2024"), encoding="utf-8")
    assert main(["import", str(theirs), "--json", "--justify", "x", "--as", "nhap@tinh.vn"]) == 1
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["issues"] if one["severity"] == "error"] == [
        "outside_unit"
    ]
    assert main(["import", str(mine), "--json", "--justify", "x", "--as", "nhap@tinh.vn"]) == 0
    capsys.readouterr()
    assert main(["import", str(mine), "--json", "--justify", "x", "--as", "xem@kontum.vn"]) == 1
    capsys.readouterr()
    with command.read() as session:
        neighbour = session.scalars(
            select(Batch.id).where(Batch.unit_code == DAK_SONG, Batch.kind == "poverty-progress")
        ).first()
    assert main(["undo", str(neighbour), "--as", "nhap@tinh.vn"]) != 0
    out = tmp_path / "out.csv"
    assert main(["export", "poverty-progress", "--out", str(out), "--as", "xem@kontum.vn"]) == 0
    text = out.read_text(encoding="utf-8-sig")
    assert f"ghi chú {TU_MO_RONG}" in text
    assert "Đắk Nông" not in text
    capsys.readouterr()
    assert main(["audit", "--json", "--as", "xem@kontum.vn"]) == 0
    assert "97/KH-UBND" not in capsys.readouterr().out


def test_what_is_read_is_what_the_rules_say_of_each_row(sqlite: Database) -> None:
    """Random grants over random units: every row and upload, one by one, against `may`."""
    random, known = Random(7), all_places()
    units = [code for code, place in known.by_code.items() if known.province_of(place).code in (DAK_NONG, KON_TUM)]
    districts = [code for code in units if known.by_code[code].level == "district"]
    for code in random.sample(districts, 8):
        bring(sqlite, OPERATOR, code)
    with sqlite.write() as session:
        for batch in session.scalars(select(Batch).where(Batch.kind == "poverty-progress")).all()[::3]:
            batch.published_at = None  # a draft: its row does not stand
            for row in session.scalars(select(PovertyProgress).where(PovertyProgress.batch_id == batch.id)):
                row.is_current = False
    with sqlite.read() as session:
        rows = {row.id: (row.unit_code, row.is_current) for row in session.scalars(select(PovertyProgress))}
        batches = {row.id: (row.unit_code, row.published_at) for row in session.scalars(select(Batch))}
    for _ in range(150):
        roles = random.choices([Role.VIEWER, Role.EDITOR, Role.ADMINISTRATOR], k=random.randint(0, 3))
        grants = tuple(Grant(role, random.choice([*units, DAK_NONG, KON_TUM, None, "99999"])) for role in roles)
        access = Access("x", grants)
        figures = {id_ for id_, (unit, current) in rows.items() if _shows(access, unit, current)}
        own = {id_ for id_, (unit, _) in batches.items() if may(access, Action.SEE_FILES, unit)}
        arrived = {id_ for id_, (unit, published) in batches.items() if _shows(access, unit, published is not None)}
        with sqlite.read_as(access) as session:
            assert set(session.scalars(select(PovertyProgress.id))) == figures, access
            assert set(session.scalars(select(Batch.id))) == own, access
            assert set(session.scalars(select(Arrival.id))) == arrived, access


def _shows(access: Access, unit: str | None, published: bool) -> bool:
    return may(access, Action.SEE_FILES, unit) or (published and may(access, Action.SEE_FIGURES, unit))
