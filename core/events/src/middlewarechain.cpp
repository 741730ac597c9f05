// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "middlewarechain.h"

#include <algorithm>

namespace ember {

namespace {

bool isActive(const std::shared_ptr<MiddlewareRecord> &record) noexcept
{
    return record->active.load(std::memory_order_acquire);
}

} // namespace

bool MiddlewareHandle::isActive() const noexcept
{
    return m_record && ember::isActive(m_record);
}

void MiddlewareHandle::cancel() const noexcept
{
    if (m_record) {
        m_record->active.store(false, std::memory_order_release);
    }
}

void MiddlewareChain::add(std::shared_ptr<MiddlewareRecord> record)
{
    List longer = m_list ? *m_list : List();
    longer.push_back(std::move(record));
    m_list = std::make_shared<const List>(std::move(longer));
}

std::shared_ptr<const MiddlewareChain::List> MiddlewareChain::list()
{
    if (m_list && !std::ranges::all_of(*m_list, isActive)) {
        List shorter;
        std::ranges::copy_if(*m_list, std::back_inserter(shorter), isActive);
        // What was removed dies when the last emission that knows it has ended: user code, which may come back.
        const auto former
            = std::exchange(m_list, shorter.empty() ? nullptr : std::make_shared<const List>(std::move(shorter)));
        return m_list;
    }
    return m_list;
}

void MiddlewareChain::deactivateAll() noexcept
{
    if (m_list) {
        std::ranges::for_each(*m_list, [](const auto &record) { record->active = false; });
    }
}

MiddlewarePassage MiddlewareChain::take(quint64 sequence)
{
    const auto at = m_waiting.find(sequence);
    if (at == m_waiting.end()) {
        return {};
    }
    MiddlewarePassage passage = std::move(at->second);
    m_waiting.erase(at);
    return passage;
}

} // namespace ember
