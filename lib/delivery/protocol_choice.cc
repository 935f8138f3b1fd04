#include "delivery/protocol_choice.h"

namespace flowbridge {

namespace {

constexpr Duration kTryAgainAfter = 24h;
/// Where 1.0 was refused, too.
constexpr Duration kDoubtEndsAfter = 5min;

bool is_success(const ProtocolAnswer& answer) {
  return answer.status && *answer.status / 100 == 2;
}

}  // namespace

ProtocolChoice::ProtocolChoice(ProtocolSetting setting)
    : setting_(setting),
      protocol_(setting == ProtocolSetting::kV1 ? WireProtocol::kV1 : WireProtocol::kV2),
      known_(setting == ProtocolSetting::kV1) {}

WireProtocol ProtocolChoice::next(MonotonicTime now) {
  if (retry_at_ && *retry_at_ <= now) {
    retry_at_.reset();
    protocol_ = WireProtocol::kV2;
    known_ = false;
  }
  return protocol_;
}

ProtocolChoice::Verdict ProtocolChoice::answered(const ProtocolAnswer& answer) {
  if (answer.sent == WireProtocol::kV1) {
    learn(answer);
    return Verdict::kFits;
  }
  if (is_understood(answer)) {
    if (is_success(answer)) known_ = true;
    return Verdict::kFits;
  }
  if (setting_ == ProtocolSetting::kV2) return Verdict::kNotUnderstood;
  // Others that were on their way as 2.0 find the choice made.
  if (protocol_ == WireProtocol::kV2) fall_back(answer);
  return Verdict::kSendAgain;
}

bool ProtocolChoice::is_understood(const ProtocolAnswer& answer) const {
  if (is_success(answer)) return answer.says_written;
  if (answer.status == 415) return false;
  // One that says how much it has written has understood; one that is known to is refusing samples.
  const bool may_be_lost = setting_ == ProtocolSetting::kAuto && !known_;
  return answer.status != 400 || answer.says_written || !may_be_lost;
}

void ProtocolChoice::fall_back(const ProtocolAnswer& answer) {
  protocol_ = WireProtocol::kV1;
  known_ = true;
  in_doubt_ = answer.status == 400;
  retry_at_ = answer.now + kTryAgainAfter;
}

// Whether what was refused as 2.0 is taken as 1.0.
void ProtocolChoice::learn(const ProtocolAnswer& answer) {
  if (!in_doubt_) return;
  if (is_success(answer)) in_doubt_ = false;
  if (answer.status == 400) {
    in_doubt_ = false;
    retry_at_ = answer.now + kDoubtEndsAfter;
  }
}

}  // namespace flowbridge
