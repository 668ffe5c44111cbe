# SPDX-License-Identifier: MIT
# Drafted by pybind11-stubgen from the module, then finished; tests/checks/check_stubs.py keeps the two alike.
"""What happens to a queue drained by functions, and how big it must be. Times are in seconds."""

from __future__ import annotations

import datetime
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from ullage._compare import comparison

_Time: TypeAlias = float | str | datetime.timedelta | np.timedelta64
_Array: TypeAlias = NDArray[Any] | list[Any] | tuple[Any, ...] | range | pd.Series[Any]
_Instants: TypeAlias = _Array | pd.Index[Any]
_When: TypeAlias = Literal["keep_while_producing", "drop_when_empty", "follow_load"]
_Rule: TypeAlias = hold | jump_to_cap | add | multiply | continuous_ramp | proportional | match_load
_Target: TypeAlias = target
_Deployment: TypeAlias = deployment
_Objective: TypeAlias = objective
_Unstable: TypeAlias = Literal["raise", "inf"]
_Window: TypeAlias = Literal["after_invocation", "after_batch", "when_idle"]
_Assignor: TypeAlias = Literal["range", "round_robin", "cooperative_sticky", "best_case"]
_Response: TypeAlias = Literal["retry_batch", "bisect", "report_failures"]
_Then: TypeAlias = Literal["resume", "restart"]
_Producer: TypeAlias = keyed | round_robin | sticky | Literal["keyed", "round_robin"]
_Skew: TypeAlias = (
    even_shares
    | measured_shares
    | equal_keys
    | zipf_keys
    | named_keys
    | Sequence[float]
    | NDArray[Any]
    | Literal["even"]
)
_DrainLaw: TypeAlias = borel_tanner | random_borel_tanner | inverse_gaussian | drain_law | drain_mixture | last_drain

__version__: str
_Cluster: TypeAlias = standard_cluster | express_cluster | serverless_cluster

class unstable_error(ValueError):
    """A well-formed question about a system that does not settle (utilization >= 1)."""

class evaluation_error(RuntimeError):
    """A computation that was given up, for example after max_events."""

class arrival_profile:
    """How many records per second come when: an immutable value. Profiles add up (a + b) and scale (2 * a)."""
    def __init__(self, pieces: _Array = ...) -> None:
        """From rows of start [s], rate [records/s], slope [records/s^2], burst [records]; without any nothing
        arrives.
        Raises ValueError for rows that are not ordered by start or where a rate falls below 0.
        """
    @property
    def ends_at(self) -> float:
        """After which time none comes any more [s]; infinity for an endless profile."""
    @property
    def mean_rate(self) -> float:
        """Mean rate from the first to the last arrival [records/s]; of an endless profile
        the rate that it ends with.
        """
    @property
    def peak_rate(self) -> float:
        """The highest rate [records/s]; bursts do not count."""
    @property
    def pieces(self) -> NDArray[np.float64]:
        """Rows of start, rate, slope, burst as an array; the rate is 0 before the first."""
    @property
    def starts_at(self) -> float:
        """When the first record comes [s]; 0 when none does."""
    @property
    def total_records(self) -> float:
        """Records over all time, infinity for an endless profile."""
    @overload
    def arrival_rate(self, t: _Time) -> float:
        """Arrival rate at t, right limit [records/s]; t [s] a number or an array."""
    @overload
    def arrival_rate(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def arrival_time(self, n: float) -> float:
        """When more than n records have arrived [s]; infinity when that never happens."""
    @overload
    def arrival_time(self, n: _Array) -> NDArray[np.float64]: ...
    @overload
    def arrived(self, t: _Time) -> float:
        """Records that have arrived up to and including t [s]."""
    @overload
    def arrived(self, t: _Array) -> NDArray[np.float64]: ...
    def to_dict(self) -> dict[str, list[float]]:
        """The pieces as lists by name."""
    def __add__(self, other: arrival_profile) -> arrival_profile: ...
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __mul__(self, factor: float) -> arrival_profile: ...
    def __repr__(self) -> str: ...
    def __rmul__(self, factor: float) -> arrival_profile: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class hold:
    """Up rule: never changes the consumers."""
    def __init__(self) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class jump_to_cap:
    """Up rule: to the cap at once."""
    def __init__(self) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class add:
    """Up rule: some more at each evaluation."""
    def __init__(self, *, step: float = ..., min_interval: _Time = ...) -> None: ...
    @property
    def min_interval(self) -> float:
        """Between two changes [s], >= 0."""
    @property
    def step(self) -> float:
        """Consumers, > 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class multiply:
    """Up rule: a multiple at each evaluation, rounded up."""
    def __init__(self, *, factor: float = ..., min_interval: _Time = ...) -> None: ...
    @property
    def factor(self) -> float:
        """Greater than 1."""
    @property
    def min_interval(self) -> float:
        """Between two changes [s], >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class continuous_ramp:
    """Up rule: consumers rise evenly while records wait; the evaluation period does not matter."""
    def __init__(self, *, per_minute: float | None = ...) -> None: ...
    @property
    def per_minute(self) -> float:
        """Consumers per minute, > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class proportional:
    """Up rule: KEDA's Kafka scaler on a Kubernetes HPA, in proportion to the offset lag."""
    def __init__(
        self,
        *,
        lag_per_consumer: float = ...,
        tolerance: float = ...,
        max_added: float = ...,
        max_factor: float = ...,
        activation_lag: float = ...,
        polling_period: _Time = ...,
        cooldown_period: _Time = ...,
    ) -> None: ...
    @property
    def activation_lag(self) -> float:
        """0 -> 1 when the offset lag is above it [records], >= 0."""
    @property
    def cooldown_period(self) -> float:
        """Without activity before going to 0 [s], >= 0."""
    @property
    def lag_per_consumer(self) -> float:
        """lagThreshold [records], > 0."""
    @property
    def max_added(self) -> float:
        """Consumers that one evaluation may add, >= 0."""
    @property
    def max_factor(self) -> float:
        """... or factor by which it may multiply, whichever is more, >= 1."""
    @property
    def polling_period(self) -> float:
        """Between two looks for 0 <-> 1 [s], > 0."""
    @property
    def tolerance(self) -> float:
        """No change within this share of the target, in [0, 1)."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class match_load:
    """Up rule: to the number that carries the arrivals and works the lag off in a given time."""
    def __init__(self, *, drain_within: _Time = ...) -> None: ...
    @property
    def drain_within(self) -> float:
        """[s], > 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class down_rule:
    """When and how consumers are taken away."""
    def __init__(
        self, *, when: _When = ..., factor: float = ..., min_interval: _Time = ..., stabilization: _Time = ...
    ) -> None: ...
    @property
    def factor(self) -> float:
        """One evaluation leaves this share of them, in [0, 1); 0: to the floor at once."""
    @property
    def min_interval(self) -> float:
        """Between two changes [s], >= 0."""
    @property
    def stabilization(self) -> float:
        """The lag must have been low for so long [s]; for proportional the window
        whose highest recommendation counts.
        """
    @property
    def when(self) -> _When:
        """ "keep_while_producing": when nothing waits and nothing arrives;
        "drop_when_empty": when nothing waits;
        "follow_load": when nothing waits, to what the arrivals need.
        """
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class scaling_regime:
    """When a platform looks at the backlog, what it then does, how soon that takes effect, and how far it may go.

    Consumers are whatever the platform counts: Kafka consumers, event pollers, concurrent SQS batches, pods.
    """
    def __init__(
        self,
        *,
        name: str = ...,
        evaluation_period: _Time = ...,
        phase: _Time | None = ...,
        reaction_delay: _Time = ...,
        initial_consumers: float | None = ...,
        initial_share: float | None = ...,
        min_consumers: float = ...,
        max_consumers: float = ...,
        lag_threshold: float = ...,
        concurrency_per_consumer: float = ...,
        bytes_per_consumer: float | str = ...,
        parallelization_factor: int = ...,
        rebalance_pause: _Time = ...,
        startup_time: _Time = ...,
        account_concurrency: float = ...,
        environment_burst: float = ...,
        environment_rate: float = ...,
        up: _Rule | str = ...,
        down: down_rule = ...,
        assumed: Literal["best", "likely", "worst"] = ...,
    ) -> None:
        """Raises ValueError by the name of a field that is out of range."""
    @property
    def account_concurrency(self) -> float:
        """Services in parallel that the platform allows by default."""
    @property
    def assumed(self) -> Literal["best", "likely", "worst"]:
        """ "best", "likely" or "worst" of what the vendor's documents allow."""
    @property
    def bytes_per_consumer(self) -> float:
        """Throughput of one consumer [bytes/s]."""
    @property
    def concurrency_per_consumer(self) -> float:
        """Records or batches that one consumer has in service."""
    @property
    def down(self) -> down_rule:
        """When and how consumers are taken away."""
    @property
    def environment_burst(self) -> float:
        """Execution environments that may start at once."""
    @property
    def environment_rate(self) -> float:
        """... and per second after that [1/s]."""
    @property
    def evaluation_period(self) -> float:
        """Between two evaluations [s]; 0 only where nothing is evaluated."""
    @property
    def initial_consumers(self) -> float | None:
        """Consumers at time 0; this or initial_share."""
    @property
    def initial_share(self) -> float | None:
        """Consumers at time 0 as a share of the cap, rounded up, in (0, 1]."""
    @property
    def lag_threshold(self) -> float:
        """Lag that an evaluation acts on [records]."""
    @property
    def max_consumers(self) -> float:
        """The most consumers, beside the partitions."""
    @property
    def min_consumers(self) -> float:
        """The floor to which an idle system returns."""
    @property
    def name(self) -> str:
        """Of the preset, or a name of your own."""
    @property
    def parallelization_factor(self) -> int:
        """Ordered lanes per partition or shard."""
    @property
    def phase(self) -> float | None:
        """Time of the first evaluation [s]; None: one evaluation_period."""
    @property
    def reaction_delay(self) -> float:
        """From an evaluation to its effect [s]."""
    @property
    def rebalance_pause(self) -> float:
        """Nobody works for so long after a change [s]."""
    @property
    def startup_time(self) -> float:
        """Until an added consumer begins to work [s]."""
    @property
    def up(self) -> _Rule:
        """What an evaluation does when it sees a backlog."""
    def at(self, case: Literal["best", "likely", "worst"]) -> scaling_regime:
        """The same regime, its changes kept, at another estimate: "best", "likely" or "worst"."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class regime_info:
    """What is known of a preset: dates, source, confidence."""
    @property
    def name(self) -> str:
        """As regime() takes it."""
    @property
    def needs_partitions(self) -> bool:
        """Partitions (or shards) bound the consumers."""
    @property
    def open(self) -> str:
        """What is not published."""
    @property
    def source(self) -> str:
        """Where it is written."""
    @property
    def trust(self) -> Literal["documented", "partly"]:
        """ "documented": the vendor gives every number; "partly": best and worst span what is open."""
    @property
    def valid_from(self) -> str:
        """Date, or "-" where none applies."""
    @property
    def valid_to(self) -> str:
        """Date, "-" where it still holds."""
    @property
    def what(self) -> str:
        """In one line."""
    def to_dict(self) -> dict[str, Any]:
        """The row as a dict."""
    def __repr__(self) -> str: ...

class pipeline:
    """The whole system: what arrives, how long it takes, what it runs on."""
    def __init__(
        self,
        *,
        initial_lag: float = ...,
        initial_lag_age: _Time = ...,
        service_time: _Time = ...,
        dispatch_overhead: _Time = ...,
        partitions: int | None = ...,
        reserved_concurrency: float = ...,
        account_concurrency: float | None = ...,
        retention: _Time = ...,
        record_bytes: float | str | None = ...,
        horizon: _Time | None = ...,
        max_events: int = ...,
        arrival_scv: float = ...,
        service_scv: float = ...,
        batch_size: int = ...,
        batch_window: _Time = ...,
        arrivals: arrival_profile = ...,
        scaling: scaling_regime | str = ...,
        producer: _Producer = ...,
        skew: _Skew = ...,
        retry: retry_policy = ...,
        cold_starts: cold_start = ...,
        breakdowns: breakdown_policy = ...,
        assignment: _Assignor = ...,
        window: Literal["auto", "after_invocation", "after_batch", "when_idle"] = ...,
    ) -> None:
        """arrivals: default nothing. initial_lag: records that wait at time 0; initial_lag_age: how long before [s].
        service_time: mean time of one record [s], > 0, required. dispatch_overhead: added to each invocation [s]:
        an invocation of n records takes dispatch_overhead + service_time * n.
        partitions: of the topic, or shards; absent for SQS. scaling: a regime, or the name of a preset.
        reserved_concurrency, account_concurrency: services in parallel. retention: [s]. record_bytes: mean size of a
        record. horizon: stop here [s]; default drained and cooled down. max_events: give up after so many.
        batch_size: most records of an invocation; batch_window: longest time that a batch is held open [s], from when
        the window says. producer, skew: how records reach the partitions. assignment: which consumer owns which.
        arrival_scv, service_scv: squared coefficients of variation of the times between records of the topic and of
        the time of an invocation. retry, cold_starts, breakdowns: what goes wrong.
        Times are seconds, strings such as "500ms", "3 s", "10 min", "2 h", "1 d", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def account_concurrency(self) -> float | None:
        """Of the account, > 0; None: the regime's (1000 on AWS Lambda)."""
    @property
    def arrival_scv(self) -> float:
        """Of the times between records of the topic, >= 0; 1: Poisson."""
    @property
    def arrivals(self) -> arrival_profile:
        """What arrives."""
    @property
    def assignment(self) -> str:
        """Which consumer owns which partitions."""
    @property
    def batch_size(self) -> int:
        """Most records of an invocation, 1..10000."""
    @property
    def batch_window(self) -> float:
        """Longest time that a batch is held open [s], >= 0."""
    @property
    def breakdowns(self) -> breakdown_policy:
        """Interruptions at random times."""
    @property
    def cold_starts(self) -> cold_start:
        """Starts of environments after idle times."""
    @property
    def dispatch_overhead(self) -> float:
        """Added to each invocation [s], >= 0."""
    @property
    def full_capacity(self) -> float:
        """Services that can begin with all the consumers that the regime may use [records/s]."""
    @property
    def horizon(self) -> float | None:
        """Stop here [s], > 0; None: drained and cooled down."""
    @property
    def initial_lag(self) -> float:
        """Records that wait at time 0, >= 0."""
    @property
    def initial_lag_age(self) -> float:
        """How long before time 0 they came [s], >= 0."""
    @property
    def max_events(self) -> int:
        """Give up after so many events, > 0."""
    @property
    def partitions(self) -> int | None:
        """Of the topic, or shards, >= 1; None for SQS."""
    @property
    def producer(self) -> keyed | round_robin | sticky:
        """How records are spread over the partitions."""
    @property
    def record_bytes(self) -> float | None:
        """Mean size of a record [bytes], > 0; None: throughput limits are not checked."""
    @property
    def reserved_concurrency(self) -> float:
        """Of the function, > 0; infinity: none reserved."""
    @property
    def retention(self) -> float:
        """Records older than this are lost [s], > 0."""
    @property
    def retry(self) -> retry_policy:
        """Failures."""
    @property
    def scaling(self) -> scaling_regime:
        """The scaling regime."""
    @property
    def service_scv(self) -> float:
        """Of the time of an invocation, >= 0; 0: always the same."""
    @property
    def service_time(self) -> float:
        """Mean time of one record [s], > 0, required."""
    @property
    def skew(self) -> even_shares | measured_shares | equal_keys | zipf_keys | named_keys:
        """The share of each partition."""
    @property
    def window(self) -> str:
        """When the batching window opens; "auto": as the regime does."""
    @overload
    def capacity(self, consumers: float) -> float:
        """Records/s that a number of consumers sustains."""
    @overload
    def capacity(self, consumers: _Array) -> NDArray[np.float64]: ...
    @overload
    def consumers_for(self, rate: float) -> float:
        """The smallest whole number of consumers that carries a rate [records/s]; where none does, as many as
        help.
        """
    @overload
    def consumers_for(self, rate: _Array) -> NDArray[np.float64]: ...
    def replace(self, **kwargs: Any) -> pipeline:
        """The same pipeline with some fields changed by keyword."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class backlog_period:
    """A time during which records wait."""
    @property
    def end(self) -> float:
        """[s]; infinity when it never ends, or not before the horizon."""
    @property
    def peak(self) -> float:
        """Largest lag [records]."""
    @property
    def peak_at(self) -> float:
        """[s]"""
    @property
    def start(self) -> float:
        """[s]"""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class forecast_result:
    """The expected (fluid) course of a pipeline. Times in seconds, infinity for never."""
    @property
    def chance(self) -> chance_result:
        """What chance makes of it: quantiles of waits, lag and drain time, each with its method and validity."""
    @property
    def consumer_seconds(self) -> float:
        """Integral of the consumers until cooled_down_at [s]."""
    @property
    def cooled_down_at(self) -> float:
        """Finished, and the consumers are back at the floor [s]."""
    @property
    def drain_time(self) -> float:
        """drained_at - peak_lag_at [s]."""
    @property
    def drained_at(self) -> float:
        """First moment with lag 0 after the peak [s]; 0 without a backlog, infinity if never."""
    @property
    def end(self) -> float:
        """Last time that is known [s]; infinity when the last state goes on for ever."""
    @property
    def event_times(self) -> NDArray[np.float64]:
        """When something changes [s], from 0 on; between two of these everything is linear or quadratic."""
    @property
    def events(self) -> int:
        """Evaluations and changes that were worked through."""
    @property
    def finished_at(self) -> float:
        """The last record has begun [s]."""
    @property
    def full_capacity(self) -> float:
        """With all consumers that the regime may use [records/s]."""
    @property
    def headroom(self) -> float:
        """full_capacity / mean arrival rate - 1; infinity without arrivals."""
    @property
    def invocations(self) -> float:
        """Services begun by the end, one record each."""
    @property
    def max_consumers(self) -> float:
        """Most consumers at once."""
    @property
    def max_wait(self) -> float:
        """Longest time before service begins, over all records [s]."""
    @property
    def mean_wait(self) -> float:
        """Mean of it over all records, each counting once [s]."""
    @property
    def oscillates(self) -> bool:
        """The rule never settles."""
    @property
    def overloaded(self) -> bool:
        """Endless arrivals above what the consumers can do."""
    @property
    def peak_lag(self) -> float:
        """Largest lag [records]; infinity when it grows without end."""
    @property
    def peak_lag_at(self) -> float:
        """Its first moment [s]."""
    @property
    def peak_utilization(self) -> float:
        """Highest arrival rate / full_capacity."""
    @property
    def period(self) -> float | None:
        """Of the oscillation [s]; None where there is none that repeats."""
    @property
    def records(self) -> float:
        """Records that the waits are taken over."""
    @property
    def settled_at(self) -> float:
        """From then on nothing changes [s]."""
    @property
    def settled_consumers(self) -> float:
        """Consumers then."""
    @property
    def settled_lag(self) -> float:
        """Lag then [records]; infinity when it grows."""
    @property
    def system(self) -> pipeline:
        """The pipeline."""
    @property
    def utilization(self) -> float:
        """Mean arrival rate during production / full_capacity."""
    @overload
    def arrival_rate(self, t: _Time) -> float:
        """Arrival rate at t [records/s].

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def arrival_rate(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def arrived(self, t: _Time) -> float:
        """Records that arrived by t, the initial lag included.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def arrived(self, t: _Array) -> NDArray[np.float64]: ...
    def backlogs(self) -> list[backlog_period]:
        """Every time during which records wait, in order."""
    @overload
    def capacity(self, t: _Time) -> float:
        """What the consumers could do at t [records/s].

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def capacity(self, t: _Array) -> NDArray[np.float64]: ...
    def compare(self, simulation: simulation_result) -> comparison:
        """The figures of this forecast, and what chance makes of them, beside a simulation with its intervals."""
    @overload
    def concurrency(self, t: _Time) -> float:
        """Records in service at t: throughput * service_time.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def concurrency(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def consumers(self, t: _Time) -> float:
        """Consumers at t, a real number while a continuous ramp is under way.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def consumers(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def lag(self, t: _Time) -> float:
        """Records that arrived and have not started, at t.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def lag(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def lag_age(self, t: _Time) -> float:
        """How long the oldest waiting record has waited at t [s], 0 when nothing waits: the horizontal distance
        between the curves of arrived and started records.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def lag_age(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def late_records(self, limit: _Time) -> float:
        """Records that wait longer than a limit [s]."""
    @overload
    def late_records(self, limit: _Array) -> NDArray[np.float64]: ...
    @overload
    def offset_lag(self, t: _Time) -> float:
        """Lag plus the records in service at t, what brokers, CloudWatch and KEDA read.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def offset_lag(self, t: _Array) -> NDArray[np.float64]: ...
    def plot(self, ax: Axes | None = ...) -> Any:
        """Draws lag, age of the oldest record and concurrency over time with the partition ceiling, phases shaded;
        returns the array of three axes. With ax given draws the lag into it and returns it. Needs matplotlib.
        """
    @overload
    def processed(self, t: _Time) -> float:
        """Records whose service has begun by t: arrived - lag.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def processed(self, t: _Array) -> NDArray[np.float64]: ...
    def summary(self) -> dict[str, Any]:
        """Every number of the summary by name; infinity for never, None for what there is not."""
    @overload
    def throughput(self, t: _Time) -> float:
        """Services begun at t [records/s].

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def throughput(self, t: _Array) -> NDArray[np.float64]: ...
    def to_arrow(self, points: int | None = ...) -> Any:
        """The same as an Arrow table."""
    def to_dict(self) -> dict[str, Any]:
        """Summary, system and backlogs as plain values; infinity stays a float."""
    def to_json(self, indent: int | None = ...) -> str:
        """The same as JSON; infinity becomes null."""
    def to_pandas(self, points: int | None = ...) -> pd.DataFrame:
        """A pandas frame with one row per event, and per point of an even grid of so many points: time,
        arrival_rate, arrived, processed, lag, lag_age, offset_lag, throughput, capacity, concurrency, consumers.
        """
    def to_polars(self, points: int | None = ...) -> Any:
        """The same as a polars frame."""
    @overload
    def wait_at(self, t: _Time) -> float:
        """How long the record that arrives at t waits for its service [s]; of a burst the last one.

        t: [s], a time or an array of times. Raises ValueError when t is negative, not finite or after the end.
        """
    @overload
    def wait_at(self, t: _Array) -> NDArray[np.float64]: ...
    @overload
    def wait_quantile(self, p: float) -> float:
        """The wait that a share p of the records does not exceed [s].

        p: in [0, 1], a number or an array.
        """
    @overload
    def wait_quantile(self, p: _Array) -> NDArray[np.float64]: ...
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class target:
    """What is wanted. A field that is left alone is not asked for."""
    def __init__(
        self,
        *,
        wait_quantile: tuple[float, _Time] | None = ...,
        steady_wait_quantile: tuple[float, _Time] | None = ...,
        outage: tuple[_Time, _Time] | None = ...,
        replay: tuple[float, _Time] | None = ...,
        growth: tuple[float, float] | None = ...,
        utilization: float | None = ...,
        max_wait: _Time | None = ...,
        drained_by: _Time | None = ...,
        peak_lag: float | None = ...,
        retention_fraction: float | None = ...,
        max_partitions: int = ...,
        max_scan_events: int = ...,
        headroom: float | None = ...,
        mean_wait: _Time | None = ...,
        probability: float | None = ...,
        steady_mean_wait: _Time | None = ...,
        monthly_cost: float | None = ...,
    ) -> None:
        """wait_quantile: (probability, limit [s]): the wait that this share of the records must not exceed.
        steady_wait_quantile: (probability, limit [s]): the same in the steady state at the mean arrival rate with all
        consumers at work.
        outage: (duration [s], recovered_within [s]): nothing is processed for some time while traffic goes on; after
        its end nothing may wait longer than so.
        replay: (records, within [s]): old records are read again beside the live traffic, and have all begun within
        that time.
        growth: (per_year, years): every target is kept by the arrivals at the end of that horizon.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def drained_by(self) -> float | None:
        """At that time nothing waits of what had come by then [s], >= 0."""
    @property
    def max_partitions(self) -> int:
        """Largest count that is tried, >= 1."""
    @property
    def max_scan_events(self) -> int:
        """Events that a scan may cost before it samples, >= 1."""
    @property
    def max_wait(self) -> float | None:
        """Longest wait of any record [s], >= 0."""
    @property
    def peak_lag(self) -> float | None:
        """Largest lag [records], >= 0."""
    @property
    def retention_fraction(self) -> float | None:
        """Longest wait over the pipeline's retention, in (0, 1]."""
    @property
    def utilization(self) -> float | None:
        """Mean arrival rate over full capacity, in (0, 1]."""
    @property
    def wait_quantile(self) -> tuple[float, float] | None:
        """(probability, limit [s]): the wait that this share of the records must not exceed."""
    @property
    def headroom(self) -> float | None:
        """Full capacity over the mean arrival rate - 1, >= 0."""
    @property
    def mean_wait(self) -> float | None:
        """Mean wait over all records of the load [s], >= 0."""
    @property
    def probability(self) -> float | None:
        """Chance with which max_wait, drained_by, peak_lag and the retention hold, in (0, 1); None: the expected
        course.
        """
    @property
    def steady_mean_wait(self) -> float | None:
        """Mean wait in the steady state at the mean arrival rate with all consumers at work [s], >= 0."""
    @property
    def steady_wait_quantile(self) -> tuple[float, float] | None:
        """(probability, limit [s]): the wait of a share of the records in the steady state."""
    @property
    def outage(self) -> tuple[float, float] | None:
        """(duration [s], recovered_within [s])."""
    @property
    def replay(self) -> tuple[float, float] | None:
        """(records, within [s])."""
    @property
    def growth(self) -> tuple[float, float] | None:
        """(per_year, years)."""
    @property
    def monthly_cost(self) -> float | None:
        """USD per month, >= 0; needs a deployment that can be priced."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class constraint:
    """One thing that a plan has to keep: a target, or a limit of the platform."""
    @property
    def limit(self) -> float:
        """What is allowed."""
    @property
    def margin(self) -> float:
        """limit - value; value - limit for a lower limit."""
    @property
    def met(self) -> bool:
        """value <= limit; value >= limit for a lower limit."""
    @property
    def name(self) -> str:
        """As in target, "retention", or the limit of the platform."""
    @property
    def value(self) -> float:
        """What the forecast gives."""
    @property
    def side(self) -> str:
        """ "at_most" or "at_least"."""
    @property
    def origin(self) -> str:
        """ "wanted", or "platform" for a limit that is always there."""
    @property
    def unit(self) -> str:
        """Of value and limit; "" for a share or a ratio."""
    @property
    def note(self) -> str:
        """What is behind the limit, or why the value cannot be told for certain."""
    @property
    def relative_margin(self) -> float:
        """The margin over the limit; where that is 0, over one service time or one record."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class plan_result:
    """What to provision, and why. Targets that cannot be met are an answer, not an error."""
    @property
    def asked(self) -> pipeline:
        """The pipeline as it was given."""
    @property
    def baseline(self) -> forecast_result | None:
        """Forecast of the pipeline as it was given, None where it cannot be run."""
    @property
    def below(self) -> list[constraint]:
        """The constraints at the next smaller size; empty when there is none."""
    @property
    def binding(self) -> str:
        """Name of what keeps the size from being smaller."""
    @property
    def constraints(self) -> list[constraint]:
        """Every constraint at that size: the targets, then the limits of the platform."""
    @property
    def consumers(self) -> int | None:
        """Size of a fixed pool without partitions, else None."""
    @property
    def feasible(self) -> bool:
        """Every target is met."""
    @property
    def feasible_partitions(self) -> list[tuple[int, int]]:
        """Ranges (from, to) of the feasible counts among those that were decided one by one."""
    @property
    def forecast(self) -> forecast_result:
        """At that size."""
    @property
    def loosened(self) -> list[constraint]:
        """The targets that the nearest plan misses, with what it reaches."""
    @property
    def margins(self) -> dict[str, float]:
        """Margin of every constraint by name."""
    @property
    def max_pollers(self) -> int | None:
        """In a provisioned regime, else None."""
    @property
    def min_pollers(self) -> int | None:
        """In a provisioned regime, else None."""
    @property
    def monotone(self) -> bool:
        """Bisected, since more is never worse; else scanned."""
    @property
    def next(self) -> str:
        """Name of what would bind without it, "" when nothing."""
    @property
    def partitions(self) -> int | None:
        """Recommended, or nearest; None where the source has none."""
    @property
    def proven(self) -> bool:
        """Every smaller size is known to fail."""
    @property
    def reason(self) -> str:
        """Why the targets cannot be met, "" when they can."""
    @property
    def searched(self) -> tuple[int, int]:
        """(from, to): the counts that were decided one by one."""
    @property
    def system(self) -> pipeline:
        """The pipeline at the recommended, or nearest, size."""
    @property
    def target(self) -> _Target:
        """What was wanted."""
    @property
    def ways_out(self) -> list[str]:
        """Sentences: what would meet the targets."""
    @property
    def reserved_concurrency(self) -> int | None:
        """Smallest that keeps the targets, None where it was not to be decided."""
    @property
    def batch_size(self) -> float | None:
        """Recommended, None where it was not to be decided."""
    @property
    def batch_window(self) -> float | None:
        """Recommended [s], None where it was not to be decided."""
    @property
    def service_time(self) -> float | None:
        """Largest mean time of one record that is allowed [s], None where it was not asked for."""
    @property
    def arrival_factor(self) -> float | None:
        """Largest factor on the arrivals that is allowed, None where it was not asked for."""
    @property
    def variables(self) -> tuple[str, ...]:
        """Names of what was to be decided."""
    @property
    def relaxations(self) -> list[relaxation]:
        """What one step more of each variable would be worth, and what binds after it."""
    @property
    def alternatives(self) -> list[alternative]:
        """The nearest plans with one target dropped or loosened; empty when all can be met."""
    @property
    def conflicts(self) -> list[conflict]:
        """Pairs of targets that contradict each other."""
    @property
    def notes(self) -> list[str]:
        """Sentences: roundings, ties, what was assumed."""
    @property
    def cost(self) -> bill:
        """Of a month at that size, item by item."""
    @property
    def deployment(self) -> _Deployment:
        """What it runs on."""
    def explain(self) -> str:
        """The answer in plain words: the size, what binds, what comes next, what happens at that size."""
    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values; infinity stays a float."""
    def to_json(self, indent: int | None = ...) -> str:
        """The same as JSON; infinity becomes null."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class plan_cases:
    """A plan under the best, likely and worst of what the vendor's documents allow."""
    @property
    def best(self) -> plan_result:
        """Work is done soonest."""
    @property
    def likely(self) -> plan_result:
        """Held most likely."""
    @property
    def worst(self) -> plan_result:
        """Work is done last."""
    def explain(self) -> str:
        """The three answers in plain words, one per line."""
    def to_dict(self) -> dict[str, Any]:
        """The answer as plain values; infinity stays a float."""
    def to_json(self, indent: int | None = ...) -> str:
        """The same as JSON; infinity becomes null."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class queue_model:
    """A queue in its steady state, or an array of such queues: what mm1, mmc and all the other models are.
    Its measures are methods, and functions of the module with the same names.
    """
    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array of queues; () for one queue."""
    def abandon_probability(self) -> Any:
        """Share of the arrivals that gives up waiting."""
    def blocking_probability(self) -> Any:
        """Share of the arrivals that is turned away."""
    def busy_fraction(self, *, unstable: _Unstable = ...) -> Any:
        """Share of the time in which an invocation runs; near 1 at small loads already, for batches grow.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def decay_rate(self, *, unstable: _Unstable = ...) -> Any:
        """theta [1/s] with P(W > t) ~ exp(-theta t) for large t.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def empty_probability(self, *, unstable: _Unstable = ...) -> Any:
        """Chance that nothing waits at the end of an invocation.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def invocation_rate(self) -> Any:
        """Invocations per second. Formula: arrival_rate / mean_batch."""
    def is_stable(self) -> Any:
        """Does the queue have a steady state (utilization < 1)?"""
    def mean_batch(self) -> Any:
        """Mean number of records of an invocation."""
    def mean_in_queue(self, *, unstable: _Unstable = ...) -> Any:
        """Mean number of records that wait. Formula: throughput * mean_wait (Little 1961).

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def mean_in_system(self, *, unstable: _Unstable = ...) -> Any:
        """Mean number of records that wait or are served. Formula: throughput * mean_sojourn (Little 1961).

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def mean_sojourn(self, *, unstable: _Unstable = ...) -> Any:
        """Mean time from arrival to the end of service [s].

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def mean_wait(self, *, unstable: _Unstable = ...) -> Any:
        """Mean time from arrival to the start of service [s].

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def sojourn_quantile(self, p: float | _Array, *, unstable: _Unstable = ...) -> Any:
        """The time within which a share p of the records is done [s], p in [0, 1).

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def sojourn_tail(self, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
        """Share of the records that is in the system longer than t [s], t >= 0.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def state_probability(self, n: float | _Array, *, unstable: _Unstable = ...) -> Any:
        """P(N = n): probability of n records in the system, waiting or in service.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def tail_constant(self, *, unstable: _Unstable = ...) -> Any:
        """K with P(W > t) ~ K exp(-theta t) for large t, theta the decay_rate.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def throughput(self, *, unstable: _Unstable = ...) -> Any:
        """Records that leave after service [records/s].

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def time_congestion(self) -> Any:
        """Share of the time in which all servers are busy."""
    def utilization(self) -> Any:
        """Offered load per server: arrival_rate * service_time / servers; may be 1 or more."""
    def wait_probability(self, *, unstable: _Unstable = ...) -> Any:
        """P(W > 0): share of the records that wait.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def wait_quantile(self, p: float | _Array, *, unstable: _Unstable = ...) -> Any:
        """The time within which a share p of the records starts service [s], p in [0, 1).

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def wait_tail(self, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
        """P(W > t): share of the records that wait longer than t [s], t >= 0.

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def wait_tail_bound(self, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
        """An upper bound of P(W > t), t [s]: exp(-theta t), theta the decay_rate (Kingman 1970).

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """
    def wait_variance(self, *, unstable: _Unstable = ...) -> Any:
        """Variance of the time before service [s^2].

        unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
        system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
        Raises TypeError for a model that does not have this measure.
        """

class service_law:
    """A law of the service time: what gamma_service and the others are."""
    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the array of laws; () for one law."""
    def moment(self, k: int) -> Any:
        """E[S^k] [s^k], k in [0, 8]; of a lognormal law after the cut at its timeout."""
    def tail(self, t: _Time | _Array) -> Any:
        """P(S > t), t [s] a number or an array."""

class objective:
    """A measure of a queue on one side of a limit; made by mean_wait_at_most and the like."""
    @property
    def at(self) -> float | None:
        """t [s] of a tail, p of a quantile, else None."""
    @property
    def limit(self) -> float:
        """In the unit of the measure."""
    @property
    def of(self) -> str:
        """The name of the measure."""
    @property
    def where(self) -> Literal["at_most", "at_least"]:
        """The side of the limit: "at_most" or "at_least"."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class solution:
    """An answer that may be "no". For an array of queues each field is an array."""
    @property
    def achieved(self) -> Any:
        """The measure at that value."""
    @property
    def feasible(self) -> Any:
        """Can the objective be met?"""
    @property
    def reason(self) -> Any:
        """What is in the way beyond the value, or why the objective cannot be met."""
    @property
    def value(self) -> Any:
        """What was asked for: servers as int, records/s, or seconds; infinity where every value meets the objective;
        where it cannot be met the value that comes nearest.
        """
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mm1(queue_model):
    """M/M/1: Poisson arrivals, one server, exponential service. Exact. Source: Erlang 1917."""
    def __init__(self, *, arrival_rate: float | _Array = ..., service_time: _Time | _Array = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mmc(queue_model):
    """M/M/c (Erlang C): Poisson arrivals, servers that share one queue, exponential service; a share group, not the
    partitions of a stream. Exact. Source: Erlang 1917.
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mminf(queue_model):
    """M/M/inf: a server for every record, nobody waits. Exact."""
    def __init__(self, *, arrival_rate: float | _Array = ..., service_time: _Time | _Array = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class md1(queue_model):
    """M/D/1: Poisson arrivals, one server, every service takes the same time; one partition with keyed records.

    Exact. Source: Erlang 1909; Franx, Oper. Res. Lett. 29 (2001).
    """
    def __init__(self, *, arrival_rate: float | _Array = ..., service_time: _Time | _Array = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def service_time(self) -> Any:
        """The time of each service [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mdc(queue_model):
    """M/D/c: Poisson arrivals, servers that share one queue, every service takes the same time; also each of c
    partitions to which records are dealt out round robin.

    Exact. Source: Spitzer, Trans. AMS 82 (1956); Franx, Oper. Res. Lett. 29 (2001).
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """The time of each service [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class deterministic_service(service_law):
    """Every service takes the same time."""
    def __init__(self, *, mean: _Time | _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s], > 0, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class exponential_service(service_law):
    """Memoryless service times."""
    def __init__(self, *, mean: _Time | _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s], > 0, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class gamma_service(service_law):
    """Gamma law of shape 1/scv: Erlang where that is a whole number, exponential at scv = 1."""
    def __init__(self, *, mean: _Time | _Array = ..., scv: float | _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s], > 0, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2, in [1e-6, 1e6], required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class lognormal_service(service_law):
    """Lognormal law, cut at a timeout: S = min(X, timeout). A function that runs into its timeout is ended there."""
    def __init__(self, *, mean: _Time | _Array = ..., scv: float | _Array = ..., timeout: _Time | _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """Of X, before the cut at the timeout [s], > 0, required."""
    @property
    def scv(self) -> Any:
        """Of X, before the cut, in [1e-6, 1e6], required."""
    @property
    def timeout(self) -> Any:
        """[s], > 0; infinity: none."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class hyperexponential_service(service_law):
    """With probability probabilities[i] exponential of mean means[i]."""
    def __init__(self, *, probabilities: _Array = ..., means: _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s]."""
    @property
    def means(self) -> NDArray[np.float64]:
        """[s], > 0, as many as the probabilities, required."""
    @property
    def probabilities(self) -> NDArray[np.float64]:
        """>= 0, sum 1, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class discrete_service(service_law):
    """With probability probabilities[i] the time values[i]."""
    def __init__(self, *, values: _Array = ..., probabilities: _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s]."""
    @property
    def probabilities(self) -> NDArray[np.float64]:
        """>= 0, sum 1, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    @property
    def values(self) -> NDArray[np.float64]:
        """[s], >= 0, at least one > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class empirical_service(service_law):
    """Measured times, each with the same probability."""
    def __init__(self, *, samples: _Array = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def mean(self) -> Any:
        """E[S] [s]."""
    @property
    def samples(self) -> NDArray[np.float64]:
        """[s], >= 0, at least one > 0, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mixture_service(service_law):
    """With probability probabilities[i] a time of the law laws[i]."""
    def __init__(self, *, probabilities: _Array = ..., laws: list[service_law] | tuple[service_law, ...] = ...) -> None:
        """Times are seconds, strings such as "500ms", or timedelta.
        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def laws(self) -> tuple[service_law, ...]:
        """As many simple laws, required."""
    @property
    def mean(self) -> Any:
        """E[S] [s]."""
    @property
    def probabilities(self) -> NDArray[np.float64]:
        """>= 0, sum 1, required."""
    @property
    def scv(self) -> Any:
        """Var S / E[S]^2."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mg1(queue_model):
    """M/G/1: Poisson arrivals, one server, any law of the service time; a partition that is drained record by record.

    Means and variances are exact (Pollaczek 1930, Khinchine 1932, Takacs 1962), tails inverted numerically
    (Abate and Whitt 2006) or by exact sums where the law has steps.
    """
    def __init__(self, *, arrival_rate: float | _Array = ..., service: service_law = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def service(self) -> service_law:
        """Law of the service time, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class phase_type:
    """A phase-type law: the time until a Markov chain ends."""
    def __init__(self, *, initial: _Array = ..., subgenerator: _Array = ...) -> None:
        """Raises ValueError by the name of what is out of range."""
    @property
    def initial(self) -> NDArray[np.float64]:
        """Probabilities of the first phase; what is missing to 1 is P(X = 0). Required."""
    @property
    def mean(self) -> float:
        """E[X] [s]."""
    @property
    def normalized_third(self) -> float:
        """E[X^3] / (E[X] E[X^2])."""
    @property
    def scv(self) -> float:
        """Var X / E[X]^2."""
    @property
    def subgenerator(self) -> NDArray[np.float64]:
        """Rates between phases [1/s], in rows; row sums <= 0, the rest is the exit. Required."""
    def moment(self, k: int) -> Any:
        """E[X^k] [s^k]."""
    def tail(self, t: _Time | _Array) -> Any:
        """P(X > t), t [s] a number or an array."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class markov_arrivals:
    """A Markovian arrival process: bursts and correlated intervals."""
    def __init__(self, *, d0: _Array = ..., d1: _Array = ...) -> None:
        """Raises ValueError by the name of what is out of range."""
    @property
    def arrival_rate(self) -> float:
        """Mean rate [records/s]."""
    @property
    def d0(self) -> NDArray[np.float64]:
        """Rates of changes of phase without an arrival [1/s], in rows. Required."""
    @property
    def d1(self) -> NDArray[np.float64]:
        """Rates of changes of phase (or none) with an arrival [1/s], in rows. Required."""
    @property
    def dispersion_limit(self) -> float:
        """Var N(t) / E N(t) for long t."""
    @property
    def scv(self) -> float:
        """Of the time between two arrivals."""
    def dispersion(self, t: _Time | _Array) -> Any:
        """Var N(t) / E N(t) of the arrivals within t [s], a number or an array."""
    def interval_correlation(self, k: int = ...) -> Any:
        """Correlation of the times between arrivals at a distance of k."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class phph1(queue_model):
    """PH/PH/1: one server, independent intervals between arrivals and service times of phase type. Exact."""
    def __init__(self, *, interarrival: phase_type = ..., service: phase_type = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def interarrival(self) -> phase_type:
        """Law of the time between two arrivals, required."""
    @property
    def service(self) -> phase_type:
        """Law of the service time, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mapph1(queue_model):
    """MAP/PH/1: one server, Markovian arrivals (bursts, correlation), service times of phase type. Exact."""
    def __init__(self, *, arrivals: markov_arrivals = ..., service: phase_type = ...) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrivals(self) -> markov_arrivals:
        """The process of the arrivals, required."""
    @property
    def service(self) -> phase_type:
        """Law of the service time, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class mmck(queue_model):
    """M/M/c/K: a record that finds capacity records in the system is turned away. Always stable. Waits are
    those of the
    records that are accepted. Exact.
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        servers: float | _Array = ...,
        capacity: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda of all records, turned away or not [records/s], >= 0, required."""
    @property
    def capacity(self) -> Any:
        """K: most records in the system, those in service too, >= servers, required."""
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class erlang_a(queue_model):
    """M/M/c+M (Erlang A): a waiting record gives up after an exponential time; such as a maximum record age. Always
    stable. Exact. Source: Palm 1957; Mandelbaum and Zeltyn 2007.
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        patience: _Time | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda of all records, also those that give up [records/s], >= 0, required."""
    @property
    def patience(self) -> Any:
        """Mean time until a waiting record gives up [s], > 0, required."""
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class finite_source(queue_model):
    """M/M/c//N: producers that wait for an answer, or c repairers of N machines. Always stable. Waits are those of an
    arriving record. Exact.
    """
    def __init__(
        self,
        *,
        sources: float | _Array = ...,
        source_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    @property
    def source_rate(self) -> Any:
        """alpha: records/s of one idle source, >= 0, required."""
    @property
    def sources(self) -> Any:
        """N, 1 to 1000000, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class engset(queue_model):
    """M/M/c/c//N: sources that are turned away when all servers are busy, and try again later. Always stable. Exact.
    Source: Engset 1918.
    """
    def __init__(
        self,
        *,
        sources: float | _Array = ...,
        source_rate: float | _Array = ...,
        service_time: _Time | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    @property
    def source_rate(self) -> Any:
        """alpha: requests/s of one idle source, >= 0, required."""
    @property
    def sources(self) -> Any:
        """N, 1 to 1000000, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class gg1(queue_model):
    """G/G/1 with gamma times between arrivals and gamma service times, by their means and squared coefficients of
    variation (0: constant, 1: exponential, 1/k: Erlang of k phases).

    Exact for these laws (Spitzer 1956). Two moments do not fix a law: for scv > 1 others give another wait.
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        arrival_scv: float | _Array = ...,
        service_time: _Time | _Array = ...,
        service_scv: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def arrival_scv(self) -> Any:
        """Of the time between two arrivals, 0 to 1000."""
    @property
    def service_scv(self) -> Any:
        """Of the service time, 0 to 1000."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class ggc(queue_model):
    """G/G/c by means and squared coefficients of variation: servers that share one queue.

    Approximation. Source: Whitt, Prod. Oper. Manag. 2 (1993).
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        arrival_scv: float | _Array = ...,
        service_time: _Time | _Array = ...,
        service_scv: float | _Array = ...,
        servers: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def arrival_scv(self) -> Any:
        """Of the time between two arrivals, 0 to 1000."""
    @property
    def servers(self) -> Any:
        """c, >= 1."""
    @property
    def service_scv(self) -> Any:
        """Of the service time, 0 to 1000."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class sinusoidal_load:
    """Arrivals at the rate mean_rate + amplitude sin(2 pi t / period), exponential service, as many
    servers as are wanted.

    Exact. Source: Eick, Massey and Whitt, Management Sci. 39 (1993).
    """
    def __init__(
        self,
        *,
        mean_rate: float | _Array = ...,
        amplitude: float | _Array = ...,
        service_time: _Time | _Array = ...,
        period: _Time | _Array = ...,
    ) -> None:
        """Raises ValueError by the name of what is out of range."""
    @property
    def amplitude(self) -> Any:
        """[records/s], in [0, mean_rate], required."""
    @property
    def mean_rate(self) -> Any:
        """[records/s], >= 0, required."""
    @property
    def offered_load_delay(self) -> float:
        """How much later than the rate the offered load is highest [s]."""
    @property
    def peak_offered_load(self) -> float:
        """The largest offered load in a period [erlang]."""
    @property
    def period(self) -> Any:
        """[s], > 0."""
    @property
    def service_time(self) -> Any:
        """Mean S [s], > 0, required."""
    def offered_load(self, t: _Time | _Array) -> Any:
        """Mean number of records in service at t [s] from an empty system at time 0 [erlang]."""
    def periodic_offered_load(self, t: _Time | _Array) -> Any:
        """The same where the arrivals have always been there."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class transient_mmc:
    """Poisson arrivals with a rate that changes in time, exponential service, servers that come and go, one queue.
    A record whose server leaves goes back to the queue.
    """
    def __init__(
        self,
        *,
        arrivals: arrival_profile = ...,
        service_time: _Time | _Array = ...,
        servers: int | Sequence[tuple[_Time, int]] = ...,
        initial: int = ...,
        max_updates: float | _Array = ...,
    ) -> None:
        """Raises ValueError by the name of what is out of range."""
    @property
    def arrivals(self) -> arrival_profile:
        """Rate over time; bursts must be whole records."""
    @property
    def initial(self) -> int:
        """Records in the system at time 0, in [0, 1e15]."""
    @property
    def max_updates(self) -> float:
        """Give up after so many updates of a state, about 1e9 each second."""
    @property
    def servers(self) -> int | tuple[tuple[float, int], ...]:
        """A number, or pairs of start [s] and servers."""
    @property
    def service_time(self) -> float:
        """Mean S [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class transient_states:
    """The number of records in a system at some instants, as distributions. Answers have the shape of the times."""
    @property
    def deviation_in_system(self) -> Any:
        """Standard deviation of N."""
    @property
    def mean_in_queue(self) -> Any:
        """E[(N - servers)+]."""
    @property
    def mean_in_system(self) -> Any:
        """E[N]."""
    @property
    def mean_wait(self) -> Any:
        """Mean wait of a record that comes at this instant, if the servers stay as they are [s]."""
    @property
    def servers(self) -> Any:
        """Servers from that instant on."""
    @property
    def t(self) -> Any:
        """The instants [s]."""
    @property
    def wait_probability(self) -> Any:
        """Probability that a record that comes at this instant has to wait."""
    def in_system_quantile(self, p: float) -> Any:
        """The fewest records that are not exceeded with probability p, in [0, 1)."""
    def probability_at_least(self, n: int) -> Any:
        """P(N >= n)."""
    def state_probability(self, n: int) -> Any:
        """P(N = n)."""
    def __repr__(self) -> str: ...

class keyed:
    """Records go where the hash of their key sends them."""
    def __init__(self) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class round_robin:
    """Records go to the partitions in turn (clients before Kafka 2.4, without keys)."""
    def __init__(self) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class sticky:
    """Records without keys stay with a partition for a run (Kafka 2.4 and later). Exactly one field is given."""
    def __init__(
        self,
        *,
        run: float | None = ...,
        batch_bytes: float | str | None = ...,
        linger: _Time | None = ...,
    ) -> None: ...
    @property
    def batch_bytes(self) -> float | None:
        """batch.size of the producer: a run is that many bytes (Kafka 3.3 and later) [bytes]."""
    @property
    def linger(self) -> float | None:
        """linger.ms of the producer: a run is what arrives within it [s]."""
    @property
    def run(self) -> float | None:
        """Records in a row, >= 1."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class topic_arrivals:
    """What arrives at a topic."""
    def __init__(
        self,
        *,
        arrival_rate: float | None = ...,
        arrival_scv: float = ...,
        record_bytes: float | str | None = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """[records/s], >= 0, required."""
    @property
    def arrival_scv(self) -> float:
        """Of the times between records, >= 0; 1: Poisson."""
    @property
    def record_bytes(self) -> float | None:
        """Mean size of a record [bytes], > 0; needed where a run is given in bytes."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class run_arrivals:
    """What arrives at one partition: runs of records, one after the other."""
    def __init__(
        self,
        *,
        arrival_rate: float = ...,
        arrival_scv: float = ...,
        run: float = ...,
        run_scv: float = ...,
        spacing: _Time = ...,
        spacing_scv: float = ...,
        share: float = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """[runs/s]"""
    @property
    def arrival_scv(self) -> float:
        """Of the times between the beginnings of runs."""
    @property
    def run(self) -> float:
        """Mean records of a run."""
    @property
    def run_scv(self) -> float:
        """Of the records of a run."""
    @property
    def share(self) -> float:
        """Of the records of the topic."""
    @property
    def spacing(self) -> float:
        """Mean time between the records of a run [s]; infinity where nothing arrives."""
    @property
    def spacing_scv(self) -> float:
        """Of that time."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class run_job:
    """A run of records as one job of a single server."""
    def __init__(
        self,
        *,
        arrival_rate: float = ...,
        arrival_scv: float = ...,
        service_time: _Time = ...,
        service_scv: float = ...,
        wait_in_run: _Time = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """[runs/s]"""
    @property
    def arrival_scv(self) -> float:
        """For formulas of two moments; below that of run_arrivals, since runs never overlap."""
    @property
    def service_scv(self) -> float:
        """Of it."""
    @property
    def service_time(self) -> float:
        """Of a whole run [s]."""
    @property
    def wait_in_run(self) -> float:
        """Mean wait of a record behind records of its own run, where the run finds nothing else [s]."""
    def mean_wait(self) -> float:
        """Mean wait of a record in front of one server, from its arrival to its start of service [s]. An
        approximation.

        Raises unstable_error for a load of 1 or more.
        """
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class even_shares:
    """Every partition gets the same."""
    def __init__(self) -> None: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class measured_shares:
    """What was measured, per partition, in any unit."""
    def __init__(self, *, weights: Sequence[float] = ...) -> None: ...
    @property
    def weights(self) -> tuple[float, ...]:
        """The traffic of each, >= 0, in any unit."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class equal_keys:
    """Keys with the same traffic each, hashed onto the partitions."""
    def __init__(self, *, keys: int = ...) -> None: ...
    @property
    def keys(self) -> int:
        """How many, >= 1, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class zipf_keys:
    """Keys whose traffic falls as rank^-exponent, hashed onto the partitions."""
    def __init__(self, *, keys: int = ..., exponent: float = ...) -> None: ...
    @property
    def exponent(self) -> float:
        """>= 0."""
    @property
    def keys(self) -> int:
        """How many, >= 1, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class named_keys:
    """The keys themselves, placed by the hash that Kafka's Java client uses."""
    def __init__(self, *, keys: Sequence[str | bytes | int] = ..., weights: Sequence[float] | None = ...) -> None: ...
    @property
    def keys(self) -> tuple[bytes, ...]:
        """The keys as bytes, required."""
    @property
    def weights(self) -> tuple[float, ...]:
        """The traffic of each, >= 0, in any unit."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class hottest_count:
    """How many items the fullest partition has when items of the same weight fall on partitions by chance.

    The counts of the partitions as independent Poisson numbers; the mean is 0.1 % low where items >= 10 partitions.
    """
    def __init__(self, *, items: int = ..., partitions: int = ...) -> None: ...
    @property
    def items(self) -> int:
        """Keys, or records, 1 to 1e15, required."""
    @property
    def partitions(self) -> int:
        """>= 1, required."""
    @overload
    def cdf(self, m: float) -> float:
        """Probability that the count on the fullest partition is at most m."""
    @overload
    def cdf(self, m: float | _Array) -> float | NDArray[np.float64]: ...
    def mean(self) -> float:
        """Mean count on the fullest partition."""
    @overload
    def quantile(self, p: float) -> float:
        """The smallest count on the fullest partition that is not exceeded with probability p, in [0, 1)."""
    @overload
    def quantile(self, p: float | _Array) -> float | NDArray[np.float64]: ...
    @overload
    def tail(self, m: float) -> float:
        """Probability that the count on the fullest partition is above m."""
    @overload
    def tail(self, m: float | _Array) -> float | NDArray[np.float64]: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class exact_hottest_count:
    """The same as hottest_count without the assumption of independence, for up to 2000 items. Exact.

    Source: Kolchin, Sevastyanov and Chistyakov, Random Allocations (1978). 2 ms for 100 items, 1.5 s for 2000.
    """
    def __init__(self, *, items: int = ..., partitions: int = ...) -> None: ...
    @property
    def items(self) -> int:
        """Keys, or records, 1 to 2000, required."""
    @property
    def partitions(self) -> int:
        """>= 1, required."""
    @overload
    def cdf(self, m: float) -> float:
        """Probability that the count on the fullest partition is at most m."""
    @overload
    def cdf(self, m: float | _Array) -> float | NDArray[np.float64]: ...
    def mean(self) -> float:
        """Mean count on the fullest partition."""
    @overload
    def quantile(self, p: float) -> float:
        """The smallest count on the fullest partition that is not exceeded with probability p, in [0, 1)."""
    @overload
    def quantile(self, p: float | _Array) -> float | NDArray[np.float64]: ...
    @overload
    def tail(self, m: float) -> float:
        """Probability that the count on the fullest partition is above m."""
    @overload
    def tail(self, m: float | _Array) -> float | NDArray[np.float64]: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class hottest_share:
    """The share of the traffic that the hottest partition gets, over all the ways in which the keys may lie.

    Exact for equal keys; for Zipf's keys an approximation: the mean within 0.6 %, the 99th percentile within 4 %.
    """
    def __init__(self, *, skew: _Skew = ..., partitions: int | None = ...) -> None: ...
    @property
    def partitions(self) -> int:
        """Of the topic."""
    @property
    def skew(self) -> even_shares | measured_shares | equal_keys | zipf_keys | named_keys:
        """The distribution of the traffic."""
    @overload
    def cdf(self, share: float) -> float:
        """Probability that the share of the hottest partition is at most share."""
    @overload
    def cdf(self, share: float | _Array) -> float | NDArray[np.float64]: ...
    def mean(self) -> float:
        """Mean share of the hottest partition."""
    @overload
    def quantile(self, p: float) -> float:
        """The smallest share of the hottest partition that is not exceeded with probability p, in [0, 1)."""
    @overload
    def quantile(self, p: float | _Array) -> float | NDArray[np.float64]: ...
    @overload
    def tail(self, share: float) -> float:
        """Probability that the share of the hottest partition is above share."""
    @overload
    def tail(self, share: float | _Array) -> float | NDArray[np.float64]: ...
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class batch_policy:
    """How records become batches."""
    def __init__(
        self,
        *,
        batch_size: int = ...,
        window: _Time = ...,
        record_bytes: float | str | None = ...,
        payload_limit: float | str = ...,
        envelope_bytes: float | str = ...,
        rule: _Window = ...,
    ) -> None: ...
    @property
    def batch_size(self) -> int:
        """Most records of a batch, 1 to 10000."""
    @property
    def envelope_bytes(self) -> float:
        """Added to each record in the payload [bytes], >= 0."""
    @property
    def payload_limit(self) -> float:
        """Of one invocation [bytes], > 0."""
    @property
    def record_bytes(self) -> float | None:
        """Mean size of a record [bytes], > 0; default unknown, the payload is not checked."""
    @property
    def rule(self) -> str:
        """When the window opens: "after_invocation", "after_batch" or "when_idle"."""
    @property
    def window(self) -> float:
        """Longest time that a batch is held open [s], 0 to 300; 0 when batch_size is 1."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class batch_formation:
    """What becomes of a batch that an idle consumer opens with its first record."""
    def __init__(
        self,
        *,
        mean_size: float = ...,
        size_variance: float = ...,
        mean_time: _Time = ...,
        time_variance: float = ...,
        mean_delay: _Time = ...,
        closed_by_size: float = ...,
    ) -> None: ...
    @property
    def closed_by_size(self) -> float:
        """Chance that the batch is full before the window ends."""
    @property
    def mean_delay(self) -> float:
        """From the arrival of a record until its batch is closed [s]."""
    @property
    def mean_size(self) -> float:
        """Records, >= 1."""
    @property
    def mean_time(self) -> float:
        """From the first record until the batch is closed [s]."""
    @property
    def size_variance(self) -> float:
        """[records^2]"""
    @property
    def time_variance(self) -> float:
        """[s^2]"""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class invocation_time:
    """How long an invocation of n records takes: per_invocation + per_record * n."""
    def __init__(self, *, per_invocation: _Time = ..., per_record: _Time | None = ...) -> None: ...
    @property
    def per_invocation(self) -> float:
        """a [s], >= 0."""
    @property
    def per_record(self) -> float:
        """b [s], >= 0, required; a + b > 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class retry_policy:
    """Failures of records and what is done about them."""
    def __init__(
        self,
        *,
        failure_probability: float = ...,
        poison_probability: float = ...,
        backoff: _Time = ...,
        max_retries: float = ...,
        max_record_age: _Time = ...,
        response: _Response = ...,
    ) -> None: ...
    @property
    def backoff(self) -> float:
        """Between two attempts [s], >= 0."""
    @property
    def failure_probability(self) -> float:
        """That one attempt at a record fails and a later one may not, in [0, 1)."""
    @property
    def max_record_age(self) -> float:
        """Older records are given up [s], > 0."""
    @property
    def max_retries(self) -> float:
        """After the first attempt, whole, >= 0; infinity: until success or expiry."""
    @property
    def poison_probability(self) -> float:
        """That a record fails whatever is tried, in [0, 1)."""
    @property
    def response(self) -> str:
        """ "retry_batch": the whole batch again; "bisect": its two halves;
        "report_failures": the rest from the first failed record on.
        """
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class batch_work:
    """A batch and the invocations that work on it: one of n records takes dispatch_overhead + service_time * n."""
    def __init__(
        self,
        *,
        service_time: _Time | None = ...,
        dispatch_overhead: _Time = ...,
        service_scv: float = ...,
        records: int = ...,
        expires_in: _Time = ...,
    ) -> None: ...
    @property
    def dispatch_overhead(self) -> float:
        """Of an invocation [s], >= 0."""
    @property
    def expires_in(self) -> float:
        """Time until its records are too old [s], > 0; see expiry_after."""
    @property
    def records(self) -> int:
        """In the batch, 1 to 10000."""
    @property
    def service_scv(self) -> float:
        """Of the time of an invocation, >= 0."""
    @property
    def service_time(self) -> float:
        """Of one record [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class retried_work:
    """What a batch costs with its failures."""
    @property
    def attempts(self) -> float:
        """Mean number of times that a record is tried."""
    @property
    def discarded(self) -> float:
        """Share of the records that are given up."""
    @property
    def endless(self) -> bool:
        """Poison, and nothing takes it away."""
    @property
    def invocations(self) -> float:
        """Mean number."""
    @property
    def occupancy(self) -> float:
        """Mean time from the first attempt to the end of the last [s]; infinity: it may never end."""
    @property
    def occupancy_scv(self) -> float:
        """Its squared coefficient of variation."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class blocked_partition:
    """One partition that poison records block."""
    def __init__(
        self,
        *,
        arrival_rate: float | None = ...,
        service_time: _Time | None = ...,
        service_scv: float = ...,
        poison_probability: float = ...,
        block_time: _Time = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """Of the partition [records/s], > 0, required."""
    @property
    def block_time(self) -> float:
        """For which a poison record that does not wait blocks [s], >= 0; see expiry_after."""
    @property
    def poison_probability(self) -> float:
        """In [0, 1)."""
    @property
    def service_scv(self) -> float:
        """Of it, >= 0."""
    @property
    def service_time(self) -> float:
        """Of one record [s], > 0, required."""
    def is_stable(self) -> bool:
        """Does the lag not grow without end? blocked_load < 1."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class cold_start:
    """The start of an execution environment after an idle time."""
    def __init__(self, *, init_time: _Time = ..., init_scv: float = ..., keep_alive: _Time = ...) -> None: ...
    @property
    def init_scv(self) -> float:
        """Its squared coefficient of variation, >= 0."""
    @property
    def init_time(self) -> float:
        """Mean time of a start [s], >= 0."""
    @property
    def keep_alive(self) -> float:
        """Idle time after which an environment is gone [s], > 0; infinity: never."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class setup_time:
    """First two moments of the setup before a service that follows an idle period: 0 where the environment is
    warm.
    """
    def __init__(self, *, mean: _Time = ..., second_moment: float = ...) -> None: ...
    @property
    def mean(self) -> float:
        """[s]"""
    @property
    def second_moment(self) -> float:
        """[s^2]"""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class started_queue:
    """A consumer with Poisson arrivals whose environment starts after idle times: M/G/1 with setup. Exact."""
    def __init__(
        self,
        *,
        arrival_rate: float | None = ...,
        service_time: _Time | None = ...,
        service_scv: float = ...,
        start: cold_start = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """lambda [records/s], >= 0, required."""
    @property
    def service_scv(self) -> float:
        """Of S, >= 0."""
    @property
    def service_time(self) -> float:
        """Mean S [s], > 0, required."""
    @property
    def start(self) -> cold_start:
        """The start of an environment."""
    def cold_start_share(self) -> float:
        """Share of the records (invocations of one record) that find no environment. Exact. Raises
        unstable_error for a load of 1 or more.
        """
    def mean_wait(self) -> float:
        """Mean wait before service, starts included [s]. Exact. Raises unstable_error for a load of 1 or more.

        Source: Pollaczek 1930; Welch, Oper. Res. 12 (1964).
        """
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def utilization(self) -> float:
        """Load without the starts: arrival_rate * service_time."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class breakdown_policy:
    """Interruptions of the service at random times: rebalances, deployments, crashes."""
    def __init__(self, *, rate: float = ..., pause: _Time = ..., pause_scv: float = ..., then: _Then = ...) -> None: ...
    @property
    def pause(self) -> float:
        """Mean length of one [s], >= 0."""
    @property
    def pause_scv(self) -> float:
        """Its squared coefficient of variation, >= 0."""
    @property
    def rate(self) -> float:
        """Interruptions per second of service [1/s], >= 0."""
    @property
    def then(self) -> str:
        """ "resume": the interrupted service goes on where it was; "restart": it begins anew."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class service_moments:
    """A service by its first two moments."""
    def __init__(self, *, mean: _Time | None = ..., scv: float = ...) -> None: ...
    @property
    def mean(self) -> float:
        """[s], > 0, required."""
    @property
    def scv(self) -> float:
        """Squared coefficient of variation, >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class chance_value:
    """A number with its origin."""
    @property
    def description(self) -> str:
        """The method in words."""
    @property
    def method(self) -> str:
        """Where the answer came from, as a word."""
    @property
    def reason(self) -> str:
        """Why not, else empty."""
    @property
    def valid(self) -> bool:
        """Inside the range in which the method has been measured."""
    @property
    def value(self) -> float:
        """The number."""
    def __eq__(self, other: object) -> bool: ...
    def __float__(self) -> float: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class chance_band:
    """A range with its origin."""
    @property
    def description(self) -> str:
        """The method in words."""
    @property
    def high(self) -> float:
        """Upper end."""
    @property
    def low(self) -> float:
        """Lower end."""
    @property
    def method(self) -> str:
        """Where the answer came from, as a word."""
    @property
    def reason(self) -> str:
        """Why not, else empty."""
    @property
    def valid(self) -> bool:
        """Inside the range in which the method has been measured."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __iter__(self) -> Iterator[float]: ...
    def __repr__(self) -> str: ...

class chance_result:
    """What chance makes of a forecast: every answer says which method it came from and whether it is valid."""
    @property
    def drained_at_mean(self) -> chance_value:
        """Mean of that time [s]."""
    @property
    def finished_at_mean(self) -> chance_value:
        """Mean of that time [s]."""
    @property
    def mean_wait(self) -> chance_value:
        """Mean wait of all records [s]."""
    def age_exceedance(self, limit: _Time, t: _Time) -> chance_value:
        """Probability that the oldest waiting record is older than a limit [s] by the time t [s]."""
    def drained_at_quantile(self, p: float) -> chance_value:
        """The time by which the backlog is gone with probability p [s]."""
    def finished_at_quantile(self, p: float) -> chance_value:
        """The time by which the last record has begun with probability p [s]."""
    def lag_band(self, t: _Time, level: float = ...) -> chance_band:
        """The range in which the lag lies at t [s] with probability level."""
    def lag_exceedance(self, limit: float, t: _Time) -> chance_value:
        """Probability that the lag exceeds a limit [records] by the time t [s]."""
    def late_share(self, limit: _Time) -> chance_value:
        """Share of the records that wait longer than a limit [s]."""
    def peak_lag_quantile(self, p: float) -> chance_value:
        """The largest lag that is not exceeded with probability p [records]."""
    def wait_quantile(self, p: float) -> chance_value:
        """The wait that a share p of the records does not exceed [s]."""
    def max_wait_quantile(self, p: float) -> chance_value: ...

class bulk(queue_model):
    """M/G/1 in batches: one partition with Poisson arrivals that is drained 1 to batch_size records at a time.

    An invocation of n records takes per_invocation + per_record * n, times a factor of mean 1 and service_scv
    (gamma). Exact. The tail and the quantile of the wait are those of constant service.
    Source: Bailey 1954; Neuts, Ann. Math. Stat. 38 (1967); Chaudhry and Templeton (1983).
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        per_invocation: _Time | _Array = ...,
        per_record: _Time | _Array = ...,
        batch_size: int | _Array = ...,
        window: _Time | _Array = ...,
        rule: _Window = ...,
        service_scv: float | _Array = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def batch_size(self) -> Any:
        """B, most records of an invocation, 1 to 10000."""
    @property
    def per_invocation(self) -> Any:
        """a of a + b n, the time of an invocation of n records [s], >= 0."""
    @property
    def per_record(self) -> Any:
        """b [s], >= 0, required; a + b > 0."""
    @property
    def rule(self) -> Any:
        """When the window opens: "after_invocation", "after_batch" or "when_idle"."""
    @property
    def service_scv(self) -> Any:
        """Squared coefficient of variation of the time of an invocation, in [0, 4]."""
    @property
    def window(self) -> Any:
        """Longest time that a batch is held open [s], in [0, 300]; 0 when batch_size is 1."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class partition_queue(queue_model):
    """One owner: a consumer slot that serves its partitions as one queue, in order; records arrive in runs.

    Exact for single records and one server, for constant services of Poisson arrivals in a pool or in batches
    (is_exact); else runs count as jobs and batches as those of Poisson arrivals.
    """
    def __init__(
        self,
        *,
        arrival_rate: float | _Array = ...,
        arrival_scv: float | _Array = ...,
        run: float | _Array = ...,
        run_spacing: _Time | _Array = ...,
        share: float | _Array = ...,
        service_time: _Time | _Array = ...,
        dispatch_overhead: _Time | _Array = ...,
        service_scv: float | _Array = ...,
        servers: int | _Array = ...,
        batch_size: int | _Array = ...,
        batch_window: _Time | _Array = ...,
        window: _Window = ...,
    ) -> None:
        """Each field takes a number or an array; arrays are broadcast, and the object then stands for an array of
        queues. Times are seconds, strings such as "500ms", "3 s", "10 min", or timedelta.

        Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an
        unknown one (with the nearest name).
        """
    @property
    def arrival_rate(self) -> Any:
        """lambda [records/s], >= 0, required."""
    @property
    def arrival_scv(self) -> Any:
        """Of the time between two runs, 0 to 1000."""
    @property
    def batch_size(self) -> Any:
        """Most records of an invocation, 1 to 10000."""
    @property
    def batch_window(self) -> Any:
        """Longest time that a batch is held open [s], 0 to 300."""
    @property
    def dispatch_overhead(self) -> Any:
        """Added to each invocation [s], >= 0."""
    @property
    def is_exact(self) -> Any:
        """Is the wait that of an exact model?"""
    @property
    def run(self) -> Any:
        """Records of a run, >= 1."""
    @property
    def run_spacing(self) -> Any:
        """Time between two records of a run [s], >= 0."""
    @property
    def servers(self) -> Any:
        """More than 1: a pool without partitions."""
    @property
    def service_scv(self) -> Any:
        """Of the time of an invocation, 0 to 1000."""
    @property
    def service_time(self) -> Any:
        """Mean time of one record [s], > 0, required."""
    @property
    def share(self) -> Any:
        """Of the topic's records that the owner gets, in (0, 1]."""
    @property
    def window(self) -> Any:
        """When the window opens: "after_invocation", "after_batch" or "when_idle"."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name, arrays as lists; "model" is the name of the type."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class batch_choice:
    """One batch size and window, and what comes of them."""
    @property
    def batch_size(self) -> float:
        """Most records of an invocation."""
    @property
    def busy_per_record(self) -> float:
        """Running time for each record [s]."""
    @property
    def cost(self) -> float:
        """Per second, in the unit of the target."""
    @property
    def invocation_rate(self) -> float:
        """[1/s]"""
    @property
    def mean_batch(self) -> float:
        """Records of an invocation."""
    @property
    def mean_sojourn(self) -> float:
        """From arrival to the end of the invocation [s]."""
    @property
    def mean_wait(self) -> float:
        """From arrival to the start of the invocation [s]."""
    @property
    def utilization(self) -> float:
        """Load with full batches."""
    @property
    def wait_quantile(self) -> float | None:
        """At the share that was asked for [s]; None where the mean was."""
    @property
    def window(self) -> float:
        """[s]"""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __repr__(self) -> str: ...

class batch_answer:
    """Which batch size and window, and all that were tried."""
    @property
    def best(self) -> batch_choice:
        """Cheapest that keeps the limit; the one nearest to it when none does."""
    @property
    def feasible(self) -> bool:
        """Does the best keep the limit?"""
    @property
    def stable(self) -> bool:
        """Does some size carry the load at all?"""
    @property
    def table(self) -> list[batch_choice]:
        """All that were tried, by size, then by window."""
    def to_arrow(self) -> Any:
        """The same as an Arrow table."""
    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame with one row per choice of the table."""
    def to_polars(self) -> Any:
        """The same as a polars frame."""
    def __repr__(self) -> str: ...

class batch_target:
    """What is asked of batches: the partition, the age that records may have, and what invocations cost."""
    def __init__(
        self,
        *,
        max_wait: _Time = ...,
        quantile: float | None = ...,
        max_batch_size: int = ...,
        max_window: _Time = ...,
        window_step: _Time = ...,
        max_utilization: float = ...,
        cost_per_invocation: float = ...,
        cost_per_second: float = ...,
        sizes_per_decade: int = ...,
        windows_per_decade: int = ...,
        refinements: int = ...,
        partition: bulk | None = ...,
    ) -> None: ...
    @property
    def cost_per_invocation(self) -> float:
        """Any unit, >= 0."""
    @property
    def cost_per_second(self) -> float:
        """Of running time, same unit, >= 0."""
    @property
    def max_batch_size(self) -> int:
        """1 to 10000; a payload limit goes in here (batch_limit)."""
    @property
    def max_utilization(self) -> float:
        """In (0, 1]; sizes with more load are left out."""
    @property
    def max_wait(self) -> float:
        """Limit of the age at the start of the invocation [s], > 0; infinity: none."""
    @property
    def max_window(self) -> float:
        """[s], 0 to 300."""
    @property
    def partition(self) -> bulk | None:
        """The partition, required; its batch_size and window are what is searched for."""
    @property
    def quantile(self) -> float | None:
        """Share of the records that keep it, in (0, 1); default: the mean keeps it."""
    @property
    def refinements(self) -> int:
        """Times that the grid is halved around the best, 0 to 10."""
    @property
    def sizes_per_decade(self) -> int:
        """Of the first grid, 1 to 20."""
    @property
    def window_step(self) -> float:
        """Windows are multiples of it [s], >= 0; 0: any."""
    @property
    def windows_per_decade(self) -> int:
        """Of the first grid, 1 to 20."""
    def evaluate(self, batch_size: int, window: _Time = ...) -> batch_choice:
        """The measures of one batch size and window [s]. Raises unstable_error for a load of 1 or more."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class borel_tanner:
    """Drain time of one partition: Poisson arrivals, one server, constant service, a known lag. Exact.

    Source: Borel 1942; Tanner 1953.
    """
    def __init__(
        self,
        *,
        initial_lag: int | None = ...,
        arrival_rate: float | None = ...,
        service_time: _Time | None = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """Of the partition [records/s], >= 0, required."""
    @property
    def initial_lag(self) -> int:
        """Records that wait at the start, 0 to 1e12, required."""
    @property
    def service_time(self) -> float:
        """Of one record [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class random_borel_tanner:
    """The same as borel_tanner where the lag at the start is a Poisson number: partitions that share random
    keys. Exact.

    Source: Consul and Jain 1973.
    """
    def __init__(
        self,
        *,
        mean_initial_lag: float | None = ...,
        arrival_rate: float | None = ...,
        service_time: _Time | None = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """Of the partition [records/s], >= 0, required."""
    @property
    def mean_initial_lag(self) -> float:
        """Records that wait at the start, 0 to 1e12, required."""
    @property
    def service_time(self) -> float:
        """Of one record [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class inverse_gaussian:
    """First passage of a Brownian motion: the law of two moments that drain times come close to.

    Source: Schroedinger 1915; Tweedie 1957.
    """
    def __init__(self, *, mean: _Time | None = ..., shape: _Time | None = ...) -> None: ...
    @property
    def mean(self) -> float:
        """[s], > 0, required."""
    @property
    def shape(self) -> float:
        """mean^3 / variance [s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class drain_law:
    """Drain time of a backlog with any arrivals and services, by three moments. Approximate.

    The 99 % quantile lies within one service of that of borel_tanner from a lag of 2 on.
    """
    def __init__(
        self,
        *,
        backlog: float | None = ...,
        arrival_rate: float | None = ...,
        arrival_scv: float = ...,
        capacity: float | None = ...,
        service_scv: float = ...,
        backlog_variance: float = ...,
    ) -> None: ...
    @property
    def arrival_rate(self) -> float:
        """[records/s], >= 0, required."""
    @property
    def arrival_scv(self) -> float:
        """Of the times between arrivals, >= 0; 1: Poisson."""
    @property
    def backlog(self) -> float:
        """Mean of the records that wait at the start, >= 0, required."""
    @property
    def backlog_variance(self) -> float:
        """Of the records that wait at the start, >= 0."""
    @property
    def capacity(self) -> float:
        """Services per second while there is a backlog [records/s], > arrival_rate, required."""
    @property
    def service_scv(self) -> float:
        """Of the times between the ends of services, >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class drain_mixture:
    """Drain time whose law itself is drawn: a lag at the start that is known by its chances."""
    def __init__(self, *, parts: Sequence[tuple[float, borel_tanner | drain_law]] = ...) -> None: ...
    @property
    def parts(self) -> tuple[tuple[float, Any], ...]:
        """Pairs of a weight, >= 0, and a law, all of one type; weights count relative to their sum."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class last_drain:
    """Drain time of a topic: the last of independent partitions."""
    def __init__(self, *, groups: Sequence[Any] = ...) -> None: ...
    @property
    def groups(self) -> tuple[tuple[Any, int], ...]:
        """Laws, or pairs of a law and how many partitions have it, >= 1; all laws of one type."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class lag_segment:
    """A stretch of time with constant rates."""
    def __init__(
        self,
        *,
        duration: _Time | None = ...,
        drift: float | None = ...,
        variance: float | None = ...,
    ) -> None: ...
    @property
    def drift(self) -> float:
        """Arrivals less services [records/s], required."""
    @property
    def duration(self) -> float:
        """[s], >= 0, required."""
    @property
    def variance(self) -> float:
        """arrival_rate arrival_scv + capacity service_scv [records^2/s], >= 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class lag_path:
    """The lag as a Brownian path while there is a backlog; nothing holds it above zero."""
    def __init__(
        self,
        *,
        start: float = ...,
        start_variance: float = ...,
        segments: Sequence[lag_segment] = ...,
    ) -> None: ...
    @property
    def segments(self) -> tuple[lag_segment, ...]:
        """In order."""
    @property
    def start(self) -> float:
        """Mean lag at time 0 [records]."""
    @property
    def start_variance(self) -> float:
        """Of the lag at time 0, >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class reflected_path:
    """The lag of a queue that may run empty: Brownian motion reflected at zero."""
    def __init__(self, *, start: float = ..., drift: float | None = ..., variance: float | None = ...) -> None: ...
    @property
    def drift(self) -> float:
        """Arrivals less services [records/s], required."""
    @property
    def start(self) -> float:
        """Lag at time 0, >= 0."""
    @property
    def variance(self) -> float:
        """arrival_rate arrival_scv + capacity service_scv [records^2/s], > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class confidence_interval:
    """The mean of a figure over replications, and an interval for its expectation."""
    @property
    def deviation(self) -> float:
        """Standard deviation of a single replication."""
    @property
    def high(self) -> float:
        """Upper end of the interval."""
    @property
    def low(self) -> float:
        """Lower end of the interval."""
    @property
    def mean(self) -> float:
        """Over the replications; infinity where one of them is."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __contains__(self, value: float) -> bool: ...
    def __eq__(self, other: object) -> bool: ...
    def __float__(self) -> float: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class simulation_result:
    """What the replications of a simulation showed together. Times in seconds, infinity for never."""
    @property
    def band(self) -> float:
        """Share of the replications within lag_low and lag_high."""
    @property
    def batch_size(self) -> confidence_interval:
        """Mean records of a batch."""
    @property
    def busy(self) -> NDArray[np.float64]:
        """Mean invocations under way at each of the times."""
    @property
    def busy_seconds(self) -> confidence_interval:
        """Of the invocations [s]."""
    @property
    def cold_starts(self) -> confidence_interval:
        """Starts of environments."""
    @property
    def completed_at(self) -> confidence_interval:
        """The last record is done [s]."""
    @property
    def confidence(self) -> float:
        """Of the intervals."""
    @property
    def consumer_seconds(self) -> confidence_interval:
        """Integral of the consumers until cooled_down_at [s]."""
    @property
    def consumers(self) -> NDArray[np.float64]:
        """Mean consumers at each of the times."""
    @property
    def cooled_down_at(self) -> confidence_interval:
        """Finished, and the consumers are back at the floor [s]."""
    @property
    def discarded(self) -> confidence_interval:
        """Records given up."""
    @property
    def drain_time(self) -> confidence_interval:
        """drained_at - peak_lag_at [s]."""
    @property
    def drained_at(self) -> confidence_interval:
        """First moment with lag 0 after the peak [s]."""
    @property
    def failures(self) -> confidence_interval:
        """Invocations that failed."""
    @property
    def final_lag(self) -> confidence_interval:
        """Records that wait at the end."""
    @property
    def finished_at(self) -> confidence_interval:
        """The last record has begun [s]."""
    @property
    def forecast(self) -> forecast_result:
        """The means in the form of a forecast; its path runs through the points of times."""
    @property
    def interrupted(self) -> bool:
        """Stopped by the caller; what was done until then counts."""
    @property
    def interruptions(self) -> confidence_interval:
        """Interruptions of the service."""
    @property
    def invocations(self) -> confidence_interval:
        """Invocations that began, attempts included."""
    @property
    def lag(self) -> NDArray[np.float64]:
        """Mean lag at each of the times [records]."""
    @property
    def lag_high(self) -> NDArray[np.float64]:
        """Upper end of the band of the lag at each of the times."""
    @property
    def lag_low(self) -> NDArray[np.float64]:
        """Lower end of the band of the lag at each of the times."""
    @property
    def lane_lag(self) -> NDArray[np.float64]:
        """Mean lag of each lane at the end; empty without partitions."""
    @property
    def lane_last(self) -> NDArray[np.float64]:
        """Share of the replications in which a lane was the last to be empty."""
    @property
    def max_sojourn(self) -> confidence_interval:
        """The longest of these [s]."""
    @property
    def max_wait(self) -> confidence_interval:
        """Longest time before service begins [s]."""
    @property
    def mean_lag(self) -> confidence_interval:
        """Over the time that was simulated [records]."""
    @property
    def mean_sojourn(self) -> confidence_interval:
        """From arrival to completion, of the records that were processed [s]."""
    @property
    def mean_wait(self) -> confidence_interval:
        """Mean of it over the records of a replication [s]."""
    @property
    def offset_lag(self) -> NDArray[np.float64]:
        """Mean records that arrived and are not done, at each of the times."""
    @property
    def peak_lag(self) -> confidence_interval:
        """Largest lag [records]."""
    @property
    def peak_lag_at(self) -> confidence_interval:
        """Its first moment [s]."""
    @property
    def peak_offset_lag(self) -> confidence_interval:
        """Most records that arrived and were not done."""
    @property
    def records(self) -> float:
        """Records of a replication that the waits are taken over, on average."""
    @property
    def replications(self) -> int:
        """That ran to their end."""
    @property
    def system(self) -> pipeline:
        """The pipeline."""
    @property
    def throughput(self) -> confidence_interval:
        """Records processed over the time simulated [records/s]."""
    @property
    def times(self) -> NDArray[np.float64]:
        """Points of the output over time [s]."""
    @property
    def wait_p50(self) -> confidence_interval:
        """Median of the waits of a replication [s]."""
    @property
    def wait_p90(self) -> confidence_interval:
        """Wait of 90 % of the records of a replication [s]."""
    @property
    def wait_p99(self) -> confidence_interval:
        """Wait of 99 % of the records of a replication [s]."""
    @property
    def wait_p999(self) -> confidence_interval:
        """Wait of 99.9 % of the records of a replication [s]."""
    def intervals(self) -> dict[str, confidence_interval]:
        """Every figure by name with its interval."""
    @overload
    def late_records(self, limit: _Time) -> float:
        """Records of a replication that wait longer than a limit [s], on average."""
    @overload
    def late_records(self, limit: _Time | _Array) -> float | NDArray[np.float64]: ...
    def plot(self, ax: Axes | None = ...) -> Axes:
        """Draws the mean lag and its band over time with the fluid forecast; returns the axes. Needs matplotlib."""
    def summary(self) -> dict[str, float]:
        """The mean of every figure by name; infinity for never."""
    def to_arrow(self) -> Any:
        """The same as an Arrow table."""
    def to_dict(self) -> dict[str, Any]:
        """The figures, the system and the options as plain values; infinity stays a float."""
    def to_json(self, indent: int | None = ...) -> str:
        """The same as JSON; infinity becomes null."""
    def to_pandas(self) -> pd.DataFrame:
        """A pandas frame with one row per point of the output over time: time, lag, lag_low, lag_high,
        offset_lag, consumers, busy.
        """
    def to_polars(self) -> Any:
        """The same as a polars frame."""
    @overload
    def wait_quantile(self, p: float) -> float:
        """The wait that a share p of the records of all replications does not exceed [s]."""
    @overload
    def wait_quantile(self, p: float | _Array) -> float | NDArray[np.float64]: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class instance_price:
    """The price of an MSK broker that is not in the catalog, or not as in the catalog."""
    def __init__(
        self, *, standard_hour: float | None = ..., express_hour: float | None = ..., name: str = ...
    ) -> None: ...
    @property
    def express_hour(self) -> float | None:
        """Of an Express broker [USD/hour]; None: as in the catalog."""
    @property
    def name(self) -> str:
        """ "m7g.large", with or without "kafka."; required."""
    @property
    def standard_hour(self) -> float | None:
        """Of a Standard broker [USD/hour]; None: as in the catalog."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class price_table:
    """Prices in USD, us-east-1, and the units that they are counted in; every one may be overridden. price_info()
    tells where each comes from.
    """
    def __init__(
        self,
        *,
        request: float = ...,
        x86_gb_second: float = ...,
        x86_gb_second_2: float = ...,
        x86_gb_second_3: float = ...,
        x86_tier_1: float = ...,
        x86_tier_2: float = ...,
        arm_gb_second: float = ...,
        arm_gb_second_2: float = ...,
        arm_gb_second_3: float = ...,
        arm_tier_1: float = ...,
        arm_tier_2: float = ...,
        x86_provisioned_gb_second: float = ...,
        x86_provisioned_duration: float = ...,
        arm_provisioned_gb_second: float = ...,
        arm_provisioned_duration: float = ...,
        ephemeral_gb_second: float = ...,
        ephemeral_free_mb: float = ...,
        free_requests: float = ...,
        free_gb_seconds: float = ...,
        free_tier: float = ...,
        kafka_epu_hour: float = ...,
        kafka_pollers_per_epu: float = ...,
        epu_mb_per_second: float = ...,
        sqs_epu_hour: float = ...,
        sqs_pollers_per_epu: float = ...,
        epu_least_seconds: float = ...,
        standard_storage_gb_month: float = ...,
        tiered_storage_gb_month: float = ...,
        cross_zone_gb: float = ...,
        express_in_gb: float = ...,
        express_storage_gb_month: float = ...,
        serverless_cluster_hour: float = ...,
        serverless_partition_hour: float = ...,
        serverless_storage_gb_month: float = ...,
        serverless_in_gb: float = ...,
        serverless_out_gb: float = ...,
        sqs_request: float = ...,
        sqs_fifo_request: float = ...,
        x86_vcpu_hour: float = ...,
        x86_container_gb_hour: float = ...,
        arm_vcpu_hour: float = ...,
        arm_container_gb_hour: float = ...,
        instances: Iterable[instance_price] = ...,
    ) -> None: ...
    @property
    def arm_container_gb_hour(self) -> float:
        """Memory of a container on Arm [USD/hour]."""
    @property
    def arm_gb_second(self) -> float:
        """Compute on Arm, first tier [USD/GB-s]."""
    @property
    def arm_gb_second_2(self) -> float:
        """Compute on Arm, second tier [USD/GB-s]."""
    @property
    def arm_gb_second_3(self) -> float:
        """Compute on Arm above [USD/GB-s]."""
    @property
    def arm_provisioned_duration(self) -> float:
        """Work on provisioned concurrency on Arm [USD/GB-s]."""
    @property
    def arm_provisioned_gb_second(self) -> float:
        """Provisioned concurrency on Arm, busy or not [USD/GB-s]."""
    @property
    def arm_tier_1(self) -> float:
        """End of the first tier on Arm [GB-s/month]."""
    @property
    def arm_tier_2(self) -> float:
        """End of the second tier on Arm [GB-s/month]."""
    @property
    def arm_vcpu_hour(self) -> float:
        """A vCPU of a container on Arm [USD/hour]."""
    @property
    def cross_zone_gb(self) -> float:
        """Into another zone, both sides [USD/GB]."""
    @property
    def ephemeral_free_mb(self) -> float:
        """/tmp that costs nothing [MB]."""
    @property
    def ephemeral_gb_second(self) -> float:
        """/tmp above ephemeral_free_mb [USD/GB-s]."""
    @property
    def epu_least_seconds(self) -> float:
        """A unit is billed for at least [s]."""
    @property
    def epu_mb_per_second(self) -> float:
        """Throughput of a Kafka unit [MB/s]."""
    @property
    def express_in_gb(self) -> float:
        """Written to Express brokers [USD/GB]."""
    @property
    def express_storage_gb_month(self) -> float:
        """Storage of Express brokers [USD/GB-month]."""
    @property
    def free_gb_seconds(self) -> float:
        """Free compute of an account [GB-s/month]."""
    @property
    def free_requests(self) -> float:
        """Free requests of an account [requests/month]."""
    @property
    def free_tier(self) -> float:
        """Share of the free amounts that is left for this function, in [0, 1] [share]."""
    @property
    def instances(self) -> tuple[instance_price, ...]:
        """Prices of brokers that go before the catalog."""
    @property
    def kafka_epu_hour(self) -> float:
        """Event poller unit of a Kafka mapping [USD/hour]."""
    @property
    def kafka_pollers_per_epu(self) -> float:
        """Kafka pollers in a unit [pollers]."""
    @property
    def request(self) -> float:
        """An invocation [USD/request]."""
    @property
    def serverless_cluster_hour(self) -> float:
        """An MSK Serverless cluster [USD/hour]."""
    @property
    def serverless_in_gb(self) -> float:
        """Written to MSK Serverless [USD/GB]."""
    @property
    def serverless_out_gb(self) -> float:
        """Read from MSK Serverless [USD/GB]."""
    @property
    def serverless_partition_hour(self) -> float:
        """A partition of MSK Serverless [USD/hour]."""
    @property
    def serverless_storage_gb_month(self) -> float:
        """Storage of MSK Serverless [USD/GB-month]."""
    @property
    def sqs_epu_hour(self) -> float:
        """Event poller unit of an SQS mapping [USD/hour]."""
    @property
    def sqs_fifo_request(self) -> float:
        """A request to a FIFO queue [USD/request]."""
    @property
    def sqs_pollers_per_epu(self) -> float:
        """SQS pollers in a unit [pollers]."""
    @property
    def sqs_request(self) -> float:
        """A request to a standard queue [USD/request]."""
    @property
    def standard_storage_gb_month(self) -> float:
        """Storage of Standard brokers [USD/GB-month]."""
    @property
    def tiered_storage_gb_month(self) -> float:
        """Tiered storage [USD/GB-month]."""
    @property
    def x86_container_gb_hour(self) -> float:
        """Memory of a container [USD/hour]."""
    @property
    def x86_gb_second(self) -> float:
        """Compute, first tier [USD/GB-s]."""
    @property
    def x86_gb_second_2(self) -> float:
        """Compute, second tier [USD/GB-s]."""
    @property
    def x86_gb_second_3(self) -> float:
        """Compute above [USD/GB-s]."""
    @property
    def x86_provisioned_duration(self) -> float:
        """Work on provisioned concurrency [USD/GB-s]."""
    @property
    def x86_provisioned_gb_second(self) -> float:
        """Provisioned concurrency, busy or not [USD/GB-s]."""
    @property
    def x86_tier_1(self) -> float:
        """End of the first tier [GB-s/month]."""
    @property
    def x86_tier_2(self) -> float:
        """End of the second tier [GB-s/month]."""
    @property
    def x86_vcpu_hour(self) -> float:
        """A vCPU of a container [USD/hour]."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class deployment:
    """What a pipeline runs on, as far as limits and the bill depend on it. Nothing in here changes what happens to
    a record.
    """
    def __init__(
        self,
        *,
        function_timeout: _Time | None = ...,
        payload_overhead: float | str = ...,
        group_mappings: int = ...,
        group_pollers: float = ...,
        fan_out: float = ...,
        repeats_every: _Time | None = ...,
        hours_per_month: float = ...,
        provisioned_concurrency: float = ...,
        cross_zone_share: float | None = ...,
        processor: Literal["x86", "arm"] = ...,
        memory_mb: float | str | None = ...,
        ephemeral_mb: float | str = ...,
        poller_group: str = ...,
        cluster: standard_cluster | express_cluster | serverless_cluster | None = ...,
        prices: price_table = ...,
    ) -> None: ...
    @property
    def cluster(self) -> standard_cluster | express_cluster | serverless_cluster | None:
        """Where the topic lives; None: its brokers are not looked at."""
    @property
    def cross_zone_share(self) -> float | None:
        """Of the bytes to and from Standard and Express brokers, in [0, 1]; None: (zones - 1) / zones."""
    @property
    def ephemeral_mb(self) -> float:
        """/tmp of an environment [MB] or "1 GB", 512 to 10240."""
    @property
    def fan_out(self) -> float:
        """Consumer groups that read the topic, this one counted, >= 1."""
    @property
    def function_timeout(self) -> float | None:
        """[s]; None: the longest that the event source allows."""
    @property
    def group_mappings(self) -> int:
        """Mappings in the poller group, this one counted, 1 to 100."""
    @property
    def group_pollers(self) -> float:
        """Minimum pollers of the other mappings of the group, >= 0."""
    @property
    def hours_per_month(self) -> float:
        """> 0."""
    @property
    def memory_mb(self) -> float | None:
        """Of the function [MB of 2^20 bytes] or "1 GB", 128 to 10240; None: compute is not priced."""
    @property
    def payload_overhead(self) -> float:
        """Bytes of a payload for each record beside its base64 text, >= 0."""
    @property
    def poller_group(self) -> str:
        """Name of a group of event source mappings that share pollers; "": none."""
    @property
    def prices(self) -> price_table:
        """Dated prices; see load_prices."""
    @property
    def processor(self) -> Literal["x86", "arm"]:
        """Of the function: "x86" or "arm"."""
    @property
    def provisioned_concurrency(self) -> float:
        """Environments that are kept ready all month, >= 0."""
    @property
    def repeats_every(self) -> float | None:
        """A load that ends comes once in so long [s]; None: end to end."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class container_pool:
    """Containers that run all month and do the same work."""
    def __init__(
        self,
        *,
        vcpu: float | None = ...,
        memory_gb: float | None = ...,
        containers: int | None = ...,
        records_per_second: float | None = ...,
        concurrency: float = ...,
        utilization: float = ...,
        hour_usd: float | None = ...,
        processor: Literal["x86", "arm"] = ...,
    ) -> None: ...
    @property
    def concurrency(self) -> float:
        """Records that one works on at once, > 0."""
    @property
    def containers(self) -> int | None:
        """>= 1; None: as many as the highest arrival rate needs."""
    @property
    def hour_usd(self) -> float | None:
        """Of a container [USD]; None: from the price table."""
    @property
    def memory_gb(self) -> float | None:
        """Of a container, > 0, required."""
    @property
    def processor(self) -> Literal["x86", "arm"]:
        """Of the containers: "x86" or "arm"."""
    @property
    def records_per_second(self) -> float | None:
        """That one does, > 0; None: concurrency / the occupancy of a record."""
    @property
    def utilization(self) -> float:
        """Share of it that is used at the highest rate, in (0, 1]."""
    @property
    def vcpu(self) -> float | None:
        """Of a container, > 0, required."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class price_info_row:
    """What is known of a price: unit, range, source, confidence."""
    @property
    def high(self) -> float:
        """Highest of what sources say."""
    @property
    def low(self) -> float:
        """Lowest of what sources say."""
    @property
    def name(self) -> str:
        """The field of price_table."""
    @property
    def open(self) -> str:
        """What is not certain, "" for nothing."""
    @property
    def read(self) -> str:
        """Month in which the source was read, "-" where that is not known."""
    @property
    def source(self) -> str:
        """Where it is written."""
    @property
    def trust(self) -> Literal["vendor", "third party", "unconfirmed"]:
        """ "vendor": its own text; "third party": several others agree; "unconfirmed": they do not, or it was not
        read.
        """
    @property
    def unit(self) -> str:
        """Of the value."""
    def to_dict(self) -> dict[str, Any]:
        """The row as a dict."""
    def __repr__(self) -> str: ...

class bill_item:
    """One item of a bill."""
    @property
    def name(self) -> str:
        """ "requests", "compute", "event poller units", ..."""
    @property
    def note(self) -> str:
        """What is surprising about it, "" for nothing."""
    @property
    def quantity(self) -> float:
        """Of the month."""
    @property
    def unit(self) -> str:
        """Of the quantity."""
    @property
    def usd(self) -> float:
        """[USD per month]"""
    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class bill:
    """What a pipeline costs in a month, item by item."""
    @property
    def invocations(self) -> float:
        """[per month], attempts included."""
    @property
    def items(self) -> list[bill_item]:
        """The items in order."""
    @property
    def mean_batch(self) -> float:
        """Records of an invocation."""
    @property
    def most_invocations(self) -> float:
        """[per month] if the rule adds all the consumers it may, as batches that are being filled can make it do."""
    @property
    def per_million_records(self) -> float | None:
        """[USD]; None without records."""
    @property
    def records(self) -> float:
        """[per month]"""
    @property
    def total(self) -> float:
        """[USD per month], without what could not be priced."""
    @property
    def unknown(self) -> list[str]:
        """What could not be priced, and which field would tell."""
    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values by name."""
    def __contains__(self, name: str) -> bool: ...
    def __eq__(self, other: object) -> bool: ...
    def __getitem__(self, name: str) -> bill_item:
        """The item of that name."""
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class break_even_result:
    """A function and a pool of containers next to each other."""
    @property
    def containers(self) -> float:
        """Of the pool."""
    @property
    def fixed_usd(self) -> float:
        """Part of it that comes with no record at all."""
    @property
    def function_cheaper(self) -> bool:
        """Now."""
    @property
    def function_usd(self) -> float:
        """[USD per month] now, without queue and brokers."""
    @property
    def idle_share(self) -> float:
        """Of the pool's capacity, on average over the month."""
    @property
    def pool_records(self) -> float:
        """That the pool can do in a month."""
    @property
    def pool_usd(self) -> float:
        """[USD per month]"""
    @property
    def reason(self) -> str:
        """In words."""
    @property
    def records(self) -> float:
        """Of a month at which both cost the same; infinity: the function is always cheaper; 0: never."""
    @property
    def records_now(self) -> float:
        """Of a month."""
    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def _repr_html_(self) -> str: ...

class broker_count:
    """How many brokers a topic needs."""
    @property
    def brokers(self) -> float:
        """The least multiple of the zones that is enough."""
    @property
    def by_copies(self) -> float:
        """For the copies alone: each on another broker."""
    @property
    def by_egress(self) -> float:
        """For the consumers alone."""
    @property
    def by_ingress(self) -> float:
        """For the producers alone."""
    @property
    def by_partitions(self) -> float:
        """For the partitions alone."""
    @property
    def needed(self) -> float:
        """Before that rounding."""
    @property
    def reason(self) -> str:
        """What decides, in words."""
    @property
    def rounded(self) -> bool:
        """The zones added some."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class broker_demand:
    """What a cluster has to hold, and what one of its brokers can."""
    def __init__(
        self,
        *,
        partitions: float | None = ...,
        partitions_per_broker: float | None = ...,
        ingress: float | str = ...,
        ingress_per_broker: float | str = ...,
        egress: float | str = ...,
        egress_per_broker: float | str = ...,
        replication_factor: int = ...,
        zones: int = ...,
    ) -> None: ...
    @property
    def egress(self) -> float:
        """That consumers read, all groups together [bytes/s], >= 0."""
    @property
    def egress_per_broker(self) -> float:
        """[bytes/s], > 0."""
    @property
    def ingress(self) -> float:
        """That producers write [bytes/s], >= 0."""
    @property
    def ingress_per_broker(self) -> float:
        """[bytes/s], > 0."""
    @property
    def partitions(self) -> float:
        """Leaders of all topics, >= 0, required."""
    @property
    def partitions_per_broker(self) -> float:
        """Leaders and followers, > 0, required."""
    @property
    def replication_factor(self) -> int:
        """Copies of each partition, >= 1."""
    @property
    def zones(self) -> int:
        """Of which the brokers are a multiple, >= 1."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class cluster_capacity:
    """What a cluster can carry; infinity where there is no limit or none is known."""
    @property
    def egress(self) -> float:
        """Most that consumers may read, all groups together [bytes/s]."""
    @property
    def ingress(self) -> float:
        """Most that producers may write [bytes/s]."""
    @property
    def other_partitions(self) -> float:
        """Of its partitions taken by other topics."""
    @property
    def partition_egress(self) -> float:
        """Of one partition [bytes/s]."""
    @property
    def partition_ingress(self) -> float:
        """Of one partition [bytes/s]."""
    @property
    def partitions(self) -> float:
        """Leaders of all its topics."""
    @property
    def recommended_partitions(self) -> float:
        """The same, as the vendor recommends."""
    @property
    def sustained_egress(self) -> float:
        """[bytes/s]"""
    @property
    def sustained_ingress(self) -> float:
        """[bytes/s]"""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class express_cluster:
    """MSK Express brokers: three zones and three copies."""
    def __init__(self, *, brokers: int = ..., other_partitions: int = ..., instance: str = ...) -> None: ...
    @property
    def brokers(self) -> int:
        """>= 3."""
    @property
    def instance(self) -> str:
        """Size of a broker, see express_sizes()."""
    @property
    def other_partitions(self) -> int:
        """Leaders of other topics on the same brokers, >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class partition_report:
    """What a number of partitions is like to live with."""
    @property
    def advice(self) -> str:
        """In words."""
    @property
    def even_brokers(self) -> bool:
        """Every broker leads as many."""
    @property
    def even_consumers(self) -> list[int]:
        """Numbers of consumers that own as many partitions each: its divisors."""
    @property
    def even_zones(self) -> bool:
        """Every zone leads as many."""
    @property
    def growth(self) -> list[tuple[int, float]]:
        """Steps to grow by later: (partitions, share of the keys that move)."""
    @property
    def moved(self) -> float:
        """Share of the keys that move from the present number."""
    @property
    def options(self) -> list[dict[str, Any]]:
        """Larger numbers nearby that are better in some way: partitions, packing, moved, divisors, reason."""
    @property
    def packing(self) -> float | None:
        """Share of the consumers' capacity that it uses; None: consumers are not told."""
    @property
    def partitions(self) -> int:
        """The number."""
    @property
    def room(self) -> float:
        """Partitions that the cluster can take beside them; below 0: too many."""
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...

class platform_note:
    """Something worth knowing of a forecast on a platform: a value that is above its reference."""
    @property
    def name(self) -> str:
        """What it is about."""
    @property
    def reference(self) -> float:
        """What it is above."""
    @property
    def text(self) -> str:
        """In words."""
    @property
    def unit(self) -> str:
        """Of both."""
    @property
    def value(self) -> float:
        """What the forecast gives."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...

class platform_quotas:
    """Quotas of AWS Lambda and its event source mappings, 2026-10; every one may be overridden."""
    def __init__(
        self,
        *,
        payload: float | str = ...,
        kafka_timeout: _Time = ...,
        timeout: _Time = ...,
        unreserved_concurrency: float = ...,
        request_factor: float = ...,
        batch_size: float = ...,
        sqs_batch_size: float = ...,
        batch_window: _Time = ...,
        kafka_minimum_pollers: float = ...,
        kafka_maximum_pollers: float = ...,
        sqs_fewest_pollers: float = ...,
        sqs_minimum_pollers: float = ...,
        sqs_maximum_pollers: float = ...,
        sqs_polls: float = ...,
        group_mappings: float = ...,
        group_pollers: float = ...,
        shard_ingress: float | str = ...,
        shard_records: float = ...,
    ) -> None: ...
    @property
    def batch_size(self) -> float:
        """[records]"""
    @property
    def batch_window(self) -> float:
        """[s]"""
    @property
    def group_mappings(self) -> float:
        """Event source mappings that share a group of pollers."""
    @property
    def group_pollers(self) -> float:
        """Maximum pollers of a group, all mappings together."""
    @property
    def kafka_maximum_pollers(self) -> float:
        """Largest maximum."""
    @property
    def kafka_minimum_pollers(self) -> float:
        """Largest minimum."""
    @property
    def kafka_timeout(self) -> float:
        """Longest function timeout behind a Kafka event source [s]."""
    @property
    def payload(self) -> float:
        """Of one invocation: the documents' 6 MB as 6 x 2^20 bytes."""
    @property
    def request_factor(self) -> float:
        """Invocations per second for each unit of concurrency."""
    @property
    def shard_ingress(self) -> float:
        """Of a Kinesis shard [bytes/s]."""
    @property
    def shard_records(self) -> float:
        """Of a Kinesis shard [records/s]."""
    @property
    def sqs_batch_size(self) -> float:
        """Of a queue without a batch window of 1 s or more [records]."""
    @property
    def sqs_fewest_pollers(self) -> float:
        """Smallest minimum and maximum."""
    @property
    def sqs_maximum_pollers(self) -> float:
        """Largest maximum."""
    @property
    def sqs_minimum_pollers(self) -> float:
        """Largest minimum."""
    @property
    def sqs_polls(self) -> float:
        """Polling requests of one SQS poller [1/s]."""
    @property
    def timeout(self) -> float:
        """Behind another [s]."""
    @property
    def unreserved_concurrency(self) -> float:
        """That reservations must leave to other functions."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class serverless_cluster:
    """MSK Serverless."""
    def __init__(self, *, other_partitions: int = ...) -> None: ...
    @property
    def other_partitions(self) -> int:
        """Leaders of other topics of the cluster, >= 0."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class standard_cluster:
    """MSK Standard brokers."""
    def __init__(
        self,
        *,
        brokers: int = ...,
        zones: int = ...,
        replication_factor: int = ...,
        other_partitions: int = ...,
        storage_gb: float | None = ...,
        instance: str = ...,
    ) -> None: ...
    @property
    def brokers(self) -> int:
        """>= 1."""
    @property
    def instance(self) -> str:
        """Size of a broker, see standard_sizes()."""
    @property
    def other_partitions(self) -> int:
        """Leaders of other topics on the same brokers, each with as many copies, >= 0."""
    @property
    def replication_factor(self) -> int:
        """Copies of each partition, 1 to brokers."""
    @property
    def storage_gb(self) -> float | None:
        """Provisioned on each broker [GB of 10^9 bytes]; None: what the retention needs."""
    @property
    def zones(self) -> int:
        """Availability zones, 1 to brokers."""
    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values by name; what is not set is None."""
    def __eq__(self, other: object) -> bool: ...
    def __getstate__(self) -> tuple[int, Any]: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __rich_repr__(self) -> list[tuple[Any, ...]]: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def _repr_html_(self) -> str: ...

class belief:
    def __getstate__(self) -> tuple[int, Any]: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    def quantile(self, p: ArrayLike) -> Any: ...
    def mean(self) -> float: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

class service_evidence:
    def __getstate__(self) -> tuple[int, Any]: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    @property
    def service_time(self) -> belief: ...
    @property
    def service_scv(self) -> belief: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

class odds_result:
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def error(self) -> float: ...
    @property
    def constraints(self) -> dict[str, dict[str, float]]: ...
    @property
    def scenarios(self) -> int: ...
    @property
    def priced(self) -> bool: ...
    @property
    def interrupted(self) -> bool: ...
    def quantile(self, figure: str, p: float) -> float: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self, indent: int | None = None) -> str: ...
    def explain(self) -> str: ...

class odds_curve:
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    @property
    def partitions(self) -> list[int]: ...
    @property
    def probability(self) -> NDArray[np.float64]: ...
    @property
    def error(self) -> NDArray[np.float64]: ...
    def __len__(self) -> int: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self, indent: int | None = None) -> str: ...
    def explain(self) -> str: ...
    def plot(self, ax: Axes | None = None) -> Axes: ...

class tornado_result:
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    @property
    def figure(self) -> str: ...
    @property
    def centre(self) -> float: ...
    @property
    def bars(self) -> list[dict[str, Any]]: ...
    @property
    def together(self) -> float: ...
    @property
    def scenarios(self) -> int: ...
    @property
    def interrupted(self) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self, indent: int | None = None) -> str: ...
    def explain(self) -> str: ...
    def plot(self, ax: Axes | None = None) -> Axes: ...

class confident_plan:
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...
    @property
    def partitions(self) -> int | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def probability(self) -> float: ...
    @property
    def error(self) -> float: ...
    @property
    def nearest(self) -> int: ...
    @property
    def probability_below(self) -> float | None: ...
    @property
    def binding(self) -> str: ...
    @property
    def curve(self) -> odds_curve: ...
    @property
    def tornado(self) -> tornado_result: ...
    @property
    def interrupted(self) -> bool: ...
    def to_dict(self) -> dict[str, Any]: ...
    def to_json(self, indent: int | None = None) -> str: ...
    def explain(self) -> str: ...
    def plot(self, ax: Axes | None = None) -> Axes: ...

class uncertain:
    def __repr__(self) -> str: ...
    def __init__(
        self,
        pipeline: pipeline,
        deployment: deployment | None = None,
        **inputs: belief | service_evidence | float | str | Sequence[float],
    ) -> None: ...
    @property
    def system(self) -> pipeline: ...
    @property
    def inputs(self) -> dict[str, belief]: ...
    def odds(
        self,
        target: target,
        *,
        scenarios: int = 10_000,
        seed: int = 1,
        progress: Callable[[float], bool | None] | None = None,
    ) -> odds_result: ...
    def odds_by_size(
        self,
        target: target,
        partitions: ArrayLike,
        *,
        scenarios: int = 10_000,
        seed: int = 1,
        progress: Callable[[float], bool | None] | None = None,
    ) -> odds_curve: ...
    def plan(
        self,
        target: target,
        confidence: float = 0.95,
        *,
        scenarios: int = 10_000,
        seed: int = 1,
        progress: Callable[[float], bool | None] | None = None,
    ) -> confident_plan: ...
    def tornado(
        self,
        measure: str | target = "max_wait",
        *,
        scenarios: int = 10_000,
        seed: int = 1,
        progress: Callable[[float], bool | None] | None = None,
    ) -> tornado_result: ...

class relaxation:
    """What one step more of a variable would be worth."""
    @property
    def variable(self) -> str:
        """What is changed by one step."""
    @property
    def from_value(self) -> float:
        """Of the variable, as recommended."""
    @property
    def to_value(self) -> float:
        """Of the variable, one step on."""
    @property
    def unit(self) -> str:
        """Of measure."""
    @property
    def measure(self) -> str:
        """What gets better: max_wait, drained_at, peak_lag, ..."""
    @property
    def before(self) -> float:
        """The measure at the recommended size."""
    @property
    def after(self) -> float:
        """The measure one step on."""
    @property
    def cost_before(self) -> float | None:
        """USD per month, None where unknown."""
    @property
    def cost_after(self) -> float | None:
        """USD per month, None where unknown."""
    @property
    def then(self) -> str:
        """What binds after that."""
    @property
    def text(self) -> str:
        """The same as a sentence."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...

class alternative:
    """A plan with one target dropped or loosened."""
    @property
    def target(self) -> str:
        """Name of the target that is dropped or loosened."""
    @property
    def dropped(self) -> bool:
        """Dropped; else loosened to limit."""
    @property
    def limit(self) -> float | None:
        """What the target would have to be, None when dropped."""
    @property
    def feasible(self) -> bool:
        """Every other target is met then."""
    @property
    def partitions(self) -> int | None:
        """Then recommended."""
    @property
    def min_pollers(self) -> int | None:
        """Then recommended."""
    @property
    def max_pollers(self) -> int | None:
        """Then recommended."""
    @property
    def consumers(self) -> int | None:
        """Then recommended."""
    @property
    def text(self) -> str:
        """The same as a sentence."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...

class conflict:
    """Two constraints that cannot both hold."""
    @property
    def first(self) -> str:
        """Name of a constraint."""
    @property
    def second(self) -> str:
        """Name of the one that contradicts it."""
    @property
    def text(self) -> str:
        """Why both cannot hold."""
    def to_dict(self) -> dict[str, Any]:
        """The fields by name."""
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...
    def __repr__(self) -> str: ...
    def __str__(self) -> str: ...

class assessment:
    """A pipeline against everything that it has to keep."""
    @property
    def forecast(self) -> forecast_result:
        """Of the pipeline."""
    @property
    def cost(self) -> bill:
        """Of a month, item by item."""
    @property
    def constraints(self) -> list[constraint]:
        """The targets, then the limits of the platform."""
    @property
    def feasible(self) -> bool:
        """Every constraint is met."""
    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
    def to_json(self, indent: int | None = ...) -> str:
        """The same as JSON; infinity becomes null."""
    def __repr__(self) -> str: ...

class sensitivity_result:
    def __getstate__(self) -> tuple[int, Any]: ...
    def __repr__(self) -> str: ...
    def __setstate__(self, arg0: tuple[int, Any]) -> None: ...
    @property
    def measure(self) -> str: ...
    @property
    def value(self) -> float: ...
    @property
    def inputs(self) -> dict[str, float | None]: ...
    @property
    def gradient(self) -> dict[str, float | None]: ...
    @property
    def elasticity(self) -> dict[str, float | None]: ...
    @property
    def defined(self) -> dict[str, bool]: ...
    @property
    def reasons(self) -> dict[str, str]: ...
    def to_dict(self) -> dict[str, object]: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> int: ...

def abandon_probability(q: queue_model) -> Any:
    """Share of the arrivals that gives up waiting."""

def abandon_probability_at_most(x: float) -> objective:
    """Share of the arrivals that gives up waiting at most x.

    Raises ValueError by the name of what is out of range.
    """

def allen_cunneen_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean wait of a ggc [s]; approximation: Erlang's times the mean of the two scvs.

    Source: Allen (1978), after Cunneen.

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def assess(pipeline: pipeline, target: target | None = ..., deployment: deployment | None = ...) -> assessment:
    """A pipeline as it is against everything that it has to keep: the targets and the limits of the platform; and its
    bill of a month.

    Raises ValueError by the name of a field that is out of range.
    """

def assign(
    shares: _Array,
    owners: int,
    assignment: _Assignor = ...,
    previous: _Array | None = ...,
) -> NDArray[np.int64]:
    """The owner of each partition, numbers from 0.

    assignment: "range" contiguous blocks; "round_robin" in turn; "cooperative_sticky" as few as possible
    change hands (previous: the owners before); "best_case" largest share first.
    shares: of the traffic, one per partition, in any unit. Raises ValueError for an argument out of range.
    """

def availability(policy: breakdown_policy) -> float:
    """Share of the time of a service that is not a pause. Formula: 1 / (1 + rate pause)."""

@overload
def batch_capacity(time: invocation_time, batch_size: float) -> float:
    """Largest rate of one consumer with full batches [records/s]. Formula: B / (a + b B)."""

@overload
def batch_capacity(time: invocation_time, batch_size: float | _Array) -> float | NDArray[np.float64]: ...
def batch_capacity_limit(time: invocation_time) -> float:
    """The rate that no batch size reaches [records/s]: 1 / b; infinity without a time per record."""

@overload
def batch_failure_probability(policy: retry_policy, records: float) -> float:
    """Probability that one attempt at a batch fails. Formula: 1 - ((1-f)(1-g))^n."""

@overload
def batch_failure_probability(policy: retry_policy, records: float | _Array) -> float | NDArray[np.float64]: ...
def batch_limit(policy: batch_policy) -> float:
    """The most records that fit into one invocation.

    Formula: min(batch_size, floor(payload_limit / payload_bytes)).
    Raises ValueError when not one record fits.
    """

def between(
    low: float | str | timedelta,
    likely: float | str | timedelta,
    high: float | str | timedelta,
    *,
    ends: str = "extremes",
) -> belief: ...
@overload
def billed_duration(seconds: _Time) -> float:
    """What a duration is billed as: rounded up to 1 ms [s]."""

@overload
def billed_duration(seconds: _Time | _Array) -> float | NDArray[np.float64]: ...
@overload
def bisect_invocations(records: float) -> float:
    """Mean number of invocations that bisection needs for a batch with one poison record, which is tried once alone.

    About 2 log2 n + 1. Exact.
    """

@overload
def bisect_invocations(records: float | _Array) -> float | NDArray[np.float64]: ...
def blocked_age(q: blocked_partition) -> float:
    """Age that the records at the head come to in the long run [s]; 0 where the partition is stable (fluid)."""

def blocked_lag(q: blocked_partition) -> float:
    """Records that have piled up when the poison record goes. Formula: arrival_rate * block_time (fluid)."""

def blocked_load(q: blocked_partition) -> float:
    """Load of the partition when every poison record blocks for the whole block_time."""

@overload
def blocked_probability(q: blocked_partition, horizon: _Time) -> float:
    """Probability that the partition is blocked at least once within a time [s]. Exact for Poisson arrivals."""

@overload
def blocked_probability(q: blocked_partition, horizon: _Time | _Array) -> float | NDArray[np.float64]: ...
def blocking_probability(q: queue_model) -> Any:
    """Share of the arrivals that is turned away."""

def blocking_probability_at_most(x: float) -> objective:
    """Share of the arrivals that is turned away at most x.

    Raises ValueError by the name of what is out of range.
    """

def break_even(forecast: forecast_result, deployment: deployment, pool: container_pool) -> break_even_result:
    """The monthly records at which a function costs as much as a pool of containers, if the same load comes more
    or less often.

    Raises ValueError by the name of a field that is out of range, or without deployment.memory_mb.
    """

def broker_facts() -> list[dict[str, str]]:
    """Where the numbers of brokers come from: what, source, date, and by whom (vendor, secondary, derived)."""

@overload
def broker_ingress(instance: str, fan_out: float = ..., tiered: bool = ...) -> float:
    """What clients may write to one Standard broker [bytes/s].

    Formula: min(disk / 6.5, network / (5.7 + 1.5 fan_out)) with three copies; 8 and 7.2 in place of 6.5 and 5.7
    with tiered
    storage (secondary source; it gives the 153.8 MB/s that the vendor states for m7g.16xlarge).
    """

@overload
def broker_ingress(instance: str, fan_out: float | _Array = ..., tiered: bool = ...) -> float | NDArray[np.float64]: ...
def brokers_needed(demand: broker_demand) -> broker_count:
    """The brokers that a topic needs, and what decides: partitions, ingress, egress, copies or the zones."""

def burst(records: float, at: _Time = ...) -> arrival_profile:
    """Records that come all at once.

    records: >= 0. at: [s], >= 0. Raises ValueError by the name of what is out of range.
    """

def busy_fraction(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Share of the time in which an invocation runs; near 1 at small loads already, for batches grow.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def capacity_of(cluster: _Cluster, fan_out: float = ...) -> cluster_capacity:
    """What a cluster can carry: its brokers together, over the copies of each partition.

    fan_out: consumer groups that read each record.
    """

def chen_whitt_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Upper bound of the mean wait of a gg1 [s], close to the least one (a conjecture supported by computation).

    Source: Chen and Whitt, Queueing Syst. 94 (2020).

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

@overload
def cold_start_probability(start: cold_start, arrival_rate: float) -> float:
    """Probability that the record that ends an idle period finds no environment. Formula: exp(-arrival_rate
    keep_alive).

    arrival_rate: of the records of one consumer [1/s].
    """

@overload
def cold_start_probability(start: cold_start, arrival_rate: float | _Array) -> float | NDArray[np.float64]: ...
def completion_time(policy: breakdown_policy, service: service_moments) -> service_moments:
    """Time from the start of a service to its end, interruptions included; infinity where it has none.

    Exact: resume for any service, restart for constant and gamma services. Source: Gaver, J. R. Stat. Soc. B 24
    (1962).
    """

@overload
def compute_cost(gb_seconds: float, processor: Literal["x86", "arm"] = ..., prices: price_table = ...) -> float:
    """Compute of a month, tier by tier, free GB-seconds first [USD]."""

@overload
def compute_cost(
    gb_seconds: float | _Array, processor: Literal["x86", "arm"] = ..., prices: price_table = ...
) -> float | NDArray[np.float64]: ...
@overload
def concurrency_quantile(offered_load: float, p: float) -> float:
    """Records in service at once that are not exceeded with probability p: a quantile of the Poisson law.

    offered_load: mean number [erlang], in [0, 1e15]. p: in [0, 1). A whole number as a float.
    Raises ValueError for an argument out of range.
    """

@overload
def concurrency_quantile(offered_load: float | _Array, p: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def concurrency_tail(offered_load: float, n: int) -> float:
    """Probability that more than n records are in service at once. Formula: gamma_p(n + 1, offered_load).

    offered_load: mean number [erlang], in [0, 1e15]. n: such as a concurrency limit, >= 0.
    Raises ValueError for an argument out of range.
    """

@overload
def concurrency_tail(offered_load: float | _Array, n: int | _Array) -> float | NDArray[np.float64]: ...
def constant_rate(rate: float, duration: _Time = ..., start: _Time = ...) -> arrival_profile:
    """The same rate all the time.

    rate: [records/s], >= 0. duration: [s], > 0; infinity: for ever. start: [s], >= 0.
    Raises ValueError by the name of what is out of range.
    """

@overload
def cool_down(evaluation_period: _Time, drained_at: _Time) -> float:
    """Time from an empty queue to the next evaluation, which takes the extra consumers away [s].

    Formula: evaluation_period * ceil(drained_at / evaluation_period) - drained_at; evaluations are at whole
    multiples of the period. Raises ValueError for an argument out of range.
    """

@overload
def cool_down(evaluation_period: _Time | _Array, drained_at: _Time | _Array) -> float | NDArray[np.float64]: ...
def coxian_ph(means: _Array, proceed: _Array) -> phase_type:
    """Exponential stages one after the other; proceed[i] is the probability of going on after stage i.

    Raises ValueError by the name of what is out of range.
    """

def daily(
    mean: float, amplitude: float, peak_at: _Time = ..., period: _Time = ..., duration: _Time = ..., pieces: int = ...
) -> arrival_profile:
    """A day as a sinusoid: mean + amplitude * cos(2 pi (t - peak_at) / period), as chords.

    The mean is exact; between breakpoints the rate is off by at most amplitude * (pi / pieces)**2 / 2,
    which is 0.054 % of the amplitude at 96 pieces.

    mean: [records/s], >= 0. amplitude: [records/s], in [0, mean]. peak_at, period, duration: [s]. pieces:
    chords per period, >= 4. Raises ValueError by the name of what is out of range.
    """

def daley_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Upper bound of the mean wait of a gg1 [s], sharper than Kingman's.

    Formula: service_time ((2 - rho) arrival_scv + rho service_scv) / (2 (1 - rho)).
    Source: Daley, Z. Wahrsch. 41 (1977).

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def decay_rate(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """theta [1/s] with P(W > t) ~ exp(-theta t) for large t.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def delayed(arrivals: arrival_profile, delay: _Time) -> arrival_profile:
    """The same profile later by a time.

    delay: [s], >= 0.
    """

def discarded_share(q: blocked_partition) -> float:
    """Share of the records that are given up in the long run: the poison ones, and those behind them that get
    too old.

    Exact for Poisson arrivals and a block_time that is long against the service and the time between poison records.
    """

@overload
def drain_cdf(law: _DrainLaw, t: _Time) -> float:
    """Probability that it has drained by t [s]."""

@overload
def drain_cdf(law: _DrainLaw, t: _Time | _Array) -> float | NDArray[np.float64]: ...
def drain_mean(law: _DrainLaw) -> Any:
    """Mean of the drain time [s]. Raises unstable_error for a load of 1 or more: it does not drain."""

@overload
def drain_pmf(law: _DrainLaw, k: float) -> float:
    """Probability that it takes exactly k services. Exact."""

@overload
def drain_pmf(law: _DrainLaw, k: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def drain_quantile(law: _DrainLaw, p: float) -> float:
    """The time by which it has drained with probability p, in [0, 1) [s]; for borel_tanner whole services."""

@overload
def drain_quantile(law: _DrainLaw, p: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def drain_tail(law: _DrainLaw, t: _Time) -> float:
    """Probability that it takes longer than t [s]; not by subtraction from 1."""

@overload
def drain_tail(law: _DrainLaw, t: _Time | _Array) -> float | NDArray[np.float64]: ...
def drain_variance(law: _DrainLaw) -> Any:
    """Variance of the drain time [s^2]; not of last_drain."""

@overload
def effective_parallelism(partitions: float, consumers: float) -> float:
    """Services in parallel when each partition has one owner among the consumers.

    Formula: partitions / ceil(partitions / consumers), the pace of the partition that finishes last; all partitions
    with as many consumers. Raises ValueError for an argument out of range.
    """

@overload
def effective_parallelism(partitions: float | _Array, consumers: float | _Array) -> float | NDArray[np.float64]: ...
def effective_partitions(shares: _Array) -> float:
    """How many partitions of equal load carry as much as these before the hottest is full: 1 / largest share."""

def empty_probability(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Chance that nothing waits at the end of an invocation.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

@overload
def environment_time(environments: float, burst: float = ..., rate: float = ...) -> float:
    """Shortest time in which a function comes to a number of execution environments [s]: (environments - burst) /
    rate.
    """

@overload
def environment_time(
    environments: float | _Array, burst: float | _Array = ..., rate: float | _Array = ...
) -> float | NDArray[np.float64]: ...
@overload
def erlang_b(servers: float, offered_load: float) -> float:
    """Share of the arrivals that finds all servers busy and is turned away.

    Formula: (a^c / c!) / sum_n a^n / n!; for real c by its integral. Source: Erlang 1917, Jagerman 1974.

    servers: c, >= 0, also fractions. offered_load: a = arrival_rate * service_time [erlang], >= 0.
    Raises ValueError for an argument out of range.
    """

@overload
def erlang_b(servers: float | _Array, offered_load: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def erlang_b_load(servers: float, probability: float) -> float:
    """Largest offered load at which at most a given share of the arrivals is lost [erlang].

    servers: c, > 0. probability: largest share lost, in [0, 1). Raises ValueError for an argument out of range.
    """

@overload
def erlang_b_load(servers: float | _Array, probability: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def erlang_b_servers(offered_load: float, probability: float) -> float:
    """Smallest whole number of servers at which at most a given share of the arrivals is lost. Exact.

    offered_load: a [erlang], >= 0. probability: largest share lost, in (0, 1]. A whole number as a float.
    Raises ValueError for an argument out of range.
    """

@overload
def erlang_b_servers(offered_load: float | _Array, probability: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def erlang_c(servers: float, offered_load: float) -> float:
    """Share of the arrivals that waits, where all wait for a free server.

    Formula: B / (1 - a (1 - B) / c). Source: Erlang 1917.

    servers: c, > 0, also fractions. offered_load: a = arrival_rate * service_time [erlang], in [0, c).
    Raises ValueError for an argument out of range, unstable_error for offered_load >= servers.
    """

@overload
def erlang_c(servers: float | _Array, offered_load: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def erlang_c_load(servers: float, probability: float) -> float:
    """Largest offered load at which at most a given share of the arrivals has to wait [erlang].

    servers: c, > 0. probability: largest share that waits, in [0, 1). Raises ValueError for an argument out of range.
    """

@overload
def erlang_c_load(servers: float | _Array, probability: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def erlang_c_servers(offered_load: float, probability: float) -> float:
    """Smallest whole number of servers at which at most a given share of the arrivals has to wait. Exact.

    offered_load: a [erlang], >= 0. probability: largest share that waits, in (0, 1]. A whole number as a float.
    Raises ValueError for an argument out of range.
    """

@overload
def erlang_c_servers(offered_load: float | _Array, probability: float | _Array) -> float | NDArray[np.float64]: ...
def erlang_ph(mean: _Time, k: int) -> phase_type:
    """Sum of k exponential times, k in [1, 200].

    Raises ValueError by the name of what is out of range.
    """

@overload
def event_poller_units(
    pollers: float, bytes_per_second: float | str = ..., kind: Literal["kafka", "sqs"] = ..., prices: price_table = ...
) -> float:
    """Event poller units of one mapping, or of a group of Kafka mappings together: max(ceil(pollers / 10),
    ceil(MB/s / 20)).

    A mapping without a group takes a unit of its own for its first poller already.
    """

@overload
def event_poller_units(
    pollers: float | _Array,
    bytes_per_second: float | str = ...,
    kind: Literal["kafka", "sqs"] = ...,
    prices: price_table = ...,
) -> float | NDArray[np.float64]: ...
def expiry_after(policy: retry_policy, retention: _Time, age: _Time = ...) -> float:
    """Time until a record expires [s]: min(max_record_age, retention) - age, at least 0.

    age: of the record at its first attempt [s].
    """

def exponential_ph(mean: _Time) -> phase_type:
    """An exponential law as a phase type.

    Raises ValueError by the name of what is out of range.
    """

def express_sizes() -> dict[str, dict[str, float]]:
    """What an MSK Express broker of each size can do: partitions (leaders and followers), rates of its clients
    [bytes/s].
    """

@overload
def fifo_concurrency(message_groups: float, maximum_concurrency: float = ...) -> float:
    """Most concurrent invocations of a FIFO queue: min(message_groups, maximum_concurrency)."""

@overload
def fifo_concurrency(
    message_groups: float | _Array, maximum_concurrency: float | _Array = ...
) -> float | NDArray[np.float64]: ...
@overload
def fill_time(policy: batch_policy, arrival_rate: float) -> float:
    """Mean time from the first record of a batch to the one that fills it, without a window [s]."""

@overload
def fill_time(policy: batch_policy, arrival_rate: float | _Array) -> float | NDArray[np.float64]: ...
def fit_mmpp2(
    arrival_rate: float, dispersion_limit: float, time_constant: _Time, peak_share: float = ...
) -> markov_arrivals:
    """The mmpp2 with a mean rate [records/s], a limit of Var N(t) / E N(t) (> 1), a time constant of the rate's
    correlation [s] and a share of the time in the burst.

    Raises ValueError by the name of what is out of range.
    """

def fit_ph(mean: _Time, scv: float) -> phase_type:
    """A phase type with a mean [s] and a squared coefficient of variation, with few phases.

    Raises ValueError by the name of what is out of range.
    """

def fit_ph3(mean: _Time, scv: float, normalized_third: float) -> phase_type:
    """A phase type with three moments; normalized_third is E[X^3] / (E[X] E[X^2]), 3 for an exponential law.

    Raises ValueError by the name of what is out of range.
    """

def forecast(pipeline: pipeline) -> forecast_result:
    """What happens to a pipeline.

    Exact for the fluid model: every record counts once, service times are their mean, chance is left out.
    Overload is an answer: peak_lag, drained_at and max_wait are then infinite.

    Raises ValueError by the name of a field that is out of range, evaluation_error after more than max_events.
    """

def formation(policy: batch_policy, arrival_rate: float) -> batch_formation:
    """A batch that an idle consumer forms from Poisson arrivals, closed by size, payload or window. Exact.

    arrival_rate: [records/s]. Raises ValueError by the name of what is out of range.
    """

@overload
def from_counts(counts: _Array, *, bin_width: _Time | None = ...) -> arrival_profile:
    """From counts in bins of one width, from time 0 on.

    counts: records per bin, each >= 0. bin_width: [s], required.
    Raises ValueError by the name and index of what is wrong.
    """

@overload
def from_counts(
    times: _Instants,
    counts: _Array,
    *,
    bin_width: _Time | None = ...,
    gaps: Literal["error", "zero", "hold", "interpolate"] = ...,
) -> arrival_profile:
    """From counts in bins that begin at given times.

    times: start of each bin [s] or dates, strictly increasing; time 0 of the profile is the first. counts:
    records per bin, each >= 0. bin_width: [s], the median distance by default. gaps: what to do where a distance
    is above 1.5 bin widths: "error" names them, "zero" nothing arrived, "hold" the rate before goes on,
    "interpolate" linearly. Raises ValueError by the name and index of what is wrong.
    """

def from_edges(edges: _Instants, counts: _Array) -> arrival_profile:
    """From counts between edges: bin i is [edges[i], edges[i + 1]).

    edges: [s] or dates, one more than counts, strictly
    increasing; time 0 of the profile is the first. Raises ValueError by the name and index of what is wrong.
    """

def frontier_columns(
    pipeline: pipeline,
    target: target | None,
    deployment: deployment | None,
    probability: float,
    **axes: Any,
) -> dict[str, Any]:
    """The columns of ullage.frontier, and what could not be priced."""

@overload
def garnett(beta: float, patience_ratio: float) -> float:
    """Probability of a wait with impatient records and c = offered_load + beta sqrt(offered_load), in the limit
    of many
    servers.

    Formula: 1 / (1 + sqrt(r) h(beta / sqrt(r)) / h(-beta)), h the hazard of the normal law. Source: Garnett,
    Mandelbaum and Reiman, M&SOM 4 (2002).

    beta: any sign. patience_ratio: r = service_time / patience, >= 0.
    Raises ValueError for an argument out of range.
    """

@overload
def garnett(beta: float | _Array, patience_ratio: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def garnett_beta(probability: float, patience_ratio: float) -> float:
    """The beta for a probability of a wait: inverse of garnett.

    probability: in (0, 1). patience_ratio: in [1e-12, 1e12].
    Raises ValueError for an argument out of range.
    """

@overload
def garnett_beta(probability: float | _Array, patience_ratio: float | _Array) -> float | NDArray[np.float64]: ...
def gentle_growth(partitions: int, at_least: int) -> list[tuple[int, float]]:
    """Partition counts to grow to, each with the share of the keys that move: the smallest enough and those
    that move less.
    """

@overload
def halfin_whitt(beta: float) -> float:
    """Probability of a wait in M/M/c with c = offered_load + beta sqrt(offered_load), in the limit of many servers.

    Formula: 1 / (1 + beta Phi(beta) / phi(beta)). Source: Halfin and Whitt, Oper. Res. 29 (1981).

    beta: quality of service, >= 0. Raises ValueError for an argument out of range.
    """

@overload
def halfin_whitt(beta: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def halfin_whitt_beta(probability: float) -> float:
    """The beta for a probability of a wait: inverse of halfin_whitt.

    probability: in (0, 1).
    Raises ValueError for an argument out of range.
    """

@overload
def halfin_whitt_beta(probability: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def hot_key_limit(top_share: float | _Skew, partition_capacity: float) -> float:
    """Largest rate of a topic that any number of partitions can carry [records/s]: partition_capacity / top_share.

    top_share: of the largest key, as a number or an array of numbers, or a skew such as zipf_keys(...).
    All records of a key go to one partition. Raises ValueError for an argument out of range.
    """

@overload
def hot_key_limit(top_share: float | _Skew, partition_capacity: float | _Array) -> float | NDArray[np.float64]: ...
def hyperexponential_ph(probabilities: _Array, means: _Array) -> phase_type:
    """With probability probabilities[i] exponential of mean means[i] [s].

    Raises ValueError by the name of what is out of range.
    """

def instance_prices() -> dict[str, dict[str, Any]]:
    """Prices of MSK brokers [USD/hour] by name, as quoted by others, read 2026-10."""

@overload
def invocation_rate(policy: batch_policy, arrival_rate: float | _Array) -> Any:
    """Invocations per second of a consumer that is idle whenever a batch begins: the most that these arrivals
    cause. Exact.
    """

@overload
def invocation_rate(q: blocked_partition) -> Any:
    """Invocations per second. Formula: arrival_rate / mean_batch."""

def is_stable(q: queue_model) -> Any:
    """Does the queue have a steady state (utilization < 1)?"""

def kimura_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean wait of a ggc with arrival_scv = 1 [s]; approximation, exact for M/M/c and M/G/1.

    Source: Kimura, Manag. Sci. 32 (1986); Cosmetatos, Oper. Res. Q. 26 (1975).

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def kingman_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Upper bound of the mean wait of a gg1 [s], for any laws with these moments.

    Formula: service_time (arrival_scv / rho + rho service_scv) / (2 (1 - rho)). Source: Kingman, Biometrika 49
    (1962).

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def klb_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean wait of a gg1 [s]; approximation of Kraemer and Langenbach-Belz (ITC 8, 1976), exact for M/G/1.

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def klb_wait_probability(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """P(W > 0) of a gg1; approximation of Kraemer and Langenbach-Belz (ITC 8, 1976), exact for M/G/1.

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def known(value: float | str | timedelta) -> belief: ...
@overload
def lag_exceedance(path: lag_path | lag_segment, level: float) -> float:
    """Probability that the lag reaches a level [records] at some time of the path. Exact for the Brownian path.

    Source: Bachelier 1900; Wang and Poetzelberger, J. Appl. Probab. 34 (1997).
    """

@overload
def lag_exceedance(path: lag_path | lag_segment, level: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def lag_peak_quantile(path: lag_path, p: float) -> float:
    """The level that the highest lag of the path stays below with probability p, in (0, 1) [records]."""

@overload
def lag_peak_quantile(path: lag_path, p: float | _Array) -> float | NDArray[np.float64]: ...
def largest_load(shares: _Array, owners: int, assignment: _Assignor = ...) -> float:
    """The largest traffic that one owner has, in the unit of the shares; assignment as in assign."""

@overload
def log_erlang_b(servers: float, offered_load: float) -> float:
    """Logarithm of erlang_b, where B itself is too small for a float, or too close to 1.

    servers: c, >= 0. offered_load: a [erlang], > 0. Raises ValueError for an argument out of range.
    """

@overload
def log_erlang_b(servers: float | _Array, offered_load: float | _Array) -> float | NDArray[np.float64]: ...
def lognormal_belief(median: float | str | timedelta, log_sd: float) -> belief: ...
def lognormal_from_percentiles(median: _Time, p99: _Time, timeout: _Time = ...) -> lognormal_service:
    """The lognormal law with a median and a 99th percentile, both before the cut at the timeout [s].

    Raises ValueError by the name of what is out of range.
    """

def marchal_mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean wait of a gg1 [s]; approximation, exact for M/G/1. Source: Marchal, AIIE Trans. 8 (1976).

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

@overload
def max_arrival_rate(q: queue_model, objective: _Objective) -> solution:
    """The largest arrival rate at which a queue meets an objective [records/s].

    Method: bracketed in the logarithm, then Chandrupatla's root: the objective is met with the result and fails
    1e-12 above it. The queue's own arrival_rate does not matter.
    Raises TypeError where the queue does not have the measure, or has no arrival rate.
    """

@overload
def max_arrival_rate(partitions: float, service_time: _Time, utilization: float = ...) -> float:
    """Largest arrival rate that keeps the utilization [records/s].

    Formula: utilization * partitions / service_time.
    Raises ValueError for an argument out of range.
    """

@overload
def max_arrival_rate(
    partitions: float | _Array, service_time: _Time | _Array, utilization: float | _Array = ...
) -> float | NDArray[np.float64]: ...
@overload
def max_service_time(q: queue_model, objective: _Objective) -> solution:
    """The longest mean service time with which a queue meets an objective [s]; a service law keeps its form.

    Method as max_arrival_rate. The mean of the queue's own service does not matter.
    Raises TypeError where the queue does not have the measure, or has no service time.
    """

@overload
def max_service_time(partitions: float, arrival_rate: float) -> float:
    """Longest mean service time at which the partitions keep up with a rate [s].

    Formula: partitions / arrival_rate.
    Raises ValueError for an argument out of range.
    """

@overload
def max_service_time(partitions: float | _Array, arrival_rate: float | _Array) -> float | NDArray[np.float64]: ...
def mean_batch(q: queue_model) -> Any:
    """Mean number of records of an invocation."""

def mean_in_queue(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean number of records that wait. Formula: throughput * mean_wait (Little 1961).

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def mean_in_queue_at_most(x: float) -> objective:
    """Mean number that waits at most x.

    Raises ValueError by the name of what is out of range.
    """

def mean_in_system(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean number of records that wait or are served. Formula: throughput * mean_sojourn (Little 1961).

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def mean_in_system_at_most(x: float) -> objective:
    """Mean number that waits or is served at most x.

    Raises ValueError by the name of what is out of range.
    """

def mean_sojourn(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean time from arrival to the end of service [s].

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def mean_sojourn_at_most(x: _Time) -> objective:
    """Mean time from arrival to the end of service at most x [s].

    Raises ValueError by the name of what is out of range.
    """

def mean_wait(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Mean time from arrival to the start of service [s].

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def mean_wait_at_most(x: _Time) -> objective:
    """Mean time before service at most x [s].

    Raises ValueError by the name of what is out of range.
    """

def mmpp2(peak_rate: float, valley_rate: float, peak_duration: _Time, valley_duration: _Time) -> markov_arrivals:
    """Poisson arrivals whose rate changes between two values after exponential times; rates [records/s],
    mean durations [s].

    Raises ValueError by the name of what is out of range.
    """

def modified_offered_load_wait_probability(q: transient_mmc, t: _Time | _Array) -> Any:
    """Probability of a wait at time t [s] by the load that would be in service if none ever waited.

    Approximation, good where few wait. Source: Jennings, Mandelbaum, Massey and Whitt, Management Sci. 42 (1996).
    """

def monthly_cost(forecast: forecast_result, deployment: deployment | None = None) -> bill:
    """What the pipeline of a forecast costs in a month, item by item.

    A load that ends comes again end to end, or once in `repeats_every`; an endless one is billed as what it
    settles to.
    Invocations are an estimate for Poisson arrivals: full batches while records wait, else what an owner
    collects
    (within 1 % mostly). What cannot be priced is named in `unknown` with the field that would tell.

    Raises ValueError by the name of a field that is out of range.
    """

def moved_keys(before: int, after: int) -> float:
    """Share of the keys that change their partition when hash mod partitions gets another divisor.

    Formula: 1 - gcd(before, after) / max(before, after). Doubling moves half, the least there is.
    """

def murmur2(key: str | bytes | int, *, width: Literal[32, 64] = ...) -> int:
    """The hash that Kafka's Java client takes of a key, bit for bit (Utils.murmur2): a signed number of 32 bits.

    key: str (UTF-8), bytes, or an int as IntegerSerializer writes it (width=32) or LongSerializer (width=64).
    Raises TypeError for another key, ValueError for an int that does not fit.
    """

def offered_load(arrivals: arrival_profile, service: service_law, t: _Time | _Array) -> Any:
    """Mean number of records in service at once at time t with as many servers as are wanted [erlang].

    Formula: integral of lambda(u) P(S > t - u) du. Exact. Source: Eick, Massey and Whitt, Oper. Res. 41 (1993).

    arrivals: rate over time. service: law of the service time. t: [s], >= 0, a number or an array.
    Raises ValueError by the name of what is out of range.
    """

def offered_load_delay(service: service_law) -> float:
    """How much later than a slowly changing rate the offered load changes [s]: E[S^2] / (2 E[S])."""

def one_of(values: ArrayLike, weights: ArrayLike | None = None) -> belief: ...
def owner_loads(shares: _Array, owners: int, assignment: _Assignor = ...) -> NDArray[np.float64]:
    """The traffic of each owner, in the unit of the shares; assignment as in assign.

    The one with most sets the rate that can be carried. Raises ValueError for an argument out of range.
    """

def partition_advice(
    partitions: int, *, present: int | None = ..., consumers: int | None = ..., cluster: _Cluster | None = ...
) -> partition_report:
    """What a number of partitions is like, and which numbers nearby are better.

    present: partitions that the topic has now; None: it is new.
    consumers: that will own them most of the time.
    cluster: where they are to live.

    Keys are those of producers that place them by hash mod partitions.
    """

def partition_arrivals(producer: _Producer, topic: topic_arrivals, share: float) -> run_arrivals:
    """What of a topic's arrivals comes to a partition with a share of them, in [0, 1]."""

def partition_for(
    keys: str | bytes | int | Sequence[str | bytes | int],
    partitions: int,
    *,
    width: Literal[32, 64] = ...,
) -> Any:
    """The partition to which Kafka's Java client sends a key, or an array of them for a sequence of keys.

    Formula: (murmur2(key) & 0x7fffffff) mod partitions. Not monotone in the number of partitions.
    Raises TypeError for a key that is neither str, bytes nor int, ValueError for partitions < 1.
    """

def partition_shares(skew: _Skew, partitions: int, *, placed: bool = ...) -> NDArray[np.float64]:
    """The share of the arrivals that each partition gets, with the sum 1.

    Even and measured shares as given, named keys where murmur2 puts them. Equal keys and Zipf's keys in a typical
    placement, always the same: the median by the hottest share of 401 random ones; sorted, the hottest first, or
    with placed=True where they lie. Raises ValueError for a skew that does not fit, or partitions beyond 1e6.
    """

@overload
def partitions_for(arrival_rate: float, service_time: _Time, utilization: float = ...) -> float:
    """Smallest number of partitions that carries a rate at a utilization.

    Formula: ceil(arrival_rate * service_time / utilization); a quotient within four rounding errors of a whole
    number counts as that number. A whole number as a float.

    arrival_rate: records/s, >= 0. service_time: [s], > 0. utilization: in (0, 1].
    Raises ValueError for an argument out of range.
    """

@overload
def partitions_for(
    arrival_rate: float | _Array, service_time: _Time | _Array, utilization: float | _Array = ...
) -> float | NDArray[np.float64]: ...
@overload
def partitions_left(cluster: _Cluster, partitions: float) -> float:
    """Partitions that a cluster can still take beside those of a topic and of others; below 0 by how many there
    are too many.
    """

@overload
def partitions_left(cluster: _Cluster, partitions: float | _Array) -> float | NDArray[np.float64]: ...
def payload_bytes(policy: batch_policy) -> float:
    """What one record takes of the payload of an invocation [bytes]: base64 in JSON.

    Formula: 4 ceil(record_bytes / 3) + envelope_bytes.
    """

def plan(
    pipeline: pipeline,
    target: target,
    deployment: deployment | None = ...,
    variables: Iterable[str] | None = ...,
) -> plan_result:
    """The smallest provision that keeps every target and every limit of the platform, and why.

    variables: what may be decided, of partitions, pollers, reserved_concurrency, batch, service_time (the longest
    allowed) and arrival_rate (the largest allowed); the rest stays as given. By default the partitions, and in a
    provisioned regime the minimum and maximum of pollers; without partitions those alone; of a fixed pool without
    partitions its size. The pipeline's own partitions are the baseline, not a constraint. Smallest is proven:
    smaller sizes fail even with all consumers at work from the start, or were tried one by one (`proven` and
    `searched` say how far).

    Raises ValueError by the name of a field that is out of range, evaluation_error for a forecast with more than
    max_events events.
    """

def plan_span(
    pipeline: pipeline,
    target: target,
    deployment: deployment | None = ...,
    variables: Iterable[str] | None = ...,
) -> plan_cases:
    """The same question at each estimate of the regime; what was changed of it by hand is kept.

    Raises as plan does.
    """

def platform_limits(
    forecast: forecast_result, deployment: deployment | None = ..., quotas: platform_quotas | None = ...
) -> list[constraint]:
    """Every limit of the platform at a forecast, as constraints in a fixed order; those that cannot be told are
    left out.

    Rates of producers and brokers count at the peak, what the pipeline works on at the mean rate. The longest
    invocation is that
    of a full batch; where service_scv > 0 the time that 999 in 1000 do not exceed (gamma law).
    """

def platform_notes(
    forecast: forecast_result, deployment: deployment | None = ..., quotas: platform_quotas | None = ...
) -> list[platform_note]:
    """What is worth knowing of a forecast on a platform: peaks that are worked off later, keys that no partitions help,
    recommendations that are not kept. None of it makes a plan infeasible.
    """

def pointwise_stationary_wait_probability(q: transient_mmc, t: _Time | _Array) -> Any:
    """Probability of a wait at time t [s], as if the rate of this instant had always been there.

    Approximation. Source: Green and Kolesar, Management Sci. 37 (1991).
    """

def poisson_map(rate: float) -> markov_arrivals:
    """Poisson arrivals at a rate [records/s].

    Raises ValueError by the name of what is out of range.
    """

@overload
def poller_rate(batch: float, invocation_time: _Time, slots: float = ...) -> float:
    """Largest rate of one event poller by its invocations: batch / invocation_time * slots, in the unit of the
    batch per second.
    """

@overload
def poller_rate(
    batch: float | _Array, invocation_time: _Time | _Array, slots: float | _Array = ...
) -> float | NDArray[np.float64]: ...
@overload
def pollers_needed(rate: float, one: float) -> float:
    """Smallest number of event pollers that carries a rate: ceil(rate / rate of one)."""

@overload
def pollers_needed(rate: float | _Array, one: float | _Array) -> float | NDArray[np.float64]: ...
def price_info() -> list[price_info_row]:
    """Every price of price_table, with source, date and confidence."""

def queue_sensitivity(
    queue: mm1 | mminf | mmc | mmck | erlang_a | md1 | mg1 | gg1 | ggc,
    *,
    measure: str = "mean_wait",
    inputs: str | Iterable[str] | None = None,
    at: float | str | None = None,
) -> sensitivity_result: ...
def quota_sources() -> dict[str, dict[str, Any]]:
    """Value, unit, source, date and kind of evidence of each field of platform_quotas."""

def ramp(from_rate: float, to_rate: float, over: _Time, start: _Time = ..., duration: _Time = ...) -> arrival_profile:
    """A rate that changes linearly and then stays.

    from_rate, to_rate: [records/s], >= 0. over: time that the change takes [s], > 0. start: when it
    begins [s], >= 0. duration: of the whole profile, from 0 [s], >= start + over.
    Raises ValueError by the name of what is out of range.
    """

def rate_from_counts(
    counts: ArrayLike, seconds: float | str | timedelta, *, dispersion: float | None = None
) -> belief: ...
@overload
def ready_after(start: cold_start, delay: _Time = ...) -> float:
    """Time from a scaling decision until a new consumer works, on average [s]. Formula: delay + init_time."""

@overload
def ready_after(start: cold_start, delay: _Time | _Array = ...) -> float | NDArray[np.float64]: ...
@overload
def records_in_window(window: _Time, service_time: _Time, consumers: float = ...) -> float:
    """Records done in a window in which the number of consumers is constant.

    Formula: consumers * window / service_time. With a window of 900 s and one consumer this is the ramp-up rule
    900 / average duration. Not rounded down. Arguments broadcast like NumPy.

    window: [s], >= 0. service_time: mean time of one record [s], > 0. consumers: records in service at once, >= 0.
    Raises ValueError for an argument out of range.
    """

@overload
def records_in_window(
    window: _Time | _Array, service_time: _Time | _Array, consumers: float | _Array = ...
) -> float | NDArray[np.float64]: ...
def recovery_time(q: blocked_partition) -> float:
    """Time from there until the pile is gone [s]; infinity at a load of 1 or more. Formula: block_time rho / (1
    - rho) (fluid).
    """

@overload
def reflected_mean(path: reflected_path, t: _Time) -> float:
    """Mean of a reflected path at time t [s], in records."""

@overload
def reflected_mean(path: reflected_path, t: _Time | _Array) -> float | NDArray[np.float64]: ...
@overload
def reflected_tail(path: reflected_path, x: float, t: _Time, stationary_tail: float | _Array | None = ...) -> float:
    """Probability that a reflected path is above x [records] at time t [s].

    stationary_tail: P(lag > x) in the steady state, where that is not the one of Brownian motion.
    Source: Harrison, Brownian Motion and Stochastic Flow Systems (1985), 3.6.
    """

@overload
def reflected_tail(
    path: reflected_path,
    x: float | _Array,
    t: _Time | _Array,
    stationary_tail: float | _Array | None = ...,
) -> float | NDArray[np.float64]: ...
def regime(name: str, case: Literal["best", "likely", "worst"] = ..., **overrides: Any) -> scaling_regime:
    """A preset by its name; every field can be changed by keyword.

    A forecast uses one point regime; a plan shows the span from best to worst. Beside the fields of
    scaling_regime a keyword may be a number of its rules: ramp_per_minute, up_step, up_factor,
    up_min_interval, lag_per_consumer, tolerance, max_added, max_factor, activation_lag, polling_period,
    cooldown_period, drain_within, down_when, down_factor, down_min_interval, down_stabilization; min_pollers
    and max_pollers are min_consumers and max_consumers. initial_share takes the place of initial_consumers
    and the other way round; a larger min_consumers raises initial_consumers; another evaluation_period moves
    a first evaluation that was one period after time 0.

    case: "best", "likely" or "worst" of what the vendor's documents allow.
    Raises ValueError for an unknown name (the message lists the names) or a field out of range, TypeError
    for an unknown keyword (with the nearest one).
    """

def regimes() -> list[regime_info]:
    """Every preset, with source, date and confidence."""

def renewal_map(interval: phase_type) -> markov_arrivals:
    """Independent intervals of a phase-type law.

    Raises ValueError by the name of what is out of range.
    """

def replay(times: _Array) -> arrival_profile:
    """Recorded instants of single records, each of which comes as a whole.

    times: [s], >= 0, not decreasing.
    Raises ValueError by the index of what is out of order.
    """

@overload
def request_cost(requests: float, prices: price_table = ...) -> float:
    """Requests of a month [USD]: free ones first."""

@overload
def request_cost(requests: float | _Array, prices: price_table = ...) -> float | NDArray[np.float64]: ...
def required_partitions(
    *,
    count: float,
    time: float | str | timedelta,
    service_time: float | str | timedelta,
    confidence: float = 0.95,
    service_scv: float = 0,
    samples: float | None = None,
    utilization: float = 1,
    dispersion: float = 1,
) -> dict[str, Any]: ...
def retried_service(policy: retry_policy, work: batch_work) -> retried_work:
    """Mean and variability of the time that a batch occupies its consumer, all attempts and backoffs included.

    Exact where expires_in is infinite. Retries that never end give an infinite occupancy and endless=True.
    """

def run_length(producer: _Producer, topic: topic_arrivals) -> float:
    """Mean records that a producer sends to one partition in a row.

    Formula: keyed, round_robin 1; sticky as given, ceil(batch_bytes / record_bytes), or 1 + arrival_rate * linger.
    """

def sensitivity(
    pipeline: pipeline | forecast_result,
    *,
    measure: str = "max_wait",
    inputs: str | Iterable[str] | None = None,
    at: float | str | None = None,
) -> sensitivity_result: ...
def sensitivity_inputs() -> tuple[str, ...]: ...
def sensitivity_measures() -> tuple[str, ...]: ...
def servers_for(q: queue_model, objective: _Objective) -> solution:
    """The smallest number of servers with which a queue meets an objective.

    Method: bracketed from one above the offered load, then bisected: the objective is met with the result and
    fails with one server less. The queue's own servers do not matter. Of an array of queues each is solved.
    Raises TypeError where the queue does not have the measure, or has no servers.
    """

def service_from_percentiles(
    *,
    timeout: float | str | timedelta | None = None,
    samples: float | None = None,
    **percentiles: float | str | timedelta,
) -> service_evidence: ...
def service_from_samples(samples: ArrayLike) -> service_evidence: ...
def setup_after_idle(start: cold_start, arrival_rate: float) -> setup_time:
    """The setup before a service that follows an idle period, as two moments. Exact for Poisson arrivals."""

@overload
def setup_wait(start: cold_start, arrival_rate: float) -> float:
    """What starts add to the mean wait of a single server with Poisson arrivals [s]. Exact for any service law.

    Source: Welch, Oper. Res. 12 (1964).
    """

@overload
def setup_wait(start: cold_start, arrival_rate: float | _Array) -> float | NDArray[np.float64]: ...
def share_from_counts(hits: float, trials: float) -> belief: ...
def simulate(
    pipeline: pipeline,
    *,
    seed: int = ...,
    replications: int = ...,
    confidence: float = ...,
    band: float = ...,
    horizon: _Time | None = ...,
    warmup: _Time = ...,
    service: service_law | None = ...,
    markov: markov_arrivals | None = ...,
    replay: _Array | None = ...,
    placement: Literal["typical", "random"] = ...,
    grid: int = ...,
    progress: Callable[[float], object] | None = ...,
) -> simulation_result:
    """What happens to a pipeline, record by record, in independent replications with confidence intervals.

    seed: the same seed gives the same numbers on any machine. confidence: of the intervals; band: share of the
    replications within the bands over time. horizon: stop here [s]; default that of the pipeline, else when all is
    done. warmup: waits of records that come before it do not count [s]. service: a law whose shape the times have,
    instead of a gamma law with the pipeline's service_scv. markov: arrivals of the topic as markov_arrivals. replay:
    times of the records of the topic [s]. placement: of keys whose names are not known, "typical" or "random" in
    each replication. grid: points over time, about. progress: called with the share that is done now and then; False
    stops. Replications run on all cores; Ctrl-C ends them.

    Raises ValueError by the name of a field that is out of range, evaluation_error after too many events.
    """

def size_batches(target: batch_target) -> batch_answer:
    """Batch size and window with the least cost among those whose age keeps the limit.

    A grid is scanned and refined around the best, for the age is not monotone in either. The cost is within 0.5 %
    of that of a dense scan. "Cannot be kept" is an answer: feasible is then False.
    """

@overload
def smallest_batch_size(time: invocation_time, arrival_rate: float) -> float:
    """Smallest batch size with which one consumer carries a rate [records/s]; infinity where none does.

    Formula: ceil(arrival_rate a / (1 - arrival_rate b)), at least 1.
    """

@overload
def smallest_batch_size(time: invocation_time, arrival_rate: float | _Array) -> float | NDArray[np.float64]: ...
def sojourn_quantile(q: queue_model, p: float | _Array, *, unstable: _Unstable = ...) -> Any:
    """The time within which a share p of the records is done [s], p in [0, 1).

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def sojourn_quantile_at_most(p: float, x: _Time) -> objective:
    """A share p of the records is done within x [s].

    Raises ValueError by the name of what is out of range.
    """

def sojourn_tail(q: queue_model, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
    """Share of the records that is in the system longer than t [s], t >= 0.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def sojourn_tail_at_most(t: _Time, probability: float) -> objective:
    """P(time in the system > t) at most a probability; t [s].

    Raises ValueError by the name of what is out of range.
    """

def spike(base: float, peak: float, at: _Time, width: _Time, duration: _Time = ...) -> arrival_profile:
    """A base rate with one rectangular peak.

    base, peak: [records/s], >= 0. at: when the peak begins [s], >= 0. width: how long it lasts [s], > 0.
    duration: of the whole profile, from 0 [s], >= at + width.
    Raises ValueError by the name of what is out of range.
    """

def split_drain(records: float, share: float, each: borel_tanner) -> drain_mixture:
    """The drain time of one partition when records at the start fall on it with chance share each. Exact.

    each: the partition as a borel_tanner; its initial_lag is not used.
    """

@overload
def square_root_staffing(offered_load: float, beta: float) -> float:
    """Servers by the square-root rule: offered_load + beta sqrt(offered_load), rounded up; at least 0.

    offered_load: [erlang], >= 0. beta: any sign. A whole number as a float.
    Raises ValueError for an argument out of range.
    """

@overload
def square_root_staffing(offered_load: float | _Array, beta: float | _Array) -> float | NDArray[np.float64]: ...
@overload
def staffing_level(offered_load: float, probability: float) -> float:
    """Servers for which a record waits with no more than a probability, by the square-root rule with
    halfin_whitt_beta.

    An approximation: servers_for(mmc(...), wait_probability_at_most(x)) decides exactly.

    offered_load: [erlang], >= 0. probability: in (0, 1). A whole number as a float.
    Raises ValueError for an argument out of range.
    """

@overload
def staffing_level(offered_load: float | _Array, probability: float | _Array) -> float | NDArray[np.float64]: ...
def staffing_over_time(
    arrivals: arrival_profile,
    service: service_law,
    *,
    beta: float,
    interval: _Time,
    duration: _Time,
) -> tuple[tuple[float, int], ...]:
    """Servers over time for which about the same share of the records waits all the time.

    Pairs of start [s] and servers.
    Formula: ceil(m + beta sqrt(m)), m the largest offered load in the interval. Approximation; transient says how
    good it is. Source: Jennings et al., Management Sci. 42 (1996).

    beta: quality of service, see halfin_whitt_beta. interval: the number stays the same for so long [s].
    duration: of the whole schedule [s]. Raises ValueError by the name of what is out of range.
    """

def standard_sizes() -> dict[str, dict[str, float | None]]:
    """What an MSK Standard broker of each size can do: partitions (leaders and followers), rates of its disk and
    network [bytes/s].
    """

def state_probability(q: queue_model, n: float | _Array, *, unstable: _Unstable = ...) -> Any:
    """P(N = n): probability of n records in the system, waiting or in service.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

@overload
def steady_throughput(partitions: float, service_time: _Time) -> float:
    """Largest rate that one consumer per partition sustains [records/s].

    Formula: partitions / service_time.
    Raises ValueError for an argument out of range.
    """

@overload
def steady_throughput(partitions: float | _Array, service_time: _Time | _Array) -> float | NDArray[np.float64]: ...
@overload
def steady_throughput_per_minute(partitions: float, service_time: _Time) -> float:
    """The same per minute [records/min]: partitions * 60 / service_time.

    Raises ValueError for an argument out of range.
    """

@overload
def steady_throughput_per_minute(
    partitions: float | _Array, service_time: _Time | _Array
) -> float | NDArray[np.float64]: ...
def step(before: float, after: float, at: _Time, duration: _Time = ...) -> arrival_profile:
    """One rate before an instant, another after it.

    before, after: [records/s], >= 0. at: [s], >= 0. duration: of the whole profile, from 0 [s], > at.
    Raises ValueError by the name of what is out of range.
    """

def sticky_job(arrivals: run_arrivals, service_time: _Time, service_scv: float = ...) -> run_job:
    """The runs of a partition as jobs of one server that takes service_time for a record; its mean_wait is that
    of a record.
    """

@overload
def storage_needed(
    arrival_rate: float, record_bytes: float | str, retention: _Time, replication_factor: float = ...
) -> float:
    """Storage that a topic needs on all brokers together [bytes]. Formula: arrival_rate record_bytes retention
    replication_factor.
    """

@overload
def storage_needed(
    arrival_rate: float | _Array,
    record_bytes: float | str | _Array,
    retention: _Time | _Array,
    replication_factor: float | _Array = ...,
) -> float | NDArray[np.float64]: ...
def superpose(a: markov_arrivals, b: markov_arrivals) -> markov_arrivals:
    """Arrivals of two independent processes together.

    Raises ValueError by the name of what is out of range.
    """

def sweep_columns(pipeline: pipeline, **axes: Any) -> dict[str, NDArray[Any]]:
    """The columns of ullage.sweep."""

def tail_constant(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """K with P(W > t) ~ K exp(-theta t) for large t, theta the decay_rate.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def throughput(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Records that leave after service [records/s].

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def throughput_at_least(x: float) -> objective:
    """Records that leave after service at least x [records/s].

    Raises ValueError by the name of what is out of range.
    """

def time_congestion(q: queue_model) -> Any:
    """Share of the time in which all servers are busy."""

def top_share(skew: _Skew) -> float:
    """The share of the traffic that no number of partitions divides: that of the largest key."""

def transient(q: transient_mmc, times: _Time | _Array) -> transient_states:
    """The distribution of the number of records in the system at each of some times [s], not decreasing.

    Exact, by uniformization (Jensen 1953, Grassmann 1977) with rates that are linear in time.
    Raises ValueError by the name of what is out of range, evaluation_error after max_updates.
    """

def two_moment_law(law: drain_law) -> inverse_gaussian:
    """The inverse Gaussian law with the mean and the variance of a drain time; less accurate than drain_law
    itself.
    """

def unchecked_limits(
    forecast: forecast_result, deployment: deployment | None = ..., quotas: platform_quotas | None = ...
) -> list[tuple[str, str]]:
    """The limits that platform_limits leaves out because something is not known: (name, the field that would tell)."""

def utilization(q: queue_model) -> Any:
    """Offered load per server: arrival_rate * service_time / servers; may be 1 or more."""

def utilization_at_most(x: float) -> objective:
    """Offered load per server at most x.

    Raises ValueError by the name of what is out of range.
    """

def wait_probability(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """P(W > 0): share of the records that wait.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def wait_probability_at_most(x: float) -> objective:
    """P(wait > 0) at most x.

    Raises ValueError by the name of what is out of range.
    """

def wait_quantile(q: queue_model, p: float | _Array, *, unstable: _Unstable = ...) -> Any:
    """The time within which a share p of the records starts service [s], p in [0, 1).

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def wait_quantile_at_most(p: float, x: _Time) -> objective:
    """A share p of the records starts service within x [s].

    Raises ValueError by the name of what is out of range.
    """

def wait_tail(q: queue_model, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
    """P(W > t): share of the records that wait longer than t [s], t >= 0.

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def wait_tail_at_most(t: _Time, probability: float) -> objective:
    """P(wait > t) at most a probability; t [s].

    Raises ValueError by the name of what is out of range.
    """

def wait_tail_bound(q: queue_model, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
    """An upper bound of P(W > t), t [s]: exp(-theta t), theta the decay_rate (Kingman 1970).

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """

def wait_tail_two_exponential(q: queue_model, t: _Time | _Array, *, unstable: _Unstable = ...) -> Any:
    """P(W > t) of a gg1 as two exponentials with the exact P(W > 0), mean, variance and decay rate.

    Approximation. t: [s], >= 0.

    unstable: "raise" unstable_error where utilization >= 1, or "inf".
    """

def wait_variance(q: queue_model, *, unstable: _Unstable = ...) -> Any:
    """Variance of the time before service [s^2].

    unstable: what to do where utilization >= 1: "raise" unstable_error, or answer with "inf": waits, times in the
    system and lengths are infinite, P(W > t) is 1, the throughput is that of busy servers.
    Raises TypeError for a model that does not have this measure.
    """
