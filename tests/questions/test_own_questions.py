"""What leads from a name to a citation: search, codes of outside data, charts of one's own, references."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest

import analysis
from analysis.data import marks

WARDS = {"131075": "墨田区", "131067": "台東区", "131156": "杉並区"}


@pytest.mark.parametrize(("words", "what", "found"), [
    ("online", "theme", "onlinization"),
    ("オンライン", "theme", "onlinization"),
    ("ＭＹＮＡＰＯＲＴＡＬ", "concept", "online_procedures_mynaportal"),
    ("マイナポータル", "indicator", "sumida.online_procedures_mynaportal"),
    ("sumida", "ward", "131075"),
    ("墨田区", "ward", "131075"),
    ("Sumida City", "ward", "131075"),
    ("card", "concept", "mynumber_card_rate"),
    ("カード", "indicator", "taito.mynumber_card_rate"),
    ("マイナンバーカードの交付率", "concept", "mynumber_card_rate"),
    ("the rate of cards", "concept", "mynumber_card_rate"),
    ("procedures online in Sumida", "indicator", "sumida.online_procedures_priority"),
    ("墨田区のカード", "indicator", "sumida.mynumber_card_rate"),
    ("use by service", "concept", "online_use_bulky_waste"),
    ("service use", "indicator", "sumida.online_use_bulky_waste"),
    ("サービス別のオンライン利用率", "concept", "online_use_bulky_waste"),
])  # fmt: skip
def test_names_are_found_in_both_languages(words: str, what: str, found: str) -> None:
    rows = analysis.search(words)
    assert found in set(rows.loc[rows["what"] == what, "id"])


def test_what_is_not_there_is_not_found() -> None:
    with pytest.warns(UserWarning, match=r"nothing is called .*'hovercraft cards'; try 'card'") as told:
        nothing = analysis.search("hovercraft cards", lang="en")
    assert nothing.empty and list(nothing) == list(analysis.search("online"))
    assert "\n" not in str(told[0].message)
    with pytest.warns(UserWarning, match="「cashless」"):
        analysis.search("casless", lang="ja")


@pytest.mark.parametrize("value", [131075, 13107, 131075.0, "墨田区", "東京都墨田区", "墨 田 区"])
def test_a_municipality_is_brought_to_six_digits(value: object) -> None:
    assert analysis.municipality_codes([value]).tolist() == ["131075"]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("12203", "municipality_uncertain"),
        *((one, "municipality_unknown") for one in ("131074", "99999", "墨田", "墨田市", "千葉県墨田区")),
    ],
)
def test_what_is_not_certain_is_refused_in_one_line(value: object, code: str) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.municipality_codes([value])
    assert caught.value.code == code
    assert all("\n" not in caught.value.message(lang) for lang in ("ja", "en"))


def test_a_prefecture_beside_the_name_must_agree() -> None:
    assert analysis.municipality_codes(["墨田区"], ["東京都"]).tolist() == ["131075"]
    for value in ("墨田区", "13107", "131075"):
        with pytest.raises(analysis.WardKpiError):
            analysis.municipality_codes([value], ["千葉県"])


@pytest.mark.parametrize(
    ("value", "prefecture", "code"),
    [
        ("044237", "", "042161"),  # 富谷町 became 富谷市 in 2016 (area_changes.csv)
        ("富谷町", "宮城県", "042161"),
        ("龍ヶ崎市", "茨城県", "082082"),  # areas.csv has 龍ケ崎市
        ("石狩郡当別町", "北海道", "013030"),
        ("北海道当別町", "北海道", "013030"),
    ],
)
def test_former_codes_districts_and_spellings_lead_to_the_code_of_today(value: str, prefecture: str, code: str) -> None:
    """As an import finds them: both ask one register."""
    assert analysis.municipality_codes([value], [prefecture]).tolist() == [code]


def test_a_name_that_two_prefectures_have_is_refused_with_both() -> None:
    with pytest.raises(analysis.WardKpiError, match="府中市") as caught:
        analysis.municipality_codes(["府中市"])
    assert {"132063", "342084"} <= set(str(caught.value).replace(",", " ").split())


def test_outside_figures_merge_by_code() -> None:
    outside = pd.DataFrame({"code": [13107, 13106], "staff": [2, 3]}, index=[7, 8])
    joined = outside.assign(ward=analysis.municipality_codes(outside["code"])).merge(analysis.load_wards(), on="ward")
    assert dict(zip(joined["name_ja"], joined["staff"], strict=True)) == {"墨田区": 2, "台東区": 3}


def test_charts_of_ones_own_have_the_marks_of_the_wards() -> None:
    wards = analysis.load_wards()
    for column in ("ward", "name_ja", "name_en"):
        assert [analysis.palette()[one] for one in wards[column]] == wards["colour"].tolist()
        assert [analysis.markers()[one] for one in wards[column]] == wards["marker"].tolist()
    assert set(analysis.palette(mono=True).values()).isdisjoint(wards["colour"])


def test_other_municipalities_are_told_from_the_wards_and_one_another() -> None:
    """In colour and in grey; to a reader who confuses some colours a pair with one marker must differ by its colour."""
    others = ["札幌市", "141003", "131016", "新宿区", "大阪市", "名古屋市", "福岡市", "京都市", "神戸市"]
    looks = analysis.markers(others=others)
    codes = [*analysis.load_wards(level=None)["ward"], *analysis.municipality_codes(others)]
    for mono in (False, True):
        colours = analysis.palette(mono=mono, others=others)
        assert all(name in colours and name in looks for name in [*others, *codes, "Chiyoda", "横浜市"])
        own = {name: colours[name] for name in analysis.palette(mono=mono)}
        assert own == analysis.palette(mono=mono) and colours["札幌市"] == colours["011002"]
        styled = [(code, marks.Style(colours[code], looks[code])) for code in codes]
        beside = [pair for pair in marks.clashes(styled) if not {*pair} <= {*codes[: -len(others)]}]
        assert beside == []
    first = [analysis.palette(others=others)[name] for name in others[:3]]
    assert len({*first, *analysis.palette().values()}) == len({*analysis.palette().values()}) + 3
    assert analysis.palette(others="sumida") == analysis.palette() | {"sumida": "#005AFF"}
    with pytest.raises(analysis.BadArgument, match=r"at most \d+ municipalities"):
        analysis.palette(others=analysis.peers("sumida", by="prefecture")["ward"].tolist())
    with pytest.raises(analysis.WardKpiError, match="府中市"):
        analysis.palette(others=["府中市"])


def test_the_style_ends_where_it_should_and_needs_no_font_of_the_machine() -> None:
    import matplotlib.pyplot as plt
    import seaborn as sns

    mpl.use("agg")
    before = mpl.rcParams["font.family"]
    rows = analysis.load_observations(concept="mynumber_card_rate", names=True).dropna(subset="as_of")
    with analysis.chart_style() as settings:
        assert mpl.rcParams["font.family"] == [settings["font.family"]]
        figure, axes = plt.subplots()
        sns.lineplot(rows, x="fiscal_year", y="value", hue="ward_name", style="ward_name", palette=analysis.palette(),
                     markers=analysis.markers(), dashes=False, errorbar=None, ax=axes)  # fmt: skip
        axes.set_title("交付率")
        analysis.fiscal_year_axis(axes)
        figure.canvas.draw()  # a missing glyph warns, and warnings are errors here
    assert mpl.rcParams["font.family"] == before
    assert "R4\n2022" in [label.get_text() for label in axes.get_xticklabels()]
    data, metadata = analysis.described(figure, "折れ線。")._repr_mimebundle_()
    assert "<svg" in data["image/svg+xml"] and metadata["image/svg+xml"]["alt"] == "折れ線。"
    assert not plt.fignum_exists(figure.number)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_citation_names_document_place_date_and_data(lang: str) -> None:
    rows = analysis.load_observations(vintage="sumida-briefing-2023", concept="mynumber_card_rate")
    (source,) = analysis.load_sources().query("source == 'sumida-briefing-2023'").to_dict("records")
    for what in (
        rows,
        analysis.load_observations(vintage="sumida-briefing-2023", concept="mynumber_card_rate", detail=True),
    ):
        citation = analysis.cite(what, lang=lang)
        assert source[f"title_{lang}"] in str(citation) and source[f"issuer_{lang}"] in str(citation)
        assert ("令和5年11月2日" if lang == "ja" else "2 November 2023") in str(citation)
        assert re.search(r"L\d+", str(citation))
        assert analysis.data_version() in str(citation) and analysis.data_version() in citation.bibtex
        assert citation.bibtex.startswith("@misc{sumida-briefing-2023,")
        assert "date = {2023-11-02}" in citation.bibtex
        assert "urldate" not in citation.bibtex


def test_a_citation_has_a_day_of_access_only_where_one_is_given() -> None:
    rows = analysis.load_observations(theme="cashless")
    for day in ("2026-11-26", dt.date(2026, 11, 26)):
        citation = analysis.cite(rows, accessed=day, lang="en")
        assert "accessed 26 November 2026" in str(citation)
        assert citation.bibtex.count("urldate = {2026-11-26}") == citation.bibtex.count("@misc{") == 3
    with pytest.raises(analysis.WardKpiError, match="2025-10-01, 2025/10/01"):
        analysis.cite(rows, accessed="yesterday")


def test_a_figure_is_cited_like_its_rows() -> None:
    figure = analysis.trajectories("cashless", lang="en")
    assert list(analysis.cite(figure).lines[:-1]) and all(
        any(line.startswith(source) for source in figure.ward_kpi.sources) for line in analysis.cite(figure).lines[:-1]
    )
    for what in (3, pd.DataFrame({"value": [1]})):
        with pytest.raises(analysis.WardKpiError):
            analysis.cite(what)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "place"), [("ja", "別紙 全28指標（L77-L79"), ("en", "annex, all 28 indicators (L77-L79")]
)
def test_a_citation_names_the_place_that_a_reader_of_the_document_looks_up(lang: str, place: str) -> None:
    rows = analysis.load_observations(indicator="taito.cashless_usage_rate")
    for what in (
        rows,
        analysis.progress(rows),
        analysis.progress_bars(theme="cashless"),
    ):  # a sum has its figures' places
        citation = analysis.cite(what, lang=lang)
        assert place in str(citation) and place in citation.bibtex


def test_a_document_that_prints_no_date_has_none_in_a_citation() -> None:
    bibtex = analysis.cite(analysis.load_observations(theme="mynumber", concept="mynumber_card_rate"), lang="en").bibtex
    entries = {entry.partition(",")[0]: entry for entry in bibtex.split("\n\n")}
    assert "year = {n.d.}" in entries["@misc{mic-mynumber"] and "  date = " not in entries["@misc{mic-mynumber"]
    assert "date = {2025-10-01}" in entries["@misc{taito-status-2025"]


def test_a_bound_is_shown_in_the_words_of_the_document() -> None:
    rows = analysis.load_observations(indicator="sumida.ward_bonds", kind="target")
    assert set(rows["bound"]) == {"at_most"}
    assert "350億円以内" in analysis.figures_table(rows, lang="ja")._repr_html_()


@pytest.mark.parametrize(("words", "first"), [("Taito", "131067"), ("墨田区", "131075"), ("e-approval", "e_approval")])
def test_what_is_called_just_so_is_found_first(words: str, first: str) -> None:
    assert analysis.search(words)["id"].iloc[0] == first


def test_a_place_that_the_data_does_not_know_is_cited_by_its_table() -> None:
    rows = analysis.load_observations(indicator="taito.cashless_usage_rate", detail=True)
    rows["locator"] = rows["locator"].str.replace("annex.csv", "other.csv")
    assert "other.csv (L77-L79" in str(analysis.cite(rows.drop(columns=["fiscal_year"]), lang="en"))


def test_a_revision_is_cited_from_both_documents() -> None:
    changed = analysis.revisions("sumida-briefing-2023", "sumida-progress-2025").query("change == 'changed'")
    assert len(changed)
    cited = analysis.cite(changed, lang="en").bibtex
    assert "@misc{sumida-briefing-2023," in cited and "@misc{sumida-progress-2025," in cited


def test_no_rows_are_no_citation() -> None:
    with pytest.raises(analysis.WardKpiError, match="at least one row"):
        analysis.cite(analysis.load_observations().iloc[:0], lang="en")


def test_the_version_of_the_data_changes_with_a_figure(data_root) -> None:
    before = analysis.data_version(root=data_root)
    assert before == analysis.data_version()
    table = data_root / "data" / "clean" / "observations.csv"
    table.write_bytes(table.read_bytes().replace(b",217,", b",218,", 1))
    assert analysis.data_version(root=data_root) != before


@pytest.mark.parametrize("value", ["sumida", "Sumida", "SUMIDA", "Sumida City", " sumida city "])
def test_an_area_of_the_data_by_slug_and_english_name(value: str) -> None:
    assert analysis.municipality_codes([value]).tolist() == ["131075"]


@pytest.mark.parametrize("value", ["全国", 0, "000000", "Japan", "japan"])
def test_the_country_as_the_tables_have_it(value: object) -> None:
    assert analysis.municipality_codes([value]).tolist() == ["000000"]


def test_what_is_missing_stays_missing_and_merges_with_nothing() -> None:
    outside = pd.DataFrame({"name": ["墨田区", None, float("nan"), pd.NA, " "]}, index=[5, 6, 7, 8, 9])
    codes = analysis.municipality_codes(outside["name"])
    assert codes.index.tolist() == [5, 6, 7, 8, 9]
    assert codes.isna().tolist() == [False, True, True, True, True]
    assert len(outside.assign(ward=codes).merge(analysis.load_observations(), on="ward")["name"].unique()) == 1


@pytest.mark.parametrize("values", ["墨田区", pd.DataFrame({"a": ["墨田区"]}), None, 3, {"a": "墨田区"}])
def test_what_is_no_column_of_municipalities_is_refused_in_one_line(values: Any) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.municipality_codes(values)
    for lang, words in (("ja", "市区町村のコードか名称の並び"), ("en", "a list or column of codes or names")):
        assert words in caught.value.message(lang)
    with pytest.raises(analysis.WardKpiError, match="for each of 1 values"):
        analysis.municipality_codes(["墨田区"], [])


def test_a_name_that_one_municipality_had_and_another_has_is_not_certain() -> None:
    with pytest.raises(analysis.WardKpiError, match=r"094111.*402311"):
        analysis.municipality_codes(["那珂川町"])
    assert analysis.municipality_codes(["栃木県那珂川町", "福岡県那珂川町"]).tolist() == ["094111", "402311"]


def test_an_axis_of_one_year_shows_that_year() -> None:
    """matplotlib alone would show two centuries of ticks around a single point; limits of one's own stay."""
    import matplotlib.pyplot as plt

    mpl.use("agg")
    with analysis.chart_style():
        figure, (alone, limited) = plt.subplots(1, 2)
        alone.plot([2022], [1], "o")
        limited.plot([2022], [1], "o")
        limited.set_xlim(2020, 2025)
        for axes in (alone, limited):
            analysis.fiscal_year_axis(axes, lang="en")
        low, high = alone.get_xlim()
        assert 2021 < low < 2022 < high < 2023
        assert limited.get_xlim() == (2020, 2025)
        plt.close(figure)


@pytest.mark.parametrize("name", ["availability_matrix", "comparability_matrix"])
def test_a_matrix_is_cited_with_the_places_of_its_themes(name: str) -> None:
    """Sumida's progress table has item 4 under measure 2, of the cashless theme; Taito's annex lists 28 indicators."""
    lines = analysis.cite(analysis.FIGURES[name](theme="cashless"), lang="en").lines
    assert any("measure 2, item 4 (L14)" in line for line in lines) and any(
        "annex, all 28 indicators" in line for line in lines
    )
    assert all(", at " in line for line in lines[:-1]) and analysis.data_version() in lines[-1]
    rows = analysis.FIGURES[name](theme="cashless").ward_kpi.rows
    assert analysis.cite(rows, lang="en").lines == lines


def test_a_measure_is_not_called_the_users_figure() -> None:
    assert "by the user" not in str(analysis.cite(analysis.compare("cashless", "progress"), lang="en"))
