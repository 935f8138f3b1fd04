#pragma once
/// Which version of remote write a destination is spoken to in.
///
/// Not every receiver takes 2.0, and some answer success to what they cannot read, so a sender
/// (delivery/) chooses, and what writes requests (remote_write/) does as it is told.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   request_headers({.user_agent = "flowbridge/1.0.0", .protocol = WireProtocol::kV2});

namespace flowbridge {

enum class WireProtocol {
  kV1,  // prometheus.WriteRequest: every receiver takes it
  kV2,  // io.prometheus.write.v2.Request: smaller, and tells type, help, unit and start
};

}  // namespace flowbridge
