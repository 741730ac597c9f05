// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// emberscope-cli through a stand-in of the NaviLink cloud: account, signature, real broker, simulated device.
// Passwords, tokens and keys are planted; nothing that the program prints or writes may hold them in any form.
#include "cliprocess.h"

#include <mosquittobroker.h>
#include <navilinkcloud.h>
#include <secretforms.h>
#include <simulateddevice.h>

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace ember::e2e;
using Fault = NaviLinkCloud::Fault;

namespace {

constexpr int kSoon = 60'000; // ms, for busy machines

/// The program, with a home of its own that is gone through afterwards, saying everything it can say.
struct Watching
{
    explicit Watching(const QString &url)
        : cli({u"watch"_s, url, u"--format"_s, u"jsonl"_s, u"--report"_s, home.filePath(u"report.json"_s)})
    {
        for (const QString &name :
            {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_CACHE_HOME"_s, u"TMPDIR"_s}) {
            cli.setVariable(name, home.path());
        }
        cli.setVariable(u"EMBERSCOPE_PASSWORD"_s, NaviLinkCloud::kPassword);
        cli.setVariable(u"QT_LOGGING_RULES"_s, u"*=true"_s);
    }
    [[nodiscard]] QJsonObject report() const
    {
        QFile file(home.filePath(u"report.json"_s));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    /// Where a secret came to light; empty: nowhere.
    [[nodiscard]] QByteArray leak(const NaviLinkCloud &cloud, const QList<QByteArray> &more = {}) const
    {
        const QList<QByteArray> secrets = cloud.secrets() + more;
        int files = 0;
        const QStringList inFiles = secretforms::filesWithSecrets(home.path(), secrets, files);
        for (const QByteArray &found : {secretforms::formIn(cli.lines().join('\n'), secrets),
                 secretforms::formIn(cli.errors(), secrets), inFiles.join(u'\n').toUtf8()}) {
            if (!found.isEmpty()) {
                return found;
            }
        }
        return {};
    }

    QTemporaryDir home;
    CliProcess cli;
};

/// The signatures that were sent: whoever has one can connect for a few minutes.
QList<QByteArray> signaturesOf(const NaviLinkCloud &cloud)
{
    QList<QByteArray> signatures;
    for (const QByteArray &query : cloud.queries()) {
        const QByteArray name = "X-Amz-Signature=";
        signatures.append(query.mid(query.indexOf(name) + name.size(), 64));
    }
    return signatures;
}

/// A terminal of our own with the program at it.
class Terminal
{
public:
    explicit Terminal(QProcess &process)
        : m_master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0) {
            qFatal("no terminal");
        }
        const QByteArray name = ::ptsname(m_master);
        process.setChildProcessModifier([name] {
            ::setsid();
            const int terminal = ::open(name.constData(), O_RDWR);
            ::ioctl(terminal, TIOCSCTTY, 0);
            ::dup2(terminal, STDIN_FILENO);
            ::dup2(terminal, STDERR_FILENO);
        });
    }
    ~Terminal() { ::close(m_master); }
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    bool type(const QByteArray &keys)
    {
        return ::write(m_master, keys.constData(), std::size_t(keys.size())) == keys.size();
    }
    /// Everything that it has shown.
    [[nodiscard]] const QByteArray &shown()
    {
        pollfd one{.fd = m_master, .events = POLLIN, .revents = 0};
        char bytes[4096];
        while (::poll(&one, 1, 0) > 0 && (one.revents & POLLIN) != 0) {
            const ssize_t got = ::read(m_master, bytes, sizeof(bytes));
            if (got <= 0) {
                break;
            }
            m_shown.append(bytes, qsizetype(got));
        }
        return m_shown;
    }

private:
    const int m_master;
    QByteArray m_shown;
};

} // namespace

class TestWatchNaviLink : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void itsDevicesAreWatchedAndNothingLeaks();
    void whatGoesWrongIsSaidAndNothingLeaks_data();
    void whatGoesWrongIsSaidAndNothingLeaks();
    void aRefusedPasswordEndsItAtOnce();
    void withoutAPasswordAndATerminalItSaysWhatToDo();
    void thePasswordIsAskedForAndNotShown();
    void theQuestionCanBeLeft_data();
    void theQuestionCanBeLeft();

private:
    MosquittoBroker m_broker;
    quint16 m_webSocketPort = 0;
};

void TestWatchNaviLink::initTestCase()
{
    m_webSocketPort = MosquittoBroker::freePort();
    QVERIFY(m_broker.start(MosquittoBroker::listener(m_webSocketPort, {.isWebSocket = true})));
}

void TestWatchNaviLink::itsDevicesAreWatchedAndNothingLeaks()
{
    SimulatedDevice first(m_broker.port(), 5, 1);
    SimulatedDevice second(m_broker.port(), 6, 1);
    QVERIFY(first.arrive() && second.arrive());
    Certificates certificates;
    NaviLinkCloud cloud(certificates, m_webSocketPort);
    cloud.addDevice(first.id(), u"5322"_s, u"Basement"_s);
    cloud.addDevice(second.id(), u"5322"_s, u"Attic"_s);
    Watching watching(cloud.url());
    CliProcess &cli = watching.cli;
    cli.start();
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.status_received"_s) >= 2, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.count(u"device.feature_received"_s) >= 2, kSoon);
    QTRY_VERIFY_WITH_TIMEOUT(cli.errors().contains("devices: Basement"), kSoon);
    cloud.forgetKeys(); // the next attempt is refused, the one after it signs in anew
    cloud.dropConnections();
    QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.resumed"_s), 1, kSoon);
    cli.signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), 0);

    QSet<QString> sources;
    for (const QJsonObject &event : cli.events()) {
        if (event[u"type"] == u"device.status_received"_s) {
            sources.insert(event[u"source"].toString());
            QCOMPARE(event[u"connection"].toString(), u"NaviLink"_s);
        }
    }
    const QSet<QString> wanted{u"navien-nwp500/"_s + first.id(), u"navien-nwp500/"_s + second.id()};
    QCOMPARE(sources, wanted);
    QVERIFY(!cloud.refusals().isEmpty()); // of the keys that were forgotten, of nothing else
    for (const QByteArray &refusal : cloud.refusals()) {
        QCOMPARE(refusal, QByteArray("a key that is not known"));
    }
    const QJsonObject connection = watching.report()[u"connections"][0].toObject();
    QCOMPARE(connection[u"url"].toString(), cloud.url());
    QCOMPARE(connection[u"account"][u"signIns"].toInt(), 2);
    QCOMPARE(connection[u"account"][u"devices"][0][u"name"].toString(), u"Basement"_s);
    QVERIFY(connection[u"account"][u"keysExpireInSeconds"].toDouble() > 3000);
    QCOMPARE(watching.leak(cloud, signaturesOf(cloud)), QByteArray());
    QVERIFY(signaturesOf(cloud).size() >= 3);
}

void TestWatchNaviLink::whatGoesWrongIsSaidAndNothingLeaks_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("fault");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("the sign-in echoes the password")
        << u"/user/sign-in"_s << int(Fault::Echo) << QByteArray("signing in at NaviLink failed");
    QTest::newRow("the list is a page") << u"/device/list"_s << int(Fault::Html) << QByteArray("no JSON");
    QTest::newRow("no refresh helps") << u"/device/list"_s << int(Fault::Unauthorised) << QByteArray("(401)");
    QTest::newRow("the list echoes the question") << u"/device/list"_s << int(Fault::Echo) << QByteArray("code 500");
}

void TestWatchNaviLink::whatGoesWrongIsSaidAndNothingLeaks()
{
    QFETCH(const QString, path);
    QFETCH(const int, fault);
    QFETCH(const QByteArray, said);
    Certificates certificates;
    NaviLinkCloud cloud(certificates, m_webSocketPort);
    cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    cloud.failNext(path, Fault(fault), 100);
    Watching watching(cloud.url());
    watching.cli.start();
    QTRY_VERIFY2_WITH_TIMEOUT(watching.cli.errors().contains(said), watching.cli.errors().constData(), kSoon);
    watching.cli.signal(SIGTERM);
    QTRY_VERIFY_WITH_TIMEOUT(watching.cli.hasEnded(), kSoon);
    QVERIFY(!watching.report().isEmpty());
    QCOMPARE(watching.leak(cloud), QByteArray());
}

void TestWatchNaviLink::aRefusedPasswordEndsItAtOnce()
{
    Certificates certificates;
    NaviLinkCloud cloud(certificates, m_webSocketPort);
    Watching watching(cloud.url());
    const QString wrong = u"wr0ng/one: &Q7"_s;
    watching.cli.setVariable(u"EMBERSCOPE_PASSWORD"_s, wrong);
    watching.cli.start();
    QTRY_VERIFY2_WITH_TIMEOUT(watching.cli.hasEnded(), watching.cli.errors().constData(), kSoon);
    QCOMPARE(watching.cli.exitCode(), 1);
    QVERIFY2(watching.cli.errors().contains("refused the e-mail address"), watching.cli.errors().constData());
    QCOMPARE(cloud.count(u"/user/sign-in"_s), 1);
    QCOMPARE(watching.leak(cloud, {wrong.toUtf8()}), QByteArray());
}

void TestWatchNaviLink::withoutAPasswordAndATerminalItSaysWhatToDo()
{
    CliProcess cli({u"watch"_s, u"navilink:anna@example.org"_s});
    cli.setVariable(u"EMBERSCOPE_PASSWORD"_s, {});
    cli.start();
    const Ended ended = waitForEnd(cli);
    QCOMPARE(ended.exitCode, 1);
    QCOMPARE(ended.errorLines.size(), 1);
    QVERIFY2(ended.errors.contains("set EMBERSCOPE_PASSWORD"), ended.errors.constData());
}

void TestWatchNaviLink::thePasswordIsAskedForAndNotShown()
{
    Certificates certificates;
    NaviLinkCloud cloud(certificates, m_webSocketPort);
    cloud.addDevice(u"a0b1c2d3e4f5"_s, u"5322"_s, u"Basement"_s);
    QProcess cli;
    Terminal terminal(cli);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"EMBERSCOPE_PASSWORD"_s);
    cli.setProcessEnvironment(environment);
    cli.start(QStringLiteral(EMBER_CLI), {u"watch"_s, cloud.url()});
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("password of anna+heater@example.org: "), kSoon);
    // A mistake, taken back: a letter of two bytes and one of one.
    QVERIFY(terminal.type("wrong\x15" + NaviLinkCloud::kPassword.toUtf8() + "\xc3\xa4z\x7f\x7f\r"));
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("connected: navilink:"), kSoon);
    cli.terminate();
    QTRY_COMPARE_WITH_TIMEOUT(cli.state(), QProcess::NotRunning, kSoon);
    QCOMPARE(cli.exitCode(), 0);
    QCOMPARE(secretforms::formIn(terminal.shown(), cloud.secrets()), QByteArray());
    QVERIFY(!terminal.shown().contains("wrong"));
}

void TestWatchNaviLink::theQuestionCanBeLeft_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::newRow("Ctrl-C") << QByteArray("abc\x03");
    QTest::newRow("Ctrl-D") << QByteArray("\x04");
    QTest::newRow("nothing") << QByteArray("\r");
}

void TestWatchNaviLink::theQuestionCanBeLeft()
{
    QFETCH(const QByteArray, keys);
    QProcess cli;
    Terminal terminal(cli);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(u"EMBERSCOPE_PASSWORD"_s);
    cli.setProcessEnvironment(environment);
    cli.start(QStringLiteral(EMBER_CLI), {u"watch"_s, u"navilink:anna@example.org"_s});
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("password of"), kSoon);
    QVERIFY(terminal.type(keys));
    QTRY_VERIFY_WITH_TIMEOUT(terminal.shown().contains("no password was given"), kSoon);
    QTRY_COMPARE_WITH_TIMEOUT(cli.state(), QProcess::NotRunning, kSoon);
    QCOMPARE(cli.exitCode(), 1);
}

QTEST_GUILESS_MAIN(TestWatchNaviLink)
#include "tst_watch_navilink.moc"
