// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "message.h"

#include <functional>
#include <vector>

namespace bench {

/// The least that calling several handlers can cost: a loop over a vector of std::function, and nothing else.
class RawPeer
{
public:
    void add(int index, quint64 *counter)
    {
        connectHandler<Message>(index, counter, [this](auto handler) { m_handlers.emplace_back(handler); });
    }
    [[gnu::noinline]] void send(const Message &message) const
    {
        for (const auto &handler : m_handlers) {
            handler(message);
        }
    }
    [[nodiscard]] const std::vector<std::function<void(const Message &)>> &handlers() const { return m_handlers; }

private:
    std::vector<std::function<void(const Message &)>> m_handlers;
};

} // namespace bench
