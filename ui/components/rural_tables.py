"""Tables of the screen «Nông thôn mới»; every figure leads to where it comes from, every unit to its own view."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd
import streamlit as st

from core import formats
from core.criteria_sets import criteria_sets
from core.place import Place
from core.provenance import keys
from core.reports.criteria import CriterionCell, SetStatus
from core.reports.explanations import RURAL
from core.reports.goals import GoalRow
from core.reports.rural_frames import commune_frame, criterion_frame, decision_frame, history_frame
from core.reports.rural_matrix import Matrix, matrix_grid
from core.reports.rural_road import RoadLeft, readings_together
from core.reports.rural_road_frames import left_frame
from core.reports.rural_views import VillageView
from core.reports.rural_village_frames import village_list_frame
from core.reports.rural_villages import village_status
from core.table_files import TableFile
from core.wording_goals import counts_said, goal_words
from core.wording_road import criterion_short, left_by_name, until_due
from core.wording_rural import criterion_states
from ui import markup
from ui.components.explanation_mark import Given, linked_mark, standing
from ui.components.goal_list import GOAL_COLUMNS, with_origins
from ui.components.rural_choice import address, village_address
from ui.components.tables import Column, Said, columns, table, table_html, take_along
from ui.links import origin_of_figure

_HTML = "_html"
_COUNTED = "Số tiêu chí"
_COMMUNES = columns(
    unit=Column("Xã", link="address"),
    reached=("Đạt chuẩn", "text"),
    met=Column("Đạt", "count", _COUNTED, "origin"),
    nearly=Column("Cơ bản đạt", "count", _COUNTED, "origin"),
    not_met=Column("Chưa đạt", "count", _COUNTED, "origin"),
    not_assessed=Column("Chưa đánh giá", "count", _COUNTED, "origin"),
    slipped=Column("Tụt lại ↓", "count", _COUNTED, "origin"),
    as_of=Column("Ngày", "day", _COUNTED),
    recognised=Column("Quyết định công nhận", link="decided"),
)
_ROAD = columns(
    unit=Column("Xã", link="address"),
    target=("Phải đạt", "text"),
    now=Column("Hiện nay", link="origin"),
    left_said_html=("Còn lại", "html"),
    state=Column("Trạng thái", "goal_state"),
    section=("Mục", "text"),
)
_CRITERIA = columns(
    criterion=("Tiêu chí", "text"),
    state_html=("Kết quả", "html"),
    as_of=("Ngày đánh giá", "day"),
    value=("Giá trị", "text"),
    evidence=("Minh chứng", "text"),
    source=("Nguồn", "text"),
)
_HISTORY = columns(
    criterion=("Tiêu chí", "text"),
    as_of=("Ngày đánh giá", "day"),
    state=Column("Kết quả", link="origin"),
    value=("Giá trị", "text"),
    evidence=("Minh chứng", "text"),
    source=("Nguồn", "text"),
)
_DECISIONS = columns(
    unit=("Xã", "text"),
    village=("Thôn", "text"),
    title=("Danh hiệu", "text"),
    decision=("Số quyết định", "text"),
    decided_on=("Ngày quyết định", "day"),
    source=("Nguồn", "text"),
)
_VILLAGES = columns(
    village=Column("Thôn", link="address"),
    commune=Column("Xã", link="commune_address"),
    ethnic_area=("Vùng đồng bào DTTS", "text"),
    state=("Hiện nay", "text"),
    met=Column("Đạt", "count", "Số tiêu chí", "origin"),
    as_of=Column("Ngày", "day", "Số tiêu chí"),
    decision=Column("Thôn NTM", group="Quyết định công nhận"),
    area_decision=Column("Khu dân cư kiểu mẫu", group="Quyết định công nhận"),
)


def commune_table(rows: Sequence[SetStatus], said: Said) -> None:
    frame = commune_frame(rows)
    frame["address"] = [address(row.place) for row in rows]
    frame["origin"] = _counts(rows)
    frame["decided"] = _counts(rows)
    _table(frame, _COMMUNES, said, key_of("rural_communes", [row.place for row in rows]), as_cards=False)


def _counts(rows: Sequence[SetStatus]) -> list[str]:
    return [origin_of_figure(str(keys.of_count(row))) for row in rows]


def key_of(name: str, shown: Sequence[Place]) -> str:
    """A table's key; of units of another map a further one, as they stand on one screen with the map's own."""
    guest = next((place for place in shown if place.is_guest), None)
    return f"{name}_{guest.code}" if guest else name


def matrix_files(matrix: Matrix, said: Said) -> None:
    """The signs with both totals, as they stand on the screen."""
    if matrix.columns:
        key = key_of("rural_matrix", [column.place for column in matrix.columns])
        grid = matrix_grid(matrix).reset_index()
        shown = {str(name): (str(name), "text") for name in grid.columns}
        take_along(TableFile(grid, shown, said.title, said.as_of, said.source), key)


def goals_folded(rows: Sequence[GoalRow], today: date) -> None:
    """Every goal of the plan, folded away below their count and states."""
    title, frame = "Mục tiêu của kế hoạch", with_origins(rows)
    head = markup.element("b", markup.text(f"{formats.count(len(rows))} mục tiêu"))
    counted = markup.text(counts_said(goal_words(), [row.state for row in rows]))
    inner = markup.element("summary", f"{head}: {counted}") + table_html(frame, GOAL_COLUMNS, title)
    st.html(markup.element("details", inner, class_="td-fold"))
    plans = "; ".join(dict.fromkeys(f"kế hoạch {row.plan_number}" for row in rows))
    take_along(TableFile(frame, _of_files(GOAL_COLUMNS), title, f"ngày {formats.day(today)}", plans), "goals")


def _table(frame: pd.DataFrame, shown: Mapping[str, Column], said: Said, key: str, as_cards: bool = True) -> None:
    """With its files; a column of markup goes along as the text that it is made of."""
    table(frame, shown, said, key=key, files=False, as_cards=as_cards)
    if len(frame):
        take_along(TableFile(frame, _of_files(shown), said.title, said.as_of, said.source), key)


def _of_files(shown: Mapping[str, Column]) -> dict[str, tuple[str, str]]:
    return {
        name.removesuffix(_HTML): (column.full_heading, "text" if column.format == "html" else column.format)
        for name, column in shown.items()
    }


def road_tables(found: Sequence[RoadLeft], said: Said) -> None:
    """One table per due date, the earliest first; one file for all of them."""
    days = dict.fromkeys(left.step.due for left in found)
    st.html("".join(_road_until(day, [left for left in found if left.step.due == day], said.title) for day in days))
    filed = {"unit": ("Xã", "text"), "due": ("Hạn", "day"), **_of_files(_ROAD), "days_said": ("Thời hạn", "text")}
    take_along(TableFile(left_frame(found), filed, said.title, said.as_of, said.source), "rural_road")


def _road_until(due: date, found: Sequence[RoadLeft], title: str) -> str:
    until = f"Đến ngày {formats.day(due)} ({until_due(found[0])})"
    head = markup.element("h4", markup.text(until))
    return head + table_html(_road_frame(readings_together(found)), _ROAD, f"{title}. {until}")


def _road_frame(together: Sequence[tuple[RoadLeft, tuple[str, ...]]]) -> pd.DataFrame:
    found = [left for left, _ in together]
    frame = left_frame(found)
    frame["section"] = ["; ".join(sections) for _, sections in together]
    frame["address"] = [of_set(left.step.status) for left in found]
    frame["origin"] = _counts([left.step.status for left in found])
    given = standing(RURAL)
    frame["left_said_html"] = [_left(left) + _explained(left, given) for left in found]
    return frame


def _explained(left: RoadLeft, given: Given) -> str:
    place = left.step.place
    return linked_mark(given[place.code], address(place), "div") if left.left and place.code in given else ""


def of_set(status: SetStatus) -> str:
    """A commune's view under the set that the row speaks of."""
    return address(status.place, bo=criteria_sets()[status.set].link)


def _left(left: RoadLeft) -> str:
    """The count, then a line per state with its sign, each criterion leading to its own origin."""
    said = left_by_name(left)
    head, _, named = said.partition(": ")
    if not named:
        return markup.text(said)
    lines = [_open(left.step.status, state, cells) for state, cells in left.open_by_state]
    return markup.element("div", markup.element("b", markup.text(head)) + "".join(lines))


def _open(status: SetStatus, state: str, cells: Sequence[CriterionCell]) -> str:
    word = criterion_states()[state]
    links = ", ".join(markup.link(criterion_short(cell), _origin(status, cell)) for cell in cells)
    sign = markup.element("span", markup.text(f"{word.symbol} {state}"), class_=f"td-state tone-{word.tone}")
    return markup.element("div", f"{sign}: {links}", class_="td-open")


def _origin(status: SetStatus, cell: CriterionCell) -> str:
    return origin_of_figure(str(keys.of_criterion(status, cell.criterion.number)))


def criterion_table(row: SetStatus, said: Said) -> None:
    """A row per criterion: sign, state, date, value, evidence. A grid on a telephone too: signs are read downwards."""
    frame = criterion_frame(row)
    frame["state_html"] = [_state(row, cell, shown) for cell, shown in zip(row.cells, frame["state"], strict=True)]
    _table(frame, _CRITERIA, said, key_of("rural_criteria", [row.place]), as_cards=False)


def _state(row: SetStatus, cell: CriterionCell, shown: str) -> str:
    """Of a village that only stands in the list there is nothing to open."""
    tone = criterion_states()[cell.state].tone
    known = not row.village or row.count.assessed or row.recognised
    said = markup.link(shown, _origin(row, cell), "Từ đâu?") if known else markup.text(shown)
    return markup.element("span", said, class_=f"td-state tone-{tone}")


def slipping_table(row: SetStatus) -> None:
    """Every assessment of the criteria that were đạt once and are not now."""
    if not row.slipped:
        return
    title = f"Tiêu chí tụt lại: từng lần đánh giá ({len(row.slipped)} tiêu chí trước đã đạt, nay không đạt)"
    st.html(markup.element("h4", markup.text(title)))
    frame = history_frame(row.slipped)
    frame["origin"] = [_origin(row, cell) for cell in row.slipped for _ in cell.history]
    _table(frame, _HISTORY, Said(title), key_of("rural_history", [row.place]))


def decision_table(rows: Sequence[SetStatus], said: Said) -> None:
    """Decisions on communes and villages; the columns that say nothing here are left out."""
    frame = decision_frame(rows)
    if frame.empty:
        st.html("<p>Chưa có quyết định công nhận nào được nộp.</p>")
        return
    several = frame["unit"].nunique() > 1 or any(row.place.is_guest for row in rows)
    shown = {name: column for name, column in _DECISIONS.items() if several or name != "unit"}
    if frame["village"].isna().all():
        del shown["village"]
    _table(frame, {"title": shown.pop("title"), **shown}, said, "rural_decisions")


def village_table(views: Sequence[VillageView], said: Said) -> None:
    """One row per village; of one commune without the commune's name."""
    frame = village_list_frame(views).rename(columns={"assessed_on": "as_of"})
    frame["address"] = [village_address(view.place, view.village) for view in views]
    frame["commune_address"] = [address(view.place) for view in views]
    statuses = [village_status(view) for view in views]
    frame["origin"] = pd.Series(
        [
            origin_of_figure(str(keys.of_count(status))) if status.count.assessed or status.recognised else None
            for status in statuses
        ],
        dtype="string",
    )
    several = len({view.place for view in views}) > 1 or views[0].place.is_guest
    shown = {name: column for name, column in _VILLAGES.items() if several or name != "commune"}
    _table(frame, shown, said, "rural_villages", as_cards=False)
