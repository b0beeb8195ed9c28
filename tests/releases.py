"""A press release of our own, two papers' reports from it, and spun copies; two sources spun into one."""

RELEASE = (
    "Calder Water will replace forty kilometres of cast iron mains in the Ashby valley over the next "
    "three years. The programme costs 62 million pounds and is the largest single investment in the "
    "company's history. Work begins in Ashby on 4 May and will move up the valley one village at a "
    "time. Customers will receive a letter at least two weeks before engineers arrive in their street. "
    "Most homes will be without water for no longer than six hours, and bottled water will be handed "
    "out at the village hall. The old pipes, some of which were laid before the First World War, lose "
    "about a fifth of the water that is pumped into them. New plastic mains are expected to last for at "
    "least a hundred years. The company has promised to repair every road surface within ten days of "
    "closing a trench. Questions about the programme can be sent to the project office in Market "
    "Street, which opens in April."
)

# The release nearly as it was sent, and what the paper found out by itself.
CHRONICLE = (
    "Forty kilometres of cast iron mains in the Ashby valley will be replaced over the next three "
    "years. The programme costs 62 million pounds and is the largest single investment in the history "
    "of Calder Water. Work begins in Ashby on 4 May and will move up the valley one village at a time. "
    "Most homes will be without water for no longer than six hours, and bottled water will be handed "
    "out at the village hall. The old pipes, some of which were laid before the First World War, lose "
    "about a fifth of the water that is pumped into them. Residents on Mill Lane are not convinced that "
    "the trenches will be filled as quickly as the firm claims. When a gas main was renewed there two "
    "winters ago, the street stayed closed for eleven weeks and three shops lost their Christmas trade. "
    "Baker Tom Hallam said he had kept the receipts from that year and would hand them to the first "
    "engineer he saw. The parish council wants a weekly meeting with the contractor, a telephone number "
    "that somebody answers, and a fine for each day by which a promise is missed. Its chairman, a "
    "retired surveyor, has walked the whole route with a camera so that nobody can argue later about "
    "the state of a wall or a verge."
)

# The same release with an editor's changes, and another paper's own story.
HERALD = (
    "Calder Water is to replace forty kilometres of cast iron mains in the Ashby valley during the next "
    "three years. The 62 million pound programme is the largest single investment in the company's "
    "history. Work begins in Ashby on 4 May and will move up the valley one village at a time. "
    "Customers will get a letter at least two weeks before engineers arrive in their street. Most homes "
    "will be without water for no longer than six hours, and bottled water will be handed out at "
    "village halls. New plastic mains are expected to last for at least a hundred years. Farmers at the "
    "head of the valley asked a different question at the meeting on Wednesday evening. Their springs "
    "feed the river above the first village, and in dry summers the level falls so far that cattle have "
    "to be led down to the bridge. If a fifth less water leaves the reservoir, several of them argued, "
    "the company should leave that fifth in the stream. An ecologist from the county museum showed "
    "photographs of dead trout and told the hall that two degrees of warmth had made the difference. "
    "The manager who had come to talk about pipes wrote all of it down and offered to return with "
    "figures in June."
)

# The Herald's report, every sentence with words swapped as a spinning program swaps them.
SPUN_HERALD = (
    "Calder Water is to supplant forty kilometres of cast iron mains in the Ashby vale throughout the "
    "following three years. The 62 million pound program is the biggest single speculation in the "
    "firm's past. Labor starts in Ashby on 4 May and will shift up the vale one hamlet at a time. "
    "Clients will receive a note at any rate two weeks before technicians land in their road. Most "
    "houses will be without water for no lengthier than six hours, and bottled water will be "
    "distributed at hamlet corridors. Fresh plastic mains are anticipated to endure for at any rate a "
    "hundred years. Ranchers at the crown of the vale requested a distinct inquiry at the gathering on "
    "Wednesday night. Their fountains nourish the stream over the initial hamlet, and in arid summers "
    "the grade drops so distant that livestock have to be guided down to the span. If a fifth fewer "
    "water departs the basin, various of them contended, the firm ought to abandon that fifth in the "
    "brook. An environmentalist from the district gallery displayed pictures of deceased trout and "
    "informed the corridor that two steps of heat had created the distinction. The director who had "
    "arrived to chat about tubes penned all of it down and volunteered to come back with numbers in "
    "June."
)

# The release itself, spun.
SPUN_RELEASE = (
    "Calder Water will supplant forty kilometres of cast iron mains in the Ashby vale across the "
    "following three years. The program costs 62 million pounds and is the biggest single speculation "
    "in the firm's past. Labor starts in Ashby on 4 May and will shift up the vale one hamlet at a "
    "time. Clients will obtain a note at any rate two weeks before technicians land in their road. Most "
    "houses will be without water for no lengthier than six hours, and bottled water will be "
    "distributed at the hamlet corridor. The ancient tubes, some of which were placed before the First "
    "World War, forfeit about a fifth of the water that is driven into them. Fresh plastic mains are "
    "anticipated to endure for at any rate a hundred years. The firm has pledged to mend each street "
    "exterior within ten days of shutting a ditch. Inquiries about the program can be mailed to the "
    "venture bureau in Market Street, which unlocks in April."
)

# A second source, and what a spinner made of it.
ORCHARD = (
    "The orchard behind the vicarage has not been pruned since the last gardener retired. Twenty apple "
    "trees of nine old kinds stand there in long grass, and most still carry fruit in September. A "
    "group of volunteers met on Saturday to decide which branches could be saved. They agreed to remove "
    "the dead wood first and to leave the tall pear by the gate alone, because owls nest in it every "
    "spring. Pears and apples that nobody wants will go to a press in the next village, whose owner has "
    "offered to bottle the juice without charge. The money from the first two hundred bottles is meant "
    "for ladders, gloves and a shed with a proper lock. Children from the primary school will count the "
    "butterflies in June and draw a map of the trees with their names. Anybody who can sharpen a saw is "
    "asked to come to the gate at ten o'clock with a flask of something warm."
)
SPUN_ORCHARD = (
    "The plantation behind the vicarage has not been trimmed since the final gardener resigned. Twenty "
    "apple trees of nine ancient sorts stand there in lengthy grass, and most yet bear fruit in "
    "September. A band of volunteers convened on Saturday to determine which boughs could be rescued. "
    "They concurred to eliminate the dead timber first and to abandon the lofty pear by the gate "
    "solely, because owls nest in it each spring. Pears and apples that no one desires will go to a "
    "press in the following hamlet, whose proprietor has proposed to bottle the juice without fee. The "
    "cash from the initial two hundred bottles is intended for ladders, gloves and a hut with an "
    "appropriate lock. Kids from the primary school will tally the butterflies in June and sketch a "
    "chart of the trees with their titles. Anyone who can hone a saw is requested to arrive to the gate "
    "at ten o'clock with a bottle of something toasty."
)

# Two sources, merged and spun.
MERGED = f"{SPUN_HERALD}\n\n{SPUN_ORCHARD}"
