// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "linkbench.h"

#include <ember/device/profilelibrary.h>
#include <ember/links/link.h>

#include <array>
#include <atomic>
#include <functional>
#include <random>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ember::LinkState;
using ember::LinkStatus;
using ember::LinkWorker;
using ember::TransportSink;

namespace {

constexpr int kLives = 100; // so often each of two threads opens and closes the link

ember::ConnectionUrl urlOf(const QString &text)
{
    auto url = ember::ConnectionUrl::parse(text);
    if (!url) {
        qFatal("%s", qPrintable(url.error()));
    }
    return *url;
}

/// From two threads of its own: it is accepted, refused, sends messages and is dropped, as luck will have it.
class StormTransport final : public ember::Transport
{
public:
    explicit StormTransport(TransportSink &sink)
        : m_sink(sink)
    {
    }
    ~StormTransport() override { close(); }

    void open(const QStringList &) override
    {
        m_stop = false;
        m_threads.emplace_back([this, seed = ++m_attempts] { answer(seed); });
        m_threads.emplace_back([this] { say(u"b"_s); });
    }
    void close() override
    {
        m_stop = true;
        for (std::thread &thread : m_threads) {
            thread.join();
        }
        m_threads.clear();
    }
    [[nodiscard]] bool publish(const QString &, const QByteArray &, int) override { return true; }
    [[nodiscard]] bool takesRequests() const override { return true; }
    [[nodiscard]] QString clientId() const override { return u"storm"_s; }

private:
    void answer(unsigned seed)
    {
        std::minstd_rand random(seed);
        random.discard(10);
        const auto mood = random() % 8;
        if (mood < 2) {
            m_sink.failed(u"refused"_s, mood == 0);
            return;
        }
        m_sink.opened();
        say(u"a"_s);
        if (mood < 6) {
            m_sink.dropped(u"the cable"_s);
        }
    }
    void say(const QString &device)
    {
        for (int i = 0; i < 100 && !m_stop; ++i) {
            m_sink.received({.topic = u"room/%1/state"_s.arg(device),
                .payload = i % 20 == 7 ? "no JSON" : R"({"code":"7","state":{"temperature":20}})",
                .time = ember::eventTimeNow()});
            std::this_thread::yield();
        }
    }

    TransportSink &m_sink;
    std::atomic<bool> m_stop = false;
    unsigned m_attempts = 0;
    std::vector<std::thread> m_threads;
};

/// Two threads that look at a status all the time, until stop() says whether every one was sound.
class StatusReaders
{
public:
    explicit StatusReaders(const std::function<LinkStatus()> &status)
    {
        for (std::thread &thread : m_threads) {
            thread = std::thread([this, status] {
                while (!m_stop) {
                    const LinkStatus now = status();
                    if (!ledgerHolds(now.messages) || now.resumed > now.interrupted
                        || quint64(now.drops.size()) > now.interrupted) {
                        m_sound = false;
                    }
                    std::this_thread::yield();
                }
            });
        }
    }
    ~StatusReaders() { stop(); }
    StatusReaders(const StatusReaders &) = delete;
    StatusReaders &operator=(const StatusReaders &) = delete;

    bool stop()
    {
        m_stop = true;
        for (std::thread &thread : m_threads) {
            if (thread.joinable()) {
                thread.join();
            }
        }
        return m_sound;
    }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<bool> m_sound = true;
    std::array<std::thread, 2> m_threads; // last: they use the rest
};

} // namespace

/// A link that everybody wants something of at once; mostly for ThreadSanitizer.
class TestLinkStress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openedClosedAndReadByManyWhileMessagesCome();
    void simulatorsAreClosedAndReopenedByManyInMidStream();
};

void TestLinkStress::openedClosedAndReadByManyWhileMessagesCome()
{
    EventRecorder recorder;
    LinkWorker link({.url = urlOf(u"mqtt://host"_s),
        .options = {.connection = u"storm"_s, .profiles = {roomProfile()}, .queueMessages = 50},
        .post = recorder.poster(),
        .transport = [](TransportSink &sink) { return std::make_unique<StormTransport>(sink); },
        .backoff = ember::Backoff({.initial = 1ms, .cap = 2ms}, [] { return 0.5; })});
    StatusReaders readers([&link] { return link.status(); });
    std::vector<std::thread> people;
    for (unsigned person = 0; person < 2; ++person) {
        people.emplace_back([&link, person] {
            std::minstd_rand random(person + 1);
            for (int life = 0; life < kLives; ++life) {
                link.reconnect();
                std::this_thread::sleep_for(std::chrono::microseconds(random() % 2'000)); // any moment of its life
                link.reconnect();
                link.close(u"closed by person %1"_s.arg(person));
            }
        });
    }
    for (std::thread &person : people) {
        person.join();
    }
    link.reconnect();
    const bool stood
        = recorder.waitUntil([&link](const EventRecorder::Events &) { return link.status().messages.decoded > 0; });
    link.close(u"enough"_s);
    QVERIFY(stood);
    QVERIFY2(readers.stop(), "a status was not sound in itself");
    QCOMPARE(recorder.names().last(), u"connection.closed"_s);
    const LinkStatus status = link.status();
    QCOMPARE(status.state, LinkState::Closed);
    QCOMPARE(status.messages.waiting, quint64(0));
    QCOMPARE(recorder.count(u"device.status_received"_s), int(status.messages.decoded));
    QCOMPARE(recorder.count(u"message.undecodable"_s), int(status.messages.undecodable));
    QCOMPARE(recorder.count(u"connection.interrupted"_s), int(status.interrupted));
    QCOMPARE(recorder.count(u"connection.resumed"_s), int(status.resumed));
    QCOMPARE(recorder.count(u"connection.established"_s), int(status.established));
}

void TestLinkStress::simulatorsAreClosedAndReopenedByManyInMidStream()
{
    EventRecorder recorder;
    ember::Link link(urlOf(u"sim:navien-nwp500?speed=2000&devices=5&fault=drop@30s,drop@60s"_s),
        {.connection = u"simulator"_s, .profiles = {*ember::ProfileLibrary::find(u"navien-nwp500"_s)}},
        recorder.poster());
    StatusReaders readers([&link] { return link.status(); });
    std::vector<std::thread> people;
    for (unsigned person = 0; person < 3; ++person) {
        people.emplace_back([&, person] {
            std::minstd_rand random(person + 1);
            for (int life = 0; life < 40; ++life) {
                link.reconnect();
                std::this_thread::sleep_for(std::chrono::microseconds(random() % 3'000));
                if (person > 0) {
                    link.close(u"closed by person %1"_s.arg(person));
                }
            }
        });
    }
    for (std::thread &person : people) {
        person.join();
    }
    link.reconnect();
    QVERIFY(recorder.waitFor(u"device.status_received"_s));
    link.close(u"enough"_s);
    QVERIFY2(readers.stop(), "a status was not sound in itself");
    const LinkStatus status = link.status();
    QCOMPARE(status.state, LinkState::Closed);
    QCOMPARE(status.messages.waiting, quint64(0));
    QVERIFY(ledgerHolds(status.messages));
    QCOMPARE(recorder.count(u"connection.established"_s), int(status.established));
}

QTEST_GUILESS_MAIN(TestLinkStress)
#include "tst_linkstress.moc"
