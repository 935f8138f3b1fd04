#pragma once
/// Settings, in the words of the modules they are for.
///
/// Lifetime: values.      Threads: any.
/// Fails:    load_names: kNotFound, kInvalid (not a file of AS names). kafka_options: kNotFound,
///           kIo, kInvalid (not a file of one line). The others: never.
/// Units:    as in the options' own headers.
///
///   IngestLoop::recover(ports, ingest_options(settings, writer_id));

#include "bridge/delivery_loop.h"
#include "bridge/ingest_loop.h"
#include "classify/classifier.h"
#include "config/settings.h"
#include "curl/http_client.h"
#include "journal/journal.h"
#include "kafka/record_source.h"
#include "names/as_names.h"

#include <cstdint>
#include <string>

namespace flowbridge {

/// What the journal may take of a file system of this size, in bytes: never all of it. Without room
/// for a checkpoint, nothing that is delivered could be deleted, and a full disk would stay full.
std::uint64_t fitted_limit(std::uint64_t limit, std::uint64_t file_system);

JournalOptions journal_options(const Settings& settings);
/// With commas between them.
std::string broker_list(const KafkaSettings& settings);
/// With what the files of properties hold now.
Result<KafkaOptions> kafka_options(const Settings& settings);
ClassifierOptions classifier_options(const Settings& settings);
IngestOptions ingest_options(const Settings& settings, std::uint64_t writer_id);
/// Without an instance and seeds.
DeliveryOptions delivery_options(const DestinationSettings& settings,
                                 const CountedMetrics& metrics);
CurlOptions curl_options(const DestinationSettings& settings);

/// The special ranges, and the operator's file if there is one.
Result<AsNames> load_names(const AsNameSettings& settings);

/// The machine's name and a part of the writer's id: readable, and new when the state is.
std::string default_instance(std::uint64_t writer_id);

}  // namespace flowbridge
