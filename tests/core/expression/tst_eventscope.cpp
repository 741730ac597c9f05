// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/eventemitter.h>
#include <ember/expression/eventscope.h>

#include <QtTest/QTest>

#include <chrono>
#include <vector>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

Event sampleEvent()
{
    auto metadata = std::make_shared<Metadata>();
    metadata->emplace_back(Symbol::intern(u"profile"), u"navien-nwp500"_s);
    metadata->emplace_back(Symbol::intern(u"connection"), u"basement"_s);
    return Event(EventInit{.name = Symbol::intern(u"device.temperature_changed"),
        .source = Symbol::intern(u"navien-nwp500/aabbccddeeff"),
        .payload = Record::make({{u"new", 60.5}, {u"values.power", 4200}, {u"labels.mode", u"Heat pump"_s},
            {u"raw.mode", 1}, {u"derived.energy", nullptr}}),
        .subject = u"dhwTemperature"_s,
        .metadata = metadata,
        .time = EventTime(std::chrono::microseconds(1795255262314159)),
        .correlationId = u"chain-7"_s});
}

bool holds(QStringView text, const Scope &scope)
{
    const auto expression = Expression::parse(text, ExpressionRoots::Log);
    if (!expression) {
        qWarning().noquote() << expression.error();
    }
    return expression && expression->matches(scope);
}

/// What the log does: a row with its trace.
class RowScope final : public EventScope
{
public:
    using EventScope::EventScope;
    [[nodiscard]] int handlerCount() const noexcept override { return 2; }

protected:
    [[nodiscard]] Value handlerField(Symbol path, int handler) const noexcept override
    {
        static const Symbol priority = Symbol::intern(u"priority");
        return path == priority ? Value(handler == 0 ? 100 : 50) : Value();
    }
    [[nodiscard]] Value duration() const noexcept override { return qint64(6'000'000); }
    [[nodiscard]] Value age() const noexcept override { return qint64(1'000'000'000); }
};

} // namespace

class TestEventScope : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void expressionReadsTheEvent_data();
    void expressionReadsTheEvent();
    void emptyAttributesAreAbsent_data();
    void emptyAttributesAreAbsent();
    void correlationIdIsThatOfTheEvent();
    void derivedScopeAddsHandlersDurationAndAge();
    void subscriptionFilterAsksTheExpression();
    void nullEventMatchesNothing();
};

void TestEventScope::expressionReadsTheEvent_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
        {"name == \"device.temperature_changed\"", "type == name", "source == \"navien-nwp500/aabbccddeeff\"",
            "subject == \"dhwTemperature\"", "time == \"2026-11-21T10:01:02.314159Z\"", "time == 1795255262314159",
            "correlationid == \"chain-7\"", "connection == \"basement\"", "replayed == false", "not replayed",
            "data.new > 60 and data.new < 61", "data.values.power == 4200", "values.power == 4200",
            "labels.mode == \"Heat pump\"", "raw.mode == 1", "derived.energy == null", "not exists values.mode",
            "not exists duration", "not exists age", "not handler.failed"}) {
        QTest::newRow(text) << QString::fromUtf8(text);
    }
}

void TestEventScope::expressionReadsTheEvent()
{
    QFETCH(QString, text);
    const Event event = sampleEvent();
    QVERIFY(holds(text, EventScope(event)));
}

void TestEventScope::emptyAttributesAreAbsent_data()
{
    QTest::addColumn<QString>("field");
    for (const char *field : {"source", "subject", "sequence", "correlationid", "connection", "data.new", "values.x"}) {
        QTest::newRow(field) << QString::fromUtf8(field);
    }
}

void TestEventScope::emptyAttributesAreAbsent()
{
    QFETCH(QString, field);
    const Event event(u"device.power_changed");
    const EventScope scope(event);
    QVERIFY(holds(u"exists name and exists time and exists replayed", scope));
    QVERIFY(holds(u"not exists %1"_s.arg(field), scope));
    QVERIFY(holds(u"not (%1 == \"\" or %1 == 0)"_s.arg(field), scope));
}

void TestEventScope::correlationIdIsThatOfTheEvent()
{
    std::vector<Event> events{sampleEvent()}; // the first has a given id, those from the emitter have numbers
    EventEmitter emitter;
    (void)emitter.on(u"**", [&events, &emitter](const Event &event) {
        events.push_back(event);
        if (event.name() == u"device.status_received") {
            (void)emitter.emitNext(Event(u"device.power_changed"));
        }
    });
    for (int i = 0; i < 11; ++i) {
        (void)emitter.emitEvent(Event(u"device.status_received"));
    }
    QCOMPARE(events.size(), std::size_t(23));
    QCOMPARE(events[2].correlationId(), events[1].id()); // a child belongs to its parent's chain

    const auto expression = Expression::parse(u"correlationid", ExpressionRoots::Subscription);
    QVERIFY(expression);
    for (const Event &event : events) {
        const EventScope scope(event);
        QCOMPARE(expression->evaluate(scope).toText().toString(), event.correlationId());
    }
    const Event &last = events.back();
    QVERIFY(holds(u"sequence == %1"_s.arg(last.sequence()), EventScope(last)));
}

void TestEventScope::derivedScopeAddsHandlersDurationAndAge()
{
    const Event event = sampleEvent();
    const RowScope scope(event);
    QVERIFY(holds(u"handler.priority == 50 and handler.priority == 100", scope));
    QVERIFY(!holds(u"handler.priority == 1", scope));
    QVERIFY(!holds(u"exists handler.name", scope));
    QVERIFY(holds(u"duration > 5ms and duration < 7ms", scope));
    QVERIFY(holds(u"age == 1s", scope));
    QVERIFY(holds(u"values.power == 4200 and handler.priority > 99", scope));
}

void TestEventScope::subscriptionFilterAsksTheExpression()
{
    std::function<bool(const Event &)> filter;
    {
        const auto expression = Expression::parse(u"data.new > 60", ExpressionRoots::Subscription);
        QVERIFY(expression);
        filter = subscriptionFilter(*expression);
    }
    QVERIFY(filter(sampleEvent()));
    QVERIFY(!filter(Event(u"device.temperature_changed", Record::make({{u"new", 60}}))));
    QVERIFY(!filter(Event(u"device.temperature_changed")));
}

void TestEventScope::nullEventMatchesNothing()
{
    const Event nothing;
    const EventScope scope(nothing);
    QVERIFY(!holds(u"exists name or exists time or exists replayed or exists data.x or exists correlationid", scope));
}

QTEST_GUILESS_MAIN(TestEventScope)
#include "tst_eventscope.moc"
