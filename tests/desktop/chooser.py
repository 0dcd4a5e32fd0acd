"""Where a download goes, chosen by the test instead of in a dialog."""

from __future__ import annotations

import os


def choose_without_asking() -> None:
    """Answer every "save as" with the place in STAGE_SAVE."""
    from qtpy.QtWidgets import QFileDialog

    place = os.environ.get("STAGE_SAVE", "")
    setattr(QFileDialog, "getSaveFileName", lambda *ignored: (place, ""))  # noqa: B010
