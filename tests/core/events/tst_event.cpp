// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/eventemitter.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace std::chrono_literals;

namespace {

struct Reading
{
    int watts = 0;
};
struct OtherReading
{
    int watts = 0;
};

} // namespace

namespace ember {
template <>
inline constexpr auto eventFields<Reading> = std::tuple{describeField(u"watts", &Reading::watts)};
template <>
inline constexpr auto eventFields<OtherReading> = std::tuple{describeField(u"watts", &OtherReading::watts)};
} // namespace ember

class TestEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nullEventAnswersEverything();
    void keepsWhatItWasMadeOf();
    void timeIsNowUnlessGiven();
    void timesAreWrittenInRfc3339_data();
    void timesAreWrittenInRfc3339();
    void hasNoIdBeforeItsEmission();
    void isNumberedInPlaceWhenNobodyElseHoldsIt();
    void isCopiedWhenSomebodyHoldsIt();
    void keptEventNeverChanges();
    void mayBeKeptUntilItsThreadEnds();
    void givenCorrelationWins();
    void anotherEmitterKeepsTheCorrelationButNotTheNumbers();
    void becomesACloudEvent();
    void childBecomesACloudEventWithItsCause();
};

void TestEvent::nullEventAnswersEverything()
{
    const Event null;
    QVERIFY(null.isNull());
    QVERIFY(null.name().isEmpty() && null.source().isEmpty() && null.subject().isEmpty());
    QVERIFY(null.id().isEmpty() && null.correlationId().isEmpty() && null.causationId().isEmpty());
    QVERIFY(null.givenCorrelationId().isEmpty());
    QVERIFY(null.parts().name.isNull() && !null.parts().payload);
    QCOMPARE(null.time(), EventTime());
    QCOMPARE(null.sequence() + null.run() + null.correlationSequence() + null.causeSequence(), quint64(0));
    QCOMPARE(null.generation(), 0);
    QVERIFY(!null.isReplayed() && !null.payload() && !null.metadata() && !null.as<Reading>());
    QVERIFY(null.field(u"watts").isAbsent() && null.data().isEmpty());
    QCOMPARE(null.byteSize(), qsizetype(0));
}

void TestEvent::keepsWhatItWasMadeOf()
{
    const Symbol profile = Symbol::intern(u"profile");
    const auto metadata = std::make_shared<const Metadata>(Metadata{{profile, u"navien-nwp500"_s}});
    const Event event(EventInit{.name = Symbol::intern(u"device.power_changed"),
        .source = Symbol::intern(u"navien-nwp500/aabbccddeeff"),
        .payload = makePayload(Reading{.watts = 466}),
        .subject = u"power"_s,
        .metadata = metadata});
    QCOMPARE(event.name(), u"device.power_changed"_s);
    QCOMPARE(event.source(), u"navien-nwp500/aabbccddeeff"_s);
    QCOMPARE(event.subject(), u"power"_s);
    QCOMPARE(event.field(u"watts").toInteger(), 466);
    QCOMPARE(event.field(Symbol::intern(u"watts")).toInteger(), 466);
    QVERIFY(event.field(u"volts").isAbsent());
    QVERIFY(event.field(Symbol()).isAbsent());
    QVERIFY(event.as<Reading>());
    QCOMPARE(event.as<Reading>()->watts, 466);
    QVERIFY(!event.as<OtherReading>());
    QCOMPARE(event.data(), (QJsonObject{{u"watts"_s, 466}}));
    QCOMPARE(event.metadata(profile).toString(), u"navien-nwp500"_s);
    QVERIFY(event.metadata(Symbol::intern(u"connection")).isNull());
    QVERIFY(event.metadata() == metadata);
    QVERIFY(event.byteSize() > event.payload()->byteSize());
}

void TestEvent::timeIsNowUnlessGiven()
{
    const EventTime before = eventTimeNow();
    const Event now(u"a");
    QVERIFY(now.time() >= before && now.time() <= eventTimeNow());
    QCOMPARE(Event(EventInit{.name = Symbol::intern(u"a"), .time = EventTime(42us)}).time(), EventTime(42us));
}

void TestEvent::timesAreWrittenInRfc3339_data()
{
    QTest::addColumn<qint64>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64(0) << u"1970-01-01T00:00:00.000000Z"_s;
    QTest::newRow("microseconds") << qint64(1'795'255'262'314'159) << u"2026-11-21T10:01:02.314159Z"_s;
    QTest::newRow("leading zeros") << qint64(1'000'007) << u"1970-01-01T00:00:01.000007Z"_s;
    QTest::newRow("before 1970") << qint64(-1) << u"1969-12-31T23:59:59.999999Z"_s;
    QTest::newRow("whole millisecond before 1970") << qint64(-1000) << u"1969-12-31T23:59:59.999000Z"_s;
}

void TestEvent::timesAreWrittenInRfc3339()
{
    QFETCH(const qint64, microseconds);
    QTEST(toRfc3339(EventTime(std::chrono::microseconds(microseconds))), "text");
}

void TestEvent::hasNoIdBeforeItsEmission()
{
    EventEmitter emitter;
    Event seen;
    emitter.on(u"a", [&](const Event &e) { seen = e; });
    const Event event(u"a");
    QCOMPARE(event.sequence(), quint64(0));
    QVERIFY(event.id().isEmpty() && event.correlationId().isEmpty());
    emitter.emitEvent(event);
    QCOMPARE(seen.sequence(), quint64(1));
    static const QRegularExpression form(u"^[0-9a-f]{16}-1$"_s);
    QVERIFY2(form.match(seen.id()).hasMatch(), qPrintable(seen.id()));
    QCOMPARE(seen.correlationId(), seen.id());
    QCOMPARE(seen.correlationSequence(), quint64(1));
    QVERIFY(seen.causationId().isEmpty());
    QVERIFY(seen.run() != 0);

    EventEmitter other;
    other.on(u"a", [&](const Event &e) { seen = e; });
    const quint64 firstRun = seen.run();
    other.emitEvent(Event(u"a"));
    QVERIFY(seen.run() != firstRun);
}

void TestEvent::isNumberedInPlaceWhenNobodyElseHoldsIt()
{
    EventEmitter emitter({.history = 0}); // which holds what was emitted
    const Event event(u"a");
    emitter.emitEvent(event);
    QCOMPARE(event.sequence(), quint64(1));
    emitter.emitEvent(event);
    QCOMPARE(event.sequence(), quint64(2));
}

void TestEvent::isCopiedWhenSomebodyHoldsIt()
{
    EventEmitter emitter;
    const Event event(u"a");
    const Event kept = event;
    quint64 seen = 0;
    emitter.on(u"a", [&](const Event &e) { seen = e.sequence(); });
    emitter.emitEvent(event);
    QCOMPARE(seen, quint64(1));
    QCOMPARE(kept.sequence(), quint64(0));
    QCOMPARE(event.sequence(), quint64(0));
}

void TestEvent::keptEventNeverChanges()
{
    EventEmitter emitter;
    std::vector<Event> log;
    emitter.on(u"a", [&](const Event &e) {
        log.push_back(e);
        if (log.size() % 3 == 1) {
            emitter.emitEvent(e); // the same one, while it is being emitted
        } else if (log.size() % 3 == 2) {
            emitter.emitNext(e);
        }
    });
    const Event event(u"a");
    for (int i = 0; i < 10; ++i) {
        emitter.emitEvent(event);
        emitter.post(event);
        QCoreApplication::processEvents();
    }
    QVERIFY(log.size() >= 40);
    std::vector<quint64> order;
    for (const Event &kept : log) {
        order.push_back(kept.sequence());
    }
    for (std::size_t i = 0; i < order.size(); ++i) {
        QCOMPARE(order[i], quint64(i + 1));
    }
}

/// What a thread keeps for itself may die after everything that this library keeps for the thread.
void TestEvent::mayBeKeptUntilItsThreadEnds()
{
    const auto payload = Record::make({{u"value", 1}});
    for (int i = 0; i < 3; ++i) {
        std::thread([&] {
            thread_local Event kept; // made first, so it dies last
            kept = Event(u"a", payload);
            QCOMPARE(kept.payload(), payload);
        }).join();
    }
    QCOMPARE(payload.use_count(), 1L);
}

void TestEvent::givenCorrelationWins()
{
    EventEmitter emitter;
    QStringList ids;
    emitter.on(u"a", [&](const Event &e) {
        ids << e.correlationId();
        emitter.emitNext(Event(u"b"));
    });
    emitter.on(u"b", [&](const Event &e) { ids << e.correlationId() << e.givenCorrelationId().toString(); });
    emitter.emitEvent(Event(EventInit{.name = Symbol::intern(u"a"), .correlationId = u"order-7"_s}));
    QCOMPARE(ids, (QStringList{u"order-7"_s, u"order-7"_s, u"order-7"_s}));
}

void TestEvent::anotherEmitterKeepsTheCorrelationButNotTheNumbers()
{
    EventEmitter first;
    EventEmitter second;
    Event original;
    Event forwarded;
    first.on(u"a", [&](const Event &) { first.emitNext(Event(u"b")); });
    first.on(u"b", [&](const Event &e) {
        original = e;
        second.emitEvent(e);
    });
    second.on(u"b", [&](const Event &e) { forwarded = e; });
    first.emitEvent(Event(u"a"));
    QCOMPARE(original.causeSequence(), quint64(1));
    QCOMPARE(original.sequence(), quint64(2));
    QCOMPARE(forwarded.sequence(), quint64(1));
    QVERIFY(forwarded.id() != original.id());
    QCOMPARE(forwarded.correlationId(), original.correlationId());
    QVERIFY(forwarded.causationId().isEmpty()); // its cause has no number here
    QCOMPARE(forwarded.generation(), 0);
}

void TestEvent::becomesACloudEvent()
{
    EventEmitter emitter;
    QJsonObject object;
    emitter.on(u"**", [&](const Event &e) { object = toCloudEvent(e); });
    const auto metadata = std::make_shared<const Metadata>(Metadata{{Symbol::intern(u"profile"), u"nwp500"_s}});
    emitter.emitEvent(Event(EventInit{.name = Symbol::intern(u"device.power_changed"),
        .source = Symbol::intern(u"nwp500/aa"),
        .payload = Record::make({{u"new", 466}}),
        .subject = u"power"_s,
        .metadata = metadata,
        .time = EventTime(1us)}));
    QCOMPARE(object.take(u"id"_s).toString(), object.take(u"correlationid"_s).toString());
    const QJsonObject expected{{u"specversion"_s, u"1.0"_s}, {u"source"_s, u"nwp500/aa"_s},
        {u"type"_s, u"device.power_changed"_s}, {u"subject"_s, u"power"_s},
        {u"time"_s, u"1970-01-01T00:00:00.000001Z"_s}, {u"datacontenttype"_s, u"application/json"_s},
        {u"sequence"_s, u"00000000000000000001"_s}, {u"profile"_s, u"nwp500"_s},
        {u"data"_s, QJsonObject{{u"new"_s, 466}}}};
    QCOMPARE(object, expected);
}

void TestEvent::childBecomesACloudEventWithItsCause()
{
    EventEmitter emitter;
    QString parent;
    QJsonObject object;
    emitter.on(u"a", [&](const Event &e) {
        parent = e.id();
        emitter.emitNext(Event(u"b"));
    });
    emitter.on(u"b", [&](const Event &e) { object = toCloudEvent(e); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(object.value(u"causationid").toString(), parent);
    QCOMPARE(object.value(u"correlationid").toString(), parent);
    QVERIFY(object.value(u"id").toString() != parent);
    QVERIFY(!object.contains(u"subject") && !object.contains(u"replayed"));
}

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"
