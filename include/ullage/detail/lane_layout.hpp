// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The lanes of a topic in groups that behave alike, and which owners have them at the moment.
///
/// Equal lanes are ranges of numbers and owners contiguous blocks of them, so that their count costs
/// nothing; unequal shares are listed one by one.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/lane_group.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/packing.hpp>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Groups of lanes, and their owners.
template <Real T> class lane_layout {
public:
  /// @param lanes whole, infinity without order
  /// @param shares one per lane, or none where all are equal
  lane_layout(T const& lanes, std::vector<T> const& shares, assignor rule) : lanes_(lanes), rule_(rule) {
    if (is_finite(lanes)) { count_ = static_cast<double>(value_of(lanes)); }
    bool differ = false;
    for (T const& s : shares) { differ = differ || value_of(s) != value_of(shares[0]); }
    if (differ) { list(shares); }
  }

  [[nodiscard]] bool even() const { return shares_.empty(); }
  /// Nothing depends on who owns what: no order, one owner, or equal numbers of equal lanes.
  [[nodiscard]] bool alike() const {
    if (owners_ <= 1) { return true; }
    return even() && (owners_ >= count_ || count_ > largest_count || std::fmod(count_, owners_) == 0);
  }
  /// @returns the largest share of the arrivals that one owner has
  [[nodiscard]] T const& heaviest() const { return heaviest_; }
  [[nodiscard]] std::vector<lane_group<T>>& groups() { return groups_; }
  [[nodiscard]] std::vector<T> const& loads() const { return loads_; } ///< of each owner, where shares are listed
  [[nodiscard]] double owners() const { return owners_; }

  /// @returns the largest share that one of so many owners would have, were lanes handed over to them now
  [[nodiscard]] T heaviest_with(double owners) const {
    auto const n = static_cast<std::size_t>(owners < 1 ? 1 : owners);
    return largest_load(shares_, assign(shares_, n, rule_, owner_), n);
  }

  /// @param owners whole; while there are none, who owned what last stays
  /// @returns true when that changes who owns what
  bool own(T const& owners) {
    double const none = owners_ > 0 ? owners_ : 1;
    double const n = !is_finite(lanes_) ? 1 : value_of(owners) < 1 ? none : static_cast<double>(value_of(owners));
    if (n == owners_) { return false; }
    owners_ = n;
    if (!is_finite(lanes_)) { return true; }
    if (even()) {
      if (count_ <= largest_count) {
        auto const blocks = blocks_of(count_, owners_);
        light_ = blocks.light_lanes;
        border_ = blocks.heavy_owners * blocks.heavy_lanes;
        heaviest_ = T(blocks.heavy_owners > 0 ? blocks.heavy_lanes : light_) / lanes_;
      }
      return true;
    }
    auto const count = static_cast<std::size_t>(owners_);
    owner_ = assign(shares_, count, rule_, owner_);
    loads_ = owner_loads(shares_, owner_, count);
    heaviest_ = T(0);
    for (T const& load : loads_) { heaviest_ = larger(heaviest_, load); }
    return true;
  }

  /// Owners of lanes that are all in the same state.
  [[nodiscard]] std::vector<owner_kind<T>> pack(T const& behind) {
    if (!even()) {
      behind_.assign(groups_.size(), behind);
      find_entries();
      return pack_listed({});
    }
    if (groups_.empty()) { groups_.push_back({.lanes = count_, .share = 1 / lanes_}); }
    pieces_.clear();
    for (std::size_t g = 0; g < groups_.size(); ++g) { add_piece(g, behind); }
    sort_pieces(0);
    std::vector<owner_kind<T>> out;
    block(out);
    return out;
  }

  /// Other owners of lanes in several states. Owners that keep exactly the lanes that they had stay as they are.
  /// @param settle brings an owner_kind up to date
  template <class Settle> [[nodiscard]] std::vector<owner_kind<T>> repack(std::vector<owner_kind<T>> old, Settle const& settle) {
    std::vector<owner_kind<T>> out;
    out.reserve(old.size() + 8);
    if (!even()) {
      find_entries();
      keep_listed(old, out);
      behind_.assign(groups_.size(), T(0));
      for (auto& k : old) {
        if (k.members.empty()) { continue; } // moved to `out`
        settle(k);
        for (auto const& m : k.members) { behind_[m.group] = m.behind; }
        recycle(k);
      }
      return pack_listed(std::move(out));
    }
    pieces_.clear();
    for (auto& k : old) {
      if (keeps(k)) {
        block(out);
        out.push_back(std::move(k));
        continue;
      }
      settle(k);
      std::size_t const first = pieces_.size();
      for (auto const& m : k.members) { add_piece(m.group, m.behind); }
      sort_pieces(first);
      recycle(k);
    }
    block(out);
    return out;
  }

  static constexpr double largest_count = 4e15; ///< of lanes that a double can tell apart

private:
  struct piece {
    std::size_t group;
    double begin;
    double end;
    T behind;
  };
  struct entry {
    std::size_t group = 0;
    std::size_t lanes = 0;
    friend bool operator==(entry const&, entry const&) = default;
  };

  void list(std::vector<T> const& shares) {
    T sum = T(0);
    for (T const& s : shares) { sum += s; }
    shares_ = shares;
    for (T& s : shares_) { s /= sum; }
    std::vector<std::size_t> order(shares_.size());
    for (std::size_t i = 0; i < order.size(); ++i) { order[i] = i; }
    heap_sort(order, [&](std::size_t a, std::size_t b) { return value_of(shares_[a]) > value_of(shares_[b]); });
    group_of_.resize(order.size());
    for (std::size_t const i : order) {
      if (groups_.empty() || value_of(groups_.back().share) != value_of(shares_[i])) { groups_.push_back({.lanes = 0, .share = shares_[i]}); }
      groups_.back().lanes += 1;
      group_of_[i] = groups_.size() - 1;
    }
  }

  void add_piece(std::size_t group, T const& behind) {
    auto const& g = groups_[group];
    pieces_.push_back({group, g.begin, g.begin + g.lanes, behind});
  }
  /// Puts the pieces from a place on in the order of their lanes.
  void sort_pieces(std::size_t first) {
    auto const before = [](piece const& a, piece const& b) { return a.begin < b.begin; };
    bool sorted = true;
    for (std::size_t i = first + 1; i < pieces_.size(); ++i) { sorted = sorted && !before(pieces_[i], pieces_[i - 1]); }
    if (sorted) { return; }
    std::vector<piece> more(pieces_.begin() + static_cast<std::ptrdiff_t>(first), pieces_.end());
    heap_sort(more, before);
    for (std::size_t i = 0; i < more.size(); ++i) { pieces_[first + i] = more[i]; }
  }
  /// Memory of members that are no longer needed serves the next ones.
  void recycle(owner_kind<T>& k) {
    k.members.clear();
    spare_.push_back(std::move(k.members));
  }
  [[nodiscard]] std::vector<lane_member<T>> new_members() {
    if (spare_.empty()) { return {}; }
    auto out = std::move(spare_.back());
    spare_.pop_back();
    return out;
  }

  /// Is a multiple of b, both whole numbers?
  [[nodiscard]] static bool divides(double b, double a) { return std::floor(a / b) * b == a; }
  /// Would these owners get the very same blocks?
  [[nodiscard]] bool keeps(owner_kind<T> const& k) const {
    if (k.end <= border_) { return k.lanes == light_ + 1 && divides(k.lanes, k.begin); }
    return k.begin >= border_ && k.lanes == light_ && divides(k.lanes, k.begin - border_);
  }

  /// A group from a number of lanes on gets a history of its own.
  std::size_t cut(std::size_t group, double lanes) {
    auto rest = groups_[group];
    rest.begin += lanes;
    rest.lanes -= lanes;
    groups_[group].lanes = lanes;
    groups_.push_back(std::move(rest));
    return groups_.size() - 1;
  }

  /// Puts owners over neighbouring pieces; neighbours in the same state that own as many are one kind.
  void block(std::vector<owner_kind<T>>& out) {
    for (std::size_t i = 0; i < pieces_.size();) {
      double const begin = pieces_[i].begin;
      bool const heavy = begin < border_;
      double const size = heavy ? light_ + 1 : light_;
      double const limit = heavy ? border_ : count_;
      double same = pieces_[i].end;
      for (std::size_t j = i + 1; j < pieces_.size() && same < limit && value_of(pieces_[j].behind) == value_of(pieces_[i].behind); ++j) { same = pieces_[j].end; }
      double const whole = std::floor(((same < limit ? same : limit) - begin) / size);
      double const n = whole > 1 ? whole : 1;
      owner_kind<T> k{.owners = T(n), .share = T(size) / lanes_, .lanes = size, .begin = begin, .end = begin + n * size,
                      .members = new_members()};
      for (double at = begin; at < k.end;) {
        auto& p = pieces_[i];
        double const stop = p.end < k.end ? p.end : k.end;
        k.members.push_back({p.group, T((stop - at) / n) / lanes_, p.behind});
        if (p.end > k.end) {
          p.group = cut(p.group, stop - at);
          p.begin = stop;
        } else {
          ++i;
        }
        at = stop;
      }
      finish(k);
      out.push_back(std::move(k));
    }
    pieces_.clear();
  }

  /// Oldest first; how many are equally old.
  static void finish(owner_kind<T>& k) {
    bool sorted = true;
    for (std::size_t i = 1; i < k.members.size(); ++i) { sorted = sorted && value_of(k.members[i].behind) <= value_of(k.members[i - 1].behind); }
    if (!sorted) {
      heap_sort(k.members, [](lane_member<T> const& a, lane_member<T> const& b) {
        return value_of(a.behind) > value_of(b.behind) || (value_of(a.behind) == value_of(b.behind) && a.group < b.group);
      });
    }
    k.behind = k.members[0].behind;
    k.front = 0;
    take_front(k);
  }

public:
  /// All members that are as old as the first ones are served with them.
  static void take_front(owner_kind<T>& k) {
    while (k.front < k.members.size() && value_of(k.members[k.front].behind) >= value_of(k.behind)) { ++k.front; }
    k.front_share = k.share;
    if (k.front == k.members.size()) { return; }
    k.front_share = T(0);
    for (std::size_t i = 0; i < k.front; ++i) { k.front_share += k.members[i].share; }
  }

private:
  /// The numbers of each group that each owner has, by owner and then by group.
  void find_entries() {
    std::size_t const none = shares_.size();
    auto const count = static_cast<std::size_t>(owners_);
    // Lanes with traffic by their group.
    starts_.assign(groups_.size() + 1, 0);
    for (std::size_t i = 0; i < none; ++i) {
      if (value_of(shares_[i]) > 0) { ++starts_[group_of_[i] + 1]; }
    }
    for (std::size_t g = 0; g < groups_.size(); ++g) { starts_[g + 1] += starts_[g]; }
    by_group_.resize(starts_.back());
    for (std::size_t i = 0; i < none; ++i) {
      if (value_of(shares_[i]) > 0) { by_group_[starts_[group_of_[i]]++] = i; }
    }
    starts_.assign(count + 1, 0);
    seen_.assign(count, groups_.size());
    for (std::size_t const i : by_group_) {
      if (seen_[owner_[i]] == group_of_[i]) { continue; }
      seen_[owner_[i]] = group_of_[i];
      ++starts_[owner_[i] + 1];
    }
    for (std::size_t o = 0; o < count; ++o) { starts_[o + 1] += starts_[o]; }
    entries_.assign(starts_.back(), {});
    entry_of_.resize(none);
    seen_.assign(starts_.begin(), starts_.end() - 1); // the place after the last entry of each owner
    for (std::size_t const i : by_group_) {
      std::size_t& end = seen_[owner_[i]];
      if (end == starts_[owner_[i]] || entries_[end - 1].group != group_of_[i]) { entries_[end++].group = group_of_[i]; }
      ++entries_[end - 1].lanes;
      entry_of_[i] = end - 1;
    }
    kept_.assign(count, 0);
  }

  /// Moves owners that have exactly the lanes that they had.
  void keep_listed(std::vector<owner_kind<T>>& old, std::vector<owner_kind<T>>& out) {
    std::size_t const none = old.size();
    kind_of_.assign(groups_.size(), none);
    for (std::size_t i = 0; i < none; ++i) {
      if (value_of(old[i].owners) != 1) { continue; }
      for (auto const& m : old[i].members) { kind_of_[m.group] = i; }
    }
    for (std::size_t o = 0; o < kept_.size(); ++o) {
      std::size_t const size = starts_[o + 1] - starts_[o];
      std::size_t const k = size > 0 ? kind_of_[entries_[starts_[o]].group] : none;
      if (k == none || old[k].members.size() != size) { continue; }
      bool same = true;
      for (std::size_t e = starts_[o]; e < starts_[o + 1]; ++e) {
        same = same && kind_of_[entries_[e].group] == k && groups_[entries_[e].group].lanes == static_cast<double>(entries_[e].lanes);
      }
      if (!same) { continue; }
      kept_[o] = 1;
      out.push_back(std::move(old[k]));
      old[k].members.clear();
    }
  }

  /// Owners of listed lanes; those that own the same numbers of the same groups are one kind.
  /// @param out those that are as they were
  [[nodiscard]] std::vector<owner_kind<T>> pack_listed(std::vector<owner_kind<T>> out) {
    std::vector<std::size_t>& order = seen_;
    order.clear();
    bool unequal = true;
    for (std::size_t o = 0; o < kept_.size(); ++o) {
      if (kept_[o] || starts_[o] == starts_[o + 1]) { continue; }
      order.push_back(o);
      auto const& e = entries_[starts_[o]];
      unequal = unequal && groups_[e.group].lanes == static_cast<double>(e.lanes); // nobody else has the like
    }
    auto const size = [&](std::size_t o) { return starts_[o + 1] - starts_[o]; };
    auto const less = [&](std::size_t a, std::size_t b) {
      if (size(a) != size(b)) { return size(a) < size(b); }
      for (std::size_t i = 0; i < size(a); ++i) {
        auto const& x = entries_[starts_[a] + i];
        auto const& y = entries_[starts_[b] + i];
        if (x.group != y.group) { return x.group < y.group; }
        if (x.lanes != y.lanes) { return x.lanes < y.lanes; }
      }
      return a < b;
    };
    auto const equal = [&](std::size_t a, std::size_t b) {
      if (size(a) != size(b)) { return false; }
      for (std::size_t i = 0; i < size(a); ++i) {
        if (!(entries_[starts_[a] + i] == entries_[starts_[b] + i])) { return false; }
      }
      return true;
    };
    if (!unequal) { heap_sort(order, less); }
    taken_.assign(groups_.size(), 0);
    for (std::size_t i = 0; i < order.size();) {
      std::size_t const first = order[i];
      std::size_t end = i + 1;
      while (!unequal && end < order.size() && equal(order[end], first)) { ++end; }
      double const n = static_cast<double>(end - i);
      owner_kind<T> k{.owners = T(n), .members = new_members()};
      for (std::size_t at = starts_[first]; at < starts_[first + 1]; ++at) {
        auto const e = entries_[at];
        std::size_t g = e.group;
        double const lanes = static_cast<double>(e.lanes);
        if (taken_[g]) {
          auto part = groups_[g];
          groups_.push_back(std::move(part));
          g = groups_.size() - 1;
        }
        taken_[e.group] = 1;
        groups_[g].lanes = n * lanes;
        for (std::size_t o = i; o < end; ++o) { entries_[starts_[order[o]] + (at - starts_[first])].group = g; }
        T const share = T(lanes) * groups_[g].share;
        k.share += share;
        k.lanes += lanes;
        k.members.push_back({g, share, behind_[e.group]});
      }
      i = end;
      finish(k);
      out.push_back(std::move(k));
    }
    for (std::size_t i = 0; i < owner_.size(); ++i) {
      if (value_of(shares_[i]) > 0) { group_of_[i] = entries_[entry_of_[i]].group; }
    }
    return out;
  }

  T lanes_;
  assignor rule_;
  double count_ = infinity_v<double>;
  double owners_ = 0;
  double light_ = 0;  ///< lanes of an owner that has no more than others
  double border_ = 0; ///< lanes before this one belong to owners that have one more
  T heaviest_ = T(1);
  std::vector<lane_group<T>> groups_;
  std::vector<T> shares_;
  std::vector<T> loads_;
  std::vector<std::size_t> owner_;
  std::vector<std::size_t> group_of_;
  std::vector<T> behind_; ///< of each group
  // What follows is only kept for its memory.
  std::vector<piece> pieces_;
  std::vector<entry> entries_;
  std::vector<std::size_t> starts_;   ///< of the entries of each owner
  std::vector<std::size_t> entry_of_; ///< of each lane
  std::vector<std::size_t> by_group_;
  std::vector<std::size_t> seen_;
  std::vector<std::size_t> kind_of_; ///< of each group, before
  std::vector<char> kept_;
  std::vector<char> taken_;
  std::vector<std::vector<lane_member<T>>> spare_;
};

} // namespace ullage::detail
