// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "../device/lampprofile.h"

#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/session/programevents.h>
#include <profilefiles.h>

#include <QtCore/QFile>
#include <QtCore/QSaveFile>
#include <QtCore/QTemporaryDir>
#include <QtTest/QtTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSoon = 20'000; // ms

/// A profile's file, followed for one connection, and its decoder.
class Bench
{
public:
    Bench()
    {
        write(test::lampProfile());
        const auto loaded = loadProfile(file());
        if (!loaded) {
            qFatal("%ls", qUtf16Printable(loaded.error()));
        }
        first = *loaded;
        set = std::make_shared<ProfileSet>(QList<ProfilePtr>{first});
        decoder.emplace(set, u"c1"_s);
        files.emplace([this](const Event &event) { events.append(event); }, [this](const ProfilePtr &) { ++reloads; });
        files->follow(file(), first, set);
    }

    [[nodiscard]] QString file() const { return m_folder.filePath(u"lamp.json"_s); }
    void write(const QByteArray &content) const
    {
        QFile target(file());
        if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size()) {
            qFatal("the profile could not be written");
        }
    }
    /// As many editors do: a new file takes the place of the old one.
    void replace(const QByteArray &content) const
    {
        QSaveFile target(file());
        if (!target.open(QIODevice::WriteOnly) || target.write(content) != content.size() || !target.commit()) {
            qFatal("the profile could not be replaced");
        }
    }
    Decoded decode()
    {
        return decoder->decode({.topic = u"lamp/l1/state"_s, .payload = R"({"s":{"level":35}})", .time = {}});
    }

    ProfilePtr first;
    std::shared_ptr<ProfileSet> set;
    std::optional<Decoder> decoder;
    QList<Event> events;
    int reloads = 0;
    std::optional<ProfileFiles> files;

private:
    QTemporaryDir m_folder;
};

QByteArray renamed(const QByteArray &name)
{
    QByteArray profile = test::lampProfile();
    const qsizetype at = profile.indexOf("\"name\"");
    const qsizetype from = profile.indexOf('"', at + 6);
    const qsizetype to = profile.indexOf('"', from + 1);
    return profile.replace(from + 1, to - from - 1, name);
}

} // namespace

class TestProfileFiles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRightEditionIsUsedFromTheNextMessageOn_data()
    {
        QTest::addColumn<bool>("replaces");
        QTest::newRow("written in place") << false;
        QTest::newRow("a new file in its place") << true;
    }
    void aRightEditionIsUsedFromTheNextMessageOn()
    {
        QFETCH(const bool, replaces);
        Bench bench;
        const Decoded before = bench.decode();
        QVERIFY(before.isNewDevice);
        for (const QByteArray &name : {QByteArray("Second"), QByteArray("Third")}) {
            const qsizetype told = bench.events.size();
            replaces ? bench.replace(renamed(name)) : bench.write(renamed(name));
            QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), told + 1, kSoon);
            QVERIFY(profileReloaded.names(bench.events.last()));
            QCOMPARE(bench.events.last().field(u"profile").toString(), u"lamp"_s);
            QCOMPARE(bench.events.last().field(u"file").toString(), bench.file());
            const Decoded after = bench.decode();
            QVERIFY(!after.isNewDevice);
            QCOMPARE(after.event.source(), before.event.source());
            QCOMPARE(decodedMessageOf(after.event)->profile()->name(), QString::fromLatin1(name));
            QCOMPARE(after.device->profile, decodedMessageOf(after.event)->profile());
        }
        QCOMPARE(bench.reloads, 2);
    }

    void ofAWrongEditionTheOldOneStaysInUse()
    {
        Bench bench;
        bench.write("{\n  \"id\": ]\n}");
        QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), 1, kSoon);
        QVERIFY(profileRefused.names(bench.events[0]));
        const QString reason = bench.events[0].field(u"reason").toString();
        QVERIFY2(reason.startsWith(bench.file() + u": line 2, column 9"_s), qPrintable(reason));
        QCOMPARE(decodedMessageOf(bench.decode().event)->profile(), bench.first);
        QCOMPARE(bench.set->version(), quint64(1));
        // And put right it is taken.
        bench.write(renamed("Second"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), 2, kSoon);
        QCOMPARE(decodedMessageOf(bench.decode().event)->profile()->name(), u"Second"_s);
    }

    void aFileThatGoesAndComesAgainIsFollowed()
    {
        Bench bench;
        QVERIFY(QFile::remove(bench.file()));
        bench.write(renamed("Second"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), 1, kSoon);
        bench.write(renamed("Third"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), 2, kSoon);
        QVERIFY(profileReloaded.names(bench.events[1]));
    }

    void aConnectionThatComesLaterHasTheLatest()
    {
        Bench bench;
        bench.write(renamed("Second"));
        QTRY_COMPARE_WITH_TIMEOUT(bench.events.size(), 1, kSoon);
        const auto later = std::make_shared<ProfileSet>(QList<ProfilePtr>{bench.first});
        bench.files->follow(bench.file(), bench.first, later);
        QCOMPARE(later->profiles()[0]->name(), u"Second"_s);
    }
};

QTEST_GUILESS_MAIN(TestProfileFiles)
#include "tst_profilefiles.moc"
