// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "middlewareexamples.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using Verdict = Middleware::Verdict;

/// How long middleware works: its handle, and what changes during an emission.
class TestMiddlewareLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsWithItsHandle();
    void removedDuringAnEmission();
    void addedDuringAnEmissionSeesTheNextOne();
    void mayEmitItself();
    void mayEndTheEmitter();
    void refusals();
    void handleOutlivesTheEmitter();
};

void TestMiddlewareLife::endsWithItsHandle()
{
    EventEmitter emitter;
    Calls calls;
    const auto token = std::make_shared<int>(1);
    {
        const ScopedMiddleware scoped = emitter.addMiddleware({.before = [&calls, token](const Event &) {
            calls.add(u"scoped"_s);
            return Verdict::pass();
        }});
        QVERIFY(scoped.handle().isActive());
        emitter.emitEvent(Event(u"tick"));
    }
    const MiddlewareHandle kept = emitter.addMiddleware(noting(calls, u"kept"_s));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"scoped"_s, u"kept"_s, u"/kept"_s}));
    QCOMPARE(token.use_count(), 1L); // let go of by the emission
    inOtherThread([&] { kept.cancel(); });
    QVERIFY(!kept.isActive());
    kept.cancel();
    emitter.emitEvent(Event(u"tick"));
    QVERIFY(calls.list().isEmpty());
    ScopedMiddleware moved = emitter.addMiddleware(noting(calls, u"moved"_s));
    ScopedMiddleware into = std::move(moved);
    const MiddlewareHandle released = into.release();
    into = {};
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"moved"_s, u"/moved"_s}));
    into = released;
    into = ScopedMiddleware();
    QVERIFY(!released.isActive());
}

void TestMiddlewareLife::removedDuringAnEmission()
{
    EventEmitter emitter;
    Calls calls;
    MiddlewareHandle self;
    MiddlewareHandle next;
    self = emitter.addMiddleware({.before =
                                      [&](const Event &) {
                                          calls.add(u"self"_s);
                                          self.cancel();
                                          next.cancel();
                                          return Verdict::pass();
                                      },
        .after = [&](const Event &, const Emission &, std::chrono::nanoseconds) { calls.add(u"/self"_s); }});
    next = emitter.addMiddleware(noting(calls, u"next"_s));
    emitter.on(u"tick", calls.note(u"heard"_s));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"self"_s, u"heard"_s}));
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), QStringList{u"heard"_s});
}

void TestMiddlewareLife::addedDuringAnEmissionSeesTheNextOne()
{
    EventEmitter emitter;
    Calls calls;
    emitter.once(u"tick", [&](const Event &) { emitter.addMiddleware(noting(calls, u"late"_s)); });
    emitter.emitEvent(Event(u"tick"));
    QVERIFY(calls.list().isEmpty());
    emitter.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), (QStringList{u"late"_s, u"/late"_s}));
}

void TestMiddlewareLife::mayEmitItself()
{
    EventEmitter emitter;
    QSignalSpy traced(&emitter, &EventEmitter::traced);
    Calls calls;
    emitter.addMiddleware({.name = u"m"_s, .before = [&](const Event &e) {
                               if (e.name() == u"outer"_s) {
                                   emitter.emitEvent(Event(u"inner"));
                                   emitter.emitNext(Event(u"child"));
                               }
                               return Verdict::pass();
                           }});
    emitter.on(u"*", [&](const Event &e) { calls.add(e.name()); });
    emitter.emitEvent(Event(u"outer"));
    QCOMPARE(calls.take(), (QStringList{u"inner"_s, u"outer"_s, u"child"_s}));
    emitter.flushBatch();
    const auto batch = traced.first().first().value<TraceBatch>();
    QCOMPARE(batch.emissions.size(), std::size_t(3));
    for (const EmissionTrace &trace : batch.emissions) {
        QCOMPARE(trace.runCount, 2U);
    }
}

void TestMiddlewareLife::mayEndTheEmitter()
{
    auto emitter = std::make_unique<EventEmitter>();
    Calls calls;
    emitter->addMiddleware(noting(calls, u"a"_s));
    emitter->addMiddleware({.before = [&](const Event &) {
        emitter.reset();
        return Verdict::pass();
    }});
    emitter->on(u"tick", calls.note(u"heard"_s));
    EventEmitter &alive = *emitter;
    alive.emitEvent(Event(u"tick"));
    QCOMPARE(calls.take(), QStringList{u"a"_s});
}

void TestMiddlewareLife::refusals()
{
    EventEmitter emitter;
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(
            u"^no middleware was added at tst_middlewarelife\\.cpp:\\d+: it has neither `before` nor"_s));
    QVERIFY(!emitter.addMiddleware({}).isActive());
    QTest::ignoreMessage(
        QtWarningMsg, QRegularExpression(u"^EventEmitter::addMiddleware\\(\\) was called from another"_s));
    inOtherThread([&] { QVERIFY(!emitter.addMiddleware(dropping(u"x"_s, u"y"_s)).isActive()); });
    emitter.shutdown();
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"the emitter has stopped$"_s));
    QVERIFY(!emitter.addMiddleware(dropping(u"x"_s, u"y"_s)).isActive());
}

void TestMiddlewareLife::handleOutlivesTheEmitter()
{
    MiddlewareHandle handle;
    QVERIFY(!handle.isActive());
    handle.cancel();
    {
        EventEmitter emitter;
        handle = emitter.addMiddleware(dropping(u"x"_s, u"y"_s));
        QVERIFY(handle.isActive());
    }
    QVERIFY(!handle.isActive());
    handle.cancel();
}

QTEST_GUILESS_MAIN(TestMiddlewareLife)
#include "tst_middlewarelife.moc"
