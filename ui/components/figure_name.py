"""A figure's name with its unit: `Số hộ nghèo (hộ)`."""

from core.ingest.kinds import Column

# Columns of money name their unit in the heading already; a goal's value is in the goal's own measure.
_UNITS = {"count": "hộ", "percent": "%", "points": "điểm %"}


def named(column: Column) -> str:
    unit = _UNITS.get(column.type)
    return column.header if unit is None or column.header.endswith(")") else f"{column.header} ({unit})"
