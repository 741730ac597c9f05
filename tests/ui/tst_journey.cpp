// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "counts/countsmodel.h"
#include "inspector/tracemodel.h"
#include "mosquittobroker.h"
#include "theme/theme.h"
#include "windowfixture.h"

#include <QtCore/QJsonObject>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractItemView>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDockWidget>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QSpinBox>
#include <QtWidgets/QToolBar>
#include <QtWidgets/QTreeView>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 30'000; // ms, for slow machines

/// The whole window, driven with mouse and keyboard only.
struct Person : WindowFixture
{
    void click(QWidget *widget, const QPoint &at = {}) { QTest::mouseClick(widget, Qt::LeftButton, {}, at); }
    QWidget *toolButton(const QString &action)
    {
        return part<QToolBar>(u"toolBar"_s)->widgetForAction(part<QAction>(action));
    }
    void type(const QString &name, const QString &text)
    {
        auto *edit = part<QLineEdit>(name);
        click(edit);
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    QString count() { return part<QLabel>(u"filterCount"_s)->text(); }

    /// The index of the first row on the screen that names this event; -1 if there is none.
    int rowNaming(const QString &event)
    {
        for (int i = 0; i < log()->visibleRowCount(); ++i) {
            if (log()->rowText(i).contains(event)) {
                return i;
            }
        }
        return -1;
    }
};

quint64 sessionCount(const Session &session, QStringView name)
{
    for (const EventCount &count : session.eventCounts()) {
        if (count.name.text() == name) {
            return count.count;
        }
    }
    return 0;
}

/// What the event counts panel shows, by event name.
QMap<QString, qint64> shownCounts(const QAbstractItemModel &model)
{
    QMap<QString, qint64> counts;
    for (int space = 0; space < model.rowCount(); ++space) {
        const QModelIndex parent = model.index(space, 0);
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex name = model.index(row, CountsModel::NameColumn, parent);
            const QModelIndex count = model.index(row, CountsModel::CountColumn, parent);
            counts.insert(
                name.data(CountsModel::EventNameRole).toString(), count.data(CountsModel::SortRole).toLongLong());
        }
    }
    return counts;
}

QMap<QString, qint64> reportCounts(const Session &session)
{
    QMap<QString, qint64> counts;
    const QJsonObject events = session.report().value(u"events"_s).toObject();
    for (auto it = events.begin(); it != events.end(); ++it) {
        counts.insert(it.key(), it.value().toInteger());
    }
    return counts;
}

QByteArray status(int dhwTemperature)
{
    return R"({"response":{"macAddress":"aabbccddeeff","status":{"dhwTemperature":)"
        + QByteArray::number(dhwTemperature) + R"(,"operationMode":0,"currentInstPower":1,"operationBusy":1}}})";
}

const QString kTopic = u"cmd/52/navilink-aabbccddeeff/test/res"_s;

} // namespace

class TestJourney : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English));
        Theme::instance().setMode(Theme::Mode::Light);
    }

    void fromTheStartPageToATraceAndBack()
    {
        Person person;
        auto *speed = person.part<QComboBox>(u"simulatorSpeed"_s);
        person.click(speed); // opens the list
        QTest::keyClick(speed->view(), Qt::Key_End); // the fastest
        QTest::keyClick(speed->view(), Qt::Key_Return);
        person.click(person.part<QPushButton>(u"watchSimulatorButton"_s));

        // Rows appear; one is selected with the mouse, its trace is shown.
        QTRY_VERIFY_WITH_TIMEOUT(person.rowNaming(u"device.status_received"_s) >= 0, kPatience);
        person.click(person.toolButton(u"followAction"_s)); // hold still what is to be clicked
        QTRY_VERIFY(!person.log()->isFollowing());
        const int index = person.rowNaming(u"device.status_received"_s);
        QVERIFY(index >= 0);
        person.click(person.log()->viewport(), person.log()->rowRect(index).center());
        QVERIFY(person.log()->selectedRow());
        const auto *trace = person.part<QTreeView>(u"traceView"_s)->model();
        QTRY_VERIFY_WITH_TIMEOUT(trace->rowCount() > 0 && trace->rowCount(trace->index(0, 0)) >= 2, kPatience);
        const QModelIndex event = trace->index(0, 0);
        QCOMPARE(trace->index(0, TraceModel::Name, event).data().toString(), u"change detector"_s);
        QCOMPARE(trace->index(0, TraceModel::Priority, event).data().toInt(), 1000);
        QCOMPARE(trace->index(1, TraceModel::Name, event).data().toString(), u"live state"_s);

        // The keyboard moves the selection.
        const LogRow before = *person.log()->selectedRow();
        QTest::keyClick(person.log(), Qt::Key_Up);
        QVERIFY(*person.log()->selectedRow() < before);

        // A filter leaves only what it names.
        QTRY_VERIFY_WITH_TIMEOUT(sessionCount(person.session, u"device.temperature_changed") >= 3, kPatience);
        person.type(u"filterEdit"_s, u"name == \"device.temperature_changed\""_s);
        QTest::keyClick(person.part<QLineEdit>(u"filterEdit"_s), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(
            person.log()->rowCount() >= 3 && person.log()->rowCount() < person.session.log()->size() / 2, kPatience);
        QVERIFY(person.log()->visibleRowCount() > 0);
        for (int i = 0; i < person.log()->visibleRowCount(); ++i) {
            QVERIFY2(person.log()->rowText(i).contains(u"device.temperature_changed"_s),
                qPrintable(person.log()->rowText(i)));
        }
        QVERIFY(person.count().contains(u" of "_s));

        // A wrong one says where it is wrong, and the rows stay.
        const quint64 shown = person.log()->rowCount();
        person.type(u"filterEdit"_s, u"name == and"_s);
        QTest::keyClick(person.part<QLineEdit>(u"filterEdit"_s), Qt::Key_Return);
        auto *error = person.part<QLabel>(u"filterError"_s);
        QTRY_VERIFY(error->isVisible());
        QVERIFY2(error->text().contains(u"name == <u>and</u>"_s), qPrintable(error->text())); // the place is marked
        QVERIFY(person.log()->rowCount() >= shown);
        person.part<QLineEdit>(u"filterEdit"_s)->clear();
        QTest::keyClick(person.part<QLineEdit>(u"filterEdit"_s), Qt::Key_Return);
        QTRY_VERIFY(!error->isVisible());

        // Disconnected and connected again from the tool bar.
        QTRY_VERIFY_WITH_TIMEOUT(person.toolButton(u"disconnectAction"_s)->isEnabled(), kPatience);
        person.click(person.toolButton(u"disconnectAction"_s));
        QTRY_COMPARE_WITH_TIMEOUT(person.session.connections().first().link.state, LinkState::Closed, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(person.toolButton(u"reconnectAction"_s)->isEnabled(), kPatience);
        const quint64 statuses = sessionCount(person.session, u"device.status_received");
        person.click(person.toolButton(u"reconnectAction"_s));
        QTRY_VERIFY_WITH_TIMEOUT(sessionCount(person.session, u"device.status_received") > statuses, kPatience);

        // A messed up layout comes back by its key.
        person.part<QDockWidget>(u"liveStateDock"_s)->close();
        person.part<QDockWidget>(u"countsDock"_s)->setFloating(true);
        QTest::keyClick(&person.main, Qt::Key_0, Qt::ControlModifier);
        QTRY_VERIFY(person.part<QDockWidget>(u"liveStateDock"_s)->isVisible());
        QVERIFY(!person.part<QDockWidget>(u"countsDock"_s)->isFloating());
    }

    void aBrokerThatDiesIsToldAndTheCountsAgreeWithTheReport()
    {
        MosquittoBroker broker;
        QVERIFY(broker.start());
        Person person;
        person.type(u"brokerHost"_s, u"127.0.0.1"_s);
        person.part<QSpinBox>(u"brokerPort"_s)->setValue(broker.port());
        person.click(person.part<QPushButton>(u"brokerConnectButton"_s));
        QTRY_COMPARE_WITH_TIMEOUT(sessionCount(person.session, u"connection.established"), quint64(1), kPatience);
        for (int raw = 117; raw < 121; ++raw) {
            QVERIFY(broker.publish(kTopic, status(raw)));
        }
        QTRY_COMPARE_WITH_TIMEOUT(sessionCount(person.session, u"device.temperature_changed"), quint64(3), kPatience);

        broker.kill();
        QTRY_COMPARE_WITH_TIMEOUT(sessionCount(person.session, u"connection.interrupted"), quint64(1), kPatience);
        QVERIFY(broker.restart());
        QTRY_COMPARE_WITH_TIMEOUT(sessionCount(person.session, u"connection.resumed"), quint64(1), kPatience);
        QVERIFY(broker.publish(kTopic, status(110)));
        QTRY_COMPARE_WITH_TIMEOUT(sessionCount(person.session, u"device.temperature_changed"), quint64(4), kPatience);

        const auto *model = person.part<QTreeView>(u"countsView"_s)->model();
        QTRY_COMPARE_WITH_TIMEOUT(shownCounts(*model), reportCounts(person.session), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(person.log()->rowCount(), person.session.log()->size(), kPatience);
    }
};

QTEST_MAIN(TestJourney)
#include "tst_journey.moc"
