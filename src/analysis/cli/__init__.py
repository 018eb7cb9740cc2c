"""The command ward-kpi."""
