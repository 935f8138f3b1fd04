#pragma once
/// The digest files that registries put beside theirs.
///
///   MD5 (delegated-afrinic-extended-latest) = 0cc175b9c0f1b6a831c399e269772661
///   0cc175b9c0f1b6a831c399e269772661  delegated-arin-extended-20260928
///
/// MD5 is what they publish. It finds a file that was cut or mixed up on its way, not a forger's.
///
/// Lifetime: none.      Threads: any.
/// Fails:    digest_in: absent if there are no 32 hexadecimal digits in a row.
/// Units:    32 hexadecimal digits in lower case.
///
///   if (digest_in(digest_file) != md5_of(body)) ask_for_both_again();

#include <optional>
#include <string>
#include <string_view>

namespace flowbridge {

std::string md5_of(std::string_view bytes);

/// Whatever file name stands beside it: it may be the dated one.
std::optional<std::string> digest_in(std::string_view digest_file);

}  // namespace flowbridge
