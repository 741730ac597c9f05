// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "eventbatch.h"

#include "logging.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

std::optional<WaitingBatches::Clock::time_point> WaitingBatches::nextDue() const
{
    const auto next = std::ranges::min_element(m_batches, {}, &EventBatch::dueAt);
    return next == m_batches.end() ? std::nullopt : std::optional((*next)->dueAt());
}

std::vector<Listener> WaitingBatches::due(Clock::time_point by) const
{
    std::vector<const EventBatch *> due;
    std::ranges::copy_if(
        m_batches, std::back_inserter(due), [by](const EventBatch *batch) { return batch->dueAt() <= by; });
    std::ranges::stable_sort(due, {}, &EventBatch::dueAt);
    std::vector<Listener> listeners;
    std::ranges::transform(due, std::back_inserter(listeners), &EventBatch::listener);
    return listeners;
}

void WaitingBatches::forgetEnded()
{
    std::erase_if(m_batches, [](const EventBatch *batch) { return !batch->listener.isActive(); });
}

EventBatch::EventBatch(BatchHandler handler, const BatchOptions &options, WaitingBatches &all)
    : m_handler(std::move(handler))
    , m_options(options)
    , m_all(all)
{
}

EventBatch::~EventBatch()
{
    if (m_waiting.empty()) {
        return;
    }
    m_all.remove(*this);
    m_all.undelivered.fetch_add(m_waiting.size(), std::memory_order_relaxed);
    qCWarning(lcEvents).noquote()
        << u"the batch handler \"%1\" ended with %2 events that it had not got yet; they were not delivered"_s.arg(name)
               .arg(m_waiting.size());
}

bool EventBatch::add(const Event &event)
{
    if (m_waiting.empty()) {
        m_due = Clock::now() + m_options.time;
        m_all.add(*this);
    }
    m_waiting.push_back(event);
    return m_waiting.size() >= m_options.count || m_all.isClosed;
}

std::vector<Event> EventBatch::take()
{
    m_all.remove(*this);
    return std::exchange(m_waiting, {});
}

void EventBatch::putBack(std::vector<Event> events)
{
    if (m_waiting.empty()) {
        m_due = Clock::now() + m_options.time;
        m_all.add(*this);
    }
    m_waiting.insert(m_waiting.begin(), std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
}

} // namespace ember
