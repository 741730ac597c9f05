// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the program does when a broker goes away, never comes, or does not let it in.
#include "cliprocess.h"
#include "outputrules.h"

#include <mosquittobroker.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 15'000; // ms
constexpr int kReconnected = 30'000;
const QString kTopic = u"cmd/52/navilink-0c1d2e3f4a5b/e2e/res"_s;

QByteArray statusWith(int temperature)
{
    return R"({"response":{"macAddress":"0c1d2e3f4a5b","additionalValue":"5322","status":{"dhwTemperature":)"
        + QByteArray::number(temperature) + "}}}";
}

QString urlOf(quint16 port, const QString &user = {})
{
    const QString host = user.isEmpty() ? u"127.0.0.1"_s : QString(user + u"@127.0.0.1"_s);
    return u"mqtt://%1:%2?poll=off"_s.arg(host).arg(port);
}

QByteArray everythingIn(const QString &file)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

} // namespace

class TestWatchRestart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aBrokerThatComesBackIsWatchedAgain();
    void anUnreachableBrokerIsToldAndEndsWithOne();
    void aBrokerThatComesLateIsFound();
    void aRefusedPasswordEndsAtOnceAndIsNeverShown();

private:
    [[nodiscard]] QStringList watching(const QString &url, const QStringList &more = {}) const
    {
        return QStringList{u"watch"_s, url, u"--format"_s, u"jsonl"_s, u"--report"_s, m_report} + more;
    }

    QTemporaryDir m_folder;
    QString m_report;
};

void TestWatchRestart::init()
{
    m_report = m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
}

void TestWatchRestart::aBrokerThatComesBackIsWatchedAgain()
{
    MosquittoBroker broker;
    QVERIFY(broker.start());
    CliProcess cli(watching(urlOf(broker.port())));
    cli.start();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);
    QVERIFY(broker.publish(kTopic, statusWith(117), {u"-q"_s, u"1"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.status_received"_s), 1, kSoon);

    broker.kill();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.interrupted"_s), 1, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("interrupted"), kSoon);
    QVERIFY(broker.restart());
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.resumed"_s), 1, kReconnected);
    QVERIFY(broker.publish(kTopic, statusWith(118), {u"-q"_s, u"1"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.status_received"_s), 2, kSoon);
    // The baseline survived: the change across the gap is a change.
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"device.temperature_changed"_s), 1, kSoon);
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);

    QCOMPARE(cli.count(u"connection.established"_s), 1);
    const QString events = complaintAboutEvents(cli.events());
    QVERIFY2(events.isEmpty(), qUtf8Printable(events));
    const QJsonObject report = readReport(m_report);
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
    QCOMPARE(report[u"messages"_s][u"decoded"_s].toInt(), 2);
    const QJsonObject connection = report[u"connections"_s][0].toObject();
    QCOMPARE(connection[u"established"_s].toInt(), 1);
    QVERIFY(connection[u"interrupted"_s].toInt() >= 1);
    QVERIFY(connection[u"resumed"_s].toInt() >= 1);
    const QJsonObject drop = connection[u"drops"_s][0].toObject();
    QVERIFY(!drop[u"reason"_s].toString().isEmpty());
    QVERIFY(drop[u"durationSeconds"_s].toDouble() > 0);
    QVERIFY(drop[u"nextTrySeconds"_s].toDouble() > 0);
}

void TestWatchRestart::anUnreachableBrokerIsToldAndEndsWithOne()
{
    const quint16 port = MosquittoBroker::freePort();
    CliProcess cli(watching(urlOf(port), {u"--for"_s, u"4s"_s}));
    QElapsedTimer clock;
    clock.start();
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 1);
    QVERIFY2(clock.elapsed() >= 3'900, "it tries until the time is over");
    QCOMPARE(cli.count(u"connection.established"_s), 0);

    // Several attempts came to nothing in that time; each line says something new.
    const QList<QByteArray> lines = cli.errorLines();
    QVERIFY2(lines.size() >= 1 && lines.size() <= 3, cli.errors().constData());
    for (qsizetype i = 1; i < lines.size(); ++i) {
        QVERIFY2(lines[i] != lines[i - 1], cli.errors().constData());
    }
    QVERIFY2(cli.errors().contains(QByteArray::number(port)), cli.errors().constData());
    const QJsonObject report = readReport(m_report);
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
    QCOMPARE(report[u"connections"_s][0][u"established"_s].toInt(-1), 0);
    QCOMPARE(report[u"messages"_s][u"received"_s].toInt(-1), 0);
}

void TestWatchRestart::aBrokerThatComesLateIsFound()
{
    const quint16 port = MosquittoBroker::freePort();
    CliProcess cli(watching(urlOf(port)));
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("trying again"), kSoon);
    MosquittoBroker broker;
    QVERIFY(broker.start({}, port));
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kReconnected);
    QCOMPARE(cli.count(u"connection.interrupted"_s), 0);
    cli.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);
}

void TestWatchRestart::aRefusedPasswordEndsAtOnceAndIsNeverShown()
{
    MosquittoBroker broker;
    const QString users = broker.addUser(u"anna"_s, u"the-right-one"_s);
    QVERIFY(broker.start({u"allow_anonymous false"_s, users}));

    const QByteArray secret = "s3cr3t-w0rd";
    CliProcess cli(watching(urlOf(broker.port(), u"anna:"_s + QString::fromLatin1(secret))));
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon); // half of the 30 s it would try an unreachable one
    QCOMPARE(cli.exitCode(), 1);
    QCOMPARE(cli.count(u"connection.lost"_s), 1);
    QCOMPARE(cli.count(u"connection.established"_s), 0);
    QVERIFY2(cli.errors().contains("anna") && cli.errors().contains("password"), cli.errors().constData());
    const QByteArray report = everythingIn(m_report);
    QVERIFY(!report.isEmpty());
    for (const QByteArray &text : {cli.lines().join('\n'), cli.errors(), report}) {
        QVERIFY2(!text.contains(secret), text.constData());
    }

    // The right one is let in, and not shown either.
    CliProcess welcome(watching(urlOf(broker.port(), u"anna:the-right-one"_s)));
    welcome.start();
    QTRY_COMPARE_WITH_TIMEOUT(welcome.count(u"connection.established"_s), 1, kSoon);
    welcome.signal(SIGINT);
    QTRY_VERIFY_WITH_TIMEOUT(welcome.hasEnded(), kSoon);
    QCOMPARE(welcome.exitCode(), 0);
    for (const QByteArray &text : {welcome.lines().join('\n'), welcome.errors(), everythingIn(m_report)}) {
        QVERIFY2(!text.contains("the-right-one"), text.constData());
    }
}

QTEST_GUILESS_MAIN(TestWatchRestart)
#include "tst_watch_restart.moc"
