// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/definitions.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace ember {

/// Whether two texts are the same: a key is short, and calling memcmp() takes longer than looking.
[[nodiscard]] inline bool isSameKey(std::string_view one, std::string_view other) noexcept
{
    constexpr std::size_t kWord = sizeof(std::uint64_t);
    const std::size_t size = one.size();
    if (size != other.size()) {
        return false;
    }
    if (size < kWord) {
        return one == other;
    }
    const auto differ = [&](std::size_t at) {
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        std::memcpy(&a, one.data() + at, kWord);
        std::memcpy(&b, other.data() + at, kWord);
        return a ^ b;
    };
    std::uint64_t difference = differ(size - kWord); // the last word overlaps the one before
    for (std::size_t at = 0; at + kWord < size; at += kWord) {
        difference |= differ(at);
    }
    return difference == 0;
}

/// Finds the cells of a message's keys. A device writes its keys in the same order each time, so the key that followed
/// the one before in the last message is tried first and mostly needs no search. One thread.
class KeyOrder
{
public:
    explicit KeyOrder(const MessageDefinition &message)
        : m_keys(message.wireKeys)
        , m_next(message.fields.size() + 1)
    {
    }

    /// A message begins.
    void begin() noexcept { m_previous = 0; }
    /// The cell of the message's next key; -1 if the profile does not know the key.
    [[nodiscard]] int cellOf(std::string_view key)
    {
        const MessageDefinition::WireKeys::value_type *&guess = m_next[m_previous];
        if (!guess || !isSameKey(guess->first, key)) {
            const auto known = m_keys.find(key);
            if (known == m_keys.end()) {
                return -1;
            }
            guess = &*known; // stays where it is: nobody changes the profile
        }
        m_previous = std::size_t(guess->second) + 1;
        return guess->second;
    }

private:
    const MessageDefinition::WireKeys &m_keys;
    std::vector<const MessageDefinition::WireKeys::value_type *> m_next; // by the cell before plus one; 0: the first
    std::size_t m_previous = 0;
};

} // namespace ember
