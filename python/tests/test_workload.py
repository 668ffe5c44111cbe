# SPDX-License-Identifier: MIT
"""Workload files: what is read, and what is refused by name."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
import ullage as ul
from ullage import workload
from ullage._trace import read_counts
from ullage.workload import WorkloadError, load, parse_setting

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
DATA = ROOT.parent / "shared" / "data"

SMALL = """
[arrivals]
kind = "constant"
rate = 5
duration = "2000 s"
[function]
service_time = "3 s"
[topic]
partitions = 20
[scaling]
regime = "kafka-on-demand-2021"
"""


def write(folder: Path, text: str, name: str = "w.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path, *settings: tuple[str, object]) -> str:
    with pytest.raises(WorkloadError) as e:
        load(path, settings)
    return str(e.value)


def test_a_file_is_the_same_pipeline_as_the_call(tmp_path: Path) -> None:
    (w,) = load(write(tmp_path, SMALL + '[target]\nmax_wait = "10 min"\nwait_quantile = [0.99, "5 min"]'))
    assert w.name == "w"
    assert w.pipeline == ul.pipeline(
        arrivals=ul.constant_rate(5, duration=2000),
        service_time=3.0,
        partitions=20,
        scaling=ul.regime("kafka-on-demand-2021"),
    )
    assert w.target == ul.target(max_wait=600, wait_quantile=(0.99, 300))
    assert w.late_limits == (600.0, 300.0)


def test_several_arrivals_add_up(tmp_path: Path) -> None:
    burst = "[[arrivals]]\nkind = 'burst'\nrecords = 7\nscale = 2\ndelay = 10"
    text = SMALL.replace("[arrivals]", "[[arrivals]]") + burst
    (w,) = load(write(tmp_path, text))
    assert ul.forecast(w.pipeline).arrived(10.0) == pytest.approx(64)


@pytest.mark.parametrize(
    ("text", "make"),
    [
        ('kind="step"\nbefore=1\nafter=2\nat=5', lambda: ul.step(before=1, after=2, at=5)),
        ('kind="ramp"\nfrom=1\nto=2\nover="5 s"', lambda: ul.ramp(from_rate=1, to_rate=2, over=5)),
        ('kind="spike"\nbase=1\npeak=9\nat=5\nwidth=2', lambda: ul.spike(base=1, peak=9, at=5, width=2)),
        ('kind="daily"\nmean=2\namplitude=1', lambda: ul.daily(mean=2, amplitude=1)),
        ('kind="burst"\nrecords=100', lambda: ul.burst(100)),
        ('kind="counts"\ncounts=[1,2]\nbin_width="1 min"', lambda: ul.from_counts([1.0, 2.0], bin_width=60)),
        ('kind="replay"\ntimes=[1,2,5]', lambda: ul.replay([1.0, 2.0, 5.0])),
    ],
)
def test_every_kind_of_arrivals(tmp_path: Path, text: str, make: object) -> None:
    (w,) = load(write(tmp_path, f"[arrivals]\n{text}\n[function]\nservice_time=1\n[topic]\npartitions=3"))
    assert callable(make)
    expected = ul.pipeline(arrivals=make(), service_time=1, partitions=3)
    assert w.pipeline == expected


def test_scenarios_change_the_common_part_key_by_key() -> None:
    one, two, three = load(EXAMPLES / "reconciliation.toml")
    assert [w.pipeline.partitions for w in (one, two, three)] == [10, 20, 100]
    assert ul.forecast(one.pipeline).records == pytest.approx(4000)
    assert ul.forecast(two.pipeline).records == pytest.approx(10000)


def test_a_scenario_may_replace_the_arrivals(tmp_path: Path) -> None:
    text = SMALL + '[[scenario]]\nname = "b"\narrivals = {kind = "burst", records = 3}\n'
    (w,) = load(write(tmp_path, text))
    assert ul.forecast(w.pipeline).records == 3


def test_settings_win_over_scenarios() -> None:
    for w in load(EXAMPLES / "reconciliation.toml", [("topic.partitions", 7)]):
        assert w.pipeline.partitions == 7


def test_aws_names_are_accepted(tmp_path: Path) -> None:
    text = SMALL.replace("kafka-on-demand-2021", "kafka-provisioned") + "MinimumPollers = 3\nMaximumPollers = 50\n"
    text = text.replace("[topic]", "ReservedConcurrentExecutions = 40\n[topic]")
    (w,) = load(write(tmp_path, text))
    assert w.pipeline.scaling.min_consumers == 3
    assert w.pipeline.scaling.max_consumers == 50
    assert w.pipeline.reserved_concurrency == 40


def test_every_key_is_in_the_sample_and_the_sample_is_read() -> None:
    workloads = load(EXAMPLES / "every_key.toml")
    assert len(workloads) == 12
    text = (EXAMPLES / "every_key.toml").read_text(encoding="utf-8")
    code = "\n".join(line.partition("#")[0] for line in text.splitlines())
    missing = [k for k in workload.KEYS if not re.search(rf"(?<![\w]){re.escape(k.rpartition('.')[2])}\s*=", code)]
    assert missing == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("partitions", "partition"), ['[topic] has no key "partition"', 'did you mean "partitions"']),
        (("[topic]", "[topics]"), ['no section or key "topics"', 'did you mean "topic"']),
        (("partitions = 20", "service_time = 3"), ['"service_time"', "belongs in [function]"]),
        (("rate = 5", "peak = 5"), ['[arrivals] of kind "constant" has no key "peak"']),
        (('"constant"', '"constnat"'), ['arrivals.kind = "constnat"', 'did you mean "constant"']),
        (('kind = "constant"', ""), ["arrivals.kind is missing"]),
        (("kafka-on-demand-2021", "kafka-on-demand-2020"), ["scaling.regime", "did you mean", "kafka-on-demand-202"]),
        (("partitions = 20", "partitions = 2.7"), ["topic.partitions = 2.7", "whole number"]),
        (("partitions = 20", "partitions = true"), ["topic.partitions = true", "whole number"]),
        (("partitions = 20", 'partitions = "many"'), ['topic.partitions = "many"', "whole number"]),
        (("partitions = 20", "partitions = 0"), ["partitions = 0", "must be in [1, 1000000000]"]),
        (("partitions = 20", "partitions = 1e30"), ["partitions"]),
        (('"3 s"', '"3 parsecs"'), ["service_time", "3 parsecs"]),
        (('"3 s"', "[3]"), ["function.service_time = [3]", "a time"]),
        (('"3 s"', "nan"), ["service_time", "nan"]),
        (('"3 s"', "-1"), ["service_time = -1"]),
        (('service_time = "3 s"', ""), ["function.service_time is missing"]),
        (("rate = 5", "rate = inf"), ["rate"]),
        (("rate = 5", ""), ["arrivals.rate is missing"]),
        (("[scaling]", "[scaling]\ncase = 'good'"), ['scaling.case = "good"', "likely, best, worst"]),
        (("[scaling]", "[scaling]\nmin_pollers = 1\nmin_consumers = 2"), ["the same thing"]),
        (("[scaling]", "[scaling]\nup = 'ad'"), ['scaling.up = "ad"', '"add"']),
        (("[scaling]", "[scaling]\nup_stepp = 2"), ['"up_stepp"', '"up_step"']),
        (("[scaling]", "[scaling]\nup_step = 2"), ["up_step", "kafka-on-demand-2021"]),
        (("[scaling]", "[scaling]\ndown_when = 'now'"), ['scaling.down_when = "now"', "follow_load"]),
        (("[scaling]", "[target]\nwait_quantile = 3\n[scaling]"), ["target.wait_quantile = 3"]),
        (("[scaling]", "[target]\nwait_quantile = '0.9'\n[scaling]"), ['target.wait_quantile = "0.9"']),
        (("[scaling]", "[target]\nutilization = 2\n[scaling]"), ["utilization = 2"]),
        (("[scaling]", "[[scenario]]\nname = 'a'\n[[scenario]]\nname = 'a'\n[scaling]"), ['"a" is used 2 times']),
        (("[scaling]", "[[scenario]]\nnmae = 'a'\n[scaling]"), ['"nmae"', '"name"']),
        (("partitions = 20", "partitions = 5 5"), ["not valid TOML", "line 9"]),
        (("[topic]", "[topic"), ["not valid TOML", "line 8"]),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: tuple[str, str], words: list[str]) -> None:
    assert change[0] in SMALL
    message = refused(write(tmp_path, SMALL.replace(change[0], change[1], 1)))
    assert message.startswith("w.toml")
    for word in words:
        assert word in message
    assert message.count("\n") <= 1


def test_settings_are_read_as_toml_or_text() -> None:
    assert parse_setting("topic.partitions=20") == ("topic.partitions", 20)
    assert parse_setting("function.service_time=500ms") == ("function.service_time", "500ms")
    assert parse_setting("target.wait_quantile=[0.9, 3]") == ("target.wait_quantile", [0.9, 3])
    with pytest.raises(WorkloadError, match="must be key=value"):
        parse_setting("topic.partitions")


def test_settings_reach_every_place(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL)
    (w,) = load(path, [("scaling.evaluation_period", 60), ("scaling.up", "add"), ("scaling.up_step", 3)])
    assert w.pipeline.scaling.evaluation_period == 60
    assert w.pipeline.scaling.up == ul.add(step=3)
    several = write(tmp_path, SMALL.replace("[arrivals]", "[[arrivals]]"), "v.toml")
    (w,) = load(several, [("arrivals.1.rate", 6)])
    assert ul.forecast(w.pipeline).records == 12000
    assert "arrivals.1.rate" in refused(several, ("arrivals.2.rate", 6))
    assert 'did you mean "topic.partitions"' in refused(path, ("partitions", 6))
    assert '"scalin"' in refused(path, ("scalin.regime", "fixed"))


# --- CSV


def csv(folder: Path, text: str) -> Path:
    return write(folder, text, "c.csv")


@pytest.mark.parametrize(
    "text",
    [
        "timestamp,value\n2014-04-10 00:04:00,3\n2014-04-10 00:09:00,4\n",
        "2014-04-10T00:04:00Z,3\n2014-04-10T00:09:00Z,4\n",
        "2014-04-10T02:04:00+02:00,3\n2014-04-10T00:09:00+00:00,4\n",
        "a,value,timestamp\nx,3,2014-04-10 00:04\nx,4,2014-04-10 00:09\n",
        "t;n\n1397088240;3\n1397088540;4\n",
        "\ufeff1397088240000\t3\n1397088540000\t4\n",
        "# a comment\n\n1397088240,3\n\n1397088540,4\n",
    ],
)
def test_forms_of_a_csv(tmp_path: Path, text: str) -> None:
    trace = read_counts(csv(tmp_path, text))
    assert trace.times == (0.0, 300.0)
    assert trace.counts == (3.0, 4.0)
    assert trace.origin == datetime(2014, 4, 10, 0, 4)


def test_plain_seconds_have_no_clock(tmp_path: Path) -> None:
    trace = read_counts(csv(tmp_path, "second,requests,tokens\n0,1,10\n1,7,107\n"))
    assert trace.times == (0.0, 1.0)
    assert trace.origin is None
    assert 'the column "requests"' in trace.notes[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["is empty"]),
        ("\n\n", ["is empty"]),
        ("timestamp,value\n", ["has a header but no counts"]),
        ("timestamp\n1\n", ["line 1", "needs two"]),
        ("timestamp,value\n1,2\n2\n", ["line 3"]),
        ("timestamp,value\n1,2\n2,many\n", ["line 3", 'value = "many"']),
        ("timestamp,value\n1,2\n2,-1\n", ["line 3", 'value = "-1"', ">= 0"]),
        ("timestamp,value\n1,2\n2,nan\n", ["line 3", "value"]),
        ("timestamp,value\n1,2\n2,inf\n", ["line 3", "value"]),
        ("timestamp,value\n1,2\nsoon,3\n", ["line 3", 'timestamp = "soon"']),
        ("timestamp,value\n1,2\n2014-04-10 00:04:00,3\n", ["line 3", "numbers"]),
        ("timestamp,value\n5,2\n1,3\n", ["line 3", "earlier than"]),
        ("timestamp,value\n5,2\n5,3\n", ["line 3", "the same as"]),
        ("1,2\ninf,3\n", ["line 2"]),
    ],
)
def test_a_bad_csv_is_refused_by_line_and_column(tmp_path: Path, text: str, words: list[str]) -> None:
    message = refused(csv(tmp_path, text), ("function.service_time", 1), ("topic.partitions", 5))
    assert message.startswith("c.csv")
    for word in words:
        assert word in message


def test_columns_are_named(tmp_path: Path) -> None:
    path = csv(tmp_path, "second,requests,tokens\n0,1,10\n1,7,107\n")
    assert read_counts(path, count_column="tokens").counts == (10.0, 107.0)
    with pytest.raises(WorkloadError, match=r'no such column; did you mean "tokens"'):
        read_counts(path, count_column="token")
    with pytest.raises(WorkloadError, match="no header"):
        read_counts(csv(tmp_path, "1,2\n2,3\n"), count_column="token")


def test_binary_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(b"\xff\xfe\x00\x01")
    assert "not UTF-8" in refused(tmp_path / "c.csv", ("function.service_time", 1))
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe\x00\x01")
    assert "not UTF-8" in refused(tmp_path / "c.toml")


GAPPY = "timestamp,value\n" + "".join(f"2014-04-10 00:{m:02d}:00,60\n" for m in (0, 1, 2, 5, 6, 7))


def test_gaps_are_named_with_the_option_that_fills_them(tmp_path: Path) -> None:
    path = csv(tmp_path, GAPPY)
    base = [("function.service_time", 1), ("topic.partitions", 5)]
    message = refused(path, *base)
    assert "1 gap in the counts: 2014-04-10 00:03:00 to 2014-04-10 00:05:00" in message
    assert "--gaps zero|hold|interpolate" in message
    totals = {"zero": 360, "hold": 480, "interpolate": 480}
    for how, total in totals.items():
        (w,) = load(path, [*base, ("arrivals.gaps", how)])
        assert ul.forecast(w.pipeline).records == pytest.approx(total)
        assert any("gap" in note for note in w.notes)
    assert "error, zero, hold, interpolate" in refused(path, *base, ("arrivals.gaps", "fill"))
    (w,) = load(path, [*base, ("arrivals.bin_width", "3 min")])
    assert not any("gap" in note for note in w.notes)


@pytest.mark.parametrize("name", ["elb_request_count_5min.csv", "tweet_volume_aapl_5min.csv"])
def test_real_traces(name: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    settings = [("function.service_time", 0.2), ("topic.partitions", 10), ("arrivals.gaps", "zero")]
    (w,) = load(path, settings)
    total = sum(float(line.split(",")[1]) for line in path.read_text().splitlines()[1:])
    assert ul.forecast(w.pipeline).records == pytest.approx(total, rel=1e-9)
    assert w.origin is not None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ('topic.producer = "round_robin"', {"producer": ul.round_robin()}),
        ("topic.run = 160", {"producer": ul.sticky(run=160)}),
        ('topic.producer = "sticky"\ntopic.linger = "5 ms"', {"producer": ul.sticky(linger=0.005)}),
        ("topic.keys = 100", {"skew": ul.equal_keys(keys=100)}),
        ("topic.keys = 100\ntopic.key_exponent = 1", {"skew": ul.zipf_keys(keys=100, exponent=1)}),
        (
            'topic.key_names = ["a", "b"]\ntopic.key_weights = [2, 1]',
            {"skew": ul.named_keys(keys=["a", "b"], weights=[2, 1])},
        ),
        ("topic.weights = [1, 2, 3]", {"skew": ul.measured_shares(weights=[1, 2, 3])}),
        ('topic.assignment = "best_case"\ntopic.arrival_scv = 2', {"assignment": "best_case", "arrival_scv": 2}),
        ("[batching]\nbatch_size = 10\nbatch_window = 1", {"batch_size": 10, "batch_window": 1}),
        (
            '[batching]\nbatch_size = 10\nbatch_window = 1\nwindow = "when_idle"',
            {"batch_size": 10, "batch_window": 1, "window": "when_idle"},
        ),
        (
            '[retry]\nfailure_probability = 0.1\nresponse = "bisect"',
            {"retry": ul.retry_policy(failure_probability=0.1, response="bisect")},
        ),
        ("[breakdowns]\nrate = 0.001\npause = 20", {"breakdowns": ul.breakdown_policy(rate=0.001, pause=20)}),
        (
            "function.init_time = 2\nfunction.service_scv = 0.5",
            {"cold_starts": ul.cold_start(init_time=2), "service_scv": 0.5},
        ),
    ],
)
def test_partitions_as_they_are(tmp_path: Path, text: str, fields: dict[str, object]) -> None:
    head = "function.service_time = 3\ntopic.partitions = 3\n"
    (w,) = load(write(tmp_path, head + text))
    assert w.pipeline == ul.pipeline(service_time=3, partitions=3, **fields)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('topic.producer = "stickyy"', "topic.producer"),
        (
            'topic.producer = "keyed"\ntopic.run = 2',
            'topic.run is given, but only producer = "sticky" has runs, not "keyed"',
        ),
        ("topic.run = 2\ntopic.linger = 1", "number of fields set = 2"),
        ("topic.keys = 10\ntopic.weights = [1, 2, 3]", "topic.weights and topic.keys say the same thing"),
        ("topic.key_exponent = 1", "topic.key_exponent is given, but topic.keys is missing"),
        ("topic.weights = [1, 2]", "weights"),
        ("topic.key_names = [1]", "topic.key_names"),
        ('topic.assignment = "ranged"', "topic.assignment"),
        ("[batching]\nbatch_size = 2.7", "batch_size = 2.7"),
        ("[batching]\nbatch_sise = 2", 'did you mean "batch_size"'),
        ("[batching]\nbatch_window = 1", "batch_window = 1"),
        ('[retry]\nresponse = "halves"', "retry.response"),
        ("[retry]\nfailure_probability = 2", "failure_probability = 2"),
        ('[breakdowns]\nthen = "stop"', "breakdowns.then"),
        ("function.init_time = -1", "init_time = -1"),
    ],
)
def test_wrong_parts_are_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    assert message in refused(write(tmp_path, "function.service_time = 3\ntopic.partitions = 3\n" + text))


def test_what_a_file_says_about_a_simulation(tmp_path: Path) -> None:
    (w,) = load(write(tmp_path, SMALL + "[simulation]\nseed = 7\nreplications = 4\nwarmup = '1 min'"))
    assert w.simulation == {"seed": 7, "replications": 4, "warmup": "1 min"}
    assert ul.simulate(w.pipeline, **w.simulation).replications == 4


# --- what it runs on, prices, variables, uncertain inputs


def test_a_deployment_comes_from_several_sections(tmp_path: Path) -> None:
    more = """
[deployment]
fan_out = 2
PollerGroupName = "orders"
group_mappings = 3
group_pollers = 4
repeats_every = "1 d"
payload_overhead = "1 kB"
[brokers]
kind = "express"
brokers = 6
[prices]
request = 1e-6
"""
    text = SMALL.replace(
        'service_time = "3 s"', 'service_time = "3 s"\nmemory = "2 GB"\nprocessor = "arm"\ntimeout = "1 min"'
    )
    (w,) = load(write(tmp_path, text + more))
    assert w.deployment == ul.deployment(
        memory_mb=2048,
        processor="arm",
        function_timeout=60,
        fan_out=2,
        poller_group="orders",
        group_mappings=3,
        group_pollers=4,
        repeats_every=86400,
        payload_overhead=1000,
        cluster=ul.express_cluster(brokers=6),
        prices=ul.price_table(request=1e-6),
    )
    assert load(write(tmp_path, SMALL))[0].deployment is None
    aws = SMALL.replace('service_time = "3 s"', 'service_time = "3 s"\nMemorySize = 512')
    assert load(write(tmp_path, aws))[0].deployment == ul.deployment(memory_mb=512)


def test_prices_of_a_file_and_of_the_section(tmp_path: Path) -> None:
    write(tmp_path, "[prices]\nrequest = 1e-6\nkafka_epu_hour = 0.1\n", "p.toml")
    (w,) = load(write(tmp_path, SMALL + '[prices]\nfile = "p.toml"\nrequest = 2e-6\n'))
    assert w.deployment == ul.deployment(prices=ul.price_table(request=2e-6, kafka_epu_hour=0.1))
    assert "prices.file: cannot read" in refused(write(tmp_path, SMALL + '[prices]\nfile = "no.toml"\n'))
    write(tmp_path, "[prices]\nrequests = 1\n", "p.toml")
    assert 'p.toml: unknown price "requests"' in refused(write(tmp_path, SMALL + '[prices]\nfile = "p.toml"\n'))


def test_every_target_is_read(tmp_path: Path) -> None:
    more = """
[target]
headroom = 0.5
mean_wait = "1 min"
probability = 0.9
steady_mean_wait = 5
steady_wait_quantile = "0.99:1 min"
outage = "10 min:1 h"
replay = [1000, "8 h"]
growth = "0.4:2"
monthly_cost = 500
"""
    (w,) = load(write(tmp_path, SMALL + more))
    assert w.target == ul.target(
        headroom=0.5,
        mean_wait=60,
        probability=0.9,
        steady_mean_wait=5,
        steady_wait_quantile=(0.99, 60),
        outage=(600, 3600),
        replay=(1000, 28800),
        growth=(0.4, 2),
        monthly_cost=500,
    )


def test_variables_and_uncertain_inputs(tmp_path: Path) -> None:
    more = '[plan]\nvariables = "partitions, batch"\n[uncertainty]\nservice_time = [2, 3, 4]\nscenarios = 100\n'
    (w,) = load(write(tmp_path, SMALL + more))
    assert w.variables == ("partitions", "batch")
    assert w.uncertainty == {"service_time": [2, 3, 4], "scenarios": 100}
    assert load(write(tmp_path, SMALL))[0].variables is None


def test_other_brokers_of_a_scenario_replace_the_common_ones(tmp_path: Path) -> None:
    text = SMALL + '[brokers]\nzones = 2\nbrokers = 4\n[[scenario]]\nname = "s"\nbrokers = {kind = "serverless"}\n'
    (w,) = load(write(tmp_path, text + '[[scenario]]\nname = "t"\nbrokers.brokers = 6\n'))[:1]
    assert w.deployment == ul.deployment(cluster=ul.serverless_cluster())
    both = load(write(tmp_path, text + '[[scenario]]\nname = "t"\nbrokers.brokers = 6\n'))
    assert both[1].deployment == ul.deployment(cluster=ul.standard_cluster(brokers=6, zones=2))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            '[brokers]\nkind = "expres"',
            'brokers.kind = "expres", but must be one of standard, express, serverless; did you mean "express"?',
        ),
        (
            '[brokers]\nkind = "serverless"\nzones = 3',
            'brokers.zones is given, but brokers of kind "serverless" only have other_partitions',
        ),
        ("[brokers]\nbrokers = 0", "[brokers] standard_cluster: brokers = 0"),
        ("[prices]\nrequests = 1", '[prices] has no key "requests"; did you mean "request"?'),
        ("[prices]\nrequest = -1", "price_table: request = -1"),
        ('[plan]\nvariables = ["partition"]', 'plan.variables = "partition", but must be one of partitions'),
        (
            "[uncertainty]\nservice_times = [1, 2, 3]",
            '[uncertainty] has no key "service_times"; did you mean "service_time"?',
        ),
        (
            "[uncertainty]\nservice_time = [1, 2]",
            "uncertainty.service_time = [1, 2], but must be a list of low, likely and high",
        ),
        ("[deployment]\nfan_out = 0", "deployment: fan_out = 0"),
        ("[deployment]\nmemory = 512", 'has no key "memory"; it belongs in [function]'),
        ('[target]\noutage = "10 min"', 'target.outage = "10 min", but must be two times'),
        ("[target]\nreplay = [true, 3]", "target.replay = [True, 3], but must be records and a time"),
        ('[target]\ngrowth = ["much", 2]', "target.growth"),
    ],
)
def test_wrong_deployments_and_targets_are_named(tmp_path: Path, more: str, words: str) -> None:
    message = refused(write(tmp_path, SMALL + more))
    assert words in message
    assert message.startswith("w.toml: ")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('memory = "2 TB"', 'function.memory = "2 TB", but must be a number of MB, or a size'),
        ("memory = true", "function.memory = true, but must be a number of MB, or a size"),
        ('memory = "512 MB"\nmemory_mb = 512', "function.memory is given twice (once as memory_mb)"),
        ("memory_mb = 64", "deployment: memory_mb = 64"),
        ('processor = "risc"', 'function.processor = "risc", but must be one of x86, arm'),
        ('timeout = "1 h"', "deployment: function_timeout = 3600"),
    ],
)
def test_wrong_functions_are_named(tmp_path: Path, line: str, words: str) -> None:
    text = SMALL.replace('service_time = "3 s"', f'service_time = "3 s"\n{line}')
    assert words in refused(write(tmp_path, text))
