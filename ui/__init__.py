"""Streamlit code that is not a screen: the frame around the app, components, charts, the cached door for reads."""
