"""``ward-kpi site``: the notebooks and the evidence of every figure as pages that need no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from analysis.data.study import Study
from analysis.data.writing import at_home, check_own, write_folders
from analysis.pages.left_out_figures import left_out, sentence
from analysis.pages.notebook_runs import Executed, Progress, execute_editions
from analysis.pages.site.all_figures import figures_page
from analysis.pages.site.evidence_pages import evidence_pages
from analysis.pages.site.names_page import names_page
from analysis.pages.site.notebook_pages import notebook_page, title_of
from analysis.pages.site.printed_tables import PrintedTables, printed_tables
from analysis.pages.site.published_figures import Evidence
from analysis.pages.site.table_pages import table_pages
from analysis.pages.site.templates import page
from analysis.words.say import told


def write_site(
    root: Path | None = None,
    output: Path | None = None,
    lang: str = "ja",
    progress: Progress = lambda _: None,
    *,
    force: bool = False,
) -> str:
    """Execute the notebooks and write them, an index, all figures and their evidence as offline pages.

    Beneath them, in a folder named after it, stand the same pages in the other language. They replace the folder ``output`` (``root/build/site`` without it) where it is new or holds such pages; ``force`` adds
    them to another and overwrites what was changed since. What is returned says what to open and, on a
    second line, the figures left out, if any.

    Raises
    ------
    WardKpiError
        If a notebook fails, a chart has no description, or ``output`` cannot be written or holds what we did not write.
    """
    study = Study.of(root, lang)
    target = at_home(output or study.root / "build" / "site")
    check_own(target, force=force)
    executed = execute_editions(study.root, study.lang, progress)
    files = site(executed, study)
    write_folders({target: files}, force=force)
    done = told("pages.site.done", study.lang, count=len(files), path=target / "index.html")
    return "\n".join(filter(None, [done, sentence(missing_figures(executed[study.lang].values()), study.lang)]))


def missing_figures(notebooks: Iterable[bytes]) -> list[str]:
    """Return the figures that executed notebooks leave out, for the data hold nothing that they could show."""
    return [figure for content in notebooks for figure in left_out(json.loads(content))]


def site(executed: Executed, study: Study) -> dict[str, bytes]:
    """Return the pages of all editions by path: those in the language of ``study``, and in a folder each other one."""
    files: dict[str, bytes] = {}
    printed = printed_tables(study)
    for lang, notebooks in executed.items():
        own = lang == study.lang
        beside = next((f"{other}/" if own else "../" for other in executed if other != lang), "")
        named = {path.stem: content for path, content in notebooks.items()}
        made = pages(named, study.in_language(lang), beside, printed)
        files |= {name if own else f"{lang}/{name}": content for name, content in made.items()}
    return files


def pages(
    notebooks: Mapping[str, bytes], study: Study, beside: str = "", printed: PrintedTables | None = None
) -> dict[str, bytes]:
    """Return the pages in one language by file name, from the executed notebooks by their names without ending.

    ``beside`` leads from them to those in the other language; ``printed`` are the tables that are shown as printed, drawn
    anew without it.
    """
    evidence = Evidence(study, beside, printed)
    read = {name: json.loads(content) for name, content in notebooks.items()}
    titles = {name: title_of(name, notebook) for name, notebook in read.items()}
    written = [notebook_page(name, notebook, evidence, titles) for name, notebook in read.items()]
    index = page(
        "index.html",
        "index",
        study.names.told("pages.site.title", areas=study.publishers),
        study=study,
        beside=beside,
        notebooks=written,
        missing=sentence(missing_figures(notebooks.values()), study.lang),
    )
    return {
        "index.html": index,
        **{f"{notebook.name}.html": notebook.content for notebook in written},
        "figures.html": figures_page(evidence),
        "api.html": names_page(evidence),
        **evidence_pages(evidence),
        **table_pages(evidence),
    }
