"""From documents to observations: reading, grammar, raw tables, cleaning, ministry tables."""
