#pragma once
/// A name server in this process: tests say which addresses a name has, and change them.
///
/// Linking it replaces getaddrinfo() for the whole program. Names that end in ".invalid" are known
/// to it alone, so that no test asks a real name server; all others are looked up as ever.
///
/// Lifetime: its names are forgotten with it; one at a time.
/// Threads:  any.
/// Fails:    FB_CHECK if there are two.
/// Units:    addresses as text, in the order in which a client is to try them.
///
///   ScriptedNames names;
///   names.set("push.invalid", {"::1", "127.0.0.1"});
///   EXPECT_EQ(post({}, {.url = "http://push.invalid:9090/"}).status, 204);

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace flowbridge {

class ScriptedNames {
 public:
  ScriptedNames();
  ScriptedNames(const ScriptedNames&) = delete;
  ScriptedNames& operator=(const ScriptedNames&) = delete;
  ~ScriptedNames();

  void set(const std::string& name, std::vector<std::string> addresses);
  /// How often somebody asked for it.
  std::size_t lookups(const std::string& name) const;
  /// Empty: it is not known.
  std::vector<std::string> look_up(const std::string& name);

 private:
  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<std::string>> addresses_;
  std::map<std::string, std::size_t> lookups_;
};

}  // namespace flowbridge
