"""The script behind every screen: page settings, menu, filter bar, then the screen itself."""

import streamlit as st

from core.settings import ROOT
from ui import navigation
from ui.components.demo_banner import demo_banner
from ui.filters import filter_bar, keep_link_on_switch
from ui.reads import begin_run

st.set_page_config(page_title="Tiến Độ", page_icon=str(ROOT / "static" / "icon.png"), layout="wide")
st.logo(str(ROOT / "static" / "logo.svg"), size="large", icon_image=str(ROOT / "static" / "icon.png"))
begin_run()
keep_link_on_switch()  # before the menu is drawn: one step back is one step back
page = navigation.choose()
filter_bar(page.url_path)
demo_banner()
page.run()
