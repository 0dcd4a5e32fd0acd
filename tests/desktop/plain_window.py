"""pywebview as it comes, without our repairs, around the page at ADDRESS (nothing comes by PIPE).

python -m tests.desktop.plain_window PIPE ADDRESS
"""

from __future__ import annotations

import sys

import webview

from tests.desktop.chooser import choose_without_asking


def main() -> None:
    choose_without_asking()
    webview.settings["ALLOW_DOWNLOADS"] = True
    webview.create_window("plain", sys.argv[2])
    webview.start(gui="qt")


if __name__ == "__main__":
    main()
