// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/link.h>
#include <ember/links/transport.h>

#include <chrono>
#include <mutex>
#include <optional>

namespace ember {

/// What a link shows of its life: written by the link's thread, read by any. The ledger is not here but in the inbox.
class LinkStatusBoard
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr qsizetype kMaxDrops = 1'000;
    static constexpr qsizetype kMaxReasons = 100;

    LinkStatusBoard(const QString &url, std::chrono::milliseconds staleAfter);

    /// A new life: connecting for the first time, or again after it was closed or lost.
    void opening();
    void attempting(int attempt);
    /// The connection stands; `again`: after an interruption.
    void connected(bool again, Clock::time_point now);
    /// A standing connection is gone. `drop` without what the board knows itself: how long it stood, the next try.
    void interrupted(LinkDrop drop, Clock::time_point now, std::chrono::milliseconds nextTry);
    /// An attempt came to nothing; the next one follows.
    void failed(const QString &reason, std::chrono::milliseconds nextTry);
    void lost(const QString &reason);
    void closed();
    /// What a transport told besides its messages.
    void learnt(const TransportNews &news);
    void setStale(bool stale);
    void setIdentityConflicts(quint64 count);
    void setNote(const QString &note);
    void setCommands(const CommandCounts &counts);

    [[nodiscard]] LinkStatus status() const;

private:
    void endSession(Clock::time_point now);

    mutable std::mutex m_mutex;
    LinkStatus m_status;
    std::optional<Clock::time_point> m_nextTry;
    std::optional<Clock::time_point> m_keysExpire;
    Clock::time_point m_interruptedAt{};
    std::optional<Clock::time_point> m_stoodSince;
};

} // namespace ember
