// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakescope.h"

#include <ember/expression/expression.h>

#include <QtTest/QTest>

#include <array>
#include <limits>
#include <optional>

using namespace ember;
using namespace ember::test;
using namespace Qt::StringLiterals;

namespace {

FakeScope sampleScope()
{
    using Root = FakeScope::Root;
    FakeScope scope;
    scope.set(Root::Name, {}, u"device.temperature_changed"_s);
    scope.set(Root::Source, {}, u"navien-nwp500/aabbccddeeff"_s);
    scope.set(Root::Time, {}, qint64(1795255262314159));
    scope.set(Root::Sequence, {}, 42);
    scope.set(Root::Replayed, {}, false);
    scope.set(Root::Duration, {}, qint64(7'000'000));
    scope.set(Root::Age, {}, qint64(300'000'000'000));
    scope.set(Root::Data, u"new", 60.5);
    scope.set(Root::Data, u"old", 59);
    scope.set(Root::Data, u"labels.mode", u"Energy \"Saver\"\nplus\\"_s);
    scope.set(Root::Data, u"values.DS18B20-1", 21);
    scope.setValue(u"power"_s, 4200);
    scope.setValue(u"mode"_s, 32);
    scope.setValue(u"on"_s, true);
    scope.setValue(u"off"_s, false);
    scope.setValue(u"nothing"_s, nullptr);
    scope.setValue(u"five"_s, 5);
    scope.setValue(u"fiveReal"_s, 5.0);
    scope.setValue(u"zero"_s, 0);
    scope.setValue(u"text"_s, u"5"_s);
    scope.setValue(u"empty"_s, u""_s);
    scope.setValue(u"max"_s, std::numeric_limits<qint64>::max());
    scope.setValue(u"min"_s, std::numeric_limits<qint64>::min());
    scope.setValue(u"nan"_s, std::numeric_limits<double>::quiet_NaN());
    scope.setValue(u"huge"_s, 1e308);
    scope.addHandler({{u"name"_s, u"alerts"_s}, {u"priority"_s, 100}, {u"failed"_s, true}, {u"duration"_s, 12'000}});
    scope.addHandler(
        {{u"name"_s, u"recorder"_s}, {u"priority"_s, -1000}, {u"failed"_s, false}, {u"duration"_s, 4'000}});
    return scope;
}

void addRows(std::initializer_list<std::pair<const char *, bool>> rows)
{
    for (const auto &[text, expected] : rows) {
        QTest::newRow(text) << QString::fromUtf8(text) << expected;
    }
}

} // namespace

class TestExpression : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void conditionHolds_data();
    void conditionHolds();
    void formulaHasValue_data();
    void formulaHasValue();
    void handlerConditionHoldsForAnyHandler_data();
    void handlerConditionHoldsForAnyHandler();
    void rootsDecideWhichNamesAreKnown_data();
    void rootsDecideWhichNamesAreKnown();
    void fieldsAreReferredToByRootAndPath();
    void expressionKnowsWhetherItUsesHandlersAndAge();
    void copyOutlivesItsOriginal();
    void longRowOfOperatorsIsNotNesting();
    void deepestPossibleNestingIsEvaluated();

private:
    void checkCondition(const FakeScope &scope);
};

void TestExpression::checkCondition(const FakeScope &scope)
{
    QFETCH(QString, text);
    QFETCH(bool, expected);
    const auto expression = Expression::parse(text, ExpressionRoots::Log);
    QVERIFY2(expression, expression ? "" : qPrintable(expression.error()));
    QCOMPARE(expression->matches(scope), expected);
    QCOMPARE(expression->text(), text);
}

void TestExpression::conditionHolds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    // The examples of design.md §7.
    addRows({{"name == \"device.temperature_changed\" and data.new > 50", true}, {"source contains \"ddee\"", true},
        {"name in {\"a\",\"b\"}", false}, {"name matches \"^device\\\\.\"", true},
        {"values.power > 4000 and not values.mode == 32", false}, {"handler.failed", true}, {"duration > 5ms", true},
        {"age < 10m", true}, {"exists values.recircTemperature", false}});
    // Precedence. Each of these would turn out the other way if its two levels were swapped.
    addRows({{"true or false and false", true}, {"(true or false) and false", false}, {"false and false or true", true},
        {"not true or true", true}, {"not (true or true)", false}, {"not false and false", false},
        {"not (false and false)", true}, {"not values.mode == 31", true}, {"! values.mode == 31", true},
        {"!values.mode == 32", false}, {"not not values.mode == 32", true}, {"not values.on == false", true},
        {"(not values.on) == false", true}, {"(not values.mode) == false", false}, {"2 + 3 > 4", true},
        {"1 + 2 * 3 == 7", true}, {"(1 + 2) * 3 == 9", true}, {"10 - 4 - 3 == 3", true}, {"10 - (4 - 3) == 9", true},
        {"24 / 4 / 2 == 3", true}, {"24 / 4 * 2 == 12", true}, {"2 * 6 & 3 == 4", true}, {"(2 * 6) & 3 == 0", true},
        {"1 + 6 & 3 == 3", true}, {"6 & 3 == 2", true}, {"-2 + 5 == 3", true}, {"-2 * -3 == 6", true},
        {"- -2 == 2", true}, {"-1 & 255 == 255", true}, {"true && false || true", true},
        {"true || true && false", true}});
    // Each comparison on each type.
    addRows({{"values.five == 5", true}, {"values.five == 5.0", true}, {"values.fiveReal == 5", true},
        {"values.five == \"5\"", false}, {"values.text == \"5\"", true}, {"values.text == 5", false},
        {"values.five != 5", false}, {"values.five != 6", true}, {"values.five != \"6\"", false},
        {"values.on == true", true}, {"values.on != true", false}, {"values.on != false", true},
        {"values.on == 1", false}, {"values.on != 1", false}, {"values.on > false", false},
        {"values.on >= true", false}, {"values.five < 6", true}, {"values.five < 5", false}, {"values.five <= 5", true},
        {"values.five <= 4", false}, {"values.five > 4.5", true}, {"values.five > 5", false},
        {"values.five >= 5.0", true}, {"values.five >= 5.5", false}, {"values.max > 9223372036854775806", true},
        {"values.nan == values.nan", false}, {"values.nan != values.nan", false}, {"values.nan >= 0", false},
        {"\"a\" < \"b\"", true}, {"\"B\" < \"a\"", true}, {"\"b\" <= \"a\"", false}, {"\"ab\" >= \"a\"", true},
        {"\"ab\" > \"ab\"", false}, {"5 < \"6\"", false}, {"5 > \"4\"", false}, {"values.empty == \"\"", true},
        {"source contains \"DDEE\"", false}, {"source contains \"\"", true}, {"source contains name", false},
        {"values.five contains 5", false}, {"values.five contains \"5\"", false}, {"source matches \"^ddee\"", false},
        {"source matches \"ddee..$\"", true}, {"source matches \"DDEE\"", false}, {"source matches \"(?i)DDEE\"", true},
        {"values.five matches \"5\"", false}, {"values.missing matches \"\"", false},
        {"values.five in {1, 5, 9}", true}, {"values.fiveReal in {5}", true},
        {"values.five in {\"5\", true, null}", false}, {"values.text in {5, \"5\"}", true},
        {"values.on in {true}", true}, {"values.nothing in {1, null}", true}, {"values.missing in {null}", false},
        {"0 - values.five in {-5}", true}, {"values.five + 1 in {6}", true}, {"not values.five in {1, 2}", true},
        {"labels.mode contains \"\\\"Saver\\\"\\n\"", true}, {"labels.mode matches \"\\\\\\\\$\"", true},
        {"data.\"values\".five == 5", true}, {"values.\"DS18B20-1\" == 21", true}, {"type == name", true}});
    // Absent, null, and values that are no conditions.
    addRows({{"values.missing == 5", false}, {"values.missing != 5", false}, {"values.missing < 5", false},
        {"values.missing == values.missing", false}, {"values.missing != values.missing", false},
        {"values.missing == null", false}, {"not values.missing == 5", true}, {"values.deeper.and.deeper == 1", false},
        {"handler.unknown == 1", false}, {"values.nothing == null", true}, {"null == values.nothing", true},
        {"values.five == null", false}, {"values.five != null", false}, {"values.nothing != null", false},
        {"values.nothing == 5", false}, {"values.nothing != 5", false}, {"values.nothing < 5", false},
        {"values.nothing >= null", false}, {"values.nothing == false", false}, {"exists values.five", true},
        {"exists values.nothing", true}, {"exists values.missing", false}, {"not exists values.missing", true},
        {"exists (values.five)", true}, {"exists handler.name", true}, {"exists handler.nothing", false},
        {"values.on", true}, {"values.off", false}, {"not values.off", true}, {"values.missing", false},
        {"not values.missing", true}, {"values.nothing", false}, {"values.five", false}, {"values.text", false},
        {"1", false}, {"\"true\"", false}, {"true", true}, {"null", false}});
    // Literals and times.
    addRows({{"values.mode == 0x20", true}, {"0xFF == 255", true}, {"1.5 == 3 / 2", true}, {"1e3 == 1000", true},
        {"2.5e-1 == 0.25", true}, {"5ns == 5", true}, {"5us == 5000", true}, {"5ms == 5000000", true},
        {"1.5s == 1500000000", true}, {"2m == 120s", true}, {"1h == 60m", true}, {"1d == 24h", true},
        {"0.1ms == 100us", true}, {"time == \"2026-11-21T10:01:02.314159Z\"", true},
        {"time == \"2026-11-21T12:01:02.314159+02:00\"", true}, {"time == \"2026-11-21 08:01:02.3141594-0200\"", true},
        {"time >= \"2026-11-21T10:01:02.314160Z\"", false}, {"\"2026-11-21T10:01:02Z\" < time", true},
        {"time > \"2026-11-21T10:01Z\" and time < \"2026-11-21T11:02+01\"", true},
        {"time > \"2026-11-19\" and time < \"2026-11-24\"", true}, {"time in {\"2026-11-21T10:01:02.314159Z\"}", true},
        {"time == 1795255262314159", true}, {"time contains \"2026\"", false}});
}

void TestExpression::conditionHolds()
{
    checkCondition(sampleScope());
}

void TestExpression::formulaHasValue_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected"); // the type and the value; a real in its shortest exact digits
    const std::initializer_list<std::pair<const char *, const char *>> rows = {
        {"values.five + 1", "integer 6"},
        {"values.five + 1.5", "real 6.5"},
        {"values.five - 7", "integer -2"},
        {"values.five * values.power", "integer 21000"},
        {"6 / 2", "integer 3"},
        {"7 / 2", "real 3.5"},
        {"-7 / 2", "real -3.5"},
        {"7.0 / 2", "real 3.5"},
        {"values.power / 1000", "real 4.2"},
        {"values.power & 0x60", "integer 96"},
        {"values.fiveReal & 4", "integer 4"},
        {"5.5 & 4", "absent"},
        {"values.huge & 1", "absent"},
        {"-values.five", "integer -5"},
        {"-values.fiveReal", "real -5"},
        {"values.five / 0", "absent"},
        {"values.five / values.zero", "absent"},
        {"values.fiveReal / 0.0", "absent"},
        {"0 / 0", "absent"},
        {"values.five / 0 + 1", "absent"},
        {"1 + values.missing", "absent"},
        {"values.missing + 1", "absent"},
        {"-values.missing", "absent"},
        {"values.nothing + 1", "absent"},
        {"values.on + 1", "absent"},
        {"-values.on", "absent"},
        {"values.text + 1", "absent"},
        {"values.text + values.text", "absent"},
        {"values.text & 1", "absent"},
        {"values.max + 1", "real 9223372036854776000"},
        {"values.min - 1", "real -9223372036854776000"},
        {"values.max * 2", "real 18446744073709552000"},
        {"values.min / -1", "real 9223372036854776000"},
        {"-values.min", "real 9223372036854776000"},
        {"values.max + 0", "integer 9223372036854775807"},
        {"values.max & 0xff", "integer 255"},
        {"values.huge * 10", "absent"},
        {"values.huge * 10 - values.huge", "absent"},
        {"values.nan + 1", "absent"},
        {"values.text", "text 5"},
        {"\"a \\\"b\\\"\\n\\\\\"", "text a \"b\"\n\\"},
        {"\"\"", "text "},
        {"values.nothing", "null"},
        {"null", "null"},
        {"values.missing", "absent"},
        {"values.on", "boolean true"},
        {"values.five > 4", "boolean true"},
        {"values.missing > 4", "boolean false"},
        {"not values.on", "boolean false"},
        {"values.five > 4 and values.five", "boolean false"},
        {"1.5s", "integer 1500000000"},
        {"0.4ns", "integer 0"},
        {"handler.priority", "absent"}, // of which handler?
        {"handler.priority > 50", "boolean true"},
    };
    for (const auto &[text, expected] : rows) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(expected);
    }
}

void TestExpression::formulaHasValue()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const auto expression = Expression::parse(text, ExpressionRoots::Log);
    QVERIFY2(expression, expression ? "" : qPrintable(expression.error()));
    const FakeScope scope = sampleScope();
    const Value value = expression->evaluate(scope);
    const std::array<QString, 6> types{u"absent"_s, u"null"_s, u"boolean "_s, u"integer "_s, u"real "_s, u"text "_s};
    QString shown = types.at(std::size_t(value.type()));
    if (value.type() == Value::Type::Real) {
        shown += QString::number(value.toReal(), 'f', QLocale::FloatingPointShortest);
    } else if (value.hasValue()) {
        shown += value.toString();
    }
    QCOMPARE(shown, expected);
}

void TestExpression::handlerConditionHoldsForAnyHandler_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("expected");
    // Two handlers: alerts (100, failed, 12 µs) and recorder (-1000, not failed, 4 µs).
    addRows({{"handler.failed == true", true}, {"handler.failed == false", true}, {"not handler.failed", false},
        {"not handler.failed == false", false}, {"handler.name == \"recorder\"", true},
        {"handler.name != \"recorder\"", true}, {"handler.name == \"change detector\"", false},
        {"handler.name contains \"cord\"", true}, {"handler.name matches \"^rec\"", true},
        {"handler.name in {\"x\", \"recorder\"}", true}, {"handler.name in {\"x\"}", false},
        {"handler.priority > 50", true}, {"handler.priority < 0", true}, {"handler.priority > 100", false},
        {"handler.duration > 10us", true}, {"handler.duration > 1ms", false}, {"100 == handler.priority", true},
        {"handler.priority + handler.duration == 12100", true}, // of one and the same handler
        {"handler.priority + handler.duration == 4100", false},
        {"handler.failed and handler.name == \"recorder\"", true}, // each comparison asks anew
        {"exists handler.duration", true}, {"exists handler.outcome", false}});
}

void TestExpression::handlerConditionHoldsForAnyHandler()
{
    checkCondition(sampleScope());

    QFETCH(QString, text);
    const FakeScope nobody;
    const auto expression = Expression::parse(text, ExpressionRoots::Log);
    QCOMPARE(expression->matches(nobody), text.startsWith(u"not"));
}

void TestExpression::rootsDecideWhichNamesAreKnown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("places"); // Subscription, Log, Profile, Message: those that know the name
    const std::initializer_list<std::pair<const char *, const char *>> rows = {
        {"name", "SL"},
        {"type", "SL"},
        {"source", "SL"},
        {"subject", "SL"},
        {"time", "SL"},
        {"sequence", "SL"},
        {"replayed", "SL"},
        {"correlationid", "SL"},
        {"connection", "SL"},
        {"data.new", "SL"},
        {"values.x", "SLM"},
        {"labels.x", "SLM"},
        {"raw.x", "SLM"},
        {"derived.x", "SLM"},
        {"handler.name", "L"},
        {"duration", "L"},
        {"age", "L"},
        {"old.x", "P"},
        {"new.x", "P"},
        {"since.x", ""},
        {"causationid", ""},
        {"Name", ""},
        {"dhwTemperature", ""},
    };
    for (const auto &[text, places] : rows) {
        QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(places);
    }
}

void TestExpression::rootsDecideWhichNamesAreKnown()
{
    QFETCH(QString, text);
    QFETCH(QString, places);
    QCOMPARE(Expression::parse(text, ExpressionRoots::Subscription).isOk(), places.contains(u'S'));
    QCOMPARE(Expression::parse(text, ExpressionRoots::Log).isOk(), places.contains(u'L'));
    QCOMPARE(Expression::parse(text, ExpressionRoots::Profile).isOk(), places.contains(u'P'));
    QCOMPARE(Expression::parse(text, ExpressionRoots::Message).isOk(), places.contains(u'M'));
}

void TestExpression::fieldsAreReferredToByRootAndPath()
{
    using Root = FieldReference::Root;
    const auto inLog
        = Expression::parse(u"data.new > 1 or values.x.y == handler.name or type == \"a\"", ExpressionRoots::Log);
    QVERIFY(inLog);
    const auto &fields = inLog->fields();
    QCOMPARE(fields.size(), std::size_t(4));
    QCOMPARE(fields[0].root, Root::Data);
    QCOMPARE(fields[0].path.text(), u"new"_s);
    QCOMPARE(fields[1].root, Root::Data);
    QCOMPARE(fields[1].path.text(), u"values.x.y"_s);
    QCOMPARE(fields[2].root, Root::Handler);
    QCOMPARE(fields[2].path.text(), u"name"_s);
    QCOMPARE(fields[3].root, Root::Name);
    QVERIFY(fields[3].path.isNull());

    const auto inProfile = Expression::parse(u"old.operationBusy != new.operationBusy", ExpressionRoots::Profile);
    QVERIFY(inProfile);
    QCOMPARE(inProfile->fields()[0].root, Root::Old);
    QCOMPARE(inProfile->fields()[1].root, Root::New);
    QCOMPARE(inProfile->fields()[1].path.text(), u"operationBusy"_s);

    FakeScope scope;
    scope.set(Root::Old, u"operationBusy", 1);
    QVERIFY(!inProfile->matches(scope)); // the first sight of a key is no change
    scope.set(Root::New, u"operationBusy", 2);
    QVERIFY(inProfile->matches(scope));
}

void TestExpression::expressionKnowsWhetherItUsesHandlersAndAge()
{
    const auto neither = Expression::parse(u"duration > 1ms", ExpressionRoots::Log);
    const auto handlers = Expression::parse(u"name == \"x\" or not handler.failed", ExpressionRoots::Log);
    const auto age = Expression::parse(u"1h + age < 2h", ExpressionRoots::Log);
    QVERIFY(neither && handlers && age);
    QVERIFY(!neither->usesHandlers() && !neither->usesAge());
    QVERIFY(handlers->usesHandlers() && !handlers->usesAge());
    QVERIFY(!age->usesHandlers() && age->usesAge());
}

void TestExpression::copyOutlivesItsOriginal()
{
    std::optional<Expression> copy;
    {
        QString text = u"values.text == \"5\" and values.text matches \"^5$\""_s;
        const auto original = Expression::parse(text, ExpressionRoots::Message);
        QVERIFY(original);
        text.fill(u'x');
        copy = *original;
    }
    QVERIFY(copy->matches(sampleScope()));
    QCOMPARE(copy->text(), u"values.text == \"5\" and values.text matches \"^5$\""_s);
}

void TestExpression::longRowOfOperatorsIsNotNesting()
{
    const QString ones = u"1" + u" + 1"_s.repeated(10'000);
    const auto sum = Expression::parse(ones, ExpressionRoots::Message);
    QVERIFY(sum);
    QCOMPARE(sum->evaluate(FakeScope()).toInteger(), 10'001);

    const QString conditions = u"false" + u" or false"_s.repeated(6'000) + u" or true";
    const auto condition = Expression::parse(conditions, ExpressionRoots::Message);
    QVERIFY(condition);
    QVERIFY(condition->matches(FakeScope()));
}

void TestExpression::deepestPossibleNestingIsEvaluated()
{
    constexpr int depth = Expression::kMaxDepth;
    const QString nested = u"1 + 2 * ("_s.repeated(depth) + u"0" + u")"_s.repeated(depth);
    const auto formula = Expression::parse(nested, ExpressionRoots::Message);
    QVERIFY(formula);
    QVERIFY(formula->evaluate(FakeScope()).isNumber());

    const QString negated = u"not "_s.repeated(depth) + u"true";
    const auto negations = Expression::parse(negated, ExpressionRoots::Message);
    QVERIFY(negations);
    QVERIFY(negations->matches(FakeScope()));
}

QTEST_GUILESS_MAIN(TestExpression)
#include "tst_expression.moc"
