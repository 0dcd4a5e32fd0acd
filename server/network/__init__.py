"""Which networks this computer is in."""
