"""From what a person typed, or was handed, to a room that they are in."""
