"""axe-core finds nothing on any dialog of the window."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.page.people import MEDIUM, WIDE, Program, open_page
from tests.page.test_accessibility import AXE, Judge, programs
from tests.page.tour import Tour

__all__ = ["programs"]

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="the page's packages are not installed")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_dialog(
    programs: tuple[Program, Program], language: str, browser: Browser, artefacts: Path
) -> None:
    judge = Judge(artefacts, language)
    minsu = open_page(browser, programs[0].url, WIDE, reduced_motion="reduce")
    jiyoung = open_page(browser, programs[1].url, MEDIUM, reduced_motion="reduce")
    seen = []
    for page, name in Tour((minsu, jiyoung), programs, language).walk():
        judge.look(page, name)
        seen.append(name)
    assert {"emoji", "closing", "address"} <= set(seen)
    assert judge.wrong == {}
    for page in (minsu, jiyoung):
        page.context.close()
