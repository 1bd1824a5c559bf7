"""Nhật ký."""

import streamlit as st

st.title("Nhật ký")
