#include "support/certificate.h"

#include "base/check.h"

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace flowbridge {

namespace {

struct FreeOpenSsl {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using OpenSslOwned = std::unique_ptr<T, FreeOpenSsl>;

OpenSslOwned<X509> self_signed(EVP_PKEY* key, const CertificateOptions& options) {
  constexpr long kDay = 24L * 60 * 60;
  OpenSslOwned<X509> certificate(X509_new());
  FB_CHECK(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>(options.common_name.c_str());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const OpenSslOwned<X509_EXTENSION> alternative(X509V3_EXT_conf_nid(
      nullptr, nullptr, NID_subject_alt_name, options.alternative_name.c_str()));
  FB_CHECK(X509_add_ext(certificate.get(), alternative.get(), -1) == 1);
  FB_CHECK(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

template <typename Write>
std::string written(Write write) {
  const OpenSslOwned<BIO> memory(BIO_new(BIO_s_mem()));
  FB_CHECK(write(memory.get()) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

Certificate make_certificate(const CertificateOptions& options) {
  const OpenSslOwned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  FB_CHECK(key != nullptr);
  const OpenSslOwned<X509> certificate = self_signed(key.get(), options);
  return {written([&](BIO* out) { return PEM_write_bio_X509(out, certificate.get()); }),
          written([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace flowbridge
