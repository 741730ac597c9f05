// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The real program, a real broker, and a device there that talks back.
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>
#include <simulateddevice.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms

bool says(const CliProcess &cli, const QByteArray &text)
{
    return std::ranges::any_of(cli.errorLines(), [&](const QByteArray &line) { return line.contains(text); });
}

} // namespace

class TestWatchDevice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksTheDeviceAndLivesThroughItsAbsence();
    void saysWhichDeviceCannotBeAsked();
};

void TestWatchDevice::asksTheDeviceAndLivesThroughItsAbsence()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    SimulatedDevice device(broker.port(), 3, 1);
    QVERIFY(device.arrive());
    const QTemporaryDir folder;
    const QString reportFile = folder.filePath(u"report.json"_s);
    CliProcess cli({u"watch"_s, u"mqtt://127.0.0.1:%1?poll=1&device=%2:5322"_s.arg(broker.port()).arg(device.id()),
        u"--format"_s, u"jsonl"_s, u"--report"_s, reportFile});
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) >= 3, kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.feature_received"_s), 1, kSoon);

    device.leave();
    ember::SimulatedFault fault;
    fault.code = 990;
    device.provoke(fault);
    const int before = cli.count(u"device.status_received"_s);
    QVERIFY(device.arrive());
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) >= before + 3, kSoon);
    // What it had before is still known: the fault that came in its absence is an event.
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.error_detected"_s), 1, kSoon);
    QCOMPARE(cli.count(u"connection.interrupted"_s), 0);

    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);
    const QString complaint = complaintAboutEvents(cli.events());
    QVERIFY2(complaint.isEmpty(), qPrintable(complaint));
    const QJsonObject report = readReport(reportFile);
    const QString counts = complaintAboutCounts(report, cli.events());
    QVERIFY2(counts.isEmpty(), qPrintable(counts));
    const QJsonObject messages = report[u"messages"_s].toObject();
    QVERIFY(messages[u"ignored"_s].toInt() >= 5); // what we asked and heard ourselves
    QCOMPARE(messages[u"undecodable"_s].toInt(-1), 0);
    QCOMPARE(device.refusals(), QStringList());
}

void TestWatchDevice::saysWhichDeviceCannotBeAsked()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    CliProcess cli({u"watch"_s, u"mqtt://127.0.0.1:%1?device=aabbccddeeff"_s.arg(broker.port())});
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(says(cli, "device=aabbccddeeff:VALUE"), kSoon);
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestWatchDevice)
#include "tst_watch_device.moc"
