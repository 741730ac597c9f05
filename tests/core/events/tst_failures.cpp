// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <ember/events/emitterevents.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>
#include <array>
#include <functional>
#include <system_error>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

struct NotAnException
{
};

using Thrower = std::function<void()>;

} // namespace

Q_DECLARE_METATYPE(Thrower)

class TestFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failureStopsNobody();
    void failureIsDescribed_data();
    void failureIsDescribed();
    void failureIsLogged();
    void failureBecomesAnEvent();
    void failureEventIsWhatItsStructWouldBe();
    void failureEventIsReadByManyThreadsAtOnce();
    void failureOutlivesItsEmitter();
    void failureOfAnOwnEventCausesNoFurtherOne_data();
    void failureOfAnOwnEventCausesNoFurtherOne();
    void handlersOfFailuresMayEmit();
    void failureEventStandsInTheOrderOfEffects();
    void throwingFilterFailsItsHandler();
    void unnamedHandlersAreCalledByTheirPlace();
    void endlessFailureChainsEnd();
};

void TestFailures::failureStopsNobody()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.noteAndThrow(u"1"_s));
    emitter.on(u"a", calls.note(u"2"_s));
    emitter.on(u"a", calls.noteAndThrow(u"3"_s));
    emitter.on(u"a", calls.noteAndThrow(u"4"_s));
    emitter.on(u"a", calls.note(u"5"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s, u"5"_s}));
    QCOMPARE(emission.handled, 2);
    QCOMPARE(emission.failed, 3);
    QCOMPARE(emission.errors.size(), 3);
    QCOMPARE(emitter.counts().handlerFailures, quint64(3));
}

void TestFailures::failureIsDescribed_data()
{
    QTest::addColumn<Thrower>("thrower");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("message");
    const QString unknown = u"something that is no std::exception was thrown"_s;
    QTest::newRow("standard") << Thrower([] { throw std::out_of_range("too far: ü"); }) << u"std::out_of_range"_s
                              << u"too far: ü"_s;
    QTest::newRow("QString") << Thrower([] { throw u"a text"_s; }) << u"QString"_s << u"a text"_s;
    QTest::newRow("literal") << Thrower([] { throw "literal"; }) << u"const char *"_s << u"literal"_s;
    QTest::newRow("number") << Thrower([] { throw 42; }) << u"unknown type"_s << unknown;
    QTest::newRow("class") << Thrower([] { throw NotAnException(); }) << u"unknown type"_s << unknown;
}

void TestFailures::failureIsDescribed()
{
    QFETCH(const Thrower, thrower);
    const QuietLog quiet;
    EventEmitter emitter;
    QString id;
    emitter.on(u"a", [&](const Event &e) { id = e.id(); });
    const int line = __LINE__ + 1;
    emitter.on(u"a", [&](const Event &) { thrower(); }, {.name = u"thrower"_s});
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.errors.size(), 1);
    const HandlerFailure &failure = emission.errors.first();
    QTEST(failure.exceptionType, "type");
    QTEST(failure.message, "message");
    QCOMPARE(failure.handlerName, u"thrower"_s);
    QVERIFY(failure.file.endsWith(u"tst_failures.cpp"));
    QCOMPARE(failure.line, line);
    QCOMPARE(failure.eventId, id);
    QCOMPARE(emitter.handlerInfo(failure.handler)->name, u"thrower"_s);
}

void TestFailures::failureIsLogged()
{
    EventEmitter emitter;
    emitter.on(u"device.lost", [](const Event &) { throw std::runtime_error("no disk"); }, {.name = u"recorder"_s});
    QTest::ignoreMessage(QtWarningMsg,
        QRegularExpression(u"^handler \"recorder\" \\(.*tst_failures\\.cpp:\\d+\\) failed on device\\.lost "
                           u"[0-9a-f]{16}-1: std::runtime_error: no disk$"_s));
    emitter.emitEvent(Event(u"device.lost"));
}

void TestFailures::failureBecomesAnEvent()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    Event told;
    Event failed;
    emitter.on(u"emitter.handler_failed", [&](const Event &e) { told = e; });
    emitter.on(u"a.*",
        [&](const Event &e) {
            failed = e;
            throw std::runtime_error("broken");
        },
        {.priority = 77, .name = u"the one"_s});
    emitter.emitEvent(Event(u"a.b", {}, u"somewhere"));
    QVERIFY(!told.isNull());
    QCOMPARE(told.source(), u"somewhere"_s);
    QCOMPARE(told.causationId(), failed.id());
    QCOMPARE(told.correlationId(), failed.correlationId());
    const QJsonObject data = told.data();
    QCOMPARE(data.value(u"handler").toString(), u"the one"_s);
    QCOMPARE(data.value(u"pattern").toString(), u"a.*"_s);
    QCOMPARE(data.value(u"priority").toInt(), 77);
    QCOMPARE(data.value(u"exceptionType").toString(), u"std::runtime_error"_s);
    QCOMPARE(data.value(u"message").toString(), u"broken"_s);
    QVERIFY(data.value(u"file").toString().endsWith(u"tst_failures.cpp"));
    QVERIFY(data.value(u"line").toInt() > 0);
    QCOMPARE(data.value(u"eventId").toString(), failed.id());
    QCOMPARE(data.value(u"eventName").toString(), u"a.b"_s);
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(1));
}

static Event failureOf(EventEmitter &emitter)
{
    Event told;
    const Listener listener = emitter.on(handlerFailed.name(), [&told](const Event &event) { told = event; });
    emitter.once(
        u"a", [](const Event &) { throw std::out_of_range("too far"); }, {.priority = 70, .name = u"the handler"_s});
    emitter.emitEvent(Event(u"a"));
    listener.cancel();
    return told;
}

void TestFailures::failureEventIsWhatItsStructWouldBe()
{
    const QuietLog quiet;
    EventEmitter emitter;
    const Event told = failureOf(emitter);
    QVERIFY(!told.isNull());
    QCOMPARE(told.field(u"message").toText(), u"too far"); // found before anybody has looked at the struct
    const HandlerFailed *failed = told.as<HandlerFailed>();
    QVERIFY(failed);
    QCOMPARE(failed->handler, u"the handler"_s);
    QCOMPARE(failed->priority, 70);
    QCOMPARE(told.as<HandlerFailed>(), failed);
    QVERIFY(!told.as<DeadLettered>());
    const PayloadPtr plain = makePayload(*failed);
    QCOMPARE(told.data(), plain->toJson());
    QCOMPARE(told.payload()->byteSize() + told.payload()->decodedByteSize(), plain->byteSize());
}

void TestFailures::failureEventIsReadByManyThreadsAtOnce()
{
    const QuietLog quiet;
    EventEmitter emitter;
    const Event told = failureOf(emitter);
    std::array<const HandlerFailed *, 4> seen{};
    {
        std::vector<std::jthread> threads;
        threads.reserve(seen.size());
        for (const HandlerFailed *&one : seen) {
            threads.emplace_back([&told, &one] { one = told.as<HandlerFailed>(); });
        }
    }
    QVERIFY(seen.front());
    QVERIFY(std::ranges::all_of(seen, [&seen](const HandlerFailed *one) { return one == seen.front(); }));
    QCOMPARE(seen.front()->exceptionType, u"std::out_of_range"_s);
}

void TestFailures::failureOutlivesItsEmitter()
{
    const QuietLog quiet;
    Event told;
    QList<DeadLetter> letters;
    {
        EventEmitter emitter;
        told = failureOf(emitter);
        letters = emitter.deadLetters().list();
    }
    QCOMPARE(told.field(u"handler").toText(), u"the handler"_s);
    QCOMPARE(letters.size(), 1);
    QCOMPARE(letters.first().failure.handlerName, u"the handler"_s);
    QCOMPARE(letters.first().failure.eventId, letters.first().event.id());
}

void TestFailures::failureOfAnOwnEventCausesNoFurtherOne_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::newRow("exact") << u"emitter.handler_failed"_s;
    QTest::newRow("everything") << u"**"_s;
}

void TestFailures::failureOfAnOwnEventCausesNoFurtherOne()
{
    QFETCH(const QString, pattern);
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.noteAndThrow(u"a"_s));
    emitter.on(pattern, calls.noteAndThrow(u"x"_s));
    emitter.emitEvent(Event(u"a"));
    const bool all = pattern == u"**";
    // Each failure on "a" is told; the failures while it is told are counted only.
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(all ? 2 : 1));
    QCOMPARE(emitter.eventCount(u"emitter.dead_lettered"), quint64(all ? 2 : 1));
    QCOMPARE(emitter.counts().handlerFailures, quint64(all ? 6 : 2));
    QCOMPARE(emitter.emitEvent(Event(u"emitter.overflowed")).failed, all ? 1 : 0);
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(all ? 2 : 1));
}

void TestFailures::handlersOfFailuresMayEmit()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", calls.noteAndThrow(u"a"_s));
    emitter.on(u"emitter.handler_failed", [&](const Event &e) {
        calls.add(u"told"_s);
        emitter.emitNext(Event(u"child"));
        emitter.emitEvent(Event(u"nested"));
        emitter.post(Event(u"posted"));
        QCOMPARE(e.generation(), 1);
    });
    for (const QString &name : {u"child"_s, u"nested"_s, u"posted"_s}) {
        emitter.on(name, calls.note(name));
    }
    emitter.emitEvent(Event(u"a"));
    QTRY_COMPARE(emitter.eventCount(u"posted"), quint64(1));
    QCOMPARE(calls.take(), (QStringList{u"a"_s, u"told"_s, u"nested"_s, u"child"_s, u"posted"_s}));
}

void TestFailures::failureEventStandsInTheOrderOfEffects()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"first"));
        throw 1;
    });
    emitter.on(u"a", [&](const Event &) { emitter.emitNext(Event(u"last")); });
    emitter.on(u"**", [&](const Event &e) { calls.add(e.name()); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(),
        (QStringList{u"a"_s, u"first"_s, u"emitter.handler_failed"_s, u"emitter.dead_lettered"_s, u"last"_s}));
}

void TestFailures::throwingFilterFailsItsHandler()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    bool broken = true;
    const EventFilter filter = [&broken](const Event &) -> bool {
        if (broken) {
            throw std::runtime_error("filter");
        }
        return true;
    };
    emitter.once(u"a", calls.note(u"x"_s), {.name = u"filtered"_s, .filter = filter});
    emitter.on(u"a", calls.note(u"next"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.failed, 1);
    QCOMPARE(emission.errors.first().handlerName, u"filtered"_s);
    QCOMPARE(calls.take(), (QStringList{u"next"_s}));
    broken = false; // the once listener was not used up
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"x"_s, u"next"_s}));
}

void TestFailures::unnamedHandlersAreCalledByTheirPlace()
{
    const QuietLog quiet;
    EventEmitter emitter;
    const int line = __LINE__ + 1;
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.once(u"a", [](const Event &) { throw 1; });
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.errors.size(), 2);
    QCOMPARE(emission.errors[0].handlerName, u"tst_failures.cpp:%1"_s.arg(line));
    QCOMPARE(emission.errors[1].handlerName, u"tst_failures.cpp:%1"_s.arg(line + 1));
}

void TestFailures::endlessFailureChainsEnd()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.on(u"emitter.handler_failed", [&](const Event &) { emitter.emitNext(Event(u"a")); });
    emitter.emitEvent(Event(u"a"));
    QVERIFY(emitter.eventCount(u"a") <= quint64(EventEmitter::kMaxDepth));
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
    emitter.removeAllListeners();
    emitter.on(u"a", [](const Event &) { throw 1; });
    emitter.on(u"emitter.handler_failed", [&](const Event &) { emitter.emitEvent(Event(u"a")); });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().refusedDepth, quint64(2));
}

QTEST_GUILESS_MAIN(TestFailures)
#include "tst_failures.moc"
