// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "baresubscriber.h"
#include "mosquittobroker.h"
#include "statuses.h"
#include "topics.h"
#include "topicstream.h"

#include <ember/session/session.h>

#include <QtCore/QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <thread>

namespace bench {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qint64 kLogBudget = 128'000'000; // full within a round, so that leaving is part of it
constexpr quint64 kAhead = 8'000; // messages on their way: enough that nobody waits, few enough that none is lost
constexpr double kUnpaced = 1e9; // a second: as many as are taken
constexpr qint64 kStall = 5'000; // ms without a further message: what is missing is lost

struct Load
{
    int goal;
    QString name;
    QString topic;
    std::function<QByteArray(quint64)> payload;
    quint64 messages;
    double must;
    double stretch;
};

/// What one way did with a load.
struct Delivery
{
    double perSecond = 0;
    double ownMicros = 0; ///< processor time of this process for a message, the publisher's included
    double brokerMicros = 0; ///< of mosquitto's
    quint64 sent = 0;
    quint64 received = 0;
};

std::chrono::duration<double, std::micro> processorTime(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

clockid_t clockOf(qint64 process)
{
    clockid_t clock{};
    if (clock_getcpuclockid(pid_t(process), &clock) != 0) {
        qFatal("the broker's processor time cannot be read");
    }
    return clock;
}

bool waitFor(const std::function<bool()> &condition)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (clock.elapsed() > 20'000) {
            return false;
        }
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

/// Publishes the load as fast as it is taken, until `taken` says that all of it was or nothing comes any more, and then
/// until `isDone`.
Delivery deliver(MosquittoBroker &broker, const Load &load, quint64 messages, const std::function<quint64()> &taken,
    const std::function<bool()> &isDone)
{
    const clockid_t brokerClock = clockOf(broker.processId());
    const auto own = processorTime(CLOCK_PROCESS_CPUTIME_ID);
    const auto brokers = processorTime(brokerClock);
    std::atomic<quint64> done = 0;
    QElapsedTimer wall;
    wall.start();
    TopicStream stream({.port = broker.port(),
        .topic = load.topic,
        .payload = load.payload,
        .perSecond = kUnpaced,
        .upTo = [&done, messages] { return std::min(done + kAhead, messages); }});
    QElapsedTimer stall;
    stall.start();
    while (done < messages && stall.elapsed() < kStall) {
        std::this_thread::sleep_for(1ms);
        if (const quint64 now = taken(); now != done) {
            done = now;
            stall.restart();
        }
    }
    const bool finished = waitFor(isDone);
    const double microseconds = double(wall.nsecsElapsed()) / 1000;
    Delivery delivery{.perSecond = double(done) * 1e6 / microseconds,
        .ownMicros = (processorTime(CLOCK_PROCESS_CPUTIME_ID) - own).count() / double(messages),
        .brokerMicros = (processorTime(brokerClock) - brokers).count() / double(messages),
        .sent = stream.sent(),
        .received = done};
    if (!finished) {
        qFatal("%s: not everything that was received came to its end", qUtf8Printable(load.name));
    }
    return delivery;
}

Delivery countOnly(MosquittoBroker &broker, const Load &load, quint64 messages)
{
    BareSubscriber subscriber(broker.port());
    if (!waitFor([&] { return subscriber.isReady(); })) {
        qFatal("the broker does not answer");
    }
    return deliver(
        broker, load, messages, [&] { return subscriber.received(); }, [] { return true; });
}

/// The session as the program uses it: recognised by topic, change detection, live state, log and counters.
Delivery watch(MosquittoBroker &broker, const Load &load, quint64 messages)
{
    ember::Session session({.logBudget = kLogBudget, .profile = {}});
    const auto url = ember::ConnectionUrl::parse(u"mqtt://127.0.0.1:%1?poll=off"_s.arg(broker.port()));
    if (!url || !session.open(*url)) {
        qFatal("the session cannot be opened");
    }
    const auto link = [&session] { return session.connections().constFirst().link; };
    if (!waitFor([&] { return link().state == ember::LinkState::Connected; })) {
        qFatal("the broker does not answer");
    }
    Delivery delivery = deliver(
        broker, load, messages,
        [&] {
            const ember::MessageCounts counts = link().messages;
            return counts.decoded + counts.ignored + counts.undecodable + counts.dropped;
        },
        [&] {
            const ember::EmitterCounts counts = session.counts();
            return counts.waiting == 0 && session.log()->size() == counts.emitted;
        });
    const ember::MessageCounts counts = link().messages;
    if (counts.decoded + counts.dropped != counts.received) {
        qFatal("%s: %llu messages received, %llu decoded", qUtf8Printable(load.name), counts.received, counts.decoded);
    }
    delivery.received = counts.decoded;
    return delivery;
}

std::vector<Load> loads()
{
    const auto statuses = std::make_shared<const Statuses>(simulatedStatuses(1'000));
    return {
        {1, u"small JSON, no profile: all of it, part of a bare subscriber's"_s, u"hall/climate"_s,
            [](quint64 number) -> QByteArray {
                return R"({"temperature":)" + QByteArray::number(20 + double(number % 50) / 10)
                    + R"(,"humidity":41,"battery":97,"linkquality":120})";
            },
            100'000, 0.8, 0.95},
        {2, u"a number, its topic in a profile: all of it, part of a bare subscriber's"_s,
            u"boiler/cellar/temperature"_s,
            [](quint64 number) { return QByteArray::number(40 + double(number % 300) / 10); }, 100'000, 0.8, 0.95},
        {3, u"a status of an NWP500: all of it, part of a bare subscriber's"_s, statuses->topic,
            [statuses](quint64 number) { return statuses->payloads[number % statuses->payloads.size()]; }, 40'000, 0.6,
            0.8},
    };
}

/// The figures of one load, one a round.
struct Sums
{
    Series perSecond, own, broker;
    quint64 lost = 0;

    void add(const Delivery &delivery)
    {
        perSecond.push_back(delivery.perSecond);
        own.push_back(delivery.ownMicros);
        broker.push_back(delivery.brokerMicros);
        lost += delivery.sent - delivery.received;
    }
    [[nodiscard]] QString text() const
    {
        return u"%1/s, %2 µs here and %3 µs in the broker for each, %4 lost"_s.arg(median(perSecond), 0, 'f', 0)
            .arg(median(own), 0, 'f', 1)
            .arg(median(broker), 0, 'f', 1)
            .arg(lost);
    }
};

} // namespace

void throughput(Scoreboard &board, const Extent &extent)
{
    MosquittoBroker broker;
    if (!broker.start({u"max_queued_messages 0"_s, u"max_inflight_messages 0"_s})) {
        qFatal("mosquitto is needed: install what tests/packages names");
    }
    for (const Load &load : loads()) {
        const quint64 messages = extent.messages(load.messages);
        Sums bare;
        Sums whole;
        for (int round = 0; round <= extent.rounds; ++round) {
            const Delivery counted = countOnly(broker, load, messages);
            const Delivery watched = watch(broker, load, messages);
            if (round > 0) { // the first one warms caches and memory up
                bare.add(counted);
                whole.add(watched);
            }
        }
        board.note(u"bare:  "_s + bare.text());
        board.note(u"whole: "_s + whole.text());
        // Publisher, broker and subscriber share the processors: where these are the bound, not a thread of ours, the
        // rates are as the processor time of everything that takes part.
        Series possible;
        for (std::size_t i = 0; i < bare.own.size(); ++i) {
            possible.push_back((bare.own[i] + bare.broker[i]) / (whole.own[i] + whole.broker[i]));
        }
        board.note(u"processor time of everything together, bare to whole: %1"_s.arg(median(possible), 0, 'f', 2));
        board.add(
            {load.goal, load.name, Want::AtLeast, load.must, load.stretch}, ratio(whole.perSecond, bare.perSecond));
    }
}

} // namespace bench
