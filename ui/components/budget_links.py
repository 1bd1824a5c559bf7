"""Where the budget's figures lead: each to «từ đâu?», a date to the view as of that date."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from core.places import Place
from core.provenance import keys
from core.reports.budget import INVESTMENT, OPERATING, BudgetLine
from core.reports.budget_course import Course
from core.reports.budget_course_frames import course_frame
from core.reports.budget_rows import BudgetGroup, groups, row_frame
from ui.links import here, origin_of_figure

ROW_FIGURES = ("allocated", "disbursed", "remaining", "advance", "percent")
_PARTS = (("", None), ("investment_", INVESTMENT), ("operating_", OPERATING))


def linked_rows(place: Place, lines: Sequence[BudgetLine], year: int) -> pd.DataFrame:
    """row_frame with `<figure>_link` for every figure of a row, and `address` for the row itself."""
    found = groups(lines, year)
    rows = row_frame(found)
    named = [_named for group in found for _named in _names(group, place)]
    for figure in ROW_FIGURES:
        links = [name(figure) if has else None for name, has in zip(named, rows[figure].notna(), strict=True)]
        rows[f"{figure}_link"] = pd.Series(links, dtype="object")
    rows["address"] = rows["percent_link"].fillna(rows["allocated_link"]).fillna(rows["disbursed_link"])
    return rows


def _names(group: BudgetGroup, place: Place) -> list[Any]:
    """For each row of a group, how one of its figures is named in a link."""
    own = [_of_line(line) for line in group.lines]
    pace = group.pace
    if pace is None:
        return own
    return [lambda figure: of_sum(place, pace.budget_year, pace.carry_over, pace.nature, figure), *own]


def _of_line(line: BudgetLine) -> Any:
    return lambda figure: origin_of_figure(str(keys.of_line(line, figure)))


def of_sum(place: Place, year: int, carry_over: str, nature: str | None, figure: str) -> str:
    return origin_of_figure(str(keys.of_sum(place.code, year, carry_over, nature, figure)))


def linked_capitals(place: Place, year: int, rows: pd.DataFrame) -> pd.DataFrame:
    """capital_frame, each part leading to where its share comes from; a part without a line has nothing to explain."""
    natures = [nature.removeprefix("Vốn ") for nature in rows["nature"]]
    addresses = [
        of_sum(place, year, source, nature, "share") if has else None
        for source, nature, has in zip(rows["carry_over"], natures, rows["share"].notna(), strict=True)
    ]
    return rows.assign(address=pd.Series(addresses, dtype="object"))


def linked_course(place: Place, year: int, found: Sequence[Course]) -> pd.DataFrame:
    """course_frame; a point leads to the view as of its date, its figures to where they come from as of then."""
    rows = course_frame(found)
    rows["address"] = [here(ky=day.isoformat(), nam=str(year)) for day in rows["as_of"]]
    for figure in ("allocated", "disbursed", "percent"):
        links = [
            _as_of(place, year, row, figure) if has else None
            for row, has in zip(rows.itertuples(), rows[figure].notna(), strict=True)
        ]
        rows[f"{figure}_link"] = pd.Series(links, dtype="object")
    return rows


def _as_of(place: Place, year: int, row: Any, figure: str) -> str:
    key = keys.of_sum(place.code, year, row.carry_over, row.nature, figure)
    return here(ky=row.as_of.isoformat(), nam=str(year), tu_dau=str(key))


def linked_units(rows: pd.DataFrame, year: int, carry_over: str) -> pd.DataFrame:
    """unit_frame with `<figure>_link` for every sum."""
    for prefix, nature in _PARTS:
        for figure in ("allocated", "disbursed", "percent"):
            name = f"{prefix}{figure}"
            rows[f"{name}_link"] = pd.Series(
                [
                    _of_code(code, year, carry_over, nature, figure) if has else None
                    for code, has in zip(rows["code"], rows[name].notna(), strict=True)
                ],
                dtype="object",
            )
    return rows


def _of_code(code: str, year: int, carry_over: str, nature: str | None, figure: str) -> str:
    return origin_of_figure(str(keys.of_sum(code, year, carry_over, nature, figure)))
