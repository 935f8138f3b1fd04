#include "property/damage.h"

#include "base/split_mix.h"

#include <vector>

namespace flowbridge {

namespace {

class Damager {
 public:
  Damager(const Intact& intact, std::uint64_t seed) : intact_(intact), random_(seed) {
    out_.files = intact.files;
  }

  Damaged run() {
    const std::uint64_t count = 1 + draw(3) / 2 + draw(8) / 7;
    for (std::uint64_t i = 0; i < count; ++i) strike();
    return std::move(out_);
  }

 private:
  std::uint64_t draw(std::uint64_t limit) { return random_.next() % limit; }

  std::string pick(const Files& files) {
    std::vector<std::string> names;
    for (const auto& [name, contents] : files) {
      if (intact_.may_damage(name)) names.push_back(name);
    }
    return names.empty() ? std::string() : names[draw(names.size())];
  }

  void note(const std::string& what) { out_.what += (out_.what.empty() ? "" : ", ") + what; }

  void strike() {
    const std::string name = pick(out_.files);
    if (name.empty()) return;
    std::string& bytes = out_.files[name];
    switch (draw(9)) {
      case 0:
      case 1:
      case 2:
        return flip(name, bytes);
      case 3:
        note("cut " + name);
        bytes.resize(draw(bytes.size() + 1));
        out_.lost_bytes = true;
        return;
      case 4:
        note("lost " + name);
        out_.files.erase(name);
        out_.lost_bytes = true;
        return;
      case 5: {
        const std::string other = pick(out_.files);
        note("exchanged " + name + " and " + other);
        std::swap(bytes, out_.files[other]);
        out_.lost_bytes = out_.lost_bytes || other != name;
        return;
      }
      case 6: {
        const std::string other = pick(out_.files);
        note(name + " copied over " + other);
        out_.files[other] = std::string(bytes);
        out_.lost_bytes = out_.lost_bytes || other != name;
        return;
      }
      case 7: {
        const std::string older = pick(intact_.older);
        if (older.empty()) return;
        note("older " + older);
        out_.files[older] = intact_.older.at(older);
        out_.lost_bytes = true;
        return;
      }
      case 8:
        note("appended to " + name);
        for (std::uint64_t i = 1 + draw(60); i > 0; --i) bytes += static_cast<char>(draw(256));
        return;
    }
  }

  void flip(const std::string& name, std::string& bytes) {
    if (bytes.empty()) return;
    for (std::uint64_t i = 1 + draw(3); i > 0; --i) {
      const std::uint64_t bit = draw(bytes.size() * 8);
      ++out_.flips;
      note("bit " + std::to_string(bit) + " of " + name);
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << (bit % 8)));
    }
  }

  const Intact& intact_;
  SplitMix64 random_;
  Damaged out_;
};

}  // namespace

Damaged damage(const Intact& intact, std::uint64_t seed) {
  return Damager(intact, seed).run();
}

}  // namespace flowbridge
