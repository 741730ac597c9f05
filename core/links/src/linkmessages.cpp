// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LinkWorker: messages on their way to the receiver, their losses, and their absence.
#include "linkworker.h"

#include <ember/device/topicfilter.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLate{100}; // a timer that fires so much after its time
constexpr std::chrono::milliseconds kPostSlice{100}; // between two looks whether the link is to close
constexpr std::chrono::seconds kLossesInterval{1};

} // namespace

/// Waits for room as long as it takes: what comes meanwhile gathers in our own queue, which is fair between topics when
/// it overflows. Only closing ends the wait.
Posted LinkWorker::post(std::span<Event> events)
{
    Posted posted{Posted::Fate::Full};
    while (posted.fate == Posted::Fate::Full && !m_inbox.isCloseOverdue(m_setup.options.closePatience)) {
        posted = m_setup.post(events, kPostSlice);
    }
    if (posted.fate == Posted::Fate::Full) {
        posted = m_setup.post(events, std::chrono::milliseconds(0));
    }
    return posted.fate == Posted::Fate::Full ? Posted{Posted::Fate::Refused, 1} : posted;
}

void LinkWorker::post(Event event)
{
    static_cast<void>(post({&event, 1}));
}

void LinkWorker::noteLosses(quint64 dropped)
{
    if (dropped != m_toldDrops.total() && !m_tellLossesAt) {
        m_tellLossesAt = m_lossesToldAt + kLossesInterval;
    }
}

/// `connection.overflowed`, at most once a second.
void LinkWorker::tellLosses()
{
    m_tellLossesAt.reset();
    m_lossesToldAt = Clock::now();
    const DropCounts drops = m_inbox.drops();
    const QMap<QString, quint64> before = m_toldDrops.byTopic();
    QueueLoss loss{.dropped = drops.total() - m_toldDrops.total(), .droppedTotal = drops.total()};
    for (const auto &[topic, count] : drops.byTopic().asKeyValueRange()) {
        if (const quint64 lost = count - before.value(topic); lost > loss.droppedOfTopic) {
            loss.topic = topic;
            loss.droppedOfTopic = lost;
        }
    }
    m_toldDrops = drops;
    post(m_events.overflowed(eventTimeNow(), loss));
}

void LinkWorker::checkSilence(Clock::time_point now)
{
    const Clock::duration silent = now - std::max(m_stoodSince, m_inbox.lastHeard().value_or(m_stoodSince));
    if (silent < m_setup.options.staleAfter) {
        m_staleAt = now - silent + m_setup.options.staleAfter;
        return;
    }
    // Who wakes late was starved, or the machine slept, and so may the other side have been: it gets as long again.
    if (const Clock::duration late = now - *m_staleAt; late > kLate) {
        m_staleAt = now + late;
        return;
    }
    // Once per silence; the next message starts the clock again.
    m_staleAt.reset();
    m_stale = true;
    m_board.setStale(true);
    post(m_events.stale(eventTimeNow(), std::chrono::duration<double>(silent).count()));
}

/// The devices of an account are asked before they have said anything.
void LinkWorker::onNews(const TransportNews &news)
{
    m_board.learnt(news);
    const Clock::time_point now = Clock::now();
    for (const FoundDevice &device : news.devices) {
        for (const ProfilePtr &profile : profiles()) {
            const QStringList filters = profile->topicFilters();
            const bool reads = std::ranges::any_of(
                filters, [&device](const QString &filter) { return topicMatches(filter, device.topic); });
            if (reads) {
                m_requests->heard(profile, device.id, device.variables, now);
            }
        }
    }
}

Decoded LinkWorker::decode(const Message &message)
{
    const qint64 limit = m_setup.url.maxPayload;
    return message.payload.size() <= limit
        ? m_decoder.decode(message)
        : m_decoder.undecodable(message, u"larger than the limit of %1 bytes (maxpayload)"_s.arg(limit));
}

void LinkWorker::onMessages(const std::vector<Message> &messages)
{
    const Clock::time_point now = Clock::now();
    std::vector<Decoded> all;
    all.reserve(messages.size());
    for (const Message &message : messages) {
        if (all.emplace_back(decode(message)).outcome != Decoded::Outcome::Ignored) {
            noteAlive(now);
            m_hasHeard = m_hasHeard || !message.retained;
        }
    }
    if (m_decoder.identityConflicts() != m_identityConflicts) {
        m_identityConflicts = m_decoder.identityConflicts();
        m_board.setIdentityConflicts(m_identityConflicts);
    }
    const std::vector<MessageOutcome> outcomes = handOn(all);
    m_inbox.account(messages, outcomes);
    if (std::ranges::find(outcomes, MessageOutcome::Refused) != outcomes.end()) {
        noteLosses(m_toldDrops.total() + 1);
    }
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (all[i].device) {
            const KnownDevice &device = *all[i].device;
            m_requests->heard(device.profile, device.id, device.variables, now);
        }
        m_commands->heard(messages[i]);
    }
}

/// The events of all messages together, so that the receiver's thread wakes once for them; each one's outcome.
std::vector<MessageOutcome> LinkWorker::handOn(std::vector<Decoded> &all)
{
    std::vector<MessageOutcome> outcomes;
    outcomes.reserve(all.size());
    std::vector<Event> events;
    events.reserve(all.size());
    for (Decoded &decoded : all) {
        switch (decoded.outcome) {
        case Decoded::Outcome::Ignored:
            outcomes.push_back(MessageOutcome::Ignored);
            continue;
        case Decoded::Outcome::Undecodable:
            outcomes.push_back(MessageOutcome::Undecodable);
            break;
        case Decoded::Outcome::Decoded:
            outcomes.push_back(MessageOutcome::Decoded);
            break;
        }
        events.push_back(std::move(decoded.event));
    }
    auto outcome = outcomes.begin();
    for (std::span<Event> rest(events); !rest.empty();) {
        const Posted posted = post(rest);
        for (std::size_t i = 0; i < posted.count; ++outcome) {
            if (*outcome == MessageOutcome::Ignored) {
                continue; // made no event
            }
            *outcome = posted.fate == Posted::Fate::Refused ? MessageOutcome::Refused : *outcome;
            ++i;
        }
        rest = rest.subspan(posted.count);
    }
    return outcomes;
}

void LinkWorker::noteAlive(Clock::time_point now)
{
    if (std::exchange(m_stale, false)) {
        m_board.setStale(false);
        m_staleAt = now + m_setup.options.staleAfter;
    }
}

} // namespace ember
