"""What the documents of a pack say in common: rows of the table of indicators, entries in words, counts, evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analysis.data.citation import stated_date
from analysis.data.locators import parse_places
from analysis.data.schema import NOTE_SEPARATOR
from analysis.measures.attainment import STATUSES
from analysis.office.pack import Pack
from analysis.questions import comparability_matrix, progress_bars, scorecard
from analysis.questions.online_use import QUESTION as ONLINE_USE
from analysis.questions.trajectories import about
from analysis.sources.raw import row_at
from analysis.words.wording import known, percent


class Entry(NamedTuple):
    """One indicator as tables show it: text in the pack's language, and the indicator's id.

    A row that several wards share has nothing but ``ward``, how many they are, and ``name``, what is said of them.
    """

    ward: str
    name: str
    baseline: str = ""
    target: str = ""
    result: str = ""
    status: str = ""
    progress: str = ""
    remarks: str = ""
    indicator: str = ""
    shared: bool = False

    @property
    def standing(self) -> str:
        """Status and, where there is any, progress, in two lines."""
        return "\n".join(text for text in (self.status, self.progress) if text)


def theme_findings(pack: Pack, theme: str) -> list[str]:
    """Return what the wards' own figures say of a theme, the main finding first."""
    return about(theme).sentences(pack.trajectories[theme], pack.study)


def shared_finding(pack: Pack, rows: pd.DataFrame) -> str:
    """Return which ward leads by each definition that all wards share, at its newest date."""
    newest = rows[rows["as_of"] == rows.groupby("concept")["as_of"].transform("max")]
    return ONLINE_USE.claims(newest, pack.study)[0].title(pack.study)


def progress_finding(pack: Pack, themes: Sequence[str]) -> str:
    """Return how many indicators of some themes reached the ward's own target."""
    return progress_bars.claims(_judgements(pack, themes), pack.study)[0].title(pack.study)


def scorecard_findings(pack: Pack, themes: Sequence[str] | None = None) -> list[str]:
    """Return how many indicators of each ward (of some themes) stand where, the main finding first."""
    rows = _judgements(pack, pack.themes if themes is None else themes)
    rows = rows.sort_values("ward", key=lambda codes: codes.map(pack.wards.index), kind="stable")
    return scorecard.QUESTION.sentences(rows, pack.study)


def _judgements(pack: Pack, themes: Sequence[str]) -> pd.DataFrame:
    """Return the scorecard of some themes; of many wards, which findings count, with those that publish nothing."""
    rows = pack.scorecard[pack.scorecard["theme"].isin(themes)]
    return rows[rows["indicator"] != ""] if pack.few else rows


def comparability_finding(pack: Pack) -> str:
    """Return for how many themes wards may be compared at all."""
    rows = pack.study.once(comparability_matrix.table)
    return comparability_matrix.claims(rows, pack.study)[0].title(pack.study)


def entry(pack: Pack, row: Any) -> Entry:
    """Return a row of :attr:`Pack.progress` as tables show it."""
    return Entry(
        ward=pack.words.ward(row.ward),
        name=pack.words.indicator(row.indicator),
        baseline=_dated(pack, row.baseline, row.unit, row.baseline_year),
        target=_target(pack, row),
        result=_result(pack, row),
        status=pack.status_name(row.status),
        progress=pack.word("progress_of", share=percent(row.progress)) if known(row.progress) else "",
        remarks=" ".join(remarks(pack, row.indicator)),
        indicator=row.indicator,
    )


def entries(pack: Pack, themes: Sequence[str]) -> list[Entry]:
    """Return the indicators with a target of some themes; a ward that has none in a theme keeps a row that says so.

    Of many wards, those that have none share a row.
    """
    rows = []
    for theme in themes:
        of_theme = _with_target(pack, [theme])
        silent = [code for code in pack.wards if code not in set(of_theme["ward"])]
        together = [] if pack.few or len(silent) == 1 else silent
        for code in pack.wards:
            rows += [entry(pack, row) for row in of_theme[of_theme["ward"] == code].itertuples()]
            if code in silent and code not in together:
                rows.append(Entry(pack.words.ward(code), pack.word("not_published")))
        if together:
            count = pack.word("wards_counted", count=len(together))
            told = pack.word("nothing_of", wards=names_of(pack, together))
            rows.append(Entry(count, told, shared=True))
    return rows


def names_of(pack: Pack, codes: Iterable[str]) -> str:
    """Return the names of wards as a list."""
    return pack.words.listed(pack.words.ward(code) for code in codes)


def judged(pack: Pack, themes: Sequence[str]) -> pd.DataFrame:
    """Return the observations of the wards' indicators that have a target, of some themes."""
    return pack.own[pack.own["indicator"].isin(_with_target(pack, themes)["indicator"])]


def _with_target(pack: Pack, themes: Sequence[str]) -> pd.DataFrame:
    return pack.progress[pack.progress["theme"].isin(themes) & (pack.progress["status"] != "no_target")]


def sentence(pack: Pack, one: Entry) -> str:
    """Return an indicator and its ward in one line."""
    return pack.word("of_ward", ward=one.ward, text=plain_sentence(pack, one))


def plain_sentence(pack: Pack, one: Entry) -> str:
    """Return an indicator in one line: what there is of baseline, result and target, then its status."""
    fields = {"baseline": one.baseline, "result": one.result, "target": one.target}
    told = [f"{pack.word(name)} {text}" for name, text in fields.items() if text not in ("", pack.word("none"))]
    if not told:
        return pack.word("entry_none", what=one.name)
    return pack.word(
        "entry", what=one.name, told=pack.words.listed(told), standing=pack.words.listed(one.standing.split("\n"))
    )


def summary(pack: Pack, theme: str, ward: str) -> str:
    """Return what a ward says of a theme without results: its targets in words, and how many are figures."""
    rows = _with_target(pack, [theme])
    rows = rows[rows["ward"] == ward]
    if rows.empty:
        return pack.word("not_published")
    words = rows[rows["status"] == "qualitative"]
    said = [
        pack.word("target_said", what=pack.words.indicator(str(row.indicator)), text=row.target_text)
        for row in words.itertuples()
    ]
    others = len(rows) - len(words)
    return "\n".join([*said, *([pack.word("targets_without_result", count=others)] if others else [])])


def remarks(pack: Pack, indicator: str) -> list[str]:
    """Return the caveat of an indicator and those of its newest figures."""
    rows = pack.own[pack.own["indicator"] == indicator]
    caveat = str(pack.indicators.loc[indicator, f"caveat_{pack.lang}"])
    notes = [one for cell in rows["note"] for one in note(pack, cell).split(NOTE_SEPARATOR)]
    return [text for text in dict.fromkeys([caveat, *notes]) if text]


def note(pack: Pack, cell: str) -> str:
    """Return the caveats of one figure in the pack's language."""
    notes = [one for one in str(cell).split(NOTE_SEPARATOR) if one]
    return NOTE_SEPARATOR.join(one if pack.lang == "ja" else pack.english_notes[one] for one in notes)


def document_rows(pack: Pack) -> list[list[str]]:
    """Return the table of documents, its header first: issuer, title, date, what the date rests on, how many figures."""
    counts = pack.all_vintages["source"].value_counts()
    rows = [[pack.word(name) for name in ("issuer", "document", "published", "published_basis", "figures")]]
    for name, source in pack.sources.iterrows():
        draft = pack.word("draft") if source["status"] == "draft" else ""
        rows.append(
            [
                str(source[f"issuer_{pack.lang}"]),
                f"{source[f'title_{pack.lang}']}{draft}",
                stated_date(source["published_stated"], pack.lang),
                str(source[f"published_basis_{pack.lang}"]),
                str(counts.get(name, 0)),
            ]
        )
    return rows


def plans_in_words(pack: Pack, theme: str, ward: str) -> list[str]:
    """Return what a ward says of a theme in words, each with its years; that it publishes nothing, if that is so."""
    rows = pack.own[(pack.own["theme"] == theme) & (pack.own["ward"] == ward)]
    if rows.empty:
        return [pack.word("not_published")]
    return list(_entries_in_words(pack, rows[rows["value"].isna()]))


def _entries_in_words(pack: Pack, rows: pd.DataFrame) -> Iterator[str]:
    for (indicator, kind, text), group in rows.groupby(["indicator", "kind", "text"], sort=False):
        first, last = int(group["fiscal_year"].min()), int(group["fiscal_year"].max())
        years = (
            pack.year(first) if first == last else pack.word("from_to", first=pack.year(first), last=pack.year(last))
        )
        name = pack.words.indicator(str(indicator))
        yield pack.word("entry_in_words", what=name, kind=pack.kind_name(str(kind)), years=years, text=text)


def status_counts(pack: Pack) -> pd.DataFrame:
    """Return how many indicators of each ward have which status, of the themes that wards have in common.

    Returns
    -------
    DataFrame
        A row a ward (index: its name), a column a status that occurs (its name), whole numbers.
    """
    rows = pack.scorecard[(pack.scorecard["status"] != "no_target") & (pack.scorecard["indicator"] != "")]
    counts = pd.crosstab(rows["ward"], rows["status"]).reindex(pack.wards, fill_value=0)
    shown = [status for status in [*STATUSES, ""] if status in counts.columns]
    counts = counts[shown].set_axis([pack.status_name(status) for status in shown], axis=1)
    return counts.set_axis([pack.words.ward(code) for code in counts.index], axis=0)


def counts_in_words(pack: Pack, counts: pd.DataFrame) -> str:
    """Return :func:`status_counts` in words, for alternative texts."""
    told = []
    for ward in counts.index:
        statuses = pack.words.listed(f"{status} {count}" for status, count in counts.loc[ward].items() if count)
        told.append(pack.word("of_ward", ward=ward, text=statuses))
    return pack.word("counts_told", told="; ".join(told))


def evidence_lines(pack: Pack, rows: pd.DataFrame) -> list[str]:
    """Return for each observation where it stands: document, place, vintage, and lines of the text."""
    return [_evidence(pack, row) for _, row in rows.iterrows()]


def _evidence(pack: Pack, row: Any) -> str:
    source = pack.sources.loc[row["source"]]
    return pack.word(
        "evidence",
        ward=pack.words.ward(row["ward"]),
        what=pack.words.indicator(row["indicator"]),
        when=pack.year(int(row["fiscal_year"])),
        kind=pack.kind_name(row["kind"]),
        text=row["text"],
        title=source[f"title_{pack.lang}"],
        published=stated_date(source["published_stated"], pack.lang),
        place=pack.word("list_separator").join(_places(pack, row["locator"])),
    )


def _places(pack: Pack, locator: str) -> Iterator[str]:
    for place in parse_places(locator):
        table, _ = row_at(place, pack.raw)
        named = table.place_ja if pack.lang == "ja" else table.place_en
        yield pack.word("place", place=named, table=place.table, row=place.row, column=place.column, lines=place.lines)


def _dated(pack: Pack, value: Any, unit: str, year: Any, kind: str = "") -> str:
    """Return a figure (or the words in its place) with its year and, where it is not plain, its kind."""
    if not known(value):
        return pack.word("none")
    written = value if isinstance(value, str) else pack.words.figure(value, unit)
    details = [*([pack.words.year(year)] if known(year) else []), *([pack.kind_name(kind)] if kind else [])]
    return pack.word("in_brackets", what=written, details=" ".join(details)) if details else written


def _target(pack: Pack, row: Any) -> str:
    planned = "planned" if row.target_kind == "planned" else ""
    return _dated(pack, row.target if known(row.target) else row.target_text, row.unit, row.target_year, planned)


def _result(pack: Pack, row: Any) -> str:
    estimate = row.value_kind if known(row.value_kind) and row.value_kind != "actual" else ""
    return _dated(pack, row.value, row.unit, row.value_year, estimate)
