// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"

#include <QtCore/QPromise>
#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <functional>
#include <memory>
#include <optional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

QStringList names(const QList<Event> &events)
{
    QStringList list;
    for (const Event &event : events) {
        list << event.name();
    }
    return list;
}

/// Notes name and number of what it hears, with an r before what is replayed.
auto noteEvent(QStringList &heard)
{
    return [&heard](const Event &e) {
        heard << u"%1%2:%3"_s.arg(e.isReplayed() ? u"r "_s : QString(), e.name(), QString::number(e.sequence()));
    };
}

void emitAll(EventEmitter &emitter, const QStringList &list)
{
    for (const QString &name : list) {
        emitter.emitEvent(Event(name));
    }
}

/// Runs something when it dies.
class LastWill final : public Payload
{
public:
    explicit LastWill(std::function<void()> will)
        : m_will(std::move(will))
    {
    }
    ~LastWill() override { m_will(); }
    [[nodiscard]] Value field(Symbol) const noexcept override { return {}; }
    [[nodiscard]] QJsonObject toJson() const override { return {}; }
    [[nodiscard]] qsizetype byteSize() const override { return 0; }

private:
    std::function<void()> m_will;
};

} // namespace

class TestHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsTheLatestHundred();
    void isFoundByPatternAndLimit_data();
    void isFoundByPatternAndLimit();
    void canBeOff();
    void canBeCleared();
    void holdsTheRunningEvent();
    void aFaultyPatternFindsNothing();
    void whatFallsOutMayEmit();

    void replayReachesOnlyWhoAsks();
    void replayTouchesNoCountHistoryOrLastValue();
    void replayIsMarkedAndKeepsItsNumber();
    void replayObeysFilterAndLimit();
    void failureInAReplayStopsNobody();
    void whatHappensMeanwhileComesAfterwards();
    void replayShowsInTheTraces();
    void replayedAsynchronousHandlersAreAwaited();
    void replayEndsWithItsListener_data();
    void replayEndsWithItsListener();
    void replayForNobodyIsToldWhy();
    void endlessReplaysEnd();

    void newListenersGetThePastOnRequest();
    void aListenerAddedByAHandlerMissesNothing();
    void onceIsUsedUpByThePast();
};

void TestHistory::keepsTheLatestHundred()
{
    EventEmitter emitter;
    for (int i = 0; i < 250; ++i) {
        emitter.emitEvent(Event(u"a"));
        QCOMPARE(emitter.history().size(), std::min(i + 1, 100));
    }
    const QList<Event> history = emitter.history();
    for (qsizetype i = 0; i < history.size(); ++i) {
        QCOMPARE(history[i].sequence(), quint64(151 + i)); // newest last, none missing
    }
}

void TestHistory::isFoundByPatternAndLimit_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<qsizetype>("limit");
    QTest::addColumn<QStringList>("found");
    const QStringList all{u"a.x"_s, u"b"_s, u"a.y"_s, u"a"_s, u"a.z"_s};
    QTest::newRow("everything") << u"**"_s << EventEmitter::kAll << all;
    QTest::newRow("one name") << u"b"_s << EventEmitter::kAll << QStringList{u"b"_s};
    QTest::newRow("pattern") << u"a.*"_s << EventEmitter::kAll << QStringList{u"a.x"_s, u"a.y"_s, u"a.z"_s};
    QTest::newRow("the newest two") << u"a.**"_s << qsizetype(2) << QStringList{u"a"_s, u"a.z"_s};
    QTest::newRow("a wide limit") << u"**"_s << qsizetype(99) << all;
    QTest::newRow("none") << u"**"_s << qsizetype(0) << QStringList();
    QTest::newRow("an unknown name") << u"c"_s << EventEmitter::kAll << QStringList();
}

void TestHistory::isFoundByPatternAndLimit()
{
    QFETCH(const QString, pattern);
    QFETCH(const qsizetype, limit);
    EventEmitter emitter({.history = 5});
    emitAll(emitter, {u"old"_s, u"a.old"_s, u"a.x"_s, u"b"_s, u"a.y"_s, u"a"_s, u"a.z"_s});
    QTEST(names(emitter.history(pattern, limit)), "found");
}

void TestHistory::canBeOff()
{
    EventEmitter emitter({.history = 0});
    bool isGone = false;
    emitter.emitEvent(Event(u"a", std::make_shared<const LastWill>([&isGone] { isGone = true; })));
    QVERIFY(isGone); // nobody keeps it
    QVERIFY(emitter.history().isEmpty());
    QStringList heard;
    QCOMPARE(emitter.replayHistory(emitter.on(u"**", noteEvent(heard))), 0);
}

void TestHistory::canBeCleared()
{
    EventEmitter emitter({.history = 3});
    emitAll(emitter, {u"a"_s, u"b"_s, u"c"_s, u"d"_s});
    emitter.clearHistory();
    QVERIFY(emitter.history().isEmpty());
    emitAll(emitter, {u"e"_s, u"f"_s});
    QCOMPARE(names(emitter.history()), (QStringList{u"e"_s, u"f"_s}));
    emitAll(emitter, {u"g"_s, u"h"_s});
    QCOMPARE(names(emitter.history()), (QStringList{u"f"_s, u"g"_s, u"h"_s}));
}

void TestHistory::holdsTheRunningEvent()
{
    EventEmitter emitter;
    QStringList inside;
    emitter.on(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"child"));
        emitter.emitEvent(Event(u"nested"));
        inside = names(emitter.history());
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(inside, (QStringList{u"a"_s, u"nested"_s}));
    QCOMPARE(names(emitter.history()), (QStringList{u"a"_s, u"nested"_s, u"child"_s}));
}

void TestHistory::aFaultyPatternFindsNothing()
{
    EventEmitter emitter;
    emitter.emitEvent(Event(u"a"));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"history\\(\\): \"a\\.\\.b\" is no pattern: "_s));
    QVERIFY(emitter.history(u"a..b").isEmpty());
}

void TestHistory::whatFallsOutMayEmit()
{
    std::optional<EventEmitter> emitter(std::in_place, EmitterOptions{.history = 2});
    const auto will = std::make_shared<bool>(false);
    emitter->emitEvent(Event(u"first", std::make_shared<const LastWill>([&emitter, will] {
        *will = true;
        emitter->emitEvent(Event(u"will"));
    })));
    emitAll(*emitter, {u"b"_s, u"c"_s});
    QVERIFY(*will);
    QCOMPARE(names(emitter->history()), (QStringList{u"c"_s, u"will"_s}));
}

void TestHistory::replayReachesOnlyWhoAsks()
{
    EventEmitter emitter;
    emitAll(emitter, {u"a.x"_s, u"b"_s, u"a.y"_s});
    QStringList heard;
    QStringList others;
    const Listener listener = emitter.on(u"a.*", noteEvent(heard));
    emitter.on(u"**", noteEvent(others));
    emitter.on(u"a.*", noteEvent(others), {.priority = 99});
    QCOMPARE(emitter.replayHistory(listener), 2);
    QCOMPARE(heard, (QStringList{u"r a.x:1"_s, u"r a.y:3"_s})); // old to new
    QVERIFY(others.isEmpty());
}

void TestHistory::replayTouchesNoCountHistoryOrLastValue()
{
    EventEmitter emitter({.lastValues = 10});
    QSignalSpy emitted(&emitter, &EventEmitter::emitted);
    emitAll(emitter, {u"a"_s, u"a"_s, u"b"_s});
    emitter.flushBatch();
    const QList<Event> history = emitter.history();
    QStringList heard;
    emitter.replayHistory(emitter.on(u"**", noteEvent(heard)));
    QCOMPARE(heard.size(), 3);
    emitter.flushBatch();
    QCOMPARE(emitter.eventCount(u"a"), quint64(2));
    QCOMPARE(emitter.counts().emitted, quint64(3));
    QCOMPARE(emitter.lastSequence(), quint64(3));
    QCOMPARE(emitted.count(), 1); // the one before
    const QList<Event> after = emitter.history();
    QCOMPARE(names(after), names(history));
    for (const Event &event : after) {
        QVERIFY(!event.isReplayed());
    }
    QCOMPARE(emitter.lastValue(u"a", {}).sequence(), quint64(2));
    QVERIFY(!emitter.lastValue(u"a", {}).isReplayed());
}

void TestHistory::replayIsMarkedAndKeepsItsNumber()
{
    EventEmitter emitter;
    const Event given(EventInit{.name = Symbol::intern(u"a"),
        .source = Symbol::intern(u"there"),
        .payload = Record::make({{u"x", 7}}),
        .subject = u"subject"_s,
        .correlationId = u"given"_s});
    emitter.emitEvent(given);
    Event heard;
    emitter.replayHistory(emitter.on(u"a", [&](const Event &e) { heard = e; }));
    const Event original = emitter.history().first();
    QVERIFY(heard.isReplayed());
    QVERIFY(!original.isReplayed()); // a copy was marked
    QCOMPARE(heard.id(), original.id());
    QCOMPARE(heard.time(), original.time());
    QCOMPARE(heard.source(), u"there"_s);
    QCOMPARE(heard.subject(), u"subject"_s);
    QCOMPARE(heard.correlationId(), u"given"_s);
    QCOMPARE(heard.payload(), original.payload());
    QCOMPARE(toCloudEvent(heard).value(u"replayed"), QJsonValue(true));
}

void TestHistory::replayObeysFilterAndLimit()
{
    EventEmitter emitter;
    for (int i = 0; i < 6; ++i) {
        emitter.emitEvent(Event(u"a"));
    }
    QStringList heard;
    const Listener listener
        = emitter.on(u"a", noteEvent(heard), {.filter = [](const Event &e) { return e.sequence() % 2 == 0; }});
    QCOMPARE(emitter.replayHistory(listener, 3), 2); // of 4, 5, 6
    QCOMPARE(heard, (QStringList{u"r a:4"_s, u"r a:6"_s}));
    QCOMPARE(emitter.replayHistory(listener, 0), 0);
}

void TestHistory::failureInAReplayStopsNobody()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitAll(emitter, {u"a"_s, u"a"_s});
    Calls calls;
    QStringList told;
    emitter.on(u"emitter.handler_failed", [&](const Event &e) {
        calls.add(u"told"_s);
        told << e.data().value(u"eventId").toString();
    });
    const Listener listener = emitter.on(u"a", calls.noteAndThrow(u"x"_s));
    QCOMPARE(emitter.replayHistory(listener), 2);
    QCOMPARE(calls.take(), (QStringList{u"x"_s, u"x"_s, u"told"_s, u"told"_s}));
    QCOMPARE(emitter.counts().handlerFailures, quint64(2));
    QCOMPARE(told, (QStringList{emitter.history()[0].id(), emitter.history()[1].id()}));
    QVERIFY(listener.isActive());
}

void TestHistory::whatHappensMeanwhileComesAfterwards()
{
    EventEmitter emitter;
    emitAll(emitter, {u"a"_s, u"a"_s});
    QStringList heard;
    Event child;
    const Listener listener = emitter.on(u"*", [&](const Event &e) {
        noteEvent(heard)(e);
        if (e.name() == u"a" && e.isReplayed() && e.sequence() == 1) {
            emitter.post(Event(u"posted"));
            emitter.emitNext(Event(u"child"));
        }
        if (e.name() == u"child") {
            child = e;
        }
    });
    emitter.replayHistory(listener);
    QTRY_COMPARE(emitter.eventCount(u"posted"), quint64(1));
    QCOMPARE(heard, (QStringList{u"r a:1"_s, u"r a:2"_s, u"r child:3"_s, u"posted:4"_s}));
    QCOMPARE(child.causationId(), emitter.history().first().id());
}

void TestHistory::replayShowsInTheTraces()
{
    EventEmitter emitter;
    TraceBatch batch;
    QObject::connect(&emitter, &EventEmitter::traced, this, [&](const TraceBatch &b) { batch = b; });
    QStringList heard;
    const Listener listener = emitter.on(u"a", noteEvent(heard), {.name = u"late"_s});
    emitter.emitEvent(Event(u"a"));
    emitter.flushBatch();
    emitter.replayHistory(listener);
    emitter.flushBatch();
    QCOMPARE(batch.emissions.size(), std::size_t(1));
    QVERIFY(batch.emissions[0].event.isReplayed());
    const auto runs = batch.runsOf(batch.emissions[0]);
    QCOMPARE(runs.size(), std::size_t(1));
    QCOMPARE(emitter.handlerInfo(runs[0].handler)->name, u"late"_s);
}

void TestHistory::replayedAsynchronousHandlersAreAwaited()
{
    EventEmitter emitter;
    emitAll(emitter, {u"a"_s, u"a"_s});
    std::vector<std::shared_ptr<QPromise<void>>> promises;
    TraceBatch batch;
    QObject::connect(&emitter, &EventEmitter::traced, this, [&](const TraceBatch &b) { batch = b; });
    const Listener listener = emitter.on(u"a", [&](const Event &) {
        promises.push_back(std::make_shared<QPromise<void>>());
        promises.back()->start();
        return promises.back()->future();
    });
    emitter.flushBatch();
    QCOMPARE(emitter.replayHistory(listener), 2);
    QCOMPARE(promises.size(), std::size_t(2));
    for (const auto &promise : promises) {
        promise->finish();
    }
    QTRY_COMPARE(batch.emissions.size(), std::size_t(2));
    QCOMPARE(batch.runs[1].outcome, Outcome::Succeeded);
}

void TestHistory::replayEndsWithItsListener_data()
{
    QTest::addColumn<QString>("end");
    QTest::newRow("cancelled") << u"cancel"_s;
    QTest::newRow("context") << u"context"_s;
    QTest::newRow("emitter") << u"emitter"_s;
}

void TestHistory::replayEndsWithItsListener()
{
    QFETCH(const QString, end);
    auto emitter = std::make_unique<EventEmitter>();
    emitAll(*emitter, {u"a"_s, u"a"_s, u"a"_s});
    auto context = std::make_unique<QObject>();
    Listener listener;
    int calls = 0;
    listener = emitter->on(u"a",
        [&](const Event &) {
            if (++calls == 2) {
                if (end == u"cancel") {
                    listener.cancel();
                } else if (end == u"context") {
                    context.reset();
                } else {
                    emitter.reset();
                }
            }
        },
        {.context = context.get()});
    QCOMPARE(emitter->replayHistory(listener), 2);
    QCOMPARE(calls, 2);
}

void TestHistory::replayForNobodyIsToldWhy()
{
    EventEmitter emitter;
    EventEmitter other;
    emitter.emitEvent(Event(u"a"));
    QStringList heard;
    const Listener ended = emitter.on(u"a", noteEvent(heard));
    ended.cancel();
    for (const Listener &listener : {ended, Listener(), other.on(u"a", noteEvent(heard))}) {
        QTest::ignoreMessage(
            QtWarningMsg, QRegularExpression(u"nothing was replayed: the listener has ended, or is another"_s));
        QCOMPARE(emitter.replayHistory(listener), 0);
    }
    QVERIFY(heard.isEmpty());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"replayHistory\\(\\) was called from another thread"_s));
    inOtherThread([&] { emitter.replayHistory(ended); });
}

void TestHistory::endlessReplaysEnd()
{
    const QuietLog quiet;
    EventEmitter emitter;
    emitter.emitEvent(Event(u"a"));
    Listener listener;
    int calls = 0;
    listener = emitter.on(u"a", [&](const Event &) {
        ++calls;
        emitter.replayHistory(listener);
    });
    emitter.replayHistory(listener);
    QCOMPARE(calls, EventEmitter::kMaxDepth);
    QCOMPARE(emitter.counts().refusedDepth, quint64(1));
}

void TestHistory::newListenersGetThePastOnRequest()
{
    EventEmitter emitter;
    emitAll(emitter, {u"a.x"_s, u"b"_s, u"a.y"_s, u"a.z"_s});
    QStringList heard;
    QStringList unasked;
    emitter.on(u"a.*", noteEvent(unasked));
    emitter.on(u"a.*", noteEvent(heard), {.replay = {.history = 2}});
    QCOMPARE(heard, (QStringList{u"r a.y:3"_s, u"r a.z:4"_s}));
    QVERIFY(unasked.isEmpty());
    emitter.emitEvent(Event(u"a.x"));
    QCOMPARE(heard.last(), u"a.x:5"_s);
    heard.clear();
    emitter.on(u"b", noteEvent(heard), {.replay = {.history = EventEmitter::kAll}});
    QCOMPARE(heard, (QStringList{u"r b:2"_s}));
}

void TestHistory::aListenerAddedByAHandlerMissesNothing()
{
    EventEmitter emitter;
    QStringList heard;
    emitter.once(u"a", [&](const Event &) {
        emitter.emitNext(Event(u"a"));
        emitter.on(u"a", noteEvent(heard), {.replay = {.history = EventEmitter::kAll}});
    });
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(heard, (QStringList{u"r a:1"_s, u"a:2"_s})); // the running one from the history, the next as it comes
}

void TestHistory::onceIsUsedUpByThePast()
{
    EventEmitter emitter;
    emitAll(emitter, {u"a"_s, u"a"_s});
    QStringList heard;
    const Listener listener = emitter.once(u"a", noteEvent(heard), {.replay = {.history = EventEmitter::kAll}});
    QVERIFY(!listener.isActive());
    emitter.emitEvent(Event(u"a"));
    QCOMPARE(heard, (QStringList{u"r a:1"_s}));
    emitter.once(u"a", noteEvent(heard), {.replay = {.history = 1}});
    QCOMPARE(heard.last(), u"r a:3"_s);
}

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
