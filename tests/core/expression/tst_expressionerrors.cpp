// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/expression/expression.h>

#include <QtCore/QStringList>
#include <QtTest/QTest>

using namespace ember;
using namespace Qt::StringLiterals;

class TestExpressionErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongExpressionIsMarkedWhereItIsWrong_data();
    void wrongExpressionIsMarkedWhereItIsWrong();
    void unknownNameSuggestsTheNearest_data();
    void unknownNameSuggestsTheNearest();
    void knownNameElsewhereSaysWhere();
    void messageHasThreeLinesWithTheCaretBelow();
    void caretStandsBelowAfterWideAndInvisibleCharacters();
    void longExpressionIsShownInPart();
    void tooMuchNestingIsAnError_data();
    void tooMuchNestingIsAnError();
    void tooLongTextIsAnError();
    void errorPartsAreOptional();
};

void TestExpressionErrors::wrongExpressionIsMarkedWhereItIsWrong_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("marks"); // ^~~ below the text
    QTest::addColumn<QString>("says"); // a part of the message
    const auto row = [](const char *text, const char *marks, const char *says) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(marks) << QString::fromUtf8(says);
    };
    row("", "^", "empty expression");
    row("  \t", "^", "empty expression");
    row("name ==", "       ^", "before the end");
    row("name ==   ", "       ^", "before the end");
    row("name", "", ""); // no error
    row("name = \"x\"", "     ^", "write “==”");
    row("name == 'x'", "        ^", "double quotes");
    row("name == “x”", "        ^", "double quotes");
    row("name == \"x", "        ^~", "not closed");
    row("name == \"x\\", "        ^~~", "not closed");
    row("name matches \"\\d\"", "              ^~", "no escape");
    row("nmae == \"x\"", "^~~~", "“name”");
    row("name == nmae.deeper", "        ^~~~", "“name”");
    row("name.x == 1", "^~~~", "no fields");
    row("values == 1", "^~~~~~", "values.dhwTemperature");
    row("handler", "^~~~~~~", "handler.failed");
    row("values. == 1", "      ^", "missing behind the point");
    row("values.a..b == 1", "        ^", "missing behind the point");
    row("data.\"\" == 1", "    ^", "missing behind the point");
    row("data.\"a == 1", "     ^~~~~~~", "not closed");
    row("duration > 5x", "            ^", "unit of time");
    row("duration > 5min", "            ^~~", "unit of time");
    row("duration > 1.5 ms", "               ^~", "operator");
    row("duration > 1000000d", "           ^~~~~~~~", "292 years");
    row("duration > 1e300d", "           ^~~~~~", "292 years");
    row("1.", " ^", "inside a number");
    row(".5", "^", "inside a number");
    row("0x", "^~", "digits are missing");
    row("0x1G", "   ^", "hexadecimal digit");
    row("0x8000000000000000", "^~~~~~~~~~~~~~~~~~", "too large");
    row("9223372036854775808", "^~~~~~~~~~~~~~~~~~~", "too large");
    row("1e999", "^~~~~", "too large");
    row("name == \"x\" \"y\"", "            ^~~", "operator");
    row("name == \"x\" AND true", "            ^~~", "“and”");
    row("name contain \"x\"", "     ^~~~~~~", "“contains”");
    row("name == \"x\" and", "               ^", "before the end");
    row("and name == \"x\"", "^~~", "before “and”");
    row("name == \"x\" and or true", "                ^~", "before “or”");
    row("not", "   ^", "before the end");
    row("1 < 2 < 3", "      ^", "do not chain");
    row("1 == 2 == true", "       ^~", "do not chain");
    row("name in {\"a\"} contains \"b\"", "              ^~~~~~~~", "do not chain");
    row("(name == \"x\"", "^", "not closed");
    row("true and ((true)", "         ^", "not closed");
    row("(name == \"x\" true)", "             ^~~~", "“)” is missing");
    row("name == \"x\")", "           ^", "closes nothing");
    row(")", "^", "before “)”");
    row("()", " ^", "before “)”");
    row("name in \"a\"", "        ^~~", "braces");
    row("name in {}", "         ^", "before “}”");
    row("name in {\"a\"", "            ^", "before the end");
    row("name in {\"a\" \"b\"}", "             ^~~", "“,”");
    row("name in {\"a\",}", "             ^", "before “}”");
    row("name in {source}", "         ^~~~~~", "before “source”");
    row("name in {-\"a\"}", "          ^~~", "number is missing");
    row("name matches source", "             ^~~~~~", "pattern in quotes");
    row("name matches \"a(b\"", "                 ^", "no regular expression");
    row("name matches \"\\\\d\\\"[\"", "                    ^", "no regular expression");
    row("exists 5", "       ^", "needs a field");
    row("exists", "      ^", "needs a field");
    row("exists nmae", "       ^~~~", "“name”");
    row("exists (name", "            ^", "“)” is missing");
    row("exists name == true", "            ^~", "condition already");
    row("1 + not true", "    ^~~", "parentheses");
    row("name == exists source", "        ^~~~~~", "parentheses");
    row("1 + * 2", "    ^", "before “*”");
    row("a | b", "^", "unknown");
    row("true | false", "     ^", "write “or”");
    row("name ~ \"x\"", "     ^", "matches");
    row("name == #x", "        ^", "means nothing");
    row("name == \xF0\x9F\x94\xA5", "        ^", "means nothing");
    row("name # 'x'", "     ^", "means nothing");
    row("nmae # 'x'", "^~~~", "“name”"); // the first error from the left
    row("time > \"yesterday\"", "       ^~~~~~~~~~~", "no time");
    row("time > \"2026-13-01\"", "       ^~~~~~~~~~~~", "no time");
    row("time > \"2026-11-21T25:00Z\"", "       ^~~~~~~~~~~~~~~~~~~", "no time");
    row("time > \"2026-11-21T10:00.5Z\"", "       ^~~~~~~~~~~~~~~~~~~~~", "no time");
    row("\"now\" < time", "^~~~~", "no time");
    row("time in {\"2026-11-21\", \"now\"}", "                       ^~~~~", "no time");
    row("name == null null", "             ^~~~", "operator");
}

void TestExpressionErrors::wrongExpressionIsMarkedWhereItIsWrong()
{
    QFETCH(QString, text);
    QFETCH(QString, marks);
    QFETCH(QString, says);
    ExpressionError parts;
    const auto expression = Expression::parse(text, ExpressionRoots::Log, &parts);
    QCOMPARE(expression.isOk(), marks.isEmpty());
    if (marks.isEmpty()) {
        return;
    }
    const QStringList lines = expression.error().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[2], marks);
    QVERIFY2(lines[0].contains(says), qPrintable(lines[0]));
    QCOMPARE(parts.message, lines[0]);
    QCOMPARE(parts.column, marks.indexOf(u'^'));
    QVERIFY(parts.length >= 1);
    QVERIFY(parts.column <= text.size());
}

void TestExpressionErrors::unknownNameSuggestsTheNearest_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("nearest");
    for (const auto &[text, nearest] : std::initializer_list<std::pair<const char *, const char *>>{
             {"nmae", "name"},
             {"Name", "name"},
             {"NAMES", "name"},
             {"typ", "type"},
             {"sorce", "source"},
             {"src", "source"},
             {"times", "time"},
             {"tmie", "time"}, // swapped neighbours are one change, or "type" would be as near
             {"sequenec", "sequence"},
             {"correlationId", "correlationid"},
             {"correlation", "correlationid"},
             {"conection", "connection"},
             {"replay", "replayed"},
             {"date.new", "data"},
             {"value.x", "values"},
             {"label.x", "labels"},
             {"rwa.x", "raw"},
             {"handlers.failed", "handler"},
             {"durration", "duration"},
             {"agee", "age"},
         }) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(nearest);
    }
}

void TestExpressionErrors::unknownNameSuggestsTheNearest()
{
    QFETCH(QString, text);
    QFETCH(QString, nearest);
    ExpressionError parts;
    QVERIFY(!Expression::parse(text, ExpressionRoots::Log, &parts));
    QVERIFY2(parts.message.contains(u"nearest name here is “%1”"_s.arg(nearest)), qPrintable(parts.message));
}

void TestExpressionErrors::knownNameElsewhereSaysWhere()
{
    ExpressionError parts;
    QVERIFY(!Expression::parse(u"handler.failed", ExpressionRoots::Subscription, &parts));
    QVERIFY2(parts.message.contains(u"only in the log's filter"), qPrintable(parts.message));
    QVERIFY(!parts.message.contains(u"duration")); // what is not known here is not offered
    QVERIFY(!Expression::parse(u"old.x == 1", ExpressionRoots::Log, &parts));
    QVERIFY2(parts.message.contains(u"only in the conditions of a profile"), qPrintable(parts.message));
    QVERIFY(!Expression::parse(u"name == \"x\"", ExpressionRoots::Profile, &parts));
    QVERIFY2(parts.message.contains(u"only in filters of events"), qPrintable(parts.message));
    QVERIFY2(parts.message.contains(u"old.…, new.…"), qPrintable(parts.message));
}

void TestExpressionErrors::messageHasThreeLinesWithTheCaretBelow()
{
    const auto wrong = Expression::parse(u"data.new > 50 and nmae == \"x\"", ExpressionRoots::Subscription);
    QVERIFY(!wrong);
    const QStringList lines = wrong.error().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[0].startsWith(u"“nmae” is unknown; the nearest name here is “name”."));
    QCOMPARE(lines[1], u"data.new > 50 and nmae == \"x\""_s);
    QCOMPARE(lines[2], u"                  ^~~~"_s);
}

void TestExpressionErrors::caretStandsBelowAfterWideAndInvisibleCharacters()
{
    ExpressionError parts;
    const QString text = u"name == \"\U0001F525\"\n\tand\tnmae"_s; // the fire takes two UTF-16 units and one column
    const auto wrong = Expression::parse(text, ExpressionRoots::Log, &parts);
    QVERIFY(!wrong);
    const QStringList lines = wrong.error().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[1], u"name == \"\U0001F525\"  and nmae"_s);
    QCOMPARE(lines[2], u"                 ^~~~"_s);
    QCOMPARE(text.mid(parts.column, parts.length), u"nmae"_s);
}

void TestExpressionErrors::longExpressionIsShownInPart()
{
    ExpressionError parts;
    const QString text = u"true and "_s.repeated(1000) + u"nmae" + u" and true"_s.repeated(1000);
    const auto wrong = Expression::parse(text, ExpressionRoots::Log, &parts);
    QVERIFY(!wrong);
    const QStringList lines = wrong.error().split(u'\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines[1].size() < 130);
    QVERIFY(lines[1].startsWith(u'…') && lines[1].endsWith(u'…'));
    QCOMPARE(lines[1].mid(lines[2].indexOf(u'^'), 4), u"nmae"_s);
    QCOMPARE(parts.column, 9000);

    // What a message quotes is cut as well.
    QVERIFY(!Expression::parse(QString(u'a' + u"b"_s.repeated(5000)), ExpressionRoots::Log, &parts));
    QVERIFY(parts.message.size() < 400);
    QVERIFY(!Expression::parse(QString(u"true \"" + u"b\n"_s.repeated(5000) + u'"'), ExpressionRoots::Log, &parts));
    QVERIFY(parts.message.size() < 400);
    QVERIFY(!parts.message.contains(u'\n'));
}

void TestExpressionErrors::tooMuchNestingIsAnError_data()
{
    QTest::addColumn<QString>("open");
    QTest::addColumn<QString>("close");
    QTest::newRow("parentheses") << u"("_s << u")"_s;
    QTest::newRow("not") << u"not "_s << QString();
    QTest::newRow("!") << u"!"_s << QString();
    QTest::newRow("minus") << u"-"_s << QString();
    QTest::newRow("parentheses and formulas") << u"1 + 1 * 1 & ("_s << u")"_s;
    QTest::newRow("parentheses and not") << u"not ("_s << u")"_s;
}

void TestExpressionErrors::tooMuchNestingIsAnError()
{
    QFETCH(QString, open);
    QFETCH(QString, close);
    constexpr int count = Expression::kMaxDepth + 1;
    ExpressionError parts;
    const QString text = open.repeated(count) + u"1" + close.repeated(count);
    QVERIFY(!Expression::parse(text, ExpressionRoots::Log, &parts));
    QVERIFY2(parts.message.contains(u"at most 200"), qPrintable(parts.message));
    QVERIFY(!Expression::parse(open.repeated(60'000 / open.size()), ExpressionRoots::Log, &parts));
    QVERIFY2(parts.message.contains(u"at most 200"), qPrintable(parts.message));
}

void TestExpressionErrors::tooLongTextIsAnError()
{
    const QString longest = u"true"_s + u" "_s.repeated(Expression::kMaxLength - 4);
    QVERIFY(Expression::parse(longest, ExpressionRoots::Log));
    ExpressionError parts;
    const auto wrong = Expression::parse(QString(longest + u' '), ExpressionRoots::Log, &parts);
    QVERIFY(!wrong);
    QVERIFY2(parts.message.contains(u"too long"), qPrintable(parts.message));
    QCOMPARE(parts.column, Expression::kMaxLength);
    QVERIFY(wrong.error().size() < 500);
}

void TestExpressionErrors::errorPartsAreOptional()
{
    QVERIFY(!Expression::parse(u"nmae", ExpressionRoots::Log));
    ExpressionError parts{u"untouched"_s, 3, 4};
    QVERIFY(Expression::parse(u"name == \"x\"", ExpressionRoots::Log, &parts));
    QCOMPARE(parts.message, u"untouched"_s);
}

QTEST_GUILESS_MAIN(TestExpressionErrors)
#include "tst_expressionerrors.moc"
