# SPDX-License-Identifier: MIT
"""A plan under keda-kafka as a ScaledObject of KEDA."""

from __future__ import annotations

import math
import re
from typing import Any

from ullage import _text
from ullage._provision import heading, partitions_of, plain, refusal, setting, slug, whole
from ullage._yaml import document

HPA_TOLERANCE = 0.1
TOLERANCE_FIELD = (1, 33)
"""Kubernetes from which the field exists; behind a gate that is open from the next on."""
TOLERANCE_OPEN = (1, 35)


def _version(kubernetes: str) -> tuple[int, int]:
    m = re.fullmatch(r"v?(\d+)\.(\d+)(\.\d+)?", kubernetes)
    if not m:
        raise refusal("keda", "kubernetes", kubernetes, 'it is a version such as "1.35"')
    return int(m[1]), int(m[2])


def lag_for(pods: int, threshold: int, tolerance: float) -> int:
    """The smallest lag at which the autoscaler goes from one pod less to so many [records]."""
    return math.floor(threshold * (pods - 1) * (1 + tolerance) + 1e-9) + 1


def _policies(where: str, pods: float, percent: float, period: int) -> dict[str, Any]:
    policies: list[dict[str, Any]] = []
    if pods > 0:
        policies.append(
            {
                "type": "Pods",
                "value": whole(where, "scaling.up.max_added", pods, 1, 10_000, "a policy"),
                "periodSeconds": period,
            }
        )
    if percent > 0:
        policies.append(
            {
                "type": "Percent",
                "value": whole(where, "scaling.up.max_factor * 100 - 100", percent, 1, 1_000_000, "a policy"),
                "periodSeconds": period,
            }
        )
    return {"selectPolicy": "Max", "policies": policies} if policies else {"selectPolicy": "Disabled"}


def _tolerance(rule: Any, version: tuple[int, int], most: int, threshold: int) -> tuple[dict[str, Any], bool, str]:
    """The field, whether the cap of KEDA is to be lifted, and why."""
    own = rule.tolerance != HPA_TOLERANCE
    wanted = rule.tolerance if own else 0.0
    stuck_from = math.ceil(most / (1 + HPA_TOLERANCE) - 1e-9)
    trap = most > 1 and stuck_from < most
    if version >= TOLERANCE_FIELD:
        gate = (
            "" if version >= TOLERANCE_OPEN else " In this version only with the feature gate HPAConfigurableTolerance."
        )
        note = (
            "As the plan has it."
            if own
            else "Without this the autoscaler does nothing while lag / (lagThreshold x pods) is within 10 % of 1; the "
            "plan counts on those 10 %, so this is on the safe side."
        )
        field = {"tolerance": setting(plain(wanted), note + gate)}
    elif own:
        raise refusal(
            "keda",
            "scaling.up.tolerance",
            rule.tolerance,
            "before Kubernetes 1.33 an autoscaler has no tolerance of its own",
        )
    else:
        field = {}
    if version >= TOLERANCE_OPEN or not trap:
        return field, False, "KEDA reports no more than lagThreshold x partitions, so no pod is without a partition."
    note = (
        f"KEDA would report no more than lagThreshold x partitions. From {stuck_from} of {most} pods on the "
        f"autoscaler, which does nothing within 10 %, would then never ask for the last ones ({most} / {stuck_from} = "
        f"{_text.number(float(f'{most / stuck_from:.4g}'))}). With the true lag it does: all {most} from "
        f"{lag_for(most, threshold, HPA_TOLERANCE)} records on; maxReplicaCount keeps every pod busy all the same."
    )
    return field, True, note


def text(
    plan: Any, name: str, kubernetes: str, deployment: str | None, topic: str | None, group: str | None, servers: str
) -> str:
    """A plan as a ScaledObject, see outputs.keda."""
    p = plan.system
    s, rule = p.scaling, p.scaling.up
    if type(rule).__name__ != "proportional":
        raise refusal("keda", "plan.system.scaling.name", s.name, "a ScaledObject needs the rule of keda-kafka")
    version = _version(kubernetes)
    partitions = partitions_of("keda", plan)
    most = whole("keda", "scaling.max_consumers", min(s.max_consumers, partitions), 1, 1_000_000, "maxReplicaCount")
    least = whole("keda", "scaling.min_consumers", s.min_consumers, 0, most, "minReplicaCount")
    threshold = whole("keda", "scaling.up.lag_per_consumer", rule.lag_per_consumer, 1, 2**62, "lagThreshold")
    activation = whole("keda", "scaling.up.activation_lag", rule.activation_lag, 0, 2**62, "activationLagThreshold")
    polling = whole("keda", "scaling.up.polling_period", rule.polling_period, 1, 2**31 - 1, "pollingInterval")
    cooldown = whole("keda", "scaling.up.cooldown_period", rule.cooldown_period, 0, 2**31 - 1, "cooldownPeriod")
    period = whole("keda", "scaling.evaluation_period", s.evaluation_period, 1, 1800, "periodSeconds")
    window = whole("keda", "scaling.down.stabilization", s.down.stabilization, 0, 3600, "stabilizationWindowSeconds")
    down = whole("keda", "100 - 100 * scaling.down.factor", 100 * (1 - s.down.factor), 1, 100, "a policy")
    field, lifted, why_cap = _tolerance(rule, version, most, threshold)

    tolerance = float(field["tolerance"].value) if field and version >= TOLERANCE_OPEN else HPA_TOLERANCE
    busiest = p.arrivals.peak_rate
    needed = min(max(int(p.consumers_for(busiest)), 1), most) if busiest > 0 else 1
    note = "Records of lag for each pod, as given. "
    if needed > 1:
        note += (
            f"The {needed} pods that carry the busiest {_text.number(busiest)} records/s are all asked for from a lag "
            f"of {lag_for(needed, threshold, tolerance)} records on."
        )
    else:
        note += f"One pod carries the busiest {_text.number(busiest)} records/s."
    most_note = "The partitions: one more pod would have none" if most == partitions else "As given"
    if partitions % most:
        most_note += f". {partitions} partitions do not divide among {most} pods: some have one more than others"
    named = slug(name, "-")
    spec: dict[str, Any] = {
        "scaleTargetRef": {"name": deployment or named},
        "pollingInterval": setting(polling, "Seconds between two looks for 0 to 1 pods and back."),
        "cooldownPeriod": setting(cooldown, "Seconds without activity before going to 0."),
        "minReplicaCount": least,
        "maxReplicaCount": setting(most, most_note + "."),
        "advanced": {
            "horizontalPodAutoscalerConfig": {
                "behavior": {
                    "scaleUp": {
                        "stabilizationWindowSeconds": 0,
                        **field,
                        **_policies("keda", rule.max_added, 100 * (rule.max_factor - 1), period),
                    },
                    "scaleDown": {
                        "stabilizationWindowSeconds": setting(
                            window, "The most pods asked for in so many seconds stay."
                        ),
                        "selectPolicy": "Max",
                        "policies": [{"type": "Percent", "value": down, "periodSeconds": period}],
                    },
                }
            }
        },
        "triggers": [
            {
                "type": "kafka",
                "metadata": {
                    "bootstrapServers": servers,
                    "consumerGroup": group or named,
                    "topic": topic or named,
                    "lagThreshold": setting(str(threshold), note),
                    "activationLagThreshold": setting(str(activation), "From 0 to 1 pods only above this lag."),
                    "allowIdleConsumers": setting("true" if lifted else "false", why_cap),
                },
            }
        ],
    }
    head = heading(plan, "ScaledObject for KEDA")
    return document(
        head,
        {
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": {"name": named},
            "spec": spec,
        },
    )
