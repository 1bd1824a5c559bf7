"""`python -m core`: what a night job and a person at the keyboard can rely on (exit codes, JSON, sentences)."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from core.__main__ import main
from core.database import Database, open_database
from core.reports.export_cells import ExportFilter
from core.reports.exports import export
from tests.conftest import SHIPPED, UPLOAD_1, UPLOAD_2
from tests.warm_program import Ended, WarmProgram

ROOT = Path(__file__).resolve().parents[1]

HEAD = "Tỉnh;Huyện, thành phố;Ngày số liệu;Tổng số hộ;Số hộ nghèo\n"
TUY_DUC = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.444\n"
TUY_DUC_LATER = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;2.400\n"
FAR_OFF = HEAD + "Đắk Nông;Tuy Đức;30/06/2024;16.700;244\n"
UNKNOWN_UNIT = HEAD + "Đắk Nông;Tuy Đứt;30/06/2024;16.700;2.444\n"
PLAN = ROOT / "data" / "plans" / "97-KH-UBND" / "poverty-plan.csv"

LOADED = (
    "97/KH-UBND, Kế hoạch giảm nghèo",
    "97/KH-UBND, Mục tiêu của kế hoạch",
    "97/KH-UBND, Nhiệm vụ được giao",
    "83/KH-UBND, Mục tiêu của kế hoạch",
    "83/KH-UBND, Nhiệm vụ được giao",
    "tu-mo-rong-2024, Kế hoạch vốn",
    "tu-mo-rong-2024, Mục tiêu của kế hoạch",
    "tu-mo-rong-2024, Nhiệm vụ được giao",
)

Run = Callable[..., tuple[int, str, str]]
File = Callable[..., Path]


@pytest.fixture
def url(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database that the commands work on, on each engine."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    yield database_url
    open_database(database_url).engine.dispose()


@pytest.fixture
def run(url: str, capsys: pytest.CaptureFixture[str]) -> Run:
    """One command in this process; gives its exit code and what it said on stdout and stderr."""

    def command(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def file(tmp_path: Path) -> File:
    def written(text: str | bytes, name: str = "tep.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return written


def imported(run: Run, *words: object) -> tuple[int, dict[str, Any]]:
    """`import --json`: the exit code and the one object on stdout; nothing on stderr."""
    code, out, err = run("import", *words, "--json")
    assert err == ""
    assert out.count("\n") == 1
    return code, json.loads(out)


def codes(said: dict[str, Any]) -> list[str]:
    return [issue["code"] for issue in said["issues"]]


def poor_of(url: str, district: str) -> list[str]:
    database = Database(url)
    try:
        with database.read() as session:
            table = export(session, "poverty-progress", ExportFilter(district=district))
    finally:
        database.engine.dispose()
    return [row[table.columns.index("poor")] for row in table.rows]


def test_init_twice_says_what_is_loaded(run: Run) -> None:
    said = "".join(f"{name}: đã nạp trước đó\n" for name in LOADED)
    assert run("init") == (0, said, "")
    assert run("init", "--no-demo") == (0, said, "")


def test_init_makes_a_database_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = f"sqlite:///{tmp_path / 'thư mục' / 'app.db'}"
    monkeypatch.setenv("DATABASE_URL", fresh)
    assert main(["init", "--no-demo"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{name}: đã nạp (lô {number})" for number, name in enumerate(LOADED, 1)
    ]
    open_database(fresh).engine.dispose()


def test_the_json_of_a_committed_file_is_exactly_the_contract(run: Run, file: File) -> None:
    code, said = imported(run, file(TUY_DUC))
    assert code == 0
    assert said == {
        "kind": "poverty-progress",
        "status": "committed",
        "batch": UPLOAD_1,
        "counts": {"new": 1, "changed": 0, "unchanged": 0, "rejected": 0},
        "issues": [
            {
                "row": 1,
                "column": None,
                "code": "assumed_official",
                "severity": "note",
                "value": None,
                "message": "Tệp không có cột «Loại số liệu»: mọi dòng được hiểu là số chính thức.",
            }
        ],
    }


def test_the_json_of_every_outcome_has_the_same_keys(run: Run, file: File) -> None:
    for text in (TUY_DUC, TUY_DUC, TUY_DUC_LATER, FAR_OFF, UNKNOWN_UNIT, "abc", ""):
        _, said = imported(run, file(text))
        assert list(said) == ["kind", "status", "batch", "counts", "issues"]
        assert list(said["counts"]) == ["new", "changed", "unchanged", "rejected"]
        for issue in said["issues"]:
            assert list(issue) == ["row", "column", "code", "severity", "value", "message"]
            assert issue["severity"] in ("error", "warning", "note")
            assert issue["message"]


def test_importing_twice_changes_nothing_and_exits_0(run: Run, file: File) -> None:
    imported(run, file(TUY_DUC))
    code, said = imported(run, file(TUY_DUC))
    assert (code, said["status"], said["batch"]) == (0, "no_change", None)
    assert said["counts"] == {"new": 0, "changed": 0, "unchanged": 1, "rejected": 0}


def test_a_figure_that_would_change_is_rejected_unless_confirmed(run: Run, file: File, url: str) -> None:
    imported(run, file(TUY_DUC))
    code, said = imported(run, file(TUY_DUC_LATER))
    assert (code, said["status"], said["batch"]) == (1, "rejected", None)
    (issue,) = (issue for issue in said["issues"] if issue["severity"] == "error")
    assert (issue["code"], issue["row"], issue["column"], issue["value"]) == (
        "would_replace",
        2,
        "Số hộ nghèo",
        "2400",
    )
    assert poor_of(url, "Tuy Đức") == ["2444"]
    code, said = imported(run, file(TUY_DUC_LATER), "--replace-confirmed")
    assert (code, said["status"], said["batch"]) == (0, "committed", UPLOAD_2)
    assert said["counts"] == {"new": 0, "changed": 1, "unchanged": 0, "rejected": 0}
    assert poor_of(url, "Tuy Đức") == ["2400"]


def test_a_question_is_rejected_unless_a_reason_is_given(run: Run, file: File, url: str) -> None:
    code, said = imported(run, file(FAR_OFF))
    assert (code, said["status"]) == (1, "rejected")
    assert [issue["code"] for issue in said["issues"] if issue["severity"] == "warning"] == ["magnitude"]
    assert imported(run, file(FAR_OFF), "--justify", "   ")[0] == 1
    code, said = imported(run, file(FAR_OFF), "--justify", "đã kiểm tra với huyện")
    assert (code, said["status"]) == (0, "committed")
    assert "magnitude" in codes(said)
    assert poor_of(url, "Tuy Đức") == ["244"]


def test_an_error_rejects_the_whole_file_whatever_is_confirmed(run: Run, file: File, url: str) -> None:
    text = TUY_DUC + "Đắk Nông;Gia Nghĩa;30/06/2024;20.700;80 hoặc 90\n"
    code, said = imported(run, file(text), "--replace-confirmed", "--justify", "cứ nạp")
    assert (code, said["status"], said["batch"]) == (1, "rejected", None)
    assert said["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "rejected": 1}
    (issue,) = (issue for issue in said["issues"] if issue["severity"] == "error")
    assert (issue["row"], issue["column"], issue["value"]) == (3, "Số hộ nghèo", "80 hoặc 90")
    assert poor_of(url, "Tuy Đức") == []


DRY_CASES = {
    "sound": ((TUY_DUC,), [], 0, "dry_run"),
    "question": ((FAR_OFF,), [], 1, "rejected"),
    "question with a reason": ((FAR_OFF,), ["--justify", "đúng"], 0, "dry_run"),
    "error": ((UNKNOWN_UNIT,), [], 1, "rejected"),
    "replacement": ((TUY_DUC, TUY_DUC_LATER), [], 1, "rejected"),
    "replacement confirmed": ((TUY_DUC, TUY_DUC_LATER), ["--replace-confirmed"], 0, "dry_run"),
    "nothing new": ((TUY_DUC, TUY_DUC), [], 0, "no_change"),
    "no rows": ((HEAD,), [], 1, "rejected"),
    "unreadable": (("abc",), [], 2, "unreadable"),
}


@pytest.mark.parametrize("case", DRY_CASES)
def test_a_dry_run_exits_as_the_import_would_and_stores_nothing(run: Run, file: File, url: str, case: str) -> None:
    (*earlier, text), options, expected, status = DRY_CASES[case]
    for before in earlier:
        imported(run, file(before))
    stood = poor_of(url, "Tuy Đức")
    code, dry = imported(run, file(text), "--dry-run", *options)
    assert (code, dry["status"], dry["batch"]) == (expected, status, None)
    assert poor_of(url, "Tuy Đức") == stood
    code, real = imported(run, file(text), *options)
    assert code == expected
    assert (real["counts"], real["issues"]) == (dry["counts"], dry["issues"])


@pytest.mark.parametrize("text", [HEAD, HEAD + ";;;;\n\n", HEAD + "Đắk Nông;Tổng cộng;30/06/2024;1;1\n"])
def test_a_file_without_data_rows_is_rejected(run: Run, file: File, text: str) -> None:
    code, said = imported(run, file(text))
    assert (code, said["status"], said["kind"]) == (1, "rejected", "poverty-progress")
    assert "no_rows" in codes(said)


@pytest.mark.parametrize(
    "content",
    [b"", b"  \n \n", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"\x00\x01\x02", b"a;b;c\n1;2;3\n", b"\xff\xfe\xfd"],
    ids=["empty", "blank", "picture", "pdf", "binary", "other table", "no encoding"],
)
def test_a_file_of_no_kind_exits_2_with_a_reason(run: Run, file: File, content: bytes) -> None:
    code, said = imported(run, file(content))
    assert (code, said["status"], said["kind"], said["batch"]) == (2, "unreadable", None, None)
    assert said["counts"] == {"new": 0, "changed": 0, "unchanged": 0, "rejected": 0}
    assert len(said["issues"]) >= 1
    assert all(issue["message"] and issue["severity"] == "error" for issue in said["issues"])


def test_a_file_that_is_not_there_exits_2_with_a_reason(run: Run, tmp_path: Path) -> None:
    code, said = imported(run, tmp_path / "không có.csv")
    assert (code, said["status"], codes(said)) == (2, "unreadable", ["no_file"])
    assert said["issues"][0]["message"] == f"Không có tệp {tmp_path / 'không có.csv'}."
    assert imported(run, tmp_path)[0] == 2


def test_an_unknown_kind_exits_2_and_lists_the_kinds(run: Run, file: File) -> None:
    code, said = imported(run, file(TUY_DUC), "--kind", "nghèo")
    assert (code, said["status"], codes(said)) == (2, "unreadable", ["unknown_kind"])
    assert "poverty-plan" in said["issues"][0]["message"]


def test_a_kind_that_is_given_is_the_kind_that_is_read(run: Run, file: File) -> None:
    assert imported(run, file(TUY_DUC), "--kind", "poverty-progress")[1]["status"] == "committed"
    code, said = imported(run, file(TUY_DUC), "--kind", "poverty-plan")
    assert (code, said["status"]) == (1, "rejected")
    assert "missing_column" in codes(said)


def test_without_json_people_read_vietnamese(run: Run, file: File) -> None:
    code, out, err = run("import", file(TUY_DUC))
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == f"Đã nạp, lô {UPLOAD_1}. Mới 1, thay đổi 0, giữ nguyên 0, dòng lỗi 0."
    assert run("import", file(TUY_DUC))[1].splitlines()[-1].startswith("Không có gì thay đổi")
    code, out, _ = run("import", file(TUY_DUC_LATER))
    assert code == 1
    assert "LỖI      dòng 2 Số hộ nghèo: huyện Tuy Đức" in out
    assert out.splitlines()[-1].startswith("KHÔNG nạp gì.")
    code, out, _ = run("import", file(FAR_OFF.replace("30/06", "30/09")))
    assert code == 1
    assert "HỎI      dòng 2" in out
    assert out.splitlines()[-1] == 'Nếu các con số đều đúng, hãy chạy lại với --justify "lý do".'
    assert run("import", file(TUY_DUC.replace("30/06", "31/07")), "--dry-run")[1].splitlines()[-1].startswith("Xem thử")
    assert run("import", file("abc"))[1].splitlines()[-1].startswith("KHÔNG đọc được tệp.")


def test_undo_takes_a_batch_back_and_refuses_with_a_reason(run: Run, file: File, url: str) -> None:
    imported(run, file(TUY_DUC))
    imported(run, file(TUY_DUC_LATER), "--replace-confirmed")
    code, out, err = run("undo", UPLOAD_1)
    assert (code, out) == (1, "")
    assert err.startswith(f"Chưa thu hồi được lô {UPLOAD_1}: lô {UPLOAD_2} nộp sau")
    assert poor_of(url, "Tuy Đức") == ["2400"]
    assert run("undo", UPLOAD_2) == (0, f"Đã thu hồi lô {UPLOAD_2}; số liệu trước đó lại có hiệu lực.\n", "")
    assert poor_of(url, "Tuy Đức") == ["2444"]
    code, _, err = run("undo", UPLOAD_2)
    assert code == 1
    assert "thu hồi trước đó" in err
    assert run("undo", 99) == (2, "", "Không có lô số liệu số 99.\n")


def test_export_writes_plain_csv_to_the_screen(run: Run) -> None:
    code, out, err = run("export", "poverty-plan", "--district", "Tuy Đức")
    assert (code, err) == (0, "")
    assert out == (
        "province,district,commune,year,plan_owner,plan_number,households_start,poor_start,households_planned,"
        "poor_reduction,near_poor_start,near_poor_reduction,rate_reduction,rate_reduction_upper,unit_code,batch\r\n"
        "Đắk Nông,Tuy Đức,,2024,tỉnh,97/KH-UBND,16674,3131,16874,1400,,,8.5,,667,1\r\n"
    )


def test_export_to_a_file_has_a_bom_and_comes_back_in_unchanged(run: Run, file: File, tmp_path: Path) -> None:
    imported(run, file(TUY_DUC))
    for view in ("poverty-plan", "poverty-progress"):
        target = tmp_path / f"{view}.csv"
        assert run("export", view, "--out", target) == (0, "", "")
        content = target.read_bytes()
        assert content.startswith(b"\xef\xbb\xbfprovince,")
        assert content.count(b"\r\n") == content.count(b"\n")
        assert run("export", view)[1].encode() == content[3:]
        code, said = imported(run, target)
        assert (code, said["kind"], said["status"]) == (0, view, "no_change")


def test_export_as_of_and_known_at(run: Run, file: File) -> None:
    imported(run, file(TUY_DUC))
    sleep(0.01)
    moment = datetime.now(UTC).isoformat()
    sleep(0.01)
    imported(run, file(TUY_DUC_LATER), "--replace-confirmed")

    def poor(*options: str) -> list[str]:
        code, out, _ = run("export", "poverty-progress", *options)
        assert code == 0
        return [line.split(",")[6] for line in out.splitlines()[1:]]

    assert poor() == ["2400"]
    assert poor("--known-at", moment) == ["2444"]
    assert poor("--known-at", "2024-01-01") == []
    assert poor("--known-at", "2999-12-31T17:00") == ["2400"]
    assert poor("--as-of", "2024-06-30") == poor("--as-of", "30/06/2024") == ["2400"]
    assert poor("--as-of", "2024-06-29") == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nghèo"], "Không có bảng xuất «nghèo»"),
        (["poverty-plan", "--district", "Tuy Đứt"], "Không rõ huyện «Tuy Đứt». Có phải: Tuy Đức"),
        (["poverty-plan", "--out", "/không/có/tệp.csv"], "/không/có/tệp.csv"),
    ],
    ids=["view", "district", "folder"],
)
def test_an_export_that_cant_be_made_exits_2_with_one_sentence(run: Run, words: list[str], reason: str) -> None:
    code, out, err = run("export", *words)
    assert (code, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["--as-of", "31/02/2024"], "không có trong lịch"),
        (["--as-of", "hôm qua"], "«hôm qua» không phải ngày"),
        (["--known-at", "hôm qua"], "«hôm qua» không phải thời điểm"),
    ],
)
def test_a_date_that_is_none_exits_2_and_says_so(
    run: Run, capsys: pytest.CaptureFixture[str], words: list[str], reason: str
) -> None:
    with pytest.raises(SystemExit) as left:
        run("export", "poverty-plan", *words)
    assert left.value.code == 2
    assert reason in capsys.readouterr().err


def test_audit_exits_0_when_everything_is_explained(run: Run) -> None:
    code, out, err = run("audit")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1].endswith("0 chỗ chưa giải thích.")
    code, out, _ = run("audit", "--json")
    said = json.loads(out)
    assert (code, said["unexplained"]) == (0, 0)
    assert {finding["document"] for finding in said["findings"]} == {"97/KH-UBND", "83/KH-UBND", "tu-mo-rong-2024"}
    assert all(finding["left"] and finding["right"] for finding in said["findings"])


def test_audit_exits_1_when_a_contradiction_has_no_explanation(run: Run, file: File) -> None:
    """A commune plan whose printed rate does not follow from its counts."""
    head = "Tỉnh;Huyện;Xã;Năm;Số văn bản;Tổng số hộ đầu năm;Số hộ nghèo đầu năm;Số hộ nghèo dự kiến giảm;"
    text = head + "Tỷ lệ hộ nghèo đầu năm\nĐắk Nông;Tuy Đức;Quảng Trực;2024;9/KH;1.000;100;10;11,00\n"
    assert imported(run, file(text), "--justify", "như văn bản in")[1]["status"] == "committed"
    code, out, _ = run("audit", "--json")
    assert code == 1
    assert json.loads(out)["unexplained"] >= 1


def test_backup_and_restore(run: Run, file: File, tmp_path: Path, url: str) -> None:
    imported(run, file(TUY_DUC))
    target = tmp_path / "đêm.bak"
    assert run("backup", target) == (0, f"Đã sao lưu vào {target}.\n", "")
    imported(run, file(TUY_DUC_LATER), "--replace-confirmed")
    assert run("restore", target) == (0, f"Đã khôi phục từ {target}.\n", "")
    assert poor_of(url, "Tuy Đức") == ["2444"]
    code, out, err = run("restore", file("không phải", "sai.bak"))
    assert (code, out) == (2, "")
    assert "sai.bak" in err
    code, _, err = run("backup", tmp_path / "không có" / "đêm.bak")
    assert code == 2
    assert err == f"Không đọc hoặc ghi được {tmp_path / 'không có'}: không có thư mục này.\n"
    assert poor_of(url, "Tuy Đức") == ["2444"]


def test_a_database_that_cant_be_reached_exits_1_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: File
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:1/x?connect_timeout=2")
    assert main(["import", str(file(TUY_DUC))]) == 1
    assert capsys.readouterr().err.startswith("Không dùng được cơ sở dữ liệu")


def test_a_command_waits_for_a_writer_that_is_busy(run: Run, file: File, url: str) -> None:
    """The other writer holds its turn for a while; the import comes after it, and both are kept."""
    database = Database(url)
    holds, done = threading.Event(), threading.Event()

    def write_slowly() -> None:
        from core.repository import Repository

        with database.write() as session:
            Repository(session).take_turn()
            holds.set()
            sleep(1)
            done.set()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    holds.wait()
    code, said = imported(run, file(TUY_DUC))
    assert done.is_set()
    writer.join()
    database.engine.dispose()
    assert (code, said["status"]) == (0, "committed")


def _process(url: str, *words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "core", *(str(word) for word in words)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, **environment},
        capture_output=True,
        check=False,
        timeout=120,
    )


def _warm(warm: WarmProgram) -> Callable[..., Ended]:
    return lambda url, *words: warm.command(url, *words).end()


@pytest.mark.parametrize(("engine", "started"), [("sqlite", _process), ("postgresql", _warm)])
def test_the_program_itself_exits_with_these_codes(
    request: pytest.FixtureRequest, warm: WarmProgram, file: File, engine: str, started: Callable[..., Any]
) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    process = started if started is _process else started(warm)
    done = process(url, "import", file(TUY_DUC), "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["batch"] == UPLOAD_1
    assert process(url, "import", file(UNKNOWN_UNIT)).returncode == 1
    assert process(url, "import", file(b"abc")).returncode == 2
    assert process(url, "undo", UPLOAD_1).returncode == 0
    refused = process(url, "undo", UPLOAD_1)
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert f"Lô {UPLOAD_1} đã được" in refused.stderr.decode()


def test_vietnamese_comes_out_whole_whatever_the_locale(sqlite_url: str, file: File) -> None:
    done = _process(sqlite_url, "import", file(UNKNOWN_UNIT), PYTHONIOENCODING="ascii", LC_ALL="C")
    assert (done.returncode, done.stderr) == (1, b"")
    assert "Không có huyện, thành phố «Tuy Đứt»" in done.stdout.decode("utf-8")
    done = _process(sqlite_url, "export", "poverty-plan", "--district", "Tuy Đức", PYTHONIOENCODING="latin-1")
    assert done.stdout.decode("utf-8").splitlines()[1].startswith("Đắk Nông,Tuy Đức,,2024,tỉnh")


def test_processes_importing_together_lose_nothing(warm: WarmProgram, database_url: str, tmp_path: Path) -> None:
    names = ["Tuy Đức", "Gia Nghĩa", "Đắk Mil", "Cư Jút"]
    files = [tmp_path / f"{place}.csv" for place in range(4)]
    for path, name in zip(files, names, strict=True):
        path.write_text(HEAD + f"Đắk Nông;{name};30/06/2024;20.000;400\n", encoding="utf-8")
    started = [warm.command(database_url, "import", "--json", path) for path in files]
    said = [process.end() for process in started]
    assert [(one.stderr, one.returncode) for one in said] == [(b"", 0)] * 4
    assert sorted(json.loads(one.stdout)["batch"] for one in said) == [SHIPPED + number for number in (1, 2, 3, 4)]
    assert [poor_of(database_url, name) for name in names] == [["400"]] * 4
