// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

using namespace ember;
using namespace ember::test;

class TestProfileLibrary : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyProfileOfTheTreeIsBuiltIn()
    {
        QStringList files = QDir(QStringLiteral(EMBER_SOURCE_DIR "/resources/profiles"))
                                .entryList({u"*.json"_s}, QDir::Files, QDir::Name);
        files.removeAll(u"profile.schema.json"_s);
        QVERIFY(!files.isEmpty());
        QCOMPARE(ProfileLibrary::builtIn().size(), std::size_t(files.size()));
    }

    void everyProfileOfTheTreeIsRight_data()
    {
        QTest::addColumn<QString>("file");
        const QDir folder(QStringLiteral(EMBER_SOURCE_DIR "/resources/profiles"));
        for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files)) {
            if (name != u"profile.schema.json") {
                QTest::newRow(qPrintable(name)) << folder.filePath(name);
            }
        }
    }
    void everyProfileOfTheTreeIsRight()
    {
        QFETCH(QString, file);
        const auto profile = loadProfile(file);
        QVERIFY2(profile, profile ? "" : qPrintable(profile.error()));
    }

    void builtInProfilesAreShared()
    {
        QCOMPARE(profileNamed(u"navien-nwp500"_s).get(), profileNamed(u"navien-nwp500"_s).get());
    }

    void anUnknownNameListsTheKnownOnes()
    {
        const auto profile = ProfileLibrary::find(u"navien"_s);
        QVERIFY(!profile);
        for (const ProfilePtr &known : ProfileLibrary::builtIn()) {
            QVERIFY2(profile.error().contains(known->id()), qPrintable(profile.error()));
        }
    }

    void aFileIsFoundByItsName()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(u"lamp.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lampProfile());
        file.close();
        const auto profile = ProfileLibrary::find(path);
        QVERIFY(profile);
        QCOMPARE((*profile)->id(), u"lamp"_s);
    }

    void topicsAreRecognised_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QString>("id");
        QTest::newRow("heater") << u"cmd/52/navilink-a0b1c2d3e4f5/st"_s << QByteArray() << u"navien-nwp500"_s;
        QTest::newRow("heater's answer") << u"cmd/52/x/res"_s << QByteArray(R"({"response":{"deviceType":52}})")
                                         << u"navien-nwp500"_s;
        QTest::newRow("boiler") << u"boiler/cellar/temperature"_s << QByteArray("21.5") << u"boiler-topics"_s;
        QTest::newRow("nobody's") << u"other/topic"_s << QByteArray() << u"mqtt"_s;
    }
    void topicsAreRecognised()
    {
        QFETCH(QString, topic);
        QFETCH(QByteArray, payload);
        const ProfilePtr profile = ProfileLibrary::recognise(topic, payload);
        QTEST(profile ? profile->id() : QString(), "id");
    }
};

QTEST_GUILESS_MAIN(TestProfileLibrary)
#include "tst_profilelibrary.moc"
