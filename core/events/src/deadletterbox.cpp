// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "deadletterbox.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace ember {

void DeadLetterBox::put(KeptLetter &&letter)
{
    std::optional<KeptLetter> evicted; // dies after the lock
    const std::lock_guard lock(m_mutex);
    m_figures.put = letter.number;
    if (m_letters.size() >= m_limit) {
        evicted.emplace(std::move(m_letters.front()));
        m_letters.pop_front();
        ++m_figures.evicted;
    }
    m_letters.push_back(std::move(letter));
}

std::optional<KeptLetter> DeadLetterBox::take(quint64 number)
{
    const std::lock_guard lock(m_mutex);
    const auto at = std::ranges::lower_bound(m_letters, number, {}, &KeptLetter::number);
    if (at == m_letters.end() || at->number != number) {
        return std::nullopt;
    }
    std::optional<KeptLetter> taken(std::move(*at));
    m_letters.erase(at);
    return taken;
}

void DeadLetterBox::putBack(KeptLetter letter)
{
    const std::lock_guard lock(m_mutex); // the parameter dies after it
    if (m_letters.size() >= m_limit) {
        ++m_figures.evicted;
        return;
    }
    m_letters.insert(std::ranges::lower_bound(m_letters, letter.number, {}, &KeptLetter::number), std::move(letter));
}

QList<DeadLetter> DeadLetterBox::list(qsizetype limit) const
{
    std::vector<KeptLetter> latest;
    {
        const std::lock_guard lock(m_mutex);
        const auto size = qsizetype(m_letters.size());
        const qsizetype wanted = limit < 0 ? size : std::min(limit, size);
        latest.assign(m_letters.end() - wanted, m_letters.end());
    }
    QList<DeadLetter> letters;
    letters.reserve(qsizetype(latest.size()));
    std::ranges::transform(latest, std::back_inserter(letters), &KeptLetter::inWords);
    return letters;
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
    std::deque<KeptLetter> gone; // dies after the lock
    const std::lock_guard lock(m_mutex);
    gone.swap(m_letters);
    return int(gone.size());
}

} // namespace ember
