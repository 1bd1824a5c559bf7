"""What the second map costs: a province's screens by either map, carrying the whole country, starting the program.

    python -m tests.bench two_maps [--rounds 5] [--before FOLDER]

CPU in milliseconds, medians. A screen runs through ui/main.py for Đắk Nông on the map of 2024 and for Lâm Đồng, which
holds it, on those of today, with a result for every old commune of Lâm Đồng on two days: three times as many.
`--before` names a checkout of the program to start beside this one.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.browser.conftest import ROOT

LOOKS = {"2024": "dak-nong", "2025": "lam-dong", "2025-huyen-cu": "lam-dong"}
SCREENS = ("overview.py", "poverty.py", "budget.py")
STARTS = {"python -m core": ["-m", "core", "--help"], "đọc đơn vị": ["-c", "import core.places as p; p.all_places()"]}


def median_of(rounds: int, do: Callable[[], float]) -> float:
    return statistics.median(do() for _ in range(rounds)) * 1000


def started(folder: Path, arguments: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def fill(url: str) -> None:
    """A result for every commune of what Lâm Đồng is made of, on two days before the maps changed."""
    from sqlalchemy import insert

    from core.database import Database
    from core.start import initialise
    from core.tables import PovertyProgress
    from tests.country_rows import country, made_rows

    database = Database(url)
    initialise(database)
    below = country().below("2024")
    rows = [
        {"province": province, "as_of": day, **_values(row)}
        for province in ("60", "67", "68")
        for day in (date(2024, 6, 30), date(2024, 12, 31))
        for row in made_rows(below[province], seed=int(province))
    ]
    fixed = {"batch_id": 1, "is_current": True, "value_type": "chính thức"}
    with database.write() as session:
        session.execute(insert(PovertyProgress), [{**fixed, "row_number": n, **row} for n, row in enumerate(rows, 2)])
    database.engine.dispose()


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("edition", "unit_code", "households", "poor", "near_poor")}


def screens_measured(rounds: int) -> dict[str, float]:
    """By screen and map; first with nothing kept, then run again. In a process that has DATABASE_URL."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    from tests.conftest import at_screen

    def run(app: AppTest) -> float:
        began = time.process_time()
        app.run()
        assert not app.exception, app.exception
        return time.process_time() - began

    def opened(screen: str, look: str) -> tuple[float, float]:
        st.cache_data.clear()
        st.cache_resource.clear()
        app = at_screen(AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=120), screen)
        app.query_params["tinh"], app.query_params["ban-do"] = LOOKS[look], look
        return run(app), run(app)

    found: dict[str, float] = {}
    for screen in SCREENS:
        for look in LOOKS:
            opened(screen, look)
            times = [opened(screen, look) for _ in range(rounds)]
            for number, said in enumerate(("lần đầu", "lại")):
                found[f"{screen}, {look}, {said}"] = statistics.median(one[number] for one in times) * 1000
    return found


def carrying_measured(rounds: int) -> dict[str, float]:
    """10,040 old units to 3,321 new ones, three counts each, without shares and with all of them declared."""
    from core.carrying import Carrier
    from tests.country_rows import COUNTS, country, made_rows, made_shares

    rows, new = made_rows(country().leaves["2024"], seed=1), country().leaves["2025"]

    def carry(declared: Any) -> float:
        began = time.process_time()
        Carrier(rows, lambda row: row.as_of, COUNTS, declared).carried(new)
        return time.process_time() - began

    shares = made_shares(country().cut("2024"), seed=1)
    first = carry({}) * 1000
    return {
        "cả nước, lần đầu": first,
        "cả nước": median_of(rounds, lambda: carry({})),
        "cả nước, đủ tỷ trọng": median_of(rounds, lambda: carry(shares)),
    }


def _main(asked: argparse.Namespace, folder: Path) -> None:
    for said, arguments in STARTS.items():
        here = median_of(asked.rounds, lambda arguments=arguments: started(ROOT, arguments))
        beside = ""
        if asked.before:
            before = median_of(asked.rounds, lambda arguments=arguments: started(asked.before, arguments))
            beside = f"{before:10.0f}{here / before:8.2f}"
        print(f"{said:34}{here:10.0f}{beside}", flush=True)
    for name, spent in carrying_measured(asked.rounds).items():
        print(f"{name:34}{spent:10.0f}", flush=True)
    url = f"sqlite:///{folder}/two-maps.db"
    fill(url)
    command = [sys.executable, "-m", "tests.bench.two_maps", "--measure", "--rounds", str(asked.rounds)]
    done = subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    for name, spent in found.items():
        screen, _, said = name.split(", ")
        print(f"{name:34}{spent:10.0f}{spent / found[f'{screen}, 2024, {said}']:18.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--before", type=Path, help="a checkout from before the second map")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.measure:
        print(json.dumps(screens_measured(chosen.rounds)))
    else:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made:
            _main(chosen, Path(made))
