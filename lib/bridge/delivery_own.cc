// How the delivery loop pushes what the bridge says about itself (R23): beside the stages, once,
// and only to a destination that takes what it is sent.

#include "bridge/delivery_loop.h"

#include <utility>

namespace flowbridge {

OwnBacklog DeliveryLoop::own_backlog() const {
  return {.delivered_until = delivered_until_,
          .all_delivered = idle() && has_read_all(ports_.hub.snapshot())};
}

void DeliveryLoop::push_own(const Now& now) {
  if (own_.is_out()) return;
  const bool is_retrying = sender_.retry_at().has_value() || sender_.hold() != Hold::kNone;
  if (is_retrying || !protocol_.is_known() || !auth_.is_ready(now)) return own_.give_up();
  if (own_.may_begin(now, own_backlog())) own_.begin(now);
  if (own_.left().empty()) return;
  const WireProtocol protocol = protocol_.current();
  MadeRequest made = maker_.make_own(protocol, own_.timestamp(), own_.left());
  own_.sent(made.samples);
  post({.id = kOwnRequest, .body = std::move(made.body), .protocol = protocol}, now);
}

void DeliveryLoop::own_answered(const HttpCompletion& completion) {
  sent_as_.erase(completion.id);
  count_answer(completion);
  own_.answered(completion.status && *completion.status / 100 == 2);
}

}  // namespace flowbridge
