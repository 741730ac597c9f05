// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <vector>

/// Measures several ways to handle messages in one run: in every round each of them in turn, so that what disturbs the
/// machine disturbs all alike. Prints medians over the rounds, and ratios to the first way taken round by round.
class Rounds
{
public:
    /// What one way did in one round.
    struct Sample
    {
        quint64 messages = 0;
        quint64 events = 0; ///< 0: it makes none
    };
    using Way = std::function<Sample()>;

    void add(const QString &name, Way way);
    /// Runs a round that does not count and then `count` that do.
    void run(int count);
    /// The table: wall-clock and processor time.
    [[nodiscard]] QString table() const;

private:
    struct Measured
    {
        Sample sample;
        double wall = 0; // seconds
        double processor = 0; // seconds, of all threads
    };
    struct Contender
    {
        QString name;
        Way way;
        std::vector<Measured> rounds;
    };

    [[nodiscard]] QString row(const Contender &contender) const;

    std::vector<Contender> m_contenders;
};
