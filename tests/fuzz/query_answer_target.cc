// Any bytes from a query API, and any lists of an operator: what is taken is bounded, and a report
// can be made of it.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "peering/collect.h"
#include "peering/query_answer.h"
#include "peering/relations.h"
#include "peering/render.h"
#include "peering/report.h"

namespace flowbridge {
namespace {

constexpr UnixTime kEnd = unix_ms(1'790'812'800'000);
constexpr std::size_t kPointsMax = 2016;

void check_series(std::string_view text) {
  const Result<std::vector<AnsweredSeries>> series = read_query_answer(text, kPointsMax);
  if (!series) return FB_CHECK(series.error().code() == ErrorCode::kInvalid);
  FB_CHECK(series->size() <= kAnswerSeriesMax);
  for (const AnsweredSeries& each : *series) FB_CHECK(each.points.size() <= kPointsMax);
}

void check_words(std::string_view text) {
  const std::string words = error_of_answer(text);
  FB_CHECK(words.size() <= kStoreWordsMax && is_utf8(words));
  FB_CHECK(words.find_first_of("\r\n") == std::string::npos);
}

/// The store answers every query so.
void check_report(std::string_view text) {
  const AskStore ask = [text](const StoreQuery&) -> Result<std::string> {
    return std::string(text);
  };
  const CollectOptions options{.end = kEnd, .window = kShortWindow, .shown = 3};
  const Result<Volumes> volumes = collect_volumes(ask, options);
  if (!volumes) return;
  const Relations relations{.own = {Asn(1103)}};
  const std::vector<AsVolume> candidates = candidates_of(*volumes, relations);
  const Result<Examination> rates = examine(ask, options, {volumes->days, candidates});
  if (!rates) return;
  FB_CHECK(rates->traffic.size() <= options.shown);
  const AsNames names;
  const PeeringReport report = make_report(
      {.volumes = *volumes, .examination = *rates, .relations = relations, .names = names});
  FB_CHECK(is_utf8(report_table(report)) && is_utf8(report_json(report)));
  FB_CHECK(report_html(report).find("<script>alert") == std::string::npos);
  FB_CHECK(!report_csv(report).empty());
}

}  // namespace

void fuzz_query_answer(std::string_view text) {
  check_series(text);
  check_words(text);
  check_report(text);
}

void fuzz_peering_lists(std::string_view text) {
  const Result<AsnSet> list = parse_asn_list(text);
  if (!list)
    FB_CHECK(list.error().code() == ErrorCode::kInvalid && is_utf8(list.error().message()));
  const Result<Neighbours> neighbours = parse_neighbours(text);
  if (!neighbours) return FB_CHECK(is_utf8(neighbours.error().message()));
  for (const auto& [asn, by] : *neighbours) FB_CHECK(!by.empty());
}

}  // namespace flowbridge
