"""All generators by name: the words that recipes use."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models.generators.draw import Generator
from models.generators.honest import ByRule, ByTemplate, Copied, InContext, Known, People, Reworked, Spelled
from models.generators.kindred import Apart, Furnished, Notices, Quoting, Siblings
from models.generators.spinning import (
    BesideRelease,
    Edited,
    Embedded,
    Evading,
    Lead,
    Several,
    Shuffled,
    SpunTwice,
    Thinned,
    Whole,
)

GENERATORS: Mapping[str, Generator] = MappingProxyType(
    {
        "spun/dose-3-5": Whole(0.03, 0.05),
        "spun/dose-5-8": Whole(0.05, 0.08),
        "spun/dose-8-15": Whole(0.08, 0.15),
        "spun/dose-15-45": Whole(0.15, 0.45),
        "spun/dose-45-60": Whole(0.45, 0.60),
        "spun/short": Whole(0.10, 0.45, least=90),
        "spun/shuffled": Shuffled(),
        "spun/added-dropped": Thinned(),
        "spun/homoglyphs": Evading("homoglyphs"),
        "spun/zero-width": Evading("zero-width"),
        "spun/soft-hyphens": Evading("soft-hyphens"),
        "spun/odd-spaces": Evading("odd-spaces"),
        "spun/two-sources": Several(2),
        "spun/three-sources": Several(3),
        "spun/embedded-30": Embedded(0.27, 0.33),
        "spun/embedded-15": Embedded(0.13, 0.17),
        "spun/embedded": Embedded(0.10, 0.60),
        "spun/lead": Lead(),
        "spun/twice": SpunTwice(),
        "spun/edited": Edited(),
        "spun/beside-release": BesideRelease(),
        "verbatim/whole": Copied("whole"),
        "verbatim/trimmed": Copied("trimmed"),
        "verbatim/trimmed-inside": Copied("trimmed-inside"),
        "verbatim/furniture": Copied("furniture"),
        "verbatim/typography": Copied("typography"),
        "verbatim/passage": Copied("passage"),
        "verbatim/evaded": Copied("evaded"),
        "edited/in-context-light": InContext(0.01, 0.04),
        "edited/in-context": InContext(0.03, 0.08, edits=0.15),
        "edited/in-context-alone": InContext(0.04, 0.10),
        "edited/in-context-and-cuts": InContext(0.02, 0.08, edits=0.35),
        "edited/reworked": Reworked("edited", (0.1, 0.6), (0.0, 0.08), (0.0, 0.06)),
        "edited/spelling": Spelled(),
        "edited/by-rule": ByRule(),
        "edited/template": ByTemplate(),
        "edited/light": Known("edited", ("light", "typos", "reworded")),
        "edited/updated": Known("edited", ("updated",)),
        "edited/copy-edited": Known("edited", ("copy-edited",)),
        "edited/simplified": Known("edited", ("simplified",)),
        "edited/synonyms": Known("edited", ("synonyms",)),
        "edited/people": People("edited"),
        "edited/notices": Notices(),
        "paraphrased/reworked": Reworked("paraphrased"),
        "paraphrased/reworked-cousins": Reworked("paraphrased", cousins=True),
        "paraphrased/rules": Known("paraphrased", ("light", "heavy", "cousins")),
        "paraphrased/fluent": Known("paraphrased", ("fluent",)),
        "paraphrased/patchwork": Known("paraphrased", ("patchwork",)),
        "paraphrased/retold": Known("paraphrased", ("retold",)),
        "paraphrased/people": People("paraphrased"),
        "independent/topic": Apart("topic"),
        "independent/event": Apart("event"),
        "independent/any": Apart("any"),
        "independent/quoting": Quoting(),
        "independent/furnished": Furnished(),
        "independent/other-event": Known("independent", ("event",)),
        "independent/halves": Known("independent", ("halves",)),
        "independent/short-passage": Known("independent", ("short-passage", "shared-quote")),
        "siblings/copied": Siblings("copied"),
        "siblings/edited": Siblings("edited"),
        "siblings/reworked": Siblings("reworked"),
    }
)
