// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"

#include <QtCore/QFile>

#include <memory>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

using namespace Qt::StringLiterals;

namespace {

constexpr long kDay = 86'400;

void require(bool isFine, const char *what)
{
    if (!isFine) {
        qFatal("certificates for the test: %s", what);
    }
}

using File = std::unique_ptr<FILE, int (*)(FILE *)>;
File openFile(const QString &path)
{
    File file(std::fopen(path.toLocal8Bit().constData(), "w"), &std::fclose);
    require(file != nullptr, "cannot write");
    return file;
}

void addExtension(X509 *certificate, X509 *issuer, int kind, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *const extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.constData());
    require(extension != nullptr, "extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

QByteArray alternativeNames(const QStringList &hosts)
{
    QStringList names;
    for (const QString &host : hosts) {
        const bool isAddress = host.contains(u':') || (host.front().isDigit() && host.contains(u'.'));
        names.append((isAddress ? u"IP:"_s : u"DNS:"_s) + host);
    }
    return names.join(u',').toLatin1();
}

/// A certificate without a signature; without an issuer its own.
X509 *draft(const CertificateWish &wish, EVP_PKEY *key, X509 *issuer, long serial)
{
    X509 *const certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), wish.fromDays * kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate), wish.untilDays * kDay);
    X509_set_pubkey(certificate, key);
    const QByteArray name = wish.name.toUtf8();
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char *>(name.constData()), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer ? issuer : certificate));
    addExtension(
        certificate, issuer ? issuer : certificate, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
    if (!wish.hosts.isEmpty()) {
        addExtension(certificate, issuer, NID_subject_alt_name, alternativeNames(wish.hosts));
    }
    return certificate;
}

void write(const CertificateFiles &files, X509 *certificate, EVP_PKEY *key)
{
    require(PEM_write_X509(openFile(files.cert).get(), certificate) == 1, "cannot write the certificate");
    require(PEM_write_PrivateKey(openFile(files.key).get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
        "cannot write the key");
}

} // namespace

Certificates::Certificates(const QString &authority)
    : m_authority{.cert = path(u"ca.pem"_s), .key = path(u"ca.key"_s)}
{
    EVP_PKEY *const key = EVP_EC_gen("P-256");
    X509 *const certificate = draft({.name = authority}, key, nullptr, m_serial++);
    require(X509_sign(certificate, key, EVP_sha256()) > 0, "cannot sign");
    write(m_authority, certificate, key);
    m_key = key;
    m_certificate = certificate;
}

Certificates::~Certificates()
{
    X509_free(static_cast<X509 *>(m_certificate));
    EVP_PKEY_free(static_cast<EVP_PKEY *>(m_key));
}

CertificateFiles Certificates::issue(const CertificateWish &wish)
{
    const CertificateFiles files{.cert = path(wish.name + u".pem"_s), .key = path(wish.name + u".key"_s)};
    EVP_PKEY *const key = EVP_EC_gen("P-256");
    X509 *const certificate = draft(wish, key, static_cast<X509 *>(m_certificate), m_serial++);
    require(X509_sign(certificate, static_cast<EVP_PKEY *>(m_key), EVP_sha256()) > 0, "cannot sign");
    write(files, certificate, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return files;
}

CertificateFiles Certificates::server()
{
    return issue({.name = u"localhost"_s, .hosts = {u"localhost"_s, u"127.0.0.1"_s}});
}

QString Certificates::encryptedKey(const CertificateFiles &files, const QByteArray &password)
{
    const File plain(std::fopen(files.key.toLocal8Bit().constData(), "r"), &std::fclose);
    require(plain != nullptr, "cannot read the key");
    EVP_PKEY *const key = PEM_read_PrivateKey(plain.get(), nullptr, nullptr, nullptr);
    const QString target = files.key + u".encrypted"_s;
    require(PEM_write_PKCS8PrivateKey(openFile(target).get(), key, EVP_aes_256_cbc(), password.constData(),
                int(password.size()), nullptr, nullptr)
            == 1,
        "cannot encrypt the key");
    EVP_PKEY_free(key);
    return target;
}

QString Certificates::file(const QString &name, const QByteArray &content)
{
    QFile file(path(name));
    require(file.open(QIODevice::WriteOnly) && file.write(content) == content.size(), "cannot write a file");
    return file.fileName();
}
