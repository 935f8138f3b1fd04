#include "oracle/answer.h"

#include <cmath>
#include <cstdlib>
#include <exception>
#include <string>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::json;

/// What the answer is about, if it is a success.
Result<Json> data_of(std::string_view body) {
  const Json json = Json::parse(body);
  if (json.at("status") != "success") {
    return Error(ErrorCode::kUnavailable, json.value("error", "an error without words"));
  }
  return json.at("data");
}

/// Runs `read` on the answer's data, and makes what the JSON library throws an Error.
template <typename T, typename Read>
Result<T> parsed(std::string_view body, const Read& read) {
  try {
    const Result<Json> data = data_of(body);
    if (!data) return data.error();
    return read(*data);
  } catch (const std::exception& error) {
    return Error(ErrorCode::kInvalid, std::string("not an answer of the API: ") + error.what() +
                                          ": " + std::string(body.substr(0, 200)));
  }
}

double value_of(const Json& pair) {
  return std::strtod(pair.at(1).get_ref<const std::string&>().c_str(), nullptr);
}

UnixTime time_of(const Json& pair) {
  constexpr double kMillisecondsPerSecond = 1000;
  return unix_ms(std::llround(pair.at(0).get<double>() * kMillisecondsPerSecond));
}

}  // namespace

Result<std::vector<FoundSeries>> parse_matrix(std::string_view body) {
  return parsed<std::vector<FoundSeries>>(body, [](const Json& data) {
    std::vector<FoundSeries> found;
    for (const Json& element : data.at("result")) {
      FoundSeries series{.labels = element.at("metric").get<Labels>()};
      for (const Json& pair : element.at("values")) {
        const double value = value_of(pair);
        if (!std::isnan(value)) series.samples.push_back({time_of(pair), value});
      }
      found.push_back(std::move(series));
    }
    return found;
  });
}

Result<double> parse_vector_sum(std::string_view body) {
  return parsed<double>(body, [](const Json& data) {
    double sum = 0;
    for (const Json& element : data.at("result")) sum += value_of(element.at("value"));
    return sum;
  });
}

Result<std::vector<Labels>> parse_series_list(std::string_view body) {
  return parsed<std::vector<Labels>>(
      body, [](const Json& data) { return data.get<std::vector<Labels>>(); });
}

}  // namespace flowbridge
