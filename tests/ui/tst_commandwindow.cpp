// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/theme.h"
#include "widgetchecks.h"
#include "windowfixture.h"

#include <QtGui/QAction>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDialog>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QMenu>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QTabWidget>
#include <QtWidgets/QTableView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms, for slow machines

/// A person at the window on a simulator.
struct Person : WindowFixture
{
    Person()
    {
        const auto url = ConnectionUrl::parse(u"sim:?speed=10"_s);
        if (!url || !main.openConnection(*url).isEmpty()) {
            qFatal("no simulator");
        }
    }
    template <typename Widget>
    [[nodiscard]] Widget *shown(const QString &name)
    {
        const auto isThere = [&] {
            const auto *found = main.findChild<Widget *>(name);
            return found && found->isVisible();
        };
        return QTest::qWaitFor(isThere, kPatience) ? main.findChild<Widget *>(name) : nullptr;
    }
    /// Clicks a button; false if it is not there or not to be clicked.
    [[nodiscard]] bool click(const QString &name)
    {
        auto *button = shown<QPushButton>(name);
        if (!button || !button->isEnabled()) {
            return false;
        }
        QTest::mouseClick(button, Qt::LeftButton);
        return true;
    }
    [[nodiscard]] QMenu *openMenu() { return click(u"commandsButton"_s) ? shown<QMenu>(u"commandMenu"_s) : nullptr; }
    [[nodiscard]] static QAction *entry(QMenu *menu, const QString &name)
    {
        for (QAction *action : menu->actions()) {
            if (action->objectName() == name) {
                return action;
            }
        }
        return nullptr;
    }
    /// Chooses an entry of the menu with the mouse.
    [[nodiscard]] bool choose(const QString &name)
    {
        QMenu *menu = openMenu();
        QAction *action = menu ? entry(menu, name) : nullptr;
        if (!action || !action->isEnabled()) {
            return false;
        }
        QTest::mouseClick(menu, Qt::LeftButton, {}, menu->actionGeometry(action).center());
        return QTest::qWaitFor([menu] { return !menu->isVisible(); }, kPatience);
    }
    [[nodiscard]] bool hasSpokenOfItself()
    {
        return QTest::qWaitFor(
            [this] {
                const QList<DeviceState> devices = session.devices();
                return !devices.isEmpty()
                    && devices.first().field(Symbol::intern(u"values.dhwTemperatureMax")).isNumber() // feature
                    && devices.first().field(Symbol::intern(u"values.dhwTemperatureSetting")).isNumber(); // status
            },
            kPatience);
    }
    [[nodiscard]] bool allow()
    {
        return hasSpokenOfItself() && choose(u"allowFromMenuAction"_s) && click(u"allowCommandsButton"_s)
            && session.connections().first().commandsAllowed;
    }
    [[nodiscard]] bool says(QWidget *dialog, const QString &words)
    {
        return QTest::qWaitFor(
            [&] {
                const auto *label = dialog->findChild<QLabel *>(u"commandResult"_s);
                return label && label->text().contains(words);
            },
            kPatience);
    }
};

} // namespace

/// Commands, energy and schedules as a person gives and sees them.
class TestCommandWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        Theme::instance().setMode(Theme::Mode::Light);
    }
    void init() { Theme::instance().setMode(Theme::Mode::Light); }

    void whatIsReadOnlySaysSoAndLeadsToTheSwitch()
    {
        Person person;
        QVERIFY(person.hasSpokenOfItself());
        QMenu *menu = person.openMenu();
        QVERIFY(menu);
        QAction *command = Person::entry(menu, u"set-temperatureCommand"_s);
        QVERIFY(command && !command->isEnabled());
        QVERIFY2(command->toolTip().contains(u"read-only"), qPrintable(command->toolTip()));
        QVERIFY(!Person::entry(menu, u"set-weekly-scheduleCommand"_s)); // no editor for it yet
        menu->close();
        QVERIFY(person.choose(u"allowFromMenuAction"_s));
        auto *box = person.shown<QMessageBox>(u"allowCommandsBox"_s);
        QVERIFY(box);
        QVERIFY(box->informativeText().contains(u"change what its devices do"));
        QVERIFY(box->text().contains(u"simulator"));
        QVERIFY(!person.session.connections().first().commandsAllowed); // not before the answer
        QVERIFY(person.click(u"allowCommandsButton"_s));
        QVERIFY(person.session.connections().first().commandsAllowed);
        menu = person.openMenu();
        QVERIFY(menu);
        QVERIFY(!Person::entry(menu, u"allowFromMenuAction"_s));
        QVERIFY(Person::entry(menu, u"set-temperatureCommand"_s)->isEnabled());
        QAction *button = Person::entry(menu, u"recirculation-buttonCommand"_s); // this unit has none
        QVERIFY(!button->isEnabled());
        QVERIFY2(button->toolTip().contains(u"no recirculation"), qPrintable(button->toolTip()));
        menu->close();
    }

    void cancellingAllowsNothing()
    {
        Person person;
        auto *action = person.part<QAction>(u"commandsAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), kPatience);
        action->trigger();
        auto *box = person.shown<QMessageBox>(u"allowCommandsBox"_s);
        QVERIFY(box);
        QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
        QVERIFY(!person.session.connections().first().commandsAllowed);
    }

    void theConnectionsMenuSwitchesBothWays()
    {
        Person person;
        auto *action = person.part<QAction>(u"commandsAction"_s);
        QTRY_VERIFY_WITH_TIMEOUT(action->isEnabled(), kPatience);
        QVERIFY(action->text().contains(u"llow commands"));
        action->trigger();
        QVERIFY(person.click(u"allowCommandsButton"_s));
        QVERIFY(person.session.connections().first().commandsAllowed);
        QTRY_VERIFY_WITH_TIMEOUT(action->text().remove(u'&').contains(u"Make read-only"), kPatience);
        action->trigger(); // the safe way needs no question
        QVERIFY(!person.session.connections().first().commandsAllowed);
    }

    void aTemperatureIsSet()
    {
        Person person;
        QVERIFY(person.allow());
        QVERIFY(person.choose(u"set-temperatureCommand"_s));
        auto *dialog = person.shown<QDialog>(u"commandDialog"_s);
        QVERIFY(dialog);
        auto *edit = dialog->findChild<QDoubleSpinBox *>(u"temperatureEdit"_s);
        QCOMPARE(edit->value(), 60.5); // what the device has
        auto *range = dialog->findChild<QLabel *>(u"temperatureRange"_s);
        QVERIFY2(range->text().contains(u"40.5 to 65.5"), qPrintable(range->text()));
        auto *send = dialog->findChild<QPushButton *>(u"commandSendButton"_s);
        QVERIFY(!send->isEnabled()); // the risk is not confirmed
        QVERIFY(dialog->findChild<QLabel *>(u"commandRisk"_s)->text().contains(u"scald"));
        auto *understood = dialog->findChild<QCheckBox *>(u"commandUnderstood"_s);
        QTest::mouseClick(understood, Qt::LeftButton, {}, {8, understood->height() / 2});
        QVERIFY(send->isEnabled());

        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, u"90"_s);
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(person.says(dialog, u"Not sent"_s));
        QVERIFY(person.says(dialog, u"40.5 to 65.5"_s));
        QTest::qWait(50);
        QVERIFY(edit->height() >= edit->sizeHint().height()); // the words have not taken its room

        edit->selectAll();
        QTest::keyClicks(edit, u"50"_s);
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(person.says(dialog, u"Confirmed by the device"_s));
        QTRY_COMPARE_WITH_TIMEOUT(
            person.session.devices().first().field(Symbol::intern(u"values.dhwTemperatureSetting")).toReal(), 50.0,
            kPatience);
        QVERIFY(person.click(u"commandCloseButton"_s));
    }

    void thePersonsUnitIsFahrenheitToo()
    {
        Person person;
        QVERIFY(person.allow());
        QVERIFY(person.choose(u"set-temperatureCommand"_s));
        auto *dialog = person.shown<QDialog>(u"commandDialog"_s);
        QVERIFY(dialog);
        auto *unit = dialog->findChild<QComboBox *>(u"temperatureUnit"_s);
        unit->setCurrentText(u"°F"_s);
        auto *edit = dialog->findChild<QDoubleSpinBox *>(u"temperatureEdit"_s);
        QCOMPARE(edit->value(), 141.0); // 60.5 °C
        QVERIFY(dialog->findChild<QLabel *>(u"temperatureRange"_s)->text().contains(u"105 to 150"));
        edit->setValue(120);
        dialog->findChild<QCheckBox *>(u"commandUnderstood"_s)->setChecked(true);
        QVERIFY(person.click(u"commandSendButton"_s));
        QVERIFY(person.says(dialog, u"Confirmed"_s));
        QTRY_COMPARE_WITH_TIMEOUT(
            person.session.devices().first().field(Symbol::intern(u"raw.dhwTemperatureSetting")).toInteger(),
            qint64(98), kPatience);
        unit->setCurrentText(u"°C"_s); // remembered for the run
        QVERIFY(person.click(u"commandCloseButton"_s));
    }

    void whatWaitsSaysSo()
    {
        Person person;
        QVERIFY(person.allow());
        QVERIFY(person.choose(u"power-onCommand"_s));
        auto *dialog = person.shown<QDialog>(u"commandDialog"_s);
        QVERIFY(dialog);
        QVERIFY(!dialog->findChild<QCheckBox *>(u"commandUnderstood"_s)); // no risk, nothing to confirm
        person.session.close(person.session.connections().first().id);
        QVERIFY(person.click(u"commandSendButton"_s));
        QVERIFY(person.says(dialog, u"closed"_s));
        QVERIFY(person.click(u"commandCloseButton"_s));
    }

    void energyAndSchedulesAreAskedForAndShown()
    {
        Person person; // read-only: questions change nothing
        QVERIFY(person.hasSpokenOfItself());
        QVERIFY(person.click(u"recordsButton"_s));
        auto *dialog = person.shown<QDialog>(u"recordsDialog"_s);
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(u"energyNote"_s)->text().contains(u"Not told yet"));
        auto *tabs = dialog->findChild<QTabWidget *>(u"recordsTabs"_s);
        QWidget *page = tabs->currentWidget();
        page->findChild<QDoubleSpinBox *>(u"yearEdit"_s)->setValue(2026);
        page->findChild<QLineEdit *>(u"monthsEdit"_s)->setText(u"1-2"_s);
        QVERIFY(person.click(u"energyAsk"_s));
        auto *energy = dialog->findChild<QTableView *>(u"energyTable"_s);
        QTRY_COMPARE_WITH_TIMEOUT(energy->model()->rowCount(), 31 + 28, kPatience);
        const auto header = [&](int column) {
            return energy->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        };
        QCOMPARE(header(3), u"Heat pump"_s);
        QCOMPARE(header(4), u"Element"_s);
        QVERIFY(energy->model()->index(0, 3).data().toString().endsWith(u"Wh"_s));
        const auto *byMonth = dialog->findChild<QTableView *>(u"energy-by-monthTable"_s)->model(); // told at once too
        QCOMPARE(byMonth->rowCount(), 2);
        QCOMPARE(byMonth->index(1, 1).data().toString(), u"2"_s);
        QVERIFY(byMonth->index(1, 2).data().toString().endsWith(u"Wh"_s));
        tabs->setCurrentIndex(2);
        QVERIFY(person.click(u"reservationsAsk"_s));
        auto *reservations = dialog->findChild<QTableView *>(u"reservationsTable"_s);
        QTRY_COMPARE_WITH_TIMEOUT(reservations->model()->rowCount(), 2, kPatience);
        QCOMPARE(reservations->model()->index(0, 1).data().toString(), u"Mon, Tue, Wed, Thu, Fri"_s);
        tabs->setCurrentIndex(3);
        QVERIFY(person.click(u"tariffAsk"_s));
        QTRY_COMPARE_WITH_TIMEOUT(dialog->findChild<QTableView *>(u"tariffTable"_s)->model()->rowCount(), 3, kPatience);
        dialog->reject();
    }

    void theyCanBeReadAndReachedInLightAndDark()
    {
        Person person;
        QVERIFY(person.hasSpokenOfItself());
        QVERIFY(person.choose(u"allowFromMenuAction"_s));
        check(*person.shown<QMessageBox>(u"allowCommandsBox"_s), u"allow-commands"_s);
        QVERIFY(person.click(u"allowCommandsButton"_s));
        QVERIFY(person.choose(u"set-temperatureCommand"_s));
        auto *dialog = person.shown<QDialog>(u"commandDialog"_s);
        QVERIFY(dialog);
        dialog->findChild<QCheckBox *>(u"commandUnderstood"_s)->setChecked(true);
        dialog->findChild<QDoubleSpinBox *>(u"temperatureEdit"_s)->setValue(90);
        QVERIFY(person.click(u"commandSendButton"_s));
        check(*dialog, u"command-refused"_s);
        dialog->findChild<QDoubleSpinBox *>(u"temperatureEdit"_s)->setValue(55);
        QVERIFY(person.click(u"commandSendButton"_s));
        QVERIFY(person.says(dialog, u"Confirmed"_s));
        check(*dialog, u"command-confirmed"_s);
        dialog->reject();
        QMenu *menu = person.openMenu();
        QVERIFY(menu);
        check(*menu, u"command-menu"_s);
        menu->close();
        QVERIFY(person.click(u"recordsButton"_s));
        auto *records = person.shown<QDialog>(u"recordsDialog"_s);
        QVERIFY(records);
        QVERIFY(person.click(u"energyAsk"_s));
        auto *table = records->findChild<QTableView *>(u"energyTable"_s);
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() > 27, kPatience);
        check(*records, u"records"_s);
        records->findChild<QTabWidget *>(u"recordsTabs"_s)->setCurrentIndex(1);
        check(*records, u"records-by-month"_s);
        check(person.main, u"commands-window"_s);
        records->reject();
    }

private:
    static void check(QWidget &window, const QString &picture)
    {
        for (const Theme::Mode mode : {Theme::Mode::Light, Theme::Mode::Dark}) {
            Theme::instance().setMode(mode);
            QTest::qWait(120); // a few frames: layouts settle
            keepPicture(window, QString(picture + (mode == Theme::Mode::Dark ? u"-dark"_s : u"-light"_s)));
            const QStringList complaints = complaintsAbout(window) + namelessWidgets(window);
            QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
        }
        Theme::instance().setMode(Theme::Mode::Light);
    }
};

QTEST_MAIN(TestCommandWindow)
#include "tst_commandwindow.moc"
