"""Where each published figure and entry in words stands: one page for each area, and one for the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.pages.site.published_figures import Evidence, PublishedFigure
from analysis.pages.site.templates import Heading, page
from analysis.words.say import told


def evidence_pages(evidence: Evidence) -> dict[str, bytes]:
    """Return the pages by file name: the documents, and one for each area that has figures."""
    figures = list(evidence.figures.values())
    areas = {
        str(ward): mine
        for ward in evidence.study.tables.wards["ward"]
        if (mine := [one for one in figures if one.ward == ward])
    }
    files = {f"{evidence.page_of(ward)}.html": _area(ward, mine, evidence) for ward, mine in areas.items()}
    return {"evidence.html": _documents(areas, evidence), **files}


def _documents(areas: Mapping[str, Sequence[PublishedFigure]], evidence: Evidence) -> bytes:
    study = evidence.study
    lang = study.lang
    documents = [
        {
            "source": about["source"],
            "title": evidence.document(about["source"]),
            "facts": _facts(about, lang),
            "printed": evidence.printed.of(about["source"]),
            "lacking": evidence.printed.lacking.get(about["source"]),
        }
        for about in study.tables.sources.to_dict("records")
    ]
    listed = [
        {
            "page": evidence.page_of(ward),
            "name": study.names.ward(ward),
            "count": len(mine),
            "figures": sum(one.value is not None for one in mine),
        }
        for ward, mine in areas.items()
    ]
    return page(
        "evidence.html",
        "evidence",
        told("pages.site.evidence", lang),
        study=study,
        beside=evidence.beside,
        headings=[Heading(2, told(f"pages.evidence.{name}", lang), name) for name in ("areas", "documents")],
        areas=listed,
        documents=documents,
    )


def _facts(about: Mapping[Any, Any], lang: str) -> dict[str, str]:
    """Return what is told of a document, by the name of its text."""
    told_of = {name: about[f"{name}_{lang}"] for name in ("issuer", "published_basis", "terms")}
    where = {name: about[name] for name in ("landing_page", "retrieved") if about[name]}
    return told_of | where | {"texts": about["documents"]}


def _area(ward: str, figures: Sequence[PublishedFigure], evidence: Evidence) -> bytes:
    study = evidence.study
    by_theme = {
        str(theme): mine
        for theme in dict.fromkeys(study.tables.concepts["theme"])
        if (mine := [one for one in figures if one.theme == theme])
    }
    headings = [Heading(2, study.names.theme(theme), f"theme-{theme}") for theme in by_theme]
    indicators = [_indicators(mine, evidence) for mine in by_theme.values()]
    return page(
        "area.html",
        evidence.page_of(ward),
        f"{study.names.ward(ward)}: {told('pages.site.evidence', study.lang)}",
        study=study,
        beside=evidence.beside,
        headings=headings,
        printed=evidence.printed,
        themes=list(zip(headings, indicators, strict=True)),
    )


def _indicators(figures: Sequence[PublishedFigure], evidence: Evidence) -> list[dict[str, Any]]:
    lang = evidence.study.lang
    known = evidence.study.tables.indicators.set_index("indicator")
    return [
        {
            "id": indicator,
            "name": known.at[indicator, f"name_{lang}"],
            "facts": {name: known.at[indicator, f"{name}_{lang}"] for name in ("definition", "caveat")},
            "figures": [one for one in figures if one.indicator == indicator],
        }
        for indicator in dict.fromkeys(one.indicator for one in figures)
    ]
