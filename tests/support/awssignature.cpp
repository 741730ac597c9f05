// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "awssignature.h"

#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMaxSkewSeconds = 300; // what AWS allows between its clock and the signer's

const unsigned char *bytesOf(const QByteArray &text)
{
    return reinterpret_cast<const unsigned char *>(text.constData());
}

QByteArray hmac(const QByteArray &key, const QByteArray &text)
{
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.constData(), int(key.size()), bytesOf(text), std::size_t(text.size()), code, &size);
    return {reinterpret_cast<const char *>(code), qsizetype(size)};
}

QByteArray hash(const QByteArray &text)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(bytesOf(text), std::size_t(text.size()), digest);
    return QByteArray(reinterpret_cast<const char *>(digest), SHA256_DIGEST_LENGTH).toHex();
}

QList<std::pair<QByteArray, QByteArray>> parametersOf(const QByteArray &target)
{
    QList<std::pair<QByteArray, QByteArray>> parameters;
    for (const QByteArray &part : target.mid(target.indexOf('?') + 1).split('&')) {
        const qsizetype equals = part.indexOf('=');
        parameters.append({part.left(equals), part.mid(equals + 1)});
    }
    return parameters;
}

} // namespace

QByteArray accessKeyIdOf(const QByteArray &target)
{
    for (const auto &[name, value] : parametersOf(target)) {
        if (name == "X-Amz-Credential") {
            const QByteArray credential = QByteArray::fromPercentEncoding(value);
            return credential.left(credential.indexOf('/'));
        }
    }
    return {};
}

QByteArray awsRefusal(const QByteArray &target, const QByteArray &host, const KnownAwsKeys &keys,
    const QByteArray &region, const QByteArray &service, const QDateTime &now)
{
    const auto parameters = parametersOf(target);
    QMap<QByteArray, QByteArray> signedOnes; // sorted by name
    QByteArray signature;
    QByteArray token;
    qsizetype signatureAt = -1;
    qsizetype tokenAt = -1;
    for (qsizetype i = 0; i < parameters.size(); ++i) {
        const auto &[name, value] = parameters[i];
        if (name == "X-Amz-Signature") {
            signature = value;
            signatureAt = i;
        } else if (name == "X-Amz-Security-Token") {
            token = QByteArray::fromPercentEncoding(value);
            tokenAt = i;
        } else {
            signedOnes.insert(name, value);
        }
    }
    if (signatureAt < 0) {
        return "no signature";
    }
    if (token != keys.sessionToken) {
        return "another session token than the one that belongs to the key";
    }
    if (tokenAt >= 0 && tokenAt < signatureAt) {
        return "the session token stands before the signature";
    }
    if (signedOnes.value("X-Amz-Algorithm") != "AWS4-HMAC-SHA256"
        || signedOnes.value("X-Amz-SignedHeaders") != "host") {
        return "another way of signing";
    }
    const QByteArray time = signedOnes.value("X-Amz-Date");
    QDateTime signedAt = QDateTime::fromString(QString::fromLatin1(time), u"yyyyMMdd'T'HHmmss'Z'"_s);
    signedAt.setTimeSpec(Qt::UTC);
    const qint64 valid = signedOnes.value("X-Amz-Expires", QByteArray::number(kMaxSkewSeconds)).toLongLong();
    if (!signedAt.isValid() || now.secsTo(signedAt) > kMaxSkewSeconds || signedAt.secsTo(now) > valid) {
        return "signed at another time: " + time;
    }
    const QByteArray scope = time.left(8) + '/' + region + '/' + service + "/aws4_request";
    if (QByteArray::fromPercentEncoding(signedOnes.value("X-Amz-Credential")) != keys.accessKeyId + '/' + scope) {
        return "another credential: " + signedOnes.value("X-Amz-Credential");
    }
    QByteArray query;
    for (auto one = signedOnes.cbegin(); one != signedOnes.cend(); ++one) {
        query += (query.isEmpty() ? "" : "&") + one.key() + '=' + one.value();
    }
    const QByteArray payload = service == "s3" ? QByteArray("UNSIGNED-PAYLOAD") : hash({});
    const QByteArray canonical
        = "GET\n" + target.left(target.indexOf('?')) + '\n' + query + "\nhost:" + host + "\n\nhost\n" + payload;
    const QByteArray toSign = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + hash(canonical);
    const QByteArray ofDate = hmac("AWS4" + keys.secretKey, time.left(8));
    const QByteArray key = hmac(hmac(hmac(ofDate, region), service), "aws4_request");
    return hmac(key, toSign).toHex() == signature ? QByteArray() : QByteArray("the signature does not fit");
}
