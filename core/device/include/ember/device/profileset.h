// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>

#include <QtCore/QList>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace ember {

/// The profiles of a connection, which may be replaced while it runs: a decoder takes the new ones with its next
/// message. Any thread; asking whether anything is new takes no lock.
class ProfileSet
{
public:
    explicit ProfileSet(const QList<ProfilePtr> &profiles)
        : m_profiles(profiles.begin(), profiles.end())
    {
    }

    /// Rises with every replacement; 1 at first.
    [[nodiscard]] quint64 version() const noexcept { return m_version.load(std::memory_order_acquire); }
    [[nodiscard]] QList<ProfilePtr> profiles() const
    {
        const std::lock_guard lock(m_mutex);
        return {m_profiles.begin(), m_profiles.end()};
    }
    /// Puts another edition in the place of `old`; false if that is not here.
    bool replace(const ProfilePtr &old, const ProfilePtr &edition)
    {
        const std::lock_guard lock(m_mutex);
        const auto at = std::find(m_profiles.begin(), m_profiles.end(), old);
        if (at == m_profiles.end()) {
            return false;
        }
        *at = edition;
        m_version.fetch_add(1, std::memory_order_release);
        return true;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<ProfilePtr> m_profiles; // not a QList: its look whether a copy shares it orders nothing
    std::atomic<quint64> m_version = 1;
};

} // namespace ember
