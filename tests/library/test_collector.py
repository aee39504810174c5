"""A load leaves the garbage collector as it found it."""

from __future__ import annotations

import gc

import pytest

import fleet
from fleet.library.collector import paused


@pytest.fixture(autouse=True)
def collector():
    running = gc.isenabled()
    yield
    (gc.enable if running else gc.disable)()


@pytest.mark.parametrize("running", [True, False])
def test_a_load_leaves_the_collector_as_it_was(running):
    (gc.enable if running else gc.disable)()
    fleet.load()
    assert gc.isenabled() is running


def test_a_load_that_fails_leaves_it_as_it_was_too(tmp_path):
    gc.enable()
    with pytest.raises(fleet.LibraryError):
        fleet.load(tmp_path)
    assert gc.isenabled()


def test_nothing_is_collected_inside():
    gc.enable()
    with paused():
        assert not gc.isenabled()


def test_objects_that_the_host_froze_stay_frozen():
    gc.freeze()
    try:
        frozen = gc.get_freeze_count()
        with paused():
            pass
        assert gc.get_freeze_count() == frozen > 0
    finally:
        gc.unfreeze()


def test_nothing_is_frozen_where_the_host_froze_nothing():
    gc.enable()
    before = gc.get_freeze_count()
    fleet.load()
    assert gc.get_freeze_count() < before + 1000  # the library has twenty thousand; CPython 3.12 freezes a few itself
