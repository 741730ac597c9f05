// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "testprofile.h"
#include "topicfilters.h"

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;

class TestTopicFilters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aWiderFilterCoversANarrowerOne_data();
    void aWiderFilterCoversANarrowerOne();
    void subscriptionsAreWhatIsAskedElseTheProfilesElseEverything();
    void noSubscriptionIsCoveredByAnother();
};

void TestTopicFilters::aWiderFilterCoversANarrowerOne_data()
{
    QTest::addColumn<QString>("wide");
    QTest::addColumn<QString>("narrow");
    QTest::addColumn<bool>("covers");
    const auto row = [](const QString &wide, const QString &narrow, bool covers) {
        QTest::newRow(qPrintable(wide + u" over "_s + narrow)) << wide << narrow << covers;
    };
    row(u"#"_s, u"a/b"_s, true);
    row(u"#"_s, u"a/#"_s, true);
    row(u"#"_s, u"+/b"_s, true);
    row(u"#"_s, u"$SYS/#"_s, false);
    row(u"a/#"_s, u"a"_s, true);
    row(u"a/#"_s, u"a/+/c"_s, true);
    row(u"a/#"_s, u"a/b/#"_s, true);
    row(u"a/#"_s, u"ab/#"_s, false);
    row(u"a/#"_s, u"#"_s, false);
    row(u"a/+"_s, u"a/b"_s, true);
    row(u"a/+"_s, u"a/#"_s, false);
    row(u"a/+"_s, u"a/+"_s, true);
    row(u"a/b"_s, u"a/+"_s, false);
    row(u"a/+/#"_s, u"a/#"_s, false);
    row(u"a/+/#"_s, u"a/b/#"_s, true);
    row(u"+/#"_s, u"a/#"_s, true);
    row(u"a/b/#"_s, u"a/#"_s, false);
}

void TestTopicFilters::aWiderFilterCoversANarrowerOne()
{
    QFETCH(QString, wide);
    QFETCH(QString, narrow);
    QTEST(ember::filterCovers(wide, narrow), "covers");
}

void TestTopicFilters::subscriptionsAreWhatIsAskedElseTheProfilesElseEverything()
{
    QCOMPARE(ember::subscriptions({u"x/+"_s}, {roomProfile()}), QStringList{u"x/+"_s});
    QCOMPARE(ember::subscriptions({}, {roomProfile()}), QStringList{u"room/+/state"_s});
    QCOMPARE(ember::subscriptions({}, {}), QStringList{u"#"_s});
}

void TestTopicFilters::noSubscriptionIsCoveredByAnother()
{
    QCOMPARE(ember::subscriptions({u"a/b"_s, u"c/d"_s, u"a/#"_s, u"c/d"_s, u"a/+/x"_s}, {}),
        (QStringList{u"c/d"_s, u"a/#"_s}));
    QCOMPARE(ember::subscriptions({u"a/+"_s, u"a/b"_s, u"#"_s, u"$SYS/x"_s}, {}), (QStringList{u"#"_s, u"$SYS/x"_s}));
}

QTEST_GUILESS_MAIN(TestTopicFilters)
#include "tst_topicfilters.moc"
