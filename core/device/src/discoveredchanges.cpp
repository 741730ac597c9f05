// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "discoveredchanges.h"

#include <ember/device/deviceevents.h>

#include <utility>

namespace ember {

namespace {

Event changeOf(const Event &event, const DiscoveredMessage &message, std::size_t nth, Scalar old)
{
    const DiscoveredMessage::Field &field = message.fields()[nth];
    DiscoveredFieldChanged data{
        .topic = message.topic(), .field = field.name, .old = std::move(old), .now = message.values()[nth]};
    if (field.profileField >= 0) {
        const QString &unit = message.profile()->fields()[std::size_t(field.profileField)].unit;
        data.unit = unit.isEmpty() ? std::nullopt : std::optional(unit);
    }
    return Event(EventInit{
        .name = fieldChanged.symbol(),
        .source = event.sourceSymbol(),
        .payload = makePayload(std::move(data)),
        .metadata = event.metadata(),
        .time = event.time(),
    });
}

} // namespace

DiscoveredBaselines::Found DiscoveredBaselines::take(
    const Event &event, const DiscoveredMessage &message, std::size_t room)
{
    Found found;
    FieldPlaces::Places *places = m_places.find(message.topic());
    const auto nameAt = [this](int place) { return QStringView(m_fields[std::size_t(place)].name); };
    const auto &fields = message.fields();
    for (std::size_t nth = 0; nth < fields.size(); ++nth) {
        const Scalar &value = message.values()[nth];
        if (const int place = FieldPlaces::placeOf(places, nth, fields[nth].name, nameAt); place >= 0) {
            Known &known = m_fields[std::size_t(place)];
            if (known.value.view() != value.view()) {
                found.events.push_back(changeOf(event, message, nth, std::exchange(known.value, value)));
            }
        } else if (room > 0) {
            --room;
            places = places ? places : &m_places.of(message.topic());
            places->push_back(int(m_fields.size()));
            m_fields.push_back({fields[nth].name, value});
        } else {
            ++found.notFollowed;
        }
    }
    return found;
}

} // namespace ember
