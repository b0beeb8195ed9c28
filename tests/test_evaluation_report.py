"""An evaluation drawn: the page is sound and follows the theme, plots say in words what they show."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pages
import pytest
from build_evaluation import MIXED, Says, build_evaluation, pair, with_texts
from jsonschema import Draft202012Validator
from pages import HOSTILE, check

from spindetect.errors import InputError, RecordError
from spindetect.evaluation import BadRow, evaluate
from spindetect.evaluation.records import EVALUATION_SCHEMA, Estimate, Rate
from spindetect.report import evaluation_wording as words
from spindetect.report.html_page import style
from spindetect.report.plots import Axis, Plot, even, powers
from spindetect.report.record import read_record, schema
from spindetect.report.verify import verify

SVG_TAGS = {"figure", "figcaption", "g", "text", "polyline", "circle"}
SVG_ATTRIBUTES = {"points", "cx", "cy", "r", "text-anchor", "transform", "open"}


@pytest.fixture(autouse=True)
def plots_are_allowed(monkeypatch):
    monkeypatch.setattr(pages, "TAGS", pages.TAGS | SVG_TAGS)
    monkeypatch.setattr(pages, "ATTRIBUTES", pages.ATTRIBUTES | SVG_ATTRIBUTES)


def checked(evaluation):
    return check(evaluation.to_html(), style("evaluation"))


def said_on(page):
    return " ".join("".join(page.text).split())


def test_the_page_is_sound_and_has_all_parts():
    page = checked(build_evaluation())
    ids = set(page.attribute("id"))
    assert ids >= {"answer", "q-spun", "q-copied", "confusion", "slices", "mistakes", "failures", "record"}
    told = said_on(page)
    assert "Reliability" in told
    assert "ROC" in told
    assert "The 20 worst" not in told
    assert "All 4 mistakes, the worst first" in told
    assert "lacks 'source'" in told


def test_every_plot_says_in_words_what_it_shows():
    page = checked(build_evaluation())
    plots = [found for tag, found in page.tags if tag == "svg" and "plot" in found.get("class", "")]
    assert len(plots) >= 8
    assert all(found["role"] == "img" and len(found["aria-label"]) > 30 for found in plots)
    assert any("ROC curve, area" in found["aria-label"] for found in plots)


def test_colours_come_from_the_style_sheet_alone():
    html = build_evaluation().to_html()
    drawn = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    assert "style=" not in drawn
    assert not re.search(r'(fill|stroke)="#', drawn)
    sheet = (Path(words.__file__).parent / "evaluation.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,6}\b", sheet), "a colour that does not follow the theme"
    classes = set(re.findall(r'<(?:path|polyline|circle|text) class="([\w-]+)"', drawn))
    assert classes
    assert [name for name in classes if f".{name} " not in sheet] == []


def test_a_mistake_shows_both_texts_with_their_marks():
    page = checked(with_texts())
    assert len(page.cells["src"]) > 3
    assert any("museum" in cell for cell in page.cells["src"])
    marks = [found for tag, found in page.tags if tag == "mark"]
    assert marks
    assert all(found["id"].startswith("m1-") for found in marks if "id" in found)
    assert "<script>" not in with_texts().to_html()


def test_ids_of_several_mistakes_do_not_meet():
    many = [pair(n, "edited", "spun", 0.9, words=f"boats and ships {n}") for n in range(1, 30)]
    page = checked(evaluate([*many, pair(40, "spun", "spun", 0.9)], Says(), name="x"))
    assert len([found for tag, found in page.tags if found.get("class") == "mistake card"]) == 20


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_the_data_becomes_markup(text):
    made = [pair(n, *row, words=text, slices=(text,), id=text) for n, row in enumerate(MIXED, 1)]
    made.append(BadRow(99, text, text, text))
    found = evaluate(made, Says(), name=text, slices=(text or "x",))
    checked(found)
    for line in found.to_text().splitlines():
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", line)
    assert "<script" not in found._repr_html_()


def test_pages_of_little_data_are_sound():
    for given in ([("spun", "spun", 0.9)], [("not-spun", "edited", 0.1)], [("copied", "insufficient", 0.2)]):
        page = checked(build_evaluation(given))
        assert "record" in page.attribute("id")


def test_the_terminal_has_the_same_figures():
    found = build_evaluation()
    text = found.to_text(width=100)
    assert "called spun wrongly, of 6 pairs that are not spun: 17 % (1 of 6) [3 to 56 %]" in text
    assert "not measured: takes 1,000 pairs, 6 are there" in text
    assert "Macro-F1" in text
    assert "row 13: row: lacks 'source' (give one)" in text
    assert max(map(len, text.splitlines())) <= 100
    told = said_on(checked(found)).replace("\xa0", " ")
    assert "17 % (1 of 6) [3 to 56 %]" in told


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.5, "50 %"),
        (0.123, "12 %"),
        (0.0123, "1.2 %"),
        (0.01, "1 %"),
        (0.00042, "0.04 %"),
        (0.9996, "99.96 %"),
        (0.0, "0 %"),
        (1.0, "100 %"),
        (1e-6, "under 0.01 %"),
        (1 - 1e-6, "over 99.99 %"),
    ],
)
def test_a_share_never_rounds_to_nothing_or_all(value, shown):
    assert words.share(value) == shown


def test_rates_and_estimates_in_words():
    assert words.rate(Rate(1, 6, 1 / 6, 0.03, 0.56)) == "17 % (1 of 6) [3 to 56 %]"
    assert words.rate(Rate(0, 0, None, None, None)) == "none"
    assert words.short_rate(Rate(1, 6, 1 / 6, 0.03, 0.56)) == "17 % [3 to 56]"
    assert words.estimate(Estimate(0.981, 0.97, 0.99)) == "98.1 % [97 to 99 %]"
    assert words.threshold(0.99995) == "1 - 5e-05"


# plots


def test_axes_place_values():
    log = powers("x", 1 / 3000)
    assert log.low == pytest.approx(1e-4)
    assert log.part(1e-4) == 0.0
    assert log.part(0.01) == pytest.approx(0.5)
    assert log.part(1.0) == 1.0
    assert log.part(0.0) == 0.0, "what lies below a log axis stands at its end"
    assert [label for _, label in log.ticks] == ["0.01 %", "0.1 %", "1 %", "10 %", "100 %"]
    assert even("y").part(0.25) == 0.25


def test_a_step_curve_keeps_its_height_to_the_next_point():
    plot = Plot(even("x"), even("y"), "told")
    plot.steps([(0.0, 0.0), (0.5, 1.0)], "curve")
    (points,) = re.findall(r'points="([^"]+)"', plot.svg())
    (x0, y0), (x1, y1), (x2, y2) = (map(float, p.split(",")) for p in points.split())
    assert (x0 < x1, y0 == y1, x1 == x2, y1 > y2) == (True, True, True, True)


def test_words_in_a_plot_are_escaped():
    plot = Plot(Axis("<x>", 0, 1, []), Axis("y&", 0, 1, []), '"told"')
    plot.dot(0.5, 0.5, "dot", "<b>")
    plot.note(0.1, 0.1, "<i>")
    svg = plot.svg()
    assert "<b>" not in svg
    assert "<i>" not in svg
    assert "&lt;x&gt;" in svg


# the record


def test_the_record_follows_its_schema():
    validator = Draft202012Validator(schema(EVALUATION_SCHEMA))
    for found in (build_evaluation(), with_texts(), build_evaluation((("spun", "spun", 0.9),))):
        validator.validate(json.loads(found.to_json()))


def test_a_stored_evaluation_is_read_and_drawn_without_its_texts():
    found = build_evaluation()
    again = read_record(found.to_json())
    assert again.to_text() == found.to_text()
    page = checked(again)
    assert page.cells["src"] == []
    assert "All 4 mistakes" in said_on(page)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("right", "hits"), 99),
        (("right", "low"), 0.9),
        (("confusion", 0, "counts"), [1]),
        (("mistakes", 0, "slices"), []),
    ],
)
def test_an_impossible_figure_is_refused(path, value):
    data = json.loads(build_evaluation().to_json())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RecordError):
        read_record(json.dumps(data))


def test_figures_are_checked_by_evaluating_again():
    with pytest.raises(InputError, match="without its data"):
        verify(build_evaluation(), Says())
