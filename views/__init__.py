"""What a screen or an export shows, as typed frozen dataclasses. No Streamlit."""
