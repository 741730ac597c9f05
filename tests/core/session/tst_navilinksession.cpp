// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A session through a stand-in of the NaviLink cloud: its account, and a real broker behind a door that checks
// signatures. The devices are simulated ones at that broker.
#include "sessionbench.h"

#include <brokerclient.h>
#include <mosquittobroker.h>
#include <navilinkcloud.h>
#include <simulateddevice.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

using namespace ember;
using namespace ember::test;
using namespace ember::e2e;
using Fault = NaviLinkCloud::Fault;

namespace {

constexpr int kMargin = 300; // s: how much too early keys count as expired
const QString kSignIn = u"/user/sign-in"_s;

/// A cloud of its own before the broker that all tests share.
struct Bench
{
    explicit Bench(quint16 webSocketPort)
        : cloud(certificates, webSocketPort)
    {
    }
    void add(const SimulatedDevice &device, const QString &name) { cloud.addDevice(device.id(), u"5322"_s, name); }
    [[nodiscard]] bool open(const QString &more = {}, const QString &password = NaviLinkCloud::kPassword)
    {
        ConnectionUrl url = urlOf(cloud.url(more));
        url.password = Secret(password);
        const auto opened = session.open(url);
        id = opened ? *opened : 0;
        return opened.isOk();
    }
    [[nodiscard]] LinkStatus link() const { return session.connections().constFirst().link; }
    [[nodiscard]] bool is(LinkState state) const
    {
        return QTest::qWaitFor([this, state] { return link().state == state; }, kPatience);
    }
    /// An attempt failed; the next one waits.
    [[nodiscard]] bool waitsForNextTry(quint64 attempts = 1) const
    {
        return QTest::qWaitFor([&] { return link().attempts >= attempts && link().nextTryAt.has_value(); }, kPatience);
    }
    /// It dropped, and stands again without waiting out the back-off.
    [[nodiscard]] bool comesBack()
    {
        const auto resumed = link().resumed;
        if (!QTest::qWaitFor([this] { return link().state != LinkState::Connected; }, kPatience)) {
            return false;
        }
        session.reconnect(id);
        return QTest::qWaitFor([&] { return link().resumed > resumed; }, kPatience);
    }
    [[nodiscard]] QByteArray keyOf(int query) const { return accessKeyIdOf('?' + cloud.queries().value(query)); }

    Certificates certificates;
    NaviLinkCloud cloud;
    Session session;
    ConnectionId id = 0;
};

} // namespace

class TestNaviLinkSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itsDevicesAreHeardAndAsked();
    void commandsReachTheDevice();
    void everyAttemptHasASignatureOfItsOwn();
    void expiredKeysAreRenewedBeforeTheNextAttempt();
    void aRefusedSignatureLeadsToANewSignIn();
    void aRefusedPasswordIsRefusedForGood();
    void troubleOfTheAccountIsTriedAgain();
    void theClockOfThisMachineMayBeWrong();
    void anAccountWithoutDevicesIsAskedAgain();
    void whatTheProfileDoesNotReadIsCounted();
    void closingWhileSigningInTakesNoTime();

private:
    MosquittoBroker m_broker;
    quint16 m_webSocketPort = 0;
};

void TestNaviLinkSession::initTestCase()
{
    m_webSocketPort = MosquittoBroker::freePort();
    QVERIFY(m_broker.start(MosquittoBroker::listener(m_webSocketPort, {.isWebSocket = true})));
}

void TestNaviLinkSession::itsDevicesAreHeardAndAsked()
{
    SimulatedDevice basement(m_broker.port(), 5, 1);
    SimulatedDevice attic(m_broker.port(), 6, 1);
    QVERIFY(basement.arrive() && attic.arrive());
    BrokerClient ear(u"ear"_s, m_broker.port());
    ear.start(QStringList{u"cmd/#"_s, u"evt/#"_s});
    QTRY_VERIFY_WITH_TIMEOUT(ear.isReady(), kPatience);
    Bench bench(m_webSocketPort);
    bench.add(basement, u"Basement"_s);
    bench.add(attic, u"Attic"_s);
    QVERIFY(bench.open());
    QTRY_COMPARE_WITH_TIMEOUT(bench.session.devices().size(), 2, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(eventsOf(bench.session, u"device.feature_received"_s).size() >= 2, kPatience);
    for (const SimulatedDevice *device : {&basement, &attic}) {
        QCOMPARE(device->refusals(), QStringList());
        const QString source = u"navien-nwp500/"_s + device->id();
        QVERIFY(std::ranges::any_of(
            bench.session.devices(), [&](const DeviceState &state) { return state.source().text() == source; }));
    }
    // A stranger at the same broker is none of the account's business.
    QVERIFY(ear.publish({u"cmd/52/navilink-0123456789ab/x/res"_s, "{\"response\":{}}"}));
    QVERIFY(ear.publish({u"cmd/52/navilink-%1/x/res"_s.arg(attic.id()), "no JSON"})); // ours, and behind it
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(bench.session, u"message.undecodable"_s).size(), 1, kPatience);

    const QList<SentMessage> heard = ear.heard();
    const auto indexOf = [&heard](const QString &topic) {
        const auto at = std::ranges::find(heard, topic, &SentMessage::topic);
        return at == heard.end() ? -1 : int(at - heard.begin());
    };
    const int announced = indexOf(u"evt/52/navilink-%1/app-connection"_s.arg(basement.id()));
    const int asked = indexOf(u"cmd/52/navilink-%1/st"_s.arg(basement.id()));
    QVERIFY(announced >= 0 && asked > announced);
    const QJsonObject announcement = QJsonDocument::fromJson(heard[announced].payload).object();
    const QJsonObject question = QJsonDocument::fromJson(heard[asked].payload).object();
    QVERIFY(announcement[u"clientID"].toString().startsWith(u"navien-client-"_s));
    QVERIFY(announcement[u"timestamp"].toString().endsWith(u'Z'));
    QCOMPARE(question[u"clientID"], announcement[u"clientID"]);
    QCOMPARE(question[u"request"][u"additionalValue"].toString(), u"5322"_s);

    QTRY_VERIFY_WITH_TIMEOUT(bench.link().account && bench.link().account->devices.size() == 2
            && !bench.link().account->devices[1].firmware.isEmpty(),
        kPatience);
    const LinkStatus link = bench.link();
    QCOMPARE(link.account->devices[0].name, u"Basement"_s);
    QVERIFY(link.account->keysExpireAt && *link.account->keysExpireAt > eventTimeNow() + std::chrono::minutes(58));
    const QJsonObject report = bench.session.report()[u"connections"][0].toObject();
    QCOMPARE(report[u"account"][u"signIns"].toInt(), 1);
    QCOMPARE(report[u"account"][u"devices"].toArray().size(), 2);
    QVERIFY(report[u"account"][u"keysExpireInSeconds"].toDouble() > 3400);
    QCOMPARE(bench.cloud.refusals(), QList<QByteArray>());
}

void TestNaviLinkSession::commandsReachTheDevice()
{
    using State = CommandOutcome::State;
    SimulatedDevice device(m_broker.port(), 5, 1);
    QVERIFY(device.arrive());
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    QVERIFY(bench.open());
    QTRY_VERIFY_WITH_TIMEOUT(!deviceOf(bench.session).isEmpty(), kPatience);
    const QString source = u"navien-nwp500/"_s + device.id();
    QVERIFY(!bench.session.sendCommand(bench.id, source, u"power-off"_s, {})); // read-only at first
    bench.session.setCommandsAllowed(bench.id, true);
    const auto set = bench.session.sendCommand(bench.id, source, u"set-temperature"_s, one(u"temperature"_s, 50));
    QVERIFY(set);
    const auto energy = bench.session.sendCommand(
        bench.id, source, u"read-energy"_s, {{u"year"_s, {.value = 2025}}, {u"months"_s, {.value = QJsonArray{4}}}});
    QVERIFY(energy);
    for (const QString &id : {*set, *energy}) { // the second one is answered on a topic without the device
        QTRY_VERIFY_WITH_TIMEOUT(
            bench.session.commandOutcome(id) && bench.session.commandOutcome(id)->state == State::Acknowledged,
            kPatience);
    }
}

/// And as long as the keys are good the account's server is not needed, which may be away.
void TestNaviLinkSession::everyAttemptHasASignatureOfItsOwn()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    QVERIFY(bench.open());
    QVERIFY(bench.is(LinkState::Connected));
    QTRY_VERIFY_WITH_TIMEOUT(bench.cloud.count(u"/device/firmware/info"_s) == 1, kPatience);
    const auto calls = bench.cloud.calls().size();
    QTest::qWait(1'100); // a signature is of a second
    bench.cloud.dropConnections();
    QVERIFY(bench.comesBack());
    const QList<QByteArray> queries = bench.cloud.queries();
    QCOMPARE(queries.size(), 2);
    QVERIFY(queries[0] != queries[1]);
    QCOMPARE(bench.keyOf(0), bench.keyOf(1));
    QCOMPARE(bench.cloud.refusals(), QList<QByteArray>());
    QCOMPARE(bench.cloud.calls().size(), calls);
    // What it subscribed to is subscribed to again.
    QVERIFY(m_broker.publish(u"cmd/52/navilink-%1/x/res"_s.arg(device.id()),
        R"({"response":{"macAddress":")" + device.id().toLatin1() + R"(","status":{"dhwTemperature":100}}})"));
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(bench.session, u"device.status_received"_s).size(), 1, kPatience);
}

void TestNaviLinkSession::expiredKeysAreRenewedBeforeTheNextAttempt()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    bench.cloud.setLifetimes(3600, kMargin + 1);
    QVERIFY(bench.open());
    QVERIFY(bench.is(LinkState::Connected));
    QTest::qWait(1'500); // the keys are over
    QCOMPARE(bench.link().state, LinkState::Connected); // a connection that stands needs none
    QCOMPARE(bench.cloud.count(kSignIn), 1);
    bench.cloud.forgetKeys();
    bench.cloud.dropConnections();
    QVERIFY(bench.comesBack());
    QCOMPARE(bench.cloud.count(kSignIn), 2);
    QVERIFY(bench.keyOf(0) != bench.keyOf(1));
    QCOMPARE(bench.cloud.refusals(), QList<QByteArray>());
    QTRY_COMPARE_WITH_TIMEOUT(bench.link().account->signIns, quint64(2), kPatience);
}

void TestNaviLinkSession::aRefusedSignatureLeadsToANewSignIn()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    QVERIFY(bench.open());
    QVERIFY(bench.is(LinkState::Connected));
    const auto attempts = bench.link().attempts;
    bench.cloud.forgetKeys(); // not yet over, and refused
    bench.cloud.dropConnections();
    QVERIFY(bench.is(LinkState::Interrupted));
    bench.session.reconnect(bench.id);
    QVERIFY(bench.waitsForNextTry(attempts + 1));
    const QString reason = bench.link().reason;
    QVERIFY2(reason.contains(u"does not accept our signature (HTTP 403"_s), qPrintable(reason));
    QVERIFY2(!reason.contains(u"X-Amz"_s) && !reason.contains(u"ASIA"_s), qPrintable(reason));
    QCOMPARE(bench.cloud.count(kSignIn), 1);
    bench.session.reconnect(bench.id);
    QVERIFY(bench.is(LinkState::Connected));
    QCOMPARE(bench.cloud.count(kSignIn), 2);
}

void TestNaviLinkSession::aRefusedPasswordIsRefusedForGood()
{
    Bench bench(m_webSocketPort);
    QVERIFY(bench.open({}, u"another one"_s));
    QVERIFY(bench.is(LinkState::Lost));
    const QString reason = bench.link().reason;
    QVERIFY2(
        reason.contains(u"refused the e-mail address"_s) && !reason.contains(u"another one"_s), qPrintable(reason));
    QCOMPARE(bench.cloud.count(kSignIn), 1);
    QCOMPARE(bench.cloud.queries().size(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(eventsOf(bench.session, u"connection.lost"_s).size(), 1, kPatience);

    Bench without(m_webSocketPort);
    QVERIFY(without.open({}, {}));
    QVERIFY(without.is(LinkState::Lost));
    QVERIFY2(without.link().reason.contains(u"no password"_s), qPrintable(without.link().reason));
    QCOMPARE(without.cloud.calls().size(), 0);
}

void TestNaviLinkSession::troubleOfTheAccountIsTriedAgain()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    bench.cloud.failNext(kSignIn, Fault::Unavailable);
    bench.cloud.failNext(u"/device/list"_s, Fault::BrokenJson);
    QVERIFY(bench.open());
    QVERIFY(bench.waitsForNextTry(1));
    QVERIFY2(bench.link().reason.contains(u"signing in at NaviLink failed"_s), qPrintable(bench.link().reason));
    QVERIFY(bench.link().doing.isEmpty());
    bench.session.reconnect(bench.id);
    QVERIFY(bench.waitsForNextTry(2));
    QVERIFY2(bench.link().reason.contains(u"devices could not be asked for"_s), qPrintable(bench.link().reason));
    bench.session.reconnect(bench.id);
    QVERIFY(bench.is(LinkState::Connected));
    QCOMPARE(bench.cloud.count(kSignIn), 2); // once in vain
}

void TestNaviLinkSession::theClockOfThisMachineMayBeWrong()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.add(device, u"Basement"_s);
    bench.cloud.setClockOffset(3600);
    QVERIFY(bench.open());
    QVERIFY(bench.is(LinkState::Connected));
    QCOMPARE(bench.cloud.refusals(), QList<QByteArray>());
}

void TestNaviLinkSession::anAccountWithoutDevicesIsAskedAgain()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    QVERIFY(bench.open());
    QVERIFY(bench.waitsForNextTry());
    QVERIFY2(bench.link().reason.contains(u"there is no device on the account"_s), qPrintable(bench.link().reason));
    bench.add(device, u"Basement"_s);
    bench.session.reconnect(bench.id);
    QVERIFY(bench.is(LinkState::Connected));
}

void TestNaviLinkSession::whatTheProfileDoesNotReadIsCounted()
{
    SimulatedDevice device(m_broker.port(), 5, 1);
    Bench bench(m_webSocketPort);
    bench.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"1"_s, u"Tankless"_s, 8);
    QVERIFY(bench.open(u"&profile=navien-nwp500"_s));
    QVERIFY(bench.is(LinkState::Lost));
    QVERIFY2(bench.link().reason.contains(u"reads none"_s), qPrintable(bench.link().reason));
    QCOMPARE(bench.link().account->unread, quint64(1));

    Bench both(m_webSocketPort);
    both.cloud.addDevice(u"a0b1c2d3e4f5"_s, u"1"_s, u"Tankless"_s, 8);
    both.add(device, u"Basement"_s);
    QVERIFY(both.open(u"&profile=navien-nwp500"_s));
    QVERIFY(both.is(LinkState::Connected));
    QCOMPARE(both.link().account->unread, quint64(1));
    QCOMPARE(both.link().account->devices.size(), 1);
}

void TestNaviLinkSession::closingWhileSigningInTakesNoTime()
{
    Bench bench(m_webSocketPort);
    bench.cloud.failNext(kSignIn, Fault::Slow);
    QVERIFY(bench.open());
    QTRY_COMPARE_WITH_TIMEOUT(bench.cloud.count(kSignIn), 1, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(bench.link().doing, u"signing in"_s, kPatience);
    const auto start = std::chrono::steady_clock::now();
    bench.session.close(bench.id);
    QTRY_COMPARE_WITH_TIMEOUT(bench.link().state, LinkState::Closed, kPatience);
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(5)); // and not 20
}

QTEST_GUILESS_MAIN(TestNaviLinkSession)
#include "tst_navilinksession.moc"
