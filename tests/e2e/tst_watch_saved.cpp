// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// emberscope-cli at an address that the window has saved: its password comes from where the person wanted it kept.
#include "cliprocess.h"

#include <mosquittobroker.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace ember::e2e;

namespace {

constexpr int kSoon = 20'000; // ms
const QString kPassword = u"s3cret/of the lab"_s;
constexpr QFile::Permissions kMine = QFile::ReadOwner | QFile::WriteOwner;

bool write(const QString &path, const QString &content, QFile::Permissions permissions)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content.toUtf8()) > 0 && file.setPermissions(permissions);
}

} // namespace

class TestWatchSaved : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeptPasswordIsUsedForItsAddress_data();
    void aKeptPasswordIsUsedForItsAddress();
};

void TestWatchSaved::aKeptPasswordIsUsedForItsAddress_data()
{
    QTest::addColumn<QString>("user"); // that is watched; anna's connection is saved
    QTest::addColumn<QString>("keep");
    QTest::addColumn<int>("permissions");
    QTest::addColumn<bool>("connects");
    QTest::addColumn<QString>("told");
    QTest::newRow("kept in a file") << u"anna"_s << u"file"_s << int(kMine) << true << QString();
    QTest::newRow("the address brings another one")
        << u"anna:wrong"_s << u"file"_s << int(kMine) << false << u"refused"_s;
    QTest::newRow("asked for each time") << u"anna"_s << u"nowhere"_s << int(kMine) << false << u"refused"_s;
    QTest::newRow("another address") << u"bert"_s << u"file"_s << int(kMine) << false << u"refused"_s;
    QTest::newRow("a file that others can read")
        << u"anna"_s << u"file"_s << int(kMine | QFile::ReadGroup) << false << u"could not be read"_s;
}

void TestWatchSaved::aKeptPasswordIsUsedForItsAddress()
{
    QFETCH(const QString, user);
    QFETCH(const QString, keep);
    QFETCH(const int, permissions);
    QFETCH(const bool, connects);
    QFETCH(const QString, told);
    MosquittoBroker broker;
    QVERIFY(broker.start({u"allow_anonymous false"_s, broker.addUser(u"anna"_s, kPassword)}));
    const QString address = u"mqtt://%1@127.0.0.1:%2"_s.arg(user).arg(broker.port());
    const QString saved = u"mqtt://anna@127.0.0.1:%1"_s.arg(broker.port());

    QTemporaryDir home;
    const QString settings = home.filePath(u"Emberscope/emberscope"_s);
    QVERIFY(QDir().mkpath(settings));
    QVERIFY(write(settings + u"/connections.json"_s,
        u"{\"format\":1,\"connections\":[{\"id\":\"one\",\"name\":\"lab\",\"address\":\"%1\",\"secrets\":[\"password\"]"
        u","
        u"\"keep\":\"%2\"}]}"_s.arg(saved, keep),
        kMine));
    QVERIFY(write(settings + u"/secrets.json"_s,
        u"{\"format\":1,\"connections\":{\"one\":{\"password\":\"%1\"}}}"_s.arg(kPassword),
        QFile::Permissions(permissions)));
    CliProcess cli({u"watch"_s, address, u"--format"_s, u"jsonl"_s});
    for (const QString &name : {u"HOME"_s, u"XDG_CONFIG_HOME"_s}) {
        cli.setVariable(name, home.path());
    }
    cli.start();
    if (connects) {
        QTRY_COMPARE_WITH_TIMEOUT(cli.count(u"connection.established"_s), 1, kSoon);
        cli.signal(SIGTERM);
    }
    QTRY_VERIFY_WITH_TIMEOUT(cli.hasEnded(), kSoon);
    QCOMPARE(cli.exitCode(), connects ? 0 : 1);
    QVERIFY2(cli.errors().contains(told.toUtf8()), cli.errors().constData());
    QVERIFY(!cli.errors().contains(kPassword.toUtf8()));
}

QTEST_GUILESS_MAIN(TestWatchSaved)
#include "tst_watch_saved.moc"
