// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "log/logposition.h"
#include "logfixture.h"

#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

class LogPositionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log = std::make_unique<LogFixture>();
        m_position = {};
        m_position.setPage(10);
    }

    void followsTheEndAtFirst()
    {
        m_log->append(100);
        m_position.update(m_log->visible());
        QVERIFY(m_position.isFollowing());
        QCOMPARE(m_position.top(), 90U);
        m_log->append(5);
        m_position.update(m_log->visible());
        QCOMPARE(m_position.top(), 95U);
    }

    void anUpwardMoveEndsFollowing()
    {
        m_log->append(100);
        const VisibleRows rows = m_log->visible();
        m_position.update(rows);
        m_position.moveTo(rows, 89);
        QVERIFY(!m_position.isFollowing());
        QCOMPARE(m_position.top(), 89U);
    }

    void appendedRowsDoNotMoveWhatIsRead()
    {
        m_log->append(100);
        m_position.update(m_log->visible());
        m_position.moveTo(m_log->visible(), 40);
        m_log->append(1'000);
        m_position.update(m_log->visible());
        QCOMPARE(m_position.top(), 40U);
    }

    void rowsThatLeaveDoNotMoveWhatIsRead()
    {
        LogFixture small(64 * 1024); // a few hundred rows
        small.append(100'000);
        const VisibleRows before = small.visible();
        m_position.update(before);
        m_position.moveTo(before, before.size() - 20);
        const LogRow read = before.row(m_position.top());
        while (small.log().snapshot().contains(read) && small.log().snapshot().begin() + 1'000 < read) {
            small.append(100);
        }
        const VisibleRows after = small.visible();
        if (!after.log().contains(read)) {
            QSKIP("the budget holds less than one screen here");
        }
        m_position.update(after);
        QCOMPARE(after.row(m_position.top()), read);
    }

    void reachingTheEndFollowsAgain()
    {
        m_log->append(100);
        const VisibleRows rows = m_log->visible();
        m_position.update(rows);
        m_position.moveTo(rows, 50);
        m_position.moveTo(rows, 1'000);
        QVERIFY(m_position.isFollowing());
        QCOMPARE(m_position.top(), 90U);
    }

    void aFilterChangeKeepsThePlace()
    {
        for (int i = 0; i < 50; ++i) {
            m_log->append(1, u"a.event");
            m_log->append(1, u"b.event");
        }
        VisibleRows rows = m_log->visible();
        m_position.update(rows);
        m_position.moveTo(rows, 40);
        QCOMPARE(rows.row(m_position.top()), LogRow(40));
        m_log->setFilter(u"name == \"b.event\""_s);
        rows = m_log->visible();
        m_position.update(rows);
        QCOMPARE(rows.row(m_position.top()), LogRow(41)); // the first row of the filter at or after the place
        m_log->setFilter({});
        rows = m_log->visible();
        m_position.update(rows);
        QCOMPARE(rows.row(m_position.top()), LogRow(40));
    }

    void countsRowsNotSeenYet()
    {
        m_log->append(100);
        m_position.update(m_log->visible());
        m_position.moveTo(m_log->visible(), 50);
        QCOMPARE(m_position.unseen(m_log->visible()), 0U);
        m_log->append(7);
        const VisibleRows rows = m_log->visible();
        m_position.update(rows);
        QCOMPARE(m_position.unseen(rows), 7U);
        m_position.setFollowing(rows, true);
        QCOMPARE(m_position.unseen(rows), 0U);
    }

    void revealMovesNoMoreThanNeeded()
    {
        m_log->append(100);
        const VisibleRows rows = m_log->visible();
        m_position.update(rows);
        m_position.reveal(rows, 95);
        QCOMPARE(m_position.top(), 90U);
        QVERIFY(m_position.isFollowing());
        m_position.reveal(rows, 20);
        QCOMPARE(m_position.top(), 20U);
        QVERIFY(!m_position.isFollowing());
        m_position.reveal(rows, 30);
        QCOMPARE(m_position.top(), 21U);
        m_position.reveal(rows, 99);
        QVERIFY(!m_position.isFollowing()); // the selected row must not scroll away
    }

private:
    std::unique_ptr<LogFixture> m_log;
    LogPosition m_position;
};

QTEST_GUILESS_MAIN(LogPositionTest)
#include "tst_logposition.moc"
