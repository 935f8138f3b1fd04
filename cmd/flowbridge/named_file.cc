#include "flowbridge/named_file.h"

#include "process/whole_file.h"

#include <utility>

namespace flowbridge {

Sources with_named_file(std::span<const OptionSpec> options, Sources sources) {
  const std::string path = config_file_path(options, sources);
  if (!path.empty()) sources.file = ConfigFile{.name = path, .text = read_file(path)};
  return sources;
}

}  // namespace flowbridge
