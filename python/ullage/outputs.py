# SPDX-License-Identifier: MIT
"""A plan in the form in which it is used: Terraform, CloudFormation, SAM, KEDA, alarms, one page to read.

    import ullage as ul
    from ullage import outputs

    plan = ul.plan(pipeline, ul.target(max_wait=60))
    print(outputs.terraform(plan, name="orders"))

Every number of a text is one of the plan, with its reason as a comment. What a platform does not take is refused by
name with ValueError; a plan whose targets cannot be met is written with a warning as its first line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from ullage import _alarms, _cloudformation, _keda, _onepage, _terraform
from ullage._alarms import alarm
from ullage._provision import comment, heading

__all__ = [
    "alarm",
    "alarms",
    "alarms_cloudformation",
    "alarms_terraform",
    "alarms_text",
    "cloudformation",
    "html_report",
    "keda",
    "sam",
    "terraform",
]


def alarms(plan: Any, *, name: str = "ullage", margin: float = 0.5, self_managed: bool = False) -> list[alarm]:
    """CloudWatch alarms on the lag in records and in seconds, as far as the source has such metrics.

    A threshold lies between what the planned load reaches and what breaks a target, by default half way: the expected
    excursion does not call anybody, a lag that would break the target does. A lag breaks a wait when it is more than
    arrives, or can be worked off, in that time: limit * min(peak utilization, 1) * full capacity. Without a target that
    limits it a threshold is as much above what is expected. The number of minutes is the time in which the scaling rule
    brings its consumers, and what has come by then is worked off: delay / (1 - utilization).

    :param name: beginning of the alarms' names
    :param margin: share of the way from the expected to the breaking value, in (0, 1)
    :param self_managed: Kafka brokers outside MSK, of which CloudWatch knows the lag in records alone
    :raises ValueError: the regime's source has no such metric, or nothing bounds a threshold
    """
    return _alarms.alarms_of(plan, name, margin, self_managed)


def alarms_terraform(alarms: Sequence[alarm]) -> str:
    """Alarms as ``aws_cloudwatch_metric_alarm`` resources with their variables."""
    return _terraform.alarm_text(alarms)


def alarms_cloudformation(alarms: Sequence[alarm]) -> str:
    """Alarms as a template of ``AWS::CloudWatch::Alarm`` resources."""
    return _cloudformation.alarm_text(alarms)


def alarms_text(plan: Any, file: str, *, name: str = "ullage", margin: float = 0.5, self_managed: bool = False) -> str:
    """Alarms in the form that a file's suffix says: .tf, .yaml or .yml (CloudFormation), .json.

    :raises ValueError: another suffix, or see alarms
    """
    made = alarms(plan, name=name, margin=margin, self_managed=self_managed)
    suffix = PurePath(file).suffix.lower()
    if suffix == ".tf":
        return _terraform.alarm_text(made, heading(plan, "Alarms"))
    if suffix in (".yaml", ".yml"):
        return _cloudformation.alarm_text(made, heading(plan, "Alarms"))
    if suffix == ".json":
        rows = [
            {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in a.to_dict().items()}
            for a in made
        ]
        return json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    raise ValueError(f"alarms: file = {file!r}, but its suffix says the form: .tf, .yaml, .yml or .json")


def terraform(plan: Any, *, name: str = "ullage", self_managed: bool = False, margin: float = 0.5) -> str:
    """A plan under a regime of Lambda as Terraform: event source mapping, topic, values of the function, alarms.

    :param name: of the resources
    :param self_managed: Kafka brokers outside MSK
    :param margin: of the alarms, see alarms
    :raises ValueError: a number that the platform does not take, or a regime without an event source mapping, by name
    """
    return _terraform.text(plan, name, self_managed, _alarms_of("terraform", plan, name, margin, self_managed))


def cloudformation(plan: Any, *, name: str = "ullage", self_managed: bool = False, margin: float = 0.5) -> str:
    """The same as a template of CloudFormation, with the function itself."""
    made = _alarms_of("cloudformation", plan, name, margin, self_managed)
    return _cloudformation.text(plan, name, self_managed, made, False)


def sam(plan: Any, *, name: str = "ullage", self_managed: bool = False, margin: float = 0.5) -> str:
    """The same as a template of the Serverless Application Model."""
    return _cloudformation.text(plan, name, self_managed, _alarms_of("sam", plan, name, margin, self_managed), True)


def _alarms_of(where: str, plan: Any, name: str, margin: float, self_managed: bool) -> list[alarm]:
    from ullage._provision import source_of

    source_of(where, plan.system)
    try:
        return alarms(plan, name=name, margin=margin, self_managed=self_managed)
    except _alarms.unbounded:
        return []


def keda(
    plan: Any,
    *,
    name: str = "ullage",
    kubernetes: str = "1.35",
    deployment: str | None = None,
    topic: str | None = None,
    consumer_group: str | None = None,
    bootstrap_servers: str = "kafka.default.svc:9092",
) -> str:
    """A plan under keda-kafka as a ScaledObject that reaches all of its pods.

    An autoscaler of Kubernetes does nothing within 10 % of its goal, and KEDA reports no more lag than
    lagThreshold * partitions: from 11 partitions on the last pods may never be asked for. From Kubernetes 1.35 on the
    object takes that tolerance away; before it lifts KEDA's cap and bounds the pods by maxReplicaCount.

    :param name: of the object
    :param kubernetes: version of the cluster
    :param deployment, topic, consumer_group: what is scaled, and by which lag; default the name
    :raises ValueError: another regime, no partitions, or a number that KEDA does not take, by name
    """
    return _keda.text(plan, name, kubernetes, deployment, topic, consumer_group, bootstrap_servers)


def html_report(plan: Any, *, title: str = "ullage") -> str:
    """One page that needs nothing else: the answer in words, sizes, margins, what relaxing is worth, cost, the course
    of lag and age, alarms, the texts to paste, and where the regime's numbers come from.
    """
    made: list[alarm] = []
    snippets: list[tuple[str, str]] = []
    try:
        made = alarms(plan, name=title)
        snippets.append(("Alarms for CloudFormation", alarms_cloudformation(made)))
    except ValueError as e:
        snippets.append(("No alarms", "\n".join(comment(str(e)))))
    for label, write in (("Terraform", terraform), ("SAM", sam)):
        try:
            snippets.append((label, write(plan, name=title)))
        except ValueError as e:
            snippets.append((f"No {label}", "\n".join(comment(str(e)))))
    if plan.system.scaling.name == "keda-kafka":
        snippets.append(("ScaledObject for KEDA", keda(plan, name=title)))
    return _onepage.page(plan, title, made, snippets)
