"""A room that lives elsewhere, as it is kept here."""
