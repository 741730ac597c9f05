// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>
#include <ember/links/connectionurl.h>

#include <QtCore/QHash>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace ember {

/// When which request of a profile goes to which device (nwp500.md §2 "Polling", design.md §4): at the device's first
/// message, or as soon as the connection stands for a device the URL names, and then at its interval. A request that
/// could not be sent is due again when the connection stands again. Belongs to the link's thread; keeps no time itself.
class RequestSchedule
{
public:
    using Clock = std::chrono::steady_clock;
    using Publish = std::function<bool(const PreparedRequest &)>;

    /// More devices than that are not asked: a broker chooses how many there are.
    static constexpr std::size_t kMaxDevices = 10'000;

    /// Named devices are asked by the requests of every profile in `profiles`.
    RequestSchedule(const ConnectionUrl &url, const QList<ProfilePtr> &profiles, QString clientId);

    /// A device was heard; its variables may be new or have changed.
    void heard(const ProfilePtr &profile, const QString &device, const QMap<QString, QString> &variables,
        Clock::time_point now);
    /// Without polling (`poll=off`): from now on each device is asked once after all, at its next message, what is
    /// asked of a found device and not polled: what it can do, which commands are checked against.
    void askOnce() noexcept;
    /// The connection stands: what was skipped is due.
    void connected(Clock::time_point now);
    /// The connection is gone: nothing is due until it stands again.
    void disconnected() noexcept { m_connected = false; }

    /// When publishDue() is to be called next; none: not until something happens.
    [[nodiscard]] std::optional<Clock::time_point> nextDue() const;
    /// Hands over what is due.
    void publishDue(Clock::time_point now, const Publish &publish);
    /// Which device is not asked everything because a value is missing, and what to do; empty if there is none.
    [[nodiscard]] QString unaskedNote() const;

private:
    struct Job
    {
        std::size_t device = 0;
        const RequestTemplate *request = nullptr; // of a profile kept in m_devices
        std::chrono::seconds interval{0}; // 0: once
        std::optional<Clock::time_point> due = {};
        bool skipped = false; // could not be sent: due as soon as the connection stands again
        bool blocked = false; // lacks a variable: due when the device told it
    };
    struct Device
    {
        ProfilePtr profile;
        QString id;
        QMap<QString, QString> variables;
        std::size_t firstJob = 0;
        std::size_t jobs = 0;
    };

    void add(const ProfilePtr &profile, const QString &device, const QMap<QString, QString> &variables,
        Clock::time_point now);
    void schedule(std::size_t job, Clock::time_point due);
    void send(std::size_t job, Clock::time_point now, const Publish &publish);

    enum class Mode : quint8
    {
        Off,
        Once, ///< only what askOnce() is about
        Regular
    };
    Mode m_mode;
    std::optional<std::chrono::seconds> m_pollInterval;
    QString m_clientId;
    QString m_session;
    bool m_connected = false;
    bool m_complained = false;
    std::set<std::size_t> m_unasked; // indices of m_devices: a request lacks a variable
    std::vector<Device> m_devices;
    std::vector<Job> m_jobs;
    QHash<std::pair<QString, QString>, std::size_t> m_byId; // profile id, device id
    std::set<std::pair<Clock::time_point, std::size_t>> m_due; // jobs
};

} // namespace ember
