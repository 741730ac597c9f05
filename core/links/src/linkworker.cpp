// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkworker.h"

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

// A message that the connection allows must fit into the queue.
std::size_t queueBytes(const LinkSetup &setup)
{
    constexpr std::size_t kForTopicAndEntry = 256'000;
    return std::max(setup.options.queueBytes, std::size_t(setup.url.maxPayload) + kForTopicAndEntry);
}

std::shared_ptr<const ProfileSet> profileSet(const LinkOptions &options)
{
    return options.profileSet ? options.profileSet : std::make_shared<const ProfileSet>(options.profiles);
}

} // namespace

LinkWorker::LinkWorker(LinkSetup setup)
    : m_setup(std::move(setup))
    , m_inbox(m_setup.options.queueMessages, queueBytes(m_setup))
    , m_board(m_setup.url.text, m_setup.options.staleAfter)
    , m_events(m_setup.options.connection, m_setup.url.text)
    , m_decoder(profileSet(m_setup.options), m_setup.options.connection)
    , m_backoff(m_setup.backoff)
    , m_dropPattern(m_setup.url.clientId)
{
}

LinkWorker::~LinkWorker()
{
    close(u"the program let go of the connection"_s);
}

void LinkWorker::open()
{
    const std::lock_guard lock(m_threadMutex);
    if (m_closing) {
        return; // as if it had been opened just before it was closed
    }
    if (m_thread.joinable()) {
        m_inbox.wishReconnect();
        return;
    }
    m_inbox.start();
    m_board.opening();
    m_thread = std::thread([this] { run(); });
}

void LinkWorker::reconnect()
{
    open();
}

void LinkWorker::provoke(const SimulatedFault &fault)
{
    m_inbox.wishFault(fault);
}

void LinkWorker::close(const QString &reason)
{
    std::unique_lock lock(m_threadMutex);
    m_closed.wait(lock, [this] { return !m_closing; });
    if (!m_thread.joinable()) {
        return;
    }
    m_closing = true;
    m_inbox.wishClose(reason);
    std::thread thread = std::move(m_thread);
    lock.unlock();
    thread.join();
    lock.lock();
    m_closing = false;
    m_closed.notify_all();
}

void LinkWorker::beginClose(const QString &reason)
{
    const std::lock_guard lock(m_threadMutex);
    if (m_thread.joinable()) {
        m_inbox.wishClose(reason);
    }
}

LinkStatus LinkWorker::status() const
{
    LinkStatus status = m_board.status();
    LinkInbox::Ledger ledger = m_inbox.ledger();
    status.messages = ledger.counts;
    status.droppedByTopic = std::move(ledger.droppedByTopic);
    status.lastMessageAt = ledger.lastMessageAt;
    return status;
}

void LinkWorker::run()
{
    if (!m_transport) {
        m_transport = m_setup.transport(m_inbox);
    }
    ConnectionUrl asked = m_setup.url;
    asked.poll = asked.poll && m_transport->takesRequests();
    m_requests.emplace(asked, m_setup.options.profiles, m_transport->clientId());
    askCapabilitiesIfWished();
    makeCommandQueue();
    startOver();
    for (;;) {
        LinkInbox::Taken taken = m_inbox.take(nextDeadline());
        if (taken.close) {
            finish(*taken.close);
            return;
        }
        fulfil(taken);
        handle(taken.next);
        noteLosses(taken.dropped);
        runTimers(taken.next.isEmpty());
    }
}

/// What was wished for meanwhile, but for the end.
void LinkWorker::fulfil(LinkInbox::Taken &taken)
{
    for (const SimulatedFault &fault : std::as_const(taken.faults)) {
        m_transport->provoke(fault);
    }
    for (OutgoingCommand &command : taken.commands) {
        m_commands->add(std::move(command), Clock::now());
    }
    if (taken.refusal) {
        m_commands->refuseWaiting(*taken.refusal);
    }
    for (const TransportNews &news : std::as_const(taken.news)) {
        onNews(news);
    }
    if (taken.questions) {
        m_asksCapabilities = true;
        askCapabilitiesIfWished();
    }
    if (taken.reconnect && m_phase == Phase::Waiting) {
        startAttempt();
    } else if (taken.reconnect && m_phase == Phase::Resting) {
        startOver();
    }
}

void LinkWorker::askCapabilitiesIfWished()
{
    if (m_asksCapabilities && m_transport->takesRequests()) {
        m_requests->askOnce();
    }
}

void LinkWorker::makeCommandQueue()
{
    m_commands.emplace(CommandQueue::Link{
        .connection = m_setup.options.connection,
        .clientId = m_transport->clientId(),
        .publish = [this](const PreparedRequest &r) { return m_transport->publish(r.topic, r.body, 1); },
        .tell = [this](const Event &event) { post(event); },
        .variables =
            [this](const OutgoingCommand &command) {
                const KnownDevicePtr device = m_decoder.find(command.profile.get(), command.device);
                return device ? device->variables : QMap<QString, QString>();
            },
    });
}

void LinkWorker::showCommands()
{
    if (m_commands->counts() != m_shownCommands) {
        m_shownCommands = m_commands->counts();
        m_board.setCommands(m_shownCommands);
    }
}

std::optional<LinkWorker::Clock::time_point> LinkWorker::nextDeadline() const
{
    std::optional<Clock::time_point> next;
    for (const auto &deadline :
        {m_retryAt, m_giveUpAt, m_staleAt, m_tellLossesAt, m_requests->nextDue(), m_commands->nextDue()}) {
        if (deadline && (!next || *deadline < *next)) {
            next = deadline;
        }
    }
    return next;
}

void LinkWorker::runTimers(bool idle)
{
    const Clock::time_point now = Clock::now();
    if (m_retryAt && now >= *m_retryAt) {
        startAttempt();
    }
    // The answer may stand in the queue behind messages; and where messages wait nobody is silent.
    if (idle && m_giveUpAt && now >= *m_giveUpAt) {
        onFailed(u"no answer within %1 s"_s.arg(double(m_setup.attemptTimeout.count()) / 1000), false, eventTimeNow());
    }
    if (idle && m_staleAt && now >= *m_staleAt) {
        checkSilence(now);
    }
    if (m_tellLossesAt && now >= *m_tellLossesAt) {
        tellLosses();
    }
    m_requests->publishDue(
        now, [this](const PreparedRequest &request) { return m_transport->publish(request.topic, request.body, 1); });
    m_commands->runDue(now);
    showCommands();
    if (QString note = m_requests->unaskedNote(); note != m_note) {
        m_note = std::move(note);
        m_board.setNote(m_note);
    }
}

void LinkWorker::handle(const LinkInbox::Next &next)
{
    if (next.notice) {
        onNotice(*next.notice);
    } else if (!next.messages.empty()) {
        onMessages(next.messages);
    }
}

void LinkWorker::finish(const QString &reason)
{
    m_retryAt.reset();
    if (m_phase == Phase::Attempting || m_phase == Phase::Standing) {
        endAttempt();
    }
    // What came before the wish is still told, in order; a failure no longer leads anywhere.
    for (LinkInbox::Next next = m_inbox.takeNow(); !next.isEmpty(); next = m_inbox.takeNow()) {
        if (!next.notice && m_inbox.isCloseOverdue(m_setup.options.closePatience)) {
            m_inbox.account(next.messages, std::vector(next.messages.size(), MessageOutcome::Refused));
        } else if (!next.notice || next.notice->kind == LinkNotice::Kind::Opened) {
            handle(next);
        }
    }
    if (m_inbox.drops().total() != m_toldDrops.total()) {
        tellLosses();
    }
    for (OutgoingCommand &command : m_inbox.endCommands()) {
        m_commands->add(std::move(command), Clock::now());
    }
    m_commands->refuseAll(u"the connection was closed before it was sent: %1"_s.arg(reason));
    showCommands();
    m_phase = Phase::Resting;
    m_staleAt.reset();
    m_board.closed();
    post(m_events.closed(eventTimeNow(), reason));
}

} // namespace ember
