"""A suspect beside several sources, and beside texts that both sides may honestly share."""
