// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkstatusboard.h"

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

LinkStatusBoard::LinkStatusBoard(const QString &url, std::chrono::milliseconds staleAfter)
{
    m_status.url = url;
    m_status.staleAfter = staleAfter;
}

void LinkStatusBoard::opening()
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Connecting;
    m_status.reason.clear();
    m_status.attempt = 0;
    m_nextTry.reset();
}

void LinkStatusBoard::attempting(int attempt)
{
    const std::lock_guard lock(m_mutex);
    m_status.attempt = attempt;
    m_status.doing.clear();
    ++m_status.attempts;
    m_nextTry.reset();
}

void LinkStatusBoard::connected(bool again, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Connected;
    m_status.doing.clear();
    m_status.reason.clear();
    m_status.inference.clear();
    m_stoodSince = now;
    m_status.attempt = 0;
    m_nextTry.reset();
    if (!again) {
        ++m_status.established;
        return;
    }
    ++m_status.resumed;
    if (!m_status.drops.isEmpty()) {
        m_status.drops.last().downSeconds = std::chrono::duration<double>(now - m_interruptedAt).count();
    }
}

void LinkStatusBoard::interrupted(LinkDrop drop, Clock::time_point now, std::chrono::milliseconds nextTry)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Interrupted;
    m_status.doing.clear();
    m_status.reason = drop.reason;
    m_status.inference = drop.inference;
    m_nextTry = now + nextTry;
    m_status.stale = false;
    ++m_status.interrupted;
    m_interruptedAt = now;
    const bool isKnown = m_status.dropsByReason.contains(drop.reason) || m_status.dropsByReason.size() < kMaxReasons;
    ++m_status.dropsByReason[isKnown ? drop.reason : u"(other reasons)"_s];
    drop.nextTrySeconds = double(nextTry.count()) / 1000;
    drop.stoodSeconds = m_stoodSince ? std::chrono::duration<double>(now - *m_stoodSince).count() : 0;
    endSession(now);
    if (m_status.drops.size() == kMaxDrops) {
        m_status.drops.removeFirst();
    }
    m_status.drops.append(std::move(drop));
}

void LinkStatusBoard::endSession(Clock::time_point now)
{
    if (const auto since = std::exchange(m_stoodSince, std::nullopt)) {
        SessionLengths &sessions = m_status.sessions;
        const double length = std::chrono::duration<double>(now - *since).count();
        sessions.shortest = sessions.count == 0 ? length : std::min(sessions.shortest, length);
        sessions.longest = std::max(sessions.longest, length);
        sessions.total += length;
        ++sessions.count;
    }
}

void LinkStatusBoard::failed(const QString &reason, std::chrono::milliseconds nextTry)
{
    const std::lock_guard lock(m_mutex);
    m_status.reason = reason;
    m_status.doing.clear();
    m_nextTry = Clock::now() + nextTry;
}

void LinkStatusBoard::lost(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Lost;
    m_status.doing.clear();
    m_status.reason = reason;
    m_nextTry.reset();
    m_status.stale = false;
}

void LinkStatusBoard::closed()
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Closed;
    m_status.doing.clear();
    m_status.reason.clear();
    m_status.inference.clear();
    endSession(Clock::now());
    m_status.attempt = 0;
    m_nextTry.reset();
    m_status.stale = false;
}

void LinkStatusBoard::learnt(const TransportNews &news)
{
    const std::lock_guard lock(m_mutex);
    if (!news.doing.isEmpty() && m_status.state != LinkState::Connected) {
        m_status.doing = news.doing;
    }
    if (news.account) {
        m_status.account = news.account;
        const auto &expires = news.account->keysExpireAt;
        m_keysExpire = expires ? std::optional(Clock::now() + (*expires - eventTimeNow())) : std::nullopt;
    }
}

void LinkStatusBoard::setStale(bool stale)
{
    const std::lock_guard lock(m_mutex);
    m_status.stale = stale;
}

void LinkStatusBoard::setIdentityConflicts(quint64 count)
{
    const std::lock_guard lock(m_mutex);
    m_status.identityConflicts = count;
}

void LinkStatusBoard::setCommands(const CommandCounts &counts)
{
    const std::lock_guard lock(m_mutex);
    m_status.commands = counts;
}

void LinkStatusBoard::setNote(const QString &note)
{
    const std::lock_guard lock(m_mutex);
    m_status.note = note;
}

LinkStatus LinkStatusBoard::status() const
{
    const std::lock_guard lock(m_mutex);
    LinkStatus status = m_status;
    if (m_stoodSince) {
        status.stoodSeconds = std::chrono::duration<double>(Clock::now() - *m_stoodSince).count();
    }
    if (m_nextTry) { // counted on a clock that nobody sets
        status.nextTryAt
            = eventTimeNow() + std::chrono::duration_cast<std::chrono::microseconds>(*m_nextTry - Clock::now());
    }
    if (m_keysExpire && status.account) {
        status.account->keysExpireAt
            = eventTimeNow() + std::chrono::duration_cast<std::chrono::microseconds>(*m_keysExpire - Clock::now());
    }
    return status;
}

} // namespace ember
