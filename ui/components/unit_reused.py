"""The codes and names that were used again for other territory, of one province of today or of the country."""

import pandas as pd
import streamlit as st

from core import formats
from core.places import Place, places_of
from core.reference import editions
from core.reused_names import Reused, province_of, reused
from core.table_files import TableFile
from core.text import capitalised
from core.unit_history import above_of
from core.wording_units import relation_said
from ui.components.linked import linked_choice
from ui.components.tables import Said, columns, table, take_along
from ui.filters import current
from ui.unit_slugs import link_slug

_PARAM = "tinh-moi"
_COLUMNS = columns(
    said=("Mã hoặc tên", "text"),
    old_name=("Trước 1/7/2025", "text"),
    old_code=("Mã cũ", "text"),
    old_above=("Thuộc (cũ)", "text"),
    new_name=("Từ 1/7/2025", "text"),
    new_code=("Mã mới", "text"),
    relation=("Địa bàn mới so với cũ", "text"),
)


def reused_table() -> None:
    """Folded away, but for a link that asks for a province of it."""
    with st.expander("Mã và tên dùng lại cho địa bàn khác", expanded=_PARAM in st.query_params):
        _of_one_province()
        _whole_country()


def _of_one_province() -> None:
    province = _province()
    rows = [one for one in reused() if province_of(one) == province]
    codes = sum(one.by_code for one in rows)
    st.markdown(
        f"{capitalised(province.full_name)}: {formats.count(codes)} mã và"
        f" {formats.count(len(rows) - codes)} tên nay chỉ địa bàn khác trước."
    )
    said = Said(f"Mã và tên dùng lại, {province.full_name}", "từ ngày 01/07/2025", editions()[-1].source)
    if rows:
        table(_frame(rows), _COLUMNS, said, key="reused")


def _province() -> Place:
    """A province of today; first that of the unit looked at."""
    today = places_of(editions()[-1].code)
    options = {link_slug(today, one): one for one in today.provinces}
    place = current().place
    held = today.nearest_shown(place.code) if place else None
    first = link_slug(today, today.province_of(held)) if held else next(iter(options))
    return linked_choice(_PARAM, "Tỉnh, thành phố hiện nay", options, first, lambda one: one.full_name)


def _whole_country() -> None:
    """Four thousand rows are for a file, not for a screen."""
    with st.container(horizontal=True, gap="small"):
        st.markdown(f"Cả nước ({formats.count(len(reused()))} dòng):")
        files = {name: (column.full_heading, column.format) for name, column in _COLUMNS.items()}
        title = "Mã và tên dùng lại, cả nước"
        file = TableFile(_frame(list(reused())), files, title, "từ ngày 01/07/2025", editions()[-1].source)
        take_along(file, "reused_country")


def _frame(rows: list[Reused]) -> pd.DataFrame:
    cells = [
        {
            "said": f"mã {one.said}" if one.by_code else one.said,
            "old_name": one.old.full_name,
            "old_code": one.old.official_code,
            "old_above": ", ".join(above.full_name for above in above_of(one.old)) or None,
            "new_name": one.new.full_name,
            "new_code": one.new.official_code,
            "relation": relation_said(one),
        }
        for one in rows
    ]
    return pd.DataFrame(cells, columns=list(_COLUMNS), dtype="object")
