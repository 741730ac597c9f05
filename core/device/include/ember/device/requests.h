// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/texttemplate.h>
#include <ember/events/result.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonValue>
#include <QtCore/QMap>
#include <QtCore/QString>

namespace ember {

/// A message that makes a device talk: one entry of a profile's `requests`. Plain data; any thread.
struct RequestTemplate
{
    QString id;
    TextTemplate topic;
    QJsonValue body; ///< templates may stand in any text value of it
    bool whenFound = true; ///< sent at a device's first message, or at once when the device is known beforehand
    int intervalSeconds = 0; ///< repeated that often; 0: once
    bool poll = false; ///< `?poll=` of a connection replaces its interval
};

/// What the placeholders of a request stand for (design.md §4: `{device} {clientId} {session} {nowMs} {var.*}`).
struct RequestVariables
{
    QString device;
    QString clientId;
    QString session;
    qint64 nowMs = 0; ///< milliseconds since 1970, UTC
    QMap<QString, QString> variables; ///< `{var.NAME}`
    QMap<QString, QJsonValue> parameters = {}; ///< `{param.NAME}` of a command: raw, as the device is sent it
};

/// A request ready to be published.
struct PreparedRequest
{
    QString topic;
    QByteArray body; ///< compact JSON
};

/// The request for one device. Any thread. An error names the placeholder without a value, or the text that may not
/// stand in a topic (a level or a wildcard more would publish somewhere else).
[[nodiscard]] Result<PreparedRequest> fillRequest(const RequestTemplate &request, const RequestVariables &variables);

/// A value whose texts are templates, filled in. A text that is nothing but `{param.NAME}` becomes that parameter's
/// value, with its type. The error names the placeholder without a value. Any thread.
[[nodiscard]] Result<QJsonValue> fillValue(const QJsonValue &value, const RequestVariables &variables);

/// Whether `{path}` may stand in a request; a profile with another placeholder is refused when it is loaded.
[[nodiscard]] bool isRequestPlaceholder(const QString &path);

} // namespace ember
