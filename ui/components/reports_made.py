"""Reports that were made, each exactly as it was; what changed since one of them."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from core import formats
from core.moments import said_moment
from core.official_report.archive import KeptReport
from core.official_report.since import FigureChange
from core.reference import unit_maps
from ui import markup
from ui.components.batch_list import batch_view
from ui.components.changes_table import changes_table
from ui.components.linked import linked_choice
from ui.components.notices import nothing_seen
from ui.components.report_making import file_address
from ui.components.tables import Column, Columns, Said, columns, table
from ui.filters import Chosen
from ui.links import here
from ui.reads import read

# What a link adds to open what changed since one report: ?phan=thay-doi&bao-cao=3
CHANGES_LINK = {"phan": "thay-doi"}
_MADE = columns(
    number=Column("Số", link="file"),
    plan=("Kế hoạch", "text"),
    unit=("Đơn vị", "text"),
    seen_in=("Bản đồ", "text"),
    period=("Kỳ", "text"),
    known_at=Column("Số liệu lúc", "moment"),
    at=Column("Lúc", "moment", group="Lập"),
    by=Column("Người", group="Lập"),
    file_name=Column("Tệp", link="file"),
    since=Column("Từ đó đến nay", "html"),
)


def reports_made(chosen: Chosen) -> None:
    rows: list[KeptReport] = read("reports-made", chosen.known_at)
    if not rows:
        kept = "Báo cáo lập ở phần «Lập báo cáo» được giữ lại ở đây, đúng như lúc lập."
        st.info(f"{nothing_seen('Chưa lập báo cáo nào')} {kept}")
        return
    table(_made_frame(rows), _MADE, Said("Báo cáo đã lập"), key="reports_made", files=False)


def _made_frame(rows: Sequence[KeptReport]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [str(row.id) for row in rows],
            "file": [file_address(row.id) for row in rows],
            "plan": [row.request.plan_number for row in rows],
            "unit": [row.request.place.full_name for row in rows],
            "seen_in": [unit_maps()[row.request.seen_in].short for row in rows],
            "period": [row.request.period.said for row in rows],
            "known_at": [row.request.known_at for row in rows],
            "at": [row.made_at for row in rows],
            "by": [row.made_by for row in rows],
            "file_name": [row.file_name for row in rows],
            "since": [markup.link("Thay đổi", here(**CHANGES_LINK, bao_cao=str(row.id))) for row in rows],
        }
    )


def changed_since(chosen: Chosen) -> None:
    """Figure by figure of the report, then every stored figure that is another now."""
    # Of all reports: one that is later than the moment looked at says so, rather than being none at all.
    rows: list[KeptReport] = read("reports-made")
    if not rows:
        st.info(nothing_seen("Chưa lập báo cáo nào để so với hiện nay"))
        return
    by_number = {str(row.id): row for row in rows}
    picked = linked_choice("bao-cao", "So với báo cáo", by_number, str(rows[0].id), _said)
    if chosen.known_at and chosen.known_at < picked.request.known_at:
        st.info(_before_report(chosen.known_at, picked), icon=":material/history:")
        return
    found: list[FigureChange] = read("figures-since", (picked.request, chosen.known_at))
    then = f"{_said(picked)}, số liệu như đã biết lúc {formats.moment(picked.request.known_at)}"
    st.subheader("Những con số của báo cáo đã khác")
    if found:
        table(_since_frame(found), _since_columns(chosen), Said("Thay đổi so với báo cáo", then), key="figures_since")
    else:
        on = f"từ số liệu như đã biết lúc {said_moment(chosen.known_at)}" if chosen.known_at else "hôm nay"
        st.info(f"Lập lại báo cáo này {on} thì mọi con số vẫn như cũ.", icon=":material/check:")
    st.subheader("Mọi số liệu đã nạp, thay thế hoặc thu hồi từ đó")
    changes_table(picked.request.known_at, chosen, key="changes_since_report")


def _said(row: KeptReport) -> str:
    request = row.request
    return f"Số {row.id}: {request.plan_number}, {request.place.full_name}, {request.period.said}"


def _before_report(known_at: datetime, picked: KeptReport) -> str:
    made = said_moment(picked.request.known_at)
    return (
        f"Đang xem số liệu như đã biết lúc {said_moment(known_at)}, trước lúc của báo cáo số {picked.id} ({made}):"
        " chưa có gì thay đổi để so. Hãy chọn một thời điểm sau lúc đó, hoặc về hiện nay."
    )


def _since_columns(chosen: Chosen) -> Columns:
    return columns(
        of=("Đơn vị", "text"),
        label=("Chỉ tiêu", "text"),
        then=Column("Trong báo cáo", group="Giá trị"),
        now=Column("Lúc đang xem" if chosen.known_at else "Hiện nay", group="Giá trị"),
        causes=Column("Do", link="batch"),
    )


def _since_frame(found: Sequence[FigureChange]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "of": [one.of for one in found],
            "label": [one.label for one in found],
            "then": [one.then for one in found],
            "now": [one.now for one in found],
            "causes": ["; ".join(one.causes) for one in found],
            "batch": [batch_view(one.batches[-1]) if one.batches else None for one in found],
        }
    )
