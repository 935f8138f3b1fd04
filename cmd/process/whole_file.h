#pragma once
/// Small files, read and written whole.
///
/// A reader that waits for a file to appear (an address, a truth) must never see half of it, so it
/// is written beside its place and renamed. What is there and is no file, such as /dev/stdout, is
/// written to as it is.
///
/// Lifetime: none.      Threads: any.
/// Fails:    kNotFound if the file or its directory is not there; kIo otherwise.
/// Units:    bytes; read_file refuses more than kFileBytesMax (kInvalid).
///
///   if (auto written = write_file(path, text); !written) return written.error();

#include "base/result.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr std::size_t kFileBytesMax = std::size_t{64} << 20;

Result<std::string> read_file(const std::string& path);
Result<void> write_file(const std::string& path, std::string_view content);
/// Whether it could be written, as far as that can be told beforehand.
Result<void> check_place(const std::string& path);

}  // namespace flowbridge
