// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "askedemission.h"

#include "eventemitter_p.h"

namespace ember {

using namespace Qt::StringLiterals;

AskedEmission::~AskedEmission()
{
    refuse(EmissionOutcome::Dropped, u"the event was accepted and then lost to a newer one in the full inbox"_s);
}

void AskedEmission::end()
{
    if (--m_open > 0 || std::exchange(m_hasEnded, true)) {
        return;
    }
    if (result.outcome != EmissionOutcome::Stopped) {
        result.pending = 0;
    }
    m_promise.addResult(std::move(result));
    m_promise.finish();
}

void AskedEmission::refuse(EmissionOutcome outcome, const QString &why)
{
    if (!std::exchange(m_hasEnded, true)) {
        m_promise.addResult(Emission{.errors = {HandlerFailure{.message = why}}, .outcome = outcome});
        m_promise.finish();
    }
}

AskedPayload::AskedPayload(Event event, std::shared_ptr<std::atomic<quint64>> underWay)
    : m_event(std::move(event))
    , m_underWay(std::move(underWay))
{
    m_underWay->fetch_add(1, std::memory_order_relaxed);
}

AskedPayload::~AskedPayload()
{
    m_underWay->fetch_sub(1, std::memory_order_relaxed);
}

Value AskedPayload::field(Symbol path) const noexcept
{
    return m_event.field(path);
}

QJsonObject AskedPayload::toJson() const
{
    return m_event.data();
}

const void *AskedPayload::structAs(const std::type_info &type) const noexcept
{
    return type == typeid(AskedPayload) ? this : nullptr;
}

QFuture<Emission> EventEmitter::emitAsync(Event event)
{
    EventInit envelope{.name = event.nameSymbol(), .source = event.sourceSymbol(), .time = event.time()};
    envelope.urgent = event.isUrgent(); // its expiry is looked at when it is emitted
    const bool isNull = event.isNull();
    const bool isAdmitted = isNull || d->admitsFromOutside(event);
    const auto payload = std::make_shared<AskedPayload>(std::move(event), d->askedUnderWay);
    const std::shared_ptr<AskedEmission> asked = payload->asked();
    QFuture<Emission> future = asked->future();
    if (isNull) {
        asked->refuse(EmissionOutcome::Dropped, u"an event without a name was not emitted"_s);
        return future;
    }
    if (!isAdmitted) {
        asked->refuse(EmissionOutcome::Dropped, u"the event was refused: it came too often or was too large"_s);
        return future;
    }
    envelope.payload = payload;
    if (!d->accept(d->inbox.push(Event(std::move(envelope))))) {
        const bool isStopped = d->inbox.isClosed();
        asked->refuse(isStopped ? EmissionOutcome::Stopped : EmissionOutcome::Dropped,
            isStopped ? u"the emitter has stopped: the event was refused"_s
                      : u"the emitter's inbox is full: the event was refused"_s);
    }
    return future;
}

/// Emits what an emitAsync() sent, if it is one.
bool EventEmitter::Private::emitAsked(const Event &envelope)
{
    const auto *payload = envelope.as<AskedPayload>();
    if (!payload) {
        return false;
    }
    const std::shared_ptr<AskedEmission> own = payload->asked();
    const Event event = payload->takeEvent();
    const std::shared_ptr<AskedEmission> outer = std::exchange(asked, own);
    own->begin();
    emitApart(event, own->result);
    asked = outer;
    own->end();
    return true;
}

} // namespace ember
