"""How long a person waits for charts: first visit, reload, another huyện; beside bare Streamlit and the same in Dash.

    python -m tests.bench.first_chart [--rounds 7] [--dash-python PATH]

(a) one chart and one selectbox under plain `streamlit run`; (b) for each of our screens a Dash page with the figures
and tables of ours, taken from the screen itself for every huyện. All run at once on this machine, the visits take
turns, and figures are medians in milliseconds of the browser's own clock: from navigation, or from pressing an option,
to the last change of the page, after which all charts are there and nothing moves. Dash lives in a venv of its own,
made on first use (under XDG_CACHE_HOME or ~/.cache) unless --dash-python names one.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.conftest import CHROMIUM, ROOT, environment, free_port, streamlit

SCREENS = {"Tổng quan": "", "Giảm nghèo": "giam-ngheo"}
DISTRICTS = ("Cư Jút", "Đắk Mil", "Krông Nô", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Gia Nghĩa")
# A page is quiet after so long without a change; its time is that of the last change, so waiting costs it nothing.
LOAD_QUIET, FILTER_QUIET = 150, 500
SETTLE_SECONDS = 60

RESULTS = """Huyện, thành phố;Ngày số liệu;Loại số liệu;Tổng số hộ;Số hộ nghèo
Krông Nô;30/06/2024;chính thức;19.800;538
Cư Jút;30/06/2024;chính thức;22.031;640
Đắk Mil;30/06/2024;chính thức;28.000;440
Đắk Song;30/06/2024;chính thức;20.900;540
Đắk R'Lấp;30/06/2024;chính thức;24.000;410
Tuy Đức;30/06/2024;chính thức;16.800;2.444
Đắk Glong;30/06/2024;chính thức;18.900;2.200
Gia Nghĩa;30/06/2024;ước;20.700;76
"""

BARE = """
import plotly.graph_objects as go
import streamlit as st

names = ["Cư Jút", "Đắk Mil", "Krông Nô", "Đắk Song", "Đắk R'Lấp", "Tuy Đức", "Gia Nghĩa", "Đắk Glong"]
chosen = st.selectbox("Huyện, thành phố", ["Tất cả", *names])
shown = names if chosen == "Tất cả" else [chosen]
st.plotly_chart(go.Figure(go.Bar(x=[len(name) for name in shown], y=shown, orientation="h")))
"""

DASH = """
import json
import sys
from pathlib import Path

from dash import Dash, Input, Output, dcc, html

views = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
names = list(views)


def table(rows):
    head, *body = rows
    return html.Table(
        [html.Thead(html.Tr([html.Th(cell) for cell in head]))]
        + [html.Tbody([html.Tr([html.Td(cell) for cell in row]) for row in body])]
    )


def shown(name):
    view = views[name]
    graphs = [dcc.Graph(figure=figure) for figure in view["figures"]]
    texts = [dcc.Markdown(text, dangerously_allow_html=True) for text in view["texts"]]
    return [*texts, *graphs, *(table(rows) for rows in view["tables"])]


def dropdown(name, options):
    return dcc.Dropdown(options=options, value=options[0], clearable=False, id=name)


app = Dash(__name__)
others = [dropdown(name, ["Tất cả"]) for name in ("tinh", "xa", "ky")]
app.layout = html.Div([dropdown("huyen", names), *others, html.Div(shown(names[0]), id="shown")])


@app.callback(Output("shown", "children"), Input("huyen", "value"), prevent_initial_call=True)
def choose(name):
    return shown(name)


app.run(host="127.0.0.1", port=int(sys.argv[2]), debug=False)
"""

# In every page before its own scripts: when something last changed or an option was pressed, and how often the server
# has answered since. The state that Streamlit writes on the page does not tell: React skips it where a run is short.
WATCH = """
window.__seen = {changed: 0, pressed: 0, answers: 0};
const answered = () => { __seen.answers += 1; };
addEventListener('pointerdown', () => { __seen.pressed = performance.now(); __seen.answers = 0; }, true);
new MutationObserver(() => { __seen.changed = performance.now(); })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
const Socket = window.WebSocket;
window.WebSocket = class extends Socket {
  constructor(...asked) { super(...asked); this.addEventListener('message', answered); }
};
const ask = window.fetch;
window.fetch = async (...asked) => { const answer = await ask(...asked); answered(); return answer; };
"""
QUIET = """([charts, answers, quiet]) => {
  const plots = [...document.querySelectorAll('.js-plotly-plot')];
  const app = document.querySelector('[data-testid=stApp]');
  return __seen.answers >= answers && __seen.changed > __seen.pressed && performance.now() - __seen.changed > quiet
    && plots.length >= charts && plots.every(plot => plot.querySelector('.main-svg'))
    && (!app || app.dataset.testScriptState === 'notRunning');
}"""


@dataclass
class Contender:
    """One page under one server. `charts` is how many it shows, read from the page itself."""

    name: str
    address: str
    charts: int = 0
    times: dict[str, list[float]] = field(default_factory=lambda: {measure: [] for measure in MEASURES})
    requests: int = 0
    megabytes: float = 0.0

    def median(self, measure: str) -> float:
        return statistics.median(self.times[measure])


MEASURES = {"first": "mở lần đầu", "reload": "tải lại", "filter": "đổi huyện"}


def views_of(screen: str) -> dict[str, Any]:
    """What a screen shows for every huyện: figures as plotly JSON, tables as rows of text, texts as HTML."""
    from streamlit.testing.v1 import AppTest

    from core.places import all_places

    province = next(place for place in all_places().provinces if place.name == "Đắk Nông")
    slugs = {"Tất cả": ""} | {place.name: place.slug for place in all_places().children(province)}
    views = {}
    for name, slug in slugs.items():
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
        if slug:
            app.query_params["huyen"] = slug
        app.run()
        if screen:
            app.switch_page(_file_of(screen)).run()
        assert not app.exception, app.exception
        views[name] = {
            "figures": [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")],
            "tables": [_rows(table.value) for table in [*app.dataframe, *app.table]],
            "texts": [block.proto.body for block in app.get("html")],
        }
    return views


def _file_of(screen: str) -> str:
    from core.reference import rows_of
    from core.settings import DATA

    return next(f"../pages/{row['file']}" for row in rows_of(DATA / "navigation.csv") if row["slug"] == screen)


def _rows(table: Any) -> list[list[str]]:
    return [[str(name) for name in table.columns], *([str(cell) for cell in row] for row in table.to_numpy().tolist())]


@contextmanager
def serving(command: Sequence[str], folder: Path, address: str, database_url: str) -> Iterator[None]:
    """A server from its first answer until it is stopped."""
    said = folder / f"{address.rsplit(':', 1)[1]}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(database_url), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        _wait_for(process, address, said)
        yield
    finally:
        process.kill()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], address: str, said: Path) -> None:
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit(f"{address} does not answer:\n{said.read_text(encoding='utf-8', errors='replace')}")


def contenders(folder: Path, dash_python: Path, stack: ExitStack) -> list[Contender]:
    """All servers started, in the order in which results are printed: ours, (a), (b)."""
    database_url = f"sqlite:///{folder / 'app.db'}"
    (folder / "results.csv").write_text(RESULTS, encoding="utf-8")
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    (folder / "dash_page.py").write_text(DASH, encoding="utf-8")
    _ours(["-m", "core", "import", str(folder / "results.csv")], database_url)

    def start(command: Sequence[str], where: Path, port: int) -> str:
        address = f"http://127.0.0.1:{port}"
        stack.enter_context(serving(command, where, address, database_url))
        return address

    port = free_port()
    ours = start([*streamlit()[:4], str(ROOT / "app.py"), "--server.port", str(port)], ROOT, port)
    port = free_port()
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    plain = [*streamlit()[:4], "bare.py", *options, "--browser.gatherUsageStats", "false"]
    found = [Contender("(a) Streamlit trơn", start(plain, folder, port))]
    for title, screen in SCREENS.items():
        views = folder / f"views-{screen}.json"
        _ours(["-m", "tests.bench.first_chart", "--views", f"{screen}={views}"], database_url)
        port = free_port()
        dash = start([str(dash_python), "dash_page.py", str(views), str(port)], folder, port)
        found += [Contender(title, f"{ours}/{screen}"), Contender(f"(b) Dash, {title}", dash)]
    return found


def _ours(arguments: Sequence[str], database_url: str) -> None:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment(database_url), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stderr}")


def _venv_with_dash() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tien-do" / "dash"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"tạo môi trường Dash ở {folder} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "dash"], check=True)
    return python


def _visitor(browser: Browser) -> BrowserContext:
    context = browser.new_context(locale="vi-VN", viewport={"width": 1280, "height": 1400})
    context.add_init_script(WATCH)
    context.set_default_timeout(SETTLE_SECONDS * 1000)
    return context


def _settled(page: Page, charts: int, quiet: int, answers: int = 0) -> float:
    """Milliseconds of the last change since navigation, or since an option was pressed."""
    page.wait_for_function(QUIET, arg=[charts, answers, quiet], polling=50)
    seen = page.evaluate("__seen")
    return float(seen["changed"] - seen["pressed"])


def first_look(browser: Browser, contender: Contender) -> None:
    """Warms the server, counts the page's charts and what a first load costs on the wire. Not timed."""
    context = _visitor(browser)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    received: list[float] = []
    wire.on("Network.requestWillBeSent", lambda event: received.append(0))
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    wire.on(
        "Network.webSocketFrameReceived", lambda event: received.append(len(event["response"]["payloadData"]) * 3 / 4)
    )
    page.goto(contender.address)
    page.wait_for_selector(".js-plotly-plot .main-svg", state="attached")
    _settled(page, 1, 2000)
    contender.charts = page.locator(".js-plotly-plot").count()
    contender.requests, contender.megabytes = received.count(0), sum(received) / 1e6
    context.close()


def visit(browser: Browser, contender: Contender, district: str) -> None:
    """One round: a new person's first load, a reload, another huyện."""
    context = _visitor(browser)
    page = context.new_page()
    page.goto(contender.address, wait_until="commit")
    contender.times["first"].append(_settled(page, contender.charts, LOAD_QUIET))
    page.wait_for_timeout(500)
    page.reload(wait_until="commit")
    contender.times["reload"].append(_settled(page, contender.charts, LOAD_QUIET))
    page.wait_for_timeout(500)
    _open_districts(page)
    page.wait_for_timeout(500)
    page.get_by_role("option", name=district, exact=True).click()
    contender.times["filter"].append(_settled(page, 0, FILTER_QUIET, answers=1))
    context.close()


def _open_districts(page: Page) -> None:
    dash = page.locator("#huyen")
    if dash.count():
        dash.click()
        return
    page.locator("[data-testid=stSelectbox]").filter(has_text="Huyện, thành phố").get_by_role("combobox").click()


def report(found: Sequence[Contender]) -> None:
    print(
        f"{'':32}" + "".join(f"{said:>14}" for said in MEASURES.values()) + f"{'biểu đồ':>10}{'yêu cầu':>10}{'MB':>8}"
    )
    for one in found:
        times = "".join(f"{one.median(measure):>11.0f} ms" for measure in MEASURES)
        print(f"{one.name:32}{times}{one.charts:>10}{one.requests:>10}{one.megabytes:>8.2f}")
    bare, rest = found[0], found[1:]
    for ours, dash in zip(rest[::2], rest[1::2], strict=True):
        for other in (bare, dash):
            ratios = (ours.median(measure) / other.median(measure) for measure in MEASURES)
            said = ", ".join(f"{label} {ratio:.2f} lần" for label, ratio in zip(MEASURES.values(), ratios, strict=True))
            print(f"{ours.name} so với {other.name}: {said}")


def _main(rounds: int, dash_python: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack, sync_playwright() as playwright:
        found = contenders(Path(folder), dash_python, stack)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        for contender in found:
            first_look(browser, contender)
        for number in range(rounds):
            turn = number % len(found)
            for contender in [*found[turn:], *found[:turn]]:
                visit(browser, contender, DISTRICTS[number % len(DISTRICTS)])
        browser.close()
        report(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--dash-python", type=Path)
    parser.add_argument("--views", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.views is not None:
        wanted, _, target = asked.views.partition("=")
        Path(target).write_text(json.dumps(views_of(wanted)), encoding="utf-8")
    else:
        _main(asked.rounds, asked.dash_python or _venv_with_dash())
