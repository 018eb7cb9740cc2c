"""What the wards' own figures show over time, and what cashless payment means where."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.data.frames import each
from analysis.data.kinds import DERIVED, PUBLISHED, RESULT_KINDS
from analysis.findings.phrases import pick, ward_and, with_figure
from analysis.measures import views
from analysis.words.labels import KINDS
from analysis.words.wording import Wording, known, number


def trajectories(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say each ward's newest result and target of a theme, how many definitions there are, and what is derived.

    Of many wards say how many publish what, and who is highest and lowest by the one definition that most of them share.
    """
    if views.few(rows):
        told = [_newest(of_ward, words) for _, of_ward in rows.groupby("ward", sort=False)]
        found = [pick(words, "。", "; ").join(told) + pick(words, "。", ".")]
    else:
        found = [_publishing(rows, words) + _extremes_of_most(rows, words) + pick(words, "。", ".")]
    figures = rows[rows["value"].notna()]
    wards = figures.groupby(["concept", "unit"], sort=False)["ward"].nunique()
    several = dict.fromkeys(str(concept) for concept, _ in wards[wards > 1].index)
    shared = words.joined(words.concept(concept) for concept in several if words.one_definition(concept))
    if len(wards) > 1:
        found.append(
            pick(
                words,
                f"数値のある指標は{len(wards)}種類の定義に分かれ、"
                f"値どうしを比べられるのは{f'{shared}だけである' if shared else 'ひとつもない'}。",
                f"The figures follow {len(wards)} definitions; "
                f"{f'only {shared} can' if shared else 'none of them can'} be compared between wards as it stands.",
            )
        )
    for row in each(figures[figures["origin"] == DERIVED]):
        found.append(
            pick(
                words,
                f"{words.ward(row.ward)}の{words.year(row.fiscal_year)}末{words.figure(row.value, row.unit)}は、"
                "計画の「年間の数（累計）」から導いた値で、資料には印刷されていない。",
                f"{words.ward(row.ward)}'s {words.figure(row.value, row.unit)} at the end of "
                f"{words.year(row.fiscal_year)} is derived from a yearly addition and a total; no document prints it.",
            )
        )
    return found


def _publishing(rows: pd.DataFrame, words: Wording) -> str:
    """Say how many wards publish results of a theme, and how many plans only, words only or nothing."""
    standings = views.standings(rows)
    counts = standings.value_counts()
    others = _others(standings, words)
    return pick(
        words,
        f"実績（見込を含む）を公表しているのは{len(standings)}区中{counts.get(views.RESULTS, 0)}区{others}",
        f"{counts.get(views.RESULTS, 0)} of {len(standings)} wards give results or estimates{others}",
    )


def _others(standings: pd.Series[str], words: Wording) -> str:
    """Return in brackets how many wards publish no result, by what they publish instead; empty where each does."""
    names = {
        views.PLANS: pick(words, "計画のみ{}", "{} plans only"),
        views.WORDS: pick(words, "文言のみ{}", "{} words only"),
        views.NOTHING: pick(words, "公表なし{}", "{} nothing"),
    }
    counts = standings.value_counts()
    told = [name.format(counts[standing]) for standing, name in names.items() if standing in counts]
    return pick(words, "（{}）", " ({})").format(words.listed(told)) if told else ""


def _newest_results(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the newest result of each indicator."""
    results = rows[rows["value"].notna() & rows["kind"].isin(RESULT_KINDS)]
    return results.sort_values("fiscal_year", kind="stable").drop_duplicates("indicator", keep="last")


def _extremes_of_most(rows: pd.DataFrame, words: Wording) -> str:
    """Say who is highest and lowest by the definition by which most wards publish results; nothing if none is shared."""
    latest = _newest_results(rows)
    latest = latest[latest["concept"].map(words.one_definition).astype(bool)]
    shared = [(of_one["ward"].nunique(), of_one) for _, of_one in latest.groupby(["concept", "unit"], sort=False)]
    count, most = max(shared, key=lambda one: one[0], default=(0, latest))
    if count < 2:
        return ""
    name = words.concept(str(most["concept"].iloc[0]))
    high, low = _at(most, most["value"].max(), words), _at(most, most["value"].min(), words)
    return pick(
        words,
        f"。{name}（{count}区）の最高は{high}、最低は{low}",
        f"; {name} ({count} wards): highest {high}, lowest {low}",
    )


def _at(rows: pd.DataFrame, value: float, words: Wording) -> str:
    """Name the ward that has a result, with the year, or the first of several: 墨田区82.2%（R6）, 墨田区など3区80%."""
    same = rows[rows["value"] == value]
    year = words.year(same["fiscal_year"].iloc[0])
    estimate = pick(words, "見込", ", estimate") if same["kind"].iloc[0] == "estimate" else ""
    when = pick(words, f"（{year}{estimate}）", f" ({year}{estimate})") if len(same) == 1 else ""
    return with_figure(rows, value, words) + when


def _newest(of_ward: pd.DataFrame, words: Wording) -> str:
    """Say a ward's newest results with their targets, else its plan, else its words, else that there is nothing."""
    name = words.ward(of_ward["ward"].iloc[0])
    printed = of_ward[of_ward["origin"] == PUBLISHED].sort_values("fiscal_year", kind="stable")
    figures = printed[printed["value"].notna()]
    if figures.empty:
        has_words = views.has_text(printed).any()
        return name + pick(
            words, "は文言のみ" if has_words else "は公表なし", " words only" if has_words else " nothing"
        )
    results = figures[figures["kind"].isin(["actual", "estimate"])]
    if results.empty:
        plan = figures[figures["indicator"] == of_ward["indicator"].iloc[0]].iloc[-1]
        figure, year = words.figure(plan["value"], plan["unit"]), words.year(plan["fiscal_year"])
        return name + pick(words, f"は計画のみ（{year}に{figure}）", f" plan only ({figure} by {year})")
    latest = results.drop_duplicates("indicator", keep="last")
    targets = printed[printed["kind"] == "target"].drop_duplicates("indicator", keep="last").set_index("indicator")
    told = [_with_target(row, targets, words) for row in each(latest)]
    year = words.span(words.year(latest["fiscal_year"].min()), words.year(latest["fiscal_year"].max()))
    kinds = words.joined(KINDS[kind][words.lang] for kind in dict.fromkeys(latest["kind"]))
    return name + pick(words, f"は{words.joined(told)}、{year}{kinds}", f" {words.listed(told)}, {year} {kinds}")


def _with_target(row: Any, targets: pd.DataFrame, words: Wording) -> str:
    """Say a result and its target, which may be words: 37手続（目標44）."""
    figure = words.figure(row.value, row.unit)
    if row.indicator not in targets.index:
        return figure
    target = targets.loc[row.indicator]
    aim = (words.figure if row.unit == "percent" else _plain)(target["value"], row.unit)
    return figure + pick(
        words,
        f"（目標{aim if known(target['value']) else target['text']}）",
        f" (target {aim if known(target['value']) else target['text']})",
    )


def _plain(value: float, _: str) -> str:
    return number(value)


def cashless_definitions(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward publishes which of the concepts, why they do not rank, and what each would have to publish.

    Of many wards say how many publish which, and how many would have to publish it.
    """
    latest = _newest_results(rows)
    if not views.few(rows):
        return _by_concept(rows, latest, words)
    told = [ward_and(words, row.ward, pick(words, "の", "") + _result_of(row, words)) for row in each(latest)]
    found = [
        pick(
            words,
            f"{words.joined(told)}は別の概念で、順位は付けられない。",
            f"{words.listed(told)}: different concepts that do not rank.",
        )
    ]
    concepts = list(dict.fromkeys(latest["concept"]))
    lacking = []
    for code in dict.fromkeys(rows["ward"]):
        missing = [one for one in concepts if one not in set(latest.loc[latest["ward"] == code, "concept"])]
        if missing:
            names = words.joined(words.concept(one) for one in missing)
            lacking.append(pick(words, f"{words.ward(code)}は{names}", f"{words.ward(code)} {names}"))
    if lacking:
        found.append(
            pick(
                words,
                f"同じ土俵で比べるには、{words.listed(lacking)}の公表が要る。",
                f"To be compared, {'; '.join(lacking)} would have to be published.",
            )
        )
    return found


def _by_concept(rows: pd.DataFrame, latest: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many of many wards publish results by which concept, and how many do not."""
    wards = latest.groupby("concept", sort=False)["ward"].nunique()
    if wards.empty:
        return [_publishing(rows, words) + pick(words, "。", ".")]
    standings = views.standings(rows)
    told = words.listed(
        pick(words, f"{words.concept(str(concept))}{count}区", f"{words.concept(str(concept))} {count}")
        for concept, count in wards.items()
    )
    lacking = words.listed(
        pick(words, f"{words.concept(str(concept))}は{len(standings) - count}区",
              f"{words.concept(str(concept))} by {len(standings) - count}")
        for concept, count in wards.items()
    )  # fmt: skip
    others = _others(standings, words)
    ranking = pick(words, "。別の概念で、順位は付けられない", "; concepts that do not rank") if len(wards) > 1 else ""
    return [
        pick(
            words,
            f"実績（見込を含む）の公表は{len(standings)}区中、{told}{others}{ranking}。",
            f"Results or estimates of {len(standings)} wards: {told}{others}{ranking}.",
        ),
        pick(
            words,
            f"同じ土俵で比べるには、{lacking}の公表が足りない。",
            f"To be compared, {lacking} of the wards would have to be published.",
        ),
    ]


def _result_of(row: Any, words: Wording) -> str:
    figure, year = words.figure(row.value, row.unit), words.year(row.fiscal_year)
    estimate = row.kind == "estimate"
    return pick(
        words,
        f"{words.concept(row.concept)}{figure}（{year}{'見込' if estimate else '実績'}）",
        f"{words.concept(row.concept)} {figure} ({year}{', estimate' if estimate else ''})",
    )
