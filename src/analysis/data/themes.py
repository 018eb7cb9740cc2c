"""The themes of a study, in the codebook's order."""

from __future__ import annotations

from analysis.data.study import Study


def published_themes(study: Study) -> list[str]:
    """Return the ids of the themes under which any figure is published."""
    ordered = study.tables.concepts.sort_values("theme_order", kind="stable")["theme"]
    published = set(study.current["theme"])
    return [theme for theme in dict.fromkeys(ordered) if theme in published]


def main_themes(study: Study) -> list[str]:
    """Return those of :func:`published_themes` that are main themes."""
    concepts = study.tables.concepts
    main = set(concepts.loc[concepts["theme_main"], "theme"])
    return [theme for theme in published_themes(study) if theme in main]
