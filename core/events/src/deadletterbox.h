// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/deadletters.h>

#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

namespace ember {

/// What failed for good, in a ring. Any thread; one mutex, never held while an event dies: payloads end in user code.
class DeadLetterBox
{
public:
    struct Figures
    {
        quint64 put = 0;
        quint64 evicted = 0;
    };

    explicit DeadLetterBox(std::size_t limit)
        : m_limit(limit)
    {
    }

    [[nodiscard]] bool isOn() const noexcept { return m_limit > 0; }
    /// Numbers the letter; returns the number.
    quint64 put(DeadLetter letter);
    [[nodiscard]] std::optional<DeadLetter> take(quint64 number);
    /// Puts back what take() gave, in its place; evicted if the ring is full of later ones.
    void putBack(DeadLetter letter);
    [[nodiscard]] QList<DeadLetter> list(qsizetype limit) const;
    [[nodiscard]] qsizetype count() const;
    [[nodiscard]] Figures figures() const;
    /// Returns how many there were.
    int clear();

private:
    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::deque<DeadLetter> m_letters; // by number
    Figures m_figures;
};

} // namespace ember
