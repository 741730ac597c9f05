// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "calls.h"
#include "naiveemitter.h"

#include <QtTest/QTest>

#include <functional>

using namespace Qt::StringLiterals;
using namespace ember;
using namespace ember::test;

namespace {

/// A number that depends on nothing but its arguments: what the two worlds base their decisions on.
quint64 mix(quint64 a, quint64 b, quint64 c = 0)
{
    quint64 x = a * 0x9e3779b97f4a7c15ULL + b * 0xc2b2ae3d27d4eb4fULL + c * 0x165667b19e3779f9ULL + 0x27d4eb2fULL;
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

const QString &pick(const QStringList &list, quint64 number)
{
    return list.at(qsizetype(number % quint64(list.size())));
}

/// The emitter or its model, as the script below sees it.
struct World
{
    std::function<void(int, const QString &, int, bool)> add;
    std::function<void(int)> cancel;
    std::function<int(const QString &)> off;
    std::function<std::pair<int, int>(const QString &)> emitEvent; // handled, failed
    std::function<bool(const QString &)> emitNext;
    std::function<QString()> state;
};

struct Call
{
    int listener = 0;
    Seen seen;

    friend bool operator==(const Call &, const Call &) = default;
};

/// A random program over a world; the same seed and a world that behaves the same give the same calls.
class Script
{
public:
    explicit Script(quint64 seed)
        : m_seed(seed)
    {
    }

    World world;
    std::vector<Call> calls;
    QStringList answers;

    void step(quint64 number)
    {
        calls.clear();
        answers.clear();
        m_step = number;
        m_actions = 0;
        const quint64 r = mix(m_seed, number);
        const quint64 choice = r % 100;
        if (choice < 22) {
            addListener(mix(r, 1));
        } else if (choice < 34) {
            world.cancel(int(mix(r, 2) % quint64(m_nextListener + 1)));
        } else if (choice < 38) {
            answers << QString::number(world.off(pick(kPatterns, mix(r, 3))));
        } else {
            emitOne(mix(r, 4));
        }
        if (number % 8 == 0) {
            answers << world.state();
        }
    }

    /// What listener `listener` does for an event. False: it throws.
    bool handle(int listener, const Seen &seen)
    {
        calls.push_back({listener, seen});
        const quint64 r = mix(m_seed ^ m_step, quint64(listener), calls.size());
        if (++m_actions > 40) {
            return r % 5 != 0; // the step has done enough
        }
        switch (r % 16) {
        case 0:
            addListener(mix(r, 5));
            break;
        case 1:
            world.cancel(int(mix(r, 6) % quint64(m_nextListener + 1)));
            break;
        case 2:
            answers << QString::number(world.off(pick(kPatterns, mix(r, 7))));
            break;
        case 3:
            emitOne(mix(r, 8));
            break;
        case 4:
        case 5:
            answers << QString::number(world.emitNext(pick(kNames, mix(r, 9))));
            break;
        case 6:
            world.cancel(listener);
            break;
        case 7:
        case 8:
            return false;
        default:
            break;
        }
        return true;
    }

    bool passes(int listener, const Seen &seen) const
    {
        return listener % 5 != 0 || mix(quint64(listener), seen.sequence) % 3 != 0;
    }

private:
    void addListener(quint64 r)
    {
        static constexpr int priorities[] = {50, 50, 50, 10, 99, 100, 1000, -1000};
        world.add(++m_nextListener, pick(kPatterns, r), priorities[mix(r, 1) % 8], mix(r, 2) % 4 == 0);
    }
    void emitOne(quint64 r)
    {
        const auto [handled, failed] = world.emitEvent(pick(kNames, r));
        answers << u"%1/%2"_s.arg(handled).arg(failed);
    }

    static inline const QStringList kNames{
        u"a"_s, u"a.b"_s, u"a.b.c"_s, u"d.b"_s, u"d.e.f"_s, u"emitter.own"_s, u"g"_s};
    static inline const QStringList kPatterns{u"a"_s, u"a.b"_s, u"a.b.c"_s, u"d.b"_s, u"g"_s, u"*"_s, u"a.*"_s,
        u"*.b"_s, u"a.**"_s, u"**.b"_s, u"**"_s, u"d.**.f"_s, u"emitter.*"_s, u"emitter.handler_failed"_s};

    const quint64 m_seed;
    quint64 m_step = 0;
    int m_actions = 0;
    int m_nextListener = 0;
};

QString stateText(int listeners, const QStringList &names, quint64 a, quint64 own)
{
    return u"%1 listeners of %2; a %3, failures told %4"_s.arg(
        QString::number(listeners), names.join(u' '), QString::number(a), QString::number(own));
}

/// The first thing in which two scripts went different ways; empty if they did not.
QString firstDifference(const Script &was, const Script &expected)
{
    for (std::size_t i = 0; i < std::min(was.calls.size(), expected.calls.size()); ++i) {
        if (!(was.calls[i] == expected.calls[i])) {
            const auto text = [](const Call &call) {
                return u"listener %1 on %2 %3"_s.arg(
                    QString::number(call.listener), call.seen.name, QString::number(call.seen.sequence));
            };
            return u"call %1: %2 instead of %3"_s.arg(QString::number(i), text(was.calls[i]), text(expected.calls[i]));
        }
    }
    if (was.calls.size() != expected.calls.size()) {
        return u"%1 calls instead of %2"_s.arg(was.calls.size()).arg(expected.calls.size());
    }
    return was.answers == expected.answers
        ? QString()
        : u"%1 instead of %2"_s.arg(was.answers.join(u", "), expected.answers.join(u", "));
}

/// The script in the real emitter.
struct Real
{
    explicit Real(quint64 seed)
        : script(seed)
    {
        script.world.add = [this](int listener, const QString &pattern, int priority, bool once) {
            const Handler handler = [this, listener](const Event &event) {
                if (!script.handle(listener, seenOf(event))) {
                    throw listener;
                }
            };
            ListenerOptions options{.priority = priority};
            if (listener % 5 == 0) {
                options.filter
                    = [this, listener](const Event &event) { return script.passes(listener, seenOf(event)); };
            }
            handles.resize(std::size_t(listener) + 1);
            handles.back() = once ? emitter.once(pattern, handler, options) : emitter.on(pattern, handler, options);
        };
        script.world.cancel = [this](int listener) {
            if (std::size_t(listener) >= handles.size()) {
                return;
            }
            if (listener % 2 == 0) {
                handles[std::size_t(listener)].cancel();
            } else {
                emitter.off(handles[std::size_t(listener)]);
            }
        };
        script.world.off = [this](const QString &pattern) { return emitter.off(pattern); };
        script.world.emitEvent = [this](const QString &name) {
            const Emission emission = emitter.emitEvent(Event(name));
            return std::pair(emission.handled, emission.failed);
        };
        script.world.emitNext = [this](const QString &name) { return emitter.emitNext(Event(name)); };
        script.world.state = [this] {
            QStringList names;
            for (const Symbol name : emitter.eventNames()) {
                names << name.text();
            }
            return stateText(emitter.listenerCount(), names, emitter.eventCount(u"a"),
                emitter.eventCount(u"emitter.handler_failed"));
        };
    }

    static Seen seenOf(const Event &e)
    {
        return {e.name(), e.sequence(), e.causeSequence(), e.correlationSequence(), e.generation()};
    }

    Script script;
    EventEmitter emitter;
    std::vector<Listener> handles;
};

/// The script in the model.
struct Model
{
    explicit Model(quint64 seed)
        : script(seed)
        , emitter([this](int listener, const Seen &seen) { return script.handle(listener, seen); },
              [this](int listener, const Seen &seen) { return script.passes(listener, seen); })
    {
        script.world.add = [this](int listener, const QString &pattern, int priority, bool once) {
            emitter.add(listener, pattern, priority, once);
        };
        script.world.cancel = [this](int listener) { emitter.cancel(listener); };
        script.world.off = [this](const QString &pattern) { return emitter.off(pattern); };
        script.world.emitEvent = [this](const QString &name) {
            const NaiveEmitter::Result result = emitter.emitEvent(name);
            return std::pair(result.handled, result.failed);
        };
        script.world.emitNext = [this](const QString &name) { return emitter.emitNext(name); };
        script.world.state = [this] {
            return stateText(emitter.listenerCount(), emitter.eventNames(), emitter.eventCount(u"a"_s),
                emitter.eventCount(u"emitter.handler_failed"_s));
        };
    }

    Script script;
    NaiveEmitter emitter;
};

} // namespace

class TestModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void emitterAgreesWithItsModel_data();
    void emitterAgreesWithItsModel();
};

void TestModel::emitterAgreesWithItsModel_data()
{
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= 20; ++seed) {
        QTest::addRow("seed %d", int(seed)) << seed;
    }
}

void TestModel::emitterAgreesWithItsModel()
{
    // Times 20 seeds; the test labelled full asks for a million in all.
    const int asked = qEnvironmentVariableIntValue("EMBER_MODEL_STEPS");
    const quint64 steps = asked > 0 ? quint64(asked) : 5'500;
    QFETCH(const quint64, seed);
    const QuietLog quiet;
    Real real(seed);
    Model model(seed);
    quint64 calls = 0;
    for (quint64 step = 1; step <= steps; ++step) {
        real.script.step(step);
        model.script.step(step);
        const QString difference = firstDifference(real.script, model.script);
        QVERIFY2(difference.isEmpty(), qPrintable(u"step %1: %2"_s.arg(step).arg(difference)));
        model.emitter.sweep();
        calls += real.script.calls.size();
    }
    QVERIFY(calls > steps); // the script did something
}

QTEST_GUILESS_MAIN(TestModel)
#include "tst_model.moc"
