"""What is worked out once for all sessions: bounded, made once for many askers, never mistaken for something else."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from threading import Barrier, Event
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from tests.websocket_visitor import NotThisMachine, Visitor
from ui.charts.template import Caption
from ui.components.figures import drawn
from ui.kept import Kept, rows_in
from ui.palette import DARK, LIGHT


def test_the_same_value_is_handed_out_until_it_is_pushed_out() -> None:
    kept, made = Kept(most=2, most_rows=100), list[str]()

    def make(key: str) -> list[str]:
        made.append(key)
        return [key]

    def ask(key: str) -> Any:
        return kept.get(key, lambda: make(key))

    assert ask("a") is ask("a")
    ask("b"), ask("a"), ask("c"), ask("a"), ask("b")
    assert made == ["a", "b", "c", "b"]
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("sizes", "left"),
    [([3, 3, 3], 3), ([3, 3, 4], 3), ([3, 3, 5], 2), ([10], 1), ([11], 1), ([3, 11], 1), ([11, 3], 1)],
)
def test_no_more_rows_are_kept_than_allowed(sizes: list[int], left: int) -> None:
    """But for the last one made, however many it has."""
    kept = Kept(most=9, most_rows=10)
    for number, size in enumerate(sizes):
        assert len(kept.get(number, lambda size=size: list(range(size)))) == size  # type: ignore[misc]
    assert len(kept) == left


@pytest.mark.parametrize(
    ("value", "rows"), [(None, 1), (7, 1), ("chữ", 1), ([1, 2], 2), ((), 0), ({"a": [1, 2, 3], "b": []}, 4)]
)
def test_rows_are_counted(value: object, rows: int) -> None:
    assert rows_in(value) == rows


def test_rows_in_the_fields_of_an_answer_are_counted() -> None:
    @dataclass(frozen=True)
    class Answer:
        days: tuple[int, ...]
        names: dict[str, list[int]]

    assert rows_in(Answer((1, 2, 3), {"a": [1, 2]})) == 6


def test_many_who_ask_at_once_have_it_made_once() -> None:
    kept, ready, begun, made = Kept(9, 9), Barrier(4), Event(), list[int]()

    def make() -> int:
        begun.set()
        made.append(1)
        return len(made)

    def ask() -> Any:
        ready.wait(10)
        return kept.get("one", make)

    with ThreadPoolExecutor(4) as people:
        answers = [one.result(10) for one in [people.submit(ask) for _ in range(4)]]
    assert answers == [1, 1, 1, 1]


def test_what_failed_is_made_again() -> None:
    kept = Kept(9, 9)
    with pytest.raises(ZeroDivisionError):
        kept.get("one", lambda: 1 // 0)
    assert kept.get("one", lambda: 2) == 2


def _chart(rows: pd.DataFrame, caption: Caption, palette: Any, *further: Any) -> go.Figure:
    text = f"{caption.title} {rows.to_dict('list')} {rows.index.tolist()} {palette.page} {further}"
    return go.Figure(layout={"meta": text}, _validate=False)


def _frame(*cells: object, name: str = "rate", index: int = 0) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(cells, dtype=object)}).set_index(
        pd.Index([index + i for i in range(len(cells))])
    )


_ROWS = _frame(Decimal("1.50"), None)


@pytest.mark.parametrize(
    "other",
    [
        (_frame(Decimal("1.5"), None), Caption("Một"), LIGHT, ()),
        (_frame(1.5, None), Caption("Một"), LIGHT, ()),
        (_frame(Decimal("1.50"), pd.NA), Caption("Một"), LIGHT, ()),
        (_frame(Decimal("1.50"), None, name="poor"), Caption("Một"), LIGHT, ()),
        (_frame(Decimal("1.50"), None, index=1), Caption("Một"), LIGHT, ()),
        (_ROWS, Caption("Hai"), LIGHT, ()),
        (_ROWS, Caption("Một"), DARK, ()),
        (_ROWS, Caption("Một"), LIGHT, (date(2024, 6, 30),)),
    ],
)
def test_a_chart_is_taken_again_only_for_the_very_same_figures_words_and_colours(other: Any) -> None:
    """1,5 and 1,50 are equal numbers and different texts."""
    rows, caption, palette, further = other
    first = drawn(_chart, _ROWS, Caption("Một"), LIGHT)
    assert drawn(_chart, _frame(Decimal("1.50"), None), Caption("Một"), LIGHT) is first
    second = drawn(_chart, rows, caption, palette, further)
    assert second is not first
    assert second.layout.meta == _chart(rows, caption, palette, *further).layout.meta


def test_a_chart_of_cells_that_their_text_does_not_tell_apart_is_drawn_each_time() -> None:
    rows = _frame([1], [2])
    assert drawn(_chart, rows, Caption("Một"), LIGHT) is not drawn(_chart, rows, Caption("Một"), LIGHT)


@pytest.mark.parametrize("address", ["http://tien-do.tinh.vn", "http://10.0.0.5:8501", "http://127.0.0.1.xip.vn", ""])
def test_the_crowd_comes_to_this_machine_only(address: str) -> None:
    with pytest.raises(NotThisMachine):
        Visitor(address)
