"""The one template of all charts: title and source inside the picture, Vietnamese numbers, colours by palette."""

from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from core import formats
from core.text import slug
from core.wording import StatusWord
from ui.palette import LIGHT, Palette

ROW_PX = 38
FONT = "Inter Variable, Inter, Segoe UI, sans-serif"
# So long that a telephone has room for a line.
_TITLE_LETTERS, _SOURCE_LETTERS = 36, 46
_MANY_MONTHS, _BESIDE = timedelta(days=150), timedelta(days=30)
_TITLE_LINE_PX, _SOURCE_LINE_PX, _LEGEND_PX = 22, 16, 46

# plotly's bundle has no Vietnamese: the few words its toolbar says.
CONFIG: dict[str, Any] = {
    "displaylogo": False,
    "locale": "vi",
    "locales": {
        "vi": {
            "dictionary": {
                "Download plot as a PNG": "Tải hình PNG",
                "Download plot as a png": "Tải hình PNG",
                "Download plot": "Tải hình",
                "Zoom": "Phóng to vùng",
                "Pan": "Di chuyển",
                "Zoom in": "Phóng to",
                "Zoom out": "Thu nhỏ",
                "Autoscale": "Vừa khung",
                "Reset axes": "Về ban đầu",
            },
            "format": {
                "decimal": ",",
                "thousands": ".",
                "date": "%d/%m/%Y",
                "days": ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"],
                "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
                "months": [f"tháng {month}" for month in range(1, 13)],
                "shortMonths": [f"th.{month}" for month in range(1, 13)],
            },
        }
    },
    "modeBarButtons": [["toImage"]],
    "displayModeBar": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showAxisDragHandles": False,
}


@dataclass(frozen=True)
class Caption:
    """What a chart says of itself, inside the picture too: its title, where its figures come from, as of when.

    `alt` is the chart in one or two sentences, for those who do not see it.
    """

    title: str
    source: str = ""
    alt: str = ""

    @property
    def file_name(self) -> str:
        return slug(self.title)[:60]


def figure(caption: Caption, palette: Palette = LIGHT, *, height: int, axis: str = "") -> go.Figure:
    """An empty chart of the house style; `height` is that of the part where things are drawn, in pixels."""
    source = wrap(caption.source, _SOURCE_LETTERS, break_on_hyphens=False)
    head = _LEGEND_PX + _TITLE_LINE_PX * len(wrap(caption.title, _TITLE_LETTERS, break_on_hyphens=False))
    foot = 48 + (20 if axis else 0) + _SOURCE_LINE_PX * len(source)
    layout = {
        "title": _title(caption, palette),
        "height": head + height + foot,
        "margin": {"l": 8, "r": 40, "t": head, "b": foot},
        "separators": ",.",
        "paper_bgcolor": palette.page,
        "plot_bgcolor": palette.page,
        "font": {"family": FONT, "size": 13, "color": palette.ink},
        "legend": {
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 0,
            "font": {"color": palette.ink, "size": 13},
        },
        "hovermode": "closest",
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "dragmode": False,
        "xaxis": {
            **_axis(palette),
            "title": {"text": axis, "standoff": 15, "font": {"size": 13, "color": palette.muted}},
        },
        "yaxis": _axis(palette),
        "annotations": [_source(source, foot, palette)] if source else [],
        "meta": {"name": caption.file_name},
        "template": {"layout": {}},
    }
    # Checked by the tests of every chart instead of on every drawing, which takes forty times as long.
    return go.Figure(layout=layout, _validate=False)


def _source(lines: list[str], foot: int, palette: Palette) -> dict[str, Any]:
    return {
        "text": "<br>".join(escape(line) for line in lines),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "yshift": -(foot - 4),
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "font": {"size": 11, "color": palette.muted},
    }


def _title(caption: Caption, palette: Palette) -> dict[str, Any]:
    lines = wrap(caption.title, _TITLE_LETTERS, break_on_hyphens=False)
    return {
        "text": "<br>".join(f"<b>{escape(line)}</b>" for line in lines),
        "x": 0,
        "xref": "container",
        "xanchor": "left",
        "y": 1,
        "yref": "container",
        "yanchor": "top",
        # plotly lifts a title of several lines over the edge by half of those it has more.
        "pad": {"t": 6 + _TITLE_LINE_PX // 2 * (len(lines) - 1), "l": 8},
        "font": {"size": 16, "color": palette.ink, "family": FONT},
    }


def _axis(palette: Palette) -> dict[str, Any]:
    return {
        "gridcolor": palette.grid,
        "zerolinecolor": palette.grid,
        "linecolor": palette.grid,
        "tickfont": {"color": palette.ink},
        "fixedrange": True,
        "automargin": True,
    }


def rows_down(made: go.Figure, names: list[str]) -> None:
    """One unit per line, the first on top."""
    made.update_yaxes(autorange="reversed", ticksuffix="  ", type="category", showgrid=False)
    made.update_yaxes(categoryorder="array", categoryarray=names)


def linked_name(name: str, address: str | None) -> str:
    """A unit's name on an axis, leading to its own view."""
    return f'<a href="{escape(address)}" target="_self">{escape(name)}</a>' if address else escape(name)


def floats(values: "pd.Series[Any]") -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def count(value: Any) -> str:
    return formats.MISSING if pd.isna(value) else formats.count(int(value))


def optional(value: Any) -> Any:
    """None for any kind of missing."""
    return None if pd.isna(value) else value


def tones(words: dict[str, StatusWord], states: "pd.Series[Any]", palette: Palette) -> list[str]:
    """The colour of each state's tone."""
    return [palette.tone(words[state].tone) for state in states]


def with_addresses(hovers: list[str], rows: pd.DataFrame, column: str = "address") -> list[list[str]]:
    """What a point says and, last, where a click on it leads (static/tien-do.js follows it)."""
    addresses = rows[column] if column in rows else [None] * len(hovers)
    return [[hover, address or ""] for hover, address in zip(hovers, addresses, strict=True)]


def of_few_months(days: list[date]) -> dict[str, Any]:
    """One tick a month where there are fewer months than ticks, which would be written alike otherwise."""
    if not days or max(days) - min(days) >= _MANY_MONTHS:
        return {}
    months = {day.strftime("%Y-%m"): day for day in sorted(days)}
    return {"tickvals": list(months.values()), "range": [min(days) - _BESIDE, max(days) + _BESIDE]}
