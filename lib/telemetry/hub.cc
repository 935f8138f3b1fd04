#include "telemetry/hub.h"

#include <utility>

namespace flowbridge {

// The old report is destroyed after the lock is released: freeing thousands of lanes is not a
// pointer exchange.
void Hub::publish(IngestReport report) {
  std::shared_ptr<const IngestReport> next = std::make_shared<IngestReport>(std::move(report));
  MutexLock lock(mutex_);
  ingest_.swap(next);
}

void Hub::publish(DeliveryReport report) {
  report.url = public_url(report.url);
  std::string name = report.name;
  std::shared_ptr<const DeliveryReport> next = std::make_shared<DeliveryReport>(std::move(report));
  MutexLock lock(mutex_);
  deliveries_[std::move(name)].swap(next);
}

void Hub::publish(AsnDbReport report) {
  std::shared_ptr<const AsnDbReport> next = std::make_shared<AsnDbReport>(std::move(report));
  MutexLock lock(mutex_);
  asn_db_.swap(next);
}

void Hub::retire(std::string_view destination) {
  MutexLock lock(mutex_);
  if (const auto found = deliveries_.find(destination); found != deliveries_.end()) {
    deliveries_.erase(found);
  }
}

void Hub::clear() {
  MutexLock lock(mutex_);
  ingest_ = nullptr;
  deliveries_.clear();
  asn_db_ = nullptr;
}

Snapshot Hub::snapshot() const {
  Snapshot snapshot;
  MutexLock lock(mutex_);
  snapshot.ingest = ingest_;
  snapshot.deliveries.reserve(deliveries_.size());
  for (const auto& [name, report] : deliveries_) snapshot.deliveries.push_back(report);
  snapshot.asn_db = asn_db_;
  return snapshot;
}

namespace {

// What stands behind the host's colon. A user and password that lost their @ to a stray slash or
// question mark look like a host with such a port.
bool has_strange_port(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const bool inside_brackets = authority.find(']', colon) != std::string_view::npos;
  if (colon == std::string_view::npos || inside_brackets) return false;
  return authority.find_first_not_of("0123456789", colon + 1) != std::string_view::npos;
}

}  // namespace

std::string public_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t end = url.find_first_of("/?#", start);
  std::string_view authority = url.substr(start, end - start);
  const std::string_view rest = end == std::string_view::npos ? "" : url.substr(end);
  const std::string_view path = rest.substr(0, rest.find_first_of("?#"));
  // The last @ ends the user part: a careless password may hold one itself.
  authority.remove_prefix(authority.rfind('@') + 1);
  std::string shown(url.substr(0, start));
  if (has_strange_port(authority)) return shown + "hidden";
  return shown.append(authority).append(path);
}

}  // namespace flowbridge
