# SPDX-License-Identifier: MIT
"""A plan as a template of CloudFormation or of the Serverless Application Model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ullage._alarms import alarm
from ullage._provision import (
    DYNAMODB,
    KAFKA,
    KINESIS,
    SQS,
    cluster_kind,
    comment,
    heading,
    logical_name,
    provision,
    provision_of,
    setting,
)
from ullage._yaml import document, tag

_FORMAT = "2010-09-09"
_MAPPING = {
    "batch_size": "BatchSize",
    "batch_window": "MaximumBatchingWindowInSeconds",
    "parallelization_factor": "ParallelizationFactor",
    "bisect": "BisectBatchOnFunctionError",
    "max_retries": "MaximumRetryAttempts",
    "max_record_age": "MaximumRecordAgeInSeconds",
}
_POLLERS = {"minimum_pollers": "MinimumPollers", "maximum_pollers": "MaximumPollers", "poller_group": "PollerGroupName"}
_PARAMETERS = {
    "ClusterArn": "ARN of the MSK cluster",
    "ClusterName": "Name of the MSK cluster, as CloudWatch has it",
    "TopicName": "Name of the topic",
    "ConsumerGroup": "Consumer group of the mapping, in ASCII and without a colon",
    "ReplicationFactor": "Copies of each partition; the plan does not know the brokers",
    "BootstrapServers": "Brokers as host:port, separated by commas",
    "SecretArn": "ARN of the secret with the user and password of the brokers",
    "QueueArn": "ARN of the queue",
    "QueueName": "Name of the queue",
    "StreamArn": "ARN of the stream",
    "StreamName": "Name of the stream",
    "FunctionName": "Name of the function",
    "RoleArn": "ARN of the role of the function",
    "CodeBucket": "Bucket with the code of the function",
    "CodeKey": "Key of the code in the bucket",
    "Handler": "Handler of the function",
    "Runtime": "Runtime of the function",
    "AlarmTopicArn": "ARN of the SNS topic that an alarm tells",
}
_OF_DIMENSIONS = {
    "{cluster_name}": "ClusterName",
    "{consumer_group}": "ConsumerGroup",
    "{topic}": "TopicName",
    "{queue_name}": "QueueName",
    "{stream_name}": "StreamName",
}


def _ref(name: str, used: list[str]) -> tag:
    used.append(name)
    return tag("Ref", name)


def _parameters(used: Sequence[str]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name, what in _PARAMETERS.items():
        if name in used:
            kind = (
                "Number"
                if name == "ReplicationFactor"
                else "CommaDelimitedList"
                if name == "BootstrapServers"
                else "String"
            )
            out[name] = {"Type": kind, "Description": what}
            if name == "ReplicationFactor":
                out[name]["Default"] = 3
            if name == "Runtime":
                out[name]["Default"] = "provided.al2023"
            if name == "Handler":
                out[name]["Default"] = "bootstrap"
    return out


def _alarm_resource(a: alarm, used: list[str], function: Any) -> dict[str, Any]:
    dimensions = [
        {"Name": name, "Value": function if value == "{function_name}" else _ref(_OF_DIMENSIONS[value], used)}
        for name, value in a.dimensions.items()
    ]
    actions = [_ref("AlarmTopicArn", used)]
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": a.why[:1024],
            "Namespace": a.namespace,
            "MetricName": a.metric,
            "Dimensions": dimensions,
            "Statistic": a.statistic,
            "Period": a.period,
            "EvaluationPeriods": a.evaluation_periods,
            "DatapointsToAlarm": a.datapoints_to_alarm,
            "Threshold": a.threshold,
            "ComparisonOperator": a.comparison,
            "TreatMissingData": a.missing_data,
            "AlarmActions": actions,
            "OKActions": actions,
        },
    }


def alarm_text(alarms: Sequence[alarm], head: Sequence[str] = ()) -> str:
    """Alarms as a template."""
    used: list[str] = []
    by_name = any("{function_name}" in a.dimensions.values() for a in alarms)
    function = _ref("FunctionName", used) if by_name else ""
    resources = {logical_name(a.name): _alarm_resource(a, used, function) for a in alarms}
    return document(
        head, {"AWSTemplateFormatVersion": _FORMAT, "Parameters": _parameters(used), "Resources": resources}
    )


def _topic_resource(v: provision, used: list[str]) -> dict[str, Any]:
    copies: Any = v.topic.get("replication_factor") or _ref("ReplicationFactor", used)
    return {
        "Type": "AWS::MSK::Topic",
        "Properties": {
            "ClusterArn": _ref("ClusterArn", used),
            "TopicName": _ref("TopicName", used),
            "ReplicationFactor": copies,
            "PartitionCount": v.topic["partitions"],
        },
    }


def _event(v: provision, used: list[str], sam: bool) -> dict[str, Any]:
    """Properties of the mapping, in the words of SAM or of CloudFormation."""
    out: dict[str, Any] = {}
    if v.source == KAFKA:
        topics = [_ref("TopicName", used)]
        if v.self_managed:
            servers = _ref("BootstrapServers", used)
            access = [{"Type": "SASL_SCRAM_512_AUTH", ("URI"): _ref("SecretArn", used)}]
            if sam:
                out["KafkaBootstrapServers"] = servers
            else:
                out["SelfManagedEventSource"] = {"Endpoints": {"KafkaBootstrapServers": servers}}
            out["SourceAccessConfigurations"] = setting(access, "The way to sign in is of the brokers")
            group = {"ConsumerGroupId": _ref("ConsumerGroup", used)}
            out.update(group if sam else {"SelfManagedKafkaEventSourceConfig": group})
        else:
            out["Stream" if sam else "EventSourceArn"] = _ref("ClusterArn", used)
            group = {"ConsumerGroupId": _ref("ConsumerGroup", used)}
            out.update(group if sam else {"AmazonManagedKafkaEventSourceConfig": group})
        out["Topics"] = topics
    elif v.source == SQS:
        out["Queue" if sam else "EventSourceArn"] = _ref("QueueArn", used)
    else:
        out["Stream" if sam else "EventSourceArn"] = _ref("StreamArn", used)
    if v.source != SQS:
        out["StartingPosition"] = setting("TRIM_HORIZON", "LATEST can miss records while a mapping is made")
    for name, written in _MAPPING.items():
        if name in v.mapping:
            out[written] = v.mapping[name]
    if "report_failures" in v.mapping:
        out["FunctionResponseTypes"] = setting(["ReportBatchItemFailures"], v.mapping["report_failures"].note)
    if v.pollers:
        out["ProvisionedPollerConfig"] = {_POLLERS[name]: x for name, x in v.pollers.items()}
    if "maximum_concurrency" in v.mapping:
        out["ScalingConfig"] = {"MaximumConcurrency": v.mapping["maximum_concurrency"]}
    return out


def _function(v: provision, used: list[str]) -> dict[str, Any]:
    """Properties that both kinds of template name alike."""
    out: dict[str, Any] = {"Handler": _ref("Handler", used), "Runtime": _ref("Runtime", used)}
    names = {"memory": "MemorySize", "timeout": "Timeout", "reserved_concurrency": "ReservedConcurrentExecutions"}
    for name, written in names.items():
        if name in v.function:
            out[written] = v.function[name]
    if "architecture" in v.function:
        x = v.function["architecture"]
        out["Architectures"] = setting([x.value], x.note)
    if "ephemeral" in v.function:
        out["EphemeralStorage"] = {"Size": v.function["ephemeral"]}
    return out


def _head(plan: Any, v: provision, what: str) -> list[str]:
    head = heading(plan, what)
    if "retention_ms" in v.topic:
        head += comment(
            f"Of the topic: retention.ms = {v.topic['retention_ms'].value}: {v.topic['retention_ms'].note}."
        )
    if v.source == KAFKA and (v.self_managed or cluster_kind(plan) == "serverless_cluster"):
        head += comment(
            f"Of the topic, which no template makes here: {v.topic['partitions'].value} partitions; "
            f"{v.topic['partitions'].note}."
        )
    if v.source in (KINESIS, DYNAMODB):
        x = v.topic["partitions"]
        head += comment(f"Of the stream: {x.value} shards; {x.note}.")
    names = {
        "visibility_timeout": "VisibilityTimeout",
        "retention": "MessageRetentionPeriod",
        "max_receive_count": "maxReceiveCount",
    }
    for name, x in v.queue.items():
        head += comment(f"Of the queue: {names[name]} = {x.value} {x.note}.")
    for remark in v.remarks:
        head += comment(remark)
    return head


def text(plan: Any, name: str, self_managed: bool, alarms: Sequence[alarm], sam: bool) -> str:
    """A plan as a template."""
    where = "sam" if sam else "cloudformation"
    v = provision_of(where, plan, self_managed)
    label, used = logical_name(name), list[str]()
    function_name, mapping_name = f"{label}Function", f"{label}Mapping"
    resources: dict[str, Any] = {}
    topic = v.source == KAFKA and not v.self_managed and cluster_kind(plan) != "serverless_cluster"
    if topic:
        resources[f"{label}Topic"] = _topic_resource(v, used)
    properties = _function(v, used)
    if sam:
        kinds = {
            KAFKA: "SelfManagedKafka" if self_managed else "MSK",
            SQS: "SQS",
            KINESIS: "Kinesis",
            DYNAMODB: "DynamoDB",
        }
        properties = {"CodeUri": "src/", **properties}
        properties["Events"] = {mapping_name: {"Type": kinds[v.source], "Properties": _event(v, used, True)}}
        resources[function_name] = {"Type": "AWS::Serverless::Function", "Properties": properties}
    else:
        code = {"S3Bucket": _ref("CodeBucket", used), "S3Key": _ref("CodeKey", used)}
        properties = {"Code": code, "Role": _ref("RoleArn", used), **properties}
        resources[function_name] = {"Type": "AWS::Lambda::Function", "Properties": properties}
        event = {"FunctionName": tag("Ref", function_name), **_event(v, used, False)}
        first = {"DependsOn": f"{label}Topic"} if topic else {}
        resources[mapping_name] = {"Type": "AWS::Lambda::EventSourceMapping", **first, "Properties": event}
    for a in alarms:
        resources[logical_name(a.name)] = _alarm_resource(a, used, tag("Ref", function_name))
    template: dict[str, Any] = {"AWSTemplateFormatVersion": _FORMAT}
    if sam:
        template["Transform"] = "AWS::Serverless-2016-10-31"
    template.update({"Parameters": _parameters(used), "Resources": resources})
    return document(_head(plan, v, "SAM template" if sam else "CloudFormation template"), template)
