// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/inspectorpanel.h"
#include "livestate/livestatemodel.h"
#include "livestate/livestatepanel.h"
#include "log/eventlogview.h"
#include "log/filterbar.h"
#include "log/logpanel.h"
#include "window/frameclock.h"

#include <ember/session/session.h>

#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPlainTextEdit>
#include <QtWidgets/QTableView>
#include <QtWidgets/QTreeView>

#include <algorithm>

using namespace ember;
using namespace Qt::StringLiterals;

/// The panels on a real session with the simulator.
class PanelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_session = std::make_unique<Session>();
        m_clock = std::make_unique<FrameClock>();
        m_clock->start();
    }
    void cleanup()
    {
        m_clock.reset();
        m_session.reset();
    }

    void open(const char *url)
    {
        const auto parsed = ConnectionUrl::parse(QString::fromLatin1(url));
        QVERIFY2(parsed, qPrintable(parsed ? QString() : parsed.error()));
        const auto opened = m_session->open(*parsed);
        QVERIFY2(opened, qPrintable(opened ? QString() : opened.error()));
    }

    void theLogShowsEventsAndFilters()
    {
        LogPanel panel(*m_session, *m_clock);
        panel.resize(900, 500);
        panel.show();
        open("sim:?seed=7&rate=50");
        QTRY_VERIFY(panel.view()->rowCount() > 30);
        panel.applyFilter(u"name == \"device.status_received\""_s);
        QTRY_VERIFY(panel.view()->rowCount() > 5);
        QTRY_VERIFY(
            panel.view()->visibleRowCount() > 5 && panel.view()->rowText(0).contains(u"device.status_received"));
        for (int row = 0; row < panel.view()->visibleRowCount(); ++row) {
            QVERIFY(panel.view()->rowText(row).contains(u"device.status_received"));
        }
        QVERIFY(panel.findChild<QLabel *>(u"filterCount"_s)->text().contains(u" of "));
        const quint64 shown = panel.view()->rowCount();
        panel.applyFilter(u"nmae == 1"_s);
        QVERIFY(panel.filterBar()->hasError());
        QVERIFY(panel.view()->rowCount() >= shown); // the rows of the last right filter stay
    }

    void aPausePinsTheRowsAndSaysHowFarBehind()
    {
        LogPanel panel(*m_session, *m_clock);
        panel.resize(900, 500);
        panel.show();
        open("sim:?seed=7&rate=200");
        QTRY_VERIFY(panel.view()->rowCount() > 30);
        panel.setPaused(true);
        const quint64 pinned = panel.view()->rowCount();
        QTRY_VERIFY(panel.rowsBehind() > 50);
        QCOMPARE(panel.view()->rowCount(), pinned);
        QVERIFY(panel.findChild<QLabel *>(u"pauseBadge"_s)->text().contains(u"behind"));
        // A filter works on what is pinned.
        panel.applyFilter(u"name == \"device.status_received\""_s);
        QTRY_VERIFY(panel.view()->rowCount() < pinned);
        panel.applyFilter({});
        QTRY_COMPARE(panel.view()->rowCount(), pinned);
        panel.setPaused(false);
        QTRY_VERIFY(panel.view()->rowCount() > pinned + 50);
        QVERIFY(!panel.findChild<QLabel *>(u"pauseBadge"_s)->isVisible());
    }

    void theInspectorShowsHandlersFieldsAndBytesOfARow()
    {
        LogPanel log(*m_session, *m_clock);
        InspectorPanel inspector(*m_session);
        inspector.resize(900, 300);
        inspector.show();
        connect(&log, &LogPanel::rowSelected, &inspector, [&](LogRow row) { inspector.showRow(log.snapshot(), row); });
        open("sim:?seed=7&rate=50");
        log.applyFilter(u"name == \"device.status_received\""_s);
        QTRY_VERIFY(log.view()->rowCount() > 5);
        log.selectRow(log.view()->visibleRow(log.view()->visibleRowCount() - 1));
        QVERIFY(inspector.row().has_value());
        auto *trace = inspector.findChild<QTreeView *>(u"traceView"_s);
        QVERIFY(trace->model()->rowCount(trace->model()->index(0, 0)) > 0);
        auto *fields = inspector.findChild<QTableView *>(u"fieldsView"_s);
        QVERIFY(fields->model()->rowCount() > 50);
        QTRY_VERIFY(inspector.findChild<QLabel *>(u"fieldComparison"_s)->text().contains(u"compared with"));
        QVERIFY(!fields->model()->index(0, 2).data().toString().isEmpty()); // the value before
        inspector.findChild<QLineEdit *>(u"fieldSearch"_s)->setText(u"dhwTemperatureSetting"_s);
        QVERIFY(fields->model()->rowCount() >= 1);
        QVERIFY(fields->model()->rowCount() < 10);
        const auto raw = log.snapshot().entry(*inspector.row()).event.payload()->raw();
        QCOMPARE(inspector.findChild<QPlainTextEdit *>(u"rawView"_s)->toPlainText().toUtf8(), raw);
        inspector.clear();
        QVERIFY(!inspector.row().has_value());
    }

    void aCauseCanBeAskedFor()
    {
        InspectorPanel inspector(*m_session);
        open("sim:?seed=7&rate=200&speed=60");
        LogSnapshot log;
        LogRow child = 0;
        const auto findChildEvent = [&] {
            log = m_session->log()->snapshot();
            for (child = log.begin(); child < log.end(); ++child) {
                if (log.entry(child).event.causeSequence() != 0) {
                    return true;
                }
            }
            return false;
        };
        QTRY_VERIFY(findChildEvent());
        inspector.showRow(log, child);
        QSignalSpy asked(&inspector, &InspectorPanel::rowRequested);
        auto *tree = inspector.findChild<QTreeView *>(u"causesView"_s);
        Q_EMIT tree->activated(tree->model()->index(0, 0));
        QCOMPARE(asked.size(), 1);
        const auto cause = asked.first().first().value<LogRow>();
        QCOMPARE(log.entry(cause).event.sequence(), log.entry(child).event.causeSequence());
    }

    void liveStateSpeaksInSentences()
    {
        LiveStatePanel panel(*m_session, *m_clock);
        panel.resize(320, 600);
        panel.show();
        open("sim:?seed=7&rate=20");
        auto *sentence = panel.findChild<QLabel *>(u"sentencesLabel"_s);
        QTRY_VERIFY2(sentence->text().contains(u"°C"), qPrintable(sentence->text()));
        QVERIFY(panel.findChild<QLabel *>(u"deviceHealth"_s)->text().contains(u"last message"));
        QVERIFY(!panel.findChild<QComboBox *>(u"deviceChooser"_s)->isVisible());
        auto *values = panel.findChild<QTableView *>(u"liveState"_s);
        const int primary = values->model()->rowCount();
        QVERIFY(primary > 3);
        panel.findChild<QCheckBox *>(u"allValues"_s)->setChecked(true);
        QVERIFY(values->model()->rowCount() > 2 * primary);
        panel.findChild<QLineEdit *>(u"liveSearch"_s)->setText(u"tankUpper"_s);
        QVERIFY(values->model()->rowCount() > 0);
        QVERIFY(values->model()->rowCount() < primary);
    }

    void anAlarmStandsWithAdvice()
    {
        LiveStatePanel panel(*m_session, *m_clock);
        panel.show();
        open("sim:?seed=7&rate=50&speed=60&fault=E799@5s");
        QTRY_VERIFY(panel.findChild<QLabel *>(u"alarmText"_s));
        QVERIFY(panel.findChild<QLabel *>(u"alarmText"_s)->text().contains(u"799"));
        QVERIFY(!panel.findChild<QLabel *>(u"alarmAdvice"_s)->text().isEmpty());
    }

    void severalDevicesCanBeChosen()
    {
        LiveStatePanel panel(*m_session, *m_clock);
        panel.show();
        open("sim:?seed=7&rate=50&devices=3");
        auto *chooser = panel.findChild<QComboBox *>(u"deviceChooser"_s);
        QTRY_COMPARE(chooser->count(), 3);
        QVERIFY(chooser->isVisible());
        const DeviceState third = m_session->devices().at(2);
        panel.showDevice(third.connection(), third.source().text());
        QCOMPARE(chooser->currentIndex(), 2);
        QCOMPARE(panel.device().second, third.source().text());
    }

    void aNewStateChangesCellsInPlace()
    {
        open("sim:?seed=7&rate=50&speed=60");
        QTRY_VERIFY(!m_session->devices().isEmpty());
        LiveStateModel model;
        QAbstractItemModelTester tester(&model);
        model.setShowAll(true);
        model.setState(m_session->devices().first());
        QSignalSpy reset(&model, &LiveStateModel::modelReset);
        QSignalSpy changed(&model, &LiveStateModel::dataChanged);
        const auto changes = [&] {
            model.setState(m_session->devices().first());
            return changed.size();
        };
        QTRY_VERIFY(changes() > 3);
        QCOMPARE(reset.size(), 0);
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex value = model.index(row, LiveStateModel::ValueColumn);
            if (!value.data(LiveStateModel::GroupRole).toBool()) {
                QVERIFY(!value.data().toString().isEmpty());
                QVERIFY(!value.data(Qt::ToolTipRole).toString().isEmpty());
            }
        }
    }

    void theLayoutIsKept()
    {
        LogPanel panel(*m_session, *m_clock);
        panel.view()->header()->hideSection(int(LogColumn::Source));
        panel.applyFilter(u"duration > 1ms"_s);
        const QByteArray state = panel.saveState();
        LogPanel other(*m_session, *m_clock);
        QVERIFY(other.restoreState(state));
        QVERIFY(other.view()->header()->isSectionHidden(int(LogColumn::Source)));
        QCOMPARE(other.filterBar()->history(), QStringList{u"duration > 1ms"_s});
        QVERIFY(!other.restoreState("nonsense"));
    }

private:
    std::unique_ptr<Session> m_session;
    std::unique_ptr<FrameClock> m_clock;
};

QTEST_MAIN(PanelsTest)
#include "tst_panels.moc"
