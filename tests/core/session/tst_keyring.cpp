// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The real GNOME Keyring on a D-Bus session of the test's own, without a display.
#include <secretservice.h>

#include <ember/session/secretstore.h>

#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

#include <optional>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms
const ConnectionSecrets kBoth{.password = Secret(u"p@ss/w:rd \"9\" ä"_s), .keyPassword = Secret(u"k&y"_s)};

Result<ConnectionSecrets> read(SecretStore &store, const QString &connection)
{
    std::optional<Result<ConnectionSecrets>> answer;
    store.read(SecretPlace::Keyring, connection, [&](const Result<ConnectionSecrets> &found) { answer = found; });
    return QTest::qWaitFor([&] { return answer.has_value(); }, kPatience) ? *answer : Error{u"no answer"_s};
}

Result<bool> write(SecretStore &store, const QString &connection, const ConnectionSecrets &secrets)
{
    std::optional<Result<bool>> answer;
    store.write(SecretPlace::Keyring, connection, secrets, [&](const Result<bool> &done) { answer = done; });
    return QTest::qWaitFor([&] { return answer.has_value(); }, kPatience) ? *answer : Error{u"no answer"_s};
}

Result<bool> remove(SecretStore &store, const QString &connection)
{
    std::optional<Result<bool>> answer;
    store.remove(SecretPlace::Keyring, connection, [&](const Result<bool> &done) { answer = done; });
    return QTest::qWaitFor([&] { return answer.has_value(); }, kPatience) ? *answer : Error{u"no answer"_s};
}

template <typename Value>
void verifyOk(const Result<Value> &result)
{
    QVERIFY2(result, result ? "" : qPrintable(result.error()));
}

} // namespace

class TestKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void withoutAKeyringThatIsSaidInOneSentence();
    void whatCannotBeKeptElsewhereStaysWhereItIs();
    void secretsComeBackInAnotherRun();
    void eachConnectionHasItsOwn();
    void whatIsRemovedIsGone();

private:
    SecretService m_service;
};

void TestKeyring::initTestCase()
{
    if (!SecretStore::hasKeyring()) {
        QSKIP("built without QtKeychain");
    }
    if (QStandardPaths::findExecutable(u"gnome-keyring-daemon"_s).isEmpty()) {
        QFAIL("gnome-keyring-daemon is missing; the package gnome-keyring is in tests/packages");
    }
    QVERIFY(m_service.startBus());
}

void TestKeyring::withoutAKeyringThatIsSaidInOneSentence()
{
    SecretStore store{QString()};
    const auto found = read(store, u"a"_s);
    const auto written = write(store, u"a"_s, kBoth);
    QVERIFY(!found);
    QVERIFY(!written);
    for (const QString &error : {found.error(), written.error()}) {
        QVERIFY2(error.startsWith(u"No system keyring can be used here"_s), qPrintable(error));
        QVERIFY2(error.contains(u"choose to be asked each time"_s), qPrintable(error));
        QVERIFY2(!error.contains(u"p@ss"_s) && !error.contains(u'\n'), qPrintable(error));
    }
}

/// In the order of the file: from the next test on there is a keyring.
void TestKeyring::whatCannotBeKeptElsewhereStaysWhereItIs()
{
    SecretStore store(m_service.directory() + u"/secrets.json"_s);
    std::optional<Result<bool>> answer;
    store.write(SecretPlace::File, u"a"_s, kBoth, [](const Result<bool> &) {});
    store.change(SecretPlace::File, SecretPlace::Keyring, u"a"_s, kBoth.kinds(), {},
        [&](const Result<bool> &moved) { answer = moved; });
    QTRY_VERIFY_WITH_TIMEOUT(answer.has_value(), kPatience);
    QVERIFY(!*answer);
    QVERIFY2(answer->error().contains(u"keyring"_s), qPrintable(answer->error()));
    std::optional<SecretKinds> left;
    store.read(SecretPlace::File, u"a"_s, [&](const Result<ConnectionSecrets> &found) { left = found->kinds(); });
    QTRY_VERIFY(left.has_value());
    QCOMPARE(*left, kBoth.kinds());
    QVERIFY(m_service.startKeyring());
}

void TestKeyring::secretsComeBackInAnotherRun()
{
    {
        SecretStore store{QString()};
        QVERIFY(read(store, u"a"_s)->isEmpty()); // nothing kept is no error
        verifyOk(write(store, u"a"_s, kBoth));
    }
    SecretStore store{QString()};
    const auto found = read(store, u"a"_s);
    verifyOk(found);
    QCOMPARE(found->password.reveal(), kBoth.password.reveal());
    QCOMPARE(found->keyPassword.reveal(), kBoth.keyPassword.reveal());
    verifyOk(write(store, u"a"_s, {.password = Secret(u"changed"_s), .keyPassword = {}}));
    const auto changed = read(store, u"a"_s);
    QCOMPARE(changed->password.reveal(), u"changed"_s);
    QVERIFY(changed->keyPassword.isEmpty());
}

void TestKeyring::eachConnectionHasItsOwn()
{
    SecretStore store{QString()};
    SecretStore other{QString(), u"Another program"_s};
    verifyOk(write(store, u"b"_s, {.password = Secret(u"of b"_s), .keyPassword = {}}));
    QCOMPARE(read(store, u"a"_s)->password.reveal(), u"changed"_s);
    QCOMPARE(read(store, u"b"_s)->password.reveal(), u"of b"_s);
    QVERIFY(read(other, u"b"_s)->isEmpty());
}

void TestKeyring::whatIsRemovedIsGone()
{
    SecretStore store{QString()};
    verifyOk(remove(store, u"a"_s));
    QVERIFY(read(store, u"a"_s)->isEmpty());
    verifyOk(remove(store, u"a"_s)); // nothing there is done, too
    QCOMPARE(read(store, u"b"_s)->password.reveal(), u"of b"_s);
    verifyOk(write(store, u"b"_s, {})); // to keep nothing is to forget
    QVERIFY(read(store, u"b"_s)->isEmpty());
}

QTEST_GUILESS_MAIN(TestKeyring)
#include "tst_keyring.moc"
