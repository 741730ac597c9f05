// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/nwp500request.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

#include <algorithm>
#include <array>
#include <optional>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

const QString kTopicStart = u"cmd/52/navilink-"_s;

/// A value as it stands in compact JSON.
QByteArray jsonText(const QJsonValue &value)
{
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

/// What the topic's end and the command have to be.
std::optional<Nwp500Request::Kind> kindOf(QStringView end, int command)
{
    constexpr int kFamily = 0x01000000;
    constexpr int kControl = 2;
    if (end == u"st" && command == Nwp500Request::kStatus) {
        return Nwp500Request::Kind::Status;
    }
    if (end == u"st/did" && command == Nwp500Request::kFeature) {
        return Nwp500Request::Kind::Feature;
    }
    if (end == u"st/energy-usage-daily-query/rd" && command == Nwp500Request::kEnergy) {
        return Nwp500Request::Kind::Energy;
    }
    if ((end == u"st/rsv/rd" && command == Nwp500Request::kReadReservations)
        || (end == u"ctrl/rsv/rd" && command == Nwp500Request::kWriteReservations)) {
        return Nwp500Request::Kind::Reservations;
    }
    if (end == u"ctrl/tou/rd" && command == Nwp500Request::kTariff) {
        return Nwp500Request::Kind::Tariff;
    }
    if (end == u"ctrl" && command / kFamily == kControl) {
        return Nwp500Request::Kind::Control;
    }
    return {};
}

} // namespace

bool Nwp500Request::isHarmless(int command)
{
    constexpr std::array kTaken{33554440, 33554441, 33554444, 33554467, 33554468, 33554469, 33554470, 33554473};
    return std::ranges::find(kTaken, command) != kTaken.end();
}

Result<Nwp500Request> Nwp500Request::parse(const QString &topic, const QByteArray &payload)
{
    const qsizetype slash = topic.indexOf(u'/', kTopicStart.size());
    if (!topic.startsWith(kTopicStart) || slash < 0) {
        return Error{u"Nobody is asked on the topic \"%1\"."_s.arg(topic)};
    }
    const QJsonObject message = QJsonDocument::fromJson(payload).object();
    const QJsonObject body = message[u"request"].toObject();
    if (body.isEmpty()) {
        return Error{u"The message is no JSON object with a \"request\" in it."_s};
    }
    Nwp500Request request;
    request.mac = topic.mid(kTopicStart.size(), slash - kTopicStart.size());
    request.command = body[u"command"].toInt();
    const auto kind = kindOf(QStringView(topic).mid(slash + 1), request.command);
    if (!kind) {
        return Error{
            u"The command %1 on \"%2\" is not simulated; known are status, device info, energy, reservations, tariff and, on ctrl, commands."_s
                .arg(request.command)
                .arg(topic)};
    }
    request.kind = *kind;
    if (body[u"macAddress"].toString() != request.mac) {
        return Error{u"The request's macAddress is not that of its topic."_s};
    }
    request.responseTopic = message[u"responseTopic"].toString();
    if (request.responseTopic.isEmpty()) {
        return Error{u"The request names no responseTopic."_s};
    }
    request.body = body;
    for (const auto &parameter : body[u"param"].toArray()) {
        request.parameters.append(parameter.toInt());
    }
    request.clientId = jsonText(message[u"clientID"].toString());
    request.session = jsonText(message[u"sessionID"].toString());
    request.protocolVersion = jsonText(message[u"protocolVersion"].toInt(2));
    request.requestTopic = jsonText(message[u"requestTopic"].toString(topic));
    return request;
}

} // namespace ember
