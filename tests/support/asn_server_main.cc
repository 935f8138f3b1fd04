// asnserver: the fixtures of all sources of AS names on a loopback port, in a process of its own,
// for tests that run whole programs.

#include "support/asn_fixtures.h"

#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>

#include <boost/program_options.hpp>

namespace flowbridge {
namespace {

constexpr int kExitUsage = 2;

constexpr const char* kIntroduction =
    "asnserver serves the fixtures of AS-name sources on 127.0.0.1 and prints its address:\n\n"
    "  asnserver --port-file=port\n"
    "  http://127.0.0.1:40001\n\n"
    "Commands on stdin, one a line, each answered with 'ok …' or 'error':\n"
    "  file PATH FILE | status PATH STATUS | header PATH NAME VALUE | etag PATH ETAG |\n"
    "  cut PATH BODY-BYTES | silent PATH ANSWER-BYTES | dribble PATH MS | heal PATH |\n"
    "  anew PATH | remove PATH | requests [PATH] | quit\n"
    "'requests' answers how many came. It ends with quit, and at the end of stdin (not with\n"
    "--detach).\n\nOptions";

std::string whole_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The answer to a command.
std::string obey(AsnServer& server, const std::string& line) {
  std::istringstream in(line);
  std::string verb;
  std::string path;
  std::string text;
  in >> verb >> path >> text;
  std::string rest;
  std::getline(in >> std::ws, rest);
  const auto number = [&text] { return std::stoul(text); };
  if (verb == "requests") {
    const auto got = path.empty() ? server.requests() : server.requests(path);
    return "ok " + std::to_string(got.size());
  }
  if (!path.starts_with('/')) return "error";
  if (verb == "remove") {
    server.remove(path);
    return "ok";
  }
  RouteEdit edit = server.route(path);
  if (verb == "file") {
    edit.body(whole_file(text));
  } else if (verb == "status") {
    edit.status(static_cast<int>(number()));
  } else if (verb == "header") {
    edit.header(text, rest);
  } else if (verb == "etag") {
    edit.etag(text);
  } else if (verb == "cut") {
    edit.cut_after(number());
  } else if (verb == "silent") {
    edit.silent_after(number());
  } else if (verb == "dribble") {
    edit.dribble(Duration(number()));
  } else if (verb == "heal") {
    edit.heal();
  } else if (verb == "anew") {
    edit.anew();
  } else {
    return "error";
  }
  return "ok";
}

std::string obey_or_complain(AsnServer& server, const std::string& line) {
  try {
    return obey(server, line);
  } catch (const std::exception&) {  // not a number
    return "error";
  }
}

struct ServerOptions {
  std::string fixtures;
  std::string port_file;
  std::uint16_t port = 0;
  bool detach = false;
};

int run(const ServerOptions& options) {
  AsnServer server(options.port);
  serve_asn_fixtures(server, options.fixtures);
  if (!options.port_file.empty()) {
    // Renamed, so that whoever waits for the file finds a whole number in it.
    const std::string unfinished = options.port_file + ".new";
    std::ofstream(unfinished) << server.port() << "\n";
    if (std::rename(unfinished.c_str(), options.port_file.c_str()) != 0) {
      std::perror(options.port_file.c_str());
      return 1;
    }
  }
  std::cout << server.url() << std::endl;
  for (std::string line; std::getline(std::cin, line) && line != "quit";) {
    std::cout << obey_or_complain(server, line) << std::endl;
  }
  while (options.detach && std::cin.eof()) server.wait_for_requests(SIZE_MAX, 1h);
  return 0;
}

}  // namespace
}  // namespace flowbridge

int main(int argc, char** argv) {
  flowbridge::ServerOptions options;
  namespace po = boost::program_options;
  po::options_description all(flowbridge::kIntroduction, 100, 60);
  po::options_description_easy_init add = all.add_options();
  add("help", "print this text");
  add("fixtures",
      po::value(&options.fixtures)->default_value(FLOWBRIDGE_SOURCE_DIR "/tests/golden/asn"),
      "the directory of manifest.json");
  add("port", po::value(&options.port)->default_value(0), "0: any free one");
  add("port-file", po::value(&options.port_file), "write the port there, too");
  add("detach", po::bool_switch(&options.detach), "keep running at the end of stdin");
  try {
    po::variables_map values;
    po::store(po::parse_command_line(argc, argv, all), values);
    po::notify(values);
    if (values.count("help") > 0) {
      std::cout << all;
      return 0;
    }
  } catch (const std::exception& error) {
    std::cerr << "asnserver: " << error.what() << "\n";
    return flowbridge::kExitUsage;
  }
  return flowbridge::run(options);
}
