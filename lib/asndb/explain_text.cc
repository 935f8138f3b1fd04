#include "asndb/explain_text.h"

#include "asndb/columns.h"

#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

/// With `between` before it, if there is something before it.
void append_part(std::string& out, std::string_view between, std::string_view part) {
  if (part.empty()) return;
  if (!out.empty()) out += between;
  out += part;
}

std::string registration(Registry registry, const std::optional<AsnStatus>& status) {
  if (!status) return registry_name(registry);
  std::string text = asn_status_name(*status);
  append_part(text, " by ", registry_name(registry));
  return text;
}

/// What is made of a statement; empty if that is what is written there.
std::string meaning(const AsStatement& statement) {
  std::string text = statement.name;
  if (!statement.handle.empty()) {
    append_part(text, " ", text.empty() ? statement.handle : "(" + statement.handle + ")");
  }
  append_part(text, ", ", registration(statement.registry, statement.status));
  append_part(text, ", ", statement.country.text());
  if (text.empty()) return "no name";
  const bool is_own = statement.source == kOverridesStatement;
  return is_own || text == statement.raw ? std::string() : text;
}

/// What is known beside the name.
std::string details(const Explanation& explanation) {
  std::string text = registration(explanation.registry, explanation.status);
  append_part(text, ", ", explanation.country.text());
  if (!explanation.handle.empty()) append_part(text, "; ", "handle " + explanation.handle);
  if (!explanation.organisation.empty()) {
    append_part(text, "; ", "organisation " + explanation.organisation);
  }
  return text;
}

std::string edition_of(const AsStatement& statement, const ExplanationView& view) {
  return statement.source == kOverridesStatement ? view.overrides_file : statement.edition;
}

std::string table(const Explanation& explanation, const ExplanationView& view) {
  std::vector<std::vector<std::string>> rows = {{"  source", "edition", "age", "says"}};
  for (const AsStatement& statement : explanation.statements) {
    std::string says = in_one_line(statement.raw);
    append_part(says, " -> ", meaning(statement));
    if (statement.held) says += " (held back)";
    const std::string edition = edition_of(statement, view);
    rows.push_back({(statement.chosen ? "* " : "  ") + statement.source,
                    edition.empty() ? "-" : in_one_line(edition),
                    age_of(statement.fetched_at, view.now), says});
  }
  return in_columns(rows, "  ");
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json() : Json(text);
}

Json status_or_null(const std::optional<AsnStatus>& status) {
  return status ? Json(asn_status_name(*status)) : Json();
}

Json to_json(const AsStatement& statement, const ExplanationView& view) {
  return {{"source", statement.source},
          {"raw", statement.raw},
          {"name", text_or_null(statement.name)},
          {"handle", text_or_null(statement.handle)},
          {"country", text_or_null(statement.country.text())},
          {"registry", text_or_null(registry_name(statement.registry))},
          {"status", status_or_null(statement.status)},
          {"edition", text_or_null(edition_of(statement, view))},
          {"fetched_at_ms", statement.fetched_at ? Json(to_ms(*statement.fetched_at)) : Json()},
          {"held", statement.held},
          {"chosen", statement.chosen}};
}

}  // namespace

std::string explanation_text(const Explanation& explanation, const ExplanationView& view) {
  std::string out = "AS" + std::to_string(explanation.asn.value()) + "  " + explanation.name +
                    "\n  " + naming_rule(explanation.source) + " (" +
                    name_source_name(explanation.source) + ")\n";
  if (const std::string more = details(explanation); !more.empty()) out += "  " + more + "\n";
  if (!explanation.statements.empty()) out += "\n" + table(explanation, view);
  return out;
}

std::string explanation_json(const Explanation& explanation, const ExplanationView& view) {
  Json statements = Json::array();
  for (const AsStatement& statement : explanation.statements) {
    statements.push_back(to_json(statement, view));
  }
  const Json json = {{"schema", kAsnJsonSchema},
                     {"asn", explanation.asn.value()},
                     {"name", explanation.name},
                     {"name_source", name_source_name(explanation.source)},
                     {"handle", text_or_null(explanation.handle)},
                     {"organisation", text_or_null(explanation.organisation)},
                     {"country", text_or_null(explanation.country.text())},
                     {"registry", text_or_null(registry_name(explanation.registry))},
                     {"status", status_or_null(explanation.status)},
                     {"statements", std::move(statements)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowbridge
