// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The contract of the terminal program (design.md §6): exit codes, texts, and the ways it ends.
#include "cliprocess.h"
#include "outputrules.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms

QStringList jsonl(const QString &url, const QStringList &more = {})
{
    return QStringList{u"watch"_s, url, u"--format"_s, u"jsonl"_s} + more;
}

} // namespace

class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongUsageEndsWithTwo_data();
    void wrongUsageEndsWithTwo();
    void aWrongExpressionIsPointedAt();
    void laterCommandsAreSaidToBeLater_data();
    void laterCommandsAreSaidToBeLater();
    void helpAndVersionGoToStdout_data();
    void helpAndVersionGoToStdout();
    void whatCannotBeDoneEndsWithOne_data();
    void whatCannotBeDoneEndsWithOne();
    void countPrintsExactlyThatMany_data();
    void countPrintsExactlyThatMany();
    void filtersConcernWhatIsPrinted();
    void forEndsInTime();
    void signalsEndCleanlyWithTheReport_data();
    void signalsEndCleanlyWithTheReport();
    void aClosedStdoutEndsCleanly();

private:
    [[nodiscard]] QString reportFile() const
    {
        return m_folder.filePath(QString::fromLatin1(QTest::currentTestFunction()) + u".json"_s);
    }

    QTemporaryDir m_folder;
};

void TestCli::wrongUsageEndsWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("says");
    const auto row = [](const char *name, const QStringList &arguments, const QStringList &says) {
        QTest::newRow(name) << arguments << says;
    };
    row("nothing", {}, {u"watch"_s});
    row("unknown command", {u"wach"_s, u"sim:"_s}, {u"wach"_s, u"--help"_s});
    row("no URL", {u"watch"_s}, {u"URL"_s});
    row("unknown option", {u"watch"_s, u"sim:"_s, u"--colour"_s}, {u"colour"_s});
    row("unknown scheme", {u"watch"_s, u"http://example.org"_s}, {u"http"_s, u"mqtt"_s});
    row("unknown parameter of mqtt", {u"watch"_s, u"mqtt://localhost?topik=a/%23"_s},
        {u"topik"_s, u"topic"_s, u"poll"_s, u"device"_s, u"profile"_s});
    row("unknown parameter of sim", {u"watch"_s, u"sim:?sped=5"_s}, {u"sped"_s, u"speed"_s, u"seed"_s, u"rate"_s});
    row("wrong fault", {u"watch"_s, u"sim:?fault=boom@3s"_s}, {u"boom"_s});
    row("wrong duration", {u"watch"_s, u"sim:"_s, u"--for"_s, u"soon"_s}, {u"--for"_s, u"soon"_s});
    row("wrong count", {u"watch"_s, u"sim:"_s, u"--count"_s, u"0"_s}, {u"--count"_s});
    row("wrong format", {u"watch"_s, u"sim:"_s, u"--format"_s, u"xml"_s}, {u"table"_s, u"jsonl"_s, u"xml"_s});
    row("wrong log budget", {u"watch"_s, u"sim:"_s, u"--log-budget"_s, u"lots"_s}, {u"--log-budget"_s, u"lots"_s});
    row("too small a log budget", {u"watch"_s, u"sim:"_s, u"--log-budget"_s, u"5kB"_s}, {u"5kB"_s, u"1MB"_s});
    row("wrong expression", {u"watch"_s, u"sim:"_s, u"--filter"_s, u"name =="_s}, {u"--filter"_s});
    row("profile alone", {u"profile"_s}, {u"list"_s, u"show"_s, u"check"_s});
    row("unknown profile command", {u"profile"_s, u"lst"_s}, {u"lst"_s, u"list"_s});
    row("profile show of nothing", {u"profile"_s, u"show"_s}, {u"show"_s, u"id"_s});
    row("profile check of two", {u"profile"_s, u"check"_s, u"a"_s, u"b"_s}, {u"check"_s, u"one file"_s});
    row("profile list in another format", {u"profile"_s, u"list"_s, u"--format"_s, u"xml"_s}, {u"xml"_s, u"json"_s});
    row("recording comes later", {u"watch"_s, u"sim:"_s, u"--record"_s, u"a.ember"_s}, {u"later version"_s});
    row("a scheme that comes later", {u"watch"_s, u"file:night.ember"_s}, {u"later version"_s});
}

void TestCli::wrongUsageEndsWithTwo()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QStringList, says);
    const Ended ended = runToEnd(arguments);
    QCOMPARE(ended.exitCode, 2);
    QCOMPARE(ended.lines, QList<QByteArray>());
    for (const QString &word : says) {
        QVERIFY2(ended.errors.contains(word.toUtf8()), ended.errors.constData());
    }
}

void TestCli::aWrongExpressionIsPointedAt()
{
    const QString expression = u"name == \"a\" and dta.new > 5"_s;
    const Ended ended = runToEnd({u"watch"_s, u"sim:"_s, u"--filter"_s, expression});
    QCOMPARE(ended.exitCode, 2);
    qsizetype caretLine = -1;
    for (qsizetype i = 1; i < ended.errorLines.size(); ++i) {
        if (ended.errorLines[i].trimmed() == "^" || ended.errorLines[i].trimmed().startsWith("^")) {
            caretLine = i;
        }
    }
    QVERIFY2(caretLine > 0, ended.errors.constData());
    // The caret stands under the first wrong character.
    const QByteArray shown = ended.errorLines[caretLine - 1];
    const qsizetype at = ended.errorLines[caretLine].indexOf('^');
    QVERIFY2(shown.contains(expression.toUtf8()), ended.errors.constData());
    QCOMPARE(shown.mid(at, 3), "dta");
    QVERIFY2(ended.errors.contains("data"), "the nearest name is named");
}

void TestCli::laterCommandsAreSaidToBeLater_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command : {"record", "replay", "export", "import", "state", "stats"}) {
        QTest::newRow(command) << QString::fromLatin1(command);
    }
}

void TestCli::laterCommandsAreSaidToBeLater()
{
    QFETCH(const QString, command);
    const Ended ended = runToEnd({command, u"a"_s, u"b"_s});
    QCOMPARE(ended.exitCode, 2);
    QCOMPARE(ended.errorLines.size(), 1);
    QVERIFY2(
        ended.errors.contains("later version") && ended.errors.contains(command.toUtf8()), ended.errors.constData());
    const QList<QByteArray> help = runToEnd({u"--help"_s}).lines;
    for (const QByteArray &line : help) {
        QVERIFY2(!line.trimmed().startsWith(command.toUtf8()), line.constData());
    }
}

void TestCli::helpAndVersionGoToStdout_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("--help") << QStringList{u"--help"_s} << QByteArray("watch");
    QTest::newRow("-h") << QStringList{u"-h"_s} << QByteArray("watch");
    QTest::newRow("--version") << QStringList{u"--version"_s} << QByteArray("emberscope-cli ");
    QTest::newRow("--help tells of profile") << QStringList{u"--help"_s} << QByteArray("profile");
    QTest::newRow("profile --help") << QStringList{u"profile"_s, u"--help"_s} << QByteArray("check");
    QTest::newRow("watch --help") << QStringList{u"watch"_s, u"--help"_s} << QByteArray("--filter");
}

void TestCli::helpAndVersionGoToStdout()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, says);
    const Ended ended = runToEnd(arguments);
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(ended.errors, QByteArray());
    QVERIFY(ended.lines.join('\n').contains(says));
}

void TestCli::whatCannotBeDoneEndsWithOne_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("unknown profile") << QStringList{u"watch"_s, u"mqtt://localhost"_s, u"--profile"_s, u"toaster"_s}
                                     << QByteArray("toaster");
    QTest::newRow("unknown profile in the URL")
        << QStringList{u"watch"_s, u"mqtt://localhost?profile=toaster"_s} << QByteArray("toaster");
    QTest::newRow("a report that cannot be written") << QStringList{u"watch"_s, u"sim:"_s, u"--count"_s, u"1"_s,
        u"--report"_s, u"/nowhere/at/all.json"_s} << QByteArray("/nowhere/at/all.json");
}

void TestCli::whatCannotBeDoneEndsWithOne()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, says);
    const Ended ended = runToEnd(arguments);
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.errors.contains(says), ended.errors.constData());
}

void TestCli::countPrintsExactlyThatMany_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<int>("count");
    QTest::newRow("one line") << u"jsonl"_s << 1;
    QTest::newRow("jsonl") << u"jsonl"_s << 137;
    QTest::newRow("table") << u"table"_s << 53;
}

void TestCli::countPrintsExactlyThatMany()
{
    QFETCH(const QString, format);
    QFETCH(const int, count);
    const Ended ended = runToEnd({u"watch"_s, u"sim:?speed=600&rate=500"_s, u"--count"_s, QString::number(count),
        u"--format"_s, format, u"--report"_s, reportFile()});
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(ended.lines.size(), count);
    if (format == "jsonl"_L1) {
        const QString complaint = complaintAboutEvents(ended.events);
        QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    }
    const QString ledger = complaintAboutReport(readReport(reportFile()));
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
}

void TestCli::filtersConcernWhatIsPrinted()
{
    const Ended ended = runToEnd(jsonl(u"sim:?speed=600&rate=500"_s,
        {u"--filter"_s, u"name == \"device.power_changed\" and data.new > 0"_s, u"--count"_s, u"20"_s, u"--report"_s,
            reportFile()}));
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(countsByType(ended.events), (QMap<QString, int>{{u"device.power_changed"_s, 20}}));
    const QString complaint = complaintAboutEvents(ended.events, false);
    QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    // The report counts everything all the same.
    const QJsonObject report = readReport(reportFile());
    QVERIFY(report[u"events"_s][u"device.status_received"_s].toInt() >= 20);
    QCOMPARE(report[u"events"_s][u"connection.established"_s].toInt(), 1);
}

void TestCli::forEndsInTime()
{
    QElapsedTimer clock;
    clock.start();
    const Ended ended = runToEnd(jsonl(u"sim:?speed=600"_s, {u"--for"_s, u"1500ms"_s, u"--report"_s, reportFile()}));
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(clock.elapsed() >= 1'500);
    QVERIFY(ended.lines.size() > 10);
    const QJsonObject report = readReport(reportFile());
    QVERIFY(report[u"elapsedSeconds"_s].toDouble() >= 1.4);
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
    const QString complaint = complaintAboutEvents(ended.events);
    QVERIFY2(complaint.isEmpty(), qUtf8Printable(complaint));
    const QString counts = complaintAboutCounts(report, ended.events);
    QVERIFY2(counts.isEmpty(), qUtf8Printable(counts));
}

void TestCli::signalsEndCleanlyWithTheReport_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void TestCli::signalsEndCleanlyWithTheReport()
{
    QFETCH(const int, number);
    CliProcess cli(jsonl(u"sim:?speed=600&rate=200&devices=3"_s, {u"--report"_s, reportFile()}));
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.lines().size() >= 50, kSoon);
    cli.signal(number);
    const Ended ended = waitForEnd(cli);
    QCOMPARE(ended.exitCode, 0);
    QCOMPARE(cli.unfinishedLine(), QByteArray());
    QCOMPARE(ended.events.constLast()[u"type"_s].toString(), u"emberscope.stopped"_s);
    const QJsonObject report = readReport(reportFile());
    const QString ledger = complaintAboutReport(report);
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
    const QString counts = complaintAboutCounts(report, ended.events);
    QVERIFY2(counts.isEmpty(), qUtf8Printable(counts));
}

void TestCli::aClosedStdoutEndsCleanly()
{
    QProcess reader; // reads three lines and goes
    reader.setProgram(u"head"_s);
    reader.setArguments({u"-n"_s, u"3"_s});
    CliProcess cli(jsonl(u"sim:?speed=600&rate=200"_s, {u"--report"_s, reportFile()}));
    cli.pipeInto(reader);
    reader.start();
    cli.start();
    const Ended ended = waitForEnd(cli);
    QCOMPARE(ended.exitCode, 0);
    QTRY_COMPARE_WITH_TIMEOUT(reader.state(), QProcess::NotRunning, kSoon);
    QCOMPARE(reader.readAllStandardOutput().count('\n'), 3);
    const QString ledger = complaintAboutReport(readReport(reportFile()));
    QVERIFY2(ledger.isEmpty(), qUtf8Printable(ledger));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
