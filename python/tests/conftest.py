# SPDX-License-Identifier: MIT
from __future__ import annotations

import math
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import ullage as ul
from hypothesis import HealthCheck, settings

settings.register_profile("ullage", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("ullage")

ROOT = Path(__file__).resolve().parents[2]

SEED = {1: (2, 10), 2: (5, 20), 3: (5, 100)}


def seed_pipeline(case: int, **changes: object) -> ul.pipeline:
    """The three cases of the field measurement of 2021: 3 s per record, produced for 2000 s."""
    rate, partitions = SEED[case]
    p = ul.pipeline(
        arrivals=ul.constant_rate(rate, duration=2000),
        service_time=3.0,
        partitions=partitions,
        scaling=ul.regime("kafka-on-demand-2021"),
    )
    return p.replace(**changes) if changes else p


@pytest.fixture
def seed():
    return seed_pipeline


@pytest.fixture
def evaluate():
    """What a repr stands for."""
    return lambda text: eval(text, {"ul": ul, "inf": math.inf, "nan": math.nan})


@pytest.fixture
def data_folder() -> Path:
    """Measured data that is not part of the package."""
    folder = Path(os.environ.get("ULLAGE_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no measured data in {folder}; set ULLAGE_DATA to its folder")
    return folder


@pytest.fixture
def interrupt_soon() -> Iterator[Callable[[], None]]:
    """Sends SIGINT to this process after 0.3 s, also where it was started with that signal ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    signal.signal(signal.SIGINT, before)
