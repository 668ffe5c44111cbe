// SPDX-License-Identifier: MIT
#include <support/accuracy.hpp>

#include <ullage/erlang.hpp>

using ullage::test::measured;

namespace {

measured const loss{"erlang_b", 1e-12, [](double const* x) { return ullage::erlang_b(x[0], x[1]); }};
measured const log_loss{"log_erlang_b", 1e-12, [](double const* x) { return ullage::log_erlang_b(x[0], x[1]); }};
measured const delay{"erlang_c", 1e-12, [](double const* x) { return ullage::erlang_c(x[0], x[1]); }};
measured const loss_load{"erlang_b_load", 1e-9, [](double const* x) {
                           return ullage::erlang_b(x[0], ullage::erlang_b_load(x[0], x[1]));
                         }};
measured const delay_load{"erlang_c_load", 1e-9, [](double const* x) {
                            return ullage::erlang_c(x[0], ullage::erlang_c_load(x[0], x[1]));
                          }};
measured const loss_servers{"erlang_b_servers", 1e-15, [](double const* x) {
                              return ullage::erlang_b_servers(x[1], ullage::erlang_b(x[0], x[1]));
                            }};
measured const delay_servers{"erlang_c_servers", 1e-15, [](double const* x) {
                               return ullage::erlang_c_servers(x[1], ullage::erlang_c(x[0], x[1]));
                             }};

} // namespace
