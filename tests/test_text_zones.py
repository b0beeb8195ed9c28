"""What is left out of the count, and what is not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from spindetect.text import Document

PROSE = (
    "The council met on Monday and talked for three hours about the old harbour. Most of the boats there have"
    " not moved for years, and the wall that keeps the sea out needs repair before the next winter storms. A"
    " plan to sell part of the land was put off again, because nobody could say what it is worth today."
)


ENTRIES = """\
[1] Doe, J. (2015). Harbours of the north. Journal of Harbours, 12(3), 45-67.
[2] Roe, R. and Poe, E. 2017. Walls and waves. Sea Press."""


def zones(text: str) -> list[tuple[str, str]]:
    document = Document.from_text(text)
    return [(z.kind, document.text[z.start : z.end]) for z in document.zones("suspect")]


def between(part: str) -> list[tuple[str, str]]:
    """Return the zones of a text with some part between two paragraphs of prose."""
    return zones(f"{PROSE}\n{part}\n{PROSE}")


@pytest.mark.parametrize(
    "quotation",
    [
        '"We will never sell the harbour to anybody,"',
        "“We will never sell the harbour to anybody,”",
        "«We will never sell the harbour to anybody»",
        "‘We will never sell the harbour to anybody,’",
        "'We will never sell the harbour to anybody,'",
    ],
)
def test_quotations(quotation: str) -> None:
    assert between(f"{quotation} said the mayor, and the room fell silent.")[0] == ("quotation", quotation)


@pytest.mark.parametrize(
    "own",
    [
        'The so-called "harbour plan" was put off.',
        "The fishermen's boats and the owners' sheds weren't sold.",
        "In the '90s the players' union bought the teachers' house.",
        'A board 5" wide and 7" long was found there on the beach.',
        'She wrote "Harbour and Sea" in one winter.',
        "The missiles will “speak for themselves.”",
    ],
)
def test_short_quotations_and_apostrophes_are_own_words(own: str) -> None:
    assert between(own) == []


def test_a_quotation_over_several_paragraphs() -> None:
    part = '"We have waited for ten years.\n"Nobody will wait for another ten," she said.'
    assert between(part) == [
        ("quotation", '"We have waited for ten years.\n"Nobody will wait for another ten,"'),
    ]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("quotation", "> The sea gives and the sea takes.\n> Nobody asks it why."),
        ("caption", "Figure 3: Boats in the old harbour, seen from the wall."),
        ("caption", "Photo: Jane Doe"),
        ("caption", "Photo by Jane Doe / Getty Images"),
        ("caption", "Boats in the harbour on Monday. (AP Photo/Jane Doe)"),
        ("caption", "Table 2. Boats by year"),
        ("byline", "Updated 3 hours ago"),
        ("byline", "November 17, 2024 at 5:30 pm"),
        ("share-line", "Share this article on Facebook"),
        ("share-line", "Follow us on Twitter and Instagram"),
        ("share-line", "Read more: The harbour that nobody wanted"),
        ("share-line", "Subscribe to our newsletter"),
        ("share-line", "Facebook Twitter WhatsApp Email"),
        ("share-line", "Advertisement"),
        ("boilerplate", "© 2024 Example News. All rights reserved."),
        ("boilerplate", "This article was originally published in The Gazette."),
        ("boilerplate", "This material may not be published, broadcast, rewritten or redistributed."),
        ("table", "Year | Boats | Crew\n2019 | 14 | 60\n2020 | 12 | 51"),
        ("table", "2019 14 60 3.5\n2020 12 51 3.1"),
        ("table", "Name\tBoats\tCrew\nAnn\tone\tthree\nBob\ttwo\tfive"),
        ("code", "```\nfor boat in harbour:\n    boat.leave()\n```"),
        ("code", "int main() { return boats[0] == NULL; }"),
        ("code", "$ git clone harbour"),
        ("reference", f"References\n{ENTRIES}"),
        ("reference", "Doe, J., Roe, R. (2015). Harbours, walls, waves. Journal of Harbours 12(3): 45-67."),
    ],
)
def test_lines_that_do_not_count(kind: str, part: str) -> None:
    assert between(part) == [(kind, part)]


def test_a_byline_and_a_dateline_at_the_top() -> None:
    found = zones(f"Harbour plan put off\nBy Jane Doe, Staff Writer\nSEATOWN (Reuters) - {PROSE}")
    assert found == [("byline", "By Jane Doe, Staff Writer\nSEATOWN (Reuters) -")]


@pytest.mark.parametrize(
    "line",
    [
        "Read the label before you use the paint on a boat.",
        "Follow the path along the wall until you reach the gate.",
        "By Monday the water had gone.",
        "By the old harbour stands a house",
        "Share the cost with your neighbours where you can.",
        "Figure 3 shows how the number of boats fell in ten years.",
        "Photo albums lay on every table of the house.",
        "Table manners were not what the fishermen cared about.",
        "Notes from the harbour are rarely good.",
        "References to the sea fill her books.",
        "In 2019, 14 boats and 60 people worked here; in 2020, 12 boats and 51 people did.",
        "Related work was done by the men of the next village.",
        "May is the month when the boats return.",
        "Copyright is a hard word for a song that everybody sings.",
        "1. Pull the rope until the bell rings (it takes some strength).",
        "Learn more about the harbour by asking those who work in it.",
        "Source code is not what fishermen write.",
    ],
)
def test_honest_lines_count(line: str) -> None:
    assert between(line) == []


@pytest.mark.parametrize(
    "dressed",
    [
        f'"{PROSE}"',
        f"```\n{PROSE}\n```",
        "\n".join(f"> {line}" for line in PROSE.split(". ")),
        "\n".join(f"| {' | '.join(line.split())} |" for line in PROSE.split(". ")),
        "“" + PROSE.replace(". ", ".” “") + "”",
    ],
)
def test_nobody_empties_the_count_by_dressing_a_text_up(dressed: str) -> None:
    document = Document.from_text(dressed)
    words = int((document.tokens.kind <= 1).sum())
    assert int(document.tokens.counted.sum()) > 0.9 * words
    assert document.zones("suspect") == ()
    assert any("too much to leave out" in note for note in document.notes)


def test_two_costumes_do_not_help_either() -> None:
    half = PROSE.split(". ")
    dressed = f'"{half[0]}."\n```\n{half[1]}\n```\n{half[2]}'
    document = Document.from_text(dressed)
    assert document.tokens.counted.sum() >= 0.2 * len(document.tokens)


def test_zones_are_apart_in_order_and_say_their_words() -> None:
    text = f"By Jane Doe\n{PROSE}\n“We will never sell it to anybody,” she said.\nShare this on Facebook"
    document = Document.from_text(text)
    found = document.zones("source")
    assert [z.kind for z in found] == ["byline", "quotation", "share-line"]
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert [z.words for z in found] == [3, 7, 4]
    assert {z.side for z in found} == {"source"}
    counted = int(document.tokens.counted.sum())
    assert counted + sum(z.words for z in found) == int((document.tokens.kind <= 1).sum())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Source: www.example.org", ["www.example.org"]),
        ("Source: The Seatown Gazette", ["The Seatown Gazette"]),
        ("(Via Example News)", ["Example News"]),
        ("This article was originally published in The Gazette by Jane Doe.", ["The Gazette"]),
        ("First published on https://example.org/harbour?x=1.", ["https://example.org/harbour?x=1"]),
        ("Republished from Harbour Weekly with permission.", ["Harbour Weekly"]),
        ("The plan fell, as first reported by the Seatown Times on Monday.", ["the Seatown Times"]),
        ("SEATOWN (Reuters) - The plan fell.", ["Reuters"]),
        ("The plan fell.\nhttps://example.org/a", ["https://example.org/a"]),
        ("The source of the river is far away.", []),
        ("Source code is text. Sources say so.", []),
        ("As reported by Davies, boats rot.", []),
        ("We came via the old road.", []),
    ],
)
def test_named_sources(text: str, names: list[str]) -> None:
    document = Document.from_text(text)
    assert [source.name for source in document.named_sources] == names
    for source in document.named_sources:
        assert document.text[source.span.start : source.span.end] == source.span.text


@pytest.mark.parametrize(
    "label",
    [
        "Source:",
        "sources -",
        "Original source link:",
        "VIA:",
        "via",
        "h/t:",
        "Hat tip:",
        "This story was originally published in",
        "First appeared in",
        "Previously posted on",
        "Originally published by",
        "Originally appeared in",
        "Originally posted on",
        "Originally reported by",
        "Originally ran in",
        "Printed courtesy of",
        "Reprinted with the permission of",
        "Produced courtesy of",
        "Published from",
        "Posted from",
        "Reproduced from",
        "This article was adapted from",
        "Was adapted from",
        "Is excerpted from",
        "Excerpted from",
        "Syndicated by",
        "Read the full story at",
        "ſource:",
        "Orıginal source:",
    ],
)
@pytest.mark.parametrize("before", ["", "One.\n", "One.\r", "\n\n * ", "> \t[•-_("])
def test_every_label_is_seen(label: str, before: str) -> None:
    document = Document.from_text(f"{before}{label} The Gazette\nA boat came in.")
    assert [source.name for source in document.named_sources] == ["The Gazette"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Copyright 2019 Harbour Weekly", "boilerplate"),
        ("Harbour Weekly © 2019", "boilerplate"),
        ("(c) 2019 Harbour Weekly", "boilerplate"),
        ("Copyright by Harbour Weekly", "boilerplate"),
        ("Harbour Weekly, All Rights Reserved", "boilerplate"),
        ("It may not be republished or broadcast", "boilerplate"),
        ("It must not be reproduced, or printed without permission", "boilerplate"),
        ("The views expressed here are the author's own", "boilerplate"),
        ("For immediate release", "boilerplate"),
        ("Media contact: Jane Doe", "boilerplate"),
        ("Cookie policy", "boilerplate"),
        ("Reporting by Jane Doe; Editing by John Roe", "boilerplate"),
        ("This story was first published last year", "boilerplate"),
        ("We use cookies", "boilerplate"),
        ("By subscribing you agree to be written to", "boilerplate"),
        ("A boat in the harbour (Getty Images)", "caption"),
        ("A boat in the harbour. AP Photo", "caption"),
        ("A boat in the harbour / Reuters", "caption"),
        ("A boat in the harbour. Shutterstock", "caption"),
        ("A boat in the harbour. File photo", "caption"),
        ("A boat in the harbour (photograph by Jane Doe)", "caption"),
        ("A boat in the harbour (image courtesy of Jane Doe)", "caption"),
        ("A boat in the harbour, Pixabay", "caption"),
    ],
)
def test_every_notice_and_credit_is_seen(line: str, kind: str) -> None:
    prose = "The council met on Monday and talked for hours about the old harbour and its boats. " * 4
    document = Document.from_text(f"{prose}\n{line}\n{prose}")
    assert [zone.kind for zone in document.zones("source")] == [kind]


ELSEWHERE = {
    "German": """Der Rat der Stadt hat am Montag beschlossen, die alte Brücke im Sommer zu sperren. Viele
        Anwohner sind damit nicht einverstanden, denn der Umweg dauert mehr als eine halbe Stunde.""",
    "Dutch": """De gemeenteraad heeft maandag besloten om de oude brug in de zomer te sluiten. Veel bewoners
        zijn het er niet mee eens, want de omweg duurt meer dan een half uur.""",
    "French": """Le conseil municipal a décidé lundi de fermer le vieux pont pendant tout l'été. Beaucoup
        d'habitants ne sont pas d'accord, car le détour prend plus d'une demi-heure.""",
    "Spanish": """El consejo de la ciudad decidió el lunes cerrar el puente viejo durante el verano. Muchos
        vecinos no están de acuerdo, porque el desvío dura más de media hora.""",
    "Polish": """Rada miasta zdecydowała w poniedziałek o zamknięciu starego mostu na całe lato. Wielu
        mieszkańców się z tym nie zgadza, bo objazd trwa ponad pół godziny, a nikt nie wie dlaczego.""",
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_another_language_is_said(language: str) -> None:
    (note,) = Document.from_text(ELSEWHERE[language]).notes
    assert note.startswith("the text does not look English (")


@pytest.mark.parametrize("text", [PROSE, "Brücke gesperrt", "flour, butter, sugar, eggs", ""])
def test_english_and_short_texts_have_no_note(text: str) -> None:
    assert Document.from_text(text).notes == ()
