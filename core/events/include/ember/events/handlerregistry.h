// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/eventemitter.h>

#include <QtCore/QList>
#include <QtCore/QString>

#include <memory>
#include <mutex>
#include <source_location>
#include <vector>

namespace ember {

/// One handler of a domain, as it stands.
struct DomainHandler
{
    HandlerInfo info;
    bool isActive = false; ///< false once it was removed, or has fired as a once()
    quint64 calls = 0; ///< from the emitter's statistics: traced runs up to the last batch
    quint64 failures = 0;
};

/// A domain, as it stands.
struct DomainInfo
{
    QString name;
    bool isEnabled = true;
    QList<DomainHandler> handlers; ///< in the order of registration
};

/// A named group of handlers on one emitter ("device", "alerts") that is switched and removed as a whole. Made by
/// HandlerRegistry::domain(). A copy means the same domain. Registering is for the emitter's thread; everything else
/// for any.
class HandlerDomain
{
public:
    [[nodiscard]] const QString &name() const noexcept;

    /// As EventEmitter::on(), within this domain. While the domain is switched off its handlers keep their places and
    /// are not called, as if their filters refused.
    Listener on(QStringView pattern, Handler handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current());
    /// As EventEmitter::once(); an event that comes while the domain is off does not use it up.
    Listener once(QStringView pattern, Handler handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current());
    /// The typed ones; another signature does not compile.
    template <typename Data, typename Callable>
    Listener on(const EventType<Data> &type, Callable handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        return on(type.name(), typedHandler<Data>(std::move(handler)), std::move(options), place);
    }
    template <typename Data, typename Callable>
    Listener once(const EventType<Data> &type, Callable handler, ListenerOptions options = {},
        const std::source_location &place = std::source_location::current())
    {
        return once(type.name(), typedHandler<Data>(std::move(handler)), std::move(options), place);
    }

    /// Switches every handler of the domain off or on again, those registered later included. A handler that is
    /// running goes on.
    void setEnabled(bool enabled) noexcept;
    [[nodiscard]] bool isEnabled() const noexcept;
    /// Removes every handler of the domain, as Listener::cancel() does. Returns how many there were. The domain stays
    /// and may be filled again.
    int clear();

private:
    friend class HandlerRegistry;
    struct State;
    explicit HandlerDomain(std::shared_ptr<State> state) noexcept;
    Listener keep(
        QStringView pattern, Listener listener, const ListenerOptions &options, const std::source_location &place);

    std::shared_ptr<State> m_state;
};

/// The handlers of a program by domain: the one place where they are registered, listed, switched and removed.
///
///     ember::HandlerRegistry handlers(emitter);
///     ember::HandlerDomain alerts = handlers.domain(u"alerts"_s);
///     alerts.on(u"device.*", sound);
///     alerts.setEnabled(false);
///
/// Its end removes the handlers registered through it; it may outlive its emitter, as long as nothing more is
/// registered or listed then.
class HandlerRegistry
{
public:
    explicit HandlerRegistry(EventEmitter &emitter);
    ~HandlerRegistry();
    HandlerRegistry(const HandlerRegistry &) = delete;
    HandlerRegistry &operator=(const HandlerRegistry &) = delete;

    /// The domain of that name; made, empty and switched on, when first asked for. Any thread.
    [[nodiscard]] HandlerDomain domain(const QString &name);
    /// Every domain with its handlers and their figures, in the order first asked for. Any thread. Cost: one look at
    /// the emitter's statistics.
    [[nodiscard]] QList<DomainInfo> domains() const;

private:
    EventEmitter &m_emitter;
    mutable std::mutex m_mutex;
    std::vector<HandlerDomain> m_domains;
};

} // namespace ember
