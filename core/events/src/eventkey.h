// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ember/events/event.h>

#include <cstddef>

namespace ember {

/// Name and source: events that agree in both tell of the same thing, so that the latest may stand for the others.
struct EventKey
{
    Symbol name;
    Symbol source;
    friend bool operator==(EventKey, EventKey) = default;
};

struct EventKeyHash
{
    std::size_t operator()(EventKey key) const noexcept
    {
        return (std::size_t(key.name.id()) << 32U) ^ key.source.id();
    }
};

} // namespace ember
