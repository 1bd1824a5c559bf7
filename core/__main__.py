"""The command line: `python -m core …` (contracts.md section 3). The web page uses the same functions."""

import argparse
import io
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from core import (
    acceptance_command,
    access_command,
    import_command,
    journal_command,
    logs,
    move_command,
    secrets_command,
)
from core.access.keyboard import acting, add_acting, only_the_account
from core.audit import audit
from core.audit.words import topic_of
from core.backup import back_up, restore
from core.command_parser import Parser
from core.connecting import of_a_command
from core.database import open_database
from core.database_failures import LOG, told
from core.errors import (
    AcceptanceRefused,
    AccessRefused,
    ChangedMeanwhile,
    DatabaseFailed,
    LockRefused,
    PeriodClosed,
    TienDoError,
    UndoRefused,
)
from core.ingest.kinds import kinds
from core.ingest.pipeline import undo
from core.ingest.values.dates import DateProblem, understand_date
from core.moments import understand_moment
from core.reference import unit_maps
from core.reports.export_cells import ExportFilter
from core.reports.exports import VIEWS, export
from core.settings import ROOT
from core.start import initialise, may_load_demo, prepare

_WEIGHTS = {"error": "LỖI", "note": "ghi chú", "question": "HỎI", "rounding": "làm tròn"}


# What is said of something that was asked for and not done; whatever else is wrong exits 2.
_NOT_DONE = (UndoRefused, ChangedMeanwhile, AcceptanceRefused, PeriodClosed, LockRefused, DatabaseFailed)
# Commands that change nothing: what one may not see there is unknown.
_READS = ("export", "audit", "obligations", "report", "unit", "drafts", "journal", "checksum")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Known errors are one sentence on stderr."""
    _speak_utf8()
    logs.start()
    words = sys.argv[1:] if arguments is None else arguments
    options = _parser(words).parse_args(words)
    try:
        if options.command in _OF_THE_MACHINE:
            only_the_account(options)
        with _details_for_the_person(), of_a_command(), told(writes=options.command not in _READS):
            return int(_COMMANDS[options.command](options))
    except TienDoError as error:
        print(error, file=sys.stderr)
        _print_details(error)
        return 1 if isinstance(error, _NOT_DONE) or _was_refused(error, options.command) else 2
    except OSError as error:
        print(f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {error.strerror}.", file=sys.stderr)
        return 2


@contextmanager
def _details_for_the_person() -> Iterator[None]:
    """Who runs a command is told below the sentence what a server's log would be told."""
    before = LOG.level
    LOG.setLevel(before if logs.as_json() else logging.CRITICAL)
    try:
        yield
    finally:
        LOG.setLevel(before)


def _print_details(error: TienDoError) -> None:
    """In the driver's words, for whoever looks after the machine; one line."""
    if isinstance(error, DatabaseFailed) and (cause := getattr(error.__cause__, "orig", error.__cause__)):
        print(f"Chi tiết: {' '.join(str(cause).split())}", file=sys.stderr)


def _was_refused(error: TienDoError, command: str) -> bool:
    return isinstance(error, AccessRefused) and command not in (*_READS, *_OF_THE_MACHINE)


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


def _undo(options: argparse.Namespace) -> int:
    undo(prepare(), options.batch, acting(options))
    print(f"Đã thu hồi lô {options.batch}; số liệu trước đó lại có hiệu lực.")
    return 0


def _export(options: argparse.Namespace) -> int:
    with prepare().read_as(acting(options)) as session:
        chosen = ExportFilter(options.district, options.as_of, options.known_at, options.edition or "")
        table = export(session, options.view, chosen)
    if options.out:
        options.out.write_text(table.as_csv(), encoding="utf-8-sig", newline="")
    else:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(newline="")
        sys.stdout.write(table.as_csv())
    return 0


def _audit(options: argparse.Namespace) -> int:
    """Exit 0 when every finding is explained, 1 otherwise."""
    with prepare().read_as(acting(options)) as session:
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


def _obligations(options: argparse.Namespace) -> int:
    from core import duty_command

    return duty_command.run(options)


def _make_report(options: argparse.Namespace) -> int:
    from core import report_command

    return report_command.run(options)


def _unit(options: argparse.Namespace) -> int:
    from core import unit_command

    return unit_command.run(options)


_COMMANDS = {
    "init": _init,
    "import": import_command.run,
    "undo": _undo,
    "export": _export,
    "audit": _audit,
    "obligations": _obligations,
    "report": _make_report,
    "unit": _unit,
    "backup": _backup,
    "restore": _restore,
    **acceptance_command.COMMANDS,
    "access": access_command.run,
    "journal": journal_command.run,
    "secrets": secrets_command.run,
    **move_command.COMMANDS,
}
# What is about the machine and its database as a whole is not done for somebody else.
_OF_THE_MACHINE = ("init", "backup", "restore", "secrets", *move_command.COMMANDS)


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


def _add_edition(command: argparse.ArgumentParser, said: str) -> None:
    maps = "; ".join(f"{one.code}: {one.title}" for one in unit_maps().values())
    command.add_argument("--edition", choices=list(unit_maps()), metavar="BẢN_ĐỒ", help=f"{said} ({maps})")


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = Parser(prog="python -m core", description="Tiến Độ: số liệu kế hoạch và thực hiện.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    init = commands.add_parser("init", help="tạo hoặc nâng cấp cơ sở dữ liệu, nạp các kế hoạch kèm theo")
    init.add_argument("--no-demo", action="store_true", help="không nạp số liệu minh họa")
    import_command.add(commands.add_parser("import", help="nạp một tệp"))
    back = commands.add_parser("undo", help="thu hồi một lô")
    back.add_argument("batch", type=int, metavar="LÔ")
    out = commands.add_parser("export", help=f"xuất một bảng: {', '.join(VIEWS)}")
    out.add_argument("view", metavar="BẢNG")
    out.add_argument("--district", metavar="HUYỆN", help="huyện, thành phố trước 1/7/2025, cùng các xã của nó")
    _add_edition(out, "mọi dòng theo bản đồ đơn vị này; không ghi thì như đã nạp")
    out.add_argument("--as-of", type=_day, metavar="NGÀY", help="số liệu đến ngày")
    out.add_argument("--known-at", type=_moment, metavar="THỜI_ĐIỂM", help="như đã biết tại thời điểm")
    out.add_argument("--out", type=Path, metavar="TỆP")
    commands.add_parser("audit", help="tính lại mọi con số, nêu chỗ không khớp").add_argument(
        "--json", action="store_true"
    )
    duties = commands.add_parser("obligations", help="ai phải báo cáo gì, trước ngày nào")
    report = commands.add_parser("report", help="lập báo cáo Word (.docx) hoặc Excel (.xlsx)")
    unit = commands.add_parser("unit", help="một đơn vị trước và sau ngày 1/7/2025; mã, tên dùng lại")
    # What these alone need takes as long to load as all the rest: a night job that imports does not wait for it.
    if "obligations" in words:
        from core import duty_command

        duty_command.add(duties, _day, _moment)
    if "report" in words:
        from core import report_command

        report_command.add(report, _moment)
        _add_edition(report, "đơn vị và số liệu theo bản đồ này")
    if "unit" in words:
        from core import unit_command

        unit_command.add(unit)
    for name, said in (("backup", "sao lưu ra một tệp"), ("restore", "khôi phục từ một tệp")):
        commands.add_parser(name, help=said).add_argument("file", type=Path, metavar="TỆP")
    move_command.add(commands)
    acceptance_command.add(commands, _day)
    access_command.add(commands.add_parser("access", help="ai được làm gì; cấp, thu quyền"))
    journal_command.add(commands.add_parser("journal", help="nhật ký: ai đã làm gì, lúc nào, từ đâu"), _day)
    secrets_command.add(commands.add_parser("secrets", help="tạo mục [auth] cho secrets.toml"))
    add_acting(parser, None)
    for command in commands.choices.values():
        add_acting(command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
