#pragma once
/// The rules that a simulated destination has, and what they do to what it must have.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   delivery.relabel = relabel_of(SentRules::kFewer);
///   is_sent(SentRules::kFewer, "receive 1000 64496 bdr1");   // false

#include "relabel/relabel_rule.h"

#include <string>

namespace flowbridge {

enum class SentRules {
  kNone,
  kFewer,         // an external label; and nothing is sent of the first remote AS
  kWithoutNames,  // an AS that gets another name has the labels that it had
  kOneRouter,     // the routers' series have the same labels
};

RelabelOptions relabel_of(SentRules rules);
/// Of a series by what identifies it, as in Truth.
bool is_sent(SentRules rules, const std::string& series);
/// What the destination knows it by.
std::string sent_name(SentRules rules, const std::string& series);

}  // namespace flowbridge
