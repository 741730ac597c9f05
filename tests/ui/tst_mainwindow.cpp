// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionsmodel.h"
#include "counts/countspanel.h"
#include "inspector/inspectorpanel.h"
#include "theme/theme.h"
#include "window/statusline.h"
#include "windowfixture.h"

#include <ember/expression/expression.h>

#include <QtCore/QJsonObject>
#include <QtCore/QSettings>
#include <QtCore/QStandardPaths>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QDialog>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStackedWidget>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 20'000; // ms, for slow machines

/// The window with short names for what these tests look at.
struct Window : WindowFixture
{
    using WindowFixture::WindowFixture;

    QAction *action(const QString &name) { return part<QAction>(name); }
    QDockWidget *dock(const QString &name) { return part<QDockWidget>(name); }
    QAbstractItemModel *connections() { return part<QTreeView>(u"connectionsView"_s)->model(); }
    void watchSimulator() { QTest::mouseClick(part<QPushButton>(u"watchSimulatorButton"_s), Qt::LeftButton); }
    void open(const QString &url) { QCOMPARE(main.openConnection(*ConnectionUrl::parse(url)), QString()); }
    QString connectionState() { return connections()->index(0, ConnectionsModel::StateColumn).data().toString(); }
    quint64 rows() { return session.log()->size(); }
};

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QSettings().clear(); }

    void startsWithTheWaysInAndNoDocks();
    void oneClickShowsTheSimulatorLive();
    void deviceIsChosenByItself();
    void disconnectEndsAndReconnectResumes();
    void removedConnectionLeavesItsRows();
    void countsFilterTheLog();
    void pauseAndFollowAgreeWithTheLog();
    void layoutIsResetFromAnyMess();
    void layoutIsRememberedFromRunToRun();
    void screenshotRunTouchesNoSettings();
    void themeIsSwitchedAndRemembered();
    void fitsTheSmallScreen_data();
    void fitsTheSmallScreen();
    void statusSaysWhatLeftAndWhatWasLost();
    void whatLeavesTheLogIsSaidEverywhere();
    void aPauseKeepsItsRowsWhileTheLogTurnsOver();
    void everyToolIsNamed();
    void savedThemeTakesHoldAtTheStart();
    void anAccountIsOpenedOnceItsPasswordIsKnown();

private:
    QTemporaryDir m_home;
};

void TestMainWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QVERIFY(m_home.isValid());
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_home.path());
    QCoreApplication::setOrganizationName(u"emberscope-test"_s);
    QCoreApplication::setApplicationName(u"emberscope-test"_s);
    QLocale::setDefault(QLocale(QLocale::English));
    Theme::instance().setMode(Theme::Mode::Light);
}

void TestMainWindow::startsWithTheWaysInAndNoDocks()
{
    Window window;
    QVERIFY(window.part<QWidget>(u"startPage"_s)->isVisible());
    QVERIFY(!window.main.logPanel()->isVisible());
    for (QDockWidget *dock : window.main.findChildren<QDockWidget *>()) {
        QVERIFY(!dock->isVisible());
    }
    QVERIFY(!window.action(u"disconnectAction"_s)->isEnabled());
    QVERIFY(!window.action(u"pauseAction"_s)->isEnabled());
}

void TestMainWindow::oneClickShowsTheSimulatorLive()
{
    Window window;
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->isVisible(), kPatience);
    QVERIFY(!window.part<QWidget>(u"startPage"_s)->isVisible());
    for (QDockWidget *dock : window.main.findChildren<QDockWidget *>()) {
        QVERIFY(dock->isVisible());
    }
    QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->snapshot().size() > 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.connectionState(), u"connected"_s, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.part<QLabel>(u"healthWords"_s)->text(), u"1 device alive, 0 stale"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!window.part<QLabel>(u"statusRows"_s)->text().startsWith(u"0 "_s), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QTreeView>(u"countsView"_s)->model()->rowCount() > 0, kPatience);
}

void TestMainWindow::deviceIsChosenByItself()
{
    Window window;
    auto *view = window.part<QTreeView>(u"connectionsView"_s);
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(!view->currentIndex().data(ConnectionsModel::SourceRole).toString().isEmpty(), kPatience);
    QCOMPARE(view->currentIndex().data(ConnectionsModel::SourceRole).toString(),
        window.session.devices().at(0).source().text());
}

void TestMainWindow::disconnectEndsAndReconnectResumes()
{
    Window window;
    window.watchSimulator();
    QTRY_COMPARE_WITH_TIMEOUT(window.connectionState(), u"connected"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.action(u"disconnectAction"_s)->isEnabled(), kPatience);
    window.action(u"disconnectAction"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.connectionState(), u"not connected"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(!window.action(u"disconnectAction"_s)->isEnabled(), kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.part<QLabel>(u"healthWords"_s)->text().startsWith(u"0 devices alive"_s), kPatience);
    const quint64 before = window.rows();
    window.action(u"reconnectAction"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.connectionState(), u"connected"_s, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.rows() > before, kPatience);
}

void TestMainWindow::removedConnectionLeavesItsRows()
{
    Window window;
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(window.rows() > 3, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.connections()->rowCount() == 1, kPatience);
    window.part<QTreeView>(u"connectionsView"_s)->actions().at(2)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window.connections()->rowCount(), 0, kPatience);
    QVERIFY(window.main.logPanel()->isVisible()); // not back to the start page
    QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->snapshot().size() > 3, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.part<QLabel>(u"healthWords"_s)->text(), u"no connection"_s, kPatience);
}

void TestMainWindow::countsFilterTheLog()
{
    Window window;
    window.watchSimulator();
    auto *view = window.part<QTreeView>(u"countsView"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        view->model()->rowCount() > 0 && view->model()->rowCount(view->model()->index(0, 0)) > 0, kPatience);
    QSignalSpy requested(window.main.findChild<CountsPanel *>(), &CountsPanel::filterRequested);
    const QModelIndex name = view->model()->index(0, 0, view->model()->index(0, 0));
    view->setCurrentIndex(name);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(requested.count(), 1);
    QVERIFY(requested.at(0).at(0).toString().startsWith(u"name == \""_s));
    QCOMPARE(filterForEvent(u"device.mode_changed"_s, u"device"_s), u"name == \"device.mode_changed\""_s);
    QCOMPARE(filterForEvent({}, u"device"_s), u"name matches \"^device\\\\.\""_s);
    for (const QString &filter :
        {filterForEvent(u"a.\"b\\"_s, {}), filterForEvent({}, u"device"_s), filterForEvent({}, {})}) {
        const Result<Expression> parsed = Expression::parse(filter, ExpressionRoots::Log);
        QVERIFY2(parsed, parsed ? "" : qPrintable(filter + u": "_s + parsed.error()));
    }
}

void TestMainWindow::pauseAndFollowAgreeWithTheLog()
{
    Window window;
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(window.action(u"pauseAction"_s)->isEnabled(), kPatience);
    QVERIFY(!window.main.logPanel()->isPaused());
    window.action(u"pauseAction"_s)->trigger();
    QVERIFY(window.main.logPanel()->isPaused());
    window.main.logPanel()->setPaused(false);
    QVERIFY(!window.action(u"pauseAction"_s)->isChecked());
    QCOMPARE(window.action(u"followAction"_s)->isChecked(), window.main.logPanel()->isFollowing());
    window.action(u"followAction"_s)->trigger();
    QCOMPARE(window.action(u"followAction"_s)->isChecked(), window.main.logPanel()->isFollowing());
}

void TestMainWindow::layoutIsResetFromAnyMess()
{
    Window window;
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->isVisible(), kPatience);
    window.dock(u"connectionsDock"_s)->setFloating(true);
    window.dock(u"countsDock"_s)->close();
    window.main.addDockWidget(Qt::LeftDockWidgetArea, window.dock(u"liveStateDock"_s));
    window.main.tabifyDockWidget(window.dock(u"liveStateDock"_s), window.dock(u"inspectorDock"_s));
    window.action(u"resetLayoutAction"_s)->trigger();
    QVERIFY(!window.dock(u"connectionsDock"_s)->isFloating());
    for (QDockWidget *dock : window.main.findChildren<QDockWidget *>()) {
        QVERIFY2(dock->isVisible(), qPrintable(dock->objectName()));
        QVERIFY(window.main.tabifiedDockWidgets(dock).isEmpty());
    }
    QCOMPARE(window.main.dockWidgetArea(window.dock(u"connectionsDock"_s)), Qt::LeftDockWidgetArea);
    QCOMPARE(window.main.dockWidgetArea(window.dock(u"countsDock"_s)), Qt::LeftDockWidgetArea);
    QCOMPARE(window.main.dockWidgetArea(window.dock(u"liveStateDock"_s)), Qt::RightDockWidgetArea);
    QCOMPARE(window.main.dockWidgetArea(window.dock(u"inspectorDock"_s)), Qt::BottomDockWidgetArea);
    QTRY_VERIFY(
        window.dock(u"connectionsDock"_s)->geometry().bottom() < window.dock(u"countsDock"_s)->geometry().top());
}

void TestMainWindow::layoutIsRememberedFromRunToRun()
{
    {
        Window window(WindowSettings::Use::Kept);
        window.watchSimulator();
        QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->isVisible(), kPatience);
        window.dock(u"countsDock"_s)->close();
        window.main.addDockWidget(Qt::RightDockWidgetArea, window.dock(u"inspectorDock"_s));
        window.main.close();
    }
    { // a run that never leaves the start page keeps it too
        Window window(WindowSettings::Use::Kept);
        QVERIFY(!window.main.logPanel()->isVisible());
        window.main.close();
    }
    Window window(WindowSettings::Use::Kept);
    window.watchSimulator();
    QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->isVisible(), kPatience);
    QVERIFY(!window.dock(u"countsDock"_s)->isVisible());
    QVERIFY(window.dock(u"connectionsDock"_s)->isVisible());
    QCOMPARE(window.main.dockWidgetArea(window.dock(u"inspectorDock"_s)), Qt::RightDockWidgetArea);
}

void TestMainWindow::screenshotRunTouchesNoSettings()
{
    QSettings().setValue(u"window/theme"_s, u"Dark"_s);
    QSettings().setValue(u"window/docks"_s, QByteArray("left by another run"));
    {
        Window window(WindowSettings::Use::Untouched);
        window.action(u"themeAction"_s)->trigger();
        window.main.close();
    }
    QCOMPARE(QSettings().allKeys().size(), 2);
    QCOMPARE(QSettings().value(u"window/docks"_s).toByteArray(), QByteArray("left by another run"));
    QCOMPARE(QSettings().value(u"window/theme"_s).toString(), u"Dark"_s);
    QCOMPARE(WindowSettings(WindowSettings::Use::Untouched).themeMode(), Theme::Mode::System);
    Theme::instance().setMode(Theme::Mode::Light);
}

void TestMainWindow::themeIsSwitchedAndRemembered()
{
    Window window(WindowSettings::Use::Kept);
    QVERIFY(!Theme::instance().isDark());
    window.action(u"themeAction"_s)->trigger();
    QVERIFY(Theme::instance().isDark());
    QCOMPARE(WindowSettings(WindowSettings::Use::Kept).themeMode(), Theme::Mode::Dark);
    window.action(u"themeAction"_s)->trigger();
    QVERIFY(!Theme::instance().isDark());
    QCOMPARE(WindowSettings(WindowSettings::Use::Kept).themeMode(), Theme::Mode::Light);
}

void TestMainWindow::fitsTheSmallScreen_data()
{
    QTest::addColumn<bool>("live");
    QTest::newRow("start page") << false;
    QTest::newRow("log") << true;
}

void TestMainWindow::fitsTheSmallScreen()
{
    QFETCH(bool, live);
    Window window;
    if (live) {
        window.watchSimulator();
        QTRY_VERIFY_WITH_TIMEOUT(window.main.logPanel()->isVisible(), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(window.rows() > 3, kPatience);
    }
    window.main.resize(1024, 700);
    QTRY_COMPARE(window.main.size(), QSize(1024, 700)); // nothing in it asks for more
    QVERIFY(window.main.minimumSizeHint().width() <= 1024);
    QVERIFY(window.main.minimumSizeHint().height() <= 700);
    if (live) {
        QTRY_VERIFY(window.main.logPanel()->width() >= 400);
    }
}

void TestMainWindow::statusSaysWhatLeftAndWhatWasLost()
{
    StatusFigures figures{.rows = 12'345,
        .evicted = 0,
        .bytes = 8'493'466,
        .budget = 512'000'000,
        .droppedEvents = 0,
        .droppedMessages = 0,
        .handlerFailures = 0};
    QCOMPARE(rowsWords(figures), u"12,345 rows · 8.5 MB of 512 MB"_s);
    StatusLine line;
    line.show();
    line.setFigures(figures);
    auto *evicted = line.findChild<QLabel *>(u"statusEvicted"_s);
    auto *loss = line.findChild<QLabel *>(u"statusLoss"_s);
    QVERIFY(!evicted->isVisible());
    QVERIFY(!loss->isVisible());
    figures.evicted = 1000;
    figures.droppedEvents = 3;
    figures.droppedMessages = 1;
    figures.handlerFailures = 2;
    line.setFigures(figures);
    QVERIFY(evicted->isVisible());
    QCOMPARE(evicted->text(), u"1,000 older rows left the log (512 MB budget)"_s);
    QVERIFY(loss->isVisible());
    QCOMPARE(loss->text(), u"1 message dropped, 3 events dropped, 2 handler failures"_s);
    StatusFigures slow = figures;
    slow.slowHandler = u"alerts"_s;
    slow.slowestNs = 2'040'000'000;
    QCOMPARE(lossWords(slow),
        u"1 message dropped, 3 events dropped, 2 handler failures, handler “alerts” took up to 2.0\u2009s"_s);
    QCOMPARE(loss->palette().color(QPalette::WindowText), Theme::instance().color(ColorRole::Attention));
}

void TestMainWindow::whatLeavesTheLogIsSaidEverywhere()
{
    Window window(WindowSettings::Use::Untouched, 1'000'000);
    window.open(u"sim:?rate=2000"_s);
    auto *evicted = window.part<QLabel>(u"statusEvicted"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window.log()->selectedRow() || window.log()->visibleRowCount() > 3, kPatience);
    QTest::mouseClick(window.log()->viewport(), Qt::LeftButton, {}, window.log()->rowRect(0).center());
    const LogRow selected = window.log()->selectedRow().value();
    QTRY_VERIFY_WITH_TIMEOUT(window.session.log()->evicted() > selected, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(evicted->isVisible(), kPatience);
    window.action(u"disconnectAction"_s)->trigger(); // hold still what is compared
    const auto words = [&window] {
        return u"%1 older rows left the log (1 MB budget)"_s.arg(QLocale().toString(window.session.log()->evicted()));
    };
    QTRY_COMPARE_WITH_TIMEOUT(evicted->text(), words(), kPatience);
    QTest::keyClick(window.log(), Qt::Key_Home);
    QTRY_VERIFY_WITH_TIMEOUT(window.log()->isNoticeShown(), kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(window.log()->noticeText(),
        u"%1 older rows left the log, which keeps 1 MB of the newest"_s.arg(
            QLocale().toString(window.session.log()->evicted())),
        kPatience);
    QVERIFY(window.session.log()->bytes() <= 1'000'000);
    // The inspector still shows the event that was selected, though its row is gone.
    QCOMPARE(window.main.findChild<InspectorPanel *>()->row(), std::optional(selected));
    const QJsonObject log = window.session.report().value(u"log"_s).toObject();
    QCOMPARE(log.value(u"leftForBudget"_s).toInteger(), qint64(window.session.log()->evicted()));
    QCOMPARE(log.value(u"rows"_s).toInteger() + log.value(u"leftForBudget"_s).toInteger(),
        qint64(window.session.log()->size()));
    QCOMPARE(log.value(u"budgetBytes"_s).toInteger(), 1'000'000);
}

void TestMainWindow::aPauseKeepsItsRowsWhileTheLogTurnsOver()
{
    Window window(WindowSettings::Use::Untouched, 1'000'000);
    window.open(u"sim:?rate=2000"_s);
    QTRY_VERIFY_WITH_TIMEOUT(window.session.log()->evicted() > 0, kPatience);
    window.action(u"pauseAction"_s)->trigger();
    LogSnapshot paused = window.main.logPanel()->snapshot();
    QTRY_VERIFY_WITH_TIMEOUT(window.session.log()->evicted() > paused.end(), kPatience); // none of them is left in it
    QCOMPARE(window.log()->rowCount(), paused.size());
    QVERIFY(window.log()->rowText(0).contains(u"device."_s));
    auto *badge = window.part<QLabel>(u"pauseBadge"_s);
    QTRY_VERIFY2_WITH_TIMEOUT(
        badge->text().contains(u"beyond the log's budget"_s), qPrintable(badge->text()), kPatience);
    QVERIFY(window.session.log()->heldBytes() > 0);

    // Another filter finds its rows among those that are shown, not among those that came.
    const LogRow middle = paused.begin() + paused.size() / 2;
    window.main.logPanel()->applyFilter(u"sequence >= %1"_s.arg(paused.entry(middle).event.sequence()));
    QTRY_COMPARE_WITH_TIMEOUT(window.log()->rowCount(), paused.end() - middle, kPatience);
    QCOMPARE(window.log()->rows().row(0), middle);
    window.main.logPanel()->applyFilter({});
    QTRY_COMPARE_WITH_TIMEOUT(window.log()->rowCount(), paused.size(), kPatience);

    window.action(u"disconnectAction"_s)->trigger();
    window.action(u"pauseAction"_s)->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(
        window.main.logPanel()->snapshot().begin(), LogRow(window.session.log()->evicted()), kPatience);
    // What the pause kept is given back, although no more events come.
    paused = {};
    QTRY_COMPARE_WITH_TIMEOUT(window.session.log()->heldBytes(), qint64(0), kPatience);
}

void TestMainWindow::everyToolIsNamed()
{
    Window window;
    for (QAction *action : window.main.findChildren<QAction *>()) {
        const bool ours = action->objectName().endsWith(u"Action"_s);
        if (ours) {
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        }
    }
    QSet<QKeySequence> shortcuts;
    for (QAction *action : window.main.findChildren<QAction *>()) {
        const bool isOfOneWidget = action->shortcutContext() == Qt::WidgetShortcut; // another may use the same key
        if (!action->shortcut().isEmpty() && !isOfOneWidget) {
            QVERIFY2(!shortcuts.contains(action->shortcut()), qPrintable(action->shortcut().toString()));
            shortcuts << action->shortcut();
        }
    }
    QVERIFY(shortcuts.size() >= 10);
}

void TestMainWindow::savedThemeTakesHoldAtTheStart()
{
    WindowSettings(WindowSettings::Use::Kept).saveThemeMode(Theme::Mode::Dark);
    {
        const Window window(WindowSettings::Use::Untouched);
        QVERIFY(!Theme::instance().isDark());
    }
    {
        const Window window(WindowSettings::Use::Kept);
        QVERIFY(Theme::instance().isDark());
    }
    Theme::instance().setMode(Theme::Mode::Light);
}

/// As when the program was started with navilink:EMAIL.
void TestMainWindow::anAccountIsOpenedOnceItsPasswordIsKnown()
{
    qunsetenv("EMBERSCOPE_PASSWORD");
    Window window;
    window.main.show();
    const auto url
        = ConnectionUrl::parse(u"navilink:anna@example.org?api=https://127.0.0.1:1&broker=wss://127.0.0.1:1");
    QVERIFY(url.isOk());
    QCOMPARE(window.main.openConnection(*url), QString());
    QVERIFY(window.session.connections().isEmpty());
    auto *dialog = window.main.findChild<QDialog *>(u"connectDialog"_s);
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(dialog->findChild<QLineEdit *>(u"accountEmail"_s)->text(), u"anna@example.org"_s);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"accountPassword"_s), u"geheim99"_s);
    dialog->findChild<QPushButton *>(u"accountConnectButton"_s)->click();
    QCOMPARE(window.session.connections().size(), 1);
    QTRY_VERIFY(!window.session.connections().first().link.reason.isEmpty());
    const LinkStatus link = window.session.connections().first().link;
    QVERIFY2(link.reason.contains(u"nothing accepts connections"_s), qPrintable(link.reason));

    qputenv("EMBERSCOPE_PASSWORD", "geheim99");
    QCOMPARE(window.main.openConnection(*url), QString());
    QCOMPARE(window.session.connections().size(), 2);
    qunsetenv("EMBERSCOPE_PASSWORD");
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
