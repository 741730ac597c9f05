// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fieldplaces.h"

#include <ember/device/discoveredmessage.h>
#include <ember/events/event.h>

#include <vector>

namespace ember {

/// The last known values of the discovered fields of one device, per topic and field. One thread.
class DiscoveredBaselines
{
public:
    struct Found
    {
        std::vector<Event> events; ///< a `field.changed` for each field that became another one, in the message's order
        quint64 notFollowed = 0; ///< values of fields for which there was no room
    };
    /// Takes a message in; at most `room` further fields are remembered.
    [[nodiscard]] Found take(const Event &event, const DiscoveredMessage &message, std::size_t room);
    [[nodiscard]] std::size_t count() const noexcept { return m_fields.size(); }

private:
    struct Known
    {
        QString name;
        Scalar value;
    };
    std::vector<Known> m_fields;
    FieldPlaces m_places;
};

} // namespace ember
