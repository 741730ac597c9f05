// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The account's REST calls against a stand-in of the cloud (tests/support/navilinkcloud.h). No broker.
#include "navilink/navilinkaccount.h"
#include "navilink/restclient.h"

#include <cannedserver.h>
#include <navilinkcloud.h>

#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace ember;
using Fault = NaviLinkCloud::Fault;

namespace {

constexpr int kMargin = 300; // s: NaviLinkAccount::kEarly

const QString kSignIn = u"/user/sign-in"_s;
const QString kRefresh = u"/auth/refresh"_s;
const QString kList = u"/device/list"_s;

struct Bench
{
    explicit Bench(std::chrono::milliseconds timeout = 10s)
        : url(*ConnectionUrl::parse(cloud.url()))
        , rest(
              url.apiUrl, *url.tls, [this] { return isOver.load(); }, timeout)
    {
    }
    /// Why the account cannot be used; empty: it can.
    [[nodiscard]] QString authorise()
    {
        failure = account.authorise(rest);
        return failure ? failure->reason : QString();
    }
    [[nodiscard]] QString list()
    {
        failure = account.listDevices(rest);
        return failure ? failure->reason : QString();
    }
    [[nodiscard]] bool isSecretIn(const QString &text) const
    {
        const QList<QByteArray> secrets = cloud.secrets();
        return std::any_of(secrets.begin(), secrets.end(),
            [&text](const QByteArray &secret) { return text.contains(QString::fromUtf8(secret)); });
    }

    Certificates certificates;
    NaviLinkCloud cloud{certificates, 1};
    std::atomic<bool> isOver = false;
    ConnectionUrl url;
    RestClient rest;
    NaviLinkAccount account{NaviLinkCloud::kEmail, Secret(NaviLinkCloud::kPassword)};
    std::optional<AccountFailure> failure;
};

} // namespace

class TestNaviLinkAccount : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void signsInAndLearnsItsDevices();
    void whatIsAskedHasTheFormOfTheCloud();
    void manyDevicesComeInPages();
    void entriesThatAreNoDevicesAreLeftOut();
    void refusedCredentialsAreRefusedForGood_data();
    void refusedCredentialsAreRefusedForGood();
    void troubleOfTheCloudPasses_data();
    void troubleOfTheCloudPasses();
    void whatCannotBeReachedIsToldApart();
    void anUntrustedCertificateIsRefusedBeforeThePasswordGoesOut();
    void anAnswerWithoutEndIsNotReadToItsEnd();
    void anExpiredTokenIsRefreshed();
    void aRefusedRefreshSignsIn();
    void expiredKeysNeedTheNewSignIn();
    void anUnknownLifetimeIsBelieved();
    void a401IsAnsweredByOneRefreshAndTheQuestionAgain();
    void a401ThatStaysEndsTheSession();
    void aListThatFailedIsAskedForAgain();
    void aKnownListOutlivesTrouble();
    void detailsThatFailAreSaidAndAskedAgain();
    void theCloudsClockCountsForSigning();
    void breakingOffTakesNoTime();
};

void TestNaviLinkAccount::signsInAndLearnsItsDevices()
{
    Bench bench;
    bench.cloud.addDevice(u"A0B1C2D3E4F5"_s, u"5322"_s, u"Basement"_s);
    bench.cloud.addDevice(u"a0b1c2d3e4f6"_s, u"17"_s, u"Attic"_s, 8);
    QVERIFY(!bench.account.isAuthorised());
    QCOMPARE(bench.authorise(), QString());
    QVERIFY(bench.account.isAuthorised());
    QCOMPARE(bench.list(), QString());
    bench.account.askDetails(bench.rest);

    const QList<AccountDevice> devices = bench.account.devices();
    QCOMPARE(devices.size(), 2);
    QCOMPARE(devices[0].id, u"a0b1c2d3e4f5"_s); // as in the topics
    QCOMPARE(devices[0].name, u"Basement"_s);
    QCOMPARE(devices[0].additional, u"5322"_s);
    QCOMPARE(devices[0].installType, u"R"_s);
    QVERIFY(devices[0].online);
    QCOMPARE(devices[1].type, 8);
    const QList<AccountFirmware> firmware{
        {33556241, 167837696, {}}, {268435985, 34013184, 34013190}, {268435761, 60454, {}}};
    QCOMPARE(devices[0].firmware, firmware);

    const AccountStatus status = bench.account.status();
    QCOMPARE(status.signIns, quint64(1));
    QCOMPARE(status.refreshes, quint64(0));
    QVERIFY2(status.problem.isEmpty(), qPrintable(status.problem));
    const double left = std::chrono::duration<double>(*status.keysExpireAt - eventTimeNow()).count();
    QVERIFY2(left > 3500 && left <= 3600, qPrintable(QString::number(left)));
}

void TestNaviLinkAccount::whatIsAskedHasTheFormOfTheCloud()
{
    Bench bench;
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.list(), QString());
    bench.account.askDetails(bench.rest);
    bench.account.askDetails(bench.rest); // once is enough

    const auto calls = bench.cloud.calls();
    QCOMPARE(calls.size(), 4);
    QCOMPARE(calls[0].path, kSignIn);
    const QJsonObject credentials{{u"userId"_s, NaviLinkCloud::kEmail}, {u"password"_s, NaviLinkCloud::kPassword}};
    QCOMPARE(calls[0].body, credentials);
    QCOMPARE(calls[0].authorization, QByteArray());
    const QJsonObject page{{u"offset"_s, 0}, {u"count"_s, 20}, {u"userId"_s, NaviLinkCloud::kEmail}};
    QCOMPARE(calls[1].path, kList);
    QCOMPARE(calls[1].body, page);
    QVERIFY(calls[1].authorization.startsWith("eyJ")); // the token as it is, without "Bearer"
    const QJsonObject which{
        {u"macAddress"_s, u"a0b1c2d3e4f5"_s}, {u"additionalValue"_s, u"5322"_s}, {u"userId"_s, NaviLinkCloud::kEmail}};
    QCOMPARE(calls[2].path, u"/device/info"_s);
    QCOMPARE(calls[2].body, which);
    QCOMPARE(calls[3].path, u"/device/firmware/info"_s);
    QCOMPARE(calls[3].body, which);
}

void TestNaviLinkAccount::manyDevicesComeInPages()
{
    Bench bench;
    for (int i = 0; i < 25; ++i) {
        bench.cloud.addDevice(u"a0b1c2d3e4%1"_s.arg(i, 2, 16, QLatin1Char('0')), u"1"_s, u"NWP500"_s);
    }
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.list(), QString());
    QCOMPARE(bench.account.devices().size(), 25);
    QCOMPARE(bench.cloud.count(kList), 2);
    QCOMPARE(bench.list(), QString()); // young enough
    QCOMPARE(bench.cloud.count(kList), 2);
}

/// A MAC address becomes a part of topics: nothing else may get there.
void TestNaviLinkAccount::entriesThatAreNoDevicesAreLeftOut()
{
    Bench bench;
    for (const QString &mac :
        {u""_s, u"+"_s, u"a0b1c2d3e4f5/#"_s, u"a0b1c2d3e4g5"_s, u"a0b1c2d3e4f5"_s, u"A0B1C2D3E4F5"_s}) {
        bench.cloud.addDevice(mac, u"1"_s, u"NWP500"_s);
    }
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.list(), QString());
    QCOMPARE(bench.account.devices().size(), 1);
}

void TestNaviLinkAccount::refusedCredentialsAreRefusedForGood_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::newRow("401 in both") << QByteArray(R"({"code":401,"msg":"Invalid credentials"})") << 401;
    QTest::newRow("401 in the envelope alone") << QByteArray(R"({"code":401,"msg":"NO","data":null})") << 200;
    QTest::newRow("said in words") << QByteArray(R"({"code":400,"msg":"Invalid user"})") << 400;
    QTest::newRow("an unknown user") << QByteArray(R"({"code":404,"msg":"USER_NOT_FOUND"})") << 200;
}

void TestNaviLinkAccount::refusedCredentialsAreRefusedForGood()
{
    QFETCH(const QByteArray, body);
    QFETCH(const int, status);
    Certificates certificates;
    TlsServer server(certificates.server(), [&](TlsStream &stream) {
        (void)stream.readUntil("}"); // the question's end
        stream.write("HTTP/1.1 " + QByteArray::number(status)
            + " So\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
    });
    TlsChoices tls;
    tls.caFile = certificates.authority();
    RestClient rest(
        u"https://localhost:%1/x"_s.arg(server.port()), tls, [] { return false; }, 10s);
    NaviLinkAccount account(u"anna@example.org"_s, Secret(u"wrong-one"_s));
    const auto failure = account.authorise(rest);
    QVERIFY(failure);
    QVERIFY(failure->permanent);
    QVERIFY2(failure->reason.contains(u"refused the e-mail address “anna@example.org” or its password"_s),
        qPrintable(failure->reason));
    QVERIFY(!failure->reason.contains(u"wrong-one"_s));
}

void TestNaviLinkAccount::troubleOfTheCloudPasses_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<QString>("words");
    QTest::newRow("unavailable") << int(Fault::Unavailable) << u"in trouble (HTTP 503)"_s;
    QTest::newRow("a page instead of JSON") << int(Fault::Html) << u"no JSON"_s;
    QTest::newRow("cut off") << int(Fault::BrokenJson) << u"no JSON"_s;
    QTest::newRow("a redirection is not followed") << int(Fault::Redirect) << u"another address (HTTP 302)"_s;
    QTest::newRow("the question as the answer") << int(Fault::Echo) << u"code 500"_s;
    QTest::newRow("hangs up") << int(Fault::HangUp) << u"before it answered"_s;
    QTest::newRow("too slow") << int(Fault::Slow) << u"within 0.5 s"_s;
}

void TestNaviLinkAccount::troubleOfTheCloudPasses()
{
    QFETCH(const int, fault);
    QFETCH(const QString, words);
    Bench bench(Fault(fault) == Fault::Slow ? 500ms : 10'000ms);
    bench.cloud.failNext(kSignIn, Fault(fault), Fault(fault) == Fault::HangUp ? 8 : 1); // Qt asks again after that one
    const QString reason = bench.authorise();
    QVERIFY2(reason.contains(words), qPrintable(reason));
    QVERIFY(!bench.failure->permanent);
    QVERIFY2(!bench.isSecretIn(reason), qPrintable(reason));
}

void TestNaviLinkAccount::whatCannotBeReachedIsToldApart()
{
    NaviLinkAccount account(u"anna@example.org"_s, Secret(u"x"_s));
    const auto reasonAt = [&account](const QString &base) {
        RestClient rest(
            base, {}, [] { return false; }, 10s);
        const auto failure = account.authorise(rest);
        return failure && !failure->permanent ? failure->reason : QString();
    };
    QVERIFY2(
        reasonAt(u"https://127.0.0.1:1/api"_s).contains(u"nothing accepts connections at 127.0.0.1:1"_s), "port 1");
    const QString unknown = reasonAt(u"https://nowhere.invalid/api"_s);
    QVERIFY2(unknown.contains(u"“nowhere.invalid” cannot be found"_s), qPrintable(unknown));
    CannedServer plain([](const QByteArray &) { return QByteArray("HTTP/1.1 200 OK\r\n\r\n"); });
    const QString notTls = reasonAt(u"https://127.0.0.1:%1/api"_s.arg(plain.port()));
    QVERIFY2(notTls.contains(u"does not speak TLS"_s), qPrintable(notTls));
}

void TestNaviLinkAccount::anUntrustedCertificateIsRefusedBeforeThePasswordGoesOut()
{
    Bench bench;
    const Certificates others(u"Other authority"_s);
    TlsChoices tls;
    tls.caFile = others.authority();
    RestClient rest(
        bench.url.apiUrl, tls, [] { return false; }, 10s);
    auto failure = bench.account.authorise(rest);
    QVERIFY(failure && failure->permanent);
    QVERIFY2(failure->reason.contains(u"another issuer"_s), qPrintable(failure->reason));
    tls.caFile = u"/nowhere/ca.pem"_s;
    RestClient without(
        bench.url.apiUrl, tls, [] { return false; }, 10s);
    failure = bench.account.authorise(without);
    QVERIFY(failure && failure->permanent);
    QVERIFY2(failure->reason.contains(u"there is no file “/nowhere/ca.pem” (ca)"_s), qPrintable(failure->reason));
    QCOMPARE(bench.cloud.calls().size(), 0);
}

void TestNaviLinkAccount::anAnswerWithoutEndIsNotReadToItsEnd()
{
    Certificates certificates;
    TlsServer server(certificates.server(), [](TlsStream &stream) {
        (void)stream.readUntil("}");
        stream.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const QByteArray much(1'000'000, ' ');
        for (int i = 0; i < 100 && stream.write(much); ++i) { }
    });
    TlsChoices tls;
    tls.caFile = certificates.authority();
    RestClient rest(
        u"https://localhost:%1"_s.arg(server.port()), tls, [] { return false; }, 20s);
    const RestAnswer answer = rest.post(u"/x"_s, {{u"a"_s, 1}});
    QVERIFY(answer.failure);
    QVERIFY2(answer.failure->reason.contains(u"far larger"_s), qPrintable(answer.failure->reason));
}

void TestNaviLinkAccount::anExpiredTokenIsRefreshed()
{
    Bench bench;
    bench.cloud.setLifetimes(kMargin + 1, 3600);
    QCOMPARE(bench.authorise(), QString());
    const QByteArray before = bench.account.keys().accessKeyId;
    QTRY_VERIFY(!bench.account.isAuthorised());
    bench.cloud.setLifetimes(3600, 3600);
    QCOMPARE(bench.authorise(), QString());
    QVERIFY(bench.account.isAuthorised());
    QCOMPARE(bench.cloud.count(kRefresh), 1);
    QCOMPARE(bench.cloud.count(kSignIn), 1);
    QCOMPARE(bench.account.keys().accessKeyId, before); // a refresh has none
    QCOMPARE(bench.account.status().refreshes, quint64(1));
    QCOMPARE(bench.list(), QString()); // with the new token
}

void TestNaviLinkAccount::aRefusedRefreshSignsIn()
{
    Bench bench;
    bench.cloud.setLifetimes(kMargin + 1, 3600);
    QCOMPARE(bench.authorise(), QString());
    QTRY_VERIFY(!bench.account.isAuthorised());
    bench.cloud.setLifetimes(3600, 3600);
    bench.cloud.failNext(kRefresh, Fault::Unavailable); // no refusal: tried again later
    QVERIFY(bench.authorise().contains(u"could not be renewed"_s));
    QVERIFY(!bench.failure->permanent);
    QCOMPARE(bench.cloud.count(kSignIn), 1);
    bench.cloud.failNext(kRefresh, Fault::Unauthorised);
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.cloud.count(kSignIn), 2);
    QVERIFY(bench.account.isAuthorised());
}

void TestNaviLinkAccount::expiredKeysNeedTheNewSignIn()
{
    Bench bench;
    bench.cloud.setLifetimes(3600, kMargin + 1);
    QCOMPARE(bench.authorise(), QString());
    const QByteArray before = bench.account.keys().accessKeyId;
    QTRY_VERIFY(!bench.account.isAuthorised());
    bench.cloud.setLifetimes(3600, 3600);
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.cloud.count(kRefresh), 0);
    QCOMPARE(bench.cloud.count(kSignIn), 2);
    QVERIFY(bench.account.keys().accessKeyId != before);
}

void TestNaviLinkAccount::anUnknownLifetimeIsBelieved()
{
    Bench bench;
    bench.cloud.setLifetimes(0, 0);
    QCOMPARE(bench.authorise(), QString());
    QVERIFY(bench.account.isAuthorised());
    QVERIFY(!bench.account.status().keysExpireAt);
}

void TestNaviLinkAccount::a401IsAnsweredByOneRefreshAndTheQuestionAgain()
{
    Bench bench;
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QCOMPARE(bench.authorise(), QString());
    bench.cloud.forgetTokens();
    QCOMPARE(bench.list(), QString());
    QCOMPARE(bench.account.devices().size(), 1);
    QCOMPARE(bench.cloud.count(kList), 2);
    QCOMPARE(bench.cloud.count(kRefresh), 1);
    QCOMPARE(bench.cloud.count(kSignIn), 1);
}

void TestNaviLinkAccount::a401ThatStaysEndsTheSession()
{
    Bench bench;
    QCOMPARE(bench.authorise(), QString());
    bench.cloud.failNext(kList, Fault::Unauthorised, 2);
    const QString reason = bench.list();
    QVERIFY2(reason.contains(u"does not accept the session"_s), qPrintable(reason));
    QVERIFY(!bench.failure->permanent);
    QCOMPARE(bench.cloud.count(kList), 2); // not for ever
    QVERIFY(!bench.account.isAuthorised());
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.cloud.count(kSignIn), 2);
}

void TestNaviLinkAccount::aListThatFailedIsAskedForAgain()
{
    Bench bench;
    QCOMPARE(bench.authorise(), QString());
    bench.cloud.failNext(kList, Fault::Html);
    const QString reason = bench.list(); // none is known yet
    QVERIFY2(reason.contains(u"devices could not be asked for"_s), qPrintable(reason));
    QCOMPARE(bench.list(), QString());
    QVERIFY(bench.account.devices().isEmpty());
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QCOMPARE(bench.list(), QString()); // an empty list is asked for again at once
    QCOMPARE(bench.account.devices().size(), 1);
}

void TestNaviLinkAccount::aKnownListOutlivesTrouble()
{
    Bench bench;
    NaviLinkAccount account(NaviLinkCloud::kEmail, Secret(NaviLinkCloud::kPassword), 0ms);
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QVERIFY(!account.authorise(bench.rest));
    QVERIFY(!account.listDevices(bench.rest));
    bench.cloud.failNext(kList, Fault::Unavailable);
    QVERIFY(!account.listDevices(bench.rest));
    QCOMPARE(bench.cloud.count(kList), 2);
    QCOMPARE(account.devices().size(), 1);
    QVERIFY(account.status().problem.contains(u"devices could not be asked for"_s));
    QVERIFY(!account.listDevices(bench.rest));
    QVERIFY(account.status().problem.isEmpty());
}

void TestNaviLinkAccount::detailsThatFailAreSaidAndAskedAgain()
{
    Bench bench;
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QCOMPARE(bench.authorise(), QString());
    QCOMPARE(bench.list(), QString());
    bench.cloud.failNext(u"/device/firmware/info"_s, Fault::BrokenJson);
    bench.account.askDetails(bench.rest);
    const QString problem = bench.account.status().problem;
    QVERIFY2(problem.contains(u"information about the devices"_s), qPrintable(problem));
    QVERIFY(bench.account.devices()[0].firmware.isEmpty());
    bench.account.askDetails(bench.rest);
    QCOMPARE(bench.account.devices()[0].firmware.size(), 3);
    QVERIFY(bench.account.status().problem.isEmpty());
}

void TestNaviLinkAccount::theCloudsClockCountsForSigning()
{
    Bench bench;
    bench.cloud.setClockOffset(-7200);
    QCOMPARE(bench.authorise(), QString());
    const qint64 offset = QDateTime::currentDateTimeUtc().secsTo(bench.account.cloudTime());
    QVERIFY2(qAbs(offset + 7200) < 10, qPrintable(QString::number(offset)));
}

void TestNaviLinkAccount::breakingOffTakesNoTime()
{
    Bench bench;
    bench.cloud.failNext(kSignIn, Fault::Slow);
    std::thread breaker([&bench] {
        while (bench.cloud.count(kSignIn) == 0) {
            std::this_thread::yield();
        }
        bench.isOver = true;
    });
    const auto start = std::chrono::steady_clock::now();
    QVERIFY(!bench.authorise().isEmpty());
    breaker.join();
    QVERIFY(std::chrono::steady_clock::now() - start < 8s); // and not the 10 s of the time-out
}

QTEST_GUILESS_MAIN(TestNaviLinkAccount)
#include "tst_navilinkaccount.moc"
