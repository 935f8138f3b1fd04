#pragma once
/// A fixed port for librdkafka's mock cluster, whose API always binds port 0.
///
/// The executable defines bind() itself; the dynamic linker gives it to librdkafka too. While ports
/// are set, a bind to port 0 of an IPv4 address takes the next of them instead, one per mock
/// broker.
///
/// Lifetime: the process.      Threads: any.
/// Fails:    as bind(2), EADDRINUSE above all.
/// Units:    TCP ports.
///
///   bind_from_port(9092);   // brokers listen on 9092, 9093, …

#include <cstdint>

namespace flowbridge {

/// 0: as the system likes, as at the start.
void bind_from_port(std::uint16_t port);

}  // namespace flowbridge
