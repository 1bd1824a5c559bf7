"""The command line: `python -m core …` (contracts.md section 3). The web page uses the same functions."""

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.exc import OperationalError

from core import duty_command, report_command
from core.access.keyboard import COMMAND_LINE, at_the_keyboard
from core.audit import audit
from core.audit.words import topic_of
from core.backup import back_up, restore
from core.database import Database, open_database
from core.errors import ChangedMeanwhile, SchemaTooNew, TienDoError, UndoRefused, UnknownName, UnreadableFile
from core.ingest.issues import Issue, Severity
from core.ingest.kinds import kinds
from core.ingest.pipeline import Choices, Counts, Outcome, commit, dry_run, preview, undo
from core.ingest.values.dates import DateProblem, understand_date
from core.moments import understand_moment
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, export
from core.settings import ROOT
from core.start import initialise, may_load_demo, prepare

# How often a file is compared anew when others commit between its preview and its turn.
_LOOKS = 10
_WEIGHTS = {"error": "LỖI", "warning": "HỎI", "note": "ghi chú", "question": "HỎI", "rounding": "làm tròn"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Known errors are one sentence on stderr."""
    _speak_utf8()
    options = _parser().parse_args(arguments)
    try:
        return int(_COMMANDS[options.command](options))
    except TienDoError as error:
        print(error, file=sys.stderr)
        return 1 if isinstance(error, UndoRefused | ChangedMeanwhile) else 2
    except OSError as error:
        print(f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {error.strerror}.", file=sys.stderr)
        return 2
    except OperationalError as error:
        print(f"Không dùng được cơ sở dữ liệu: {error.orig}", file=sys.stderr)
        return 2


def _speak_utf8() -> None:
    """Whatever the terminal or the night job's locale is set to, Vietnamese comes out whole."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def _init(options: argparse.Namespace) -> int:
    refused = "không nạp: khác số liệu đang có, hãy nạp tệp bằng tay"
    for loaded in initialise(open_database(), demo=may_load_demo() and not options.no_demo):
        said = {
            "committed": f"đã nạp (lô {loaded.batch})",
            "known": "đã nạp trước đó",
            "no_change": "đã có đủ",
            "taken_back": f"đã bị thu hồi; muốn nạp lại: python -m core import {loaded.path.relative_to(ROOT)}",
        }
        print(f"{loaded.document.number}, {kinds()[loaded.kind].title}: {said.get(loaded.status, refused)}")
    return 0


def _import(options: argparse.Namespace) -> int:
    """Whatever happens is an outcome with a reason, so that --json always has its object."""
    try:
        outcome = _outcome(_content(options.file), prepare(), options)
    except TienDoError as error:
        status = "rejected" if isinstance(error, ChangedMeanwhile) else "unreadable"
        outcome = Outcome(None, status, None, Counts(), (Issue(Severity.ERROR, _code_of(error), str(error)),))
    return _report(outcome, options.json)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile("no_file", f"Không có tệp {file}.") from error
    except OSError as error:
        raise UnreadableFile("no_file", f"Không mở được tệp {file} ({error.strerror}).") from error


def _code_of(error: TienDoError) -> str:
    codes = {ChangedMeanwhile: "changed_meanwhile", UnknownName: "unknown_kind", SchemaTooNew: "schema_too_new"}
    return error.code if isinstance(error, UnreadableFile) else codes.get(type(error), "not_possible")


def _outcome(content: bytes, database: Database, options: argparse.Namespace) -> Outcome:
    by = at_the_keyboard(COMMAND_LINE)
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
    said = {
        "committed": f"Đã nạp, lô {outcome.batch}",
        "dry_run": "Xem thử, chưa nạp gì",
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


def _undo(options: argparse.Namespace) -> int:
    undo(prepare(), options.batch, at_the_keyboard(COMMAND_LINE))
    print(f"Đã thu hồi lô {options.batch}; số liệu trước đó lại có hiệu lực.")
    return 0


def _export(options: argparse.Namespace) -> int:
    with prepare().read() as session:
        table = export(session, options.view, ExportFilter(options.district, options.as_of, options.known_at))
    if options.out:
        options.out.write_text(table.as_csv(), encoding="utf-8-sig", newline="")
    else:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(newline="")
        sys.stdout.write(table.as_csv())
    return 0


def _audit(options: argparse.Namespace) -> int:
    """Exit 0 when every finding is explained, 1 otherwise."""
    with prepare().read() as session:
        findings = audit(session)
    open_ones = [finding for finding in findings if not finding.explanation]
    if options.json:
        said = [finding.as_json(topic_of(finding)) for finding in findings]
        print(json.dumps({"findings": said, "unexplained": len(open_ones)}, ensure_ascii=False))
        return 1 if open_ones else 0
    for finding in findings:
        print(f"[{_WEIGHTS[finding.weight.value]}] {finding.message} Nguồn: {finding.source}.")
        print(f"    {finding.left} ↔ {finding.right} ({finding.right_source.said})")
        print(f"    {'Giải thích: ' + finding.explanation if finding.explanation else 'CHƯA GIẢI THÍCH'}")
    print(f"{len(findings)} chỗ không khớp, {len(open_ones)} chỗ chưa giải thích.")
    return 1 if open_ones else 0


def _backup(options: argparse.Namespace) -> int:
    back_up(prepare(), options.file)
    print(f"Đã sao lưu vào {options.file}.")
    return 0


def _restore(options: argparse.Namespace) -> int:
    restore(open_database(), options.file)
    print(f"Đã khôi phục từ {options.file}.")
    return 0


_COMMANDS = {
    "init": _init,
    "import": _import,
    "undo": _undo,
    "export": _export,
    "audit": _audit,
    "obligations": duty_command.run,
    "report": report_command.run,
    "backup": _backup,
    "restore": _restore,
}


def _day(text: str) -> date:
    """A date as in the files people write: dd/mm/yyyy or ISO."""
    day = understand_date(text)
    if isinstance(day, DateProblem):
        raise argparse.ArgumentTypeError(f"{day.reason} {day.remedy}")
    return day


def _moment(text: str) -> datetime:
    """An ISO moment; without a zone it is Vietnam's time, and a bare date is the end of that day."""
    moment = understand_moment(text)
    if moment is None:
        raise argparse.ArgumentTypeError(f"«{text}» không phải thời điểm. Ví dụ: 2024-06-30T17:00.")
    return moment


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m core", description="Tiến Độ: số liệu kế hoạch và thực hiện.")
    commands = parser.add_subparsers(dest="command", required=True)
    init = commands.add_parser("init", help="tạo hoặc nâng cấp cơ sở dữ liệu, nạp các kế hoạch kèm theo")
    init.add_argument("--no-demo", action="store_true", help="không nạp số liệu minh họa")
    load = commands.add_parser("import", help="nạp một tệp")
    load.add_argument("file", type=Path)
    load.add_argument("--kind", help="loại số liệu; không ghi thì nhận ra từ dòng tiêu đề")
    load.add_argument("--sheet", metavar="TRANG", help="trang tính cần đọc, khi tệp Excel có nhiều trang có số liệu")
    load.add_argument("--dry-run", action="store_true", help="chỉ xem, không nạp")
    load.add_argument("--replace-confirmed", action="store_true", help="cho phép thay số đang có")
    load.add_argument("--justify", metavar="LÝ_DO", help="lý do cho những chỗ được hỏi, lưu kèm số liệu")
    load.add_argument("--json", action="store_true")
    back = commands.add_parser("undo", help="thu hồi một lô")
    back.add_argument("batch", type=int)
    out = commands.add_parser("export", help=f"xuất một bảng: {', '.join(VIEWS)}")
    out.add_argument("view")
    out.add_argument("--district", metavar="HUYỆN")
    out.add_argument("--as-of", type=_day, metavar="NGÀY", help="số liệu đến ngày")
    out.add_argument("--known-at", type=_moment, metavar="DATETIME", help="như đã biết tại thời điểm")
    out.add_argument("--out", type=Path, metavar="FILE")
    commands.add_parser("audit", help="tính lại mọi con số, nêu chỗ không khớp").add_argument(
        "--json", action="store_true"
    )
    duty_command.add(commands.add_parser("obligations", help="ai phải báo cáo gì, trước ngày nào"), _day, _moment)
    report_command.add(commands.add_parser("report", help="lập báo cáo Word (.docx) hoặc Excel (.xlsx)"), _moment)
    for name, said in (("backup", "sao lưu ra một tệp"), ("restore", "khôi phục từ một tệp")):
        commands.add_parser(name, help=said).add_argument("file", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
