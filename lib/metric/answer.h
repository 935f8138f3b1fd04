#pragma once
/// What a receiver's answer means for the request, whatever the protocol.
///
/// A protocol's classifier (remote_write/) turns statuses into these six; the sender (delivery/)
/// knows only these.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   sender.answer(request, judge(completion.status), {.now = now.monotonic});

namespace flowbridge {

enum class Answer {
  kAccepted,       // stored, as far as anyone can know
  kRetry,          // not now, or nobody knows: send the same again
  kRefused,        // at least one sample will never be taken: find it
  kTooLarge,       // send less at a time
  kMisconfigured,  // nothing will be taken until a person changes something
  kNotRead,        // nothing was understood: send the same at once, in another version
};

}  // namespace flowbridge
