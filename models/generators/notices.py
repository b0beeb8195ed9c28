"""Templated notices, and the furniture of web pages, written for these recipes: alike, and no copies.

Many offices fill the same form: two storm warnings share most of their words, and neither was made from the
other. The same is true of what stands around articles: appeals, disclaimers, notes on the author.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_SLOT = re.compile(r"\{(\w+)\}")

_VALUES = """
place: Aldermoor; Brackwater; Cawston Bay; Drumfield; Eastmarch; Fellgate; Garrow; Hallowby; Inverleigh;
    Jarrow Point; Kestrel Bridge; Lowmere; Marlow Sands; Norrington; Oakhaven; Penbrook; Quarry Hill;
    Ridgemont; Stonewick; Thornaby Cross
region: the northern coast; the lower valley; the western islands; the lake district; the upper moors;
    the southern plain; the border hills; the river estuary
day: Monday; Tuesday; Wednesday; Thursday; Friday; Saturday; Sunday
month: January; February; March; April; May; June; July; August; September; October; November; December
name: Amara Holt; Bernard Quill; Celia Marsh; Dev Patwardhan; Elsa Lindqvist; Farid Nasser; Greta Moss;
    Hugo Brandt; Ines Calder; Jonah Pike; Kirsten Vale; Liam Ostrow; Mabel Finch; Nils Arden; Odile
    Renner; Petra Sloane; Quentin Rhys; Rosa Tiller
weather: strong winds; heavy rain; thick fog; freezing rain; drifting snow; severe thunderstorms; a late
    frost; very high temperatures
effect: power cuts are possible; some roads may be closed; ferries may be cancelled; trees may fall;
    small rivers may rise quickly; driving will be difficult; schools may close early
company: Harrow Mills; Lantern Foods; Northgate Optics; Pell and Sons; Silverline Freight; Tamar Glass;
    Union Ceramics; Verity Software; Westering Shipping; Zephyr Tools
product: electric kettles; folding chairs; garden lamps; bicycle helmets; frozen soups; baby monitors;
    hair dryers; camping stoves; oat biscuits; phone chargers
fault: may overheat; can break under load; contain undeclared milk; may leak; have sharp edges; carry
    the wrong label; may catch fire while charging
post: senior accountant; site manager; data analyst; primary school teacher; night nurse; bus driver;
    research assistant; press officer; kitchen supervisor; network engineer
team: Aldermoor Rovers; Brackwater City; Drumfield Athletic; Eastmarch United; Garrow Town; Inverleigh
    Wanderers; Lowmere Rangers; Penbrook Albion
scorer: the captain; a substitute; the young winger; the visiting striker; the centre half
matter: the new library; road repairs; the school budget; a skating rink; flood defences; bus fares; the
    market square; street lighting
trait: quiet; spacious; sunny; newly decorated; carefully restored; compact; well kept
room: a study; a cellar; two balconies; a walled garden; a garage; an open kitchen
"""


def _banks() -> dict[str, list[str]]:
    """Return the values of each slot; lines that begin with spaces go on."""
    rows = _VALUES.replace("\n    ", " ").strip().split("\n")
    banks = {name: found.split("; ") for name, _, found in (row.partition(": ") for row in rows)}
    return {**banks, "number": [str(n) for n in (*range(2, 60), *range(60, 400, 20))]}


_BANKS = _banks()

NOTICES: Mapping[str, Sequence[str]] = {
    "weather": (
        "The weather office has issued a warning of {weather} for {place} and {region}.",
        "The warning is valid from {number} minutes past midnight on {day} until the evening.",
        "People in the area should expect that {effect}.",
        "Gusts of up to {number} kilometres an hour have been measured near {place}.",
        "Residents are advised to secure loose objects and to stay indoors where they can.",
        "In {region}, {effect}, and emergency services have been put on alert.",
        "Travellers to {place} should ask their operator before they set out.",
        "A further statement will be published on {day} at noon.",
        "Do not walk or drive through flood water, and keep away from the shore.",
    ),
    "recall": (
        "{company} is recalling {number} thousand {product} sold between {month} and {month}.",
        "The company said that the {product} {fault}.",
        "Customers should stop using them at once and return them to the shop where they were bought.",
        "The full price will be paid back, and no receipt is needed.",
        "{number} cases have been reported so far, and nobody was seriously hurt.",
        "The batch number is printed on the underside, beside the date of manufacture.",
        "No other products of {company} are affected by this notice.",
        "{name}, who is responsible for safety at {company}, apologised for the trouble.",
        "Questions are answered by telephone from {day} to {day}, between nine and five.",
    ),
    "post": (
        "{company} is looking for a {post} to join its office in {place}.",
        "The successful candidate will report to {name} and work with a team of {number} people.",
        "You have at least {number} months of experience in a similar position.",
        "You communicate clearly, work carefully and enjoy solving problems with others.",
        "We offer a permanent contract, flexible hours and {number} days of paid leave.",
        "Applications with a short letter should reach us before the end of {month}.",
        "Interviews will take place in {place} in the first week of {month}.",
        "We welcome applications from everyone, whatever their age, origin or belief.",
        "For questions about the work of a {post}, write to {name}.",
    ),
    "match": (
        "{team} beat {team} {number} to {number} on {day} in front of {number} thousand spectators.",
        "The visitors took the lead after {number} minutes through {scorer}.",
        "It took {number} minutes until {scorer} equalised with a header from close range.",
        "After the break the home side had most of the ball, but few chances.",
        "{name}, who coaches {team}, said the result was fair.",
        "The referee showed the yellow card {number} times.",
        "The decisive goal fell shortly before the end, when {scorer} was left alone in the area.",
        "{team} play at {place} next {day}; {team} have a week without a match.",
    ),
    "council": (
        "The council of {place} will meet on {day} at seven in the evening in the town hall.",
        "The agenda includes {matter}, {matter} and the minutes of the last meeting.",
        "Members of the public may speak for three minutes each if they register before noon.",
        "Councillor {name} will present a report on {matter}.",
        "A vote on {matter} is expected after a second reading in {month}.",
        "Documents can be read in the office of the clerk or on the town's website.",
        "The meeting is open to all and will be recorded.",
        "Those who need help with access should call the clerk at least {number} hours ahead.",
    ),
    "house": (
        "This {trait} house in {place} was built {number} years ago and is offered for the first time.",
        "It has {number} rooms on two floors, {room} and {room}.",
        "The living room is {trait} and looks out over the garden.",
        "Shops, a school and the station are within {number} minutes on foot.",
        "The kitchen was renewed in {month}, and the roof is in good order.",
        "On the upper floor there are the bedrooms, a bathroom and {room}.",
        "Viewings are possible by appointment on {day} and {day}.",
        "Please contact {name} at our office in {place} for the full particulars.",
    ),
    "obituary": (
        "{name} of {place} died on {day} after a short illness, aged {number}.",
        "Born in {place}, the eldest of four children, {name} moved to {region} as a child.",
        "For {number} years the deceased worked for {company} and was known for patience and humour.",
        "Friends remember long walks, careful letters and a love of old maps.",
        "The family thanks the staff of the hospital in {place} for their kindness.",
        "A service will be held on {day} in {month} in the church of {place}.",
        "Instead of flowers, the family asks for gifts to the local library.",
    ),
    "results": (
        "{company} reported a profit of {number} million for the quarter that ended in {month}.",
        "Revenue rose by {number} per cent compared with the same period a year earlier.",
        "{name}, the chief executive, said that demand for {product} had been stronger than expected.",
        "The cost of materials and transport weighed on the result.",
        "The company confirmed its outlook for the year and will propose an unchanged dividend.",
        "Shares of {company} were {number} pence higher in early trading on {day}.",
        "It employs {number} people in {place}, and plans to open a second site in {region}.",
        "The full report will be published in {month}.",
    ),
}

FURNITURE: Mapping[str, Sequence[str]] = {
    "appeal": (
        "Did you like what you read? Our newsroom is paid for by its readers.",
        "A small gift every month keeps these pages open to everybody, also to those who cannot pay.",
        "You can end your support at any time, with one click and without giving a reason.",
        "Thank you for standing with independent reporting in {place}.",
    ),
    "disclaimer": (
        "The views in this article are those of the author and not necessarily those of {company}.",
        "Nothing on this page is legal, medical or financial advice.",
        "We take care that everything is right when it is published, and correct mistakes openly.",
        "Links to other sites are offered for convenience; we are not responsible for what they hold.",
    ),
    "privacy": (
        "We use cookies to remember your settings and to count how many people visit this page.",
        "By reading on you agree to this; you can change your choice in the settings.",
        "We never sell your data, and keep it no longer than {number} days.",
        "Read our privacy notice for the details, and write to {name} with any question.",
    ),
    "about": (
        "{company} was founded in {place} {number} years ago and employs people in many countries.",
        "It makes {product} and other goods for homes and small firms.",
        "For further information, photographs and interviews please contact {name}.",
        "Follow us for news about our products, our people and our work in {region}.",
        "Statements about the future in this release are subject to risks and may turn out otherwise.",
    ),
    "author": (
        "{name} writes about work, towns and the weather, and lives in {place} with two dogs.",
        "Before that, the author was a correspondent in {region} for {number} years.",
        "Sign up for the weekly letter and get the best of our pages every {day}.",
        "Send tips, corrections and kind words to the desk; we read everything.",
    ),
}


def fill(template: Sequence[str], rng: Random) -> list[str]:
    """Fill the slots of a template's sentences; each slot is drawn anew."""
    return [_SLOT.sub(lambda m: rng.choice(_BANKS[m[1]]), sentence) for sentence in template]


def notice(kind: str, rng: Random) -> list[str]:
    """Return one notice: the template's first sentence, and most of the others in their order."""
    first, *rest = NOTICES[kind]
    return fill([first, *(s for s in rest if rng.random() < 0.85)], rng)


def notices(rng: Random) -> tuple[str, list[list[str]]]:
    """Return a kind of notice, and two lists of one to four such notices each, filled apart."""
    kind = rng.choice(sorted(NOTICES))
    number = rng.randint(1, 4)
    return kind, [[s for _ in range(number) for s in notice(kind, rng)] for _ in range(2)]


def furniture(rng: Random, most: int = 3) -> list[str]:
    """Return the sentences of up to so many blocks, of some 60 words each, that stand around articles."""
    kinds = rng.sample(sorted(FURNITURE), rng.randint(1, most))
    return [sentence for kind in kinds for sentence in fill(FURNITURE[kind], rng)]
