// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>

#include <QtCore/QString>

#include <unordered_map>
#include <vector>

namespace ember {

/// Which messages of which profiles come on a topic. Remembers what it found, because a connection hears the same
/// topics again and again; what it remembers is bounded, because a broker chooses the topics. One thread.
class TopicPlans
{
public:
    struct Reader
    {
        ProfilePtr profile;
        std::vector<int> messages; ///< those that may come on the topic; none: the profile reads the topic for nothing
        bool isGuess = false; ///< its filter begins with `+`: other devices have such topics too
    };
    using Plan = std::vector<Reader>;

    static constexpr std::size_t kMostTopics = 10'000; ///< then it begins anew
    static constexpr qsizetype kLongestTopic = 512; ///< characters; longer ones are looked up each time

    /// The profiles that read the topic, in order of preference; valid until the next call.
    [[nodiscard]] const Plan &of(const QString &topic, const std::vector<ProfilePtr> &profiles);

private:
    std::unordered_map<QString, Plan> m_known;
    Plan m_unkept;
};

/// Whether one of the filters covers the topic.
[[nodiscard]] bool coversTopic(const QStringList &filters, QStringView topic);
/// Whether a filter that covers the topic says by its first level whose it is.
[[nodiscard]] bool namesTopic(const QStringList &filters, QStringView topic);

} // namespace ember
