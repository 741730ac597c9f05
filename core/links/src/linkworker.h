// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "backoff.h"
#include "commandqueue.h"
#include "droppattern.h"
#include "linkevents.h"
#include "linkinbox.h"
#include "linkstatusboard.h"
#include "requestschedule.h"

#include <ember/device/decoder.h>
#include <ember/links/link.h>
#include <ember/links/transport.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace ember {

/// Makes a transport that answers through the sink; called on the link's thread.
using TransportFactory = std::function<std::unique_ptr<Transport>(TransportSink &)>;

/// What a link is made of; tests put in a transport, a back-off and times of their own.
struct LinkSetup
{
    ConnectionUrl url;
    LinkOptions options;
    EventPoster post;
    TransportFactory transport;
    Backoff backoff = Backoff();
    /// After that an attempt without an answer counts as failed, so that a mute broker cannot hold a link for ever.
    std::chrono::milliseconds attemptTimeout{60'000};
};

/// The link's life on a thread of its own, which runs from open() to close(): waits for what the inbox has, for the
/// next attempt, for a silence that lasts too long and for the next request, whatever comes first. See Link.
class LinkWorker
{
public:
    explicit LinkWorker(LinkSetup setup);
    ~LinkWorker();
    LinkWorker(const LinkWorker &) = delete;
    LinkWorker &operator=(const LinkWorker &) = delete;

    // Any thread, but close() not from the poster: it waits for the thread that calls it.
    void open();
    void close(const QString &reason);
    void beginClose(const QString &reason);
    void reconnect();
    void provoke(const SimulatedFault &fault);
    /// False while the link is closed.
    [[nodiscard]] bool send(OutgoingCommand command) { return m_inbox.wishCommand(std::move(command)); }
    void refuseWaiting(const QString &reason) { m_inbox.wishRefusal(reason); }
    void askCapabilities() { m_inbox.wishQuestions(); }
    [[nodiscard]] LinkStatus status() const;
    [[nodiscard]] const ConnectionUrl &url() const noexcept { return m_setup.url; }

private:
    using Clock = std::chrono::steady_clock;
    enum class Phase : quint8
    {
        Resting, ///< given up; a wish starts it again
        Waiting, ///< for the end of the back-off
        Attempting,
        Standing
    };

    // All of these run on the link's thread.
    void run();
    void fulfil(LinkInbox::Taken &taken);
    void askCapabilitiesIfWished();
    void makeCommandQueue();
    void showCommands();
    [[nodiscard]] std::optional<Clock::time_point> nextDeadline() const;
    void runTimers(bool idle);
    void checkSilence(Clock::time_point now);
    void startAttempt();
    [[nodiscard]] QList<ProfilePtr> profiles() const;
    void endAttempt();
    void startOver();
    void handle(const LinkInbox::Next &next);
    void onNews(const TransportNews &news);
    void onMessages(const std::vector<Message> &messages);
    void noteAlive(Clock::time_point now);
    void onNotice(const LinkNotice &notice);
    void onOpened(const LinkNotice &notice);
    void onFailed(const QString &reason, bool permanent, EventTime at);
    void onDropped(const LinkNotice &notice);
    void finish(const QString &reason);
    [[nodiscard]] Decoded decode(const Message &message);
    [[nodiscard]] std::vector<MessageOutcome> handOn(std::vector<Decoded> &all);
    [[nodiscard]] std::chrono::milliseconds planRetry();
    void post(Event event);
    [[nodiscard]] Posted post(std::span<Event> events);
    void noteLosses(quint64 dropped);
    void tellLosses();

    const LinkSetup m_setup;
    LinkInbox m_inbox;
    LinkStatusBoard m_board;

    std::mutex m_threadMutex;
    std::condition_variable m_closed;
    std::thread m_thread;
    bool m_closing = false;

    // The rest belongs to the link's thread.
    const LinkEvents m_events;
    Decoder m_decoder;
    std::unique_ptr<Transport> m_transport;
    std::optional<RequestSchedule> m_requests;
    std::optional<CommandQueue> m_commands;
    Backoff m_backoff;
    DropPattern m_dropPattern;
    Phase m_phase = Phase::Resting;
    bool m_stood = false; // since it was opened
    bool m_hasHeard = false; // of a device, since the connection stands; what the broker had kept does not count
    bool m_stale = false;
    bool m_asksCapabilities = false; // wished for, in this life of the link or an earlier one
    int m_attempts = 0; // since it last stood
    quint64 m_attemptId = 0;
    quint64 m_identityConflicts = 0;
    QString m_note; // as it stands on the board
    CommandCounts m_shownCommands; // so too
    Clock::time_point m_stoodSince{};
    std::optional<Clock::time_point> m_retryAt;
    std::optional<Clock::time_point> m_giveUpAt;
    std::optional<Clock::time_point> m_staleAt;
    DropCounts m_toldDrops;
    Clock::time_point m_lossesToldAt{};
    std::optional<Clock::time_point> m_tellLossesAt;
};

} // namespace ember
