// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LinkWorker: attempts to connect, what they lead to, and when the next one is made.
#include "linkworker.h"

#include "topicfilters.h"

namespace ember {

void LinkWorker::startOver()
{
    m_board.opening();
    m_backoff.reset();
    m_stood = false;
    m_attempts = 0;
    startAttempt();
}

void LinkWorker::startAttempt()
{
    m_retryAt.reset();
    m_phase = Phase::Attempting;
    m_board.attempting(++m_attempts);
    m_giveUpAt = Clock::now() + m_setup.attemptTimeout;
    m_inbox.beginAttempt(++m_attemptId);
    m_transport->open(subscriptions(m_setup.url.topics, profiles()));
}

QList<ProfilePtr> LinkWorker::profiles() const
{
    const auto &set = m_setup.options.profileSet;
    return set ? set->profiles() : m_setup.options.profiles;
}

void LinkWorker::endAttempt()
{
    m_giveUpAt.reset();
    m_staleAt.reset();
    m_stale = false;
    m_requests->disconnected();
    m_inbox.endAttempt(); // first: the transport's thread may be waiting for room
    m_transport->close();
    m_commands->disconnected();
}

std::chrono::milliseconds LinkWorker::planRetry()
{
    const std::chrono::milliseconds delay = m_backoff.next();
    m_phase = Phase::Waiting;
    m_retryAt = Clock::now() + delay;
    return delay;
}

void LinkWorker::onNotice(const LinkNotice &notice)
{
    if (notice.attempt != m_attemptId || (m_phase != Phase::Attempting && m_phase != Phase::Standing)) {
        return; // about an attempt that is over
    }
    switch (notice.kind) {
    case LinkNotice::Kind::Opened:
        onOpened(notice);
        break;
    case LinkNotice::Kind::Failed:
        onFailed(notice.reason, notice.permanent, notice.at);
        break;
    case LinkNotice::Kind::Dropped:
        onDropped(notice);
        break;
    }
}

void LinkWorker::onOpened(const LinkNotice &notice)
{
    const Clock::time_point now = Clock::now();
    m_phase = Phase::Standing;
    m_giveUpAt.reset();
    m_stoodSince = now;
    m_hasHeard = false;
    m_staleAt = now + m_setup.options.staleAfter;
    m_board.connected(m_stood, now);
    const int attempts = std::exchange(m_attempts, 0);
    post(m_stood ? m_events.resumed(notice.at, attempts) : m_events.established(notice.at, attempts));
    m_stood = true;
    m_requests->connected(now);
    m_commands->connected(now);
}

void LinkWorker::onFailed(const QString &reason, bool permanent, EventTime at)
{
    endAttempt();
    if (permanent) {
        m_phase = Phase::Resting;
        m_board.lost(reason);
        post(m_events.lost(at, reason, m_attempts));
        return;
    }
    m_board.failed(reason, planRetry());
}

void LinkWorker::onDropped(const LinkNotice &notice)
{
    if (m_phase == Phase::Attempting) {
        onFailed(notice.reason, false, notice.at);
        return;
    }
    const Clock::duration stood = Clock::now() - m_stoodSince;
    endAttempt();
    if (m_hasHeard) {
        m_backoff.reset();
    } else {
        m_backoff.dropped(stood);
    }
    const std::chrono::milliseconds delay = planRetry();
    const Clock::time_point now = Clock::now();
    const QString inference = m_dropPattern.dropped(stood, notice.reason);
    m_board.interrupted({.reason = notice.reason,
                            .at = notice.at,
                            .downSeconds = {},
                            .nextTrySeconds = {},
                            .stoodSeconds = 0,
                            .inference = inference},
        now, delay);
    post(m_events.interrupted(notice.at, notice.reason, inference, double(delay.count()) / 1000));
}

} // namespace ember
