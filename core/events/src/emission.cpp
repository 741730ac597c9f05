// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "handlerloop.h"
#include "logging.h"

namespace ember {

using namespace Qt::StringLiterals;

#ifdef EMBER_EVENTS_UNTRACED // tests/bench measures what tracing costs while it is off
static constexpr bool kCanTrace = false;
#else
static constexpr bool kCanTrace = true;
#endif

/// The topic of an event to be emitted; null if it has no name or too many names were seen.
Topic *EventEmitter::Private::lookTopicUp(Symbol name)
{
    Topic *topic = registry.find(name);
    if (topic && topic->isSeen) [[likely]] {
        return topic;
    }
    if (name.isNull() || seen.size() >= std::size_t(kMaxSeenNames)) {
        return nullptr;
    }
    topic = &registry.topicOf(name);
    firstSeen(*topic);
    return topic;
}

/// False if too many names were seen.
bool EventEmitter::Private::firstSeen(Topic &topic)
{
    if (seen.size() >= std::size_t(kMaxSeenNames)) {
        return false;
    }
    topic.isSeen = true;
    const std::lock_guard lock(seenMutex);
    seen.push_back(&topic);
    seenByName.insert(topic.name, &topic);
    return true;
}

[[gnu::always_inline]] inline void EventEmitter::Private::count(Topic &topic, quint64 number)
{
    sequence.store(number, std::memory_order_release); // the only writer is this thread
    topic.count.store(topic.count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
}

/// Where every emission that is not plain begins: counted and numbered. False if nobody hears it and nothing else
/// belongs to it.
[[gnu::always_inline]] inline bool EventEmitter::Private::begin(
    const Event &given, Topic &topic, Emission &result, EmissionBeginning &beginning)
{
    const quint64 number = sequence.load(std::memory_order_relaxed) + 1;
    count(topic, number);
    registry.prepare(topic);
    beginning.number = number;
    if (attention.load(std::memory_order_relaxed) != 0 || traceCategory.isDebugEnabled()) [[unlikely]] {
        beginning.isAttended = true;
    }
    beginning.isLent = given.number(run, number, &topic);
    if (!beginning.isLent && given.expires() && expire(given, topic, number, result)) [[unlikely]] {
        return false;
    }
    return topic.begin != topic.end || beginning.isAttended;
}

/// The rest of it.
[[gnu::always_inline]] inline void EventEmitter::Private::handle(const Event &given, Topic &topic, ChildList &children,
    Emission &result, const EmissionBeginning &beginning, std::size_t childrenBegin)
{
    const bool isLent = beginning.isLent;
    RunningEmission running(
        isLent ? given.borrow() : given.numbered(run, beginning.number, &topic), &topic, result, children, current);
    running.childrenBegin = childrenBegin;
    const quint64 cancels = topic.isCareful ? 0 : topic.checkedCancels;
    current = &running;
    ++depth;
    if (beginning.isAttended) [[unlikely]] {
        running.next = topic.begin;
        running.end = topic.end;
        running.cancels = cancels;
        runAttended(running);
    } else {
        loopOverHandlers<false>(running, topic.begin, topic.end, cancels);
    }
    --depth;
    current = running.outer;
    if (beginning.isAttended) [[unlikely]] {
        noteBatchGrew();
    }
    if (isLent) [[likely]] {
        running.event.endLoan();
    }
}

/// Handles an emission that has begun, and its children.
[[gnu::always_inline]] inline void EventEmitter::Private::emitHeard(
    const Event &event, Topic &topic, Emission &result, const EmissionBeginning &beginning)
{
    ChildList children;
    handle(event, topic, children, result, beginning, 0);
    if (children.events) [[unlikely]] {
        emitChildren(children);
    }
    if (registry.isUntidy() || stopAsked) [[unlikely]] {
        becomeIdle(); // the last look at this object: it may end here
    }
}

/// From depth `lookFrom` on the limits are looked at: one comparison serves them all.
///
/// Most emissions are plain: all that belongs to them is to be counted, numbered in place and heard. Those that nobody
/// hears need no frame then: what they cost is mostly what they write, and a frame writes registers.
[[gnu::always_inline]] inline void EventEmitter::Private::emitTop(
    const Event &event, Topic *topic, Emission &result, int lookFrom)
{
    const quint64 number = sequence.load(std::memory_order_relaxed) + 1;
    if (topic && depth < lookFrom && registry.isPrepared(*topic) && attention.load(std::memory_order_relaxed) == 0
        && !traceCategory.isDebugEnabled() && event.number(run, number, topic)) [[likely]] {
        count(*topic, number);
        if (topic->begin != topic->end) {
            emitPlain(event, *topic, result);
        } else if (registry.isUntidy()) [[unlikely]] {
            becomeIdle(); // the last look at this object: it may end here
        }
    } else {
        emitOther(event, topic, result, lookFrom);
    }
}

/// What is not plain, apart from the way of the others.
void EventEmitter::Private::emitPlain(const Event &event, Topic &topic, Emission &result)
{
    emitHeard(event, topic, result, {.isAttended = false, .isLent = true}); // constants: no test of them is left
}

void EventEmitter::Private::emitOther(const Event &event, Topic *topic, Emission &result, int lookFrom)
{
    if (!topic) {
        topic = lookTopicUp(event.nameSymbol());
    }
    if ((!topic || depth >= lookFrom) && refuse(event, topic, result)) [[unlikely]] {
        tellRefusal(); // the last look at this object
        return;
    }
    EmissionBeginning beginning;
    if (begin(event, *topic, result, beginning)) {
        emitHeard(event, *topic, result, beginning);
    } else if (registry.isUntidy() || stopAsked) [[unlikely]] {
        becomeIdle(); // the last look at this object: it may end here
    }
}

[[gnu::cold, gnu::noinline]] static void refuseThread(Emission &result)
{
    result.failed = 1;
    result.outcome = EmissionOutcome::Dropped;
    result.errors.append(HandlerFailure{.message = u"emitEvent() was called from another thread"_s});
}

/// The first emission on a thread, or one on a wrong thread.
void EventEmitter::Private::emitFromNewThread(const Event &event, Emission &result)
{
    if (checkThread("emitEvent()")) {
        emitOther(event, knownTopicOf(event), result, depthToLookFrom);
    } else {
        refuseThread(result);
    }
}

Emission EventEmitter::emitEvent(const Event &event)
{
    Emission result; // the only object returned: a copy of it would wait for the count just written
    if (d->isKnownThread()) [[likely]] {
        d->emitTop(event, d->knownTopicOf(event), result, d->depthToLookFrom);
    } else {
        d->emitFromNewThread(event, result);
    }
    return result;
}

Emission EventEmitter::emitEvent(QStringView name, Event &event)
{
    Emission result;
    Topic *topic = d->isKnownThread() ? d->registry.findRecent(name) : nullptr;
    if (topic && topic->isSeen && !event.isNull() && event.renameInPlace(topic->name)) [[likely]] {
        d->emitTop(event, topic, result, d->depthToLookFrom);
    } else {
        d->emitNamed(name, event, result);
    }
    return result;
}

/// By a name that was not emitted of late, or what else is not as mostly.
void EventEmitter::Private::emitNamed(QStringView name, Event &event, Emission &result)
{
    if (!isOwnThread("emitEvent()")) {
        refuseThread(result);
        return;
    }
    Topic *topic = event.isNull() ? nullptr : registry.find(name);
    if (!event.isNull() && (!topic || !topic->isSeen)) {
        topic = lookTopicUp(Symbol::intern(name));
    }
    if (topic) {
        event.rename(topic->name);
        emitOther(event, topic, result, depthToLookFrom);
    } else if (refuse(event, nullptr, result)) {
        tellRefusal();
    }
}

Emission EventEmitter::emitEvent(Symbol name, PayloadPtr payload, Symbol source)
{
    return emitEvent(Event(EventInit{.name = name, .source = source, .payload = std::move(payload)}));
}

/// For what is not on the way of an emission by emitEvent(), and was admitted before.
void EventEmitter::Private::emitApart(const Event &event, Emission &result)
{
    emitTop(event, knownTopicOf(event), result, maxDepth);
}

/// Whether the emission that begins leaves a trace.
bool EventEmitter::Private::wantsTrace(quint32 wanted)
{
    if (!kCanTrace || !(wanted & TracingIsOn)) {
        return false;
    }
    const bool wants = tracing.mode == Tracing::Mode::All || --untilSample == 0;
    if (untilSample == 0) {
        untilSample = tracing.every;
    }
    return wants;
}

/// An emission to which more belongs than its handlers. False: suspended.
bool EventEmitter::Private::runAttended(RunningEmission &running)
{
    const quint32 wanted = attention.load(std::memory_order_relaxed);
    if (wanted & EmittedWanted) {
        emittedBatch.append(running.event); // at the start, so that the batch is in the order of sequence numbers
    }
    if (traceCategory.isDebugEnabled()) [[unlikely]] {
        qCDebug(lcEventsTrace).noquote() << "emit" << running.topic->name.text() << running.event.sequence() << "to"
                                         << running.end - running.next << "listeners";
    }
    if (kCanTrace && (wanted & TracingIsOn)) {
        running.topic->lastTime.store(running.event.time(), std::memory_order_relaxed);
    }
    running.traced = wantsTrace(wanted);
    if (running.traced) {
        running.mark = tracer.begin(markAround(running.outer));
    }
    if ((wanted & MiddlewareIsThere) && !running.topic->isOwn) {
        return runThroughMiddleware(running);
    }
    return runAdmitted(running);
}

/// An attended emission on its way to the handlers: no middleware has dropped it.
bool EventEmitter::Private::runAdmitted(RunningEmission &running)
{
    remember(running.event);
    const bool ended = runTraced(running);
    if (ended) {
        endAttended(running);
    }
    return ended;
}

/// For history() and lastValue().
void EventEmitter::Private::remember(const Event &event)
{
    const quint32 wanted = attention.load(std::memory_order_relaxed);
    if (wanted & HistoryIsOn) {
        history.add(event);
    }
    if (wanted & LastValuesAreOn) {
        lastValues.set(event);
    }
}

/// Where every attended emission ends.
void EventEmitter::Private::endAttended(RunningEmission &running)
{
    if (running.traced) {
        tracer.end(running.mark, markAround(running.outer), running.event, tracedWanted.load(std::memory_order_relaxed),
            running.result.outcome);
    }
}

void EventEmitter::Private::emitChildren(ChildList &children)
{
    // A child's own children queue up behind it: in order, and without recursion.
    std::vector<Event> &events = *children.events;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const Event child = std::move(events[i]);
        Emission result;
        if (Topic *topic = topicOf(child)) {
            EmissionBeginning beginning;
            if (begin(child, *topic, result, beginning)) {
                handle(child, *topic, children, result, beginning, events.size());
            }
        } else {
            refuse(child, topic, result);
        }
    }
    events.clear();
    spareChildLists.push_back(std::exchange(children.events, nullptr));
}

std::vector<Event> &EventEmitter::Private::eventsOf(ChildList &children)
{
    if (!children.events) {
        if (spareChildLists.empty()) {
            childLists.push_back(std::make_unique<std::vector<Event>>());
            spareChildLists.push_back(childLists.back().get());
        }
        children.events = spareChildLists.back();
        spareChildLists.pop_back();
    }
    return *children.events;
}

/// After an emission and its children: what had to wait until no handler is running. May be this object's end.
void EventEmitter::Private::becomeIdle()
{
    if (depth > 0) {
        return;
    }
    const Hold hold(*this); // handlers' destructors may end the emitter
    registry.becomeIdle();
    if (losses.hasNews() && q) {
        tellLosses(Telling::AtMostOnceASecond);
    }
    if (batchIsFull) {
        flush();
    }
    if (stopAsked && !draining && q) {
        endRun();
    }
    stopIfDone();
}

/// True, with the reason in `result`, if the event is not to be emitted.
bool EventEmitter::Private::refuse(const Event &event, const Topic *topic, Emission &result)
{
    if (topic && depth >= maxDepth) {
        refuseDepth(event, result);
        return true;
    }
    QString message;
    if (!topic) {
        refusedNames.fetch_add(1, std::memory_order_relaxed);
        message = event.isNull() || event.nameSymbol().isNull()
            ? u"an event without a name was not emitted"_s
            : u"\"%1\" was not emitted: %2 different names were seen, which is the limit"_s.arg(event.name())
                  .arg(kMaxSeenNames);
    } else if (admits(event, &message)) {
        return false;
    }
    result.failed = 1;
    result.outcome = EmissionOutcome::Dropped;
    result.errors.append(HandlerFailure{.message = message});
    return true;
}

void EventEmitter::Private::tellRefusal()
{
    if (losses.hasNews()) {
        registry.noteUntidy();
        becomeIdle();
    }
}

} // namespace ember
