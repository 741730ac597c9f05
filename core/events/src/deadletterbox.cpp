// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "deadletterbox.h"

#include <algorithm>
#include <utility>

namespace ember {

quint64 DeadLetterBox::put(DeadLetter letter)
{
    std::optional<DeadLetter> evicted; // dies after the lock
    const std::lock_guard lock(m_mutex);
    letter.number = ++m_figures.put;
    if (m_letters.size() >= m_limit) {
        evicted.emplace(std::move(m_letters.front()));
        m_letters.pop_front();
        ++m_figures.evicted;
    }
    m_letters.push_back(std::move(letter));
    return m_figures.put;
}

std::optional<DeadLetter> DeadLetterBox::take(quint64 number)
{
    const std::lock_guard lock(m_mutex);
    const auto at = std::ranges::lower_bound(m_letters, number, {}, &DeadLetter::number);
    if (at == m_letters.end() || at->number != number) {
        return std::nullopt;
    }
    std::optional<DeadLetter> taken(std::move(*at));
    m_letters.erase(at);
    return taken;
}

void DeadLetterBox::putBack(DeadLetter letter)
{
    const std::lock_guard lock(m_mutex); // the parameter dies after it
    if (m_letters.size() >= m_limit) {
        ++m_figures.evicted;
        return;
    }
    m_letters.insert(std::ranges::lower_bound(m_letters, letter.number, {}, &DeadLetter::number), std::move(letter));
}

QList<DeadLetter> DeadLetterBox::list(qsizetype limit) const
{
    const std::lock_guard lock(m_mutex);
    const auto size = qsizetype(m_letters.size());
    const qsizetype wanted = limit < 0 ? size : std::min(limit, size);
    return {m_letters.end() - wanted, m_letters.end()};
}

qsizetype DeadLetterBox::count() const
{
    const std::lock_guard lock(m_mutex);
    return qsizetype(m_letters.size());
}

DeadLetterBox::Figures DeadLetterBox::figures() const
{
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

int DeadLetterBox::clear()
{
    std::deque<DeadLetter> gone; // dies after the lock
    const std::lock_guard lock(m_mutex);
    gone.swap(m_letters);
    return int(gone.size());
}

} // namespace ember
