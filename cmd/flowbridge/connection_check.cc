#include "flowbridge/connection_check.h"

#include <algorithm>

namespace flowbridge {

std::string to_line(const ConnectionCheck& check) {
  std::string line = (check.ok ? "ok      " : "failed  ") + check.what + ": " + check.text;
  // A receiver's answer may hold anything, a terminal's commands too.
  std::replace_if(
      line.begin(), line.end(),
      [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
      },
      ' ');
  return line + "\n";
}

}  // namespace flowbridge
