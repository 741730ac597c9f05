// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestschedule.h"

#include <QtCore/QDateTime>
#include <QtCore/QLoggingCategory>
#include <QtCore/QUuid>

#include <algorithm>
#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcRequests, "ember.links.requests", QtWarningMsg)

// Between a request that was refused on a standing connection and the next try.
constexpr std::chrono::seconds kRefusedPause{10};

} // namespace

RequestSchedule::RequestSchedule(const ConnectionUrl &url, const QList<ProfilePtr> &profiles, QString clientId)
    : m_mode(url.poll ? Mode::Regular : Mode::Off)
    , m_pollInterval(url.pollInterval)
    , m_clientId(std::move(clientId))
    , m_session(QUuid::createUuid().toString(QUuid::Id128))
{
    for (const NamedDevice &device : url.devices) {
        for (const ProfilePtr &profile : profiles) {
            // Without the additional value a request that needs it waits until the device tells it.
            add(profile, device.id, {{u"additional"_s, device.additional}}, Clock::now());
        }
    }
}

void RequestSchedule::heard(
    const ProfilePtr &profile, const QString &device, const QMap<QString, QString> &variables, Clock::time_point now)
{
    // Its messages fit this profile; what the others would ask it is no loss.
    std::erase_if(m_unasked,
        [&](std::size_t index) { return m_devices[index].id == device && m_devices[index].profile != profile; });
    if (m_mode == Mode::Off || !profile || profile->requests().empty()) {
        return;
    }
    const auto found = m_byId.constFind({profile->id(), device});
    if (found == m_byId.constEnd()) {
        add(profile, device, variables, now);
        return;
    }
    Device &known = m_devices[*found];
    bool changed = false;
    for (auto it = variables.cbegin(); it != variables.cend(); ++it) {
        QString &value = known.variables[it.key()];
        changed = changed || value != it.value();
        value = it.value();
    }
    for (std::size_t job = known.firstJob; changed && job < known.firstJob + known.jobs; ++job) {
        if (std::exchange(m_jobs[job].blocked, false)) {
            m_unasked.erase(*found);
            schedule(job, now);
        }
    }
}

QString RequestSchedule::unaskedNote() const
{
    if (m_unasked.empty()) {
        return {};
    }
    const QString &device = m_devices[*m_unasked.begin()].id;
    const QString more = m_unasked.size() > 1 ? u" and %1 more"_s.arg(m_unasked.size() - 1) : QString();
    return u"%1%2 cannot be asked: its additional value is not known; give it in the address as device=%1:VALUE, or "
           "wait until the device tells it"_s.arg(device, more);
}

void RequestSchedule::askOnce() noexcept
{
    if (m_mode == Mode::Off) {
        m_mode = Mode::Once;
    }
}

void RequestSchedule::connected(Clock::time_point now)
{
    m_connected = true;
    for (std::size_t job = 0; job < m_jobs.size(); ++job) {
        if (std::exchange(m_jobs[job].skipped, false)) {
            schedule(job, now);
        }
    }
}

std::optional<RequestSchedule::Clock::time_point> RequestSchedule::nextDue() const
{
    return m_connected && !m_due.empty() ? std::optional(m_due.begin()->first) : std::nullopt;
}

void RequestSchedule::publishDue(Clock::time_point now, const Publish &publish)
{
    while (m_connected && !m_due.empty() && m_due.begin()->first <= now) {
        const std::size_t job = m_due.begin()->second;
        m_due.erase(m_due.begin());
        m_jobs[job].due.reset();
        send(job, now, publish);
    }
}

void RequestSchedule::add(
    const ProfilePtr &profile, const QString &device, const QMap<QString, QString> &variables, Clock::time_point now)
{
    const std::pair key{profile->id(), device};
    if (m_mode == Mode::Off || m_byId.contains(key)) {
        return;
    }
    if (m_devices.size() >= kMaxDevices) {
        if (!std::exchange(m_complained, true)) {
            qCWarning(lcRequests, "more than %zu devices on one connection: the others are not asked for their state",
                kMaxDevices);
        }
        return;
    }
    m_byId.insert(key, m_devices.size());
    Device entry{.profile = profile, .id = device, .variables = variables, .firstJob = m_jobs.size()};
    for (const RequestTemplate &request : profile->requests()) {
        if (m_mode == Mode::Once && (request.poll || !request.whenFound)) {
            continue;
        }
        const bool polled = request.poll && m_pollInterval;
        const std::chrono::seconds interval = m_mode == Mode::Once ? std::chrono::seconds(0)
            : polled                                               ? *m_pollInterval
                                                                   : std::chrono::seconds(request.intervalSeconds);
        m_jobs.push_back({.device = m_devices.size(), .request = &request, .interval = interval});
        if (request.whenFound) {
            schedule(m_jobs.size() - 1, now);
        } else if (interval.count() > 0) {
            schedule(m_jobs.size() - 1, now + interval);
        }
    }
    entry.jobs = m_jobs.size() - entry.firstJob;
    m_devices.push_back(std::move(entry));
}

void RequestSchedule::schedule(std::size_t index, Clock::time_point due)
{
    Job &job = m_jobs[index];
    if (job.due) {
        m_due.erase({*job.due, index});
    }
    job.due = due;
    m_due.insert({due, index});
}

void RequestSchedule::send(std::size_t index, Clock::time_point now, const Publish &publish)
{
    Job &job = m_jobs[index];
    const Device &device = m_devices[job.device];
    const Result<PreparedRequest> request = fillRequest(*job.request,
        {.device = device.id,
            .clientId = m_clientId,
            .session = m_session,
            .nowMs = QDateTime::currentMSecsSinceEpoch(),
            .variables = device.variables});
    if (!request) {
        qCDebug(lcRequests, "request not sent: %ls", qUtf16Printable(request.error()));
        job.blocked = true;
        m_unasked.insert(job.device);
        return;
    }
    job.skipped = !publish(*request);
    if (job.skipped) {
        schedule(index, now + std::max(job.interval, kRefusedPause));
    } else if (job.interval.count() > 0) {
        schedule(index, now + job.interval);
    }
}

} // namespace ember
