"""`python -m core drafts | accept | return | lock | reopen`: figures that wait, periods that are closed."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from core import formats
from core.access.keyboard import acting
from core.drafts import accept, return_
from core.ingest.kinds import kinds
from core.locks import Lock, lock, locks_seen, reopen
from core.reports.drafts import Draft, drafts_waiting
from core.start import prepare
from core.unit_names import HOW, unit_named


def add_drafts(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")


def add_accept(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="LÔ")


def add_return(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("batch", type=int, metavar="LÔ")
    parser.add_argument("--reason", required=True, metavar="LÝ_DO", help="lý do trả lại, đơn vị sẽ đọc")


def add_lock(parser: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    """`day` understands `--until` as the export understands its dates."""
    parser.add_argument("--unit", required=True, metavar="ĐƠN_VỊ", help=f"gồm cấp dưới; tên, {HOW}")
    parser.add_argument("--until", required=True, type=day, metavar="NGÀY", help="kỳ đến hết ngày này")
    parser.add_argument("--note", default="", metavar="GHI_CHÚ")


def add_reopen(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lock", type=int, metavar="SỐ", help="số của lần chốt sổ, xem lệnh drafts")
    parser.add_argument("--reason", required=True, metavar="LÝ_DO")


def run_drafts(options: argparse.Namespace) -> int:
    """The drafts that wait and every closing of a period; exit 0."""
    with prepare().read_as(acting(options)) as session:
        drafts, locks = drafts_waiting(session), locks_seen(session)
    if options.json:
        said = {"drafts": [_draft_as_json(draft) for draft in drafts], "locks": [_lock_as_json(one) for one in locks]}
        print(json.dumps(said, ensure_ascii=False))
        return 0
    for draft in drafts:
        print(_draft_said(draft))
    for one in locks:
        print(_lock_said(one))
    in_force = sum(one.reopened_at is None for one in locks)
    print(f"{formats.count(len(drafts))} lô chờ duyệt, {formats.count(in_force)} kỳ đang chốt sổ.")
    return 0


def run_accept(options: argparse.Namespace) -> int:
    """Exit 0. Raises what core.drafts.accept raises."""
    accept(prepare(), options.batch, acting(options))
    print(f"Đã duyệt lô {options.batch}: số liệu đã có hiệu lực.")
    return 0


def run_return(options: argparse.Namespace) -> int:
    return_(prepare(), options.batch, acting(options), options.reason)
    print(f"Đã trả lại lô {options.batch}.")
    return 0


def run_lock(options: argparse.Namespace) -> int:
    """Exit 0. Raises UnknownName for a unit that is none or more than one, and what core.locks.lock raises."""
    unit = unit_named(options.unit)
    number = lock(prepare(), acting(options), unit.code, options.until, options.note)
    print(f"Đã chốt sổ kỳ đến {formats.day(options.until)} của {unit.full_name} (lần chốt sổ số {number}).")
    return 0


def run_reopen(options: argparse.Namespace) -> int:
    reopen(prepare(), acting(options), options.lock, options.reason)
    print(f"Đã mở sổ: lần chốt sổ số {options.lock}.")
    return 0


def _draft_said(draft: Draft) -> str:
    """`Lô 14 · Kết quả giảm nghèo · huyện Tuy Đức · tep.csv · Bà Hoa, 22/11/2026 14:05 · mới 3, thay đổi 1`."""
    brought = f"{draft.committed_by}, {formats.moment(draft.committed_at)}"
    rows = f"mới {formats.count(draft.new_rows)}, thay đổi {formats.count(draft.changed_rows)}"
    return " · ".join([f"Lô {draft.id}", kinds()[draft.kind].title, draft.unit, draft.file_name, brought, rows])


def _lock_said(one: Lock) -> str:
    """`Chốt sổ số 2 · huyện Tuy Đức · kỳ đến 30/06/2024 · Ông Nam, 05/07/2024 08:00 · đang chốt`."""
    closed = f"{one.locked_by}, {formats.moment(one.locked_at)}"
    became = "đang chốt"
    if one.reopened_at:
        became = f"đã mở sổ {formats.moment(one.reopened_at)}, {one.reopened_by}: {one.reopen_reason}"
    parts = [f"Chốt sổ số {one.id}", one.unit, f"kỳ đến {formats.day(one.until)}", closed, one.note, became]
    return " · ".join(part for part in parts if part)


def _draft_as_json(draft: Draft) -> dict[str, Any]:
    """Moments in ISO; counts are rows of the file."""
    return {
        "batch": draft.id,
        "kind": draft.kind,
        "unit": draft.unit,
        "unit_code": draft.unit_code,
        "file": draft.file_name,
        "by": draft.committed_by,
        "at": draft.committed_at.isoformat(),
        "new": draft.new_rows,
        "changed": draft.changed_rows,
        "unchanged": draft.unchanged_rows,
        "questions": list(draft.questions),
        "justification": draft.justification,
    }


def _lock_as_json(one: Lock) -> dict[str, Any]:
    return {
        "lock": one.id,
        "unit": one.unit,
        "unit_code": one.unit_code,
        "until": one.until.isoformat(),
        "by": one.locked_by,
        "at": one.locked_at.isoformat(),
        "note": one.note,
        "reopened_at": one.reopened_at.isoformat() if one.reopened_at else None,
        "reopened_by": one.reopened_by,
        "reopen_reason": one.reopen_reason,
    }


COMMANDS = {"drafts": run_drafts, "accept": run_accept, "return": run_return, "lock": run_lock, "reopen": run_reopen}


def add(commands: Any, day: Callable[[str], date]) -> None:
    """All five, to the subparsers of the command line."""
    add_drafts(commands.add_parser("drafts", help="số liệu chờ duyệt, các kỳ đã chốt sổ"))
    add_accept(commands.add_parser("accept", help="duyệt một lô chờ duyệt"))
    add_return(commands.add_parser("return", help="trả lại một lô chờ duyệt"))
    add_lock(commands.add_parser("lock", help="chốt sổ một kỳ"), day)
    add_reopen(commands.add_parser("reopen", help="mở sổ một kỳ đã chốt"))
