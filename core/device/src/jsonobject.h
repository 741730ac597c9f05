// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <algorithm>
#include <utility>
#include <vector>

namespace ember {

/// The object of these members; of a name that stands twice the last one counts. QJsonObject keeps its members sorted
/// and moves those behind a new one: given in any order but its own, a million of them take minutes.
inline QJsonObject jsonObjectOf(std::vector<std::pair<QString, QJsonValue>> members)
{
    std::ranges::stable_sort(members, {}, &std::pair<QString, QJsonValue>::first);
    QJsonObject object;
    for (const auto &[name, value] : members) {
        object.insert(name, value);
    }
    return object;
}

} // namespace ember
