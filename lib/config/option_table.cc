#include "config/option_table.h"

namespace flowbridge {

namespace {

using Group = OptionGroup;
using Type = OptionType;

constexpr OptionSpec kOptions[] = {
    {.name = kConfigFileOption,
     .group = Group::kConfiguration,
     .placeholder = "file",
     .default_note = "none",
     .prose = "Configuration file, in YAML. Each option is a key in it: a dot of the flag is a "
              "level, a dash an underscore. Flags and variables go before it. "
              "docs/flowbridge.example.yaml has all keys.",
     .places = OptionPlaces::kNotInFile},

    {.name = "kafka.brokers",
     .group = Group::kKafka,
     .type = Type::kTextList,
     .placeholder = "host:port,...",
     .prose = "Kafka brokers to ask for the cluster first; one that answers is enough, the others "
              "are there for when it does not.",
     .alias = "brokers",
     .missing = "no Kafka broker: say where Kafka is, for example --kafka.brokers=kafka:9092"},
    {.name = "kafka.topics",
     .group = Group::kKafka,
     .type = Type::kTextList,
     .placeholder = "topic,...",
     .prose = "Topics that hold the flow records.",
     .alias = "topic",
     .missing = "no topic: say which one holds the flow records, for example "
                "--kafka.topics=pmacct.acct"},
    {.name = "kafka.partitions",
     .group = Group::kKafka,
     .type = Type::kTextList,
     .placeholder = "number,...|all",
     .default_text = "all",
     .prose = "Partitions to read, of each topic. A partition left out is counted by nobody unless "
              "another flowbridge reads it.",
     .alias = "partitions"},
    {.name = "kafka.group-id",
     .group = Group::kKafka,
     .placeholder = "name",
     .default_text = "flowbridge",
     .prose = "Consumer group under which offsets are committed, for lag tools and to notice a "
              "second writer. What was counted is decided by the journal, not by these offsets."},
    {.name = "kafka.mode",
     .group = Group::kKafka,
     .type = Type::kChoice,
     .placeholder = "static",
     .default_text = "static",
     .prose = "Who reads a partition. static: this process reads all it is told to."},
    {.name = "kafka.start",
     .group = Group::kKafka,
     .placeholder = "earliest|latest|duration|time",
     .default_text = "30m",
     .prose = "Where to begin in a partition that the journal does not know yet: at the oldest "
              "record, at the end, so long ago (2h), or at a time (2026-01-02T03:04:05Z)."},
    {.name = "kafka.property",
     .group = Group::kKafka,
     .type = Type::kKeyValues,
     .placeholder = "key=value",
     .prose = "A setting of librdkafka, handed on as it is, such as security.protocol=SASL_SSL. "
              "SCRAM with Kafka 4 takes librdkafka 2.6.1.",
     .secrecy = Secrecy::kKeyValues},
    {.name = "kafka.property-file",
     .group = Group::kKafka,
     .type = Type::kKeyValues,
     .placeholder = "key=file",
     .prose = "Likewise, with the file that holds the value, where secrets belong, such as "
              "sasl.password=/run/secrets/kafka. It is read at a start and at a reload."},
    {.name = "takeover",
     .group = Group::kKafka,
     .type = Type::kBoolean,
     .default_text = "false",
     .prose = "Begin although another writer committed offsets for these partitions, if it did so "
              "more than 5 minutes ago. Make sure that it has ended: two writers count twice."},
    {.name = "stall-timeout",
     .group = Group::kKafka,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "10m",
     .minimum = "1s",
     .maximum = "24h",
     .prose = "How long one partition that does not answer may hold back the windows of those that "
              "do. After that they close without it, its records count late, and an alarm is "
              "raised."},

    {.name = "asn",
     .group = Group::kFlows,
     .type = Type::kTextList,
     .placeholder = "number,...",
     .prose = "Your own AS numbers, such as 64496 or AS64496. They decide what is received, "
              "transmitted, internal or transit.",
     .missing = "no own AS number: say which AS is yours, for example --asn=64496"},
    {.name = "flows.format",
     .group = Group::kFlows,
     .type = Type::kChoice,
     .placeholder = "pmacct",
     .default_text = "pmacct",
     .prose = "Format of the messages: pmacct is what pmacct's Kafka plugin writes with "
              "kafka_output: json."},
    {.name = "time-source",
     .group = Group::kFlows,
     .type = Type::kChoice,
     .placeholder = "kafka|record",
     .default_text = "kafka",
     .prose = "Which time decides the window in which a record counts: that of the Kafka record, "
              "or the end of the flow by the exporter's clock."},
    {.name = "window",
     .group = Group::kFlows,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "15s",
     .minimum = "1s",
     .maximum = "1m",
     .prose = "Width of a window, and so the distance of samples. Shorter windows show more and "
              "cost more samples."},
    {.name = "lateness",
     .group = Group::kFlows,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_note = "5s, or 2m with --time-source=record",
     .minimum = "0s",
     .maximum = "8m",
     .prose = "How long a window waits for records that come out of order; at most 8 windows. "
              "Later records are not lost, they count in the next window."},
    {.name = "metrics",
     .group = Group::kFlows,
     .type = Type::kChoiceList,
     .placeholder = "bytes|packets|flows",
     .default_text = "bytes",
     .prose = "What to count. Each metric adds as many series again."},
    {.name = "series.limit",
     .group = Group::kFlows,
     .type = Type::kUnsigned,
     .placeholder = "number",
     .default_text = "100000",
     .minimum = "1",
     .maximum = "10000000",
     .prose = "Most live series at a time. AS pairs beyond it are counted together as \"other\"; "
              "totals stay exact. Each series costs about 300 bytes of memory."},
    {.name = "series.idle-timeout",
     .group = Group::kFlows,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "1h",
     .minimum = "1m",
     .maximum = "30d",
     .prose = "A series without traffic for this long gets a stale marker and leaves the limit. "
              "Its counter is kept for when it returns."},
    {.name = "series.transit",
     .group = Group::kFlows,
     .type = Type::kChoice,
     .placeholder = "total|pairs",
     .default_text = "total",
     .prose = "Transit traffic as one series per router, or as one per AS pair and router."},

    {.name = "remote-write.url",
     .group = Group::kRemoteWrite,
     .placeholder = "url",
     .prose = "Where samples are sent: the remote-write endpoint of Prometheus, Mimir, Thanos, "
              "VictoriaMetrics or a hosted store.",
     .secrecy = Secrecy::kUrl,
     .missing = "no destination: say where to send samples, for example "
                "--remote-write.url=http://prometheus:9090/api/v1/write, or set "
                "FLOWBRIDGE_REMOTE_WRITE_URL"},
    {.name = "remote-write.timeout",
     .group = Group::kRemoteWrite,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "30s",
     .minimum = "1s",
     .maximum = "10m",
     .prose = "How long one request may take before it is given up and sent again."},
    {.name = "remote-write.connections",
     .group = Group::kRemoteWrite,
     .type = Type::kUnsigned,
     .placeholder = "number",
     .default_text = "4",
     .minimum = "1",
     .maximum = "64",
     .prose = "Requests under way at the same time. More help when the destination is far away, "
              "and load it more."},
    {.name = "remote-write.samples-max",
     .group = Group::kRemoteWrite,
     .type = Type::kUnsigned,
     .placeholder = "number",
     .default_text = "2000",
     .minimum = "1",
     .maximum = "100000",
     .prose = "Most samples in one request. A destination that finds requests too large makes "
              "flowbridge halve them by itself."},
    {.name = "remote-write.protocol",
     .group = Group::kRemoteWrite,
     .type = Type::kChoice,
     .placeholder = "auto|1.0|2.0",
     .default_text = "auto",
     .prose = "Version of remote write. auto tries 2.0, and speaks 1.0 to who does not know it; a "
              "fixed one is for a receiver or proxy that claims more than it does."},
    {.name = "remote-write.receiver",
     .group = Group::kRemoteWrite,
     .type = Type::kChoice,
     .placeholder = "auto|prometheus|thanos|mimir|cortex|victoriametrics",
     .default_text = "auto",
     .prose =
         "Which receiver the destination is: a series with more or longer labels than it takes "
         "is not sent, and counted. auto is for any, and keeps to the strictest of all."},
    {.name = "remote-write.out-of-order-window",
     .group = Group::kRemoteWrite,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "0s",
     .minimum = "0s",
     .maximum = "365d",
     .prose = "How long a window for out-of-order samples the destination has: Prometheus's "
              "out_of_order_time_window. flowbridge then pushes its own metrics through outages of "
              "nearly that length, too."},
    {.name = "remote-write.when-full",
     .group = Group::kRemoteWrite,
     .type = Type::kChoice,
     .placeholder = "block|drop-oldest",
     .default_text = "block",
     .prose = "What to do about a destination that is so far behind that the journal is full. "
              "block drops nothing, and reading from Kafka pauses, for all destinations. With "
              "drop-oldest this one is never sent the oldest windows one by one: what they counted "
              "is in the first one that it is sent after them, so totals stay right."},
    {.name = "remote-write.forget",
     .group = Group::kRemoteWrite,
     .type = Type::kTextList,
     .placeholder = "name,...",
     .default_note = "none",
     .prose = "Destinations that were removed from the configuration and may be forgotten, with "
              "all that they have not been sent. Without it flowbridge does not start when one is "
              "missing: it may only have been given another name.",
     // remote_write may be a list.
     .key = "remote_write_forget"},

    {.name = "storage.path",
     .group = Group::kStorage,
     .placeholder = "directory",
     .default_text = "./data",
     .prose = "State directory: the journal, and how far each destination has come. It must "
              "survive restarts, on a disk of this machine."},
    {.name = "storage.limit",
     .group = Group::kStorage,
     .type = Type::kSize,
     .placeholder = "size",
     .default_text = "10GiB",
     .minimum = "16MiB",
     .prose = "Most bytes the journal may take while a destination is down. When it is full "
              "nothing is dropped: reading from Kafka pauses, unless --remote-write.when-full says "
              "otherwise. It holds at least four checkpoints, "
              "however small this is, and at most three quarters of the disk."},

    {.name = "asn-db.refresh",
     .group = Group::kAsNames,
     .placeholder = "duration|off",
     .default_text = "24h",
     .prose = "How often to ask for new names of autonomous systems, 1h to 30d: the registries' "
              "files are fetched, checked and kept in --asn-db.path. Without network the names "
              "that are there stay. With off nothing is fetched."},
    {.name = "asn-db.path",
     .group = Group::kAsNames,
     .placeholder = "directory",
     .default_note = "asn-db in --storage.path",
     .prose = "Where names are kept. Several bridges may share it: one refreshes, the others "
              "follow."},
    {.name = "asn-db.source",
     .group = Group::kAsNames,
     .type = Type::kKeyValues,
     .placeholder = "name=url|off",
     .default_note = "the registries' own servers",
     .prose = "Takes one of the files from another place, an http, https or file URL, or does "
              "without it: asnames, delegated-afrinic, delegated-apnic, delegated-arin, "
              "delegated-lacnic, delegated-ripencc, peeringdb-net, peeringdb-org, peeringdb-ix, "
              "peeringdb-netixlan, peeringdb-fac, peeringdb-netfac; and, only if a URL is given, "
              "dumps of the registries' databases: rpsl-ripe, rpsl-ripe-organisation, rpsl-apnic, "
              "rpsl-apnic-organisation, rpsl-afrinic, rpsl-lacnic, rpsl-arin. docs/as-names.md has "
              "their URLs.",
     .secrecy = Secrecy::kKeyValues},
    {.name = "asn-db.peeringdb",
     .group = Group::kAsNames,
     .type = Type::kBoolean,
     .default_text = "false",
     .prose = "Also fetch PeeringDB: the names that networks give themselves, and for each AS in "
              "use one flow_as_peering_info, with its policy and how many exchanges and facilities "
              "it shares with you. Its acceptable use policy is then yours to keep: "
              "https://www.peeringdb.com/aup."},
    {.name = "asn-db.peeringdb-key-file",
     .group = Group::kAsNames,
     .placeholder = "file",
     .default_note = "none; PeeringDB then answers fewer requests",
     .prose = "File with an API key of PeeringDB. Read again for each request."},
    {.name = "asn-db.overrides",
     .group = Group::kAsNames,
     .placeholder = "file",
     .default_note = "none",
     .prose =
         "Your own names, for numbers and ranges, as YAML (.yaml, .yml) or CSV (.csv); they go "
         "before all others. Read again within a second of a change. docs/as-names.md "
         "describes it."},
    {.name = "asn-db.rename-at",
     .group = Group::kAsNames,
     .placeholder = "HH:MM",
     .default_note = "at once",
     .prose = "When new names take effect, in UTC. A new name begins new series; this way all "
              "of a day's begin at one time."},
    {.name = "asn-db.file",
     .group = Group::kAsNames,
     .placeholder = "file",
     .default_note = "none; RIPE NCC's asn.txt is fetched",
     .prose = "File with the names of autonomous systems, one number and name on a line, as in "
              "RIPE NCC's asn.txt, instead of that one."},
    {.name = "asn-db.seed",
     .group = Group::kAsNames,
     .placeholder = "file",
     .default_text = "/usr/share/flowbridge/names.snapshot",
     .prose = "Names to begin with while there are no others, as a package may bring them. It "
              "need not be there."},
    {.name = "asn-db.proxy",
     .group = Group::kAsNames,
     .placeholder = "url",
     .default_note = "that of https_proxy and http_proxy",
     .prose = "Proxy through which names are fetched.",
     .secrecy = Secrecy::kUrl},
    {.name = "as-names",
     .group = Group::kAsNames,
     .type = Type::kChoice,
     .placeholder = "labels|info|both",
     .default_text = "labels",
     .prose =
         "Where names are sent: as labels of each series, or beside them, in one flow_as_info "
         "for each AS in use, with its country and registry. With info a new name makes no new "
         "series of flows. Another choice than before ends series as new names do."},

    {.name = "web.listen-address",
     .group = Group::kWeb,
     .placeholder = "host:port",
     .default_text = ":9590",
     .prose = "Where to serve /metrics, health checks and the status page; without a host, on "
              "every address of the machine.",
     .alias = "addr"},
    {.name = "web.enable-lifecycle",
     .group = Group::kWeb,
     .type = Type::kBoolean,
     .default_text = "false",
     .prose = "Let whoever can reach that address reload the configuration, by POST /-/reload. "
              "SIGHUP does it always."},

    {.name = "self-metrics.push",
     .group = Group::kWeb,
     .type = Type::kBoolean,
     .default_text = "true",
     .prose = "Push what /metrics shows to every destination, once a minute. Not while flows are "
              "delivered that are older than half an hour: samples of now could make the "
              "destination refuse them as too old."},

    {.name = "log.level",
     .group = Group::kLogging,
     .type = Type::kChoice,
     .placeholder = "debug|info|warn|error",
     .default_text = "info",
     .prose = "The least important line that is logged. warn: odd, nothing lost. error: data lost, "
              "or a person must act."},
    {.name = "log.format",
     .group = Group::kLogging,
     .type = Type::kChoice,
     .placeholder = "auto|logfmt|json",
     .default_text = "auto",
     .prose = "Format of log lines. auto is for people on a terminal and logfmt elsewhere."},

    {.name = "instance",
     .group = Group::kProcess,
     .placeholder = "name",
     .default_note = "made at the first start and kept in the state directory",
     .prose = "Value of the label instance on every series. It must differ between writers and "
              "must not change."},
    {.name = "shutdown.timeout",
     .group = Group::kProcess,
     .type = Type::kDuration,
     .placeholder = "duration",
     .default_text = "10s",
     .minimum = "0s",
     .maximum = "10m",
     .prose = "How long to keep sending after SIGTERM. What is not sent by then is in the journal, "
              "and is sent after the next start."},
};

}  // namespace

std::span<const OptionSpec> option_table() {
  return kOptions;
}

}  // namespace flowbridge
