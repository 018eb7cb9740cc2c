"""The table of all published figures that sorts and filters itself, and is a plain table where scripts are off."""

from __future__ import annotations

from analysis.pages.site.published_figures import Evidence
from analysis.pages.site.templates import page
from analysis.words.say import told
from analysis.words.wording import number


def figures_page(evidence: Evidence) -> bytes:
    """Return the page of all published figures, every vintage of each."""
    study, figures = evidence.study, list(evidence.figures.values())
    wards, themes = {one.ward for one in figures}, {one.theme for one in figures}
    tables = study.tables
    return page(
        "figures.html",
        "figures",
        told("pages.site.figures", study.lang),
        study=study,
        beside=evidence.beside,
        wards=[(ward, study.names.ward(ward)) for ward in tables.wards["ward"] if ward in wards],
        themes=[(name, study.names.theme(name)) for name in dict.fromkeys(tables.concepts["theme"]) if name in themes],
        vintages=[
            ("latest", told("pages.figures.latest", study.lang)),
            *((source, evidence.document(source)) for source in tables.sources["source"]),
        ],
        figures=figures,
        count=number(len(figures)),
    )
