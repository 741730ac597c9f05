// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "navilink/presignedquery.h"

#include <awssignature.h>

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;

namespace {

const QDateTime kSomeTime(QDate(2026, 3, 1), QTime(23, 59, 58), Qt::UTC);

SignedRequest someRequest()
{
    return {.host = "broker.example.org:443",
        .path = "/mqtt",
        .region = "us-east-1",
        .service = "iotdevicegateway",
        .expires = {}};
}

AwsKeys someKeys()
{
    return {.accessKeyId = "ASIAEMBERSCOPETEST01",
        .secretKey = Secret(u"a/secret+of=our own"_s),
        .sessionToken = Secret(u"IQoJb3JpZ2lu//token+with/all=of&it=="_s)};
}

KnownAwsKeys known(const AwsKeys &keys)
{
    return {.accessKeyId = keys.accessKeyId,
        .secretKey = keys.secretKey.reveal().toUtf8(),
        .sessionToken = keys.sessionToken.reveal().toUtf8()};
}

QByteArray refusal(
    const QByteArray &query, const SignedRequest &request, const AwsKeys &keys, const QDateTime &now = kSomeTime)
{
    return awsRefusal(request.path + '?' + query, request.host, known(keys), request.region, request.service, now);
}

} // namespace

class TestPresignedQuery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSigningKeyIsThePublishedOne();
    void theQueryIsThePublishedOneOfS3();
    void theQueryIsWhatAwsExpects_data();
    void theQueryIsWhatAwsExpects();
    void theTokenStandsBehindTheSignatureAndIsNotSigned();
    void theLimitIsSignedToo();
    void everythingThatIsSignedChangesTheSignature_data();
    void everythingThatIsSignedChangesTheSignature();
};

/// The example of AWS's description of how a signing key is derived.
void TestPresignedQuery::theSigningKeyIsThePublishedOne()
{
    const Secret secret(u"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"_s);
    QCOMPARE(signingKey(secret, "20150830", "us-east-1", "iam").toHex(),
        QByteArray("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"));
}

/// The example of the S3 documentation for a GET that is signed in its query.
void TestPresignedQuery::theQueryIsThePublishedOneOfS3()
{
    const SignedRequest request{.host = "examplebucket.s3.amazonaws.com",
        .path = "/test.txt",
        .region = "us-east-1",
        .service = "s3",
        .expires = std::chrono::seconds(86'400),
        .payloadHash = "UNSIGNED-PAYLOAD"};
    const AwsKeys keys{.accessKeyId = "AKIAIOSFODNN7EXAMPLE",
        .secretKey = Secret(u"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"_s),
        .sessionToken = {}};
    const QDateTime at(QDate(2013, 5, 24), QTime(0, 0), Qt::UTC);
    const QByteArray query = presignedQuery(request, keys, at);
    QCOMPARE(query,
        QByteArray("X-Amz-Algorithm=AWS4-HMAC-SHA256"
                   "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                   "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                   "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"));
    QCOMPARE(refusal(query, request, keys, at), QByteArray());
}

void TestPresignedQuery::theQueryIsWhatAwsExpects_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("region");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QDateTime>("at");
    const QString token = someKeys().sessionToken.reveal();
    QTest::newRow("the port in the host header")
        << QByteArray("broker:443") << QByteArray("us-east-1") << token << kSomeTime;
    QTest::newRow("no port") << QByteArray("broker") << QByteArray("us-east-1") << token << kSomeTime;
    QTest::newRow("capitals in the host stay")
        << QByteArray("Broker:443") << QByteArray("us-east-1") << token << kSomeTime;
    QTest::newRow("another region") << QByteArray("broker:443") << QByteArray("eu-west-3") << token << kSomeTime;
    QTest::newRow("no token") << QByteArray("broker:443") << QByteArray("us-east-1") << QString() << kSomeTime;
    QTest::newRow("a time of another zone: the day of UTC counts")
        << QByteArray("broker:443") << QByteArray("us-east-1") << token
        << QDateTime(QDate(2026, 3, 2), QTime(1, 0), Qt::OffsetFromUTC, 7200);
}

void TestPresignedQuery::theQueryIsWhatAwsExpects()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QByteArray, region);
    QFETCH(const QString, token);
    QFETCH(const QDateTime, at);
    SignedRequest request = someRequest();
    request.host = host;
    request.region = region;
    AwsKeys keys = someKeys();
    keys.sessionToken = Secret(token);
    const QByteArray query = presignedQuery(request, keys, at);
    QCOMPARE(refusal(query, request, keys, at), QByteArray());
    QCOMPARE(query.contains("X-Amz-Security-Token"), !token.isEmpty());
}

void TestPresignedQuery::theTokenStandsBehindTheSignatureAndIsNotSigned()
{
    AwsKeys keys = someKeys();
    const QByteArray query = presignedQuery(someRequest(), keys, kSomeTime);
    QVERIFY2(query.endsWith("&X-Amz-Security-Token=IQoJb3JpZ2lu%2F%2Ftoken%2Bwith%2Fall%3Dof%26it%3D%3D"),
        query.constData());
    keys.sessionToken = Secret();
    const QByteArray without = presignedQuery(someRequest(), keys, kSomeTime);
    QCOMPARE(query.left(query.indexOf("&X-Amz-Security-Token")), without);
}

void TestPresignedQuery::theLimitIsSignedToo()
{
    SignedRequest request = someRequest();
    request.expires = std::chrono::seconds(900);
    const QByteArray query = presignedQuery(request, someKeys(), kSomeTime);
    QVERIFY2(query.contains("&X-Amz-Expires=900&X-Amz-SignedHeaders=host"), query.constData());
    QCOMPARE(refusal(query, request, someKeys()), QByteArray());
    QVERIFY(!presignedQuery(someRequest(), someKeys(), kSomeTime).contains("X-Amz-Expires"));
}

void TestPresignedQuery::everythingThatIsSignedChangesTheSignature_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("secret");
    const SignedRequest request = someRequest();
    const QString secret = someKeys().secretKey.reveal();
    QTest::newRow("the host without its port") << QByteArray("broker.example.org") << request.path << secret;
    QTest::newRow("another path") << request.host << QByteArray("/mqtt2") << secret;
    QTest::newRow("another secret") << request.host << request.path << QString(secret + u'x');
}

void TestPresignedQuery::everythingThatIsSignedChangesTheSignature()
{
    QFETCH(const QByteArray, host);
    QFETCH(const QByteArray, path);
    QFETCH(const QString, secret);
    const QByteArray query = presignedQuery(someRequest(), someKeys(), kSomeTime);
    KnownAwsKeys keys = known(someKeys());
    keys.secretKey = secret.toUtf8();
    QCOMPARE(awsRefusal(path + '?' + query, host, keys, "us-east-1", "iotdevicegateway", kSomeTime),
        QByteArray("the signature does not fit"));
}

QTEST_APPLESS_MAIN(TestPresignedQuery)
#include "tst_presignedquery.moc"
