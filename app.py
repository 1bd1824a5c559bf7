"""Tiến Độ as one ASGI application: `streamlit run app.py` and `uvicorn app:app` both serve it (docs/adr/0001)."""

from pathlib import Path

import streamlit as st

from ui.frame import (
    assets,
    calendar,
    document,
    errors,
    gate,
    headers,
    health,
    links,
    listening,
    log_lines,
    metrics,
    report_files,
    signing_in,
    tracing,
    warm,
)

log_lines.start()
running = listening.start(st.get_option)
_OTHERS = {"healthz", report_files.PATH, calendar.PREFIX, document.ASSETS}
_OTHERS |= {path.split("/")[1] for path in signing_in.PATHS}

app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    secrets={"auth": running.provider.section()} if running.provider else None,
    lifespan=warm.lifespan,
    routes=[*health.routes(), *report_files.routes(), *calendar.routes(), *assets.routes()],
    # From the outside in: nothing is looked at before the gate, but for this process's own figures by its own machine.
    middleware=[
        *tracing.middleware(others=frozenset(_OTHERS)),
        *headers.middleware(running),
        *metrics.middleware(),
        *listening.middleware(running),
        *gate.middleware(running),
        *links.middleware(others=frozenset(_OTHERS)),
        *document.middleware(),
        *assets.middleware(),
    ],
    on_script_error=errors.show,
    exception_handlers={Exception: errors.answer},
)
