"""How the shipped table of broken phrases and their originals is made."""
