// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/value.h>

#include <QtTest/QTest>

#include <limits>

using namespace Qt::StringLiterals;
using ember::Scalar;
using ember::Value;
using Limits = std::numeric_limits<qint64>;

// A pointer or a plain literal would silently become true.
static_assert(!std::is_constructible_v<Value, const char *>);
static_assert(!std::is_constructible_v<Value, const char16_t *>);
static_assert(!std::is_constructible_v<Value, int *>);
static_assert(!std::is_constructible_v<Scalar, const char *>);
static_assert(std::is_trivially_copyable_v<Value>);

class TestValue : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsItsType();
    void becomesAnInteger_data();
    void becomesAnInteger();
    void becomesJsonAndText_data();
    void becomesJsonAndText();
    void equalMeansSameClassAndValue_data();
    void equalMeansSameClassAndValue();
    void scalarOwnsWhatItShows();
};

void TestValue::knowsItsType()
{
    QVERIFY(Value().isAbsent());
    QVERIFY(!Value().isNull());
    QVERIFY(!Value().hasValue());
    QVERIFY(Value(nullptr).isNull());
    QVERIFY(!Value(nullptr).hasValue());
    QVERIFY(Value(false).isBoolean());
    QVERIFY(Value(false).hasValue());
    QVERIFY(Value(0).isNumber());
    QVERIFY(Value(0.0).isNumber());
    QVERIFY(!Value(true).isNumber());
    QVERIFY(Value(u"x"_s).isText());
    QVERIFY(Value(QStringView()).isText());
    QVERIFY(Value(true).toBoolean());
    QVERIFY(!Value(1).toBoolean());
    QCOMPARE(Value(true).toReal(), 0.0);
    QCOMPARE(Value(7).toReal(), 7.0);
    QVERIFY(Value(7).toText().isEmpty());
}

void TestValue::becomesAnInteger_data()
{
    QTest::addColumn<double>("real");
    QTest::addColumn<qint64>("integer");
    QTest::newRow("towards zero") << 2.9 << qint64(2);
    QTest::newRow("towards zero, negative") << -2.9 << qint64(-2);
    QTest::newRow("not a number") << std::numeric_limits<double>::quiet_NaN() << qint64(0);
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << Limits::max();
    QTest::newRow("minus infinite") << -std::numeric_limits<double>::infinity() << Limits::min();
    QTest::newRow("2^63") << 9223372036854775808.0 << Limits::max();
    QTest::newRow("-2^63") << -9223372036854775808.0 << Limits::min();
}

void TestValue::becomesAnInteger()
{
    QFETCH(const double, real);
    QTEST(Value(real).toInteger(), "integer");
    QCOMPARE(Value(Limits::max()).toInteger(), Limits::max());
    QCOMPARE(Value(u"12"_s).toInteger(), 0);
    QCOMPARE(Value(true).toInteger(), 0);
}

struct Shown
{
    Value value;
    QJsonValue json;
    QString text;
};
Q_DECLARE_METATYPE(Shown)

void TestValue::becomesJsonAndText_data()
{
    static const QString word = u"ja"_s;
    QTest::addColumn<Shown>("shown");
    const auto row = [](const char *name, Value value, const QJsonValue &json, const QString &text) {
        QTest::newRow(name) << Shown{value, json, text};
    };
    row("absent", {}, QJsonValue(QJsonValue::Undefined), {});
    row("null", nullptr, QJsonValue(QJsonValue::Null), u"null"_s);
    row("true", true, true, u"true"_s);
    row("false", false, false, u"false"_s);
    row("integer", qint64(9007199254740993), qint64(9007199254740993), u"9007199254740993"_s);
    row("real", 59.5, 59.5, u"59.5"_s);
    row("shortest exact", 0.1, 0.1, u"0.1"_s);
    row("infinite", std::numeric_limits<double>::infinity(), QJsonValue(QJsonValue::Null), u"inf"_s);
    row("text", word, u"ja"_s, u"ja"_s);
}

void TestValue::becomesJsonAndText()
{
    QFETCH(const Shown, shown);
    QCOMPARE(shown.value.toJson(), shown.json);
    QCOMPARE(shown.value.toString(), shown.text);
}

struct Pair
{
    Value a;
    Value b;
    bool equal = false;
};
Q_DECLARE_METATYPE(Pair)

void TestValue::equalMeansSameClassAndValue_data()
{
    static const QString word = u"on"_s;
    static const QString sameWord = u"on"_s;
    static const QString one = u"1"_s;
    const double notANumber = std::numeric_limits<double>::quiet_NaN();
    QTest::addColumn<Pair>("pair");
    const auto row = [](const char *name, Value a, Value b, bool equal) { QTest::newRow(name) << Pair{a, b, equal}; };
    row("both absent", {}, {}, true);
    row("both null", nullptr, nullptr, true);
    row("absent and null", {}, nullptr, false);
    row("null and zero", nullptr, 0, false);
    row("absent and false", {}, false, false);
    row("integers", 3, 3, true);
    row("different integers", 3, 4, false);
    row("integer and real", 3, 3.0, true);
    row("integer and fraction", 3, 3.5, false);
    row("integer beyond 2^53", qint64(9007199254740993), 9007199254740992.0, false);
    row("largest integer and 2^63", Limits::max(), 9223372036854775808.0, false);
    row("smallest integer", Limits::min(), -9223372036854775808.0, true);
    row("integer and not a number", 0, notANumber, false);
    row("not a number", notANumber, notANumber, false);
    row("reals", 0.5, 0.5, true);
    row("true and 1", true, 1, false);
    row("booleans", true, true, true);
    row("different booleans", true, false, false);
    row("texts", word, sameWord, true);
    row("different texts", word, one, false);
    row("text and number", one, 1, false);
}

void TestValue::equalMeansSameClassAndValue()
{
    QFETCH(const Pair, pair);
    QCOMPARE(pair.a == pair.b, pair.equal);
    QCOMPARE(pair.b == pair.a, pair.equal);
}

void TestValue::scalarOwnsWhatItShows()
{
    QVERIFY(Scalar().view().isNull());
    QVERIFY(Scalar(nullptr).view().isNull());
    QVERIFY(Scalar(true).view() == Value(true));
    QCOMPARE(Scalar(true).view().type(), Value::Type::Boolean);
    QCOMPARE(Scalar(3).view().type(), Value::Type::Integer);
    QCOMPARE(Scalar(3.0).view().type(), Value::Type::Real);
    QVERIFY(Scalar(Value()).view().isNull());
    Scalar copied;
    {
        const QString text = u"gone soon, and long enough to live on the heap"_s;
        copied = Scalar(Value(text));
    }
    QCOMPARE(copied.view().toText().toString(), u"gone soon, and long enough to live on the heap"_s);
    QVERIFY(Scalar(Value(2.5)).view() == Value(2.5));
    QVERIFY(Scalar(Value(false)).view() == Value(false));
    QVERIFY(Scalar(Value(4)).view() == Value(4));
}

QTEST_GUILESS_MAIN(TestValue)
#include "tst_value.moc"
