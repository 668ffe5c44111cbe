# SPDX-License-Identifier: MIT
"""Written texts against the real schemas: the AWS provider of Terraform, CloudFormation and SAM, KEDA's ScaledObject.

The schemas are in packages that are fetched once, into build/schemas or the folder that ULLAGE_SCHEMAS names. Without
them the tests fail: nothing was checked then.
"""

from __future__ import annotations

import ast
import copy
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import hcl2
import pytest
import ullage as ul
import yaml
from cfnlint.api import ManualArgs, lint
from cfnlint.decode.cfn_yaml import loads
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.translator.transform import transform
from ullage import outputs

os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # the translator asks for one
CACHE = Path(os.environ.get("ULLAGE_SCHEMAS", Path(__file__).resolve().parents[2] / "build" / "schemas"))
AWS = ("cdktn-provider-aws", "25.8.1")
"""Bindings that are made from the schema of hashicorp/aws 6.69.1."""
KEDA = ("cloudcoil-models-keda", "2.20.2.1")
"""Models that are made from the custom resource definitions of KEDA 2.20.2."""


def fetched(package, version):
    """A package as an archive, not installed."""
    name = f"{package.replace('-', '_')}-{version}-py3-none-any.whl"
    file = CACHE / name
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--only-binary=:all:",
            "--python-version",
            "3.14",
            "--dest",
            str(CACHE),
            f"{package}=={version}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600)
        if done.returncode != 0 or not file.exists():
            pytest.fail(f"no schema to check against: {package} {version} could not be fetched: {done.stderr[-500:]}")
    return zipfile.ZipFile(file)


class models:
    """Classes of a generated module, read and not run: the fields of each with their types."""

    def __init__(self, source):
        self.classes = {c.name: c for c in ast.parse(source).body if isinstance(c, ast.ClassDef)}

    def fields(self, name):
        """Name as written: (type, required)."""
        body = self.classes[name].body
        start = next((f for f in body if isinstance(f, ast.FunctionDef) and f.name == "__init__"), None)
        if start is not None:
            pairs = zip(start.args.kwonlyargs, start.args.kw_defaults, strict=True)
            return {a.arg.removesuffix("_"): (a.annotation, default is None) for a, default in pairs}
        out = {}
        for f in body:
            if isinstance(f, ast.AnnAssign) and "ClassVar" not in ast.unparse(f.annotation):
                alias = re.search(r"alias=['\"](\w+)['\"]", ast.unparse(f.annotation))
                out[alias[1] if alias else f.target.id] = (f.annotation, f.value is None)
        return out

    def root(self, name):
        """What a model that is one value wraps, else None."""
        for base in self.classes[name].bases:
            if isinstance(base, ast.Subscript) and ast.unparse(base.value) == "RootModel":
                return base.slice
        return None

    def check(self, value, name, at):
        """Faults of a value that is to be an instance of a class."""
        inner = self.root(name)
        if inner is not None:
            return self.fault(value, inner, at)
        if isinstance(value, list) and len(value) == 1:
            value = value[0]  # a block
        if not isinstance(value, dict):
            return [f"{at}: {value!r} is no {name}"]
        known, out = self.fields(name), []
        for key, (_, required) in known.items():
            if required and key not in value:
                out.append(f"{at}: {key} is missing")
        for key, x in value.items():
            out += self.fault(x, known[key][0], f"{at}.{key}") if key in known else [f"{at}: no argument {key}"]
        return out

    def fault(self, value, kind, at):
        text = ast.unparse(kind)
        if isinstance(value, str) and value.startswith("${"):
            return []  # an expression
        if isinstance(kind, ast.BinOp):
            return self.any_of(value, [kind.left, kind.right], at)
        if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
            return (
                self.check(value, kind.value, at)
                if kind.value in self.classes
                else [f"{at}: {value!r} is no {kind.value}"]
            )
        if isinstance(kind, ast.Name) and kind.id in self.classes:
            return self.check(value, kind.id, at)
        if isinstance(kind, ast.Subscript):
            of = ast.unparse(kind.value).split(".")[-1]
            inner = kind.slice.elts if isinstance(kind.slice, ast.Tuple) else [kind.slice]
            if of in ("Optional", "Annotated"):
                return self.fault(value, inner[0], at)
            if of == "Union":
                return self.any_of(value, inner, at)
            if of in ("Sequence", "list", "List"):
                if not isinstance(value, list):
                    return [f"{at}: {value!r} is no list"]
                return [f for x in value for f in self.fault(x, inner[0], at)]
            if of in ("Mapping", "dict"):
                if not isinstance(value, dict):
                    return [f"{at}: {value!r} is no map"]
                return [f for x in value.values() for f in self.fault(x, inner[1], at)]
            if of == "Dict":
                return [f"{at}: {value!r}"]  # the other way to write an instance, which its class already tells
        leaf = text.split(".")[-1]
        fits = {
            "str": isinstance(value, str),
            "Number": isinstance(value, (int, float)) and not isinstance(value, bool),
            "int": isinstance(value, int) and not isinstance(value, bool),
            "bool": isinstance(value, bool),
            "None": value is None,
        }
        return [] if fits.get(leaf, False) else [f"{at}: {value!r} is no {text}"]

    def any_of(self, value, kinds, at):
        faults = [self.fault(value, k, at) for k in kinds]
        return min(faults, key=lambda f: (len(f), f == [f"{at}: {value!r}"])) if all(faults) else []


@pytest.fixture(scope="module")
def aws():
    with fetched(*AWS) as archive:
        names = (
            "lambda_event_source_mapping",
            "cloudwatch_metric_alarm",
            "msk_topic",
            "lambda_function",
            "sqs_queue",
            "kinesis_stream",
        )
        return {f"aws_{n}": models(archive.read(f"cdktn_provider_aws/{n}/__init__.py")) for n in names}


@pytest.fixture(scope="module")
def keda():
    with fetched(*KEDA) as archive:
        return models(archive.read("cloudcoil/models/keda/v1alpha1.py"))


# --- plans


class standard_cluster(SimpleNamespace):
    pass


class deployed_plan:
    """A plan with what a deployment knows."""

    def __init__(self, plan, **changes):
        self._plan = plan
        self.reserved_concurrency = 40
        self.deployment = SimpleNamespace(
            memory_mb=512.0,
            processor="arm",
            function_timeout=60.0,
            ephemeral_mb=1024.0,
            poller_group="shared-1",
            cluster=standard_cluster(replication_factor=3.0),
            **changes,
        )

    def __getattr__(self, name):
        return getattr(self._plan, name)


def planned(regime, target, partitions=20, rate=5, service_time=3.0, **changes):
    p = ul.pipeline(
        arrivals=ul.constant_rate(rate, duration=20_000),
        service_time=service_time,
        partitions=partitions,
        scaling=regime,
        **changes,
    )
    return ul.plan(p, target)


def plans():
    wait = ul.target(max_wait=900, utilization=0.8)
    retry = ul.retry_policy(max_retries=5, max_record_age=3600, response="bisect")
    queue = {"partitions": None, "rate": 50, "service_time": 1.0}
    kafka = {"batch_size": 10, "batch_window": 2, "retention": "1 d"}
    return {
        "kafka": planned("kafka-provisioned", wait),
        "kafka-full": deployed_plan(planned("kafka-provisioned", wait, retry=retry, **kafka)),
        "kafka-on-demand": planned("kafka-on-demand-2023", ul.target(max_wait=5000), batch_size=100, batch_window=0.5),
        "kafka-unmet": planned("kafka-on-demand-2021", ul.target(max_wait=1)),
        "sqs": deployed_plan(
            planned(ul.regime("sqs-2023", max_consumers=100), ul.target(max_wait=900), retention="4 d", **queue)
        ),
        "sqs-provisioned": planned(
            "sqs-provisioned",
            ul.target(max_wait=900),
            batch_size=100,
            batch_window=1,
            retry=ul.retry_policy(max_retries=3, response="report_failures"),
            **queue,
        ),
        "kinesis": deployed_plan(
            planned(ul.regime("kinesis", parallelization_factor=2), wait, retry=retry, retention="1 d")
        ),
        "dynamodb-streams": planned("dynamodb-streams", wait, batch_size=100, batch_window=1),
    }


CASES = plans()


# --- Terraform


def unquoted(x):
    """Values as the parser gives them, without the quotes of strings."""
    if isinstance(x, dict):
        return {unquoted(k): unquoted(v) for k, v in x.items() if not k.startswith("__")}
    if isinstance(x, list):
        return [unquoted(v) for v in x]
    if isinstance(x, str) and len(x) >= 2 and x[0] == x[-1] == '"':
        return x[1:-1]
    return x


def parsed(text):
    return unquoted(hcl2.loads(text))


def resources(document):
    return [(kind, label, body) for r in document["resource"] for kind, b in r.items() for label, body in b.items()]


def schema_class(kind):
    return "".join(w.title() for w in kind.removeprefix("aws_").split("_")) + "Config"


META = {"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioners", "tags_all"}


def terraform_faults(aws, text):
    document, out = parsed(text), []
    for kind, label, body in resources(document):
        if (
            kind == "kafka_topic"
        ):  # of Mongey/kafka: name, partitions, replication_factor, config, as its documentation says
            wrong = set(body) - {"name", "partitions", "replication_factor", "config"}
            out += [f"{kind}: no argument {x}" for x in sorted(wrong)]
            continue
        out += aws[kind].check(body, schema_class(kind), f"{kind}.{label}")
        out += [f"{kind}: {x} belongs to no resource" for x in META & set(body)]
    declared = {name for v in document["variable"] for name in v}
    used = set(re.findall(r"\bvar\.(\w+)", text))
    out += [f"variable {x} is declared or used alone" for x in declared ^ used]
    return out


@pytest.mark.parametrize("case", CASES)
def test_terraform_fits_the_schema_of_the_provider(aws, case):
    assert terraform_faults(aws, outputs.terraform(CASES[case], name="my orders")) == []
    if case.startswith("kafka"):
        assert terraform_faults(aws, outputs.terraform(CASES[case], self_managed=True)) == []
    assert terraform_faults(aws, outputs.alarms_terraform(outputs.alarms(CASES[case]))) == []


@pytest.mark.parametrize("case", CASES)
def test_values_of_other_resources_are_arguments_of_them(aws, case):
    document = parsed(outputs.terraform(CASES[case], name="x"))
    resource = {"x_function": "aws_lambda_function", "x_queue": "aws_sqs_queue", "x_stream": "aws_kinesis_stream"}
    for group in document.get("locals", []):
        for name, values in group.items():
            if name not in resource:
                continue
            known = aws[resource[name]].fields(schema_class(resource[name]))
            for key, value in values.items():
                if key == "ephemeral_storage_size":
                    known[key] = aws[resource[name]].fields("LambdaFunctionEphemeralStorage")["size"]
                if key == "max_receive_count":
                    continue  # a number within redrive_policy, which is JSON
                assert key in known
                assert aws[resource[name]].fault(value, known[key][0], key) == []


def test_the_check_sees_faults(aws):
    text = outputs.terraform(CASES["kafka-full"])
    for old, new, fault in (
        ("minimum_pollers", "min_pollers", "no argument min_pollers"),
        ("batch_size = 10", 'batch_size = "ten"', "batch_size: 'ten' is no jsii.Number"),
        ("partition_count = ", "partitions = ", "partition_count is missing"),
        ("  function_name ", "  # ", "function_name is missing"),
        ("datapoints_to_alarm", "datapoints", "no argument datapoints"),
    ):
        assert old in text
        assert any(fault in f for f in terraform_faults(aws, text.replace(old, new))), fault


@pytest.mark.parametrize("case", CASES)
def test_terraform_read_back_has_the_numbers_of_the_plan(case):
    plan = CASES[case]
    p = plan.system
    found = {kind: body for kind, _, body in resources(parsed(outputs.terraform(plan)))}
    mapping = found["aws_lambda_event_source_mapping"]
    assert mapping["batch_size"] == p.batch_size
    if p.batch_size > 1 and p.batch_window != 0.5:
        assert mapping["maximum_batching_window_in_seconds"] == p.batch_window
    if plan.min_pollers is not None:
        pollers = mapping["provisioned_poller_config"][0]
        assert (pollers["minimum_pollers"], pollers["maximum_pollers"]) == (plan.min_pollers, plan.max_pollers)
    if case.startswith("kafka"):
        assert found["aws_msk_topic"]["partition_count"] == plan.partitions
    if case == "sqs":
        assert mapping["scaling_config"][0]["maximum_concurrency"] == p.scaling.max_consumers
    if case in ("kafka-full", "kinesis"):
        assert mapping["maximum_retry_attempts"] == 5
        assert mapping["maximum_record_age_in_seconds"] == 3600
        assert mapping["bisect_batch_on_function_error"] is True
    if case in ("kinesis", "dynamodb-streams"):
        assert mapping["parallelization_factor"] == p.scaling.parallelization_factor
    made = {a.name: a for a in outputs.alarms(plan)}
    written = [b for k, _, b in resources(parsed(outputs.terraform(plan))) if k == "aws_cloudwatch_metric_alarm"]
    assert {b["alarm_name"] for b in written} == set(made)
    for b in written:
        a = made[b["alarm_name"]]
        assert float(b["threshold"]) == a.threshold
        assert (b["period"], b["evaluation_periods"], b["datapoints_to_alarm"]) == (
            a.period,
            a.evaluation_periods,
            a.datapoints_to_alarm,
        )
        assert (b["namespace"], b["metric_name"]) == (a.namespace, a.metric)
        assert set(b["dimensions"]) == set(a.dimensions)
        assert b["alarm_description"] == a.why


# --- CloudFormation and SAM


def template_faults(text):
    return [
        f"{m.rule.id} line {m.linenumber}: {m.message}" for m in lint(text, config=ManualArgs(regions=["us-east-1"]))
    ]


class _Loader(yaml.SafeLoader):
    """YAML with the short forms of CloudFormation's functions."""


def _function(loader, suffix, node):
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        text = loader.construct_scalar(node)
        return {name: text.split(".", 1) if suffix == "GetAtt" else text}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _function)


class _NoPolicies:
    def load(self):
        return {}


def sam_faults(text):
    """Faults of the template itself, of its translation by AWS's own translator, and of what comes out of that."""
    template = yaml.load(text, _Loader)
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://bucket/key"  # as after packaging
    try:
        translated = transform(template, {}, _NoPolicies())
    except InvalidDocumentException as e:
        return [cause.message for cause in e.causes]
    # Of the roles and permissions that the translator adds, its choice of words is its own.
    kinds = [r["Type"] for r in translated["Resources"].values()]
    assert "AWS::Lambda::EventSourceMapping" in kinds or "Events:" not in text
    return template_faults(text) + [x for x in template_faults(json.dumps(translated)) if x.startswith("E")]


@pytest.mark.parametrize("case", CASES)
def test_templates_have_no_error_and_no_warning(case):
    for write, faults in ((outputs.cloudformation, template_faults), (outputs.sam, sam_faults)):
        assert faults(write(CASES[case], name="my orders")) == []
        if case == "kafka-full":
            assert faults(write(CASES[case], self_managed=True)) == []
    assert template_faults(outputs.alarms_cloudformation(outputs.alarms(CASES[case]))) == []


def test_the_linter_sees_faults():
    for write, faults in ((outputs.cloudformation, template_faults), (outputs.sam, sam_faults)):
        text = write(CASES["kafka-full"])
        for old, new in (
            ("BatchSize: 10", "BatchSize: ten"),
            ("MinimumPollers", "MinPollers"),
            ("!Ref TopicName", "!Ref Topics"),
        ):
            assert old in text
            assert faults(text.replace(old, new)) != [], (old, new)


@pytest.mark.parametrize("case", CASES)
def test_templates_read_back_have_the_numbers_of_the_plan(case):
    plan = CASES[case]
    p = plan.system
    for write in (outputs.cloudformation, outputs.sam):
        found = loads(write(plan, name="x"))["Resources"]
        if write is outputs.sam:
            function = found["XFunction"]["Properties"]
            (event,) = (e["Properties"] for e in function["Events"].values())
        else:
            function, event = found["XFunction"]["Properties"], found["XMapping"]["Properties"]
        assert event["BatchSize"] == p.batch_size
        if p.batch_size > 1 and p.batch_window != 0.5:
            assert event["MaximumBatchingWindowInSeconds"] == p.batch_window
        if plan.min_pollers is not None:
            pollers = event["ProvisionedPollerConfig"]
            assert (pollers["MinimumPollers"], pollers["MaximumPollers"]) == (plan.min_pollers, plan.max_pollers)
        if case.startswith("kafka"):
            assert found["XTopic"]["Properties"]["PartitionCount"] == plan.partitions
        if case == "sqs":
            assert event["ScalingConfig"]["MaximumConcurrency"] == p.scaling.max_consumers
        if isinstance(plan, deployed_plan):
            assert (function["MemorySize"], function["Timeout"], function["ReservedConcurrentExecutions"]) == (
                512,
                60,
                40,
            )
            assert function["Architectures"] == ["arm64"]
        alarms = [r["Properties"] for r in found.values() if r["Type"] == "AWS::CloudWatch::Alarm"]
        assert [
            (a["MetricName"], a["Threshold"], a["EvaluationPeriods"], a["DatapointsToAlarm"], a["AlarmDescription"])
            for a in alarms
        ] == [(a.metric, a.threshold, a.evaluation_periods, a.datapoints_to_alarm, a.why) for a in outputs.alarms(plan)]


# --- KEDA


def object_faults(keda, text):
    document = copy.deepcopy(yaml.safe_load(text))
    fields = {k: v for k, v in document.items() if k not in ("apiVersion", "kind", "metadata")}
    assert (document["apiVersion"], document["kind"]) == ("keda.sh/v1alpha1", "ScaledObject")
    return keda.check(fields["spec"], "ScaledObjectSpec", "spec")


@pytest.mark.parametrize("kubernetes", ["1.30", "1.34", "1.35"])
def test_a_scaled_object_fits_the_custom_resource_definition(keda, kubernetes):
    plan = planned("keda-kafka", ul.target(max_wait=300, utilization=0.8))
    text = outputs.keda(plan, name="orders", kubernetes=kubernetes)
    assert object_faults(keda, text) == []
    spec = yaml.safe_load(text)["spec"]
    rule, s = plan.system.scaling.up, plan.system.scaling
    assert spec["maxReplicaCount"] == min(plan.partitions, s.max_consumers)
    assert spec["minReplicaCount"] == s.min_consumers
    assert (spec["pollingInterval"], spec["cooldownPeriod"]) == (rule.polling_period, rule.cooldown_period)
    metadata = spec["triggers"][0]["metadata"]
    assert all(isinstance(v, str) for v in metadata.values())
    assert float(metadata["lagThreshold"]) == rule.lag_per_consumer
    assert float(metadata["activationLagThreshold"]) == rule.activation_lag
    behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert ("tolerance" in behavior["scaleUp"]) == (kubernetes != "1.30")
    assert behavior["scaleUp"]["policies"] == [
        {"type": "Pods", "value": rule.max_added, "periodSeconds": s.evaluation_period},
        {"type": "Percent", "value": 100 * (rule.max_factor - 1), "periodSeconds": s.evaluation_period},
    ]
    assert behavior["scaleDown"]["stabilizationWindowSeconds"] == s.down.stabilization


def test_the_check_of_scaled_objects_sees_faults(keda):
    text = outputs.keda(planned("keda-kafka", ul.target(max_wait=300)))
    for old, new in (
        ("maxReplicaCount: ", "maxReplicas: "),
        ("pollingInterval: 30", "pollingInterval: often"),
        ('lagThreshold: "10"', "lagThreshold: 10"),
        ("periodSeconds: 15", "seconds: 15"),
        ("- type: kafka", "- kind: kafka"),
        ("scaleTargetRef:", "target:"),
    ):
        assert old in text
        assert object_faults(keda, text.replace(old, new)) != [], (old, new)
