// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulation.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringDecoder>
#include <QtTest/QTest>

#include <optional>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {
SimulationOptions optionsWith(QStringView faults, std::optional<double> rate, int devices = 1)
{
    SimulationOptions options;
    options.faults = parseFaults(faults).value();
    options.rate = rate;
    options.devices = devices;
    return options;
}

std::vector<SimulatedStep> stepsUntil(const SimulationOptions &options, double simulatedSeconds)
{
    Simulation simulation(options);
    std::vector<SimulatedStep> steps;
    for (SimulatedStep step = simulation.next(); step.simulatedSeconds < simulatedSeconds; step = simulation.next()) {
        steps.push_back(std::move(step));
    }
    return steps;
}

QJsonObject statusOf(const SimulatedStep &step)
{
    return QJsonDocument::fromJson(step.payload)[u"response"][u"status"].toObject();
}

bool isValidUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    return !text.isNull() && !decoder.hasError();
}

/// An ordinary message: a status whose temperature is a number, or the device info.
bool isSound(const SimulatedStep &step)
{
    if (!isValidUtf8(step.payload)) {
        return false;
    }
    const QJsonObject response = QJsonDocument::fromJson(step.payload)[u"response"].toObject();
    return response[u"feature"].isObject() || response[u"status"][u"dhwTemperature"].isDouble();
}
} // namespace

class SimulationFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errorsAppearAndClearAtTheirTime_data() { withAndWithoutRate(); }
    void errorsAppearAndClearAtTheirTime();
    void aLeakAlsoShowsAtItsSensor();
    void theConnectionDropsOnceAtItsTime_data() { withAndWithoutRate(); }
    void theConnectionDropsOnceAtItsTime();
    void garbageIsBrokenInSixWaysInTurn_data() { withAndWithoutRate(); }
    void garbageIsBrokenInSixWaysInTurn();
    void silenceLastsItsTime_data() { withAndWithoutRate(); }
    void silenceLastsItsTime();
    void aVeryLongSilenceAtAHighRateIsCrossedAtOnce();
    void whatHappensInSilenceShowsAfterIt_data() { withAndWithoutRate(); }
    void whatHappensInSilenceShowsAfterIt();
    void onlyTheFirstDeviceIsHit_data() { withAndWithoutRate(); }
    void onlyTheFirstDeviceIsHit();
    void provokedByHandHappensNow_data() { withAndWithoutRate(); }
    void provokedByHandHappensNow();
    void provokedByHandHitsTheDeviceThatIsMeant_data() { withAndWithoutRate(); }
    void provokedByHandHitsTheDeviceThatIsMeant();
    void askingWhatComesNextChangesNothing_data() { withAndWithoutRate(); }
    void askingWhatComesNextChangesNothing();
    void timesNeverDecrease_data() { withAndWithoutRate(); }
    void timesNeverDecrease();

private:
    static void withAndWithoutRate()
    {
        QTest::addColumn<double>("rate");
        QTest::newRow("natural") << 0.0;
        QTest::newRow("rate 10") << 10.0;
        QTest::newRow("rate 700") << 700.0;
    }
};

namespace {
std::optional<double> rateOrNone(double rate)
{
    return rate > 0 ? std::optional(rate) : std::nullopt;
}

/// The longest time between two messages of one device: a poll interval, or a turn at rate 10.
constexpr double kSoon = 30.5;
} // namespace

void SimulationFaultsTest::errorsAppearAndClearAtTheirTime()
{
    QFETCH(const double, rate);
    // Not in order of time, on purpose.
    const auto steps = stepsUntil(optionsWith(u"clear@200s,E799@30s,E407/2@100s,E96@300s", rateOrNone(rate)), 400);
    struct Stretch
    {
        double from;
        int code, subCode;
    };
    const std::vector<Stretch> expected{{0, 0, 0}, {30, 799, 0}, {100, 407, 2}, {200, 0, 0}, {300, 96, 0}};
    std::vector<Stretch> seen;
    for (const SimulatedStep &step : steps) {
        const QJsonObject status = statusOf(step);
        if (status.isEmpty()) {
            continue;
        }
        const int code = status[u"errorCode"].toInt(-1);
        const int subCode = status[u"subErrorCode"].toInt(-1);
        if (seen.empty() || seen.back().code != code || seen.back().subCode != subCode) {
            seen.push_back({step.simulatedSeconds, code, subCode});
        }
    }
    QCOMPARE(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) {
        QCOMPARE(seen[i].code, expected[i].code);
        QCOMPARE(seen[i].subCode, expected[i].subCode);
        if (i > 0) { // the unit tells at once
            QCOMPARE(seen[i].from, expected[i].from);
        }
    }
}

void SimulationFaultsTest::aLeakAlsoShowsAtItsSensor()
{
    const auto steps = stepsUntil(optionsWith(u"E799@30s,E990@60s,clear@90s", 10), 100);
    for (const SimulatedStep &step : steps) {
        const QJsonObject status = statusOf(step);
        const int code = status[u"errorCode"].toInt(-1);
        QCOMPARE(status[u"wtrOvrSensorUse"].toInt(), code == 799 ? 2 : 1);
        QCOMPARE(status[u"conOvrSensorUse"].toInt(), code == 990 ? 2 : 1);
    }
}

void SimulationFaultsTest::theConnectionDropsOnceAtItsTime()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(u"drop@120s,drop@60s", rateOrNone(rate));
    std::vector<double> drops;
    std::size_t after = 0;
    for (const SimulatedStep &step : stepsUntil(options, 300)) {
        if (step.kind == SimulatedStep::Kind::Drop) {
            drops.push_back(step.simulatedSeconds);
            QCOMPARE(step.dueSeconds, step.simulatedSeconds / options.speed);
            QVERIFY(step.payload.isEmpty());
            QVERIFY(step.topic.isEmpty());
        } else {
            QVERIFY(isSound(step));
            after += step.simulatedSeconds > 120 ? 1 : 0;
        }
    }
    QVERIFY((drops == std::vector<double>{60, 120}));
    QVERIFY(after > 3); // the devices went on
}

void SimulationFaultsTest::garbageIsBrokenInSixWaysInTurn()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(
        u"garbage@10s,garbage@20s,garbage@30s,garbage@40s,garbage@50s,garbage@60s,garbage@70s", rateOrNone(rate));
    std::vector<SimulatedStep> broken;
    QString topic;
    for (SimulatedStep &step : stepsUntil(options, 100)) {
        if (isSound(step)) {
            topic = step.topic;
        } else {
            broken.push_back(std::move(step));
        }
    }
    QCOMPARE(broken.size(), std::size_t(7));
    std::vector<QJsonParseError> errors(broken.size());
    std::vector<QJsonDocument> documents;
    for (std::size_t i = 0; i < broken.size(); ++i) {
        QCOMPARE(broken[i].simulatedSeconds, 10.0 * double(i + 1));
        QCOMPARE(broken[i].topic, topic);
        documents.push_back(QJsonDocument::fromJson(broken[i].payload, &errors[i]));
        QCOMPARE(isValidUtf8(broken[i].payload), i != 5);
    }
    QVERIFY(errors[0].error != QJsonParseError::NoError); // no JSON: does not even begin like it
    QVERIFY(!broken[0].payload.startsWith('{'));
    QVERIFY(errors[1].error != QJsonParseError::NoError); // begins well, ends too early
    QVERIFY(broken[1].payload.startsWith(R"({"protocolVersion":2,)"));
    QVERIFY(documents[2][u"response"][u"status"][u"dhwTemperature"].isString());
    QVERIFY(documents[2][u"response"][u"status"][u"tankUpperTemperature"].isDouble());
    QVERIFY(documents[3].isArray());
    QVERIFY(documents[3][0][u"response"][u"status"].isObject());
    QCOMPARE(errors[4].error, QJsonParseError::NoError);
    QVERIFY(documents[4][u"response"][u"macAddress"].isString());
    QVERIFY(documents[4][u"response"][u"status"].isString());
    QVERIFY(broken[5].payload.endsWith("}}}")); // sound but for a few bytes
    QVERIFY(!broken[6].payload.startsWith('{')); // and again from the first
}

void SimulationFaultsTest::silenceLastsItsTime()
{
    QFETCH(const double, rate);
    int before = 0;
    int after = 0;
    for (const SimulatedStep &step : stepsUntil(optionsWith(u"silence@140s", rateOrNone(rate)), 1200)) {
        QVERIFY2(step.simulatedSeconds < 140 || step.simulatedSeconds >= 1040,
            qPrintable(QString::number(step.simulatedSeconds)));
        if (step.simulatedSeconds < 140) {
            ++before;
        } else if (++after == 1) {
            QVERIFY(step.simulatedSeconds < 1040 + kSoon);
        }
    }
    QVERIFY(before > 3);
    QVERIFY(after > 3);
}

void SimulationFaultsTest::aVeryLongSilenceAtAHighRateIsCrossedAtOnce()
{
    SimulationOptions options = optionsWith(u"silence/240h@0s", 1'000'000);
    options.speed = 0.001;
    Simulation simulation(options);
    const SimulatedStep step = simulation.next(); // 864,000,000,000,000 turns later
    QVERIFY(step.simulatedSeconds >= 240 * 3600.0);
    QVERIFY(step.simulatedSeconds < 240 * 3600.0 + 1);
}

void SimulationFaultsTest::whatHappensInSilenceShowsAfterIt()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(u"silence/5m@60s,E799@100s,garbage@120s,drop@200s", rateOrNone(rate));
    std::size_t drops = 0;
    for (const SimulatedStep &step : stepsUntil(options, 600)) {
        if (step.kind == SimulatedStep::Kind::Drop) {
            ++drops;
            continue;
        }
        QVERIFY(isSound(step));
        QVERIFY(step.simulatedSeconds < 60 || step.simulatedSeconds >= 360);
        const QJsonObject status = statusOf(step);
        if (!status.isEmpty()) {
            QCOMPARE(status[u"errorCode"].toInt(), step.simulatedSeconds < 60 ? 0 : 799);
        }
    }
    QCOMPARE(drops, std::size_t(1)); // the connection is not the device
}

void SimulationFaultsTest::onlyTheFirstDeviceIsHit()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(u"E799@30s,garbage@60s,silence@90s", rateOrNone(rate), 3);
    QMap<QString, int> duringSilence;
    QString first;
    for (const SimulatedStep &step : stepsUntil(options, 600)) {
        if (statusOf(step)[u"errorCode"].toInt() != 0 || !isSound(step)) {
            QVERIFY(first.isEmpty() || first == step.topic);
            first = step.topic;
        }
        if (step.simulatedSeconds >= 90) {
            ++duringSilence[step.topic];
        }
    }
    QVERIFY(!first.isEmpty());
    QVERIFY(!duringSilence.contains(first));
    QCOMPARE(duringSilence.size(), 2);
    for (const int messages : std::as_const(duringSilence)) {
        QVERIFY(messages > 10);
    }
}

void SimulationFaultsTest::provokedByHandHappensNow()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(u"E326@500s", rateOrNone(rate));
    Simulation simulation(options);
    const auto runTo = [&simulation](double simulatedSeconds) {
        std::vector<SimulatedStep> steps;
        while (auto step = simulation.nextUntil(simulatedSeconds / 60)) {
            steps.push_back(*std::move(step));
        }
        return steps;
    };
    QVERIFY(runTo(100).size() > 3);
    SimulatedFault fault;
    fault.code = 799;
    QVERIFY(simulation.provoke(fault, 100.2 / 60));
    auto steps = runTo(101);
    QVERIFY(!steps.empty());
    QCOMPARE(statusOf(steps.front())[u"errorCode"].toInt(), 799);
    QVERIFY2(steps.front().simulatedSeconds >= 100 && steps.front().simulatedSeconds <= 100.21,
        qPrintable(QString::number(steps.front().simulatedSeconds)));
    QCOMPARE(steps.front().dueSeconds, steps.front().simulatedSeconds / 60);

    fault.kind = SimulatedFault::Kind::Garbage;
    QVERIFY(simulation.provoke(fault, 120.0 / 60));
    fault.kind = SimulatedFault::Kind::Drop;
    QVERIFY(simulation.provoke(fault, 120.0 / 60));
    fault.kind = SimulatedFault::Kind::Clear;
    QVERIFY(simulation.provoke(fault, 120.0 / 60));
    QVERIFY(!isSound(simulation.next()));
    QVERIFY(simulation.next().kind == SimulatedStep::Kind::Drop);
    QCOMPARE(statusOf(simulation.next())[u"errorCode"].toInt(-1), 0);

    (void)runTo(200);
    fault.kind = SimulatedFault::Kind::Silence;
    fault.duration = std::chrono::seconds(200);
    QVERIFY(simulation.provoke(fault, 200.0 / 60));
    steps = runTo(399.9);
    QVERIFY2(steps.empty(), qPrintable(QString::number(steps.empty() ? 0 : steps.front().simulatedSeconds)));
    steps = runTo(600);
    QVERIFY(steps.size() > 3);
    QVERIFY(steps.front().simulatedSeconds >= 400);
    QCOMPARE(statusOf(steps.back())[u"errorCode"].toInt(), 326); // that of the address comes at its own time
}

void SimulationFaultsTest::provokedByHandHitsTheDeviceThatIsMeant()
{
    QFETCH(const double, rate);
    Simulation simulation(optionsWith(u"drop@900s", rateOrNone(rate), 3));
    (void)simulation.next();
    SimulatedFault fault;
    fault.code = 990;
    fault.device = simulation.deviceIds().at(1);
    QVERIFY(simulation.provoke(fault, 1));
    fault.device = u"020000000000"_s;
    QVERIFY(!simulation.provoke(fault, 1));
    QSet<QString> faulty;
    for (SimulatedStep step = simulation.next(); step.simulatedSeconds < 300; step = simulation.next()) {
        if (statusOf(step)[u"errorCode"].toInt() != 0) {
            faulty.insert(step.topic.section(u'/', 2, 2));
        }
    }
    QCOMPARE(faulty, QSet<QString>{u"navilink-"_s + simulation.deviceIds().at(1)});
}

void SimulationFaultsTest::askingWhatComesNextChangesNothing()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(u"E799@30s,garbage@60s,silence/2m@90s,E1@100s,drop@120s", rateOrNone(rate), 2);
    Simulation plain(options);
    Simulation asked(options);
    double now = 0;
    for (int i = 0; i < 500; ++i) {
        const SimulatedStep expected = plain.next();
        for (; now < expected.dueSeconds; now += 0.01) {
            QVERIFY(asked.quietUntil() <= expected.dueSeconds);
            QVERIFY(!asked.nextUntil(now));
        }
        const auto step = asked.nextUntil(expected.dueSeconds);
        QVERIFY(step);
        QCOMPARE(step->payload, expected.payload);
        QCOMPARE(step->dueSeconds, expected.dueSeconds);
    }
}

void SimulationFaultsTest::timesNeverDecrease()
{
    QFETCH(const double, rate);
    const auto options = optionsWith(
        u"garbage@60s,drop@60s,E799@60s,clear@60s,silence/1m@60s,drop@60s,drop@0s,E1@0s", rateOrNone(rate), 5);
    double last = 0;
    for (const SimulatedStep &step : stepsUntil(options, 1000)) {
        QVERIFY(step.simulatedSeconds >= last);
        QCOMPARE(step.dueSeconds, step.simulatedSeconds / options.speed);
        last = step.simulatedSeconds;
    }
    QVERIFY(last > 900);
}

QTEST_GUILESS_MAIN(SimulationFaultsTest)
#include "tst_simulationfaults.moc"
