// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "allocationcount.h"

#include <ember/events/eventemitter.h>
#include <ember/expression/eventscope.h>

#include <QtTest/QTest>

#include <memory>
#include <vector>

using namespace ember;
using namespace ember::test;
using namespace Qt::StringLiterals;

namespace {

class RowScope final : public EventScope
{
public:
    using EventScope::EventScope;
    [[nodiscard]] int handlerCount() const noexcept override { return 5; }

protected:
    [[nodiscard]] Value handlerField(Symbol, int handler) const noexcept override { return handler; }
    [[nodiscard]] Value duration() const noexcept override { return 5; }
    [[nodiscard]] Value age() const noexcept override { return 5; }
};

/// The event as a handler sees it: with a sequence.
Event numbered(const Event &event)
{
    EventEmitter emitter;
    Event seen;
    (void)emitter.on(u"**", [&seen](const Event &emitted) { seen = emitted; });
    (void)emitter.emitEvent(event);
    return seen;
}

} // namespace

class TestExpressionAllocations : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counterSeesAllocations();
    void evaluationAllocatesNothing_data();
    void evaluationAllocatesNothing();
    void copyAllocatesNothing();
};

void TestExpressionAllocations::counterSeesAllocations()
{
    std::size_t before = allocationCount();
    const auto number = std::make_unique<int>(7);
    QVERIFY(*number == 7 && allocationCount() > before);
    if (countsMalloc()) {
        before = allocationCount();
        const QString text = QString::number(before);
        QVERIFY(!text.isEmpty() && allocationCount() > before);
    }
}

void TestExpressionAllocations::evaluationAllocatesNothing_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"name == \"device.status_received\"", "source contains \"aabbccddeeff and much more\"",
             "subject == \"none\"", "time > \"2026-11-21T10:01:02Z\"", "sequence > 5", "correlationid == \"x\"",
             "replayed", "connection == \"x\"", "name in {\"a\", \"b\", \"device.status_received\"}", "name < source",
             "exists values.text", "values.power > 4000 and not values.mode == 32 or values.missing == null",
             "(values.power + 2.5) * 3 / 7 - 1 > values.mode & 15", "-values.mode < 0",
             "data.values.text contains \"needle\"", "handler.name == 4 and handler.failed", "duration > 5ms",
             "age < 10m", "values.text", "values.power / 0"}) {
        QTest::newRow(text) << QString::fromUtf8(text);
    }
}

void TestExpressionAllocations::evaluationAllocatesNothing()
{
    QFETCH(QString, text);
    const auto expression = Expression::parse(text, ExpressionRoots::Log);
    QVERIFY2(expression, expression ? "" : qPrintable(expression.error()));
    auto metadata = std::make_shared<Metadata>();
    metadata->emplace_back(Symbol::intern(u"connection"), u"basement"_s);
    const Event event = numbered(Event(EventInit{.name = Symbol::intern(u"device.status_received"),
        .source = Symbol::intern(u"navien-nwp500/aabbccddeeff"),
        .payload
        = Record::make({{u"values.power", 4200}, {u"values.mode", 31}, {u"values.text", u"hay "_s.repeated(1000)}}),
        .subject = u"status of the device"_s,
        .metadata = metadata}));
    QVERIFY(event.sequence() > 0);
    (void)expression->matches(RowScope(event)); // what is made once for the process is made now

    const std::size_t before = allocationCount();
    int matched = 0;
    for (int i = 0; i < 100; ++i) {
        const RowScope scope(event);
        matched += expression->matches(scope) ? 1 : 0;
        matched += expression->evaluate(scope).isAbsent() ? 1 : 0;
    }
    const std::size_t after = allocationCount();
    QCOMPARE(after - before, std::size_t(0));
    QVERIFY(matched % 100 == 0);
}

void TestExpressionAllocations::copyAllocatesNothing()
{
    const auto expression = Expression::parse(u"name == \"x\"", ExpressionRoots::Log);
    QVERIFY(expression);
    std::vector<Expression> copies;
    copies.reserve(10);
    const std::size_t before = allocationCount();
    for (int i = 0; i < 10; ++i) {
        copies.push_back(*expression);
    }
    const std::size_t after = allocationCount();
    QCOMPARE(after - before, std::size_t(0));
    QCOMPARE(copies.back().text(), u"name == \"x\""_s);
}

QTEST_GUILESS_MAIN(TestExpressionAllocations)
#include "tst_expressionallocations.moc"
