// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emberpeer.h"
#include "topics.h"

#include <ember/events/eventpattern.h>

#include <QtCore/QRegularExpression>

#include <memory>

namespace bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatterns = 1'000;
constexpr int kNameCount = 200;

/// A thousand subscriptions, 60 in 100 exact, the others with * and **; 200 names, each heard by about 47.
struct Subscriptions
{
    Subscriptions()
    {
        for (int i = 0; i < kNameCount; ++i) {
            names.push_back(u"plant%1.line%2.device%3.temperature_changed"_s.arg(i % 10).arg(i % 20).arg(i));
        }
        for (int i = 0; i < kPatterns * 6 / 10; ++i) {
            patterns.push_back(names[std::size_t(i % kNameCount)]);
        }
        for (int i = 0; patterns.size() < kPatterns; ++i) {
            switch (i % 8) {
            case 0:
                patterns.push_back(u"plant%1.**"_s.arg(i / 8 % 10));
                break;
            case 1:
                patterns.push_back(u"*.line%1.*.temperature_changed"_s.arg(i / 8 % 20));
                break;
            case 2:
                patterns.push_back(i % 6 == 0 ? u"**"_s : u"**.mode_changed"_s);
                break;
            case 3:
                patterns.push_back(u"plant%1.*.device%2.*"_s.arg(i % 10).arg(i));
                break;
            case 4:
                patterns.push_back(u"**.device%1.*"_s.arg(i));
                break;
            case 5:
                patterns.push_back(u"plant%1.line%2.**"_s.arg(i / 8 % 10).arg(i / 8 % 20));
                break;
            case 6:
                patterns.push_back(i % 3 ? u"*.*.*.mode_changed"_s : u"*.*.*.*"_s);
                break;
            default:
                patterns.push_back(i % 2 ? u"plant%1.*.*.temperature_changed"_s.arg(i / 8 % 10) : u"*.**"_s);
            }
        }
    }

    std::vector<QString> names;
    std::vector<QString> patterns;
};

QRegularExpression toRegularExpression(const QString &pattern)
{
    QStringList parts;
    for (const QString &segment : pattern.split(u'.')) {
        parts << (segment == u"**" ? u".*"_s : segment == u"*" ? u"[^.]+"_s : QRegularExpression::escape(segment));
    }
    QRegularExpression expression(QRegularExpression::anchoredPattern(parts.join(u"\\."_s)));
    expression.optimize();
    return expression;
}

} // namespace

void wildcards(Scoreboard &board, const Effort &effort)
{
    const Subscriptions subscriptions;
    quint64 counter = 0;
    const auto listen = [&](EventEmitter &emitter) {
        emitter.setTracing({.mode = Tracing::Mode::Off});
        for (int i = 0; i < kPatterns; ++i) {
            emitter.on(subscriptions.patterns[std::size_t(i)], [&counter](const Event &) { ++counter; },
                {.priority = i * 7 % 10 * 10});
        }
    };
    std::vector<Event> events;
    for (const QString &name : subscriptions.names) {
        events.push_back(makeEvent(Symbol::intern(name)));
    }

    EventEmitter wild;
    listen(wild);
    EventEmitter exact({.tracing = {.mode = Tracing::Mode::Off}});
    quint64 heard = 0;
    for (int i = 0; i < kNameCount; ++i) {
        const int handled = wild.emitEvent(events[std::size_t(i)]).handled;
        heard += quint64(handled);
        for (int h = 0; h < handled; ++h) {
            exact.on(subscriptions.names[std::size_t(i)], [&counter](const Event &) { ++counter; });
        }
    }
    const auto emitAll = [&events](EventEmitter &emitter) {
        return [&events, &emitter](std::size_t times) {
            std::size_t at = 0;
            for (std::size_t i = 0; i < times; ++i) {
                emitter.emitEvent(events[at]);
                at = at + 1 == events.size() ? 0 : at + 1;
            }
        };
    };
    const std::vector<Series> warm = measure({{u"wild"_s, emitAll(wild)}, {u"exact"_s, emitAll(exact)}}, effort);
    board.note(u"%1 of %2 listeners hear a name on average; warm, ns: %3, exact listeners only %4"_s
                   .arg(double(heard) / kNameCount, 0, 'f', 1)
                   .arg(kPatterns)
                   .arg(median(warm[0]), 0, 'f', 1)
                   .arg(median(warm[1]), 0, 'f', 1));
    board.add({20, u"warm emission through wildcards vs exact listeners alone"_s, Want::AtMost, 1.3, 1.05},
        ratio(warm[0], warm[1]));

    // First emissions: a fresh emitter per round; what a search costs without calling anybody, for the others.
    std::vector<ember::EventPattern> scan;
    std::vector<QRegularExpression> expressions;
    for (const QString &pattern : subscriptions.patterns) {
        scan.emplace_back(pattern);
        expressions.push_back(toRegularExpression(pattern));
    }
    quint64 found = 0;
    const int expressionNames = effort.quick ? 10 : 40;
    const std::vector<Series> first
        = measureOnce({[&] {
                           const auto emitter = std::make_unique<EventEmitter>();
                           listen(*emitter);
                           emitter->emitEvent(makeEvent(Symbol::intern(u"somebody.else"))); // sorts the listeners
                           return nanoseconds([&] {
                               for (const Event &event : events) {
                                   emitter->emitEvent(event);
                               }
                           }) / kNameCount;
                       },
                          [&] {
                              return nanoseconds([&] {
                                  for (const QString &name : subscriptions.names) {
                                      for (const ember::EventPattern &pattern : scan) {
                                          found += pattern.matches(name);
                                      }
                                  }
                              }) / kNameCount;
                          },
                          [&] {
                              return nanoseconds([&] {
                                  for (int i = 0; i < expressionNames; ++i) {
                                      for (const QRegularExpression &expression : expressions) {
                                          found += expression.match(subscriptions.names[std::size_t(i)]).hasMatch();
                                      }
                                  }
                              }) / expressionNames;
                          }},
            effort.quick ? 7 : 15);
    board.note(u"first emission of a name, ns: %1; scan of segments %2, of QRegularExpression %3 (found %4)"_s
                   .arg(median(first[0]), 0, 'f', 0)
                   .arg(median(first[1]), 0, 'f', 0)
                   .arg(median(first[2]), 0, 'f', 0)
                   .arg(found));
    board.add({21, u"first emission of a name, times faster than a scan of segments"_s, Want::AtLeast, 25, 50},
        ratio(first[1], first[0]));
    board.add({21, u"first emission of a name, times faster than QRegularExpression"_s, Want::AtLeast, 200, 400},
        ratio(first[2], first[0]));
}

} // namespace bench
