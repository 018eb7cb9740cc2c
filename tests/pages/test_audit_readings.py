"""The tables of the audit: every column has words in both languages, and they say what the rows say."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any

import pytest
from quoted_data import _asked_of_quoted_documents

import analysis

__all__ = ["_asked_of_quoted_documents"]

TABLES: dict[str, Callable[[], dict[str, Any]]] = {
    "consistency_summary_table": dict,
    "consistency_table": lambda: {"rows": analysis.consistency().head(6)},
    "corrections_table": dict,
    "coverage_table": dict,
    "crosscheck_table": dict,
    "judgements_table": lambda: {"rows": analysis.judgements().tail(6)},
    "revisions_table": lambda: {"rows": analysis.revisions().tail(6)},
}
"""Each table and some of its rows, where it may be long."""


def cells(table: object) -> list[list[str]]:
    """Return the body of a table as text."""
    html = table._repr_html_()  # type: ignore[attr-defined]
    body = html[html.index("<tbody") : html.index("</tbody")]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [[re.sub(r"<.*?>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_in_both_languages(name: str) -> None:
    make, rows = partial(getattr(analysis, name), title="t"), TABLES[name]()
    japanese, english = make(**rows), make(**rows, lang="en")
    assert len(cells(japanese)) == len(cells(english)) > 0
    headings = re.findall(r"<th .*?>(.*?)</th>", english._repr_html_())
    assert headings and not re.search(r"[ぁ-んァ-ヶ一-龠]", "".join(headings))
    assert make(**rows)._repr_html_() == japanese._repr_html_()  # the same bytes every time


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_table_without_rows_keeps_its_heads(lang: str) -> None:
    none = analysis.revisions().iloc[:0]
    table = analysis.revisions_table(none, title="t", lang=lang)
    assert cells(table) == []
    assert [head.name for head in table.reading.heads][:3] == ["ward", "indicator", "kind"]


def test_a_judgement_shows_the_range_of_its_pace() -> None:
    """23 of 25 in three of four years from 6, whose day within FY2021 is not known: 0.89 of the way over 3/4 to 4/5 of it."""
    judged = analysis.judgements(indicator="sumida.online_procedures_mynaportal").tail(1)
    [row] = cells(analysis.judgements_table(judged, title="t", lang="en"))
    assert row[-2:] == ["1.12 to 1.19", "on track"]


def test_the_revisions_show_years_figures_and_reasons() -> None:
    changes = analysis.revisions("sumida-briefing-2023", "sumida-progress-2025")
    redated = changes[changes["change"] == "redated"]
    ((ward, _, kind, change, before, after, difference, reason),) = cells(
        analysis.revisions_table(redated, title="t", lang="en")
    )
    assert (ward, kind, change, difference) == ("Sumida", "target", "redated", "－")
    assert (before, after) == ("FY2022 25手続 (R4) ※3", "FY2025 25手続")
    assert reason == "No document says why the year was moved."
    fallen = changes[(changes["change"] == "changed") & (changes["indicator"] == "sumida.online_procedures_priority")]
    assert cells(analysis.revisions_table(fallen, title="t", lang="en"))[0][6] == "-1 procedures"
    rates = changes[(changes["change"] == "changed") & (changes["unit"] == "percent")]
    assert cells(analysis.revisions_table(rates, title="t"))[0][6] == "+5.5ポイント"


def test_a_wards_own_words_are_followed_by_what_they_mean() -> None:
    rows = analysis.consistency()
    shown = cells(analysis.consistency_table(rows[rows["check"] == "evaluation"], title="t", lang="en"))
    verdicts = {cell for row in shown for cell in row[1:3]}
    assert verdicts == {"達成 (achieved)", "未達成 (missed)"}
    reasons = {unescape(row[4]) for row in shown}
    assert (
        "By the order of the stages (検討 (under consideration) < 実施 (carried out) < 推進 (promotion); the order is ours)."
        in reasons
    )


def test_what_disagrees_and_what_cannot_be_recomputed_is_told_apart() -> None:
    stated = analysis.consistency()
    shown = cells(analysis.consistency_table(stated[~stated["agrees"].fillna(False)], title="t", lang="en"))
    assert sorted(row[3] for row in shown) == ["cannot be recomputed", "no", "no", "no"]
    summary = cells(analysis.consistency_summary_table(stated, title="t", lang="en"))
    assert sum(int(row[2]) + int(row[3]) + int(row[4]) for row in summary) == len(stated)


def test_the_crosscheck_says_what_a_date_rests_on() -> None:
    shown = cells(analysis.crosscheck_table(title="t", lang="en"))
    sumida = next(row for row in shown if row[2] == "FY2021 baseline")
    assert sumida[3:] == ["40%", "31 March 2022 (taken as year end)", "1 September 2021 40.1%", "-211"]
    taito = next(row for row in shown if row[2] == "FY2020 baseline")
    assert taito[3:] == ["35%", "31 March 2021", "1 February 2021 35.3%", "-58"]
    assert any(row[5] == "after the end of the series" for row in shown)


def test_the_coverage_counts_cells_whether_or_not_the_texts_are_at_hand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    here = analysis.coverage_table(title="t")._repr_html_()
    monkeypatch.setenv("WARD_KPI_SOURCES", str(tmp_path))
    (tmp_path / "000_3043c1f33b1029d0.txt").write_text("x")  # type: ignore[operator]
    assert analysis.coverage_table(title="t")._repr_html_() == here


def test_the_findings_come_from_the_tables() -> None:
    stated = analysis.consistency()
    said = analysis.audit_findings(lang="en").sentences
    assert said[0].startswith(f"Of {len(stated)} statements recomputed, {int(stated['agrees'].sum())} agree, 3 do not")
    assert said[1] == (
        "Taito's baseline of 35% (FY2020) agrees, rounded, with the ministry's rate of 1 February 2021 (35.3%), 58 days "
        "before 31 March 2021, as which the date in the document is read; whether the date, the way of counting or both differ is not known."
    )
    assert said[2].startswith(
        "Sumida's baseline of 40% (FY2021) agrees, rounded, with the ministry's rate of 1 September 2021 (40.1%), 211"
    )
    assert len(said) == 3


@pytest.mark.parametrize(
    "name", [name for name in dir(analysis.tables) if name not in ("reading_table", "figures_table")]
)
def test_the_columns_of_a_table_are_those_that_its_docstring_names(name: str) -> None:
    table = getattr(analysis, name)
    said = re.search(
        r"columns? (?:is|are) (?:``(\w+)``|those of\s+:func:`analysis\.(\w+)`(.*?)\.)\n?", table.__doc__, re.S
    )
    assert said
    shown = list(table().rows.columns)
    if said[1]:
        assert shown == [said[1]]
        return
    made = getattr(analysis, said[2])(**({"detail": True} if "detail=True" in said[3] else {}))
    named = set(made.ward_kpi.rows if "whose figure" in said[3] else made) | set(re.findall(r"``(\w+)``", said[3]))
    assert set(shown) <= named


def test_a_figure_knows_its_sentences_and_is_short_where_it_is_printed() -> None:
    figure = analysis.trajectories("cashless", lang="en")
    info = figure.ward_kpi
    assert info.sentences == analysis.conclusions(figure).sentences
    assert info.title in repr(info) and len(repr(info)) < 400
    assert repr(figure) == f"{info.title} ({len(info.rows)})"
