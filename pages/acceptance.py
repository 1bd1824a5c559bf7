"""Duyệt và chốt sổ."""

import streamlit as st

st.title("Duyệt và chốt sổ")
