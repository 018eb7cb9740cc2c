"""Notebooks in Jupyter and as offline pages, the report, and what changed."""
