// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "devicemessages.h"

#include <ember/device/changedetector.h>
#include <ember/device/formatting.h>

#include <QtCore/QLocale>

#include <limits>

using namespace ember;
using namespace ember::test;

class TestFormatting : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void numbersHaveDecimalsAndUnit()
    {
        QCOMPARE(formatNumber(60.0, 1, u"°C"), u"60.0\u2009°C"_s);
        QCOMPARE(formatNumber(qint64(432), 0, u"W"), u"432\u2009W"_s);
        QCOMPARE(formatNumber(59.5, -1, u""), u"59.5"_s);
        QCOMPARE(formatNumber(qint64(7), -1, u""), u"7"_s);
        QCOMPARE(formatNumber(-0.04, 1, u"K"), u"0.0\u2009K"_s);
        QCOMPARE(formatNumber(-11.4, 1, u"K"), u"-11.4\u2009K"_s);
        QCOMPARE(formatNumber(1234567.0, 0, u""), u"1234567"_s);
        QCOMPARE(formatNumber(Value(), 1, u"K"), QString());
    }

    void whatStrangersWroteStaysInItsLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        const auto row
            = [](const char *name, const QString &text, const QString &shown) { QTest::newRow(name) << text << shown; };
        row("plain", u"Grüße, \u65e5\u672c"_s, u"Grüße, \u65e5\u672c"_s);
        row("line breaks", u"a\nb\r\n\tc"_s, u"a\\nb\\r\\n\\tc"_s);
        row("a terminal's commands",
            u"\x1b[2J\x9b"
            u"1A\x07"_s,
            u"\\x1b[2J\\x9b1A\\x07"_s);
        row("NUL and DEL", QString(QChar(0)) + QChar(0x7f), u"\\x00\\x7f"_s);
        row("turned writing", u"a\u202eb\u2066c\u2028"_s, u"a\\u202eb\\u2066c\\u2028"_s);
        row("as long as may be", QString(kLongestShown, u'x'), QString(kLongestShown, u'x'));
        row("longer", QString(kLongestShown + 1, u'x'), QString(kLongestShown, u'x') + u"… (1001 characters)"_s);
        row("not cut in two", QString(kLongestShown - 1, u'x') + u"\U0001f525y"_s,
            QString(kLongestShown - 1, u'x') + u"… (1002 characters)"_s);
    }
    void whatStrangersWroteStaysInItsLine()
    {
        QFETCH(QString, text);
        QTEST(shownText(text), "shown");
    }

    void aLongTextIsShortInValueAndSummary()
    {
        Decoder decoder({profileNamed(u"boiler-topics"_s)}, u"c"_s);
        const Event event = decoder.decode(textMessage(QByteArray(10'000'000, 'x') + '\n', u"boiler/b/note"_s)).event;
        const QString line = summary(event, *decodedMessageOf(event)->profile());
        QVERIFY2(line.endsWith(u"… (10000001 characters)"), qPrintable(line.right(60)));
        QVERIFY(line.size() < kLongestShown + 100);
        QCOMPARE(event.field(u"values.note").toText().size(), 10'000'001); // the value itself is whole
    }

    void theLocaleChangesNothing()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        const QString text = formatNumber(1234.5, 1, u"");
        QLocale::setDefault(before);
        QCOMPARE(text, u"1234.5"_s);
    }

    void valuesReadAsPeopleSay_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QJsonValue>("raw");
        QTest::addColumn<QString>("text");
        QTest::newRow("linear") << u"level"_s << QJsonValue(600) << u"60.0\u2009lm"_s;
        QTest::newRow("true") << u"on"_s << QJsonValue(2) << u"on"_s;
        QTest::newRow("false") << u"on"_s << QJsonValue(1) << u"off"_s;
        QTest::newRow("tri-state true") << u"door"_s << QJsonValue(2) << u"on"_s;
        QTest::newRow("tri-state false") << u"door"_s << QJsonValue(1) << u"off"_s;
        QTest::newRow("unknown is not off") << u"door"_s << QJsonValue(0) << u"unknown"_s;
        QTest::newRow("label") << u"mode"_s << QJsonValue(1) << u"Bright"_s;
        QTest::newRow("no label") << u"mode"_s << QJsonValue(7) << u"unknown (7)"_s;
        QTest::newRow("bits") << u"week"_s << QJsonValue(5) << u"Mon, Wed"_s;
        QTest::newRow("no bits") << u"week"_s << QJsonValue(0) << u"none"_s;
        QTest::newRow("unknown bits") << u"week"_s << QJsonValue(9) << u"Wed, unknown (8)"_s;
        QTest::newRow("integer") << u"hours"_s << QJsonValue(12) << u"12\u2009h"_s;
        QTest::newRow("text") << u"name"_s << QJsonValue(u"Ada"_s) << u"Ada"_s;
        QTest::newRow("invalid") << u"hours"_s << QJsonValue(u"x"_s) << u"unknown"_s;
    }
    void valuesReadAsPeopleSay()
    {
        QFETCH(QString, key);
        QFETCH(QJsonValue, raw);
        Decoder decoder({lamp()}, u"c"_s);
        const Event event = decoder.decode(lampState({{key, raw}})).event;
        const ProfilePtr profile = decodedMessageOf(event)->profile();
        const FieldDefinition &field = profile->fields()[std::size_t(profile->fieldIndex(Symbol::find(key)))];
        QTEST(formatValue(field, event.field(QString(u"values."_s + key))), "text");
    }

    void anAbsentValueHasNoText()
    {
        QCOMPARE(formatValue(lamp()->fields()[0], Value()), QString());
        QCOMPARE(formatDerived(lamp()->derived()[0], Value()), QString());
    }

    void booleansMayHaveWordsOfTheirOwn()
    {
        const ProfilePtr heater = profileNamed(u"navien-nwp500"_s);
        const int field = heater->fieldIndex(Symbol::find(u"ecoUse"));
        QCOMPARE(formatValue(heater->fields()[std::size_t(field)], true), u"yes"_s);
        QCOMPARE(formatValue(heater->fields()[std::size_t(field)], false), u"no"_s);
    }

    void derivedValuesRead()
    {
        const ProfilePtr profile = lamp();
        QCOMPARE(formatDerived(profile->derived()[0], true), u"on"_s);
        QCOMPARE(formatDerived(profile->derived()[0], false), u"off"_s);
        QCOMPARE(formatDerived(profile->derived()[0], nullptr), u"unknown"_s);
        QCOMPARE(formatDerived(profile->derived()[1], 33.4), u"33\u2009%"_s);
    }

    void aMessageIsSummedUp()
    {
        Decoder decoder({lamp()}, u"c"_s);
        const Event whole = decoder.decode(lampState({{u"level"_s, 600}, {u"mode"_s, 1}})).event;
        const Profile &profile = *decodedMessageOf(whole)->profile();
        QCOMPARE(summary(whole, profile), u"60.0\u2009lm, Bright"_s);
        QCOMPARE(summary(whole, *profileNamed(u"boiler-topics"_s)), u"60.0\u2009lm, Bright"_s);
        const Event part = decoder.decode(lampState({{u"mode"_s, 7}})).event;
        QCOMPARE(summary(part, *decodedMessageOf(part)->profile()), u"unknown, unknown (7)"_s);
    }

    void theRulesEventsAreSummedUp()
    {
        const ProfilePtr profile = lamp();
        Decoder decoder({profile}, u"c"_s);
        ChangeDetector detector;
        const QJsonObject before{{u"level"_s, 595}, {u"mode"_s, 0}, {u"on"_s, 1}, {u"fault"_s, 0}, {u"hours"_s, 100}};
        const QJsonObject after{{u"level"_s, 600}, {u"mode"_s, 1}, {u"on"_s, 2}, {u"fault"_s, 5}, {u"hours"_s, 100}};
        std::ignore = detector.detect(decoder.decode(lampState(before)).event);
        QStringList texts;
        for (const Event &event : detector.detect(decoder.decode(lampState(after)).event)) {
            texts.append(summary(event, *profile));
        }
        QCOMPARE(texts,
            (QStringList{u"59.5\u2009lm → 60.0\u2009lm"_s, u"Dark → Bright"_s, u"60\u2009% → 60\u2009%"_s,
                u"On in Bright"_s, u"E005 Broken"_s}));
    }

    void eventsReadBackFromARecordingAreSummedUpToo()
    {
        const ProfilePtr profile = lamp();
        const Event change(
            u"device.temperature_changed", Record::make({{u"field", u"level"_s}, {u"old", 1.5}, {u"new", qint64(2)}}));
        QCOMPARE(summary(change, *profile), u"1.5\u2009lm → 2.0\u2009lm"_s);
        const Event status(u"device.status_received", Record::make({{u"values.level", 3.0}, {u"values.mode", 1}}));
        QCOMPARE(summary(status, *profile), u"3.0\u2009lm, Bright"_s);
        const Event started(u"device.heating_started", Record::make({{u"values.mode", 0}}));
        QCOMPARE(summary(started, *profile), u"On in Dark"_s);
    }

    void otherEventsHaveNoSummary()
    {
        QCOMPARE(summary(Event(u"connection.lost"), *lamp()), QString());
        QCOMPARE(summary(Event(), *lamp()), QString());
    }

    void widthsFillUpWithZeros_data()
    {
        QTest::addColumn<qint64>("code");
        QTest::addColumn<QString>("text");
        QTest::newRow("short") << qint64(96) << u"E096 x"_s;
        QTest::newRow("exact") << qint64(799) << u"E799 x"_s;
        QTest::newRow("long") << qint64(12345) << u"E12345 x"_s;
        QTest::newRow("negative") << qint64(-5) << u"E-005 x"_s;
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << u"E-9223372036854775808 x"_s;
    }
    void widthsFillUpWithZeros()
    {
        QFETCH(qint64, code);
        const Event event(u"device.error_detected", Record::make({{u"code", code}, {u"text", u"x"_s}}));
        QTEST(summary(event, *lamp()), "text");
    }
};

QTEST_GUILESS_MAIN(TestFormatting)
#include "tst_formatting.moc"
