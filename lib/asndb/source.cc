#include "asndb/source.h"

#include "base/check.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// Beyond what any of the files can grow to in years: what is larger is another file.
constexpr std::uint64_t kAsnTextDownloadMax = std::uint64_t{32} << 20;
constexpr std::uint64_t kLargeDownloadMax = std::uint64_t{128} << 20;

AsnSource delegated(const char* name, const char* url, std::size_t ranges_min) {
  return {.name = name,
          .format = SourceFormat::kDelegated,
          .url = url,
          .increments_url = "",
          .has_md5 = true,
          // Ranges join and split when numbers are handed out: only their count is held against
          // an edition.
          .limits = {.first_copy_min = ranges_min,
                     .canaries = false,
                     .kept_per_mille_min = 950,
                     .names_lost_per_mille_max = 1000,
                     .renamed_per_mille_max = 1000},
          .bytes_max = kLargeDownloadMax};
}

AsnSource peeringdb(const char* name, SourceFormat format, const char* url, const char* increments,
                    std::size_t rows_min) {
  return {.name = name,
          .format = format,
          .url = url,
          .increments_url = increments,
          .has_md5 = false,
          .limits = {.first_copy_min = rows_min},
          .bytes_max = kLargeDownloadMax};
}

AsnSource rpsl(const char* name, std::size_t objects_min) {
  return {.name = name,
          .format = SourceFormat::kRpsl,
          .url = "",
          .increments_url = "",
          .has_md5 = false,
          .limits = {.first_copy_min = objects_min},
          .bytes_max = kLargeDownloadMax};
}

}  // namespace

bool is_peeringdb(SourceFormat format) {
  switch (format) {
    case SourceFormat::kAsnText:
    case SourceFormat::kOwnAsnText:
    case SourceFormat::kDelegated:
    case SourceFormat::kRpsl:
      return false;
    case SourceFormat::kPeeringdbNet:
    case SourceFormat::kPeeringdbOrg:
    case SourceFormat::kPeeringdbIx:
    case SourceFormat::kPeeringdbNetIxLan:
    case SourceFormat::kPeeringdbFac:
    case SourceFormat::kPeeringdbNetFac:
      return true;
  }
  FB_CHECK(false);
}

std::vector<AsnSource> default_sources() {
  return {
      delegated("delegated-afrinic",
                "https://ftp.afrinic.net/pub/stats/afrinic/delegated-afrinic-extended-latest",
                3'000),
      delegated("delegated-apnic",
                "https://ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest", 10'000),
      delegated("delegated-arin",
                "https://ftp.arin.net/pub/stats/arin/delegated-arin-extended-latest", 25'000),
      delegated("delegated-lacnic",
                "https://ftp.lacnic.net/pub/stats/lacnic/delegated-lacnic-extended-latest", 12'000),
      delegated("delegated-ripencc",
                "https://ftp.ripe.net/pub/stats/ripencc/delegated-ripencc-extended-latest", 35'000),
      {.name = "asnames",
       .format = SourceFormat::kAsnText,
       .url = "https://ftp.ripe.net/ripe/asnames/asn.txt",
       .increments_url = "",
       .has_md5 = false,
       .limits = {.first_copy_min = 80'000, .canaries = true},
       .bytes_max = kAsnTextDownloadMax},
      peeringdb("peeringdb-net", SourceFormat::kPeeringdbNet,
                "https://public.peeringdb.com/net-0.json", "https://www.peeringdb.com/api/net",
                20'000),
      peeringdb("peeringdb-org", SourceFormat::kPeeringdbOrg,
                "https://public.peeringdb.com/org-0.json", "https://www.peeringdb.com/api/org",
                20'000),
      peeringdb("peeringdb-ix", SourceFormat::kPeeringdbIx,
                "https://public.peeringdb.com/ix-0.json", "https://www.peeringdb.com/api/ix",
                1'000),
      peeringdb("peeringdb-netixlan", SourceFormat::kPeeringdbNetIxLan,
                "https://public.peeringdb.com/netixlan-0.json",
                "https://www.peeringdb.com/api/netixlan", 20'000),
      peeringdb("peeringdb-fac", SourceFormat::kPeeringdbFac,
                "https://public.peeringdb.com/fac-0.json", "https://www.peeringdb.com/api/fac",
                4'000),
      peeringdb("peeringdb-netfac", SourceFormat::kPeeringdbNetFac,
                "https://public.peeringdb.com/netfac-0.json",
                "https://www.peeringdb.com/api/netfac", 20'000),
      rpsl("rpsl-ripe", 20'000),
      rpsl("rpsl-ripe-organisation", 5'000),
      rpsl("rpsl-apnic", 10'000),
      rpsl("rpsl-apnic-organisation", 1'000),
      rpsl("rpsl-afrinic", 500),
      rpsl("rpsl-lacnic", 500),
      rpsl("rpsl-arin", 1'000),
  };
}

AsnSource* find_source(std::vector<AsnSource>& sources, std::string_view name) {
  const auto found = std::find_if(sources.begin(), sources.end(),
                                  [name](const AsnSource& source) { return source.name == name; });
  return found == sources.end() ? nullptr : &*found;
}

}  // namespace flowbridge
