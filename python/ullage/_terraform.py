# SPDX-License-Identifier: MIT
"""A plan as Terraform: the event source mapping, values of the function, the topic and alarms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ullage._alarms import alarm
from ullage._hcl import block, document, raw
from ullage._provision import (
    DYNAMODB,
    KAFKA,
    KINESIS,
    SQS,
    cluster_kind,
    comment,
    heading,
    provision,
    provision_of,
    setting,
    slug,
)

_NAMES = {
    "batch_size": "batch_size",
    "batch_window": "maximum_batching_window_in_seconds",
    "parallelization_factor": "parallelization_factor",
    "bisect": "bisect_batch_on_function_error",
    "max_retries": "maximum_retry_attempts",
    "max_record_age": "maximum_record_age_in_seconds",
}
_FUNCTION = {
    "reserved_concurrency": "reserved_concurrent_executions",
    "memory": "memory_size",
    "timeout": "timeout",
    "architecture": "architectures",
    "ephemeral": "ephemeral_storage_size",
}
_QUEUE = {
    "visibility_timeout": "visibility_timeout_seconds",
    "retention": "message_retention_seconds",
    "max_receive_count": "max_receive_count",
}
_VARIABLES = {
    "function_name": "Name or ARN of the function.",
    "cluster_arn": "ARN of the MSK cluster.",
    "cluster_name": "Name of the MSK cluster, as CloudWatch has it.",
    "topic": "Name of the topic.",
    "consumer_group": "Consumer group of the mapping, in ASCII and without a colon.",
    "replication_factor": "Copies of each partition; the plan does not know the brokers.",
    "bootstrap_servers": "Brokers as host:port.",
    "secret_arn": "ARN of the secret with the user and password of the brokers.",
    "queue_arn": "ARN of the queue.",
    "queue_name": "Name of the queue.",
    "stream_arn": "ARN of the stream.",
    "stream_name": "Name of the stream.",
    "alarm_actions": "ARNs that an alarm tells, such as of an SNS topic.",
}
_LISTS = ("bootstrap_servers", "alarm_actions")


def _variables(names: Sequence[str]) -> list[block]:
    out = []
    for name in dict.fromkeys(names):
        kind = "list(string)" if name in _LISTS else "number" if name == "replication_factor" else "string"
        body: list[Any] = [("description", _VARIABLES[name]), ("type", raw(kind))]
        if name == "alarm_actions":
            body.append(("default", []))
        if name == "replication_factor":
            body.append(("default", 3))
        out.append(block("variable", (name,), body))
    return out


def _mapping(v: provision, label: str, used: list[str]) -> block:
    body: list[Any] = [("function_name", raw("var.function_name"))]
    used.append("function_name")
    nested: list[Any] = []
    if v.source == KAFKA:
        used += ["topic", "consumer_group"]
        if v.self_managed:
            used += ["bootstrap_servers", "secret_arn"]
            endpoints = {"KAFKA_BOOTSTRAP_SERVERS": raw('join(",", var.bootstrap_servers)')}
            nested += [
                block("self_managed_event_source", body=[("endpoints", endpoints)]),
                block(
                    "self_managed_kafka_event_source_config", body=[("consumer_group_id", raw("var.consumer_group"))]
                ),
                "The way to sign in is of the brokers; VPC_SUBNET and VPC_SECURITY_GROUP are given the same way.",
                block(
                    "source_access_configuration",
                    body=[("type", "SASL_SCRAM_512_AUTH"), ("uri", raw("var.secret_arn"))],
                ),
            ]
        else:
            used.append("cluster_arn")
            body.append(("event_source_arn", raw("var.cluster_arn")))
            nested.append(
                block(
                    "amazon_managed_kafka_event_source_config", body=[("consumer_group_id", raw("var.consumer_group"))]
                )
            )
        body.append(("topics", [raw("var.topic")]))
    else:
        arn = "queue_arn" if v.source == SQS else "stream_arn"
        used.append(arn)
        body.append(("event_source_arn", raw(f"var.{arn}")))
    if v.source != SQS:
        body.append(("starting_position", setting("TRIM_HORIZON", "LATEST can miss records while a mapping is made")))
    for name, written in _NAMES.items():
        if name in v.mapping:
            body.append((written, v.mapping[name]))
    if "report_failures" in v.mapping:
        body.append(
            ("function_response_types", setting(["ReportBatchItemFailures"], v.mapping["report_failures"].note))
        )
    if v.pollers:
        names = {
            "minimum_pollers": "minimum_pollers",
            "maximum_pollers": "maximum_pollers",
            "poller_group": "poller_group_name",
        }
        nested.append(block("provisioned_poller_config", body=[(names[name], x) for name, x in v.pollers.items()]))
    if "maximum_concurrency" in v.mapping:
        nested.append(block("scaling_config", body=[("maximum_concurrency", v.mapping["maximum_concurrency"])]))
    return block("resource", ("aws_lambda_event_source_mapping", label), [*body, *nested])


def _values(v: provision, label: str) -> list[block]:
    """What belongs to resources that exist elsewhere, as local values."""
    out: list[block] = []
    groups: list[Any] = []
    if v.function:
        values = {
            _FUNCTION[name]: setting([x.value], x.note) if name == "architecture" else x
            for name, x in v.function.items()
        }
        groups += [
            "Of the aws_lambda_function, for example: "
            + ", ".join(f"{name} = local.{label}_function.{name}" for name in list(values)[:1]),
            (f"{label}_function", values),
        ]
    if v.queue:
        values = {_QUEUE[name]: x for name, x in v.queue.items()}
        groups += [
            "Of the aws_sqs_queue; max_receive_count is its redrive_policy's maxReceiveCount.",
            (f"{label}_queue", values),
        ]
    if v.source in (KINESIS, DYNAMODB):
        names = {"partitions": "shard_count", "retention_hours": "retention_period"}
        values = {names[name]: x for name, x in v.topic.items()}
        if v.source == KINESIS:
            groups.append("Of the aws_kinesis_stream.")
        else:
            groups.append("A DynamoDB stream has as many shards as the table has partitions; they cannot be set.")
        groups.append((f"{label}_stream", values))
    if groups:
        out.append(block("locals", body=groups))
    return out


def _topic(v: provision, label: str, serverless: bool, used: list[str]) -> list[block]:
    if v.source != KAFKA:
        return []
    copies: Any = v.topic.get("replication_factor")
    if copies is None:
        used.append("replication_factor")
        copies = raw("var.replication_factor")
    retention = v.topic.get("retention_ms")
    config = {} if retention is None else {'"retention.ms"': setting(str(retention.value), retention.note)}
    if v.self_managed or serverless:
        body: list[Any] = [
            ("name", raw("var.topic")),
            ("replication_factor", copies),
            ("partitions", v.topic["partitions"]),
        ]
        if config:
            body.append(("config", config))
        return [block("resource", ("kafka_topic", label), body)]
    used.append("cluster_arn")
    body = [
        ("name", raw("var.topic")),
        ("cluster_arn", raw("var.cluster_arn")),
        ("replication_factor", copies),
        ("partition_count", v.topic["partitions"]),
    ]
    if retention is not None:
        body.append(
            ("configs", setting(raw(f'jsonencode({{ "retention.ms" = "{retention.value}" }})'), retention.note))
        )
    return [block("resource", ("aws_msk_topic", label), body)]


def _alarm_block(a: alarm, used: list[str]) -> block:
    dimensions = {}
    for name, value in a.dimensions.items():
        variable = value.strip("{}")
        used.append(variable)
        dimensions[f'"{name}"' if " " in name else name] = raw(f"var.{variable}")
    body: list[Any] = [
        ("alarm_name", a.name),
        ("alarm_description", a.why[:1024]),
        ("namespace", a.namespace),
        ("metric_name", a.metric),
        ("statistic", a.statistic),
        ("period", a.period),
        ("evaluation_periods", a.evaluation_periods),
        ("datapoints_to_alarm", a.datapoints_to_alarm),
        ("threshold", a.threshold),
        ("comparison_operator", a.comparison),
        ("treat_missing_data", a.missing_data),
        ("alarm_actions", raw("var.alarm_actions")),
        ("ok_actions", raw("var.alarm_actions")),
        ("dimensions", dimensions),
    ]
    return block("resource", ("aws_cloudwatch_metric_alarm", slug(a.name, "_")), body)


def alarm_text(alarms: Sequence[alarm], head: Sequence[str] = ()) -> str:
    """Alarms as Terraform resources."""
    used: list[str] = []
    blocks = [_alarm_block(a, used) for a in alarms]
    return document(list(head), [*_variables([*used, "alarm_actions"]), *blocks])


def text(plan: Any, name: str, self_managed: bool, alarms: Sequence[alarm]) -> str:
    """A plan as one Terraform file."""
    v = provision_of("terraform", plan, self_managed)
    label = slug(name, "_")
    serverless = cluster_kind(plan) == "serverless_cluster"
    used: list[str] = []
    blocks = [
        *_topic(v, label, serverless, used),
        _mapping(v, label, used),
        *_values(v, label),
        *(_alarm_block(a, used) for a in alarms),
    ]
    providers: list[Any] = [("aws", {"source": "hashicorp/aws", "version": ">= 6.69.1"})]
    if v.source == KAFKA and (v.self_managed or serverless):
        providers.append(("kafka", {"source": "Mongey/kafka"}))
    head = heading(plan, "Terraform")
    for remark in v.remarks:
        head += comment(remark)
    head += comment(
        "Checked against the schema of version 6.69.1 of the AWS provider; older ones may lack an argument."
    )
    setup = block("terraform", body=[block("required_providers", body=providers)])
    return document(head, [setup, *_variables([*used, "alarm_actions"]), *blocks])
