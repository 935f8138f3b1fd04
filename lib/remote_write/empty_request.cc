#include "remote_write/empty_request.h"

#include "remote_write/message_buffer.h"

#include <algorithm>
#include <array>

namespace flowbridge {

namespace {

/// The one symbol that every request has: the empty one (Request.symbols, of length 0).
constexpr std::array<std::uint8_t, 2> kEmptySymbol = {0x22, 0x00};

}  // namespace

std::string empty_request(WireProtocol protocol) {
  MessageBuffer message;
  if (protocol == WireProtocol::kV2) {
    std::copy(kEmptySymbol.begin(), kEmptySymbol.end(), message.grow(kEmptySymbol.size()));
  }
  return message.take_body();
}

}  // namespace flowbridge
