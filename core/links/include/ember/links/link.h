// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/device/profileset.h>
#include <ember/events/event.h>
#include <ember/links/accountstatus.h>
#include <ember/links/connectionurl.h>
#include <ember/links/outgoingcommand.h>
#include <ember/links/simulationoptions.h>

#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace ember {

enum class LinkState : quint8
{
    Connecting, ///< first attempt, or trying since the start without success
    Connected,
    Interrupted, ///< was connected; tries again
    Lost, ///< given up or refused for good
    Closed ///< by the person, or not opened yet
};

/// The ledger of a connection: received = decoded + ignored + undecodable + waiting + dropped, in every snapshot.
struct MessageCounts
{
    quint64 received = 0;
    quint64 decoded = 0;
    quint64 ignored = 0;
    quint64 undecodable = 0;
    quint64 waiting = 0;
    quint64 dropped = 0; ///< from a full queue, or decoded and refused by the emitter's inbox
};

/// One loss of a connection.
struct LinkDrop
{
    QString reason;
    EventTime at;
    std::optional<double> downSeconds; ///< until it was connected again; none while it is not
    std::optional<double> nextTrySeconds; ///< the first back-off chosen
    double stoodSeconds = 0; ///< how long the connection had stood
    QString inference = {}; ///< what it probably was, where the reason does not say; empty: nothing can be inferred
};

/// How long a connection stood each time, of the times that are over.
struct SessionLengths
{
    quint64 count = 0;
    double shortest = 0; ///< seconds, like the others; no meaning without a count
    double longest = 0;
    double total = 0;
};

/// What is known about a connection at one moment.
struct LinkStatus
{
    QString url; ///< without secrets
    LinkState state = LinkState::Closed;
    QString reason; ///< of the last failure or drop, as it is known; empty while all is well
    QString inference; ///< what is probably behind the last drop; kept apart from what is known; mostly empty
    QString doing; ///< what the present attempt does, in words ("signing in"); mostly empty
    int attempt = 0; ///< attempts since it was last connected
    std::optional<EventTime> nextTryAt; ///< by the clock as it is set now
    bool stale = false; ///< connected but silent
    std::chrono::milliseconds staleAfter{0}; ///< the silence after which it, or a device heard through it, is stale
    QString note; ///< what it cannot do and why, while all is well; empty if there is nothing to say
    /// The last one that was not ignored, by the clock as it is set now, which may have been set since.
    std::optional<EventTime> lastMessageAt;
    quint64 established = 0;
    quint64 interrupted = 0;
    quint64 resumed = 0;
    MessageCounts messages;
    QMap<QString, quint64> droppedByTopic; ///< bounded; what exceeds the bound stands under "(other topics)"
    quint64 identityConflicts = 0;
    CommandCounts commands;
    QList<LinkDrop> drops; ///< the last 1,000
    QMap<QString, quint64> dropsByReason; ///< all of them; bounded, further reasons stand under "(other reasons)"
    quint64 attempts = 0; ///< to connect, since the link was made
    std::optional<double> stoodSeconds; ///< how long it has stood now; none while it does not
    SessionLengths sessions;
    std::optional<AccountStatus> account; ///< of a connection through one, once it was asked
};

/// What became of the first of the events that a link handed on.
struct Posted
{
    enum class Fate : quint8
    {
        Accepted,
        Full, ///< no room within the patience; the link keeps it and tries again
        Refused ///< not taken and never will be
    };
    Fate fate = Fate::Accepted;
    std::size_t count = 1; ///< of the first; the link hands the others on again
};

/// How a link hands on the events of messages that came together, in their order; it may take those it accepts out of
/// their places. Waits up to the patience for room. With no patience at all it is the last try, and the receiver counts
/// losses. Called on the link's thread, with one event at least.
using EventPoster = std::function<Posted(std::span<Event>, std::chrono::milliseconds patience)>;

struct LinkOptions
{
    QString connection; ///< the name in the metadata "connection" of every event
    QList<ProfilePtr> profiles; ///< those that may recognise messages
    /// The same, to be replaced while the connection runs: messages are read by a new edition from the next one on,
    /// what it subscribes to and asks for counts from the next time the connection is opened. Null: they stay.
    std::shared_ptr<const ProfileSet> profileSet = {};
    /// Bounds of the queue between the transport and this link's thread.
    std::size_t queueMessages = 10'000;
    std::size_t queueBytes = std::size_t(64) * 1024 * 1024;
    /// Silence after which a connected link counts as stale; messages that are ignored (requests, our own among them)
    /// do not end it. Of a simulator: simulated time, so that a silence shows at any speed, but never less than a real
    /// second, nor than three messages take at its `rate`.
    std::chrono::milliseconds staleAfter{600'000};
    /// How long close() goes on handing over what is queued.
    std::chrono::milliseconds closePatience{2'000};
};

/// One connection: a transport, a bounded queue and a thread of its own that decodes, posts, polls, reconnects with
/// back-off (1 s doubled to 120 s, with jitter; nwp500.md §9) and tells its own life as `connection.*` events. The
/// back-off starts over only after a connection that had stood for 10 s (of a simulator: simulated time) or had heard a
/// device: what breaks again as soon as it stands is tried less and less often.
///
/// A receiver without room holds the link's thread up, and messages gather in the queue. A full queue loses the oldest
/// message of the topic that has most of them there, so that a storm on one topic displaces no other one; the loss is
/// counted by topic and told by `connection.overflowed`, at most once a second.
///
/// Every function may be called from any thread; none blocks but close() and the destructor, which join the thread and
/// so must not be called by the poster.
class Link
{
public:
    Link(ConnectionUrl url, LinkOptions options, EventPoster post);
    ~Link();
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    void open();
    /// Ends the connection on the person's wish: what is queued is still decoded and posted, then
    /// `connection.closed` with `reason` follows. What the receiver has not taken within LinkOptions::closePatience is
    /// dropped and counted. May be opened again.
    void close(const QString &reason);
    /// Says that close() will follow and does not wait: so several links end at the same time.
    void beginClose(const QString &reason);
    /// Tries now instead of at the end of the back-off; opens a closed link.
    void reconnect();
    /// Lets something go wrong at a simulator, at the present moment of its simulation; at an interrupted one as soon
    /// as it stands again. `fault.at` is not looked at. The error says why nothing can be provoked here: no simulator,
    /// or not open.
    Result<bool> provoke(const SimulatedFault &fault);

    /// Sends a command that was checked (prepareCommand()), or keeps it until the connection stands: at most 100, the
    /// oldest goes, each for at most 300 s; it is sent once at most. What becomes of it is told by `command.*` events
    /// (commandevents.h), beginning with `command.queued`. The error says why it was not taken; no event tells that.
    Result<bool> send(OutgoingCommand command);
    /// Takes back what has not been sent yet, but for questions: each is told by `command.refused`.
    void refuseWaitingCommands(const QString &reason);
    /// Commands are going to be sent, and are checked against what a device says it can do: where nothing is polled
    /// (`poll=off`) each device is asked that once, at its next message. Elsewhere it has been asked already.
    void askCapabilities();

    [[nodiscard]] LinkStatus status() const;
    [[nodiscard]] const ConnectionUrl &url() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ember
