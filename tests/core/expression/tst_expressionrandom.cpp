// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "naivetree.h"

#include <ember/expression/expression.h>

#include <QtCore/QStringList>
#include <QtTest/QTest>

using namespace ember;
using namespace ember::test;
using namespace Qt::StringLiterals;

class TestExpressionRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tokenSoupIsAnsweredWithAnErrorOrAnExpression();
    void characterSoupIsAnsweredWithAnErrorOrAnExpression();
    void changedExpressionIsAnsweredWithAnErrorOrAnExpression();
    void conditionsAgreeWithTheNaiveTree();
    void formulasAgreeWithTheNaiveTree();

private:
    /// Parses, evaluates or checks the error. Whether it was an expression.
    static bool survives(const QString &text);
};

bool TestExpressionRandom::survives(const QString &text)
{
    static const FakeScope scope = [] {
        FakeScope made = NaiveTree::scope();
        made.addHandler({{u"failed"_s, true}, {u"name"_s, u"alerts"_s}});
        return made;
    }();
    ExpressionError error;
    const auto expression = Expression::parse(text, ExpressionRoots::Log, &error);
    if (expression) {
        const bool matched = expression->matches(scope);
        const Value value = expression->evaluate(scope);
        return expression->text() == text && (!value.isBoolean() || matched == value.toBoolean());
    }
    const bool inside = error.column >= 0 && error.length >= 1 && error.column <= text.size();
    if (!inside || error.message.isEmpty() || expression.error().count(u'\n') != 2) {
        qFatal("bad error for %s: %s", qPrintable(text), qPrintable(expression.error()));
    }
    return false;
}

void TestExpressionRandom::tokenSoupIsAnsweredWithAnErrorOrAnExpression()
{
    const QStringList tokens{
        u"name"_s,
        u"values.seven"_s,
        u"values.\"a b\""_s,
        u"handler.failed"_s,
        u"time"_s,
        u"data"_s,
        u"nmae"_s,
        u"1"_s,
        u"1.5"_s,
        u"0x20"_s,
        u"5ms"_s,
        u"\"ab\""_s,
        u"\"("_s,
        u"\"2026-11-21\""_s,
        u"true"_s,
        u"null"_s,
        u"and"_s,
        u"or"_s,
        u"not"_s,
        u"!"_s,
        u"=="_s,
        u"!="_s,
        u"<"_s,
        u">="_s,
        u"contains"_s,
        u"matches"_s,
        u"in"_s,
        u"exists"_s,
        u"{"_s,
        u"}"_s,
        u","_s,
        u"("_s,
        u")"_s,
        u"+"_s,
        u"-"_s,
        u"*"_s,
        u"/"_s,
        u"&"_s,
        u"&&"_s,
        u"||"_s,
        u"."_s,
        u"\""_s,
    };
    QRandomGenerator random(20261121);
    int expressions = 0;
    for (int i = 0; i < 20'000; ++i) {
        QString text;
        for (int count = random.bounded(1, 12); count > 0; --count) {
            text += tokens[random.bounded(int(tokens.size()))] + (random.bounded(5) == 0 ? u""_s : u" "_s);
        }
        expressions += survives(text) ? 1 : 0;
    }
    QVERIFY2(expressions > 200, qPrintable(QString::number(expressions))); // or the soup would test errors alone
}

void TestExpressionRandom::characterSoupIsAnsweredWithAnErrorOrAnExpression()
{
    QRandomGenerator random(7);
    const QString likely = u"ab\"\\().{}<>=!&|+-*/ 0x1e9sm\n\t'~#"_s;
    for (int i = 0; i < 20'000; ++i) {
        QString text;
        for (int count = random.bounded(1, 40); count > 0; --count) {
            text += random.bounded(10) == 0 ? QChar(char16_t(random.bounded(0x10000)))
                                            : likely[random.bounded(int(likely.size()))];
        }
        (void)survives(text);
    }
}

void TestExpressionRandom::changedExpressionIsAnsweredWithAnErrorOrAnExpression()
{
    QRandomGenerator random(99);
    const QString original = u"name matches \"^a(b|c)\\\\.\" and not (values.seven + 0x1f & 3 > 2.5e1) or time in "
                             u"{\"2026-11-21T10:01:02Z\", -5ms} or exists handler.name"_s;
    QVERIFY(survives(original));
    for (int i = 0; i < 20'000; ++i) {
        QString text = original;
        for (int changes = random.bounded(1, 4); changes > 0; --changes) {
            const int at = random.bounded(int(text.size()));
            switch (random.bounded(3)) {
            case 0:
                text.remove(at, random.bounded(1, 4));
                break;
            case 1:
                text.insert(at, original[random.bounded(int(original.size()))]);
                break;
            default:
                text.truncate(std::max(at, 20));
                break;
            }
        }
        (void)survives(text);
    }
}

void TestExpressionRandom::conditionsAgreeWithTheNaiveTree()
{
    const FakeScope scope = NaiveTree::scope();
    QRandomGenerator random(4711);
    int held = 0;
    for (int i = 0; i < 5'000; ++i) {
        const NaiveTree tree = NaiveTree::condition(random, random.bounded(1, 6));
        const QString text = tree.text();
        const auto expression = Expression::parse(text, ExpressionRoots::Message);
        QVERIFY2(expression, expression ? "" : qPrintable(expression.error()));
        QVERIFY2(expression->matches(scope) == tree.holds(), qPrintable(text));
        held += tree.holds() ? 1 : 0;
    }
    QVERIFY(held > 500 && held < 4500);
}

void TestExpressionRandom::formulasAgreeWithTheNaiveTree()
{
    const FakeScope scope = NaiveTree::scope();
    QRandomGenerator random(815);
    int numbers = 0;
    for (int i = 0; i < 5'000; ++i) {
        const NaiveTree tree = NaiveTree::formula(random, random.bounded(1, 5));
        const QString text = tree.text();
        const auto expression = Expression::parse(text, ExpressionRoots::Message);
        QVERIFY2(expression, expression ? "" : qPrintable(expression.error()));
        const Value value = expression->evaluate(scope);
        const auto expected = tree.worth();
        QVERIFY2(value.isAbsent() == !expected, qPrintable(text));
        if (expected && expected->type == NaiveTree::Worth::Type::Number) {
            QVERIFY2(value.isNumber() && value.toReal() == expected->number, qPrintable(text));
            ++numbers;
        }
    }
    QVERIFY(numbers > 1000);
}

QTEST_GUILESS_MAIN(TestExpressionRandom)
#include "tst_expressionrandom.moc"
