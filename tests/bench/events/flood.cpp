// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "consumer.h"
#include "topics.h"

#include <QtCore/QTimer>

#include <algorithm>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

/// The longest pause between two ticks of a 16 ms timer.
class Pulse
{
public:
    explicit Pulse(LoopThread &loop)
        : m_loop(loop)
    {
        m_loop.run([this] {
            m_timer = std::make_unique<QTimer>();
            QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { beat(); });
            m_timer->start(std::chrono::milliseconds(16));
        });
    }
    ~Pulse()
    {
        m_loop.run([this] { m_timer.reset(); });
    }
    void restart()
    {
        m_loop.run([this] {
            m_last = Clock::now();
            m_worst = {};
        });
    }
    [[nodiscard]] double worstMs()
    {
        double ms = 0;
        m_loop.run([&] {
            beat();
            ms = std::chrono::duration<double, std::milli>(m_worst).count();
        });
        return ms;
    }

private:
    void beat()
    {
        const auto now = Clock::now();
        m_worst = std::max(m_worst, now - m_last);
        m_last = now;
    }

    LoopThread &m_loop;
    std::unique_ptr<QTimer> m_timer;
    Clock::time_point m_last;
    Clock::duration m_worst{};
};

void workFor(std::chrono::nanoseconds duration)
{
    const auto end = Clock::now() + duration;
    while (Clock::now() < end) { }
}

} // namespace

/// 400,000 events at once into a thread whose handler takes 1 µs: how long does its timer wait?
void flood(Scoreboard &board, const Effort &effort)
{
    const int events = effort.quick ? 200'000 : 400'000;
    constexpr auto kWork = std::chrono::microseconds(1);
    const Symbol name = Symbol::intern(u"device.flood");
    LoopThread loop;
    Pulse pulse(loop);
    Tally tally;
    std::unique_ptr<EventEmitter> emitter;
    loop.run([&] {
        emitter = std::make_unique<EventEmitter>(
            ember::EmitterOptions{.limit = 100'000'000, .tracing = {.mode = Tracing::Mode::Off}, .history = 0});
        emitter->on(name.text(), [&tally, kWork](const Event &) {
            workFor(kWork);
            tally.add();
        });
    });
    QtPeer sender;
    QObject receiver;
    receiver.moveToThread(&loop.thread());
    sender.addQueued(&receiver, [&tally, kWork](const Message &) {
        workFor(kWork);
        tally.add();
    });

    const auto worst = [&](const std::function<void(int)> &send) {
        pulse.restart();
        static_cast<void>(perEvent(tally, 1, events, send));
        return pulse.worstMs();
    };
    const std::vector<Series> all
        = measureOnce({[&] { return worst([&](int) { emitter->post(makeEvent(name)); }); },
                          [&] { return worst([&](int) { sender.send(makeMessage(name.text())); }); }},
            15);
    board.add({27, u"flood: worst gap of a 16 ms timer"_s, Want::AtMost, 40, 20, u"ms"_s}, all[0]);
    board.add({27, u"flood: worst gap, times shorter than with Qt queued signals"_s, Want::AtLeast, 8, 15},
        ratio(all[1], all[0]));
    loop.run([&] {
        emitter.reset();
        receiver.moveToThread(nullptr);
    });
}

} // namespace bench
