// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QHashFunctions>
#include <QtCore/QStringView>

#include <array>
#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

namespace ember {

/// Finds what stands under a text, for texts that are asked for again and again: first by where the text lies in
/// memory (a literal or a kept QString lies still, and comparing is cheaper than hashing), then by its hash.
/// `T` has `text() const -> QStringView`. Entries are never removed. One thread.
template <typename T>
class NameTable
{
public:
    /// What find() has found of late; null for anything else.
    [[nodiscard]] T *findRecent(QStringView text) const noexcept
    {
        // Two places for every text, so that seldom two that are in use push each other out in turn.
        const std::size_t place = placeOf(text);
        for (const std::size_t at : {place, place + 1}) {
            const Recent &recent = m_recent[at];
            if (recent.data == text.utf16() && equal(recent.kept, text)) {
                return recent.entry;
            }
        }
        return nullptr;
    }
    [[nodiscard]] T *find(QStringView text) const noexcept
    {
        T *entry = findRecent(text);
        if (!entry) {
            entry = findByHash(text);
            if (entry) {
                const std::size_t place = placeOf(text);
                m_recent[place + 1] = std::exchange(m_recent[place], {text.utf16(), entry->text(), entry});
            }
        }
        return entry;
    }

    void insert(T *entry)
    {
        if ((m_count + 1) * 2 > m_slots.size()) {
            std::vector<Slot> old(m_slots.empty() ? 64 : m_slots.size() * 2);
            old.swap(m_slots);
            for (const Slot &slot : old) {
                if (slot.entry) {
                    place(slot);
                }
            }
        }
        place({qHash(entry->text()), entry});
        ++m_count;
    }

private:
    struct Slot
    {
        std::size_t hash = 0;
        T *entry = nullptr;
    };
    struct Recent
    {
        const char16_t *data = nullptr;
        QStringView kept; // the entry's text; of another length than `data` had, or with other letters: data was reused
        T *entry = nullptr;
    };
    static constexpr std::size_t kRecent = 512;

    static std::size_t placeOf(QStringView text) noexcept
    {
        return ((std::size_t(text.utf16()) * 0x9e3779b97f4a7c15ULL) >> (64U - 8U)) * 2;
    }
    /// Not of two empty ones: no entry has such a text. Four letters at a time and in place: names are short, and a
    /// call of memcmp() costs as much again.
    static bool equal(QStringView a, QStringView b) noexcept
    {
        constexpr qsizetype kStep = sizeof(quint64) / sizeof(char16_t);
        const qsizetype size = a.size();
        if (size != b.size() || size < kStep) {
            return size == b.size() && size > 0
                && std::memcmp(a.utf16(), b.utf16(), std::size_t(size) * sizeof(char16_t)) == 0;
        }
        const auto differenceAt = [&](qsizetype at) {
            quint64 ofA = 0;
            quint64 ofB = 0;
            std::memcpy(&ofA, a.utf16() + at, sizeof(ofA));
            std::memcpy(&ofB, b.utf16() + at, sizeof(ofB));
            return ofA ^ ofB;
        };
        quint64 difference = differenceAt(size - kStep); // the last four, some of which the others may have too
        for (qsizetype at = 0; at < size - kStep; at += kStep) {
            difference |= differenceAt(at);
        }
        return difference == 0;
    }
    T *findByHash(QStringView text) const noexcept
    {
        if (m_slots.empty()) {
            return nullptr;
        }
        const std::size_t hash = qHash(text);
        const std::size_t mask = m_slots.size() - 1;
        for (std::size_t at = hash & mask; m_slots[at].entry; at = (at + 1) & mask) {
            if (m_slots[at].hash == hash && m_slots[at].entry->text() == text) {
                return m_slots[at].entry;
            }
        }
        return nullptr;
    }
    void place(const Slot &slot)
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = slot.hash & mask;
        while (m_slots[at].entry) {
            at = (at + 1) & mask;
        }
        m_slots[at] = slot;
    }

    std::vector<Slot> m_slots; // a power of two, at most half full
    std::size_t m_count = 0;
    mutable std::array<Recent, kRecent> m_recent{}; // a memory of findings, right whatever it says
};

} // namespace ember
