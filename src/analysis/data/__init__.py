"""The clean tables: schema, loading, ids, marks and citation."""
