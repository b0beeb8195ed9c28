"""An evaluation as one self-contained page: figures, plots, and the worst mistakes on their texts."""

from __future__ import annotations

from spindetect.evaluation.labels import accepted
from spindetect.evaluation.records import ClassScore, Evaluation, Question
from spindetect.report import evaluation_plots as plots
from spindetect.report import evaluation_wording as words
from spindetect.report.evaluation_mistakes import failures, mistakes
from spindetect.report.html_page import page, section, style
from spindetect.report.html_parts import clip, said
from spindetect.report.html_record import digest, program_rows, record_list
from spindetect.report.safe import escape
from spindetect.report.wording import number

# Of what is said of a label: so much of its pairs, in tenths, is a shade.
_SHADES = 10
# An interval chart reaches at least to here: below it a few pairs would look like a catastrophe.
_LEAST_TOP = 0.05


def to_html(evaluation: Evaluation) -> str:
    """Return the evaluation as one page; the texts of the worst mistakes stand in it."""
    main = [section("answer", "The answer", _answer(evaluation), hide=True)]
    main += [
        section(f"q-{one.name}", words.QUESTION[one.name], _question(one)) for one in evaluation.questions
    ]
    main.append(section("confusion", "What was said of which label", _confusion(evaluation)))
    main.append(section("slices", "Errors by slice", _slices(evaluation)))
    if evaluation.mistakes:
        main.append(section("mistakes", words.mistakes_heading(evaluation), mistakes(evaluation)))
    if evaluation.failures:
        main.append(section("failures", words.failures_heading(evaluation), failures(evaluation)))
    main.append(section("record", "The record", _record(evaluation)))
    return page(
        f"{evaluation.data.name[:80]}: spindetect evaluation",
        '<p class="brand">spindetect evaluation</p>'
        f'<h1>{clip(evaluation.data.name)} <span class="role">labelled pairs</span></h1>'
        f'<p class="origin">{said(words.data_sentence(evaluation.data))}</p>',
        main,
        limits=escape(words.LIMITS),
        program=evaluation.program,
        calm=False,
        sheet=style("evaluation"),
    )


def _answer(evaluation: Evaluation) -> str:
    cards = [_card(one) for one in evaluation.questions]
    right = evaluation.right
    macro = evaluation.macro_f1
    told = f"<p>Macro-F1 of the classes: {macro:.3f}.</p>" if macro is not None else ""
    big = words.share(right.value) if right.value is not None else "-"
    cards.append(
        '<div class="card"><h2>Which kind?</h2>'
        f'<p class="big num">{said(big)}</p><p>of the verdicts are what the label allows: '
        f"{said(words.rate(right))}.</p>{told}</div>"
    )
    return (
        f'<div class="answer three">{"".join(cards)}</div><p class="lead after">{said(words.INTERVALS)}</p>'
    )


def _card(one: Question) -> str:
    yes, no = words.YES[one.name]
    accused = one.accused
    big = words.share(accused.value) if accused.value is not None else "-"
    facts = [f"<p>of the {no} {words.FALSE[one.name]}: {said(words.rate(accused))}.</p>"]
    if one.found.of:
        facts.append(f"<p>Found: {said(words.rate(one.found))} of the {yes}.</p>")
    return (
        f'<div class="card"><h2>{words.QUESTION[one.name]}</h2><p class="big num">{said(big)}</p>'
        f"{''.join(facts)}</div>"
    )


def _question(one: Question) -> str:
    figures = "".join(
        f"<tr><th scope='row'>{said(name)}</th><td class='num'>{said(value)}</td></tr>"
        for name, value in words.question_facts(one)
    )
    notes = "".join(
        f'<p class="lead after">{said(note)}</p>'
        for note in (words.question_note(one), words.base_rate(one))
        if note
    )
    drawn = "".join(
        f'<figure class="card">{svg}<figcaption>{said(caption)}</figcaption>{table}</figure>'
        for svg, caption, table in (plots.reliability(one), plots.roc(one))
        if svg
    )
    shown = f'<div class="plots">{drawn}</div>' if drawn else ""
    return f'{shown}<div class="scroll"><table class="numbers facts-of">{figures}</table></div>{notes}'


def _confusion(evaluation: Evaluation) -> str:
    head = "".join(f"<th scope='col' class='r'>{name}</th>" for name in evaluation.verdicts)
    rows = []
    for row in evaluation.confusion:
        whole, allowed = max(sum(row.counts), 1), accepted(row.label)
        cells = "".join(
            f"<td class='r heat-{-(-n * _SHADES // whole)}{' own' if name in allowed else ''}'>{number(n)}"
            "</td>"
            for name, n in zip(evaluation.verdicts, row.counts, strict=True)
        )
        rows.append(f"<tr><th scope='row'>{row.label}</th>{cells}</tr>")
    table = (
        "<table class='numbers confusion'><caption>Rows are labels, columns are verdicts; the darker, the "
        "more of the row; framed is what the label allows.</caption>"
        f"<tr><th scope='col'>label</th>{head}</tr>{''.join(rows)}</table>"
    )
    return f'<div class="scroll">{table}</div>{_classes(evaluation.classes)}'


def _classes(scores: tuple[ClassScore, ...]) -> str:
    if not scores:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{one.label}</th><td class='r'>{number(one.pairs)}</td>"
        + "".join(
            f"<td class='r'>{'-' if value is None else f'{value:.3f}'}</td>"
            for value in (one.precision, one.recall, one.f1)
        )
        + "</tr>"
        for one in scores
    )
    return (
        '<div class="scroll"><table class="numbers"><caption>Each class against the others, of pairs '
        "labelled with one of the five.</caption><tr><th scope='col'>class</th><th scope='col' "
        "class='r'>pairs</th><th scope='col' class='r'>precision</th><th scope='col' class='r'>recall"
        f"</th><th scope='col' class='r'>F1</th></tr>{rows}</table></div>"
    )


def _slices(evaluation: Evaluation) -> str:
    out = []
    for column, rows in words.by_column(evaluation.slices):
        name = escape(words.COLUMN.get(column, column)[:80])
        drawn = "".join(
            f'<figure class="card">{svg}<figcaption>{said(caption)}</figcaption></figure>'
            for svg, caption in (
                plots.by_slice(rows, "accused", _LEAST_TOP),
                plots.by_slice(rows, "missed", _LEAST_TOP),
            )
            if svg
        )
        cells = "".join(
            f"<tr><th scope='row'>{clip(row.value, 60)}</th><td class='r'>{number(row.pairs)}</td>"
            f"<td class='r'>{number(row.groups)}</td><td>{said(words.rate(row.accused))}</td>"
            f"<td>{said(words.rate(row.missed))}</td><td>{said(words.rate(row.wrong))}</td></tr>"
            for row in rows
        )
        out.append(
            f"<h3 class='by'>By {name}</h3>"
            f'<div class="plots">{drawn}</div><div class="scroll"><table class="numbers slices">'
            "<tr><th scope='col'>value</th><th scope='col' class='r'>pairs</th><th scope='col' "
            "class='r'>groups</th><th scope='col'>called spun wrongly</th><th scope='col'>spun and "
            f"missed</th><th scope='col'>wrong label</th></tr>{cells}</table></div>"
        )
    return "".join(out)


def _record(evaluation: Evaluation) -> str:
    data = evaluation.data
    rows = (
        ("Data", clip(data.name)),
        ("SHA-256 of its usable rows", digest(data.sha256)),
        *program_rows(evaluation.program),
        ("Aligner", digest(evaluation.program.aligner)),
    )
    return record_list(rows, evaluation.schema)
