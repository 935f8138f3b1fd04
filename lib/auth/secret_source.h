#pragma once
/// A secret of the configuration: written there, in a file of its own, or not given.
///
/// Lifetime: a value; owns what it read.      Threads: one.
/// Fails:    never; problem() names the file, and nothing of what it holds.
/// Units:    monotonic time.
///
///   SecretSource password({.file = "/run/secrets/push"}, read_file);
///   password.refresh(now.monotonic);
///   if (const Secret* secret = password.value()) use(*secret);

#include "auth/reread_file.h"
#include "auth/secret.h"

#include <optional>
#include <string>

namespace flowbridge {

/// At most one of them.
struct SecretOptions {
  Secret value{};
  /// Holds the secret and nothing else; read again when it changes.
  std::string file{};

  bool given() const { return !value.empty() || !file.empty(); }

  bool operator==(const SecretOptions&) const = default;
};

class SecretSource {
 public:
  SecretSource(const SecretOptions& options, const FileReader& read);

  /// As RereadFile's; a secret of the configuration does not change.
  void refresh(MonotonicTime now);
  void reread(MonotonicTime now);
  const std::optional<Error>& problem() const;
  std::uint64_t version() const { return file_ ? file_->version() : 0; }

  /// Null if none was given, or its file has never been readable. Valid until the next refresh.
  const Secret* value() const;

 private:
  Secret inline_;
  std::optional<RereadFile<Secret>> file_;
  std::optional<Error> no_problem_;
};

}  // namespace flowbridge
