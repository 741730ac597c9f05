// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/secretstore.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <sys/stat.h>

#include <optional>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

const ConnectionSecrets kBoth{.password = Secret(u"p@ss/w:rd \"9\" ä"_s), .keyPassword = Secret(u"k&y"_s)};

/// A store in a directory of its own that answers at once.
struct Store
{
    explicit Store(const QString &path = {})
        : file(path.isEmpty() ? directory.filePath(u"new/secrets.json"_s) : path)
        , store(file)
    {
    }

    Result<ConnectionSecrets> read(SecretPlace place, const QString &connection)
    {
        std::optional<Result<ConnectionSecrets>> answer;
        store.read(place, connection, [&](const Result<ConnectionSecrets> &found) { answer = found; });
        if (answer) {
            return Error{u"it answered before it returned"_s};
        }
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : Error{u"no answer"_s};
    }
    Result<bool> write(SecretPlace place, const QString &connection, const ConnectionSecrets &secrets)
    {
        return waitFor([&](SecretStore::Done done) { store.write(place, connection, secrets, std::move(done)); });
    }
    Result<bool> remove(SecretPlace place, const QString &connection)
    {
        return waitFor([&](SecretStore::Done done) { store.remove(place, connection, std::move(done)); });
    }
    Result<bool> change(SecretPlace from, SecretPlace to, SecretKinds wanted, const ConnectionSecrets &entered)
    {
        return waitFor([&](const SecretStore::Done &done) { store.change(from, to, u"a"_s, wanted, entered, done); });
    }
    QByteArray content()
    {
        QFile reader(file);
        return reader.open(QIODevice::ReadOnly) ? reader.readAll() : QByteArray();
    }
    bool put(const QByteArray &text, mode_t mode)
    {
        QDir().mkpath(QFileInfo(file).path());
        QFile writer(file);
        return writer.open(QIODevice::WriteOnly) && writer.write(text) == text.size() && writer.flush()
            && ::chmod(file.toLocal8Bit().constData(), mode) == 0;
    }

    QTemporaryDir directory;
    QString file;
    SecretStore store;

private:
    template <typename Call>
    Result<bool> waitFor(const Call &call)
    {
        std::optional<Result<bool>> answer;
        call([&](const Result<bool> &done) { answer = done; });
        if (answer) {
            return Error{u"it answered before it returned"_s};
        }
        return QTest::qWaitFor([&] { return answer.has_value(); }) ? *answer : Error{u"no answer"_s};
    }
};

unsigned modeOf(const QString &path)
{
    struct stat status = {};
    return ::stat(path.toLocal8Bit().constData(), &status) == 0 ? unsigned(status.st_mode & 0777U) : 0U;
}

void verifyOk(const Result<bool> &result)
{
    QVERIFY2(result, result ? "" : qPrintable(result.error()));
}

} // namespace

class TestSecretStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secretsOfAnAddressComeOutAndGoIn();
    void whatAConnectionCouldUse_data();
    void whatAConnectionCouldUse();
    void nowhereKeepsNothing();
    void theFileKeepsEachConnectionsSecrets();
    void theFileIsClosedToOthersFromItsFirstMoment();
    void aFileThatOthersCanReadIsRefused_data();
    void aFileThatOthersCanReadIsRefused();
    void aBrokenFileIsRefusedAndStaysAsItIs_data();
    void aBrokenFileIsRefusedAndStaysAsItIs();
    void noFileIsMadeByLooking();
    void aPlaceThatCannotBeWrittenIsSaid();
    void secretsMoveFromPlaceToPlace();
    void aDeadStoreAnswersNobody();
};

void TestSecretStore::secretsOfAnAddressComeOutAndGoIn()
{
    const auto bare = ConnectionUrl::parse(u"mqtts://anna@host?cert=c.pem"_s);
    QVERIFY(bare);
    QVERIFY(secretsOf(*bare).isEmpty());
    const ConnectionUrl full = withSecrets(*bare, kBoth);
    QCOMPARE(full.password.reveal(), kBoth.password.reveal());
    QCOMPARE(full.tls->keyPassword.reveal(), kBoth.keyPassword.reveal());
    QCOMPARE(full.text, bare->text);
    QCOMPARE(secretsOf(full).kinds(), SecretKind::Password | SecretKind::KeyPassword);
    QCOMPARE(secretsOf(withSecrets(full, {})).password.reveal(), kBoth.password.reveal()); // what it has stays
    const ConnectionUrl plain = withSecrets(*ConnectionUrl::parse(u"mqtt://anna@host"_s), kBoth);
    QVERIFY(!plain.tls);
}

void TestSecretStore::whatAConnectionCouldUse_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<SecretKinds>("kinds");
    QTest::newRow("simulator") << u"sim:"_s << SecretKinds();
    QTest::newRow("nobody") << u"mqtt://host"_s << SecretKinds();
    QTest::newRow("user") << u"mqtt://anna@host"_s << SecretKinds(SecretKind::Password);
    QTest::newRow("certificate") << u"mqtts://host?cert=c.pem"_s << SecretKinds(SecretKind::KeyPassword);
    QTest::newRow("both") << u"wss://anna@host?cert=c.pem"_s << (SecretKind::Password | SecretKind::KeyPassword);
    QTest::newRow("from a file") << u"mqtts://host?cert=c.pem&keypasswordfile=p"_s << SecretKinds();
}

void TestSecretStore::whatAConnectionCouldUse()
{
    QFETCH(const QString, address);
    QFETCH(const SecretKinds, kinds);
    const auto url = ConnectionUrl::parse(address);
    QVERIFY(url);
    QCOMPARE(usableSecrets(*url), kinds);
}

void TestSecretStore::nowhereKeepsNothing()
{
    Store store;
    verifyOk(store.write(SecretPlace::Nowhere, u"a"_s, kBoth));
    const auto found = store.read(SecretPlace::Nowhere, u"a"_s);
    QVERIFY(found && found->isEmpty());
    QVERIFY(QDir(store.directory.path()).isEmpty());
}

void TestSecretStore::theFileKeepsEachConnectionsSecrets()
{
    Store store;
    verifyOk(store.write(SecretPlace::File, u"a"_s, kBoth));
    verifyOk(store.write(SecretPlace::File, u"b"_s, {.password = Secret(u"other"_s), .keyPassword = {}}));
    Store again(store.file); // another run
    const auto both = again.read(SecretPlace::File, u"a"_s);
    QVERIFY2(both, both ? "" : qPrintable(both.error()));
    QCOMPARE(both->password.reveal(), kBoth.password.reveal());
    QCOMPARE(both->keyPassword.reveal(), kBoth.keyPassword.reveal());
    verifyOk(again.write(SecretPlace::File, u"a"_s, {.password = {}, .keyPassword = kBoth.keyPassword}));
    const auto one = store.read(SecretPlace::File, u"a"_s);
    QCOMPARE(one->kinds(), SecretKinds(SecretKind::KeyPassword)); // the password was taken away
    verifyOk(store.remove(SecretPlace::File, u"a"_s));
    verifyOk(store.remove(SecretPlace::File, u"a"_s)); // nothing there is done, too
    QVERIFY(store.read(SecretPlace::File, u"a"_s)->isEmpty());
    QCOMPARE(store.read(SecretPlace::File, u"b"_s)->password.reveal(), u"other"_s);
    verifyOk(store.write(SecretPlace::File, u"b"_s, {})); // to keep nothing is to forget
    QVERIFY(!store.content().contains("other"));
}

void TestSecretStore::theFileIsClosedToOthersFromItsFirstMoment()
{
    Store store;
    const mode_t before = ::umask(0);
    verifyOk(store.write(SecretPlace::File, u"a"_s, kBoth));
    verifyOk(store.write(SecretPlace::File, u"b"_s, kBoth));
    ::umask(before);
    QCOMPARE(modeOf(store.file), 0600U);
    const QString directory = QFileInfo(store.file).path();
    QCOMPARE(modeOf(directory), 0700U);
    QCOMPARE(QDir(directory).entryList(QDir::Files | QDir::Hidden), QStringList{u"secrets.json"_s}); // no leftovers
}

void TestSecretStore::aFileThatOthersCanReadIsRefused_data()
{
    QTest::addColumn<int>("mode");
    QTest::newRow("group reads") << 0640;
    QTest::newRow("all read") << 0604;
    QTest::newRow("all write") << 0602;
}

void TestSecretStore::aFileThatOthersCanReadIsRefused()
{
    QFETCH(const int, mode);
    Store store;
    verifyOk(store.write(SecretPlace::File, u"a"_s, kBoth));
    const QByteArray content = store.content();
    QVERIFY(::chmod(store.file.toLocal8Bit().constData(), mode_t(mode)) == 0);
    const auto found = store.read(SecretPlace::File, u"a"_s);
    QVERIFY(!found);
    QVERIFY2(found.error().contains(u"chmod 600 '%1'"_s.arg(store.file)), qPrintable(found.error()));
    QVERIFY2(found.error().contains(QString::number(mode, 8)), qPrintable(found.error()));
    QVERIFY(!store.write(SecretPlace::File, u"b"_s, kBoth)); // nothing is added to it
    QCOMPARE(store.content(), content);
    QVERIFY(::chmod(store.file.toLocal8Bit().constData(), 0600) == 0);
    QVERIFY(store.read(SecretPlace::File, u"a"_s));
}

void TestSecretStore::aBrokenFileIsRefusedAndStaysAsItIs_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("cut") << QByteArray(R"({"format":1,"connections":{"a":{"password":"geheim99)");
    QTest::newRow("no connections") << QByteArray(R"({"format":1,"geheim99":1})");
    QTest::newRow("a list") << QByteArray(R"(["geheim99"])");
    QTest::newRow("newer") << QByteArray(R"({"format":2,"connections":{"a":{"secret":"geheim99"}}})");
    QTest::newRow("empty") << QByteArray();
}

void TestSecretStore::aBrokenFileIsRefusedAndStaysAsItIs()
{
    QFETCH(const QByteArray, content);
    Store store;
    QVERIFY(store.put(content, 0600));
    const auto found = store.read(SecretPlace::File, u"a"_s);
    QVERIFY(!found);
    QVERIFY2(found.error().contains(store.file), qPrintable(found.error()));
    QVERIFY2(!found.error().contains(u"geheim99"_s), qPrintable(found.error()));
    QVERIFY(!store.write(SecretPlace::File, u"a"_s, kBoth));
    QVERIFY(!store.remove(SecretPlace::File, u"a"_s));
    QCOMPARE(store.content(), content);
}

void TestSecretStore::noFileIsMadeByLooking()
{
    Store store;
    const auto found = store.read(SecretPlace::File, u"a"_s);
    QVERIFY(found && found->isEmpty());
    verifyOk(store.remove(SecretPlace::File, u"a"_s));
    QVERIFY(!QFileInfo::exists(QFileInfo(store.file).path()));
}

void TestSecretStore::aPlaceThatCannotBeWrittenIsSaid()
{
    QTemporaryDir directory;
    QFile inTheWay(directory.filePath(u"file"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    Store store(directory.filePath(u"file/secrets.json"_s));
    const auto written = store.write(SecretPlace::File, u"a"_s, kBoth);
    QVERIFY(!written);
    QVERIFY2(written.error().contains(u"file/secrets.json"_s), qPrintable(written.error()));
    SecretStore none{QString()};
    std::optional<Result<bool>> answer;
    none.write(SecretPlace::File, u"a"_s, kBoth, [&](const Result<bool> &done) { answer = done; });
    QTRY_VERIFY(answer.has_value());
    QVERIFY(!*answer);
}

void TestSecretStore::secretsMoveFromPlaceToPlace()
{
    using enum SecretPlace;
    const SecretKinds both = SecretKind::Password | SecretKind::KeyPassword;
    Store store;
    verifyOk(store.change(Nowhere, File, both, kBoth));
    verifyOk(store.change(File, File, both, {.password = Secret(u"typed"_s), .keyPassword = {}}));
    QCOMPARE(store.read(File, u"a"_s)->password.reveal(), u"typed"_s);
    QCOMPARE(store.read(File, u"a"_s)->keyPassword.reveal(), kBoth.keyPassword.reveal()); // nobody typed another
    verifyOk(store.change(File, File, SecretKind::Password, {})); // it uses no key any more
    QCOMPARE(store.read(File, u"a"_s)->kinds(), SecretKinds(SecretKind::Password));
    verifyOk(store.change(File, Nowhere, SecretKind::Password, {}));
    QVERIFY(store.read(File, u"a"_s)->isEmpty());
    QVERIFY(!store.content().contains("typed"));
}

void TestSecretStore::aDeadStoreAnswersNobody()
{
    QTemporaryDir directory;
    auto store = std::make_unique<SecretStore>(directory.filePath(u"secrets.json"_s));
    int answers = 0;
    store->write(SecretPlace::File, u"a"_s, kBoth, [&](const Result<bool> &) { ++answers; });
    store.reset();
    QTest::qWait(20);
    QCOMPARE(answers, 0);
}

QTEST_GUILESS_MAIN(TestSecretStore)
#include "tst_secretstore.moc"
