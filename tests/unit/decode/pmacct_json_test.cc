#include "decode/pmacct_json.h"

#include "decode/pmacct_fields.h"
#include "support/flow_recorder.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Lines = std::vector<std::string>;

Lines decoded_once(std::string_view payload) {
  return decoded(*make_decoder(FlowFormat::kPmacctJson), payload);
}

/// What one object says, given its fields beside as_src, as_dst, packets and bytes.
std::string with(const std::string& fields) {
  const Lines lines = decoded_once(
      R"({"event_type":"purge","as_src":1,"as_dst":2,"packets":3,"bytes":60,)" + fields + "}");
  return lines.size() == 1 ? lines[0] : "not one entry";
}

/// What a single object, given all its fields, says.
std::string object(const std::string& fields) {
  const Lines lines = decoded_once("{" + fields + "}");
  return lines.size() == 1 ? lines[0] : "not one entry";
}

std::string flow(const std::string& exporter, const std::string& tail = "") {
  return "flow 1 -> 2 bytes=60 packets=3 flows=1 exporter=\"" + exporter + "\"" + tail;
}

TEST(PmacctJson, NothingIsAnEmptyEntry) {
  for (const char* payload : {"", " ", "\n\r\t ", "null", " null\n"}) {
    EXPECT_EQ(decoded_once(payload), Lines{"ignored empty"}) << '"' << payload << '"';
  }
}

TEST(PmacctJson, EventsOtherThanPurgeAreIgnoredWhateverElseTheyHold) {
  EXPECT_EQ(object(R"("event_type":"purge_init")"), "ignored marker");
  EXPECT_EQ(object(R"("event_type":"purge_close","bytes":"x")"), "ignored marker");
  EXPECT_EQ(object(R"("bytes":-1,"event_type":"log")"), "ignored foreign_event");
  EXPECT_EQ(object(R"("event_type":"dump","bytes":1,"bytes":2)"), "ignored foreign_event");
  EXPECT_EQ(object(R"("event_type":7,"bytes":1)"), "ignored foreign_event");
  EXPECT_EQ(object(R"("event_type":"","bytes":1)"), "ignored foreign_event");
  EXPECT_EQ(object(R"("event_type":{"string":"purge_init"})"), "ignored marker");
}

TEST(PmacctJson, WithoutEventTypeTheCountersMakeItAFlow) {
  EXPECT_EQ(object(R"("bytes":60)"), "flow - -> - bytes=60 packets=0 flows=1 exporter=\"\"");
  EXPECT_EQ(object(R"("event_type":null,"bytes":60)"),
            "flow - -> - bytes=60 packets=0 flows=1 exporter=\"\"");
  EXPECT_EQ(object(""), "rejected missing_field");
  EXPECT_EQ(object(R"("as_src":1,"as_dst":2)"), "rejected missing_field");
}

TEST(PmacctJson, BytesAreRequiredUnlessThereAreNoCountersAtAll) {
  EXPECT_EQ(object(R"("event_type":"purge","as_src":1)"), "ignored no_counters");
  EXPECT_EQ(object(R"("event_type":"purge","bytes":null,"flows":1)"), "ignored no_counters");
  EXPECT_EQ(object(R"("event_type":"purge","packets":1)"), "rejected missing_field");
  EXPECT_EQ(object(R"("event_type":"purge","packets":0,"bytes":null)"), "rejected missing_field");
}

TEST(PmacctJson, NumbersMayBeStringsAndAvroWrappers) {
  const std::string same = "flow 1 -> 2 bytes=60 packets=0 flows=9 exporter=\"\"";
  EXPECT_EQ(object(R"("as_src":1,"as_dst":2,"bytes":60,"flows":9)"), same);
  EXPECT_EQ(object(R"("as_src":"1","as_dst":"2","bytes":"60","flows":"9")"), same);
  EXPECT_EQ(object(R"("as_src":"\u0031","as_dst":"2","bytes":"6\u0030","flows":"9")"), same);
  EXPECT_EQ(object(R"("as_src":{"long":1},"as_dst":{"int":2},"bytes":{"string":"60"},"flows":9)"),
            same);
  EXPECT_EQ(object(R"("as_src" : 1 , "as_dst":{ "long" : 2 } ,"bytes": 60 ,"flows": 9 )"), same);
}

TEST(PmacctJson, WhatIsNotAnIntegerIsABadNumber) {
  for (const char* value :
       {"60.0", "1e3", "true", "[]", "[60]", "{}", R"({"long":60,"x":1})", R"({"double":60})",
        R"({"long":null})", R"({"long":{"long":60}})", R"("")", R"("60.5")", R"(" 60")",
        R"("0x10")", R"("060")", R"("sixty")", R"("6.110")"}) {
    EXPECT_EQ(object(std::string("\"bytes\":") + value), "rejected bad_number") << value;
    EXPECT_EQ(object(std::string("\"bytes\":1,\"as_src\":") + value), "rejected bad_number")
        << value;
  }
}

TEST(PmacctJson, CountsAreBelowTheirLimitAndNotNegative) {
  const std::string last = std::to_string(kCountLimit - 1);
  const std::string limit = std::to_string(kCountLimit);
  for (const std::string key : {"bytes", "packets", "flows"}) {
    const std::string quoted = "\"" + key + "\":";
    const std::string bytes = key == "bytes" ? "" : "\"bytes\":1,";
    EXPECT_NE(object(bytes + quoted + last).find(key + "=" + last), std::string::npos);
    EXPECT_NE(object(bytes + quoted + "-0").find(key + "=0"), std::string::npos);
    for (const std::string& value : {limit, std::string("-1"), std::string("18446744073709551616"),
                                     std::string(400, '9'), "\"" + limit + "\""}) {
      EXPECT_EQ(object(bytes + quoted + value), "rejected out_of_range") << key << value;
    }
  }
}

TEST(PmacctJson, AsNumbersHave32Bits) {
  EXPECT_EQ(object(R"("as_src":4294967295,"as_dst":0,"bytes":1)"),
            "flow 4294967295 -> 0 bytes=1 packets=0 flows=1 exporter=\"\"");
  for (const char* value : {"4294967296", "-1", "\"4294967296\"", "{\"long\":-1}"}) {
    EXPECT_EQ(object(std::string("\"bytes\":1,\"as_dst\":") + value), "rejected out_of_range");
  }
  EXPECT_EQ(object(R"("as_src":null,"bytes":1)"),
            "flow - -> - bytes=1 packets=0 flows=1 exporter=\"\"");
}

TEST(PmacctJson, ACountedKeyTwiceIsNotGuessedAt) {
  for (const char* field :
       {R"("event_type":"purge")", R"("label":"x","label":"x")", R"("as_src":1)", R"("as_dst":2)",
        R"("packets":null)", R"("bytes":60)", R"("flows":1,"flows":1)", R"("b\u0079tes":60)"}) {
    EXPECT_EQ(with(field), "rejected duplicate_field") << field;
  }
  EXPECT_EQ(with(R"("tos":1,"tos":2)"), flow(""));
  EXPECT_EQ(with(R"("peer_ip_src":"a","peer_ip_src":"b")"), flow("b"));
}

TEST(PmacctJson, TheFirstFieldAtFaultGivesTheReason) {
  EXPECT_EQ(object(R"("as_src":-1,"bytes":"x")"), "rejected out_of_range");
  EXPECT_EQ(object(R"("bytes":"x","as_src":-1)"), "rejected bad_number");
}

TEST(PmacctJson, OnlyTopLevelKeysCount) {
  EXPECT_EQ(with(R"("custom":{"bytes":7,"as_src":8,"label":"x"},"list":[{"bytes":9}])"), flow(""));
}

TEST(PmacctJson, KeysAreComparedUnescapedAndWhole) {
  EXPECT_EQ(object(R"("b\u0079tes":60)"), "flow - -> - bytes=60 packets=0 flows=1 exporter=\"\"");
  EXPECT_EQ(object(R"("bytes\"":1,"bytes_":2,"byte":3,"":4,"bytes\u0000":5)"),
            "rejected missing_field");
  EXPECT_EQ(object(R"("event_type":"purge","as_src_":5,"as_path":"1_2","bytes":60)"),
            "flow - -> - bytes=60 packets=0 flows=1 exporter=\"\"");
}

TEST(PmacctJson, TheLabelNamesTheRouter) {
  EXPECT_EQ(with(R"("label":"bdr1")"), flow("bdr1"));
  EXPECT_EQ(with(R"("label":"caf\u00e9 \ud83d\ude00")"), flow("caf\u00e9 \U0001f600"));
  EXPECT_EQ(with(R"("label":{"string":"bdr1"})"), flow("bdr1"));
  EXPECT_EQ(with(R"("label":{"site":"ams","node":"r1"})"), flow("r1"));
  EXPECT_EQ(with(R"("label":{"name":"n","host":"h","hostname":""})"), flow("h"));
  EXPECT_EQ(with(R"("label":{"n\u0061me":"\u006e"})"), flow("n"));
  EXPECT_EQ(with(R"("label":{"pkey":"p","n":1,"nkey":"q","z":null})"), flow("pkey=p,nkey=q"));
}

TEST(PmacctJson, WithoutALabelTheRouterIsThePeerAddress) {
  for (const char* label : {R"("x":1)", R"("label":null)", R"("label":"")", R"("label":{})",
                            R"("label":{"host":""})", R"("label":5)", R"("label":["a"])",
                            R"("label":{"long":5})", R"("label":{"a":{"b":"c"}})"}) {
    EXPECT_EQ(with(label + std::string(R"(,"peer_ip_src":"192.0.2.1")")), flow("192.0.2.1"))
        << label;
    EXPECT_EQ(with(label), flow("")) << label;
  }
  EXPECT_EQ(with(R"("peer_ip_src":7)"), flow(""));
}

TEST(PmacctJson, TheEndIsTakenWhenUnderstoodAndNeverAReasonToReject) {
  EXPECT_EQ(with(R"("timestamp_end":"1795404281.001000")"), flow("", " end=1795404281001"));
  EXPECT_EQ(with(R"("timestamp_end":1795404281.5)"), flow("", " end=1795404281500"));
  EXPECT_EQ(with(R"("timestamp_end":{"string":"2026-11-22T22:25:16-05:00"})"),
            flow("", " end=1795404316000"));
  for (const char* unset : {R"("2026-11-23 03:15:00.000000")", R"("0.000000")", "null", "[1]", "-5",
                            "true", R"("0000-00-00 00:00:00.000000")"}) {
    EXPECT_EQ(with(std::string("\"timestamp_end\":") + unset), flow("")) << unset;
  }
}

TEST(PmacctJson, AMessageMayHoldManyObjects) {
  const std::string one = R"({"as_src":1,"as_dst":2,"packets":3,"bytes":60})";
  const std::string marker = R"({"event_type":"purge_init"})";
  const Lines both = {flow(""), "ignored marker"};
  EXPECT_EQ(decoded_once(one + "\n" + marker + "\n"), both);
  EXPECT_EQ(decoded_once(one + marker), both);
  EXPECT_EQ(decoded_once(" \r\n" + one + "\r\n\r\n " + marker + " "), both);
  EXPECT_EQ(decoded_once("{\n\"bytes\":\n60,\"as_src\":1,\"as_dst\":2,\"packets\":3\n}\n" + marker),
            both);
}

TEST(PmacctJson, AMalformedObjectDoesNotTakeItsNeighbours) {
  const std::string one = R"({"as_src":1,"as_dst":2,"packets":3,"bytes":60})";
  EXPECT_EQ(decoded_once(one + "\n{\"bytes\":}\n" + one + one),
            (Lines{flow(""), "rejected invalid_json", flow(""), flow("")}));
  EXPECT_EQ(decoded_once("{\"\xff\":1}" + one + "[]" + one),
            (Lines{"rejected invalid_json", flow(""), "rejected not_object", flow("")}));
}

TEST(PmacctJson, WhereFramingBreaksTheRemainderIsOneRejectedEntry) {
  const std::string one = R"({"as_src":1,"as_dst":2,"packets":3,"bytes":60})";
  EXPECT_EQ(decoded_once(one + " trailing {} {}"), (Lines{flow(""), "rejected invalid_json"}));
  EXPECT_EQ(decoded_once(one + one.substr(0, 20)), (Lines{flow(""), "rejected truncated"}));
  EXPECT_EQ(decoded_once("}" + one), Lines{"rejected invalid_json"});
  EXPECT_EQ(decoded_once(std::string("\0\0\0\0\5", 5)), Lines{"rejected invalid_json"});
}

TEST(PmacctJson, JsonThatIsNoObjectIsNotCalledInvalid) {
  for (const char* payload : {"[]", "[{\"bytes\":3}]", "1", "-2.5e3", "true", "false", "\"text\"",
                              "\"\\u00e9\"", " [1, [2]] "}) {
    EXPECT_EQ(decoded_once(payload), Lines{"rejected not_object"}) << payload;
  }
  for (const char* payload : {"[1,]", "[1 2]", "[}", "tru", "01", "'x'", "\"a\" 1", "1 2",
                              "\"\\x\"", "\"\\ud800\"", "\"a", "nulll", "\xef\xbb\xbf{}", "\v{}"}) {
    EXPECT_EQ(decoded_once(payload), Lines{"rejected invalid_json"}) << payload;
  }
}

TEST(PmacctJson, FieldsThatNobodyCountsMustBeValidToo) {
  for (const char* fields : {R"("x":)",
                             R"("x":tru)",
                             R"("x":nul)",
                             R"("x":01)",
                             R"("x":"a" "b")",
                             R"("x":"a":1)",
                             R"("x" "a")",
                             R"("x":1,)",
                             R"(,"x":1)",
                             R"(1:2)",
                             R"("x":[1,])",
                             R"("x":[1 2])",
                             R"("x":{"y"})",
                             R"("x":{"y":})",
                             R"("x":{"y":1])",
                             R"("x":"\q")",
                             R"("\q":1)",
                             R"("x":"\udc00")",
                             R"("x":"\ud800x")",
                             "\"x\":\"\t\"",
                             "\"x\":\"\xff\"",
                             R"("x":-)",
                             R"("x":1.)",
                             R"("x":"a"b)",
                             R"("x":null"a")",
                             R"("x":[{"y":1]})",
                             R"("x":{1:2})",
                             R"("label":{"a":"b",})",
                             R"("bytes":{"long":})",
                             R"("bytes":[})",
                             R"("label":{"a"})"}) {
    EXPECT_EQ(object(std::string(R"("bytes":60,)") + fields), "rejected invalid_json") << fields;
  }
}

TEST(PmacctJson, NestingHasALimit) {
  const auto nested = [](int arrays) {
    const auto count = static_cast<std::size_t>(arrays);
    return "\"bytes\":60,\"x\":" + std::string(count, '[') + std::string(count, ']');
  };
  EXPECT_EQ(object(nested(kJsonDepthMax - 1)),
            "flow - -> - bytes=60 packets=0 flows=1 exporter=\"\"");
  EXPECT_EQ(object(nested(kJsonDepthMax)), "rejected invalid_json");
  EXPECT_EQ(object(nested(1'000'000)), "rejected invalid_json");
}

TEST(PmacctJson, APayloadBeyondTheLimitIsRejectedWhole) {
  const std::string blanks(kMessageBytesMax - 12, ' ');
  EXPECT_EQ(decoded_once(R"({"bytes":60})" + blanks),
            Lines{"flow - -> - bytes=60 packets=0 flows=1 exporter=\"\""});
  EXPECT_EQ(decoded_once(R"({"bytes":60})" + blanks + " "), Lines{"rejected out_of_range"});
}

TEST(PmacctJson, NamesStayValidUntilTheNextDecodeCall) {
  struct Keeper final : FlowSink {
    void on_flow(const FlowRecord& record) override { records.push_back(record); }
    void on_ignored(IgnoreReason) override {}
    void on_rejected(RejectReason, std::string_view) override {}
    std::vector<FlowRecord> records;
  } keeper;
  std::string payload;
  Lines names;
  for (int i = 0; i < 100; ++i) {
    names.push_back("r" + std::to_string(i));
    const std::string escaped = "\\u0072" + std::to_string(i);
    const std::string label = i % 3 == 0   ? "\"" + names.back() + "\""
                              : i % 3 == 1 ? "\"" + escaped + "\""
                                           : "{\"k\":\"" + escaped + "\"}";
    if (i % 3 == 2) names.back().insert(0, "k=");
    payload += "{\"bytes\":1,\"label\":" + label + "}\n";
  }
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  decoder->decode(payload, keeper);
  Lines kept;
  for (const FlowRecord& record : keeper.records) kept.emplace_back(record.exporter);
  EXPECT_EQ(kept, names);
}

TEST(PmacctJson, RejectedBytesAreTheEntryAlone) {
  FlowRecorder recorder;
  make_decoder(FlowFormat::kPmacctJson)->decode(R"({"bytes":1}{"bytes":-1} {]} oops)", recorder);
  EXPECT_EQ(recorder.rejected_bytes(), (Lines{R"({"bytes":-1})", "{]", "} oops"}));
}

TEST(PmacctJson, ADecoderCanBeUsedAgainAfterAnything) {
  const std::unique_ptr<Decoder> decoder = make_decoder(FlowFormat::kPmacctJson);
  for (const std::string bad : {"{", "{\"bytes\":", "[1,", "\xff", "{\"a\":\"\\"}) {
    decoded(*decoder, bad);
    decoded(*decoder, std::string(5000, '['));
    EXPECT_EQ(decoded(*decoder, R"({"as_src":1,"as_dst":2,"packets":3,"bytes":60})"),
              Lines{flow("")});
  }
}

TEST(DecoderNames, AreDistinctAndLowerCase) {
  std::vector<std::string> names;
  for (int i = 0; i < kIgnoreReasonCount; ++i) {
    names.emplace_back(ignore_reason_name(static_cast<IgnoreReason>(i)));
  }
  for (int i = 0; i < kRejectReasonCount; ++i) {
    names.emplace_back(reject_reason_name(static_cast<RejectReason>(i)));
  }
  EXPECT_EQ(names,
            (Lines{"empty", "marker", "foreign_event", "no_counters", "invalid_json", "not_object",
                   "truncated", "missing_field", "bad_number", "out_of_range", "duplicate_field"}));
}

}  // namespace
}  // namespace flowbridge
