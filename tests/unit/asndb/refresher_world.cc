#include "unit/asndb/refresher_world.h"

#include "support/test_files.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// More than any test needs: who steps more often does not come to rest.
constexpr int kStepsMax = 2'000'000;

}  // namespace

AsnSource asnames_source() {
  return {.name = "asnames",
          .format = SourceFormat::kAsnText,
          .url = kAsnamesUrl,
          .increments_url = "",
          .has_md5 = false,
          .limits = {},
          .bytes_max = 32'000'000};
}

AsnSource delegated_source() {
  AsnSource source = asnames_source();
  source.name = "delegated-arin";
  source.format = SourceFormat::kDelegated;
  source.url = kDelegatedUrl;
  source.has_md5 = true;
  source.limits.names_lost_per_mille_max = 1000;
  source.limits.renamed_per_mille_max = 1000;
  return source;
}

AsnSource peeringdb_source() {
  AsnSource source = asnames_source();
  source.name = "peeringdb-net";
  source.format = SourceFormat::kPeeringdbNet;
  source.url = kNetUrl;
  source.increments_url = kNetChangesUrl;
  // Of a dozen networks one is many.
  source.limits.renamed_per_mille_max = 1000;
  return source;
}

std::string names_file(int count, int lost, const char* suffix) {
  std::string file;
  for (int i = 1; i <= count; ++i) {
    const std::string number = std::to_string(i);
    file += number + " HANDLE-" + number;
    if (i > lost) file += " - Name " + number + suffix;
    file += ", US\n";
  }
  return file;
}

RefresherWorld::RefresherWorld(std::uint64_t seed) : disk(seed) {
  options.sources = {delegated_source(), asnames_source()};
  options.user_agent = "flowbridge/test";
  options.seed = seed;
}

void RefresherWorld::start() {
  root_ = disk.root();
  Result<std::unique_ptr<Directory>> opened = root_->subdirectory("asn-db");
  ASSERT_TRUE(opened);
  directory_ = *std::move(opened);
  start(*directory_);
}

void RefresherWorld::start(Directory& directory) {
  refresher = std::make_unique<Refresher>(
      RefresherPorts{.directory = directory,
                     .downloader = web,
                     .log = log_,
                     .publish = [this](auto table) { published.push_back(std::move(table)); },
                     .report = [this](AsnDbReport told) { report = std::move(told); }},
      options, now);
}

void RefresherWorld::stop() {
  refresher.reset();
  directory_.reset();
  root_.reset();
  web.cancel();
  disk.kill();
}

void RefresherWorld::pass(Duration time) {
  now.wall += time;
  now.monotonic += time;
}

Duration RefresherWorld::step() {
  const std::size_t requests = web.requests().size();
  const Duration wait = refresher->step(now);
  request_times.resize(request_times.size() + web.requests().size() - requests, now.monotonic);
  return wait;
}

void RefresherWorld::settle() {
  for (int steps = 0; !refresher->idle(now.wall); ++steps) {
    ASSERT_LT(steps, kStepsMax);
    pass(step());
  }
}

void RefresherWorld::run(Duration time) {
  const UnixTime end = now.wall + time;
  for (int steps = 0; now.wall < end; ++steps) {
    ASSERT_LT(steps, kStepsMax);
    pass(std::min(step(), end - now.wall));
  }
}

std::string RefresherWorld::name(std::uint32_t asn) const {
  return std::string(AsNames(refresher->table()).name(Asn(asn)).text());
}

const AsnSourceReport& RefresherWorld::source_report(const std::string& source) const {
  static const AsnSourceReport kNone;
  for (const AsnSourceReport& each : report.sources) {
    if (each.name == source) return each;
  }
  ADD_FAILURE() << "no source " << source;
  return kNone;
}

std::uint64_t RefresherWorld::failures(const std::string& source, const std::string& reason) const {
  for (const NamedCount& each : source_report(source).failures) {
    if (each.name == reason) return each.count;
  }
  ADD_FAILURE() << "no reason " << reason;
  return 0;
}

std::uint64_t RefresherWorld::all_failures() const {
  std::uint64_t sum = 0;
  for (const AsnSourceReport& source : report.sources) {
    for (const NamedCount& each : source.failures) sum += each.count;
  }
  return sum;
}

}  // namespace flowbridge
