// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "harness.h"

#include <QtCore/QJsonArray>
#include <QtCore/QString>

namespace bench {

/// Which side of its bounds a figure should be on.
enum class Want
{
    AtMost,
    AtLeast
};

struct Goal
{
    int number = 0; ///< of the goals table; 0: no goal of the table, only told
    QString name;
    Want want = Want::AtMost;
    double must = 0;
    double stretch = 0;
    QString unit = QStringLiteral("x");
};

/// Judges figures against their goals, prints them as they come, and keeps them for the JSON file.
class Scoreboard
{
public:
    /// One figure per round. The median counts; for the goals between threads (22–27) a Must is missed only if the
    /// whole 95 % interval of the median lies on the wrong side.
    void add(const Goal &goal, const Series &series);
    /// A measured value that is no goal, for orientation: "raw loop, 10 handlers: 17.7 ns".
    void note(const QString &text) const;

    [[nodiscard]] int missed() const noexcept { return m_missed; }
    static void printHead();
    void printSummary() const;
    /// Writes what was added as JSON; false, and told on stderr, if that went wrong.
    [[nodiscard]] bool write(const QString &path) const;

private:
    QJsonArray m_entries;
    int m_stretch = 0;
    int m_met = 0;
    int m_missed = 0;
};

} // namespace bench
