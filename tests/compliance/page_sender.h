#pragma once
/// Scrapes a page of metrics now and then, and sends it as flowbridge sends what it counts.
///
/// Everything from a series on is the bridge's own code: symbols and encoders (remote_write/),
/// Sender and ProtocolChoice (delivery/), judge() and the headers; what a delivery loop does
/// between them is repeated here in small, for samples that come from no journal. A page is a
/// stage: the next is scraped when all of this one is settled, and not before its time.
///
/// Lifetime: borrows the ports, which must outlive it.      Threads: one.
/// Fails:    never. A page that cannot be had or read, and a request that is not taken, are logged.
/// Units:    milliseconds; a page without timestamps is of the time when its scrape began.
/// Bounds:   kPageBytesMax per page; requests as SenderOptions and RequestLimits.
///
///   PageSender sender({http, downloader, log}, {.scrape_url = from, .remote_write_url = to});
///   while (!signals->wait(5ms)) sender.step(read_now());

#include "base/log.h"
#include "compliance/metrics_page.h"
#include "delivery/protocol_choice.h"
#include "delivery/sender.h"
#include "metric/wire_protocol.h"
#include "port/downloader.h"
#include "port/http_client.h"
#include "remote_write/protocol.h"
#include "remote_write/request_encoder.h"
#include "remote_write/request_encoder_v2.h"
#include "remote_write/symbol_table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr std::uint64_t kPageBytesMax = std::uint64_t{64} * 1024 * 1024;

struct PageSenderPorts {
  HttpClient& http;
  Downloader& downloader;
  Log& log;
};

struct PageSenderOptions {
  std::string scrape_url = {};
  std::string remote_write_url = {};
  /// From the beginning of one scrape to that of the next. Longer sends less often.
  Duration scrape_interval = 10s;
  ProtocolSetting protocol = ProtocolSetting::kAuto;
  SenderOptions sender{};
  RequestLimits limits{};
  std::uint64_t seed = 0;
};

class PageSender {
 public:
  PageSender(const PageSenderPorts& ports, PageSenderOptions options);

  /// Does what can be done without waiting.
  void step(const Now& now);

 private:
  struct Series {
    LabelSet labels;
    std::vector<WireSymbol> symbols;
    FamilySymbols family;
    StartedSample sample;
  };

  void scrape(const Now& now);
  void take(const Download& download);
  void begin_stage(MetricsPage page);
  void forget_page();
  LabelSet with_target(const LabelSet& labels) const;
  void start_requests(const Now& now);
  void start(const SendRequest& request, WireProtocol protocol);
  std::string make_body(const SendRequest& request, WireProtocol protocol);
  std::size_t encode_v1(std::span<const Series> series);
  std::size_t encode_v2(std::span<const Series> series);
  void judge(const HttpCompletion& completion, const Now& now);
  Answer answer_of(const HttpCompletion& completion, const Now& now);

  const PageSenderPorts ports_;
  const PageSenderOptions options_;
  const std::string instance_;

  std::optional<MonotonicTime> next_scrape_;
  bool scraping_ = false;
  UnixTime scraped_at_{};

  // The stage, by the sender's numbers.
  std::vector<MetricFamily> families_;
  std::vector<Series> series_;
  Sender sender_;
  ProtocolChoice protocol_;
  std::map<std::uint64_t, WireProtocol> sent_as_;

  RequestEncoder encoder_;
  SymbolTable table_;
  RequestEncoderV2 encoder_v2_;
};

}  // namespace flowbridge
