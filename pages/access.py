"""Quyền truy cập: what I may do and whom to ask; for administrators, who was given what."""

import streamlit as st

from core.access.rules import Action
from ui.components.access_list import people_panel
from ui.components.access_own import own_access
from ui.reader import may_do

st.title("Quyền truy cập")
if may_do(Action.GRANT):
    people_panel()
own_access()
