"""`python -m core import`: one file looked at and stored, or not, with what was found in it."""

import argparse
import contextlib
import json
from pathlib import Path

from core.access.keyboard import acting
from core.access.rules import Access
from core.database import Database
from core.errors import (
    AccessRefused,
    ChangedMeanwhile,
    DatabaseFailed,
    SchemaTooNew,
    StoredUnknown,
    TienDoError,
    UnknownName,
    UnreadableFile,
)
from core.ingest.issues import Issue, Severity
from core.ingest.pipeline import Choices, Counts, Outcome, commit, dry_run, preview
from core.start import prepare

# How often a file is compared anew when others commit between its preview and its turn.
_LOOKS = 10
_WEIGHTS = {"error": "LỖI", "warning": "HỎI", "note": "ghi chú"}
# The note of core.ingest.pipeline on a file whose figures are drafts until they are accepted.
_WAITS = "waits_for_acceptance"
_PERHAPS_STORED = (
    "Tệp này có thể đã được nạp rồi. Nạp lại chính tệp này là an toàn: nếu đã nạp, kết quả là không có gì thay đổi"
    " (no_change). Nếu số liệu phải chờ duyệt, hãy xem danh sách chờ duyệt trước (python -m core drafts)."
)


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="TỆP")
    parser.add_argument("--kind", metavar="LOẠI", help="loại số liệu; không ghi thì nhận ra từ dòng tiêu đề")
    parser.add_argument("--sheet", metavar="TRANG", help="trang tính cần đọc, khi tệp Excel có nhiều trang có số liệu")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không nạp")
    parser.add_argument("--replace-confirmed", action="store_true", help="cho phép thay số đang có")
    parser.add_argument("--justify", metavar="LÝ_DO", help="lý do cho những chỗ được hỏi, lưu kèm số liệu")
    parser.add_argument("--json", action="store_true")


def run(options: argparse.Namespace) -> int:
    """Whatever happens is an outcome with a reason, so that --json always has its object.

    Without it a database that failed is said as by every other command.
    """
    try:
        content = _content(options.file)
        database = prepare()
        outcome = _outcome(content, database, _acting(options), options)
    except TienDoError as error:
        if isinstance(error, DatabaseFailed) and not options.json:
            raise
        status = "rejected" if isinstance(error, ChangedMeanwhile | AccessRefused | DatabaseFailed) else "unreadable"
        outcome = Outcome(None, status, None, Counts(), (Issue(Severity.ERROR, _code_of(error), _said_of(error)),))
    return _report(outcome, options.json)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile("no_file", f"Không có tệp {file}.") from error
    except OSError as error:
        raise UnreadableFile("no_file", f"Không mở được tệp {file} ({error.strerror}).") from error


def _acting(options: argparse.Namespace) -> Access:
    try:
        return acting(options)
    except UnknownName as nobody:
        raise UnreadableFile("unknown_person", str(nobody)) from nobody


def _said_of(error: TienDoError) -> str:
    """`rejected` would be taken for «not stored», which only this one error is not."""
    return f"{error} {_PERHAPS_STORED}" if isinstance(error, StoredUnknown) else str(error)


def _code_of(error: TienDoError) -> str:
    codes = {
        ChangedMeanwhile: "changed_meanwhile",
        UnknownName: "unknown_kind",
        SchemaTooNew: "schema_too_new",
        AccessRefused: "outside_unit",
    }
    if isinstance(error, UnreadableFile | DatabaseFailed):
        return error.code
    return codes.get(type(error), "not_possible")


def _outcome(content: bytes, database: Database, by: Access, options: argparse.Namespace) -> Outcome:
    for _ in range(_LOOKS):
        found = preview(database, by, content, options.file.name, options.kind, choices=Choices(options.sheet))
        if options.dry_run:
            return dry_run(found, options.replace_confirmed, options.justify)
        with contextlib.suppress(ChangedMeanwhile):  # nobody has seen the difference yet: look again
            return commit(database, found, by, "cli", options.replace_confirmed, options.justify)
    raise ChangedMeanwhile("Số liệu liên tục bị thay đổi trong lúc nạp. Hãy chạy lại sau ít phút.")


def _report(outcome: Outcome, as_json: bool) -> int:
    if as_json:
        said = {
            "kind": outcome.kind,
            "status": outcome.status,
            "batch": outcome.batch,
            "counts": vars(outcome.counts),
            "issues": [issue.as_json() for issue in outcome.issues],
        }
        print(json.dumps(said, ensure_ascii=False))
    else:
        _print_outcome(outcome)
    return outcome.exit_code


def _print_outcome(outcome: Outcome) -> None:
    for issue in outcome.issues:
        where = " ".join(part for part in (f"dòng {issue.row}" if issue.row else "", issue.column or "") if part)
        print(f"{_WEIGHTS[issue.severity.value]:8} {where}: {issue.message}" if where else f"{issue.message}")
    counts = outcome.counts
    waits = any(issue.code == _WAITS for issue in outcome.issues)
    said = {
        "committed": f"Đã nạp, lô {outcome.batch}{', chờ duyệt' if waits else ''}",
        "dry_run": f"Xem thử, chưa nạp gì{'; khi nạp sẽ chờ duyệt' if waits else ''}",
        "no_change": "Không có gì thay đổi: số liệu trong tệp đã có đủ",
        "rejected": "KHÔNG nạp gì",
        "unreadable": "KHÔNG đọc được tệp",
    }
    print(
        f"{said[outcome.status]}. Mới {counts.new}, thay đổi {counts.changed}, giữ nguyên {counts.unchanged},"
        f" dòng lỗi {counts.rejected}."
    )
    if outcome.status == "rejected" and not any(issue.severity is Severity.ERROR for issue in outcome.issues):
        print('Nếu các con số đều đúng, hãy chạy lại với --justify "lý do".')
