"""What captions, share lines, notices and references look like: patterns over case-folded lines.

Each asks for more than a first word, since articles are full of honest lines that begin with "Read",
"Follow" or "By". All are anchored or start with a fixed word, and repeat within bounds or without
going back: a line may be one word of a million digits.
"""

from __future__ import annotations

from typing import Final

from spindetect.text.patterns import Pattern
from spindetect.text.words import words

MONTHS: Final = words("january february march april may june july august september october november december")
SURE_DATES: Final = MONTHS | words(
    "jan feb mar apr jun jul aug sep sept oct nov dec",
    "monday tuesday wednesday thursday friday saturday sunday",
    "ago updated published posted edited yesterday read",
)
DATE_WORDS: Final = SURE_DATES | words(
    "mon tue wed thu fri sat sun am pm a.m. p.m. et est edt pt pst pdt ct cst gmt utc bst ist cet",
    "at on the of and update last modified first date created hour hours minute minutes",
    "min mins day days week weeks month",
    "months year years reading time today",
)
DATE_HEADS: Final = DATE_WORDS - words(
    "at on the of and first read reading time year years day days week weeks"
)
NAME_WORDS: Final = words(
    "and with the of for from in at to staff writer writers reporter correspondent editor desk news bureau",
    "contributor special senior associated press",
)

CAPTION: Final = Pattern(
    r"(?:fig(?:ure)?|table|chart|image|photo|graph|map|exhibit|plate) ?\.?"
    r" ?\d+[a-z]?(?: ?\. ?\d+)? ?[.:—–|)-]",
    r"(?:photo|image|picture|photograph|illustration|graphic|caption|credit|photo credit|image credit)s? ?:",
    r"(?:photo|image|picture|photograph|illustration|graphic)s? (?:by [^.]{3,80}$|courtesy|credit|via |©|\()",
)
CAPTION_HEADS: Final = words(
    "figure fig table chart image images photo photos graph map exhibit plate picture pictures photograph",
    "illustration graphic caption credit credits",
)

# A credit stands in brackets or ends its line; `LineRules` sees to that.
CREDIT: Final = Pattern(
    r"getty images|\bap photo|\bafp photo|/ ?(?:ap|afp|reuters|shutterstock|istock)\b",
    r"shutterstock|istockphoto",
    r"\bfile photo\b|\bphoto(?:s|graph)? (?:by|courtesy)\b|\bimage (?:by|courtesy|credit)\b",
    r"\b(?:unsplash|pixabay|pexels)\b",
)
CREDIT_CUES: Final = ("getty images", "photo", "image ", "/", "shutterstock", "unsplash", "pixabay", "pexels")
"""As `NOTICE_CUES`, of `CREDIT`."""
CREDIT_WORDS: Final = words(
    "getty ap afp shutterstock istock istockphoto photo photos photograph image unsplash pixabay",
    "pexels reuters",
)

_NETWORKS = (
    r"(?:facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|telegram|instagram|e-?mail|print|copy link)"
)
SHARE: Final = Pattern(
    r"share (?:this|on|via)\b.{0,60}$|share$",
    r"follow (?:us|him|her|them|@|(?:me|[\w ]{3,30}) on (?:twitter|x|facebook|instagram|linkedin))\b.{0,80}$",
    r"(?:like|find|join|connect with|reach|visit) us (?:on|at|via)\b",
    r"tweet(?: this)?$|pin it$|e-?mail this$",
    r"subscribe (?:to (?:our|the|my)|now|today|here|for (?:free|more))\b|subscribe$",
    r"sign up (?:for|to|here|now)\b.{0,80}(?:newsletter|e-?mail|alert|update|inbox)",
    r"sign up(?: now| here| today)?$",
    r"(?:get|join) (?:our|the) .{0,40}(?:newsletter|mailing list|whatsapp|telegram|channel)",
    r"(?:read|see|view|watch|listen|learn) (?:more|also|next|now|here|(?:the )?full (?:story|article))"
    r" ?(?:[:»>→].*)?$",
    r"(?:read|watch|see|listen|related|also) ?[:»>→] ?.{0,120}$",
    r"also (?:read|see|watch|check out)\b.{0,100}$",
    r"related (?:articles?|stor(?:y|ies)|posts?|news|content|reading|links?|topics?)$",
    r"(?:recommended (?:for you|reading|articles|stories|posts)|trending(?: now)?|most (?:read|popular)"
    r"|more (?:stories|news|articles) (?:from|on|about)|you (?:may|might) also like|editor'?s? picks?"
    r"|top stories"
    r"|latest news)\b.{0,40}$",
    r"(?:click|tap) here (?:to|for)\b.{0,80}$|continue reading.{0,40}$",
    r"advertisement$|sponsored(?: content)?$",
    r"story continues below|(?:leave|post|add) a (?:comment|reply)$|back to top$|skip to (?:main )?content$",
    r"download (?:our|the) app\b|" + _NETWORKS + r"(?:(?: \| | )" + _NETWORKS + r"){1,12}$",
)
SHARE_HEADS: Final = words(
    "share follow like find join connect reach visit tweet pin email e-mail subscribe sign get read see",
    "watch listen learn also related recommended trending most more you editor editor's editors' top latest",
    "click tap continue advertisement sponsored story leave post add back skip download view",
    "facebook twitter whatsapp linkedin reddit pinterest telegram instagram",
)

NOTICE: Final = Pattern(
    r"(?:copyright|©) ?(?:©|\(c\)|by)? ?\d{4}|\ball rights reserved\b",
    r"(?:may|must) not be (?:re)?(?:published|produced|printed).{0,80}(?:broadcast|permission|rewritten)",
    r"(?:views|opinions) expressed (?:in|here|by|are).{0,120}(?:author|own|those|reflect)",
)
NOTICE_CUES: Final = ("copyright", "©", "all rights reserved", " not be re", " not be p", "s expressed ")
"""One of them stands in whatever `NOTICE` matches: to look for them is far quicker than to search."""
NOTICE_HEAD: Final = Pattern(
    r"\(c\) ?\d{4}|copyright (?:©|by)",
    r"for immediate release\b|(?:media|press) contacts? ?:|(?:privacy|cookie) policy\b.{0,60}$",
    r"\(?(?:additional )?(?:reporting|writing) by .{3,80}editing by|\(?editing by [^.]{3,60}$",
    r"this (?:article|story|post|piece) (?:was |has been |is )?(?:originally |first )?"
    r"(?:published|appeared|posted|republished|reprinted|syndicated)\b.{0,160}$",
    r"we use cookies\b|by (?:clicking|subscribing|signing up).{0,80}(?:agree|accept)",
)
NOTICE_WORDS: Final = words(
    "copyright © c rights reproduced republished reprinted expressed contact contacts cookies editing",
    "published appeared posted policy immediate subscribing clicking",
)

REFERENCE_HEADINGS: Final = frozenset(
    tuple(heading.split())
    for heading in (
        *(
            "references",
            "reference",
            "bibliography",
            "citations",
            "footnotes",
            "endnotes",
            "sources",
            "notes",
        ),
        *("works cited", "literature cited", "further reading", "external links", "reference list"),
    )
)
REFERENCE_HEADS: Final = frozenset(heading[0] for heading in REFERENCE_HEADINGS)
YEAR: Final = Pattern(r"\b(?:1[6-9]|20)\d\d[a-z]?\b")
CITED: Final = Pattern(
    r"\bdoi\b|doi\.org|https?://|www\.|\bet al\b|\bpp?\. ?\d|\bvol(?:ume)?\. ?\d|\bno\. ?\d",
    r"\bissn\b|\bisbn\b|\beds?\. ?[,)]|\bretrieved\b|\baccessed\b|\bjournal\b",
    r"\bproceedings\b|\bpress[,.:;]|\barxiv\b",
    r"(?<!\d)\d++ ?(?:\(\d++\) ?[:,] ?\d|: ?\d++ ?[-–] ?\d)",
)
AUTHORED: Final = Pattern(
    r"(?:\[\d+\]|\(\d+\)|\d+[.)]|[•*-])?\s*"
    r"(?:[A-Z][\w'’-]+,? (?:[A-Z]\.?[ ,-]?){1,4}[,.;&( ]|[A-Z][\w'’-]+ et al)"
)
NUMBERED: Final = Pattern(r"\s*(?:\[\d{1,3}\]|\^|\d{1,3}[.)]\s)")

CODE_MARKS: Final = words("{ } ; = == != => -> += < > </ /> [ ] _ __ / \\ $ # | & && || ` `` ::")
STRONG_CODE_MARKS: Final = words("{ } ; = == => -> += </ /> \\ $ :: &&")
CODE_WORDS: Final = words("``` ~~~ ` { } = $ < > ; \\")
FENCES: Final = ("```", "~~~")
PROMPT: Final = Pattern(
    r"\s*(?:[$#%] [a-z./]|>>> |(?:sudo|pip|npm|git|apt(?:-get)?|dnf|docker|curl|wget) [\w./-]+ [-\w./]+$"
    r"|(?:import [\w.]+|from [\w.]+ import .+);?$|def \w+\(.*\):|class \w++.*:$|#include ?[<\"]"
    r"|(?:const|let|var|int|float|char|void) [\w*&<>\[\]]+ ?[=(;])"
)
DATELINE: Final = Pattern(
    r"[ \t*_]*[A-Z][A-Z.'’ -]{2,40}(?:, (?:[A-Z][\w.]{1,15} ?){1,3})?(?:, [A-Z][a-z]{2,8}\.? \d{1,2})?"
    r"(?: ?\([A-Z][\w /]{1,30}\))? ?(?:—|–|--|-) "
    r"|[ \t]*\((?:Reuters|AP|AFP|UPI|IANS|Xinhua|ANI|PTI|CNN|BBC)\) ?(?:—|–|--|-) "
)
