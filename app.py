"""Tiến Độ as one ASGI application: `streamlit run app.py` and `uvicorn app:app` both serve it (docs/adr/0001)."""

from pathlib import Path

import streamlit as st

from ui.frame import assets, calendar, document, errors, health, links, listening, report_files, warm

listening.refuse_open_addresses(st.get_option("server.address"))
listening.refuse_base_path(st.get_option("server.baseUrlPath"))

app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=warm.lifespan,
    routes=[*health.routes(), *report_files.routes(), *calendar.routes(), *assets.routes()],
    middleware=[
        *listening.middleware(),
        *links.middleware(others=frozenset({"healthz", report_files.PATH, calendar.PREFIX, document.ASSETS})),
        *document.middleware(),
        *assets.middleware(),
    ],
    on_script_error=errors.show,
)
