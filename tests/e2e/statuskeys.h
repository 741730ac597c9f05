// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QList>
#include <QtCore/QString>

/// The keys of an NWP500's messages and what their numbers mean, written down from the protocol sheet (nwp500.md §4,
/// §5, §6) for the tests alone: nothing here knows the product's profiles.
namespace ember::e2e {

enum class Rule : quint8
{
    HalfCelsius, ///< °C = raw / 2; any number
    DeciUnit, ///< °C, K or L/min = raw / 10; any number
    Quantity, ///< the number itself; any number
    EnergyCount, ///< Wh = raw × 4; any number
    Whole, ///< the number itself; a whole one
    Boolean, ///< 2 is true, every other whole number false
    TriState, ///< 0 unknown, 1 off, 2 on
    Override, ///< 1 is true, every other whole number false
    Text
};

struct Key
{
    QString name;
    Rule rule = Rule::Whole;
    qint64 usual = 0; ///< what an idle unit sends
    bool newerOnly = false; ///< absent in the firmware of 2025 (87 keys)
};

/// The 102 keys of `response.status`.
[[nodiscard]] const QList<Key> &statusKeys();
/// The keys of `response.feature`, required and optional ones.
[[nodiscard]] const QList<Key> &featureKeys();

/// The known numbers of a key that names a state (modes, heat sources …); empty for every other key.
[[nodiscard]] QList<qint64> knownStates(const QString &key);

} // namespace ember::e2e
