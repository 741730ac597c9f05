// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// plantedrace WHERE racing|guarded: a handler that the event loop of the emitter's thread runs, and another thread, add
// to one plain int; racing: without a lock. For tst_plantedrace, which wants the race reported and its twin not.
#include <ember/events/eventemitter.h>
#include <ember/events/eventsignal.h>
#include <ember/session/session.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QEventLoop>
#include <QtCore/QPromise>
#include <QtCore/QThread>

#include <condition_variable>
#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

using namespace ember;

namespace {

constexpr int kEvents = 20;

int plain = 0;
std::mutex plainMutex;
bool guarded = false;

// A name to look for in the report.
[[gnu::noinline]] void touchPlainInt()
{
    if (guarded) {
        const std::lock_guard lock(plainMutex);
        ++plain;
    } else {
        ++plain;
    }
}

/// Lets one thread wait for another without ordering anything but this.
class Flag
{
public:
    void raise()
    {
        const std::lock_guard lock(m_mutex);
        m_raised = true;
        m_changed.notify_all();
    }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_raised; });
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_raised = false;
};

/// The other side of the race: posts, and touches what the handler touches.
void postAndTouch(EventEmitter &emitter)
{
    for (int i = 0; i < kEvents; ++i) {
        emitter.postWait(Event(u"race"));
        touchPlainInt(); // after the post: what the handler took from the inbox orders nothing before this
    }
}

/// Calls `end` when the last event has been handled; for handlers that are registered before it.
void whenAllAreHandled(EventEmitter &emitter, const std::function<void()> &end)
{
    emitter.on(u"race",
        [end, left = kEvents](const Event &) mutable {
            if (--left == 0) {
                end();
            }
        },
        {.priority = priority::low});
}

using SetUp = std::function<void(EventEmitter &)>;

void plainHandler(EventEmitter &emitter)
{
    emitter.on(u"race", [](const Event &) { touchPlainInt(); });
}

void slotOfASignal(EventEmitter &emitter)
{
    QObject::connect(emitter.signal(u"race"), &EventSignal::fired, &emitter, [](const Event &) { touchPlainInt(); });
}

/// The touching handler stands behind one whose future another thread finishes.
void behindAFuture(EventEmitter &emitter)
{
    const auto finishers = std::make_shared<std::vector<std::jthread>>(); // joined when the emitter ends
    emitter.on(u"race", [finishers](const Event &) {
        QPromise<void> promise;
        promise.start();
        const QFuture<void> future = promise.future();
        finishers->emplace_back([finishing = std::move(promise)]() mutable { finishing.finish(); });
        return future;
    });
    plainHandler(emitter);
}

/// What such a thread does: an emitter and its event loop.
class EmitterWork
{
public:
    explicit EmitterWork(SetUp setUp)
        : m_setUp(std::move(setUp))
    {
    }
    void run()
    {
        EventEmitter emitter;
        QEventLoop loop;
        m_setUp(emitter);
        whenAllAreHandled(emitter, [&loop] { loop.quit(); });
        m_emitter = &emitter;
        m_ready.raise();
        loop.exec();
        m_posted.wait();
    }
    /// The other thread's part.
    void postAndTouch()
    {
        m_ready.wait();
        ::postAndTouch(*m_emitter);
        m_posted.raise();
    }

private:
    const SetUp m_setUp;
    EventEmitter *m_emitter = nullptr;
    Flag m_ready;
    Flag m_posted; // the emitter outlives those who post to it
};

void onTheMainThread(const SetUp &setUp)
{
    EmitterWork work(setUp);
    std::thread other([&work] { work.postAndTouch(); });
    work.run();
    other.join();
}

void onAStdThread(const SetUp &setUp)
{
    EmitterWork work(setUp);
    std::thread thread([&work] { work.run(); });
    work.postAndTouch();
    thread.join();
}

void onAQThread(const SetUp &setUp)
{
    EmitterWork work(setUp);
    const std::unique_ptr<QThread> thread(QThread::create([&work] { work.run(); }));
    thread->start();
    work.postAndTouch();
    thread->wait();
}

void inASession(const SetUp &setUp)
{
    Session session;
    EventEmitter *shared = nullptr;
    Flag ended;
    session.onEmitterThread([&](EventEmitter &emitter) {
        setUp(emitter);
        whenAllAreHandled(emitter, [&ended] { ended.raise(); });
        shared = &emitter;
    });
    postAndTouch(*shared);
    ended.wait();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const std::map<QString, std::function<void()>> places{
        {QStringLiteral("main"), [] { onTheMainThread(plainHandler); }},
        {QStringLiteral("std-thread"), [] { onAStdThread(plainHandler); }},
        {QStringLiteral("qthread"), [] { onAQThread(plainHandler); }},
        {QStringLiteral("session"), [] { inASession(plainHandler); }},
        {QStringLiteral("signal"), [] { onAStdThread(slotOfASignal); }},
        {QStringLiteral("future"), [] { onAStdThread(behindAFuture); }},
    };
    const QStringList arguments = QCoreApplication::arguments();
    const auto place = places.find(arguments.value(1));
    if (arguments.size() != 3 || place == places.end()) {
        std::fputs("usage: plantedrace main|std-thread|qthread|session|signal|future racing|guarded\n", stderr);
        return 2;
    }
    guarded = arguments[2] == QStringLiteral("guarded");
    place->second();
    return 0;
}
