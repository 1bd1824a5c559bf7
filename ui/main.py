"""The script behind every screen: page settings, menu, filter bar, then the screen itself."""

import streamlit as st

from core.settings import ROOT
from ui import drafts, held_upload, navigation, reader, reconnected
from ui.account import account_block
from ui.components.demo_banner import demo_banner
from ui.components.national_view import say_whole_country
from ui.components.origin_dialog import origin_dialog
from ui.filters import filter_bar
from ui.frame import screen_runs
from ui.known_at import known_at_banner, known_at_choice
from ui.public import public_banner
from ui.reads import begin_run

screen_runs.begin_run()
st.set_page_config(page_title="Tiến Độ", page_icon=str(ROOT / "static" / "icon.png"), layout="wide")
reader.begin_run()
reconnected.begin_run()
# After it: who is no longer signed in may not fetch the picture.
st.logo(str(ROOT / "static" / "logo.svg"), size="large", icon_image=str(ROOT / "static" / "icon.png"))
begin_run()
page = navigation.choose()
account_block()
st.set_page_config(page_title=f"{page.title} · Tiến Độ")
drafts.begin_run(page.url_path)
held_upload.begin_run(page.url_path)
# Containers keep their place whether or not something is said in them: what stands below is not drawn anew.
with st.container():
    navigation.say_refused()
    filter_bar(page.url_path)
    known_at_choice()
    drafts.drafts_switch(page.url_path)
with st.container():
    public_banner()
    known_at_banner(page.url_path)
    say_whole_country(page.url_path)
with st.container():
    demo_banner()
with reconnected.catching_up():
    with screen_runs.watched(page.url_path):
        page.run()
    origin_dialog()
