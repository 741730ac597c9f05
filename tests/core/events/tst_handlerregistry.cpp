// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "typedexamples.h"

#include <ember/events/handlerregistry.h>

#include <QtTest/QTest>

#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

class TestHandlerRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void handlersOfADomainRunInTheCommonOrder();
    void aDomainIsSwitchedOffAndOn();
    void whatIsRegisteredWhileOffIsOffToo();
    void offDoesNotUseUpAOnce();
    void theOwnFilterStillCounts();
    void aDomainIsClearedAsAWhole();
    void theSameNameIsTheSameDomain();
    void domainsAreListedWithTheirHandlers();
    void handlersWithoutNameAreListedByPlace();
    void endedHandlersAreForgotten();
    void refusedHandlersAreNotListed();
    void itsEndRemovesItsHandlers();
    void itMayOutliveItsEmitter();
    void typedHandlersBelongToADomainToo();
    void anyThreadMaySwitch();
};

void TestHandlerRegistry::handlersOfADomainRunInTheCommonOrder()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    Calls calls;
    handlers.domain(u"a"_s).on(u"x", calls.note(u"a"_s), {.priority = 10});
    emitter.on(u"x", calls.note(u"direct"_s), {.priority = 20});
    handlers.domain(u"b"_s).on(u"*", calls.note(u"b"_s), {.priority = 30});
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.list(), (QStringList{u"b"_s, u"direct"_s, u"a"_s}));
}

void TestHandlerRegistry::aDomainIsSwitchedOffAndOn()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    Calls calls;
    HandlerDomain alerts = handlers.domain(u"alerts"_s);
    alerts.on(u"x", calls.note(u"first"_s));
    emitter.on(u"x", calls.note(u"direct"_s));
    alerts.on(u"y", calls.note(u"second"_s));
    QVERIFY(alerts.isEnabled());
    alerts.setEnabled(false);
    QVERIFY(!handlers.domain(u"alerts"_s).isEnabled());
    QCOMPARE(emitter.emitEvent(Event(u"x")).handled, 1);
    QCOMPARE(emitter.emitEvent(Event(u"y")).handled, 0);
    QCOMPARE(calls.take(), QStringList{u"direct"_s});
    alerts.setEnabled(true);
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.take(), (QStringList{u"first"_s, u"direct"_s})); // in its old place
}

void TestHandlerRegistry::whatIsRegisteredWhileOffIsOffToo()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain alerts = handlers.domain(u"alerts"_s);
    alerts.setEnabled(false);
    Calls calls;
    alerts.on(u"x", calls.note(u"x"_s));
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.list(), QStringList());
}

void TestHandlerRegistry::offDoesNotUseUpAOnce()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain alerts = handlers.domain(u"alerts"_s);
    Calls calls;
    alerts.once(u"x", calls.note(u"x"_s));
    alerts.setEnabled(false);
    emitter.emitEvent(Event(u"x"));
    alerts.setEnabled(true);
    emitter.emitEvent(Event(u"x"));
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.list(), QStringList{u"x"_s});
}

void TestHandlerRegistry::theOwnFilterStillCounts()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    Calls calls;
    handlers.domain(u"a"_s).on(
        u"*", calls.note(u"called"_s), {.filter = [](const Event &event) { return event.name() == u"yes"; }});
    emitter.emitEvent(Event(u"no"));
    QCOMPARE(calls.take(), QStringList());
    emitter.emitEvent(Event(u"yes"));
    QCOMPARE(calls.take(), QStringList{u"called"_s});
}

void TestHandlerRegistry::aDomainIsClearedAsAWhole()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain alerts = handlers.domain(u"alerts"_s);
    Calls calls;
    const Listener one = alerts.on(u"x", calls.note(u"one"_s));
    alerts.on(u"x", calls.note(u"two"_s)).cancel();
    alerts.on(u"y", calls.note(u"three"_s));
    handlers.domain(u"other"_s).on(u"x", calls.note(u"other"_s));
    QCOMPARE(alerts.clear(), 2); // one of the three was cancelled before
    QVERIFY(!one.isActive());
    QCOMPARE(alerts.clear(), 0);
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.take(), QStringList{u"other"_s});
    alerts.on(u"x", calls.note(u"again"_s));
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls.take(), (QStringList{u"other"_s, u"again"_s}));
}

void TestHandlerRegistry::theSameNameIsTheSameDomain()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    handlers.domain(u"a"_s).on(u"x", [](const Event &) {});
    handlers.domain(u"a"_s).on(u"y", [](const Event &) {});
    QCOMPARE(handlers.domains().size(), 1);
    QCOMPARE(handlers.domains().first().handlers.size(), 2);
    QCOMPARE(handlers.domain(u"a"_s).name(), u"a"_s);
}

void TestHandlerRegistry::domainsAreListedWithTheirHandlers()
{
    const QuietLog quiet;
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    handlers.domain(u"device"_s).on(u"device.*", [](const Event &) {}, {.priority = 90, .name = u"state"_s});
    handlers.domain(u"alerts"_s)
        .on(u"**", [](const Event &) { throw std::runtime_error("thrown on purpose"); }, {.name = u"sound"_s});
    handlers.domain(u"alerts"_s).once(u"x", [](const Event &) {}, {.name = u"first x"_s});
    handlers.domain(u"alerts"_s).setEnabled(true);
    emitter.emitEvent(Event(u"device.a"));
    emitter.emitEvent(Event(u"x"));
    emitter.flushBatch();

    const QList<DomainInfo> list = handlers.domains();
    QCOMPARE(list.size(), 2);
    QCOMPARE(list[0].name, u"device"_s);
    QVERIFY(list[0].isEnabled);
    QCOMPARE(list[0].handlers.size(), 1);
    QCOMPARE(list[0].handlers[0].info.name, u"state"_s);
    QCOMPARE(list[0].handlers[0].info.pattern, u"device.*"_s);
    QCOMPARE(list[0].handlers[0].info.priority, 90);
    QCOMPARE(list[0].handlers[0].calls, quint64(1));
    QCOMPARE(list[0].handlers[0].failures, quint64(0));
    QVERIFY(list[0].handlers[0].isActive);
    QCOMPARE(list[1].name, u"alerts"_s);
    QVERIFY(list[1].handlers[0].failures >= 2);
    QCOMPARE(list[1].handlers[1].info.name, u"first x"_s);
    QCOMPARE(list[1].handlers[1].calls, quint64(1));
    QVERIFY(!list[1].handlers[1].isActive);
}

void TestHandlerRegistry::handlersWithoutNameAreListedByPlace()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    handlers.domain(u"a"_s).on(u"x", [](const Event &) {});
    emitter.emitEvent(Event(u"x"));
    emitter.flushBatch();
    const DomainHandler handler = handlers.domains().first().handlers.first();
    QVERIFY2(handler.info.name.startsWith(u"tst_handlerregistry.cpp:"), qUtf8Printable(handler.info.name));
    QCOMPARE(handler.calls, quint64(1)); // found in the emitter's statistics under the same name
}

void TestHandlerRegistry::endedHandlersAreForgotten()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain domain = handlers.domain(u"a"_s);
    const Listener kept = domain.on(u"x", [](const Event &) {});
    for (int i = 0; i < 1000; ++i) {
        domain.on(u"x", [](const Event &) {}).cancel();
    }
    QVERIFY(handlers.domains().first().handlers.size() <= 64);
    QVERIFY(kept.isActive());
    QVERIFY(handlers.domains().first().handlers.first().isActive);
}

void TestHandlerRegistry::refusedHandlersAreNotListed()
{
    const QuietLog quiet;
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    QVERIFY(!handlers.domain(u"a"_s).on(u"x y", [](const Event &) {}).isActive());
    QVERIFY(handlers.domains().first().handlers.isEmpty());
}

void TestHandlerRegistry::itsEndRemovesItsHandlers()
{
    EventEmitter emitter;
    Calls calls;
    {
        HandlerRegistry handlers(emitter);
        handlers.domain(u"a"_s).on(u"x", calls.note(u"a"_s));
        QCOMPARE(emitter.emitEvent(Event(u"x")).handled, 1);
    }
    QCOMPARE(emitter.emitEvent(Event(u"x")).handled, 0);
    QCOMPARE(emitter.listenerCount(u"x"), 0);
}

void TestHandlerRegistry::itMayOutliveItsEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    HandlerRegistry handlers(*emitter);
    HandlerDomain domain = handlers.domain(u"a"_s);
    const Listener listener = domain.on(u"x", [](const Event &) {});
    emitter.reset();
    domain.setEnabled(false);
    QVERIFY(!listener.isActive() || domain.clear() == 1);
}

void TestHandlerRegistry::typedHandlersBelongToADomainToo()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain domain = handlers.domain(u"a"_s);
    double sum = 0;
    domain.on(temperatureChanged, [&sum](const TemperatureChanged &change) { sum += change.now; });
    domain.once(temperatureChanged, [&sum](const TemperatureChanged &, const Event &) { sum += 100; });
    emitter.emitEvent(temperatureChanged.event({.now = 1, .unit = {}}));
    emitter.emitEvent(temperatureChanged.event({.now = 1, .unit = {}}));
    QCOMPARE(sum, 102.0);
    domain.setEnabled(false);
    emitter.emitEvent(temperatureChanged.event({.now = 1, .unit = {}}));
    QCOMPARE(sum, 102.0);
}

void TestHandlerRegistry::anyThreadMaySwitch()
{
    EventEmitter emitter;
    HandlerRegistry handlers(emitter);
    HandlerDomain domain = handlers.domain(u"a"_s);
    int calls = 0;
    domain.on(u"x", [&calls](const Event &) { ++calls; });
    inOtherThread([&] { handlers.domain(u"a"_s).setEnabled(false); });
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls, 0);
    std::thread switcher([&] {
        for (int i = 0; i < 1000; ++i) {
            handlers.domain(u"a"_s).setEnabled(i % 2 == 1);
            (void)handlers.domains();
        }
    });
    for (int i = 0; i < 1000; ++i) {
        emitter.emitEvent(Event(u"x"));
    }
    switcher.join();
    const int before = calls;
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls, before + 1); // it was left switched on
    inOtherThread([&] { domain.clear(); });
    emitter.emitEvent(Event(u"x"));
    QCOMPARE(calls, before + 1);
}

QTEST_GUILESS_MAIN(TestHandlerRegistry)
#include "tst_handlerregistry.moc"
