// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/events/eventemitter.h>

#include <QtTest/QTest>

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

using namespace Qt::StringLiterals;
using namespace ember;

namespace {

/// Counts how many of it live.
class Watched final : public Payload
{
public:
    explicit Watched(std::atomic<int> &alive)
        : m_alive(alive)
    {
        ++m_alive;
    }
    ~Watched() override { --m_alive; }
    [[nodiscard]] Value field(Symbol) const noexcept override { return {}; }
    [[nodiscard]] QJsonObject toJson() const override { return {}; }
    [[nodiscard]] qsizetype byteSize() const override { return 0; }

private:
    std::atomic<int> &m_alive;
};

} // namespace

/// emitEvent() borrows the caller's event: whatever handlers and other threads do with the variable it came from, the
/// emission goes on with the event it began with, and nothing is freed too early, twice or never.
class TestBorrowing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aHandlerMayDoWhatItLikesWithTheCallersVariable_data();
    void aHandlerMayDoWhatItLikesWithTheCallersVariable();
    void aCopyKeptFromAnOverwrittenEventLives();
    void aChildMadeOfTheRunningEventIsAnother();
    void theRunningEventKeepsItsNameAndNumber();
    void anotherThreadMayBeTheLastToLetGo();
    void manyThreadsLetGoWhileItIsLent();
    void twoThreadsMayEmitOneConstant();
    void emittedByNameItBearsTheName();
    void stateOfAMutableHandlerIsKept();
    void stateOfAConstantHandlerIsKept();

private:
    [[nodiscard]] Event fresh(QStringView name = u"a")
    {
        return Event(EventInit{.name = Symbol::intern(name), .payload = std::make_shared<const Watched>(m_alive)});
    }

    std::atomic<int> m_alive = 0;
    std::optional<EventEmitter> m_emitter;
};

void TestBorrowing::init()
{
    m_emitter.emplace();
}

void TestBorrowing::cleanup()
{
    m_emitter.reset();
    QCOMPARE(m_alive.load(), 0); // nothing was leaked, or freed twice
}

void TestBorrowing::aHandlerMayDoWhatItLikesWithTheCallersVariable_data()
{
    QTest::addColumn<int>("deed");
    QTest::newRow("overwrite it") << 0;
    QTest::newRow("destroy it") << 1;
    QTest::newRow("overwrite it while a copy is about") << 2;
    QTest::newRow("move it away and let go") << 3;
    QTest::newRow("post it") << 4;
}

void TestBorrowing::aHandlerMayDoWhatItLikesWithTheCallersVariable()
{
    QFETCH(const int, deed);
    auto variable = std::make_unique<Event>(fresh());
    int heard = 0;
    m_emitter->on(u"a",
        [&](const Event &event) {
            if (heard > 0) {
                return; // the posted one comes again
            }
            switch (deed) {
            case 0:
                *variable = fresh(u"b");
                break;
            case 1:
                variable.reset();
                break;
            case 2: {
                const Event copy = event;
                *variable = Event();
                break;
            }
            case 3: {
                const Event gone = std::move(*variable);
                break;
            }
            default:
                m_emitter->post(std::move(*variable));
            }
        },
        {.priority = 60});
    m_emitter->on(u"a", [&](const Event &event) {
        ++heard;
        QCOMPARE(event.name(), u"a"_s);
        QCOMPARE(event.sequence(), quint64(heard));
        QVERIFY(dynamic_cast<const Watched *>(event.payload().get()));
    });
    QCOMPARE(m_emitter->emitEvent(*variable).handled, 2);
    QCOMPARE(heard, 1);
    QCOMPARE(m_alive.load(), deed == 0 || deed == 4 ? 1 : 0); // freed with the emission
    if (deed == 4) {
        QCoreApplication::processEvents();
        QCOMPARE(heard, 2);
    }
}

void TestBorrowing::aCopyKeptFromAnOverwrittenEventLives()
{
    Event variable = fresh();
    Event kept;
    m_emitter->on(u"a", [&](const Event &) { variable = Event(); }, {.priority = 60});
    m_emitter->on(u"a", [&](const Event &event) { kept = event; });
    m_emitter->emitEvent(variable);
    QCOMPARE(m_alive.load(), 1);
    QCOMPARE(kept.sequence(), quint64(1));
    QVERIFY(kept.payload());
    m_emitter->off(u"a");
    m_emitter->emitEvent(kept); // and is a whole event
    QCOMPARE(kept.sequence(), quint64(2));
}

/// The variable moved into emitNext() is the running event's own block, with one holder.
void TestBorrowing::aChildMadeOfTheRunningEventIsAnother()
{
    Event variable = fresh();
    std::vector<quint64> sequences;
    std::vector<quint64> causes;
    m_emitter->on(u"a",
        [&](const Event &event) {
            if (event.generation() == 0) {
                m_emitter->emitNext(std::move(variable));
            }
        },
        {.priority = 60});
    m_emitter->on(u"a", [&](const Event &event) {
        sequences.push_back(event.sequence());
        causes.push_back(event.causeSequence());
    });
    m_emitter->emitEvent(variable);
    QCOMPARE(sequences, (std::vector<quint64>{1, 2}));
    QCOMPARE(causes, (std::vector<quint64>{0, 1}));
}

void TestBorrowing::theRunningEventKeepsItsNameAndNumber()
{
    Event variable = fresh();
    m_emitter->on(u"a",
        [&](const Event &event) {
            if (event.sequence() == 1) {
                m_emitter->emitEvent(variable);
                m_emitter->emitEvent(u"b", variable);
                EventEmitter other;
                other.emitEvent(variable);
            }
        },
        {.priority = 60});
    std::vector<std::pair<QString, quint64>> seen;
    m_emitter->on(u"**", [&](const Event &event) { seen.emplace_back(event.name(), event.sequence()); });
    m_emitter->emitEvent(variable);
    QCOMPARE(seen, (std::vector<std::pair<QString, quint64>>{{u"a"_s, 2}, {u"b"_s, 3}, {u"a"_s, 1}}));
}

void TestBorrowing::anotherThreadMayBeTheLastToLetGo()
{
    Event variable = fresh();
    m_emitter->on(u"a",
        [&](const Event &event) {
            std::optional<Event> copy = event;
            variable = Event();
            std::thread([&copy] { copy.reset(); }).join();
            QCOMPARE(m_alive.load(), 1);
        },
        {.priority = 60});
    m_emitter->on(u"a", [&](const Event &event) { QVERIFY(event.payload()); });
    QCOMPARE(m_emitter->emitEvent(variable).handled, 2);
    QCOMPARE(m_alive.load(), 0);
}

/// Copies in other threads, the caller's variable and the emission let go of one block at about the same time.
void TestBorrowing::manyThreadsLetGoWhileItIsLent()
{
    constexpr int kThreads = 3;
    std::array<std::atomic<Event *>, kThreads> mail{};
    std::atomic<bool> end = false;
    std::vector<std::thread> threads;
    for (auto &box : mail) {
        threads.emplace_back([&box, &end] {
            while (!end) {
                delete box.exchange(nullptr);
                std::this_thread::yield();
            }
            delete box.exchange(nullptr);
        });
    }
    Event variable;
    int round = 0;
    m_emitter->on(u"a",
        [&](const Event &event) {
            for (auto &box : mail) {
                delete box.exchange(new Event(event));
            }
            if (round % 2 == 0) {
                variable = Event();
            }
            if (round % 3 == 0) {
                std::this_thread::yield();
            }
        },
        {.priority = 60});
    int whole = 0;
    m_emitter->on(u"a", [&](const Event &event) { whole += event.payload() ? 1 : 0; });
    constexpr int kRounds = 5'000;
    for (; round < kRounds; ++round) {
        variable = fresh();
        m_emitter->emitEvent(variable);
    }
    variable = Event();
    end = true;
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(whole, kRounds);
    QCOMPARE(m_alive.load(), 0);
}

void TestBorrowing::twoThreadsMayEmitOneConstant()
{
    const Event constant = fresh();
    constexpr int kEmissions = 2'000;
    std::array<int, 2> right{};
    std::vector<std::thread> threads;
    for (int &count : right) {
        threads.emplace_back([&count, &constant] {
            EventEmitter emitter;
            quint64 run = 0;
            emitter.on(u"a", [&](const Event &event) {
                run = run ? run : event.run();
                count += event.run() == run && event.sequence() == emitter.lastSequence();
                const Event copy = event;
            });
            for (int i = 0; i < kEmissions; ++i) {
                emitter.emitEvent(constant);
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(right[0], kEmissions);
    QCOMPARE(right[1], kEmissions);
}

void TestBorrowing::emittedByNameItBearsTheName()
{
    QStringList heard;
    m_emitter->on(u"**", [&](const Event &event) { heard << event.name(); });
    Event event = fresh();
    const Event copy = event;
    m_emitter->emitEvent(u"b", event);
    m_emitter->emitEvent(event);
    m_emitter->emitEvent(u"c", event);
    m_emitter->emitEvent(u"c", event);
    QCOMPARE(heard, (QStringList{u"b"_s, u"b"_s, u"c"_s, u"c"_s}));
    QCOMPARE(event.name(), u"c"_s);
    QCOMPARE(copy.name(), u"a"_s); // what somebody else holds does not change
    QCOMPARE(m_emitter->eventCount(u"c"), quint64(2));
    QCOMPARE(m_emitter->eventCount(u"a"), quint64(0));
}

/// It fits into a pointer and is called as a constant, and yet it changes.
struct CallsCounted
{
    static inline int seen = 0;
    mutable int calls = 0;
    void operator()(const Event &) const { seen = ++calls; }
};

void TestBorrowing::stateOfAConstantHandlerIsKept()
{
    CallsCounted::seen = 0;
    m_emitter->on(u"a", CallsCounted()); // heard by name "a" and, through lists of their own, by what `*` merges
    m_emitter->on(u"*", [inner = CallsCounted()](const Event &e) { inner(e); }, {.priority = 60});
    const Event event = fresh();
    for (int i = 1; i <= 3; ++i) {
        m_emitter->emitEvent(event);
        QCOMPARE(CallsCounted::seen, i);
    }
    Event other = fresh();
    m_emitter->emitEvent(u"b", other); // another name, the same handler
    QCOMPARE(CallsCounted::seen, 4);

    m_emitter->off(u"*");
    m_emitter->off(u"a");
    m_emitter->on(u"a", CallsCounted(), {.filter = [](const Event &) { return true; }});
    m_emitter->emitEvent(event);
    m_emitter->emitEvent(event);
    QCOMPARE(CallsCounted::seen, 2);
}

/// A callable that fits into a pointer is kept in place; its state stays with it as well.
void TestBorrowing::stateOfAMutableHandlerIsKept()
{
    int latest = 0;
    static int seen = 0;
    seen = 0;
    m_emitter->on(u"a", [calls = 0](const Event &) mutable { seen = ++calls; });
    m_emitter->on(u"a", [&latest, calls = qint64(0)](const Event &) mutable { latest = int(++calls); });
    const Event event = fresh();
    for (int i = 0; i < 3; ++i) {
        m_emitter->emitEvent(event);
    }
    QCOMPARE(seen, 3);
    QCOMPARE(latest, 3);
}

QTEST_GUILESS_MAIN(TestBorrowing)
#include "tst_borrowing.moc"
