"""Until each chart is a question: what a figure of the charts folder knows of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.data.citation import caveat_lines, source_lines
from analysis.data.load import Root, load_wards
from analysis.data.study import Study
from analysis.drawing.page import COLOUR, FigureInfo, Ink, KpiFigure
from analysis.words.errors import FigureError, NoFigureData
from analysis.words.wording import Wording

MOST_WARDS = 100


@dataclass(frozen=True)
class OldQuestion:
    """A chart that is no question yet."""

    name: str

    def draw(self, study: Study, rows: pd.DataFrame | None = None, ink: Ink = COLOUR) -> KpiFigure:
        """Draw."""
        from analysis.charts import FIGURES

        return FIGURES[self.name](table=rows, lang=study.lang, mono=ink.mono, root=study.root)

    def sentences(self, rows: pd.DataFrame, study: Study) -> list[str]:
        """Say."""
        from analysis.findings import FINDINGS, sentences

        question = next(name for name in FINDINGS if self.name.startswith(name))
        return sentences(question, rows, lang=study.lang, root=study.root)


def wording(name: str, lang: str, root: Root, table: pd.DataFrame | None = None) -> Wording:
    """Return names."""
    rows = load_wards(root) if table is None else table
    count = len({code for name in ("ward", "ward_a", "ward_b") if name in rows for code in rows[name]})
    if count > MOST_WARDS:
        raise FigureError("figure_too_many", figure=name, count=count, most=MOST_WARDS)
    return Study.of(root, lang).names


def require(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Refuse no rows."""
    if rows.empty:
        raise NoFigureData(name)
    return rows


def describe(
    name: str, rows: pd.DataFrame, *, title: str, kind: str, details: Sequence[str], lang: str, root: Root
) -> FigureInfo:
    """Describe a figure."""
    study = Study.of(root, lang)
    sentences = [text.rstrip("。. ") + ("。" if lang == "ja" else ".") for text in (title, kind, *details) if text]
    return FigureInfo(
        name=name,
        title=title,
        kind=kind,
        lang=lang,
        rows=rows.reset_index(drop=True),
        alt=("" if lang == "ja" else " ").join(sentences),
        sources=tuple(source_lines(rows, study)),
        caveats=tuple(caveat_lines(rows, study)),
        study=study,
        question=OldQuestion(name),
    )
