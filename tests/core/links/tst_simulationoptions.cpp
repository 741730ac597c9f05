// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/simulationoptions.h>

#include <QtTest/QTest>

using namespace ember;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Parameters = QList<std::pair<QString, QString>>;
using Kind = SimulatedFault::Kind;

class SimulationOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFaultAndUnitIsRead();
    void aWrongFaultIsNamedWithWhatIsKnown_data();
    void aWrongFaultIsNamedWithWhatIsKnown();
    void parametersBecomeOptions();
    void withoutParametersTheDefaultsHold();
    void aWrongParameterSaysWhatIsPossible_data();
    void aWrongParameterSaysWhatIsPossible();
};

void SimulationOptionsTest::everyFaultAndUnitIsRead()
{
    const auto faults = parseFaults(u"E799@30s, E407/1@1.5m,CLEAR@90s,drop@2h,garbage@250ms,silence@0s,silence/20m@1s");
    QVERIFY2(faults, faults ? "" : qPrintable(faults.error()));
    const QList<SimulatedFault> expected{
        {Kind::Error, 799, 0, 30s, 0ms},
        {Kind::Error, 407, 1, 90s, 0ms},
        {Kind::Clear, 0, 0, 90s, 0ms},
        {Kind::Drop, 0, 0, 2h, 0ms},
        {Kind::Garbage, 0, 0, 250ms, 0ms},
        {Kind::Silence, 0, 0, 0s, 900s},
        {Kind::Silence, 0, 0, 1s, 20min},
    };
    QCOMPARE(faults->size(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        QVERIFY2(faults->at(i) == expected.at(i), qPrintable(QString::number(i)));
    }
}

void SimulationOptionsTest::aWrongFaultIsNamedWithWhatIsKnown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("parts");
    const QStringList known{u"E799"_s, u"E407/1"_s, u"clear"_s, u"drop"_s, u"garbage"_s, u"silence"_s};
    QTest::newRow("unknown name") << u"drop@1s,explode@30s"_s << QStringList{u"\"explode@30s\""_s} + known;
    QTest::newRow("nothing") << QString() << QStringList{u"no time"_s} + known;
    QTest::newRow("empty part") << u"drop@1s,,clear@2s"_s << known;
    QTest::newRow("no time") << u"E799"_s << QStringList{u"\"E799\""_s, u"no time"_s};
    QTest::newRow("no unit") << u"E799@30"_s << QStringList{u"\"E799@30\""_s, u"ms, s, m and h"_s};
    QTest::newRow("other unit") << u"drop@3d"_s << QStringList{u"ms, s, m and h"_s};
    QTest::newRow("negative") << u"drop@-3s"_s << QStringList{u"ms, s, m and h"_s};
    QTest::newRow("not a number") << u"drop@nans"_s << QStringList{u"ms, s, m and h"_s};
    QTest::newRow("endless") << u"drop@1e300h"_s << QStringList{u"ms, s, m and h"_s};
    QTest::newRow("code 0") << u"E0@1s"_s << QStringList{u"E1 to E999"_s};
    QTest::newRow("code too high") << u"E1000@1s"_s << QStringList{u"E1 to E999"_s};
    QTest::newRow("code with text") << u"E7x@1s"_s << QStringList{u"E1 to E999"_s};
    QTest::newRow("sub-code missing") << u"E407/@1s"_s << QStringList{u"0 to 99"_s};
    QTest::newRow("sub-code too high") << u"E407/100@1s"_s << QStringList{u"0 to 99"_s};
    QTest::newRow("drop with argument") << u"drop/2@1s"_s << QStringList{u"takes nothing"_s, u"\"drop\""_s};
    QTest::newRow("silence without length") << u"silence/@1s"_s << QStringList{u"20m"_s};
}

void SimulationOptionsTest::aWrongFaultIsNamedWithWhatIsKnown()
{
    QFETCH(const QString, text);
    QFETCH(const QStringList, parts);
    const auto faults = parseFaults(text);
    QVERIFY(!faults);
    for (const QString &part : parts) {
        QVERIFY2(faults.error().contains(part), qPrintable(faults.error()));
    }
}

void SimulationOptionsTest::parametersBecomeOptions()
{
    const Parameters parameters{{u"seed"_s, u"18446744073709551615"_s}, {u"speed"_s, u"0.5"_s}, {u"rate"_s, u"1000"_s},
        {u"devices"_s, u"3"_s}, {u"fault"_s, u"drop@1s,clear@2s"_s}};
    const auto options = simulationOptions(u"navien-nwp500"_s, parameters);
    QVERIFY2(options, options ? "" : qPrintable(options.error()));
    QCOMPARE(options->profile, u"navien-nwp500"_s);
    QCOMPARE(options->seed, quint64(18446744073709551615U));
    QCOMPARE(options->speed, 0.5);
    QVERIFY(options->rate == 1000.0);
    QCOMPARE(options->devices, 3);
    QCOMPARE(options->faults.size(), 2);
    QVERIFY(options->faults.at(1).kind == Kind::Clear);
}

void SimulationOptionsTest::withoutParametersTheDefaultsHold()
{
    const auto options = simulationOptions({}, {});
    QVERIFY(options.isOk());
    QCOMPARE(options->profile, u"navien-nwp500"_s);
    QCOMPARE(options->seed, quint64(1));
    QCOMPARE(options->speed, 60.0);
    QVERIFY(!options->rate);
    QCOMPARE(options->devices, 1);
    QVERIFY(options->faults.isEmpty());
}

void SimulationOptionsTest::aWrongParameterSaysWhatIsPossible_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<Parameters>("parameters");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char *name, const QString &key, const QString &value, const QStringList &parts) {
        QTest::newRow(name) << QString() << Parameters{{key, value}} << parts;
    };
    QTest::newRow("profile") << u"toaster"_s << Parameters() << QStringList{u"toaster"_s, u"navien-nwp500"_s};
    QTest::newRow("twice") << QString() << Parameters{{u"seed"_s, u"1"_s}, {u"seed"_s, u"2"_s}}
                           << QStringList{u"\"seed\""_s, u"twice"_s};
    row("unknown", u"sped"_s, u"1"_s, {u"\"sped\""_s, u"seed, speed, rate, devices and fault"_s});
    row("seed", u"seed"_s, u"-1"_s, {u"\"-1\""_s, u"seed"_s});
    row("speed text", u"speed"_s, u"fast"_s, {u"\"fast\""_s, u"0.001 to 10000"_s});
    row("speed nought", u"speed"_s, u"0"_s, {u"0.001 to 10000"_s});
    row("speed nan", u"speed"_s, u"nan"_s, {u"0.001 to 10000"_s});
    row("rate", u"rate"_s, u"1e8"_s, {u"rate"_s, u"0.001 to 10000000"_s});
    row("devices", u"devices"_s, u"1001"_s, {u"1 to 1000"_s});
    row("half a device", u"devices"_s, u"1.5"_s, {u"1 to 1000"_s});
    row("fault", u"fault"_s, u"E799"_s, {u"\"E799\""_s, u"no time"_s});
}

void SimulationOptionsTest::aWrongParameterSaysWhatIsPossible()
{
    QFETCH(const QString, profile);
    QFETCH(const Parameters, parameters);
    QFETCH(const QStringList, parts);
    const auto options = simulationOptions(profile, parameters);
    QVERIFY(!options);
    for (const QString &part : parts) {
        QVERIFY2(options.error().contains(part), qPrintable(options.error()));
    }
}

QTEST_GUILESS_MAIN(SimulationOptionsTest)
#include "tst_simulationoptions.moc"
