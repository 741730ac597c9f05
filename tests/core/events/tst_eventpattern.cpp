// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/eventpattern.h>

#include <QtCore/QRandomGenerator>
#include <QtCore/QStringList>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using ember::EventPattern;

class TestEventPattern : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faultyTextsAreRefusedWithAReason_data();
    void faultyTextsAreRefusedWithAReason();
    void goodTextsPass();
    void matchesBySegments_data();
    void matchesBySegments();
    void agreesWithASimpleMatcher();
};

void TestEventPattern::faultyTextsAreRefusedWithAReason_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("part");
    QTest::newRow("empty") << QString() << u"it is empty"_s;
    QTest::newRow("leading dot") << u".device"_s << u"empty segment"_s;
    QTest::newRow("trailing dot") << u"device."_s << u"empty segment"_s;
    QTest::newRow("two dots") << u"device..lost"_s << u"empty segment"_s;
    QTest::newRow("one dot") << u"."_s << u"empty segment"_s;
    QTest::newRow("star inside") << u"device.mode_*"_s << u"inside the segment \"mode_*\""_s;
    QTest::newRow("three stars") << u"***"_s << u"inside the segment"_s;
    QTest::newRow("space") << u"device. lost"_s << u"a space"_s;
    QTest::newRow("trailing space") << u"device.lost "_s << u"a space"_s;
    QTest::newRow("tab") << u"device\t.lost"_s << u"a space"_s;
}

void TestEventPattern::faultyTextsAreRefusedWithAReason()
{
    QFETCH(const QString, text);
    QFETCH(const QString, part);
    const QString complaint = EventPattern::complaint(text);
    QVERIFY2(complaint.contains(part), qPrintable(complaint));
}

void TestEventPattern::goodTextsPass()
{
    for (const QString &text : {u"a"_s, u"device.lost"_s, u"*"_s, u"**"_s, u"*.*"_s, u"a.**.b.*"_s, u"größe.ü"_s}) {
        QCOMPARE(EventPattern::complaint(text), QString());
        QCOMPARE(EventPattern(text).text(), text);
        QCOMPARE(EventPattern(text).isWildcard(), text.contains(u'*'));
    }
}

void TestEventPattern::matchesBySegments_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("matches");
    const auto row = [](const QString &pattern, const QString &name, bool matches) {
        QTest::addRow("%s and %s", qPrintable(pattern), qPrintable(name)) << pattern << name << matches;
    };
    row(u"device.lost"_s, u"device.lost"_s, true);
    row(u"device.lost"_s, u"device.lost.again"_s, false);
    row(u"device.lost"_s, u"device"_s, false);
    row(u"device.*"_s, u"device.lost"_s, true);
    row(u"device.*"_s, u"device"_s, false);
    row(u"device.*"_s, u"device.a.b"_s, false);
    row(u"device.*"_s, u"devices.a"_s, false);
    row(u"device.**"_s, u"device"_s, true);
    row(u"device.**"_s, u"device.a.b.c"_s, true);
    row(u"device.**"_s, u"emitter.handler_failed"_s, false);
    row(u"*"_s, u"emitter.handler_failed"_s, false);
    row(u"*"_s, u"started"_s, true);
    row(u"**"_s, u"emitter.handler_failed"_s, true);
    row(u"**"_s, u"started"_s, true);
    row(u"**.lost"_s, u"lost"_s, true);
    row(u"**.lost"_s, u"a.b.lost"_s, true);
    row(u"**.lost"_s, u"a.lost.b"_s, false);
    row(u"a.**.b"_s, u"a.b"_s, true);
    row(u"a.**.b"_s, u"a.x.b.y.b"_s, true);
    row(u"a.**.b"_s, u"a.x.b.y"_s, false);
    row(u"*.**"_s, u"a"_s, true);
    row(u"**.*"_s, u"a"_s, true);
    row(u"**.*.*"_s, u"a"_s, false);
    row(u"**.a.**.a"_s, u"a"_s, false);
    row(u"**.a.**.a"_s, u"b.a.a"_s, true);
}

void TestEventPattern::matchesBySegments()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, name);
    QTEST(EventPattern(pattern).matches(name), "matches");
}

namespace {

bool simplyMatches(const QStringList &pattern, const QStringList &name)
{
    if (pattern.isEmpty()) {
        return name.isEmpty();
    }
    if (pattern.first() == u"**") {
        for (qsizetype skipped = 0; skipped <= name.size(); ++skipped) {
            if (simplyMatches(pattern.mid(1), name.mid(skipped))) {
                return true;
            }
        }
        return false;
    }
    return !name.isEmpty() && (pattern.first() == u"*" || pattern.first() == name.first())
        && simplyMatches(pattern.mid(1), name.mid(1));
}

QString randomText(QRandomGenerator &random, const QStringList &segments, int most)
{
    QStringList text;
    for (int i = random.bounded(1, most + 1); i > 0; --i) {
        text.append(segments.at(random.bounded(int(segments.size()))));
    }
    return text.join(u'.');
}

} // namespace

void TestEventPattern::agreesWithASimpleMatcher()
{
    QRandomGenerator random(20261121);
    int matching = 0;
    for (int i = 0; i < 20'000; ++i) {
        const QString pattern = randomText(random, {u"a"_s, u"b"_s, u"*"_s, u"**"_s}, 5);
        const QString name = randomText(random, {u"a"_s, u"b"_s}, 6);
        const bool expected = simplyMatches(pattern.split(u'.'), name.split(u'.'));
        matching += expected;
        QVERIFY2(EventPattern(pattern).matches(name) == expected, qPrintable(pattern + u" against " + name));
    }
    QVERIFY(matching > 2'000 && matching < 18'000);
}

QTEST_GUILESS_MAIN(TestEventPattern)
#include "tst_eventpattern.moc"
