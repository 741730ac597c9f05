// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/events/event.h>
#include <ember/events/value.h>

#include <QtCore/QString>

/// Values as people read them: "60.0 °C" (number and unit joined by a thin space, U+2009), "on", "Heat pump",
/// "unknown (7)" for a number without a label, "unknown" for null. Numbers have a point and no separators, whatever the
/// locale. Any thread.
namespace ember {

/// Text from outside as it may stand in a line of a log, a table or a terminal: control characters, line breaks and
/// characters that turn the direction of writing as escapes (\n, \x1b, \u202e), and of a long text its first
/// kLongestShown characters and how many it has.
[[nodiscard]] QString shownText(const QString &text);
inline constexpr qsizetype kLongestShown = 1'000; ///< UTF-16 units

/// A number with that many decimals (-1: as many as it has) and its unit.
[[nodiscard]] QString formatNumber(const Value &number, int decimals, QStringView unit);
/// A decoded value of a field; empty if it is absent. A text as shownText() gives it.
[[nodiscard]] QString formatValue(const FieldDefinition &field, const Value &value);
/// A derived value; empty if it is absent.
[[nodiscard]] QString formatDerived(const DerivedDefinition &derived, const Value &value);

/// A discovered value: by the profile's field if that describes it (index below 0: nobody does), else as it came; a
/// text as shownText() gives it.
[[nodiscard]] QString formatDiscovered(const Profile &profile, int profileField, const Value &value);

/// One line about an event of a device, after its profile's template: for messages and for the events of its rules.
/// A message whose fields were found in it tells its first ones, a `field.changed` "temperature 21.4 → 21.5".
/// Empty for every other event and where the profile has no template. A value that is absent reads "unknown". An event
/// that carries a message is read by the profile that decoded it; `profile` is for those read back from a recording.
[[nodiscard]] QString summary(const Event &event, const Profile &profile);

} // namespace ember
