// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkworker.h"

#include "topicfilters.h"

#include <ember/device/topicfilter.h>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLate{100}; // a timer that fires so much after its time
constexpr std::chrono::milliseconds kPostSlice{100}; // between two looks whether the link is to close
constexpr std::chrono::seconds kLossesInterval{1};

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
    makeCommandQueue();
    startOver();
    for (;;) {
        LinkInbox::Taken taken = m_inbox.take(nextDeadline());
        if (taken.close) {
            finish(*taken.close);
            return;
        }
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
        if (taken.reconnect && m_phase == Phase::Waiting) {
            startAttempt();
        } else if (taken.reconnect && m_phase == Phase::Resting) {
            startOver();
        }
        const bool idle = !taken.entry;
        if (!idle) {
            handle(*std::move(taken.entry));
        }
        noteLosses(taken.dropped);
        runTimers(idle);
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

/// Waits for room as long as it takes: what comes meanwhile gathers in our own queue, which is fair between topics when
/// it overflows. Only closing ends the wait.
bool LinkWorker::post(const Event &event)
{
    Posted posted = m_setup.post(event, kPostSlice);
    while (posted == Posted::Full && !m_inbox.isCloseOverdue(m_setup.options.closePatience)) {
        posted = m_setup.post(event, kPostSlice);
    }
    if (posted == Posted::Full) {
        posted = m_setup.post(event, std::chrono::milliseconds(0));
    }
    return posted == Posted::Accepted;
}

void LinkWorker::noteLosses(quint64 dropped)
{
    if (dropped != m_toldDrops.total() && !m_tellLossesAt) {
        m_tellLossesAt = m_lossesToldAt + kLossesInterval;
    }
}

/// `connection.overflowed`, at most once a second.
void LinkWorker::tellLosses()
{
    m_tellLossesAt.reset();
    m_lossesToldAt = Clock::now();
    const DropCounts drops = m_inbox.drops();
    const QMap<QString, quint64> before = m_toldDrops.byTopic();
    QueueLoss loss{.dropped = drops.total() - m_toldDrops.total(), .droppedTotal = drops.total()};
    for (const auto &[topic, count] : drops.byTopic().asKeyValueRange()) {
        if (const quint64 lost = count - before.value(topic); lost > loss.droppedOfTopic) {
            loss.topic = topic;
            loss.droppedOfTopic = lost;
        }
    }
    m_toldDrops = drops;
    post(m_events.overflowed(eventTimeNow(), loss));
}

void LinkWorker::checkSilence(Clock::time_point now)
{
    const Clock::duration silent = now - std::max(m_stoodSince, m_inbox.lastHeard().value_or(m_stoodSince));
    if (silent < m_setup.options.staleAfter) {
        m_staleAt = now - silent + m_setup.options.staleAfter;
        return;
    }
    // Who wakes late was starved, or the machine slept, and so may the other side have been: it gets as long again.
    if (const Clock::duration late = now - *m_staleAt; late > kLate) {
        m_staleAt = now + late;
        return;
    }
    // Once per silence; the next message starts the clock again.
    m_staleAt.reset();
    m_stale = true;
    m_board.setStale(true);
    post(m_events.stale(eventTimeNow(), std::chrono::duration<double>(silent).count()));
}

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

void LinkWorker::handle(QueueEntry entry)
{
    if (const auto *message = std::get_if<Message>(&entry)) {
        onMessage(*message);
    } else {
        onNotice(std::get<LinkNotice>(entry));
    }
}

void LinkWorker::onNews(const TransportNews &news)
{
    m_board.learnt(news);
    const Clock::time_point now = Clock::now();
    for (const FoundDevice &device : news.devices) {
        for (const ProfilePtr &profile : profiles()) {
            const QStringList filters = profile->topicFilters();
            const bool reads = std::ranges::any_of(
                filters, [&device](const QString &filter) { return topicMatches(filter, device.topic); });
            if (reads) {
                m_requests->heard(profile, device.id, device.variables, now);
            }
        }
    }
}

Decoded LinkWorker::decode(const Message &message)
{
    const qint64 limit = m_setup.url.maxPayload;
    return message.payload.size() <= limit
        ? m_decoder.decode(message)
        : m_decoder.undecodable(message, u"larger than the limit of %1 bytes (maxpayload)"_s.arg(limit));
}

void LinkWorker::onMessage(const Message &message)
{
    const Clock::time_point now = Clock::now();
    const Decoded decoded = decode(message);
    if (decoded.outcome != Decoded::Outcome::Ignored) {
        noteAlive(now);
    }
    const MessageOutcome outcome = hand(decoded);
    m_inbox.account(message, outcome);
    if (outcome == MessageOutcome::Refused) {
        noteLosses(m_toldDrops.total() + 1);
    }
    if (m_decoder.identityConflicts() != m_identityConflicts) {
        m_identityConflicts = m_decoder.identityConflicts();
        m_board.setIdentityConflicts(m_identityConflicts);
    }
    if (decoded.device) {
        const KnownDevice &device = *decoded.device;
        m_requests->heard(device.profile, device.id, device.variables, now);
    }
    m_commands->heard(message);
}

void LinkWorker::noteAlive(Clock::time_point now)
{
    if (std::exchange(m_stale, false)) {
        m_board.setStale(false);
        m_staleAt = now + m_setup.options.staleAfter;
    }
}

MessageOutcome LinkWorker::hand(const Decoded &decoded)
{
    if (decoded.outcome == Decoded::Outcome::Ignored) {
        return MessageOutcome::Ignored;
    }
    if (!post(decoded.event)) {
        return MessageOutcome::Refused;
    }
    return decoded.outcome == Decoded::Outcome::Decoded ? MessageOutcome::Decoded : MessageOutcome::Undecodable;
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
    m_staleAt = now + m_setup.options.staleAfter;
    m_backoff.reset();
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
    endAttempt();
    const std::chrono::milliseconds delay = planRetry();
    const Clock::time_point now = Clock::now();
    const QString inference = m_dropPattern.dropped(now - m_stoodSince, notice.reason);
    m_board.interrupted({.reason = notice.reason,
                            .at = notice.at,
                            .downSeconds = {},
                            .nextTrySeconds = {},
                            .stoodSeconds = 0,
                            .inference = inference},
        now, delay);
    post(m_events.interrupted(notice.at, notice.reason, inference, double(delay.count()) / 1000));
}

void LinkWorker::finish(const QString &reason)
{
    m_retryAt.reset();
    if (m_phase == Phase::Attempting || m_phase == Phase::Standing) {
        endAttempt();
    }
    // What came before the wish is still told, in order; a failure no longer leads anywhere.
    while (std::optional<QueueEntry> entry = m_inbox.takeNow()) {
        const auto *message = std::get_if<Message>(&*entry);
        if (message && m_inbox.isCloseOverdue(m_setup.options.closePatience)) {
            m_inbox.account(*message, MessageOutcome::Refused);
        } else if (message || std::get<LinkNotice>(*entry).kind == LinkNotice::Kind::Opened) {
            handle(*std::move(entry));
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
