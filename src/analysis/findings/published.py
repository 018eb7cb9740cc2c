"""What is published, and what of it may be compared."""

from __future__ import annotations

import pandas as pd

from analysis.data.frames import each
from analysis.findings.phrases import pick
from analysis.measures import views
from analysis.words.wording import Wording


def availability_matrix(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for how many themes every ward gives figures, and results, and which ward gives only words."""
    codes = list(dict.fromkeys(rows["ward"]))
    themes = list(dict.fromkeys(rows["theme"]))
    figures = rows[rows["figures"].fillna(0) > 0]
    results = figures[figures["kind"].isin(["actual", "estimate"])]
    everywhere = _themes_of_all(figures, codes)
    with_results = _themes_of_all(results, codes)
    named = words.listed(words.theme(theme) for theme in everywhere)
    brackets = pick(words, f"（{named}）", f" ({named})") if everywhere else ""
    found = [
        _most_published(rows, figures, results, words)
        if not views.few(rows)
        else pick(
            words,
            f"全{len(themes)}テーマのうち、{len(codes)}区とも数値を公表しているのは{len(everywhere)}{brackets}、"
            f"実績（見込を含む）までそろうのは{len(with_results)}。",
            f"Of {len(themes)} themes, all {len(codes)} wards give figures for {len(everywhere)}{brackets} and results, "
            f"estimates included, for {len(with_results)}.",
        )
    ]
    for code in codes:
        of_ward = rows[(rows["ward"] == code) & rows["fiscal_year"].notna()]
        given, in_words = set(figures.loc[figures["ward"] == code, "theme"]), set(of_ward["theme"])
        counts = (len(given), len(in_words - given), len(themes) - len(in_words))
        found.append(
            pick(
                words,
                f"{words.ward(code)}: 数値{counts[0]}テーマ、文言のみ{counts[1]}テーマ、公表なし{counts[2]}テーマ。",
                f"{words.ward(code)}: figures for {counts[0]} themes, words only for {counts[1]}, nothing for {counts[2]}.",
            )
        )
    return found


def _most_published(rows: pd.DataFrame, figures: pd.DataFrame, results: pd.DataFrame, words: Wording) -> str:
    """Say for which theme most wards give figures, for how many all do, and how many wards publish nothing."""
    codes = set(rows["ward"])
    silent = len(codes - set(rows.loc[rows["fiscal_year"].notna(), "ward"]))
    by_theme = figures.groupby("theme", sort=False)["ward"].nunique()
    if by_theme.empty:
        return pick(
            words, f"数値を公表している区は{len(codes)}区中0。", f"None of {len(codes)} wards gives any figure."
        )
    most, count = str(by_theme.idxmax()), int(by_theme.max())
    with_results = results.loc[results["theme"] == most, "ward"].nunique()
    everywhere = int((by_theme == len(codes)).sum())
    nothing = pick(words, f"、どのテーマも公表なしは{silent}区", f"; {silent} publish nothing") if silent else ""
    return pick(
        words,
        f"数値を公表する区が最も多いのは{words.theme(most)}で{len(codes)}区中{count}（実績・見込は{with_results}）。"
        f"全区そろうのは{rows['theme'].nunique()}テーマ中{everywhere}{nothing}。",
        f"Most wards give figures for {words.theme(most)}: {count} of {len(codes)}, {with_results} with results; all do "
        f"for {everywhere} of {rows['theme'].nunique()} themes{nothing}.",
    )


def _themes_of_all(rows: pd.DataFrame, codes: list[str]) -> list[str]:
    wards = rows.groupby("theme", sort=False)["ward"].nunique()
    return [str(theme) for theme in wards[wards == len(codes)].index]


def comparability_matrix(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for which themes raw values may be compared, for which only own targets, and which pairs never can be."""
    if not views.few_pairs(rows):
        return _comparable_of_many(rows, words)
    found, nothing = [], []
    for (first, second), of_pair in rows.groupby(["ward_a", "ward_b"], sort=False):
        pair = words.joined([words.ward(str(first)), words.ward(str(second))])
        same = of_pair[of_pair["state"] == "same_definition"]
        relative = int((of_pair["state"] == "only_progress").sum())
        if same.empty and not relative:
            nothing.append(pair)
            continue
        names = words.listed(words.theme(theme) for theme in same["theme"])
        brackets = pick(words, f"（{names}）", f" ({names})") if names else ""
        found.append(
            pick(
                words,
                f"{pair}で同じ定義の値を比べられるのは{len(of_pair)}テーマ中{len(same)}{brackets}、"
                f"目標との比だけなら{relative}。",
                f"{pair}: values of one definition for {len(same)} of {len(of_pair)} themes{brackets}, "
                f"only the distance to own targets for {relative}.",
            )
        )
    if nothing:
        listed = words.listed(nothing) if words.ja else "; ".join(nothing)
        found.append(
            pick(
                words,
                f"{listed}の間で、区自身の値を比べられるテーマはない。",
                f"No theme can be compared for {listed}.",
            )
        )
    shared = int((rows.groupby("theme")["reference"].first() != "").sum())
    return [
        *found,
        pick(
            words,
            f"国の資料が全区を同じ定義で測っているのは{shared}テーマ。",
            f"National sources measure all wards alike for {shared} themes.",
        ),
    ]


def _comparable_of_many(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for how many themes any two wards can be compared, for which most can, and which wards never can be."""
    found = views.partners(rows)
    themes = found["theme"].nunique()
    same, relative = found[found["same_definition"] > 0], found[found["only_progress"] > 0]
    only = len(set(relative["theme"]) - set(same["theme"]))
    most, count = _most_alike(rows)
    brackets = (
        pick(
            words,
            f"（最多は{words.theme(most)}の{count}{words.areas}）",
            f" (most: {words.theme(most)}, {count} {words.areas})",
        )
        if most
        else ""
    )
    told = [
        pick(
            words,
            f"{themes}テーマのうち、2{words.areas}以上が同じ定義の値で比べられるのは{same['theme'].nunique()}{brackets}、"
            f"目標との比だけなら{only}。",
            f"Two {words.areas} or more have values of one definition for {same['theme'].nunique()} of {themes} themes{brackets}; only the "
            f"distance to own targets can be compared for {only}.",
        )
    ]
    compared = set(same["ward"]) | set(relative["ward"])
    never = [code for code in dict.fromkeys(found["ward"]) if code not in compared]
    if never:
        names = words.joined(words.ward(code) for code in never)
        told.append(
            pick(
                words,
                f"どのテーマでも他の{words.areas}と値を比べられないのは{len(never)}{words.areas}（{names}）。",
                f"Cannot be compared with any other ward for any theme: {len(never)} ({names}).",
            )
        )
    shared = rows[rows["reference"] != ""].groupby("theme").size()
    pairs = len(rows[["ward_a", "ward_b"]].drop_duplicates())
    return [
        *told,
        pick(
            words,
            f"国の資料が2{words.areas}以上を同じ定義で測っているのは{len(shared)}テーマ、うち全{words.areas}をそろえて測っているのは"
            f"{int((shared == pairs).sum())}。",
            f"National sources measure two {words.areas} or more alike for {len(shared)} themes, all {words.areas} for "
            f"{int((shared == pairs).sum())} of them.",
        ),
    ]


def _most_alike(pairs: pd.DataFrame) -> tuple[str, int]:
    """Return the theme for which most wards share one definition, and how many do; an empty one where none do."""
    wards: dict[tuple[str, str], set[str]] = {}
    for row in each(pairs[pairs["state"] == "same_definition"]):
        for concept in row.concepts.split():
            wards.setdefault((row.theme, concept), set()).update((row.ward_a, row.ward_b))
    counts = [(theme, len(codes)) for (theme, _), codes in wards.items()]
    return max(counts, key=lambda one: one[1], default=("", 0))
