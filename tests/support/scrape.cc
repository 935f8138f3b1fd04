#include "support/scrape.h"

#include <sstream>

#include <httplib.h>

namespace flowbridge {

std::optional<double> scraped_sum(std::uint16_t port, const std::string& metric) {
  httplib::Client client("127.0.0.1", port);
  client.set_connection_timeout(2);
  client.set_read_timeout(5);
  const httplib::Result answer = client.Get("/metrics");
  if (!answer || answer->status != 200) return std::nullopt;
  std::optional<double> sum;
  std::istringstream lines(answer->body);
  for (std::string line; std::getline(lines, line);) {
    const bool is_named = line.rfind(metric, 0) == 0;
    const char next = is_named ? line[metric.size()] : 'x';
    if (next != ' ' && next != '{') continue;
    sum = sum.value_or(0) + std::stod(line.substr(line.rfind(' ')));
  }
  return sum;
}

}  // namespace flowbridge
