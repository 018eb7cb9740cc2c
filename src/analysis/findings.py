"""Sentences that say what the data shows, computed from the rows they are about: titles of charts, conclusions of notebooks.

Every function takes the tidy table of its question and returns sentences, the first of which is the chart's title.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd

from analysis import views
from analysis.citation import stated_date
from analysis.frames import each
from analysis.labels import KINDS, MEASURES, STATUSES
from analysis.load import Root
from analysis.wording import Wording, known, number, percent

_Finder = Callable[[pd.DataFrame, Wording], list[str]]


def sentences(name: str, rows: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> list[str]:
    """Return the findings of one question.

    Parameters
    ----------
    name : str
        Name of the figure function (:data:`FINDINGS`).
    rows : DataFrame
        The tidy table that the figure takes.
    lang : str
        ``ja`` or ``en``.
    root : path, optional
        Folder that holds ``data``.
    """
    return FINDINGS[name](rows, Wording(lang, root))


def title(name: str, rows: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> str:
    """Return the main finding of one question, without its full stop."""
    return sentences(name, rows, lang=lang, root=root)[0].rstrip("。.")


def _pick(words: Wording, ja: str, en: str) -> str:
    return ja if words.ja else en


def _of_ward(words: Wording, code: str, text: str) -> str:
    return f"{words.ward(code)}{'' if words.ja else ' '}{text}"


def _most(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the largest figure in ``column``."""
    return next(each(rows.sort_values(column, ascending=False, kind="stable")))


def _least(rows: pd.DataFrame, column: str) -> Any:
    """Return the first of the rows that have the smallest figure in ``column``."""
    return next(each(rows.sort_values(column, kind="stable")))


# --- what is published, what may be compared ---------------------------------------------------------------------


def availability_matrix(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for how many themes every ward gives figures, and results, and which ward gives only words."""
    codes = list(dict.fromkeys(rows["ward"]))
    themes = list(dict.fromkeys(rows["theme"]))
    figures = rows[rows["figures"].fillna(0) > 0]
    results = figures[figures["kind"].isin(["actual", "estimate"])]
    everywhere = _themes_of_all(figures, codes)
    with_results = _themes_of_all(results, codes)
    named = words.listed(words.theme(theme) for theme in everywhere)
    brackets = _pick(words, f"（{named}）", f" ({named})") if everywhere else ""
    found = [
        _pick(
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
            _pick(
                words,
                f"{words.ward(code)}: 数値{counts[0]}テーマ、文言のみ{counts[1]}テーマ、公表なし{counts[2]}テーマ。",
                f"{words.ward(code)}: figures for {counts[0]} themes, words only for {counts[1]}, nothing for {counts[2]}.",
            )
        )
    return found


def _themes_of_all(rows: pd.DataFrame, codes: list[str]) -> list[str]:
    wards = rows.groupby("theme", sort=False)["ward"].nunique()
    return [str(theme) for theme in wards[wards == len(codes)].index]


def comparability_matrix(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say for which themes raw values may be compared, for which only own targets, and which pairs never can be."""
    found, nothing = [], []
    for (first, second), of_pair in rows.groupby(["ward_a", "ward_b"], sort=False):
        pair = words.joined([words.ward(str(first)), words.ward(str(second))])
        same = of_pair[of_pair["state"] == "same_definition"]
        relative = int((of_pair["state"] == "only_progress").sum())
        if same.empty and not relative:
            nothing.append(pair)
            continue
        names = words.listed(words.theme(theme) for theme in same["theme"])
        brackets = _pick(words, f"（{names}）", f" ({names})") if names else ""
        found.append(
            _pick(
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
            _pick(
                words,
                f"{listed}の間で、区自身の値を比べられるテーマはない。",
                f"No theme can be compared for {listed}.",
            )
        )
    shared = int((rows.groupby("theme")["reference"].first() != "").sum())
    return [
        *found,
        _pick(
            words,
            f"国の資料が全区を同じ定義で測っているのは{shared}テーマ。",
            f"National sources measure all wards alike for {shared} themes.",
        ),
    ]


# --- trajectories ------------------------------------------------------------------------------------------------


def trajectories(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say each ward's newest result and target of a theme, how many definitions there are, and what is derived."""
    told = [_newest(of_ward, words) for _, of_ward in rows.groupby("ward", sort=False)]
    found = [_pick(words, "。", "; ").join(told) + _pick(words, "。", ".")]
    figures = rows[rows["value"].notna()]
    wards = figures.groupby("concept", sort=False)["ward"].nunique()
    shared = words.joined(words.concept(str(concept)) for concept in wards[wards > 1].index)
    if len(wards) > 1:
        found.append(
            _pick(
                words,
                f"数値のある指標は{len(wards)}種類の定義に分かれ、"
                f"値どうしを比べられるのは{f'{shared}だけである' if shared else 'ひとつもない'}。",
                f"The figures follow {len(wards)} definitions; "
                f"{f'only {shared} can' if shared else 'none of them can'} be compared between wards as it stands.",
            )
        )
    for row in each(figures[figures["origin"] == views.DERIVED]):
        found.append(
            _pick(
                words,
                f"{words.ward(row.ward)}の{words.year(row.fiscal_year)}末{words.figure(row.value, row.unit)}は、"
                "計画の「年間の数（累計）」から導いた値で、資料には印刷されていない。",
                f"{words.ward(row.ward)}'s {words.figure(row.value, row.unit)} at the end of "
                f"{words.year(row.fiscal_year)} is derived from a yearly addition and a total; no document prints it.",
            )
        )
    return found


def _newest(of_ward: pd.DataFrame, words: Wording) -> str:
    """Say a ward's newest results with their targets, else its plan, else its words, else that there is nothing."""
    name = words.ward(of_ward["ward"].iloc[0])
    printed = of_ward[of_ward["origin"] == views.PUBLISHED].sort_values("fiscal_year", kind="stable")
    figures = printed[printed["value"].notna()]
    if figures.empty:
        has_words = (printed["text"] != "").any()
        return name + _pick(
            words, "は文言のみ" if has_words else "は公表なし", " words only" if has_words else " nothing"
        )
    results = figures[figures["kind"].isin(["actual", "estimate"])]
    if results.empty:
        plan = figures[figures["indicator"] == of_ward["indicator"].iloc[0]].iloc[-1]
        figure, year = words.figure(plan["value"], plan["unit"]), words.year(plan["fiscal_year"])
        return name + _pick(words, f"は計画のみ（{year}に{figure}）", f" plan only ({figure} by {year})")
    latest = results.drop_duplicates("indicator", keep="last")
    targets = printed[printed["kind"] == "target"].drop_duplicates("indicator", keep="last").set_index("indicator")
    told = [_with_target(row, targets, words) for row in each(latest)]
    year = words.span(words.year(latest["fiscal_year"].min()), words.year(latest["fiscal_year"].max()))
    kinds = words.joined(KINDS[kind][words.lang] for kind in dict.fromkeys(latest["kind"]))
    return name + _pick(words, f"は{words.joined(told)}、{year}{kinds}", f" {words.listed(told)}, {year} {kinds}")


def _with_target(row: Any, targets: pd.DataFrame, words: Wording) -> str:
    """Say a result and its target, which may be words: 37手続（目標44）."""
    figure = words.figure(row.value, row.unit)
    if row.indicator not in targets.index:
        return figure
    target = targets.loc[row.indicator]
    aim = (words.figure if row.unit == "percent" else _plain)(target["value"], row.unit)
    return figure + _pick(
        words,
        f"（目標{aim if known(target['value']) else target['text']}）",
        f" (target {aim if known(target['value']) else target['text']})",
    )


def _plain(value: float, _: str) -> str:
    return number(value)


def cashless_definitions(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward publishes which of the concepts, why they do not rank, and what each would have to publish."""
    figures = rows[rows["value"].notna() & rows["kind"].isin(["actual", "estimate"])]
    latest = figures.sort_values("fiscal_year", kind="stable").drop_duplicates("indicator", keep="last")
    told = [_of_ward(words, row.ward, _pick(words, "の", "") + _result_of(row, words)) for row in each(latest)]
    found = [
        _pick(
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
            lacking.append(_pick(words, f"{words.ward(code)}は{names}", f"{words.ward(code)} {names}"))
    if lacking:
        found.append(
            _pick(
                words,
                f"同じ土俵で比べるには、{words.listed(lacking)}の公表が要る。",
                f"To be compared, {'; '.join(lacking)} would have to be published.",
            )
        )
    return found


def _result_of(row: Any, words: Wording) -> str:
    figure, year = words.figure(row.value, row.unit), words.year(row.fiscal_year)
    estimate = row.kind == "estimate"
    return _pick(
        words,
        f"{words.concept(row.concept)}{figure}（{year}{'見込' if estimate else '実績'}）",
        f"{words.concept(row.concept)} {figure} ({year}{', estimate' if estimate else ''})",
    )


# --- card rates --------------------------------------------------------------------------------------------------


def mynumber_series(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which dates the wards' baselines really are of, how wards rank by one definition, and where the break is."""
    found = _matches(rows, words)
    series = rows[rows["origin"] == views.REFERENCE]
    codes = [code for code in dict.fromkeys(rows["ward"]) if code in set(rows.loc[rows["theme"] == "mynumber", "ward"])]
    for _, of_concept in series.groupby("concept", sort=False):
        last = of_concept[of_concept["day"] == of_concept["day"].max()]
        ranked = last[last["ward"].isin(codes)].sort_values("value", ascending=False, kind="stable")
        told = words.listed(_of_ward(words, row.ward, words.figure(row.value, row.unit)) for row in each(ranked))
        as_of = str(last["as_of"].iloc[0])
        when = stated_date(as_of, words.lang) if as_of else words.year(last["fiscal_year"].iloc[0], short=False)
        name = words.concept(str(last["concept"].iloc[0]))
        found.append(_pick(words, f"{name}（{when}）は{told}。", f"{name}, {when}: {told}."))
    if series["concept"].nunique() > 1:
        names = words.joined(words.concept(str(concept)) for concept in dict.fromkeys(series["concept"]))
        found.append(
            _pick(
                words,
                f"{names}は定義が異なり、一つの線につなげない。",
                f"{names} differ in definition and are never joined.",
            )
        )
    return found


def _matches(rows: pd.DataFrame, words: Wording) -> list[str]:
    matches = views.baseline_matches(rows)
    if matches.empty:
        return []
    pairs = []
    gaps = []
    for row in each(matches):
        baseline = words.figure(row.baseline, "percent")
        day, match = stated_date(row.match_day.date().isoformat(), words.lang), words.figure(row.match, "percent")
        pairs.append(
            _pick(
                words,
                f"{words.ward(row.ward)}の{words.year(row.fiscal_year)}基準値{baseline}は{day}の値（{match}）",
                f"{words.ward(row.ward)}'s {words.year(row.fiscal_year)} baseline of {baseline} is the figure of {day} ({match})",
            )
        )
        end, end_day = (
            words.figure(row.year_end, "percent"),
            stated_date(row.year_end_day.date().isoformat(), words.lang),
        )
        gap = words.step(row.year_end - row.baseline, "percent")
        gaps.append(
            _pick(
                words,
                f"{words.ward(row.ward)}は{end}（{end_day}）で基準値より{gap}高い",
                f"{words.ward(row.ward)} {end} on {end_day}, {gap} above its baseline",
            )
        )
    return [
        _pick(
            words, f"{words.listed(pairs)}に当たり、年度末ではない。", f"{words.listed(pairs)}, not of the year's end."
        ),
        _pick(
            words,
            f"年度末に最も近い時点の値は、{words.listed(gaps)}。",
            f"Nearest to the year's end: {words.listed(gaps)}.",
        ),
    ]


# --- yardsticks --------------------------------------------------------------------------------------------------


def yardstick_procedures(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward leads by each yardstick, whether the lead changes, and how the denominators differ."""
    found = [_leaders(rows, words)]
    totals = rows.dropna(subset="total")
    if len(totals) and totals["total"].nunique() > 1:
        unit = str(totals["count_unit"].iloc[0])
        span = words.span(words.figure(totals["total"].min(), unit), words.figure(totals["total"].max(), unit))
        name = words.concept(str(totals["concept"].iloc[0]))
        found.append(
            _pick(
                words, f"{name}の分母は区により{span}と異なる。", f"{name}: the denominator differs by ward ({span})."
            )
        )
    return found


def online_use(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which ward leads for each service, and how far use lies apart between wards."""
    found = [_leaders(rows, words)]
    for concept, group in rows.groupby("concept", sort=False):
        gap = words.step(round(group["value"].max() - group["value"].min(), 10), "percent")
        lowest = _least(group, "value")
        told = _of_ward(words, lowest.ward, words.figure(lowest.value, lowest.unit))
        found.append(
            _pick(
                words,
                f"{words.concept(str(concept))}が最も低いのは{told}で、最も高い区と{gap}の差。",
                f"{words.concept(str(concept))}: lowest {told}, {gap} below the highest.",
            )
        )
    return found


def _leaders(rows: pd.DataFrame, words: Wording) -> str:
    """Say who leads by each concept, and whether that is always the same ward."""
    told, leaders = [], set()
    for concept, group in rows.groupby("concept", sort=False):
        best = group[group["value"] == group["value"].max()]
        leaders.add(tuple(best["ward"]))
        names = words.joined(words.ward(code) for code in best["ward"])
        figure = words.figure(best["value"].iloc[0], best["unit"].iloc[0])
        told.append(
            _pick(
                words,
                f"{words.concept(str(concept))}は{names}（{figure}）",
                f"{words.concept(str(concept))} {names} ({figure})",
            )
        )
    changes = len(leaders) > 1
    return _pick(
        words,
        f"最も高いのは、{words.listed(told)}。{'ものさしで1位が替わる' if changes else 'どれも同じ区'}。",
        f"Highest: {words.listed(told)}; {'the lead depends on the yardstick' if changes else 'always the same ward'}.",
    )


def online_is_not_used(yardstick: pd.DataFrame, use: pd.DataFrame, *, lang: str = "ja", root: Root = None) -> str:
    """Say whether the ward with the least online is also the one whose online services are used least."""
    words = Wording(lang, root)
    shares = yardstick[yardstick["concept"] == yardstick["concept"].iloc[0]]
    least = _least(shares, "value")
    tops = use[use["value"] == use.groupby("concept")["value"].transform("max")]
    led = tops[tops["ward"] == least.ward]
    share = words.figure(least.value, least.unit)
    if led.empty:
        return _pick(
            words,
            f"{words.concept(least.concept)}が最も低い{words.ward(least.ward)}（{share}）は、利用率でも首位の手続がない。",
            f"{words.ward(least.ward)}, lowest by {words.concept(least.concept)} ({share}), leads no service in use either.",
        )
    names = words.joined(words.concept(str(concept)) for concept in led["concept"])
    return _pick(
        words,
        f"{words.concept(least.concept)}が最も低い{words.ward(least.ward)}（{share}）が、{names}では最も高い。"
        "オンラインにしたことと使われていることは別である。",
        f"{words.ward(least.ward)} is lowest by {words.concept(least.concept)} ({share}) and highest by {names}: "
        "being online is not being used.",
    )


_FAR = 1.5  # progress from which a bar says more of the target than of the ward

# --- measures without unit ---------------------------------------------------------------------------------------


def progress_bars(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many indicators reached their targets, the longest and the shortest way, and who shows no result."""
    judged = rows[rows["progress"].notna()]
    achieved = judged[judged["status"] == "achieved"]
    silent = [code for code in dict.fromkeys(rows["ward"]) if code not in set(judged["ward"])]
    names = words.joined(words.ward(code) for code in silent)
    none = _pick(words, f"、{names}は実績の公表なし", f"; {names}: no result published") if silent else ""
    by_ward = words.joined(
        _of_ward(words, str(code), str(count)) for code, count in achieved.groupby("ward", sort=False).size().items()
    )
    brackets = _pick(words, f"（{by_ward}）", f" ({by_ward})") if len(achieved) else ""
    found = [
        _pick(
            words,
            f"各区自身の目標に達したのは{len(judged)}指標中{len(achieved)}{brackets}{none}。",
            f"{len(achieved)} of {len(judged)} indicators reached the ward's own target{brackets}{none}.",
        )
    ]
    if len(judged):
        most, least = _most(judged, "progress"), _least(judged, "progress")
        found.append(
            _pick(
                words,
                f"最も進んだのは{_progress_of(most, words)}、最も進んでいないのは{_progress_of(least, words)}。",
                f"Furthest: {_progress_of(most, words)}; least far: {_progress_of(least, words)}.",
            )
        )
    far = judged[judged["progress"] > _FAR]
    if len(far):
        names = words.listed(_name(row, words) for row in each(far))
        found.append(
            _pick(
                words,
                f"進捗が{percent(_FAR)}を超えたもの（{names}）は目標の置き方によるところが大きく、区の優劣とは読めない。",
                f"Progress beyond {percent(_FAR)} ({names}) depends on how the target was set and does not rank wards.",
            )
        )
    return found


def _name(row: Any, words: Wording) -> str:
    return _of_ward(words, row.ward, _pick(words, "の", "") + words.indicator(row.indicator))


def _progress_of(row: Any, words: Wording) -> str:
    baseline, value, target = (words.figure(one, row.unit) for one in (row.baseline, row.value, row.target))
    return _name(row, words) + _pick(
        words,
        f"の{percent(row.progress)}（{baseline}から{value}、目標{target}）",
        f" {percent(row.progress)} ({baseline} to {value}, target {target})",
    )


def scorecard(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many KPIs of each ward stand where, and name those behind or missed with what they lack."""
    told = []
    for code, of_ward in rows.groupby("ward", sort=False):
        judged = of_ward[of_ward["status"].isin(["achieved", "on_track", "behind", "missed"])]
        achieved = int((judged["status"] == "achieved").sum())
        if judged.empty:
            told.append(
                _pick(
                    words, f"{words.ward(str(code))}は数値の実績なし", f"{words.ward(str(code))} no result in figures"
                )
            )
        else:
            told.append(
                _pick(
                    words,
                    f"{words.ward(str(code))}は{len(judged)}中{achieved}",
                    f"{words.ward(str(code))} {achieved} of {len(judged)}",
                )
            )
    found = [
        _pick(
            words,
            f"自らの数値目標を達成したKPIは、{words.listed(told)}。",
            f"KPIs that met the ward's own target: {words.listed(told)}.",
        )
    ]
    for status in ("behind", "missed"):
        group = rows[rows["status"] == status]
        if len(group):
            names = words.listed(_short_of(row, words) for row in each(group))
            found.append(f"{STATUSES[status][words.lang]}: {names}{_pick(words, '。', '.')}")
    return found


def _short_of(row: Any, words: Wording) -> str:
    value, target = words.figure(row.value, row.unit), words.figure(row.target, row.unit)
    return _name(row, words) + _pick(words, f"（{value}、目標{target}）", f" ({value}, target {target})")


def outlook(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how many open targets need a larger yearly step than any shown, and each of them."""
    judged = rows[rows["verdict"].isin(["faster_than_ever", "within_range", "slower_than_ever"])]
    faster = judged[judged["verdict"] == "faster_than_ever"]
    names = words.listed(_name(row, words) for row in each(faster))
    brackets = _pick(words, f"（{names}）", f" ({names})") if len(faster) else ""
    found = [
        _pick(
            words,
            f"期限前の{len(judged)}目標のうち{len(faster)}{brackets}は、これまでの最大を超える年間の増分が必要。",
            f"{len(faster)} of {len(judged)} open targets{brackets} need a larger yearly step than any shown.",
        )
    ]
    for row in each(judged):
        needed, year = words.step(row.required_per_year, row.unit), words.year(row.target_year)
        middle, high = words.step(row.step_median, row.unit), words.step(row.step_fastest, row.unit)
        shown = words.span(number(row.step_slowest), high)
        found.append(
            _pick(
                words,
                f"{_name(row, words)}: {year}までに年{needed}が必要。これまでは年{shown}（中央値{middle}、{row.steps}回）。",
                f"{_name(row, words)}: {needed} a year needed by {year}; so far {shown} (median {middle}, {row.steps} steps).",
            )
        )
    return found


def ranking_sensitivity(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say which rankings change with document or indicator, and for which themes the yardstick changes the first."""
    first = rows[rows["first"] > 0]
    unstable = rows[rows["best"] != rows["worst"]].drop_duplicates(["theme", "yardstick"])
    names = [
        f"{words.theme(row.theme)}{_pick(words, 'の', ', ')}{_yardstick(row.yardstick, words)}"
        for row in each(unstable)
    ]
    leaders = first.groupby("theme", sort=False)["ward"].agg(lambda codes: len(set(codes)))
    changing = [words.theme(str(theme)) for theme in leaders[leaders > 1].index]
    themes = rows["theme"].nunique()
    listed = words.listed(changing)
    found = [
        _pick(
            words,
            f"順位を付けられる{themes}テーマのうち{len(changing)}（{listed}）では、ものさしや資料を替えると1位が替わる。",
            f"For {len(changing)} of {themes} themes that can be ranked ({listed}), the first place depends on the "
            "yardstick or the document.",
        )
    ]
    if names:
        found.append(
            _pick(
                words,
                f"同じものさしでも、使う資料や指標だけで順位が入れ替わるもの: {words.listed(names)}。",
                f"Rankings that change with the document or indicator alone: {'; '.join(names)}.",
            )
        )
    return found


def _yardstick(name: str, words: Wording) -> str:
    return MEASURES[name][words.lang] if name in MEASURES else words.concept(name)


def target_vintages(rows: pd.DataFrame, words: Wording) -> list[str]:
    """Say how each document by itself judges an indicator whose target was dated to another year."""
    if rows.empty:
        return [
            _pick(words, "後の資料で年度の変わった目標はない。", "No later document dates a target to another year.")
        ]
    found = []
    for _, indicator in rows.groupby("indicator", sort=False):
        documents = [one for _, one in indicator.groupby(["published", "source"], sort=False)]
        judged = words.listed(said for one in documents if (said := _judged_by(one, words)))
        name = _of_ward(words, indicator["ward"].iloc[0], words.indicator(indicator["indicator"].iloc[0]))
        found.append(
            _pick(
                words,
                f"{name}の判定は、目標がどの年度のものかで変わる: {judged}。",
                f"How {name} is judged depends on the year of its target: {judged}.",
            )
        )
        found += _restated(indicator, documents[-1], words)
    return found


def _judged_by(document: pd.DataFrame, words: Wording) -> str:
    """Return date, target and status of one document; empty where it gives no result to judge."""
    first = document.iloc[0]
    target = document[(document["kind"] == "target") & document["value"].notna()].tail(1)
    if target.empty or first["status"] == "no_result":
        return ""
    goal = next(each(target))
    date, status = stated_date(first["published_stated"], words.lang), STATUSES[first["status"]][words.lang]
    figure, year = words.figure(goal.value, goal.unit), words.year(goal.fiscal_year)
    return _pick(
        words, f"{date}の資料では{year}の目標{figure}で{status}", f"{status} against {figure} by {year} ({date})"
    )


def _restated(indicator: pd.DataFrame, last: pd.DataFrame, words: Wording) -> Iterator[str]:
    """Say of results that the last document states differently what they are there, and whether they meet old targets."""
    results = indicator[indicator["kind"].isin(["actual", "estimate"]) & indicator["value"].notna()]
    for row in each(last[last["kind"].isin(["actual", "estimate"]) & last["value"].notna()]):
        earlier = results[(results["fiscal_year"] == row.fiscal_year) & (results["published"] < row.published)]
        if earlier.empty or earlier["value"].iloc[-1] == row.value:
            continue
        before, now = (words.figure(value, row.unit) for value in (earlier["value"].iloc[-1], row.value))
        year = words.year(row.fiscal_year)
        yield _pick(
            words,
            f"{year}の値そのものも、{before}から{now}に変わった。",
            f"The figure of {year} itself changed from {before} to {now}.",
        )


FINDINGS: dict[str, _Finder] = {
    "availability_matrix": availability_matrix,
    "comparability_matrix": comparability_matrix,
    "trajectories": trajectories,
    "cashless_definitions": cashless_definitions,
    "mynumber_series": mynumber_series,
    "yardstick_procedures": yardstick_procedures,
    "online_use": online_use,
    "progress_bars": progress_bars,
    "scorecard": scorecard,
    "outlook": outlook,
    "ranking_sensitivity": ranking_sensitivity,
    "target_vintages": target_vintages,
}
