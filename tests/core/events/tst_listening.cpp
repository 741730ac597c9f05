// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

class Receiver : public QObject
{
public:
    int heard = 0;
    int hear(const Event &) { return ++heard; }
};

} // namespace

class TestListening : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u"."_s)); }
    void higherPriorityRunsFirstThenRegistrationOrder();
    void orderHoldsAcrossExactAndWildcardListeners();
    void manyPatternsAreToldApart();
    void segmentsOfPatternsAreToldApart();
    void sameHandlerTwiceRunsTwice();
    void filterDecides();
    void offByHandleRemovesOne();
    void offByPatternTakesTheTextLiterally();
    void offByContextAndItsDeath();
    void contextOfManyForgetsThoseThatEnded();
    void emitterMayBeItsOwnContext();
    void removeAllRemovesAll();
    void receiverMemberEndsWithItsReceiver();
    void scopedListenerEndsWithItsScope();
    void handleOutlivesTheEmitter();
    void handleOfAnotherEmitterRemovesNothing();
    void listenerCountsAndNames();
    void endedHandlersAreFreed();
    void handlerDestructorsMayEmit();
};

void TestListening::higherPriorityRunsFirstThenRegistrationOrder()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"default 1"_s));
    emitter.on(u"a", calls.note(u"low"_s), {.priority = priority::low});
    emitter.on(u"a", calls.note(u"recorder"_s), {.priority = priority::recorder});
    emitter.on(u"a", calls.note(u"emergency"_s), {.priority = priority::emergency});
    emitter.on(u"a", calls.note(u"default 2"_s));
    emitter.on(u"a", calls.note(u"critical"_s), {.priority = priority::critical});
    emitter.on(u"a", calls.note(u"detector"_s), {.priority = priority::changeDetector});
    emitter.on(u"a", calls.note(u"default 3"_s), {.priority = 50});
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.handled, 8);
    QCOMPARE(calls.take(),
        (QStringList{u"detector"_s, u"emergency"_s, u"critical"_s, u"default 1"_s, u"default 2"_s, u"default 3"_s,
            u"low"_s, u"recorder"_s}));
}

void TestListening::orderHoldsAcrossExactAndWildcardListeners()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"**", calls.note(u"all"_s));
    emitter.on(u"device.lost", calls.note(u"exact"_s));
    emitter.on(u"device.*", calls.note(u"device early"_s), {.priority = 60});
    emitter.on(u"device.lost", calls.note(u"exact late"_s), {.priority = 10});
    emitter.on(u"*.lost", calls.note(u"lost"_s));
    emitter.on(u"other", calls.note(u"never"_s));
    emitter.emitEvent(Event(u"device.lost"));
    QCOMPARE(calls.take(), (QStringList{u"device early"_s, u"all"_s, u"exact"_s, u"lost"_s, u"exact late"_s}));
    emitter.emitEvent(Event(u"emitter.handler_failed"));
    QCOMPARE(calls.take(), (QStringList{u"all"_s}));
}

void TestListening::segmentsOfPatternsAreToldApart()
{
    EventEmitter emitter;
    QStringList segments;
    for (int size = 1; size <= 9; ++size) {
        const QString same(size, u'a');
        segments << same;
        for (int at = 0; at < size; ++at) {
            segments << QString(same).replace(at, 1, u'b');
        }
    }
    for (const QString &segment : std::as_const(segments)) {
        emitter.on(QString(segment + u".*"), [](const Event &) {});
    }
    for (const QString &segment : std::as_const(segments)) {
        QCOMPARE(emitter.emitEvent(Event(QString(segment + u".x"))).handled, 1);
        QCOMPARE(emitter.emitEvent(Event(QString(segment + u"c.x"))).handled, 0);
    }
}

void TestListening::sameHandlerTwiceRunsTwice()
{
    EventEmitter emitter;
    Calls calls;
    const Handler handler = calls.note(u"x"_s);
    const Listener first = emitter.on(u"a", handler);
    const Listener second = emitter.on(u"a", handler);
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 2);
    first.cancel();
    QVERIFY(second.isActive());
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 1);
}

void TestListening::filterDecides()
{
    EventEmitter emitter;
    Calls calls;
    const auto high = [](const Event &e) { return e.field(u"value").toInteger() > 50; };
    emitter.on(u"a", calls.note(u"high"_s), {.filter = high});
    emitter.once(u"a", calls.note(u"first high"_s), {.filter = high});
    for (const int value : {10, 60, 70}) {
        calls.add(QString::number(value));
        const Emission emission = emitter.emitEvent(Event(u"a", Record::make({{u"value", value}})));
        QCOMPARE(emission.handled, value == 10 ? 0 : value == 60 ? 2 : 1);
    }
    QCOMPARE(calls.take(), (QStringList{u"10"_s, u"60"_s, u"high"_s, u"first high"_s, u"70"_s, u"high"_s}));
}

void TestListening::offByHandleRemovesOne()
{
    EventEmitter emitter;
    Calls calls;
    const Listener l = emitter.on(u"a", calls.note(u"x"_s));
    const Listener copy = l;
    QVERIFY(l.isActive());
    QCOMPARE(emitter.off(l), 1);
    QVERIFY(!copy.isActive());
    QCOMPARE(emitter.off(copy), 0);
    copy.cancel();
    QCOMPARE(emitter.off(Listener()), 0);
    QVERIFY(!Listener().isActive());
    Listener().cancel();
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
}

void TestListening::offByPatternTakesTheTextLiterally()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"device.lost", calls.note(u"exact 1"_s));
    emitter.on(u"device.lost", calls.note(u"exact 2"_s));
    emitter.on(u"device.*", calls.note(u"wildcard"_s));
    QCOMPARE(emitter.off(u"device.**"), 0);
    QCOMPARE(emitter.off(u"never heard of"), 0);
    QCOMPARE(emitter.off(u"device.*"), 1);
    emitter.emitEvent(Event(u"device.lost"));
    QCOMPARE(calls.take(), (QStringList{u"exact 1"_s, u"exact 2"_s}));
    QCOMPARE(emitter.off(u"device.lost"), 2);
    emitter.emitEvent(Event(u"device.lost"));
    QCOMPARE(calls.take(), QStringList());
}

void TestListening::offByContextAndItsDeath()
{
    EventEmitter emitter;
    Calls calls;
    QObject living;
    auto dying = std::make_unique<QObject>();
    emitter.on(u"a", calls.note(u"living 1"_s), {.context = &living});
    emitter.on(u"b", calls.note(u"living 2"_s), {.context = &living});
    const Listener l = emitter.on(u"a", calls.note(u"dying"_s), {.context = dying.get()});
    emitter.on(u"a", calls.note(u"free"_s));
    dying.reset();
    QVERIFY(!l.isActive());
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"living 1"_s, u"free"_s}));
    QCOMPARE(emitter.off(&living), 2);
    QCOMPARE(emitter.off(&living), 0);
    QCOMPARE(emitter.off(static_cast<const QObject *>(nullptr)), 0); // not those without a context
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"free"_s}));
    // A context that comes back after off() is watched again.
    auto again = std::make_unique<QObject>();
    emitter.on(u"a", calls.note(u"x"_s), {.context = again.get()});
    emitter.off(again.get());
    emitter.on(u"a", calls.note(u"y"_s), {.context = again.get()});
    again.reset();
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"free"_s}));
}

void TestListening::emitterMayBeItsOwnContext()
{
    Calls calls;
    Listener l;
    {
        EventEmitter emitter;
        auto *child = new QObject(&emitter);
        l = emitter.on(u"a", calls.note(u"own"_s), {.context = &emitter});
        emitter.on(u"a", calls.note(u"child"_s), {.context = child});
        emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(calls.take(), (QStringList{u"own"_s, u"child"_s}));
    l.cancel();
}

void TestListening::removeAllRemovesAll()
{
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.note(u"x"_s));
    emitter.on(u"**", calls.note(u"y"_s));
    QCOMPARE(emitter.removeAllListeners(), 2);
    QCOMPARE(emitter.removeAllListeners(), 0);
    QCOMPARE(emitter.emitEvent(Event(u"a")).handled, 0);
    QVERIFY(emitter.eventNames().isEmpty());
}

void TestListening::receiverMemberEndsWithItsReceiver()
{
    EventEmitter emitter;
    auto receiver = std::make_unique<Receiver>();
    const Listener l = emitter.on(u"device.*", receiver.get(), &Receiver::hear, {.priority = 60});
    emitter.emitEvent(Event(u"device.lost"));
    emitter.emitEvent(Event(u"other.lost"));
    QCOMPARE(receiver->heard, 1);
    receiver.reset();
    QVERIFY(!l.isActive());
    QCOMPARE(emitter.emitEvent(Event(u"device.lost")).handled, 0);
}

void TestListening::scopedListenerEndsWithItsScope()
{
    EventEmitter emitter;
    Calls calls;
    Listener kept;
    {
        const ScopedListener scoped = emitter.on(u"a", calls.note(u"x"_s));
        ScopedListener released = emitter.on(u"a", calls.note(u"kept"_s));
        kept = released.release();
        ScopedListener target = emitter.on(u"a", calls.note(u"replaced"_s));
        target = ScopedListener(emitter.on(u"a", calls.note(u"moved"_s)));
        const ScopedListener moved(std::move(target));
        QVERIFY(moved.listener().isActive());
        emitter.emitEvent(Event(u"a"));
        QCOMPARE(calls.take(), (QStringList{u"x"_s, u"kept"_s, u"moved"_s}));
    }
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"kept"_s}));
    QVERIFY(kept.isActive());
}

void TestListening::handleOutlivesTheEmitter()
{
    std::optional<EventEmitter> emitter(std::in_place);
    QObject context;
    const Listener l = emitter->on(u"a", [](const Event &) {}, {.context = &context});
    emitter.reset();
    QCOMPARE(emitter.has_value(), false);
    l.cancel();
    QVERIFY(!l.isActive());
}

void TestListening::handleOfAnotherEmitterRemovesNothing()
{
    EventEmitter one;
    EventEmitter two;
    const Listener l = one.on(u"a", [](const Event &) {});
    QCOMPARE(two.off(l), 0);
    QVERIFY(l.isActive());
}

void TestListening::listenerCountsAndNames()
{
    EventEmitter emitter;
    const auto names = [&emitter] {
        QStringList texts;
        for (const Symbol name : emitter.eventNames()) {
            texts << name.text();
        }
        return texts;
    };
    const auto nothing = [](const Event &) {};
    emitter.on(u"b", nothing);
    emitter.on(u"a", nothing);
    emitter.on(u"a.*", nothing);
    emitter.once(u"b", nothing);
    QCOMPARE(emitter.listenerCount(), 4);
    QCOMPARE(emitter.listenerCount(u"b"), 2);
    QCOMPARE(emitter.listenerCount(u"a.*"), 1);
    QCOMPARE(emitter.listenerCount(u"a.x"), 0);
    QCOMPARE(emitter.listenerCount(u"never.asked.before"), 0);
    QVERIFY(Symbol::find(u"never.asked.before").isNull());
    QCOMPARE(names(), (QStringList{u"b"_s, u"a"_s, u"a.*"_s}));
    for (const bool swept : {false, true}) {
        emitter.off(u"b");
        if (swept) {
            emitter.emitEvent(Event(u"x"));
        }
        QCOMPARE(names(), (QStringList{u"a"_s, u"a.*"_s}));
        emitter.on(u"b", nothing);
        QCOMPARE(names(), (QStringList{u"a"_s, u"a.*"_s, u"b"_s})); // the same answer, swept or not
    }
    emitter.once(u"o", nothing);
    emitter.emitEvent(Event(u"o"));
    QCOMPARE(emitter.listenerCount(u"o"), 0);
}

void TestListening::endedHandlersAreFreed()
{
    EventEmitter emitter;
    auto token = std::make_shared<int>();
    const std::weak_ptr<int> watch = token;
    // Never emitted: only registering and removing.
    emitter.on(u"a", [token = std::move(token)](const Event &) {}).cancel();
    for (int i = 0; i < 5'000 && !watch.expired(); ++i) {
        emitter.on(u"a", [](const Event &) {}).cancel();
    }
    QVERIFY(watch.expired());
    // Emitted and removed.
    token = std::make_shared<int>();
    const std::weak_ptr<int> second = token;
    emitter.on(u"b", [token = std::move(token)](const Event &) {});
    emitter.emitEvent(Event(u"b"));
    emitter.off(u"b");
    emitter.emitEvent(Event(u"b")); // sweeps it away
    emitter.emitEvent(Event(u"b")); // replaces the remembered list
    QVERIFY(second.expired());
}

void TestListening::handlerDestructorsMayEmit()
{
    EventEmitter emitter;
    int last = 0;
    struct EmitsAtItsEnd
    {
        EventEmitter *emitter;
        int *last;
        ~EmitsAtItsEnd()
        {
            ++*last;
            emitter->emitEvent(Event(u"farewell"));
            emitter->on(u"farewell", [](const Event &) {});
            emitter->emitEvent(Event(u"farewell"));
            emitter->emitEvent(Event(u"a"));
        }
    };
    for (int i = 0; i < 20; ++i) {
        // Through a handle that does not keep the entry, so that the last reference goes with a replaced list.
        emitter.on(u"a", [end = std::make_shared<EmitsAtItsEnd>(&emitter, &last)](const Event &) {});
    }
    emitter.emitEvent(Event(u"a"));
    emitter.off(u"a");
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(last, 20);
}

void TestListening::contextOfManyForgetsThoseThatEnded()
{
    EventEmitter emitter;
    QObject context;
    std::vector<Listener> listeners;
    for (int i = 0; i < 100; ++i) {
        listeners.push_back(emitter.on(u"a", [](const Event &) {}, {.context = &context}));
        if (i % 2 == 0) {
            listeners.back().cancel();
        }
    }
    QCOMPARE(emitter.listenerCount(), 50);
    QCOMPARE(emitter.off(&context), 50);
    QCOMPARE(emitter.listenerCount(), 0);
    QVERIFY(!listeners[1].isActive());
}

void TestListening::manyPatternsAreToldApart()
{
    constexpr int kPatterns = 2'000;
    EventEmitter emitter;
    std::vector<int> heard(kPatterns, 0);
    for (int i = 0; i < kPatterns; ++i) {
        emitter.on(u"unit%1.*"_s.arg(i), [&heard, i](const Event &) { ++heard[std::size_t(i)]; });
    }
    for (int i = 0; i < kPatterns; ++i) {
        QCOMPARE(emitter.emitEvent(Event(u"unit%1.on"_s.arg(i))).handled, 1);
    }
    QCOMPARE(heard, std::vector<int>(kPatterns, 1));
}

QTEST_GUILESS_MAIN(TestListening)
#include "tst_listening.moc"
