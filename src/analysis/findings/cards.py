"""Which dates the wards' card rates really are of, and how wards stand by one definition."""

from __future__ import annotations

import pandas as pd

from analysis.data.citation import stated_date
from analysis.data.frames import each
from analysis.data.kinds import REFERENCE
from analysis.findings.phrases import largest, pick, ward_and, with_figure
from analysis.measures import views
from analysis.words.wording import Wording

_FEW_MATCHES = 2  # as many as a title has room to tell


def mynumber_series(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which dates the wards' baselines really are of, how wards rank by one definition, and where the break is."""
    is_many = sum(words.is_ward(code) for code in set(rows["ward"])) > views.FEW
    found = _matches(rows, words, is_many=is_many)
    series = rows[rows["origin"] == REFERENCE]
    for _, of_concept in series.groupby("concept", sort=False):
        last = of_concept[of_concept["day"] == of_concept["day"].max()]
        told = (_spread if is_many else _ranking)(last, words)
        as_of = str(last["as_of"].iloc[0])
        when = stated_date(as_of, words.lang) if as_of else words.year(last["fiscal_year"].iloc[0], short=False)
        name = words.concept(str(last["concept"].iloc[0]))
        found.append(pick(words, f"{name}（{when}）は{told}。", f"{name}, {when}: {told}."))
    if series["concept"].nunique() > 1:
        names = words.joined(words.concept(str(concept)) for concept in dict.fromkeys(series["concept"]))
        found.append(
            pick(
                words,
                f"{names}は定義が異なり、一つの線につなげない。",
                f"{names} differ in definition and are never joined.",
            )
        )
    return found


def _ranking(rows: pd.DataFrame, words: Wording) -> str:
    """Return every area with its figure, the highest first."""
    ranked = rows.sort_values("value", ascending=False, kind="stable")
    return words.listed(ward_and(words, row.ward, words.figure(row.value, row.unit)) for row in each(ranked))


def _spread(rows: pd.DataFrame, words: Wording) -> str:
    """Return the highest and the lowest of many wards, and the areas that they are set against."""
    is_ward = rows["ward"].map(words.is_ward).astype(bool)
    wards, around = rows[is_ward], rows[~is_ward]
    high, low = (with_figure(wards, value, words) for value in (wards["value"].max(), wards["value"].min()))
    told = [pick(words, f"{len(wards)}{words.areas}の最高が{high}", f"highest of {len(wards)} {words.areas} {high}"),
            pick(words, f"最低が{low}", f"lowest {low}")]  # fmt: skip
    return words.listed([*told, *([_ranking(around, words)] if len(around) else [])])


def _matches(rows: pd.DataFrame, words: Wording, *, is_many: bool) -> list[str]:
    """Say which figures the baselines are that are not of their year's end; of many wards how many, with an example."""
    matches = views.misdated_baselines(rows)
    if matches.empty:
        return []
    if is_many and len(matches) > _FEW_MATCHES:
        return _many_matches(matches, words)
    pairs = []
    gaps = []
    for row in each(matches):
        baseline = words.figure(row.baseline, "percent")
        day, match = stated_date(row.match_day.date().isoformat(), words.lang), words.figure(row.match, "percent")
        pairs.append(
            pick(
                words,
                f"{words.ward(row.ward)}の{words.year(row.fiscal_year)}基準値{baseline}は{day}の値（{match}）",
                f"{words.ward(row.ward)}'s {words.year(row.fiscal_year)} baseline of {baseline} is the figure of {day} ({match})",
            )
        )
        end, end_day = (
            words.figure(row.year_end, "percent"),
            stated_date(row.year_end_day.date().isoformat(), words.lang),
        )
        gap = words.step(abs(row.year_end - row.baseline), "percent")
        ja, en = ("高い", "above") if row.year_end > row.baseline else ("低い", "below")
        gaps.append(
            pick(
                words,
                f"{words.ward(row.ward)}は{end}（{end_day}）で基準値より{gap}{ja}",
                f"{words.ward(row.ward)} {end} on {end_day}, {gap} {en} its baseline",
            )
        )
    return [
        pick(
            words, f"{words.listed(pairs)}に当たり、年度末ではない。", f"{words.listed(pairs)}, not of the year's end."
        ),
        pick(
            words,
            f"年度末に最も近い時点の値は、{words.listed(gaps)}。",
            f"Nearest to the year's end: {words.listed(gaps)}.",
        ),
    ]


def _many_matches(matches: pd.DataFrame, words: Wording) -> list[str]:
    """Say of how many wards the baseline is not the year's end, and which of them is furthest from it."""
    far = matches.assign(gap=(matches["year_end"] - matches["baseline"]).abs().round(10))
    first = largest(far, "gap")
    name, year, baseline = (
        words.ward(first.ward),
        words.year(first.fiscal_year),
        words.figure(first.baseline, "percent"),
    )
    day, match = stated_date(first.match_day.date().isoformat(), words.lang), words.figure(first.match, "percent")
    end, gap = words.figure(first.year_end, "percent"), words.step(first.gap, "percent")
    count = matches["ward"].nunique()
    return [
        pick(
            words,
            f"{count}区の基準値は、年度末ではない時点の総務省の値に当たる（{name}{year}の{baseline}は{day}の{match}など）。",
            f"{count} wards' baselines are the ministry's figures of dates other than the year's end "
            f"(as {name}'s {baseline} for {year}: {day}, {match}).",
        ),
        pick(
            words,
            f"年度末に最も近い時点の値との差が最も大きいのは{name}で、{end}と{gap}の差。",
            f"Furthest from the figure nearest to the year's end: {name}, {end}, a gap of {gap}.",
        ),
    ]
