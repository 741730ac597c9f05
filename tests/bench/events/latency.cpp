// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "consumer.h"
#include "topics.h"

#include <algorithm>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

struct Quantiles
{
    double p50 = 0;
    double p99 = 0;
};

/// Microseconds from a send into an idle thread until its handler runs. `send` is given where to note that moment.
template <typename Send>
Quantiles idleLatency(int posts, Send send)
{
    std::vector<double> all;
    for (int i = 0; i < posts; ++i) {
        std::this_thread::sleep_for(std::chrono::microseconds(150)); // the receiver goes to sleep
        std::atomic<qint64> heard = 0;
        const auto start = Clock::now();
        send(heard);
        while (heard.load(std::memory_order_acquire) == 0) {
            std::this_thread::yield();
        }
        all.push_back(double(heard.load() - start.time_since_epoch().count()) / 1'000);
    }
    std::ranges::sort(all);
    return {all[all.size() / 2], all[all.size() * 99 / 100]};
}

void noteMoment(std::atomic<qint64> *heard)
{
    heard->store(Clock::now().time_since_epoch().count(), std::memory_order_release);
}

} // namespace

void latency(Scoreboard &board, const Effort &effort)
{
    const Symbol name = Symbol::intern(u"device.idle");
    std::atomic<std::atomic<qint64> *> target = nullptr;
    EmitterThread emitter(
        [&](EventEmitter &one) { one.on(name.text(), [&target](const Event &) { noteMoment(target.load()); }); });
    LoopThread loop;
    QObject receiver;
    receiver.moveToThread(&loop.thread());

    const int posts = effort.quick ? 100 : 300;
    Series p50;
    Series p99;
    Series own50;
    for (int round = 0; round < effort.rounds(); ++round) {
        const Quantiles ember = idleLatency(posts, [&](std::atomic<qint64> &heard) {
            target = &heard;
            emitter->post(makeEvent(name));
        });
        const Quantiles qt = idleLatency(posts, [&](std::atomic<qint64> &heard) {
            QMetaObject::invokeMethod(
                &receiver, [&heard] { noteMoment(&heard); }, Qt::QueuedConnection);
        });
        p50.push_back(ember.p50 / qt.p50);
        p99.push_back(ember.p99 / qt.p99);
        own50.push_back(ember.p50);
    }
    board.note(u"idle latency of a post, median: %1 us"_s.arg(median(own50), 0, 'f', 1));
    board.add({26, u"idle latency of a post vs invokeMethod, p50"_s, Want::AtMost, 1.15, 1.02}, p50);
    board.add({26, u"idle latency of a post vs invokeMethod, p99"_s, Want::AtMost, 1.3, 1.0}, p99);
    loop.run([&] { receiver.moveToThread(nullptr); });
}

} // namespace bench
