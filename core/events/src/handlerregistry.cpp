// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include <ember/events/handlerregistry.h>

#include <algorithm>
#include <atomic>

namespace ember {

using namespace Qt::StringLiterals;

/// Shared by the copies of a domain. The filters of its handlers hold `enabled` alone, which may outlive the rest.
struct HandlerDomain::State
{
    struct Entry
    {
        HandlerInfo info;
        Listener listener;
    };

    State(QString domainName, EventEmitter &domainEmitter)
        : name(std::move(domainName))
        , emitter(domainEmitter)
    {
    }

    const QString name;
    EventEmitter &emitter;
    const std::shared_ptr<std::atomic<bool>> enabled = std::make_shared<std::atomic<bool>>(true);
    std::mutex mutex; // guards the entries
    std::vector<Entry> entries;
    std::size_t sweepAt = 64; // ended entries are forgotten when there are so many
};

namespace {

/// The listener's filter, asked only while the domain is on.
EventFilter whileEnabled(std::shared_ptr<const std::atomic<bool>> enabled, EventFilter filter)
{
    return [on = std::move(enabled), inner = std::move(filter)](
               const Event &event) { return on->load(std::memory_order_acquire) && (!inner || inner(event)); };
}

bool isSameHandler(const HandlerInfo &a, const HandlerInfo &b)
{
    return a.name == b.name && a.pattern == b.pattern && a.priority == b.priority && a.line == b.line
        && a.file == b.file;
}

/// The name a handler has when it was given none; traces show it, so the list must find it under the same.
QString placeName(const std::source_location &place)
{
    const QString file = QString::fromUtf8(place.file_name());
    return u"%1:%2"_s.arg(file.sliced(file.lastIndexOf(u'/') + 1)).arg(place.line());
}

} // namespace

HandlerDomain::HandlerDomain(std::shared_ptr<State> state) noexcept
    : m_state(std::move(state))
{
}

const QString &HandlerDomain::name() const noexcept
{
    return m_state->name;
}

Listener HandlerDomain::on(
    QStringView pattern, Handler handler, ListenerOptions options, const std::source_location &place)
{
    options.filter = whileEnabled(m_state->enabled, std::move(options.filter));
    return keep(pattern, m_state->emitter.on(pattern, std::move(handler), options, place), options, place);
}

Listener HandlerDomain::once(
    QStringView pattern, Handler handler, ListenerOptions options, const std::source_location &place)
{
    options.filter = whileEnabled(m_state->enabled, std::move(options.filter));
    return keep(pattern, m_state->emitter.once(pattern, std::move(handler), options, place), options, place);
}

Listener HandlerDomain::keep(
    QStringView pattern, Listener listener, const ListenerOptions &options, const std::source_location &place)
{
    if (!listener.isActive()) {
        return listener; // refused, and the emitter has said why
    }
    const HandlerInfo info{.name = options.name.isEmpty() ? placeName(place) : options.name,
        .pattern = pattern.toString(),
        .priority = options.priority,
        .file = QString::fromUtf8(place.file_name()),
        .line = int(place.line())};
    const std::lock_guard lock(m_state->mutex);
    if (m_state->entries.size() >= m_state->sweepAt) {
        std::erase_if(m_state->entries, [](const State::Entry &entry) { return !entry.listener.isActive(); });
        m_state->sweepAt = std::max<std::size_t>(64, m_state->entries.size() * 2);
    }
    m_state->entries.push_back({info, listener});
    return listener;
}

void HandlerDomain::setEnabled(bool enabled) noexcept
{
    m_state->enabled->store(enabled, std::memory_order_release);
}

bool HandlerDomain::isEnabled() const noexcept
{
    return m_state->enabled->load(std::memory_order_acquire);
}

int HandlerDomain::clear()
{
    std::vector<State::Entry> gone;
    {
        const std::lock_guard lock(m_state->mutex);
        gone.swap(m_state->entries);
    }
    int count = 0;
    for (const State::Entry &entry : gone) {
        count += entry.listener.isActive() ? 1 : 0;
        entry.listener.cancel();
    }
    return count;
}

HandlerRegistry::HandlerRegistry(EventEmitter &emitter)
    : m_emitter(emitter)
{
}

HandlerRegistry::~HandlerRegistry()
{
    for (HandlerDomain &domain : m_domains) {
        domain.clear();
    }
}

HandlerDomain HandlerRegistry::domain(const QString &name)
{
    const std::lock_guard lock(m_mutex);
    const auto at = std::ranges::find(m_domains, name, [](const HandlerDomain &one) { return one.name(); });
    if (at != m_domains.end()) {
        return *at;
    }
    m_domains.push_back(HandlerDomain(std::make_shared<HandlerDomain::State>(name, m_emitter)));
    return m_domains.back();
}

QList<DomainInfo> HandlerRegistry::domains() const
{
    const QList<HandlerStatistics> statistics = m_emitter.handlerStatistics();
    QList<DomainInfo> list;
    const std::lock_guard lock(m_mutex);
    for (const HandlerDomain &domain : m_domains) {
        DomainInfo info{.name = domain.name(), .isEnabled = domain.isEnabled(), .handlers = {}};
        const std::lock_guard entriesLock(domain.m_state->mutex);
        for (const auto &entry : domain.m_state->entries) {
            DomainHandler handler{.info = entry.info, .isActive = entry.listener.isActive()};
            const auto found = std::ranges::find_if(
                statistics, [&](const HandlerStatistics &one) { return isSameHandler(one.info, entry.info); });
            if (found != statistics.end()) {
                handler.calls = found->calls;
                handler.failures = found->failures;
            }
            info.handlers.append(handler);
        }
        list.append(info);
    }
    return list;
}

} // namespace ember
