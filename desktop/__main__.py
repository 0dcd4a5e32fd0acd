"""`python -m desktop`, and the command `sarangbang`."""

from __future__ import annotations

from desktop.cli import main

if __name__ == "__main__":
    main()
