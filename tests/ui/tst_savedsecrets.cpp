// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// A password of a broker is planted in the window, kept in the real keyring or in the file, used in another run and
// refused by the broker: it must stand nowhere else, in no form that a program could turn it into.
#include "connections/connectionsmodel.h"
#include "theme/theme.h"
#include "windowfixture.h"

#include <mosquittobroker.h>
#include <secretforms.h>
#include <secretservice.h>

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QSettings>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QStatusBar>
#include <QtWidgets/QTreeView>

#include <optional>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms
const QByteArray kPassword = "p@ss/w:rd %9 Zq";
const QString kPasswordText = QString::fromLatin1(kPassword);

/// The window as it is with the person's settings; the test has an environment of its own.
struct Window : WindowFixture
{
    Window()
        : WindowFixture(WindowSettings::Use::Kept)
    {
    }
    void type(const QString &field, const QString &text)
    {
        auto *edit = part<QLineEdit>(field);
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    void click(const QString &button) { QTest::mouseClick(part<QPushButton>(button), Qt::LeftButton); }
    void clickSaved()
    {
        auto *view = part<QTreeView>(u"savedView"_s);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(view->model()->index(0, 0)).center());
    }
    LinkStatus link() const
    {
        const QList<ConnectionStatus> all = session.connections();
        return all.isEmpty() ? LinkStatus() : all.last().link;
    }
    /// Everything that is written anywhere in the window and what can be copied, reported and logged.
    QByteArray everythingShown()
    {
        QString text = main.windowTitle();
        for (const QWidget *widget : QApplication::allWidgets()) {
            text += widget->windowTitle() + widget->toolTip() + widget->accessibleName() + widget->statusTip();
            if (const auto *label = qobject_cast<const QLabel *>(widget)) {
                text += label->text();
            } else if (const auto *edit = qobject_cast<const QLineEdit *>(widget)) {
                text += edit->displayText();
            } else if (const auto *view = qobject_cast<const QAbstractItemView *>(widget); view && view->model()) {
                text += textOf(*view->model(), {});
            }
        }
        const LogSnapshot log = session.log()->snapshot();
        for (LogRow row = log.begin(); row < log.end(); ++row) {
            const Event event = log.entry(row).event;
            text += QString::fromUtf8(QJsonDocument(toCloudEvent(event)).toJson()) + session.summary(event);
        }
        for (const QString &action : {u"copyDetailsAction"_s, u"copyDiagnosticsAction"_s}) {
            part<QAction>(action)->trigger();
            text += QApplication::clipboard()->text();
        }
        return text.toUtf8() + QJsonDocument(session.report()).toJson();
    }

private:
    static QString textOf(const QAbstractItemModel &model, const QModelIndex &parent)
    {
        QString text;
        for (int row = 0; row < model.rowCount(parent); ++row) {
            for (int column = 0; column < model.columnCount(parent); ++column) {
                const QModelIndex index = model.index(row, column, parent);
                for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
                    text += index.data(role).toString();
                }
            }
            text += textOf(model, model.index(row, 0, parent));
        }
        return text;
    }
};

} // namespace

class TestSavedSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void withoutAKeyringThatIsSaidAndThePasswordAskedFor();
    void aPasswordIsUsedAgainAndStandsOnlyWhereItWasPut_data();
    void aPasswordIsUsedAgainAndStandsOnlyWhereItWasPut();
    void aRunningConnectionCanBeSaved();
    void aKeyringThatDoesNotAnswerKeepsNobodyWaiting();
    void aScreenshotRunKnowsNothingOfWhatIsSaved();

private:
    /// Of the person's files those that hold the password.
    QStringList filesWithIt() const;

    SecretService m_service;
    MosquittoBroker m_broker;
    QStringList m_configuration;
};

void TestSavedSecrets::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    QCoreApplication::setOrganizationName(u"Emberscope"_s);
    QCoreApplication::setApplicationName(u"emberscope"_s);
    Theme::instance().setMode(Theme::Mode::Light);
    if (SecretStore::hasKeyring()) {
        QVERIFY(m_service.startBus());
    }
    m_configuration = {u"allow_anonymous false"_s, m_broker.addUser(u"anna"_s, kPasswordText)};
    QVERIFY(m_broker.start(m_configuration));
}

void TestSavedSecrets::cleanup()
{
    QSettings().clear();
    for (const QString &file : {u"connections.json"_s, u"secrets.json"_s}) {
        QDirIterator all(m_service.directory(), {file}, QDir::Files, QDirIterator::Subdirectories);
        while (all.hasNext()) {
            QFile::remove(all.next());
        }
    }
}

QStringList TestSavedSecrets::filesWithIt() const
{
    int looked = 0;
    const QStringList found = secretforms::filesWithSecrets(m_service.directory(), {kPassword}, looked);
    return looked > 0 ? found : QStringList{u"nothing was looked at"_s};
}

/// In the order of the file: from the next test on there is one.
void TestSavedSecrets::withoutAKeyringThatIsSaidAndThePasswordAskedFor()
{
    if (!SecretStore::hasKeyring()) {
        QSKIP("built without QtKeychain: the keyring cannot be chosen");
    }
    Window window;
    QVERIFY(window.main.savedConnections().add({.id = {},
        .name = u"basement"_s,
        .address = u"mqtt://anna@127.0.0.1:%1"_s.arg(m_broker.port()),
        .secrets = SecretKind::Password,
        .place = SecretPlace::Keyring}));
    window.clickSaved();
    QTRY_VERIFY_WITH_TIMEOUT(window.main.findChild<QDialog *>(u"secretsDialog"_s), kPatience);
    const QString reason = window.part<QLabel>(u"secretsReason"_s)->text();
    QVERIFY2(reason.startsWith(u"No system keyring can be used here"_s), qPrintable(reason));
    window.type(u"secretsPassword"_s, kPasswordText);
    window.click(u"secretsConnectButton"_s); // to be kept in the keyring all the same
    QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Connected, kPatience);
    const auto *said = window.part<QLabel>(u"startError"_s);
    QTRY_VERIFY_WITH_TIMEOUT(said->text().startsWith(u"The password of “basement” is not kept."_s), kPatience);
    QCOMPARE(window.main.statusBar()->currentMessage(), said->text()); // where the person looks by now
    QVERIFY2(m_service.startKeyring(), "needs the package gnome-keyring");
}

void TestSavedSecrets::aPasswordIsUsedAgainAndStandsOnlyWhereItWasPut_data()
{
    QTest::addColumn<SecretPlace>("place");
    if (SecretStore::hasKeyring()) {
        QTest::newRow("keyring") << SecretPlace::Keyring;
    }
    QTest::newRow("file") << SecretPlace::File;
    QTest::newRow("nowhere") << SecretPlace::Nowhere;
}

void TestSavedSecrets::aPasswordIsUsedAgainAndStandsOnlyWhereItWasPut()
{
    QFETCH(const SecretPlace, place);
    {
        Window window;
        window.type(u"brokerHost"_s, u"127.0.0.1"_s);
        window.part<QSpinBox>(u"brokerPort"_s)->setValue(m_broker.port());
        window.type(u"brokerUser"_s, u"anna"_s);
        window.type(u"brokerPassword"_s, kPasswordText);
        window.click(u"brokerSaveButton"_s);
        QTRY_VERIFY_WITH_TIMEOUT(window.main.findChild<QDialog *>(u"savedDialog"_s), kPatience);
        window.type(u"savedName"_s, u"basement"_s);
        auto *places = window.part<QComboBox>(u"secretsPlace"_s);
        places->setCurrentIndex(places->findData(int(place)));
        window.click(u"savedSaveButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(window.main.savedConnections().list().size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(window.main.savedConnections().list()[0].place, place, kPatience);
        window.main.close(); // writes its settings
    }
    {
        Window window; // another run
        QTRY_VERIFY_WITH_TIMEOUT(window.part<QTreeView>(u"savedView"_s)->isVisible(), kPatience);
        window.clickSaved();
        if (place == SecretPlace::Nowhere) {
            QTRY_VERIFY_WITH_TIMEOUT(window.main.findChild<QDialog *>(u"secretsDialog"_s), kPatience);
            window.type(u"secretsPassword"_s, kPasswordText);
            window.click(u"secretsConnectButton"_s);
        }
        QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Connected, kPatience);
        QCOMPARE(window.session.connections()[0].name, u"basement"_s); // and so in the panel
        const auto *panel = window.part<QTreeView>(u"connectionsView"_s)->model();
        QTRY_COMPARE_WITH_TIMEOUT(panel->index(0, 0).data().toString(), u"basement"_s, kPatience);
        m_broker.kill(); // a drop with its reason, and then a refusal
        QVERIFY(
            m_broker.start({u"allow_anonymous false"_s, m_broker.addUser(u"anna"_s, u"another"_s)}, m_broker.port()));
        window.session.reconnect(window.session.connections()[0].id);
        QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Lost, kPatience);
        const QByteArray shown = window.everythingShown();
        QVERIFY2(shown.contains("basement"), "it was really looked at");
        const QByteArray leak = secretforms::formIn(shown, {kPassword});
        QVERIFY2(leak.isEmpty(), leak.constData());
        window.main.close();
    }
    m_broker.kill();
    QVERIFY(m_broker.start({u"allow_anonymous false"_s, m_broker.addUser(u"anna"_s, kPasswordText)}, m_broker.port()));

    const QStringList found = filesWithIt();
    if (place == SecretPlace::File) {
        QVERIFY(!found.isEmpty());
        for (const QString &file : found) { // several forms of it may be the same there
            QVERIFY2(file.section(u": "_s, 0, 0).endsWith(u"/secrets.json"_s), qPrintable(file));
        }
    } else {
        QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
    }
}

/// With the password that was typed when it was opened.
void TestSavedSecrets::aRunningConnectionCanBeSaved()
{
    {
        Window window;
        QVERIFY(!window.part<QAction>(u"saveConnectionAction"_s)->isEnabled()); // there is none
        window.type(u"brokerHost"_s, u"127.0.0.1"_s);
        window.part<QSpinBox>(u"brokerPort"_s)->setValue(m_broker.port());
        window.type(u"brokerUser"_s, u"anna"_s);
        window.type(u"brokerPassword"_s, kPasswordText);
        window.click(u"brokerConnectButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Connected, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(window.part<QAction>(u"saveConnectionAction"_s)->isEnabled(), kPatience);
        window.part<QAction>(u"saveConnectionAction"_s)->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(window.main.findChild<QDialog *>(u"savedDialog"_s), kPatience);
        window.type(u"savedName"_s, u"attic"_s);
        auto *places = window.part<QComboBox>(u"secretsPlace"_s);
        places->setCurrentIndex(places->findData(int(SecretPlace::File)));
        window.click(u"savedSaveButton"_s);
        QTRY_COMPARE_WITH_TIMEOUT(window.main.savedConnections().list().size(), 1, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(window.main.savedConnections().list()[0].place, SecretPlace::File, kPatience);
        QCOMPARE(window.link().state, LinkState::Connected); // it goes on
    }
    Window window;
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QTreeView>(u"savedView"_s)->isVisible(), kPatience);
    window.clickSaved();
    QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Connected, kPatience);
    QCOMPARE(window.session.connections()[0].name, u"attic"_s);
}

void TestSavedSecrets::aKeyringThatDoesNotAnswerKeepsNobodyWaiting()
{
    if (!SecretStore::hasKeyring()) {
        QSKIP("built without QtKeychain");
    }
    Window window;
    const Result<QString> id = window.main.savedConnections().add({.id = {},
        .name = u"basement"_s,
        .address = u"mqtt://anna@127.0.0.1:%1"_s.arg(m_broker.port()),
        .secrets = SecretKind::Password,
        .place = SecretPlace::Keyring});
    QVERIFY(id);
    SecretStore store{QString()};
    bool isKept = false;
    store.write(SecretPlace::Keyring, *id, {.password = Secret(kPasswordText), .keyPassword = {}},
        [&isKept](const Result<bool> &done) { isKept = done.isOk(); });
    QTRY_VERIFY_WITH_TIMEOUT(isKept, kPatience);

    m_service.freezeKeyring();
    window.clickSaved();
    const bool isAsked
        = QTest::qWaitFor([&] { return window.main.findChild<QDialog *>(u"secretsDialog"_s) != nullptr; }, kPatience);
    const QString reason = isAsked ? window.part<QLabel>(u"secretsReason"_s)->text() : QString();
    m_service.thawKeyring();
    QVERIFY(isAsked);
    QVERIFY2(reason.contains(u"has not answered yet"_s), qPrintable(reason));
    // It answers now: nothing need be typed any more.
    QTRY_COMPARE_WITH_TIMEOUT(window.link().state, LinkState::Connected, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!window.main.findChild<QDialog *>(u"secretsDialog"_s), kPatience);
}

void TestSavedSecrets::aScreenshotRunKnowsNothingOfWhatIsSaved()
{
    const QString file = WindowSettings(WindowSettings::Use::Kept).connectionsFile();
    QVERIFY(!file.isEmpty());
    {
        SavedConnections saved(file);
        QVERIFY(saved.add({.id = {}, .name = u"basement"_s, .address = u"sim:"_s, .secrets = {}}));
    }
    QFile before(file);
    QVERIFY(before.open(QIODevice::ReadOnly));
    const QByteArray content = before.readAll();
    WindowFixture window; // WindowSettings::Use::Untouched
    QVERIFY(window.main.savedConnections().list().isEmpty());
    QVERIFY(!window.part<QWidget>(u"savedList"_s)->isVisible());
    QVERIFY(window.main.savedConnections().add({.id = {}, .name = u"attic"_s, .address = u"sim:"_s, .secrets = {}}));
    QFile after(file);
    QVERIFY(after.open(QIODevice::ReadOnly));
    QCOMPARE(after.readAll(), content);
}

QTEST_MAIN(TestSavedSecrets)
#include "tst_savedsecrets.moc"
