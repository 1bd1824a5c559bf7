"""Quyền truy cập."""

import streamlit as st

st.title("Quyền truy cập")
