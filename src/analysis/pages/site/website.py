"""``ward-kpi site``: the notebooks and the evidence of every figure as pages that need no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from analysis.data.paths import find_root, staged_folder
from analysis.pages.execution import Progress, execute_all
from analysis.pages.left_out import left_out, sentence
from analysis.pages.site.evidence_pages import Evidence
from analysis.pages.site.figures_page import figures_page
from analysis.pages.site.layout import WORDS as SITE_WORDS
from analysis.pages.site.layout import page
from analysis.pages.site.notebook_page import NotebookPage, notebook_page
from analysis.words.labels import check_language

WORDS = {
    "intro": {
        "ja": "東京の区が公表した行政デジタル化のKPIを、資料・所在・版とともに比べるノートブックです。定義の違う値は同じ軸に置かず、"
        "公表のない区は公表なしとして残しています。",
        "en": "Notebooks that compare the digitisation KPIs published by Tokyo's wards, with document, place and vintage of "
        "every figure. What is defined differently never shares an axis; a ward that publishes nothing stays visible.",
    },
    "notebooks": {"ja": "ノートブック", "en": "Notebooks"},
    "data": {"ja": "数値とその所在", "en": "Figures and where they stand"},
    "done": {
        "ja": "{count}ページを作成しました。次のファイルを開いてください: {path}",
        "en": "wrote {count} pages. Open: {path}",
    },
}


def write_site(
    root: Path | None = None, output: Path | None = None, lang: str = "ja", progress: Progress = lambda _: None
) -> str:
    """Execute the notebooks and write them, an index, all figures and their evidence as offline pages.

    Parameters
    ----------
    root : path, optional
        Folder that holds ``data`` and ``notebooks``.
    output : path, optional
        Folder of the pages, which is replaced; ``root/build/site`` without it.
    lang : str
        ``ja`` or ``en``: language of everything but the notebooks' own text.
    progress : callable
        Called with the name of each notebook that is executed.

    Returns
    -------
    str
        What to open, and on a second line the figures left out, if any.

    Raises
    ------
    WardKpiError
        If a notebook fails, a chart has no description, or ``output`` cannot be written.
    """
    folder = find_root(root)
    target = output or folder / "build" / "site"
    executed = execute_all(folder, progress=progress, lang=lang)
    files = pages({path.stem: content for path, content in executed.items()}, folder, lang)
    write_pages(files, target)
    done = WORDS["done"][lang].format(count=len(files), path=target / "index.html")
    return "\n".join(filter(None, [done, sentence(missing_figures(executed.values()), lang)]))


def missing_figures(notebooks: Iterable[bytes]) -> list[str]:
    """Return the figures that executed notebooks leave out, for the data hold nothing that they could show."""
    return [figure for content in notebooks for figure in left_out(json.loads(content))]


def write_pages(files: Mapping[str, bytes], target: Path) -> None:
    """Replace the folder ``target`` by ``files``, all or none."""
    with staged_folder(target.parent) as staged:
        (staged / target.name).mkdir()
        for name, content in files.items():
            (staged / target.name / name).write_bytes(content)


def pages(notebooks: Mapping[str, bytes], root: Path, lang: str = "ja") -> dict[str, bytes]:
    """Return all pages by file name.

    Parameters
    ----------
    notebooks : mapping of str to bytes
        Executed notebooks by name without ending, in order.
    root : path
        Folder that holds ``data``.
    lang : str
        ``ja`` or ``en``.
    """
    evidence = Evidence(root, check_language(lang))
    names = list(notebooks)
    written = [notebook_page(name, json.loads(content), evidence, names, lang) for name, content in notebooks.items()]
    missing = sentence(missing_figures(notebooks.values()), lang)
    return {
        "index.html": _index(written, missing, lang),
        **{f"{notebook.name}.html": notebook.content for notebook in written},
        "figures.html": figures_page(evidence),
        **evidence.pages(),
    }


def _index(notebooks: Sequence[NotebookPage], missing: str, lang: str) -> bytes:
    cards = [
        f'<li><h3><a href="{notebook.name}.html">{escape(notebook.title)}</a></h3>\n{notebook.abstract}</li>\n'
        for notebook in notebooks
    ]
    links = [
        f'<li><a href="{name}.html">{escape(SITE_WORDS[name][lang])}</a></li>\n' for name in ("figures", "evidence")
    ]
    main = (
        f"<h1>{escape(SITE_WORDS['site'][lang])}</h1>\n<p>{escape(WORDS['intro'][lang])}</p>\n"
        f'<h2>{escape(WORDS["notebooks"][lang])}</h2>\n<ul class="cards">\n{"".join(cards)}</ul>\n'
        f"{f'<p>{escape(missing)}</p>{chr(10)}' if missing else ''}"
        f"<h2>{escape(WORDS['data'][lang])}</h2>\n<ul>{''.join(links)}</ul>"
    )
    return page("index", SITE_WORDS["site"][lang], main, lang=lang)
