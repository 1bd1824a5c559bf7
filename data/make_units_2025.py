"""Make data/units_2025.csv and data/crosswalk_2024_2025.csv from PyPI `vietnamadminunits` 1.0.4 (MIT).

    pip download --no-deps vietnamadminunits==1.0.4 && unzip vietnamadminunits-1.0.4-py3-none-any.whl -d PACKAGE
    python data/make_units_2025.py PACKAGE [FOLDER]

Units: the 34 provinces and 3,321 xã, phường and đặc khu after 1/7/2025, each by its code. The package's points of
provinces are not taken along, as in units_2024.csv.

Crosswalk: one row for every old xã and every new one that it became part of; `whole` where that is the only one. Five
island huyện that had no xã stand in it themselves. The package says no weights for those that were cut (`part`), and
guesses a default: that guess is left out.
"""

import csv
import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from make_units_2024 import COLUMNS, unit

CROSSWALK = ("old", "new", "kind")
Row = Mapping[str, str]


def tables(package: Path) -> tuple[list[Any], list[Any], dict[str, Any]]:
    """The old units, the new ones, and how the package's keys lead from one to the other."""
    (file,) = package.rglob("dataset.db")
    (converter,) = package.rglob("converter_2025.json")
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        old = connection.execute("SELECT * FROM admin_units_legacy").fetchall()
        new = connection.execute("SELECT * FROM admin_units").fetchall()
    return old, new, json.loads(converter.read_text(encoding="utf-8"))


def new_unit(code: str, parent: str, level: str, full_name: str, point: tuple[float, float] | None) -> Row:
    """`Đặc khu Lý Sơn` is a kind that the map of 2024 does not have."""
    special = "Đặc khu "
    if not full_name.startswith(special):
        return unit(code, parent, level, full_name, point)
    return {**unit(code, parent, level, f"Xã {full_name.removeprefix(special)}", point), "kind": special.strip()}


def units(new: Sequence[Any]) -> Iterator[Row]:
    provinces = {row["provinceCode"]: row for row in new}
    for code, row in sorted(provinces.items()):
        yield new_unit(code, "", "province", row["province"], None)
    for row in sorted(new, key=lambda row: row["wardCode"]):
        yield new_unit(row["wardCode"], row["provinceCode"], "commune", row["ward"], (row["wardLat"], row["wardLon"]))


def crosswalk(old: Sequence[Any], new: Sequence[Any], converter: Mapping[str, Any]) -> list[Row]:
    """Ordered by the old code, then by the new one."""
    codes = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": row["wardCode"] or row["districtCode"]
        for row in old
    }
    new_codes = {(row["provinceKey"], row["wardKey"]): row["wardCode"] for row in new}
    rows = [
        dict(zip(CROSSWALK, (codes[before], new_codes[province, after], "whole"), strict=True))
        for province, units in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for after, befores in units.items()
        for before in befores
    ]
    rows += [
        dict(zip(CROSSWALK, (codes[before], new_codes[province, after["newWardKey"]], "part"), strict=True))
        for province, units in converter["DICT_PROVINCE_WARD_DIVIDED"].items()
        for before, afters in units.items()
        for after in afters
    ]
    return sorted(rows, key=lambda row: (row["old"], row["new"]))


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(package: str, folder: str = str(Path(__file__).parent)) -> None:
    old, new, converter = tables(Path(package))
    write(Path(folder) / "units_2025.csv", COLUMNS, units(new))
    write(Path(folder) / "crosswalk_2024_2025.csv", CROSSWALK, crosswalk(old, new, converter))


if __name__ == "__main__":
    main(*sys.argv[1:])
