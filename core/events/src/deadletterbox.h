// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/deadletters.h>

#include "failurenote.h"

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
    /// What the next letter is numbered. The emitter's thread, which alone puts some.
    [[nodiscard]] quint64 nextNumber() const noexcept { return m_figures.put + 1; }
    void put(KeptLetter &&letter);
    [[nodiscard]] std::optional<KeptLetter> take(quint64 number);
    /// Puts back what take() gave, in its place; evicted if the ring is full of later ones.
    void putBack(KeptLetter letter);
    [[nodiscard]] QList<DeadLetter> list(qsizetype limit) const;
    [[nodiscard]] qsizetype count() const;
    [[nodiscard]] Figures figures() const;
    /// Returns how many there were.
    int clear();

private:
    const std::size_t m_limit;
    mutable std::mutex m_mutex;
    std::deque<KeptLetter> m_letters; // by number
    Figures m_figures;
};

} // namespace ember
