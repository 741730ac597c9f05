// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/eventlogview.h"
#include "logfixture.h"
#include "theme/theme.h"

#include <QtCore/QJsonDocument>
#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>

using namespace ember;
using namespace Qt::StringLiterals;

class EventLogViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        Theme::instance().setMode(Theme::Mode::Light);
        m_log = std::make_unique<LogFixture>();
        m_asked = 0;
        m_view = std::make_unique<EventLogView>([this](const Event &event) {
            ++m_asked;
            return u"value %1"_s.arg(event.field(u"n").toInteger());
        });
        m_view->resize(900, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void cleanup() { m_view.reset(); }

    void showsOnlyWhatFitsAndAsksOnlyForThat()
    {
        m_log->append(200'000);
        m_view->setRows(m_log->visible());
        QCOMPARE(m_view->rowCount(), 200'000U);
        QVERIFY(m_view->visibleRowCount() > 5);
        QVERIFY(m_view->visibleRowCount() < 40);
        m_view->grab();
        QVERIFY2(m_asked < 100, qPrintable(QString::number(m_asked)));
        QVERIFY(m_view->rowText(0).contains(u"device.status_received"));
    }

    void followsUntilScrolledUpAndAgainAtTheEnd()
    {
        m_log->append(1'000);
        m_view->setRows(m_log->visible());
        QSignalSpy following(m_view.get(), &EventLogView::followingChanged);
        m_view->verticalScrollBar()->setValue(100);
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(m_view->visibleRow(0), LogRow(100));
        m_log->append(50);
        m_view->setRows(m_log->visible());
        QCOMPARE(m_view->visibleRow(0), LogRow(100));
        auto *chip = m_view->findChild<QPushButton *>(u"newRowsChip"_s);
        QVERIFY(chip->isVisible());
        QVERIFY(chip->text().startsWith(u"50 new"));
        m_view->verticalScrollBar()->setValue(m_view->verticalScrollBar()->maximum());
        QVERIFY(m_view->isFollowing());
        QVERIFY(!chip->isVisible());
        QCOMPARE(following.size(), 2);
    }

    void keysMoveTheSelection()
    {
        m_log->append(1'000);
        m_view->setRows(m_log->visible());
        QSignalSpy selected(m_view.get(), &EventLogView::rowSelected);
        QTest::keyClick(m_view.get(), Qt::Key_Up);
        QCOMPARE(m_view->selectedRow(), std::optional<LogRow>(999));
        QVERIFY(!m_view->isFollowing());
        QTest::keyClick(m_view.get(), Qt::Key_PageUp);
        QVERIFY(*m_view->selectedRow() < 995);
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QCOMPARE(m_view->visibleRow(0), LogRow(0));
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QVERIFY(m_view->isFollowing());
        QTest::keyClick(m_view.get(), Qt::Key_F);
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(selected.size(), 2);
    }

    void aClickSelectsTheRowUnderIt()
    {
        m_log->append(1'000);
        m_view->setRows(m_log->visible());
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->rowRect(3).center());
        QCOMPARE(m_view->selectedRow(), std::optional(m_view->visibleRow(3)));
    }

    void copiesTheSelectedEventAsCloudEvent()
    {
        m_log->append(10);
        m_view->setRows(m_log->visible());
        m_view->selectRow(4);
        QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
        const QJsonObject copied = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(copied.value("specversion"_L1).toString(), u"1.0"_s);
        QCOMPARE(copied.value("data"_L1).toObject().value("n"_L1).toInt(), 4);
    }

    void aFailedHandlerIsVisibleInTheRow()
    {
        m_log->appendRuns(Event(u"device.status_received"), {Outcome::Succeeded, Outcome::Failed});
        m_view->setRows(m_log->visible());
        QVERIFY(m_view->rowText(0).contains(u"2 · 1 failed"));
        // Not by words alone: the bad colour stands in the row.
        const QImage image = m_view->viewport()->grab(m_view->rowRect(0)).toImage();
        const QColor bad = Theme::instance().color(ColorRole::Bad);
        bool painted = false;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width() && !painted; ++x) {
                painted = image.pixelColor(x, y) == bad;
            }
        }
        QVERIFY(painted);
    }

    void saysHowManyRowsLeftAndWhy()
    {
        LogFixture small(64'000);
        small.append(10);
        m_view->setRows(small.visible());
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QVERIFY(!m_view->isNoticeShown());
        QVERIFY(m_view->noticeText().isEmpty());
        small.append(100'000);
        m_view->setRows(small.visible());
        const LogRow left = m_view->rows().log().begin();
        QVERIFY(left > 0);
        QTest::keyClick(m_view.get(), Qt::Key_End);
        QVERIFY(!m_view->isNoticeShown()); // it stands above the oldest row, not among the newest
        QTest::keyClick(m_view.get(), Qt::Key_Home);
        QVERIFY(m_view->isNoticeShown());
        QVERIFY(m_view->rowRect(0).top() > 0);
        QCOMPARE(m_view->visibleRow(0), left);
        QCOMPARE(m_view->noticeText(),
            u"%1 older rows left the log, which keeps 64 kB of the newest"_s.arg(QLocale().toString(left)));
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_view.get());
        QCOMPARE(list->text(QAccessible::Description), m_view->noticeText());
    }

    void whatIsReadMovesOnlyWhenItLeavesTheLog()
    {
        LogFixture small(640'000);
        small.append(6'000);
        m_view->setRows(small.visible());
        QVERIFY(small.log().evicted() > 0);
        const LogRow read = small.log().evicted() + 100;
        m_view->verticalScrollBar()->setValue(100);
        m_view->selectRow(read);
        QCOMPARE(m_view->visibleRow(0), read);
        while (small.log().evicted() <= read) {
            QCOMPARE(m_view->visibleRow(0), read);
            small.append(100);
            m_view->setRows(small.visible());
        }
        QCOMPARE(m_view->visibleRow(0), LogRow(small.log().evicted())); // the oldest there is, below the notice
        QVERIFY(m_view->isNoticeShown());
        QVERIFY(!m_view->isFollowing());
        QCOMPARE(m_view->selectedRow(), std::optional(read)); // what the inspector still shows
        QTest::keyClick(m_view.get(), Qt::Key_Down); // and the keys go on from what is on the screen
        QCOMPARE(m_view->selectedRow(), std::optional(m_view->visibleRow(0)));
    }

    void aHiddenColumnIsNotRead()
    {
        m_log->append(1);
        m_view->setRows(m_log->visible());
        const QByteArray before = m_view->header()->saveColumns();
        m_view->header()->hideSection(int(LogColumn::Source));
        QVERIFY(!m_view->rowText(0).contains(u"aabbccddeeff"));
        QVERIFY(m_view->header()->restoreColumns(before));
        QVERIFY(m_view->rowText(0).contains(u"aabbccddeeff"));
        QVERIFY(!m_view->header()->restoreColumns("nonsense"));
    }

    void screenReadersSeeTheRowsOnTheScreen()
    {
        m_log->append(100);
        m_view->setRows(m_log->visible());
        m_view->selectRow(99);
        QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_view.get());
        QVERIFY(list);
        QCOMPARE(list->role(), QAccessible::List);
        QCOMPARE(list->childCount(), m_view->visibleRowCount());
        QAccessibleInterface *last = list->child(list->childCount() - 1);
        QVERIFY(last->text(QAccessible::Name).contains(u"value 99"));
        QVERIFY(last->state().selected);
        QVERIFY(!list->child(0)->state().selected);
    }

    void fewRowsNeedNoScrolling_data()
    {
        QTest::addColumn<quint64>("rows");
        QTest::newRow("none") << quint64(0);
        QTest::newRow("one") << quint64(1);
        QTest::newRow("a screen") << quint64(10);
    }
    void fewRowsNeedNoScrolling()
    {
        QFETCH(quint64, rows);
        m_log->append(rows);
        m_view->setRows(m_log->visible());
        m_view->grab();
        QCOMPARE(m_view->verticalScrollBar()->maximum(), 0);
        QCOMPARE(quint64(m_view->visibleRowCount()), rows);
    }

private:
    std::unique_ptr<LogFixture> m_log;
    std::unique_ptr<EventLogView> m_view;
    int m_asked = 0;
};

QTEST_MAIN(EventLogViewTest)
#include "tst_eventlogview.moc"
