// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <ember/events/deadletters.h>
#include <ember/events/retry.h>

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <limits>
#include <memory>
#include <system_error>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;
using namespace std::chrono_literals;

namespace {

/// A handler that throws a TemporaryError so many times, then succeeds; -1: for ever.
struct Flaky
{
    int failures = 0;
    int calls = 0;

    void call()
    {
        ++calls;
        if (failures < 0 || calls <= failures) {
            throw TemporaryError("not yet");
        }
    }
    [[nodiscard]] Handler handler()
    {
        return {[this](const Event &) { call(); }};
    }
};

constexpr Retry kQuick{.attempts = 3, .first = 1ms, .factor = 1};
constexpr Retry kNever{.attempts = 3, .first = 1h, .max = 1h}; // its first attempt is never seen

} // namespace

class TestRetry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsGrowUpToTheLongest_data();
    void waitsGrowUpToTheLongest();
    void impossibleOnesAreRefused_data();
    void impossibleOnesAreRefused();

    void temporaryFailuresAreTriedAgain();
    void onlyTheFailedHandlerIsCalledAgain();
    void theEmissionIsNotHeldUp();
    void attemptsWaitInBetween();
    void withoutRetryNothingIsTriedAgain();
    void permanentFailuresAreNotTriedAgain();
    void retryIfSaysWhatIsTemporary();
    void aThrowingRetryIfMeansPermanent();
    void exhaustedOnesBecomeDeadLetters();
    void asynchronousFailuresAreTriedAgain();
    void childrenOfARetryNameTheEvent();
    void retriesShowInTheTraces();

    void endedListenersAreNotCalledAgain_data();
    void endedListenersAreNotCalledAgain();
    void whatWaitsEndsWithTheEmitter();
    void afterTheEndNothingWaits();
    void noMoreWaitThanAllowed();
    void ownEventsAreNotTriedAgain();
    void aRetryMayEndTheEmitter();
    void aRetryThatComesTooDeepWaitsForItsTurn();
};

void TestRetry::waitsGrowUpToTheLongest_data()
{
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("attempt");
    QTest::addColumn<int>("ms");
    QTest::newRow("first") << 2.0 << 1 << 100;
    QTest::newRow("second") << 2.0 << 2 << 200;
    QTest::newRow("fourth") << 2.0 << 4 << 800;
    QTest::newRow("longest") << 2.0 << 5 << 1000;
    QTest::newRow("for ever the longest") << 2.0 << std::numeric_limits<int>::max() << 1000;
    QTest::newRow("evenly") << 1.0 << 7 << 100;
    QTest::newRow("by halves") << 1.5 << 3 << 225;
}

void TestRetry::waitsGrowUpToTheLongest()
{
    QFETCH(const double, factor);
    QFETCH(const int, attempt);
    const Retry retry{.attempts = 9, .first = 100ms, .factor = factor, .max = 1s};
    QTEST(int(retry.waitBefore(attempt).count()), "ms");
}

void TestRetry::impossibleOnesAreRefused_data()
{
    QTest::addColumn<int>("attempts");
    QTest::addColumn<int>("first");
    QTest::addColumn<double>("factor");
    QTest::addColumn<int>("max");
    QTest::addColumn<bool>("once");
    QTest::addColumn<bool>("condition");
    QTest::addColumn<QString>("complaint");
    const QString waits = u"neither may be below 0"_s;
    QTest::newRow("attempts") << -1 << 1 << 1.0 << 1 << false << false << u"attempts is below 0"_s;
    QTest::newRow("first") << 1 << -1 << 1.0 << 1 << false << false << waits;
    QTest::newRow("max") << 1 << 2 << 1.0 << 1 << false << false << waits;
    QTest::newRow("factor") << 1 << 1 << 0.9 << 1 << false << false << u"factor must be at least 1"_s;
    QTest::newRow("no number") << 1 << 1 << std::numeric_limits<double>::quiet_NaN() << 1 << false << false
                               << u"factor must be at least 1"_s;
    QTest::newRow("once") << 1 << 1 << 1.0 << 1 << true << false << u"once\\(\\) is used up by its call"_s;
    QTest::newRow("condition alone") << 0 << 1 << 1.0 << 1 << false << true << u"retryIf without .retry.attempts"_s;
}

void TestRetry::impossibleOnesAreRefused()
{
    QFETCH(const int, attempts);
    QFETCH(const int, first);
    QFETCH(const double, factor);
    QFETCH(const int, max);
    QFETCH(const bool, once);
    QFETCH(const bool, condition);
    QFETCH(const QString, complaint);
    EventEmitter emitter;
    ListenerOptions options{.retry = {.attempts = attempts,
                                .first = std::chrono::milliseconds(first),
                                .factor = factor,
                                .max = std::chrono::milliseconds(max)}};
    if (condition) {
        options.retryIf = [](const std::exception &) { return true; };
    }
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^no listener was registered at .*"_s + complaint));
    Flaky flaky;
    const Listener listener
        = once ? emitter.once(u"a", flaky.handler(), options) : emitter.on(u"a", flaky.handler(), options);
    QVERIFY(!listener.isActive());
}

void TestRetry::temporaryFailuresAreTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = 2};
    emitter.on(u"a", flaky.handler(), {.retry = kQuick});
    QCOMPARE(emitter.emitEvent(Event(u"a")).failed, 1);
    QCOMPARE(flaky.calls, 1);
    QCOMPARE(emitter.counts().waitingRetries, quint64(1));
    QTRY_COMPARE(flaky.calls, 3);
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.counts().retried, quint64(2));
    QCOMPARE(emitter.counts().handlerFailures, quint64(2)); // each failed call is one
    QCOMPARE(emitter.eventCount(u"emitter.handler_failed"), quint64(2));
    QCOMPARE(emitter.counts().deadLettered, quint64(0));
    QCOMPARE(emitter.eventCount(u"a"), quint64(1)); // a retry is no emission
}

void TestRetry::onlyTheFailedHandlerIsCalledAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    Flaky flaky{.failures = 1};
    Event retried;
    emitter.on(u"a", calls.note(u"before"_s), {.priority = 90});
    emitter.on(u"a",
        [&](const Event &e) {
            calls.add(u"flaky"_s);
            retried = e;
            flaky.call();
        },
        {.retry = kQuick});
    emitter.on(u"a", calls.note(u"after"_s), {.priority = 1});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(calls.take(), (QStringList{u"before"_s, u"flaky"_s, u"after"_s}));
    QTRY_COMPARE(flaky.calls, 2);
    QCOMPARE(calls.take(), (QStringList{u"flaky"_s}));
    QCOMPARE(retried.sequence(), quint64(1)); // the same event
    QVERIFY(!retried.isRedriven());
    QVERIFY(!retried.isReplayed());
}

void TestRetry::theEmissionIsNotHeldUp()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Calls calls;
    Flaky flaky{.failures = -1};
    emitter.on(u"a", flaky.handler(), {.retry = kNever});
    emitter.on(u"a", calls.note(u"same event"_s));
    emitter.on(u"b", calls.note(u"next event"_s));
    const Emission emission = emitter.emitEvent(Event(u"a"));
    QCOMPARE(emission.pending, 0);
    emitter.emitEvent(Event(u"b"));
    QCOMPARE(calls.take(), (QStringList{u"same event"_s, u"next event"_s}));
    QCOMPARE(emitter.counts().waitingRetries, quint64(1));
}

void TestRetry::attemptsWaitInBetween()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = 3};
    std::vector<std::chrono::steady_clock::time_point> times;
    emitter.on(u"a",
        [&](const Event &) {
            times.push_back(std::chrono::steady_clock::now());
            flaky.call();
        },
        {.retry = {.attempts = 3, .first = 10ms, .factor = 3, .max = 40ms}});
    emitter.emitEvent(Event(u"a"));
    QTRY_COMPARE(times.size(), std::size_t(4));
    QVERIFY(times[1] - times[0] >= 10ms);
    QVERIFY(times[2] - times[1] >= 30ms);
    QVERIFY(times[3] - times[2] >= 40ms);
}

void TestRetry::withoutRetryNothingIsTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = -1};
    emitter.on(u"a", flaky.handler());
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.counts().deadLettered, quint64(1));
    QCOMPARE(emitter.deadLetters().list().first().reason, DeadLetterReason::Permanent);
}

void TestRetry::permanentFailuresAreNotTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [](const Event &) { throw std::runtime_error("no use"); }, {.retry = kNever});
    emitter.on(u"a", [](const Event &) { throw 7; }, {.retry = kNever});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.counts().deadLettered, quint64(2));
}

void TestRetry::retryIfSaysWhatIsTemporary()
{
    const QuietLog quiet;
    EventEmitter emitter;
    const RetryCondition whenBusy = [](const std::exception &e) {
        const auto *error = dynamic_cast<const std::system_error *>(&e);
        return error && error->code() == std::errc::device_or_resource_busy;
    };
    auto code = std::errc::device_or_resource_busy;
    emitter.on(u"a", [&](const Event &) { throw std::system_error(std::make_error_code(code)); },
        {.retry = kNever, .retryIf = whenBusy});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().waitingRetries, quint64(1));
    code = std::errc::no_such_device;
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().waitingRetries, quint64(1));
    QCOMPARE(emitter.counts().deadLettered, quint64(1));
}

void TestRetry::aThrowingRetryIfMeansPermanent()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.on(u"a", [&](const Event &) { throw std::runtime_error("the failure"); },
        {.retry = kNever, .retryIf = [](const std::exception &) -> bool { throw 1; }});
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.deadLetters().list().first().failure.message, u"the failure"_s);
}

void TestRetry::exhaustedOnesBecomeDeadLetters()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = -1};
    emitter.on(u"a", flaky.handler(), {.name = u"flaky"_s, .retry = kQuick});
    emitter.emitEvent(Event(u"a"));
    QTRY_COMPARE(emitter.deadLetters().count(), qsizetype(1));
    QCOMPARE(flaky.calls, 4); // the first one and three attempts
    const DeadLetter letter = emitter.deadLetters().list().first();
    QCOMPARE(letter.reason, DeadLetterReason::Exhausted);
    QCOMPARE(letter.calls, 4);
    QCOMPARE(letter.failure.handlerName, u"flaky"_s);
    QCOMPARE(letter.event.sequence(), quint64(1));
    QCOMPARE(emitter.counts().retried, quint64(3));
}

void TestRetry::asynchronousFailuresAreTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    std::vector<std::shared_ptr<QPromise<void>>> promises;
    emitter.on(u"a",
        [&](const Event &) {
            promises.push_back(std::make_shared<QPromise<void>>());
            promises.back()->start();
            return promises.back()->future();
        },
        {.retry = {.attempts = 1, .first = 1ms}});
    QCOMPARE(emitter.emitEvent(Event(u"a")).pending, 1);
    for (std::size_t i = 0; i < 2; ++i) {
        QTRY_COMPARE(promises.size(), i + 1);
        promises[i]->setException(std::make_exception_ptr(TemporaryError("later")));
        promises[i]->finish();
    }
    QTRY_COMPARE(emitter.deadLetters().count(), qsizetype(1));
    QCOMPARE(emitter.deadLetters().list().first().calls, 2);
    QCOMPARE(emitter.deadLetters().list().first().reason, DeadLetterReason::Exhausted);
}

void TestRetry::childrenOfARetryNameTheEvent()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Event cause;
    Event child;
    bool fails = true;
    emitter.on(u"a",
        [&](const Event &e) {
            cause = e;
            if (std::exchange(fails, false)) {
                throw TemporaryError(u"no text file busy"_s);
            }
            emitter.emitNext(Event(u"child"));
        },
        {.retry = kQuick});
    emitter.on(u"child", [&](const Event &e) { child = e; });
    emitter.emitEvent(Event(u"a"));
    QTRY_VERIFY(!child.isNull());
    QCOMPARE(child.causationId(), cause.id());
}

void TestRetry::retriesShowInTheTraces()
{
    const QuietLog quiet;
    EventEmitter emitter;
    QList<quint64> traced;
    QObject::connect(&emitter, &EventEmitter::traced, this, [&](const TraceBatch &batch) {
        for (const EmissionTrace &trace : batch.emissions) {
            if (trace.event.name() == u"a") {
                traced << trace.event.sequence() * 100 + trace.runCount * 10 + trace.failureCount;
            }
        }
    });
    Flaky flaky{.failures = 1};
    emitter.on(u"a", flaky.handler(), {.retry = kQuick});
    emitter.on(u"a", [](const Event &) {});
    emitter.emitEvent(Event(u"a"));
    QTRY_COMPARE(flaky.calls, 2);
    emitter.flushBatch();
    QCOMPARE(traced, (QList<quint64>{121, 110})); // event 1: two runs, one failed; then one alone
}

void TestRetry::endedListenersAreNotCalledAgain_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("cancelled") << u"cancel"_s;
    QTest::newRow("off") << u"off"_s;
    QTest::newRow("context") << u"context"_s;
    QTest::newRow("by itself") << u"itself"_s;
}

void TestRetry::endedListenersAreNotCalledAgain()
{
    QFETCH(const QString, end);
    const QuietLog quiet;
    EventEmitter emitter;
    auto context = std::make_unique<QObject>();
    int calls = 0;
    Listener listener;
    listener = emitter.on(u"a",
        [&](const Event &) {
            ++calls;
            if (end == u"itself") {
                listener.cancel();
            }
            throw TemporaryError("x");
        },
        {.context = context.get(), .retry = kQuick});
    emitter.emitEvent(Event(u"a"));
    if (end == u"cancel") {
        listener.cancel();
    } else if (end == u"off") {
        emitter.off(u"a");
    } else if (end == u"context") {
        context.reset();
    }
    QTRY_COMPARE(emitter.deadLetters().count(), qsizetype(1));
    QCOMPARE(emitter.deadLetters().list().first().reason, DeadLetterReason::ListenerEnded);
    QCOMPARE(calls, 1);
    QCOMPARE(emitter.counts().retried, quint64(0));
}

void TestRetry::whatWaitsEndsWithTheEmitter()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = -1};
    QStringList told;
    emitter.on(u"a", flaky.handler(), {.retry = kNever});
    emitter.on(u"emitter.dead_lettered", [&](const Event &e) { told << e.data().value(u"reason").toString(); });
    for (int i = 0; i < 3; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    emitter.post(Event(u"a"));
    emitter.shutdown(); // one more fails, and is not tried again
    QCOMPARE(flaky.calls, 4);
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.counts().deadLettered, quint64(4));
    QCOMPARE(told, QStringList(4, u"the emitter stopped before the next attempt"_s));
    for (const DeadLetter &letter : emitter.deadLetters().list()) {
        QCOMPARE(letter.reason, DeadLetterReason::Stopped);
        QCOMPARE(letter.calls, 1);
    }
}

void TestRetry::afterTheEndNothingWaits()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = -1};
    emitter.on(u"a", flaky.handler(), {.retry = kNever});
    emitter.shutdown();
    emitter.emitEvent(Event(u"a")); // still possible
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.deadLetters().count(), qsizetype(1));
}

void TestRetry::noMoreWaitThanAllowed()
{
    const QuietLog quiet;
    EventEmitter emitter({.waitingRetries = 2});
    Flaky flaky{.failures = -1};
    emitter.on(u"a", flaky.handler(), {.retry = kNever});
    for (int i = 0; i < 3; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    QCOMPARE(emitter.counts().waitingRetries, quint64(2));
    QCOMPARE(emitter.deadLetters().count(), qsizetype(1));
    QCOMPARE(emitter.deadLetters().list().first().reason, DeadLetterReason::TooManyRetries);
}

void TestRetry::ownEventsAreNotTriedAgain()
{
    const QuietLog quiet;
    EventEmitter emitter;
    Flaky flaky{.failures = -1};
    emitter.on(u"emitter.overflowed", flaky.handler(), {.retry = kNever});
    emitter.emitEvent(Event(u"emitter.overflowed"));
    QCOMPARE(emitter.counts().handlerFailures, quint64(1));
    QCOMPARE(emitter.counts().waitingRetries, quint64(0));
    QCOMPARE(emitter.counts().deadLettered, quint64(0));
}

void TestRetry::aRetryMayEndTheEmitter()
{
    const QuietLog quiet;
    auto emitter = std::make_unique<EventEmitter>();
    int calls = 0;
    int dead = 0;
    emitter->on(u"a",
        [&](const Event &) {
            if (++calls <= 2) {
                throw TemporaryError("x");
            }
            emitter.reset();
        },
        {.retry = kQuick});
    emitter->on(u"emitter.dead_lettered", [&](const Event &) { ++dead; });
    emitter->emitEvent(Event(u"a"));
    emitter->emitEvent(Event(u"a"));
    QTRY_VERIFY(!emitter);
    QCOMPARE(calls, 3);
    QCOMPARE(dead, 1); // the other one, told before the end
}

/// A handler runs an event loop, at the limit of depth, while a retry is due.
void TestRetry::aRetryThatComesTooDeepWaitsForItsTurn()
{
    const QuietLog quiet;
    EventEmitter emitter({.limits = {.depth = 1}});
    Flaky flaky{.failures = 1};
    emitter.on(u"a", flaky.handler(), {.retry = kQuick});
    emitter.on(u"loop", [&](const Event &) {
        const quint64 refused = emitter.counts().refusedDepth;
        QTRY_VERIFY(emitter.counts().refusedDepth > refused); // it came due, and was put off
    });
    emitter.emitEvent(Event(u"a"));
    emitter.emitEvent(Event(u"loop"));
    QCOMPARE(flaky.calls, 1);
    QCOMPARE(emitter.counts().waitingRetries, quint64(1));
    QTRY_COMPARE(flaky.calls, 2);
    QCOMPARE(emitter.counts().retried, quint64(1));
    QCOMPARE(emitter.counts().deadLettered, quint64(0));
}

QTEST_GUILESS_MAIN(TestRetry)
#include "tst_retry.moc"
