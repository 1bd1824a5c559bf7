"""Placing charts: one configuration for all."""

import plotly.graph_objects as go
import streamlit as st

from ui.charts import CONFIG


def draw(figure: go.Figure, key: str) -> None:
    st.plotly_chart(figure, width="stretch", config=CONFIG, key=key, theme="streamlit")
