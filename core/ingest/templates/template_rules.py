"""What a workbook template accepts in each column: lists, limits, and what it says when asked or when it refuses."""

from collections.abc import Iterable, Sequence
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation

from core.ingest.checks.row_maps import has_districts
from core.ingest.kinds import Column, words
from core.ingest.templates.templates import TemplateRow
from core.places import Place, Places, places_of
from core.reference import unit_maps
from core.text import capitalised

# The longest title and text that a spreadsheet shows beside a cell.
_TITLE, _MESSAGE = 32, 225
_SINCE_2000 = "36526"  # 01/01/2000 as spreadsheets count days
_Type = Literal["whole", "decimal", "date"]
_Operator = Literal["between", "greaterThanOrEqual"]
_BLANK = "Chưa có số liệu thì để trống."

# Type of column → type of rule, operator, its limits, and what is said of a value outside them.
_LIMITS: dict[str, tuple[_Type, _Operator, str, str | None, str]] = {
    "year": ("whole", "between", "2000", "2100", "Hãy ghi năm bằng bốn chữ số, ví dụ 2024."),
    **dict.fromkeys(
        ("count", "integer"),
        ("whole", "greaterThanOrEqual", "0", None, f"Chỉ nhận số nguyên từ 0 trở lên, không kèm đơn vị. {_BLANK}"),
    ),
    **dict.fromkeys(
        ("money", "decimal"),
        ("decimal", "greaterThanOrEqual", "0", None, f"Chỉ nhận số từ 0 trở lên, không kèm đơn vị. {_BLANK}"),
    ),
    **dict.fromkeys(
        ("points", "percent"),
        ("decimal", "between", "0", "100", f"Chỉ nhận số từ 0 đến 100, không gõ dấu %. {_BLANK}"),
    ),
    **dict.fromkeys(
        ("date", "deadline"),
        ("date", "greaterThanOrEqual", _SINCE_2000, None, "Hãy ghi ngày/tháng/năm từ năm 2000, ví dụ 30/06/2024."),
    ),
}
# Names that may be written in other ways than in the list: the person is warned, the upload decides.
_OPEN_LISTS = ("province", "district", "commune", "plan_owner")


def rule_of(column: Column, where: str | None) -> DataValidation:
    """The rule of a column: a choice from the range `where`, the limits of its type, or only the prompt."""
    rule = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True)
    rule.promptTitle, rule.prompt = column.header[:_TITLE], _sentence(column.rule)[:_MESSAGE]
    rule.errorTitle = column.header[:_TITLE]
    if where:
        rule.type, rule.formula1 = "list", where
        _refuse_outside_list(rule, column)
    elif limits := _LIMITS.get(column.type):
        rule.type, rule.operator, rule.formula1, rule.formula2, rule.error = limits
        rule.errorStyle = "stop"
    return rule


def _refuse_outside_list(rule: DataValidation, column: Column) -> None:
    if column.type in _OPEN_LISTS:
        rule.errorStyle, rule.error = "warning", "Tên này không có trong danh sách của mẫu. Hãy kiểm tra lại tên."
    else:
        rule.errorStyle, rule.error = "stop", "Hãy chọn một từ trong danh sách."


def choices(column: Column, places: Places, rows: Sequence[TemplateRow]) -> list[str]:
    """What may be chosen in a column, empty where anything may be written.

    Units: the provinces of the template (all of them where it names no unit), their huyện, and the communes of the
    huyện that it names (of all their huyện where it names none); on a map without huyện those of the provinces.
    """
    places = places_of(unit_maps()[places.code].edition)
    if column.type not in ("province", "district", "commune"):
        return list(dict.fromkeys(words(column.type).values()))
    chains = [places.ancestors(places.by_code[row.unit.code]) for row in rows if row.unit]
    provinces = _once(chain[0] for chain in chains)
    if column.type == "province":
        return _names(places, provinces or places.provinces)
    below = [unit for province in provinces for unit in places.children(province)]
    if column.type == "district":
        return _names(places, [unit for unit in below if unit.level == "district"])
    if not has_districts(places):
        return _names(places, below)
    named = _once(chain[1] for chain in chains) or below
    return _names(places, [commune for district in named for commune in places.children(district)])


def _once(units: Iterable[Place | None]) -> list[Place]:
    return list(dict.fromkeys(unit for unit in units if unit))


def _names(places: Places, units: Iterable[Place]) -> list[str]:
    return list(dict.fromkeys(places.name_in_file(unit) for unit in units))


def _sentence(text: str) -> str:
    return f"{capitalised(text)}."
