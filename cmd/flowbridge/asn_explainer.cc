#include "flowbridge/asn_explainer.h"

#include "asndb/explain_text.h"
#include "asndb/store.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/asn_sources.h"
#include "names/asn_line_split.h"

#include <optional>
#include <utility>

namespace flowbridge {

namespace {

/// Ends with its scope, however that ends.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& busy) : busy_(busy), taken_(!busy.exchange(true)) {}
  ~Turn() {
    if (taken_) busy_ = false;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

  bool taken() const { return taken_; }

 private:
  std::atomic<bool>& busy_;
  const bool taken_;
};

}  // namespace

AsnExplainer::AsnExplainer(const Settings& settings, const PublishedNames& names,
                           std::function<Now()> now)
    : sources_(asn_sources(settings.as_names)),
      path_(asn_db_path(settings)),
      overrides_file_(settings.as_names.overrides.value_or("")),
      names_(names),
      now_(std::move(now)) {}

Result<std::string> AsnExplainer::explain(std::string_view number) {
  const std::optional<Asn> asn = parse_asn(number);
  if (!asn) return Error(ErrorCode::kInvalid, no_as_number(number));
  const Turn turn(busy_);
  if (!turn.taken()) {
    return Error(ErrorCode::kUnavailable,
                 "another AS is being explained, one at a time; ask again in a second");
  }
  const Result<std::unique_ptr<Directory>> directory = open_asn_db(path_);
  if (!directory) return directory.error();
  std::optional<AsnStore> store;
  if (*directory != nullptr) store.emplace(**directory);
  const std::vector<Explanation> explained = flowbridge::explain(
      std::vector{*asn}, *names_.current(), sources_, store ? &*store : nullptr);
  std::string json =
      explanation_json(explained.front(), {.now = now_().wall, .overrides_file = overrides_file_});
  // Its line's end.
  json.pop_back();
  return json;
}

}  // namespace flowbridge
