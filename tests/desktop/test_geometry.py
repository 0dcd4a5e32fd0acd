from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.geometry import (
    FILE_NAME,
    GRIP,
    SMALLEST,
    Geometry,
    Screen,
    fit,
    load_geometry,
    save_geometry,
)

SCREEN = Screen(0, 0, 1600, 1000)
LEFT = Screen(-1920, 0, 1920, 1080)

numbers = st.integers(-10_000, 10_000)
sizes = st.integers(1, 10_000)
geometries = st.builds(
    Geometry, sizes, sizes, st.none() | numbers, st.none() | numbers, st.booleans()
)
screens = st.builds(Screen, numbers, numbers, st.integers(400, 8000), st.integers(500, 8000))


@given(geometries, st.lists(screens, min_size=1, max_size=3))
@example(Geometry(401, 480, 0, 0), [Screen(321, 0, 400, 500)])
def test_always_usable_and_within_reach(wanted: Geometry, there: list[Screen]) -> None:
    fitted = fit(wanted, there)
    assert fitted.width >= SMALLEST[0]
    assert fitted.height >= SMALLEST[1]
    assert fitted.maximized == wanted.maximized
    assert any(fitted.width <= screen.width or fitted.width == SMALLEST[0] for screen in there)
    if fitted.x is not None and fitted.y is not None:
        assert any(
            screen.x - fitted.width + GRIP <= fitted.x <= screen.x + screen.width - GRIP
            and screen.y <= fitted.y <= screen.y + screen.height - GRIP
            for screen in there
        )


def test_good_place_is_kept() -> None:
    wanted = Geometry(800, 600, 100, 80)
    assert fit(wanted, [SCREEN]) == wanted
    assert fit(Geometry(800, 600, -1500, 80), [SCREEN, LEFT]).x == -1500


def test_place_on_a_screen_that_is_gone() -> None:
    fitted = fit(Geometry(800, 600, -1500, 80), [SCREEN])
    assert (fitted.x, fitted.y) == (None, None)
    assert (fitted.width, fitted.height) == (800, 600)


def test_without_screens_the_system_decides() -> None:
    assert fit(Geometry(800, 600, 5, 5), []) == Geometry(800, 600)


def test_saved_and_loaded(tmp_path: Path) -> None:
    assert load_geometry(tmp_path) == Geometry()
    geometry = Geometry(700, 600, -3, 20, True)
    save_geometry(tmp_path, geometry)
    assert load_geometry(tmp_path) == geometry
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "damaged",
    [b"", b"[]", b"{", b'{"width": "wide"}', b'{"depth": 3}', b'{"width": 1e99}', b"\xff"],
)
def test_damaged_file_counts_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert load_geometry(tmp_path) == Geometry()


def test_folder_that_is_gone_does_not_keep_the_window_open(tmp_path: Path) -> None:
    save_geometry(tmp_path / "gone", Geometry())
