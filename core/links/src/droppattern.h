// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <chrono>

namespace ember {

/// What a series of drops lets one guess and no single one says: two clients with one id throw each other out as soon
/// as they connect, and before MQTT 5 a broker cannot tell them why. Any one thread.
class DropPattern
{
public:
    static constexpr int kDrops = 3; ///< in a row
    static constexpr std::chrono::milliseconds kSoon{2'000};

    /// `clientId` as the person named it; empty: we made one that nobody else has.
    explicit DropPattern(QString clientId)
        : m_clientId(std::move(clientId))
    {
    }

    /// A connection that had stood so long dropped. What that probably means, in words; empty: nothing to infer, or the
    /// reason says it already.
    [[nodiscard]] QString dropped(std::chrono::steady_clock::duration stood, const QString &reason);

private:
    const QString m_clientId;
    int m_soon = 0;
};

} // namespace ember
