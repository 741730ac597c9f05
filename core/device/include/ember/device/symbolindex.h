// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/symbol.h>

#include <vector>

namespace ember {

/// Numbers by symbol, found without hashing: symbols are small dense numbers themselves. For tables that are made once
/// and asked for every message. Any thread once it is filled.
class SymbolIndex
{
public:
    /// The first number given for a symbol stays.
    void insert(Symbol symbol, int number)
    {
        if (m_numbers.size() <= symbol.id()) {
            m_numbers.resize(symbol.id() + 1, kNone);
        }
        if (int &place = m_numbers[symbol.id()]; place == kNone) {
            place = number;
        }
    }
    /// -1 for a symbol that has none.
    [[nodiscard]] int at(Symbol symbol) const noexcept
    {
        return symbol.id() < m_numbers.size() ? m_numbers[symbol.id()] : kNone;
    }

private:
    static constexpr int kNone = -1;
    std::vector<int> m_numbers; // by the symbol's number
};

} // namespace ember
