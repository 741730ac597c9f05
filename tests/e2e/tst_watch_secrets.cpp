// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A password of the broker and one of a key are planted; nothing that the program prints or writes may hold them, in no
// form that a program could turn them into.
#include "cliprocess.h"

#include <certificates.h>
#include <mosquittobroker.h>
#include <secretforms.h>

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
const QByteArray kPassword = "p@ss/w:rd %9 Zq";
const QByteArray kKeyPassword = "k&y w=rd+ Xv7";

void checkNoSecret(const QByteArray &text, const char *where)
{
    const QByteArray form = secretforms::formIn(text, {kPassword, kKeyPassword});
    const QByteArray found = QByteArray(where) + " has \"" + form + "\": " + text;
    QVERIFY2(form.isEmpty(), found.constData());
}

void checkArguments(const QByteArray &arguments)
{
    QVERIFY2(arguments.contains("mqtts://anna@localhost"), arguments.constData());
    checkNoSecret(arguments, "the list of arguments");
}

QString encoded(const QByteArray &text)
{
    return QString::fromLatin1(text.toPercentEncoding());
}

} // namespace

class TestWatchSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFormsAreFound();
    void noSecretIsPrintedOrWritten_data();
    void noSecretIsPrintedOrWritten();
    void theWindowHidesSecretsOfItsArguments();
};

/// The search itself: each form of a text that holds the secret is found.
void TestWatchSecrets::theFormsAreFound()
{
    for (const QByteArray &before : {QByteArray(), QByteArray("a"), QByteArray("ab"), QByteArray("user:")}) {
        const QByteArray plain = before + kPassword + "!";
        const QByteArray text = plain.toBase64();
        QVERIFY2(!secretforms::formIn(text, {kPassword}).isEmpty(), text.constData());
    }
    QVERIFY(secretforms::formsOf(kPassword).contains("p%40ss%2Fw%3Ard%20%259%20Zq"));
}

void TestWatchSecrets::noSecretIsPrintedOrWritten_data()
{
    QTest::addColumn<QString>("password"); // the one that the broker is told
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("variable"); // EMBERSCOPE_KEY_PASSWORD
    QTest::addColumn<int>("signal"); // that ends it
    QTest::addColumn<int>("exitCode");
    const QString address = u"&keypassword="_s + encoded(kKeyPassword);
    QTest::newRow("everything is right") << encoded(kPassword) << address << QString() << SIGTERM << 0;
    QTest::newRow("the key's password from the environment")
        << encoded(kPassword) << QString() << QString::fromUtf8(kKeyPassword) << SIGTERM << 0;
    QTest::newRow("it crashes") << encoded(kPassword) << address << QString() << SIGABRT << -1;
    QTest::newRow("the broker refuses the password")
        << QString(encoded(kPassword) + u"x"_s) << address << QString() << 0 << 1;
    QTest::newRow("the key's password is wrong")
        << encoded(kPassword) << QString(address + u"x"_s) << QString() << 0 << 1;
    QTest::newRow("a misspelt parameter")
        << encoded(kPassword) << QString(address + u"&foo=1"_s) << QString() << 0 << 2;
}

void TestWatchSecrets::noSecretIsPrintedOrWritten()
{
    QFETCH(const QString, password);
    QFETCH(const QString, query);
    QFETCH(const QString, variable);
    QFETCH(const int, signal);
    QFETCH(const int, exitCode);
    Certificates certificates;
    const CertificateFiles server = certificates.server();
    const CertificateFiles client = certificates.issue({.name = u"client"_s});
    const QString key = certificates.encryptedKey(client, kKeyPassword);
    MosquittoBroker broker;
    const QString passwords = broker.addUser(u"anna"_s, QString::fromUtf8(kPassword));
    const quint16 port = MosquittoBroker::freePort();
    const MosquittoBroker::Listener door{
        .cert = server.cert, .key = server.key, .clientAuthority = certificates.authority()};
    QVERIFY(broker.start(QStringList{u"allow_anonymous false"_s, passwords} + MosquittoBroker::listener(port, door)));

    QTemporaryDir home; // whatever it writes anywhere
    const QString report = home.filePath(u"report.json"_s);
    const QString url = u"mqtts://anna:%1@localhost:%2?poll=off&ca=%3&cert=%4&key=%5%6"_s.arg(
        password, QString::number(port), certificates.authority(), client.cert, key, query);
    CliProcess cli({u"watch"_s, url, u"--format"_s, u"jsonl"_s, u"--report"_s, report});
    for (const QString &name :
        {u"HOME"_s, u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_CACHE_HOME"_s, u"TMPDIR"_s}) {
        cli.setVariable(name, home.path());
    }
    cli.setVariable(u"EMBERSCOPE_KEY_PASSWORD"_s, variable);
    cli.setVariable(u"QT_LOGGING_RULES"_s, u"*=true"_s); // everything it could say
    cli.start();
    if (signal != 0) {
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);
        checkArguments(shownArguments(cli.id()));
        broker.kill();
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.interrupted"_s), 1, kSoon); // with its reason
        cli.signal(signal);
    }
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), exitCode);

    checkNoSecret(cli.lines().join('\n'), "the output");
    checkNoSecret(cli.errors(), "the messages");
    QVERIFY2(exitCode <= 0 || !cli.errors().isEmpty(), "a failure is told");
    int files = 0;
    const QStringList leaks = secretforms::filesWithSecrets(home.path(), {kPassword, kKeyPassword}, files);
    QVERIFY2(leaks.isEmpty(), qPrintable(leaks.join(u'\n')));
    QVERIFY2(files > 0 || exitCode == 2 || exitCode == -1, "there is a report at least");
}

void TestWatchSecrets::theWindowHidesSecretsOfItsArguments()
{
    const QString program = QStringLiteral(EMBER_WINDOW);
    if (program.isEmpty()) {
        QSKIP("built without the window");
    }
    QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    environment.insert(u"HOME"_s, home.path());
    QProcess window;
    window.setProcessEnvironment(environment);
    const QString user = u"anna:"_s + encoded(kPassword);
    window.start(program,
        {u"mqtts://"_s + user + u"@localhost:%1?keypassword="_s.arg(MosquittoBroker::freePort()) + encoded(kKeyPassword)
            + u"&cert=c.pem"_s});
    QVERIFY(window.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(shownArguments(window.processId()).contains("mqtts://anna@localhost"), kSoon);
    checkArguments(shownArguments(window.processId()));
    window.kill();
    window.waitForFinished();
}

QTEST_GUILESS_MAIN(TestWatchSecrets)
#include "tst_watch_secrets.moc"
