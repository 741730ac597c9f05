// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tlscontext.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <cstring>

#include <openssl/err.h>
#include <openssl/x509.h>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxPasswordFile = 4096; // bytes

// Why a file cannot be read; empty: it can.
QString fileProblem(const QString &name, const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists()) {
        return u"there is no file “%1” (%2)"_s.arg(path, name);
    }
    QFile file(path);
    if (info.isDir() || !file.open(QIODevice::ReadOnly)) {
        return u"“%1” (%2) cannot be read: %3"_s.arg(
            path, name, info.isDir() ? u"it is a directory"_s : file.errorString());
    }
    return {};
}

struct PasswordAsked
{
    QByteArray password;
    bool asked = false;
};

int givePassword(char *buffer, int size, int, void *context)
{
    auto *const asked = static_cast<PasswordAsked *>(context);
    asked->asked = true;
    const auto length = std::min(std::size_t(size), std::size_t(asked->password.size()));
    std::memcpy(buffer, asked->password.constData(), length);
    return int(length);
}

QString loadKey(SSL_CTX *context, const TlsChoices &choices, const Secret &keyPassword)
{
    const bool isApart = !choices.keyFile.isEmpty();
    const QString path = isApart ? choices.keyFile : choices.certFile;
    PasswordAsked asked{.password = keyPassword.reveal().toUtf8()};
    SSL_CTX_set_default_passwd_cb(context, &givePassword);
    SSL_CTX_set_default_passwd_cb_userdata(context, &asked);
    const bool isLoaded = SSL_CTX_use_PrivateKey_file(context, path.toLocal8Bit().constData(), SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (isLoaded) {
        return {};
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH) {
        return u"the key in “%1” does not belong to the certificate in “%2”"_s.arg(path, choices.certFile);
    }
    if (asked.asked && keyPassword.isEmpty()) {
        return u"the key in “%1” is encrypted: give its password with keypasswordfile= or in EMBERSCOPE_KEY_PASSWORD"_s
            .arg(path);
    }
    if (asked.asked) {
        return u"the password of the key in “%1” is wrong"_s.arg(path);
    }
    return isApart ? u"“%1” (key) holds no private key in PEM form"_s.arg(path)
                   : u"“%1” (cert) holds no private key; name the file of the key with key="_s.arg(path);
}

} // namespace

Result<Secret> keyPasswordOf(const TlsChoices &choices)
{
    if (!choices.keyPassword.isEmpty() || choices.certFile.isEmpty()) {
        return choices.keyPassword;
    }
    if (choices.keyPasswordFile.isEmpty()) {
        return Secret(qEnvironmentVariable("EMBERSCOPE_KEY_PASSWORD"));
    }
    if (const QString problem = fileProblem(u"keypasswordfile"_s, choices.keyPasswordFile); !problem.isEmpty()) {
        return Error{problem};
    }
    QFile file(choices.keyPasswordFile);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{u"“%1” (keypasswordfile) cannot be read"_s.arg(choices.keyPasswordFile)};
    }
    QByteArray line = file.readLine(kMaxPasswordFile);
    while (line.endsWith('\n') || line.endsWith('\r')) {
        line.chop(1);
    }
    return Secret(QString::fromUtf8(line));
}

Result<SslContext> makeTlsContext(const TlsChoices &choices, const Secret &keyPassword)
{
    ERR_clear_error();
    SslContext context(SSL_CTX_new(TLS_client_method()));
    if (!context) {
        return Error{u"OpenSSL cannot be used on this system"_s};
    }
    const std::pair<QString, QString> files[]
        = {{u"ca"_s, choices.caFile}, {u"cert"_s, choices.certFile}, {u"key"_s, choices.keyFile}};
    for (const auto &[name, path] : files) {
        if (const QString problem = path.isEmpty() ? QString() : fileProblem(name, path); !problem.isEmpty()) {
            return Error{problem};
        }
    }
    if (choices.caFile.isEmpty()) {
        SSL_CTX_set_default_verify_paths(context.get());
    } else if (SSL_CTX_load_verify_file(context.get(), choices.caFile.toLocal8Bit().constData()) != 1) {
        return Error{u"“%1” (ca) holds no certificate in PEM form"_s.arg(choices.caFile)};
    }
    if (!choices.certFile.isEmpty()) {
        if (SSL_CTX_use_certificate_chain_file(context.get(), choices.certFile.toLocal8Bit().constData()) != 1) {
            return Error{u"“%1” (cert) holds no certificate in PEM form"_s.arg(choices.certFile)};
        }
        if (const QString problem = loadKey(context.get(), choices, keyPassword); !problem.isEmpty()) {
            return Error{problem};
        }
    }
    ERR_clear_error();
    return context;
}

} // namespace ember
