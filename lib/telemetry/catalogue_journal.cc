#include "telemetry/catalogue_rows.h"

namespace flowbridge::internal {

namespace {

using enum MetricType;

template <typename Value>
void add_journal(const Scrape& scrape, Points& points, Value JournalReport::*member) {
  if (scrape.loops.ingest) points.add({}, scrape.loops.ingest->journal.*member);
}

constexpr MetricInfo kRows[] = {
    {"flowbridge_journal_bytes",
     kGauge,
     "Size of the journal on disk, checkpoints included.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::bytes);
     }},
    {"flowbridge_journal_limit_bytes",
     kGauge,
     "Size at which the journal's quota (--storage.limit) is used up.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::bytes_limit);
     }},
    {"flowbridge_journal_segments",
     kGauge,
     "Segment files of the journal.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::segments);
     }},
    {"flowbridge_journal_appended_records_total",
     kCounter,
     "Records appended to the journal.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::appended_records);
     }},
    {"flowbridge_journal_appended_bytes_total",
     kCounter,
     "Bytes appended to the journal.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::appended_bytes);
     }},
    {"flowbridge_journal_commits_total",
     kCounter,
     "Times that appended records were made durable.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::commits);
     }},
    {"flowbridge_journal_last_checkpoint_timestamp_seconds",
     kGauge,
     "When the newest checkpoint was written.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::checkpoint_time);
     }},
    {"flowbridge_journal_checkpoint_bytes",
     kGauge,
     "Size of the newest checkpoint.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::checkpoint_bytes);
     }},
    {"flowbridge_journal_no_space",
     kGauge,
     "1 while the disk is full and consumption pauses.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::no_space);
     }},
    {"flowbridge_journal_recovered",
     kGauge,
     "1 once the journal has been read back after the start.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_journal(scrape, points, &JournalReport::recovered);
     }},
};

}  // namespace

std::span<const MetricInfo> journal_rows() {
  return kRows;
}

}  // namespace flowbridge::internal
