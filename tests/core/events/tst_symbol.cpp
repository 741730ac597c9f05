// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/symbol.h>

#include <QtTest/QTest>

#include <array>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using ember::Symbol;

class TestSymbol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameTextIsTheSameSymbol();
    void nullSymbolIsEmpty();
    void askingMakesNoEntry();
    void idsAreDense();
    void textThatDoesNotFitTheTableIsRefused();
    void threadsAgree();
};

void TestSymbol::sameTextIsTheSameSymbol()
{
    const Symbol a = Symbol::intern(u"device.lost");
    const Symbol b = Symbol::intern(QString(u"device."_s + u"lost"_s));
    QVERIFY(a == b);
    QCOMPARE(a.id(), b.id());
    QCOMPARE(qHash(a), qHash(b));
    QCOMPARE(std::hash<Symbol>()(a), std::hash<Symbol>()(b));
    QVERIFY(!(a == Symbol::intern(u"device.found")));
    QCOMPARE(a.text(), u"device.lost"_s);
    QCOMPARE(Symbol::intern(u"größe").utf8(),
        QByteArray("gr\xc3\xb6\xc3\x9f"
                   "e"));
}

void TestSymbol::nullSymbolIsEmpty()
{
    for (const Symbol null : {Symbol(), Symbol::intern(u""), Symbol::intern({}), Symbol::find(u"")}) {
        QVERIFY(null.isNull());
        QCOMPARE(null.id(), 0U);
        QVERIFY(null.text().isEmpty());
        QVERIFY(null.utf8().isEmpty());
    }
    QVERIFY(Symbol() == Symbol());
}

void TestSymbol::askingMakesNoEntry()
{
    QVERIFY(Symbol::find(u"never.interned").isNull());
    QVERIFY(Symbol::find(u"never.interned").isNull());
    const Symbol made = Symbol::intern(u"never.interned");
    QVERIFY(Symbol::find(u"never.interned") == made);
}

void TestSymbol::idsAreDense()
{
    const quint32 first = Symbol::intern(u"dense.0").id();
    QVERIFY(first >= 1);
    for (quint32 i = 1; i < 100; ++i) {
        QCOMPARE(Symbol::intern(u"dense.%1"_s.arg(i)).id(), first + i);
    }
}

void TestSymbol::textThatDoesNotFitTheTableIsRefused()
{
    const QString tooLong(qsizetype(Symbol::kMaxBytes / 3 + 1), u'x');
    QVERIFY(Symbol::intern(tooLong).isNull());
    QVERIFY(!Symbol::intern(u"after.the.refusal").isNull());
}

void TestSymbol::threadsAgree()
{
    constexpr std::size_t kTexts = 500;
    std::array<std::vector<Symbol>, 4> seen;
    {
        std::vector<std::jthread> threads;
        for (auto &mine : seen) {
            threads.emplace_back([&mine] {
                for (std::size_t i = 0; i < kTexts; ++i) {
                    mine.push_back(Symbol::intern(u"shared.%1"_s.arg(i)));
                    if (mine.back().text() != u"shared.%1"_s.arg(i)) {
                        mine.back() = {};
                    }
                }
            });
        }
    }
    for (std::size_t i = 0; i < kTexts; ++i) {
        QVERIFY(!seen[0][i].isNull());
        for (const auto &other : seen) {
            QVERIFY(other[i] == seen[0][i]);
        }
    }
}

QTEST_GUILESS_MAIN(TestSymbol)
#include "tst_symbol.moc"
