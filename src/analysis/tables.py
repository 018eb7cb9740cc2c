"""Tables for reading: names instead of ids, years in 令和, footnotes and sources derived from the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.ids import ids_by_row
from analysis.data.load import Root, load_wards
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study
from analysis.measures import rankings, views
from analysis.questions._reading import NONE, Cell, ReadingTable, by_theme_and_ward, heads, reading, reading_table
from analysis.words.labels import AVAILABILITY, COMPARABILITY, KINDS
from analysis.words.wording import Wording, known

_WORDS: dict[str, dict[str, str]] = {
    "ward": {"ja": "区", "en": "ward"},
    "indicator": {"ja": "指標", "en": "indicator"},
    "theme": {"ja": "テーマ", "en": "theme"},
    "measure": {"ja": "ものさし", "en": "yardstick"},
    "choices": {"ja": "組合せの数", "en": "choices"},
    "reference": {"ja": "国の資料が全区を同じ定義で示す概念", "en": "measured alike in all wards by a national source"},
    "measured_alike": {
        "ja": "国の資料が同じ定義で示す概念と区の数",
        "en": "measured alike by a national source, in how many wards",
    },
    "figures": {"ja": "数値を公表する区", "en": "wards that publish figures"},
    "words": {"ja": "文言のみの区", "en": "in words only"},
    "none": {"ja": "公表のない区", "en": "publish nothing"},
    "same_definition": {"ja": "同じ定義の値で比べられる区", "en": "wards that share a definition"},
    "only_progress": {"ja": "目標との比だけを比べられる区", "en": "against own targets only"},
    "not_comparable": {"ja": "比べられない区", "en": "not comparable"},
    "everyone": {"ja": "全{}区", "en": "all {}"},
    "places": {"ja": "各区の順位", "en": "places of the wards"},
    "availability": {"ja": "公表値の数と年度", "en": "Figures published and their years"},
    "comparability": {"ja": "比べられるもの", "en": "What can be compared"},
    "ranking": {"ja": "順位の範囲", "en": "Range of places"},
    "reason": {"ja": "（{}）", "en": " ({})"},
}


def figures_table(
    rows: pd.DataFrame, *, title: str, name: str = "figures", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show published figures, one row for each ward and indicator and one column for each kind and year.

    Parameters
    ----------
    rows : DataFrame
        Observations, or rows of :func:`analysis.compare`: a row without indicator is a ward that publishes nothing.
    title, name, lang, root
        As for :func:`analysis.progress_table`.
    """
    study = Study.of(root, lang)
    table = by_theme_and_ward(rows, study)
    columns = _year_columns(table, study.names)
    records: dict[tuple[str, str], dict[str, Cell]] = {}
    for row, key in zip(each(table), ids_by_row(table, study), strict=True):
        record = records.setdefault((row.ward, row.indicator), _named(row, study.names))
        if known(row.fiscal_year):
            text = study.names.figure(row.value, row.unit) if known(row.value) else row.text
            before = record.get(column := _year_column(row, study.names))
            shown = Cell(text, (key,) if key else ())
            record[column] = Cell(f"{before.text} / {text}", before.ids + shown.ids) if before else shown
    keys = pd.DataFrame(list(records), columns=["ward", "indicator"])
    described = keys.merge(_joined_notes(table), on=["ward", "indicator"], how="left")
    # Plans of many wards have many years, which would squeeze the names.
    columns_shown = [
        head._replace(roomy=head.name == "indicator" and not views.few(table))
        for head in heads(["ward", "indicator", *columns], study, numbers=columns)
    ]
    made = reading(list(records.values()), columns_shown, described, study, name=name, title=title)
    return ReadingTable(made, rows)


def _named(row: Any, words: Wording) -> dict[str, Cell]:
    indicator = words.indicator(row.indicator) if known(row.indicator) else AVAILABILITY["none"][words.lang]
    return {"ward": Cell(words.ward(row.ward)), "indicator": Cell(indicator)}


def _year_columns(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Return the columns of :func:`figures_table`: baseline first, target last, the years between."""
    dated = rows[rows["fiscal_year"].notna()]
    rank = dated["kind"].map({"baseline": 0, "target": 2}).fillna(1)
    ordered = dated.assign(rank=rank).sort_values(["rank", "fiscal_year", "kind"], kind="stable")
    return list(dict.fromkeys(_year_column(row, words) for row in each(ordered)))


def _year_column(row: Any, words: Wording) -> str:
    return f"{KINDS[row.kind][words.lang]} {words.year(row.fiscal_year)}"


def _joined_notes(rows: pd.DataFrame) -> pd.DataFrame:
    """Return sources and notes of each ward and indicator, each once."""

    def once(cells: pd.Series[str], separator: str) -> str:
        return separator.join(dict.fromkeys(part for cell in cells for part in str(cell).split(separator) if part))

    grouped = rows.assign(note=rows["note"].fillna("")).groupby(["ward", "indicator"], sort=False)
    return grouped.agg(
        source=("source", lambda cells: once(cells, " ")), note=("note", lambda cells: once(cells, NOTE_SEPARATOR))
    ).reset_index()


def availability_table(
    *, title: str = "", name: str = "availability", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show, per theme and ward, how many figures are published for which years, words only, or nothing.

    Of many wards, those that publish figures, words only or nothing are named together.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.
    """
    words = Study.of(root, lang).names
    rows = views.availability(study=Study.of(root))
    cells = _of_each_ward if views.few(rows) else _of_many_wards
    themes = rows.groupby("theme", sort=False)
    shown = pd.DataFrame([{"theme": words.theme(str(theme))} | cells(of_theme, words) for theme, of_theme in themes])
    return _listed(shown, rows, name, title or _WORDS["availability"][lang], _headings(shown, lang), lang, root)


def _of_each_ward(rows: pd.DataFrame, words: Wording) -> dict[str, str]:
    return {words.ward(str(code)): _availability(of_ward, words) for code, of_ward in rows.groupby("ward", sort=False)}


def _of_many_wards(rows: pd.DataFrame, words: Wording) -> dict[str, str]:
    """Return the wards that publish figures of a theme, words only, and nothing."""
    sums = rows.groupby("ward", sort=False)[["figures", "words"]].sum()
    figures, said = sums["figures"] > 0, sums["words"] > 0
    groups = {"figures": sums[figures], "words": sums[said & ~figures], "none": sums[~said & ~figures]}
    return {name: _counted(list(group.index), len(sums), words) for name, group in groups.items()}


def _counted(codes: Sequence[str], total: int, words: Wording) -> str:
    """Return how many wards there are, and their names unless they are all of ``total``."""
    if len(codes) == total:
        return _WORDS["everyone"][words.lang].format(total)
    names = [words.ward(code) for code in codes]
    return f"{len(names)}{_WORDS['reason'][words.lang].format(words.listed(names))}" if names else NONE


def _headings(shown: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return the headings of columns: names in our words, others (wards, pairs of them) as they are."""
    return {column: _WORDS[column][lang] if column in _WORDS else column for column in map(str, shown)}


def _availability(rows: pd.DataFrame, words: Wording) -> str:
    figures, said = int(rows["figures"].sum()), int(rows["words"].sum())
    if not figures and not said:
        return AVAILABILITY["none"][words.lang]
    years = rows["fiscal_year"]
    span = words.span(words.year(years.min()), words.year(years.max()))
    what = str(figures) if figures else AVAILABILITY["words"][words.lang]
    return what + _WORDS["reason"][words.lang].format(span)


def comparability_table(
    *, title: str = "", name: str = "comparability", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show, per theme and pair of wards, what can be compared and which concept they share.

    Of many wards, those that can be compared in the same way are named together.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.
    """
    words = Study.of(root, lang).names
    rows = views.comparability_with_reasons(study=Study.of(root))
    table = _pairs(rows, words) if views.few_pairs(rows) else _comparable_groups(rows, words)
    return _listed(table, rows, name, title or _WORDS["comparability"][lang], _headings(table, lang), lang, root)


def _comparable_groups(rows: pd.DataFrame, words: Wording) -> pd.DataFrame:
    """Return a row a theme: wards by definition, those seen against their targets only, those without a partner."""
    shown: dict[str, dict[str, str]] = {}
    states = ("same_definition", "only_progress", "not_comparable")
    total = len({*rows["ward_a"], *rows["ward_b"]})
    for theme, of_theme in rows.groupby("theme", sort=False):
        alike = views.measured_alike(of_theme)
        counted = words.listed(f"{words.concept(name)}: {count}" for name, count in alike.items())
        record = {"theme": words.theme(str(theme))} | dict.fromkeys(states, "")
        shown[str(theme)] = record | {"measured_alike": counted}
    for row in each(views.comparable_groups(rows)):
        state = "not_comparable" if row.state == "not_published" else row.state
        named = f"{words.concept(row.concept)}: " if row.concept else ""
        told = shown[row.theme][state]
        counted = named + _counted(row.wards.split(), total, words)
        shown[row.theme][state] = " / ".join([*([told] if told else []), counted])
    return pd.DataFrame(list(shown.values())).replace("", NONE)


def _pairs(rows: pd.DataFrame, words: Wording) -> pd.DataFrame:
    """Return a row a theme and a column a pair of wards."""
    wards = len({*rows["ward_a"], *rows["ward_b"]})
    shown = []
    for theme, of_theme in rows.groupby("theme", sort=False):
        record = {"theme": words.theme(str(theme))}
        for row in each(of_theme):
            pair = words.joined((words.ward(row.ward_a), words.ward(row.ward_b)))
            shared = words.listed(words.concept(concept) for concept in row.concepts.split())
            brackets = _WORDS["reason"][words.lang].format(shared) if shared else ""
            record[pair] = COMPARABILITY[row.state][words.lang] + brackets
        everywhere = [name for name, count in views.measured_alike(of_theme).items() if count == wards]
        record["reference"] = words.listed(words.concept(name) for name in everywhere) or NONE
        shown.append(record)
    return pd.DataFrame(shown)


def ranking_table(*, title: str = "", name: str = "ranking", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show the best and the worst place of each ward over every way of ranking that the figures allow.

    The places of many wards are listed in one column, the best first.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`analysis.progress_table`.
    """
    words = Study.of(root, lang).names
    rows = rankings.summary(rankings.options(None, Study.of(root)), Study.of(root))
    wards = load_wards(root)
    shown = []
    for (theme, yardstick), ranked in rows.groupby(["theme", "yardstick"], sort=False):
        measure = words.yardstick(str(yardstick))
        record = {"theme": words.theme(str(theme)), "measure": measure, "choices": str(ranked["choices"].iloc[0])}
        shown.append(record | (_place_of_each(ranked, words) if views.few(wards) else _places(ranked, words)))
    columns = [words.ward(code) for code in wards["ward"]] if views.few(wards) else ["places"]
    table = pd.DataFrame(shown, columns=["theme", "measure", "choices", *columns]).fillna(NONE)
    return _listed(table, rows, name, title or _WORDS["ranking"][lang], _headings(table, lang), lang, root)


def _place_of_each(rows: pd.DataFrame, words: Wording) -> dict[str, str]:
    return {words.ward(row.ward): words.span(str(row.best), str(row.worst)) for row in each(rows)}


def _places(rows: pd.DataFrame, words: Wording) -> dict[str, str]:
    """Return the places of many wards as a list, the best first."""
    ordered = rows.sort_values(["best", "worst"], kind="stable")
    return {"places": words.listed(f"{name} {place}" for name, place in _place_of_each(ordered, words).items())}


def _listed(
    shown: pd.DataFrame,
    rows: pd.DataFrame,
    name: str,
    title: str,
    headings: Mapping[str, str],
    lang: str,
    root: Root,
) -> ReadingTable:
    """Lay out a table whose rows are themes, so that only its documents are named beneath it."""
    documents = rows[["source"]]
    made = reading_table(shown, documents, name=name, title=title, headings=headings, lang=lang, root=root)
    return ReadingTable(made.reading, rows)
