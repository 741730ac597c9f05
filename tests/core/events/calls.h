// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/eventemitter.h>

#include <QtCore/QLoggingCategory>
#include <QtCore/QPromise>
#include <QtCore/QStringList>

#include <deque>
#include <stdexcept>
#include <thread>
#include <utility>

namespace ember::test {

/// Notes which handlers ran, in their order.
class Calls
{
public:
    /// A handler that notes `text`.
    [[nodiscard]] Handler note(const QString &text)
    {
        return {[this, text](const Event &) { m_list.append(text); }};
    }
    /// A handler that notes `text` and throws.
    [[nodiscard]] Handler noteAndThrow(const QString &text)
    {
        return {[this, text](const Event &) {
            m_list.append(text);
            throw std::runtime_error("thrown on purpose");
        }};
    }
    void add(const QString &text) { m_list.append(text); }
    [[nodiscard]] const QStringList &list() const { return m_list; }
    QStringList take() { return std::exchange(m_list, {}); }

private:
    QStringList m_list;
};

/// An asynchronous handler whose futures finish when the test says so, through `promises`, one more for each call.
[[nodiscard]] inline Handler promising(std::deque<QPromise<void>> &promises)
{
    return {[&promises](const Event &) {
        promises.emplace_back();
        promises.back().start();
        return promises.back().future();
    }};
}

/// No warnings from the emitter while this object lives, for tests that provoke many.
class QuietLog
{
public:
    QuietLog() { QLoggingCategory::setFilterRules(QStringLiteral("ember.events.warning=false")); }
    ~QuietLog() { QLoggingCategory::setFilterRules({}); }
    QuietLog(const QuietLog &) = delete;
    QuietLog &operator=(const QuietLog &) = delete;
};

template <typename Work>
void inOtherThread(Work work)
{
    std::thread(std::move(work)).join();
}

} // namespace ember::test
