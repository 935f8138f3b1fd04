# Every third-party library, in one place. Debian 12's versions are the floor; newer ones are
# welcome.

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(absl REQUIRED)
find_package(Boost 1.74 REQUIRED COMPONENTS program_options)
find_package(CURL 7.88 REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(Snappy 1.1.9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto SSL)
find_package(prometheus-cpp REQUIRED)  # 1.0; its config file states no version
find_package(simdjson 3.0 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(ZLIB 1.2.13 REQUIRED)
pkg_check_modules(RdKafka REQUIRED IMPORTED_TARGET rdkafka>=2.0.2)
pkg_check_modules(Re2 REQUIRED IMPORTED_TARGET re2)  # 2022-06; its file states no version
pkg_check_modules(Utf8proc REQUIRED IMPORTED_TARGET libutf8proc>=2.6)  # so 2.8 calls itself
pkg_check_modules(YamlCpp REQUIRED IMPORTED_TARGET yaml-cpp>=0.7)
pkg_check_modules(CppHttplib REQUIRED IMPORTED_TARGET cpp-httplib>=0.11)

if(FLOWBRIDGE_TESTS)
  find_package(GTest 1.12 REQUIRED)
endif()
if(FLOWBRIDGE_BENCH)
  find_package(benchmark 1.7 REQUIRED)
endif()
