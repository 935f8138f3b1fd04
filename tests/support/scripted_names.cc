#include "support/scripted_names.h"

#include "base/check.h"

#include <atomic>
#include <string_view>
#include <utility>

#include <dlfcn.h>
#include <netdb.h>

namespace flowbridge {
namespace {

// getaddrinfo() takes no argument that could lead to it.
std::atomic<ScriptedNames*> the_names = nullptr;

using Lookup = int (*)(const char*, const char*, const addrinfo*, addrinfo**);

Lookup real_lookup() {
  const auto real = reinterpret_cast<Lookup>(::dlsym(RTLD_NEXT, "getaddrinfo"));
  FB_CHECK(real != nullptr);
  return real;
}

// glibc frees a list entry by entry, so that lists can be joined.
int joined(const std::vector<std::string>& addresses, const char* service, const addrinfo* hints,
           addrinfo** result) {
  *result = nullptr;
  addrinfo** end = result;
  for (const std::string& address : addresses) {
    if (real_lookup()(address.c_str(), service, hints, end) != 0) continue;
    while (*end != nullptr) end = &(*end)->ai_next;
  }
  return *result == nullptr ? EAI_NONAME : 0;
}

}  // namespace

ScriptedNames::ScriptedNames() {
  ScriptedNames* nobody = nullptr;
  FB_CHECK(the_names.compare_exchange_strong(nobody, this));
}
ScriptedNames::~ScriptedNames() {
  the_names.store(nullptr);
}

void ScriptedNames::set(const std::string& name, std::vector<std::string> addresses) {
  const std::lock_guard lock(mutex_);
  addresses_[name] = std::move(addresses);
}

std::size_t ScriptedNames::lookups(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = lookups_.find(name);
  return found == lookups_.end() ? 0 : found->second;
}

std::vector<std::string> ScriptedNames::look_up(const std::string& name) {
  const std::lock_guard lock(mutex_);
  ++lookups_[name];
  const auto found = addresses_.find(name);
  return found == addresses_.end() ? std::vector<std::string>() : found->second;
}

}  // namespace flowbridge

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* hints,
                           addrinfo** result) {
  using namespace flowbridge;
  if (name == nullptr || !std::string_view(name).ends_with(".invalid")) {
    return real_lookup()(name, service, hints, result);
  }
  ScriptedNames* const names = the_names.load();
  const std::vector<std::string> none;
  return joined(names == nullptr ? none : names->look_up(name), service, hints, result);
}
