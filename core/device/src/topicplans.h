// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "bodylayout.h"
#include "fielddiscovery.h"

#include <ember/device/profile.h>

#include <QtCore/QString>

#include <optional>
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
    /// What the topic's messages were lately, whatever the numbers in them: those of one kind that a layout was learnt
    /// from.
    struct Look
    {
        ProfilePtr profile;
        int message = -1; ///< of the profile
        QString device; ///< its id
        BodyLayout layout;
    };
    struct Plan
    {
        std::vector<Reader> readers; ///< in order of preference
        std::optional<Look> look;
        FieldsBefore fields; ///< of the last message that nobody described
        quint32 misses = 0; ///< JSON messages since the last one that looked so
        quint32 patience = 1; ///< as many of them are let pass before one is learnt from
    };

    static constexpr std::size_t kMostLooks = 1'000; ///< of further topics none is learnt
    static constexpr std::size_t kMostFieldBytes = 4'000'000; ///< of the fields' paths; then no further ones are learnt
    static constexpr std::size_t kMostTopics = 10'000; ///< then it begins anew
    static constexpr qsizetype kLongestTopic = 512; ///< characters; longer ones are looked up each time

    /// The profiles that read the topic, and how its messages look; valid until the next call.
    [[nodiscard]] Plan &of(const QString &topic, const std::vector<ProfilePtr> &profiles);
    /// Notes that a JSON message looked otherwise. Whether it should be learnt from: ever more seldom, so that a topic
    /// whose messages look different each time costs nearly nothing.
    [[nodiscard]] static bool missed(Plan &plan) noexcept;
    void learn(Plan &plan, Look look);
    void learn(Plan &plan, FieldsBefore fields);

private:
    std::unordered_map<QString, Plan> m_known;
    std::size_t m_looks = 0;
    std::size_t m_fieldBytes = 0;
    Plan m_unkept;
};

/// Whether one of the filters covers the topic.
[[nodiscard]] bool coversTopic(const QStringList &filters, QStringView topic);
/// Whether a filter that covers the topic says by its first level whose it is.
[[nodiscard]] bool namesTopic(const QStringList &filters, QStringView topic);

} // namespace ember
