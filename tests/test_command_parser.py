"""The command line speaks Vietnamese where argparse speaks English."""

import pytest

from core.__main__ import main
from core.command_parser import Parser

PROGRAM = "python -m core"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "lỗi: thiếu: LỆNH"),
        ("nap", "lỗi: LỆNH: «nap» không có; hãy chọn một trong: init, import, undo, export, "),
        ("undo", "undo: lỗi: thiếu: LÔ"),
        ("undo x", "undo: lỗi: LÔ: «x» không phải số nguyên"),
        ("undo 1 2", "lỗi: không rõ: 2"),
        ("undo 1 --nhanh", "lỗi: không rõ: --nhanh"),
        ("import --sheet", "import: lỗi: --sheet: cần một giá trị theo sau"),
        ("import a.csv --json=1", "import: lỗi: --json: không nhận giá trị «1»"),
        ("journal --un 1", "journal: lỗi: «--un» viết chưa đủ: có thể là --until, --unit"),
        ("export budget --as-of 32/13/2024", "export: lỗi: --as-of: «32/13/2024» không có trong lịch."),
        ("access", "access: lỗi: thiếu: VIỆC"),
        ("access grant a@b.vn --unit x --country", "--country: không dùng cùng với --unit"),
    ],
)
def test_what_is_wrong_is_said(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words.split())
    out, err = capsys.readouterr()
    assert (stopped.value.code, out) == (2, "")
    usage, *_, error = err.strip().split("\n")
    assert usage.startswith(f"cách dùng: {PROGRAM}")
    assert error.startswith(PROGRAM)
    assert said in error


@pytest.mark.parametrize("command", ["", "init", "import", "access", "access grant", "lock", "report", "obligations"])
def test_help_has_no_english_of_its_own(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*command.split(), "--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    assert said.startswith(f"cách dùng: {PROGRAM}")
    assert "tùy chọn:\n" in said
    for english in ("usage", "options:", "positional", "show this", "FILE", "DATETIME"):
        assert english not in said


@pytest.mark.parametrize(
    ("nargs", "words", "said"),
    [
        (2, ["--n", "1"], "--n: cần 2 giá trị theo sau"),
        ("+", ["--n"], "--n: cần ít nhất một giá trị theo sau"),
        (None, ["--n", "d"], "--n: «d» không có; hãy chọn một trong: a, b"),
    ],
)
def test_what_our_commands_do_not_say_yet(
    nargs: str | int | None, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = Parser(prog="thử")
    parser.add_argument("--n", nargs=nargs, choices=["a", "b"])
    with pytest.raises(SystemExit):
        parser.parse_args(words)
    assert capsys.readouterr().err.endswith(f"thử: lỗi: {said}\n")
