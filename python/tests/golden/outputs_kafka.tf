# Terraform, written by ullage VERSION from a plan under kafka-provisioned, likely case.
# 19 partitions with 1 minimum and 4 maximum pollers are enough, one less is not: the utilization is
# 0.8333, above 0.8. utilization binds (the utilization is 0.7895, within 0.8), then max_wait (the
# longest wait is 61.5 s, within 300 s (5 min)). At 19 partitions with 1 minimum and 4 maximum
# pollers the lag peaks at 300 records after 90 s and is gone at 320.6 s (5.34 min); the oldest
# record waits 61.5 s. min_pollers 2 instead of 1 would save 28.5 s of max_wait (61.5 s to 33 s);
# after that scaling (the rule itself) binds.
# The batching window is left away on purpose: a new Kafka mapping has 500 ms, which cannot be had
# back once another value was set.
# Checked against the schema of version 6.69.1 of the AWS provider; older ones may lack an argument.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.69.1"
    }
  }
}

variable "cluster_arn" {
  description = "ARN of the MSK cluster."
  type        = string
}

variable "function_name" {
  description = "Name or ARN of the function."
  type        = string
}

variable "topic" {
  description = "Name of the topic."
  type        = string
}

variable "consumer_group" {
  description = "Consumer group of the mapping, in ASCII and without a colon."
  type        = string
}

variable "cluster_name" {
  description = "Name of the MSK cluster, as CloudWatch has it."
  type        = string
}

variable "alarm_actions" {
  description = "ARNs that an alarm tells, such as of an SNS topic."
  type        = list(string)
  default     = []
}

resource "aws_msk_topic" "orders" {
  name        = var.topic
  cluster_arn = var.cluster_arn
  # copies of each partition, as the plan has the brokers
  replication_factor = 3
  # partitions: the least that keeps every target; utilization binds (utilization is 0.789474 of at
  # most 0.8). A topic can be given more later, never fewer, and more moves keys to other partitions
  partition_count = 19
  # records older than 86400 s (24 h) are lost, as given
  configs = jsonencode({ "retention.ms" = "86400000" })
}

resource "aws_lambda_event_source_mapping" "orders" {
  function_name    = var.function_name
  event_source_arn = var.cluster_arn
  topics           = [var.topic]
  # LATEST can miss records while a mapping is made
  starting_position = "TRIM_HORIZON"
  # records of an invocation: as given
  batch_size = 2

  amazon_managed_kafka_event_source_config {
    consumer_group_id = var.consumer_group
  }

  provisioned_poller_config {
    # pollers that are always there and always paid: the least that keeps every target; utilization
    # binds (utilization is 0.789474 of at most 0.8)
    minimum_pollers = 1
    # all that the load needs at its busiest
    maximum_pollers = 4
    # mappings of one group share event poller units: one bill, not one each
    poller_group_name = "shared-1"
  }
}

locals {
  # Of the aws_lambda_function, for example: reserved_concurrent_executions =
  # local.orders_function.reserved_concurrent_executions
  orders_function = {
    # concurrency that is set apart for this function, and its limit: as given
    reserved_concurrent_executions = 19
    # MB, as given
    memory_size = 512
    # seconds, as given
    timeout = 60
    # as given
    architectures = ["arm64"]
    # MB of /tmp, as given
    ephemeral_storage_size = 1024
  }
}

resource "aws_cloudwatch_metric_alarm" "orders_lag_records" {
  alarm_name          = "orders-lag-records"
  alarm_description   = "Lag of all partitions with what is in service: the planned load reaches 319 records; 1519 records would break max_wait; the threshold lies 50 % of the way. The rule needs up to 90 s to bring its consumers; at a utilization of 0.789 what came in the meantime is worked off 427.5 s (7.12 min) after its beginning; only 2 min, so that a standstill calls before it breaks the target."
  namespace           = "AWS/Kafka"
  metric_name         = "SumOffsetLag"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  threshold           = 919
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  dimensions = {
    "Cluster Name"   = var.cluster_name
    "Consumer Group" = var.consumer_group
    Topic            = var.topic
  }
}

resource "aws_cloudwatch_metric_alarm" "orders_lag_hottest_records" {
  alarm_name          = "orders-lag-hottest-records"
  alarm_description   = "Lag of the busiest partition, or of one that stands still: the planned load reaches 16.79 records; 79.95 records would break max_wait; the threshold lies 50 % of the way. The rule needs up to 90 s to bring its consumers; at a utilization of 0.789 what came in the meantime is worked off 427.5 s (7.12 min) after its beginning; only 2 min, so that a standstill calls before it breaks the target."
  namespace           = "AWS/Kafka"
  metric_name         = "MaxOffsetLag"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  threshold           = 48
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  dimensions = {
    "Cluster Name"   = var.cluster_name
    "Consumer Group" = var.consumer_group
    Topic            = var.topic
  }
}

resource "aws_cloudwatch_metric_alarm" "orders_lag_seconds" {
  alarm_name          = "orders-lag-seconds"
  alarm_description   = "Time to work off the largest lag of a partition: the planned load reaches 61.5 s; 300 s would break max_wait; the threshold lies 50 % of the way. The rule needs up to 90 s to bring its consumers; at a utilization of 0.789 what came in the meantime is worked off 427.5 s (7.12 min) after its beginning; only 2 min, so that a standstill calls before it breaks the target."
  namespace           = "AWS/Kafka"
  metric_name         = "EstimatedMaxTimeLag"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  threshold           = 180
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "ignore"
  alarm_actions       = var.alarm_actions
  ok_actions          = var.alarm_actions
  dimensions = {
    "Cluster Name"   = var.cluster_name
    "Consumer Group" = var.consumer_group
    Topic            = var.topic
  }
}
