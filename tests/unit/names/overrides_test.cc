#include "names/overrides.h"

#include "support/result_matchers.h"
#include "support/test_files.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// "first-last|name|country|tags", or the problems.
std::string taken(std::string_view path, std::string_view text) {
  const Result<Overrides> overrides = parse_overrides({.path = path, .text = text});
  if (!overrides) return overrides.error().message();
  std::string out;
  for (const Override& entry : overrides->entries()) {
    out += std::to_string(entry.first.value()) + "-" + std::to_string(entry.last.value()) + "|" +
           entry.name + "|" + std::string(entry.country.text()) + "|";
    for (const std::string& tag : entry.tags) out += tag + ",";
    out += "\n";
  }
  return out;
}
std::string yaml(std::string_view text) {
  return taken("n.yaml", text);
}
std::string csv(std::string_view text) {
  return taken("n.csv", text);
}
/// An entry, or its problem, by its YAML.
std::string entry(const std::string& text) {
  return yaml("asns:\n  " + text + "\n");
}

/// The name that an AS gets; "-": none.
std::string name_of(const Overrides& overrides, std::uint32_t asn) {
  const Override* own = overrides.find(Asn(asn));
  return own == nullptr ? "-" : own->name;
}

constexpr const char* kExample =
    "64512-64512|Lab||\n64513-64520|Branches, all|DE|internal,branch,\n"
    "4200000000-4294967294|Fabric||\n";

TEST(Overrides, TheExamplesOfTheHeaderAreRead) {
  EXPECT_EQ(yaml(R"(asns:
  64512: Lab
  64513-64520:
    name: Branches, all
    country: DE
    tags: [internal, branch]
  AS4200000000-AS4294967294: Fabric   # a comment
)"),
            kExample);
  EXPECT_EQ(csv(R"(asn,name,country,tags
64512,Lab,,
64513-64520,"Branches, all",DE,internal branch
# a comment
AS4200000000-AS4294967294,Fabric
)"),
            kExample);
}

TEST(Overrides, AnAsNumberMayBeWrittenInEveryWay) {
  EXPECT_EQ(entry("AS64512: a"), "64512-64512|a||\n");
  EXPECT_EQ(entry("6.110: a"), "393326-393326|a||\n");
  EXPECT_EQ(entry("1.0-AS1.15: a"), "65536-65551|a||\n");
  EXPECT_EQ(entry("\"0-4294967295\": a"), "0-4294967295|a||\n");
  EXPECT_EQ(entry("0x10: a"),
            "n.yaml:2:3: \"0x10\" is no AS number; write 64512, or 64512-64520 for a range");
  EXPECT_THAT(entry("4294967296: a"), HasSubstr("is no AS number"));
  EXPECT_THAT(entry("1-2-3: a"), HasSubstr("is no AS number"));
  EXPECT_THAT(entry("-5: a"), HasSubstr("is no AS number"));
  EXPECT_THAT(entry("[1]: a"), HasSubstr("is no AS number"));
  EXPECT_EQ(entry("5-4: a"),
            "n.yaml:2:3: \"5-4\" ends before it begins; write the smaller one first");
}

TEST(Overrides, ANameIsTextThatALabelShows) {
  EXPECT_EQ(entry("1: NO"), "1-1|NO||\n");
  EXPECT_EQ(entry("1: 12"), "1-1|12||\n");
  EXPECT_EQ(entry("1: \"Zürich \\\"A\\\" \\\\\""), "1-1|Zürich \"A\" \\||\n");
  EXPECT_EQ(entry("1: ''"), "n.yaml:2:6: an empty name; write one, or remove the entry");
  EXPECT_THAT(entry("1: {name: }"), HasSubstr("2:13: an empty name"));
  EXPECT_EQ(entry("1: \"a\\tb\\n\""),
            "n.yaml:2:6: holds what a label does not show; write \"a b\"");
  EXPECT_EQ(entry("1: \"\\u202eevil\""),
            "n.yaml:2:6: holds what a label does not show; write \"evil\"");
  EXPECT_EQ(entry("1: " + std::string(128, 'x')), "1-1|" + std::string(128, 'x') + "||\n");
  EXPECT_THAT(entry("1: " + std::string(129, 'x')), HasSubstr("has 129 bytes; shorten it to 128"));
}

TEST(Overrides, ANameIsRequired) {
  EXPECT_EQ(entry("1:"), "n.yaml:2:3: \"1\" has no name; add one");
  EXPECT_EQ(entry("1: {country: DE}"), "n.yaml:2:3: \"1\" has no name; add one");
  EXPECT_EQ(csv("asn,name,country\n1,,DE\n"),
            "n.csv:2:3: an empty name; write one, or remove the entry");
}

TEST(Overrides, ACountryIsTwoCapitals) {
  EXPECT_EQ(entry("1: {name: a, country: NO}"), "1-1|a|NO|\n");
  EXPECT_EQ(entry("1: {name: a, country: }"), "1-1|a||\n");
  for (const std::string country : {"no", "NOR", "N", "ZZ", "''", "1"}) {
    EXPECT_THAT(entry("1: {name: a, country: " + country + "}"), HasSubstr("2:25: ")) << country;
    EXPECT_THAT(entry("1: {name: a, country: " + country + "}"), HasSubstr("is no country"));
  }
}

TEST(Overrides, TagsAreAFewShortWords) {
  EXPECT_EQ(entry("1: {name: a, tags: []}"), "1-1|a||\n");
  EXPECT_EQ(entry("1: {name: a, tags: }"), "1-1|a||\n");
  EXPECT_EQ(entry("1: {name: a, tags: [x_1, y-2, z.3]}"), "1-1|a||x_1,y-2,z.3,\n");
  EXPECT_EQ(entry("1: {name: a, tags: x}"),
            "n.yaml:2:22: tags are a list; write [internal, branch]");
  EXPECT_THAT(entry("1: {name: a, tags: [x y]}"), HasSubstr("2:23: \"x y\" is no tag; write at"));
  EXPECT_THAT(entry("1: {name: a, tags: [[x]]}"), HasSubstr("\"\" is no tag"));
  EXPECT_THAT(entry("1: {name: a, tags: [" + std::string(33, 'x') + "]}"), HasSubstr("is no tag"));
  EXPECT_THAT(entry("1: {name: a, tags: [x, x]}"), HasSubstr("2:26: \"x\" comes twice"));
  std::string many = "t0";
  for (std::size_t i = 1; i < kTagsMax; ++i) many += ", t" + std::to_string(i);
  EXPECT_THAT(entry("1: {name: a, tags: [" + many + "]}"), HasSubstr("t15"));
  EXPECT_THAT(entry("1: {name: a, tags: [" + many + ", u]}"), HasSubstr("more tags than 16"));
}

TEST(Overrides, WhatDoesNotBelongIsTold) {
  EXPECT_EQ(yaml("- 1\n"),
            "n.yaml:1:1: \"asns:\" is expected, and below it lines like \"  64512: "
            "Lab\"");
  EXPECT_EQ(yaml("asn: {}\n"), "n.yaml:1:1: \"asn\" is no key here; asns is the only one");
  EXPECT_THAT(yaml("asns:\nasns:\n"), HasSubstr("2:1: asns comes twice"));
  EXPECT_EQ(yaml("asns: [1]\n"),
            "n.yaml:1:7: AS numbers with their names are expected: \"64512: Lab\"");
  EXPECT_THAT(entry("1: [a]"), HasSubstr("2:6: a list is no name"));
  EXPECT_EQ(entry("1: {name: a, contry: DE}"),
            "n.yaml:2:16: \"contry\" is no key of an entry; an entry has name, country and tags");
  EXPECT_THAT(entry("1: {name: a, name: b}"),
              HasSubstr("2:16: asns.1.name comes twice, first at 2:7"));
  EXPECT_EQ(entry("1: {name: [a]}"),
            "n.yaml:2:13: name is one text; write it on the line of its "
            "key");
}

TEST(Overrides, AFileMayBeEmpty) {
  for (const std::string text : {"", "\n", "# nothing yet\n"}) {
    EXPECT_EQ(yaml(text), "");
    EXPECT_EQ(csv(text), "");
  }
  EXPECT_EQ(yaml("---\n"), "");
  EXPECT_EQ(yaml("asns:\n"), "");
  EXPECT_EQ(yaml("asns: {}\n"), "");
  EXPECT_EQ(csv("asn,name\n"), "");
}

TEST(Overrides, BrokenYamlIsToldWithItsPlace) {
  EXPECT_EQ(yaml("asns:\n  1: a: b\n"),
            "n.yaml:2:7: not YAML: a \":\" where none belongs; put quotes around a text that holds "
            "one, or mend the line before");
  EXPECT_THAT(yaml("asns: {1: a\n"), HasSubstr("not YAML: "));
  EXPECT_THAT(yaml("asns: *all\n"), HasSubstr("not YAML: "));
  EXPECT_THAT(yaml("asns:\n  1: &a x\n  2: *a\n"), HasSubstr("2:6: an anchor; remove it"));
}

TEST(Overrides, AFileHoldsOneDocument) {
  EXPECT_EQ(yaml("---\nasns:\n  1: a\n...\n"), "1-1|a||\n");
  EXPECT_EQ(yaml("asns:\n  1: a\n---\nasns:\n  2: b\n"),
            "n.yaml:3:1: the document ends before this; a file holds one");
  EXPECT_THAT(yaml("asns: {}, \n"), HasSubstr("n.yaml:1:"));
  EXPECT_THAT(yaml("asns: {}\n]\n"), HasSubstr("n.yaml:2:1: "));
}

TEST(Overrides, DepthIsLimited) {
  EXPECT_THAT(entry("1: [[[[[[[[1]]]]]]]]"), HasSubstr("too many lists and maps within each"));
  EXPECT_THAT(yaml(std::string(100'000, '[')), HasSubstr("n.yaml:1:"));
}

TEST(Overrides, CsvKnowsItsColumnsByTheirNames) {
  EXPECT_EQ(csv("tags,name,asn\n\"x y\",\"a \"\"b\"\", c\",1\n"), "1-1|a \"b\", c||x,y,\n");
  EXPECT_EQ(csv("\xef\xbb\xbf"
                "asn , name\r\n 1 , \"a\" \r\n\r\n,\r\n2,b"),
            "1-1|a||\n2-2|b||\n");
  EXPECT_THAT(csv("1,a\n"),
              HasSubstr("n.csv:1:1: \"1\" is no column; the first row is asn,name or"));
  EXPECT_THAT(csv("asn;name\n1;a\n"), HasSubstr("1:1: \"asn;name\" is no column"));
  EXPECT_THAT(csv("asn,country\n"), HasSubstr("1:1: asn and name are needed"));
  EXPECT_THAT(csv("asn,name,asn\n"), HasSubstr("1:10: asn comes twice"));
}

TEST(Overrides, BrokenCsvIsToldWithItsPlace) {
  EXPECT_EQ(csv("asn,name\n1,a,b\n"),
            "n.csv:2:5: a cell without a column; put a text with a comma into quotes");
  EXPECT_THAT(csv("asn,name\n1,\"a\n"), HasSubstr("n.csv:2:3: a quote that is not closed"));
  EXPECT_THAT(csv("asn,name\n1,\"a\"b\n"), HasSubstr("n.csv:2:6: text behind a closing quote"));
  EXPECT_THAT(csv("asn,name\n1,\"a\nb\"\nx,c\n"),
              HasSubstr("n.csv:2:3: holds what a label does not show; write \"a b\"\nn.csv:4:1: "));
}

TEST(Overrides, EveryProblemIsToldInTheOrderOfTheFile) {
  EXPECT_EQ(csv("asn,name,country\nx,,d\n1,a,\n1,b,\n"),
            "n.csv:2:1: \"x\" is no AS number; write 64512, or 64512-64520 for a range\n"
            "n.csv:2:3: an empty name; write one, or remove the entry\n"
            "n.csv:2:4: \"d\" is no country; write two capitals, like DE, or leave it out\n"
            "n.csv:4:1: named already at 3:1; remove one");
}

TEST(Overrides, BeyondAFewProblemsTheirNumberIsTold) {
  std::string text = "asn,name\n";
  for (int i = 0; i < 25; ++i) text += "x,a\n";
  const std::string problems = csv(text);
  EXPECT_THAT(problems, HasSubstr("n.csv:21:1: "));
  EXPECT_THAT(problems, testing::EndsWith("\nn.csv: and 5 more problems"));
}

TEST(Overrides, AFileThatIsNoTextOrTooLargeOrUnknownIsRefused) {
  EXPECT_EQ(yaml("asns:\n  1: Z\xfcrich\n"),
            "n.yaml:2:7: a byte that is not UTF-8; save the file as UTF-8");
  EXPECT_EQ(csv(std::string_view("asn,name\n1,\0", 12)),
            "n.csv:2:3: a control character; remove it");
  EXPECT_EQ(csv(std::string(kOverridesBytesMax + 1, '\n')),
            "n.csv:1:1: has 1048577 bytes; at most 1048576 are read");
  EXPECT_EQ(csv(std::string(kOverridesBytesMax, '\n')), "");
  EXPECT_EQ(taken("names.txt", ""),
            "names.txt:1:1: a file of names is called .yaml, .yml or .csv; rename it");
  EXPECT_EQ(taken("names.yml", "asns: {1: a}"), "1-1|a||\n");
  EXPECT_EQ(parse_overrides({.path = "n.txt", .text = ""}).error().code(), ErrorCode::kInvalid);
}

TEST(Overrides, TheSmallestRangeWins) {
  const Overrides overrides({{.first = Asn(0), .last = Asn(4294967295), .name = "all"},
                             {.first = Asn(10), .last = Asn(19), .name = "ten"},
                             {.first = Asn(15), .last = Asn(15), .name = "one"},
                             {.first = Asn(18), .last = Asn(22), .name = "five"},
                             {.first = Asn(4294967295), .last = Asn(4294967295), .name = "last"}});
  std::vector<std::string> names;
  for (const std::uint32_t asn :
       {0U, 9U, 10U, 14U, 15U, 16U, 17U, 18U, 22U, 23U, 4294967294U, 4294967295U}) {
    names.push_back(name_of(overrides, asn));
  }
  EXPECT_THAT(names, ElementsAre("all", "all", "ten", "ten", "one", "ten", "ten", "five", "five",
                                 "all", "all", "last"));
}

TEST(Overrides, WhereNothingIsSaidThereIsNothing) {
  EXPECT_EQ(Overrides().find(Asn(1)), nullptr);
  const Overrides overrides({{.first = Asn(10), .last = Asn(11), .name = "a"},
                             {.first = Asn(12), .last = Asn(12), .name = "b"}});
  EXPECT_EQ(name_of(overrides, 9), "-");
  EXPECT_EQ(name_of(overrides, 11), "a");
  EXPECT_EQ(name_of(overrides, 12), "b");
  EXPECT_EQ(name_of(overrides, 13), "-");
}

TEST(Overrides, RangesOfOneSizeThatOverlapAreAnError) {
  EXPECT_EQ(csv("asn,name\n1-5,a\n5-9,b\n"),
            "n.csv:3:1: overlaps with 2:1, and none of the two is smaller; split one");
  EXPECT_EQ(csv("asn,name\n5-9,b\n6-10,c\n1-5,a\n"),
            "n.csv:3:1: overlaps with 2:1, and none of the two is smaller; split one\n"
            "n.csv:4:1: overlaps with 2:1, and none of the two is smaller; split one");
  EXPECT_EQ(entry("7: a\n  AS7: b"), "n.yaml:3:3: named already at 2:3; remove one");
  EXPECT_EQ(csv("asn,name\n1-5,a\n6-10,b\n1-6,c\n"), "1-5|a||\n6-10|b||\n1-6|c||\n");
}

// Against asking every range.
TEST(Overrides, TheGuidesExamplesAreSoundAndSayTheSame) {
  const std::string guide = read_source_file("docs/as-names.md");
  const auto example = [&guide](const std::string& format) {
    const std::string fence = "```" + format + "\n";
    const std::size_t begin = guide.find(fence) + fence.size();
    return guide.substr(begin, guide.find("```", begin) - begin);
  };
  const std::string yaml = example("yaml");
  const std::string csv = example("csv");
  const Result<Overrides> first = parse_overrides({.path = "names.yaml", .text = yaml});
  const Result<Overrides> second = parse_overrides({.path = "names.csv", .text = csv});
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(first->entries().size(), 3u);
  EXPECT_TRUE(std::equal(first->entries().begin(), first->entries().end(),
                         second->entries().begin(), second->entries().end()));
}

TEST(Overrides, FindsWhatASearchThroughAllRangesFinds) {
  std::uint32_t state = 1;
  const auto below = [&state](std::uint32_t limit) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % limit;
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<Override> entries;
    for (std::uint32_t count = below(12); count > 0; --count) {
      const std::uint32_t first = below(60);
      entries.push_back(
          {.first = Asn(first), .last = Asn(first + below(20)), .name = std::to_string(count)});
    }
    const Overrides overrides(entries);
    for (std::uint32_t asn = 0; asn < 90; ++asn) {
      const Override* best = nullptr;
      for (const Override& entry : entries) {
        if (Asn(asn) < entry.first || Asn(asn) > entry.last) continue;
        const auto size = [](const Override& of) { return of.last.value() - of.first.value(); };
        if (best == nullptr || size(entry) < size(*best)) best = &entry;
      }
      ASSERT_EQ(name_of(overrides, asn), best == nullptr ? "-" : best->name);
    }
  }
}

}  // namespace
}  // namespace flowbridge
