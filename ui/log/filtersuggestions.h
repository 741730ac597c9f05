// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QList>

namespace ember {

/// A filter that finds events like one at hand.
struct FilterSuggestion
{
    QString text; ///< for a menu
    QString expression;
};

/// Filters by the event's name, source, connection and, for events of few data, by each of its values.
[[nodiscard]] QList<FilterSuggestion> filterSuggestions(const Event &event);

/// The field at a path below `data` compared with a value: `data.new == 60`. Empty for what cannot be compared
/// (objects, arrays).
[[nodiscard]] QString valueFilter(const QString &path, const QJsonValue &value);

/// A text as a literal of the expression language.
[[nodiscard]] QString quotedLiteral(const QString &text);

} // namespace ember
