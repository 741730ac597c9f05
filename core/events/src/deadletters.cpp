// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/deadletters.h>

#include <ember/events/emitterevents.h>

#include "eventemitter_p.h"

namespace ember {

using namespace Qt::StringLiterals;

QString toText(DeadLetterReason reason)
{
    switch (reason) {
    case DeadLetterReason::Permanent:
        return u"the failure is permanent"_s;
    case DeadLetterReason::Exhausted:
        return u"the last attempt failed"_s;
    case DeadLetterReason::ListenerEnded:
        return u"the listener ended before the next attempt"_s;
    case DeadLetterReason::Stopped:
        return u"the emitter stopped before the next attempt"_s;
    case DeadLetterReason::TooManyRetries:
        return u"too many failed calls wait for their next attempt"_s;
    }
    return {};
}

/// What failed for good: an event, or each event of a batch.
void EventEmitter::Private::putAside(KeptLetter &&letter, const std::vector<Event> *batch, ChildList &children)
{
    if (!deadLetters.isOn()) {
        return;
    }
    if (!batch) {
        putAside(std::move(letter), children);
        return;
    }
    for (const Event &event : *batch) {
        letter.event = event;
        putAside(KeptLetter(letter), children);
    }
}

/// Keeps what failed for good, and tells it among the effects of the failed event.
void EventEmitter::Private::putAside(KeptLetter &&letter, ChildList &children)
{
    letter.time = eventTimeNow();
    letter.number = deadLetters.nextNumber();
    Event child(EventInit{.name = deadLettered.symbol(),
        .source = letter.event.sourceSymbol(),
        .payload = newPayload<LetterNote>(letter),
        .time = letter.time});
    child.setCause(letter.event);
    deadLetters.put(std::move(letter));
    eventsOf(children).push_back(std::move(child));
}

Result<Emission> EventEmitter::Private::redrive(quint64 number)
{
    std::optional<KeptLetter> letter = deadLetters.take(number);
    if (!letter) {
        return Error{
            u"there is no dead letter %1: it was retried, discarded, or pushed out by later ones"_s.arg(number)};
    }
    ListenerRecord *record = registry.recordOf(letter->listener);
    if (!record) {
        const QString message = u"dead letter %1 cannot be retried: its listener \"%2\" has ended"_s.arg(number).arg(
            letter->failure->handler().name);
        deadLetters.putBack(std::move(*letter));
        return Error{message};
    }
    const Hold hold(*this);
    ChildList children;
    Emission result;
    const std::vector<Event> event{letter->event.redrivenCopy()};
    const AloneCall call{.batch = record->extras && record->extras->batch ? &event : nullptr};
    const bool isCalled = callAlone(event.front(), *record, children, result, &call);
    endAlone(children);
    if (!isCalled || result.handled + result.failed + result.pending == 0) {
        const QString message = isCalled
            ? u"dead letter %1 was not retried: the filter of \"%2\" refuses the event by now"_s.arg(number).arg(
                letter->failure->handler().name)
            : result.errors.first().message;
        deadLetters.putBack(std::move(*letter));
        return Error{message};
    }
    return result;
}

DeadLetters EventEmitter::deadLetters()
{
    return DeadLetters(*this);
}

QList<DeadLetter> DeadLetters::list(qsizetype limit) const
{
    return m_emitter->d->deadLetters.list(limit);
}

qsizetype DeadLetters::count() const
{
    return m_emitter->d->deadLetters.count();
}

Result<Emission> DeadLetters::retry(quint64 number)
{
    if (!m_emitter->d->isOwnThread("deadLetters().retry()")) {
        return Error{u"dead letters are retried on the emitter's thread alone"_s};
    }
    return m_emitter->d->redrive(number);
}

int DeadLetters::retryAll()
{
    EventEmitter::Private &d = *m_emitter->d;
    if (!d.isOwnThread("deadLetters().retryAll()")) {
        return 0;
    }
    const EventEmitter::Private::Hold hold(d);
    int called = 0;
    for (const DeadLetter &letter : d.deadLetters.list(-1)) {
        called += d.q && d.redrive(letter.number) ? 1 : 0;
    }
    return called;
}

bool DeadLetters::discard(quint64 number)
{
    return m_emitter->d->deadLetters.take(number).has_value();
}

int DeadLetters::discardAll()
{
    return m_emitter->d->deadLetters.clear();
}

} // namespace ember
