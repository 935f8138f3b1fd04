#include "flowbridge/asn_sources.h"

#include "flowbridge/build_info.h"
#include "posix/random.h"
#include "process/whole_file.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <system_error>
#include <utility>

namespace flowbridge {

namespace {

/// What nothing can be held against.
constexpr EditionLimits kNoLimits = {.first_copy_min = 0,
                                     .canaries = false,
                                     .kept_per_mille_min = 0,
                                     .names_lost_per_mille_max = 1000,
                                     .renamed_per_mille_max = 1000};

std::string file_url(const std::string& path) {
  std::error_code error;
  const std::filesystem::path absolute = std::filesystem::absolute(path, error);
  std::string url = "file://";
  for (const char c : error ? path : absolute.string()) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      url += c;
      continue;
    }
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    url += '%';
    url += kDigits[byte >> 4U];
    url += kDigits[byte & 15U];
  }
  return url;
}

std::string trimmed_line(std::string text) {
  text.resize(text.find_last_not_of(" \t\r\n") + 1);
  return text;
}

const AsnSourceSetting* setting_of(const AsNameSettings& settings, const std::string& source) {
  const auto found =
      std::find_if(settings.sources.begin(), settings.sources.end(),
                   [&](const AsnSourceSetting& setting) { return setting.name == source; });
  return found == settings.sources.end() ? nullptr : &*found;
}

}  // namespace

std::vector<AsnSource> asn_sources(const AsNameSettings& settings) {
  std::vector<AsnSource> sources;
  for (AsnSource& source : default_sources()) {
    const AsnSourceSetting* setting = setting_of(settings, source.name);
    if (source.format == SourceFormat::kAsnText && settings.file) {
      source.format = SourceFormat::kOwnAsnText;
      source.url = file_url(*settings.file);
      source.limits = kNoLimits;
    } else if (setting != nullptr) {
      if (!setting->url) continue;
      source.url = *setting->url;
      source.increments_url.clear();
    } else if (is_peeringdb(source.format) && !settings.peeringdb) {
      continue;
    }
    if (source.url.empty()) continue;
    sources.push_back(std::move(source));
  }
  return sources;
}

RefresherOptions asn_refresher_options(const AsNameSettings& settings) {
  RefresherOptions options;
  options.sources = asn_sources(settings);
  if (settings.refresh) options.period = *settings.refresh;
  options.user_agent = "flowbridge/" + std::string(build_info().version);
  options.proxy = settings.proxy;
  if (settings.peeringdb_key_file) {
    options.peeringdb_key = [path = *settings.peeringdb_key_file] {
      Result<std::string> key = read_file(path);
      return key ? trimmed_line(*std::move(key)) : std::string();
    };
  }
  options.seed = random_u64();
  return options;
}

std::string asn_db_path(const Settings& settings) {
  return settings.as_names.path.value_or(settings.storage.path + "/asn-db");
}

}  // namespace flowbridge
