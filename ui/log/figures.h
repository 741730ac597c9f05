// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QString>

namespace ember {

/// A number and its unit, kept apart so that the unit can be drawn dim.
struct Figure
{
    QString number;
    QString unit;

    /// "0.21 ms" with a thin space between.
    [[nodiscard]] QString text() const;
};

/// The space between a number and its unit, U+2009.
inline constexpr QChar kThinSpace{0x2009};

/// A duration for a column of durations: always in milliseconds, so that figures can be compared by eye.
[[nodiscard]] Figure millisecondsFigure(quint64 nanoseconds);
/// A duration on its own: "840 ns", "30 µs", "0.21 ms", "1.20 s".
[[nodiscard]] Figure durationFigure(quint64 nanoseconds);
/// "1,204" in the person's language.
[[nodiscard]] QString countText(quint64 count);
/// "64 MB", "8.5 kB", "812 bytes" in the person's language; in steps of 1,000, as sizes are written in options.
[[nodiscard]] QString sizeText(qint64 bytes);
/// The time of day to the millisecond, in local time: "10:01:02.314".
[[nodiscard]] QString clockText(EventTime time);
/// Date and time to the microsecond with the offset from UTC; for tooltips.
[[nodiscard]] QString fullTimeText(EventTime time);
/// How long ago, in words of one unit: "3 s ago", "12 min ago".
[[nodiscard]] QString ageText(std::chrono::microseconds age);

} // namespace ember
