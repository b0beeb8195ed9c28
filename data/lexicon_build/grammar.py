"""The closed classes of English: function words, and which of them can stand for each other.

Written for this project from grammar: word classes are listed whole, as a grammar lists them
(coordinators, subordinators by meaning, prepositions by meaning, modals by meaning, quantifiers,
connective adverbs). No text and no swap list was read for it.
"""

from __future__ import annotations

from itertools import combinations

FUNCTION_WORDS = frozenset(
    """
    a an the
    this that these those
    i me my mine myself we us our ours ourselves you your yours yourself yourselves
    he him his himself she her hers herself it its itself they them their theirs themselves
    one oneself who whom whose which what whoever whomever whatever whichever
    someone somebody something anyone anybody anything everyone everybody everything
    no-one nobody nothing none each other another
    all any both each either every few fewer less little many more most much neither no several some such
    enough half
    and or but nor yet so for
    after although as because before if once since than that though till unless until when whenever
    where whereas wherever whether while whilst lest provided
    about above across against along alongside amid amidst among amongst around at atop before behind
    below beneath beside besides between beyond by concerning despite down during except excluding
    following from in including inside into like minus near of off on onto opposite out outside over past
    per plus regarding round save since through throughout to toward towards under underneath unlike until
    up upon versus via with within without
    am are be been being is was were 's 're 'm
    do does did doing done
    have has had having 've 'd
    can could may might must ought shall should will would 'll cannot
    not n't never
    don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't can't couldn't mustn't
    shan't shouldn't won't wouldn't mightn't needn't
    there here then now thus hence how why
    also too very quite rather just only even still already again
    however therefore moreover furthermore nevertheless nonetheless otherwise instead meanwhile
    """.split()  # noqa: SIM905  (a table reads better than 300 quoted words)
)

# Classes whose members can replace each other without changing what is said. One class a line.
_CLASSES = """
although / though / even though / despite the fact that / notwithstanding that
as / because / for the reason that / inasmuch as
as / since / seeing that / given that
while / whilst / when / at the same time as
whereas / whilst / although
if / provided / provided that / providing / on condition that / as long as / so long as / assuming that
unless / except if / if not
until / till / up to the time that
once / as soon as / the moment that / immediately after
so that / in order that / so
to / in order to / so as to
whenever / every time / each time
whether / if
but / yet / however / though / still
however / nevertheless / nonetheless / even so / all the same / still / yet / that said
therefore / thus / hence / consequently / accordingly / as a result / for this reason / so / thereby
moreover / furthermore / besides / in addition / what is more / additionally
also / too / as well / likewise
meanwhile / in the meantime / at the same time / meantime
instead / rather / in its place
otherwise / or else / if not
for example / for instance / such as / e.g.
that is / that is to say / namely / i.e. / in other words
in fact / indeed / actually / as a matter of fact
about / concerning / regarding / on / as to / with regard to / in regard to / with respect to / relating to
about / around / approximately / roughly / some / nearly / close to
because of / due to / owing to / on account of / thanks to / as a result of
despite / in spite of / notwithstanding / regardless of
according to / in accordance with / in line with / as stated by / in keeping with
apart from / aside from / except for / other than / except / excluding / but for / save for
besides / in addition to / as well as / along with / on top of
instead of / in place of / rather than / in lieu of
in favour of / in favor of / for
in front of / before / ahead of
before / prior to / ahead of / previous to
after / following / subsequent to
during / in the course of / in
throughout / all through / from beginning to end of
among / amid / between
amongst / amidst / between
above / over / on top of
below / under / beneath / underneath
beside / next to / alongside / by / near
near / close to / by
inside / in / into
within / inside the limits of
into / in / to
on / upon / onto / on top of
outside / out of / beyond
through / via / by way of / by means of
by means of / with / using / by / through
toward / in the direction of / to
towards / in the direction of / to
until / up to / till
with / along with / together with / alongside / accompanied by
without / lacking / in the absence of
like / such as / similar to / as
such as / including / like
opposite / facing / across from
per / for each / for every / a
versus / against / as opposed to
can / could / is able to / be able to
may / might / can
must / have to / has to / need to / ought to
should / ought to / had better / is supposed to
will / shall / is going to / be going to
would / should
all / every / each / each and every / the whole of
any / whichever / whatever
both / the two
some / a few / several / a number of / various / a couple of
several / a number of / various / numerous / many / multiple
many / a lot of / lots of / a great many / a large number of / plenty of / numerous / countless
much / a great deal of / a lot of / a good deal of / plenty of
most / the majority of / almost all / nearly all
few / not many / hardly any
little / not much / hardly any
enough / sufficient / adequate
another / a further / one more / an additional
more than / over / above / upwards of / in excess of
less than / under / below / fewer than
at least / not less than / at the minimum
no less than / not fewer than
at most / no more than / not more than / as many as
nobody / no one / no-one / not anyone
everybody / everyone / each person / all people
somebody / someone / some person
anybody / anyone
nothing / not anything
that / which
who / that
whom / who
not / never / in no way
very / extremely / highly / really / so / quite / most
quite / rather / fairly / somewhat / pretty
only / just / merely / solely / simply
even / indeed
already / by now / previously
again / once more / once again / anew
now / at present / currently / at the moment / nowadays / today
then / at that time / after that / next / afterwards
here / in this place
there / in that place
how / in what way / the way
why / for what reason
soon / shortly / before long / in a short time
often / frequently / many times / regularly / oftentimes
always / at all times / constantly / all the time / invariably
sometimes / at times / occasionally / now and then / from time to time
usually / generally / normally / as a rule / typically / in general
perhaps / maybe / possibly / it may be that
almost / nearly / practically / virtually / all but
especially / particularly / in particular / notably / above all
finally / lastly / at last / in the end / eventually / ultimately
first / firstly / to begin with / initially / at first
since then / ever since / from then on
is / are
was / were
has / have
a / an
"""


def synonym_classes() -> list[tuple[str, ...]]:
    """Return the classes above as tuples of keys."""
    lines = (line.strip() for line in _CLASSES.strip().splitlines())
    return [tuple(word.strip() for word in line.split(" / ")) for line in lines]


def synonym_pairs() -> set[tuple[str, str]]:
    """Return every pair within a class, each in alphabetical order."""
    return {(min(a, b), max(a, b)) for row in synonym_classes() for a, b in combinations(row, 2)}
