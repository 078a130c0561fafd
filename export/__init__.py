"""A view → bytes (SVG, PDF, PNG, office files). No Streamlit."""
