"""What a researcher does: filters, draws, shows, exports and reads back; any frame that the loader gives will do."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pdfplumber
import pytest

import analysis
from analysis.data.study import Study
from analysis.drawing import style
from analysis.office.figure_files import redrawn
from analysis.questions import questions
from analysis.sources.raw import load_raw
from analysis.words.arguments import answering
from analysis.words.errors import NoFigureData

NAMES = [one.name for one in questions(Study.of())]
LANGUAGES = ("ja", "en")
THEMES = [one.theme for one in questions(Study.of()) if one.name.startswith("trajectories_")]


def one_line(error: analysis.WardKpiError, *words: str) -> None:
    for lang in LANGUAGES:
        message = error.message(lang)
        assert "\n" not in message
        for word in words:
            assert word in message


@pytest.mark.behaviour(12)
@pytest.mark.parametrize("name", NAMES)
def test_a_figure_draws_what_the_loader_gives(name: str) -> None:
    whole = analysis.FIGURES[name]()
    again = analysis.FIGURES[name](analysis.load_observations(vintage="all", complete=True))
    assert again.ward_kpi.title == whole.ward_kpi.title


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_of_one_ward_speaks_of_no_other(name: str) -> None:
    others = ["台東区", "杉並区"]
    for draw in (
        lambda: analysis.FIGURES[name](ward="sumida"),
        lambda: analysis.FIGURES[name](analysis.load_observations(ward="sumida", vintage="all")),
    ):
        try:
            title = draw().ward_kpi.title
        except NoFigureData:
            continue  # pairs of wards, or nothing of this ward
        assert not [ward for ward in others if ward in title], title


@pytest.mark.behaviour(12)
@pytest.mark.parametrize("name", NAMES)
def test_a_frame_without_a_column_is_told_which(name: str) -> None:
    frame = analysis.load_observations().drop(columns="unit")
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.FIGURES[name](frame)
    one_line(caught.value, "unit")


def test_rows_of_one_theme_need_no_name_of_it() -> None:
    rows = analysis.load_observations(theme="cashless")
    assert analysis.trajectories(rows=rows).ward_kpi.name == "trajectories_cashless"
    assert analysis.trajectories(rows=analysis.load_observations()).ward_kpi.name == "trajectories_onlinization"
    several = analysis.load_observations(theme=["cashless", "mynumber"])
    with pytest.raises(analysis.BadArgument, match="mynumber, cashless"):
        analysis.trajectories(rows=several)


def test_a_frame_that_lacks_several_columns_is_told_all_of_them_at_once() -> None:
    own = analysis.load_observations()[["ward", "indicator", "concept", "value"]]
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.trajectories(rows=own)
    one_line(caught.value, "theme", "fiscal_year", "kind", "unit", "source")
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.trajectories(rows=analysis.load_observations().T)
    one_line(caught.value, "ward")
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("draw", [analysis.trajectories, analysis.mynumber_series, analysis.progress_bars])
def test_rows_of_a_municipality_without_documents_are_told_where_its_figures_are(draw: Callable[..., object]) -> None:
    own = analysis.load_observations(ward="sumida", concept="mynumber_card_rate").assign(ward="131083")
    with pytest.raises(analysis.WardKpiError, match="load_national") as caught:
        draw(rows=own)
    one_line(caught.value, "131083", "chart_style()")


@pytest.mark.behaviour(12)
def test_progress_of_a_frame_without_a_column_is_told_which() -> None:
    for column in ("kind", "value", "concept"):
        with pytest.raises(analysis.WardKpiError) as caught:
            analysis.progress(analysis.load_observations().drop(columns=column))
        one_line(caught.value, column)
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.progress_bars(analysis.progress().drop(columns="pace"))
    one_line(caught.value, "pace")


def test_years_choose_what_is_drawn() -> None:
    figure = analysis.trajectories("onlinization", years=["R4", 2024], ward="sumida")
    assert set(figure.ward_kpi.rows["fiscal_year"].dropna()) == {2022, 2024}
    assert set(analysis.mynumber_series(years=2022).ward_kpi.rows["fiscal_year"].dropna()) == {2022}


def test_what_a_figure_cannot_be_chosen_by_is_said_in_one_line() -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.ward_positions(indicator="sumida.cashless_procedures")
    one_line(caught.value, "ward_positions", "indicator=")
    with pytest.raises(analysis.UnknownName) as unknown:
        analysis.progress_bars(ward="sumda")
    one_line(unknown.value, "sumida")


def test_what_was_known_then_is_drawn_as_it_was() -> None:
    then = analysis.load_observations(as_of_publication="2023-12-31", theme="onlinization", ward="sumida")
    rows = analysis.progress_bars(then).ward_kpi.rows.set_index("indicator")
    known = rows.loc["sumida.online_procedures_mynaportal"]
    assert (known["value_year"], known["value"]) == (2022, 23)  # 21 in the table of 2025 is another vintage


@pytest.mark.behaviour(11)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
def test_whatever_draws_exports_and_is_cited(
    theme: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if lang == "en":  # all formats once; a PDF tells what is written in any of them
        monkeypatch.setattr(style, "FORMATS", ("pdf",))
    figure = analysis.trajectories(theme, lang=lang)
    before = len(figure.texts)
    files = {path.name: path for path in analysis.export(figure, "cash", folder=tmp_path)}
    assert {path.suffix for path in files.values()} == {".csv", *(f".{kind}" for kind in style.FORMATS)}
    for name in ("cash.pdf", "cash-mono.pdf"):
        with pdfplumber.open(files[name]) as pdf:
            [page] = pdf.pages
            said = "".join(page.extract_text().split())
        for line in analysis.cite(figure).lines:
            assert "".join(line.split()) in said
        assert float(page.height) > figure.get_figheight() * 72  # beneath what it shows, not over it
    assert len(figure.texts) == before and len(figure.patches) == 0  # the figure itself is as it was


@pytest.mark.behaviour(13)
def test_a_figure_and_a_table_show_themselves_without_set_up() -> None:
    figure = analysis.trajectories("cashless", lang="en")
    data, metadata = figure._repr_mimebundle_()
    assert data["image/svg+xml"].startswith("<?xml") or "<svg" in data["image/svg+xml"]
    assert data["text/plain"] == figure.ward_kpi.alt == metadata["image/svg+xml"]["alt"]
    assert set(metadata["ward_kpi"]["observations"]) <= set(analysis.load_observations(vintage="all")["observation"])
    assert metadata["ward_kpi"]["observations"]
    data, metadata = analysis.progress_table(title="t")._repr_mimebundle_()
    assert "<table" in data["text/html"] and metadata["ward_kpi"]["observations"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_beneath_a_figure_stands_what_it_rests_on(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[dict[str, str], dict[str, object]]] = []
    monkeypatch.setattr("IPython.display.publish_display_data", lambda data, metadata: shown.append((data, metadata)))
    figure = analysis.cashless_definitions(lang=lang)
    figure._ipython_display_()
    (picture, about), (beneath, marked) = shown
    assert (picture, about) == figure._repr_mimebundle_() and marked == {"ward_kpi": {"evidence": True}}
    html = beneath["text/html"]
    assert html.startswith(f'<details lang="{lang}"><summary>') and html.endswith("</ul></details>")
    lines = analysis.cite(figure).lines
    assert re.findall("<li>(.*?)</li>", html) == [
        escape(one) for one in lines[:-1]
    ]  # the data's version is no evidence


@pytest.mark.behaviour(18)
def test_mistaken_calls_are_answered_in_one_line() -> None:
    with pytest.raises(analysis.NotComparable):
        analysis.compare(["onlinization", "cashless"])
    with pytest.raises(analysis.UnknownName):
        analysis.compare(["onlinization", "cashles"])
    told = analysis.explain("sumida.online_procedures_priority", "R4", "actual", evidence=False)
    assert str(told) == str(analysis.explain("sumida.online_procedures_priority", 2022, "actual", evidence=False))
    assert analysis.conclusions("progress_bars").sentences == analysis.conclusions(analysis.progress_bars()).sentences
    with pytest.raises(analysis.UnknownName):
        analysis.conclusions("progress_bar")
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.conclusions(3)  # type: ignore[arg-type]
    one_line(caught.value, "figures=3")


def test_a_measure_without_unit_may_stand_for_two_themes() -> None:
    rows = analysis.compare(["onlinization", "cashless"], "progress")
    assert set(rows["theme"]) == {"onlinization", "cashless"}


@pytest.mark.behaviour(18)
def test_revisions_until_now() -> None:
    rows = analysis.revisions("sumida-plan-2022")
    changed = rows[(rows["indicator"] == "sumida.cashless_procedures") & (rows["kind"] == "target")]
    assert changed[["change", "from", "to"]].values.tolist() == [["changed", 60.0, 40.0]]
    assert set(rows["ward"]) == {"131075"}


def test_a_row_of_any_table_is_explained() -> None:
    wanted = "sumida.mynumber_card_rate"
    for table in (
        analysis.load_observations(indicator=wanted, kind="actual"),
        analysis.compare("mynumber_card_rate", unverified=True).query(f"indicator == '{wanted}' and kind == 'actual'"),
        analysis.progress().query(f"indicator == '{wanted}'"),
    ):
        assert wanted in str(analysis.explain(table.iloc[0], evidence=False))


def test_every_figure_function_takes_the_same_arguments() -> None:
    shared = {"ward", "years", "concept", "indicator", "title", "lang", "mono", "root"}
    names = [name for name in NAMES if not name.startswith("trajectories_")]
    for name in ("trajectories", *names):
        assert set(inspect.signature(getattr(analysis, name)).parameters) >= shared, name


def test_whatever_takes_a_title_does_without_one() -> None:
    for name in analysis.__all__:
        value = getattr(analysis, name)
        if callable(value) and not inspect.isclass(value) and "title" in inspect.signature(value).parameters:
            assert inspect.signature(value).parameters["title"].default == "", name
    rows = analysis.load_observations(concept="open_data", kind="target")
    table = analysis.reading_table(rows[["text"]], rows, name="targets", headings={"text": "Target"})
    assert repr(table) == f"targets ({len(rows)})" and "gt_title" not in table._repr_html_().partition("</style>")[2]


@pytest.mark.parametrize("name", NAMES)
def test_a_title_of_ones_own_stays_whatever_the_language(name: str) -> None:
    own = "A title of one's own"
    figure = analysis.FIGURES[name](title=own)
    assert (figure.ward_kpi.title, figure.ward_kpi.alt.startswith(own)) == (own, True)
    again = redrawn(figure, lang="en", mono=True)
    assert own in [text.get_text() for text in again.texts]
    with pytest.raises(analysis.WardKpiError, match="title=3"):
        analysis.FIGURES[name](title=3)


@pytest.mark.parametrize("title", ["題名\nの続き", "題名\tの続き ", "題名\u2028\r\nの続き"])
def test_a_title_of_several_lines_is_one(title: str) -> None:
    assert analysis.online_use(title=title).ward_kpi.title == "題名 の続き"
    assert analysis.progress_table(title=title).reading.title == "題名 の続き"


def test_a_title_of_spaces_alone_is_none() -> None:
    assert analysis.online_use(title="\n ").ward_kpi.title == analysis.online_use().ward_kpi.title


@pytest.mark.parametrize("title", ["\x07\x07", "\u200b", "a\x00b", "葛\U000e0100飾", "\U0001f600", "\ud800"])
@pytest.mark.parametrize("name", ["online_use", "availability_matrix"])
def test_a_title_that_the_font_cannot_write_is_refused_in_one_line(name: str, title: str) -> None:
    with pytest.raises(analysis.FigureError) as caught:
        analysis.FIGURES[name](title=title)
    assert caught.value.code == "figure_glyph"
    assert len(caught.value.message("en").splitlines()) == 1


def test_a_frame_may_be_written_and_read_back_by_pandas(tmp_path: Path) -> None:
    frame = analysis.load_observations(theme="cashless")
    frame.to_pickle(tmp_path / "frame")
    again = pd.read_pickle(tmp_path / "frame")
    pd.testing.assert_frame_equal(analysis.progress(again), analysis.progress(frame))


BASELINE, RESULT, TARGET = (
    f"sumida.cashless_procedures-{rest}-sumida-progress-2025"
    for rest in ("2021-baseline", "2024-actual", "2025-target")
)


def test_rows_of_sums_name_the_figures_that_they_rest_on() -> None:
    wanted = "sumida.cashless_procedures"
    rests_on = ["observation", "baseline_observation", "target_observation"]
    [row] = analysis.progress().query("indicator == @wanted")[rests_on].to_numpy().tolist()
    assert row == [RESULT, BASELINE, TARGET]
    judged = analysis.judgements().query("indicator == @wanted").set_index("source")[rests_on]
    assert judged.loc["sumida-progress-2025"].tolist() == row
    assert judged.loc["sumida-plan-2022"].isna().tolist() == [True, False, False]  # a plan has no result
    moved = analysis.revisions("sumida-plan-2022", "sumida-briefing-2023").query("indicator == @wanted")
    [target] = moved.query("kind == 'target'")[["observation_from", "observation"]].to_numpy().tolist()
    assert target == [f"{wanted}-2025-target-sumida-plan-2022", f"{wanted}-2025-target-sumida-briefing-2023"]
    known = set(analysis.load_observations(vintage="all")["observation"])
    assert set(analysis.redated_targets()["observation"]) <= known
    assert set(analysis.online_use().ward_kpi.rows["observation"].dropna()) <= known
    changed = analysis.load_observations(indicator=wanted)
    changed = changed.assign(value=changed["value"] + 1)
    assert analysis.progress(changed)[rests_on].isna().all(axis=None)  # a caller's own figures are in no document


def test_a_row_of_a_sum_is_cited_and_explained_by_what_it_rests_on() -> None:
    row = analysis.progress().query("indicator == 'suginami.mic_mynumber_card_rate'")
    cited = str(analysis.cite(row, lang="en"))
    assert "20221231.csv:L643" in cited and "20220401.csv" not in cited  # of the newest day alone, as its result is
    dropped = analysis.revisions("sumida-plan-2022", "sumida-briefing-2023").query("change == 'dropped'").iloc[0]
    earlier = dict(analysis.explain(dropped, lang="en", evidence=False).items)
    assert "[sumida-plan-2022]" in earlier["document"] and earlier["as printed"] == dropped["text_from"]


CALLABLE = [name for name in analysis.__all__ if inspect.isfunction(getattr(analysis, name))]


@pytest.mark.parametrize("name", CALLABLE)
def test_an_argument_that_a_function_has_not_is_told_in_one_line(name: str) -> None:
    with pytest.raises(TypeError) as caught:
        getattr(analysis, name)(**{"no_such": 1})
    assert isinstance(caught.value, analysis.WrongCall)
    one_line(caught.value, f"{name}()", "no_such")


def imported(module: str) -> set[str]:
    """Return the names that mypy knows of a module."""
    tree = ast.parse((Path(analysis.__file__).parent / "pages" / f"public_{module}.py").read_text(encoding="utf-8"))
    known = next(node for node in tree.body if isinstance(node, ast.If)).body
    return {alias.asname or alias.name for node in known if isinstance(node, ast.ImportFrom) for alias in node.names}


@pytest.mark.parametrize(
    ("module", "returns"),
    [("figures", {"KpiFigure"}), ("frames", {"pd.DataFrame", "FrameOfItsKind"}), ("tables", {"ReadingTable"})],
)
def test_functions_are_listed_by_what_they_return(module: str, returns: set[str]) -> None:
    listed = getattr(analysis, module)
    of_kind = [name for name in CALLABLE if inspect.signature(getattr(analysis, name)).return_annotation in returns]
    assert dir(listed) == sorted(of_kind) == sorted(imported(module)) == sorted(listed.__all__)
    assert all(getattr(listed, name) is getattr(analysis, name) for name in of_kind)
    for misspelt, meant in (
        ("progres_bars", "progress_bars"),
        ("progres", "progress"),
        ("progres_table", "progress_table"),
    ):
        if meant in of_kind:
            with pytest.raises(
                AttributeError, match=f"'analysis.{module}' has no attribute '{misspelt}', but .*{meant}"
            ):
                getattr(listed, misspelt)
    assert not hasattr(listed, "cite") and not hasattr(listed, "inspect")


def test_only_what_returns_a_table_to_read_is_called_a_table() -> None:
    made = {name: str(inspect.signature(getattr(analysis, name)).return_annotation) for name in CALLABLE}
    assert {name for name in CALLABLE if name.endswith("_table")} == {
        name for name in CALLABLE if made[name] == "ReadingTable"
    }


def test_listing_frames_and_tables_loads_nothing_that_draws() -> None:
    asked = "import sys, analysis; dir(analysis.frames), dir(analysis.tables), dir(analysis.figures)"
    code = f"{asked}; sys.exit('matplotlib' in sys.modules or 'analysis.questions.progress_bars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_rows_are_called_so_wherever_they_are_taken() -> None:
    taken = {name: [*inspect.signature(getattr(analysis, name)).parameters] for name in CALLABLE}
    for name in dir(analysis.figures):
        assert taken[name].index("rows") == (1 if name == "trajectories" else 0), name
    for name, parameters in taken.items():
        assert not {"table", "frame", "figures"} & {*parameters} or name == "conclusions", name
    assert {name for name in CALLABLE if "observations" in taken[name]} == {
        "comparability",
        "compare",
        "progress",
        "published_by_wards",
        "revisions",
    }


def test_title_lang_and_root_are_given_by_name_everywhere() -> None:
    for name in CALLABLE:
        for argument, given in inspect.signature(getattr(analysis, name)).parameters.items():
            if argument in ("title", "root") or (argument == "lang" and name != "set_language"):
                assert given.kind is given.KEYWORD_ONLY, (name, argument)
                assert given.default == ("" if argument == "title" else None), (name, argument)


@pytest.mark.parametrize(
    "name", ["consistency_table", "consistency_summary_table", "coverage_table", "corrections_table"]
)
def test_help_says_which_tables_have_no_year_to_choose_by(name: str) -> None:
    made = getattr(analysis, name)
    assert "years" not in inspect.signature(made).parameters and "Takes no years=" in made.__doc__


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda: analysis.load_indicators("cashless"), "theme='cashless'"),
        (lambda: analysis.load_concepts("キャッシュレス決済"), "theme='キャッシュレス決済'"),
        (lambda: analysis.load_evaluations("台東区"), "ward='台東区'"),
        (lambda: analysis.load_observations("mynumber_card_rate"), "concept='mynumber_card_rate'"),
        (lambda: analysis.load_wards(Path("elsewhere")), "root='elsewhere'"),
        (lambda: analysis.export(None, "chart", Path("elsewhere")), "folder='elsewhere'"),
        (lambda: analysis.load_sources("nobody"), "ward=, names=, lang=, root="),
        (lambda: analysis.progress(None, "training"), "theme='training'"),
    ],
)
def test_a_name_without_its_argument_is_told_which_to_write(call: Callable[[], object], meant: str) -> None:
    with pytest.raises(analysis.WrongCall) as caught:
        call()
    one_line(caught.value, meant)


def test_slips_in_a_call_name_what_was_meant() -> None:
    for call, words in (
        (lambda: analysis.mynumber_series(year=2022), ("mynumber_series()", "'year'", "years")),
        (lambda: analysis.FIGURES["scorecard"](wards="sumida"), ("scorecard()", "ward")),
        (lambda: analysis.named(analysis.load_wards(), "en"), ("1", "lang=, root=")),
        (lambda: analysis.named(), ("named()", "rows")),
        (lambda: analysis.peers("sumida", ward="taito"), ("peers()", "ward", "twice")),
    ):
        with pytest.raises(analysis.WrongCall) as caught:
            call()
        message = caught.value.message("en")
        assert "\n" not in message and not [word for word in words if word not in message], message
    with pytest.raises(KeyError) as unknown:
        analysis.FIGURES["trajectories_cashles"]
    assert isinstance(unknown.value, analysis.UnknownName)


@pytest.mark.parametrize(
    "made",
    [
        analysis.progress,
        analysis.judgements,
        analysis.redated_targets,
        analysis.revisions,
        analysis.load_indicators,
        analysis.load_evaluations,
        analysis.load_observations,
    ],
)
def test_every_table_is_narrowed_as_observations_are(made: Callable[..., pd.DataFrame]) -> None:
    whole = made()
    some = made(ward=["sumida", "台東区"], theme=["onlinization", "cashless"])
    themes = analysis.load_indicators().set_index("indicator")["theme"]
    held = whole["indicator"].map(themes).isin(["onlinization", "cashless"]) & whole["ward"].isin(["131075", "131067"])
    assert some["indicator"].tolist() == whole.loc[held, "indicator"].tolist()
    assert some.index.tolist() == list(range(len(some)))
    with pytest.raises(analysis.UnknownName, match="cashless"):
        made(theme="cashles")
    with pytest.raises(analysis.WardKpiError, match=r"ward=\[\]"):
        made(ward=[])


BY_DOCUMENT = ("consistency_summary_table", "consistency_table", "coverage_table")
"""Tables of what documents state, which tell the ward and no theme."""


@pytest.mark.parametrize("name", [name for name in dir(analysis.tables) if name != "reading_table"])
def test_every_table_to_read_is_narrowed_as_figures_are(name: str) -> None:
    given = (analysis.load_observations(),) if name == "figures_table" else ()
    made = getattr(analysis, name)
    whole, of_ward = made(*given, lang="en"), made(*given, ward="墨田区", lang="en")
    rows = of_ward.rows
    if "ward_a" in rows:
        assert (rows["ward_a"].eq("131075") | rows["ward_b"].eq("131075")).all()
    elif "ward" in rows:
        assert set(rows["ward"].astype("str")) == {"131075"}
    else:
        assert rows["source"].str.startswith("sumida-").all()
    assert 0 < len(rows) <= len(whole.rows) and 0 < len(of_ward.reading.lines) <= len(whole.reading.lines)
    with pytest.raises(analysis.UnknownName):
        made(*given, ward="sumda")
    with pytest.raises(analysis.WardKpiError, match=r"ward=\[\]"):
        made(*given, ward=[])
    if name not in BY_DOCUMENT:
        theme = "mynumber" if name in ("crosscheck_table", "corrections_table") else "Online procedures"
        assert 0 < len(made(*given, theme=theme, lang="en").reading.lines) <= len(whole.reading.lines)


WITH_YEARS = sorted({*dir(analysis.tables)} - {*BY_DOCUMENT, "corrections_table", "reading_table"})


@pytest.mark.parametrize("name", WITH_YEARS)
def test_every_table_to_read_whose_rows_tell_a_year_is_narrowed_by_years(name: str) -> None:
    given = (analysis.load_observations(),) if name == "figures_table" else ()
    made = getattr(analysis, name)
    several, one_year = (["R8", 2025], "令和7年度") if name == "outlook_table" else (["R4", 2024], "令和4年度")
    whole, some, one = (made(*given, years=years, lang="en") for years in (None, several, one_year))
    held = ({2025, 2026}, {2025}) if name == "outlook_table" else ({2022, 2024}, {2022})
    for narrow, years in zip((some, one), held, strict=True):
        assert 0 < len(narrow.reading.lines) <= len(whole.reading.lines)
        year = {"outlook_table": "target_year", "judgements_table": "value_year", "progress_table": "value_year"}
        column = year.get(name, "fiscal_year")
        assert column not in narrow.rows or set(narrow.rows[column].dropna()) <= years
    for years, told in (([], "years=[]"), ("someday", "someday")):
        with pytest.raises(analysis.WardKpiError) as caught:
            made(*given, years=years)
        one_line(caught.value, told)


@pytest.mark.parametrize(
    ("table", "figure"),
    [("availability_table", "availability_matrix"), ("comparability_table", "comparability_matrix")],
)
def test_a_table_is_of_the_rows_of_its_figure(table: str, figure: str) -> None:
    for asked in ({"years": 2022}, {"concept": "mynumber_card_rate"}, {"indicator": "sumida.cashless_procedures"}):
        of_table, of_figure = (getattr(analysis, name)(**asked) for name in (table, figure))
        assert of_table.rows["theme"].unique().tolist() == of_figure.ward_kpi.plain["theme"].unique().tolist(), asked


def test_places_of_some_years_are_among_the_figures_of_these() -> None:
    of_year = analysis.ranking_table(years=2019).rows
    assert of_year.equals(analysis.ranking_sensitivity(years=2019).ward_kpi.plain) and set(of_year["dates"]) == {1}


def test_a_choice_that_leaves_nothing_of_a_table_is_named() -> None:
    for call, words in (
        (lambda: analysis.revisions_table(ward="suginami"), ("revisions", "ward=suginami")),
        (lambda: analysis.outlook_table(theme="mynumber", ward="sumida"), ("outlook", "ward=sumida, theme=mynumber")),
        (lambda: analysis.ranking_table(theme="education"), ("ranking", "theme=education")),
    ):
        with pytest.raises(analysis.WardKpiError) as caught:
            call()
        one_line(caught.value, *words)


def test_a_narrowed_table_says_no_less_of_the_wards_that_it_leaves_out() -> None:
    """What is measured in all wards is so whichever are shown; a place is one among all that are ranked."""
    of_all, of_two = (analysis.comparability_table(ward=ward, lang="en") for ward in (None, ["taito", "suginami"]))
    assert [line[-1].text for line in of_two.reading.lines] == [line[-1].text for line in of_all.reading.lines]
    lines = {line[1].text: line[3].text for line in analysis.ranking_table(ward="sumida", lang="en").reading.lines}
    assert lines["Cards issued (ministry's rate)"] != "1"  # behind Taito, which is not shown
    left = analysis.ranking_table(theme="open_data", lang="en").reading.lines
    assert [line[1].text for line in left] == ["Open data items published"]


def test_documents_and_pairs_are_narrowed_by_ward_and_theme() -> None:
    about = analysis.load_coverage(ward="sumida", theme="education")
    # The briefing lists nothing of schools, but says in passing what 35 schools saved.
    assert about["source"].tolist() == ["sumida-briefing-2023", "sumida-plan-2022", "sumida-progress-2025"]
    assert about["listed"].tolist()[0] == 0 < about["entries"].tolist()[0]
    assert analysis.load_sources(ward="taito")["source"].tolist() == ["taito-status-2025"]
    assert set(analysis.load_concepts(theme="cashless")["theme"]) == {"cashless"}
    pairs = ["ward_a", "ward_b"]
    of_one, of_two = (
        analysis.comparability(ward=ward, theme="mynumber")[pairs].astype("str").values.tolist()
        for ward in ("sumida", ["sumida", "taito"])
    )
    assert of_one == [["131075", "131067"], ["131075", "131156"]] and of_two == of_one[:1]


def test_years_are_those_named_and_a_range_is_whole() -> None:
    def held(years: object) -> set[int]:
        return set(analysis.load_observations(concept="mynumber_card_rate", fiscal_year=years)["fiscal_year"])

    assert held((2020, 2022)) == held(["R2", "R4"]) == {2020, 2022}
    assert held(range(2020, 2023)) == {2020, 2021, 2022}
    drawn = analysis.mynumber_series(years=range(2020, 2023)).ward_kpi.rows["fiscal_year"]
    assert set(drawn.dropna()) == {2020, 2021, 2022}


def test_what_functions_raise_and_return_can_be_named() -> None:
    figure, rows = analysis.trajectories("cashless"), analysis.load_observations(theme="cashless")
    made = {
        analysis.KpiFigure: figure,
        analysis.ReadingTable: analysis.figures_table(rows),
        analysis.Citation: analysis.cite(rows),
        analysis.Conclusions: analysis.conclusions(figure),
        analysis.Explanation: analysis.explain("sumida.cashless_procedures", evidence=False),
        analysis.Described: analysis.described(figure, "-"),
    }
    assert all(isinstance(value, of) for of, value in made.items())
    with pytest.raises(analysis.NoFigureData):
        analysis.trajectories("cashless", years=2001)
    assert issubclass(analysis.NoFigureData, analysis.FigureError)
    assert issubclass(analysis.BadArgument, analysis.WardKpiError)


@pytest.mark.parametrize("name", sorted({*analysis.__all__, *analysis._TYPES}))
def test_every_public_function_and_class_has_an_example_that_runs(name: str) -> None:
    """The examples run with all other doctests; here none may be missing, nor be too short to show anything."""
    made = getattr(analysis, name)
    if not callable(made):
        return
    example = (inspect.getdoc(made) or "").partition("Examples\n--------\n")[2]
    assert ">>> import analysis" in example and len(re.findall(r"^(?:>>>|\.\.\.) .*analysis\.", example, re.M)) > 0


ARRAYS: dict[str, Callable[[], object]] = {
    "years of a figure": lambda: analysis.online_use(years=np.array([1999, 2000])),
    "a year of a figure": lambda: analysis.online_use(years=np.int64(1999)),
    "years of the loader": lambda: analysis.load_observations(fiscal_year=np.array([1999])),
    "years of a table": lambda: analysis.progress_table(years=np.array([1999])),
    "wards": lambda: analysis.load_observations(ward=np.array(["sumda"])),
    "a ward that is a number": lambda: analysis.load_observations(ward=np.int64(99)),
    "none": lambda: analysis.load_observations(ward=np.array([])),
    "a title": lambda: analysis.online_use(title=np.int64(3)),  # type: ignore[arg-type]
    "a year of a story": lambda: analysis.explain("sumida.cashless_procedures", np.int64(1999)),  # type: ignore[arg-type]
    "a figure that is none": lambda: analysis.progress(analysis.load_observations().assign(value=np.inf)),
    "a year that is none": lambda: analysis.progress(analysis.load_observations().assign(fiscal_year=np.int64(9999))),
    "names": lambda: analysis.trajectories(concept=np.array(["open_data", "cashless_procedures"])),
}


@pytest.mark.parametrize("call", ARRAYS.values(), ids=ARRAYS)
def test_a_message_names_no_type_of_numpy(call: Callable[[], object]) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        call()
    for lang in LANGUAGES:
        assert not re.search(r"\bnp\.|numpy|array\(|<\w+|int64|float64|dtype=(?!{)", caught.value.message(lang))


@pytest.mark.parametrize(
    ("table", "function"),
    [
        ("revisions_table", "revisions"),
        ("judgements_table", "judgements"),
        ("consistency_table", "consistency"),
        ("consistency_summary_table", "consistency"),
        ("crosscheck_table", "crosscheck"),
    ],
)
def test_a_table_that_is_given_other_rows_names_whose_it_takes(table: str, function: str) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        getattr(analysis, table)(analysis.load_observations())
    one_line(caught.value, f"{function}()")
    assert len(getattr(analysis, table)(getattr(analysis, function)()).reading.lines) > 0


def test_looks_are_found_by_codes_as_text_and_as_numbers() -> None:
    for looks in (analysis.palette(others=[13108, "大阪市"]), analysis.markers(others=[13108, "大阪市"])):
        assert looks[13108] == looks["13108"] == looks["131083"] == looks[131083] == looks["江東区"] == looks["Koto"]
        assert looks[131075] == looks["131075"] == looks["Sumida"] and looks["大阪市"] == looks[271004]


def test_help_begins_with_every_name_and_what_it_is_for() -> None:
    said = str(analysis.__doc__)
    assert len(said.splitlines()) < 60  # a screen or two
    missing = [name for name in analysis.__all__ if not re.search(rf"\b{name}\b", said)]
    assert missing == []
    leading = re.findall(r"^    (\w+)  ", said, re.M)
    assert len(leading) > 25 and not [name for name in leading if not hasattr(analysis, name)]


@pytest.mark.parametrize(
    "load",
    [
        lambda: analysis.load_observations(indicator="sumida.cashless_procedures"),
        lambda: analysis.progress(ward="suginami"),
        lambda: analysis.judgements(ward="taito"),
        lambda: analysis.revisions(ward="sumida"),
        lambda: analysis.load_sources(),
        lambda: analysis.load_evaluations(),
        lambda: analysis.crosscheck(),
        lambda: analysis.consistency(),
        lambda: analysis.availability_matrix().ward_kpi.rows.dropna(subset="source"),
        lambda: analysis.load_national(ward="札幌市"),
    ],
    ids=[
        "observations",
        "progress",
        "judgements",
        "revisions",
        "sources",
        "evaluations",
        "crosscheck",
        "consistency",
        "availability",
        "national",
    ],
)
def test_a_row_is_cited_as_a_table_of_it_alone(load: Callable[[], pd.DataFrame]) -> None:
    table = load()
    for place in (0, -1):
        alone, of_table = (analysis.cite(one, lang="en") for one in (table.iloc[place], table.iloc[[place]]))
        assert (alone.lines, alone.bibtex) == (of_table.lines, of_table.bibtex)
    with pytest.raises(analysis.BadArgument):
        analysis.cite(table["source"])


def test_notes_of_named_tables_are_in_its_language() -> None:
    for frame in (analysis.load_evaluations(ward="taito", detail=True), analysis.redated_targets(detail=True)):
        for name in ("note", "caveat"):
            whole, english = (analysis.named(frame, lang=lang)[name] for lang in LANGUAGES)
            assert whole.notna().tolist() == english.notna().tolist() and english.notna().any()
            assert not english.dropna().str.contains("[ぁ-ん]").any() and whole.dropna().str.contains("[ぁ-ん]").all()


@pytest.mark.parametrize("name", ["outlook", "ranking_sensitivity", "ward_positions"])
def test_rows_of_what_is_derived_name_the_figures_that_they_rest_on(name: str) -> None:
    rows = analysis.FIGURES[name]().ward_kpi.rows
    known = set(analysis.load_observations(vintage="all")["observation"])
    cells = [cell.split() for column in rows.filter(like="observation") for cell in rows[column].dropna()]
    assert cells and {one for cell in cells for one in cell} <= known
    assert all(one.startswith(("sumida.", "taito.", "suginami.")) for cell in cells for one in cell)


def test_an_outlook_names_result_baseline_and_target_and_a_rank_every_date() -> None:
    card = analysis.ranking_sensitivity().ward_kpi.rows.query("yardstick == 'mynumber_card_rate'").set_index("ward")
    assert len(card.loc["131075", "observation"].split()) == 8  # the days of the ministry's series
    of_list = analysis.ranking_sensitivity().ward_kpi.rows.query("yardstick == 'online_procedures_32_ratio'")
    assert len(of_list["observation"].iloc[0].split()) == 3  # 13 of 19 (68%)
    steps = analysis.outlook().ward_kpi.rows.set_index("indicator")
    asked = ["observation", "baseline_observation", "target_observation"]
    assert steps.loc["sumida.online_procedures_priority", asked].tolist() == [
        f"sumida.online_procedures_priority-{rest}-sumida-progress-2025"
        for rest in ("2024-actual", "2021-baseline", "2025-target")
    ]


def test_a_document_without_a_row_of_a_theme_has_no_entry_of_it() -> None:
    """What stands beside a document's own list is an entry, too: the briefing says much of AI and RPA in its prose."""
    coverage = analysis.load_coverage()
    counted = {(row.source, row.theme): row.entries for row in coverage.itertuples()}
    complete = analysis.load_observations(vintage="all", complete=True)
    held = complete.astype({"theme": "str"}).groupby(["source", "theme"]).size()
    assert all(counted[key] >= count for key, count in held.items())
    assert {key for key, entries in counted.items() if entries == 0} == set()
    assert "sumida-briefing-2023" in set(analysis.load_coverage(theme="automation")["source"])


def test_notes_are_in_the_language_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARD_KPI_LANG", "en")
    for table in (
        analysis.compare("online_procedures_32_ratio", detail=True),
        analysis.redated_targets(detail=True),
        analysis.load_evaluations(detail=True),
    ):
        notes = table["note"].dropna()
        assert len(notes)
        assert notes.str.match("[A-Z]").all()  # an English sentence, which may quote a word of the document


def test_the_national_series_is_not_cited_by_a_number_of_dates() -> None:
    """47 dates are held of it, eight of them as the wards' own tables."""
    cited = str(analysis.cite(analysis.load_national(concept="mynumber_card_rate"), lang="en"))
    assert "eight" not in cited
    assert "March 2017 to December 2022" in cited


@pytest.mark.parametrize(("name", "ward"), [("北区", "131172"), ("中央区", "131024"), ("港区", "131032")])
def test_wards_whose_names_other_cities_wards_have_need_their_prefecture(name: str, ward: str) -> None:
    with pytest.raises(analysis.WardKpiError, match=f"東京都{name}"):
        analysis.municipality_codes([name])
    assert analysis.municipality_codes([f"東京都{name}"]).tolist() == [ward]
    assert analysis.municipality_codes([name], ["東京都"]).tolist() == [ward]


def test_what_no_municipality_is_called_has_no_candidates() -> None:
    with pytest.raises(analysis.WardKpiError, match="no municipality is known by '131076'"):
        analysis.municipality_codes(["131076"])


def test_a_ward_without_documents_is_pointed_to_the_national_tables() -> None:
    with pytest.raises(analysis.WardKpiError, match="load_national") as caught:
        analysis.mynumber_series(ward=["sumida", "Koto"])
    assert "load_national" in caught.value.message("ja")
    assert set(analysis.lag("sumida", ["江東区"])["ward_other"]) == {"131083"}


SEVERAL = [pd.Series, pd.Index, np.array, iter, set]
"""What holds several names or years, beside a list."""


@pytest.mark.parametrize("several", SEVERAL)
def test_whatever_holds_several_names_or_years_chooses_as_a_list_does(
    several: Callable[[list[object]], object],
) -> None:
    asked = {
        "ward": ["sumida", "taito"],
        "years": [2022, 2024],
        "theme": ["onlinization", "cashless"],
        "concept": ["cashless_procedures", "online_procedures_priority"],
        "indicator": ["sumida.cashless_procedures", "sumida.online_procedures_priority"],
    }
    for name, listed in asked.items():
        drawn = [analysis.progress_bars(**{name: one}).ward_kpi.rows for one in (several(listed), listed)]  # type: ignore[arg-type]
        assert len(drawn[0]) and drawn[0].equals(drawn[1]), name
        if name != "years":
            loaded = [analysis.load_observations(**{name: one}) for one in (several(listed), listed)]  # type: ignore[arg-type]
            assert len(loaded[0]) and loaded[0].equals(loaded[1]), name
    assert set(analysis.progress_table(ward=several(["suginami"])).rows["ward"]) == {"131156"}  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_printed_as_a_name_is_taken_as_one(lang: str) -> None:
    concept = "mynumber_card_held_rate"
    printed = analysis.load_observations(concept=concept, ward="taito", names=True, lang=lang).iloc[0]
    for name in ("theme", "concept", "indicator"):
        by_name, by_id = (
            analysis.load_observations(ward="taito", **{name: printed[column]}) for column in (f"{name}_name", name)
        )
        assert len(by_id) and by_name.equals(by_id), name
    assert set(analysis.load_national(concept=printed["concept_name"])["concept"]) == {concept}
    assert set(analysis.compare(printed["concept_name"])["concept"]) == {concept}
    drawn = analysis.mynumber_series(
        concept=analysis.load_concepts().set_index("concept")[f"name_{lang}"]["mynumber_card_rate"]
    )
    assert set(drawn.ward_kpi.rows["concept"]) == {"mynumber_card_rate"}


def test_a_name_that_several_indicators_have_is_refused_with_their_ids() -> None:
    shared = "Cards issued (ministry's rate)"
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.load_observations(indicator=shared)
    one_line(caught.value, shared, "suginami.mic_mynumber_card_rate", "indicator=")
    with pytest.raises(analysis.WardKpiError):
        analysis.mynumber_series(indicator=shared)
    of_taito = analysis.load_observations(indicator=shared, ward="taito")  # of whom there is one of the name
    assert set(of_taito["indicator"]) == {"taito.mic_mynumber_card_rate"}


def test_every_name_of_a_special_ward_that_is_printed_can_be_asked_for() -> None:
    printed = analysis.peers("sumida", names=True, lang="en")
    codes = printed["ward"].astype("str").tolist()
    assert analysis.municipality_codes(printed["ward_name"]).tolist() == codes and len(codes) == 23
    assert set(analysis.load_national(ward="Koto")["name"]) == {"江東区"}
    assert set(analysis.lag("sumida", "Koto")["ward_other"]) == set(analysis.lag("sumida", "江東区")["ward_other"])
    placed = analysis.position(within={"two": ["Koto", "sumida"]})
    assert set(placed["ward"]) == {"131083", "131075"}
    looks = analysis.palette(others=["Koto"])
    assert looks["Koto"] == looks["131083"] not in {looks["Sumida"], looks["Taito"], looks["Suginami"]}


def test_five_digits_are_a_wards_code() -> None:
    by_slug = analysis.load_observations(ward="sumida")
    for code in ("13107", 13107, 131075):
        assert analysis.load_observations(ward=code).equals(by_slug)


@pytest.mark.parametrize("ward", ["江東区", "Koto", "13108", "札幌市"])
def test_a_municipality_without_documents_is_sent_to_where_its_figures_are(ward: str) -> None:
    for call in (analysis.mynumber_series, analysis.load_observations):
        with pytest.raises(analysis.UnknownName) as caught:
            call(ward=["sumida", ward])
        one_line(caught.value, ward, "load_national(ward=", "chart_style()")
        assert "台東区" not in caught.value.message("ja")


def test_every_row_that_is_an_observation_is_explained_by_its_id(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those in words, of several years and of none among them: a row without a year stands beside others that have one."""
    monkeypatch.setattr("analysis.audit.story.load_raw", cache(load_raw))
    rows = analysis.load_observations(complete=True, vintage="all").set_index("observation")
    for name, row in rows[["text", "source"]].iterrows():
        told = dict(analysis.explain(str(name), lang="en", evidence=False).items)
        assert told["as printed"] == row["text"] and f"[{row['source']}]" in told["document"], name
    assert analysis.explain("suginami.bereavement_action", evidence=False).items
    of_span = analysis.explain("suginami.bereavement_action-2024-2026-planned-suginami-plan-2024", lang="en")
    assert "FY2024 to FY2026 planned" in of_span.title


@pytest.mark.parametrize("name", dir(analysis.frames))
def test_a_row_of_any_frame_is_explained_by_the_observation_that_it_names(name: str) -> None:
    given = {"compare": ["mynumber_card_rate"], "named": [analysis.judgements()], "search": ["online"]}
    given |= {"published_by_wards": [analysis.load_observations()], "lag": ["sumida", "taito"], "peers": ["sumida"]}
    rows = getattr(analysis, name)(*given.get(name, []))
    if "observation" not in rows:
        return
    named = rows.dropna(subset="observation")
    for _, row in named.iloc[:: max(1, len(named) // 3)].iterrows():
        by_id = analysis.explain(row["observation"].split()[0], evidence=False)
        assert analysis.explain(row, evidence=False) == by_id == analysis.explain(row.to_dict(), evidence=False)


def test_a_row_without_a_year_is_explained_without_its_id() -> None:
    rows = analysis.load_observations(indicator="sumida.brand_rank", complete=True, vintage="all", detail=True)
    undated = rows[rows["fiscal_year"].isna()]
    assert len(undated) == 2
    for _, row in undated.iterrows():
        told = analysis.explain(row.drop("observation"), evidence=False)
        assert dict(told.items) == dict(analysis.explain(row["observation"], evidence=False).items)


def test_a_matrix_of_themes_is_narrowed_to_those_of_a_concept_or_an_indicator() -> None:
    for draw in (analysis.comparability_matrix, analysis.availability_matrix):
        for asked in ({"concept": "cashless_procedures"}, {"indicator": "sumida.cashless_procedures"}):
            assert set(draw(**asked).ward_kpi.rows["theme"]) == {"cashless"}  # type: ignore[operator]


def test_trajectories_are_of_the_theme_of_what_is_asked_for() -> None:
    for asked in ({"concept": "cashless_procedures"}, {"indicator": "sumida.cashless_procedures", "theme": None}):
        drawn = analysis.trajectories(**asked).ward_kpi  # type: ignore[arg-type]
        assert drawn.name == "trajectories_cashless"
    assert analysis.trajectories().ward_kpi.name == "trajectories_onlinization"
    with pytest.raises(analysis.BadArgument) as caught:
        analysis.trajectories(concept=["cashless_procedures", "open_data"])
    one_line(caught.value, "theme=None", "cashless, ")


@pytest.mark.parametrize(
    ("call", "meant"),
    [
        (lambda: analysis.progress_bars(fiscal_year="R6"), "years"),
        (lambda: analysis.load_observations(years=2024), "fiscal_year"),
    ],
)
def test_an_argument_that_is_called_otherwise_here_is_named(call: Callable[[], object], meant: str) -> None:
    with pytest.raises(analysis.WrongCall) as caught:
        call()
    assert re.search(rf"(?:: |, ){meant}[ .]", caught.value.message("en")), caught.value.message("en")


def test_a_table_of_progress_is_made_of_observations() -> None:
    rows = analysis.load_observations(theme="cashless", ward=["sumida", "taito"])
    of_both = [analysis.progress_table(one, lang="en").reading for one in (rows, analysis.progress(rows))]
    assert of_both[0].lines == of_both[1].lines and of_both[0].lines


def test_checks_are_narrowed_by_ward() -> None:
    assert set(analysis.crosscheck(ward="台東区")["ward"]) == {"131067"}
    stated = analysis.consistency(ward="taito")
    assert len(stated) and set(stated["source"]) == {"taito-status-2025"}


def test_pairs_of_wards_cite_their_own_documents() -> None:
    cited = str(analysis.cite(analysis.comparability_matrix(ward=["sumida", "taito"], theme="cashless"), lang="en"))
    assert "Sumida City" in cited and "Taito City" in cited and "Suginami" not in cited


def test_a_table_to_read_is_cited_by_its_rows_and_what_names_no_document_says_so() -> None:
    made = analysis.progress_table(ward="sumida", theme="cashless", lang="en")
    assert analysis.cite(made, lang="en").lines == analysis.cite(made.rows, lang="en").lines
    for rows in (analysis.load_national_totals(), analysis.comparability()):
        with pytest.raises(analysis.WardKpiError) as caught:
            analysis.cite(rows)
        one_line(caught.value, "source", "comparability_matrix()", "load_national()")


def test_what_leaves_nothing_for_a_reason_of_its_own_says_so() -> None:
    with pytest.warns(UserWarning, match="2001-12-31") as told:
        assert analysis.load_observations(as_of_publication="2001").empty
    assert len(told) == 1 and "\n" not in str(told[0].message)
    with pytest.raises(analysis.WardKpiError) as caught:
        analysis.comparability(ward="tokyo")
    one_line(caught.value, "tokyo")


class Refusing:
    """A value that raises whatever is asked of it."""

    def refuse(self, *_: object) -> object:
        raise ZeroDivisionError("asked")

    __len__ = __bool__ = __iter__ = __lt__ = __contains__ = __getitem__ = __str__ = __fspath__ = refuse


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("load_observations", "ward"),
        ("progress", "observations"),
        ("compare", "concept"),
        ("trajectories", "theme"),
        ("municipality_codes", "values"),
        ("search", "text"),
        ("figures_table", "years"),
        ("data_version", "root"),
    ],
)
def test_a_value_that_raises_is_an_error_of_the_library(name: str, argument: str) -> None:
    with pytest.raises(analysis.WardKpiError) as caught:
        getattr(analysis, name)(**{argument: Refusing()})
    for lang in ("ja", "en"):
        assert caught.value.message(lang).count("\n") == 0


def test_what_was_raised_is_kept_as_the_cause() -> None:
    fault = ZeroDivisionError("asked")

    def failing() -> None:
        raise fault

    with pytest.raises(analysis.WrongCall) as caught:
        answering(failing)()
    assert caught.value.__cause__ is fault
    assert caught.value.message("en") == "failing() cannot go on with what it was given: ZeroDivisionError."
    assert caught.value.message("ja") == "failing() は、渡された値では処理を続けられません（ZeroDivisionError）。"
