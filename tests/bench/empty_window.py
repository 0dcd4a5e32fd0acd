"""The bench's peer for the start: a pywebview window with one line of text, nothing else."""

from __future__ import annotations

import webview

if __name__ == "__main__":
    webview.create_window("empty", html="<p id='page'>empty</p>")
    webview.start(gui="qt")  # on Linux another one would be tried first
