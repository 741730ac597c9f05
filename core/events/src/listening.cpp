// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/eventemitter.h>
#include <ember/events/eventpattern.h>

#include "eventemitter_p.h"
#include "logging.h"

namespace ember {

using namespace Qt::StringLiterals;

const ListenerOptions &ListenerOptions::none()
{
    static const auto *const options = new ListenerOptions; // asked also while the program ends
    return *options;
}

Listener EventEmitter::on(
    QStringView pattern, Handler handler, const ListenerOptions &options, const std::source_location &place)
{
    const Listener listener = d->listen("on()", pattern, std::move(handler), options, place, false);
    d->givePast(listener, options.replay);
    return listener;
}

Listener EventEmitter::once(
    QStringView pattern, Handler handler, const ListenerOptions &options, const std::source_location &place)
{
    const Listener listener = d->listen("once()", pattern, std::move(handler), options, place, true);
    d->givePast(listener, options.replay);
    return listener;
}

static QString retryComplaint(const ListenerOptions &options, bool once)
{
    if (options.retry.attempts == 0) {
        return u"it has .retryIf without .retry.attempts"_s;
    }
    return once ? u"what is registered by once() is used up by its call and cannot be called again; use on()"_s
                : options.retry.complaint();
}

Listener EventEmitter::Private::listen(const char *function, QStringView pattern, Handler &&handler,
    const ListenerOptions &options, const std::source_location &place, bool once)
{
    if (!isOwnThread(function)) [[unlikely]] {
        return {};
    }
    Topic *topic = registry.find(pattern);
    if (!handler) [[unlikely]] {
        return refuseListener(pattern, u"the handler is empty"_s, place);
    }
    if (!topic || !topic->isPattern) [[unlikely]] {
        if (const QString complaint = EventPattern::complaint(pattern); !complaint.isEmpty()) {
            return refuseListener(pattern, complaint, place);
        }
        const Symbol symbol = Symbol::intern(pattern);
        if (symbol.isNull()) {
            return refuseListener(pattern, u"the table of names is full"_s, place);
        }
        topic = &registry.topicOf(symbol);
        topic->isPattern = true;
    }
    if (inbox.isClosed()) [[unlikely]] {
        return refuseListener(pattern, u"the emitter has stopped"_s, place);
    }
    if (options.retry.attempts != 0 || options.retryIf) [[unlikely]] {
        if (const QString complaint = retryComplaint(options, once); !complaint.isEmpty()) {
            return refuseListener(pattern, complaint, place);
        }
    }
    if (options.context && options.context->thread() != q->thread()) {
        return listenRemotely(*topic, std::move(handler), options, place, once);
    }
    if (options.context) {
        watchContext(options.context);
    }
    const Listener listener = registry.add(*topic, std::move(handler), options, place, once);
    if (topic->active > listenerLimit) [[unlikely]] {
        warnOfCrowd(*topic);
    }
    return listener;
}

Listener EventEmitter::Private::refuseListener(
    QStringView pattern, const QString &complaint, const std::source_location &place)
{
    qCWarning(lcEvents).noquote() << u"no listener was registered at %1 for \"%2\": %3"_s.arg(
        placeText(place), pattern, complaint);
    return {};
}

void EventEmitter::Private::watchContext(const QObject *context)
{
    if (!contexts.contains(context)) {
        contexts.insert(context, connect(context, &QObject::destroyed, q, [this, context] {
            const Hold hold(*this);
            contexts.remove(context);
            registry.removeContext(context);
        }));
    }
}

int EventEmitter::off(const Listener &listener)
{
    if (!d->isOwnThread("off()")) {
        return 0;
    }
    return d->registry.remove(listener) ? 1 : 0; // the emitter may be gone: handlers' destructors are user code
}

int EventEmitter::off(QStringView pattern)
{
    if (!d->isOwnThread("off()")) {
        return 0;
    }
    const Private::Hold hold(*d);
    Topic *topic = d->registry.find(pattern);
    return topic ? d->registry.removeAll(*topic) : 0;
}

int EventEmitter::off(const QObject *context)
{
    if (!context || !d->isOwnThread("off()")) {
        return 0;
    }
    const Private::Hold hold(*d);
    disconnect(d->contexts.take(context));
    if (const auto remote = d->remoteContexts.take(context)) {
        remote->end();
    }
    return d->registry.removeContext(context);
}

int EventEmitter::removeAllListeners()
{
    if (!d->isOwnThread("removeAllListeners()")) {
        return 0;
    }
    const Private::Hold hold(*d);
    return d->registry.removeAll();
}

} // namespace ember
