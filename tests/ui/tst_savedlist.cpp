// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Saved connections as a person works with them: on the start page, in the connect dialog, by mouse and by keys. The
// keyring is in tst_savedsecrets.
#include "start/connectdialog.h"
#include "start/saveddesk.h"
#include "start/savedmodel.h"
#include "start/startpage.h"
#include "theme/theme.h"
#include "widgetchecks.h"

#include <QtCore/QFile>
#include <QtCore/QTemporaryDir>
#include <QtGui/QAction>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

struct Opened
{
    ConnectionUrl url;
    QString name;
};

/// A start page on files of its own.
struct Page
{
    Page()
        : saved(home.filePath(u"connections.json"_s))
        , secrets(home.filePath(u"secrets.json"_s))
        , desk(saved, secrets,
              [this](const ConnectionUrl &url, const QString &name) {
                  opened.append({url, name});
                  return answer;
              })
        , page(StartPage::Greeting::Shown, nullptr, &desk)
    {
        page.resize(1024, 700);
        page.show();
        page.activateWindow();
    }

    template <typename Widget>
    Widget *part(const QString &name)
    {
        return page.findChild<Widget *>(name);
    }
    QTreeView *view() { return part<QTreeView>(u"savedView"_s); }
    /// The dialog of that name, once it is there.
    template <typename Dialog = QDialog>
    Dialog *dialog(const QString &name)
    {
        Dialog *found = nullptr;
        const bool isThere = QTest::qWaitFor([&] {
            found = page.findChild<Dialog *>(name);
            return found && found->isVisible();
        });
        return isThere ? found : nullptr;
    }
    void type(const QString &field, const QString &text)
    {
        auto *edit = part<QLineEdit>(field);
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    void choosePlace(SecretPlace place)
    {
        auto *box = part<QComboBox>(u"secretsPlace"_s);
        box->setCurrentIndex(box->findData(int(place)));
    }
    void click(const QString &button) { QTest::mouseClick(part<QPushButton>(button), Qt::LeftButton); }
    void clickRow(int row)
    {
        const QRect rect = view()->visualRect(view()->model()->index(row, 0));
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, rect.center());
    }
    /// Without a dialog.
    QString add(const QString &name, const QString &address, SecretPlace place, const QString &password)
    {
        SavedConnection connection{.id = {}, .name = name, .address = address, .secrets = {}, .place = place};
        connection.secrets.setFlag(SecretKind::Password, !password.isEmpty());
        const QString id = *saved.add(connection);
        if (place == SecretPlace::File) {
            secrets.write(place, id, {.password = Secret(password), .keyPassword = {}}, [](const Result<bool> &) {});
        }
        return id;
    }
    QByteArray content(const QString &file) const
    {
        QFile reader(home.filePath(file));
        return reader.open(QIODevice::ReadOnly) ? reader.readAll() : QByteArray();
    }
    QString problem() { return part<QLabel>(u"startError"_s)->text(); }
    QStringList names() const
    {
        QStringList list;
        for (const SavedConnection &one : saved.list()) {
            list << one.name;
        }
        return list;
    }

    QTemporaryDir home;
    SavedConnections saved;
    SecretStore secrets;
    QList<Opened> opened;
    QString answer;
    SavedDesk desk;
    StartPage page;
};

const QString kBroker = u"mqtt://anna@broker.local:1883"_s;

} // namespace

class TestSavedList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();

    void nothingSavedTakesNoRoom();
    void whatIsFilledInIsSavedUnderAName();
    void oneClickConnectsWithItsPassword();
    void aMissingPasswordIsAskedForAndKeptWhereChosen();
    void whoCancelsIsNotConnected();
    void editingKeepsThePasswordUnlessOneIsTyped();
    void aPasswordInTheAddressMovesToItsField();
    void aWrongNameOrAddressIsSaidInPlace();
    void aCopyKeepsThePassword();
    void removingAsksAndForgetsThePassword();
    void keysMoveEditAndRemove();
    void theModelIsSoundAndTheChosenStaysChosen();
    void anAddressOfALaterVersionStaysAndSaysWhy();
    void aBrokenFileIsSaidOnThePage();
    void everythingIsReachedByKeysAndNamed();
    void theConnectDialogOffersThemAndCloses();
};

void TestSavedList::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    Theme::instance().setMode(Theme::Mode::Light);
}

void TestSavedList::nothingSavedTakesNoRoom()
{
    Page page;
    QVERIFY(!page.part<QWidget>(u"savedList"_s)->isVisible());
    page.add(u"a"_s, u"sim:"_s, SecretPlace::Nowhere, {});
    QVERIFY(page.part<QWidget>(u"savedList"_s)->isVisible());
}

void TestSavedList::whatIsFilledInIsSavedUnderAName()
{
    Page page;
    page.type(u"brokerHost"_s, u"broker.local"_s);
    page.type(u"brokerUser"_s, u"anna"_s);
    page.type(u"brokerPassword"_s, u"geheim99"_s);
    page.click(u"brokerSaveButton"_s);
    QVERIFY(page.dialog(u"savedDialog"_s));
    QCOMPARE(page.part<QLineEdit>(u"savedName"_s)->text(), u"broker.local"_s); // a suggestion
    page.type(u"savedName"_s, u"basement"_s);
    QVERIFY(!page.part<QLabel>(u"secretsWarning"_s)->isVisible());
    page.choosePlace(SecretPlace::File);
    QVERIFY(page.part<QLabel>(u"secretsWarning"_s)->text().contains(u"not encrypted"_s));
    QVERIFY(page.part<QLabel>(u"secretsWarning"_s)->isVisible());
    page.click(u"savedSaveButton"_s);
    QTRY_COMPARE(page.saved.list().size(), 1);
    QTRY_COMPARE(page.saved.list()[0].place, SecretPlace::File); // said once it is kept there
    QCOMPARE(page.saved.list()[0].name, u"basement"_s);
    QCOMPARE(page.saved.list()[0].address, kBroker);
    QVERIFY(!page.content(u"connections.json"_s).contains("geheim99"));
    QVERIFY(page.content(u"secrets.json"_s).contains("geheim99"));
    QVERIFY(page.opened.isEmpty()); // saving is not connecting
    const QModelIndex row = page.view()->model()->index(0, 0);
    QCOMPARE(row.data().toString(), u"basement"_s);
    QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains(u"password in a file"_s));
}

void TestSavedList::oneClickConnectsWithItsPassword()
{
    Page page;
    page.add(u"attic"_s, u"sim:"_s, SecretPlace::Nowhere, {});
    page.add(u"basement"_s, kBroker, SecretPlace::File, u"geheim99"_s);
    page.clickRow(0);
    QCOMPARE(page.opened.size(), 1);
    QCOMPARE(page.opened[0].url.kind, ConnectionUrl::Kind::Simulator);
    page.clickRow(1);
    QTRY_COMPARE(page.opened.size(), 2);
    QCOMPARE(page.opened[1].name, u"basement"_s);
    QCOMPARE(page.opened[1].url.password.reveal(), u"geheim99"_s);
    QVERIFY(!page.page.findChild<QDialog *>()); // nothing was asked
}

void TestSavedList::aMissingPasswordIsAskedForAndKeptWhereChosen()
{
    Page page;
    const QString id = page.add(u"basement"_s, kBroker, SecretPlace::Nowhere, u"x"_s);
    page.clickRow(0);
    QVERIFY(page.dialog(u"secretsDialog"_s));
    QCOMPARE(page.part<QLineEdit>(u"secretsPassword"_s)->echoMode(), QLineEdit::Password);
    QVERIFY(page.opened.isEmpty());
    page.type(u"secretsPassword"_s, u"geheim99"_s);
    page.choosePlace(SecretPlace::File);
    QTest::keyClick(page.part<QLineEdit>(u"secretsPassword"_s), Qt::Key_Return);
    QTRY_COMPARE(page.opened.size(), 1);
    QCOMPARE(page.opened[0].url.password.reveal(), u"geheim99"_s);
    QTRY_COMPARE(page.saved.find(id)->place, SecretPlace::File);
    QTRY_VERIFY(!page.page.findChild<QDialog *>());
    page.clickRow(0); // now nothing is asked
    QTRY_COMPARE(page.opened.size(), 2);
    QCOMPARE(page.opened[1].url.password.reveal(), u"geheim99"_s);
}

void TestSavedList::whoCancelsIsNotConnected()
{
    Page page;
    page.add(u"basement"_s, kBroker, SecretPlace::Nowhere, u"x"_s);
    page.clickRow(0);
    QVERIFY(page.dialog(u"secretsDialog"_s));
    QTest::keyClick(page.dialog(u"secretsDialog"_s), Qt::Key_Escape);
    QTRY_VERIFY(!page.page.findChild<QDialog *>());
    QVERIFY(page.opened.isEmpty());
}

void TestSavedList::editingKeepsThePasswordUnlessOneIsTyped()
{
    Page page;
    const QString id = page.add(u"basement"_s, kBroker, SecretPlace::File, u"geheim99"_s);
    page.desk.edit(id, &page.page);
    QVERIFY(page.dialog(u"savedDialog"_s));
    QCOMPARE(page.part<QLineEdit>(u"secretsPassword"_s)->text(), QString()); // it is not even read
    page.type(u"savedName"_s, u"cellar"_s);
    page.type(u"savedAddress"_s, u"mqtt://anna@other:1883"_s);
    page.click(u"savedSaveButton"_s);
    QTRY_COMPARE(page.saved.find(id)->name, u"cellar"_s);
    QCOMPARE(page.saved.find(id)->address, u"mqtt://anna@other:1883"_s);
    QTRY_VERIFY(!page.page.findChild<QDialog *>());
    page.clickRow(0);
    QTRY_COMPARE(page.opened.size(), 1);
    QCOMPARE(page.opened[0].url.password.reveal(), u"geheim99"_s);
    QCOMPARE(page.opened[0].url.host, u"other"_s);

    page.desk.edit(id, &page.page);
    QVERIFY(page.dialog(u"savedDialog"_s));
    page.type(u"secretsPassword"_s, u"geheim77"_s);
    page.click(u"savedSaveButton"_s);
    QTRY_VERIFY(page.content(u"secrets.json"_s).contains("geheim77"));
    QVERIFY(!page.content(u"secrets.json"_s).contains("geheim99"));
    QTRY_VERIFY(!page.page.findChild<QDialog *>());

    page.desk.edit(id, &page.page);
    QVERIFY(page.dialog(u"savedDialog"_s));
    page.choosePlace(SecretPlace::Nowhere); // to be asked is to forget
    page.click(u"savedSaveButton"_s);
    QTRY_VERIFY(!page.content(u"secrets.json"_s).contains("geheim77"));
    QTRY_COMPARE(page.saved.find(id)->place, SecretPlace::Nowhere);
}

void TestSavedList::aPasswordInTheAddressMovesToItsField()
{
    Page page;
    const QString id = page.add(u"basement"_s, u"mqtt://broker.local"_s, SecretPlace::Nowhere, {});
    page.desk.edit(id, &page.page);
    QVERIFY(page.dialog(u"savedDialog"_s));
    QVERIFY(!page.part<QLineEdit>(u"secretsPassword"_s)->isVisible()); // no user, no password
    page.type(u"savedAddress"_s, u"mqtt://anna:geheim99@broker.local"_s);
    QVERIFY(page.part<QLineEdit>(u"secretsPassword"_s)->isVisible());
    page.choosePlace(SecretPlace::File);
    page.click(u"savedSaveButton"_s);
    QTRY_COMPARE(page.saved.find(id)->place, SecretPlace::File);
    QCOMPARE(page.saved.find(id)->address, u"mqtt://anna@broker.local"_s);
    QVERIFY(!page.content(u"connections.json"_s).contains("geheim99"));
    QVERIFY(page.content(u"secrets.json"_s).contains("geheim99"));
}

void TestSavedList::aWrongNameOrAddressIsSaidInPlace()
{
    Page page;
    page.add(u"attic"_s, u"sim:"_s, SecretPlace::Nowhere, {});
    const QString id = page.add(u"basement"_s, kBroker, SecretPlace::Nowhere, {});
    page.desk.edit(id, &page.page);
    auto *dialog = page.dialog(u"savedDialog"_s);
    QVERIFY(dialog);
    auto *wrong = page.part<QLabel>(u"savedProblem"_s);
    page.type(u"savedName"_s, u"Attic"_s);
    QVERIFY(!wrong->isVisible()); // not before it is meant
    page.click(u"savedSaveButton"_s);
    QVERIFY(wrong->isVisible() && wrong->text().contains(u"already"_s));
    page.type(u"savedName"_s, u"cellar"_s);
    QVERIFY(!wrong->isVisible());
    page.type(u"savedAddress"_s, u"gopher://x"_s);
    QVERIFY(wrong->isVisible());
    QVERIFY(dialog->isVisible());
    page.type(u"savedAddress"_s, u"sim:?seed=3"_s);
    page.click(u"savedSaveButton"_s);
    QTRY_COMPARE(page.names(), QStringList({u"attic"_s, u"cellar"_s}));
}

void TestSavedList::aCopyKeepsThePassword()
{
    Page page;
    const QString id = page.add(u"basement"_s, kBroker, SecretPlace::File, u"geheim99"_s);
    page.view()->setCurrentIndex(page.view()->model()->index(0, 0));
    page.part<QAction>(u"duplicateSavedAction"_s)->trigger();
    QCOMPARE(page.names(), QStringList({u"basement"_s, u"basement (2)"_s}));
    QTRY_COMPARE(page.saved.list()[1].place, SecretPlace::File);
    QVERIFY(page.saved.list()[1].id != id);
    page.clickRow(1);
    QTRY_COMPARE(page.opened.size(), 1);
    QCOMPARE(page.opened[0].name, u"basement (2)"_s);
    QCOMPARE(page.opened[0].url.password.reveal(), u"geheim99"_s);
}

void TestSavedList::removingAsksAndForgetsThePassword()
{
    Page page;
    page.add(u"basement"_s, kBroker, SecretPlace::File, u"geheim99"_s);
    page.view()->setCurrentIndex(page.view()->model()->index(0, 0));
    page.view()->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(&page.page));
    QTRY_VERIFY(page.view()->hasFocus());
    QTest::keyClick(page.view(), Qt::Key_Delete);
    auto *question = page.dialog<QMessageBox>(u"removeSavedQuestion"_s);
    QVERIFY(question);
    QVERIFY(question->text().contains(u"basement"_s) && question->text().contains(u"password"_s));
    QTest::keyClick(question, Qt::Key_Escape);
    QTRY_VERIFY(!page.page.findChild<QDialog *>());
    QCOMPARE(page.names(), QStringList{u"basement"_s});
    page.part<QAction>(u"removeSavedAction"_s)->trigger();
    question = page.dialog<QMessageBox>(u"removeSavedQuestion"_s);
    QVERIFY(question);
    QTest::keyClick(question, Qt::Key_Return);
    QTRY_VERIFY(page.names().isEmpty());
    QTRY_VERIFY(!page.content(u"secrets.json"_s).contains("geheim99"));
    QVERIFY(!page.part<QWidget>(u"savedList"_s)->isVisible());
}

void TestSavedList::keysMoveEditAndRemove()
{
    Page page;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s}) {
        page.add(name, u"sim:"_s, SecretPlace::Nowhere, {});
    }
    page.page.focusShortestWay(); // what is saved comes first
    QTRY_VERIFY(page.view()->hasFocus());
    QCOMPARE(page.view()->currentIndex().data().toString(), u"a"_s);
    QTest::keyClick(page.view(), Qt::Key_Down, Qt::AltModifier);
    QCOMPARE(page.names(), QStringList({u"b"_s, u"a"_s, u"c"_s}));
    QTest::keyClick(page.view(), Qt::Key_Down, Qt::AltModifier);
    QTest::keyClick(page.view(), Qt::Key_Down, Qt::AltModifier); // at the end nothing moves
    QCOMPARE(page.names(), QStringList({u"b"_s, u"c"_s, u"a"_s}));
    QTest::keyClick(page.view(), Qt::Key_Up, Qt::AltModifier);
    QCOMPARE(page.names(), QStringList({u"b"_s, u"a"_s, u"c"_s}));
    QTest::keyClick(page.view(), Qt::Key_Return);
    QCOMPARE(page.opened.size(), 1);
    QCOMPARE(page.opened[0].name, u"a"_s);
    QTest::keyClick(page.view(), Qt::Key_F2);
    QVERIFY(page.dialog(u"savedDialog"_s));
}

void TestSavedList::theModelIsSoundAndTheChosenStaysChosen()
{
    SavedConnections saved{QString()};
    SavedModel model(saved);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QStringList ids;
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s}) {
        ids << *saved.add({.id = {}, .name = name, .address = u"sim:"_s, .secrets = {}});
    }
    const QPersistentModelIndex chosen = model.indexOf(ids[1]);
    QVERIFY(saved.move(ids[1], 3));
    QVERIFY(saved.move(ids[3], 0));
    QVERIFY(saved.duplicate(ids[0]));
    QVERIFY(saved.remove(ids[2]));
    SavedConnection edited = *saved.find(ids[1]);
    edited.name = u"renamed"_s;
    QVERIFY(saved.replace(edited));
    QCOMPARE(chosen.data().toString(), u"renamed"_s);
    QCOMPARE(chosen.row(), 3);
    for (int row = 0; row < model.rowCount(); ++row) {
        QCOMPARE(model.index(row, 0).data(SavedModel::IdRole).toString(), saved.list()[row].id);
    }
    QCOMPARE(model.rowCount(), 4);
    for (int column = 0; column < SavedModel::ColumnCount; ++column) {
        QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
}

void TestSavedList::anAddressOfALaterVersionStaysAndSaysWhy()
{
    QTemporaryDir home;
    QFile file(home.filePath(u"c.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"format":1,"connections":[{"id":"x","name":"later","address":"modem://u:geheim99@h"}]})");
    file.close();
    SavedConnections saved(file.fileName());
    const SavedModel model(saved);
    const QModelIndex row = model.index(0, 0);
    QVERIFY(row.data(SavedModel::MarkRole).isValid());
    QVERIFY(!row.data(Qt::ToolTipRole).toString().isEmpty());
    for (int column = 0; column < SavedModel::ColumnCount; ++column) {
        for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(Qt::AccessibleTextRole)}) {
            QVERIFY(!row.siblingAtColumn(column).data(role).toString().contains(u"geheim99"_s));
        }
    }
}

void TestSavedList::aBrokenFileIsSaidOnThePage()
{
    QTemporaryDir home;
    QFile file(home.filePath(u"c.json"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    SavedConnections saved(file.fileName());
    SecretStore secrets{QString()};
    SavedDesk desk(saved, secrets, [](const ConnectionUrl &, const QString &) { return QString(); });
    StartPage page(StartPage::Greeting::Shown, nullptr, &desk);
    page.show();
    auto *said = page.findChild<QLabel *>(u"savedListProblem"_s);
    QVERIFY(said->isVisible());
    QVERIFY2(said->text().contains(u".broken-"_s), qPrintable(said->text()));
}

void TestSavedList::everythingIsReachedByKeysAndNamed()
{
    Page page;
    page.add(u"basement"_s, kBroker, SecretPlace::Nowhere, {});
    QVERIFY2(namelessWidgets(page.page).isEmpty(), qPrintable(namelessWidgets(page.page).join(u'\n')));
    page.view()->setFocus();
    QTRY_VERIFY(QApplication::focusWidget());
    const QStringList wanted{u"savedView"_s, u"savedMoreButton"_s, u"simulatorSpeed"_s, u"simulatorRate"_s,
        u"simulatorDevices"_s, u"simulatorSeed"_s, u"simulatorUrl"_s, u"watchSimulatorButton"_s,
        u"saveSimulatorButton"_s, u"accountEmail"_s, u"accountPassword"_s, u"accountConnectButton"_s,
        u"accountSaveButton"_s, u"brokerHost"_s};
    for (const QString &name : wanted) {
        QWidget *focused = QApplication::focusWidget();
        QVERIFY(focused);
        QCOMPARE(focused->objectName(), name);
        QTest::keyClick(focused, Qt::Key_Tab);
    }
    page.desk.edit(page.saved.list()[0].id, &page.page);
    auto *dialog = page.dialog(u"savedDialog"_s);
    QVERIFY(dialog);
    QVERIFY2(namelessWidgets(*dialog).isEmpty(), qPrintable(namelessWidgets(*dialog).join(u'\n')));
}

void TestSavedList::theConnectDialogOffersThemAndCloses()
{
    Page page;
    page.add(u"attic"_s, u"sim:"_s, SecretPlace::Nowhere, {});
    ConnectDialog dialog([](const ConnectionUrl &) { return QString(); }, nullptr, &page.desk);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    auto *view = dialog.findChild<QTreeView *>(u"savedView"_s);
    const QPoint place = view->visualRect(view->model()->index(0, 0)).center();
    page.answer = u"the profile is unknown"_s;
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
    QVERIFY(dialog.isVisible()); // as long as it could not be opened
    QCOMPARE(dialog.findChild<QLabel *>(u"startError"_s)->text(), page.answer);
    page.answer.clear();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(page.opened.size(), 2);
}

QTEST_MAIN(TestSavedList)
#include "tst_savedlist.moc"
