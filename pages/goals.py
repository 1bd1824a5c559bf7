"""Mục tiêu và nhiệm vụ: every goal, duty and deadline of the loaded plans."""

import streamlit as st

from ui.components.trail import trail
from ui.filters import current

st.title("Mục tiêu và nhiệm vụ")
trail(current())
