# SPDX-License-Identifier: MIT
"""Prices: the table, what is known of each, overrides from one file."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import numpy as np
import pytest
import ullage as ul


def test_every_price_has_a_row_with_source_and_confidence():
    names = [row.name for row in ul.price_info()]
    fields = ul.price_table().to_dict()
    assert sorted([*names, "instances"]) == sorted(fields)
    for row in ul.price_info():
        assert row.low <= fields[row.name] <= row.high
        assert row.source
        assert row.unit
        assert row.trust in ("vendor", "third party", "unconfirmed")
        assert row.to_dict()["name"] == row.name


def test_prices_that_are_not_confirmed_say_what_is_open():
    unsure = [row for row in ul.price_info() if row.trust == "unconfirmed"]
    assert "tiered_storage_gb_month" in [row.name for row in unsure]
    assert all(row.open for row in unsure)
    assert ul.instance_prices()["t3.small"]["trust"] == "unconfirmed"
    assert ul.instance_prices()["m5.large"] == {
        "standard_hour": 0.21,
        "express_hour": None,
        "trust": "third party",
        "open": "",
    }


def test_the_file_of_the_release_is_the_table_of_the_library():
    from_file = ul.load_prices()
    plain = ul.price_table()
    for row in ul.price_info():
        assert getattr(from_file, row.name) == getattr(plain, row.name), row.name
    assert {x.name: (x.standard_hour, x.express_hour) for x in from_file.instances} == {
        name: (row["standard_hour"], row["express_hour"]) for name, row in ul.instance_prices().items()
    }


def test_one_file_overrides_and_the_rest_stays(tmp_path: Path):
    file = tmp_path / "mine.toml"
    file.write_text('[prices]\nrequest = 0.3e-6\nfree_tier = 1\n[instances."m7g.large"]\nstandard_hour = 0.25\n')
    p = ul.load_prices(file)
    assert p.request == 0.3e-6
    assert p.free_tier == 1
    assert p.kafka_epu_hour == 0.185
    assert p.instances == (ul.instance_price(name="m7g.large", standard_hour=0.25),)
    again = ul.load_prices({"instances": {"m7g.large": {"express_hour": 0.5}}}, base=p)
    assert again.request == 0.3e-6
    assert again.instances == (ul.instance_price(name="m7g.large", standard_hour=0.25, express_hour=0.5),)
    assert ul.load_prices({}) == ul.price_table()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"price": {}}, 'load_prices: unknown table "price"; did you mean "prices"?'),
        ({"prices": {"kafka_epu": 1}}, 'load_prices: unknown price "kafka_epu"; did you mean "kafka_epu_hour"?'),
        ({"prices": {"request": "0.2"}}, "load_prices: prices.request must be a number, not str"),
        ({"prices": {"request": True}}, "load_prices: prices.request must be a number, not bool"),
        ({"prices": {"request": -1}}, "load_prices: price_table: request = -1, but must be finite and >= 0"),
        ({"prices": 3}, "load_prices: prices must be a table, not int"),
        (
            {"instances": {"m7g.large": {"standard": 1}}},
            'load_prices: unknown price of instances.m7g.large "standard"; did you mean "standard_hour"?',
        ),
    ],
)
def test_mistakes_are_refused_by_name(given: dict[str, object], message: str):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        ul.load_prices(given)


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path):
    file = tmp_path / "bad.toml"
    file.write_text("request = = 1")
    with pytest.raises(ValueError, match=r"bad.toml: not valid TOML"):
        ul.load_prices(file)


def test_a_table_is_a_value():
    p = ul.price_table(request=3e-7, instances=[ul.instance_price(name="m7g.large", standard_hour=0.2)])
    assert p == ul.price_table(request=3e-7, instances=[ul.instance_price(name="m7g.large", standard_hour=0.2)])
    assert hash(p) == hash(pickle.loads(pickle.dumps(p)))
    assert eval(repr(p), {"ul": ul}) == p
    assert p != ul.price_table()
    with pytest.raises(TypeError, match='did you mean "request"'):
        ul.price_table(requests=1)
    with pytest.raises(ValueError, match="free_tier = 2, but must be in"):
        ul.price_table(free_tier=2)


def test_worked_examples_of_the_vendor():
    free = ul.price_table(free_tier=1)
    assert round(ul.compute_cost(3e6 * 0.12 * 1.5, prices=free) + ul.request_cost(3e6, free), 2) == 2.73
    assert round(ul.compute_cost(7.44e6 * 2) + ul.request_cost(7.44e6), 2) == 249.49
    assert ul.event_poller_units(10, "2 MB") == 1
    assert ul.event_poller_units(10, "50 MB") == 3
    assert ul.event_poller_units(7, kind="sqs") == 7
    assert ul.billed_duration("120.1 ms") == pytest.approx(0.121, rel=1e-14)
    np.testing.assert_allclose(ul.request_cost(np.array([1e6, 3e6])), [0.2, 0.6], rtol=1e-14)
    np.testing.assert_allclose(ul.compute_cost(1e6, "arm"), 13.3334, rtol=1e-14)
