#pragma once
/// A connection of which the sender decides in what pieces its bytes arrive.
///
/// TCP may join or split what was sent; here each read gives one packet, so that a test can hold a
/// server to the same answer whatever the pieces. All bytes are on their way before the server
/// begins, so one thread is enough.
///
/// Lifetime: closes its end.      Threads: one.
/// Fails:    FB_CHECK if the kernel refuses; what is sent and answered must fit its buffers.
/// Units:    bytes; a packet is 1 to kPacketBytesMax of them.
///
///   PacketConnection client;
///   client.send("GET / HT");
///   client.send("TP/1.1\r\n\r\n");
///   serve_connection(client.take_server_end(), wake, limits, respond);
///   std::string response = client.read_to_end();

#include "admin/owned_descriptor.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace flowbridge {

class PacketConnection {
 public:
  /// What servers read at once: more would be cut.
  static constexpr std::size_t kPacketBytesMax = 4096;

  PacketConnection();

  /// Whether there was room for it. Requires: 1 to kPacketBytesMax bytes.
  bool send(std::string_view packet);
  /// Nothing more will be sent; the end does not block. Requires: it was not called before.
  OwnedDescriptor take_server_end();
  /// Requires: the server has closed its end.
  std::string read_to_end();

 private:
  OwnedDescriptor client_;
  OwnedDescriptor server_;
};

}  // namespace flowbridge
