#include "peering/html_parts.h"

#include <algorithm>
#include <iterator>

namespace flowbridge {

const std::string_view kPageScript = R"js(
(function () {
  "use strict";
  var table = document.getElementById("ranking");
  if (!table) return;
  var body = table.tBodies[0];
  var rows = Array.from(body.rows);
  var heads = Array.from(table.tHead.rows[0].cells);
  var controls = document.getElementById("controls");
  var words = document.getElementById("words");
  var outlook = document.getElementById("outlook");
  var count = document.getElementById("count");

  function value(row, column) {
    var cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : cell.dataset.v;
  }
  function sort(column, direction) {
    var isNumber = heads[column].classList.contains("n");
    var sign = direction === "descending" ? -1 : 1;
    rows.sort(function (a, b) {
      var x = value(a, column), y = value(b, column);
      var order = isNumber ? Number(x) - Number(y) : x.localeCompare(y);
      return sign * order || Number(value(a, 0)) - Number(value(b, 0));
    });
    rows.forEach(function (row) { body.appendChild(row); });
    heads.forEach(function (head, i) {
      head.setAttribute("aria-sort", i === column ? direction : "none");
    });
  }
  function filter() {
    var wanted = words.value.trim().toLowerCase();
    var shown = 0;
    rows.forEach(function (row) {
      var fits = (!outlook.value || row.dataset.outlook === outlook.value) &&
        (!wanted || row.textContent.toLowerCase().indexOf(wanted) >= 0);
      row.hidden = !fits;
      if (fits) shown += 1;
    });
    count.textContent = shown + " of " + rows.length;
  }
  heads.forEach(function (head, i) {
    var button = head.querySelector("button");
    if (!button) return;
    button.addEventListener("click", function () {
      var first = head.classList.contains("n") && i > 1 ? "descending" : "ascending";
      var second = first === "ascending" ? "descending" : "ascending";
      sort(i, head.getAttribute("aria-sort") === first ? second : first);
    });
  });
  words.addEventListener("input", filter);
  outlook.addEventListener("change", filter);
  controls.hidden = false;
  filter();
})();
)js";

const std::string_view kPageScriptHash = "sha256-xyRoXz7U5ESHUaTXvjLtjixOkOHTCzNOKCmLuOtwBG8=";

std::string html_text(std::string_view text) {
  struct Escape {
    char character;
    std::string_view text;
  };
  constexpr Escape kEscapes[] = {
      {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const auto* const escape =
        std::find_if(std::begin(kEscapes), std::end(kEscapes),
                     [c](const Escape& each) { return each.character == c; });
    if (escape != std::end(kEscapes)) {
      out += escape->text;
    } else {
      out += byte < 0x20 || byte == 0x7f ? ' ' : c;
    }
  }
  return out;
}

}  // namespace flowbridge
