#pragma once
/// Why a whole file of a public source is not taken.
///
/// A source that answers with an error page, half a file or another format must not become the name
/// table. Each parser judges its file as a whole and gives a Parsed<T>: what it read, or the one
/// reason why the file is refused. The caller keeps what it has, and counts the reason. A bad line
/// in a sound file is no refusal: it is skipped and counted in what was read.
///
/// Lifetime: owns its value or refusal.      Threads: as any value.
/// Fails:    value() on a refusal, or refusal() on a value, is a bug and aborts.
/// Units:    none. The reason is a metric label, one of a closed set; the detail is for people.
///
///   Parsed<Delegated> delegated = parse_delegated(file);
///   if (!delegated) return count(refusal_reason_name(delegated.refusal().reason));
///   use(delegated->ranges);

#include "base/check.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace flowbridge {

enum class RefusalReason {
  kEmpty,            // no bytes, or only blanks
  kHtml,             // an error page, whatever its status was
  kTooLarge,         // more bytes than the format can have
  kTruncated,        // the last line has no end
  kForeign,          // another format
  kBadLines,         // more than 1 % of the lines
  kCountMismatch,    // fewer or more records than the header says
  kSummaryMismatch,  // fewer or more records of one type than the summary says
  kJson,             // not JSON
  kEnvelope,         // JSON, but not with the records where they belong
  kFutureDate,       // it says that it is of a day to come
};

inline constexpr std::array kRefusalReasons = {
    RefusalReason::kEmpty,         RefusalReason::kHtml,
    RefusalReason::kTooLarge,      RefusalReason::kTruncated,
    RefusalReason::kForeign,       RefusalReason::kBadLines,
    RefusalReason::kCountMismatch, RefusalReason::kSummaryMismatch,
    RefusalReason::kJson,          RefusalReason::kEnvelope,
    RefusalReason::kFutureDate};

/// The reason's name as a label value: "count_mismatch".
const char* refusal_reason_name(RefusalReason reason);

struct Refusal {
  RefusalReason reason;
  /// What was expected and what was there, lower case: "47 records, the header says 48".
  std::string detail;
};

/// A file of which more than 1 % is bad is refused: "47 of 900 rows are bad". Absent: it is not.
/// `what` are lines, or rows.
struct BadShare {
  std::size_t bad = 0;
  std::size_t all = 0;
  const char* what = "rows";
};
std::optional<Refusal> refusal_of(const BadShare& share);

template <typename T>
class [[nodiscard]] Parsed {
 public:
  Parsed(T value) : state_(std::move(value)) {}            // NOLINT(google-explicit-constructor)
  Parsed(Refusal refusal) : state_(std::move(refusal)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& value() & { return *checked(); }
  const T& value() const& { return *const_cast<Parsed*>(this)->checked(); }
  T value() && { return std::move(*checked()); }
  T& operator*() & { return *checked(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return &value(); }

  const Refusal& refusal() const {
    FB_CHECK(!has_value());
    return *std::get_if<Refusal>(&state_);
  }

 private:
  T* checked() {
    FB_CHECK(has_value());
    return std::get_if<T>(&state_);
  }

  std::variant<T, Refusal> state_;
};

}  // namespace flowbridge
