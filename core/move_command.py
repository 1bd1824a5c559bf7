"""`python -m core move` and `checksum`: a whole database moved elsewhere, and what proves that it is the same one."""

import argparse
import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import make_url

from core import formats
from core.checksums import TableSum, every_sum
from core.database import open_database
from core.errors import MoveDiffers
from core.move_source import said_of, url_of
from core.moving import MovedTable, move
from core.start import check_ready

# For people's eyes; --json has every digit.
_DIGITS_SHOWN = 16


def add(commands: Any) -> None:
    moving = commands.add_parser("move", help="chuyển cả cơ sở dữ liệu vào nơi DATABASE_URL chỉ, kèm bảng đối chiếu")
    moving.add_argument("source", metavar="NGUỒN", help="tệp SQLite, hoặc địa chỉ (URL) của cơ sở dữ liệu")
    moving.add_argument("--json", action="store_true")
    checking = commands.add_parser("checksum", help="số dòng và mã kiểm của từng bảng")
    checking.add_argument("--json", action="store_true")


def run_move(options: argparse.Namespace) -> int:
    """Exit 0 when every table matches; 1 when one does not, and then nothing was moved."""
    target = open_database()
    ends = {"source": said_of(url_of(options.source)), "target": said_of(make_url(target.url))}
    try:
        tables, differs = move(options.source, target), None
    except MoveDiffers as error:
        tables, differs = error.tables, error
    if options.json:
        said = {**ends, "tables": [_as_json(table) for table in tables], "matches": differs is None}
        print(json.dumps(said, ensure_ascii=False))
    else:
        print("\n".join(_as_text(("bảng", *_SIDES, "khớp"), [_cells(table) for table in tables])))
        rows = formats.count(sum(table.source.rows for table in tables))
        print(differs or f"Đã chuyển {rows} dòng của {len(tables)} bảng từ {ends['source']}; mọi bảng đều khớp.")
    return 1 if differs else 0


def run_checksum(options: argparse.Namespace) -> int:
    """All tables as they stand at one moment; changes nothing."""
    database = open_database()
    check_ready(database, "lệnh checksum", "chạy lại lệnh này")
    with database.read() as session:
        sums = every_sum(session.connection())
    if options.json:
        print(json.dumps({"tables": [{"table": name, **_sum_as_json(found)} for name, found in sums.items()]}))
    else:
        rows = [(name, formats.count(found.rows), found.checksum[:_DIGITS_SHOWN]) for name, found in sums.items()]
        print("\n".join(_as_text(("bảng", "số dòng", "mã kiểm"), rows)))
    return 0


COMMANDS = {"move": run_move, "checksum": run_checksum}
_SIDES = ("số dòng nguồn", "số dòng đích", "mã kiểm nguồn", "mã kiểm đích")


def _sum_as_json(found: TableSum) -> dict[str, Any]:
    return {"rows": found.rows, "checksum": found.checksum}


def _as_json(table: MovedTable) -> dict[str, Any]:
    sides = {"source": _sum_as_json(table.source), "target": _sum_as_json(table.target)}
    return {"table": table.name, **sides, "matches": table.matches}


def _cells(table: MovedTable) -> tuple[str, ...]:
    sides = (table.source, table.target)
    counts, sums = (formats.count(side.rows) for side in sides), (side.checksum[:_DIGITS_SHOWN] for side in sides)
    return (table.name, *counts, *sums, "có" if table.matches else "KHÔNG")


def _as_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns side by side; those of counts to the right, as figures are read."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    to_the_right = [name.startswith("số") for name in head]
    return ["  ".join(map(_padded, line, widths, to_the_right)).rstrip() for line in lines]


def _padded(cell: str, width: int, to_the_right: bool) -> str:
    return cell.rjust(width) if to_the_right else cell.ljust(width)
