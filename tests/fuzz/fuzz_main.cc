// libFuzzer's entry for the target that FLOWBRIDGE_FUZZ_TARGET names.
#include "base/check.h"
#include "fuzz/targets.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto targets = flowbridge::fuzz_targets();
  const auto target = std::find_if(targets.begin(), targets.end(), [](const auto& candidate) {
    return candidate.name == FLOWBRIDGE_FUZZ_TARGET;
  });
  FB_CHECK(target != targets.end());
  target->run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
