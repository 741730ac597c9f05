// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/device/topicfilter.h>

#include <QtTest/QtTest>

using namespace Qt::StringLiterals;

class TestTopicFilter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filterCoversTopic_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<QString>("topic");
        QTest::addColumn<bool>("covers");
        QTest::newRow("same") << u"a/b"_s << u"a/b"_s << true;
        QTest::newRow("other") << u"a/b"_s << u"a/c"_s << false;
        QTest::newRow("shorter topic") << u"a/b"_s << u"a"_s << false;
        QTest::newRow("longer topic") << u"a/b"_s << u"a/b/c"_s << false;
        QTest::newRow("case counts") << u"a/B"_s << u"a/b"_s << false;
        QTest::newRow("plus is one level") << u"a/+/c"_s << u"a/b/c"_s << true;
        QTest::newRow("plus is not two levels") << u"a/+"_s << u"a/b/c"_s << false;
        QTest::newRow("plus is an empty level") << u"a/+/c"_s << u"a//c"_s << true;
        QTest::newRow("plus needs a level") << u"a/+"_s << u"a"_s << false;
        QTest::newRow("plus for an empty last level") << u"a/+"_s << u"a/"_s << true;
        QTest::newRow("hash is everything") << u"#"_s << u"a/b/c"_s << true;
        QTest::newRow("hash is the rest") << u"a/#"_s << u"a/b/c"_s << true;
        QTest::newRow("hash covers its parent") << u"a/b/#"_s << u"a/b"_s << true;
        QTest::newRow("hash covers the parent of plus") << u"+/#"_s << u"a"_s << true;
        QTest::newRow("hash does not cover another parent") << u"a/b/#"_s << u"a"_s << false;
        QTest::newRow("hash does not cover a longer name") << u"a/b/#"_s << u"a/bc"_s << false;
        QTest::newRow("leading slash is a level") << u"+/a"_s << u"/a"_s << true;
        QTest::newRow("system topics hide from hash") << u"#"_s << u"$SYS/x"_s << false;
        QTest::newRow("system topics hide from plus") << u"+/x"_s << u"$SYS/x"_s << false;
        QTest::newRow("system topics by name") << u"$SYS/#"_s << u"$SYS/x"_s << true;
        QTest::newRow("invalid filter covers nothing") << u"a/#/b"_s << u"a/x/b"_s << false;
        QTest::newRow("partial wildcard covers nothing") << u"a/navilink-+"_s << u"a/navilink-x"_s << false;
        QTest::newRow("empty topic") << u"#"_s << u""_s << false;
    }
    void filterCoversTopic()
    {
        QFETCH(QString, filter);
        QFETCH(QString, topic);
        QTEST(ember::topicMatches(filter, topic), "covers");
    }

    void filtersAreValidOrNot_data()
    {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<bool>("valid");
        for (const QString &filter : {u"#"_s, u"+"_s, u"a"_s, u"/"_s, u"a/+/b/#"_s, u"+/+"_s}) {
            QTest::newRow(qPrintable(filter)) << filter << true;
        }
        for (const QString &filter : {u""_s, u"a#"_s, u"#/a"_s, u"a+"_s, u"a/+b"_s, u"a/##"_s, QString(QChar(u'\0'))}) {
            QTest::newRow(qPrintable(filter)) << filter << false;
        }
    }
    void filtersAreValidOrNot()
    {
        QFETCH(QString, filter);
        QTEST(ember::isValidTopicFilter(filter), "valid");
    }

    void topicLevelsAreCountedFromZero()
    {
        QCOMPARE(ember::topicLevel(u"cmd/52/x", 0).toString(), u"cmd"_s);
        QCOMPARE(ember::topicLevel(u"cmd/52/x", 2).toString(), u"x"_s);
        QVERIFY(ember::topicLevel(u"cmd/52/x", 3).isNull());
        QVERIFY(ember::topicLevel(u"cmd/52/x", -1).isNull());
        QVERIFY(ember::topicLevel(u"a//b", 1).isEmpty());
        QVERIFY(!ember::topicLevel(u"a//b", 1).isNull());
        QVERIFY(!ember::topicLevel(u"a/", 1).isNull());
    }
};

QTEST_GUILESS_MAIN(TestTopicFilter)
#include "tst_topicfilter.moc"
