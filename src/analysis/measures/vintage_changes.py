"""What changed between two documents of a ward, or between what was known on two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.data.asked import rows_asked
from analysis.data.border import handed, observations_given
from analysis.data.engines import FrameOfItsKind, opened
from analysis.data.folding import fold
from analysis.data.ids import ids, ids_of
from analysis.data.kinds import COMMITMENTS
from analysis.data.load import (
    VINTAGE_KEY,
    Names,
    Root,
    check_names,
    current_commitments,
)
from analysis.data.rows import typed
from analysis.data.schema import NOTE_SEPARATOR, OBSERVATIONS
from analysis.data.study import Study
from analysis.sources.grammar import MISSING_MARKS, without_marks
from analysis.words.era import DATES, asked_day, is_date
from analysis.words.errors import BadArgument, WardKpiError
from analysis.words.labels import LANGUAGES
from analysis.words.store import told
from analysis.words.wording import Wording

REVISION_COLUMNS = [
    "ward",
    "indicator",
    "theme",
    "kind",
    "group",
    "change",
    "fiscal_year_from",
    "fiscal_year",
    "from",
    "to",
    "difference",
    "unit",
    "text_from",
    "text_to",
    "reason_ja",
    "reason_en",
    "source_from",
    "source",
    "observation_from",
    "observation",
    "locator_from",
    "locator",
]
_SIDE = ["value", "text", "as_of", "note", "source", "locator", "observation"]


def revisions(
    before: str | int | dt.date | None = None,
    after: str | int | dt.date | None = None,
    *,
    observations: Any = None,
    ward: Names = None,
    theme: Names = None,
    concept: Names = None,
    indicator: Names = None,
    kind: Names = None,
    names: bool = False,
    detail: bool = False,
    lang: str | None = None,
    root: Root = None,
) -> FrameOfItsKind:
    """List what was added, changed, redated and dropped between two vintages.

    Parameters
    ----------
    before, after : str or date, optional
        Two source ids (what two documents of one ward say, the earlier first), or two days (``2023-12-31``, ``令和5年12月31日``:
        what was known on each); of a month, year or fiscal year (``2023-12``, ``令和5年度``) its last day, while ``R5``, which
        may be either year, is refused. Without ``after``: until now. Without both: every document against the one before it.
    observations : pandas.DataFrame, polars.DataFrame, polars.LazyFrame, duckdb relation or pyspark DataFrame, optional
        What :func:`load_observations` gives with ``vintage="all"``: keep only what changed between these figures, as they
        stand there. What was added or dropped is asked of all that the data holds, not of these rows.
    ward, theme, concept, indicator, kind : str or iterable of str, optional
        Keep only the rows of these. A ward may be given as code, slug or name, all others as id or name in either language.
    names, detail : bool
        Also the names of ward, theme and indicator (``ward_name``, ...); also where both figures stand, and the caveat.
    lang, root : str, path, optional
        ``ja`` or ``en``, of names and caveats; folder that holds ``data``.

    Returns
    -------
    frame of the kind given, of pandas without one
        One row per figure that is not the same on both sides.

        ================  ================  ================================================================================
        column            type              meaning
        ================  ================  ================================================================================
        ward              ordered category  code of the ward
        indicator         str               what one ward measures
        theme             ordered category  in the order of the codebook
        kind              ordered category  baseline, actual, estimate, planned, target; missing of a label
        group             str               target_baseline: what a ward sets itself (baselines, milestones, targets);
                                            result: what it reports; label: what it calls an indicator
        change            str               changed, redated, added, dropped or relabelled, see below
        fiscal_year_from  Int64             fiscal year of the earlier figure, of one that is redated another
        fiscal_year       Int64             fiscal year of the later figure
        from, to          float64           the earlier and the later figure, in unit; missing where there is none
        difference        float64           to - from, in unit
        unit              str               percent, procedures, ...
        text_from         str               the earlier cell as printed
        text_to           str               the later cell as printed
        reason_ja         str               why, in Japanese: footnotes and corrections of the later document (of the earlier,
                                            if dropped), different days, a whole indicator that one side lacks, the caveat
                                            of a relabelled one, that no reason is given for another year; else missing
        reason_en         str               the same in English
        source_from       str               document of the earlier figure; missing where that side has none
        source            str               document of the later figure; missing where that side has none
        observation_from  str               id of the earlier figure, as in load_observations()
        observation       str               id of the later figure
        locator_from      str               with detail=True: where the earlier figure stands
        locator           str               with detail=True: where the later figure stands
        caveat            str               with detail=True: caveat of the indicator, in the language asked for
        ================  ================  ================================================================================

        ``change`` is

        - ``changed``: another value (or other words) for the same indicator, fiscal year and kind;
        - ``redated``: the same baseline, milestone or target for another fiscal year (``fiscal_year_from``);
        - ``added``: only the later side has it; ``dropped``: only the earlier side has it;
        - ``relabelled``: the indicator is called otherwise (``text_from``, ``text_to``); without kind and year.

        Of the reason, what is counted is told only where both documents say it, and not alike. :func:`named` gives it in one
        language, as ``reason``.

    Raises
    ------
    UnknownName
        If a source, ward, theme, concept, indicator or kind does not exist.
    WardKpiError
        If ``after`` is given alone, a source on one side and a day on the other, the later before the earlier, or
        documents that are not of one ward; if ``observations`` lack a column.

    Examples
    --------
    >>> import analysis
    >>> moved = analysis.revisions("sumida-plan-2022", "sumida-briefing-2023").set_index(["indicator", "kind"])
    >>> moved.loc[[("sumida.cashless_procedures", "target")], ["change", "from", "to"]].values.tolist()
    [['changed', 60.0, 40.0]]
    """
    if before is None and after is not None:
        raise BadArgument("before", None, "source_or_day", forms=DATES)
    study = Study.of(root, lang)
    frame, in_its_kind = opened(observations)
    changes = revisions_of(before, after, study) if frame is None else _among(frame, before, after, study)
    rows = rows_asked(changes, study, ward=ward, theme=theme, concept=concept, indicator=indicator, kind=kind)
    return in_its_kind(handed(rows, study, names=names, detail=detail))


def _among(
    frame: pd.DataFrame, before: str | int | dt.date | None, after: str | int | dt.date | None, study: Study
) -> pd.DataFrame:
    """Return the changes between figures of a caller's frame; the others stay around them, so that none is dropped by leaving it out."""
    rows = observations_given(frame, study)[OBSERVATIONS.columns]
    chosen, every = {*ids_of(rows)}, study.complete
    around = every[[one not in chosen for one in ids_of(every)]]
    changes = revisions_of(before, after, study.given(pd.concat([around, rows], ignore_index=True)))
    stated = {*rows[["indicator", "source"]].itertuples(index=False, name=None)}
    is_label = changes["change"] == "relabelled"
    kept = pd.Series(data=True, index=changes.index)
    for figure, source in (("observation_from", "source_from"), ("observation", "source")):
        said = changes[["indicator", source]].itertuples(index=False, name=None)
        of_document = pd.Series([one in stated for one in said], changes.index, dtype="bool")
        kept &= of_document.where(is_label, changes[figure].isin({"", *chosen}))
    return changes[kept].reset_index(drop=True)


def revisions_of(before: str | int | dt.date | None, after: str | int | dt.date | None, study: Study) -> pd.DataFrame:
    """Return :func:`revisions` of a study."""
    known = sorted(study.tables.sources["source"])
    if before is None:
        pairs = [(_vintage(one, study), _vintage(other, study)) for one, other in _successive(study)]
    elif after is None:
        pairs = [_until_now(before, study)]
    else:
        earlier, later = _asked(before, "before", known), _asked(after, "after", known)
        if isinstance(earlier, str) and isinstance(later, str):
            _refuse_apart(earlier, later, study)
            pairs = [(_vintage(earlier, study), _vintage(later, study))]
        elif isinstance(earlier, dt.date) and isinstance(later, dt.date):
            if earlier > later:
                raise WardKpiError("vintages_reversed", before=earlier, after=later)
            pairs = [(_known_on(earlier, study), _known_on(later, study))]
        else:
            raise BadArgument("after", after, "as_before")
    tables = [_changes(one, other, study) for one, other in pairs]
    return pd.concat(tables, ignore_index=True)[REVISION_COLUMNS] if tables else pd.DataFrame(columns=REVISION_COLUMNS)


def _asked(value: object, argument: str, sources: list[str]) -> str | dt.date:
    """Return the source id or the day that an argument is."""
    if not isinstance(value, str | int | dt.date) or isinstance(value, bool):
        raise BadArgument(argument, value, "source_or_day", forms=DATES)
    if isinstance(value, str) and not value[:1].isdecimal() and not is_date(value):
        check_names("vintage", value, sources)
    return value if isinstance(value, str) and value in sources else asked_day(value, argument, may_be_open=True)


def _refuse_apart(before: str, after: str, study: Study) -> None:
    """Raise where two documents are not an earlier and a later one of one ward, or of one series."""
    sources = study.tables.sources
    about = dict(zip(sources["source"], sources["ward"], strict=True))
    days = dict(zip(sources["source"], sources["published"], strict=True))
    if about[before] != about[after]:
        raise WardKpiError("vintages_apart", before=before, after=after)
    if days[before] > days[after]:
        raise WardKpiError("vintages_reversed", before=before, after=after)


def _successive(study: Study) -> list[tuple[str, str]]:
    """Return each ward's documents in pairs, one and the next, oldest first."""
    sources = study.tables.sources.sort_values(["ward", "published", "source"])
    own = sources[sources["ward"] != ""]
    return [pair for _, group in own.groupby("ward", sort=False) for pair in pairwise(group["source"])]


def _until_now(before: str | int | dt.date, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a document says, or was known on a day, and what is known now of the same areas."""
    now = current_commitments(study.current)
    asked = _asked(before, "before", sorted(study.tables.sources["source"]))
    if isinstance(asked, dt.date):
        return _known_on(asked, study), now
    about = study.tables.sources.set_index("source")["ward"]
    of_same = now["source"].map(about) == about[asked]
    return _vintage(asked, study), now[of_same & ((now["source"] == asked) | (about[asked] != ""))]


def _vintage(source: str, study: Study) -> pd.DataFrame:
    return study.published[study.published["source"] == source]


def _known_on(day: dt.date, study: Study) -> pd.DataFrame:
    """Return what was known on a day; of baselines, milestones and targets what the newest document on each says."""
    return current_commitments(study.known_on(day).current)


def _changes(before: pd.DataFrame, after: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return what differs between two sets of observations."""
    key = ["ward", "theme", "unit", *VINTAGE_KEY, "day"]
    doubled = _doubled(before) | _doubled(after)
    sides = [_side(frame, doubled) for frame in (before, after)]
    both = sides[0].merge(sides[1], on=key, how="outer", suffixes=("_from", "_to"), indicator="sides")
    sames = [_same(*pair) for pair in zip(_figures(both, "from"), _figures(both, "to"), strict=True)]
    differs = both[~pd.Series(sames, both.index, dtype="bool")]
    change = differs["sides"].astype("str").map({"both": "changed", "left_only": "dropped", "right_only": "added"})
    rows = _redated(differs.assign(change=change, fiscal_year_from=differs["fiscal_year"]))
    texts = [name for name in _SIDE if name != "value"]
    rows = rows.fillna({f"{name}_{side}": "" for name in texts for side in ("from", "to")})
    kept = set(before["indicator"]) & set(after["indicator"])
    defined = _definitions(pd.concat([before, after]))
    reasons = {
        f"reason_{lang}": [_reason(row, names, defined, in_both=row.indicator in kept) for row in typed(rows, _Change)]
        for lang in LANGUAGES
        for names in [study.in_language(lang).names]
    }
    changes = rows.assign(
        group=["target_baseline" if kind in COMMITMENTS else "result" for kind in rows["kind"]],
        difference=rows["value_to"] - rows["value_from"],
        **reasons,
    ).rename(
        columns={
            "value_from": "from",
            "value_to": "to",
            **{f"{name}_to": name for name in ("source", "locator", "observation")},
        },
    )
    years = {"fiscal_year": "Int64", "fiscal_year_from": "Int64"}
    return pd.concat([changes[REVISION_COLUMNS].astype(years), _relabelled(before, after, study)], ignore_index=True)


def _relabelled(before: pd.DataFrame, after: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the indicators of both sides that the newest document of each calls otherwise."""
    about = study.tables.indicators.set_index("indicator")[["ward", "theme", "unit", "caveat_ja", "caveat_en"]]
    sides = [_labels(frame, study) for frame in (before, after)]
    both = sides[0].add_suffix("_from").join(sides[1].add_suffix("_to"), how="inner").join(about)
    calls = zip(both["label_from"], both["label_to"], strict=True)
    differs = pd.Series([_called(one) != _called(other) for one, other in calls], both.index, dtype="bool")
    named = {"label_from": "text_from", "label_to": "text_to", "source_to": "source", "locator_to": "locator"}
    named |= {"caveat_ja": "reason_ja", "caveat_en": "reason_en"}
    blank = dict.fromkeys(("kind", "observation", "observation_from"), "")
    rows = both[differs].reset_index().rename(columns=named).assign(**blank, group="label", change="relabelled")
    types = {"fiscal_year": "Int64", "fiscal_year_from": "Int64", "from": "float", "to": "float", "difference": "float"}
    return rows.reindex(columns=REVISION_COLUMNS).astype(types)


def _labels(frame: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return by indicator what the newest document of ``frame`` calls it."""
    stated = frame[["indicator", "source", "published"]].drop_duplicates()
    found = study.tables.labels.merge(stated, on=["indicator", "source"]).sort_values("published", kind="stable")
    return found.drop_duplicates("indicator", keep="last").set_index("indicator")[["label", "source", "locator"]]


def _called(label: str) -> str:
    """Return a label as compared: without footnote marks and spaces."""
    return "".join(without_marks(label).split())


def _doubled(frame: pd.DataFrame) -> set[tuple[str, int, str]]:
    """Return the keys that a side states for several days; such figures are compared day by day."""
    rows = frame[frame.duplicated(VINTAGE_KEY, keep=False)]
    return set(rows[VINTAGE_KEY].itertuples(index=False, name=None))


def _side(frame: pd.DataFrame, doubled: set[tuple[str, int, str]]) -> pd.DataFrame:
    keys = frame[VINTAGE_KEY].itertuples(index=False, name=None)
    days = [day if key in doubled else "" for key, day in zip(keys, frame["as_of"], strict=True)]
    named = frame.assign(day=days, observation=pd.Series(ids(frame), frame.index, dtype="str"))
    return named[["ward", "theme", "unit", *VINTAGE_KEY, *_SIDE, "day"]]


def _figures(rows: pd.DataFrame, side: str) -> list[tuple[Any, Any]]:
    return list(zip(rows[f"value_{side}"], rows[f"text_{side}"], strict=True))


def _same(before: tuple[Any, Any], after: tuple[Any, Any]) -> bool:
    """Return whether both sides state the same figure or, where neither has one, the same words or none."""
    if not isinstance(before[1], str) or not isinstance(after[1], str):
        return False
    if pd.isna(before[0]) and pd.isna(after[0]):
        words = [fold(text) for text in (before[1], after[1])]
        return words[0] == words[1] or all(set(text) <= MISSING_MARKS for text in words)
    return bool(before[0] == after[0])


def _redated(rows: pd.DataFrame) -> pd.DataFrame:
    """Join a dropped and an added commitment of the same value into one row: only its fiscal year changed."""
    movable = rows["kind"].isin(COMMITMENTS)
    identity = ["ward", "theme", "unit", "indicator", "kind", "value"]
    sides = {}
    for side, change in (("from", "dropped"), ("to", "added")):
        moved = rows[movable & (rows["change"] == change) & rows[f"value_{side}"].notna()].reset_index()
        moved = moved.rename(columns={f"value_{side}": "value"})
        kept = [*identity, "index", "fiscal_year", *(f"{name}_{side}" for name in _SIDE if name != "value")]
        sides[side] = moved[kept].drop_duplicates(identity, keep=False)
    joined = sides["from"].merge(sides["to"], on=identity, suffixes=("_dropped", "_added"))
    joined = joined.assign(
        change="redated",
        value_from=joined["value"],
        value_to=joined["value"],
        fiscal_year_from=joined["fiscal_year_dropped"],
        fiscal_year=joined["fiscal_year_added"],
    )
    rest = rows.drop(index=[*joined["index_dropped"], *joined["index_added"]])
    together = pd.concat([rest, joined[[column for column in rest.columns if column in joined]]])
    return together.sort_values(["ward", *VINTAGE_KEY], kind="stable")


@dataclass(frozen=True, slots=True)
class _Change:
    """What differs, and what each side notes of it."""

    indicator: str
    change: str
    as_of_from: str
    as_of_to: str
    note_from: str
    note_to: str
    source_from: str
    source_to: str


def _definitions(frame: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Return, by indicator and document, what is noted of all of several figures: that says what is counted, not what changed."""
    return {
        (str(indicator), str(source)): set.intersection(*(set(_notes(cell)) for cell in cells))
        for (indicator, source), cells in frame.groupby(["indicator", "source"], observed=True)["note"]
        if len(cells) > 1
    }


def _notes(cell: str) -> list[str]:
    return [note for note in cell.split(NOTE_SEPARATOR) if note]


def _stated(row: _Change, definitions: Mapping[tuple[str, str], set[str]]) -> list[str]:
    """Return what is noted of the later figure, which alone can tell of a change; of one that is dropped, of the earlier.

    What a document counts is told only where the other counts something else, and then of both.
    """
    later, earlier = (definitions.get((row.indicator, source), set()) for source in (row.source_to, row.source_from))
    notes = _notes(row.note_from if row.change == "dropped" else row.note_to)
    if later and earlier and later != earlier:
        return list(dict.fromkeys([*notes, *(note for note in _notes(row.note_from) if note in earlier)]))
    return [note for note in notes if note not in later | earlier]


def _reason(row: _Change, names: Wording, definitions: Mapping[tuple[str, str], set[str]], *, in_both: bool) -> str:
    """Return what footnotes and corrections say, and what the two documents themselves show."""
    said = [names.note(note) for note in _stated(row, definitions)]
    if row.change == "changed" and row.as_of_from != row.as_of_to:
        days = [day or told("revisions.not_stated", names.lang) for day in (row.as_of_from, row.as_of_to)]
        said.append(told("revisions.as_of", names.lang, days=" → ".join(days)))
    if row.change in ("added", "dropped") and not in_both:
        said.append(told(f"revisions.{row.change}", names.lang))
    if row.change == "redated" and not said:
        said.append(told("revisions.redated", names.lang))
    return NOTE_SEPARATOR.join(said)
