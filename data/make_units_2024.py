"""Make data/units_2024.csv for the whole country from PyPI `vietnamadminunits` 1.0.4 (MIT), its 63-province table.

    pip download --no-deps vietnamadminunits==1.0.4 && unzip vietnamadminunits-1.0.4-py3-none-any.whl -d PACKAGE
    python data/make_units_2024.py PACKAGE [OUT]

One row per unit: provinces, then huyện, then xã, each by code. The kind is read from the full name, because the
package's own type column is wrong for three communes. A huyện's point is the mean of its communes' points; the
package's own point is rough, and stands only for the five huyện that have no communes.
"""

import csv
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from statistics import fmean

COLUMNS = ("code", "parent", "level", "kind", "name", "lat", "lon", "children_listed")
KINDS = ("Thành phố", "Thị trấn", "Thị xã", "Tỉnh", "Huyện", "Quận", "Xã", "Phường")
Row = Mapping[str, str]
Point = tuple[float, float]


def kind_and_name(full_name: str) -> tuple[str, str]:
    """`Xã Hiếu` → Xã, Hiếu. A name that is only a number keeps its kind: `Phường 1`, `Quận 10`."""
    kind = next(kind for kind in KINDS if full_name.lower().startswith(f"{kind.lower()} "))
    name = full_name[len(kind) + 1 :]
    return kind, full_name if name.isdigit() else name


def unit(code: str, parent: str, level: str, full_name: str, point: Point | None) -> Row:
    kind, name = kind_and_name(full_name)
    lat, lon = map(str, point) if point else ("", "")
    listed = "" if level == "commune" else "all"
    return dict(zip(COLUMNS, (code, parent, level, kind, name, lat, lon, listed), strict=True))


def mean(points: Iterable[Point]) -> Point:
    lats, lons = zip(*points, strict=True)
    return round(fmean(lats), 6), round(fmean(lons), 6)


def units(package: Path) -> list[Row]:
    """Every unit of the package's legacy table; a huyện without communes is one row there with an empty xã."""
    (file,) = package.rglob("dataset.db")
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute("SELECT * FROM admin_units_legacy").fetchall()
    communes = [row for row in rows if row["wardCode"]]
    points: dict[str, list[Point]] = defaultdict(list)
    for row in communes:
        points[row["districtCode"]].append((row["wardLat"], row["wardLon"]))
    provinces = {row["provinceCode"]: row for row in rows}
    districts = {row["districtCode"]: row for row in rows}
    return [
        *(unit(code, "", "province", row["province"], None) for code, row in sorted(provinces.items())),
        *(
            unit(
                code,
                row["provinceCode"],
                "district",
                row["district"],
                mean(points[code] or [(row["districtLat"], row["districtLon"])]),
            )
            for code, row in sorted(districts.items())
        ),
        *(
            unit(row["wardCode"], row["districtCode"], "commune", row["ward"], (row["wardLat"], row["wardLon"]))
            for row in sorted(communes, key=lambda row: row["wardCode"])
        ),
    ]


def main(package: str, out: str = str(Path(__file__).with_name("units_2024.csv"))) -> None:
    with Path(out).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(units(Path(package)))


if __name__ == "__main__":
    main(*sys.argv[1:])
