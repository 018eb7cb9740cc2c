"""From documents to observations: read files, draft tables, clean and check them."""
