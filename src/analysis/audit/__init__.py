"""What proves a figure: evidence, consistency, cross-checks, its story."""
