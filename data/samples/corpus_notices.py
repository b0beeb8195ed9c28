"""Notices that an office fills in by the dozen: honest pages that share most of their words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

CRAWL = Path(__file__).parent / "crawl"

_WHO = (
    "Mrs Adela Thorne", "Quayside Lettings", "Mr Yusuf Demir", "the trustees of the Seamen's Mission",
    "Ms Ottilie Brandt", "Crane and Sons", "the Portwick Rowing Club", "Dr Hugo Penhallow", "Mr Sam Adjei",
    "Harbour Lights Hotel", "Miss Clover Nash", "the Salt Lane Surgery",
)  # fmt: skip
_WHAT = (
    "a dormer window and two roof lights", "a bicycle shed with a sedum roof",
    "the change of use of a net loft to a pottery", "a single-storey kitchen extension",
    "the felling of a sycamore in a conservation area", "an illuminated fascia sign",
    "the conversion of a chapel into three flats", "a timber deck over the slipway",
    "replacement windows in painted softwood", "solar panels on a rear slope", "a vehicle crossing",
    "a chip shop with tables outside",
)  # fmt: skip
_STREETS = ("Capstan Street", "Ropewalk", "Mizzen Row", "Fish Quay", "Tar Lane", "Bollard Hill", "Salt Lane")
_WARDS = ("Harbour ward", "Breakwater ward", "Gull Sands", "St Brannoc's")
_OFFICERS = ("Ingrid Falk", "Tobias Wren", "Lakshmi Rao")
_AREAS = ("the Old Harbour conservation area", "no conservation area", "flood zone 2", "the coastal strip")
_OUTLOOKS = (
    "bright to begin with, cloud from the west on Tuesday and rain by Thursday night.",
    "fog on the first two mornings, burning off by eleven; dry and warm at the end of the week.",
    "showers, some with hail, and a cold air from the north until Friday.",
    "settled, with a little high cloud, and a chance of thunder over the marsh on Saturday.",
    "a deep low on Wednesday will bring gales; small boats should be on their moorings by noon.",
)
_MOONS = (
    "The moon is new on Tuesday and the springs follow it.",
    "Neaps fall on Thursday.",
    "The moon is full on Sunday; the quay may be wet at the top of the tide.",
)
_FORCES = (
    "force three to four",
    "force five, at times six",
    "light at first, freshening",
    "force two or less",
)
_WINDS = ("south-westerly", "north-easterly", "variable", "westerly", "backing southerly")
_SEEN = ("good", "moderate in showers", "poor until mid-morning", "good, or very good later")
_NOTICES = (
    "the green buoy off Gull Sands is unlit and will be replaced when the tender is back from dry dock.",
    "divers are at work on the outer pier; pass at dead slow and keep the red flag to port.",
    "a yacht is sunk, mast showing, two cables north of the perch.",
    "the rowing regatta will close the basin on Saturday from one until four.",
    "pots are laid close under the breakwater on both sides; keep to the middle of the channel.",
)


def planning(n: int) -> tuple[date, str, str]:
    """Return the day, the title and the text of the n-th planning notice."""
    rng = Random(f"planning {n}")
    day = date(2023, 9, 4) + timedelta(days=11 * n)
    number = f"PW/{day:%y}/{1400 + 37 * n:05d}"
    text = _form("planning").format(
        number=number,
        who=_WHO[n % len(_WHO)],
        what=_WHAT[(5 * n + n // 12) % len(_WHAT)],
        house=rng.randrange(1, 140),
        street=rng.choice(_STREETS),
        ward=rng.choice(_WARDS),
        officer=rng.choice(_OFFICERS),
        until=_written(day + timedelta(days=21)),
        area=rng.choice(_AREAS),
        decided=_written(day + timedelta(days=56)),
    )
    return day, f"Planning application {number}", text


def tides(n: int) -> tuple[date, str, str]:
    """Return the day, the title and the text of the n-th bulletin of the harbour office."""
    rng = Random(f"tides {n}")
    day = date(2023, 10, 1) + timedelta(days=14 * n)
    text = _form("tides").format(
        begins=_written(day + timedelta(days=1)),
        high=f"{rng.randrange(1, 13)}.{rng.randrange(60):02d}",
        height=f"{rng.uniform(4.1, 6.3):.1f}",
        moon=rng.choice(_MOONS),
        outlook=rng.choice(_OUTLOOKS),
        wind=rng.choice(_WINDS),
        force=rng.choice(_FORCES),
        sea=f"{rng.uniform(6, 17):.1f}",
        seen=rng.choice(_SEEN),
        notice=rng.choice(_NOTICES),
    )
    return day, f"Tides and weather from {_written(day)}", text


def _form(name: str) -> str:
    return (CRAWL / f"{name}.txt").read_text(encoding="utf-8")


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
