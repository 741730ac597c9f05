// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkstatusboard.h"

namespace ember {

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
    m_nextTry.reset();
}

void LinkStatusBoard::connected(bool again, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Connected;
    m_status.reason.clear();
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

void LinkStatusBoard::interrupted(
    const QString &reason, EventTime at, Clock::time_point now, std::chrono::milliseconds nextTry)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Interrupted;
    m_status.reason = reason;
    m_nextTry = now + nextTry;
    m_status.stale = false;
    ++m_status.interrupted;
    m_interruptedAt = now;
    if (m_status.drops.size() == kMaxDrops) {
        m_status.drops.removeFirst();
    }
    m_status.drops.append(
        {.reason = reason, .at = at, .downSeconds = {}, .nextTrySeconds = double(nextTry.count()) / 1000});
}

void LinkStatusBoard::failed(const QString &reason, std::chrono::milliseconds nextTry)
{
    const std::lock_guard lock(m_mutex);
    m_status.reason = reason;
    m_nextTry = Clock::now() + nextTry;
}

void LinkStatusBoard::lost(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Lost;
    m_status.reason = reason;
    m_nextTry.reset();
    m_status.stale = false;
}

void LinkStatusBoard::closed()
{
    const std::lock_guard lock(m_mutex);
    m_status.state = LinkState::Closed;
    m_status.reason.clear();
    m_status.attempt = 0;
    m_nextTry.reset();
    m_status.stale = false;
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
    if (m_nextTry) { // counted on a clock that nobody sets
        status.nextTryAt
            = eventTimeNow() + std::chrono::duration_cast<std::chrono::microseconds>(*m_nextTry - Clock::now());
    }
    return status;
}

} // namespace ember
