#include "names/delegated_range.h"

#include "base/check.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace flowbridge {
namespace {

bool begins_before(const DelegatedRange& a, const DelegatedRange& b) {
  return a.first < b.first;
}

bool overlap(const DelegatedRange& a, const DelegatedRange& b) {
  return b.first <= a.last;
}

/// Walks along the numbers, with every range open that holds the current one.
class OverlapSweep {
 public:
  /// Requires: ranges are in the order of their claims.
  explicit OverlapSweep(const std::vector<DelegatedRange>& ranges) : ranges_(ranges) {
    for (std::size_t claim = 0; claim < ranges.size(); ++claim) order_.push_back(claim);
    std::stable_sort(order_.begin(), order_.end(), [&ranges](std::size_t a, std::size_t b) {
      return begins_before(ranges[a], ranges[b]);
    });
  }

  std::vector<DelegatedRange> run() && {
    // In 64 bits, because a range may end at the last number there is.
    std::uint64_t at = 0;
    while (true) {
      while (!open_.empty() && ranges_[open_.top()].last.value() < at) open_.pop();
      if (open_.empty()) {
        if (next_ == order_.size()) return std::move(out_);
        at = next_first();
      }
      while (next_ < order_.size() && next_first() == at) open_.push(order_[next_++]);
      at = emit(at);
    }
  }

 private:
  std::uint64_t next_first() const { return ranges_[order_[next_]].first.value(); }

  /// The strongest open range has the numbers until it ends or another begins. Returns the number
  /// after those.
  std::uint64_t emit(std::uint64_t at) {
    const std::size_t claim = open_.top();
    std::uint64_t last = ranges_[claim].last.value();
    if (next_ < order_.size()) last = std::min(last, next_first() - 1);
    if (!out_.empty() && last_claim_ == claim && out_.back().last.value() + 1 == at) {
      out_.back().last = Asn(static_cast<std::uint32_t>(last));
    } else {
      out_.push_back(ranges_[claim]);
      out_.back().first = Asn(static_cast<std::uint32_t>(at));
      out_.back().last = Asn(static_cast<std::uint32_t>(last));
    }
    last_claim_ = claim;
    return last + 1;
  }

  // Constant after construction.
  const std::vector<DelegatedRange>& ranges_;
  std::vector<std::size_t> order_;

  std::size_t next_ = 0;
  // The strongest claim, the lowest index, on top.
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> open_;
  std::vector<DelegatedRange> out_;
  std::size_t last_claim_ = 0;
};

}  // namespace

const char* asn_status_name(AsnStatus status) {
  switch (status) {
    case AsnStatus::kAllocated:
      return "allocated";
    case AsnStatus::kAssigned:
      return "assigned";
    case AsnStatus::kAvailable:
      return "available";
    case AsnStatus::kReserved:
      return "reserved";
  }
  FB_CHECK(false);
}

std::vector<DelegatedRange> without_overlaps(std::vector<DelegatedRange> ranges) {
  for (const DelegatedRange& range : ranges) FB_CHECK(range.first <= range.last);
  std::vector<DelegatedRange> sorted = ranges;
  std::stable_sort(sorted.begin(), sorted.end(), begins_before);
  // As it should be: registries do not overlap, not even with one another.
  if (std::adjacent_find(sorted.begin(), sorted.end(), overlap) == sorted.end()) return sorted;
  return OverlapSweep(ranges).run();
}

}  // namespace flowbridge
