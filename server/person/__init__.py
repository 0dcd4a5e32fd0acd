"""What concerns this computer's person, in all rooms."""
