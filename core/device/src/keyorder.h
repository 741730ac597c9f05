// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sametext.h"

#include <ember/device/definitions.h>

#include <string_view>
#include <vector>

namespace ember {

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
        if (!guess || !isSameText(guess->first, key)) {
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
