// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/eventlogview.h"
#include "theme/theme.h"
#include "window/mainwindow.h"

#include <ember/session/session.h>

#include <QtCore/QTimer>
#include <QtGui/QAction>
#include <QtGui/QContextMenuEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListWidget>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms, for slow machines
const QString kFilter = u"name matches \"^(device.error|connection|message)\""_s;

ConnectionUrl urlOf(const QString &text)
{
    auto url = ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qUtf8Printable(url.error()));
    }
    return url.value();
}

/// The window on a simulator, driven by clicks; the log shows only what faults lead to.
struct Person
{
    explicit Person(const QString &url)
        : main(session, WindowSettings::Use::Untouched)
    {
        main.resize(1280, 800);
        main.show();
        main.activateWindow();
        const QString problem = main.openConnection(urlOf(url));
        if (!problem.isEmpty()) {
            qFatal("%s", qUtf8Printable(problem));
        }
    }

    template <typename Widget>
    Widget *see(const QString &name)
    {
        auto *found = main.findChild<Widget *>(name);
        if (!found) {
            qFatal("nothing named %s", qUtf8Printable(name));
        }
        return found;
    }
    void showOnlyFaults()
    {
        auto *edit = see<QLineEdit>(u"filterEdit"_s);
        QTest::mouseClick(edit, Qt::LeftButton);
        QTest::keyClicks(edit, kFilter);
        QTest::keyClick(edit, Qt::Key_Return);
    }
    static void clickAction(QWidget *bar, const QRect &place)
    {
        QTest::mouseClick(bar, Qt::LeftButton, {}, place.center());
    }
    /// Connection → Provoke a fault → the action, each with the mouse.
    void provoke(const QString &name)
    {
        QAction *provokeMenu = see<QAction>(u"provokeAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(provokeMenu->isVisible() && provokeMenu->isEnabled(), kPatience);
        QAction *wanted = see<QAction>(name);
        QTRY_VERIFY_WITH_TIMEOUT(wanted->isEnabled(), kPatience);
        QMenuBar *bar = main.menuBar();
        QAction *connection = bar->actions().constFirst();
        clickAction(bar, bar->actionGeometry(connection));
        QTRY_VERIFY(connection->menu()->isVisible());
        clickAction(connection->menu(), connection->menu()->actionGeometry(provokeMenu));
        QTRY_VERIFY(provokeMenu->menu()->isVisible());
        clickAction(provokeMenu->menu(), provokeMenu->menu()->actionGeometry(wanted));
        QTRY_VERIFY(!connection->menu()->isVisible());
    }
    void chooseCode(const QString &search)
    {
        provoke(u"provokeErrorAction"_s);
        QTRY_VERIFY(main.findChild<QDialog *>(u"faultDialog"_s));
        QTRY_VERIFY(see<QDialog>(u"faultDialog"_s)->isVisible());
        QTest::keyClicks(see<QLineEdit>(u"faultSearch"_s), search);
        QVERIFY(!see<QLabel>(u"faultAdvice"_s)->text().isEmpty());
        QTest::mouseClick(see<QPushButton>(u"faultProvokeButton"_s), Qt::LeftButton);
        QTRY_VERIFY(!main.findChild<QDialog *>(u"faultDialog"_s));
    }
    /// Whether a row of the log on the screen names the event, and says the words.
    bool showsRow(const QString &event, const QString &words = {})
    {
        auto *log = see<EventLogView>(u"eventLogView"_s);
        for (int i = 0; i < log->visibleRowCount(); ++i) {
            if (log->rowText(i).contains(event) && log->rowText(i).contains(words)) {
                return true;
            }
        }
        return false;
    }

    Session session;
    MainWindow main;
};

} // namespace

/// What a person can let go wrong at a simulator from the window, and what they then see in the log.
class ProvokedFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void eachKindIsProvokedWithTheMouseAndAppearsInTheLog()
    {
        Person person(u"sim:?speed=600"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!person.session.devices().isEmpty(), kPatience);
        person.showOnlyFaults();

        person.chooseCode(u"e799"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"device.error_detected"_s, u"E799"_s), kPatience);
        person.chooseCode(u"407/01"_s); // another one in its place, with its sub-code
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"device.error_detected"_s, u"E407"_s), kPatience);
        person.provoke(u"provokeClearAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"device.error_cleared"_s, u"E407"_s), kPatience);
        person.provoke(u"provokeGarbageAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"message.undecodable"_s), kPatience);
        person.provoke(u"provokeDropAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"connection.interrupted"_s), kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"connection.resumed"_s), kPatience);
        person.provoke(u"provokeSilenceAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.showsRow(u"connection.stale"_s), kPatience);
    }

    void faultsOfTheAddressAppearTheSameWay()
    {
        Person person(u"sim:?speed=600&fault=E326@10m,clear@15m,garbage@20m,drop@25m,silence@30m"_s);
        person.showOnlyFaults();
        for (const QString &event : {u"device.error_detected"_s, u"device.error_cleared"_s, u"message.undecodable"_s,
                 u"connection.interrupted"_s, u"connection.resumed"_s, u"connection.stale"_s}) {
            QVERIFY2(QTest::qWaitFor([&] { return person.showsRow(event); }, kPatience), qUtf8Printable(event));
        }
    }

    void theChosenDeviceIsHit()
    {
        Person person(u"sim:?speed=600&devices=2"_s);
        QTRY_COMPARE_WITH_TIMEOUT(person.session.devices().size(), qsizetype(2), kPatience);
        auto *view = person.see<QTreeView>(u"connectionsView"_s);
        QTRY_COMPARE_WITH_TIMEOUT(view->model()->rowCount(view->model()->index(0, 0)), 2, kPatience);
        const QModelIndex second = view->model()->index(1, 0, view->model()->index(0, 0));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(second).center());
        QCOMPARE(view->currentIndex(), second);
        const QString source = second.data(Qt::ToolTipRole).toString();
        person.chooseCode(u"e990"_s);
        const auto alarmed = [&] {
            QStringList sources;
            for (const DeviceState &device : person.session.devices()) {
                sources += device.alarms().empty() ? QStringList() : QStringList{device.source().text()};
            }
            return sources;
        };
        QTRY_COMPARE_WITH_TIMEOUT(alarmed(), QStringList{source}, kPatience);
    }

    void theContextMenuHasIt()
    {
        Person person(u"sim:?speed=600"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.see<QAction>(u"provokeAction"_s)->isEnabled(), kPatience);
        auto *view = person.see<QTreeView>(u"connectionsView"_s);
        QStringList offered;
        QTimer::singleShot(0, view, [&] { // the menu has an event loop of its own
            if (auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget())) {
                for (const QAction *action : menu->actions()) {
                    offered += action->isVisible() ? QStringList{action->objectName()} : QStringList();
                }
                menu->close();
            }
        });
        const QPoint at = view->visualRect(view->model()->index(0, 0)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, view->viewport()->mapToGlobal(at));
        QApplication::sendEvent(view->viewport(), &event);
        QVERIFY2(offered.contains(u"provokeAction"_s), qUtf8Printable(offered.join(u' ')));
    }

    void aBrokerHasNoFaultsToProvoke()
    {
        Person person(u"mqtt://127.0.0.1:1"_s);
        QTRY_VERIFY_WITH_TIMEOUT(person.see<QAction>(u"disconnectAction"_s)->isEnabled(), kPatience);
        QVERIFY(!person.see<QAction>(u"provokeAction"_s)->isVisible());
        const auto refused = person.session.provoke(person.session.connections().constFirst().id, {});
        QVERIFY(!refused);
        QVERIFY2(refused.error().contains(u"simulator only"_s), qUtf8Printable(refused.error()));
    }

    void aClosedSimulatorHasNoneEither()
    {
        Person person(u"sim:"_s);
        QAction *provoke = person.see<QAction>(u"provokeAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(provoke->isEnabled(), kPatience);
        person.session.close(person.session.connections().constFirst().id);
        QTRY_VERIFY_WITH_TIMEOUT(!provoke->isEnabled(), kPatience);
        QVERIFY(provoke->isVisible());
    }
};

QTEST_MAIN(ProvokedFaultsTest)
#include "tst_provokedfaults.moc"
