"""A room that lives here: the one writer, who is there, who comes in."""
