"""British and American spelling and vocabulary, written for the simulators.

Some spinning programs change one side's words into the other's wherever they stand, "fall" for "autumn"
and the other way about. The runtime never sees these tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from models.spinners.inflect import Form, inflect

Side = Literal["british", "american"]

# British form, American form. None that is another common word on the other side, as "tired" and "story" are.
_VERBS = """
colour color; honour honor; favour favor; labour labor; harbour harbor; humour humor; flavour flavor;
endeavour endeavor; savour savor; centre center; catalogue catalog; plough plow; mould mold;
analyse analyze; paralyse paralyze; catalyse catalyze; manoeuvre maneuver
"""
_NOUNS = """
neighbour neighbor; behaviour behavior; rumour rumor; armour armor; parlour parlor; odour odor;
vapour vapor; favourite favorite; neighbourhood neighborhood; theatre theater; metre meter;
kilometre kilometer; litre liter; fibre fiber; calibre caliber; spectre specter; dialogue dialog;
analogue analog; defence defense; offence offense; pretence pretense; programme program; kerb curb;
sceptic skeptic; moustache mustache; enrolment enrollment; fulfilment fulfillment;
instalment installment; encyclopaedia encyclopedia; judgement judgment;
acknowledgement acknowledgment; artefact artifact; yoghurt yogurt; traveller traveler;
counsellor counselor; foetus fetus
"""
_ONE_FORM = """
honourable honorable; favourable favorable; colourful colorful; lustre luster; grey gray;
sceptical skeptical; scepticism skepticism; aluminium aluminum; enrol enroll; fulfil fulfill;
skilful skillful; jewellery jewelry; anaemia anemia; paediatric pediatric; oestrogen estrogen;
ageing aging; afterwards afterward; backwards backward; whilst while; learnt learned; burnt burned;
spelt spelled; dreamt dreamed; leapt leaped; cosy cozy; pyjamas pajamas; sulphur sulfur;
wilful willful; marvellous marvelous; woollen woolen; modelling modeling; modelled modeled;
travelling traveling; travelled traveled; cancelled canceled; cancelling canceling; labelled labeled;
labelling labeling; fuelled fueled; fuelling fueling; signalled signaled; signalling signaling;
levelled leveled; channelled channeled; counselling counseling; rivalled rivaled; quarrelled quarreled
"""
# Verbs with -ise in British and -ize in American English, without the ending.
_ISE = """
organ real recogn emphas critic apolog author capital central character civil computer custom
digital econom equal familiar final general harmon hospital ideal industrial legal local material maxim
memor minim mobil modern national neutral normal optim penal popular priorit privat public revolution
special stabil standard subsid summar symbol sympath terror util visual
"""
_VOCABULARY = """
lift=elevator; lorry=truck; flat=apartment; autumn=fall; holiday=vacation; petrol=gasoline;
pavement=sidewalk; boot=trunk; bonnet=hood; biscuit=cookie; sweets=candy; football=soccer; queue=line;
nappy=diaper; rubbish=garbage; dustbin=trash can; tap=faucet; trousers=pants; jumper=sweater;
mobile phone=cell phone; mobile=cell; motorway=freeway; car park=parking lot; railway=railroad; shop=store;
film=movie; mum=mom; maths=math; primary school=elementary school; secondary school=high school;
solicitor=attorney; estate agent=realtor; chemist=drugstore; cinema=movie theater; postcode=zip code;
timetable=schedule; term=semester; fortnight=two weeks; headmaster=principal; full stop=period;
underground=subway; caravan=trailer; torch=flashlight; spanner=wrench; curtains=drapes; cooker=stove;
wardrobe=closet; ill=sick; angry=mad; clever=smart; shopping centre=mall; curriculum vitae=resume;
crisps=chips; aubergine=eggplant; courgette=zucchini; maize=corn;
windscreen=windshield; number plate=license plate; driving licence=driver's license; fire brigade=fire
department; post=mail; parcel=package; bank holiday=public holiday; jug=pitcher; plaster=band-aid;
dressing gown=bathrobe; waistcoat=vest; vest=undershirt; handbag=purse; purse=wallet; pram=stroller;
cot=crib; dummy=pacifier; garden=yard; saloon=sedan; gearbox=transmission; indicator=turn signal;
level crossing=railroad crossing; roundabout=traffic circle; single ticket=one-way ticket; return
ticket=round-trip ticket; banknote=bill; current account=checking account; share=stock; turnover=revenue;
chips=french fries; pudding=dessert; mince=ground beef; tin=can; cutlery=silverware; hob=stovetop;
diversion=detour; dual carriageway=divided highway; articulated lorry=tractor-trailer; tram=streetcar;
chemist's=pharmacy; surgery=doctor's office; anticlockwise=counterclockwise; car hire=car rental;
hire=rent; ring=call; phone=call; fringe=bangs; draughts=checkers; noughts and crosses=tic-tac-toe
"""
_FORMS: tuple[Form, ...] = ("s", "ed", "ing")


@dataclass
class Regional:
    """The other side's word for a word or phrase, whatever it means where it stands.

    Attributes
    ----------
    to : {"british", "american"}
        The side whose words are put in.
    """

    to: Side

    def __post_init__(self) -> None:
        self._of: dict[str, tuple[str, ...]] = {}
        for british, american in _pairs():
            old, new = (british, american) if self.to == "american" else (american, british)
            known = self._of.get(old, ())
            if new not in known:
                self._of[old] = (*known, new)
        self.longest = max(len(phrase.split()) for phrase in self._of)

    def heads(self) -> Iterable[str]:
        """Return the words and phrases that have another on the other side."""
        return self._of

    def alternatives(self, phrase: str) -> Sequence[str]:
        """Return the other side's words for `phrase`, nearly always one at most."""
        return self._of.get(phrase, ())


def _pairs() -> Iterator[tuple[str, str]]:
    """Yield British and American words and phrases, with the endings that both sides can have."""
    verbs = [*_read(_VERBS), *((f"{stem}ise", f"{stem}ize") for stem in _ISE.split())]
    vocabulary = list(_read(_VOCABULARY, "="))
    yield from (*verbs, *_read(_NOUNS), *_read(_ONE_FORM), *vocabulary)
    for british, american in verbs:
        yield from ((inflect(british, form), inflect(american, form)) for form in _FORMS)
    yield from ((f"{stem}isation", f"{stem}ization") for stem in _ISE.split())
    for british, american in (*_read(_NOUNS), *vocabulary):
        if not (british.endswith("s") or american.endswith("s")):
            yield inflect(british, "s"), inflect(american, "s")


def _read(table: str, between: str = " ") -> Iterator[tuple[str, str]]:
    for pair in table.replace("\n", " ").split(";"):
        british, _, american = pair.strip().partition(between)
        yield british, american
