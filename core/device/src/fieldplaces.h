// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QHashFunctions>
#include <QtCore/QString>

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace ember {

/// Where the discovered fields of each topic stand in a list. A message has its fields mostly in the order of the one
/// before, so that each is found at the first look. One thread.
class FieldPlaces
{
public:
    using Places = std::vector<int>; ///< of one topic, in the order in which its fields were first seen

    /// The places of a topic's fields, to be added to; valid until the next call.
    [[nodiscard]] Places &of(const QString &topic) { return m_byTopic[topic]; }
    /// The same if there are any, else null: asking makes no entry.
    [[nodiscard]] Places *find(const QString &topic)
    {
        const auto known = m_byTopic.find(topic);
        return known == m_byTopic.end() ? nullptr : &known->second;
    }

    /// The place of the field that came as the `nth` of its message, -1 if it has none. `nameAt(place)`: the name
    /// there.
    template <typename NameAt>
    [[nodiscard]] static int placeOf(const Places *places, std::size_t nth, QStringView name, NameAt nameAt)
    {
        if (!places) {
            return -1;
        }
        if (nth < places->size() && nameAt((*places)[nth]) == name) {
            return (*places)[nth];
        }
        const auto at = std::ranges::find_if(*places, [&](int place) { return nameAt(place) == name; });
        return at == places->end() ? -1 : *at;
    }

private:
    std::unordered_map<QString, Places> m_byTopic;
};

} // namespace ember
