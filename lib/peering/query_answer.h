#pragma once
/// What a query API answers, read.
///
///   {"status":"success","data":{"resultType":"matrix","result":
///     [{"metric":{"source_as":"15169"},"values":[[1700000000,"125000"],…]}]}}
///
/// https://prometheus.io/docs/prometheus/latest/querying/api/
///
/// Lifetime: values.      Threads: any.
/// Fails:    kInvalid: no JSON, not such an answer, one that the store itself calls partial or
///           warns of, more series than kAnswerSeriesMax or, of one, more points than were asked
///           for. Whatever it says is not repeated.
/// Units:    times are UnixTime; fractions of a millisecond are rounded.
/// Bounds:   the caller's, of the text: kAnswerBytesMax; kAnswerDepthMax arrays and objects within
///           each other.
///
///   Result<std::vector<AnsweredSeries>> series = read_query_answer(text, query.points_max());

#include "base/result.h"
#include "base/time.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kAnswerBytesMax = std::size_t{32} << 20;
inline constexpr std::size_t kAnswerDepthMax = 32;
inline constexpr std::size_t kAnswerSeriesMax = 400'000;

struct AnsweredPoint {
  UnixTime time{};
  /// May be no number, or infinite.
  double value = 0;
};

struct AnsweredSeries {
  std::map<std::string, std::string> labels{};
  std::vector<AnsweredPoint> points{};
};

/// A vector is read as series of one point each.
Result<std::vector<AnsweredSeries>> read_query_answer(std::string_view text,
                                                      std::size_t points_max);

/// What the store itself says is wrong: "bad_data: parse error: …", at most kStoreWordsMax bytes
/// on one line; empty if it says nothing that can be understood, or in more than kErrorBytesMax.
std::string error_of_answer(std::string_view text);
inline constexpr std::size_t kStoreWordsMax = 300;
inline constexpr std::size_t kErrorBytesMax = std::size_t{64} << 10;

}  // namespace flowbridge
