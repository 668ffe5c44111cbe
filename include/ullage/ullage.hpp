// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Everything but io.hpp (stream output and JSON, which brings <ostream>) and what needs Boost.

#include <ullage/arrivals.hpp>
#include <ullage/backlog.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/counts.hpp>
#include <ullage/errors.hpp>
#include <ullage/forecast.hpp>
#include <ullage/interval.hpp>
#include <ullage/packing.hpp>
#include <ullage/piecewise.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan.hpp>
#include <ullage/scaling/capacity.hpp>
#include <ullage/scaling/controller.hpp>
#include <ullage/scaling/environments.hpp>
#include <ullage/scaling/fleet.hpp>
#include <ullage/scaling/kubernetes.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/ramp.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/throughput.hpp>
#include <ullage/trajectory.hpp>
#include <ullage/units.hpp>
#include <ullage/version.hpp>
#include <ullage/waits.hpp>
