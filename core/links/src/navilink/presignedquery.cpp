// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "presignedquery.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QMessageAuthenticationCode>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kAlgorithm = "AWS4-HMAC-SHA256";

QByteArray hmac(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QByteArray hashOf(const QByteArray &text)
{
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
}

} // namespace

QByteArray signingKey(
    const Secret &secretKey, const QByteArray &date, const QByteArray &region, const QByteArray &service)
{
    QByteArray key = "AWS4" + secretKey.reveal().toUtf8();
    for (const QByteArray &part : {date, region, service, QByteArray("aws4_request")}) {
        key = hmac(key, part);
    }
    return key;
}

QByteArray presignedQuery(const SignedRequest &request, const AwsKeys &keys, const QDateTime &at)
{
    const QByteArray time = at.toUTC().toString(u"yyyyMMdd'T'HHmmss'Z'"_s).toLatin1();
    const QByteArray date = time.left(8);
    const QByteArray scope = date + '/' + request.region + '/' + request.service + "/aws4_request";
    const QByteArray credential = keys.accessKeyId + '/' + scope;
    // In the order of their names, as they are signed.
    QByteArray query = "X-Amz-Algorithm=" + kAlgorithm + "&X-Amz-Credential=" + credential.toPercentEncoding()
        + "&X-Amz-Date=" + time;
    if (request.expires) {
        query += "&X-Amz-Expires=" + QByteArray::number(qint64(request.expires->count()));
    }
    query += "&X-Amz-SignedHeaders=host";

    const QByteArray payloadHash = request.payloadHash.isEmpty() ? hashOf({}) : request.payloadHash;
    const QByteArray canonical
        = "GET\n" + request.path + '\n' + query + "\nhost:" + request.host + "\n\nhost\n" + payloadHash;
    const QByteArray toSign = kAlgorithm + '\n' + time + '\n' + scope + '\n' + hashOf(canonical);
    query += "&X-Amz-Signature="
        + hmac(signingKey(keys.secretKey, date, request.region, request.service), toSign).toHex();
    if (!keys.sessionToken.isEmpty()) {
        query += "&X-Amz-Security-Token=" + keys.sessionToken.reveal().toUtf8().toPercentEncoding();
    }
    return query;
}

} // namespace ember
