"""Nông thôn mới: communes and villages against the criteria, the road map, recognitions."""

import streamlit as st

from ui.components.trail import trail
from ui.filters import current

st.title("Nông thôn mới")
trail(current())
