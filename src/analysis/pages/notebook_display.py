"""How figures and tables appear in a notebook: charts as reproducible SVG with their alt text, tables in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.data.load import Root, check_names
from analysis.data.study import Study
from analysis.pages.left_out_figures import go_on
from analysis.questions import questions
from analysis.words.errors import BadArgument
from analysis.words.markdown import literal

if TYPE_CHECKING:
    from analysis.drawing.page import KpiFigure

_ROWS = 200


def setup_notebook() -> None:
    """Prepare the notebook that calls this; anywhere else it does nothing.

    Data frames are shown whole, numbers without needless digits, and a figure of this library as SVG alone, where pyplot
    would add a PNG of other bytes on another machine. Without it figures and reading tables show themselves all the same.
    Where the data hold nothing that a figure could show, its line says so and the cells below are run all the same.

    Examples
    --------
    >>> import analysis
    >>> analysis.setup_notebook()
    """
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    for name in ("image/png", "image/jpeg"):  # which pyplot would add to the SVG once seaborn has imported it
        shell.display_formatter.formatters[name].for_type_by_name("analysis.drawing.page", "KpiFigure", lambda _: None)
    go_on(shell)
    pd.set_option("display.max_rows", _ROWS, "display.max_columns", None, "display.max_colwidth", 80)
    pd.set_option("display.float_format", lambda value: f"{value:,.6g}")


class Conclusions:
    """What figures show, as a list of sentences; a notebook shows it as Markdown.

    Examples
    --------
    >>> import analysis
    >>> figure = analysis.online_use(lang="en")
    >>> analysis.conclusions(figure).sentences == figure.ward_kpi.sentences
    True
    """

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences

    def _repr_markdown_(self) -> str:
        return "\n".join(f"- {literal(sentence)}" for sentence in self.sentences)

    def __repr__(self) -> str:
        """Return one sentence a line."""
        return "\n".join(self.sentences)


def conclusions(*figures: KpiFigure | str, lang: str | None = None, root: Root = None) -> Conclusions:
    """Return the findings of figures, computed from the rows that each of them plots.

    Parameters
    ----------
    *figures : KpiFigure or str
        What figure functions return, or names of :data:`analysis.FIGURES`, which stand for the whole data.
    lang : str, optional
        ``ja`` or ``en``; that of each figure without it.
    root : path, optional
        Folder that holds ``data``; the one that each figure was drawn from without it.

    Returns
    -------
    Conclusions
        ``sentences`` holds them; a notebook shows them as a list.

    Raises
    ------
    UnknownName
        If there is no figure of a name; it names the nearest ones.
    WardKpiError
        If something is neither a figure nor a name.

    Examples
    --------
    >>> import analysis
    >>> print(analysis.conclusions("comparability_matrix", lang="en").sentences[-1])  # doctest: +ELLIPSIS
    In 20 themes, national sources measure two ... or more in figures under one definition ...
    """
    found = [sentence for figure in figures for sentence in _findings(figure, lang, root)]
    return Conclusions(list(dict.fromkeys(found)))


def _findings(figure: KpiFigure | str, lang: str | None, root: Root) -> list[str]:
    if isinstance(figure, str):
        study = Study.of(root, lang)
        known = {question.name: question for question in questions(study)}
        check_names("figure", figure, known)
        return known[figure].sentences(study.once(known[figure].table), study)
    if not hasattr(figure, "ward_kpi"):
        raise BadArgument("figures", figure, "figure_or_name")
    info = figure.ward_kpi
    study = (info.study if root is None else Study.of(root, info.lang)).in_language(lang or info.lang)
    return replace(info, study=study).sentences
