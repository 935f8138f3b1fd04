#include "architecture/rules.h"

#include "architecture/ban_rules.h"
#include "architecture/document_rules.h"
#include "architecture/include_rules.h"
#include "architecture/shape_rules.h"
#include "architecture/text_rules.h"

namespace flowbridge {

const std::vector<std::string_view>& planned_modules() {
  static const std::vector<std::string_view> kPlannedModules = {};
  return kPlannedModules;
}

const std::vector<Rule>& rules() {
  static const std::vector<Rule> kRules = {
      {"LayersAreCompleteAndPointDown",
       [](const Tree& tree) { return check_layers(tree, planned_modules()); }},
      {"IncludesObeyTheLayers", check_layer_includes},
      {"HeadersHideWhatTheyAreBuiltOn", check_header_includes},
      {"IncludesAreRootedAndOwnHeaderFirst", check_include_form},
      {"OnlyShellsTouchTheWorld", check_bans},
      {"SwitchesHaveNoDefault", check_switches},
      {"FilesAndLinesAreShort", check_sizes},
      {"FunctionsAreShort", check_function_sizes},
      {"HeadersAnswerTheQuestions", check_header_prose},
      {"RemindersHaveAKind", check_todos},
      {"NoMachineOrRegistryIsNamed", check_places},
      {"DocumentsTellWhatWorks", check_documents},
  };
  return kRules;
}

}  // namespace flowbridge
