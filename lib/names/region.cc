#include "names/region.h"

namespace flowbridge {
namespace {

constexpr std::string_view kArin =
    " AG AI BB BL BM BS BV CA DM GD GP HM JM KN KY LC MF MQ MS PM PR SH TC UM US VC VG VI ";
constexpr std::string_view kLacnic =
    " AR AW BO BQ BR BZ CL CO CR CU CW DO EC FK GF GS GT GY HN HT MX NI PA PE PY SR SV SX TT UY "
    "VE ";
constexpr std::string_view kAfrinic =
    " AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG "
    "ML MR MU MW MZ NA NE NG RE RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW ";

}  // namespace

Region region_of(std::string_view country) {
  if (country.size() != 2 || country.find(' ') != std::string_view::npos) return Region::kOther;
  const auto is_in = [country](std::string_view countries) {
    return countries.find(country) != std::string_view::npos;
  };
  if (is_in(kArin)) return Region::kArin;
  if (is_in(kLacnic)) return Region::kLacnic;
  if (is_in(kAfrinic)) return Region::kAfrinic;
  return Region::kOther;
}

}  // namespace flowbridge
