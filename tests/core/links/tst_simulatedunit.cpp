// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nwp500facts.h"

#include <ember/links/simulation.h>

#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {
/// One status of the long run.
struct Sample
{
    double seconds;
    bool newer;
    QByteArray payload;
    QJsonObject status;

    [[nodiscard]] int value(QStringView key) const { return status[key].toInt(-999'999); }
};

QByteArray describe(const Sample &sample, const char *key)
{
    return QByteArray::number(sample.seconds) + " s: " + key + ' '
        + QByteArray::number(sample.value(QString::fromLatin1(key)));
}

/// QVERIFY2 makes its text even when all is well; with a million checks that takes its time.
#define VERIFY_AT(statement, sample, key) QVERIFY2(statement, (statement) ? "" : describe(sample, key).constData())

int seconds(const Sample &from, const Sample &to)
{
    return int(to.seconds - from.seconds);
}
} // namespace

/// What two units of different firmware age do in a long run, as their status messages tell it.
class SimulatedUnitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theKeysAreThoseOfTheFirmware();
    void everyValueIsAWholeNumberWithinWhatWasSeen();
    void anEnumeratedValueIsOneThatWasSeen();
    void theStatesFollowTheirCycle();
    void everyStateLooksAsItShould();
    void heatSourcesAgreeWithEachOther();
    void aChangeShowsFirstInHeatUseThenInModeThenInTheRelays();
    void idlePowerIsOneWattAndNeverNone();
    void chargeFollowsTheUpperTemperature();
    void energyFollowsTheTemperatures();
    void everyWayOfHeatingOccurs();
    void refrigerantReadingsFollowTheRun();
    void drawsCoolTheTankAndFlicker();
    void standbyLosesHalfAKelvinAnHour();
    void pushesSayWhyTheyCame();
    void heatingStartsSoonAndStops_data();
    void heatingStartsSoonAndStops();

private:
    std::vector<std::vector<Sample>> m_runs; // one per unit
};

void SimulatedUnitTest::initTestCase()
{
    SimulationOptions options;
    options.seed = 7;
    options.devices = 2;
    Simulation simulation(options);
    QMap<QString, std::vector<Sample>> runs;
    QStringList order;
    for (int i = 0; i < 26'000; ++i) {
        const SimulatedStep step = simulation.next();
        const QJsonObject response = QJsonDocument::fromJson(step.payload)[u"response"].toObject();
        if (response[u"feature"].isObject()) {
            continue;
        }
        QVERIFY(response[u"status"].isObject());
        const QJsonObject status = response[u"status"].toObject();
        const bool newer = status.contains(u"recircOperationMode");
        runs[step.topic].push_back({step.simulatedSeconds, newer, step.payload, status});
    }
    m_runs = {runs.cbegin(), runs.cend()};
    std::ranges::sort(m_runs, {}, [](const auto &run) { return !run.front().newer; });
    QCOMPARE(m_runs.size(), std::size_t(2));
    QVERIFY(m_runs[0].front().newer);
    QVERIFY(!m_runs[1].front().newer);
}

void SimulatedUnitTest::theKeysAreThoseOfTheFirmware()
{
    const QStringList older = nwp500::kOlderKeys.split(u' ');
    const QStringList newer = nwp500::kNewerKeys.split(u' ');
    QCOMPARE(older.size(), 87);
    QCOMPARE(newer.size(), 15);
    for (const auto &run : m_runs) {
        const QStringList all = run.front().newer ? older + newer : older;
        const QSet<QString> expected(all.begin(), all.end());
        for (const Sample &sample : run) {
            const QStringList keys = sample.status.keys();
            QCOMPARE(keys.size(), all.size());
            QVERIFY(QSet<QString>(keys.begin(), keys.end()) == expected);
        }
        qsizetype position = 0; // the captured order
        for (const QString &key : older) {
            position = run.front().payload.indexOf(QByteArray('"' + key.toLatin1() + "\":"), position);
            QVERIFY2(position > 0, qPrintable(key));
        }
    }
}

void SimulatedUnitTest::everyValueIsAWholeNumberWithinWhatWasSeen()
{
    for (const auto &run : m_runs) {
        for (const Sample &sample : run) {
            for (const auto &value : sample.status) {
                QVERIFY(value.isDouble());
                QCOMPARE(value.toDouble(), std::floor(value.toDouble()));
            }
            QVERIFY(!sample.payload.contains('.')); // 60, not 60.0
            for (const nwp500::Range &range : nwp500::kSeen) {
                const int value = sample.value(QString::fromLatin1(range.key));
                VERIFY_AT(value >= range.lowest && value <= range.highest, sample, range.key);
            }
        }
    }
}

void SimulatedUnitTest::anEnumeratedValueIsOneThatWasSeen()
{
    const QSet<int> thresholds{70, 81, 117, 121};
    const QMap<QString, QSet<int>> seen{
        {u"command"_s, {16777219, 0, 67108868, 67108883, 67108892}},
        {u"currentStatenum"_s, {20, 30, 40, 50, 60, 70}},
        {u"operationMode"_s, {0, 32, 64, 96}},
        {u"dhwOperationSetting"_s, {1, 2, 3, 4}},
        {u"touStatus"_s, {0, 1, 3}},
        {u"antiLegionellaPeriod"_s, {7, 14}},
        {u"dhwTemperatureSetting"_s, {117, 121}},
        {u"totalEnergyCapacity"_s, {1404, 1720, 1791, 1861}},
        {u"targetFanRpm"_s, {0, 550, 900}},
        {u"hpUpperOnTempSetting"_s, thresholds},
        {u"hpUpperOffTempSetting"_s, thresholds},
        {u"hpLowerOnTempSetting"_s, thresholds},
        {u"hpLowerOffTempSetting"_s, thresholds},
        {u"heUpperOnTempSetting"_s, thresholds},
        {u"heUpperOffTempSetting"_s, thresholds},
        {u"heLowerOnTempSetting"_s, thresholds},
        {u"heLowerOffTempSetting"_s, thresholds},
    };
    QSet<int> touStates;
    for (const auto &run : m_runs) {
        for (const Sample &sample : run) {
            for (auto entry = seen.cbegin(); entry != seen.cend(); ++entry) {
                VERIFY_AT(entry->contains(sample.value(entry.key())), sample, entry.key().toLatin1().constData());
            }
            QCOMPARE(sample.value(u"dhwTargetTemperatureSetting"), sample.value(u"dhwTemperatureSetting"));
            touStates.insert(sample.value(u"touStatus"));
        }
    }
    QCOMPARE(touStates, (QSet<int>{0, 1, 3}));
}

void SimulatedUnitTest::theStatesFollowTheirCycle()
{
    const QSet<std::pair<int, int>> allowed{{20, 30}, {30, 40}, {40, 50}, {50, 60}, {60, 70}, {70, 20}};
    for (const auto &run : m_runs) {
        QSet<std::pair<int, int>> taken;
        const Sample *entered = &run.front();
        for (const Sample &sample : run) {
            const int from = entered->value(u"currentStatenum");
            const int to = sample.value(u"currentStatenum");
            if (from == to) {
                continue;
            }
            VERIFY_AT(allowed.contains({from, to}), sample, "currentStatenum");
            taken.insert({from, to});
            if (from == 60) {
                QVERIFY(seconds(*entered, sample) <= 30);
            } else if (from == 70) { // about 4.5 minutes
                QVERIFY(seconds(*entered, sample) >= 240 && seconds(*entered, sample) <= 300);
            }
            entered = &sample;
        }
        QCOMPARE(taken, allowed);
    }
}

void SimulatedUnitTest::everyStateLooksAsItShould()
{
    struct Look
    {
        int compressor, valve, fan, lowestPower, highestPower;
    };
    const QMap<int, Look> looks{
        {20, {1, 1, 1, 1, 16}},
        {30, {1, 2, 2, 1, 17}},
        {40, {2, 2, 2, 9, 13}},
        {50, {2, 2, 2, 432, 479}},
        {60, {1, 2, 2, 1, 20}},
        {70, {1, 2, 1, 1, 9}},
    };
    for (const auto &run : m_runs) {
        for (const Sample &sample : run) {
            const int state = sample.value(u"currentStatenum");
            const Look look = looks[state];
            VERIFY_AT(sample.value(u"compUse") == look.compressor, sample, "compUse");
            VERIFY_AT(sample.value(u"eevUse") == look.valve, sample, "eevUse");
            VERIFY_AT(sample.value(u"evaFanUse") == look.fan, sample, "evaFanUse");
            QCOMPARE(sample.value(u"targetFanRpm") > 0, look.fan == 2);
            QCOMPARE(sample.value(u"fanPwm") >= 1092, look.fan == 2);
            if (state == 20) {
                QCOMPARE(sample.value(u"eevStep"), 480);
            } else if (state == 50) {
                VERIFY_AT(sample.value(u"eevStep") >= 95 && sample.value(u"eevStep") <= 140, sample, "eevStep");
            }
            const int power = sample.value(u"currentInstPower");
            if (sample.value(u"heatUpperUse") == 1) {
                VERIFY_AT(power >= look.lowestPower && power <= look.highestPower, sample, "currentInstPower");
            } else {
                VERIFY_AT(power >= 2362, sample, "currentInstPower");
            }
        }
    }
}

void SimulatedUnitTest::heatSourcesAgreeWithEachOther()
{
    for (const auto &run : m_runs) {
        int lastHeatUse = 0;
        double since = 0;
        for (const Sample &sample : run) {
            const int heatUse = sample.value(u"currentHeatUse");
            QCOMPARE(sample.value(u"operationBusy"), heatUse != 0 ? 2 : 1);
            since = heatUse == lastHeatUse ? since : sample.seconds;
            lastHeatUse = heatUse;
            const bool followed = sample.seconds - since > 5; // the relays come last, on and off
            if (sample.value(u"heatUpperUse") == 2 && followed) {
                VERIFY_AT((heatUse & 2) != 0, sample, "currentHeatUse");
            }
            if (sample.value(u"compUse") == 2 && followed) {
                VERIFY_AT((heatUse & 1) != 0, sample, "currentHeatUse");
            }
            if (heatUse == 2 && followed) { // the element alone: the state machine stands still
                QCOMPARE(sample.value(u"currentStatenum"), 20);
            }
            QCOMPARE(sample.value(u"dhwTemperature"), sample.value(u"tankUpperTemperature") / 5);
        }
    }
}

void SimulatedUnitTest::aChangeShowsFirstInHeatUseThenInModeThenInTheRelays()
{
    int elementRuns = 0;
    for (const auto &run : m_runs) {
        int lastHeatUse = 0;
        int lastElement = 1;
        double since = 0;
        for (const Sample &sample : run) {
            const int heatUse = sample.value(u"currentHeatUse");
            if (heatUse != lastHeatUse) {
                QVERIFY(sample.value(u"operationMode") != heatUse * 32); // follows
                since = sample.seconds;
                lastHeatUse = heatUse;
            }
            if (sample.seconds - since > 3) { // settled: 0x20 heat pump, 0x40 element
                VERIFY_AT(sample.value(u"operationMode") == heatUse * 32, sample, "operationMode");
            }
            if (sample.value(u"heatUpperUse") == 2 && lastElement == 1) {
                ++elementRuns;
                QVERIFY((sample.value(u"operationMode") & 64) != 0);
            }
            lastElement = sample.value(u"heatUpperUse");
        }
    }
    QVERIFY(elementRuns > 3);
}

void SimulatedUnitTest::idlePowerIsOneWattAndNeverNone()
{
    int idle = 0;
    int oneWatt = 0;
    for (const auto &run : m_runs) {
        for (const Sample &sample : run) {
            VERIFY_AT(sample.value(u"currentInstPower") >= 1, sample, "currentInstPower");
            if (sample.value(u"currentStatenum") == 20 && sample.value(u"heatUpperUse") == 1) {
                ++idle;
                oneWatt += sample.value(u"currentInstPower") == 1 ? 1 : 0;
            }
        }
    }
    QVERIFY(oneWatt > idle * 9 / 10);
    QVERIFY(oneWatt < idle); // now and then a few
}

void SimulatedUnitTest::chargeFollowsTheUpperTemperature()
{
    for (const auto &run : m_runs) {
        for (const Sample &sample : run) {
            const double upper = sample.value(u"tankUpperTemperature") / 10.0;
            const double setpoint = sample.value(u"dhwTemperatureSetting") / 2.0;
            const int charge = std::min(100, int(std::floor(100 * (upper - 35) / (setpoint - 35) + 1e-9)));
            VERIFY_AT(sample.value(u"dhwChargePer") == charge, sample, "dhwChargePer");
        }
    }
}

void SimulatedUnitTest::energyFollowsTheTemperatures()
{
    for (const auto &run : m_runs) {
        const double reference = run.front().newer ? 40.5 : 34; // nwp500.md §5: December and September data
        QSet<int> deviations;
        for (const Sample &sample : run) {
            const double setpoint = sample.value(u"dhwTemperatureSetting") / 2.0;
            const double mean = (sample.value(u"tankUpperTemperature") + sample.value(u"tankLowerTemperature")) / 20.0;
            const double available = 70.25 * std::max(0.0, setpoint - mean);
            const double off = sample.value(u"availableEnergyCapacity") - available;
            VERIFY_AT(std::abs(off) <= 11, sample, "availableEnergyCapacity");
            VERIFY_AT(available > 0 || off == 0, sample, "availableEnergyCapacity");
            deviations.insert(int(off));
            const double total = 70.25 * (setpoint - reference);
            VERIFY_AT(std::abs(sample.value(u"totalEnergyCapacity") - total) <= 1, sample, "totalEnergyCapacity");
        }
        QVERIFY(deviations.size() > 5); // it trembles
    }
}

void SimulatedUnitTest::everyWayOfHeatingOccurs()
{
    QSet<std::pair<int, int>> ways; // mode, what heats
    for (const auto &run : m_runs) {
        int starts = 0;
        int stops = 0;
        bool wasBusy = false;
        for (const Sample &sample : run) {
            const bool busy = sample.value(u"operationBusy") == 2;
            starts += busy && !wasBusy ? 1 : 0;
            stops += !busy && wasBusy ? 1 : 0;
            wasBusy = busy;
            if (sample.value(u"compUse") == 2 || sample.value(u"heatUpperUse") == 2) {
                ways.insert({sample.value(u"operationMode"), sample.value(u"currentHeatUse")});
            }
        }
        QVERIFY(starts > 3);
        QVERIFY(stops > 3);
    }
    for (const int heatUse : {1, 2, 3}) {
        QVERIFY2(ways.contains({heatUse * 32, heatUse}), qPrintable(QString::number(heatUse)));
    }
}

void SimulatedUnitTest::refrigerantReadingsFollowTheRun()
{
    for (const auto &run : m_runs) {
        double runningSince = -1;
        int settled = 0;
        int lowestSuperheat = 0;
        for (const Sample &sample : run) {
            lowestSuperheat = std::min(lowestSuperheat, sample.value(u"currentSuperHeat"));
            if (sample.value(u"currentStatenum") != 50) {
                runningSince = -1;
                continue;
            }
            runningSince = runningSince < 0 ? sample.seconds : runningSince;
            if (sample.seconds - runningSince < 1500) {
                continue;
            }
            ++settled; // nwp500.md §5; the September captures were in warmer air
            const int superheat = sample.value(u"currentSuperHeat");
            VERIFY_AT(superheat >= 30 && superheat <= 60, sample, "currentSuperHeat");
            VERIFY_AT(sample.value(u"dischargeTemperature") >= 640, sample, "dischargeTemperature");
            VERIFY_AT(sample.value(u"suctionTemperature") <= (sample.newer ? 110 : 140), sample, "suctionTemperature");
            VERIFY_AT(
                sample.value(u"evaporatorTemperature") <= (sample.newer ? 75 : 120), sample, "evaporatorTemperature");
        }
        QVERIFY(settled > 50);
        QVERIFY(lowestSuperheat < 0); // a difference, it may be negative
    }
}

void SimulatedUnitTest::drawsCoolTheTankAndFlicker()
{
    for (const auto &run : m_runs) {
        int flickers = 0;
        int cooled = 0;
        int sustained = 0;
        for (std::size_t i = 1; i < run.size(); ++i) {
            const bool draws = run[i].value(u"dhwUse") == 2;
            const bool drew = run[i - 1].value(u"dhwUse") == 2;
            flickers += draws != drew ? 1 : 0;
            const int change = run[i].value(u"tankLowerTemperature") - run[i - 1].value(u"tankLowerTemperature");
            cooled += draws && drew && change < 0 ? 1 : 0;
            sustained += run[i].value(u"dhwUseSustained");
            if (run[i].value(u"dhwUseSustained") == 1) {
                QVERIFY(draws);
            }
        }
        const double hours = run.back().seconds / 3600;
        QVERIFY(flickers > 4 * hours); // seen: 58 in 4.5 h
        QVERIFY(flickers < 30 * hours);
        QVERIFY(cooled > 50);
        QVERIFY(sustained > 20);
    }
}

void SimulatedUnitTest::standbyLosesHalfAKelvinAnHour()
{
    for (const auto &run : m_runs) {
        const Sample *start = nullptr;
        double hours = 0;
        int lost = 0; // K / 10
        for (const Sample &sample : run) {
            const bool quiet = sample.value(u"currentStatenum") == 20 && sample.value(u"heatUpperUse") == 1
                && sample.value(u"dhwUse") == 1;
            if (quiet && start != nullptr) {
                hours += (sample.seconds - start->seconds) / 3600;
                lost += start->value(u"tankUpperTemperature") - sample.value(u"tankUpperTemperature");
            }
            start = quiet ? &sample : nullptr;
        }
        QVERIFY(hours > 5);
        const double perHour = lost / 10.0 / hours;
        QVERIFY2(perHour > 0.3 && perHour < 0.8, qPrintable(QString::number(perHour)));
    }
}

void SimulatedUnitTest::pushesSayWhyTheyCame()
{
    const std::vector<std::pair<QString, int>> reasons{{u"currentHeatUse"_s, 67108868}, {u"operationMode"_s, 67108883},
        {u"compUse"_s, 67108892}, {u"evaFanUse"_s, 67108892}, {u"heatUpperUse"_s, 67108892}};
    for (const auto &run : m_runs) {
        // The very last changes may not have been told yet.
        for (std::size_t i = 1; i + 10 < run.size(); ++i) {
            for (const auto &[key, reason] : reasons) {
                if (run[i].value(key) == run[i - 1].value(key)) {
                    continue;
                }
                // A poll may show it first, and several reasons make several pushes.
                std::size_t told = i;
                while (run[told].value(u"command") != reason && told + 1 < run.size()) {
                    ++told;
                }
                VERIFY_AT(run[told].seconds - run[i].seconds < 1, run[i], key.toLatin1().constData());
            }
        }
    }
}

void SimulatedUnitTest::heatingStartsSoonAndStops_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 0; seed < 12; ++seed) {
        QTest::addRow("seed %llu", seed) << seed;
    }
}

void SimulatedUnitTest::heatingStartsSoonAndStops()
{
    QFETCH(const quint64, seed);
    SimulationOptions options;
    options.seed = seed;
    Simulation simulation(options);
    double started = 0;
    double stopped = 0;
    QSet<int> temperatures;
    while (stopped == 0) {
        const SimulatedStep step = simulation.next();
        QVERIFY2(step.simulatedSeconds < 2.5 * 3600, "heating never stopped");
        const QJsonObject status = QJsonDocument::fromJson(step.payload)[u"response"][u"status"].toObject();
        if (status.isEmpty()) {
            continue;
        }
        temperatures.insert(status[u"dhwTemperature"].toInt());
        const bool busy = status[u"operationBusy"].toInt() == 2;
        if (busy && started == 0) {
            started = step.simulatedSeconds;
        } else if (!busy && started != 0) {
            stopped = step.simulatedSeconds;
        }
    }
    QVERIFY2(started > 60 && started < 600, qPrintable(QString::number(started))); // 10 s at 60 × real time
    QVERIFY2(stopped - started > 1200, qPrintable(QString::number(stopped)));
    QVERIFY(temperatures.size() >= 4); // something to see
}

QTEST_GUILESS_MAIN(SimulatedUnitTest)
#include "tst_simulatedunit.moc"
