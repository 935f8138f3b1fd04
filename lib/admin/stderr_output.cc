#include "admin/log_writer.h"

#include <memory>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace flowbridge {

// spdlog does what it does well: one locked, flushed write for each line, and never an exception.
// The line itself is ours; its pattern language escapes nothing.
LogOutput stderr_output() {
  auto logger = std::make_shared<spdlog::logger>("flowbridge",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  return [logger](std::string_view line) {
    logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
  };
}

}  // namespace flowbridge
