"""Ngân sách: a commune's programme budget, investment against operating, planned against disbursed."""

import streamlit as st

from ui.components.trail import trail
from ui.filters import current

st.title("Ngân sách")
trail(current())
