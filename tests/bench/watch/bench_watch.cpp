// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "rounds.h"

#include <ember/device/changedetector.h>
#include <ember/device/decodedmessage.h>
#include <ember/device/decoder.h>
#include <ember/device/devicestate.h>
#include <ember/device/profilelibrary.h>
#include <ember/links/simulation.h>
#include <ember/session/session.h>

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <cstdio>
#include <cstdlib>

using namespace ember;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMessages = 40'000; // a round of each way
constexpr qint64 kBudget = 128'000'000; // of the log: full within a round, so that leaving is part of it
const QString kUrl = u"sim:?rate=10000000&devices=2"_s;

/// What `watch` hears from the simulator.
std::vector<Message> simulatedMessages(int count)
{
    SimulationOptions options;
    options.rate = 10'000'000;
    options.devices = 2;
    Simulation simulation(options);
    std::vector<Message> messages;
    for (int i = 0; i < count; ++i) {
        SimulatedStep step = simulation.next();
        messages.push_back({.topic = step.topic, .payload = std::move(step.payload), .time = eventTimeNow()});
    }
    return messages;
}

std::vector<ProfilePtr> profiles()
{
    const auto &builtIn = ProfileLibrary::builtIn();
    return {builtIn.begin(), builtIn.end()};
}

/// Decodes on this thread and hands each event to `take`; returns how many messages were decoded.
template <typename Take>
quint64 decodeAll(const std::vector<Message> &messages, Take take)
{
    Decoder decoder(profiles(), u"bench"_s);
    quint64 decoded = 0;
    for (const Message &message : messages) {
        Decoded result = decoder.decode(message);
        decoded += result.outcome == Decoded::Outcome::Decoded ? 1 : 0;
        take(std::move(result.event));
    }
    return decoded;
}

Rounds::Sample parseOnly(const std::vector<Message> &messages)
{
    quint64 objects = 0;
    for (const Message &message : messages) {
        objects += QJsonDocument::fromJson(message.payload).isObject() ? 1 : 0;
    }
    return {.messages = objects};
}

Rounds::Sample decodeOnly(const std::vector<Message> &messages)
{
    return {.messages = decodeAll(messages, [](const Event &) {})};
}

/// The handlers of a session on one thread; with a log or without.
Rounds::Sample emitAll(const std::vector<Message> &messages, bool withLog)
{
    EventLog log(kBudget);
    ChangeDetector changes;
    std::map<Symbol, DeviceState, decltype([](Symbol a, Symbol b) { return a.id() < b.id(); })> devices;
    EventEmitter emitter;
    const auto isDecoded = [](const Event &event) { return DecodedMessage::from(event.payload()) != nullptr; };
    emitter.on(u"**",
        [&](const Event &event) {
            for (Event &child : changes.detect(event)) {
                emitter.emitNext(std::move(child));
            }
        },
        {.priority = priority::changeDetector, .filter = isDecoded});
    emitter.on(u"**", [&](const Event &event) { devices[event.sourceSymbol()].update(event); }, {.filter = isDecoded});
    if (withLog) {
        QObject::connect(&emitter, &EventEmitter::traced, [&log](const TraceBatch &batch) { log.append(batch); });
    }
    const quint64 decoded = decodeAll(messages, [&emitter](Event event) { emitter.emitEvent(event); });
    emitter.flushBatch();
    return {.messages = decoded, .events = emitter.counts().emitted};
}

/// The whole of it with its threads: the simulator, the link, the emitter, the log.
Rounds::Sample watchAll()
{
    Session session({.logBudget = kBudget, .profile = {}});
    if (!session.open(*ConnectionUrl::parse(kUrl))) {
        qFatal("the simulator could not be opened");
    }
    const auto received = [&session] { return session.connections().first().link.messages; };
    while (received().decoded < quint64(kMessages)) {
        QTest::qSleep(1);
    }
    session.stop(u"enough"_s);
    const MessageCounts counts = received();
    if (counts.decoded != counts.received || counts.dropped != 0) {
        qFatal("messages were lost");
    }
    return {.messages = counts.decoded, .events = session.counts().emitted};
}

Rounds::Sample simulateOnly()
{
    return {.messages = simulatedMessages(kMessages).size()};
}

int rounds()
{
    const int wanted = qEnvironmentVariableIntValue("EMBER_BENCH_ROUNDS");
    return wanted > 0 ? wanted : 9;
}

} // namespace

/// How fast messages go through: `EMBER_BENCH_ROUNDS=3 tests/run --bench` for a shorter run.
class WatchBench : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesToLog()
    {
        const std::vector<Message> messages = simulatedMessages(kMessages);
        QCOMPARE(decodeOnly(messages).messages, quint64(kMessages));
        Rounds compared;
        compared.add(u"decode alone"_s, [&] { return decodeOnly(messages); });
        compared.add(u"QJsonDocument alone, nothing decoded"_s, [&] { return parseOnly(messages); });
        compared.add(u"decode → emit, one thread"_s, [&] { return emitAll(messages, false); });
        compared.add(u"decode → emit → log, one thread"_s, [&] { return emitAll(messages, true); });
        compared.add(u"watch: simulator ═ link ═ emitter → log"_s, watchAll);
        compared.add(u"the simulator alone"_s, simulateOnly);
        compared.run(rounds());
        std::printf("%s", qUtf8Printable(compared.table()));
        std::fflush(stdout);
    }
};

QTEST_GUILESS_MAIN(WatchBench)
#include "bench_watch.moc"
