#include "flowgen/payload.h"

#include "base/check.h"
#include "base/split_mix.h"

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace flowbridge {
namespace {

/// pmacct's kafka_history.
constexpr Duration kHistoryBin = 5min;
constexpr std::uint32_t kFirstEphemeralPort = 32768;
constexpr std::uint64_t kAboveAsn = std::uint64_t{1} << 32;
constexpr std::array<std::uint32_t, 6> kServicePorts = {443, 443, 80, 53, 22, 5228};
constexpr std::array<std::string_view, 4> kHugeCounts = {
    "1125899906842624",      // kCountLimit, the first that is too great
    "9223372036854775808",   // beyond 63 bits
    "18446744073709551615",  // 64 bits, all set
    "1000000000000000000000000000000",
};
constexpr std::array<std::string_view, 4> kNotObjects = {"42", "\"purge\"", "[64496, 15169]",
                                                         "true"};
constexpr std::array<std::string_view, 4> kForeignEvents = {"log", "dump", "dump_init",
                                                            "log_close"};

void append_number(std::string& out, std::uint64_t value, int base = 10) {
  std::array<char, 24> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, base).ptr;
  out.append(text.data(), end);
}

void append_two_digits(std::string& out, std::uint64_t value) {
  if (value < 10) out += '0';
  append_number(out, value);
}

/// "2019-11-17 23:03:51"
void append_stamp(std::string& out, UnixTime time) {
  const UnixTime second = floor_to(time, 1s);
  const std::chrono::sys_time<Duration> calendar(second.time_since_epoch());
  const auto day = std::chrono::floor<std::chrono::days>(calendar);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(calendar - day);
  append_number(out, static_cast<std::uint64_t>(static_cast<int>(date.year())));
  out += '-';
  append_two_digits(out, static_cast<unsigned>(date.month()));
  out += '-';
  append_two_digits(out, static_cast<unsigned>(date.day()));
  out += ' ';
  append_two_digits(out, static_cast<std::uint64_t>(clock.hours().count()));
  out += ':';
  append_two_digits(out, static_cast<std::uint64_t>(clock.minutes().count()));
  out += ':';
  append_two_digits(out, static_cast<std::uint64_t>(clock.seconds().count()));
}

/// An address of the AS: the same AS always has the same few networks.
void append_address(std::string& out, bool version_6, std::optional<Asn> asn, std::uint64_t bits) {
  const std::uint64_t network = mixed(asn ? asn->value() : 0);
  if (version_6) {
    out += "2001:db8:";
    append_number(out, network & 0xffff, 16);
    out += ':';
    append_number(out, bits & 0xff, 16);
    for (const int shift : {8, 24, 40}) {
      out += ':';
      append_number(out, (bits >> shift) & 0xffff, 16);
    }
    out += ":1";
    return;
  }
  out += "198.";
  append_number(out, 18 + (network & 1));
  out += '.';
  append_number(out, (network >> 8) & 0xff);
  out += '.';
  append_number(out, bits & 0xff);
}

/// What is written instead of the record's own values, in the forms that are rejected for one.
struct Replaced {
  std::string_view bytes;
  bool source_as_too_great = false;
};

void append_as(std::string& out, std::string_view key, std::optional<Asn> asn) {
  if (!asn) return;
  out += ", \"";
  out += key;
  out += "\": ";
  append_number(out, asn->value());
}

void append_head(const GeneratedEntry& entry, const GeneratorOptions& options, Replaced replaced,
                 std::string& out) {
  out += "{\"event_type\": \"purge\", \"label\": \"";
  out += options.routers.at(entry.router);
  out += '"';
  if (replaced.source_as_too_great) {
    out += ", \"as_src\": ";
    append_number(out, kAboveAsn + (entry.look & 0xffff));
  } else {
    append_as(out, "as_src", entry.source_as);
  }
  append_as(out, "as_dst", entry.destination_as);
}

void append_look(const GeneratedEntry& entry, std::string& out) {
  SplitMix64 draw(entry.look);
  const bool version_6 = draw.below(4) == 0;
  const std::uint32_t service =
      kServicePorts.at(draw.below(static_cast<std::uint32_t>(kServicePorts.size())));
  const std::uint32_t ephemeral = kFirstEphemeralPort + draw.below(28232);
  const bool to_service = draw.below(2) == 0;
  const bool udp = draw.below(4) == 0;
  out += ", \"ip_src\": \"";
  append_address(out, version_6, entry.source_as, draw.next());
  out += "\", \"ip_dst\": \"";
  append_address(out, version_6, entry.destination_as, draw.next());
  out += "\", \"port_src\": ";
  append_number(out, to_service ? ephemeral : service);
  out += ", \"port_dst\": ";
  append_number(out, to_service ? service : ephemeral);
  out += udp ? ", \"ip_proto\": \"udp\"" : ", \"ip_proto\": \"tcp\"";
}

void append_writer(const GeneratedEntry& entry, std::string& out) {
  out += "\"writer_id\": \"default_kafka/";
  append_number(out, 20000 + entry.router);
  out += '"';
}

void append_flow(const GeneratedEntry& entry, const GeneratorOptions& options, UnixTime timestamp,
                 Replaced replaced, std::string& out) {
  append_head(entry, options, replaced, out);
  append_look(entry, out);
  out += ", \"stamp_inserted\": \"";
  append_stamp(out, floor_to(timestamp, kHistoryBin));
  out += "\", \"stamp_updated\": \"";
  append_stamp(out, timestamp);
  out += "\", \"packets\": ";
  append_number(out, entry.counts.packets);
  out += ", \"bytes\": ";
  if (replaced.bytes.empty()) {
    append_number(out, entry.counts.bytes);
  } else {
    out += replaced.bytes;
  }
  out += ", ";
  append_writer(entry, out);
  out += '}';
}

void append_marker(const GeneratedEntry& entry, std::string& out) {
  const bool close = entry.form == GeneratedForm::kPurgeClose;
  out += close ? "{\"event_type\": \"purge_close\", " : "{\"event_type\": \"purge_init\", ";
  append_writer(entry, out);
  if (close) {
    out += ", \"purged_entries\": ";
    append_number(out, entry.counts.packets);
    out += ", \"total_entries\": ";
    append_number(out, entry.counts.packets);
    out += ", \"duration\": 1";
  }
  out += '}';
}

void append_foreign_event(const GeneratedEntry& entry, std::string& out) {
  out += "{\"event_type\": \"";
  out += kForeignEvents.at(entry.look % kForeignEvents.size());
  out += "\", \"seq\": ";
  append_number(out, entry.look >> 40);
  out += ", \"peer_ip_src\": \"192.0.2.1\", \"bytes\": ";
  append_number(out, entry.counts.bytes);
  out += '}';
}

void append_entry(const GeneratedEntry& entry, const GeneratorOptions& options, UnixTime timestamp,
                  std::string& out) {
  const std::size_t begin = out.size();
  switch (entry.form) {
    case GeneratedForm::kFlow:
      return append_flow(entry, options, timestamp, {}, out);
    case GeneratedForm::kPurgeInit:
    case GeneratedForm::kPurgeClose:
      return append_marker(entry, out);
    case GeneratedForm::kForeignEvent:
      return append_foreign_event(entry, out);
    case GeneratedForm::kBrokenJson:
      append_flow(entry, options, timestamp, {}, out);
      // The first key loses its colon; the braces still match.
      out.erase(out.find(':', begin), 1);
      return;
    case GeneratedForm::kNotObject:
      out += kNotObjects.at(entry.look % kNotObjects.size());
      return;
    case GeneratedForm::kTruncated:
      append_flow(entry, options, timestamp, {}, out);
      // At least the opening brace stays, and at least the closing one goes.
      out.resize(begin + 1 + entry.look % (out.size() - begin - 1));
      return;
    case GeneratedForm::kNegativeCount:
      return append_flow(entry, options, timestamp, {.bytes = "-1"}, out);
    case GeneratedForm::kHugeCount:
      return append_flow(entry, options, timestamp,
                         {.bytes = kHugeCounts.at(entry.look % kHugeCounts.size())}, out);
    case GeneratedForm::kHugeAs:
      return append_flow(entry, options, timestamp, {.bytes = {}, .source_as_too_great = true},
                         out);
  }
  FB_CHECK(false);
}

}  // namespace

void render_payload(const RecordPlan& plan, const GeneratorOptions& options, std::string& payload) {
  payload.clear();
  const bool multi_values = plan.entries.size() > 1;
  for (const GeneratedEntry& entry : plan.entries) {
    append_entry(entry, options, plan.timestamp, payload);
    if (multi_values) payload += '\n';
  }
}

}  // namespace flowbridge
