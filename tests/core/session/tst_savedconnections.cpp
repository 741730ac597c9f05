// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/savedconnections.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

SavedConnection named(const QString &name, const QString &address = u"mqtt://host:1883"_s)
{
    return {.id = {}, .name = name, .address = address, .secrets = {}, .place = SecretPlace::Nowhere};
}

QStringList namesOf(const SavedConnections &saved)
{
    QStringList names;
    for (const SavedConnection &one : saved.list()) {
        names.append(one.name);
    }
    return names;
}

void verifyOk(const Result<QString> &result)
{
    QVERIFY2(result, result ? "" : qPrintable(result.error()));
}

} // namespace

class TestSavedConnections : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void theyComeBackInAnotherRun();
    void theyAreEditedDuplicatedRemovedAndMoved();
    void aNameIsUniqueAndCanBeShown_data();
    void aNameIsUniqueAndCanBeShown();
    void noSecretOfAnAddressIsWritten();
    void anAddressThatCannotBeReadIsRefused();
    void whatThisVersionDoesNotKnowIsKept();
    void aBrokenFileIsKeptAsideAndSaid_data();
    void aBrokenFileIsKeptAsideAndSaid();
    void aNewerFileIsLeftAlone();
    void twoRunsDoNotUndoEachOther();
    void whatCannotBeWrittenChangesNothing();
    void withoutAFileItIsOnlyInMemory();

private:
    QString file() const { return m_home->filePath(u"emberscope/connections.json"_s); }
    QByteArray content() const
    {
        QFile reader(file());
        return reader.open(QIODevice::ReadOnly) ? reader.readAll() : QByteArray();
    }
    void put(const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(file()).path());
        QFile writer(file());
        QVERIFY(writer.open(QIODevice::WriteOnly));
        QCOMPARE(writer.write(text), text.size());
    }
    QStringList filesBeside() const
    {
        return QDir(QFileInfo(file()).path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestSavedConnections::theyComeBackInAnotherRun()
{
    SavedConnection basement = named(u" basement "_s, u"mqtts://anna@broker.local?topic=home/#&cert=c.pem"_s);
    basement.secrets = SecretKind::Password | SecretKind::KeyPassword;
    basement.place = SecretPlace::Keyring;
    QString id;
    {
        SavedConnections saved(file());
        QVERIFY(saved.list().isEmpty());
        QCOMPARE(saved.problem(), QString());
        QSignalSpy changed(&saved, &SavedConnections::changed);
        const auto added = saved.add(basement);
        verifyOk(added);
        id = *added;
        verifyOk(saved.add(named(u"simulator"_s, u"sim:"_s)));
        QCOMPARE(changed.count(), 2);
    }
    const SavedConnections again(file());
    QCOMPARE(namesOf(again), QStringList({u"basement"_s, u"simulator"_s}));
    const SavedConnection *found = again.find(id);
    QVERIFY(found);
    QCOMPARE(found->address, basement.address);
    QCOMPARE(found->secrets, basement.secrets);
    QCOMPARE(found->place, SecretPlace::Keyring);
    QCOMPARE(filesBeside(), QStringList{u"connections.json"_s});
}

void TestSavedConnections::theyAreEditedDuplicatedRemovedAndMoved()
{
    SavedConnections saved(file());
    const QString a = *saved.add(named(u"a"_s));
    const QString b = *saved.add(named(u"b"_s));
    SavedConnection edited = *saved.find(a);
    edited.name = u"attic"_s;
    edited.secrets = SecretKind::Password;
    edited.place = SecretPlace::File;
    verifyOk(saved.replace(edited));
    const auto copy = saved.duplicate(a);
    verifyOk(copy);
    QVERIFY(*copy != a);
    QCOMPARE(namesOf(saved), QStringList({u"attic"_s, u"attic (2)"_s, u"b"_s}));
    QCOMPARE(saved.find(*copy)->address, edited.address);
    QCOMPARE(saved.find(*copy)->secrets, edited.secrets); // which ones, not what they are
    QCOMPARE(saved.find(*copy)->place, SecretPlace::Nowhere);
    verifyOk(saved.move(b, 0));
    QCOMPARE(namesOf(saved), QStringList({u"b"_s, u"attic"_s, u"attic (2)"_s}));
    verifyOk(saved.move(b, 99));
    QCOMPARE(namesOf(saved).last(), u"b"_s);
    verifyOk(saved.move(b, -1));
    verifyOk(saved.remove(a));
    verifyOk(saved.remove(a)); // gone already is as good
    QCOMPARE(namesOf(SavedConnections(file())), QStringList({u"b"_s, u"attic (2)"_s}));
    QVERIFY(!saved.find(a));
    QVERIFY(!saved.replace(edited));
    QVERIFY(!saved.duplicate(a));
    QVERIFY(!saved.move(a, 0));
}

void TestSavedConnections::aNameIsUniqueAndCanBeShown_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("complaint");
    QTest::newRow("taken") << u"basement"_s << u"already"_s;
    QTest::newRow("taken, in capitals") << u" BASEMENT"_s << u"already"_s;
    QTest::newRow("empty") << u"  "_s << u"missing"_s;
    QTest::newRow("too long") << QString(81, u'x') << u"longer"_s;
    QTest::newRow("a line break") << u"a\nb"_s << u"line break"_s;
    QTest::newRow("free") << u"attic"_s << QString();
    QTest::newRow("as long as can be") << QString(80, u'x') << QString();
}

void TestSavedConnections::aNameIsUniqueAndCanBeShown()
{
    QFETCH(const QString, name);
    QFETCH(const QString, complaint);
    SavedConnections saved(file());
    const QString first = *saved.add(named(u"basement"_s));
    const auto added = saved.add(named(name));
    QCOMPARE(added.isOk(), complaint.isEmpty());
    QVERIFY(added || added.error().contains(complaint));
    QCOMPARE(saved.list().size(), complaint.isEmpty() ? 2 : 1);
    QCOMPARE(saved.nameProblem(u"Basement"_s, first), QString()); // its own
    QVERIFY(saved.nameProblem(saved.freeName(name.left(40) + u"x"_s)).isEmpty() || complaint == u"line break"_s);
    QCOMPARE(saved.freeName(u"basement"_s), u"basement (2)"_s);
}

void TestSavedConnections::noSecretOfAnAddressIsWritten()
{
    SavedConnections saved(file());
    const auto added
        = saved.add(named(u"a"_s, u"mqtts://anna:geheim99@host?cert=c.pem&keypassword=geheim98&topic=a"_s));
    verifyOk(added);
    QCOMPARE(saved.find(*added)->address, u"mqtts://anna@host?cert=c.pem&topic=a"_s);
    SavedConnection edited = *saved.find(*added);
    edited.address = u"mqtt://anna:geheim97@host"_s;
    verifyOk(saved.replace(edited));
    QCOMPARE(saved.find(*added)->address, u"mqtt://anna@host"_s);
    QVERIFY2(!content().contains("geheim"), content().constData());
}

void TestSavedConnections::anAddressThatCannotBeReadIsRefused()
{
    SavedConnections saved(file());
    const auto added = saved.add(named(u"a"_s, u"gopher://anna:geheim99@host"_s));
    QVERIFY(!added);
    QVERIFY2(!added.error().contains(u"geheim99"_s), qPrintable(added.error()));
    // One that a later version wrote stays, and its name can be changed.
    put(R"({"format":1,"connections":[{"id":"x","name":"later","address":"modem:7"}]})");
    SavedConnections again(file());
    SavedConnection later = *again.find(u"x"_s);
    later.name = u"renamed"_s;
    verifyOk(again.replace(later));
    QCOMPARE(SavedConnections(file()).find(u"x"_s)->address, u"modem:7"_s);
}

void TestSavedConnections::whatThisVersionDoesNotKnowIsKept()
{
    put(R"({"format":1,"groups":["home"],"connections":[
        {"id":"x","name":"a","address":"sim:","secrets":[],"keep":"nowhere","colour":"red"}]})");
    SavedConnections saved(file());
    verifyOk(saved.add(named(u"b"_s)));
    const QJsonObject written = QJsonDocument::fromJson(content()).object();
    QCOMPARE(written[u"groups"_s].toArray().first().toString(), u"home"_s);
    QCOMPARE(written[u"connections"_s][0][u"colour"_s].toString(), u"red"_s);
    QCOMPARE(written[u"format"_s].toInt(), 1);
}

void TestSavedConnections::aBrokenFileIsKeptAsideAndSaid_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("reason");
    QTest::newRow("cut") << QByteArray("{\"format\":1,\n\"connections\":[{\"id\":\"x\"") << u"line 2"_s;
    QTest::newRow("empty") << QByteArray() << u"line 1"_s;
    QTest::newRow("a list") << QByteArray("[]") << u"no JSON object"_s;
    QTest::newRow("no format") << QByteArray("{}") << u"format"_s;
    QTest::newRow("an entry without a name")
        << QByteArray(R"({"format":1,"connections":[{"id":"x","address":"sim:"}]})") << u"connection 1"_s;
    QTest::newRow("two of one id") << QByteArray(
        R"({"format":1,"connections":[{"id":"x","name":"a","address":"sim:"},{"id":"x","name":"b","address":"sim:"}]})")
                                   << u"connection 2"_s;
}

void TestSavedConnections::aBrokenFileIsKeptAsideAndSaid()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, reason);
    put(text);
    SavedConnections saved(file());
    QVERIFY(saved.list().isEmpty());
    QVERIFY2(saved.problem().contains(reason), qPrintable(saved.problem()));
    const QStringList beside = filesBeside();
    QCOMPARE(beside.size(), 1);
    QVERIFY2(beside[0].startsWith(u"connections.json.broken-"_s), qPrintable(beside[0]));
    QVERIFY(saved.problem().contains(beside[0])); // where it is
    verifyOk(saved.add(named(u"a"_s))); // the list begins anew
    QCOMPARE(namesOf(SavedConnections(file())), QStringList{u"a"_s});
    QFile aside(QFileInfo(file()).path() + u'/' + beside[0]);
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), text);
}

void TestSavedConnections::aNewerFileIsLeftAlone()
{
    const QByteArray newer = R"({"format":2,"connections":{"a":"b"}})";
    put(newer);
    SavedConnections saved(file());
    QVERIFY(saved.list().isEmpty());
    QVERIFY2(saved.problem().contains(u"newer version"_s), qPrintable(saved.problem()));
    const auto added = saved.add(named(u"a"_s));
    QVERIFY(!added);
    QVERIFY(added.error().contains(u"newer version"_s));
    QCOMPARE(content(), newer);
    QCOMPARE(filesBeside(), QStringList{u"connections.json"_s});
}

void TestSavedConnections::twoRunsDoNotUndoEachOther()
{
    SavedConnections one(file());
    SavedConnections two(file());
    verifyOk(one.add(named(u"a"_s)));
    verifyOk(two.add(named(u"b"_s)));
    QCOMPARE(namesOf(two), QStringList({u"a"_s, u"b"_s})); // what the other one did shows with the next change
    verifyOk(one.remove(two.list()[1].id));
    QCOMPARE(namesOf(SavedConnections(file())), QStringList{u"a"_s});
    QVERIFY(!two.add(named(u"a"_s))); // taken meanwhile
}

void TestSavedConnections::whatCannotBeWrittenChangesNothing()
{
    QFile inTheWay(m_home->filePath(u"emberscope"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    SavedConnections saved(file());
    QSignalSpy changed(&saved, &SavedConnections::changed);
    const auto added = saved.add(named(u"a"_s));
    QVERIFY(!added);
    QVERIFY2(added.error().contains(u"connections.json"_s), qPrintable(added.error()));
    QVERIFY(saved.list().isEmpty());
    QCOMPARE(changed.count(), 0);
}

void TestSavedConnections::withoutAFileItIsOnlyInMemory()
{
    SavedConnections saved{QString()};
    verifyOk(saved.add(named(u"a"_s)));
    QCOMPARE(namesOf(saved), QStringList{u"a"_s});
    QVERIFY(!QFile::exists(u".lock"_s));
}

QTEST_GUILESS_MAIN(TestSavedConnections)
#include "tst_savedconnections.moc"
