// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The window without a pointer, and with a screen reader.
#include "theme/theme.h"
#include "widgetchecks.h"
#include "windowfixture.h"

#include <QtGui/QClipboard>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QDialog>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMenuBar>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabBar>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 40'000; // ms, for slow machines

/// The window, driven with keys only: each goes to what has the keyboard.
struct Typist : WindowFixture
{
    QWidget *focus() { return QApplication::focusWidget(); }
    void press(Qt::Key key, Qt::KeyboardModifiers with = {}) { QTest::keyClick(focus() ? focus() : &main, key, with); }
    void type(const QString &text) { QTest::keyClicks(focus(), text); }
    /// F6 until the panel has the keyboard; false if it never comes.
    bool goTo(const QString &panel)
    {
        const auto *wanted = part<QWidget>(panel);
        for (int i = 0; i < 8; ++i) {
            if (focus() && (focus() == wanted || wanted->isAncestorOf(focus()))) {
                return true;
            }
            press(Qt::Key_F6);
        }
        return false;
    }
    /// From the start page to rows in the log.
    bool watchSimulator()
    {
        press(Qt::Key_Space);
        return QTest::qWaitFor([this] { return log()->rowCount() > 20; }, kPatience);
    }
    /// Nothing moves any more.
    bool holdStill()
    {
        session.close(session.connections().first().id);
        return QTest::qWaitFor(
            [this] { return session.connections().first().link.state == LinkState::Closed; }, kPatience);
    }
};

/// What the Tab key should reach.
QSet<QWidget *> tabStops(const QWidget &window)
{
    QSet<QWidget *> stops;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool here = widget->isVisible() && widget->isEnabled() && widget->window() == &window;
        if (here && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && !widget->focusProxy()) {
            stops << widget;
        }
    }
    return stops;
}

QString naming(const QSet<QWidget *> &widgets)
{
    QStringList names;
    for (const QWidget *widget : widgets) {
        names << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName() + u' '
                + widget->accessibleName();
    }
    return names.join(u", "_s);
}

/// The letter after the mnemonic's mark; none if there is none.
QChar mnemonicOf(const QString &text)
{
    const qsizetype at = text.indexOf(u'&');
    return at < 0 || at + 1 >= text.size() ? QChar() : text.at(at + 1).toLower();
}

void checkMenu(const QList<QAction *> &actions, const QString &where)
{
    QSet<QChar> used;
    for (QAction *action : actions) {
        if (action->isSeparator()) {
            continue;
        }
        const QChar letter = mnemonicOf(action->text());
        QVERIFY2(!letter.isNull(), qPrintable(where + u": no mnemonic in "_s + action->text()));
        QVERIFY2(!used.contains(letter), qPrintable(where + u": twice "_s + letter));
        used << letter;
        if (action->menu()) {
            checkMenu(action->menu()->actions(), action->text());
        }
    }
}

void verifyNone(const QStringList &complaints)
{
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u"\n"_s)));
}

} // namespace

class TestKeyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aWholeJourneyWithKeysAlone();
    void tabReachesEverythingAndComesBack_data();
    void tabReachesEverythingAndComesBack();
    void whatHasTheKeyboardShowsIt_data();
    void whatHasTheKeyboardShowsIt();
    void panelsAreWalkedBothWays();
    void aPanelGetsTheKeyboardBackWhereItWasLeft();
    void everythingHasAName_data();
    void everythingHasAName();
    void menusHaveMnemonicsOfTheirOwn();
    void toolsTellTheirShortcuts();
};

void TestKeyboard::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English));
    Theme::instance().setMode(Theme::Mode::Dark);
}

void TestKeyboard::aWholeJourneyWithKeysAlone()
{
    Typist typist;
    QTRY_VERIFY(typist.focus());
    QCOMPARE(typist.focus()->objectName(), u"watchSimulatorButton"_s); // the shortest way in has the keyboard
    QVERIFY(typist.watchSimulator());

    // The log: a row, further up, to the end and following again, the row on the clipboard.
    QTRY_COMPARE(typist.focus(), typist.log());
    typist.press(Qt::Key_Up);
    QTRY_VERIFY(typist.log()->selectedRow());
    QVERIFY(!typist.log()->isFollowing());
    const LogRow first = *typist.log()->selectedRow();
    typist.press(Qt::Key_PageUp);
    QVERIFY(*typist.log()->selectedRow() < first);
    typist.press(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().contains(u"specversion"_s));
    typist.press(Qt::Key_End);
    QVERIFY(typist.log()->isFollowing());

    // A filter with a proposed word, then back to the log with Esc.
    typist.press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(typist.focus()->objectName(), u"filterEdit"_s);
    typist.type(u"name contains \"status\""_s);
    typist.press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(
        typist.log()->visibleRowCount() > 0 && typist.log()->rowText(0).contains(u"device.status_received"), kPatience);
    typist.press(Qt::Key_Tab);
    QCOMPARE(typist.focus(), typist.log());
    typist.press(Qt::Key_Up);
    QVERIFY(typist.log()->selectedRow());

    // The inspector: its tabs, the search in its fields.
    QVERIFY(typist.goTo(u"inspectorPanel"_s));
    auto *tabs = typist.part<QTabWidget>(u"inspectorTabs"_s);
    QCOMPARE(typist.focus(), tabs->tabBar());
    typist.press(Qt::Key_Right);
    QCOMPARE(tabs->currentIndex(), 1);
    typist.press(Qt::Key_Tab);
    QCOMPARE(typist.focus()->objectName(), u"fieldSearch"_s);
    typist.type(u"dhwTemperature"_s);
    typist.press(Qt::Key_Tab);
    QCOMPARE(typist.focus()->objectName(), u"fieldsView"_s);

    // Live state: what the device can be told and asked, a search in its values.
    QVERIFY(typist.goTo(u"liveStatePanel"_s));
    QCOMPARE(typist.focus()->objectName(), u"commandsButton"_s);
    typist.press(Qt::Key_Tab);
    QCOMPARE(typist.focus()->objectName(), u"recordsButton"_s);
    typist.press(Qt::Key_Tab);
    QCOMPARE(typist.focus()->objectName(), u"liveSearch"_s);
    typist.type(u"tank"_s);

    // The connection: its details on the clipboard, ended, connected again, taken off the list.
    QVERIFY(typist.goTo(u"connectionsView"_s));
    typist.press(Qt::Key_Home);
    typist.press(Qt::Key_C, Qt::ControlModifier);
    QVERIFY2(QApplication::clipboard()->text().contains(u"received"_s), qPrintable(QApplication::clipboard()->text()));
    typist.press(Qt::Key_D, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(typist.session.connections().first().link.state, LinkState::Closed, kPatience);
    typist.press(Qt::Key_R, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(typist.session.connections().first().link.state, LinkState::Connected, kPatience);
    QVERIFY(typist.goTo(u"connectionsView"_s));
    typist.press(Qt::Key_Delete);
    QTRY_VERIFY_WITH_TIMEOUT(typist.session.connections().isEmpty(), kPatience);

    // Help, and another connection.
    typist.press(Qt::Key_F1);
    auto *help = typist.part<QDialog>(u"shortcutList"_s);
    QTRY_VERIFY(help->isVisible());
    QTest::keyClick(help, Qt::Key_Escape);
    QTRY_VERIFY(!typist.main.findChild<QDialog *>(u"shortcutList"_s));
    typist.main.activateWindow(); // which the window system does
    QTRY_COMPARE(QApplication::activeWindow(), &typist.main);
    QTest::keyClick(&typist.main, Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(typist.main.findChild<QDialog *>(u"connectDialog"_s));
    auto *dialog = typist.part<QDialog>(u"connectDialog"_s);
    QTRY_VERIFY(dialog->isVisible() && dialog->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!typist.main.findChild<QDialog *>(u"connectDialog"_s));
}

void TestKeyboard::tabReachesEverythingAndComesBack_data()
{
    QTest::addColumn<bool>("live");
    QTest::newRow("start page") << false;
    QTest::newRow("live") << true;
}

void TestKeyboard::tabReachesEverythingAndComesBack()
{
    QFETCH(bool, live);
    Typist typist;
    QTRY_VERIFY(typist.focus());
    if (live) {
        QVERIFY(typist.watchSimulator());
        QTRY_COMPARE(typist.focus(), typist.log());
        typist.press(Qt::Key_Up);
        QVERIFY(typist.holdStill());
    }
    QSet<QWidget *> missing = tabStops(typist.main);
    QVERIFY(missing.size() >= 8);
    QWidget *begin = typist.focus();
    const auto steps = 3 * missing.size();
    bool back = false;
    QStringList reached;
    for (qsizetype step = 0; step < steps && !back; ++step) {
        missing.remove(typist.focus());
        reached << naming({typist.focus()});
        typist.press(Qt::Key_Tab);
        QVERIFY(typist.focus());
        back = typist.focus() == begin;
    }
    QVERIFY2(back, "a focus trap");
    QVERIFY2(missing.isEmpty(), qPrintable(naming(missing) + u"; reached: "_s + reached.join(u", "_s)));
    typist.press(Qt::Key_Backtab, Qt::ShiftModifier);
    QVERIFY(typist.focus() != begin);
}

void TestKeyboard::whatHasTheKeyboardShowsIt_data()
{
    tabReachesEverythingAndComesBack_data();
}

void TestKeyboard::whatHasTheKeyboardShowsIt()
{
    QFETCH(bool, live);
    Typist typist;
    QTRY_VERIFY(typist.focus());
    if (live) {
        QVERIFY(typist.watchSimulator());
        QTRY_COMPARE(typist.focus(), typist.log());
        typist.press(Qt::Key_Up);
        QVERIFY(typist.holdStill());
    }
    const QColor accent = Theme::instance().color(ColorRole::Accent);
    const auto accented = [&](const QWidget *widget) {
        const QImage image = typist.main.grab(QRect(widget->mapTo(&typist.main, QPoint()), widget->size())).toImage();
        int pixels = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                pixels += image.pixelColor(x, y) == accent ? 1 : 0;
            }
        }
        return pixels;
    };
    typist.press(Qt::Key_Tab);
    QSet<QWidget *> seen;
    while (!seen.contains(typist.focus())) {
        QWidget *widget = typist.focus();
        seen << widget;
        const int with = accented(widget);
        typist.press(Qt::Key_Tab);
        const int without = accented(widget);
        const bool caret = widget->inherits("QPlainTextEdit"); // shows where the keyboard is by its caret
        QVERIFY2(with >= without + 16 || caret, qPrintable(naming({widget})));
    }
    QVERIFY(seen.size() >= 8);
}

void TestKeyboard::panelsAreWalkedBothWays()
{
    Typist typist;
    QTRY_VERIFY(typist.focus());
    QVERIFY(typist.watchSimulator());
    QTRY_COMPARE(typist.focus(), typist.log());
    typist.press(Qt::Key_Up);
    QStringList forth;
    const auto panelOf = [&typist] {
        for (const auto *name : {"connectionsDock", "countsDock", "logPanel", "inspectorDock", "liveStateDock"}) {
            if (typist.part<QWidget>(QString::fromLatin1(name))->isAncestorOf(typist.focus())) {
                return QString::fromLatin1(name);
            }
        }
        return QString();
    };
    for (int i = 0; i < 5; ++i) {
        forth << panelOf();
        typist.press(Qt::Key_F6);
    }
    QCOMPARE(forth,
        (QStringList{u"logPanel"_s, u"inspectorDock"_s, u"liveStateDock"_s, u"connectionsDock"_s, u"countsDock"_s}));
    QCOMPARE(panelOf(), u"logPanel"_s);
    typist.press(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(panelOf(), u"countsDock"_s);
    typist.part<QDockWidget>(u"connectionsDock"_s)->close(); // a closed panel is passed over
    typist.press(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(panelOf(), u"liveStateDock"_s);
}

void TestKeyboard::aPanelGetsTheKeyboardBackWhereItWasLeft()
{
    Typist typist;
    QTRY_VERIFY(typist.focus());
    QVERIFY(typist.watchSimulator());
    QTRY_COMPARE(typist.focus(), typist.log());
    typist.press(Qt::Key_F, Qt::ControlModifier);
    typist.press(Qt::Key_F6);
    typist.press(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(typist.focus()->objectName(), u"filterEdit"_s);
    typist.press(Qt::Key_Escape); // nothing to clear: back to the rows
    QCOMPARE(typist.focus(), typist.log());
}

void TestKeyboard::everythingHasAName_data()
{
    QTest::addColumn<QString>("dialog");
    QTest::newRow("window") << QString();
    QTest::newRow("connect") << u"connectAction"_s;
    QTest::newRow("shortcuts") << u"shortcutsAction"_s;
}

void TestKeyboard::everythingHasAName()
{
    QFETCH(QString, dialog);
    Typist typist;
    verifyNone(namelessWidgets(typist.main));
    if (!dialog.isEmpty()) {
        typist.part<QAction>(dialog)->trigger();
        const auto *shown = typist.main.findChild<QDialog *>();
        QVERIFY(shown);
        verifyNone(namelessWidgets(*shown));
    }
}

void TestKeyboard::menusHaveMnemonicsOfTheirOwn()
{
    Typist typist;
    checkMenu(typist.main.menuBar()->actions(), u"menu bar"_s);
}

void TestKeyboard::toolsTellTheirShortcuts()
{
    Typist typist;
    int told = 0;
    for (const QAction *action : typist.part<QToolBar>(u"toolBar"_s)->actions()) {
        if (!action->shortcut().isEmpty()) {
            const QString key = action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(action->toolTip().contains(u'(' + key + u')'), qPrintable(action->toolTip()));
            ++told;
        }
    }
    QVERIFY(told >= 6);
}

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
