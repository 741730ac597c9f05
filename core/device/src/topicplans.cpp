// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "topicplans.h"

#include <ember/device/topicfilter.h>

#include <algorithm>
#include <utility>

namespace ember {

namespace {

/// A filter "#" does not cover topics that begin with `$`; who subscribes to such a topic by name wants it read.
bool readsTopic(const QStringList &filters, QStringView topic)
{
    return coversTopic(filters, topic) || (topic.startsWith(u'$') && filters.contains(u"#"));
}

TopicPlans::Plan planFor(QStringView topic, const std::vector<ProfilePtr> &profiles)
{
    TopicPlans::Plan plan;
    for (const ProfilePtr &profile : profiles) {
        if (!readsTopic(profile->topicFilters(), topic)) {
            continue;
        }
        TopicPlans::Reader &reader = plan.readers.emplace_back(TopicPlans::Reader{.profile = profile, .messages = {}});
        reader.isGuess = !namesTopic(profile->topicFilters(), topic);
        for (std::size_t i = 0; i < profile->messages().size(); ++i) {
            if (readsTopic(profile->messages()[i].topics, topic)) {
                reader.messages.push_back(int(i));
            }
        }
    }
    return plan;
}

} // namespace

TopicPlans::Plan &TopicPlans::of(const QString &topic, const std::vector<ProfilePtr> &profiles)
{
    if (const auto known = m_known.find(topic); known != m_known.end()) {
        return known->second;
    }
    if (topic.size() > kLongestTopic) {
        m_unkept = planFor(topic, profiles);
        return m_unkept;
    }
    if (m_known.size() >= kMostTopics) {
        m_known.clear();
        m_looks = 0;
        m_fieldBytes = 0;
    }
    return m_known.emplace(topic, planFor(topic, profiles)).first->second;
}

bool TopicPlans::missed(Plan &plan) noexcept
{
    constexpr quint32 kMostPatience = 1'024;
    if (++plan.misses <= plan.patience) {
        return false;
    }
    plan.misses = 0;
    plan.patience = std::min(plan.patience * 2, kMostPatience);
    return true;
}

void TopicPlans::learn(Plan &plan, Look look)
{
    if (&plan == &m_unkept || (!plan.look && m_looks >= kMostLooks)) {
        return;
    }
    m_looks += plan.look ? 0 : 1;
    plan.look = std::move(look);
}

void TopicPlans::learn(Plan &plan, FieldsBefore fields)
{
    const auto bytesOf = [](const FieldsBefore &some) {
        std::size_t bytes = 0;
        for (const std::string &path : some.paths) {
            bytes += sizeof(std::string) + path.size();
        }
        return bytes;
    };
    const std::size_t bytes = m_fieldBytes - bytesOf(plan.fields) + bytesOf(fields);
    if (&plan == &m_unkept || bytes > kMostFieldBytes) {
        return;
    }
    m_fieldBytes = bytes;
    plan.fields = std::move(fields);
}

bool coversTopic(const QStringList &filters, QStringView topic)
{
    return std::any_of(
        filters.begin(), filters.end(), [topic](const QString &filter) { return topicMatches(filter, topic); });
}

bool namesTopic(const QStringList &filters, QStringView topic)
{
    return std::ranges::any_of(
        filters, [topic](const QString &filter) { return !filter.startsWith(u'+') && topicMatches(filter, topic); });
}

} // namespace ember
