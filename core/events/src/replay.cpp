// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventemitter_p.h"

#include <ember/events/eventpattern.h>

#include "logging.h"

#include <algorithm>
#include <optional>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

std::optional<EventPattern> patternFor(const char *function, QStringView text)
{
    if (const QString complaint = EventPattern::complaint(text); !complaint.isEmpty()) {
        qCWarning(lcEvents).noquote() << u"EventEmitter::%1: \"%2\" is no pattern: %3"_s.arg(
            QLatin1String(function), text, complaint);
        return std::nullopt;
    }
    return EventPattern(text);
}

} // namespace

/// Hands events of the past to one listener; how many calls there were.
int EventEmitter::Private::replay(const Listener &listener, const QList<Event> &events)
{
    const Hold hold(*this); // a handler may end the emitter
    ChildList children;
    int calls = 0;
    for (const Event &event : events) {
        ListenerRecord *record = q ? registry.recordOf(listener) : nullptr;
        if (!record) {
            break; // it ended meanwhile
        }
        Emission result;
        if (!callAlone(event.replayedCopy(), *record, children, result)) {
            break;
        }
        calls += result.handled + result.failed + result.pending;
    }
    endAlone(children);
    return calls;
}

/// What a new listener asked for.
void EventEmitter::Private::replayPast(const Listener &listener, const Replay &wanted)
{
    if (const ListenerRecord *record = registry.recordOf(listener)) {
        replay(listener, pastOf(record->topic->text(), wanted));
    }
}

QList<Event> EventEmitter::Private::pastOf(QStringView text, const Replay &wanted) const
{
    const EventPattern pattern(text);
    QList<Event> past = history.find(pattern, wanted.history);
    if (wanted.lastValues) {
        past += lastValues.find(pattern);
        std::ranges::sort(past, {}, &Event::sequence);
        const auto twice = std::ranges::unique(past, {}, &Event::sequence);
        past.erase(twice.begin(), twice.end());
    }
    return past;
}

QList<Event> EventEmitter::history(QStringView pattern, qsizetype limit) const
{
    if (!d->isOwnThread("history()")) {
        return {};
    }
    const auto wanted = patternFor("history()", pattern);
    return wanted ? d->history.find(*wanted, limit) : QList<Event>();
}

void EventEmitter::clearHistory()
{
    if (d->isOwnThread("clearHistory()")) {
        const Private::Hold hold(*d);
        d->history.clear();
    }
}

int EventEmitter::replayHistory(const Listener &listener, qsizetype limit)
{
    if (!d->isOwnThread("replayHistory()")) {
        return 0;
    }
    const ListenerRecord *record = d->registry.recordOf(listener);
    if (!record) {
        qCWarning(lcEvents) << "EventEmitter::replayHistory(): nothing was replayed: the listener has ended, or is "
                               "another emitter's";
        return 0;
    }
    return d->replay(listener, d->history.find(EventPattern(record->topic->text()), limit));
}

Event EventEmitter::lastValue(QStringView name, QStringView source) const
{
    return d->isOwnThread("lastValue()") ? d->lastValues.find(Symbol::find(name), Symbol::find(source)) : Event();
}

QList<Event> EventEmitter::lastValues(QStringView pattern) const
{
    if (!d->isOwnThread("lastValues()")) {
        return {};
    }
    const auto wanted = patternFor("lastValues()", pattern);
    return wanted ? d->lastValues.find(*wanted) : QList<Event>();
}

bool EventEmitter::clearLastValue(QStringView name, QStringView source)
{
    if (!d->isOwnThread("clearLastValue()")) {
        return false;
    }
    const Private::Hold hold(*d);
    return d->lastValues.remove(Symbol::find(name), Symbol::find(source));
}

int EventEmitter::clearLastValues(QStringView pattern)
{
    if (!d->isOwnThread("clearLastValues()")) {
        return 0;
    }
    const auto wanted = patternFor("clearLastValues()", pattern);
    const Private::Hold hold(*d);
    return wanted ? d->lastValues.remove(*wanted) : 0;
}

} // namespace ember
