"""The map of a province by huyện, or of a huyện by xã; a tap leads to the unit."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from core import formats
from core.maps.frames import map_frame
from core.maps.province import province_map
from core.maps.shapes import ProvinceMap, Shape
from core.places import Place, places_of
from core.reports.frames import shown_state
from core.reports.poverty import PlanStatus, Result
from core.reports.poverty_views import UnitView, newest_of
from core.rules.poverty import Status
from core.territory import lies_in
from core.wording import status_words
from core.wording_overview import state_said
from core.wording_poverty import source_said
from ui import markup
from ui.charts.schematic_map import unit_map
from ui.charts.template import Caption
from ui.components.figures import draw
from ui.components.poverty_choice import MAP, address_of
from ui.public import NOT_PUBLISHED, not_published

Latest = Sequence[tuple[Place, Result | None]]


def map_of(place: Place, view: UnitView, latest: Latest, results: Mapping[str, list[Result]]) -> None:
    """Cells by the state of each unit's plan; the note under the map says what it is and what it is not."""
    found = province_map(places_of(place.seen_in).province_of(place).code, seen_in=place.seen_in)
    shapes = _shapes(found, place, view.place) if found else ()
    if not found or not shapes:
        said = "Chưa có điểm trung tâm các xã của tỉnh này nên chưa vẽ được sơ đồ."
        st.html(markup.element("p", markup.text(said), class_="td-below"))
        return
    # Units that the plan knows nothing of, for it is of before them, show their newest figures.
    newest = newest_of([shape.place for shape in shapes], results) if view.place.is_guest else ()
    frame = _frame(shapes, view.parts, {**dict(newest), **dict(latest)})
    title = f"{'Sơ đồ' if found.schematic else 'Bản đồ'} {view.place.full_name}: so với kế hoạch, % theo số hộ"
    source = " ".join(filter(None, [found.note, found.refusal, source_said(view.rows) if view.rows else ""]))
    caption = Caption(title, source, _said(view, found))
    draw(unit_map, frame, caption, key="poverty_map", spots=_spots(found, frame))


def _shapes(found: ProvinceMap, place: Place, planned: Place) -> tuple[Shape, ...]:
    """Of a province that is looked at by a former one's plan those that lie in that one."""
    shapes = found.districts if place.level == "province" else found.communes_of(place)
    return shapes if planned == place else tuple(one for one in shapes if lies_in(one.place.code, planned.code))


def _frame(
    shapes: Sequence[Shape], parts: Sequence[PlanStatus], results: Mapping[Place, Result | None]
) -> pd.DataFrame:
    rows = {row.place.code: row for row in parts}
    frame = map_frame(shapes, {code: shown_state(row) for code, row in rows.items()})
    places = [shape.place for shape in shapes]
    hidden = {place.code for place in places if not_published(place)}
    frame["said"] = [
        NOT_PUBLISHED if place.code in hidden else _below(rows.get(place.code), results.get(place)) for place in places
    ]
    frame["hover"] = [
        f"<b>{markup.text(place.full_name)}</b><br>"
        + (NOT_PUBLISHED if place.code in hidden else _hover(rows.get(place.code), results.get(place)))
        for place in places
    ]
    frame["address"] = [address_of(place, MAP) for place in places]
    return frame


def _below(row: PlanStatus | None, result: Result | None) -> str:
    """Per cent of plan, by the measure that reached it; the rate where there is nothing to compare with."""
    judged = row.assessment if row else None
    households, points = (judged.percent_by_households, judged.percent_by_points) if judged else (None, None)
    by_points = points is not None and (
        households is None or bool(judged and judged.status is Status.MET and points > households)
    )
    if by_points:
        return f"{formats.percent_of_plan(points)} theo điểm %"
    if households is not None:
        return formats.percent_of_plan(households)
    return f"tỷ lệ {formats.rate(result.rate)}" if result else ""


def _hover(row: PlanStatus | None, result: Result | None) -> str:
    if result is None:
        return status_words()[Status.NO_DATA].shown
    word = f"{status_words()[shown_state(row)].symbol} {state_said(row)}" if row else "Chưa có kế hoạch để so"
    return f"{formats.count(result.poor)} hộ nghèo ({formats.rate(result.rate)}), {formats.day(result.as_of)}<br>{word}"


def _spots(found: ProvinceMap, frame: pd.DataFrame) -> pd.DataFrame:
    """Commune points of a schematic map: the nearest one tells the cell, and so its huyện. Else the labels."""
    said = frame.set_index("code")
    by_unit = [(shape, code) for shape in found.communes for code in _unit_of(shape, said.index)]
    if not by_unit:
        by_label = {"x": frame["label_x"], "y": frame["label_y"], "hover": frame["hover"], "address": frame["address"]}
        return pd.DataFrame(by_label)
    cells = [(*shape.label, said.at[code, "hover"], said.at[code, "address"]) for shape, code in by_unit]
    return pd.DataFrame(cells, columns=["x", "y", "hover", "address"])


def _unit_of(shape: Shape, codes: "pd.Index[str]") -> list[str]:
    return [code for code in (shape.place.code, shape.place.parent or "") if code in codes]


def _said(view: UnitView, found: ProvinceMap) -> str:
    words = status_words()
    states = [f"{row.place.name}: {words[shown_state(row)].label.lower()}" for row in view.parts]
    return f"{found.note} {'; '.join(states)}."
