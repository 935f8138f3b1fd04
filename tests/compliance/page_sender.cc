#include "compliance/page_sender.h"

#include "base/check.h"
#include "bridge/request_answer.h"
#include "remote_write/labels.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kScrapeTimeout = 10s;
constexpr Duration kRequestTimeout = 30s;
constexpr const char* kUserAgent = "flowbridge-compliance/1";
constexpr const char* kJob = "test";

/// The host and port of a URL.
std::string instance_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(begin, url.find('/', begin) - begin);
}

}  // namespace

PageSender::PageSender(const PageSenderPorts& ports, PageSenderOptions options)
    : ports_(ports),
      options_(std::move(options)),
      instance_(instance_of(options_.scrape_url)),
      sender_(options_.sender, options_.seed),
      protocol_(options_.protocol),
      encoder_v2_(table_) {}

void PageSender::step(const Now& now) {
  if (const std::optional<Download> page = ports_.downloader.collect(0ms)) take(*page);
  for (const HttpCompletion& completion : ports_.http.collect(0ms)) judge(completion, now);
  start_requests(now);
  const bool is_time = !next_scrape_ || *next_scrape_ <= now.monotonic;
  if (is_time && !scraping_ && sender_.settled()) scrape(now);
}

void PageSender::scrape(const Now& now) {
  next_scrape_ = now.monotonic + options_.scrape_interval;
  scraping_ = true;
  scraped_at_ = now.wall;
  ports_.downloader.start({.url = options_.scrape_url,
                           .headers = {{"User-Agent", kUserAgent},
                                       {"Accept",
                                        "application/openmetrics-text;version=1.0.0,"
                                        "text/plain;version=0.0.4;q=0.5"}},
                           .bytes_max = kPageBytesMax,
                           .timeout = kScrapeTimeout});
}

void PageSender::take(const Download& download) {
  scraping_ = false;
  if (download.fault || download.status != 200) {
    ports_.log.write(LogLevel::kWarn, "no page was scraped",
                     {{"status", http_status_text(download.status)}, {"error", download.error}});
    return;
  }
  const std::string_view type = header_of(download.headers, "content-type").value_or("");
  Result<MetricsPage> page = parse_metrics_page(download.body, page_format(type));
  if (!page) {
    ports_.log.write(LogLevel::kWarn, "a page was not read", {{"error", page.error().message()}});
    return;
  }
  begin_stage(*std::move(page));
}

void PageSender::begin_stage(MetricsPage page) {
  forget_page();
  families_ = std::move(page.families);
  // A request has one timestamp (R18), so those that share one come together.
  const auto time_of = [&](const PageSample& sample) {
    return sample.timestamp.value_or(scraped_at_);
  };
  std::stable_sort(
      page.samples.begin(), page.samples.end(),
      [&](const PageSample& a, const PageSample& b) { return time_of(a) < time_of(b); });
  for (const PageSample& sample : page.samples) {
    LabelSet labels = with_target(sample.labels);
    std::vector<WireSymbol> symbols = table_.intern(labels);
    series_.push_back(
        {.labels = std::move(labels),
         .symbols = std::move(symbols),
         .family = table_.intern(families_[sample.family]),
         .sample = {.timestamp = time_of(sample), .value = sample.value, .start = sample.start}});
  }
  sender_.begin(series_.size(), Refusable::kSingly);
}

void PageSender::forget_page() {
  for (const Series& series : series_) {
    table_.release(series.symbols);
    table_.release(std::array{series.family.help, series.family.unit});
  }
  series_.clear();
}

/// As Prometheus labels what it scrapes: a label of the page that is in the way gets another name.
LabelSet PageSender::with_target(const LabelSet& labels) const {
  std::vector<Label> all = {{"instance", instance_}, {"job", kJob}};
  for (const Label& label : labels) {
    const bool is_taken = label.name == "instance" || label.name == "job";
    all.push_back({is_taken ? "exported_" + label.name : label.name, label.value});
  }
  return make_label_set(std::move(all));
}

void PageSender::start_requests(const Now& now) {
  // The first answer says which version is spoken: nothing else is sent before.
  while (sender_.in_flight() == 0 || protocol_.is_known()) {
    const std::optional<SendRequest> request = sender_.next(now.monotonic);
    if (!request) return;
    start(*request, protocol_.next(now.monotonic));
  }
}

void PageSender::start(const SendRequest& request, WireProtocol protocol) {
  HttpRequest http;
  http.id = request.id;
  http.url = options_.remote_write_url;
  http.headers = request_headers({.user_agent = kUserAgent,
                                  .retry_attempt = static_cast<std::uint32_t>(request.attempt),
                                  .protocol = protocol});
  http.body = make_body(request, protocol);
  http.timeout = kRequestTimeout;
  sent_as_[request.id] = protocol;
  ports_.http.start(std::move(http));
}

std::string PageSender::make_body(const SendRequest& request, WireProtocol protocol) {
  std::span<const Series> series(series_);
  series = series.subspan(request.begin, request.end - request.begin);
  const auto later = std::find_if(series.begin(), series.end(), [&](const Series& each) {
    return each.sample.timestamp != series.front().sample.timestamp;
  });
  series = series.first(static_cast<std::size_t>(later - series.begin()));
  const std::size_t sent = protocol == WireProtocol::kV1 ? encode_v1(series) : encode_v2(series);
  sender_.shorten(request.id, request.begin + sent);
  return protocol == WireProtocol::kV1 ? encoder_.finish() : encoder_v2_.finish();
}

std::size_t PageSender::encode_v1(std::span<const Series> series) {
  for (const MetricFamily& family : families_) {
    if (!family.name.empty()) encoder_.add_metadata(family);
  }
  for (const Series& each : series) {
    const std::string labels = encode_labels(each.labels);
    if (encoder_.series_count() > 0 && !encoder_.has_room(labels, options_.limits)) break;
    encoder_.add(labels, each.sample.timestamp, each.sample.value);
  }
  return encoder_.series_count();
}

std::size_t PageSender::encode_v2(std::span<const Series> series) {
  for (const Series& each : series) {
    if (!encoder_v2_.has_room(each.symbols, each.family, options_.limits)) break;
    encoder_v2_.add(each.symbols, each.family, each.sample);
  }
  return encoder_v2_.series_count();
}

void PageSender::judge(const HttpCompletion& completion, const Now& now) {
  const Answer answer = answer_of(completion, now);
  if (answer != Answer::kAccepted) {
    ports_.log.write(LogLevel::kWarn, "a request was not taken",
                     {{"status", http_status_text(completion.status)},
                      {"meaning", answer_name(answer)},
                      {"answer", completion.text}});
  }
  sender_.answer(completion.id, answer, answer_context(completion, now));
}

Answer PageSender::answer_of(const HttpCompletion& completion, const Now& now) {
  const auto sent = sent_as_.extract(completion.id);
  FB_CHECK(!sent.empty());
  return judge_answer(completion, sent.mapped(), protocol_, now.monotonic);
}

}  // namespace flowbridge
