// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QMap>
#include <QtCore/QString>

namespace ember {

/// How many messages each topic lost. Bounded, because a broker chooses the topics: what comes after kMaxTopics
/// different ones is counted under kOther. Any one thread at a time.
class DropCounts
{
public:
    static constexpr qsizetype kMaxTopics = 1'000;
    static constexpr QStringView kOther = u"(other topics)";

    void add(const QString &topic)
    {
        ++m_total;
        const auto found = m_byTopic.find(topic);
        if (found != m_byTopic.end()) {
            ++found.value();
        } else if (m_byTopic.size() < kMaxTopics) {
            m_byTopic.insert(topic, 1);
        } else {
            ++m_others;
        }
    }

    [[nodiscard]] quint64 total() const noexcept { return m_total; }
    /// The counts, which add up to total().
    [[nodiscard]] QMap<QString, quint64> byTopic() const
    {
        QMap<QString, quint64> counts = m_byTopic;
        if (m_others > 0) {
            counts[kOther.toString()] += m_others;
        }
        return counts;
    }

private:
    QMap<QString, quint64> m_byTopic;
    quint64 m_others = 0;
    quint64 m_total = 0;
};

} // namespace ember
