"""Tables for reading: names instead of ids, years in 令和, footnotes and sources derived from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from great_tables import GT, loc, style

from analysis.data.citation import dated_together, source_lines
from analysis.data.frames import each
from analysis.data.load import Root, load_concepts, load_indicators, load_notes, load_wards
from analysis.data.schema import NOTE_SEPARATOR
from analysis.data.study import Study
from analysis.measures import rankings, views
from analysis.measures.attainment import progress
from analysis.measures.yearly_steps import outlook, rounded
from analysis.words.labels import AVAILABILITY, COMPARABILITY, KINDS, REASONS, STATUSES
from analysis.words.wording import Wording, known, number, percent

FONTS = ["BIZ UDPGothic", "Yu Gothic", "Meiryo", "Hiragino Sans", "Noto Sans CJK JP", "sans-serif"]
NONE = "－"
"""Stands where there is no figure: a blank could be taken for a slip, 0 would be a figure."""
_MOST_LISTED = 8
"""So many documents have a line each under a table; more run on."""

_WORDS: dict[str, dict[str, str]] = {
    "ward": {"ja": "区", "en": "ward"},
    "indicator": {"ja": "指標", "en": "indicator"},
    "baseline": {"ja": "基準値", "en": "baseline"},
    "target": {"ja": "目標", "en": "target"},
    "value": {"ja": "最新の実績", "en": "latest result"},
    "progress": {"ja": "進捗", "en": "progress"},
    "elapsed": {"ja": "期間の経過", "en": "time gone"},
    "pace": {"ja": "ペース", "en": "pace"},
    "required_per_year": {"ja": "必要な年あたり増減", "en": "needed a year"},
    "status": {"ja": "判定", "en": "status"},
    "theme": {"ja": "テーマ", "en": "theme"},
    "measure": {"ja": "ものさし", "en": "yardstick"},
    "choices": {"ja": "組合せの数", "en": "choices"},
    "reference": {"ja": "国の資料が全区を同じ定義で示す概念", "en": "measured alike in all wards by a national source"},
    "measured_alike": {
        "ja": "国の資料が同じ定義で示す概念と区の数",
        "en": "measured alike by a national source, in how many wards",
    },
    "step_slowest": {"ja": "これまでの最小", "en": "slowest so far"},
    "step_median": {"ja": "中央", "en": "median"},
    "step_fastest": {"ja": "これまでの最大", "en": "fastest so far"},
    "steps": {"ja": "増分の数", "en": "steps"},
    "figures": {"ja": "数値を公表する区", "en": "wards that publish figures"},
    "words": {"ja": "文言のみの区", "en": "in words only"},
    "none": {"ja": "公表のない区", "en": "publish nothing"},
    "same_definition": {"ja": "同じ定義の値で比べられる区", "en": "wards that share a definition"},
    "only_progress": {"ja": "目標との比だけを比べられる区", "en": "against own targets only"},
    "not_comparable": {"ja": "比べられない区", "en": "not comparable"},
    "counted": {"ja": "{}区", "en": "{} wards"},
    "everyone": {"ja": "全{}区", "en": "all {}"},
    "places": {"ja": "各区の順位", "en": "places of the wards"},
    "availability": {"ja": "公表値の数と年度", "en": "Figures published and their years"},
    "comparability": {"ja": "比べられるもの", "en": "What can be compared"},
    "outlook": {"ja": "必要な年あたり増減とこれまでの増減", "en": "The yearly step needed and those shown so far"},
    "ranking": {"ja": "順位の範囲", "en": "Range of places"},
    "derived": {
        "ja": "進捗・期間の経過・ペース・必要な年あたり増減は公表値からの計算",
        "en": "progress, time gone, pace and what is needed a year are derived from the published figures",
    },
    "milestone": {"ja": "計画値", "en": "milestone"},
    "reason": {"ja": "（{}）", "en": " ({})"},
    "source": {"ja": "出典: ", "en": "Source: "},
}


@dataclass(frozen=True)
class ReadingTable:
    """A table as a notebook shows it; ``rows`` are what it was made from."""

    name: str
    title: str
    rows: pd.DataFrame
    gt: GT

    def _repr_html_(self) -> str:
        """Return the table as HTML; its id is its name, so that the same rows give the same text."""
        return str(self.gt.as_raw_html())

    def __repr__(self) -> str:
        """Return the title and the number of rows; the HTML is what is read."""
        return f"{self.title} ({len(self.rows)})"


def progress_table(
    rows: pd.DataFrame | None = None,
    *,
    title: str,
    name: str = "progress",
    detail: bool = False,
    lang: str = "ja",
    root: Root = None,
) -> ReadingTable:
    """Show baseline, target, latest result, progress and status.

    Parameters
    ----------
    rows : DataFrame, optional
        Rows of :func:`analysis.progress`; all without it. Rows without indicator show a ward that publishes nothing; of
        many wards, those that publish nothing about a theme share a row.
    title : str
        What the table shows.
    name : str
        Unique within a notebook.
    detail : bool
        Whether to add time gone, pace and what is needed a year.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    words = Study.of(root, lang).names
    table = _silent_together(_by_theme_and_ward(progress(root=root) if rows is None else rows, root))
    columns = ["ward", "indicator", "baseline", "target", "value", "progress"]
    columns += ["elapsed", "pace", "required_per_year"] if detail else []
    shown = pd.DataFrame(
        [_progress_cells(row, words) for row in each(table)],
        columns=[*columns, "status"] if not detail else None,
    )
    shown = shown[[*columns, "status"]]
    numbers = [column for column in map(str, shown) if column not in ("ward", "indicator", "status")]
    return reading_table(
        shown,
        table,
        name=name,
        title=title,
        headings=_headings(shown, lang),
        numbers=numbers,
        remarks=[_WORDS["derived"][lang]],
        lang=lang,
        root=root,
    )


def _by_theme_and_ward(rows: pd.DataFrame, root: Root) -> pd.DataFrame:
    """Return ``rows`` in order of theme, then of wards.csv; the order within each is kept."""
    themes = dict(zip(*(load_concepts(root)[column] for column in ("theme", "theme_order")), strict=True))
    wards = {code: place for place, code in enumerate(load_wards(root, level=None)["ward"])}
    ranked = rows.assign(_theme=rows["theme"].map(themes), _ward=rows["ward"].map(wards))
    ordered = ranked.sort_values(["_theme", "_ward"], kind="stable", ignore_index=True)
    return ordered.drop(columns=["_theme", "_ward"])


def _silent_together(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``rows`` with a column ``silent``, and of many wards those without indicator in one row a theme.

    ``silent`` holds the codes of the wards that the row is about where it has no indicator.
    """
    nothing = ~rows["indicator"].map(known)
    if views.few(rows):
        return rows.assign(silent=rows["ward"].where(nothing, ""))
    codes = rows[nothing].groupby("theme")["ward"].agg(" ".join)
    told = rows.assign(silent=rows["theme"].map(codes).where(nothing, ""))
    return told[~(nothing & told.duplicated(["theme", "silent"]))].reset_index(drop=True)


def _progress_cells(row: Any, words: Wording) -> dict[str, str]:
    lang = words.lang
    if not known(row.indicator):
        blank = dict.fromkeys((*_WORDS,), NONE)
        codes = row.silent.split()
        who = {"ward": words.ward(row.ward)}
        if len(codes) > 1:
            names = words.listed(words.ward(code) for code in codes)
            count = _WORDS["counted"][lang].format(len(codes))
            who = {"ward": count, "indicator": f"{words.theme(row.theme)}: {names}"}
        return blank | who | {"status": AVAILABILITY["none"][lang]}
    shares = {
        name: percent(getattr(row, name)) if known(getattr(row, name)) else NONE for name in ("progress", "elapsed")
    }
    reason = REASONS[row.reason][lang]
    explained = _WORDS["reason"][lang].format(reason) if reason and row.status in ("", "achieved") else ""
    return {
        "ward": words.ward(row.ward),
        "indicator": words.indicator(row.indicator),
        "baseline": _dated(row.baseline, row.baseline_year, row.unit, words),
        "target": _target(row, words),
        "value": _dated(row.value, row.value_year, row.unit, words, row.value_kind),
        **shares,
        "pace": number(row.pace, 2) if known(row.pace) else NONE,
        "required_per_year": words.figure(round(row.required_per_year, 2), row.unit)
        if known(row.required_per_year)
        else NONE,
        "status": STATUSES[row.status][lang] + explained,
    }


def _target(row: Any, words: Wording) -> str:
    kind = "" if row.target_kind == "target" else "planned"
    if known(row.target):
        return _dated(row.target, row.target_year, row.unit, words, kind)
    return f"{row.target_text}（{words.year(row.target_year)}）" if known(row.target_text) else NONE


def _dated(value: Any, year: Any, unit: str, words: Wording, kind: Any = "") -> str:
    """Return a figure with its year, and with its kind where that is not an actual figure."""
    if not known(value):
        return NONE
    said = [words.year(year)] if known(year) else []
    said += [KINDS[kind][words.lang]] if kind in ("estimate", "planned") else []
    return (
        words.figure(value, unit) + _WORDS["reason"][words.lang].format(" ".join(said))
        if said
        else words.figure(value, unit)
    )


def figures_table(
    rows: pd.DataFrame, *, title: str, name: str = "figures", lang: str = "ja", root: Root = None
) -> ReadingTable:
    """Show published figures, one row for each ward and indicator and one column for each kind and year.

    Parameters
    ----------
    rows : DataFrame
        Observations, or rows of :func:`analysis.compare`: a row without indicator is a ward that publishes nothing.
    title, name, lang, root
        As for :func:`progress_table`.
    """
    words = Study.of(root, lang).names
    table = _by_theme_and_ward(rows, root)
    columns = _year_columns(table, words)
    records: dict[tuple[str, str], dict[str, str]] = {}
    for row in each(table):
        name_shown = words.indicator(row.indicator) if known(row.indicator) else AVAILABILITY["none"][lang]
        record = records.setdefault((row.ward, row.indicator), {"ward": words.ward(row.ward), "indicator": name_shown})
        if known(row.fiscal_year):
            text = words.figure(row.value, row.unit) if known(row.value) else row.text
            column = _year_column(row, words)
            record[column] = text if column not in record else f"{record[column]} / {text}"
    shown = pd.DataFrame(list(records.values()), columns=["ward", "indicator", *columns]).fillna(NONE)
    keys = pd.DataFrame(list(records), columns=["ward", "indicator"])
    described = keys.merge(_joined_notes(table), on=["ward", "indicator"], how="left")
    made = reading_table(
        shown, described, name=name, title=title, headings=_headings(shown, lang), numbers=columns, lang=lang, root=root
    )
    roomy = style.css("min-width: 10em")  # plans of many wards have many years, which would squeeze the names
    gt = made.gt if views.few(table) else made.gt.tab_style(roomy, loc.body(columns="indicator"))
    return ReadingTable(made.name, made.title, rows, gt)


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
        As for :func:`progress_table`.
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
        As for :func:`progress_table`.
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


def outlook_table(*, title: str = "", name: str = "outlook", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show, per indicator whose target is still ahead, the yearly step it needs and those it has shown.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`progress_table`.
    """
    words = Study.of(root, lang).names
    rows = outlook(Study.of(root).current, Study.of(root))
    rows = rows[rows["required_per_year"].notna()].reset_index(drop=True)
    steps = ("required_per_year", "step_slowest", "step_median", "step_fastest")
    shown = pd.DataFrame(
        [
            {"ward": words.ward(row.ward), "indicator": words.indicator(row.indicator)}
            | {step: words.step(rounded(getattr(row, step)), row.unit) for step in steps}
            | {"steps": str(row.steps)}
            for row in each(rows)
        ]
    )
    return reading_table(
        shown,
        rows,
        name=name,
        title=title or _WORDS["outlook"][lang],
        headings=_headings(shown, lang),
        numbers=[*steps, "steps"],
        lang=lang,
        root=root,
    )


def ranking_table(*, title: str = "", name: str = "ranking", lang: str = "ja", root: Root = None) -> ReadingTable:
    """Show the best and the worst place of each ward over every way of ranking that the figures allow.

    The places of many wards are listed in one column, the best first.

    Parameters
    ----------
    title, name, lang, root
        As for :func:`progress_table`.
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
    return ReadingTable(made.name, made.title, rows, made.gt)


def reading_table(
    shown: pd.DataFrame,
    rows: pd.DataFrame,
    *,
    name: str,
    title: str,
    headings: Mapping[str, str],
    numbers: Sequence[str] = (),
    remarks: Iterable[str] = (),
    lang: str = "ja",
    root: Root = None,
) -> ReadingTable:
    """Lay out ``shown`` with footnotes and source lines derived from ``rows``.

    Parameters
    ----------
    shown : DataFrame
        What stands in the cells, as text.
    rows : DataFrame
        One row for each row of ``shown``: ``source``, and where there are caveats ``indicator`` and ``note``.
    name : str
        Unique within a notebook; becomes the table's id.
    title : str
        What the table shows.
    headings : mapping
        Heading of each column of ``shown``.
    numbers : sequence of str
        Columns aligned to the right.
    remarks : iterable of str
        Said below the table before the sources.
    lang, root
        As for :func:`progress_table`.
    """
    table = GT(shown, id=f"table-{name}").tab_header(title=title).cols_label(dict(headings))
    table = table.opt_table_font(font=FONTS).cols_align("left").opt_footnote_marks("numbers")
    if numbers:
        table = table.cols_align("right", columns=list(numbers))
    for text, positions in _caveats(rows, Study.of(root, lang).names, root).items():
        column = "indicator" if "indicator" in shown else shown.columns[0]
        table = table.tab_footnote(text, locations=loc.body(columns=column, rows=positions))
    for remark in remarks:
        table = table.tab_source_note(remark)
    documents = source_lines(rows, Study.of(root, lang)) if "source" in rows else []
    for line in documents if len(documents) <= _MOST_LISTED else [" / ".join(documents)]:
        table = table.tab_source_note(_WORDS["source"][lang] + line)
    table = table.tab_style(style.text(weight="bold"), loc.column_labels())
    table = table.tab_options(table_font_size="13px", source_notes_font_size="11px")
    return ReadingTable(name, title, rows, table)


def _caveats(rows: pd.DataFrame, words: Wording, root: Root) -> dict[str, list[int]]:
    """Return each caveat with the positions of the rows that it is about; notes that differ in a date only are one."""
    if "indicator" not in rows:
        return {}
    general = load_indicators(root).set_index("indicator")[f"caveat_{words.lang}"]
    english = dict(zip(*(load_notes(root)[column] for column in ("note", "note_en")), strict=True))
    notes = rows["note"] if "note" in rows else [""] * len(rows)
    listed: list[tuple[str, int]] = []
    for position, (indicator, note) in enumerate(zip(rows["indicator"], notes, strict=True)):
        texts = [str(general.get(indicator, ""))] if known(indicator) else []
        texts += [one if words.ja else english[one] for one in str(note).split(NOTE_SEPARATOR) if known(note)]
        listed += [(text, position) for text in texts if text]
    found: dict[str, list[int]] = {}
    for text, position in dict.fromkeys(dated_together(listed, words)):
        found.setdefault(text, []).append(position)
    return found
