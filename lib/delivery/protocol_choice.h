#pragma once
/// Which version of remote write a destination is spoken to in, found out by its answers.
///
/// 2.0 is tried first. A receiver that does not know it says 415, or 400 as for any body that makes
/// no sense; or it says that all is well and has stored nothing, which shows by what it leaves out:
/// one that knows 2.0 says how much it has written. Then the same request is sent again as 1.0, so
/// that finding out costs one request and no sample. What was found holds for a day: receivers are
/// upgraded.
/// https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/#required-written-response-headers
///
/// Lifetime: a value.      Threads: one.
/// Fails:    never.
/// Units:    times are monotonic.
///
///   const WireProtocol protocol = choice.next(now);
///   switch (choice.answered({.sent = protocol, .status = 204, .says_written = false, .now = now}))
///   {
///     case ProtocolChoice::Verdict::kFits:          judge(status); break;
///     case ProtocolChoice::Verdict::kSendAgain:     send_as(choice.next(now)); break;
///     case ProtocolChoice::Verdict::kNotUnderstood: hold(); break;
///   }

#include "base/time.h"
#include "metric/wire_protocol.h"

#include <optional>

namespace flowbridge {

enum class ProtocolSetting {
  kAuto,
  kV1,
  kV2,
};

struct ProtocolAnswer {
  WireProtocol sent = WireProtocol::kV1;
  /// Absent if no complete answer came.
  std::optional<int> status{};
  /// It has a header that says how much was written.
  bool says_written = false;
  MonotonicTime now{};
};

class ProtocolChoice {
 public:
  enum class Verdict {
    kFits,           // the answer is about what was sent
    kSendAgain,      // nothing was understood: the same again, in next()
    kNotUnderstood,  // nothing was understood, and no other version may be used
  };

  explicit ProtocolChoice(ProtocolSetting setting);

  /// That of the next request.
  WireProtocol next(MonotonicTime now);
  /// That of the requests before it.
  WireProtocol current() const { return protocol_; }
  /// False: the answer to the next request will tell, so no other should be on its way.
  bool is_known() const { return known_; }
  Verdict answered(const ProtocolAnswer& answer);

 private:
  bool is_understood(const ProtocolAnswer& answer) const;
  void fall_back(const ProtocolAnswer& answer);
  void learn(const ProtocolAnswer& answer);

  ProtocolSetting setting_;
  WireProtocol protocol_;
  bool known_;
  // When 2.0 is tried again.
  std::optional<MonotonicTime> retry_at_;
  // It was a 400, which may have been about the samples after all.
  bool in_doubt_ = false;
};

}  // namespace flowbridge
