#pragma once
/// Which code points a terminal may obey instead of showing them.
///
/// Those of C0, the delete character, and those of C1 (ISO/IEC 6429): line feeds and tabs, too.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    Unicode code points.
///
///   if (is_control(first->value)) out += '?';

namespace flowbridge {

constexpr bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0);
}

}  // namespace flowbridge
