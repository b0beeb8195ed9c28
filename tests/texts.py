"""Sentences of our own that several tests share: an article, its spun copy, and another text."""

SOURCE = (
    "The harbour council approved a new ferry timetable on Tuesday after months of heated debate. "
    "Residents of the three outer islands had complained that the last boat left too early for workers on the "
    "evening shift. Under the agreed plan, two additional crossings will run every weekday until midnight. "
    "The council expects the change to cost about 340,000 pounds a year. "
    "Most of that money will come from higher parking charges near the terminal, a decision that drew sharp "
    "criticism from shop owners. Councillor Maren Oakley said the alternative was to lose young families to the "
    "mainland. She argued that a reliable connection was essential for the future of the islands. "
    "Opponents warned that the forecast of passenger numbers was too optimistic and asked for a review in the "
    "spring. The ferry company, Northsound Lines, welcomed the vote but noted that it must hire eleven sailors "
    "before the first late crossing can depart. Recruitment begins next week, and the new timetable takes effect "
    "in March. Until then, passengers should check the notice boards at each pier for temporary changes."
)

SPUN = (
    "The harbour council authorized a brand new ferry schedule on Tuesday following months of warmed argument. "
    "Inhabitants of the three external islands had grumbled that the final vessel departed too soon for employees "
    "on the evening move. Below the concurred plan, two extra intersections will run each weekday till midnight. "
    "The council anticipates the alteration to price about 340,000 pounds a yr. "
    "Most of that cash will come from greater parking expenses close to the terminal, a choice that pulled keen "
    "condemnation from store proprietors. Councillor Maren Oakley stated the option was to misplace youthful "
    "households to the mainland. She contended that a dependable relationship was vital for the future of the "
    "isles. Adversaries cautioned that the prediction of traveler figures was too hopeful and requested for an "
    "evaluation in the spring. The ferry firm, Northsound Lines, greeted the ballot but famous that it should "
    "lease eleven mariners prior to the initial late intersection can leave. Enlistment starts subsequent week, "
    "and the brand new schedule takes impact in March. Until then, travelers ought to examine the discover boards "
    "at every pier for momentary adjustments."
)

OTHER = (
    "Growing tomatoes on a balcony asks for patience rather than space. Choose a pot that holds at least ten "
    "litres, and make sure that water can drain from the bottom. In the first weeks the seedlings need warmth more "
    "than light, so keep them indoors near a window until the nights stay mild. Once they stand outside, tie each "
    "stem loosely to a cane and pinch out the side shoots by hand. Watering is where most beginners go wrong: a "
    "deep soak every second morning is better than a sprinkle each evening, because shallow roots dry out in a "
    "single hot afternoon. Feed the plants once the first flowers open, and stop when the nights grow cold. If the "
    "leaves curl, look for aphids on the underside before you blame the weather. A ripe fruit comes away with a "
    "gentle twist. Whatever is still green in October can ripen on a kitchen shelf beside a banana."
)
