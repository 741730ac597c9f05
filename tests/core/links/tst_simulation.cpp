// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulation.h>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <algorithm>
#include <optional>
#include <type_traits>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

static_assert(std::is_nothrow_move_constructible_v<Simulation>);
static_assert(!std::is_copy_constructible_v<Simulation>);

namespace {
std::optional<double> rateOrNone(double rate)
{
    return rate > 0 ? std::optional(rate) : std::nullopt;
}

QByteArray text(const SimulatedStep &step)
{
    return QByteArray::number(step.simulatedSeconds, 'g', 17) + ' ' + QByteArray::number(step.dueSeconds, 'g', 17)
        + (step.kind == SimulatedStep::Kind::Drop ? " drop " : " ") + step.topic.toUtf8() + ' ' + step.payload;
}

std::vector<QByteArray> texts(Simulation &simulation, std::size_t count)
{
    std::vector<QByteArray> result(count);
    std::ranges::generate(result, [&simulation] { return text(simulation.next()); });
    return result;
}

SimulationOptions manyThings()
{
    SimulationOptions options;
    options.devices = 3;
    options.faults = parseFaults(u"E799@30s,garbage@40s,drop@50s,silence@1h,clear@2h").value();
    return options;
}
} // namespace

/// The sequence of steps: order, time, topics, envelopes. What the units do is in tst_simulatedunit.cpp.
class SimulationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameOptionsGiveSameBytes_data() { withAndWithoutRate(); }
    void sameOptionsGiveSameBytes();
    void anotherSeedGivesOtherBytes_data() { withAndWithoutRate(); }
    void anotherSeedGivesOtherBytes();
    void theBytesOfASeedStayTheSameForever();
    void movingASimulationDoesNotDisturbIt();
    void everyDeviceHasAMacOfItsOwn();
    void aDeviceBeginsWithItsInfoAndAStatus();
    void theEnvelopeIsThatOfTheProtocol();
    void pollRepliesComeEveryHalfMinute();
    void pushesCountTheirSessionsRoundTheDigits();
    void gapsResembleARealUnit();
    void atARateTheDevicesTakeTurns();
    void numbersBeyondTheLimitsAreBroughtBack();

private:
    static void withAndWithoutRate()
    {
        QTest::addColumn<double>("rate");
        QTest::newRow("natural") << 0.0;
        QTest::newRow("rate 50") << 50.0;
    }
};

void SimulationTest::sameOptionsGiveSameBytes()
{
    QFETCH(const double, rate);
    SimulationOptions options = manyThings();
    options.rate = rateOrNone(rate);
    Simulation alone(options);
    const std::vector<QByteArray> expected = texts(alone, 3000);

    options.faults = {options.faults.crbegin(), options.faults.crend()}; // their order does not matter
    Simulation first(options);
    Simulation second(options);
    SimulationOptions others = options;
    others.seed = 99;
    Simulation other(others);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        QCOMPARE(text(first.next()), expected[i]);
        QVERIFY(!other.next().topic.isNull() || i > 0);
        if (i % 3 == 0) {
            QCOMPARE(text(second.next()), expected[i / 3]);
        }
    }
}

void SimulationTest::anotherSeedGivesOtherBytes()
{
    QFETCH(const double, rate);
    SimulationOptions options;
    options.rate = rateOrNone(rate);
    Simulation one(options);
    options.seed = 2;
    Simulation two(options);
    // Not only the names differ: what the sensors read does too.
    const auto withoutNames
        = [](const SimulatedStep &step) { return step.payload.mid(step.payload.indexOf("status")); };
    int same = 0;
    for (int i = 0; i < 200; ++i) {
        const SimulatedStep a = one.next();
        const SimulatedStep b = two.next();
        QVERIFY(a.topic != b.topic);
        same += withoutNames(a) == withoutNames(b) ? 1 : 0;
    }
    QVERIFY2(same < 20, qPrintable(QString::number(same)));
}

void SimulationTest::theBytesOfASeedStayTheSameForever()
{
    // Recordings and screenshots name a seed. When the simulation is changed on purpose, put the new figure here.
    SimulationOptions options;
    options.devices = 2;
    Simulation simulation(options);
    quint64 hash = 0xcbf29ce484222325U; // FNV-1a
    for (int i = 0; i < 2000; ++i) {
        for (const char byte : simulation.next().payload) {
            hash = (hash ^ quint64(quint8(byte))) * 0x100000001b3U;
        }
    }
    QCOMPARE(QString::number(hash, 16), u"c5156a575c18dfc1"_s);
}

void SimulationTest::movingASimulationDoesNotDisturbIt()
{
    Simulation original(manyThings());
    const std::vector<QByteArray> expected = texts(original, 60);
    Simulation first(manyThings());
    std::vector<QByteArray> seen = texts(first, 30);
    Simulation second(std::move(first));
    std::ranges::copy(texts(second, 30), std::back_inserter(seen));
    QVERIFY(seen == expected);
}

void SimulationTest::everyDeviceHasAMacOfItsOwn()
{
    static const QRegularExpression pattern(u"^cmd/52/navilink-([0-9a-f]{12})/(navien-client-[0-9a-f]{8})/res$"_s);
    QSet<QString> macs;
    QSet<QString> clients;
    SimulationOptions options;
    options.devices = 1000;
    for (const quint64 seed : {0U, 1U, 2U}) {
        options.seed = seed;
        options.rate = 1000;
        Simulation simulation(options);
        for (int i = 0; i < options.devices; ++i) {
            const SimulatedStep step = simulation.next();
            const auto match = pattern.match(step.topic);
            QVERIFY2(match.hasMatch(), qPrintable(step.topic));
            const QString mac = match.captured(1);
            QCOMPARE(mac.first(2).toUInt(nullptr, 16) & 3U, 2U); // locally administered, one device
            QVERIFY(step.payload.contains(QByteArray("\"macAddress\":\"" + mac.toLatin1() + '"')));
            macs.insert(mac);
            clients.insert(match.captured(2));
        }
    }
    QCOMPARE(macs.size(), 3000);
    QCOMPARE(clients.size(), 3); // one client for all devices of a connection
}

void SimulationTest::aDeviceBeginsWithItsInfoAndAStatus()
{
    // nwp500.md §6: what v9.3 of the reference client requires.
    const QStringList required
        = u"countryCode modelTypeCode controlTypeCode volumeCode controllerSwVersion panelSwVersion "
          "wifiSwVersion controllerSwCode panelSwCode wifiSwCode recircSwVersion "
          "recircModelTypeCode dhwTemperatureSettingUse dhwTemperatureMin dhwTemperatureMax "
          "freezeProtectionTempMin freezeProtectionTempMax recircTemperatureMin "
          "recircTemperatureMax"_s.split(u' ');
    SimulationOptions options;
    options.devices = 4;
    Simulation simulation(options);
    QMap<QString, QStringList> kinds;
    QSet<QString> serials;
    for (int i = 0; i < 40; ++i) {
        const SimulatedStep step = simulation.next();
        const QJsonObject message = QJsonDocument::fromJson(step.payload).object();
        const QJsonObject feature = message[u"response"][u"feature"].toObject();
        kinds[step.topic].append(feature.isEmpty() ? u"status"_s : u"feature"_s);
        if (feature.isEmpty()) {
            continue;
        }
        QVERIFY(step.simulatedSeconds < 2);
        QVERIFY(message[u"requestTopic"].toString().endsWith(u"/st/did"));
        for (const QString &key : required) {
            QVERIFY2(feature[key].isDouble(), qPrintable(key));
        }
        QCOMPARE(feature[u"modelTypeCode"].toInt(), 513);
        QCOMPARE(feature[u"controllerSerialNumber"].toString().size(), 18);
        serials.insert(feature[u"controllerSerialNumber"].toString());
    }
    QCOMPARE(kinds.size(), 4);
    QCOMPARE(serials.size(), 4);
    for (const QStringList &ofDevice : std::as_const(kinds)) {
        QCOMPARE(ofDevice.first(), u"feature"_s);
        QCOMPARE(ofDevice.count(u"feature"_s), 1);
        QVERIFY(ofDevice.size() > 3);
    }
}

void SimulationTest::theEnvelopeIsThatOfTheProtocol()
{
    static const QRegularExpression digit(u"^[0-9]$"_s);
    static const QRegularExpression epoch(u"^17[0-9]{11}$"_s);
    SimulationOptions options;
    options.devices = 2;
    Simulation simulation(options);
    QSet<int> commands;
    for (int i = 0; i < 5000; ++i) {
        const SimulatedStep step = simulation.next();
        QVERIFY(step.kind == SimulatedStep::Kind::Message);
        QJsonParseError error;
        const QJsonObject message = QJsonDocument::fromJson(step.payload, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QVERIFY(!step.payload.contains(' '));
        const QStringList levels = step.topic.split(u'/');
        const QJsonObject response = message[u"response"].toObject();
        QCOMPARE(message.size(), 5);
        QCOMPARE(message[u"protocolVersion"].toInt(), 2);
        QCOMPARE(message[u"clientID"].toString(), levels.at(3));
        QCOMPARE(response.size(), 4);
        QCOMPARE(response[u"deviceType"].toInt(), 52);
        QCOMPARE(u"navilink-"_s + response[u"macAddress"].toString(), levels.at(2));
        QVERIFY(response[u"additionalValue"].isString());
        const QString session = message[u"sessionID"].toString();
        if (!response[u"status"].isObject()) {
            QVERIFY(epoch.match(session).hasMatch());
            continue;
        }
        QCOMPARE(message[u"requestTopic"].toString(), u"cmd/52/"_s + levels.at(2) + u"/st"_s);
        const int command = response[u"status"][u"command"].toInt();
        commands.insert(command);
        QVERIFY((command == 16777219 ? epoch : digit).match(session).hasMatch());
    }
    QCOMPARE(commands, (QSet<int>{16777219, 0, 67108868, 67108883, 67108892})); // nwp500.md §2
}

void SimulationTest::pollRepliesComeEveryHalfMinute()
{
    SimulationOptions options;
    options.devices = 2;
    Simulation simulation(options);
    QMap<QString, double> last;
    int seen = 0;
    while (seen < 500) {
        const SimulatedStep step = simulation.next();
        if (!step.payload.contains("\"command\":16777219,")) {
            continue;
        }
        ++seen;
        if (last.contains(step.topic)) {
            QVERIFY(qAbs(step.simulatedSeconds - last[step.topic] - 30) < 0.001);
        }
        last[step.topic] = step.simulatedSeconds;
    }
    QCOMPARE(last.size(), 2);
}

void SimulationTest::pushesCountTheirSessionsRoundTheDigits()
{
    SimulationOptions options;
    options.devices = 2;
    Simulation simulation(options);
    QMap<QString, int> next;
    for (int i = 0; i < 1000; ++i) {
        const SimulatedStep step = simulation.next();
        const QString session = QJsonDocument::fromJson(step.payload)[u"sessionID"].toString();
        if (session.size() == 1) {
            QCOMPARE(session.toInt(), next[step.topic]);
            next[step.topic] = (next[step.topic] + 1) % 10;
        }
    }
    QCOMPARE(next.size(), 2);
}

void SimulationTest::gapsResembleARealUnit()
{
    // nwp500.md §2: with a poll every 30 s median 4.2 s, 90 % within 22 s, never above 32 s.
    Simulation simulation({});
    std::vector<double> gaps;
    double last = 0;
    for (int i = 0; i < 10'000; ++i) {
        const SimulatedStep step = simulation.next();
        const double gap = step.simulatedSeconds - last;
        QVERIFY(gap <= 32);
        gaps.push_back(gap);
        last = step.simulatedSeconds;
    }
    std::ranges::sort(gaps);
    const double median = gaps[gaps.size() / 2];
    const double ninety = gaps[gaps.size() * 9 / 10];
    QVERIFY2(median > 3.2 && median < 5.2, qPrintable(QString::number(median)));
    QVERIFY2(ninety > 16 && ninety < 27, qPrintable(QString::number(ninety)));
}

void SimulationTest::atARateTheDevicesTakeTurns()
{
    SimulationOptions options;
    options.devices = 3;
    options.speed = 120;
    options.rate = 40;
    Simulation simulation(options);
    QStringList topics;
    for (int i = 0; i < 3000; ++i) {
        const SimulatedStep step = simulation.next();
        QVERIFY(step.payload.contains("\"status\":{"));
        QVERIFY(qAbs(step.dueSeconds - i / 40.0) < 1e-9);
        QVERIFY(qAbs(step.simulatedSeconds - 120 * i / 40.0) < 1e-6);
        if (i < 3) {
            topics.append(step.topic);
        }
        QCOMPARE(step.topic, topics.at(i % 3));
    }
    QCOMPARE(QSet<QString>(topics.begin(), topics.end()).size(), 3);
}

void SimulationTest::numbersBeyondTheLimitsAreBroughtBack()
{
    SimulationOptions options;
    options.speed = 0;
    options.devices = -3;
    options.rate = -1;
    Simulation simulation(options);
    (void)simulation.next();
    const SimulatedStep step = simulation.next();
    QCOMPARE(step.dueSeconds, 1000.0);
    QCOMPARE(step.simulatedSeconds, 1.0);
}

QTEST_GUILESS_MAIN(SimulationTest)
#include "tst_simulation.moc"
