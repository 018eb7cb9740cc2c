"""From documents to observations: reading files, drafting tables, grammar, raw tables, cleaning, ministry tables."""
