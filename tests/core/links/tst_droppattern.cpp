// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "droppattern.h"

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::DropPattern;

namespace {
const QString kGone = u"the connection is gone"_s;
}

class TestDropPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeQuickDropsInARowPointToASecondClient()
    {
        DropPattern pattern(u"me"_s);
        QCOMPARE(pattern.dropped(100ms, kGone), QString());
        QCOMPARE(pattern.dropped(1'900ms, kGone), QString());
        QCOMPARE(pattern.dropped(0ms, kGone),
            u"probably another client with the id “me”: dropped 3 times within 2 s of connecting"_s);
        QVERIFY(pattern.dropped(1s, kGone).contains(u"dropped 4 times"));
    }
    void aLongerSessionBetweenThemEndsTheRow()
    {
        DropPattern pattern(u"me"_s);
        QCOMPARE(pattern.dropped(1s, kGone), QString());
        QCOMPARE(pattern.dropped(1s, kGone), QString());
        QCOMPARE(pattern.dropped(2s, kGone), QString());
        QCOMPARE(pattern.dropped(1s, kGone), QString());
        QCOMPARE(pattern.dropped(1s, kGone), QString());
        QVERIFY(!pattern.dropped(1s, kGone).isEmpty());
    }
    void nothingIsInferredWhatTheReasonSays()
    {
        DropPattern pattern(u"me"_s);
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(pattern.dropped(1s, u"another client has connected with our client id “me”"_s), QString());
        }
    }
    void anIdThatWeMadeIsNobodyElses()
    {
        DropPattern pattern{QString()};
        for (int i = 0; i < 5; ++i) {
            QCOMPARE(pattern.dropped(1s, kGone), QString());
        }
    }
};

QTEST_GUILESS_MAIN(TestDropPattern)
#include "tst_droppattern.moc"
