"""The guide "Adding a question", followed step by step: its file, its texts and its line make a figure that is told."""

from __future__ import annotations

import re
import shutil
import sys
import types
from pathlib import Path

import pytest

import analysis
from analysis import questions
from analysis.words import store

ROOT = Path(__file__).resolve().parents[2]
NAME = "published_figures"


def block(language: str) -> str:
    """Return the only block of a language in the guide."""
    [found] = re.findall(
        rf"```{language}\n(.*?)```", (ROOT / "docs" / "add-a-question.md").read_text("utf-8"), re.DOTALL
    )
    return str(found)


@pytest.fixture
def registered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Do what the guide says, in a copy of the texts and of the registry."""
    texts = tmp_path / "texts"
    shutil.copytree(str(store.FOLDER), texts)
    (texts / f"{NAME}.toml").write_text(block("toml"), encoding="utf-8")
    monkeypatch.setattr(store, "FOLDER", texts)
    module = types.ModuleType(f"analysis.questions.{NAME}")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(block("python"), f"{NAME}.py", "exec"), module.__dict__)
    monkeypatch.setattr(questions, "NAMES", (*questions.NAMES, NAME))


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_guides_question_is_drawn_said_and_listed(lang: str) -> None:
    assert NAME in list(questions.Figures())
    figure = questions.Figures()[NAME](lang=lang)
    rows = analysis.load_observations(vintage="latest").dropna(subset="value")
    own = rows[rows["source"].str.startswith(("sumida-", "taito-", "suginami-"))]
    [sentence] = analysis.conclusions(figure).sentences
    assert f"{len(own)}" in sentence
    assert figure.ward_kpi.title == sentence.rstrip("。.")
    assert ("墨田区" if lang == "ja" else "Sumida") in sentence
    assert figure.ward_kpi.sources
    with pytest.raises(analysis.WardKpiError, match="theme=") as caught:  # its rows are of no theme
        questions.Figures()[NAME](theme="cashless", lang=lang)
    assert caught.value.code == "figure_not_by"
