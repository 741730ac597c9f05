// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/event.h>

#include <QtCore/QList>
#include <QtCore/QString>

#include <algorithm>
#include <optional>

namespace ember {

/// One part's firmware as an account tells it. No rule is known that makes a version of the number; it is shown as it
/// is.
struct AccountFirmware
{
    qint64 code = 0; ///< which part: controller, panel, WiFi …
    qint64 version = 0;
    std::optional<qint64> downloaded; ///< a version that waits to be installed
    friend bool operator==(const AccountFirmware &, const AccountFirmware &) = default;
};

/// A device on an account's list. What else the list tells (addresses, names of people) is not read.
struct AccountDevice
{
    QString id; ///< as in the device's events; the MAC address
    QString name; ///< as its owner calls it
    int type = 0; ///< 52: NWP500
    bool online = false; ///< when the list was asked for
    QString additional = {}; ///< the value that every request to the device carries
    QString installType = {}; ///< as told: "R" residential, "C" commercial; empty: not told
    QList<AccountFirmware> firmware = {}; ///< empty: not told
    friend bool operator==(const AccountDevice &, const AccountDevice &) = default;
};

/// What is known about the account that a connection runs through (navilink:). No secrets. Plain data; any thread.
struct AccountStatus
{
    quint64 signIns = 0; ///< with the password
    quint64 refreshes = 0; ///< of the session, without it
    /// When the session's keys stop opening connections, by the clock as it is set now. A connection that stands does
    /// not need them any more; the next attempt after that signs in anew first.
    std::optional<EventTime> keysExpireAt;
    QList<AccountDevice> devices; ///< those on the account's list that are watched
    quint64 unread = 0; ///< further ones, that no profile of the connection reads
    QString problem; ///< what could not be asked, although the connection stands; empty: nothing

    /// As its owner calls the device with that id; empty if that was not told.
    [[nodiscard]] QString ownersName(QStringView id) const
    {
        const auto found = std::find_if(
            devices.begin(), devices.end(), [id](const AccountDevice &device) { return device.id == id; });
        return found == devices.end() ? QString() : found->name;
    }
};

} // namespace ember
