"""Choosing and downloading a template."""

import streamlit as st

from core.ingest.kinds import Kind, kinds
from core.ingest.templates import csv_template
from core.places import Place
from ui.filters import Chosen, places


def template_panel(chosen: Chosen) -> None:
    kind = _choose_kind()
    units, described = _units(chosen)
    st.caption(
        f"Mẫu có sẵn dòng của {described} (đổi ở thanh lọc trên cùng). Cột bắt buộc:"
        f" {', '.join(f'**{column.header}**' for column in kind.columns if column.required)}."
        " Dòng «Ví dụ» trong mẫu không được nạp, có thể để nguyên."
    )
    st.download_button(
        "Tải mẫu CSV",
        csv_template(kind, places(), units),
        file_name=f"mau-{kind.name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    with st.expander("Các cột của mẫu"):
        st.table({"Cột": [c.header for c in kind.columns], "Cách ghi": [c.rule for c in kind.columns]})


def _choose_kind() -> Kind:
    names = [name for name in kinds() if name == "poverty-progress"] + [n for n in kinds() if n != "poverty-progress"]
    name = st.segmented_control(
        "Loại số liệu",
        names,
        format_func=lambda name: kinds()[name].title,
        default=names[0],
        key="_template_kind",
        required=True,
    )
    return kinds()[name or names[0]]


def _units(chosen: Chosen) -> tuple[list[Place], str]:
    known = places()
    if chosen.province is None:
        return [], "không đơn vị nào"
    if chosen.commune:
        return [chosen.commune], chosen.commune.full_name
    if chosen.district:
        communes = known.children(chosen.district)
        return [chosen.district, *communes], f"{chosen.district.full_name} và {len(communes)} xã, phường, thị trấn"
    districts = known.children(chosen.province)
    return districts, f"{len(districts)} huyện, thành phố của {chosen.province.full_name}"
