"""`python -m core access`, and `--as`: who may do what from the command line, never more than the person named."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.__main__ import main
from core.access.rules import Grant, Role
from core.database import Database, open_database
from core.tables import Batch, JournalEntry
from tests.conftest import SHIPPED, UPLOAD_1
from tests.test_people import CU_JUT, DAK_NONG, TU_MO_RONG, TUY_DUC, given

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo\n"
OWN = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;chính thức;16.700;2.444\n"
OTHERS = OWN + "Đắk Nông;Cư Jút;30/06/2024;chính thức;22.031;640\n"
EDITOR, ADMINISTRATOR = "an@tuyduc.vn", "quan.tri@daknong.vn"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def database(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.delenv("TIENDO_AS", raising=False)
    opened = open_database(database_url)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def run(database: Database, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def people(run: Run) -> None:
    """An administrator of Đắk Nông, an editor of Tuy Đức."""
    run("access", "grant", ADMINISTRATOR, "--role", "administrator", "--unit", "tỉnh Đắk Nông", "--name", "Lê Quản Trị")
    run("access", "grant", EDITOR, "--role", "nhập liệu", "--unit", "huyện Tuy Đức", "--name", "Nguyễn Văn An")


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        path = tmp_path / "tep.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def imported(run: Run, *words: object) -> tuple[int, dict[str, Any]]:
    code, out, err = run("import", *words, "--json")
    assert err == ""
    return code, json.loads(out)


def test_granting_changing_and_taking_away(run: Run, database: Database) -> None:
    code, out, err = run(
        "access", "grant", " An@TuyDuc.vn", "--role", "viewer", "--unit", "huyện Tuy Đức", "--name", "Nguyễn Văn An"
    )
    assert (code, err) == (0, "")
    assert out == "Đã cấp cho an@tuyduc.vn quyền xem, huyện Tuy Đức, tỉnh Đắk Nông.\n"
    assert run("access", "grant", EDITOR, "--role", "viewer", "--unit", TUY_DUC)[1].endswith("từ trước.\n")
    run("access", "grant", EDITOR, "--role", "nhap-lieu", "--unit", TUY_DUC)
    assert given(database, EDITOR) == (Grant(Role.EDITOR, TUY_DUC),)
    run("access", "grant", EDITOR, "--role", "xem", "--unit", "huyện Cư Jút")
    code, out, _ = run("access", "revoke", EDITOR, "--unit", "Tuy Đức")
    assert (code, out) == (
        0,
        "Đã thu quyền nhập liệu, huyện Tuy Đức, tỉnh Đắk Nông của Nguyễn Văn An (an@tuyduc.vn).\n",
    )
    assert given(database, EDITOR) == (Grant(Role.VIEWER, CU_JUT),)
    run("access", "revoke", EDITOR)
    assert given(database, EDITOR) == ()
    assert run("access", "revoke", EDITOR)[0] == 2


@pytest.mark.usefixtures("people")
def test_the_list_for_people_and_for_programs(run: Run) -> None:
    run("access", "grant", "kt@kontum.vn", "--role", "viewer", "--unit", TU_MO_RONG, "--name", "Kon")
    run("access", "revoke", "kt@kontum.vn")
    code, out, _ = run("access", "list")
    assert code == 0
    assert "Nguyễn Văn An <an@tuyduc.vn>\tnhập liệu, huyện Tuy Đức, tỉnh Đắk Nông\ttừ " in out
    assert out.endswith("2 quyền của 2 người.\n")
    assert run("access", "list", "--all")[1].endswith("3 quyền của 3 người.\n")
    assert run("access", "list", "--unit", "huyện Tuy Đức")[1].endswith("1 quyền của 1 người.\n")
    rows = json.loads(run("access", "list", "--all", "--json")[1])["access"]
    assert [(row["email"], row["role"], row["unit_code"], row["revoked_at"] is None) for row in rows] == [
        (ADMINISTRATOR, "administrator", DAK_NONG, True),
        (EDITOR, "editor", TUY_DUC, True),
        ("kt@kontum.vn", "viewer", TU_MO_RONG, False),
    ]


@pytest.mark.usefixtures("people")
def test_who_one_is(run: Run) -> None:
    code, out, _ = run("access", "who", EDITOR, "--json")
    said = json.loads(out)
    assert code == 0
    assert [grant["unit"] for grant in said["grants"]] == ["huyện Tuy Đức, tỉnh Đắk Nông"]
    assert [one["where"] for one in said["may"]] == ["tỉnh Đắk Nông", *["huyện Tuy Đức, tỉnh Đắk Nông"] * 3]
    assert said["ask"] == [{"name": "Lê Quản Trị", "email": ADMINISTRATOR}]
    assert said["last_sign_in"] is None
    assert "Hỏi ai: Lê Quản Trị (quan.tri@daknong.vn)" in run("access", "who", EDITOR)[1]
    assert run("access", "who", "ai@do.vn") == (2, "", "Không có người nào có địa chỉ «ai@do.vn».\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--role", "viewer", "--unit", "Quảng Tâm"], "«Quảng Tâm» có thể là:"),
        (
            ["--role", "viewer", "--unit", "Tuy Đứt"],
            "Không rõ đơn vị «Tuy Đứt». Có phải: huyện Tuy Đức, tỉnh Đắk Nông;",
        ),
        (
            ["--role", "viewer", "--unit", "tỉnh Quảng Ngãi"],
            "tỉnh Quảng Ngãi (mã 51, trước 01/07/2025): «51 (cũ)»; tỉnh Quảng Ngãi (mã 51, từ 01/07/2025): «2025-51».",
        ),
        (["--role", "viewer"], "--unit"),
        (["--role", "vua", "--country"], "Không có quyền «vua». Các quyền: viewer (xem), editor (nhập liệu)"),
        (["--role", "public", "--country"], "Không có quyền «public»"),
    ],
)
def test_what_is_not_clear_exits_2_with_the_choices(run: Run, words: list[str], said: str) -> None:
    code, out, err = run("access", "grant", "a@b.vn", "--name", "An", *words)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.usefixtures("people")
def test_what_is_named_with_its_map_is_taken_by_it(run: Run, database: Database) -> None:
    for unit in ("tỉnh Quảng Ngãi (cũ)", "2025-51", "xã Tu Mơ Rông mới"):
        assert run("access", "grant", "q@quangngai.vn", "--name", "Quang", "--role", "viewer", "--unit", unit)[0] == 0
    here = {grant.unit_code for grant in given(database, "q@quangngai.vn")}
    assert here == {"51", "2025-51", "2025-23425"}
    assert run("access", "revoke", "q@quangngai.vn", "--unit", "tỉnh Quảng Ngãi")[0] == 2
    assert run("access", "revoke", "q@quangngai.vn", "--unit", "tỉnh Quảng Ngãi cũ")[0] == 0
    assert {grant.unit_code for grant in given(database, "q@quangngai.vn")} == here - {"51"}


@pytest.mark.parametrize(
    "words", [["access", "grant"], ["access", "revoke"], ["access", "list"], ["lock"], ["journal"]]
)
def test_the_help_says_how_to_name_a_unit_of_both_maps(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*words, "--help"])
    said = "".join(capsys.readouterr().out.split())
    assert "cảhaibảnđồcùngcóthìthêm«(cũ)»,«(mới)»,hoặcghimãkèmbảnđồ:2025-51" in said


def test_an_address_or_a_name_that_is_none_exits_2(run: Run) -> None:
    assert run("access", "grant", "a b", "--role", "xem", "--country", "--name", "An")[0] == 2
    assert run("access", "grant", "a@b.vn", "--role", "xem", "--country")[2] == "Hãy ghi họ tên.\n"


@pytest.mark.usefixtures("people")
def test_the_command_line_may_leave_a_province_without_administrator_and_says_so(run: Run) -> None:
    code, _, err = run("access", "revoke", ADMINISTRATOR)
    assert (code, err) == (0, "Cảnh báo: tỉnh Đắk Nông không còn người quản trị nào.\n")


@pytest.mark.usefixtures("people")
def test_granting_as_somebody_has_their_limits(run: Run, database: Database) -> None:
    words = ["access", "grant", "moi@x.vn", "--name", "Mới", "--role"]
    for who, role, unit, expected in (
        (ADMINISTRATOR, "xem", "huyện Cư Jút", 0),
        (ADMINISTRATOR, "xem", "huyện Tu Mơ Rông", 1),
        (ADMINISTRATOR, "quản trị", "huyện Tuy Đức", 1),
        (EDITOR, "xem", "huyện Tuy Đức", 1),
    ):
        assert run("--as", who, *words, role, "--unit", unit)[0] == expected, (who, role, unit)
    assert run("--as", ADMINISTRATOR, *words, "xem", "--country")[0] == 1
    assert given(database, "moi@x.vn") == (Grant(Role.VIEWER, CU_JUT),)
    code, _, err = run("--as", ADMINISTRATOR, "access", "revoke", ADMINISTRATOR)
    assert code == 1
    assert "không tự bỏ được quyền quản trị" in err
    assert run("--as", EDITOR, "access", "list")[1].endswith("1 quyền của 1 người.\n")
    assert run("--as", EDITOR, "access", "who", ADMINISTRATOR)[0] == 2
    assert run("--as", EDITOR, "access", "revoke", EDITOR)[0] == 2


@pytest.mark.usefixtures("people")
def test_an_import_as_somebody_of_another_unit_is_rejected_naming_the_row(
    run: Run, database: Database, file: Callable[[str], Path]
) -> None:
    for options in (("--dry-run",), ()):
        code, said = imported(run, file(OTHERS), "--as", EDITOR, *options)
        assert (code, said["status"], said["batch"]) == (1, "rejected", None)
        [issue] = [issue for issue in said["issues"] if issue["severity"] == "error"]
        assert (issue["code"], issue["row"]) == ("outside_unit", 3)
        assert "Cư Jút" in issue["message"]
    with database.read() as session:
        assert list(session.scalars(select(Batch.id).where(Batch.id > SHIPPED))) == []


@pytest.mark.usefixtures("people")
def test_what_is_done_as_somebody_carries_their_name_and_the_account(
    run: Run, database: Database, file: Callable[[str], Path]
) -> None:
    code, said = imported(run, file(OWN), "--as", EDITOR)
    assert (code, said["status"], said["batch"]) == (0, "committed", UPLOAD_1)
    with database.read() as session:
        batch = session.get_one(Batch, UPLOAD_1)
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.action == "commit").order_by(-JournalEntry.id)
        ).first()
    assert "Nguyễn Văn An" in batch.committed_by
    assert entry is not None
    assert "Nguyễn Văn An" in entry.who
    assert entry.from_where.startswith("dòng lệnh, tài khoản ")


@pytest.mark.usefixtures("people")
def test_what_waits_for_acceptance_is_said(run: Run, file: Callable[[str], Path]) -> None:
    code, out, _ = run("--as", EDITOR, "import", file(OWN), "--dry-run")
    assert code == 0
    assert out.splitlines()[-1].startswith("Xem thử, chưa nạp gì; khi nạp sẽ chờ duyệt.")
    code, out, _ = run("--as", EDITOR, "import", file(OWN))
    assert code == 0
    assert out.splitlines()[-1].startswith(f"Đã nạp, lô {UPLOAD_1}, chờ duyệt.")
    assert run("import", file(OTHERS), "--dry-run")[1].splitlines()[-1].startswith("Xem thử, chưa nạp gì.")


@pytest.mark.usefixtures("people")
def test_undoing_as_somebody_who_may_not_exits_1_or_does_not_know_the_batch(
    run: Run, database: Database, file: Callable[[str], Path]
) -> None:
    run("access", "grant", "xem@tuyduc.vn", "--role", "xem", "--unit", TUY_DUC, "--name", "Người Xem")
    run("access", "grant", "k@kontum.vn", "--role", "editor", "--unit", TU_MO_RONG, "--name", "Kon")
    run("import", file(OWN))
    code, _, err = run("undo", UPLOAD_1, "--as", "xem@tuyduc.vn")
    assert code == 1
    assert "không được nhập hay thu hồi" in err
    assert run("undo", UPLOAD_1, "--as", "k@kontum.vn")[0] == 2
    with database.read() as session:
        assert session.get_one(Batch, UPLOAD_1).undone_at is None


@pytest.mark.usefixtures("people")
def test_accepting_is_for_who_may_and_closing_a_period_too(run: Run, file: Callable[[str], Path]) -> None:
    run("--as", EDITOR, "import", file(OWN))
    assert run("accept", UPLOAD_1, "--as", EDITOR)[0] == 1
    assert run("lock", "--unit", "tỉnh Đắk Nông", "--until", "30/06/2024", "--as", EDITOR)[0] == 1
    assert run("--as", EDITOR, "journal")[0] == 2
    assert run("--as", ADMINISTRATOR, "drafts")[1].startswith(f"Lô {UPLOAD_1} · ")
    assert run("--as", ADMINISTRATOR, "accept", UPLOAD_1)[0] == 0
    assert run("accept", UPLOAD_1)[0] == 1
    assert "Cấp quyền" in run("--as", ADMINISTRATOR, "journal")[1]


@pytest.mark.usefixtures("people")
def test_reading_as_somebody_shows_their_province(run: Run, file: Callable[[str], Path]) -> None:
    run("import", file(OWN))
    run("access", "grant", "k@kontum.vn", "--role", "viewer", "--unit", TU_MO_RONG, "--name", "Kon")

    def lines(who: str, *words: str) -> int:
        code, out, _ = run("--as", who, "export", *words)
        assert code == 0
        return len(out.splitlines()) - 1

    assert (lines(EDITOR, "poverty-progress"), lines("k@kontum.vn", "poverty-progress")) == (1, 0)
    assert lines(EDITOR, "budget-plan") == 0
    assert lines("k@kontum.vn", "budget-plan") > 0
    for view in ("poverty-status", "targets", "obligations", "criteria", "budget", "poverty-plan"):
        lines(EDITOR, view)
    assert run("--as", EDITOR, "audit")[0] in (0, 1)
    owing = json.loads(run("--as", "k@kontum.vn", "obligations", "--json")[1])["obligations"]
    assert owing
    assert {row["plan"] for row in owing} <= {"83/KH-UBND", "tu-mo-rong-2024"}


@pytest.mark.usefixtures("people")
def test_a_report_as_somebody_is_of_their_unit(run: Run, tmp_path: Path, file: Callable[[str], Path]) -> None:
    target = tmp_path / "bao-cao.xlsx"
    words = ["--plan", "97/KH-UBND", "--period", "2024", "--out", target]
    code, _, err = run("report", *words, "--unit", "huyện Cư Jút", "--as", EDITOR)
    assert code == 2
    assert "không được lập báo cáo của huyện Cư Jút" in err
    assert not target.exists()
    assert run("report", *words, "--unit", "huyện Tuy Đức", "--as", EDITOR)[0] == 0
    run("report", *words, "--unit", "huyện Cư Jút")
    assert run("report", "--list", "--as", EDITOR)[1].count("\n") == 1
    assert run("report", "--again", "2", "--out", target, "--as", EDITOR)[0] == 2


NOBODIES = [["--as", "ai@do.vn"], ["--as", ""], ["--as", "  "]]


@pytest.mark.parametrize("who", NOBODIES, ids=["unknown", "empty", "blank"])
@pytest.mark.parametrize(
    "words", [["export", "targets"], ["undo", "1"], ["access", "list"], ["audit"], ["obligations"]]
)
def test_as_nobody_is_refused_and_never_the_account_instead(
    run: Run, database: Database, who: list[str], words: list[str]
) -> None:
    code, out, err = run(*words, *who)
    assert (code, out) == (2, "")
    assert "chưa được cấp quyền gì" in err
    assert err.count("\n") == 1
    with database.read() as session:
        assert session.get_one(Batch, 1).undone_at is None


@pytest.mark.usefixtures("people")
def test_as_somebody_whose_last_role_was_taken_is_refused(run: Run, file: Callable[[str], Path]) -> None:
    run("access", "revoke", EDITOR)
    assert run("export", "targets", "--as", EDITOR)[0] == 2
    code, said = imported(run, file(OWN), "--as", EDITOR)
    assert (code, said["status"], [issue["code"] for issue in said["issues"]]) == (2, "unreadable", ["unknown_person"])


@pytest.mark.usefixtures("people")
def test_the_environment_names_who_acts_and_the_command_overrules_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIENDO_AS", EDITOR)
    assert run("access", "list")[1].endswith("1 quyền của 1 người.\n")
    assert run("--as", ADMINISTRATOR, "access", "list")[1].endswith("2 quyền của 2 người.\n")
    code, _, err = run("backup", tmp_path / "b.db")
    assert code == 2
    assert "người quản trị máy" in err
    assert not (tmp_path / "b.db").exists()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", [["init"], ["backup", "b.db"], ["restore", "b.db"], ["secrets"]])
def test_what_is_the_machines_is_not_done_as_somebody(run: Run, command: list[str]) -> None:
    assert run(*command, "--as", ADMINISTRATOR)[0] == 2
